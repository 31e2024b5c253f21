//! How attributes are kept in the grid's style table: its 16 flag bits are
//! used with a layout of our own, which adds overline, super- and subscript
//! and the OSC 133 type of the text.

use crate::cell::{Cell, CellAttrs, Color};
use crate::terminal::SemanticType;
use rio_vt::config::colors::{AnsiColor, ColorRgb, NamedColor};
use rio_vt::crosswords::style::{Style, StyleFlags};
use wezterm_types::Underline;

const UNDERLINE_SHIFT: u16 = 6;
const UNDERLINE_MASK: u16 = 0b111 << UNDERLINE_SHIFT;
const SEMANTIC_SHIFT: u16 = 14;
const SEMANTIC_MASK: u16 = 0b11 << SEMANTIC_SHIFT;

/// Attribute and its bit; the bits between are the underline kind's and, at
/// the top, the semantic type's.
const BITS: [(CellAttrs, u16); 11] = [
    (CellAttrs::REVERSE, 1),
    (CellAttrs::BOLD, 1 << 1),
    (CellAttrs::ITALIC, 1 << 2),
    (CellAttrs::DIM, 1 << 3),
    (CellAttrs::HIDDEN, 1 << 4),
    (CellAttrs::STRIKE, 1 << 5),
    (CellAttrs::SUPERSCRIPT, 1 << 9),
    (CellAttrs::SUBSCRIPT, 1 << 10),
    (CellAttrs::BLINK_SLOW, 1 << 11),
    (CellAttrs::BLINK_FAST, 1 << 12),
    (CellAttrs::OVERLINE, 1 << 13),
];

const fn bits_of(attrs: CellAttrs) -> u16 {
    let mut bits = 0;
    let mut i = 0;
    while i < BITS.len() {
        if attrs.intersects(BITS[i].0) {
            bits |= BITS[i].1;
        }
        i += 1;
    }
    bits
}

/// What changes attributes and nothing else: what it removes, and what it adds
/// after that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    removed: u16,
    added: u16,
}

impl Change {
    const fn new(removed: CellAttrs, added: CellAttrs) -> Self {
        Self {
            removed: bits_of(removed),
            added: bits_of(added),
        }
    }

    const fn underline(kind: Underline) -> Self {
        let kind = match kind {
            Underline::None => 0,
            Underline::Single => 1,
            Underline::Double => 2,
            Underline::Curly => 3,
            Underline::Dotted => 4,
            Underline::Dashed => 5,
        };
        Self {
            removed: UNDERLINE_MASK,
            added: kind << UNDERLINE_SHIFT,
        }
    }

    /// What an SGR code without sub-parameters changes, if only that.
    #[inline]
    pub(crate) fn of(code: u16) -> Option<Self> {
        CHANGES.get(usize::from(code)).copied().flatten()
    }

    #[inline]
    pub(crate) fn apply(self, style: &mut Style) {
        let bits = style.flags.bits() & !self.removed | self.added;
        style.flags = StyleFlags::from_bits_retain(bits);
    }
}

/// A table: which code comes next is nothing a processor could guess.
static CHANGES: [Option<Change>; 76] = {
    use CellAttrs as A;
    let none = A::empty();
    let blinks = A::BLINK_SLOW.union(A::BLINK_FAST);
    let small = A::SUPERSCRIPT.union(A::SUBSCRIPT);
    let mut table = [None; 76];
    table[1] = Some(Change::new(none, A::BOLD));
    table[2] = Some(Change::new(none, A::DIM));
    table[3] = Some(Change::new(none, A::ITALIC));
    table[4] = Some(Change::underline(Underline::Single));
    table[5] = Some(Change::new(blinks, A::BLINK_SLOW));
    table[6] = Some(Change::new(blinks, A::BLINK_FAST));
    table[7] = Some(Change::new(none, A::REVERSE));
    table[8] = Some(Change::new(none, A::HIDDEN));
    table[9] = Some(Change::new(none, A::STRIKE));
    table[21] = Some(Change::underline(Underline::Double));
    table[22] = Some(Change::new(A::BOLD.union(A::DIM), none));
    table[23] = Some(Change::new(A::ITALIC, none));
    table[24] = Some(Change::underline(Underline::None));
    table[25] = Some(Change::new(blinks, none));
    table[27] = Some(Change::new(A::REVERSE, none));
    table[28] = Some(Change::new(A::HIDDEN, none));
    table[29] = Some(Change::new(A::STRIKE, none));
    table[53] = Some(Change::new(none, A::OVERLINE));
    table[55] = Some(Change::new(A::OVERLINE, none));
    table[73] = Some(Change::new(small, A::SUPERSCRIPT));
    table[74] = Some(Change::new(small, A::SUBSCRIPT));
    table[75] = Some(Change::new(small, none));
    table
};

