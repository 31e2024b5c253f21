//! The scrolling region with left and right margins (DECSTBM, DECSLRM), and
//! what moves text inside of it. The grid knows whole rows only, so once
//! there are side margins its rows are changed cell by cell here.

use crate::core::Core;
use crate::vt::GridExt as _;
use rio_vt::crosswords::Mode;
use rio_vt::crosswords::grid::row::Row;
use rio_vt::crosswords::grid::{Dimensions, GridSquare as _};
use rio_vt::crosswords::pos::{Column, Line};
use rio_vt::crosswords::square::{CellFlags, Square, Wide};
use rio_vt::performer::handler::Handler;
use std::ops::Range;

/// The cell flag for protected text (DECSCA, SPA): the only one that rio-vt
/// keeps and does not use.
pub(super) const PROTECTED: CellFlags = CellFlags::RESERVED_GRAPHICS;

/// Cells in rows and columns, ends exclusive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) rows: Range<usize>,
    pub(super) cols: Range<usize>,
}

pub(super) fn line(row: usize) -> Line {
    Line(i32::try_from(row).unwrap_or(i32::MAX))
}

impl Core {
    pub(super) fn rows(&self) -> usize {
        self.vt.grid.screen_lines()
    }

    pub(super) fn cols(&self) -> usize {
        self.vt.grid.columns()
    }

    /// Columns between the side margins; all without mode 69.
    pub(super) fn side(&self) -> Range<usize> {
        if self.modes.left_right {
            self.side_margins.clone()
        } else {
            0..self.cols()
        }
    }

    /// Whether the side margins leave columns out.
    pub(super) fn is_boxed(&self) -> bool {
        self.side() != (0..self.cols())
    }

    pub(super) fn region(&self) -> Area {
        Area {
            rows: self.margins.0..self.margins.1,
            cols: self.side(),
        }
    }

    /// The cursor is between the side margins.
    pub(super) fn in_side(&self) -> bool {
        self.side().contains(&self.cursor_col())
    }

    /// The cursor is inside of all four margins.
    pub(super) fn in_region(&self) -> bool {
        self.in_side() && (self.margins.0..self.margins.1).contains(&self.cursor_row())
    }

    /// DECSLRM with one-based arguments, 0 for the default.
    pub(super) fn set_side_margins(&mut self, left: usize, right: usize) {
        let cols = self.cols();
        let left = left.max(1);
        let right = if right == 0 { cols } else { right.min(cols) };
        if left < right {
            self.side_margins = left - 1..right;
            self.position(0, 0);
        }
    }

    /// All margins at the edges of the screen; the cursor stays.
    pub(crate) fn reset_margins(&mut self) {
        self.margins = (0, self.rows());
        self.side_margins = 0..self.cols();
        self.apply_margins();
    }

    /// Tells the grid the margins; the cursor stays.
    pub(crate) fn apply_margins(&mut self) {
        let pos = self.vt.grid.cursor.pos;
        let wrap = self.vt.grid.cursor.should_wrap;
        if self.rows() > 1 {
            let (top, bottom) = self.margins;
            self.vt.set_scrolling_region(top + 1, Some(bottom));
        }
        self.vt.grid.cursor.pos = pos;
        self.vt.grid.cursor.should_wrap = wrap;
    }

    /// Whether images are somewhere on the screen or in the scrollback.
    pub(crate) fn has_images(&self) -> bool {
        let graphics = &self.vt.graphics;
        !(graphics.kitty_placements.is_empty() && graphics.atlas_placements.is_empty())
    }

    fn blank(&mut self) -> Square {
        let bg = self.vt.grid.template_style().bg;
        self.vt.grid.blank_with_bg(bg)
    }

    pub(super) fn touch_rows(&mut self, rows: Range<usize>) {
        for row in rows {
            self.vt.damage_line(row);
        }
    }

    pub(super) fn cell(&self, row: usize, col: usize) -> Square {
        self.vt.grid[line(row)][Column(col)]
    }

    /// Writes a cell. What a row holds of styles and clusters is noted with
    /// it, as the grid skips rows that claim to have none.
    pub(super) fn put(&mut self, row: usize, col: usize, cell: Square) {
        let row = &mut self.vt.grid[line(row)];
        row.has_extras |= cell.has_extras();
        row.has_styles |= cell.carries_style();
        row[Column(col)] = cell;
    }

    /// Moves the text of an area up (positive) or down, blanks come in.
    fn scroll_area(&mut self, area: &Area, up: bool, n: usize) {
        let height = area.rows.len();
        let n = n.min(height);
        let blank = self.blank();
        for i in 0..height {
            // From the side the text moves to, so that nothing is read late.
            let to = if up {
                area.rows.start + i
            } else {
                area.rows.end - 1 - i
            };
            let from = (i + n < height).then(|| if up { to + n } else { to - n });
            for col in area.cols.clone() {
                let cell = from.map_or(blank, |from| self.cell(from, col));
                self.put(to, col, cell);
            }
        }
        self.touch_rows(area.rows.clone());
    }

