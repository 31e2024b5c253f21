//! The order in which the characters of a line are shown where some of them
//! are written from right to left: the Unicode Bidirectional Algorithm (UAX
//! #9), whose paragraphs are lines of the terminal, joined over wraps.

use crate::cell::{Cell, CellExtra};
use std::ops::Range;
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class, get_base_direction};

/// The direction of a line (`bidi_direction`, SCP).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineDirection {
    /// From left to right, whatever is in it.
    #[default]
    LeftToRight,
    /// From right to left, whatever is in it.
    RightToLeft,
    /// That of its first letter; without one from left to right.
    AutoLeftToRight,
    /// That of its first letter; without one from right to left.
    AutoRightToLeft,
}

impl LineDirection {
    pub(crate) fn new(is_auto: bool, is_right_to_left: bool) -> Self {
        match (is_auto, is_right_to_left) {
            (false, false) => Self::LeftToRight,
            (false, true) => Self::RightToLeft,
            (true, false) => Self::AutoLeftToRight,
            (true, true) => Self::AutoRightToLeft,
        }
    }

    pub(crate) fn is_auto(self) -> bool {
        matches!(self, Self::AutoLeftToRight | Self::AutoRightToLeft)
    }

    /// Of a line without letters.
    pub(crate) fn is_right_to_left(self) -> bool {
        matches!(self, Self::RightToLeft | Self::AutoRightToLeft)
    }

    fn level(self, text: &str) -> Level {
        use unicode_bidi::Direction as Found;
        let found = match self.is_auto() {
            true => get_base_direction(text),
            false => Found::Mixed,
        };
        match found {
            Found::Ltr => Level::ltr(),
            Found::Rtl => Level::rtl(),
            Found::Mixed if self.is_right_to_left() => Level::rtl(),
            Found::Mixed => Level::ltr(),
        }
    }
}

/// Where the columns of a row are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisualOrder {
    visual: Box<[u16]>,
    logical: Box<[u16]>,
    rtl: Box<[bool]>,
}

impl VisualOrder {
    /// The column on the screen at which a column of the text is shown.
    #[must_use]
    pub fn visual(&self, logical: usize) -> usize {
        self.visual
            .get(logical)
            .map_or(logical, |col| usize::from(*col))
    }

    /// The column of the text that is shown at a column on the screen.
    #[must_use]
    pub fn logical(&self, visual: usize) -> usize {
        self.logical
            .get(visual)
            .map_or(visual, |col| usize::from(*col))
    }

    /// Whether the character at a column of the text is shaped from right to
    /// left.
    #[must_use]
    pub fn is_rtl(&self, logical: usize) -> bool {
        self.rtl.get(logical).copied().unwrap_or(false)
    }

    /// The places on the screen of a range of the text, from left to right.
    #[must_use]
    pub fn visual_ranges(&self, logical: Range<usize>) -> Vec<Range<usize>> {
        let mut columns: Vec<usize> = logical.map(|col| self.visual(col)).collect();
        columns.sort_unstable();
        let mut out: Vec<Range<usize>> = Vec::new();
        for col in columns {
            match out.last_mut() {
                Some(last) if last.end == col => last.end += 1,
                _ => out.push(col..col + 1),
            }
        }
        out
    }

    fn is_identity(&self) -> bool {
        let same = |(at, col): (usize, &u16)| at == usize::from(*col);
        self.visual.iter().enumerate().all(same) && !self.rtl.contains(&true)
    }
}

/// One row of a line.
pub(crate) type RowText<'a> = (&'a [Cell], &'a [CellExtra]);

/// Whether a character is not simply shown after the one before it.
fn matters(c: char) -> bool {
    use BidiClass::{AL, AN, FSI, LRE, LRI, LRO, R, RLE, RLI, RLO};
    // Hebrew is the first.
    c >= '\u{590}'
        && matches!(
            bidi_class(c),
            R | AL | AN | LRE | LRO | RLE | RLO | LRI | RLI | FSI
        )
}

