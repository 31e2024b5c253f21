//! Pieces of kitty images at placeholder characters (U+10EEEE), by which
//! programs that know nothing of images move them with the text
//! (<https://sw.kovidgoyal.net/kitty/graphics-protocol/#unicode-placeholders>).

use crate::snapshot::{RenderableDimensions, StableRow};
use crate::vt::{GridExt as _, Vt};
use rio_vt::ansi::graphics::VirtualPlacement;
use rio_vt::ansi::kitty_virtual::{
    IncompletePlacement, PLACEHOLDER, PlaceholderRun, compute_run_geometry,
    resolve_virtual_placement,
};

/// Neighbouring placeholders of one row of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Row of the text.
    pub(crate) row: StableRow,
    /// The first column of the text.
    pub(crate) col: usize,
    pieces: PlaceholderRun,
}

/// Where a run shows which part of its image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Piece {
    /// x, y, width and height, image pixels.
    pub(crate) source: [f32; 4],
    /// From the corner of the run's first cell, physical pixels.
    pub(crate) offset: (f32, f32),
    /// Physical pixels.
    pub(crate) size: (f32, f32),
}

impl Run {
    /// The image that the run is of.
    pub(crate) fn image_id(&self) -> u32 {
        self.pieces.image_id
    }

    /// `None` where the run lies beside the image, or the program has told of
    /// no placement.
    pub(crate) fn piece(&self, vt: &Vt, (width, height): (usize, usize)) -> Option<Piece> {
        let graphics = &vt.graphics;
        let VirtualPlacement {
            columns,
            rows,
            x,
            y,
            width: crop_width,
            height: crop_height,
            ..
        } = *resolve_virtual_placement(
            &graphics.kitty_virtual_placements,
            self.pieces.image_id,
            self.pieces.placement_id,
        )?;
        let shown = compute_run_geometry(
            &self.pieces,
            columns,
            rows,
            u32::try_from(width).ok()?,
            u32::try_from(height).ok()?,
            (x, y, crop_width, crop_height),
            graphics.cell_width,
            graphics.cell_height,
            0.0,
            0.0,
            0,
            0,
        )?;
        let [u0, v0, u1, v1] = shown.source_rect;
        let (w, h) = (width as f32, height as f32);
        Some(Piece {
            source: [u0 * w, v0 * h, (u1 - u0) * w, (v1 - v0) * h],
            offset: (shown.x, shown.y),
            size: (shown.width, shown.height),
        })
    }
}

/// The runs in the viewport, from its top.
pub(crate) fn runs(vt: &Vt, dims: &RenderableDimensions) -> Vec<Run> {
    let mut out = Vec::new();
    if vt.graphics.kitty_virtual_placements.is_empty() {
        return out;
    }
    let rows = dims.viewport_top..dims.viewport_top + dims.viewport_rows as i64;
    for stable in rows {
        let Some(row) = vt
            .stable_row(stable)
            .filter(|row| row.kitty_virtual_placeholder)
        else {
            continue;
        };
        let mut open: Option<(usize, IncompletePlacement)> = None;
        let close = |open: &mut Option<(usize, IncompletePlacement)>, out: &mut Vec<Run>| {
            out.extend(open.take().map(|(col, run)| Run {
                row: stable,
                col,
                pieces: run.complete(),
            }));
        };
        for (col, &square) in row.inner.iter().take(dims.cols).enumerate() {
            if square.is_bg_only() || square.c() != PLACEHOLDER {
                close(&mut open, &mut out);
                continue;
            }
            let style = vt.grid.style_of(&square);
            let marks = vt.marks(square);
            let cell = IncompletePlacement::from_cell(style.fg, style.underline_color, marks);
            match &mut open {
                Some((_, run)) if run.can_append(&cell) => run.append(),
                _ => {
                    close(&mut open, &mut out);
                    open = Some((col, cell));
                }
            }
        }
        close(&mut open, &mut out);
    }
    out
}
