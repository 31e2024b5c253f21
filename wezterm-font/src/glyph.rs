//! Glyphs: shaped, named and rasterised.

use std::path::PathBuf;

/// A [`crate::FontSet`] within its [`crate::FontSystem`]; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FontSetId(pub u32);

/// A face at one size and with one synthesis, within a font set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FontId(pub u16);

impl FontId {
    /// The glyphs that [`crate::block_glyph`] draws; the glyph number is the
    /// character's code point.
    pub const BLOCK: Self = Self(u16::MAX);
}

/// Everything that decides a glyph's pixels: the key of a glyph cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlyphKey {
    /// The set that can rasterise it.
    pub set: FontSetId,
    /// The face; it includes size, weight and slant, real or synthetic.
    pub font: FontId,
    /// Glyph number in the face.
    pub glyph: u32,
    /// Cells the glyph may cover: pictures are fitted into them. 0: no limit.
    pub cells: u8,
    /// Shift to the right in quarters of a pixel, 0..=3.
    pub subpixel: u8,
    /// Made larger, for lines of double size.
    pub stretch: Stretch,
}

/// How many times larger a glyph and its cell are than the font has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Stretch {
    /// Once.
    #[default]
    None,
    /// Twice as wide.
    Wide,
    /// Twice as wide and as high.
    Large,
}

impl Stretch {
    /// Times the width, times the height.
    #[must_use]
    pub fn factors(self) -> (u32, u32) {
        match self {
            Self::None => (1, 1),
            Self::Wide => (2, 1),
            Self::Large => (2, 2),
        }
    }
}

/// One glyph of a shaped run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShapedGlyph {
    /// The face.
    pub font: FontId,
    /// Glyph number in the face.
    pub glyph: u32,
    /// Byte offset in the text where the glyph's cluster starts.
    pub cluster: u32,
    /// How far the pen moves, as the font has it, not rounded to cells.
    pub advance: f32,
    /// Where the glyph's origin lies: right of the cluster's left edge in a
    /// [`ShapedRun`], right of the line's in a [`ShapedLine`].
    pub x: f32,
    /// Where the glyph's origin lies above the baseline.
    pub y: f32,
}

/// A run of text as glyphs, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShapedRun {
    /// In order of their clusters.
    pub glyphs: Vec<ShapedGlyph>,
}

/// A line of proportional text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShapedLine {
    /// With [`ShapedGlyph::x`] counted from the line's left edge.
    pub glyphs: Vec<ShapedGlyph>,
    /// Sum of all advances.
    pub width: f32,
}

/// How the bytes of a [`RasterGlyph`] are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlyphKind {
    /// One byte a pixel: coverage, linear.
    Mask,
    /// Four bytes a pixel: red, green, blue (gamma-encoded sRGB), alpha;
    /// colour premultiplied by alpha.
    Color,
}

/// The pixels of one glyph, rows from the top, without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RasterGlyph {
    /// From the glyph's origin to the left edge.
    pub left: i32,
    /// From the baseline up to the top edge.
    pub top: i32,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Meaning of [`Self::data`].
    pub kind: GlyphKind,
    /// `width * height` bytes, times four for [`GlyphKind::Color`].
    pub data: Vec<u8>,
}

/// What a [`FontId`] stands for, for `ls-fonts` and messages.
#[derive(Clone, Debug, PartialEq)]
pub struct FaceInfo {
    /// Family name.
    pub family: String,
    /// The font file; `None` for an embedded font.
    pub path: Option<PathBuf>,
    /// Number of the font in the file.
    pub index: u32,
    /// Pixels to the em.
    pub size: f32,
    /// Made bolder than it is.
    pub emboldened: bool,
    /// Made to lean.
    pub slanted: bool,
    /// Has colour glyphs.
    pub color: bool,
    /// Found for missing characters, rather than asked for by name.
    pub fallback: bool,
}

/// Counters of a cache, since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheStats {
    /// Entries now.
    pub len: usize,
    /// Lookups that found something.
    pub hits: u64,
    /// Lookups that did not.
    pub misses: u64,
    /// Entries dropped to make room.
    pub evictions: u64,
}
