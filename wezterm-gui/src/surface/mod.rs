//! The painter of a window: chosen by `front_end`, and replaced when a GPU
//! goes away. No session depends on it: a window that loses its painter gets
//! another one and repaints.

mod software;

use config::Config;
use config::structs::{FrontEndSelection, WebGpuPowerPreference};
use software::SoftwarePainter;
use std::sync::Arc;
use wezterm_render::{
    Backend, GpuPreferences, PaintError, Painter, PowerPreference, SurfaceHandle, WgpuContext,
    WgpuPainter,
};
use window::RawWindow;

/// The GPU context all windows share; made when the first window needs it.
#[derive(Default)]
pub(crate) struct Gpu {
    context: Option<Arc<WgpuContext>>,
    /// Set when no GPU could be used, so that it is tried and reported once.
    failed: bool,
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
        window: &Arc<RawWindow>,
        size: (u32, u32),
    ) -> Result<Box<dyn Painter>, PaintError> {
        if config.front_end != FrontEndSelection::Software && !self.failed {
            match self.gpu_painter(config, window, size) {
                Ok(painter) => return Ok(Box::new(painter)),
                Err(error) => {
                    self.failed = true;
                    self.context = None;
                    log::warn!("{error}; painting in software");
                }
            }
        }
        let painter = SoftwarePainter::new(window.clone(), size)?;
        log::info!("painter: {}", painter.describe());
        Ok(Box::new(painter))
    }

    /// Forgets a context whose device was lost.
    pub(crate) fn device_lost(&mut self) {
        self.context = None;
    }

    fn gpu_painter(
        &mut self,
        config: &Config,
        window: &Arc<RawWindow>,
        size: (u32, u32),
    ) -> Result<WgpuPainter, PaintError> {
        let handle: Arc<dyn SurfaceHandle> = window.clone();
        let context = match &self.context {
            Some(context) => context.clone(),
            None => {
                let context = WgpuContext::new(&preferences(config), Some(&handle))?;
                self.context.insert(context).clone()
            }
        };
        let painter = WgpuPainter::for_window(context, handle, size)?;
        log::info!("painter: {}", painter.describe());
        Ok(painter)
    }
}

fn preferences(config: &Config) -> GpuPreferences {
    GpuPreferences {
        backends: match config.front_end {
            FrontEndSelection::OpenGL => vec![Backend::Vulkan, Backend::OpenGl],
            _ => vec![Backend::Vulkan, Backend::OpenGl],
        },
        power: match config.webgpu_power_preference {
            WebGpuPowerPreference::LowPower => PowerPreference::LowPower,
            WebGpuPowerPreference::HighPerformance => PowerPreference::HighPerformance,
        },
        ..GpuPreferences::default()
    }
}
