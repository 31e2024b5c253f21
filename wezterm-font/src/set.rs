//! The fonts of one window at one size.

use crate::block::draw_block;
use crate::choose::Chooser;
use crate::faces::Faces;
use crate::locate::Locator;
use crate::raster::Rasterizer;
use crate::run_cache::RunCache;
use crate::shape::{Shaper, line};
use crate::{
    CacheStats, CellMetrics, FaceInfo, FontConfig, FontError, FontId, FontSetId, FontStyle,
    FontWarning, GlyphKey, RasterGlyph, ShapedGlyph, ShapedLine, ShapedRun, Stretch,
};
use harfrust::Direction;
use std::sync::{Arc, Mutex};

/// Sizes in pixels to the em that can be drawn.
const SIZES: std::ops::RangeInclusive<f64> = 1.0..=1000.0;

/// Fonts loaded for one [`FontConfig`].
pub struct FontSet {
    id: FontSetId,
    metrics: CellMetrics,
    anti_alias_blocks: bool,
    faces: Faces,
    chooser: Chooser,
    shaper: Shaper,
    runs: RunCache,
    words: RunCache,
    rasterizer: Rasterizer,
}

/// Marks the style of text from right to left in the cache of words.
const RTL: usize = 1 << (usize::BITS - 1);

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
        let runs = RunCache::new(config.shape_cache_size);
        let words = RunCache::new(config.shape_cache_size);
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
            words,
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

    /// Takes the characters that no font has, each once, found since the last
    /// call; none where [`FontConfig::warn_about_missing_glyphs`] is off.
    pub fn take_missing(&mut self) -> Vec<char> {
        self.chooser.take_missing()
    }

    /// Shapes text of one style, or finds it in the cache.
    ///
    /// Glyph positions are relative to their cluster, so that the caller can
    /// put each cluster at its cell.
    pub fn shape(&mut self, text: &str, style: FontStyle) -> Arc<ShapedRun> {
        let style = self.chooser.style(style, &mut self.faces);
        let key = RunCache::key(style, text);
        if let Some(run) = self.runs.get(key, style, text) {
            return run;
        }
        let run = Arc::new(self.assemble(text, style));
        self.runs.insert(key, style, text, &run);
        run
    }

    /// As [`shape`](Self::shape), for text that is read from right to left and
    /// holds no blanks. Brackets are mirrored.
    pub fn shape_rtl(&mut self, text: &str, style: FontStyle) -> Arc<ShapedRun> {
        let style = self.chooser.style(style, &mut self.faces);
        self.word(text, style, Direction::RightToLeft)
    }

    /// Puts a run together from its words, most of which were seen before:
    /// lines change, and output scrolls by, a few words at a time.
    fn assemble(&mut self, text: &str, style: usize) -> ShapedRun {
        let mut glyphs = Vec::with_capacity(text.len());
        let mut at = 0;
        for part in text.split_inclusive(' ') {
            let word = part.strip_suffix(' ').unwrap_or(part);
            if !word.is_empty() {
                let run = self.word(word, style, Direction::LeftToRight);
                append(&mut glyphs, &run, at);
            }
            if word.len() < part.len() {
                let space = self.word(" ", style, Direction::LeftToRight);
                append(&mut glyphs, &space, at + word.len());
            }
            at += part.len();
        }
        ShapedRun { glyphs }
    }

    fn word(&mut self, word: &str, style: usize, direction: Direction) -> Arc<ShapedRun> {
        // The cache need not know what makes a style.
        let cached = match direction {
            Direction::RightToLeft => style | RTL,
            _ => style,
        };
        let key = RunCache::key(cached, word);
        if let Some(run) = self.words.get(key, cached, word) {
            return run;
        }
        let glyphs = self
            .shaper
            .run(word, (style, direction), &mut self.chooser, &mut self.faces);
        let run = Arc::new(ShapedRun { glyphs });
        self.words.insert(key, cached, word, &run);
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
            stretch: Stretch::None,
        }
    }

    /// Draws a glyph; `None` if it has no ink or is not of this set.
    pub fn rasterize(&mut self, key: GlyphKey) -> Option<RasterGlyph> {
        if key.set != self.id {
            return None;
        }
        if key.font == FontId::BLOCK {
            let c = char::from_u32(key.glyph)?;
            let cell = self.metrics.stretched(key.stretch);
            return draw_block(c, &cell, self.anti_alias_blocks);
        }
        let face = self.faces.get(key.font)?;
        self.rasterizer.draw(face, key, &self.metrics)
    }

    /// Family name of a face.
    #[must_use]
    pub fn family_name(&self, font: FontId) -> Option<&str> {
        self.faces.get(font).map(|face| face.family.as_str())
    }

    /// What a face is.
    #[must_use]
    pub fn face_info(&self, font: FontId) -> Option<FaceInfo> {
        self.faces.get(font).map(|face| face.info())
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

    /// Counters of the cache of shaped words, which is asked where the one of
    /// runs has nothing.
    #[must_use]
    pub fn word_cache_stats(&self) -> CacheStats {
        self.words.stats()
    }
}

/// Adds the glyphs of a part that starts at byte `start`.
fn append(glyphs: &mut Vec<ShapedGlyph>, part: &ShapedRun, start: usize) {
    let start = start as u32;
    glyphs.extend(part.glyphs.iter().map(|glyph| ShapedGlyph {
        cluster: glyph.cluster.saturating_add(start),
        ..*glyph
    }));
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
