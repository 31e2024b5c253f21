//! Where rio-vt's table of widths is not Unicode's: characters that came later
//! and marks and fillers that join what is before them. The widths are those of
//! the `unicode-width` crate; `tests/unicode.rs` compares all characters.

use crate::core::Core;
use rio_vt::crosswords::pos::Column;
use rio_vt::crosswords::square::CellFlags;
use rio_vt::performer::handler::Handler as _;

/// First, last, and columns of each.
#[rustfmt::skip]
const OTHER: [(u32, u32, u8); 99] = [
    (0x5c8, 0x5c9, 0),
    (0x600, 0x604, 1),
    (0x6dd, 0x6dd, 1),
    (0x9be, 0x9be, 0),
    (0x9d7, 0x9d7, 0),
    (0xb3e, 0xb3e, 0),
    (0xb53, 0xb54, 0),
    (0xb57, 0xb57, 0),
    (0xbbe, 0xbbe, 0),
    (0xbd7, 0xbd7, 0),
    (0xcc0, 0xcc0, 0),
    (0xcc2, 0xcc2, 0),
    (0xcc7, 0xcc8, 0),
    (0xcca, 0xccb, 0),
    (0xcd5, 0xcd6, 0),
    (0xd3e, 0xd3e, 0),
    (0xd4e, 0xd4e, 0),
    (0xd57, 0xd57, 0),
    (0xdcf, 0xdcf, 0),
    (0xddf, 0xddf, 0),
    (0x1715, 0x1715, 0),
    (0x1734, 0x1734, 0),
    (0x17a4, 0x17a4, 2),
    (0x1ade, 0x1adf, 0),
    (0x1aec, 0x1af0, 0),
    (0x1b35, 0x1b35, 0),
    (0x1b3b, 0x1b3b, 0),
    (0x1b3d, 0x1b3d, 0),
    (0x1b43, 0x1b44, 0),
    (0x1baa, 0x1baa, 0),
    (0x1bf2, 0x1bf3, 0),
    (0x2065, 0x2065, 0),
    (0x2d7f, 0x2d7f, 1),
    (0x302e, 0x302f, 0),
    (0x3164, 0x3164, 0),
    (0xa8fa, 0xa8fa, 0),
    (0xa953, 0xa953, 0),
    (0xa9c0, 0xa9c0, 0),
    (0xd7b0, 0xd7c6, 0),
    (0xd7cb, 0xd7fb, 0),
    (0xffa0, 0xffa0, 0),
    (0xfff0, 0xfff8, 0),
    (0xfff9, 0xfffb, 1),
    (0x10ecb, 0x10ecf, 0),
    (0x10ef0, 0x10ef9, 0),
    (0x110bd, 0x110bd, 1),
    (0x110cd, 0x110cd, 1),
    (0x111c0, 0x111c0, 0),
    (0x111c2, 0x111c3, 0),
    (0x11235, 0x11235, 0),
    (0x1133e, 0x1133e, 0),
    (0x1134d, 0x1134d, 0),
    (0x11357, 0x11357, 0),
    (0x113b8, 0x113b8, 0),
    (0x113c2, 0x113c2, 0),
    (0x113c5, 0x113c5, 0),
    (0x113c7, 0x113c9, 0),
    (0x113cf, 0x113cf, 0),
    (0x113d1, 0x113d1, 0),
    (0x114b0, 0x114b0, 0),
    (0x114bd, 0x114bd, 0),
    (0x115af, 0x115af, 0),
    (0x116b6, 0x116b6, 0),
    (0x11930, 0x11930, 0),
    (0x1193d, 0x1193d, 0),
    (0x1193f, 0x1193f, 0),
    (0x11941, 0x11941, 0),
    (0x11a84, 0x11a89, 0),
    (0x11d46, 0x11d46, 0),
    (0x11df0, 0x11df0, 0),
    (0x11f02, 0x11f02, 0),
    (0x11f41, 0x11f41, 0),
    (0x13430, 0x1343f, 1),
    (0x16ff0, 0x16ff1, 0),
    (0x18cd6, 0x18cda, 2),
    (0x18d1f, 0x18d20, 2),
    (0x18e00, 0x19191, 2),
    (0x191a0, 0x191d2, 2),
    (0x1b123, 0x1b128, 2),
    (0x1b168, 0x1b168, 2),
    (0x1d127, 0x1d128, 0),
    (0x1d165, 0x1d166, 0),
    (0x1d16d, 0x1d172, 0),
    (0x1d250, 0x1d252, 0),
    (0x1d25b, 0x1d25c, 0),
    (0x1d25f, 0x1d25f, 0),
    (0x1d280, 0x1d281, 0),
    (0x1f1ae, 0x1f1ae, 2),
    (0x1f6d9, 0x1f6d9, 2),
    (0x1f7da, 0x1f7da, 2),
    (0x1fa8b, 0x1fa8d, 2),
    (0x1facc, 0x1facc, 2),
    (0x1fadd, 0x1fadd, 2),
    (0x1faeb, 0x1faeb, 2),
    (0x1faf9, 0x1fafa, 2),
    (0xe0000, 0xe0000, 0),
    (0xe0002, 0xe001f, 0),
    (0xe0080, 0xe00ff, 0),
    (0xe01f0, 0xe0fff, 0),
];

/// The columns of a character where the grid has another number.
#[inline]
pub(super) fn other_width(c: char) -> Option<u8> {
    let code = u32::from(c);
    match code {
        // Most of all text.
        0..0x5c8 | 0x3165..0xa8fa | 0xac00..0xd7b0 => None,
        _ => {
            let at = OTHER.partition_point(|(_, last, _)| *last < code);
            OTHER
                .get(at)
                .filter(|(first, ..)| *first <= code)
                .map(|(.., width)| *width)
        }
    }
}

impl Core {
    /// Prints a character that takes another number of columns than the grid
    /// thinks.
    pub(super) fn print_as_wide_as(&mut self, c: char, width: u8) {
        match width {
            0 => self.join(c),
            1 => {
                self.vt.input(' ');
                self.set_printed(c);
            }
            _ => self.print_widened(c),
        }
    }

    /// Adds a mark to the character before the cursor; without one it is lost.
    fn join(&mut self, c: char) {
        let row = self.vt.grid.cursor.pos.row;
        let back = usize::from(!self.vt.grid.cursor.should_wrap);
        let Some(mut col) = self.vt.grid.cursor.pos.col.0.checked_sub(back) else {
            return;
        };
        if self.vt.grid[row][Column(col)].is_spacer() {
            col = col.saturating_sub(1);
        }
        let cell = self.vt.grid[row][Column(col)];
        if cell.is_bg_only() || cell.c() == '\0' {
            return;
        }
        let mut extras = cell
            .extras_id()
            .and_then(|id| self.vt.grid.extras_table.get(id).cloned())
            .unwrap_or_default();
        extras.zerowidth.push(c);
        let id = self.vt.grid.alloc_extras(extras);
        if id != 0 {
            let line = &mut self.vt.grid[row];
            line[Column(col)].set_extras_id(Some(id));
            line[Column(col)].insert_cell_flag(CellFlags::GRAPHEME);
            line.has_extras = true;
            self.vt.damage_line(usize::try_from(row.0).unwrap_or(0));
        }
    }

    /// Puts a character into the cell printed last.
    fn set_printed(&mut self, c: char) {
        let pos = self.vt.grid.cursor.pos;
        let back = usize::from(!self.vt.grid.cursor.should_wrap);
        let col = Column(pos.col.0.saturating_sub(back));
        self.vt.grid[pos.row][col].set_c(c);
    }
}
