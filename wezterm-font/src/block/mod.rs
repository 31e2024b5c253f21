//! Glyphs that must fill their cell exactly, drawn by us at any size: box
//! drawing, blocks, braille, powerline, legacy computing and octants.
//!
//! Straight edges lie on whole pixels, so that neighbours meet without a
//! seam; only slanted and round ones are smoothed.

mod canvas;
mod lines;
mod mosaic;
mod powerline;
mod wedge;

use crate::{CellMetrics, RasterGlyph};
use canvas::Canvas;

/// Whether [`block_glyph`] draws `c`.
#[must_use]
pub fn is_block(c: char) -> bool {
    matches!(u32::from(c),
        0x2500..=0x259f
        | 0x2800..=0x28ff
        | 0xe0b0..=0xe0bf
        | 0x1cd00..=0x1cde5
        | 0x1cea0 | 0x1cea3 | 0x1cea8 | 0x1ceab
        | 0x1fb00..=0x1fb92
        | 0x1fb94..=0x1fbaf
        | 0x1fbe6..=0x1fbe7)
}

/// Draws `c` to fill a cell; `None` for characters that fonts draw, and for
/// the blank braille pattern.
#[must_use]
pub fn block_glyph(c: char, metrics: &CellMetrics) -> Option<RasterGlyph> {
    draw_block(c, metrics, true)
}

/// The same, with or without smooth edges.
#[must_use]
pub(crate) fn draw_block(c: char, metrics: &CellMetrics, smooth: bool) -> Option<RasterGlyph> {
    if !is_block(c) {
        return None;
    }
    let mut canvas = Canvas::new(metrics, smooth);
    let code = u32::from(c);
    match code {
        0x2500..=0x257f => lines::draw(&mut canvas, code),
        0xe0b0..=0xe0bf => powerline::draw(&mut canvas, code),
        0x1fb3c..=0x1fb6f | 0x1fb9a..=0x1fbaf => wedge::draw(&mut canvas, code),
        _ => mosaic::draw(&mut canvas, code),
    }
    canvas.into_glyph(metrics.baseline)
}
