//! Glyphs that must fill their cell exactly, drawn by us.

use crate::{CellMetrics, RasterGlyph};

/// Whether [`block_glyph`] draws `c`.
#[must_use]
pub fn is_block(c: char) -> bool {
    let _ = c;
    false
}

/// Draws `c` to fill a cell; `None` for characters that fonts draw.
#[must_use]
pub fn block_glyph(c: char, metrics: &CellMetrics) -> Option<RasterGlyph> {
    draw_block(c, metrics, true)
}

/// The same, with or without smooth edges.
#[must_use]
pub fn draw_block(c: char, metrics: &CellMetrics, anti_alias: bool) -> Option<RasterGlyph> {
    let _ = (c, metrics, anti_alias);
    None
}