    /// Moves whole rows up by a few lines, or down if negative, where none goes
    /// to the scrollback and no image moves with them: in one pass, which for
    /// so few beats the grid's swaps. Whether it did.
    pub(super) fn shift_rows(&mut self, rows: &Range<usize>, lines: i64) -> bool {
        const FEW: usize = 8;
        let n = usize::try_from(lines.unsigned_abs()).unwrap_or(usize::MAX);
        if !(1..=FEW).contains(&n) || rows.start == 0 || rows.len() <= n || self.has_images() {
            return false;
        }
        let cols = self.cols();
        if self.spare_rows.first().is_some_and(|row| row.len() != cols) {
            self.spare_rows.clear();
        }
        if self.spare_rows.len() < n {
            self.spare_rows.resize_with(n, || Row::new(cols));
        }
        let grid = &mut self.vt.grid;
        grid.sync_template_style();
        // Every row goes to where the `n`th from it was, a blank one first.
        for (first, carried) in self.spare_rows[..n].iter_mut().enumerate() {
            carried.reset(&grid.cursor.template);
            for i in (first..rows.len()).step_by(n) {
                let row = if lines > 0 {
                    rows.end - 1 - i
                } else {
                    rows.start + i
                };
                std::mem::swap(carried, &mut grid[line(row)]);
            }
        }
        self.vt.mark_fully_damaged();
        true
    }

    /// SU, and the scroll of an index at the bottom margin.
    pub(super) fn scroll_region_up(&mut self, n: usize) {
        if self.is_boxed() {
            self.scroll_area(&self.region(), true, n);
        } else {
            let rows = self.margins.0..self.margins.1;
            self.scrolling(rows, n as i64, |core| core.vt.scroll_up(n));
        }
    }

    /// SD.
    pub(super) fn scroll_region_down(&mut self, n: usize) {
        if self.is_boxed() {
            self.scroll_area(&self.region(), false, n);
        } else {
            let rows = self.margins.0..self.margins.1;
            self.scrolling(rows, -(n as i64), |core| core.vt.scroll_down(n));
        }
    }

    /// IND, LF and the like: down, with a scroll at the bottom margin.
    pub(super) fn index(&mut self) {
        let row = self.cursor_row();
        if !self.is_boxed() {
            let lines = i64::from(row + 1 == self.margins.1);
            let rows = self.margins.0..self.margins.1;
            if lines == 1 {
                self.fetch_recycled();
            }
            return self.scrolling(rows, lines, |core| core.vt.linefeed());
        }
        if row + 1 == self.margins.1 {
            if self.in_side() {
                self.scroll_region_up(1);
            }
        } else if row + 1 < self.rows() {
            self.row_with_wrap_state(row + 1);
        }
    }

    /// Before a line is scrolled into the scrollback.
    #[inline]
    pub(super) fn fetch_recycled(&self) {
        crate::recycled::fetch(&self.vt.grid, self.config.scrollback_lines);
    }

    /// RI.
    pub(super) fn reverse_index(&mut self) {
        let row = self.cursor_row();
        if !self.is_boxed() {
            let lines = -i64::from(row == self.margins.0);
            let rows = self.margins.0..self.margins.1;
            return self.scrolling(rows, lines, |core| core.vt.reverse_index());
        }
        if row == self.margins.0 {
            if self.in_side() {
                self.scroll_region_down(1);
            }
        } else if row > 0 {
            self.row_with_wrap_state(row - 1);
        }
    }

    fn row_with_wrap_state(&mut self, row: usize) {
        let wrap = self.vt.grid.cursor.should_wrap;
        self.vt.move_to(row, self.cursor_col());
        self.vt.grid.cursor.should_wrap = wrap;
    }

    /// CR: to the left margin, or to the edge from left of it.
    pub(super) fn carriage_return(&mut self) {
        let left = self.side().start;
        let is_origin = self.vt.mode().contains(Mode::ORIGIN);
        let col = if self.cursor_col() >= left || is_origin {
            left
        } else {
            0
        };
        self.vt.move_to(self.cursor_row(), col);
    }

