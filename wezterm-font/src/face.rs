//! One face, opened, at one size: everything that shaping and rasterising
//! need of it.

use crate::data::{FontData, shared};
use crate::locate::{Candidate, Place, Wanted};
use crate::{FaceInfo, FontSlant};
use harfrust::font::glyph::color::ColorGlyphVersion;
use harfrust::font::variation::Variation;
use harfrust::{Direction, Feature, Font, Script, ShapePlan, Tag};
use std::sync::Arc;
use swash::CacheKey;

/// Lean of a synthetic italic: that of most true italics.
pub(crate) const SKEW_DEGREES: f32 = 12.0;

/// A face that cannot be used, and why.
pub(crate) const NOT_A_FONT: &str = "not an OpenType or TrueType font";

/// An opened face at one size.
pub(crate) struct Face {
    place: Place,
    data: Arc<FontData>,
    /// Of the font within a collection, for swash.
    offset: u32,
    key: CacheKey,
    coords: Vec<i16>,
    /// Family name, for messages.
    pub(crate) family: String,
    /// The same font for harfrust, at its place on the axes.
    pub(crate) font: Font,
    /// Pixels to the em.
    pub(crate) size: f32,
    /// Make it bolder than it is.
    pub(crate) embolden: bool,
    /// Lean it to the right.
    pub(crate) skew: bool,
    /// Has colour glyphs that we can draw.
    pub(crate) color: bool,
    has_bitmaps: bool,
    /// Was not asked for by name: its glyphs are fitted into their cells.
    pub(crate) fallback: bool,
    /// In HarfBuzz's syntax, parsed.
    pub(crate) features: Vec<Feature>,
    plans: Vec<ShapePlan>,
}

impl Face {
    /// Opens a face as near to `wanted` as its axes and our synthesis can
    /// bring it.
    pub(crate) fn open(
        data: Arc<FontData>,
        index: u32,
        candidate: &Candidate,
        wanted: Wanted,
        size: f32,
        features: Vec<Feature>,
    ) -> Option<Self> {
        let bytes: &[u8] = (*data).as_ref();
        let swash_font = swash::FontRef::from_index(bytes, index as usize)?;
        let (offset, key) = (swash_font.offset, swash_font.key);
        let mut font = Font::new(shared(&data), index)?;
        if font.units_per_em() == 0 || font.num_glyphs() == 0 {
            return None;
        }
        let has = |tag: &[u8; 4]| font.axes().get_by_tag(Tag::new(tag)).is_some();
        let (weight_axis, width_axis) = (has(b"wght"), has(b"wdth"));
        let (slant_axis, italic_axis) = (has(b"slnt"), has(b"ital"));
        let wants_slant = wanted.slant != FontSlant::Normal;
        if weight_axis || width_axis || slant_axis || italic_axis {
            let lean = if wants_slant { -SKEW_DEGREES } else { 0.0 };
            let set = |tag: &[u8; 4], value: f32| Variation::new(Tag::new(tag), value);
            font = font
                .instance_builder()
                .variations([
                    set(b"wght", wanted.weight),
                    set(b"wdth", wanted.stretch),
                    set(b"slnt", lean),
                    set(b"ital", f32::from(u8::from(wants_slant))),
                ])
                .build();
        }
        let coords = font
            .normalized_coords()
            .iter()
            .map(|c| c.to_bits())
            .collect();
        let has_bitmaps = has_bitmaps(&swash_font);
        let color = has_bitmaps || font.color_glyphs().version() == Some(0);
        let lighter = wanted.weight - candidate.weight;
        let upright = candidate.slant == FontSlant::Normal;
        Some(Self {
            place: candidate.place.clone(),
            offset,
            key,
            coords,
            family: candidate.family.clone(),
            size,
            embolden: !weight_axis && !color && wanted.weight >= 600.0 && lighter >= 150.0,
            skew: wants_slant && upright && !slant_axis && !italic_axis && !color,
            color,
            has_bitmaps,
            fallback: false,
            features,
            plans: Vec::new(),
            font,
            data,
        })
    }

    /// What the user may know of the face.
    pub(crate) fn info(&self) -> FaceInfo {
        let (path, index) = match &self.place {
            Place::Embedded(_) => (None, 0),
            Place::File { path, index } => (Some(path.to_path_buf()), *index),
        };
        FaceInfo {
            family: self.family.clone(),
            path,
            index,
            size: self.size,
            emboldened: self.embolden,
            slanted: self.skew,
            color: self.color,
            fallback: self.fallback,
        }
    }

    /// Whether both show the same glyphs, so that one can stand for both.
    pub(crate) fn same_glyphs(&self, other: &Self) -> bool {
        self.place == other.place
            && self.coords == other.coords
            && self.size == other.size
            && self.embolden == other.embolden
            && self.skew == other.skew
            && self.fallback == other.fallback
            && self.features == other.features
    }

    /// Whether a character has a glyph that we can draw.
    pub(crate) fn has(&self, c: char) -> bool {
        has_glyph(&self.font, c, self.has_bitmaps)
    }

    /// The glyph of a character, 0 for none.
    pub(crate) fn glyph(&self, c: char) -> u32 {
        self.font.charmap().map_unicode(c).map_or(0, |g| g.to_u32())
    }

    /// Pixels for a length in font units.
    pub(crate) fn px(&self, units: f32) -> f32 {
        units * self.size / f32::from(self.font.units_per_em())
    }

    /// How far a glyph moves the pen, in pixels.
    pub(crate) fn advance(&self, glyph: u32) -> f32 {
        let units = self.font.glyph_metrics().h_advance(glyph.into());
        self.px(units)
    }

    /// Compiles the plan of a script and direction once; index for
    /// [`Self::plan`].
    pub(crate) fn plan_index(&mut self, script: Script, direction: Direction) -> usize {
        if let Some(n) = self
            .plans
            .iter()
            .position(|p| p.script() == Some(script) && p.direction() == direction)
        {
            return n;
        }
        let plan = ShapePlan::new(&self.font, direction, Some(script), None, &self.features);
        self.plans.push(plan);
        self.plans.len() - 1
    }

    /// A plan of [`Self::plan_index`].
    pub(crate) fn plan(&self, index: usize) -> Option<&ShapePlan> {
        self.plans.get(index)
    }

    /// The same face for swash.
    pub(crate) fn swash(&self) -> swash::FontRef<'_> {
        swash::FontRef {
            data: (*self.data).as_ref(),
            offset: self.offset,
            key: self.key,
        }
    }

    /// Where on its axes the face is, for swash.
    pub(crate) fn coords(&self) -> &[i16] {
        &self.coords
    }
}

/// Whether a font has a glyph for a character that we can draw. The paint
/// graphs of version 1 of `COLR` we cannot: the outlines beside them are often
/// empty, so that another font is better, unless there are bitmaps.
pub(crate) fn has_glyph(font: &Font, c: char, has_bitmaps: bool) -> bool {
    let Some(glyph) = font.charmap().map_unicode(c) else {
        return false;
    };
    let is_graph = || {
        let graph = font
            .color_glyphs()
            .get_with_version(glyph, ColorGlyphVersion::ColrV1);
        graph.is_some()
    };
    glyph.to_u32() != 0 && (has_bitmaps || !is_graph())
}

/// Whether a font has pictures in colour.
pub(crate) fn has_bitmaps(font: &swash::FontRef<'_>) -> bool {
    [b"CBDT", b"sbix"]
        .into_iter()
        .any(|tag| font.table(swash::tag_from_bytes(tag)).is_some())
}
