//! DECDHL, DECDWL and DECSWL: lines of double size, where they end, and what
//! moves and ends them.

use super::region::Area;
use crate::core::Core;
use crate::line_size::LineSize;
use crate::vt::GridExt as _;
use std::fmt::Write as _;
use std::ops::Range;

impl Core {
    /// The size of a row of the screen.
    fn line_size(&self, row: usize) -> LineSize {
        self.line_sizes.get(self.vt.physical_top() + row as i64)
    }

    /// Columns of a row of the screen: half of them when it is of double size.
    pub(super) fn cols_of(&self, row: usize) -> usize {
        if self.line_sizes.is_empty() || self.line_size(row) == LineSize::Single {
            self.cols()
        } else {
            (self.cols() / 2).max(1)
        }
    }

    /// Gives the cursor's line a size. What no longer fits is lost.
    pub(super) fn set_line_size(&mut self, size: LineSize) {
        let row = self.cursor_row();
        let stable = self.vt.physical_top() + row as i64;
        self.line_sizes.set(stable, size, self.vt.scrollback_top());
        let cols = self.cols_of(row)..self.cols();
        let area = Area {
            rows: row..row + 1,
            cols,
        };
        self.erase_area(&area, false);
        self.keep_on_line();
        self.touched = true;
    }

    /// Brings the cursor back from where its line does not reach.
    #[inline]
    pub(super) fn keep_on_line(&mut self) {
        if self.line_sizes.is_empty() {
            return;
        }
        let (row, col) = (self.cursor_row(), self.cursor_col());
        let last = self.cols_of(row) - 1;
        if col > last {
            self.vt.move_to(row, last);
        }
    }

    /// Rows of the screen that were erased as a whole are single again.
    pub(super) fn end_line_sizes(&mut self, rows: Range<usize>) {
        if !self.line_sizes.is_empty() {
            let top = self.vt.physical_top();
            self.line_sizes
                .remove(top + rows.start as i64..top + rows.end as i64);
            self.touched = true;
        }
    }

    /// Does what moves rows of the screen by so many lines up, or down if
    /// negative, within `rows`.
    pub(super) fn scrolling(
        &mut self,
        rows: Range<usize>,
        lines: i64,
        scroll: impl FnOnce(&mut Self),
    ) {
        if self.line_sizes.is_empty() {
            if !self.shift_rows(&rows, lines) {
                scroll(self);
            }
            return;
        }
        let before = self.vt.physical_top();
        scroll(self);
        let tops = (before, self.vt.physical_top());
        let region = rows.start as i64..rows.end as i64;
        self.line_sizes.scroll(tops, region, lines);
        self.touched = true;
    }

    /// The sequences that give the rows of the screen their sizes.
    pub(crate) fn dump_line_sizes(&self, out: &mut String) {
        for row in 0..self.rows() {
            let code = match self.line_size(row) {
                LineSize::Single => continue,
                LineSize::Top => 3,
                LineSize::Bottom => 4,
                LineSize::Wide => 6,
            };
            let _ = write!(out, "\x1b[{}H\x1b#{code}", row + 1);
        }
    }
}
