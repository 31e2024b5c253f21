//! Operations on rectangles of the screen (VT420): copy, fill, erase, change
//! of attributes.

use super::region::{Area, PROTECTED};
use crate::cell::CellAttrs;
use crate::core::Core;
use crate::modes::Protection;
use crate::style;
use rio_vt::crosswords::Mode;
use rio_vt::crosswords::square::Square;
use unicode_width::UnicodeWidthChar;
use wezterm_types::Underline;

/// What DECCARA sets or DECRARA turns over: the SGR numbers of these.
const CHANGEABLE: [(u16, CellAttrs); 4] = [
    (1, CellAttrs::BOLD),
    (5, CellAttrs::BLINK_SLOW),
    (7, CellAttrs::REVERSE),
    (8, CellAttrs::HIDDEN),
];

impl Core {
    /// Top, left, bottom and right as programs give them: one-based, 0 for
    /// the edge, counted from the margins in origin mode. `None` when empty.
    pub(super) fn area(&self, [top, left, bottom, right]: [u16; 4]) -> Option<Area> {
        let origin = self.vt.mode().contains(Mode::ORIGIN);
        let (first, last) = if origin {
            (
                (self.margins.0, self.side().start),
                (self.margins.1, self.side().end),
            )
        } else {
            ((0, 0), (self.rows(), self.cols()))
        };
        let start = |n: u16, base: usize| usize::from(n.max(1)) - 1 + base;
        let end = |n: u16, base: usize, max: usize| match n {
            0 => max,
            n => (usize::from(n) + base).min(max),
        };
        let area = Area {
            rows: start(top, first.0)..end(bottom, first.0, last.0),
            cols: start(left, first.1)..end(right, first.1, last.1),
        };
        (area.rows.start < area.rows.end && area.cols.start < area.cols.end).then_some(area)
    }

    /// DECERA; with `selective` DECSERA, which spares what DECSCA protects.
    pub(super) fn erase_rectangle(&mut self, corners: [u16; 4], selective: bool) {
        if let Some(area) = self.area(corners) {
            let keep = selective && self.modes.protection == Protection::Dec;
            self.erase_area(&area, keep);
        }
    }

    /// DECFRA: a character with the current attributes.
    pub(super) fn fill_rectangle(&mut self, code: u16, corners: [u16; 4]) {
        let c = u32::from(if code == 0 { 32 } else { code });
        let Some(c) = char::from_u32(c).filter(|c| c.width() == Some(1)) else {
            return;
        };
        let Some(area) = self.area(corners) else {
            return;
        };
        self.vt.grid.sync_template_style();
        let template = self.vt.grid.cursor.template;
        let mut cell = Square::default();
        cell.set_style_id(template.style_id());
        cell.set_cell_flags(template.cell_flags() & PROTECTED);
        cell.set_c(c);
        for row in area.rows.clone() {
            for col in area.cols.clone() {
                self.put(row, col, cell);
            }
        }
        self.touch_rows(area.rows);
    }

    /// DECCRA. There is one page.
    pub(super) fn copy_rectangle(&mut self, corners: [u16; 4], top: u16, left: u16) {
        let Some(from) = self.area(corners) else {
            return;
        };
        let Some(to) = self.area([top, left, 0, 0]) else {
            return;
        };
        let height = from.rows.len().min(to.rows.len());
        let width = from.cols.len().min(to.cols.len());
        let mut cells = Vec::with_capacity(height * width);
        for row in from.rows.clone().take(height) {
            cells.extend(from.cols.clone().take(width).map(|col| self.cell(row, col)));
        }
        let mut cells = cells.into_iter();
        for row in to.rows.clone().take(height) {
            for (col, cell) in to.cols.clone().take(width).zip(&mut cells) {
                self.put(row, col, cell);
            }
        }
        self.touch_rows(to.rows.start..to.rows.start + height);
    }

    /// DECCARA, and DECRARA with `turn`.
    pub(super) fn change_rectangle(&mut self, corners: [u16; 4], codes: &[u16], turn: bool) {
        let Some(area) = self.area(corners) else {
            return;
        };
        // As a stream, it runs from one corner to the other like text.
        let full = self.area([0; 4]).map_or(0..self.cols(), |whole| whole.cols);
        let stream = !self.modes.rectangle_extent;
        for row in area.rows.clone() {
            let cols = if stream {
                let start = if row == area.rows.start {
                    area.cols.start
                } else {
                    full.start
                };
                let end = if row + 1 == area.rows.end {
                    area.cols.end
                } else {
                    full.end
                };
                start..end
            } else {
                area.cols.clone()
            };
            for col in cols {
                self.change_cell(row, col, codes, turn);
            }
        }
        self.touch_rows(area.rows);
    }

    fn change_cell(&mut self, row: usize, col: usize, codes: &[u16], turn: bool) {
        let mut cell = self.cell(row, col);
        let mut looks = self.vt.grid.style_of(&cell);
        for &code in codes {
            let known = style::cell_of(&looks);
            let attr = |n: u16| CHANGEABLE.iter().find(|(code, _)| *code == n);
            let underlined = known.underline != Underline::None;
            match code {
                0 => {
                    for (_, attr) in CHANGEABLE {
                        if turn && !known.attrs.contains(attr) {
                            style::insert(&mut looks, attr);
                        } else {
                            style::remove(&mut looks, attr);
                        }
                    }
                    let on = turn && !underlined;
                    style::set_underline(&mut looks, line_kind(on));
                }
                4 => style::set_underline(&mut looks, line_kind(!(turn && underlined))),
                24 if !turn => style::set_underline(&mut looks, Underline::None),
                22 | 25 | 27 | 28 if !turn => {
                    // Bold is switched off by the number for normal intensity.
                    let on = if code == 22 { 1 } else { code - 20 };
                    if let Some((_, attr)) = attr(on) {
                        style::remove(&mut looks, *attr);
                    }
                }
                code => match attr(code) {
                    Some((_, attr)) if turn && known.attrs.contains(*attr) => {
                        style::remove(&mut looks, *attr);
                    }
                    Some((_, attr)) => style::insert(&mut looks, *attr),
                    None => {}
                },
            }
        }
        if cell.is_bg_only() {
            // Such a cell is a colour only; with attributes it is a space.
            let flags = cell.cell_flags();
            cell = Square::from_char(' ');
            cell.set_cell_flags(flags);
        }
        let grid = &mut self.vt.grid;
        let pen = grid.template_style();
        grid.set_template_style(looks);
        grid.sync_template_style();
        cell.set_style_id(grid.cursor.template.style_id());
        grid.set_template_style(pen);
        self.put(row, col, cell);
    }
}

fn line_kind(on: bool) -> Underline {
    if on {
        Underline::Single
    } else {
        Underline::None
    }
}
