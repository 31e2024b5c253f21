//! Painting without a GPU: the cpu painter into shared memory of the window's
//! own surface, only where something has changed. Where the memory comes from
//! is the last step and the only one that differs: [`window::ShmSurface`] on
//! Wayland, `softbuffer` on X11.

use super::rest::Rest;
use softbuffer::{Context, Surface};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Instant;
use wezterm_render::{
    CpuPainter, CpuTarget, Damage, DamageHistory, DamageRegion, GlyphSource, Outline, PaintError,
    PaintReport, Painter, PainterKind, PixelRect, Scene,
};
use window::{RawWindow, ShmSurface, Window};

/// Where the pixels go.
enum Memory {
    Shm(ShmSurface),
    SoftBuffer(Box<Surface<Arc<RawWindow>, Arc<RawWindow>>>),
}

/// Paints one window by the processor.
pub(crate) struct SoftwarePainter {
    memory: Memory,
    cpu: CpuPainter,
    history: DamageHistory,
    /// What the newest frame shows, unless `unknown`.
    shown: Outline,
    unknown: bool,
    size: (u32, u32),
    resized: bool,
    rest: Rest,
    /// What differs from the newest frame, and from the buffer painted into.
    damage: DamageRegion,
    region: DamageRegion,
}

impl SoftwarePainter {
    /// A painter for a window of `size` physical pixels.
    ///
    /// # Errors
    /// The display offers no shared memory, or not to this window.
    pub(crate) fn new(window: &Window, size: (u32, u32)) -> Result<Self, PaintError> {
        let memory = match window.shm_surface() {
            Some(surface) => {
                Memory::Shm(surface.map_err(|err| driver("finding shared memory", &err))?)
            }
            None => {
                let window = window.raw();
                let context = Context::new(window.clone())
                    .map_err(|err| driver("opening the display", &err))?;
                let surface = Surface::new(&context, window)
                    .map_err(|err| driver("creating a surface", &err))?;
                Memory::SoftBuffer(Box::new(surface))
            }
        };
        Ok(Self {
            memory,
            cpu: CpuPainter::new(),
            history: DamageHistory::default(),
            shown: Outline::default(),
            unknown: true,
            size,
            resized: true,
            rest: Rest::default(),
            damage: DamageRegion::none(),
            region: DamageRegion::none(),
        })
    }

    fn follow_size(&mut self) -> Result<(), PaintError> {
        let (width, height) = self.size;
        let (Some(w), Some(h)) = (NonZeroU32::new(width), NonZeroU32::new(height)) else {
            return Err(PaintError::Size {
                width,
                height,
                limit: CpuPainter::MAX_SIDE,
            });
        };
        if let Memory::SoftBuffer(surface) = &mut self.memory {
            surface
                .resize(w, h)
                .map_err(|err| driver("resizing the surface", &err))?;
        }
        self.history.clear();
        self.unknown = true;
        self.resized = false;
        Ok(())
    }
}

fn driver(action: &'static str, err: &dyn std::fmt::Display) -> PaintError {
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
            self.follow_size()?;
        }
        if self.unknown {
            self.damage.fill();
        } else {
            self.shown.damage_to(scene, &mut self.damage);
        }
        if self.damage.level == Damage::None {
            return Ok(PaintReport::default());
        }
        let (damage, region) = (&self.damage, &mut self.region);
        let report = match &mut self.memory {
            Memory::Shm(surface) => {
                let opaque = scene.clear.is_opaque();
                let frame = surface.frame(scene.size, opaque);
                let Some(mut frame) = frame.map_err(|err| driver("getting shared memory", &err))?
                else {
                    // The compositor reads all buffers; its next frame callback
                    // comes when it has let one go.
                    return Ok(PaintReport::default());
                };
                self.history.push(damage);
                self.history.for_age(frame.age(), region);
                let stride = frame.stride();
                let target = CpuTarget {
                    pixels: frame.pixels(),
                    stride,
                };
                let report = self.cpu.paint_into(scene, glyphs, target, region)?;
                pre_present();
                let changed = damage.rects_within(scene.size);
                frame.present(changed.map(|rect| {
                    let (width, height) = (rect.width() as i32, rect.height() as i32);
                    (rect.left, rect.top, width, height)
                }));
                report
            }
            Memory::SoftBuffer(surface) => {
                let mut buffer = surface
                    .buffer_mut()
                    .map_err(|err| driver("mapping the surface", &err))?;
                self.history.push(damage);
                self.history.for_age(usize::from(buffer.age()), region);
                let target = CpuTarget {
                    pixels: &mut buffer,
                    stride: self.size.0 as usize,
                };
                let report = self.cpu.paint_into(scene, glyphs, target, region)?;
                pre_present();
                let rects: Vec<_> = damage.rects_within(scene.size).filter_map(rect).collect();
                buffer
                    .present_with_damage(&rects)
                    .map_err(|err| driver("presenting", &err))?;
                report
            }
        };
        self.shown.follow(scene);
        self.unknown = false;
        if matches!(self.memory, Memory::Shm(_)) {
            self.rest.painted(Instant::now());
        }
        Ok(PaintReport {
            damage: self.damage.level,
            ..report
        })
    }

    fn rest_deadline(&self) -> Option<Instant> {
        self.rest.deadline()
    }

    fn rest(&mut self, now: Instant) {
        if let (true, Memory::Shm(surface)) = (self.rest.due(now), &mut self.memory)
            && surface.rest()
        {
            self.rest.again(now);
        }
    }

    fn kind(&self) -> PainterKind {
        PainterKind::Cpu
    }

    fn describe(&self) -> String {
        match &self.memory {
            Memory::Shm(_) => "Software: cpu painter into shared memory (wl_shm)".to_owned(),
            Memory::SoftBuffer(_) => "Software: cpu painter through softbuffer".to_owned(),
        }
    }
}

fn rect(rect: PixelRect) -> Option<softbuffer::Rect> {
    Some(softbuffer::Rect {
        x: rect.left as u32,
        y: rect.top as u32,
        width: NonZeroU32::new(rect.width())?,
        height: NonZeroU32::new(rect.height())?,
    })
}
