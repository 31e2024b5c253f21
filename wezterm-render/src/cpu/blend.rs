//! Blending in linear light, by table lookup.
//!
//! Colours are gamma-encoded (sRGB, IEC 61966-2-1) in memory. A blend decodes
//! both sides, mixes them by coverage, and encodes the result. For opaque
//! surfaces that is integer arithmetic on two small tables; where the pixel
//! below is translucent it is done in floats.

use std::array;
use wezterm_types::Rgba;

/// Bits of an index into the encoding table.
const ENCODE_BITS: u32 = 13;

/// sRGB to linear; both 0..=1.
pub(crate) fn decode(v: f32) -> f32 {
    if v <= 0.040_45 {
        v / 12.92
    } else {
        ((v + 0.055) / 1.055).powf(2.4)
    }
}

/// The pixel that shows `color` on nothing: `0xAARRGGBB`, premultiplied.
pub(crate) fn premultiply(color: Rgba) -> u32 {
    let a = u32::from(color.a);
    let mul = |c: u8| (u32::from(c) * a + 127) / 255;
    pack(a, mul(color.r), mul(color.g), mul(color.b))
}

const fn pack(a: u32, r: u32, g: u32, b: u32) -> u32 {
    a << 24 | r << 16 | g << 8 | b
}

/// Red, green, blue of a pixel.
const fn channels(pixel: u32) -> [usize; 3] {
    [
        (pixel >> 16 & 255) as usize,
        (pixel >> 8 & 255) as usize,
        (pixel & 255) as usize,
    ]
}

/// A colour prepared for blending.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink {
    /// As painted on nothing.
    pub(super) pixel: u32,
    /// Linear, 0..=65535.
    linear: [u32; 3],
    pub(super) alpha: u32,
}

impl Ink {
    pub(super) const fn is_opaque(&self) -> bool {
        self.alpha == 255
    }

    /// `coverage` (0..=255) times alpha, of 65536.
    fn weight(&self, coverage: u8) -> u32 {
        if self.is_opaque() {
            opaque_weight(coverage)
        } else {
            (u64::from(u32::from(coverage) * self.alpha) * 65536 / 65025) as u32
        }
    }
}

/// `coverage` (0..=255) of 65536, which 255 becomes.
const fn opaque_weight(coverage: u8) -> u32 {
    let c = coverage as u32;
    c * 257 + (c >> 7)
}

/// An opaque ink on an opaque background, prepared for any coverage: the
/// arithmetic of [`Blender::blend_opaque`] with all that is constant done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    background: u32,
    ink: Ink,
    /// The background, linear, times 65536.
    base: [u32; 3],
    /// From the background to the ink; wraps where that is down.
    step: [u32; 3],
}

/// Results of one ink on one opaque background, for every coverage.
#[derive(Clone, Debug)]
struct Ramp {
    ink: u32,
    background: u32,
    /// Glyphs that wanted it; a table pays from the third on.
    wanted: u32,
    table: Option<Box<[u32; 256]>>,
}

/// The tables.
#[derive(Debug)]
pub(super) struct Blender {
    /// Gamma-encoded byte to linear 0..=65535.
    linear: [u32; 256],
    /// Linear, the upper [`ENCODE_BITS`] of 16, to gamma-encoded byte.
    encoded: Box<[u8; 1 << ENCODE_BITS]>,
    ramps: Vec<Ramp>,
}

impl Default for Blender {
    fn default() -> Self {
        let linear = array::from_fn(|i| (decode(i as f32 / 255.0) * 65535.0).round() as u32);
        let mut encoded = Box::new([0; 1 << ENCODE_BITS]);
        let steps = (1 << ENCODE_BITS) as f32;
        let mut start = 0;
        for level in 0..=255u8 {
            // The byte is the nearest one until half-way to the next.
            let end = if level == 255 {
                encoded.len()
            } else {
                (decode((f32::from(level) + 0.5) / 255.0) * steps).round() as usize
            };
            encoded[start..end].fill(level);
            start = end;
        }
        let empty = Ramp {
            ink: 0,
            background: 0,
            wanted: 0,
            table: None,
        };
        Self {
            linear,
            encoded,
            ramps: vec![empty; Self::RAMPS],
        }
    }
}

impl Blender {
    /// Ramps kept, a power of two; each is 1 KiB once built.
    const RAMPS: usize = 32;

    pub(super) fn ink(&self, color: Rgba) -> Ink {
        Ink {
            pixel: premultiply(color),
            linear: [color.r, color.g, color.b].map(|c| self.linear[usize::from(c)]),
            alpha: u32::from(color.a),
        }
    }

    /// Paints `ink` on every pixel of a row.
    pub(super) fn solid_row(&self, row: &mut [u32], ink: &Ink) {
        if ink.is_opaque() {
            row.fill(ink.pixel);
            return;
        }
        // Backgrounds come in runs of one colour.
        let mut last = (0, self.blend(0, ink, 255));
        for pixel in row {
            if *pixel != last.0 {
                last = (*pixel, self.blend(*pixel, ink, 255));
            }
            *pixel = last.1;
        }
    }

