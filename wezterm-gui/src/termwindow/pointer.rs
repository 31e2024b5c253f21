//! The pointer in a window: over the tab bar, over a pane whose program reads
//! the mouse, or selecting text.

use super::TermWindow;
use super::clicks::Clicks;
use super::cursor::columns_at;
use super::scroll_bar::Press;
use super::wheel::Scrolled;
use crate::actions;
use crate::shared::Shared;
use config::keys::{KeyAssignment, MouseEventTrigger as Trigger, MousePress};
use std::time::Instant;
use term::{MouseReport, Point, ViewportScroll};
use wezterm_types::{MouseButton, MouseEventKind};
use window::CursorIcon;

/// Where the pointer is and what it holds.
#[derive(Debug, Default)]
pub(crate) struct Pointer {
    /// Physical pixels from the window's top left; `None` outside.
    pub(crate) position: Option<(f64, f64)>,
    /// The button held down, and where it went down.
    held: Option<(MouseButton, Grab)>,
    clicks: Clicks,
    /// What was scrolled and has not come to anything yet.
    pub(super) scrolled: Scrolled,
    hidden: bool,
    /// Lines of the wheel event that a binding runs for, for
    /// `ScrollByCurrentEventWheelDelta`; negative is up.
    pub(super) wheel: f32,
}

/// Who gets the moves until the button goes up.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Grab {
    /// A message or a border: nothing follows a drag there.
    Window,
    /// The tab bar.
    Bar,
    /// The thumb of this pane's scroll bar, so many pixels below its top.
    ScrollBar(mux::PaneId, f32),
    /// The program in this pane.
    Program(mux::PaneId),
    /// Our own bindings, starting in this pane.
    Bindings(mux::PaneId),
    /// The divider of this tab, by its number.
    Divider(mux::TabId, usize),
}

impl Pointer {
    /// Hides the pointer until it moves.
    pub(crate) fn hide(&mut self, window: &window::Window) {
        if !self.hidden {
            self.hidden = true;
            window.set_cursor(None);
        }
    }

    /// The desktop has taken the button that was held.
    pub(super) fn let_go(&mut self) {
        self.held = None;
    }

    fn show(&mut self, window: &window::Window, icon: CursorIcon) {
        self.hidden = false;
        window.set_cursor(Some(icon));
    }
}

/// A cell of a pane under the pointer.
#[derive(Clone, Copy, Debug)]
pub(super) struct PaneCell {
    pub(super) pane: mux::PaneId,
    /// Of the text, also where that is shown in another order.
    col: usize,
    row: usize,
    /// Pixels within the pane.
    x: u32,
    y: u32,
}

impl TermWindow {
    /// The pointer moved to a place in physical pixels.
    pub(crate) fn pointer_moved(&mut self, shared: &mut Shared, x: f64, y: f64) {
        self.pointer.position = Some((x, y));
        let over_bar = self.layout.bar.contains(x, y);
        let cell = (!over_bar && self.layout.grid.contains(x, y))
            .then(|| self.cell_under(x, y))
            .flatten();
        let over_link = self.hover(cell.map(|cell| (cell.pane, cell.row, cell.col)));
        let icon = if self.tab_bar.drag.dragged().is_some() {
            CursorIcon::Grabbing
        } else if over_bar {
            CursorIcon::Default
        } else if over_link {
            CursorIcon::Pointer
        } else {
            self.divider_icon(x, y).unwrap_or(CursorIcon::Text)
        };
        self.pointer.show(&self.window, icon);
        self.point_at_bar(over_bar.then_some((x, y)));
        match self.pointer.held {
            Some((_, Grab::Window)) => {}
            Some((_, Grab::Divider(tab, index))) => self.drag_divider(shared, tab, index, x, y),
            Some((_, Grab::Bar)) => self.bar_motion(shared, x, y),
            Some((_, Grab::ScrollBar(pane, below_top))) => {
                self.drag_scroll_bar(shared, pane, below_top, y);
            }
            None if self.has_overlay() => {}
            Some((button, Grab::Program(pane))) => {
                if let Some(cell) = self.cell_in(pane, x, y) {
                    self.report(shared, cell, MouseEventKind::Move, button);
                }
            }
            Some((button, Grab::Bindings(pane))) => {
                if let Some(cell) = self.cell_in(pane, x, y) {
                    self.autoscroll(shared, pane, y);
                    let streak = self.pointer.clicks.streak();
                    self.run_binding(shared, cell, Trigger::Drag(MousePress { streak, button }));
                }
            }
            None => {
                if let Some(cell) = self.cell_under(x, y) {
                    if self.config.pane_focus_follows_mouse {
                        let _ = shared.mux.borrow_mut().activate_pane(cell.pane);
                    }
                    if self.program_reads_mouse(shared, cell.pane) {
                        self.report(shared, cell, MouseEventKind::Move, MouseButton::None);
                    }
                }
            }
        }
    }

