use bitflags::bitflags;
use std::sync::Arc;
use wezterm_types::Underline;

/// A colour as a program asked for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Color {
    /// The palette's default for the place it is used in.
    #[default]
    Default,
    /// An entry of the palette.
    Indexed(u8),
    /// Red, green and blue, gamma-encoded.
    Rgb(u8, u8, u8),
}

bitflags! {
    /// How a cell is drawn beside its colours (SGR).
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct CellAttrs: u16 {
        /// SGR 1.
        const BOLD = 1;
        /// SGR 2.
        const DIM = 1 << 1;
        /// SGR 3.
        const ITALIC = 1 << 2;
        /// SGR 7.
        const REVERSE = 1 << 3;
        /// SGR 8.
        const HIDDEN = 1 << 4;
        /// SGR 9.
        const STRIKE = 1 << 5;
        /// SGR 53.
        const OVERLINE = 1 << 6;
        /// SGR 5.
        const BLINK_SLOW = 1 << 7;
        /// SGR 6.
        const BLINK_FAST = 1 << 8;
        /// SGR 73.
        const SUPERSCRIPT = 1 << 9;
        /// SGR 74.
        const SUBSCRIPT = 1 << 10;
    }
}

/// One cell of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The (first) character; a space where nothing was written.
    pub c: char,
    /// 0, or one more than an index into [`SnapshotRow::extras`](crate::SnapshotRow::extras).
    pub extra: u32,
    /// Text colour.
    pub fg: Color,
    /// Ground colour.
    pub bg: Color,
    /// Colour of the underline; `Default` means the text colour.
    pub underline_color: Color,
    /// Attributes.
    pub attrs: CellAttrs,
    /// The line under the cell.
    pub underline: Underline,
    /// Cells taken: 1, 2 for the first cell of a wide character, 0 for the
    /// second one.
    pub width: u8,
}

impl Default for Cell {
    fn default() -> Self {
        Self {
            c: ' ',
            extra: 0,
            fg: Color::Default,
            bg: Color::Default,
            underline_color: Color::Default,
            attrs: CellAttrs::empty(),
            underline: Underline::None,
            width: 1,
        }
    }
}

impl Cell {
    /// Whether the other cell has the same colours and attributes.
    #[must_use]
    pub fn looks_like(&self, other: &Self) -> bool {
        (self.fg, self.bg, self.underline_color) == (other.fg, other.bg, other.underline_color)
            && (self.attrs, self.underline) == (other.attrs, other.underline)
    }

    /// The whole cluster where it is more than `c`, given the row's extras.
    pub(crate) fn extra_text<'a>(&self, extras: &'a [CellExtra]) -> Option<&'a str> {
        extras
            .get((self.extra as usize).checked_sub(1)?)?
            .text
            .as_deref()
    }
}

/// What few cells have beside one character.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CellExtra {
    /// The whole grapheme cluster when it is more than [`Cell::c`].
    pub text: Option<Arc<str>>,
    /// The target of an OSC 8 link.
    pub hyperlink: Option<Arc<Hyperlink>>,
}

/// An OSC 8 link.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hyperlink {
    /// Cells with the same id belong to one link.
    pub id: String,
    /// The target.
    pub uri: String,
}
