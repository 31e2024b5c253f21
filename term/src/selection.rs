//! What the user has marked. It is kept in stable rows, so output that only
//! scrolls does not move it, and it is dropped when its own text changes.

use crate::reflow::Places;
use crate::snapshot::{Point, StableRow};
use crate::terminal::SelectionMode;
use crate::text;
use crate::vt::{GridExt as _, Vt, shown_char};
use rio_vt::crosswords::grid::Dimensions;
use rio_vt::crosswords::pos::Column;
use rio_vt::crosswords::square::Wide;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

#[derive(Debug)]
pub(crate) struct Selection {
    mode: SelectionMode,
    /// The unit (cell, word, line..) it was started on, ends inclusive.
    anchor: (Point, Point),
    /// First and last selected place; nothing yet after a mere click.
    range: Option<(Point, Point)>,
    /// The selected rows that output could still change, and their text.
    prints: Vec<(StableRow, u64)>,
}

impl Selection {
    pub(crate) fn start(vt: &Vt, at: Point, mode: SelectionMode, boundary: &str) -> Self {
        let anchor = unit(vt, at, mode, boundary);
        let mut selection = Self {
            mode,
            anchor,
            range: match mode {
                SelectionMode::Cell | SelectionMode::Block => None,
                _ => Some(anchor),
            },
            prints: Vec::new(),
        };
        selection.take_prints(vt);
        selection
    }

    pub(crate) fn all(vt: &Vt) -> Self {
        let first = Point::new(vt.scrollback_top(), 0);
        let last = Point::new(vt.bottom() - 1, vt.grid.columns() - 1);
        let mut selection = Self {
            mode: SelectionMode::Cell,
            anchor: (first, first),
            range: Some((first, last)),
            prints: Vec::new(),
        };
        selection.take_prints(vt);
        selection
    }

    /// Moves the free end; the unit may change on the way.
    pub(crate) fn extend(&mut self, vt: &Vt, to: Point, mode: SelectionMode, boundary: &str) {
        if mode != self.mode {
            self.mode = mode;
            let start = unit(vt, self.anchor.0, mode, boundary);
            let end = unit(vt, self.anchor.1, mode, boundary);
            self.anchor = (start.0.min(end.0), start.1.max(end.1));
        }
        let to = unit(vt, to, mode, boundary);
        self.range = Some((self.anchor.0.min(to.0), self.anchor.1.max(to.1)));
        if mode == SelectionMode::Block {
            let cols = [self.anchor.0.col, self.anchor.1.col, to.0.col, to.1.col];
            let rows = [self.anchor.0.row, to.0.row];
            let (left, right) = (min(cols), max(cols));
            self.range = Some((Point::new(min(rows), left), Point::new(max(rows), right)));
        }
        self.take_prints(vt);
    }

    /// The same in a copy of the grid, whose rows are counted from elsewhere.
    pub(crate) fn shifted(&self, vt: &Vt, rows: i64) -> Self {
        let point = |at: Point| Point::new(at.row + rows, at.col);
        let points = |(from, to)| (point(from), point(to));
        let mut selection = Self {
            mode: self.mode,
            anchor: points(self.anchor),
            range: self.range.map(points),
            prints: Vec::new(),
        };
        selection.take_prints(vt);
        selection
    }

    /// Its ends, for [`Selection::moved`]; a block is none after a change of
    /// the width.
    pub(crate) fn places(&self, vt: &Vt) -> Option<Places<4>> {
        if self.mode == SelectionMode::Block {
            return None;
        }
        let (start, end) = self.range.unwrap_or(self.anchor);
        let ends = [(start, end), self.anchor].map(|(from, to)| (clamp(vt, from), clamp(vt, to)));
        let [(start, end), (first, last)] = ends;
        let points = [(start, false), (end, true), (first, false), (last, true)];
        Some(Places::of(vt, points))
    }

    /// The same text where it is now that lines are wrapped anew, unless it
    /// has left the scrollback.
    pub(crate) fn moved(mut self, vt: &Vt, places: &Places<4>) -> Option<Self> {
        let cols = vt.grid.columns();
        let from = |at: Point| {
            let next = Point::new(at.row + 1, 0);
            let at = if at.col < cols { at } else { next };
            (at.row < vt.bottom()).then_some(at)
        };
        let to = |at: Point| Point::new(at.row, at.col.min(cols - 1));
        let [start, end, first, last] = places.points(vt)?;
        self.range = match self.range {
            Some(_) => Some((from(start)?, to(end))).filter(|(start, end)| start <= end),
            None => None,
        };
        self.anchor = (clamp(vt, from(first).unwrap_or(first)), to(last));
        self.take_prints(vt);
        Some(self)
    }

    pub(crate) fn is_some(&self) -> bool {
        self.range.is_some()
    }

    /// Selected columns of a row.
    pub(crate) fn columns(&self, row: StableRow, cols: usize) -> Option<Range<usize>> {
        let (start, end) = self.range?;
        if row < start.row || row > end.row {
            return None;
        }
        let block = self.mode == SelectionMode::Block;
        let left = if block || row == start.row {
            start.col
        } else {
            0
        };
        let right = if block || row == end.row {
            end.col + 1
        } else {
            cols
        };
        let range = left.min(cols)..right.min(cols);
        (!range.is_empty()).then_some(range)
    }