    /// The pointer left the window.
    pub(crate) fn pointer_left(&mut self) {
        self.pointer.position = None;
        self.point_at_bar(None);
        self.hover(None);
    }

    /// A button went down or up.
    pub(crate) fn mouse_button(&mut self, shared: &mut Shared, button: MouseButton, pressed: bool) {
        let Some((x, y)) = self.pointer.position else {
            return;
        };
        if pressed {
            self.press(shared, button, x, y);
        } else {
            self.release(shared, button, x, y);
        }
    }

    fn press(&mut self, shared: &mut Shared, button: MouseButton, x: f64, y: f64) {
        let over_bar = self.layout.bar.contains(x, y);
        if self.question.is_none() && !self.notices.is_empty() && !over_bar {
            self.request_redraw();
            if self.notices.close() {
                self.pointer.held = Some((button, Grab::Window));
                return;
            }
        }
        if self.config.swallow_mouse_click_on_window_focus && self.was_just_focused() {
            self.pointer.held = Some((button, Grab::Window));
            return;
        }
        if self.tab_bar.tooltip.dismiss() {
            self.request_redraw();
        }
        let renamed = over_bar
            .then(|| self.bar_item_at(x, y).tab_index())
            .flatten()
            .and_then(|index| self.tab_bar.list.tabs().get(index))
            .is_some_and(|tab| self.renaming(tab.tab_id));
        if !renamed {
            self.commit_rename(shared);
        }
        if over_bar {
            self.pointer.held = Some((button, Grab::Bar));
            self.press_on_bar(shared, button, (x, y));
            return;
        }
        self.tab_bar.clicks = Clicks::default();
        if self.overlay_press(shared, button, x, y) {
            self.pointer.held = Some((button, Grab::Window));
            return;
        }
        let on_scroll_bar = (button == MouseButton::Left)
            .then(|| self.press_scroll_bar(shared, x, y))
            .flatten();
        if let Some(press) = on_scroll_bar {
            let grab = match press {
                Press::Page => Grab::Window,
                Press::Thumb(pane, below_top) => Grab::ScrollBar(pane, below_top),
            };
            self.pointer.held = Some((button, grab));
            return;
        }
        let Some(cell) = self.cell_under(x, y) else {
            if button == MouseButton::Left
                && let Some(divider) = self.divider_under(x, y)
                && let Some(tab) = self.active_tab(shared)
            {
                self.pointer.held = Some((button, Grab::Divider(tab, divider.index)));
            }
            return;
        };
        let streak = self
            .pointer
            .clicks
            .press(button, (cell.col, cell.row), Instant::now());
        // The mux knows what is active now; the last frame may be older.
        if self.active_pane_id(shared) != Some(cell.pane) {
            let _ = shared.mux.borrow_mut().activate_pane(cell.pane);
            self.request_redraw();
            if self.config.swallow_mouse_click_on_pane_focus {
                self.pointer.held = Some((button, Grab::Window));
                return;
            }
        }
        if self.program_reads_mouse(shared, cell.pane) {
            self.pointer.held = Some((button, Grab::Program(cell.pane)));
            self.report(shared, cell, MouseEventKind::Press, button);
        } else {
            self.pointer.held = Some((button, Grab::Bindings(cell.pane)));
            self.run_binding(shared, cell, Trigger::Down(MousePress { streak, button }));
        }
    }

    fn release(&mut self, shared: &mut Shared, button: MouseButton, x: f64, y: f64) {
        let Some((held, grab)) = self.pointer.held else {
            return;
        };
        if held != button {
            return;
        }
        self.pointer.held = None;
        match grab {
            Grab::Window | Grab::ScrollBar(..) | Grab::Divider(..) => {}
            Grab::Bar => self.release_on_bar(shared),
            Grab::Program(pane) => {
                if let Some(cell) = self.cell_in(pane, x, y) {
                    self.report(shared, cell, MouseEventKind::Release, button);
                }
            }
            Grab::Bindings(pane) => {
                if let Some(cell) = self.cell_in(pane, x, y) {
                    let streak = self.pointer.clicks.streak();
                    self.run_binding(shared, cell, Trigger::Up(MousePress { streak, button }));
                }
            }
        }
    }

    /// Whether mouse events of a pane go to its program: it asked for them and
    /// the user does not hold the bypass modifiers.
    pub(super) fn program_reads_mouse(&self, shared: &Shared, pane: mux::PaneId) -> bool {
        let bypass = self.config.bypass_mouse_reporting_modifiers;
        let bypassed = !bypass.is_empty() && self.keyboard.0.contains(bypass);
        !bypassed
            && shared
                .mux
                .borrow()
                .pane(pane)
                .is_some_and(|pane| pane.lock_terminal().is_mouse_grabbed())
    }