pub(crate) fn insert(style: &mut Style, attrs: CellAttrs) {
    Change::new(CellAttrs::empty(), attrs).apply(style);
}

pub(crate) fn remove(style: &mut Style, attrs: CellAttrs) {
    Change::new(attrs, CellAttrs::empty()).apply(style);
}

pub(crate) fn set_underline(style: &mut Style, kind: Underline) {
    Change::underline(kind).apply(style);
}

fn underline(style: &Style) -> Underline {
    match (style.flags.bits() & UNDERLINE_MASK) >> UNDERLINE_SHIFT {
        1 => Underline::Single,
        2 => Underline::Double,
        3 => Underline::Curly,
        4 => Underline::Dotted,
        5 => Underline::Dashed,
        _ => Underline::None,
    }
}

pub(crate) fn set_semantic(style: &mut Style, kind: SemanticType) {
    let kind = match kind {
        SemanticType::Output => 0,
        SemanticType::Input => 1,
        SemanticType::Prompt => 2,
    };
    let bits = style.flags.bits() & !SEMANTIC_MASK | kind << SEMANTIC_SHIFT;
    style.flags = StyleFlags::from_bits_retain(bits);
}

pub(crate) fn semantic(style: &Style) -> SemanticType {
    match (style.flags.bits() & SEMANTIC_MASK) >> SEMANTIC_SHIFT {
        1 => SemanticType::Input,
        2 => SemanticType::Prompt,
        _ => SemanticType::Output,
    }
}

/// SGR 0: everything but the semantic type.
pub(crate) fn reset(style: &mut Style) {
    let kind = semantic(style);
    *style = Style::default();
    set_semantic(style, kind);
}

pub(crate) fn color_from(color: AnsiColor) -> Color {
    match color {
        AnsiColor::Indexed(i) => Color::Indexed(i),
        AnsiColor::Spec(ColorRgb { r, g, b }) => Color::Rgb(r, g, b),
        // Only the two defaults are ever set by name here.
        AnsiColor::Named(_) => Color::Default,
    }
}

pub(crate) fn color_into(color: Color, default: NamedColor) -> AnsiColor {
    match color {
        Color::Default => AnsiColor::Named(default),
        Color::Indexed(i) => AnsiColor::Indexed(i),
        Color::Rgb(r, g, b) => AnsiColor::Spec(ColorRgb { r, g, b }),
    }
}

/// A cell with this style and no text yet.
pub(crate) fn cell_of(style: &Style) -> Cell {
    let bits = style.flags.bits();
    let mut attrs = CellAttrs::empty();
    for (attr, bit) in BITS {
        attrs.set(attr, bits & bit != 0);
    }
    Cell {
        fg: color_from(style.fg),
        bg: color_from(style.bg),
        underline_color: style.underline_color.map_or(Color::Default, color_from),
        attrs,
        underline: underline(style),
        ..Cell::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_has_its_own_bits() {
        let mut style = Style::default();
        set_semantic(&mut style, SemanticType::Prompt);
        set_underline(&mut style, Underline::Dashed);
        insert(&mut style, CellAttrs::all());
        let cell = cell_of(&style);
        assert_eq!(cell.attrs, CellAttrs::all());
        assert_eq!(cell.underline, Underline::Dashed);
        assert_eq!(semantic(&style), SemanticType::Prompt);
        for attr in CellAttrs::all().iter() {
            let mut one = style;
            remove(&mut one, attr);
            let cell = cell_of(&one);
            assert_eq!(cell.attrs, CellAttrs::all() - attr);
            assert_eq!(cell.underline, Underline::Dashed);
            assert_eq!(semantic(&one), SemanticType::Prompt);
        }
        reset(&mut style);
        assert_eq!(cell_of(&style), Cell::default());
        assert_eq!(semantic(&style), SemanticType::Prompt);
    }
}
