//! A painter with a picture of its own.

use super::{CpuPainter, CpuTarget};
use crate::{
    DamageRegion, GlyphSource, Image, PaintError, PaintReport, Painter, PainterKind, Scene,
};

/// Paints into memory that it owns and repaints only what has changed since
/// the last scene: for tests, screenshots and benchmarks.
#[derive(Debug)]
pub struct CpuOffscreen {
    painter: CpuPainter,
    size: (u32, u32),
    pixels: Vec<u32>,
    shown: Option<Scene>,
}

impl CpuOffscreen {
    /// A picture of `size` physical pixels.
    #[must_use]
    pub fn new(size: (u32, u32)) -> Self {
        Self {
            painter: CpuPainter::new(),
            size,
            pixels: Vec::new(),
            shown: None,
        }
    }

    /// The picture as painted last; an empty one before the first.
    #[must_use]
    pub fn read_back(&self) -> Image {
        match &self.shown {
            Some(scene) => Image {
                width: scene.size.0,
                height: scene.size.1,
                pixels: self.pixels.clone(),
            },
            None => Image {
                width: 0,
                height: 0,
                pixels: Vec::new(),
            },
        }
    }
}

impl Painter for CpuOffscreen {
    fn resize(&mut self, width: u32, height: u32) {
        if self.size != (width, height) {
            self.size = (width, height);
            self.shown = None;
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
        let region = match &self.shown {
            Some(shown) => scene.damage_since(shown),
            None => DamageRegion::full(),
        };
        self.pixels.resize(width as usize * height as usize, 0);
        // Until it is painted, the picture shows no scene.
        self.shown = None;
        let target = CpuTarget {
            pixels: &mut self.pixels,
            stride: width as usize,
        };
        let report = self.painter.paint_into(scene, glyphs, target, &region)?;
        pre_present();
        self.shown = Some(scene.clone());
        Ok(report)
    }

    fn kind(&self) -> PainterKind {
        PainterKind::Cpu
    }

    fn describe(&self) -> String {
        "processor".to_owned()
    }
}