    pub(crate) fn text(&self, vt: &Vt) -> Option<String> {
        let (start, end) = self.range?;
        if self.mode != SelectionMode::Block {
            return Some(text::between(vt, start, end, false));
        }
        let cols = vt.grid.columns();
        let mut out = String::new();
        for row in start.row.max(vt.scrollback_top())..=end.row.min(vt.bottom() - 1) {
            if !out.is_empty() || row > start.row {
                out.push('\n');
            }
            if let Some(columns) = self.columns(row, cols) {
                text::append_row(vt, row, columns, true, &mut out);
            }
        }
        Some(out)
    }

    fn take_prints(&mut self, vt: &Vt) {
        self.prints.clear();
        let Some((start, end)) = self.range else {
            return;
        };
        let cols = vt.grid.columns();
        for row in start.row.max(vt.physical_top())..=end.row.min(vt.bottom() - 1) {
            if let Some(print) = self.print_of(vt, row, cols) {
                self.prints.push((row, print));
            }
        }
    }

    fn print_of(&self, vt: &Vt, row: StableRow, cols: usize) -> Option<u64> {
        let columns = self.columns(row, cols)?;
        let cells = &vt.stable_row(row)?.inner;
        let mut hasher = DefaultHasher::new();
        let end = columns.end.min(cells.len());
        for square in cells.get(columns.start.min(end)..end)? {
            shown_char(*square).hash(&mut hasher);
        }
        Some(hasher.finish())
    }

    /// Whether the selected text is still what was selected.
    pub(crate) fn text_is_same(&self, vt: &Vt) -> bool {
        let cols = vt.grid.columns();
        self.range
            .is_none_or(|(_, end)| end.row >= vt.scrollback_top())
            && self
                .prints
                .iter()
                .filter(|(row, _)| *row >= vt.scrollback_top())
                .all(|(row, print)| self.print_of(vt, *row, cols) == Some(*print))
    }
}

fn min<T: Ord + Copy, const N: usize>(of: [T; N]) -> T {
    of.iter().copied().fold(of[0], T::min)
}

fn max<T: Ord + Copy, const N: usize>(of: [T; N]) -> T {
    of.iter().copied().fold(of[0], T::max)
}

/// The place, inside the rows that exist.
fn clamp(vt: &Vt, at: Point) -> Point {
    Point {
        row: at.row.clamp(vt.scrollback_top(), vt.bottom() - 1),
        col: at.col.min(vt.grid.columns() - 1),
    }
}

/// The first and last cell of the unit at a place.
fn unit(vt: &Vt, at: Point, mode: SelectionMode, boundary: &str) -> (Point, Point) {
    let at = clamp(vt, at);
    match mode {
        SelectionMode::Cell | SelectionMode::Block => whole_character(vt, at),
        SelectionMode::Word => word(vt, at, boundary),
        SelectionMode::Line => (
            Point::new(vt.logical_start(at.row), 0),
            Point::new(vt.logical_end(at.row), vt.grid.columns() - 1),
        ),
        SelectionMode::SemanticZone => text::zone_at(vt, at)
            .map_or_else(|| whole_character(vt, at), |zone| (zone.start, zone.end)),
    }
}

fn wide_at(vt: &Vt, at: Point) -> Wide {
    vt.stable_row(at.row)
        .and_then(|row| row.inner.get(at.col))
        .filter(|square| !square.is_bg_only())
        .map_or(Wide::Narrow, |square| square.wide())
}

fn whole_character(vt: &Vt, at: Point) -> (Point, Point) {
    match wide_at(vt, at) {
        Wide::Wide if at.col + 1 < vt.grid.columns() => (at, Point::new(at.row, at.col + 1)),
        Wide::Spacer if at.col > 0 => (Point::new(at.row, at.col - 1), at),
        _ => (at, at),
    }
}

fn char_at(vt: &Vt, at: Point) -> char {
    let col = match wide_at(vt, at) {
        Wide::Spacer => at.col.saturating_sub(1),
        _ => at.col,
    };
    vt.stable_row(at.row)
        .filter(|row| col < row.len())
        .map_or(' ', |row| shown_char(row[Column(col)]))
}

/// The word at a place; a boundary character is a word by itself.
fn word(vt: &Vt, at: Point, boundary: &str) -> (Point, Point) {
    let cols = vt.grid.columns();
    let (mut start, mut end) = whole_character(vt, at);
    let ends_word =
        |at| wide_at(vt, at) != Wide::LeadingSpacer && boundary.contains(char_at(vt, at));
    if ends_word(at) {
        return (start, end);
    }
    // Bounded, for a line without an end has no word of interest either.
    for _ in 0..cols * 256 {
        let before = if start.col > 0 {
            Point::new(start.row, start.col - 1)
        } else if start.row > vt.scrollback_top() && vt.is_wrapped(start.row - 1) {
            Point::new(start.row - 1, cols - 1)
        } else {
            break;
        };
        if ends_word(before) {
            break;
        }
        start = before;
    }
    for _ in 0..cols * 256 {
        let after = if end.col + 1 < cols {
            Point::new(end.row, end.col + 1)
        } else if end.row + 1 < vt.bottom() && vt.is_wrapped(end.row) {
            Point::new(end.row + 1, 0)
        } else {
            break;
        };
        if ends_word(after) {
            break;
        }
        end = after;
    }
    (start, end)
}
