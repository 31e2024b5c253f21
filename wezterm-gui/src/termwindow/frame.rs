//! The way a frame goes: size, state, tab bar, scene, painter.

use super::TermWindow;
use super::cursor::{self, CursorLook};
use super::geometry::Layout;
use super::notice_strip;
use crate::colors::{BlinkPhase, ColorRules};
use crate::shared::Shared;
use config::structs::HsbTransform;
use std::time::Instant;
use wezterm_render::{PaintError, Quad, RectF, Scene, Strip, StripId};
use wezterm_types::Rgba;

/// Owners of strips that belong to no pane.
pub(super) mod owner {
    /// Dividers between panes.
    pub(crate) const SPLITS: u64 = 1;
    /// The tab bar.
    pub(crate) const TAB_BAR: u64 = 2;
    /// Borders of `window_frame`.
    pub(crate) const BORDERS: u64 = 3;
    /// Notices and questions.
    pub(crate) const NOTICES: u64 = 4;
    /// Scroll bars.
    pub(crate) const SCROLL_BAR: u64 = 5;
    /// Text an input method composes.
    pub(crate) const PREEDIT: u64 = 6;
    /// The line below a link.
    pub(crate) const LINK: u64 = 7;
}

/// What blinks in a frame: only then do its timers run.
#[derive(Debug, Default)]
struct Blinking {
    cursor: bool,
    slow: bool,
    rapid: bool,
}

impl TermWindow {
    /// `RedrawRequested`: paints what there is to show, if anything changed.
    pub(crate) fn draw(&mut self, shared: &mut Shared) {
        let started = Instant::now();
        self.redraw.started(started);
        self.apply_size(shared);
        self.update_panes(shared);
        self.update_tab_bar(shared);
        let scene = self.build_scene(started);

        let unchanged = self
            .shown
            .as_ref()
            .is_some_and(|shown| scene.damage_since(shown).level == wezterm_render::Damage::None);
        if unchanged {
            shared.stats.frames.skipped += 1;
            return;
        }
        self.paint(shared, scene);
        shared.stats.frames.time.record(started.elapsed());
    }

    /// The newest size the compositor asked for becomes the window's size,
    /// the panes' and the painter's, once.
    pub(super) fn apply_size(&mut self, shared: &mut Shared) {
        let Some(size) = self.pending_size.take() else {
            return;
        };
        let started = Instant::now();
        self.painter.resize(size.0, size.1);
        self.relayout(size);
        self.screen = None;
        // The window may have been closed meanwhile; then nothing needs a size.
        let _ = shared
            .mux
            .borrow_mut()
            .resize_window(self.mux_window, self.layout.size);
        shared.stats.resize.applied += 1;
        log::debug!(
            target: "wezterm_gui::resize",
            "size {}x{} px, {}x{} cells, reflow {:?}",
            size.0,
            size.1,
            self.layout.size.cols,
            self.layout.size.rows,
            started.elapsed()
        );
    }

    /// Snapshots of the panes of the active tab.
    fn update_panes(&mut self, shared: &mut Shared) {
        {
            let mux = shared.mux.borrow();
            let window = mux.window(self.mux_window);
            self.drawn_generation = window.map(mux::Window::generation);
            let tab = window.and_then(mux::Window::active_tab);
            self.panes = tab.map(|tab| mux.positioned_panes(tab)).unwrap_or_default();
            self.splits = tab
                .and_then(|tab| mux.tab(tab))
                .map(mux::Tab::dividers)
                .unwrap_or_default();
        }
        let shown: Vec<mux::PaneId> = self.panes.iter().map(|p| p.pane.id()).collect();
        // Views of panes in other tabs would keep rows nobody sees.
        self.views.retain(|id, _| shown.contains(id));
        self.revisions.retain(|id| shown.contains(&id));
        let state = self.window_state();
        for positioned in &self.panes {
            let view = self.views.entry(positioned.pane.id()).or_default();
            view.update(&positioned.pane, state);
        }
    }

