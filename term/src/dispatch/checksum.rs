//! DECRQCRA, and XTCHECKSUM, which chooses how it counts (xterm ctlseqs).

use super::region::line;
use super::restore::is_protected;
use crate::cell::{Cell, CellAttrs};
use crate::core::Core;
use crate::style;
use crate::vt::GridExt as _;
use bitflags::bitflags;
use rio_vt::crosswords::pos::Column;
use rio_vt::crosswords::square::Square;
use wezterm_types::Underline;

bitflags! {
    /// What sets the sum apart from that of a VT520: XTCHECKSUM's bits.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct Counting: u16 {
        /// The sum is not negated.
        const POSITIVE = 1 << 0;
        /// Attributes add nothing.
        const CHARACTERS_ONLY = 1 << 1;
        /// Blanks at the end count too.
        const WITH_BLANKS = 1 << 2;
        /// Cells that nothing was written to are left out.
        const WRITTEN_ONLY = 1 << 3;
        /// Whole characters count, with what is combined with them.
        const WHOLE = 1 << 4;
        /// Characters count with their eighth bit.
        const EIGHT_BITS = 1 << 5;
    }
}

impl Default for Counting {
    /// Every cell's first character: what programs can compare with what they
    /// wrote, whatever it looks like.
    fn default() -> Self {
        Self::CHARACTERS_ONLY | Self::WITH_BLANKS | Self::EIGHT_BITS
    }
}

impl Core {
    /// XTCHECKSUM.
    pub(super) fn choose_counting(&mut self, bits: u16) {
        self.modes.counting = Counting::from_bits_truncate(bits);
    }

    /// DECRQCRA.
    pub(super) fn report_checksum(&mut self, id: u16, corners: [u16; 4]) {
        let counting = self.modes.counting;
        // The second sum ends at the last cell that is not blank.
        let (mut sum, mut trimmed) = (0_u16, 0);
        let mut is_first = true;
        let area = self.area(corners).unwrap_or_default();
        for row in area.rows {
            for col in area.cols.clone() {
                let square = self.vt.grid[line(row)][Column(col)];
                if counting.contains(Counting::WRITTEN_ONLY) && !is_written(square) {
                    continue;
                }
                let value = self.cell_value(square, counting);
                sum = sum.wrapping_add(value);
                if is_first || value != u16::from(b' ') {
                    trimmed = sum;
                }
                is_first = false;
            }
        }
        if !counting.contains(Counting::WITH_BLANKS) {
            sum = trimmed;
        }
        if !counting.contains(Counting::POSITIVE) {
            sum = sum.wrapping_neg();
        }
        self.reply(format!("\x1bP{id}!~{sum:04X}\x1b\\"));
    }

    fn cell_value(&self, square: Square, counting: Counting) -> u16 {
        let c = u32::from(crate::vt::shown_char(square));
        let mut value = if counting.contains(Counting::WHOLE) {
            let marks = self.vt.marks(square).iter();
            marks.fold(c, |sum, c| sum.wrapping_add(u32::from(*c)))
        } else if counting.contains(Counting::EIGHT_BITS) {
            c
        } else {
            c & 0x7f
        };
        if !counting.contains(Counting::CHARACTERS_ONLY) {
            let looks = style::cell_of(&self.vt.grid.style_of(&square));
            value += attributes(&looks, is_protected(square));
        }
        (value & 0xffff) as u16
    }
}

/// Whether a program wrote to a cell since it was last erased.
fn is_written(square: Square) -> bool {
    !square.is_bg_only() && square.c() != '\0'
}

/// What DEC's terminals add for a cell's looks (DEC STD 070).
fn attributes(looks: &Cell, protected: bool) -> u32 {
    let has = |attrs: CellAttrs| looks.attrs.intersects(attrs);
    [
        (protected, 0x04),
        (has(CellAttrs::HIDDEN), 0x08),
        (looks.underline != Underline::None, 0x10),
        (has(CellAttrs::REVERSE), 0x20),
        (has(CellAttrs::BLINK_SLOW | CellAttrs::BLINK_FAST), 0x40),
        (has(CellAttrs::BOLD), 0x80),
    ]
    .iter()
    .filter_map(|(on, value)| on.then_some(value))
    .sum()
}
