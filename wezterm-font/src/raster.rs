//! Glyphs to pixels.

use crate::face::{Face, SKEW_DEGREES};
use crate::resize::fit_color;
use crate::{CellMetrics, GlyphKey, GlyphKind, Hinting, RasterGlyph};
use swash::scale::image::{Content, Image};
use swash::scale::{Render, ScaleContext, Source, StrikeWith};
use swash::zeno::{Angle, Transform, Vector};

/// Larger pictures are a broken font's.
const MAX_SIDE: u32 = 4096;
/// Above this resolution pixels are fine enough for outlines as designed.
const HINT_BELOW_DPI: u32 = 150;
/// Ink may stick out this far before a fallback glyph is made smaller.
const OVERHANG: f32 = 1.0;

/// Draws glyphs; holds the scaler's caches.
pub(crate) struct Rasterizer {
    context: ScaleContext,
    hint: bool,
}

impl Rasterizer {
    pub(crate) fn new(hinting: Hinting, dpi: u32) -> Self {
        Self {
            context: ScaleContext::new(),
            hint: match hinting {
                Hinting::None => false,
                Hinting::Auto => dpi < HINT_BELOW_DPI,
                Hinting::Full => true,
            },
        }
    }

    /// Draws one glyph of a face; `None` when it has no ink.
    pub(crate) fn draw(
        &mut self,
        face: &Face,
        key: GlyphKey,
        cell: &CellMetrics,
    ) -> Option<RasterGlyph> {
        let glyph = u16::try_from(key.glyph).ok()?;
        let cell = &cell.stretched(key.stretch);
        let image = self.render(face, glyph, face.size, key)?;
        if image.content == Content::Color {
            return fit_color(&image, key.cells, cell);
        }
        let room = (f32::from(key.cells) * cell.cell_width as f32).max(1.0);
        let (ink, height) = (image.placement.width as f32, image.placement.height as f32);
        let factor = (room / ink).min(cell.cell_height as f32 / height);
        if !face.fallback || key.cells == 0 || ink <= room + OVERHANG && factor >= 1.0 {
            return mask(image);
        }
        // Too wide for its cells, which happens to icons: smaller, and in
        // the middle of them.
        let size = face.size * factor.min(1.0);
        let still = GlyphKey { subpixel: 0, ..key };
        let mut small = mask(self.render(face, glyph, size, still)?)?;
        small.left = ((room - small.width as f32) / 2.0).round() as i32;
        let below = ((cell.cell_height as f32 - small.height as f32) / 2.0).round() as i32;
        small.top = cell.baseline - below;
        Some(small)
    }

    fn render(&mut self, face: &Face, glyph: u16, size: f32, key: GlyphKey) -> Option<Image> {
        let (x, y) = key.stretch.factors();
        let mut scaler = self
            .context
            .builder(face.swash())
            .size(size * y as f32)
            .hint(self.hint && !face.skew && x == y)
            .normalized_coords(face.coords())
            .build();
        let sources: &[Source] = if face.color {
            &[
                Source::ColorOutline(0),
                Source::ColorBitmap(StrikeWith::BestFit),
                Source::Outline,
            ]
        } else {
            &[Source::Outline, Source::Bitmap(StrikeWith::BestFit)]
        };
        let mut transform = Transform::IDENTITY;
        let mut render = Render::new(sources);
        if face.embolden {
            render.embolden((size / 36.0).max(0.3));
        }
        if face.skew {
            let lean = Angle::from_degrees(SKEW_DEGREES);
            transform = Transform::skew(lean, Angle::ZERO);
        }
        if x != y {
            transform = transform.then_scale(x as f32 / y as f32, 1.0);
        }
        if face.skew || x != y {
            render.transform(Some(transform));
        }
        render.offset(Vector::new(f32::from(key.subpixel.min(3)) / 4.0, 0.0));
        let image = render.render(&mut scaler, glyph)?;
        let (w, h) = (image.placement.width, image.placement.height);
        let sensible = (1..=MAX_SIDE).contains(&w) && (1..=MAX_SIDE).contains(&h);
        sensible.then_some(image)
    }
}

fn mask(image: Image) -> Option<RasterGlyph> {
    let placement = image.placement;
    let pixels = placement.width as usize * placement.height as usize;
    (image.data.len() == pixels).then_some(RasterGlyph {
        left: placement.left,
        top: placement.top,
        width: placement.width,
        height: placement.height,
        kind: GlyphKind::Mask,
        data: image.data,
    })
}
