//! The window's side of overlays: what goes in, what is painted, and what
//! they want done.

use super::TermWindow;
use super::cursor;
use super::frame::owner;
use super::geometry::PixelRect;
use super::settings::load_fonts;
use crate::actions;
use crate::fonts;
use crate::overlay::view::{self, Panel};
use crate::overlay::{Outcome, Overlay, Place, Reply, Size};
use crate::shared::{Request, Shared};
use config::keys::KeyAssignment;
use serde_json::{Value, json};
use std::time::Instant;
use wezterm_font::{FontConfig, FontSet};
use wezterm_render::{RectF, Strip, StripId};
use wezterm_types::{KeyEvent, MouseButton};

/// The overlay of one window, if it has one.
#[derive(Default)]
pub(crate) struct Overlays {
    shown: Option<Box<dyn Overlay>>,
    /// The pane that was active when it was opened.
    pane: Option<mux::PaneId>,
    /// Fonts of the overlay shown last that had a size of its own.
    fonts: Option<(FontConfig, FontSet)>,
    /// Where it was drawn last.
    panel: Option<Panel>,
    /// Its text cursor then, in physical pixels.
    cursor: Option<(f32, f32)>,
    /// The text on the screen.
    text: Vec<String>,
}

impl Overlays {
    /// The fonts that its glyphs are from, where these are not the grid's.
    pub(super) fn fonts(&mut self) -> Option<&mut FontSet> {
        self.fonts.as_mut().map(|(_, fonts)| fonts)
    }

    /// Whether there is an overlay.
    pub(super) fn is_shown(&self) -> bool {
        self.shown.is_some()
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.shown.as_ref()?.deadline()
    }

    pub(super) fn tick(&mut self, now: Instant) -> bool {
        self.shown.as_mut().is_some_and(|overlay| overlay.tick(now))
    }
}

impl TermWindow {
    /// Text that an input method composes for an overlay.
    pub(super) fn overlay_preedit(&mut self, strips: &mut Vec<Strip>) {
        let (Some(text), Some(at)) = (&self.preedit, self.overlay_cursor()) else {
            return;
        };
        let palette = &self.palette;
        let (quads, cols) = cursor::preedit(
            text,
            palette.foreground,
            palette.background,
            &mut self.fonts,
        );
        let cell = self.layout.input.cell;
        strips.push(Strip {
            id: StripId::other(owner::PREEDIT, 0),
            revision: self.revisions.of_preedit(text),
            origin: at,
            clip: RectF::new(
                at.0,
                at.1,
                (cell.width * cols as u32) as f32,
                cell.height as f32,
            ),
            quads: quads.into(),
        });
    }

    /// Shows an overlay in place of the one that is shown, if any. What it
    /// wants done is done for `pane`.
    pub(crate) fn show_overlay(&mut self, pane: mux::PaneId, overlay: Box<dyn Overlay>) {
        self.overlays.shown = Some(overlay);
        self.overlays.pane = Some(pane);
        self.request_redraw();
    }

    /// Takes the overlay away.
    pub(crate) fn close_overlay(&mut self) {
        if self.overlays.shown.take().is_some() {
            self.overlays.panel = None;
            self.overlays.cursor = None;
            self.overlays.text.clear();
            self.request_redraw();
        }
    }

    /// Whether an overlay has the keyboard.
    pub(crate) fn has_overlay(&self) -> bool {
        self.overlays.is_shown()
    }

    /// Where the overlay's text cursor is, in physical pixels.
    pub(super) fn overlay_cursor(&self) -> Option<(f32, f32)> {
        self.overlays.cursor
    }

    /// A key went down; whether the overlay used it.
    pub(super) fn overlay_key(&mut self, shared: &mut Shared, event: &KeyEvent) -> bool {
        self.overlay_input(shared, |overlay| overlay.key(event))
    }

    /// Text was committed or pasted; whether an overlay took it.
    pub(crate) fn overlay_text(&mut self, shared: &mut Shared, text: &str) -> bool {
        self.overlay_input(shared, |overlay| overlay.text(text))
    }

    /// The wheel turned; whether an overlay has it.
    pub(super) fn overlay_wheel(&mut self, shared: &mut Shared, lines: isize) -> bool {
        self.overlay_input(shared, |overlay| overlay.wheel(lines))
    }

    /// A button went down somewhere over the panes; whether an overlay has it.
    /// A click beside a panel leaves it.
    pub(super) fn overlay_press(
        &mut self,
        shared: &mut Shared,
        button: MouseButton,
        x: f64,
        y: f64,
    ) -> bool {
        let Some(panel) = self.overlays.panel.filter(|_| self.has_overlay()) else {
            return self.has_overlay();
        };
        let (dx, dy) = (x as f32 - panel.area.x, y as f32 - panel.area.y);
        let inside =
            (0.0..panel.area.width).contains(&dx) && (0.0..panel.area.height).contains(&dy);
        if !inside {
            self.close_overlay();
            return true;
        }
        let metrics = self.overlay_metrics();
        let at = |place: f64, origin: f32, cell: u32, count: usize| {
            let cell = ((place as f32 - origin) / cell as f32).floor().max(0.0) as usize;
            cell.min(count.saturating_sub(1))
        };
        let col = at(x, panel.origin.0, metrics.0, panel.size.cols);
        let row = at(y, panel.origin.1, metrics.1, panel.size.rows);
        self.overlay_input(shared, |overlay| overlay.click(button, col, row))
    }

