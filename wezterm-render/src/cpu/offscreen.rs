//! A painter with a picture of its own.

use super::{CpuPainter, CpuTarget};
use crate::{
    DamageRegion, GlyphSource, Image, Outline, PaintError, PaintReport, Painter, PainterKind, Scene,
};

/// Paints into memory that it owns and repaints only what has changed since
/// the last scene: for tests, screenshots and benchmarks.
#[derive(Debug)]
pub struct CpuOffscreen {
    painter: CpuPainter,
    size: (u32, u32),
    pixels: Vec<u32>,
    /// What the picture shows, unless `dirty`.
    shown: Outline,
    dirty: bool,
    region: DamageRegion,
}

impl CpuOffscreen {
    /// A picture of `size` physical pixels.
    #[must_use]
    pub fn new(size: (u32, u32)) -> Self {
        Self {
            painter: CpuPainter::new(),
            size,
            pixels: Vec::new(),
            shown: Outline::default(),
            dirty: true,
            region: DamageRegion::none(),
        }
    }

    /// The picture as painted last; an empty one before the first.
    #[must_use]
    pub fn read_back(&self) -> Image {
        let (width, height) = if self.dirty { (0, 0) } else { self.size };
        Image {
            width,
            height,
            pixels: if self.dirty {
                Vec::new()
            } else {
                self.pixels.clone()
            },
        }
    }
}

impl Painter for CpuOffscreen {
    fn resize(&mut self, width: u32, height: u32) {
        if self.size != (width, height) {
            self.size = (width, height);
            self.dirty = true;
        }
    }

    fn paint(
        &mut self,
        scene: &Scene,
        glyphs: &mut dyn GlyphSource,
        pre_present: &mut dyn FnMut(),
    ) -> Result<PaintReport, PaintError> {
        let (width, height) = scene.size;
        self.resize(width, height);
        if width.max(height) > CpuPainter::MAX_SIDE {
            return Err(PaintError::Size {
                width,
                height,
                limit: CpuPainter::MAX_SIDE,
            });
        }
        if self.dirty {
            self.region.fill();
        } else {
            self.shown.damage_to(scene, &mut self.region);
        }
        self.pixels.resize(width as usize * height as usize, 0);
        // Until it is painted, the picture shows no scene.
        self.dirty = true;
        let target = CpuTarget {
            pixels: &mut self.pixels,
            stride: width as usize,
        };
        let report = self
            .painter
            .paint_into(scene, glyphs, target, &self.region)?;
        pre_present();
        self.shown.follow(scene);
        self.dirty = false;
        Ok(report)
    }

    fn kind(&self) -> PainterKind {
        PainterKind::Cpu
    }

    fn describe(&self) -> String {
        "processor".to_owned()
    }
}
