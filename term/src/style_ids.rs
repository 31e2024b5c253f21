//! Finding the id of the pen's style again.
//!
//! The grid keeps each style once, and in the cells its id. To ask it for an
//! id after each change of a colour is dear twice. It reads the pen as whole
//! words that were just written in parts, which waits until all before it is
//! done; and where a program shows thousands of styles, its table is in none of
//! the processor's nearer caches. Here is a smaller table, asked with numbers
//! that are read as they were written.

use crate::cell::Color;
use rio_vt::config::colors::AnsiColor;
use rio_vt::crosswords::grid::Grid;
use rio_vt::crosswords::square::Square;
use rio_vt::crosswords::style::{DEFAULT_STYLE_ID, Style};

/// Styles whose place is the same.
const WAYS: usize = 8;
/// Places at first, and at most: 65,536 styles in 256 KB.
const FEWEST: usize = 32;
const MOST: usize = 8192;

/// Ids of styles, each with a part of its hash.
#[derive(Clone, Copy, Default)]
#[repr(align(32))]
struct Place {
    tags: [u16; WAYS],
    ids: [u16; WAYS],
}

/// Ids of the styles that were asked for last.
///
/// What it remembers is only a guess: an id is taken if the grid has the pen's
/// style under it.
#[derive(Default)]
pub(crate) struct StyleIds {
    /// The pen's colours, as far as known here. Words of their own, so that
    /// each is read as a whole.
    fg: u64,
    bg: u64,
    /// As many as a power of two, or none.
    places: Vec<Place>,
}

impl std::fmt::Debug for StyleIds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StyleIds")
            .field("places", &self.places.len())
            .finish_non_exhaustive()
    }
}

impl StyleIds {
    /// The pen's foreground is this from now on.
    #[inline]
    pub(crate) fn note_fg(&mut self, color: Color) {
        self.fg = word(color);
    }

    /// The pen's background is this from now on.
    #[inline]
    pub(crate) fn note_bg(&mut self, color: Color) {
        self.bg = word(color);
    }

    /// Gives the template for new cells the pen's style: does what
    /// [`Grid::sync_template_style`] does.
    #[inline]
    pub(crate) fn sync(&mut self, grid: &mut Grid<Square>) {
        if grid.cursor.style_dirty {
            self.find(grid);
        }
    }

    fn find(&mut self, grid: &mut Grid<Square>) {
        let hash = self.hash(grid);
        let pen = &grid.cursor.pending_style;
        if let Some(place) = self.place(hash)
            && let id = place.find(hash)
            && let Some(style) = grid.styles().get(usize::from(id))
            && is_same(style, pen)
        {
            grid.cursor.template.set_style_id(id);
            grid.cursor.style_dirty = false;
            return;
        }
        self.ask(grid, hash);
    }

    #[inline]
    fn hash(&self, grid: &Grid<Square>) -> u64 {
        let flags = u64::from(grid.cursor.pending_style.flags.bits());
        let pen = self.fg ^ self.bg.rotate_left(32) ^ flags << 13;
        pen.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    #[inline]
    fn place(&mut self, hash: u64) -> Option<&mut Place> {
        let mask = self.places.len().wrapping_sub(1);
        self.places.get_mut((hash >> 51) as usize & mask)
    }

    /// Asks the grid, and remembers its answer.
    #[cold]
    fn ask(&mut self, grid: &mut Grid<Square>, hash: u64) {
        grid.sync_template_style();
        // Four times as many places whenever half of all are taken.
        let wanted = grid.styles().len() * 2 / WAYS;
        if self.places.len() < wanted.clamp(FEWEST, MOST) {
            let places = (wanted * 2).next_power_of_two().clamp(FEWEST, MOST);
            self.places = vec![Place::default(); places];
        }
        let id = grid.cursor.template.style_id();
        if let Some(place) = self.place(hash) {
            place.put(hash, id);
        }
    }
}

impl Place {
    /// Looks at all without a branch: which it is is nothing that a processor
    /// could guess.
    #[inline]
    fn find(&self, hash: u64) -> u16 {
        let mut found = 0_u32;
        for (way, tag) in self.tags.iter().enumerate() {
            found |= u32::from(*tag == tag_of(hash)) << way;
        }
        self.ids[found.trailing_zeros() as usize % WAYS]
    }

