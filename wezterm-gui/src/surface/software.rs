//! Painting without a GPU: the cpu painter into shared memory of the window's
//! own surface, only where something has changed. Where the memory comes from
//! is the last step and the only one that differs: [`window::ShmSurface`] on
//! Wayland, [`window::X11Surface`] on X11.

use super::rest::Rest;
use std::time::Instant;
use wezterm_render::{
    CpuPainter, CpuTarget, Damage, DamageHistory, DamageRegion, GlyphSource, Outline, PaintError,
    PaintReport, Painter, PainterKind, Scene,
};
use window::{ShmSurface, Window, X11Surface};

/// Where the pixels go.
enum Memory {
    Shm(ShmSurface),
    X11(Box<X11Surface>),
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
                let surface = window.x11_surface();
                Memory::X11(Box::new(
                    surface.map_err(|err| driver("creating a surface", &err))?,
                ))
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
        if width == 0 || height == 0 {
            return Err(PaintError::Size {
                width,
                height,
                limit: CpuPainter::MAX_SIDE,
            });
        }
        if let Memory::X11(surface) = &mut self.memory {
            surface.resize(width, height);
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
            Memory::X11(surface) => {
                self.history.push(damage);
                self.history.for_age(surface.age(), region);
                let target = CpuTarget {
                    pixels: surface.pixels(),
                    stride: self.size.0 as usize,
                };
                let report = self.cpu.paint_into(scene, glyphs, target, region)?;
                pre_present();
                let changed = damage.rects_within(scene.size).map(|rect| {
                    let (left, top) = (rect.left as u32, rect.top as u32);
                    (left, top, rect.width(), rect.height())
                });
                surface
                    .present(changed)
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
            Memory::X11(_) => "Software: cpu painter onto an X11 window".to_owned(),
        }
    }
}
