//! Marks and bars of pane modes as strips.

use super::{Mark, ModeView};
use crate::overlay::view::{self, Panel, View};
use crate::overlay::{Size, Style};
use crate::text_row::{Look, TextRow, stretch_of};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use term::{Snapshot, SnapshotRow};
use wezterm_font::FontSet;
use wezterm_render::{RectF, Strip, StripId};

/// Appends what a mode shows; `origin` is the pane's first cell in physical
/// pixels, `owner` tells these strips from others.
pub(crate) fn strips(
    mode: &ModeView,
    snapshot: &Snapshot,
    origin: (f32, f32),
    style: &Style,
    owner: u64,
    fonts: &mut FontSet,
    out: &mut Vec<Strip>,
) {
    let metrics = fonts.metrics();
    let (width, height) = (metrics.cell_width as f32, metrics.cell_height as f32);
    let top = snapshot.dims.viewport_top;
    for (index, mark) in mode.marks.iter().enumerate() {
        let row = usize::try_from(mark.row - top).ok();
        let Some((at, row)) = row.and_then(|at| Some((at, snapshot.rows.get(at)?))) else {
            continue;
        };
        let mut text = TextRow::default();
        fill(&mut text, mark, row);
        text.size = row.size;
        let mut hasher = DefaultHasher::new();
        (row.stable, row.generation, mark.cols.clone()).hash(&mut hasher);
        (mark.ink, &mark.text, fonts.id()).hash(&mut hasher);
        let width = width * stretch_of(row.size).factors().0 as f32;
        let area = RectF::new(
            origin.0 + mark.cols.start as f32 * width,
            origin.1 + at as f32 * height,
            text.cols() as f32 * width,
            height,
        );
        out.push(Strip {
            id: StripId::other(owner, index as i64),
            revision: hasher.finish(),
            origin: (area.x, area.y),
            clip: area,
            quads: text.quads(fonts).into(),
        });
    }
    if let Some(bar) = &mode.bar {
        let rows = snapshot.rows.len().max(1);
        let row = if bar.at_top { 0 } else { rows - 1 };
        let area = RectF::new(
            origin.0,
            origin.1 + row as f32 * height,
            snapshot.dims.cols as f32 * width,
            height,
        );
        let panel = Panel {
            area,
            origin: (area.x, area.y),
            size: Size {
                cols: snapshot.dims.cols,
                rows: 1,
            },
            framed: false,
        };
        let view = View {
            lines: vec![bar.line.clone()],
            cursor: bar.cursor.map(|col| (col, 0)),
        };
        view::strips(&view, &panel, style, owner + 1, fonts, out);
    }
}

/// The cells of a mark in its colours.
fn fill(out: &mut TextRow, mark: &Mark, row: &SnapshotRow) {
    let look = Look::plain(mark.ink.fg, Some(mark.ink.bg));
    if let Some(text) = &mark.text {
        return out.push_str(text, look);
    }
    let end = mark.cols.end.min(row.cells.len());
    let start = mark.cols.start.min(end);
    for (index, cell) in row.cells[start..end].iter().enumerate() {
        match cell.width {
            // The first half lies outside of the mark.
            0 if index == 0 => out.push(" ", 1, look),
            0 => {}
            width => {
                let mut buf = [0; 4];
                out.push(row.cell_text(cell, &mut buf), usize::from(width), look);
            }
        }
    }
}
