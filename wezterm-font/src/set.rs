//! The fonts of one window at one size.

use crate::block::draw_block;
use crate::choose::Chooser;
use crate::faces::Faces;
use crate::locate::Locator;
use crate::lru::Lru;
use crate::raster::Rasterizer;
use crate::shape::{Shaper, line};
use crate::{
    CacheStats, CellMetrics, FontConfig, FontError, FontId, FontSetId, FontStyle, FontWarning,
    GlyphKey, RasterGlyph, ShapedLine, ShapedRun,
};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex};

/// Sizes in pixels to the em that can be drawn.
const SIZES: std::ops::RangeInclusive<f64> = 1.0..=1000.0;
/// Longer text is shaped but not kept: it would push everything else out.
const MAX_CACHED_TEXT: usize = 4096;

/// Fonts loaded for one [`FontConfig`].
pub struct FontSet {
    id: FontSetId,
    metrics: CellMetrics,
    anti_alias_blocks: bool,
    faces: Faces,
    chooser: Chooser,
    shaper: Shaper,
    runs: Lru<u64, CachedRun>,
    rasterizer: Rasterizer,
}

/// A shaped run with what it was shaped from: the key is only its hash.
struct CachedRun {
    style: usize,
    text: Box<str>,
    run: Arc<ShapedRun>,
}

impl FontSet {
    pub(crate) fn new(
        id: FontSetId,
        config: FontConfig,
        locator: Arc<Mutex<Locator>>,
    ) -> Result<Self, FontError> {
        let pixels = config.size_pt * f64::from(config.dpi) / 72.0;
        if !SIZES.contains(&pixels) {
            return Err(FontError::Size {
                size_pt: config.size_pt,
                dpi: config.dpi,
                pixels,
                min: *SIZES.start(),
                max: *SIZES.end(),
            });
        }
        let mut faces = Faces::new(locator);
        let line_height = factor("line_height", config.line_height, &mut faces);
        let cell_width = factor("cell_width", config.cell_width, &mut faces);
        let draw_blocks = config.custom_block_glyphs;
        let anti_alias_blocks = config.anti_alias_custom_block_glyphs;
        let runs = Lru::new(config.shape_cache_size);
        let rasterizer = Rasterizer::new(config.hinting, config.dpi);
        let chooser = Chooser::new(config, pixels as f32, &mut faces)?;
        let metrics = match faces.get(chooser.primary(0)) {
            Some(face) => CellMetrics::of(face, line_height, cell_width),
            None => return Err(FontError::Embedded(crate::embedded::FONTS[0].file)),
        };
        faces.locate(|locator, _| locator.remember());
        Ok(Self {
            id,
            metrics,
            anti_alias_blocks,
            faces,
            chooser,
            shaper: Shaper::new(draw_blocks, metrics.cell_width as f32),
            runs,
            rasterizer,
        })
    }

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

    /// Takes what the user should hear of, found since the last call. New
    /// warnings can come whenever text needs a face that is not open yet.
    pub fn take_warnings(&mut self) -> Vec<FontWarning> {
        self.faces.take_warnings()
    }

    /// Shapes text of one style, or finds it in the cache.
    ///
    /// Glyph positions are relative to their cluster, so that the caller can
    /// put each cluster at its cell.
    pub fn shape(&mut self, text: &str, style: FontStyle) -> Arc<ShapedRun> {
        let style = self.chooser.style(style, &mut self.faces);
        let mut hasher = DefaultHasher::new();
        (style, text).hash(&mut hasher);
        let key = hasher.finish();
        let same = |entry: &CachedRun| entry.style == style && *entry.text == *text;
        if let Some(entry) = self.runs.get(key, same) {
            return Arc::clone(&entry.run);
        }
        let glyphs = self
            .shaper
            .run(text, style, &mut self.chooser, &mut self.faces);
        let run = Arc::new(ShapedRun { glyphs });
        if text.len() <= MAX_CACHED_TEXT {
            self.runs.insert(
                key,
                CachedRun {
                    style,
                    text: text.into(),
                    run: Arc::clone(&run),
                },
            );
        }
        run
    }

    /// Shapes a line of proportional text, such as a tab's title.
    pub fn shape_line(&mut self, text: &str, style: FontStyle) -> ShapedLine {
        line(&self.shape(text, style).glyphs)
    }

    /// The width of a line of proportional text, in pixels.
    pub fn measure(&mut self, text: &str, style: FontStyle) -> f32 {
        self.shape(text, style)
            .glyphs
            .iter()
            .map(|glyph| glyph.advance)
            .sum()
    }

    /// The key of a glyph that may cover `cells` cells (0: as many as it
    /// likes, as in proportional text).
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
        if key.set != self.id {
            return None;
        }
        if key.font == FontId::BLOCK {
            let c = char::from_u32(key.glyph)?;
            return draw_block(c, &self.metrics, self.anti_alias_blocks);
        }
        let face = self.faces.get(key.font)?;
        self.rasterizer.draw(face, key, &self.metrics)
    }

    /// Family name of a face, for `ls-fonts` and messages.
    #[must_use]
    pub fn family_name(&self, font: FontId) -> Option<&str> {
        self.faces.get(font).map(|face| face.family.as_str())
    }

    /// Faces opened so far.
    #[must_use]
    pub fn open_faces(&self) -> usize {
        self.faces.iter().count()
    }

    /// Counters of the cache of shaped runs.
    #[must_use]
    pub fn shape_cache_stats(&self) -> CacheStats {
        self.runs.stats()
    }
}

/// A factor on a cell's side that leaves something of it.
fn factor(option: &'static str, value: f64, faces: &mut Faces) -> f32 {
    if value.is_finite() && (0.1..=10.0).contains(&value) {
        return value as f32;
    }
    faces.warn(FontWarning::BadNumber {
        option,
        value,
        used: 1.0,
    });
    1.0
}