    /// Everything the window shows, from caches where nothing changed.
    fn build_scene(&mut self, now: Instant) -> Scene {
        let clear = self.clear_color();
        let mut scene = Scene::new(self.layout.input.window, clear);
        let strips = &mut scene.strips;

        let mut blinking = Blinking::default();
        for index in 0..self.panes.len() {
            self.pane_strips(index, now, strips, &mut blinking);
        }
        self.hover_strips(strips);
        self.split_strips(strips);
        self.scroll_bar_strips(strips);
        self.border_strips(strips);
        strips.extend(self.tab_bar.strips.iter().cloned());
        strips.extend(notice_strip::strip(
            &self.notices,
            &self.layout,
            owner::NOTICES,
            &mut self.fonts,
        ));
        self.cursor_blink
            .set_running(blinking.cursor && self.focused, now);
        self.text_blink.set_running(blinking.slow, now);
        self.rapid_blink.set_running(blinking.rapid, now);
        scene
    }

    /// The colour behind everything: the active pane's background, as opaque
    /// as `window_background_opacity` says.
    fn clear_color(&self) -> Rgba {
        let active = self.panes.iter().find(|p| p.is_active);
        let color = active
            .and_then(|p| self.views.get(&p.pane.id()))
            .map_or(Rgba::BLACK, |view| {
                if view.snapshot.reverse_video {
                    view.snapshot.palette.fg
                } else {
                    view.snapshot.palette.bg
                }
            });
        color.mul_alpha(self.config.window_background_opacity as f32)
    }

    fn color_rules(&self, active: bool, reverse_video: bool) -> ColorRules {
        let text = &self.config.foreground_text_hsb;
        let several = self.panes.len() > 1;
        ColorRules {
            bold_brightens: self.config.bold_brightens_ansi_colors,
            background_opacity: self.config.text_background_opacity as f32,
            foreground_hsb: (!is_identity(text)).then_some(*text),
            pane_hsb: (several && !active && !is_identity(&self.config.inactive_pane_hsb))
                .then_some(self.config.inactive_pane_hsb),
            reverse_video,
        }
    }