    fn overlay_input(
        &mut self,
        shared: &mut Shared,
        input: impl FnOnce(&mut dyn Overlay) -> Reply,
    ) -> bool {
        let Some(overlay) = &mut self.overlays.shown else {
            return false;
        };
        let outcome = match input(overlay.as_mut()) {
            Reply::Pass => return false,
            Reply::Used => None,
            Reply::Do(outcome) => Some(outcome),
            Reply::Close => {
                self.close_overlay();
                None
            }
            Reply::Finish(outcome) => {
                self.close_overlay();
                Some(outcome)
            }
        };
        if let Some(outcome) = outcome {
            self.carry_out(shared, outcome);
        }
        self.request_redraw();
        true
    }

    /// Does what an overlay wants.
    fn carry_out(&mut self, shared: &mut Shared, outcome: Outcome) {
        let opened_for = self
            .overlays
            .pane
            .filter(|pane| shared.mux.borrow().pane(*pane).is_some());
        let Some(pane) = opened_for.or_else(|| self.active_pane_id(shared)) else {
            return;
        };
        let window = self.mux_window();
        match outcome {
            Outcome::Perform(action) => actions::perform(self, shared, pane, &action),
            Outcome::Evaluate(line) => {
                shared
                    .requests
                    .push(Request::Evaluate { window, pane, line })
            }
            Outcome::Callback { action, arguments } => match *action {
                KeyAssignment::EmitEvent(event) => shared.requests.push(Request::Callback {
                    event,
                    window,
                    pane,
                    arguments,
                }),
                action if arguments.iter().any(Option::is_some) => {
                    actions::perform(self, shared, pane, &action);
                }
                // Left without a choice: nothing is to be done.
                _ => {}
            },
            Outcome::Character { text, copy } => {
                actions::insert_character(self, shared, pane, &text, copy);
            }
            Outcome::Pane { pane: to, mode } => {
                actions::pane_selected(self, shared, pane, to, mode)
            }
            Outcome::Command { brief, action } => {
                shared.remember_command(brief);
                actions::perform(self, shared, pane, &action);
            }
        }
    }

    /// Whether the overlay wants the counters now.
    pub(crate) fn wants_stats(&self, now: Instant) -> bool {
        let overlay = self.overlays.shown.as_ref();
        overlay.is_some_and(|overlay| overlay.wants_stats(now))
    }

    /// The counters that the overlay wanted.
    pub(crate) fn set_stats(&mut self, stats: &Value, now: Instant) {
        if let Some(overlay) = &mut self.overlays.shown {
            overlay.set_stats(stats, now);
            self.request_redraw();
        }
    }

    /// What the overlay shows, for `wezterm cli stats`.
    pub(crate) fn overlay_json(&self) -> Option<Value> {
        let overlay = self.overlays.shown.as_ref()?;
        Some(json!({
            "window_id": self.mux_window(),
            "name": overlay.name(),
            "lines": self.overlays.text,
        }))
    }

    /// The cell of the overlay's text, in pixels.
    fn overlay_metrics(&mut self) -> (u32, u32) {
        let config = self.config.clone();
        let overlay = self.overlays.shown.as_ref();
        let own = overlay.is_some_and(|overlay| overlay.font_size(&config).is_some());
        let metrics = match &self.overlays.fonts {
            Some((_, fonts)) if own => fonts.metrics(),
            _ => self.fonts.metrics(),
        };
        (metrics.cell_width, metrics.cell_height)
    }

    /// Loads the fonts the overlay wants, before its lines are asked for.
    pub(super) fn prepare_overlay(&mut self, shared: &Shared) {
        let Some(overlay) = &self.overlays.shown else {
            return;
        };
        let Some(size_pt) = overlay.font_size(&self.config) else {
            return;
        };
        let wanted = FontConfig {
            size_pt,
            ..fonts::grid(&self.config, self.dpi(), 1.0)
        };
        if self
            .overlays
            .fonts
            .as_ref()
            .is_some_and(|(have, _)| *have == wanted)
        {
            return;
        }
        match load_fonts(shared, &wanted) {
            Ok(set) => self.overlays.fonts = Some((wanted, set)),
            Err(error) => log::error!("{error:#}"),
        }
    }

