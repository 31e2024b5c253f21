//! Glyphs: coverage masks and pictures.

use super::Canvas;
use crate::PixelRect;
use wezterm_font::{GlyphKind, RasterGlyph};
use wezterm_types::Rgba;

/// Where a glyph lies when its origin is at `origin`, before clipping.
/// `bearing` is its left and top, as [`RasterGlyph`] has them.
pub(crate) fn glyph_area_of(
    bearing: (i32, i32),
    size: (u32, u32),
    origin: (i32, i32),
) -> PixelRect {
    let left = origin.0.saturating_add(bearing.0);
    let top = origin.1.saturating_sub(bearing.1);
    PixelRect {
        left,
        top,
        right: left.saturating_add_unsigned(size.0),
        bottom: top.saturating_add_unsigned(size.1),
    }
}

/// Whether the glyph has as many bytes as its size says.
pub(crate) fn is_sound(glyph: &RasterGlyph) -> bool {
    let depth = match glyph.kind {
        GlyphKind::Mask => 1,
        GlyphKind::Color => 4,
    };
    let pixels = u64::from(glyph.width) * u64::from(glyph.height);
    glyph.data.len() as u64 == pixels * depth
}

impl Canvas<'_> {
    /// Paints a glyph; false if nothing of it is within `clip`.
    pub(super) fn glyph(
        &mut self,
        glyph: &RasterGlyph,
        origin: (i32, i32),
        color: Rgba,
        clip: PixelRect,
    ) -> bool {
        let bearing = (glyph.left, glyph.top);
        let whole = glyph_area_of(bearing, (glyph.width, glyph.height), origin);
        let area = whole.intersect(&clip);
        if area.is_empty() || color.a == 0 || !is_sound(glyph) {
            return false;
        }
        let skip = (
            (area.left - whole.left) as usize,
            (area.top - whole.top) as usize,
        );
        match glyph.kind {
            GlyphKind::Mask => self.mask(glyph, skip, color, area),
            GlyphKind::Color => self.picture(glyph, skip, color.a, area),
        }
        true
    }

    fn mask(&mut self, glyph: &RasterGlyph, skip: (usize, usize), color: Rgba, area: PixelRect) {
        let width = area.width() as usize;
        let stride = glyph.width as usize;
        let ink = self.blender.ink(color);
        let start = area.top as usize * self.stride + area.left as usize;
        // Most glyphs lie on one colour: look for it where they begin.
        let background = self.pixels[start];
        let opaque = ink.is_opaque() && background >> 24 == 255;
        let slot = if opaque {
            self.blender.find_ramp(&ink, background)
        } else {
            None
        };
        let blender = &*self.blender;
        let ramp = slot.and_then(|slot| blender.ramp(slot));
        let pair = opaque.then(|| blender.pair(&ink, background));
        // Places are counted up: an iterator over chunks divides by their
        // length first, several times a glyph.
        let mut at = start;
        let mut from = skip.1 * stride + skip.0;
        for _ in 0..area.height() {
            let row = &mut self.pixels[at..at + width];
            let mask = &glyph.data[from..from + width];
            at += self.stride;
            from += stride;
            let Some(ramp) = ramp else {
                match &pair {
                    Some(pair) => blender.mask_pair_row(row, mask, pair),
                    None => blender.mask_row(row, mask, &ink),
                }
                continue;
            };
            for (pixel, &coverage) in row.iter_mut().zip(mask) {
                if *pixel == background {
                    *pixel = ramp[usize::from(coverage)];
                } else if coverage != 0 {
                    *pixel = blender.blend(*pixel, &ink, coverage);
                }
            }
        }
    }

    fn picture(&mut self, glyph: &RasterGlyph, skip: (usize, usize), alpha: u8, area: PixelRect) {
        let width = area.width() as usize;
        let stride = glyph.width as usize * 4;
        let start = area.top as usize * self.stride + area.left as usize;
        let lines = glyph.data[skip.1 * stride..].chunks_exact(stride);
        let rows = self.pixels[start..].chunks_mut(self.stride);
        for (row, line) in rows.zip(lines).take(area.height() as usize) {
            let (texels, _) = line[skip.0 * 4..].as_chunks::<4>();
            for (pixel, rgba) in row[..width].iter_mut().zip(texels) {
                *pixel = self.blender.blend_picture(*pixel, *rgba, u32::from(alpha));
            }
        }
    }
}
