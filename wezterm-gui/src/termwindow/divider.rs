//! Dividers between panes, dragged with the pointer.

use super::TermWindow;
use crate::shared::Shared;
use mux::{SplitAxis, SplitDivider, TabId};
use window::CursorIcon;

impl TermWindow {
    /// The divider at a place in physical pixels.
    pub(super) fn divider_under(&self, x: f64, y: f64) -> Option<SplitDivider> {
        let (col, row) = self.layout.cell_at(x, y);
        self.splits
            .iter()
            .find(|divider| match divider.axis {
                SplitAxis::Horizontal => {
                    col == divider.left
                        && (divider.top..divider.top + divider.length).contains(&row)
                }
                SplitAxis::Vertical => {
                    row == divider.top
                        && (divider.left..divider.left + divider.length).contains(&col)
                }
            })
            .cloned()
    }

    /// How the pointer looks over a divider.
    pub(super) fn divider_icon(&self, x: f64, y: f64) -> Option<CursorIcon> {
        Some(match self.divider_under(x, y)?.axis {
            SplitAxis::Horizontal => CursorIcon::ColResize,
            SplitAxis::Vertical => CursorIcon::RowResize,
        })
    }

    /// Moves a divider to where the pointer is, as far as there is room.
    pub(super) fn drag_divider(
        &mut self,
        shared: &Shared,
        tab: TabId,
        index: usize,
        x: f64,
        y: f64,
    ) {
        // The frame may be older than the last move.
        let dividers = shared.mux.borrow().tab(tab).map(mux::Tab::dividers);
        let Some(divider) = dividers.and_then(|all| all.into_iter().find(|d| d.index == index))
        else {
            return;
        };
        let (col, row) = self.layout.cell_at(x, y);
        let (to, from) = match divider.axis {
            SplitAxis::Horizontal => (col, divider.left),
            SplitAxis::Vertical => (row, divider.top),
        };
        let delta = to as isize - from as isize;
        if delta == 0 {
            return;
        }
        match shared.mux.borrow_mut().move_divider(tab, index, delta) {
            Ok(true) => self.request_redraw(),
            Ok(false) => {}
            Err(error) => log::warn!("{error}"),
        }
    }
}
