//! Answers to queries: attributes, status, sizes, checksums.

use crate::core::Core;
use rio_vt::crosswords::grid::Dimensions;
use rio_vt::crosswords::pos::{Column, Line};

impl Core {
    /// DA1: VT520 with sixel, selective erase, ANSI colour, windowing and
    /// clipboard access.
    pub(super) fn primary_attributes(&mut self) {
        self.reply("\x1b[?65;4;6;18;22;52c");
    }

    /// DECREQTPARM.
    pub(super) fn terminal_parameters(&mut self, kind: u16) {
        if kind <= 1 {
            self.reply(format!("\x1b[{};1;1;128;128;1;0x", kind + 2));
        }
    }

    fn reported_position(&self) -> (usize, usize) {
        let (top, _) = self.row_bounds();
        let row = self.cursor_row().saturating_sub(top);
        (row + 1, self.cursor_col() + 1)
    }

    pub(super) fn status_report(&mut self, what: u16) -> bool {
        match what {
            5 => self.reply("\x1b[0n"),
            6 => {
                let (row, col) = self.reported_position();
                self.reply(format!("\x1b[{row};{col}R"));
            }
            _ => return false,
        }
        true
    }

    pub(super) fn private_status_report(&mut self, what: u16) -> bool {
        match what {
            6 => {
                let (row, col) = self.reported_position();
                self.reply(format!("\x1b[?{row};{col};1R"));
            }
            // No printer, no locked keys, North American keyboard, no locator.
            15 => self.reply("\x1b[?13n"),
            25 => self.reply("\x1b[?20n"),
            26 => self.reply("\x1b[?27;1;0;0n"),
            53 | 55 => self.reply("\x1b[?50n"),
            996 => {
                let scheme = self.theme_report();
                self.reply(format!("\x1b[?997;{scheme}n"));
            }
            _ => return false,
        }
        true
    }

    /// Mode 2048: the size in cells and pixels.
    pub(crate) fn report_size_change(&mut self) {
        let (rows, cols) = (self.vt.grid.screen_lines(), self.vt.grid.columns());
        let (height, width) = (self.size.pixel_height, self.size.pixel_width);
        self.reply(format!("\x1b[48;{rows};{cols};{height};{width}t"));
    }

    /// XTWINOPS. Nothing here moves or resizes a window.
    pub(super) fn window_operation(&mut self, what: u16, arg: u16) -> bool {
        let (rows, cols) = (self.vt.grid.screen_lines(), self.vt.grid.columns());
        let (height, width) = (self.size.pixel_height, self.size.pixel_width);
        match what {
            11 => self.reply("\x1b[1t"),
            14 => self.reply(format!("\x1b[4;{height};{width}t")),
            15 => self.reply(format!("\x1b[5;{height};{width}t")),
            16 => self.reply(format!("\x1b[6;{};{}t", height / rows, width / cols)),
            18 => self.reply(format!("\x1b[8;{rows};{cols}t")),
            19 => self.reply(format!("\x1b[9;{rows};{cols}t")),
            20 | 21 => {
                if self.config.enable_title_reporting {
                    let (letter, text) = match what {
                        20 => ('L', self.shell.icon.clone()),
                        _ => ('l', self.shell.title.clone()),
                    };
                    self.reply(format!("\x1b]{letter}{text}\x1b\\"));
                }
            }
            22 => self.shell.push_titles(),
            23 => self.shell.pop_titles(arg, &mut self.events),
            // Iconify, raise, move, resize and the like.
            1..=10 => {}
            _ => return false,
        }
        true
    }

    /// DECRQCRA: the sum of the characters in a rectangle, one-based.
    pub(super) fn report_checksum(&mut self, id: u16, area: [usize; 4]) {
        let (rows, cols) = (self.vt.grid.screen_lines(), self.vt.grid.columns());
        let (origin, _) = self.row_bounds();
        let end = |n: usize, max: usize| if n == 0 { max } else { n.min(max) };
        let [top, left, bottom, right] = area;
        let top = top.max(1) - 1 + origin;
        let bottom = if bottom == 0 {
            rows
        } else {
            end(bottom + origin, rows)
        };
        let (left, right) = (left.max(1) - 1, end(right, cols));
        let mut sum = 0_u16;
        for row in top..bottom {
            let line = &self.vt.grid[Line(i32::try_from(row).unwrap_or(0))];
            for col in left..right.min(line.len()) {
                let c = crate::vt::shown_char(line[Column(col)]);
                sum = sum.wrapping_add((u32::from(c) & 0xffff) as u16);
            }
        }
        self.reply(format!("\x1bP{id}!~{sum:04x}\x1b\\"));
    }
}
