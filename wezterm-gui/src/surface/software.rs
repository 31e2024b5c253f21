//! Painting without a GPU: the cpu painter into shared memory of the window's
//! own surface, only where something has changed.

use softbuffer::{Context, Surface};
use std::num::NonZeroU32;
use std::sync::Arc;
use wezterm_render::{
    CpuPainter, CpuTarget, Damage, DamageHistory, DamageRegion, GlyphSource, PaintError,
    PaintReport, Painter, PainterKind, Scene,
};
use window::RawWindow;

/// Paints one window by the processor.
pub(crate) struct SoftwarePainter {
    surface: Surface<Arc<RawWindow>, Arc<RawWindow>>,
    cpu: CpuPainter,
    history: DamageHistory,
    last: Option<Scene>,
    size: (u32, u32),
    resized: bool,
}

impl SoftwarePainter {
    /// A painter for a window of `size` physical pixels.
    ///
    /// # Errors
    /// The display offers no shared memory, or not to this window.
    pub(crate) fn new(window: Arc<RawWindow>, size: (u32, u32)) -> Result<Self, PaintError> {
        let context =
            Context::new(window.clone()).map_err(|err| driver("opening the display", &err))?;
        let surface =
            Surface::new(&context, window).map_err(|err| driver("creating a surface", &err))?;
        Ok(Self {
            surface,
            cpu: CpuPainter::new(),
            history: DamageHistory::default(),
            last: None,
            size,
            resized: true,
        })
    }

    fn allocate(&mut self) -> Result<(), PaintError> {
        let (width, height) = self.size;
        let (Some(w), Some(h)) = (NonZeroU32::new(width), NonZeroU32::new(height)) else {
            return Err(PaintError::Size {
                width,
                height,
                limit: CpuPainter::MAX_SIDE,
            });
        };
        self.surface
            .resize(w, h)
            .map_err(|err| driver("resizing the surface", &err))?;
        self.history = DamageHistory::default();
        self.last = None;
        self.resized = false;
        Ok(())
    }
}

fn driver(action: &'static str, err: &softbuffer::SoftBufferError) -> PaintError {
    PaintError::Driver {
        action,
        reason: err.to_string(),
    }
}

impl Painter for SoftwarePainter {
    fn resize(&mut self, width: u32, height: u32) {
        if self.size != (width, height) {
            self.size = (width, height);
            self.resized = true;
        }
    }

    fn paint(
        &mut self,
        scene: &Scene,
        glyphs: &mut dyn GlyphSource,
        pre_present: &mut dyn FnMut(),
    ) -> Result<PaintReport, PaintError> {
        if self.resized {
            self.allocate()?;
        }
        let damage = match &self.last {
            Some(last) => scene.damage_since(last),
            None => DamageRegion::full(),
        };
        if damage.level == Damage::None {
            return Ok(PaintReport::default());
        }
        let mut buffer = self
            .surface
            .buffer_mut()
            .map_err(|err| driver("mapping the surface", &err))?;
        self.history.push(damage.clone());
        let region = self.history.for_age(usize::from(buffer.age()));
        let target = CpuTarget {
            pixels: &mut buffer,
            stride: self.size.0 as usize,
        };
        let report = self.cpu.paint_into(scene, glyphs, target, &region)?;
        pre_present();
        let rects: Vec<softbuffer::Rect> = damage
            .rects_within(scene.size)
            .iter()
            .filter_map(|rect| {
                Some(softbuffer::Rect {
                    x: rect.left as u32,
                    y: rect.top as u32,
                    width: NonZeroU32::new(rect.width())?,
                    height: NonZeroU32::new(rect.height())?,
                })
            })
            .collect();
        buffer
            .present_with_damage(&rects)
            .map_err(|err| driver("presenting", &err))?;
        self.last = Some(scene.clone());
        Ok(PaintReport {
            damage: damage.level,
            ..report
        })
    }

    fn kind(&self) -> PainterKind {
        PainterKind::Cpu
    }

    fn describe(&self) -> String {
        "Software: cpu painter into shared memory".to_owned()
    }
}