    /// Paints `ink` where `mask` covers the row.
    pub(super) fn mask_row(&self, row: &mut [u32], mask: &[u8], ink: &Ink) {
        for (pixel, &coverage) in row.iter_mut().zip(mask) {
            if coverage != 0 {
                *pixel = self.blend(*pixel, ink, coverage);
            }
        }
    }

    /// Prepares an opaque `ink` for a row that is mostly an opaque `background`.
    pub(super) fn pair(&self, ink: &Ink, background: u32) -> Pair {
        let below = channels(background).map(|c| self.linear[c]);
        Pair {
            background,
            ink: *ink,
            base: below.map(|c| c << 16),
            step: array::from_fn(|i| ink.linear[i].wrapping_sub(below[i])),
        }
    }

    /// As [`Self::mask_row`], faster where the row is the pair's background.
    pub(super) fn mask_pair_row(&self, row: &mut [u32], mask: &[u8], pair: &Pair) {
        let others = row
            .iter()
            .fold(0, |others, pixel| others | (pixel ^ pair.background));
        if others != 0 {
            return self.mask_row(row, mask, &pair.ink);
        }
        // Pixels covered not at all and wholly, too: which those are is
        // nothing a processor could guess.
        for (pixel, &coverage) in row.iter_mut().zip(mask) {
            *pixel = self.blend_pair(pair, coverage);
        }
    }

    #[inline]
    fn blend_pair(&self, pair: &Pair, coverage: u8) -> u32 {
        let weight = opaque_weight(coverage);
        let channel = |i: usize| {
            let mixed = pair.base[i].wrapping_add(pair.step[i].wrapping_mul(weight));
            u32::from(self.encoded[(mixed >> (32 - ENCODE_BITS)) as usize])
        };
        pack(255, channel(0), channel(1), channel(2))
    }

    /// Finds the table for glyphs of `ink` on `background`, once that pair has
    /// turned out to be common; for [`Self::ramp`]. Both are opaque.
    pub(super) fn find_ramp(&mut self, ink: &Ink, background: u32) -> Option<usize> {
        let hash = (ink.pixel ^ background.rotate_left(13)).wrapping_mul(0x9e37_79b1);
        let slot = (hash >> 16) as usize % Self::RAMPS;
        let ramp = &mut self.ramps[slot];
        if ramp.ink != ink.pixel || ramp.background != background {
            // A pair in use is given up step by step, not at once.
            ramp.wanted = ramp.wanted.min(64).saturating_sub(1);
            if ramp.wanted == 0 {
                ramp.ink = ink.pixel;
                ramp.background = background;
                ramp.wanted = 1;
            }
            return None;
        }
        if ramp.wanted == 2 {
            let table = array::from_fn(|c| self.blend(background, ink, c as u8));
            match &mut self.ramps[slot].table {
                Some(old) => **old = table,
                none => *none = Some(Box::new(table)),
            }
        }
        let ramp = &mut self.ramps[slot];
        ramp.wanted = ramp.wanted.saturating_add(1);
        (ramp.wanted > 2).then_some(slot)
    }

    /// The table that [`Self::find_ramp`] has just found: pixels by coverage.
    pub(super) fn ramp(&self, slot: usize) -> Option<&[u32; 256]> {
        self.ramps[slot].table.as_deref()
    }

    /// `ink` over one pixel, with `coverage` of 255.
    #[inline]
    pub(super) fn blend(&self, below: u32, ink: &Ink, coverage: u8) -> u32 {
        let weight = ink.weight(coverage);
        if below >> 24 == 255 {
            self.blend_opaque(below, ink.linear, weight)
        } else {
            self.blend_translucent(below, ink.linear, weight)
        }
    }

    /// A pixel of a picture over one pixel: `rgba` gamma-encoded, premultiplied;
    /// `alpha` (0..=255) fades it.
    pub(super) fn blend_picture(&self, below: u32, rgba: [u8; 4], alpha: u32) -> u32 {
        let [r, g, b, a] = rgba.map(u32::from);
        if a == 0 || alpha == 0 {
            return below;
        }
        if a == 255 && alpha == 255 {
            return pack(255, r, g, b);
        }
        let straight = |c: u32| self.linear[((c * 255 + a / 2) / a).min(255) as usize];
        let ink = Ink {
            pixel: 0,
            linear: [r, g, b].map(straight),
            alpha,
        };
        self.blend(below, &ink, a as u8)
    }

    fn blend_opaque(&self, below: u32, ink: [u32; 3], weight: u32) -> u32 {
        let below = channels(below);
        let [r, g, b] = array::from_fn(|i| {
            let mixed = ink[i] * weight + self.linear[below[i]] * (65536 - weight);
            u32::from(self.encoded[(mixed >> (32 - ENCODE_BITS)) as usize])
        });
        pack(255, r, g, b)
    }

