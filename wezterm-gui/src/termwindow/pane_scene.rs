//! The panes of a window as strips: their grounds, rows and cursors, and what
//! of it blinks.

use super::TermWindow;
use super::background::Background;
use super::cursor::{self, CursorLook};
use super::frame::owner;
use crate::colors::{BlinkPhase, ColorRules};
use config::structs::{HsbTransform, VisualBellTarget};
use std::sync::Arc;
use std::time::{Duration, Instant};
use wezterm_render::{RectF, Strip, StripId};

/// What blinks in a frame: only then do its timers run.
#[derive(Debug, Default)]
struct Blinking {
    cursor: bool,
    slow: bool,
    rapid: bool,
}

impl TermWindow {
    /// Strips of all panes that are shown.
    pub(super) fn pane_scene(&mut self, now: Instant, strips: &mut Vec<Strip>) {
        let mut blinking = Blinking::default();
        for index in 0..self.panes.len() {
            self.pane_strips(index, now, strips, &mut blinking);
        }
        self.cursor_blink
            .set_running(blinking.cursor && self.focused, now);
        self.text_blink.set_running(blinking.slow, now);
        self.rapid_blink.set_running(blinking.rapid, now);
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
            min_contrast: self
                .config
                .text_min_contrast_ratio
                .map(|ratio| ratio as f32),
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
        let (pane, id) = (Arc::clone(&positioned.pane), positioned.pane.id());
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
        let blinked = self.cursor_blink.intensity(now);
        let bell = &self.config.visual_bell;
        let flash = self.flash.intensity(id, bell, now);
        let flashes_cursor = bell.target == VisualBellTarget::CursorColor;
        let ground = self.ground_of(positioned);
        let shift = self.shift_of(id);
        let Some(view) = self.views.get_mut(&id) else {
            return;
        };
        // A background shows behind all panes.
        if rules.pane_hsb.is_some() && !Background::is_wanted(&self.config) {
            let color = rules
                .background(&view.snapshot.palette)
                .mul_alpha(self.config.window_background_opacity as f32);
            let id = StripId::pane_row(id, i64::MIN);
            strips.push(self.revisions.solid(id, ground, color));
        }
        let flash_color = self.palette.visual_bell.unwrap_or(view.snapshot.palette.fg);
        if flash > 0.0 && !flashes_cursor {
            let id = StripId::pane_row(id, i64::MIN + 1);
            let color = flash_color.mul_alpha(flash);
            strips.push(self.revisions.solid(id, ground, color));
        }
        let (width, height) = (positioned.width as u32, positioned.height as u32);
        let area = RectF::new(
            origin.0,
            origin.1,
            (width * cell.width) as f32,
            (height * cell.height) as f32,
        );
        let origin = (origin.0, origin.1 - shift);
        let cells = (area, shift, (cell.width, cell.height));
        let (images, pictures) = (&mut self.images, &mut self.pictures);
        images.strips((id, &view.snapshot), (false, now), cells, pictures, strips);
        let phase = BlinkPhase {
            slow: level(self.text_blink.intensity(now)),
            rapid: level(self.rapid_blink.intensity(now)),
        };
        let overflow = self.config.allow_square_glyphs_to_overflow_width;
        let blinks = view.strips(
            id,
            (&rules, phase),
            overflow,
            &mut self.fonts,
            (area, shift),
            strips,
        );
        blinking.slow |= blinks.0;
        blinking.rapid |= blinks.1;
        images.strips((id, &view.snapshot), (true, now), cells, pictures, strips);

        // Above the rows, and below the cursor.
        self.pane_mode_strips(id, origin, strips);
        let Some(view) = self.views.get(&id) else {
            return;
        };
        let cursor = self
            .pane_modes
            .cursor(id, &view.snapshot)
            .unwrap_or(view.snapshot.cursor);
        let look = CursorLook {
            focused: self.focused && active,
            intensity: if active { blinked } else { 1.0 },
            flash: (flash_color, if flashes_cursor { flash } else { 0.0 }),
            reverse: self.config.force_reverse_video_cursor,
            thickness: self.cursor_thickness,
            locked: active && self.config.detect_password_input && pane.is_password_input(),
        };
        let stretched = cursor::columns_at(&view.snapshot, cursor.row);
        let col = cursor::visual_col(&view.snapshot, cursor);
        let at = (
            origin.0 + (col as u32 * cell.width * stretched) as f32,
            origin.1 + (cursor.row as u32 * cell.height) as f32,
        );
        let length = Duration::from_millis(self.config.cursor_trail_ms);
        if active && cursor.visible && !length.is_zero() {
            let size = ((cell.width * stretched) as f32, cell.height as f32);
            self.trail.follow(id, at, size, length, now);
            let look = (size, view.snapshot.palette.cursor_bg);
            let trail = &mut self.trail;
            let trail_id = StripId::other(owner::TRAIL, 0);
            let (quads, revision) = self.revisions.of(trail_id, |out| {
                trail.quads(look, length, now, out);
            });
            if !quads.is_empty() {
                strips.push(Strip {
                    id: trail_id,
                    revision,
                    origin: (0.0, 0.0),
                    clip: area,
                    quads,
                });
            }
        }
        let (fonts, row) = (&mut self.fonts, &mut self.cursor_row);
        let cursor_id = StripId::cursor(id);
        let (quads, revision) = self.revisions.of(cursor_id, |out| {
            cursor::quads(&view.snapshot, cursor, &rules, look, (fonts, row), out);
        });
        let inside = cursor.row < height as usize && col < width as usize;
        if !quads.is_empty() && inside {
            let columns = if cursor.wide { 2 } else { 1 };
            let width = (cell.width * columns * stretched) as f32;
            let height = cell.height as f32;
            strips.push(Strip {
                id: cursor_id,
                revision,
                origin: at,
                clip: RectF::new(at.0, at.1, width, height).within(area),
                quads,
            });
        }
        blinking.cursor |= active && cursor.visible && cursor.style.is_blinking();
        if active
            && !self.overlays.is_shown()
            && let Some(text) = &self.preedit
        {
            let palette = &view.snapshot.palette;
            let (quads, cols) = cursor::preedit(text, palette.fg, palette.bg, &mut self.fonts);
            let (width, height) = ((cell.width * cols as u32) as f32, cell.height as f32);
            // At the end of a line it grows to the left, for all to be seen.
            let grid = self.layout.grid;
            let right = (grid.x + self.layout.size.cols as u32 * cell.width) as f32;
            let at = (at.0.min(right - width).max(grid.x as f32), at.1);
            strips.push(Strip {
                id: StripId::other(owner::PREEDIT, 0),
                revision: self.revisions.of_preedit(text),
                origin: at,
                clip: RectF::new(at.0, at.1, width, height),
                quads: quads.into(),
            });
        }
    }

