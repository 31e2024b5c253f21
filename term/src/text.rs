//! The grid as text: for the clipboard, scripts and semantic zones.

use crate::cell::Cell;
use crate::dispatch::sgr_of;
use crate::frame::read_row;
use crate::snapshot::{Point, StableRow};
use crate::style;
use crate::terminal::{SemanticType, SemanticZone};
use crate::vt::{GridExt as _, Vt};
use rio_vt::crosswords::grid::Dimensions;
use std::ops::Range;

/// Appends the text of some columns of a row, without blanks at its end if
/// `trim`. Characters that stand for a wide one that did not fit are left out.
pub(crate) fn append_row(
    vt: &Vt,
    row: StableRow,
    columns: Range<usize>,
    trim: bool,
    out: &mut String,
) {
    append(vt, row, columns, trim, &mut None, out);
}

/// As [`append_row`]; `looks` holds the attributes in force when escapes are
/// wanted, starting from none.
fn append(
    vt: &Vt,
    row: StableRow,
    columns: Range<usize>,
    trim: bool,
    looks: &mut Option<Cell>,
    out: &mut String,
) {
    let Some(source) = vt.stable_row(row) else {
        return;
    };
    let cols = vt.grid.columns();
    let (mut cells, mut extras) = (Vec::with_capacity(cols), Vec::new());
    read_row(&vt.grid, source, cols, &mut cells, &mut extras);
    let mut end = columns.end.min(cells.len());
    if end == cells.len() && source.last().is_some_and(|last| last.is_leading_spacer()) {
        end = end.saturating_sub(1);
    }
    let start = columns.start.min(end);
    let mut cells = &cells[start..end];
    if trim {
        // With escapes a coloured blank is something to see.
        let is_blank = |cell: &Cell| match looks {
            Some(_) => *cell == Cell::default(),
            None => cell.c == ' ' && cell.extra_text(&extras).is_none(),
        };
        while let Some((last, before)) = cells.split_last() {
            if !is_blank(last) || last.width == 0 {
                break;
            }
            cells = before;
        }
    }
    for cell in cells.iter().filter(|cell| cell.width > 0) {
        if let Some(looks) = looks
            && !cell.looks_like(looks)
        {
            out.push_str("\x1b[");
            out.push_str(&sgr_of(cell));
            out.push('m');
            *looks = *cell;
        }
        match cell.extra_text(&extras) {
            Some(text) => out.push_str(text),
            None => out.push(cell.c),
        }
    }
    if let Some(looks) = looks
        && trim
        && !looks.looks_like(&Cell::default())
    {
        out.push_str("\x1b[0m");
        *looks = Cell::default();
    }
}

/// Text from one place to another, both inclusive, joined over wraps.
pub(crate) fn between(vt: &Vt, start: Point, end: Point, escapes: bool) -> String {
    let cols = vt.grid.columns();
    let first = start.row.max(vt.scrollback_top());
    let last = end.row.min(vt.bottom() - 1);
    let mut out = String::new();
    let mut looks = escapes.then(Cell::default);
    for row in first..=last {
        let left = if row == start.row { start.col } else { 0 };
        let right = if row == end.row {
            end.col.saturating_add(1)
        } else {
            cols
        };
        let joined = row < last && vt.is_wrapped(row);
        append(vt, row, left..right, !joined, &mut looks, &mut out);
        if row < last && !joined {
            out.push('\n');
        }
    }
    out
}

/// Text of whole rows.
pub(crate) fn rows(vt: &Vt, rows: Range<StableRow>, escapes: bool) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let last_col = vt.grid.columns() - 1;
    between(
        vt,
        Point::new(rows.start, 0),
        Point::new(rows.end - 1, last_col),
        escapes,
    )
}

/// The characters of a row with their columns, without blanks at its end.
pub(crate) fn characters(vt: &Vt, row: StableRow) -> Vec<(usize, String)> {
    let Some(source) = vt.stable_row(row) else {
        return Vec::new();
    };
    let cols = vt.grid.columns();
    let (mut cells, mut extras) = (Vec::with_capacity(cols), Vec::new());
    read_row(&vt.grid, source, cols, &mut cells, &mut extras);
    let shown = cells.iter().enumerate().filter(|(_, cell)| cell.width > 0);
    let mut out: Vec<(usize, String)> = shown
        .map(|(col, cell)| match cell.extra_text(&extras) {
            Some(text) => (col, text.to_owned()),
            None => (col, cell.c.to_string()),
        })
        .collect();
    while out.last().is_some_and(|(_, text)| text == " ") {
        out.pop();
    }
    out
}

/// The written cells of a row by type, in runs.
fn row_runs(vt: &Vt, row: StableRow) -> Vec<(SemanticType, usize, usize)> {
    let mut runs: Vec<(SemanticType, usize, usize)> = Vec::new();
    let cells = vt.stable_row(row).map_or(&[][..], |row| &row.inner[..]);
    for (col, square) in cells.iter().enumerate() {
        if square.is_bg_only() || square.c() == '\0' {
            continue;
        }
        let kind = style::semantic(&vt.grid.style_of(square));
        match runs.last_mut() {
            Some((last, _, end)) if *last == kind => *end = col,
            _ => runs.push((kind, col, col)),
        }
    }
    runs
}

/// All zones in order. Blank rows belong to the zone around them.
pub(crate) fn zones(vt: &Vt, rows: Range<StableRow>) -> Vec<SemanticZone> {
    let mut zones: Vec<SemanticZone> = Vec::new();
    for row in rows {
        for (kind, start, end) in row_runs(vt, row) {
            let end = Point::new(row, end);
            match zones.last_mut() {
                Some(zone) if zone.kind == kind => zone.end = end,
                _ => zones.push(SemanticZone {
                    start: Point::new(row, start),
                    end,
                    kind,
                }),
            }
        }
    }
    zones
}

/// The zone around a place, if the place is inside one.
pub(crate) fn zone_at(vt: &Vt, at: Point) -> Option<SemanticZone> {
    zones(vt, vt.scrollback_top()..vt.bottom())
        .into_iter()
        .find(|zone| zone.start <= at && at <= zone.end)
}