/// Whether a row of the direction's lines may be shown in another order.
pub(crate) fn may_reorder((cells, extras): RowText<'_>, direction: LineDirection) -> bool {
    let marked = |extra: &CellExtra| {
        let text = extra.text.as_deref();
        text.is_some_and(|text| text.chars().any(matters))
    };
    direction.is_right_to_left()
        || cells.iter().any(|cell| matters(cell.c))
        || extras.iter().any(marked)
}

/// The orders of the rows of a line, from its first; `None` for those that are
/// shown as they are.
pub(crate) fn orders(rows: &[RowText<'_>], direction: LineDirection) -> Vec<Option<VisualOrder>> {
    let mut text = String::new();
    // Column and width of each character with the byte where it begins.
    let mut units: Vec<Vec<(usize, usize, usize)>> = Vec::with_capacity(rows.len());
    for (cells, extras) in rows {
        let row = cells.iter().enumerate().filter(|(_, cell)| cell.width > 0);
        units.push(
            row.map(|(col, cell)| {
                let start = text.len();
                match cell.extra_text(extras) {
                    Some(cluster) => text.push_str(cluster),
                    None => text.push(cell.c),
                }
                (col, usize::from(cell.width), start)
            })
            .collect(),
        );
    }
    let info = BidiInfo::new(&text, Some(direction.level(&text)));
    let ends = units
        .iter()
        .skip(1)
        .map(|row| row.first().map(|unit| unit.2));
    let ends = ends.chain([None]).map(|end| end.unwrap_or(text.len()));
    units
        .iter()
        .zip(ends)
        .zip(rows)
        .map(|((units, end), (cells, _))| {
            let start = units.first()?.2;
            let order = row_order(&info, start..end, units, cells.len())?;
            (!order.is_identity()).then_some(order)
        })
        .collect()
}

fn row_order(
    info: &BidiInfo<'_>,
    bytes: Range<usize>,
    units: &[(usize, usize, usize)],
    cols: usize,
) -> Option<VisualOrder> {
    // A paragraph separator may be among the characters.
    let paragraph = info
        .paragraphs
        .iter()
        .find(|paragraph| paragraph.range.contains(&bytes.start))?;
    let levels = info.reordered_levels(paragraph, bytes);
    let levels: Vec<Level> = units
        .iter()
        .map(|unit| levels.get(unit.2).copied().unwrap_or(paragraph.level))
        .collect();
    let mut order = VisualOrder {
        visual: vec![0; cols].into(),
        logical: vec![0; cols].into(),
        rtl: vec![false; cols].into(),
    };
    let mut at = 0;
    for unit in BidiInfo::reorder_visual(&levels) {
        let (col, width, _) = units[unit];
        for part in 0..width {
            *order.visual.get_mut(col + part)? = u16::try_from(at + part).ok()?;
            *order.logical.get_mut(at + part)? = u16::try_from(col + part).ok()?;
            order.rtl[col + part] = levels[unit].is_rtl();
        }
        at += width;
    }
    (at == cols).then_some(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation as _;
    use unicode_width::UnicodeWidthStr as _;

    /// A row of cells, blanks at its end up to `cols`.
    fn row(text: &str, cols: usize) -> (Vec<Cell>, Vec<CellExtra>) {
        let (mut cells, mut extras) = (Vec::new(), Vec::new());
        for cluster in text.graphemes(true) {
            let width = cluster.width().clamp(1, 2);
            let mut cell = Cell {
                c: cluster.chars().next().unwrap(),
                width: width as u8,
                ..Cell::default()
            };
            if cluster.chars().nth(1).is_some() {
                extras.push(CellExtra {
                    text: Some(cluster.into()),
                    hyperlink: None,
                });
                cell.extra = extras.len() as u32;
            }
            cells.push(cell);
            if width == 2 {
                cells.push(Cell {
                    width: 0,
                    ..Cell::default()
                });
            }
        }
        cells.resize(cols.max(cells.len()), Cell::default());
        (cells, extras)
    }

    fn shown(texts: &[&str], cols: usize, direction: LineDirection) -> Vec<String> {
        let rows: Vec<_> = texts.iter().map(|text| row(text, cols)).collect();
        let rows: Vec<RowText<'_>> = rows.iter().map(|(c, e)| (&c[..], &e[..])).collect();
        let orders = orders(&rows, direction);
        let shown = rows.iter().zip(&orders).map(|((cells, extras), order)| {
            let logical = |at| order.as_ref().map_or(at, |order| order.logical(at));
            let text = (0..cells.len()).map(logical).map(|col| {
                let cell = &cells[col];
                match cell.extra_text(extras) {
                    Some(cluster) => cluster.to_owned(),
                    None if cell.width == 0 => String::new(),
                    None => cell.c.to_string(),
                }
            });
            text.collect::<String>().trim_end().to_owned()
        });
        shown.collect()
    }

    #[test]
    fn lines_are_shown_in_the_order_of_their_scripts() {
        use LineDirection::{AutoLeftToRight, AutoRightToLeft, LeftToRight, RightToLeft};
        let rows = [
            (LeftToRight, "plain (text) 12", "plain (text) 12"),
            (LeftToRight, "שלום", "םולש"),
            (LeftToRight, "a שלום עולם b", "a םלוע םולש b"),
            // Numbers stay as they are read.
            (LeftToRight, "סך 123 כן", "ןכ 123 ךס"),
            (LeftToRight, "مرحبا ١٢٣ b", "١٢٣ ابحرم b"),
            // What stands between is the line's.
            (LeftToRight, "א, b", "א, b"),
            // A mark stays with its letter, a wide character with itself.
            (LeftToRight, "שָׁב", "בשָׁ"),
            (LeftToRight, "א漢字ב", "א漢字ב"),
            (LeftToRight, "אב漢גד", "בא漢דג"),
            // Lines from right to left begin at the right edge.
            (RightToLeft, "אב c", "      c בא"),
            (RightToLeft, "abc", "       abc"),
            (AutoLeftToRight, "אב c", "      c בא"),
            (AutoLeftToRight, "c אב", "c בא"),
            (AutoLeftToRight, "12", "12"),
            (AutoRightToLeft, "12", "        12"),
            (AutoRightToLeft, "c אב", "c בא"),
            (AutoRightToLeft, "(אב)", "      )בא("),
        ];
        for (direction, text, wanted) in rows {
            let got = shown(&[text], 10, direction);
            assert_eq!(got, [wanted], "{text:?} {direction:?}");
        }
    }

    #[test]
    fn a_wrapped_line_is_one_paragraph() {
        let got = shown(&["אבגד", "ab הו"], 5, LineDirection::AutoLeftToRight);
        assert_eq!(got, [" דגבא", "וה ab"]);
    }

    #[test]
    fn ranges_of_text_may_be_shown_in_parts() {
        let (cells, extras) = row("ab אבג cd", 10);
        let order = orders(&[(&cells, &extras)], LineDirection::LeftToRight);
        let order = order[0].as_ref().unwrap();
        assert_eq!(order.visual_ranges(0..10), vec![0..10]);
        assert_eq!(order.visual_ranges(1..4), [1..3, 5..6]);
        assert!(order.is_rtl(4) && !order.is_rtl(1));
    }

    proptest! {
        #[test]
        fn each_column_is_shown_once(
            text in "[a-c1-3 (),אבגدهو١٢漢\u{5b0}\u{200f}\u{202e}\u{2066}\u{2029}]{0,12}",
            direction in 0usize..4,
        ) {
            let direction = [
                LineDirection::LeftToRight,
                LineDirection::RightToLeft,
                LineDirection::AutoLeftToRight,
                LineDirection::AutoRightToLeft,
            ][direction];
            let (cells, extras) = row(&text, 24);
            for order in orders(&[(&cells, &extras)], direction).into_iter().flatten() {
                for col in 0..cells.len() {
                    prop_assert_eq!(order.logical(order.visual(col)), col);
                    prop_assert_eq!(order.visual(order.logical(col)), col);
                }
            }
        }

        #[test]
        fn text_from_left_to_right_stays(text in "[a-zß一漢0-9 (),.é\u{301}]{0,12}") {
            let (cells, extras) = row(&text, 30);
            let rows = [(&cells[..], &extras[..])];
            prop_assert!(!may_reorder(rows[0], LineDirection::LeftToRight));
            prop_assert_eq!(orders(&rows, LineDirection::LeftToRight), vec![None]);
        }
    }
}