    /// IL and DL.
    pub(super) fn shift_lines(&mut self, n: usize, insert: bool) {
        if !self.in_region() {
            return;
        }
        if self.is_boxed() {
            let mut area = self.region();
            area.rows.start = self.cursor_row();
            self.scroll_area(&area, !insert, n);
        } else if insert {
            let rows = self.cursor_row()..self.margins.1;
            self.scrolling(rows, -(n as i64), |core| core.vt.insert_blank_lines(n));
        } else {
            let rows = self.cursor_row()..self.margins.1;
            self.scrolling(rows, n as i64, |core| core.vt.delete_lines(n));
        }
        let left = self.side().start;
        self.vt.move_to(self.cursor_row(), left);
    }

    /// Moves the cells of one row right (blanks come in at the left) or left.
    fn shift_cells(&mut self, row: usize, cols: Range<usize>, n: usize, insert: bool) {
        let width = cols.len();
        let n = n.min(width);
        let blank = self.blank();
        for i in 0..width {
            let to = if insert {
                cols.end - 1 - i
            } else {
                cols.start + i
            };
            let from = (i + n < width).then(|| if insert { to - n } else { to + n });
            let cell = from.map_or(blank, |from| self.cell(row, from));
            self.put(row, to, cell);
        }
        self.touch_rows(row..row + 1);
    }

    /// Moves what is at the cursor and behind it, if all of it are narrow
    /// characters and there are no pictures; whether it was so.
    fn shift_narrow(&mut self, n: usize, insert: bool) -> bool {
        let blank = self.blank();
        let pos = self.vt.grid.cursor.pos;
        let end = self.cols();
        let row = &mut self.vt.grid[pos.row];
        let has_styles = row.has_styles | blank.carries_style();
        let cells = &mut row[pos.col..Column(end)];
        // Without a way out in the middle, which would be slower.
        let are_narrow = |all, cell: &Square| all & (cell.wide() == Wide::Narrow);
        if !self.vt.graphics.atlas_placements.is_empty() || !cells.iter().fold(true, are_narrow) {
            return false;
        }
        let n = n.min(cells.len());
        let kept = cells.len() - n;
        let blanks = if insert {
            cells.copy_within(..kept, n);
            &mut cells[..n]
        } else {
            cells.copy_within(n.., 0);
            &mut cells[kept..]
        };
        blanks.fill(blank);
        row.has_styles = has_styles;
        self.vt.damage_cursor();
        true
    }

    /// ICH and DCH.
    pub(super) fn shift_in_line(&mut self, n: usize, insert: bool) {
        if !self.in_side() {
            return;
        }
        let (row, col) = (self.cursor_row(), self.cursor_col());
        if self.is_boxed() {
            self.shift_cells(row, col..self.side().end, n, insert);
        } else if self.shift_narrow(n, insert) {
            // Most lines are like that.
        } else if insert {
            self.vt.insert_blank(n);
        } else {
            self.vt.delete_chars(n.min(self.cols() - col));
        }
        self.vt.grid.cursor.should_wrap = false;
    }

    fn shift_columns_from(&mut self, col: usize, n: usize, insert: bool) {
        let end = self.side().end;
        for row in self.margins.0..self.margins.1 {
            self.shift_cells(row, col..end, n, insert);
        }
    }

    /// DECIC and DECDC.
    pub(super) fn shift_columns(&mut self, n: usize, insert: bool) {
        if self.in_region() {
            self.shift_columns_from(self.cursor_col(), n, insert);
            self.vt.grid.cursor.should_wrap = false;
        }
    }

    /// SL and SR: the text between the margins, wherever the cursor is.
    pub(super) fn shift_sideways(&mut self, n: usize, left: bool) {
        let start = self.side().start;
        self.shift_columns_from(start, n, !left);
    }

    /// DECBI: left, with a scroll of columns at the left margin.
    pub(super) fn back_index(&mut self) {
        let (row, col, left) = (self.cursor_row(), self.cursor_col(), self.side().start);
        if col == left && self.in_region() {
            self.shift_columns_from(left, 1, true);
        } else if col > 0 {
            self.vt.move_to(row, col - 1);
        }
    }

    /// DECFI: right, with a scroll of columns at the right margin.
    pub(super) fn forward_index(&mut self) {
        let (row, col, side) = (self.cursor_row(), self.cursor_col(), self.side());
        if col + 1 == side.end && self.in_region() {
            self.shift_columns_from(side.start, 1, false);
        } else if col + 1 < self.cols() {
            self.vt.move_to(row, col + 1);
        }
    }

    /// Blanks the cells of an area; `keep` spares protected ones.
    pub(super) fn erase_area(&mut self, area: &Area, keep: bool) {
        let blank = self.blank();
        for row in area.rows.clone() {
            for col in area.cols.clone() {
                if !(keep && self.cell(row, col).contains_cell_flag(PROTECTED)) {
                    self.put(row, col, blank);
                }
            }
        }
        self.touch_rows(area.rows.clone());
    }
}
