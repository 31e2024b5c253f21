//! Buffers of shared memory on a window's own surface (`wl_shm`).
//!
//! A [`ShmSurface`] has at most three buffers and never waits for one. Each
//! keeps the frame it shows, so a painter repaints only what has changed since
//! ([`ShmFrame::age`]). A window at rest keeps the buffer on the screen and
//! nothing else, not even mapped: see [`ShmSurface::rest`].

use super::{State, Wayland};
use crate::RawWindow;
use memmap2::{Advice, MmapMut};
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, ftruncate, memfd_create};
use std::os::fd::{AsFd, OwnedFd};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use wayland_client::QueueHandle;
use wayland_client::protocol::wl_buffer::WlBuffer;
use wayland_client::protocol::wl_shm::Format;
use wayland_client::protocol::wl_shm_pool::WlShmPool;
use wayland_client::protocol::wl_surface::WlSurface;

/// Why there is no memory to paint into.
#[derive(Debug, thiserror::Error)]
pub enum ShmError {
    /// The compositor does not take shared memory, or not of this window.
    #[error("the compositor takes no shared memory for this window: {0}")]
    Unsupported(String),
    /// The kernel gives none.
    #[error("cannot get {bytes} bytes of shared memory: {reason}")]
    Memory {
        /// Size of the buffer.
        bytes: usize,
        /// What the kernel said.
        reason: String,
    },
    /// A side is zero, or the buffer would not fit into the protocol's numbers.
    #[error("cannot show {width}x{height} pixels by shared memory")]
    Size {
        /// Width asked for, in pixels.
        width: u32,
        /// Height asked for, in pixels.
        height: u32,
    },
}

/// What the compositor is told of a buffer's pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    width: u32,
    height: u32,
    /// Alpha is ignored.
    opaque: bool,
}

impl Shape {
    fn bytes(self) -> Result<usize, ShmError> {
        let bytes = u64::from(self.width) * u64::from(self.height) * 4;
        match i32::try_from(bytes) {
            Ok(1..) => Ok(bytes as usize),
            _ => Err(ShmError::Size {
                width: self.width,
                height: self.height,
            }),
        }
    }
}

/// Memory shared with the compositor.
struct Buffer {
    file: OwnedFd,
    pool: WlShmPool,
    capacity: usize,
    map: Option<MmapMut>,
    buffer: Option<(WlBuffer, Shape)>,
    /// The compositor may still read it.
    busy: Arc<AtomicBool>,
    /// Number of the frame that it shows; 0 is unknown contents.
    frame: u64,
}

impl Buffer {
    fn new(wayland: &Wayland, bytes: usize) -> Result<Self, ShmError> {
        let memory = |error: rustix::io::Errno| ShmError::Memory {
            bytes,
            reason: error.to_string(),
        };
        let shm = wayland.shm()?;
        let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
        let file = memfd_create("wezterm frame", flags).map_err(memory)?;
        // Room for a window that grows, in address space only.
        let capacity = (bytes + bytes / 8).next_multiple_of(1 << 16);
        let capacity = capacity.min(i32::MAX as usize);
        ftruncate(&file, capacity as u64).map_err(memory)?;
        // It will not shrink, so the compositor need not fear SIGBUS.
        let _ = fcntl_add_seals(&file, SealFlags::SHRINK);
        let pool = shm.create_pool(file.as_fd(), capacity as i32, &wayland.handle, ());
        Ok(Self {
            file,
            pool,
            capacity,
            map: None,
            buffer: None,
            busy: Arc::default(),
            frame: 0,
        })
    }

    fn is_free(&self) -> bool {
        !self.busy.load(Ordering::Relaxed)
    }

    fn shape(&self) -> Option<Shape> {
        self.buffer.as_ref().map(|(_, shape)| *shape)
    }