    /// Where nothing is yet, or in place of any other.
    fn put(&mut self, hash: u64, id: u16) {
        let same = self.tags.iter().position(|tag| *tag == tag_of(hash));
        let free = || self.ids.iter().position(|id| *id == DEFAULT_STYLE_ID);
        let way = same.or_else(free).unwrap_or((hash >> 32) as usize % WAYS);
        self.tags[way] = tag_of(hash);
        self.ids[way] = id;
    }
}

/// Bits that choose neither the place nor what of it is replaced; only the
/// upper half of the hash depends on all of the pen.
#[inline]
fn tag_of(hash: u64) -> u16 {
    (hash >> 35) as u16
}

/// A colour as one word.
#[inline]
fn word(color: Color) -> u64 {
    match color {
        Color::Default => 0,
        Color::Indexed(i) => 1 << 24 | u64::from(i),
        Color::Rgb(r, g, b) => 2 << 24 | u64::from(r) << 16 | u64::from(g) << 8 | u64::from(b),
    }
}

/// `==`, which calls a function for each of the colours.
#[inline]
fn is_same(a: &Style, b: &Style) -> bool {
    let lines = match (&a.underline_color, &b.underline_color) {
        (None, None) => true,
        (Some(a), Some(b)) => is_same_color(a, b),
        _ => false,
    };
    a.flags == b.flags && is_same_color(&a.fg, &b.fg) && is_same_color(&a.bg, &b.bg) && lines
}

#[inline]
fn is_same_color(a: &AnsiColor, b: &AnsiColor) -> bool {
    match (a, b) {
        (AnsiColor::Named(a), AnsiColor::Named(b)) => a == b,
        (AnsiColor::Indexed(a), AnsiColor::Indexed(b)) => a == b,
        (AnsiColor::Spec(a), AnsiColor::Spec(b)) => (a.r, a.g, a.b) == (b.r, b.g, b.b),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::color_into;
    use proptest::prelude::*;
    use rio_vt::config::colors::NamedColor;
    use rio_vt::crosswords::style::StyleFlags;

    fn grid() -> Grid<Square> {
        Grid::new(2, 10, 0)
    }

    fn style(fg: Color, bg: Color, flags: u16) -> Style {
        Style {
            fg: color_into(fg, NamedColor::Foreground),
            bg: color_into(bg, NamedColor::Background),
            underline_color: None,
            flags: StyleFlags::from_bits_retain(flags),
        }
    }

    /// The style under the id that new cells get.
    fn given(grid: &Grid<Square>) -> Style {
        assert!(!grid.cursor.style_dirty);
        grid.styles()[usize::from(grid.cursor.template.style_id())]
    }

    fn color() -> impl Strategy<Value = Color> {
        prop_oneof![
            Just(Color::Default),
            (0..4_u8).prop_map(Color::Indexed),
            (0..2_u8, 0..2_u8).prop_map(|(r, b)| Color::Rgb(r, 9, b)),
        ]
    }

    #[derive(Clone, Debug)]
    enum Op {
        Fg(Color),
        Bg(Color),
        /// Of which nothing is noted.
        Whole(Color, Color, u16),
        Underline(Option<Color>),
        Print,
    }

    fn op() -> impl Strategy<Value = Op> {
        prop_oneof![
            color().prop_map(Op::Fg),
            color().prop_map(Op::Bg),
            (color(), color(), 0..4_u16).prop_map(|(fg, bg, flags)| Op::Whole(fg, bg, flags)),
            prop::option::of(color()).prop_map(Op::Underline),
            Just(Op::Print),
        ]
    }

    proptest! {
        #[test]
        fn cells_get_the_pens_style_whatever_is_noted(ops in prop::collection::vec(op(), 0..200)) {
            let (mut grid, mut ids) = (grid(), StyleIds::default());
            for op in ops {
                match op {
                    Op::Fg(fg) => {
                        ids.note_fg(fg);
                        let fg = color_into(fg, NamedColor::Foreground);
                        grid.update_template_style(|style| style.fg = fg);
                    }
                    Op::Bg(bg) => {
                        ids.note_bg(bg);
                        let bg = color_into(bg, NamedColor::Background);
                        grid.update_template_style(|style| style.bg = bg);
                    }
                    Op::Whole(fg, bg, flags) => grid.set_template_style(style(fg, bg, flags)),
                    Op::Underline(color) => grid.update_template_style(|style| {
                        style.underline_color =
                            color.map(|color| color_into(color, NamedColor::Foreground));
                    }),
                    Op::Print => {}
                }
                ids.sync(&mut grid);
                prop_assert_eq!(given(&grid), grid.template_style());
            }
        }
    }

    /// More than there is room for, and more than the grid has ids for: it
    /// takes those of styles that no cell has.
    #[test]
    fn ids_that_the_grid_gives_to_another_style_are_not_taken() {
        let (mut grid, mut ids) = (grid(), StyleIds::default());
        for round in 0..2 {
            for n in 0..80_000_u32 {
                let [low, mid, high, _] = n.to_le_bytes();
                let fg = Color::Rgb(low, mid, high);
                ids.note_fg(fg);
                grid.set_template_style(style(fg, Color::Default, 0));
                ids.sync(&mut grid);
                let expected = grid.template_style();
                assert_eq!(given(&grid), expected, "round {round}, style {n}");
            }
        }
        assert_eq!(ids.places.len(), MOST);
    }

    #[test]
    fn what_was_asked_for_is_found_again() {
        let (mut grid, mut ids) = (grid(), StyleIds::default());
        let mut found = 0;
        // The first time, there is more and more room.
        for round in 0..3 {
            for n in 0..=255_u8 {
                let (fg, bg) = (Color::Indexed(n), Color::Indexed(n.wrapping_mul(31)));
                ids.note_fg(fg);
                ids.note_bg(bg);
                grid.set_template_style(style(fg, bg, u16::from(n % 8)));
                let hash = ids.hash(&grid);
                let id = ids.place(hash).map_or(0, |place| place.find(hash));
                ids.sync(&mut grid);
                found += usize::from(round == 2 && id == grid.cursor.template.style_id());
            }
        }
        assert!(found > 250, "{found} of 256");
    }
}