    pub(super) fn report(
        &self,
        shared: &Shared,
        cell: PaneCell,
        kind: MouseEventKind,
        button: MouseButton,
    ) {
        let Some(pane) = shared.mux.borrow().pane(cell.pane) else {
            return;
        };
        let bytes = pane.lock_terminal().encode_mouse(&MouseReport {
            kind,
            button,
            mods: self.keyboard.0,
            col: cell.col,
            row: cell.row,
            pixel_x: cell.x as usize,
            pixel_y: cell.y as usize,
        });
        if let Some(bytes) = bytes {
            actions::write(&pane, &bytes);
        }
    }

    /// Runs the user's or the default binding of a mouse event in a pane.
    pub(super) fn run_binding(&mut self, shared: &mut Shared, cell: PaneCell, trigger: Trigger) {
        if let Some(action) = self.binding(shared, cell, trigger) {
            actions::perform(self, shared, cell.pane, &action);
        }
    }

    /// The user's or the default binding of a mouse event in a pane.
    pub(super) fn binding(
        &self,
        shared: &Shared,
        cell: PaneCell,
        trigger: Trigger,
    ) -> Option<KeyAssignment> {
        let pane = shared.mux.borrow().pane(cell.pane)?;
        let (alt_screen, reporting) = {
            let terminal = pane.lock_terminal();
            (terminal.is_alt_screen(), terminal.is_mouse_grabbed())
        };
        // With the bypass modifiers held, bindings are found without them.
        let mut modifiers = self.keyboard.0;
        if reporting {
            modifiers -= self.config.bypass_mouse_reporting_modifiers;
        }
        let found = shared.mouse.lookup(trigger, modifiers, false, alt_screen);
        found.cloned()
    }

    /// While a selection is dragged past the upper or lower edge, the text
    /// under it moves.
    fn autoscroll(&self, shared: &Shared, pane: mux::PaneId, y: f64) {
        let grid = self.layout.grid;
        let lines = if y < f64::from(grid.y) {
            -1
        } else if y >= f64::from(grid.y + grid.height) {
            1
        } else {
            return;
        };
        if let Some(pane) = shared.mux.borrow().pane(pane) {
            pane.lock_terminal()
                .scroll_viewport(ViewportScroll::Lines(lines));
        }
    }

    /// The cell under a place, and the pane it belongs to.
    pub(super) fn cell_under(&self, x: f64, y: f64) -> Option<PaneCell> {
        let (col, row) = self.layout.cell_at(x, y);
        let pane = self.panes.iter().find(|p| {
            (p.left..p.left + p.width).contains(&col) && (p.top..p.top + p.height).contains(&row)
        })?;
        self.cell_in(pane.pane.id(), x, y)
    }

    /// The cell of a given pane that is nearest to a place.
    fn cell_in(&self, pane: mux::PaneId, x: f64, y: f64) -> Option<PaneCell> {
        let p = self.panes.iter().find(|p| p.pane.id() == pane)?;
        let shift = self.shift_of(pane);
        let (col, row) = self.layout.cell_at(x, y + f64::from(shift));
        let cell = self.layout.input.cell;
        let left = f64::from(self.layout.grid.x + p.left as u32 * cell.width);
        let top = f64::from(self.layout.grid.y + p.top as u32 * cell.height);
        let last = p.height.saturating_sub(usize::from(shift == 0.0));
        let row = row.saturating_sub(p.top).min(last);
        let stretched = self
            .views
            .get(&pane)
            .map_or(1, |view| columns_at(&view.snapshot, row) as usize);
        let col = col.saturating_sub(p.left).min(p.width.saturating_sub(1)) / stretched;
        let shown = self.views.get(&pane).map(|view| &view.snapshot.rows);
        let shown = shown.and_then(|rows| rows.get(row));
        Some(PaneCell {
            pane,
            col: shown.map_or(col, |row| row.logical_col(col)),
            row,
            x: (x - left).max(0.0) as u32,
            y: (y - top).max(0.0) as u32,
        })
    }

    /// The point of a pane's text under the pointer, for selections and links.
    pub(crate) fn point_under_pointer(&self, pane: mux::PaneId) -> Option<Point> {
        let (x, y) = self.pointer.position?;
        let cell = self.cell_in(pane, x, y)?;
        let view = self.views.get(&pane)?;
        let top = view.snapshot.dims.viewport_top;
        Some(Point::new(top + cell.row as i64, cell.col))
    }
}
