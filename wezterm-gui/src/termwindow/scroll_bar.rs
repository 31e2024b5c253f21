//! Scroll bars: where the thumb is, and what the pointer does with it.

use super::TermWindow;
use super::frame::owner;
use crate::shared::Shared;
use mux::PaneId;
use term::{RenderableDimensions, StableRow, ViewportScroll};
use wezterm_render::{RectF, Strip, StripId};

/// Where a bar is and what it stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bar {
    /// The whole bar, physical pixels.
    track: RectF,
    /// Height of the thumb.
    thumb: f32,
    /// Rows that can be scrolled away.
    scrollable: f32,
    /// Rows above the viewport.
    above: f32,
}

/// What a press on a bar did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Press {
    /// A page was scrolled.
    Page,
    /// The thumb is held, so many pixels below its top.
    Thumb(PaneId, f32),
}

impl Bar {
    /// A thumb of at least `least` pixels; `None` when there is nothing to
    /// scroll.
    fn new(track: RectF, least: f32, dims: RenderableDimensions) -> Option<Self> {
        if dims.scrollback_rows <= dims.viewport_rows {
            return None;
        }
        let total = dims.scrollback_rows as f32;
        let thumb = (track.height * dims.viewport_rows as f32 / total).max(least);
        Some(Self {
            track,
            thumb: thumb.min(track.height),
            scrollable: (dims.scrollback_rows - dims.viewport_rows) as f32,
            above: (dims.viewport_top - dims.scrollback_top).max(0) as f32,
        })
    }

    fn thumb(&self) -> RectF {
        let room = self.track.height - self.thumb;
        let top = self.track.y + room * (self.above / self.scrollable).min(1.0);
        RectF::new(self.track.x, top, self.track.width, self.thumb)
    }

    /// Rows above the viewport when the thumb's top is at a place.
    fn rows_above(&self, top: f32) -> StableRow {
        let room = (self.track.height - self.thumb).max(1.0);
        let part = ((top - self.track.y) / room).clamp(0.0, 1.0);
        (part * self.scrollable).round() as StableRow
    }
}

impl TermWindow {
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

    fn scroll_thumb(
        &self,
        positioned: &mux::PositionedPane,
        dims: RenderableDimensions,
    ) -> Option<RectF> {
        self.bar(positioned, dims).map(|bar| bar.thumb())
    }

    fn bar(&self, positioned: &mux::PositionedPane, dims: RenderableDimensions) -> Option<Bar> {
        let cell = self.layout.input.cell;
        let grid = self.layout.grid;
        let width = (cell.width as f32 * 0.6).max(4.0);
        let right = (grid.x + (positioned.left + positioned.width) as u32 * cell.width) as f32;
        let track = RectF::new(
            (right + self.layout.input.padding.right as f32 - width).max(right - width),
            (grid.y + positioned.top as u32 * cell.height) as f32,
            width,
            (positioned.height as u32 * cell.height) as f32,
        );
        Bar::new(track, self.least_thumb, dims)
    }

    /// The bar of a pane as it is now.
    fn bar_of(&self, shared: &Shared, pane: PaneId) -> Option<(Bar, RenderableDimensions)> {
        let positioned = self.panes.iter().find(|p| p.pane.id() == pane)?;
        let found = shared.mux.borrow().pane(pane)?;
        let dims = found.lock_terminal().dimensions();
        Some((self.bar(positioned, dims)?, dims))
    }

    fn scroll_pane(&mut self, shared: &Shared, pane: PaneId, scroll: ViewportScroll) {
        if let Some(pane) = shared.mux.borrow().pane(pane) {
            pane.lock_terminal().scroll_viewport(scroll);
        }
        self.request_redraw();
    }

    /// A button went down: on a thumb, or beside it on its bar.
    pub(super) fn press_scroll_bar(&mut self, shared: &Shared, x: f64, y: f64) -> Option<Press> {
        if !self.config.enable_scroll_bar {
            return None;
        }
        let (x, y) = (x as f32, y as f32);
        let (pane, thumb) = self.panes.iter().find_map(|positioned| {
            let pane = positioned.pane.id();
            let (bar, _) = self.bar_of(shared, pane)?;
            let track = bar.track;
            let inside = (track.x..track.x + track.width).contains(&x)
                && (track.y..track.y + track.height).contains(&y);
            inside.then(|| (pane, bar.thumb()))
        })?;
        let below_top = y - thumb.y;
        if (0.0..thumb.height).contains(&below_top) {
            return Some(Press::Thumb(pane, below_top));
        }
        let pages = if below_top < 0.0 { -1.0 } else { 1.0 };
        self.scroll_pane(shared, pane, ViewportScroll::Pages(pages));
        Some(Press::Page)
    }

    /// The pointer moved with a thumb held `below_top` pixels below its top.
    pub(super) fn drag_scroll_bar(
        &mut self,
        shared: &Shared,
        pane: PaneId,
        below_top: f32,
        y: f64,
    ) {
        if let Some((bar, dims)) = self.bar_of(shared, pane) {
            let row = dims.scrollback_top + bar.rows_above(y as f32 - below_top);
            self.scroll_pane(shared, pane, ViewportScroll::To(row));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumb_goes_where_it_is_dragged() {
        let track = RectF::new(100.0, 20.0, 6.0, 500.0);
        let dims = RenderableDimensions {
            viewport_rows: 50,
            scrollback_rows: 1050,
            scrollback_top: 7,
            viewport_top: 507,
            ..RenderableDimensions::default()
        };
        let bar = Bar::new(track, 10.0, dims).unwrap();
        let thumb = bar.thumb();
        assert_eq!(bar.rows_above(thumb.y), 500);
        assert_eq!(bar.rows_above(-1000.0), 0);
        assert_eq!(bar.rows_above(1e9), 1000);
        let nothing = RenderableDimensions {
            scrollback_rows: 50,
            ..dims
        };
        assert_eq!(Bar::new(track, 10.0, nothing), None);
    }
}
