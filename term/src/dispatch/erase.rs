//! Erasure (ED, EL, ECH and the selective DECSED, DECSEL) and what it spares:
//! DECSCA protects from the selective kind, SPA of ISO 6429 from all.

use super::region::{Area, PROTECTED, line};
use crate::core::Core;
use crate::modes::Protection;
use rio_vt::ansi::{ClearMode, LineClearMode};
use rio_vt::crosswords::pos::{Column, Line};
use rio_vt::performer::handler::Handler;

/// Whether protected text is to be spared in any case.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    Selective,
}

impl Core {
    /// DECSCA.
    pub(super) fn protect(&mut self, on: bool) {
        self.modes.protection = Protection::Dec;
        self.set_protected(on);
    }

    /// SPA and EPA.
    pub(super) fn guard_area(&mut self, on: bool) {
        self.modes.protection = Protection::Iso;
        self.set_protected(on);
    }

    pub(crate) fn set_protected(&mut self, on: bool) {
        let template = &mut self.vt.grid.cursor.template;
        if on {
            template.insert_cell_flag(PROTECTED);
        } else {
            template.remove_cell_flag(PROTECTED);
        }
    }

    pub(super) fn is_protecting(&self) -> bool {
        self.vt.grid.cursor.template.contains_cell_flag(PROTECTED)
    }

    fn keeps_protected(&self, kind: Kind) -> bool {
        match kind {
            Kind::Any => self.modes.protection == Protection::Iso,
            Kind::Selective => self.modes.protection != Protection::Off,
        }
    }

    pub(super) fn erase_display(&mut self, what: u16, kind: Kind) -> bool {
        let (row, col) = (self.cursor_row(), self.cursor_col());
        match what {
            0 => self.end_line_sizes(row + usize::from(col > 0)..self.rows()),
            1 => {
                let whole = col + 1 >= self.cols_of(row);
                self.end_line_sizes(0..row + usize::from(whole));
            }
            2 => self.end_line_sizes(0..self.rows()),
            _ => {}
        }
        if what < 3 && self.keeps_protected(kind) {
            let (row, rows, cols) = (self.cursor_row(), self.rows(), self.cols());
            let whole = |rows| Area {
                rows,
                cols: 0..cols,
            };
            match what {
                0 => self.erase_area(&whole(row + 1..rows), true),
                1 => self.erase_area(&whole(0..row), true),
                _ => {
                    self.erase_area(&whole(0..rows), true);
                    return true;
                }
            }
            return self.erase_line(what, kind);
        }
        match what {
            0 => self.vt.clear_screen(ClearMode::Below),
            1 => {
                // The grid leaves row 0 alone when the cursor is on row 1.
                if self.cursor_row() == 1 {
                    self.vt.grid.sync_template_style();
                    self.vt.grid.reset_region(..Line(1));
                }
                self.vt.clear_screen(ClearMode::Above);
            }
            2 => {
                let blank = (0..self.rows()).all(|row| self.vt.grid[line(row)].is_clear());
                if blank && !self.has_images() {
                    // The grid would put one of its rows into the scrollback.
                    self.vt.grid.sync_template_style();
                    self.vt.grid.reset_region(..);
                    self.vt.mark_fully_damaged();
                } else {
                    self.vt.clear_screen(ClearMode::All);
                }
            }
            3 => self.vt.clear_screen(ClearMode::Saved),
            _ => return false,
        }
        true
    }

    pub(super) fn erase_line(&mut self, what: u16, kind: Kind) -> bool {
        let (row, col, cols) = (self.cursor_row(), self.cursor_col(), self.cols());
        let (mode, range) = match what {
            0 => (LineClearMode::Right, col..cols),
            1 => (LineClearMode::Left, 0..col + 1),
            2 => (LineClearMode::All, 0..cols),
            _ => return false,
        };
        if self.keeps_protected(kind) {
            let area = Area {
                rows: row..row + 1,
                cols: range,
            };
            self.erase_area(&area, true);
        } else {
            self.vt.clear_line(mode);
        }
        true
    }

    /// ECH.
    pub(super) fn erase_chars(&mut self, n: usize) {
        if self.keeps_protected(Kind::Any) {
            let (row, col, cols) = (self.cursor_row(), self.cursor_col(), self.cols());
            let area = Area {
                rows: row..row + 1,
                cols: col..(col + n).min(cols),
            };
            self.erase_area(&area, true);
        } else {
            self.vt.erase_chars(Column(n));
        }
    }
}