    /// Source-over by Porter and Duff, in linear light.
    fn blend_translucent(&self, below: u32, ink: [u32; 3], weight: u32) -> u32 {
        let below_alpha = below >> 24;
        let source = weight as f32 / 65536.0;
        let rest = below_alpha as f32 / 255.0 * (1.0 - source);
        let alpha = source + rest;
        if alpha <= 0.0 {
            return 0;
        }
        let below = channels(below);
        let [r, g, b] = array::from_fn(|i| {
            let straight = (below[i] as u32 * 255 + below_alpha / 2)
                .checked_div(below_alpha)
                .unwrap_or(0);
            let below = self.linear[straight.min(255) as usize] as f32;
            let mixed = (ink[i] as f32 * source + below * rest) / alpha;
            let index = mixed as usize >> (16 - ENCODE_BITS);
            let encoded = self.encoded[index.min(self.encoded.len() - 1)];
            (f32::from(encoded) * alpha).round() as u32
        });
        pack((alpha * 255.0).round() as u32, r, g, b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_inverse() {
        let blender = Blender::default();
        for level in 0..=255usize {
            let linear = blender.linear[level];
            let index = (linear >> (16 - ENCODE_BITS)) as usize;
            assert_eq!(usize::from(blender.encoded[index]), level);
        }
    }

    #[test]
    fn the_ends_are_exact() {
        let blender = Blender::default();
        for below in [0xff00_0000, 0xff12_3456, 0xffff_ffff] {
            let ink = blender.ink(Rgba::hex(0x00fe_dc12));
            assert_eq!(blender.blend(below, &ink, 0), below);
            assert_eq!(blender.blend(below, &ink, 255), 0xfffe_dc12);
        }
        let ink = blender.ink(Rgba::new(200, 100, 50, 255));
        assert_eq!(blender.blend(0, &ink, 255), 0xffc8_6432);
        assert_eq!(blender.blend(0, &ink, 0), 0);
    }

    #[test]
    fn half_of_white_on_black_is_half_the_light() {
        let blender = Blender::default();
        let ink = blender.ink(Rgba::WHITE);
        // encode(0.5) = 187.5
        let pixel = blender.blend(0xff00_0000, &ink, 128) & 255;
        assert!((187..=189).contains(&pixel), "{pixel}");
    }

    #[test]
    fn translucent_blending_agrees_with_opaque() {
        let blender = Blender::default();
        let ink = blender.ink(Rgba::new(240, 10, 100, 130));
        for below in [0xff00_0000, 0xff80_8080, 0xff01_fe55] {
            let weight = ink.weight(200);
            let a = channels(blender.blend_opaque(below, ink.linear, weight));
            let b = channels(blender.blend_translucent(below, ink.linear, weight));
            assert!(
                a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 1),
                "{a:?} {b:?}"
            );
        }
    }

    #[test]
    fn ramps_hold_what_blending_gives() {
        let mut blender = Blender::default();
        let ink = blender.ink(Rgba::hex(0x0040_c0ff));
        let background = 0xff10_2030;
        for _ in 0..2 {
            assert!(blender.find_ramp(&ink, background).is_none());
        }
        for _ in 0..2 {
            let slot = blender.find_ramp(&ink, background);
            let ramp = blender
                .ramp(slot.expect("wanted often enough"))
                .expect("a table");
            for (coverage, pixel) in ramp.iter().enumerate() {
                assert_eq!(*pixel, blender.blend(background, &ink, coverage as u8));
            }
        }
    }

    #[test]
    fn a_pair_gives_what_blending_gives() {
        let blender = Blender::default();
        let mask: Vec<u8> = (0..=255).collect();
        for (ink, background) in [
            (0x0040_c0ff, 0xff10_2030),
            (0x00ff_ffff, 0xff00_0000),
            (0x0000_0000, 0xffff_ffff),
            (0x0001_fe80, 0xfffe_0180),
        ] {
            let ink = blender.ink(Rgba::hex(ink));
            let pair = blender.pair(&ink, background);
            // A few pixels are of another colour, and one is translucent.
            let mut row = vec![background; 256];
            (row[7], row[100], row[200]) = (0xff12_3456, 0xffab_cdef, 0x8040_2010);
            let mut expected = row.clone();
            blender.mask_row(&mut expected, &mask, &ink);
            blender.mask_pair_row(&mut row, &mask, &pair);
            assert_eq!(row, expected);
        }
    }

    #[test]
    fn a_ramp_is_never_another_pairs() {
        let mut blender = Blender::default();
        for round in 0..2000u32 {
            let ink = blender.ink(Rgba::hex(round.wrapping_mul(0x9e37) & 0xff_ffff));
            let background = 0xff00_0000 | ((round % 7) * 0x11);
            for _ in 0..4 {
                if let Some(slot) = blender.find_ramp(&ink, background) {
                    let ramp = blender.ramp(slot).expect("a table");
                    assert_eq!(ramp[77], blender.blend(background, &ink, 77));
                }
            }
        }
    }
}
