//! What is around the panes: the dividers between them, their scroll bars, and
//! the borders of `window_frame`.

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

    /// The thumb of each pane's scroll bar, in the right padding.
    pub(super) fn scroll_bar_strips(&mut self, strips: &mut Vec<Strip>) {
        if !self.config.enable_scroll_bar {
            return;
        }
        for index in 0..self.panes.len() {
            let positioned = &self.panes[index];
            let Some(view) = self.views.get(&positioned.pane.id()) else {
                continue;
            };
            if let Some(rect) = self.scroll_thumb(positioned, view.snapshot.dims) {
                let color = self.palette.scrollbar_thumb;
                let id = StripId::other(owner::SCROLL_BAR, index as i64);
                strips.push(self.revisions.solid(id, rect, color));
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
        let thumb = (height * dims.viewport_rows as f32 / total).max(self.least_thumb);
        let thumb = thumb.min(height);
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
