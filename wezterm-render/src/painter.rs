//! What all painters have in common.

use crate::{Damage, GlyphSource, Scene};
use std::time::Instant;

/// Who paints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PainterKind {
    /// The processor, into memory.
    Cpu,
    /// A GPU through Vulkan.
    Vulkan,
    /// A GPU through OpenGL (ES).
    OpenGl,
}

/// What painting a frame took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaintReport {
    /// How much had changed.
    pub damage: Damage,
    /// Pixels repainted, overlaps counted twice.
    pub pixels: u64,
    /// Quads painted, or quads written for the GPU.
    pub quads: usize,
    /// Bytes sent to the GPU, glyphs included.
    pub uploaded: usize,
    /// Glyphs left out because there was no room for them.
    pub dropped_glyphs: usize,
    /// Whether a frame was given to the window; not when it is hidden or the
    /// compositor had no buffer: then paint again at its next request.
    pub presented: bool,
}

/// Why a frame could not be painted.
#[derive(Debug, thiserror::Error)]
pub enum PaintError {
    /// No usable GPU.
    #[error(
        "no GPU can be used (tried {tried}); install the Mesa Vulkan or OpenGL drivers, \
         or set front_end = \"Software\" in the configuration"
    )]
    NoAdapter {
        /// Backends and adapters that were considered, and why not taken.
        tried: String,
    },
    /// The driver refused to open the adapter.
    #[error(
        "cannot open the GPU adapter {adapter}: {reason}; choose another with \
         webgpu_preferred_adapter, or set front_end = \"Software\""
    )]
    Device {
        /// The adapter's name.
        adapter: String,
        /// What the driver said.
        reason: String,
    },
    /// The window cannot be painted by this adapter.
    #[error(
        "the GPU adapter {adapter} cannot show anything in this window: {reason}; choose \
         another with webgpu_preferred_adapter, or set front_end = \"Software\""
    )]
    Surface {
        /// The adapter's name.
        adapter: String,
        /// Why.
        reason: String,
    },
    /// The GPU was reset or went away. Make a new context and new painters.
    #[error("the GPU device was lost: {0}; its painters have to be made again")]
    DeviceLost(String),
    /// The driver reported an error.
    #[error("the GPU driver reported an error while {action}: {reason}")]
    Driver {
        /// What was tried.
        action: &'static str,
        /// What the driver said.
        reason: String,
    },
    /// A buffer does not have the size of its scene.
    #[error(
        "a buffer of {len} pixels with rows of {stride} cannot hold {width}x{height} pixels; \
         allocate it again after a resize"
    )]
    Buffer {
        /// Pixels in the buffer.
        len: usize,
        /// Pixels from a row to the next.
        stride: usize,
        /// Width needed.
        width: u32,
        /// Height needed.
        height: u32,
    },
    /// The size is zero or more than the painter can do.
    #[error("cannot paint {width}x{height} pixels; the most is {limit} a side")]
    Size {
        /// Width asked for.
        width: u32,
        /// Height asked for.
        height: u32,
        /// Longest side possible.
        limit: u32,
    },
}

/// Turns scenes into pixels.
pub trait Painter {
    /// Follows the window to another size, in physical pixels. Cheap: memory
    /// is allocated by the next [`Self::paint`], which also calls this with
    /// the size of its scene.
    fn resize(&mut self, width: u32, height: u32);

    /// Paints and presents a scene. `pre_present` is called right before the
    /// frame is handed over (see winit's `pre_present_notify`).
    ///
    /// # Errors
    /// See [`PaintError`]; after [`PaintError::DeviceLost`] this painter is of
    /// no more use, after any other the next call may succeed.
    fn paint(
        &mut self,
        scene: &Scene,
        glyphs: &mut dyn GlyphSource,
        pre_present: &mut dyn FnMut(),
    ) -> Result<PaintReport, PaintError>;

    /// When [`Self::rest`] is to be called, if no frame is painted before;
    /// `None` where there is nothing to free.
    fn rest_deadline(&self) -> Option<Instant> {
        None
    }

    /// Frees what a window at rest does not need, if it is time to.
    fn rest(&mut self, _now: Instant) {}

    /// Waits until what was painted is in its place: a GPU paints after
    /// [`Self::paint`] has returned. For measurements.
    ///
    /// # Errors
    /// The device was lost.
    fn finish(&self) -> Result<(), PaintError> {
        Ok(())
    }

    /// Who paints.
    fn kind(&self) -> PainterKind;

    /// One line for logs and `wezterm --version`-like reports: adapter, driver.
    fn describe(&self) -> String;
}

/// Pixels read back: rows from the top, `0xAARRGGBB`, gamma-encoded, colour
/// premultiplied by alpha (`ARGB8888` of Wayland).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width * height` pixels.
    pub pixels: Vec<u32>,
}
