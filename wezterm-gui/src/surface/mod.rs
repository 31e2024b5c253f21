//! The painter of a window: chosen by `front_end`, and replaced when a GPU
//! goes away. No session depends on it: a window that loses its painter gets
//! another one and repaints.
//!
//! | `front_end` | painter |
//! |---|---|
//! | `"OpenGL"`, the default | the best GPU, through Vulkan, else OpenGL; where all adapters are drivers that run on the processor, our own software painter, which is faster than they are |
//! | `"WebGpu"` | as above, but such a driver is used too |
//! | `"Software"` | the software painter; no GPU is looked for |

mod rehearsal;
mod rest;
mod software;

use config::Config;
use config::structs::{FrontEndSelection, WebGpuPowerPreference};
use rehearsal::Rehearsal;
use software::SoftwarePainter;
use std::sync::Arc;
use wezterm_render::{
    AdapterDescription, Backend, GpuPreferences, OnDesktop, PaintError, Painter, PowerPreference,
    SurfaceHandle, WgpuContext, WgpuPainter,
};
use window::Window;

/// The GPU context all windows share; made when the first window needs it.
#[derive(Default)]
pub(crate) struct Gpu {
    context: Option<Arc<WgpuContext>>,
    /// Set when no GPU could be used, so that it is tried and reported once.
    failed: bool,
    /// What tests ask to be lost.
    rehearsal: Rehearsal,
}

impl Gpu {
    /// A painter for a window of `size` physical pixels.
    ///
    /// Falls back from the GPU to software with a log line that says why.
    ///
    /// # Errors
    /// Not even software painting works on this display.
    pub(crate) fn painter(
        &mut self,
        config: &Config,
        window: &Window,
        size: (u32, u32),
    ) -> Result<Box<dyn Painter>, PaintError> {
        if config.front_end != FrontEndSelection::Software && !self.failed {
            match self.gpu_painter(config, window, size) {
                Ok(Some(painter)) => return Ok(Box::new(painter)),
                Ok(None) => self.give_up(),
                Err(error) => {
                    self.give_up();
                    log::warn!("{error}; painting in software");
                }
            }
        }
        let painter = SoftwarePainter::new(window, size)?;
        log::info!("painter: {}", painter.describe());
        Ok(Box::new(painter))
    }

    /// No GPU is tried again in this process.
    fn give_up(&mut self) {
        self.failed = true;
        self.context = None;
    }

    /// Forgets the context if its device was lost; another window may have
    /// made a new one already.
    pub(crate) fn device_lost(&mut self) {
        self.context.take_if(|context| context.is_lost());
    }

    /// Before a frame is painted, `drawn` having been painted: loses what
    /// `WEZTERM_LOSE_GPU` says, once.
    pub(crate) fn rehearse_loss(&mut self, drawn: u64) {
        if let Some(context) = &self.context {
            self.rehearsal.run(context, drawn);
        }
    }

    fn gpu_painter(
        &mut self,
        config: &Config,
        window: &Window,
        size: (u32, u32),
    ) -> Result<Option<WgpuPainter>, PaintError> {
        let raw = window.raw();
        let display = raw.display();
        let handle: Arc<dyn SurfaceHandle> = raw;
        let context = match &self.context {
            Some(context) => context.clone(),
            None => {
                let on = display.map(|display| OnDesktop {
                    window: handle.clone(),
                    display: Arc::new(display),
                });
                let context = WgpuContext::new(&preferences(config, window), on.as_ref())?;
                self.context.insert(context).clone()
            }
        };
        if context.is_software() && config.front_end == FrontEndSelection::OpenGL {
            log::info!(
                "the only adapter, {}, is the processor itself: painting in software",
                context.adapter().name
            );
            return Ok(None);
        }
        let painter = WgpuPainter::for_window(context, handle, size)?;
        log::info!("painter: {}", painter.describe());
        Ok(Some(painter))
    }
}

fn preferences(config: &Config, window: &Window) -> GpuPreferences {
    GpuPreferences {
        backends: vec![Backend::Vulkan, Backend::OpenGl],
        power: match config.webgpu_power_preference {
            WebGpuPowerPreference::LowPower => PowerPreference::LowPower,
            WebGpuPowerPreference::HighPerformance => PowerPreference::HighPerformance,
        },
        force_fallback: config.webgpu_force_fallback_adapter,
        preferred: config
            .webgpu_preferred_adapter
            .as_ref()
            .map(|wanted| AdapterDescription {
                name: wanted.name.clone(),
                device_type: wanted.device_type.clone(),
                backend: wanted.backend.clone(),
                driver: wanted.driver.clone(),
                driver_info: wanted.driver_info.clone(),
                vendor: wanted.vendor.unwrap_or(0),
                device: wanted.device.unwrap_or(0),
            }),
        pipelines: crate::shared::cache_dir().map(|dir| dir.join("pipelines")),
        without_glx: window.lacks_glx(),
    }
}
