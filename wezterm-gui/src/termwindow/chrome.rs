//! What is around the panes: the dividers between them and the borders of
//! `window_frame`.

use super::TermWindow;
use super::frame::owner;
use wezterm_render::{RectF, Strip, StripId};

impl TermWindow {
    /// Dividers between panes, one pixel-wide line in the middle of the cells
    /// that the mux keeps free.
    pub(super) fn split_strips(&mut self, strips: &mut Vec<Strip>) {
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
            let id = StripId::other(owner::SPLITS, index as i64);
            strips.push(self.revisions.solid(id, rect, color));
        }
    }

    /// Borders of `window_frame`.
    pub(super) fn border_strips(&mut self, strips: &mut Vec<Strip>) {
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
                let id = StripId::other(owner::BORDERS, index as i64);
                strips.push(self.revisions.solid(id, rect, color));
            }
        }
    }
}
