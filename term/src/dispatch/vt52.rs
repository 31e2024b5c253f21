//! The VT52 that a VT100 and its successors can be (DECANM): escape sequences
//! of one letter, and addresses as two characters behind ESC Y. ESC < leads
//! back. CSI sequences mean nothing there.

use super::charset::{Charset, Charsets};
use crate::core::Core;
use crate::vt::GridExt as _;
use rio_vt::performer::handler::Handler;

/// What there was before, and what has come of an address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vt52 {
    charsets: Charsets,
    address: Address,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Address {
    None,
    Row,
    Col { row: usize },
}

impl Core {
    /// RM ? 2.
    pub(super) fn enter_vt52(&mut self) {
        if self.modes.vt52.is_some() {
            return;
        }
        self.modes.vt52 = Some(Vt52 {
            charsets: self.charsets,
            address: Address::None,
        });
        self.restore_charsets(Charsets::default());
    }

    #[inline]
    pub(super) fn is_vt52(&self) -> bool {
        self.modes.vt52.is_some()
    }

    /// Takes a character for the address of ESC Y if one is due: a row or a
    /// column, counted from the space. A row that there is not leaves the row
    /// as it is, a column beyond the last is the last.
    pub(super) fn vt52_address(&mut self, c: char) -> bool {
        let (rows, cols, row) = (self.rows(), self.cols(), self.cursor_row());
        let Some(vt52) = &mut self.modes.vt52 else {
            return false;
        };
        let place = |now: usize| (u32::from(c) as usize).checked_sub(32).unwrap_or(now);
        match vt52.address {
            Address::None => return false,
            Address::Row => {
                let asked = place(row);
                let row = if asked < rows { asked } else { row };
                vt52.address = Address::Col { row };
            }
            Address::Col { row } => {
                vt52.address = Address::None;
                self.vt.move_to(row, place(0).min(cols - 1));
            }
        }
        true
    }

    /// An escape sequence in VT52 mode.
    pub(super) fn vt52_esc(&mut self, byte: u8) {
        let (row, col) = (self.cursor_row(), self.cursor_col());
        match byte {
            b'A' => self.vt.move_to(row.saturating_sub(1), col),
            b'B' => self.vt.move_to(row + 1, col),
            b'C' => self.vt.move_to(row, col + 1),
            b'D' => self.vt.move_to(row, col.saturating_sub(1)),
            b'F' => self.designate(0, Charset::LineDrawing),
            b'G' => self.designate(0, Charset::Ascii),
            b'H' => self.vt.move_to(0, 0),
            b'I' => self.reverse_index(),
            b'J' => {
                self.erase_display(0, super::erase::Kind::Any);
            }
            b'K' => {
                self.erase_line(0, super::erase::Kind::Any);
            }
            b'Y' => {
                if let Some(vt52) = &mut self.modes.vt52 {
                    vt52.address = Address::Row;
                }
            }
            b'Z' => self.reply("\x1b/Z"),
            b'=' => self.vt.set_keypad_application_mode(),
            b'>' => self.vt.unset_keypad_application_mode(),
            b'<' => {
                if let Some(vt52) = self.modes.vt52.take() {
                    self.restore_charsets(vt52.charsets);
                }
            }
            _ => self.unknown(|| format!("ESC {:?} of a VT52", byte as char)),
        }
    }
}