    /// Makes it a buffer of that shape, of unknown contents unless it is one.
    fn reshape(&mut self, shape: Shape, handle: &QueueHandle<State>) -> Result<(), ShmError> {
        let bytes = shape.bytes()?;
        if self.shape() != Some(shape) {
            if bytes > self.capacity {
                let capacity = (bytes + bytes / 8).min(i32::MAX as usize);
                ftruncate(&self.file, capacity as u64).map_err(|error| ShmError::Memory {
                    bytes,
                    reason: error.to_string(),
                })?;
                self.pool.resize(capacity as i32);
                self.capacity = capacity;
                self.map = None;
            }
            if let Some((old, _)) = self.buffer.take() {
                old.destroy();
            }
            self.busy = Arc::default();
            self.frame = 0;
            let (width, height) = (shape.width as i32, shape.height as i32);
            let format = if shape.opaque {
                Format::Xrgb8888
            } else {
                Format::Argb8888
            };
            let busy = self.busy.clone();
            let buffer = self
                .pool
                .create_buffer(0, width, height, width * 4, format, handle, busy);
            self.buffer = Some((buffer, shape));
        }
        if self.map.as_ref().is_none_or(|map| map.len() < bytes) {
            self.map = Some(self.map_memory(bytes)?);
        }
        Ok(())
    }

    /// Maps all of the memory and makes `bytes` of it present, which also
    /// turns a lack of memory into an error instead of a signal.
    fn map_memory(&self, bytes: usize) -> Result<MmapMut, ShmError> {
        let memory = |error: std::io::Error| ShmError::Memory {
            bytes,
            reason: error.to_string(),
        };
        let mut options = memmap2::MmapOptions::new();
        // SAFETY: the file is anonymous and sealed against shrinking, so the
        // mapping stays valid. Only this process writes to it; the compositor
        // gets it for reading and sees torn pixels at worst.
        let map = unsafe { options.len(self.capacity).map_mut(&self.file) }.map_err(memory)?;
        match map.advise_range(Advice::PopulateWrite, 0, bytes) {
            Ok(()) => Ok(map),
            // Linux before 5.14: pages come as they are touched.
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::INVAL.raw_os_error()) => {
                Ok(map)
            }
            Err(error) => Err(memory(error)),
        }
    }

    fn pixels(&mut self, pixels: usize) -> &mut [u32] {
        match &mut self.map {
            Some(map) => bytemuck::cast_slice_mut(&mut map[..pixels * 4]),
            None => &mut [],
        }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if let Some((buffer, _)) = self.buffer.take() {
            buffer.destroy();
        }
        self.pool.destroy();
    }
}

/// A window's surface, painted by the processor. Drop it before another
/// painter attaches to the window.
pub struct ShmSurface {
    buffers: Vec<Buffer>,
    /// Frames committed.
    frames: u64,
    surface: WlSurface,
    wayland: Rc<Wayland>,
    /// Keeps the surface alive; dropped last.
    _window: Arc<RawWindow>,
}

impl std::fmt::Debug for ShmSurface {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShmSurface")
            .field("buffers", &self.buffers.len())
            .field("frames", &self.frames)
            .finish_non_exhaustive()
    }
}

impl ShmSurface {
    /// Compositors hold one frame, or two while they change over.
    const MOST_BUFFERS: usize = 3;

    pub(crate) fn new(wayland: Rc<Wayland>, window: Arc<RawWindow>) -> Result<Self, ShmError> {
        let surface = wayland
            .surface_of(&window)
            .ok_or_else(|| ShmError::Unsupported("it has no wl_surface".to_owned()))?;
        wayland.shm()?;
        Ok(Self {
            buffers: Vec::new(),
            frames: 0,
            surface,
            wayland,
            _window: window,
        })
    }

