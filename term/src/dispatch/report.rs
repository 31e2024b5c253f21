//! Answers to queries: attributes, status, sizes, checksums.

use crate::core::Core;

impl Core {
    /// DA1: VT520 with what xterm says it has (132 columns, printer port,
    /// selective erase, national sets, technical set, locator, state reports,
    /// windowing, horizontal scrolling, colour, rectangles, locator), and
    /// sixel and clipboard access.
    pub(super) fn primary_attributes(&mut self) {
        self.reply("\x1b[?65;1;2;4;6;9;15;16;17;18;21;22;28;29;52c");
    }

    /// DECREQTPARM.
    pub(super) fn terminal_parameters(&mut self, kind: u16) {
        if kind <= 1 {
            self.reply(format!("\x1b[{};1;1;128;128;1;0x", kind + 2));
        }
    }

    pub(super) fn reported_position(&self) -> (usize, usize) {
        let (top, left) = (self.row_bounds().0, self.col_bounds().0);
        let row = self.cursor_row().saturating_sub(top);
        (row + 1, self.cursor_col().saturating_sub(left) + 1)
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

    pub(super) fn private_status_report(&mut self, what: u16, id: u16) -> bool {
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
            56 => self.reply("\x1b[?57;0n"),
            // Macros: no space for any, so none to sum up. The line is fine,
            // and there is one session.
            62 => self.reply("\x1b[0*{"),
            63 => self.reply(format!("\x1bP{id}!~0000\x1b\\")),
            75 => self.reply("\x1b[?70n"),
            85 => self.reply("\x1b[?83n"),
            998 => self.report_visibility(),
            996 => {
                let scheme = self.theme_report();
                self.reply(format!("\x1b[?997;{scheme}n"));
            }
            _ => return false,
        }
        true
    }

    /// Mode 2033: 1 if the window may be seen, 2 if it cannot.
    pub(crate) fn report_visibility(&mut self) {
        let state = if self.hidden { 2 } else { 1 };
        self.reply(format!("\x1b[?999;{state}n"));
    }

    /// Mode 2048: the size in cells and pixels.
    pub(crate) fn report_size_change(&mut self) {
        let (rows, cols) = (self.rows(), self.cols());
        let (height, width) = (self.size.pixel_height, self.size.pixel_width);
        self.reply(format!("\x1b[48;{rows};{cols};{height};{width}t"));
    }

    /// DECSCL: 61 to 65, and whether C1 controls are seven bits wide. With a
    /// soft reset, as on a VT220.
    pub(super) fn conformance_level(&mut self, level: u16, bits: u16) -> bool {
        let Some(level) = level.checked_sub(60).filter(|n| (1..=5).contains(n)) else {
            return false;
        };
        self.soft_reset();
        self.modes.level = u8::try_from(level).unwrap_or(5);
        self.modes.eight_bit = level > 1 && bits != 1;
        true
    }

    pub(super) fn set_title_mode(&mut self, mode: u16, on: bool) {
        match mode {
            0 => self.modes.titles.set_hex = on,
            1 => self.modes.titles.query_hex = on,
            2 => self.modes.titles.set_utf8 = on,
            3 => self.modes.titles.query_utf8 = on,
            _ => {}
        }
    }
}
