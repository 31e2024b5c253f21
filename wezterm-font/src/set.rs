//! The fonts of one window at one size.

use crate::glyph::SharedRun;
use crate::{
    CacheStats, CellMetrics, FontId, FontSetId, FontStyle, FontWarning, GlyphKey, RasterGlyph,
    ShapedLine,
};

/// Fonts loaded for one [`crate::FontConfig`].
pub struct FontSet {
    id: FontSetId,
    metrics: CellMetrics,
    warnings: Vec<FontWarning>,
}

impl FontSet {
    /// This set, among all of its system.
    #[must_use]
    pub fn id(&self) -> FontSetId {
        self.id
    }

    /// Geometry of a cell.
    #[must_use]
    pub fn metrics(&self) -> CellMetrics {
        self.metrics
    }

    /// Takes what the user should hear of, found since the last call.
    pub fn take_warnings(&mut self) -> Vec<FontWarning> {
        std::mem::take(&mut self.warnings)
    }

    /// Shapes text of one style.
    pub fn shape(&mut self, text: &str, style: FontStyle) -> SharedRun {
        let _ = (text, style);
        SharedRun::default()
    }

    /// Shapes a line of proportional text.
    pub fn shape_line(&mut self, text: &str, style: FontStyle) -> ShapedLine {
        let _ = (text, style);
        ShapedLine::default()
    }

    /// The width of a line of proportional text.
    pub fn measure(&mut self, text: &str, style: FontStyle) -> f32 {
        self.shape_line(text, style).width
    }

    /// The key of a glyph that may cover `cells` cells.
    #[must_use]
    pub fn glyph_key(&self, font: FontId, glyph: u32, cells: u8) -> GlyphKey {
        GlyphKey {
            set: self.id,
            font,
            glyph,
            cells,
            subpixel: 0,
        }
    }

    /// Draws a glyph; `None` if it has no ink or is not of this set.
    pub fn rasterize(&mut self, key: GlyphKey) -> Option<RasterGlyph> {
        let _ = key;
        None
    }

    /// Counters of the cache of shaped runs.
    #[must_use]
    pub fn shape_cache_stats(&self) -> CacheStats {
        CacheStats::default()
    }
}