    /// The area a pane's background covers: its cells, the padding where the
    /// pane touches the edge of the grid, and half of the gap to a neighbour.
    fn ground_of(&self, pane: &mux::PositionedPane) -> RectF {
        let cell = self.layout.input.cell;
        let (grid, size) = (self.layout.grid, self.layout.size);
        let border = self.layout.input.border;
        let (width, height) = self.layout.input.window;
        let half = (cell.width / 2, cell.height / 2);
        let cells = (
            grid.x + pane.left as u32 * cell.width,
            grid.y + pane.top as u32 * cell.height,
        );
        let bar = self.layout.input.bar_edges();
        let left = if pane.left == 0 {
            border.left + bar.left
        } else {
            cells.0.saturating_sub(half.0)
        };
        let top = if pane.top == 0 {
            border.top + bar.top
        } else {
            cells.1.saturating_sub(half.1)
        };
        let right = if pane.left + pane.width >= size.cols {
            width.saturating_sub(border.right + bar.right)
        } else {
            cells.0 + pane.width as u32 * cell.width + half.0
        };
        let bottom = if pane.top + pane.height >= size.rows {
            height.saturating_sub(border.bottom + bar.bottom)
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
}

fn is_identity(hsb: &HsbTransform) -> bool {
    hsb.hue == 1.0 && hsb.saturation == 1.0 && hsb.brightness == 1.0
}

/// 0 to 1 as 0 to 255.
fn level(intensity: f32) -> u8 {
    (intensity * 255.0).round() as u8
}
