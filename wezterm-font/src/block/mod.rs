//! Glyphs that must fill their cell exactly, drawn by us.

use crate::{CellMetrics, RasterGlyph};

/// Draws `c` to fill a cell; `None` for characters that fonts draw.
#[must_use]
pub fn block_glyph(c: char, metrics: &CellMetrics) -> Option<RasterGlyph> {
    let _ = (c, metrics);
    None
}