    /// Rows and cursor of one pane.
    fn pane_strips(
        &mut self,
        index: usize,
        now: Instant,
        strips: &mut Vec<Strip>,
        blinking: &mut Blinking,
    ) {
        let positioned = &self.panes[index];
        let id = positioned.pane.id();
        let active = positioned.is_active;
        let cell = self.layout.input.cell;
        let origin = (
            (self.layout.grid.x + positioned.left as u32 * cell.width) as f32,
            (self.layout.grid.y + positioned.top as u32 * cell.height) as f32,
        );
        let reverse = self
            .views
            .get(&id)
            .is_some_and(|view| view.snapshot.reverse_video);
        let rules = self.color_rules(active, reverse);
        let blink_visible = self.cursor_blink.visible(now);
        let ground = self.ground_of(positioned);
        let Some(view) = self.views.get_mut(&id) else {
            return;
        };
        if rules.pane_hsb.is_some() {
            let color = rules
                .background(&view.snapshot.palette)
                .mul_alpha(self.config.window_background_opacity as f32);
            strips.push(Strip {
                id: StripId::pane_row(id, i64::MIN),
                ..solid_strip(0, 0, ground, color)
            });
        }
        let phase = BlinkPhase {
            slow: self.text_blink.visible(now),
            rapid: self.rapid_blink.visible(now),
        };
        let overflow = self.config.allow_square_glyphs_to_overflow_width;
        let blinks = view.strips(
            id,
            (&rules, phase),
            overflow,
            &mut self.fonts,
            origin,
            strips,
        );
        blinking.slow |= blinks.0;
        blinking.rapid |= blinks.1;

        let cursor = view.snapshot.cursor;
        let look = CursorLook {
            focused: self.focused && active,
            visible: blink_visible || !active,
            reverse: self.config.force_reverse_video_cursor,
            thickness: self.cursor_thickness,
        };
        let quads = cursor::quads(&view.snapshot, &rules, look, &mut self.fonts);
        if !quads.is_empty() {
            let at = (
                origin.0 + (cursor.col as u32 * cell.width) as f32,
                origin.1 + (cursor.row as u32 * cell.height) as f32,
            );
            let columns = if cursor.wide { 2 } else { 1 };
            strips.push(Strip {
                id: StripId::cursor(id),
                revision: self.revisions.of_cursor(id, &quads),
                origin: at,
                clip: RectF::new(
                    at.0,
                    at.1,
                    (cell.width * columns) as f32,
                    cell.height as f32,
                ),
                quads: quads.into(),
            });
        }
        if active && let Some(text) = &self.preedit {
            let at = (
                origin.0 + (cursor.col as u32 * cell.width) as f32,
                origin.1 + (cursor.row as u32 * cell.height) as f32,
            );
            let palette = &view.snapshot.palette;
            let (quads, cols) = cursor::preedit(text, palette.fg, palette.bg, &mut self.fonts);
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
        blinking.cursor |= active && cursor.visible && cursor.style.is_blinking();
    }

    /// The area a pane's background covers: its cells, the padding where the
    /// pane touches the edge of the grid, and half of the gap to a neighbour.
    fn ground_of(&self, pane: &mux::PositionedPane) -> RectF {
        let cell = self.layout.input.cell;
        let (grid, padding, size) = (
            self.layout.grid,
            self.layout.input.padding,
            self.layout.size,
        );
        let border = self.layout.input.border;
        let (width, height) = self.layout.input.window;
        let half = (cell.width / 2, cell.height / 2);
        let cells = (
            grid.x + pane.left as u32 * cell.width,
            grid.y + pane.top as u32 * cell.height,
        );
        let left = if pane.left == 0 {
            grid.x - padding.left.min(grid.x)
        } else {
            cells.0.saturating_sub(half.0)
        };
        let top = if pane.top == 0 {
            grid.y - padding.top.min(grid.y)
        } else {
            cells.1.saturating_sub(half.1)
        };
        let bar_below = if self.layout.input.bar_at_bottom {
            self.layout.bar.height
        } else {
            0
        };
        let right = if pane.left + pane.width >= size.cols {
            width.saturating_sub(border.right)
        } else {
            cells.0 + pane.width as u32 * cell.width + half.0
        };
        let bottom = if pane.top + pane.height >= size.rows {
            height.saturating_sub(border.bottom + bar_below)
        } else {
            cells.1 + pane.height as u32 * cell.height + half.1
        };
        RectF::new(
            left as f32,
            top as f32,
            right.saturating_sub(left) as f32,
            bottom.saturating_sub(top) as f32,
        )
    }

    /// Dividers between panes, one pixel-wide line in the middle of the cells
    /// that the mux keeps free.
    fn split_strips(&self, strips: &mut Vec<Strip>) {
        let cell = self.layout.input.cell;
        let color = self.palette.split;
        let line = (cell.width / 8).max(1);
        for (index, split) in self.splits.iter().enumerate() {
            let left = self.layout.grid.x + split.left as u32 * cell.width;
            let top = self.layout.grid.y + split.top as u32 * cell.height;
            let rect = if split.axis == mux::SplitAxis::Horizontal {
                RectF::new(
                    (left + (cell.width - line) / 2) as f32,
                    top as f32,
                    line as f32,
                    (split.length as u32 * cell.height) as f32,
                )
            } else {
                RectF::new(
                    left as f32,
                    (top + (cell.height - line) / 2) as f32,
                    (split.length as u32 * cell.width) as f32,
                    line as f32,
                )
            };
            strips.push(solid_strip(owner::SPLITS, index as i64, rect, color));
        }
    }

    /// The thumb of each pane's scroll bar, in the right padding.
    fn scroll_bar_strips(&self, strips: &mut Vec<Strip>) {
        if !self.config.enable_scroll_bar {
            return;
        }
        for (index, positioned) in self.panes.iter().enumerate() {
            let Some(view) = self.views.get(&positioned.pane.id()) else {
                continue;
            };
            if let Some(rect) = self.scroll_thumb(positioned, view.snapshot.dims) {
                let color = self.palette.scrollbar_thumb;
                strips.push(solid_strip(owner::SCROLL_BAR, index as i64, rect, color));
            }
        }
    }

    /// The thumb of a pane's scroll bar; `None` when there is nothing to scroll.
    fn scroll_thumb(
        &self,
        positioned: &mux::PositionedPane,
        dims: term::RenderableDimensions,
    ) -> Option<RectF> {
        if dims.scrollback_rows <= dims.viewport_rows {
            return None;
        }
        let cell = self.layout.input.cell;
        let grid = self.layout.grid;
        let total = dims.scrollback_rows as f32;
        let height = (positioned.height as u32 * cell.height) as f32;
        let thumb = (height * dims.viewport_rows as f32 / total).max(cell.height as f32 / 2.0);
        let above = (dims.viewport_top - dims.scrollback_top).max(0) as f32;
        let scrollable = (dims.scrollback_rows - dims.viewport_rows) as f32;
        let top = (height - thumb) * (above / scrollable).min(1.0);
        let width = (cell.width as f32 * 0.6).max(4.0);
        let right = (grid.x + (positioned.left + positioned.width) as u32 * cell.width) as f32;
        Some(RectF::new(
            (right + self.layout.input.padding.right as f32 - width).max(right - width),
            (grid.y + positioned.top as u32 * cell.height) as f32 + top,
            width,
            thumb,
        ))
    }

    /// Borders of `window_frame`.
    fn border_strips(&self, strips: &mut Vec<Strip>) {
        let border = self.layout.input.border;
        let (width, height) = self.layout.input.window;
        let (w, h) = (width as f32, height as f32);
        let frame = &self.config.window_frame;
        let sides = [
            (
                border.left,
                frame.border_left_color,
                RectF::new(0.0, 0.0, border.left as f32, h),
            ),
            (
                border.right,
                frame.border_right_color,
                RectF::new(w - border.right as f32, 0.0, border.right as f32, h),
            ),
            (
                border.top,
                frame.border_top_color,
                RectF::new(0.0, 0.0, w, border.top as f32),
            ),
            (
                border.bottom,
                frame.border_bottom_color,
                RectF::new(0.0, h - border.bottom as f32, w, border.bottom as f32),
            ),
        ];
        for (index, (size, color, rect)) in sides.into_iter().enumerate() {
            if let (true, Some(color)) = (size > 0, color) {
                strips.push(solid_strip(owner::BORDERS, index as i64, rect, color));
            }
        }
    }

    /// Hands the scene to the painter; a painter that fails is replaced once.
    fn paint(&mut self, shared: &mut Shared, scene: Scene) {
        for attempt in 0..2 {
            let window = &self.window;
            let mut sets: [&mut wezterm_font::FontSet; 2] =
                [&mut self.fonts, &mut self.tab_bar.fonts];
            let mut source = shared.glyphs.source(sets.as_mut_slice());
            let result = self
                .painter
                .paint(&scene, &mut source, &mut || window.pre_present_notify());
            match result {
                Ok(report) => {
                    shared.stats.frames.drawn += 1;
                    if report.presented {
                        shared.stats.frames.presented += 1;
                        self.shown = Some(scene);
                    } else {
                        // The compositor had no buffer for us: the scene stays
                        // due, and its next frame callback asks again.
                        self.shown = None;
                        self.window.request_redraw();
                    }
                    return;
                }
                Err(error) => {
                    log::warn!("{error}");
                    if attempt == 0 && !self.replace_painter(shared, &error) {
                        return;
                    }
                }
            }
        }
    }

    /// Makes a new painter after an error; `false` when there is none.
    fn replace_painter(&mut self, shared: &mut Shared, error: &PaintError) -> bool {
        self.shown = None;
        if matches!(error, PaintError::DeviceLost(_)) {
            shared.gpu.device_lost();
        }
        let size = self.layout.input.window;
        match shared.gpu.painter(&self.config, &self.window.raw(), size) {
            Ok(painter) => {
                self.painter = painter;
                true
            }
            Err(error) => {
                log::error!("this window can not be painted: {error}");
                false
            }
        }
    }

    /// Lays the window out for a size, with what the configuration says now.
    pub(super) fn relayout(&mut self, size: (u32, u32)) {
        let mut input = self.layout_input();
        input.window = size;
        self.layout = Layout::new(input);
    }
}

fn is_identity(hsb: &HsbTransform) -> bool {
    hsb.hue == 1.0 && hsb.saturation == 1.0 && hsb.brightness == 1.0
}

/// A strip of one colour; its revision is the colour.
pub(super) fn solid_strip(owner: u64, index: i64, rect: RectF, color: Rgba) -> Strip {
    Strip {
        id: StripId::other(owner, index),
        revision: u64::from(u32::from_be_bytes([color.r, color.g, color.b, color.a])),
        origin: (rect.x, rect.y),
        clip: rect,
        quads: [Quad::Solid {
            rect: RectF::new(0.0, 0.0, rect.width, rect.height),
            color,
        }]
        .into(),
    }
}