    /// Appends what the overlay shows.
    pub(super) fn overlay_strips(&mut self, out: &mut Vec<Strip>) {
        let area = self.overlay_area();
        let (cell_width, cell_height) = self.overlay_metrics();
        let overlays = &mut self.overlays;
        let Some(overlay) = &mut overlays.shown else {
            return;
        };
        let room = Size {
            cols: ((area.width / cell_width.max(1)) as usize).max(1),
            rows: ((area.height / cell_height.max(1)) as usize).max(1),
        };
        let panel = panel(
            overlay.place(&self.config, room),
            area,
            self.layout.grid,
            (cell_width, cell_height),
            room,
        );
        let own = overlay.font_size(&self.config).is_some();
        let fonts = match &mut overlays.fonts {
            Some((_, fonts)) if own => fonts,
            _ => &mut self.fonts,
        };
        let style = overlay.style(&self.config);
        let marks = overlay.marks();
        let view = overlay.view(panel.size, &style);
        if panel.size.rows > 0 {
            view::strips(&view, &panel, &style, owner::OVERLAY, fonts, out);
        }
        for mark in &marks {
            let found = self.panes.iter().find(|p| p.pane.id() == mark.pane);
            let Some(positioned) = found else { continue };
            let cell = self.layout.input.cell;
            let area = RectF::new(
                (self.layout.grid.x + positioned.left as u32 * cell.width) as f32,
                (self.layout.grid.y + positioned.top as u32 * cell.height) as f32,
                (positioned.width as u32 * cell.width) as f32,
                (positioned.height as u32 * cell.height) as f32,
            );
            out.push(view::mark(mark, area, &style, owner::PANE_MARKS, fonts));
        }
        overlays.text = view.text();
        overlays.cursor = view.cursor.map(|(col, row)| {
            (
                panel.origin.0 + col as f32 * cell_width as f32,
                panel.origin.1 + row as f32 * cell_height as f32,
            )
        });
        overlays.panel = Some(panel);
    }

    /// The part of the window that is neither bar nor border.
    fn overlay_area(&self) -> PixelRect {
        let input = &self.layout.input;
        let border = input.border;
        let (width, height) = input.window;
        let bar = input.bar_edges();
        PixelRect {
            x: border.left + bar.left,
            y: border.top + bar.top,
            width: width.saturating_sub(border.left + border.right + bar.left + bar.right),
            height: height.saturating_sub(border.top + border.bottom + bar.top + bar.bottom),
        }
    }
}

/// Where a panel and its cells are.
fn panel(place: Place, area: PixelRect, grid: PixelRect, cell: (u32, u32), room: Size) -> Panel {
    let whole = RectF::new(
        area.x as f32,
        area.y as f32,
        area.width as f32,
        area.height as f32,
    );
    match place {
        Place::Full => Panel {
            area: whole,
            origin: (grid.x as f32, grid.y as f32),
            size: Size {
                cols: ((grid.width / cell.0.max(1)) as usize).max(1),
                rows: ((grid.height / cell.1.max(1)) as usize).max(1),
            },
            framed: false,
        },
        Place::OverPanes => Panel {
            area: whole,
            origin: (whole.x, whole.y),
            size: Size { cols: 0, rows: 0 },
            framed: false,
        },
        Place::Top(size) => {
            // A cell of blank around, where there is room for it.
            let margin = |cells: usize, room: usize| usize::from(cells + 2 <= room);
            let size = Size {
                cols: size.cols.clamp(1, room.cols),
                rows: size.rows.clamp(1, room.rows),
            };
            let (pad_x, pad_y) = (
                margin(size.cols, room.cols) as f32 * cell.0 as f32,
                margin(size.rows, room.rows) as f32 * cell.1 as f32 / 2.0,
            );
            let width = size.cols as f32 * cell.0 as f32 + 2.0 * pad_x;
            let height = size.rows as f32 * cell.1 as f32 + 2.0 * pad_y;
            let x = (whole.x + (whole.width - width) / 2.0).round();
            let y = (whole.y + pad_y).round();
            Panel {
                area: RectF::new(x, y, width, height.round()),
                origin: ((x + pad_x).round(), (y + pad_y).round()),
                size,
                framed: pad_x > 0.0,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_stay_inside_whatever_the_window() {
        for (width, height) in [(0, 0), (5, 5), (100, 40), (1000, 700)] {
            let area = PixelRect {
                x: 3,
                y: 20,
                width,
                height,
            };
            let room = Size {
                cols: (width as usize / 9).max(1),
                rows: (height as usize / 18).max(1),
            };
            for place in [
                Place::Full,
                Place::Top(Size { cols: 60, rows: 12 }),
                Place::Top(Size {
                    cols: 5000,
                    rows: 5000,
                }),
            ] {
                let panel = panel(place, area, area, (9, 18), room);
                assert!(panel.size.cols >= 1 && panel.size.rows >= 1);
                assert!(panel.size.cols <= room.cols && panel.size.rows <= room.rows);
                if width > 9 && height > 18 {
                    assert!(panel.area.x >= 3.0 && panel.area.y >= 20.0);
                    let right = panel.origin.0 + panel.size.cols as f32 * 9.0;
                    assert!(right <= 3.0 + width as f32 + 1.0, "{panel:?}");
                }
            }
        }
    }
}