    /// Memory for the next frame of `width` by `height` physical pixels, or
    /// `None` while the compositor still reads all buffers. Where `opaque`,
    /// alpha is ignored.
    ///
    /// # Errors
    /// See [`ShmError`].
    pub fn frame(
        &mut self,
        (width, height): (u32, u32),
        opaque: bool,
    ) -> Result<Option<ShmFrame<'_>>, ShmError> {
        let shape = Shape {
            width,
            height,
            opaque,
        };
        let bytes = shape.bytes()?;
        self.wayland.dispatch();
        // The newest of the right shape needs the least painting.
        let best = (0..self.buffers.len())
            .filter(|&at| self.buffers[at].is_free())
            .max_by_key(|&at| {
                let buffer = &self.buffers[at];
                let fits = buffer.shape() == Some(shape);
                (fits, if fits { buffer.frame } else { 0 }, buffer.capacity)
            });
        let at = match best {
            Some(at) => at,
            None if self.buffers.len() < Self::MOST_BUFFERS => {
                self.buffers.push(Buffer::new(&self.wayland, bytes)?);
                self.buffers.len() - 1
            }
            None => return Ok(None),
        };
        self.buffers[at].reshape(shape, &self.wayland.handle)?;
        // Until it is presented, what it shows is no frame.
        let age = match std::mem::take(&mut self.buffers[at].frame) {
            0 => 0,
            frame => (self.frames + 1 - frame) as usize,
        };
        Ok(Some(ShmFrame {
            surface: self,
            at,
            shape,
            age,
        }))
    }

    /// Frees what a window at rest does not need: all buffers but the one on
    /// the screen, and the mapping of that one. Not to be called after every
    /// frame: getting memory anew costs more than painting it. Returns whether
    /// the compositor still holds buffers that will be free later.
    pub fn rest(&mut self) -> bool {
        self.wayland.dispatch();
        let frames = self.frames;
        self.buffers
            .retain(|buffer| buffer.frame == frames || !buffer.is_free());
        for buffer in &mut self.buffers {
            buffer.map = None;
        }
        self.buffers.len() > 1
    }

    /// Bytes of memory in use by buffers, for reports.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let shapes = self.buffers.iter().filter_map(Buffer::shape);
        shapes.filter_map(|shape| shape.bytes().ok()).sum()
    }
}

/// One frame being painted; dropped without [`Self::present`], it leaves the
/// screen as it is.
#[derive(Debug)]
pub struct ShmFrame<'a> {
    surface: &'a mut ShmSurface,
    at: usize,
    shape: Shape,
    age: usize,
}

impl ShmFrame<'_> {
    /// The pixels, rows of [`Self::stride`] from the top: `0xAARRGGBB`,
    /// premultiplied.
    pub fn pixels(&mut self) -> &mut [u32] {
        let pixels = self.shape.width as usize * self.shape.height as usize;
        self.surface.buffers[self.at].pixels(pixels)
    }

    /// Pixels from one row to the next.
    #[must_use]
    pub const fn stride(&self) -> usize {
        self.shape.width as usize
    }

    /// How many frames ago the buffer was shown: 1 is the newest frame; 0 says
    /// that the contents are unknown.
    #[must_use]
    pub const fn age(&self) -> usize {
        self.age
    }

    /// Shows the frame. `damage` has left, top, width, height of what differs
    /// from the frame before, in physical pixels.
    pub fn present(self, damage: impl Iterator<Item = (i32, i32, i32, i32)>) {
        let surface = self.surface;
        surface.frames += 1;
        let buffer = &mut surface.buffers[self.at];
        buffer.frame = surface.frames;
        buffer.busy.store(true, Ordering::Relaxed);
        let Some((handle, _)) = &buffer.buffer else {
            return;
        };
        surface.surface.attach(Some(handle), 0, 0);
        for (left, top, width, height) in damage {
            surface.surface.damage_buffer(left, top, width, height);
        }
        surface.surface.commit();
        // A connection that takes nothing more is the event loop's to notice.
        let _ = surface.wayland.connection.flush();
    }
}
