//! Marks and bars of pane modes as strips.

use super::{Mark, ModeView};
use crate::overlay::view::{self, Panel, View};
use crate::overlay::{Size, Style};
use crate::text_row::{Look, TextRow, stretch_of};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;
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
    let mut number = 0;
    for mark in &mode.marks {
        let row = usize::try_from(mark.row - top).ok();
        let Some((at, row)) = row.and_then(|at| Some((at, snapshot.rows.get(at)?))) else {
            continue;
        };
        let mut parts = row.visual_ranges(mark.cols.clone());
        if mark.text.is_some() {
            parts.truncate(1);
        }
        for cols in parts {
            let mut text = TextRow::default();
            fill(&mut text, mark, row, cols.clone());
            text.size = row.size;
            let mut hasher = DefaultHasher::new();
            (row.stable, row.generation, &cols).hash(&mut hasher);
            (mark.ink, &mark.text, fonts.id()).hash(&mut hasher);
            let width = width * stretch_of(row.size).factors().0 as f32;
            let area = RectF::new(
                origin.0 + cols.start as f32 * width,
                origin.1 + at as f32 * height,
                text.cols() as f32 * width,
                height,
            );
            out.push(Strip {
                id: StripId::other(owner, number),
                revision: hasher.finish(),
                origin: (area.x, area.y),
                clip: area,
                quads: text.quads(fonts).into(),
            });
            number += 1;
        }
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

/// The cells of a mark in its colours: those at these columns of the screen.
fn fill(out: &mut TextRow, mark: &Mark, row: &SnapshotRow, cols: Range<usize>) {
    let look = Look::plain(mark.ink.fg, Some(mark.ink.bg));
    if let Some(text) = &mark.text {
        return out.push_str(text, look);
    }
    let end = cols.end.min(row.cells.len());
    for (index, at) in (cols.start.min(end)..end).enumerate() {
        let col = row.logical_col(at);
        let Some(cell) = row.cells.get(col) else {
            continue;
        };
        let rtl = (row.order.as_ref()).is_some_and(|order| order.is_rtl(col));
        match cell.width {
            // The first half lies outside of the mark.
            0 if index == 0 => out.push(" ", 1, look),
            0 => {}
            width => {
                let mut buf = [0; 4];
                let text = row.cell_text(cell, &mut buf);
                out.push_directed(text, usize::from(width), look, rtl);
            }
        }
    }
}
