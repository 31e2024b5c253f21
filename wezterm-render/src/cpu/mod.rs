//! Painting into plain memory: the reference for every other painter.

mod blend;
mod glyph;
mod offscreen;
mod shapes;

pub(crate) use blend::decode;
pub(crate) use glyph::{glyph_area_of, is_sound};
pub use offscreen::CpuOffscreen;

use crate::geometry::round;
use crate::{DamageRegion, GlyphSource, PaintError, PaintReport, PixelRect, Quad, Scene, Strip};
use blend::{Blender, Ink, premultiply};

/// Memory to paint into: rows from the top, `0xAARRGGBB` in native byte order,
/// gamma-encoded, colour premultiplied by alpha. That is `ARGB8888` of
/// Wayland, and `XRGB8888` where the scene is opaque.
#[derive(Debug)]
pub struct CpuTarget<'a> {
    /// At least `stride * (height - 1) + width` pixels.
    pub pixels: &'a mut [u32],
    /// Pixels from one row to the next, at least the width.
    pub stride: usize,
}

/// Paints scenes by the processor. Holds tables only, no pixels: one painter
/// can serve any number of windows and buffers.
#[derive(Debug, Default)]
pub struct CpuPainter {
    blender: Blender,
    /// Coverage of a line of a shape; memory to use again.
    coverages: Vec<u8>,
}

impl CpuPainter {
    /// Longest side of a surface, in pixels.
    pub const MAX_SIDE: u32 = 65_535;

    /// A painter.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Repaints `region` of a buffer that shows an earlier scene.
    ///
    /// The rest of the buffer is left alone, so `region` must hold all that
    /// changed since the buffer was painted: see [`crate::DamageHistory`].
    ///
    /// # Errors
    /// A buffer that is too small for the scene.
    pub fn paint_into(
        &mut self,
        scene: &Scene,
        glyphs: &mut dyn GlyphSource,
        target: CpuTarget<'_>,
        region: &DamageRegion,
    ) -> Result<PaintReport, PaintError> {
        let (width, height) = scene.size;
        let mut report = PaintReport {
            damage: region.level,
            ..PaintReport::default()
        };
        if width > Self::MAX_SIDE || height > Self::MAX_SIDE {
            return Err(PaintError::Size {
                width,
                height,
                limit: Self::MAX_SIDE,
            });
        }
        if width == 0 || height == 0 {
            return Ok(report);
        }
        let needed = target
            .stride
            .checked_mul(height as usize - 1)
            .and_then(|len| len.checked_add(width as usize));
        if target.stride < width as usize || needed.is_none_or(|len| target.pixels.len() < len) {
            return Err(PaintError::Buffer {
                len: target.pixels.len(),
                stride: target.stride,
                width,
                height,
            });
        }
        let mut canvas = Canvas {
            pixels: target.pixels,
            stride: target.stride,
            blender: &mut self.blender,
            coverages: &mut self.coverages,
            quads: 0,
        };
        for rect in region.rects_within(scene.size) {
            report.pixels += rect.area();
            canvas.clear(rect, premultiply(scene.clear));
            for strip in &scene.strips {
                let clip = strip.bounds().intersect(&rect);
                if !clip.is_empty() {
                    canvas.strip(strip, clip, glyphs);
                }
            }
        }
        report.quads = canvas.quads;
        report.presented = true;
        Ok(report)
    }
}

/// A buffer being painted. All rectangles that reach its methods lie within it.
struct Canvas<'a> {
    pixels: &'a mut [u32],
    stride: usize,
    blender: &'a mut Blender,
    coverages: &'a mut Vec<u8>,
    quads: usize,
}

impl Canvas<'_> {
    /// The pixels of one row of an area.
    fn row(&mut self, area: PixelRect, y: i32) -> &mut [u32] {
        let start = y as usize * self.stride;
        &mut self.pixels[start + area.left as usize..start + area.right as usize]
    }

    fn clear(&mut self, area: PixelRect, pixel: u32) {
        for y in area.top..area.bottom {
            self.row(area, y).fill(pixel);
        }
    }

    fn strip(&mut self, strip: &Strip, clip: PixelRect, glyphs: &mut dyn GlyphSource) {
        let mut rest = strip.quads.iter();
        while let Some(quad) = rest.next() {
            match *quad {
                Quad::Solid { rect, color } => {
                    let mut area = rect.snap(strip.origin).intersect(&clip);
                    if area.is_empty() || color.a == 0 {
                        continue;
                    }
                    self.quads += 1;
                    let ink = self.blender.ink(color);
                    if !ink.is_opaque() {
                        self.solid(area, &ink);
                        continue;
                    }
                    self.row(area, area.top).fill(ink.pixel);
                    // Neighbours on the right, such as the backgrounds of a
                    // row of cells: their first line is made of all of them,
                    // and is that of the others.
                    while let Some((next, pixel)) = neighbour(rest.as_slice(), strip, clip, area) {
                        self.row(next, next.top).fill(pixel);
                        area.right = next.right;
                        self.quads += 1;
                        rest.next();
                    }
                    self.repeat_first_line(area);
                }
                Quad::Glyph { x, y, key, color } => {
                    let at = (round(x + strip.origin.0), round(y + strip.origin.1));
                    if let Some(glyph) = glyphs.glyph(key) {
                        self.quads += usize::from(self.glyph(glyph, at, color, clip));
                    }
                }
                Quad::Underline {
                    rect,
                    kind,
                    thickness,
                    color,
                } => {
                    let whole = rect.snap(strip.origin);
                    let line =
                        shapes::Line::new(kind, thickness, whole.height(), round(strip.origin.0));
                    self.quads += usize::from(self.line(&line, whole, color, clip));
                }
                Quad::Rounded {
                    rect,
                    radius,
                    corners,
                    color,
                } => {
                    let whole = rect.snap(strip.origin);
                    self.quads += usize::from(self.rounded(whole, radius, corners, color, clip));
                }
            }
        }
    }

    /// Copies the first line of an area to its other lines.
    fn repeat_first_line(&mut self, area: PixelRect) {
        let start = area.top as usize * self.stride + area.left as usize;
        let first = start..start + area.width() as usize;
        for line in 1..area.height() as usize {
            self.pixels
                .copy_within(first.clone(), start + line * self.stride);
        }
    }

    /// Fills an area with one colour.
    fn solid(&mut self, area: PixelRect, ink: &Ink) {
        for y in area.top..area.bottom {
            let start = y as usize * self.stride;
            let row = &mut self.pixels[start + area.left as usize..start + area.right as usize];
            self.blender.solid_row(row, ink);
        }
    }
}

/// The area and pixel of the next quad, if it is a rectangle of one opaque colour
/// that goes on at the right edge of `area`, as high as that.
fn neighbour(
    rest: &[Quad],
    strip: &Strip,
    clip: PixelRect,
    area: PixelRect,
) -> Option<(PixelRect, u32)> {
    let Some(&Quad::Solid { rect, color }) = rest.first() else {
        return None;
    };
    let next = rect.snap(strip.origin).intersect(&clip);
    let goes_on = next.left == area.right && (next.top, next.bottom) == (area.top, area.bottom);
    (goes_on && color.a == 255 && !next.is_empty()).then(|| (next, premultiply(color)))
}
