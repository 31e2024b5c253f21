//! Cursor movement within margins and the scroll region.

use crate::core::Core;
use crate::vt::GridExt as _;
use rio_vt::crosswords::Mode;
use rio_vt::crosswords::grid::Dimensions;
use rio_vt::performer::handler::Handler;

impl Core {
    pub(crate) fn cursor_row(&self) -> usize {
        usize::try_from(self.vt.grid.cursor.pos.row.0).unwrap_or(0)
    }

    pub(crate) fn cursor_col(&self) -> usize {
        self.vt.grid.cursor.pos.col.0
    }

    /// First and last row that absolute positions may name.
    pub(super) fn row_bounds(&self) -> (usize, usize) {
        if self.vt.mode().contains(Mode::ORIGIN) {
            (self.margins.0, self.margins.1 - 1)
        } else {
            (0, self.vt.grid.screen_lines() - 1)
        }
    }

    /// CUP with zero-based arguments.
    pub(super) fn position(&mut self, row: usize, col: usize) {
        let (top, bottom) = self.row_bounds();
        self.vt.move_to((row + top).min(bottom), col);
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
            self.vt.grid.screen_lines()
        };
        self.vt.move_to((row + n).min(limit - 1), self.cursor_col());
    }

    /// CUB; with reverse wraparound as so many backspaces.
    pub(super) fn left(&mut self, n: usize) {
        if self.modes.reverse_wrap {
            let limit = self.vt.grid.columns() * self.vt.grid.screen_lines();
            for _ in 0..n.min(limit) {
                self.backspace();
            }
        } else {
            let col = self.cursor_col().saturating_sub(n);
            self.vt.move_to(self.cursor_row(), col);
        }
    }

    pub(super) fn column(&mut self, col: usize) {
        self.vt.move_to(self.cursor_row(), col);
    }

    /// DECSTBM with one-based arguments, 0 for the default.
    pub(super) fn set_margins(&mut self, top: usize, bottom: usize) {
        let rows = self.vt.grid.screen_lines();
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

    /// CHT and CBT: so many tabs, as long as they move the cursor.
    pub(super) fn tabs(&mut self, n: usize, tab: impl Fn(&mut crate::vt::Vt)) {
        for _ in 0..n {
            let before = self.cursor_col();
            tab(&mut self.vt);
            if self.cursor_col() == before {
                break;
            }
        }
    }

    /// Tab stops at every eighth column (DECST8C).
    pub(super) fn default_tabs(&mut self) {
        self.vt.clear_tabs(rio_vt::ansi::TabulationClearMode::All);
        let col = self.vt.grid.cursor.pos.col;
        for stop in (0..self.vt.grid.columns()).step_by(8) {
            self.vt.grid.cursor.pos.col.0 = stop;
            self.vt.set_horizontal_tabstop();
        }
        self.vt.grid.cursor.pos.col = col;
    }
}
