//! Cursor movement within margins and the scroll region.

use crate::core::Core;
use crate::vt::GridExt as _;
use rio_vt::crosswords::Mode;
use rio_vt::performer::handler::Handler;

impl Core {
    pub(crate) fn cursor_row(&self) -> usize {
        usize::try_from(self.vt.grid.cursor.pos.row.0).unwrap_or(0)
    }

    pub(crate) fn cursor_col(&self) -> usize {
        self.vt.grid.cursor.pos.col.0
    }

    fn is_origin(&self) -> bool {
        self.vt.mode().contains(Mode::ORIGIN)
    }

    /// First and last row that absolute positions may name.
    pub(super) fn row_bounds(&self) -> (usize, usize) {
        if self.is_origin() {
            (self.margins.0, self.margins.1 - 1)
        } else {
            (0, self.rows() - 1)
        }
    }

    /// First and last column that absolute positions may name.
    pub(super) fn col_bounds(&self) -> (usize, usize) {
        if self.is_origin() {
            let side = self.side();
            (side.start, side.end - 1)
        } else {
            (0, self.cols() - 1)
        }
    }

    /// CUP with zero-based arguments.
    pub(super) fn position(&mut self, row: usize, col: usize) {
        let (top, bottom) = self.row_bounds();
        let (left, right) = self.col_bounds();
        self.vt
            .move_to((row + top).min(bottom), (col + left).min(right));
    }

    /// VPA.
    pub(super) fn row(&mut self, row: usize) {
        let (top, bottom) = self.row_bounds();
        self.vt.move_to((row + top).min(bottom), self.cursor_col());
    }

    /// CHA, HPA.
    pub(super) fn column(&mut self, col: usize) {
        let (left, right) = self.col_bounds();
        self.vt.move_to(self.cursor_row(), (col + left).min(right));
    }

    /// CUU, stopped by the top margin.
    pub(super) fn up(&mut self, n: usize) {
        let row = self.cursor_row();
        let limit = if row >= self.margins.0 {
            self.margins.0
        } else {
            0
        };
        self.vt
            .move_to(row.saturating_sub(n).max(limit), self.cursor_col());
    }

    /// CUD, stopped by the bottom margin.
    pub(super) fn down(&mut self, n: usize) {
        let row = self.cursor_row();
        let limit = if row < self.margins.1 {
            self.margins.1
        } else {
            self.rows()
        };
        self.vt.move_to((row + n).min(limit - 1), self.cursor_col());
    }

    /// CUF, stopped by the right margin.
    pub(super) fn right(&mut self, n: usize) {
        let col = self.cursor_col();
        let end = self.side().end;
        let limit = if col < end { end } else { self.cols() };
        self.vt.move_to(self.cursor_row(), (col + n).min(limit - 1));
    }

    /// CUB, stopped by the left margin; with reverse wraparound as so many
    /// backspaces.
    pub(super) fn left(&mut self, n: usize) {
        if self.wraps_back() {
            let limit = self.cols() * self.rows();
            for _ in 0..n.min(limit) {
                self.backspace();
            }
        } else {
            let (col, left) = (self.cursor_col(), self.side().start);
            let limit = if col >= left { left } else { 0 };
            let col = col.saturating_sub(n).max(limit);
            self.vt.move_to(self.cursor_row(), col);
        }
    }

    pub(super) fn wraps_back(&self) -> bool {
        self.modes.reverse_wrap && self.vt.mode().contains(Mode::LINE_WRAP)
    }

    /// BS, and once of CUB: with mode 45, over the left margin to the row
    /// above, from the top margin to the bottom one.
    pub(super) fn backspace(&mut self) {
        let (row, col, side) = (self.cursor_row(), self.cursor_col(), self.side());
        if !self.wraps_back() {
            let limit = if col >= side.start { side.start } else { 0 };
            if col > limit {
                self.vt.move_to(row, col - 1);
            }
            return;
        }
        if self.vt.grid.cursor.should_wrap {
            // The cursor is taken to be behind the last column: one back is
            // where it shows.
            self.vt.move_to(row, col);
        } else if col == side.start || col == 0 {
            let row = match row {
                row if row == self.margins.0 => self.margins.1 - 1,
                0 => self.rows() - 1,
                row => row - 1,
            };
            self.vt.move_to(row, side.end - 1);
        } else {
            self.vt.move_to(row, col - 1);
        }
    }

    /// DECSTBM with one-based arguments, 0 for the default.
    pub(super) fn set_margins(&mut self, top: usize, bottom: usize) {
        let rows = self.rows();
        let top = top.max(1);
        let bottom = if bottom == 0 { rows } else { bottom.min(rows) };
        if top >= bottom && !(rows == 1 && top == 1) {
            return;
        }
        self.margins = (top - 1, bottom);
        if rows > 1 {
            self.vt.set_scrolling_region(top, Some(bottom));
        }
        self.position(0, 0);
    }

    /// HT and CHT: so many tab stops, up to the right margin.
    pub(super) fn forward_tabs(&mut self, n: usize) {
        if self.vt.grid.cursor.should_wrap && self.modes.more_fix {
            self.wrap();
        }
        for _ in 0..n {
            let before = self.cursor_col();
            let end = self.side().end;
            self.vt.move_forward_tabs(1);
            if before < end && self.cursor_col() >= end {
                self.vt.grid.cursor.pos.col.0 = end - 1;
            }
            if self.cursor_col() == before {
                break;
            }
        }
    }

    /// CBT: so many tab stops, margins not considered.
    pub(super) fn backward_tabs(&mut self, n: usize) {
        self.vt.grid.cursor.should_wrap = false;
        for _ in 0..n {
            let before = self.cursor_col();
            self.vt.move_backward_tabs(1);
            if self.cursor_col() == before {
                break;
            }
        }
    }

    /// Tab stops at every eighth column (DECST8C).
    pub(super) fn default_tabs(&mut self) {
        self.vt.clear_tabs(rio_vt::ansi::TabulationClearMode::All);
        let col = self.vt.grid.cursor.pos.col;
        for stop in (0..self.cols()).step_by(8) {
            self.vt.grid.cursor.pos.col.0 = stop;
            self.vt.set_horizontal_tabstop();
        }
        self.vt.grid.cursor.pos.col = col;
    }
}
