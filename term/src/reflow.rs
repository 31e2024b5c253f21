//! Places in the text that outlive a change of its width: rows are counted
//! anew then, logical lines are not, and the cursor stays on its own.

use crate::snapshot::{Point, StableRow};
use crate::vt::{GridExt as _, Vt};
use rio_vt::crosswords::grid::Dimensions;
use rio_vt::crosswords::square::Wide;

/// A cell, by the logical line it is in.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The line, counted down from the cursor's.
    line: i64,
    /// Cells before it, were the line one row.
    offset: usize,
    /// The last column of the line's last row, however wide it is.
    at_end: bool,
}

/// Several places, taken before the width changes and asked for afterwards.
#[derive(Debug)]
pub(crate) struct Places<const N: usize>([Place; N]);

impl<const N: usize> Places<N> {
    /// Of points, and whether each is the end of something: an end in the last
    /// column of a line stays there. Costs a look at each row between the
    /// cursor and the first point, and between each and the next.
    pub(crate) fn of(vt: &Vt, points: [(Point, bool); N]) -> Self {
        let cols = vt.grid.columns();
        let mut known = (line_start(vt, vt.cursor_point().row), 0);
        Self(points.map(|(at, is_end)| {
            let start = line_start(vt, at.row);
            let ends = |from, to| (from..to).filter(|row| !vt.is_wrapped(*row)).count() as i64;
            let line = known.1 + ends(known.0, start) - ends(start, known.0);
            known = (start, line);
            let before: usize = (start..at.row).map(|row| cells(vt, row)).sum();
            // A filler ends with the cell before it, and starts with the next.
            let col = match is_end {
                true => at.col.min(cells(vt, at.row).saturating_sub(1)),
                false => at.col,
            };
            Place {
                line,
                offset: before + col,
                at_end: is_end && at.col + 1 >= cols && !vt.is_wrapped(at.row),
            }
        }))
    }

    /// Where they are now; `None` when a line left the scrollback. What was
    /// below the last row is behind its end. Blank cells that a line has no room for
    /// any more are the column after its last.
    pub(crate) fn points(&self, vt: &Vt) -> Option<[Point; N]> {
        let last = Point::new(vt.bottom() - 1, vt.grid.columns());
        let mut known = (line_start(vt, vt.cursor_point().row), 0);
        let mut out = [last; N];
        for (out, place) in out.iter_mut().zip(&self.0) {
            let Some(start) = line_from(vt, known.0, place.line - known.1)? else {
                continue;
            };
            known = (start, place.line);
            *out = point_in(vt, start, place);
        }
        Some(out)
    }
}

/// The first row of so many lines further down, or up where negative: `None`
/// above the text, `Some(None)` below it.
fn line_from(vt: &Vt, start: StableRow, lines: i64) -> Option<Option<StableRow>> {
    let mut row = start;
    for _ in 0..lines.max(0) {
        while row < vt.bottom() && vt.is_wrapped(row) {
            row += 1;
        }
        row += 1;
        if row >= vt.bottom() {
            return Some(None);
        }
    }
    for _ in lines.min(0)..0 {
        if row <= vt.scrollback_top() {
            return None;
        }
        row = line_start(vt, row - 1);
    }
    Some(Some(row))
}

fn point_in(vt: &Vt, start: StableRow, place: &Place) -> Point {
    let (cols, last) = (vt.grid.columns(), vt.bottom() - 1);
    let (mut row, mut offset) = (start, place.offset);
    while vt.is_wrapped(row) && row < last && (place.at_end || offset >= cells(vt, row)) {
        offset = offset.saturating_sub(cells(vt, row));
        row += 1;
    }
    let col = if place.at_end { cols - 1 } else { offset };
    Point::new(row, col.min(cols))
}

fn line_start(vt: &Vt, mut row: StableRow) -> StableRow {
    while row > vt.scrollback_top() && vt.is_wrapped(row - 1) {
        row -= 1;
    }
    row
}

/// Cells of a row that belong to its line: not the last one, where a wide
/// character had no room.
fn cells(vt: &Vt, row: StableRow) -> usize {
    let last = vt.stable_row(row).and_then(|row| row.last());
    let is_filler =
        last.is_some_and(|last| !last.is_bg_only() && matches!(last.wide(), Wide::LeadingSpacer));
    vt.grid.columns() - usize::from(is_filler)
}
