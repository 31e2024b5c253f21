//! What a painter paints on: a window's swapchain, or a texture.

use super::context::{SurfaceHandle, WgpuContext};
use super::pipeline::target_texture;
use crate::{Image, PaintError};
use std::sync::Arc;

/// How the last step of painting is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// The target's format encodes by itself.
    Format,
    /// `encode.wgsl` does.
    Shader,
}

/// A target's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mode {
    pub(super) format: wgpu::TextureFormat,
    pub(super) encoding: Encoding,
    /// Whether the compositor honours alpha.
    pub(super) translucent: bool,
}

/// A window.
pub(super) struct WindowTarget {
    handle: Arc<dyn SurfaceHandle>,
    surface: wgpu::Surface<'static>,
    capabilities: wgpu::SurfaceCapabilities,
    /// As configured last.
    configured: Option<(Mode, (u32, u32))>,
    /// [`WgpuContext::surface_losses`] when it was made.
    losses: u64,
}

/// The next frame of a window.
pub(super) enum Frame {
    Texture(wgpu::SurfaceTexture),
    /// Hidden, or the compositor has no buffer: try at the next request.
    Skip,
}

impl WindowTarget {
    pub(super) fn new(
        context: &WgpuContext,
        handle: Arc<dyn SurfaceHandle>,
    ) -> Result<Self, PaintError> {
        let refuse = |reason: String| PaintError::Surface {
            adapter: context.adapter().name.clone(),
            reason,
        };
        let surface = context
            .instance
            .create_surface(handle.clone())
            .map_err(|error| refuse(error.to_string()))?;
        let capabilities = surface.get_capabilities(&context.adapter);
        if capabilities.formats.is_empty() || capabilities.alpha_modes.is_empty() {
            return Err(refuse("it supports no pixel format there".to_owned()));
        }
        Ok(Self {
            handle,
            surface,
            capabilities,
            configured: None,
            losses: context.surface_losses(),
        })
    }

    /// The mode for scenes that are `translucent` or not.
    pub(super) fn mode(&self, translucent: bool) -> Mode {
        use wgpu::TextureFormat::{Bgra8Unorm, Bgra8UnormSrgb, Rgba8Unorm, Rgba8UnormSrgb};
        let formats = &self.capabilities.formats;
        let pick = |wanted: [wgpu::TextureFormat; 2]| {
            wanted.into_iter().find(|format| formats.contains(format))
        };
        let srgb = pick([Bgra8UnormSrgb, Rgba8UnormSrgb]);
        let plain = pick([Bgra8Unorm, Rgba8Unorm]);
        let translucent = translucent && self.alpha_mode(true) != self.alpha_mode(false);
        let (format, encoding) = match (translucent, srgb, plain) {
            (false, Some(srgb), _) | (true, Some(srgb), None) => (srgb, Encoding::Format),
            (_, _, Some(plain)) => (plain, Encoding::Shader),
            // Some format of high depth: those encode nothing.
            (_, None, None) => (formats[0], Encoding::Shader),
        };
        Mode {
            format,
            encoding,
            translucent,
        }
    }

    fn alpha_mode(&self, translucent: bool) -> wgpu::CompositeAlphaMode {
        use wgpu::CompositeAlphaMode::{Inherit, Opaque, PreMultiplied};
        let modes = &self.capabilities.alpha_modes;
        // X11 says `Inherit` where the visual has alpha.
        let wanted = if translucent {
            [PreMultiplied, Inherit, Opaque]
        } else {
            [Opaque, Inherit, PreMultiplied]
        };
        wanted
            .into_iter()
            .find(|mode| modes.contains(mode))
            .unwrap_or(modes[0])
    }

    /// Configures the swapchain if its size or mode is another one.
    fn configure(&mut self, context: &WgpuContext, mode: Mode, size: (u32, u32)) {
        if self.configured == Some((mode, size)) {
            return;
        }
        let modes = &self.capabilities.present_modes;
        let present_mode = if modes.contains(&wgpu::PresentMode::Mailbox) {
            wgpu::PresentMode::Mailbox
        } else {
            wgpu::PresentMode::Fifo
        };
        let configuration = wgpu::SurfaceConfiguration {
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
            format: mode.format,
            color_space: wgpu::SurfaceColorSpace::Auto,
            width: size.0,
            height: size.1,
            present_mode,
            desired_maximum_frame_latency: 2,
            alpha_mode: self.alpha_mode(mode.translucent),
            view_formats: Vec::new(),
        };
        self.surface.configure(&context.device, &configuration);
        self.configured = Some((mode, size));
    }

    /// Gets the texture for the next frame. A swapchain that is outdated or
    /// lost is made again, once.
    pub(super) fn acquire(
        &mut self,
        context: &WgpuContext,
        mode: Mode,
        size: (u32, u32),
    ) -> Result<Frame, PaintError> {
        use wgpu::CurrentSurfaceTexture as Current;
        for attempt in 0..2 {
            self.configure(context, mode, size);
            context.check("configuring the window's swapchain")?;
            let texture = if self.losses == context.surface_losses() {
                self.surface.get_current_texture()
            } else {
                Current::Lost
            };
            match texture {
                Current::Success(texture) => return Ok(Frame::Texture(texture)),
                Current::Suboptimal(texture) => {
                    // Good for this frame; the next one gets a new swapchain.
                    self.configured = None;
                    return Ok(Frame::Texture(texture));
                }
                Current::Timeout | Current::Occluded => return Ok(Frame::Skip),
                Current::Outdated => self.configured = None,
                Current::Lost => {
                    context.check("getting the next frame")?;
                    log::info!("window surface lost (attempt {attempt}), making it again");
                    *self = Self::new(context, self.handle.clone())?;
                }
                Current::Validation => {
                    context.check("getting the next frame")?;
                    self.configured = None;
                }
            }
        }
        // The window is changing under us: its next event asks for a frame.
        Ok(Frame::Skip)
    }
}

/// A texture whose pixels can be read back.
pub(super) struct OffscreenTarget {
    painted: Option<(Mode, (u32, u32), wgpu::Texture)>,
}

impl OffscreenTarget {
    pub(super) fn new() -> Self {
        Self { painted: None }
    }

    pub(super) fn mode(translucent: bool) -> Mode {
        let (format, encoding) = if translucent {
            (wgpu::TextureFormat::Rgba8Unorm, Encoding::Shader)
        } else {
            (wgpu::TextureFormat::Rgba8UnormSrgb, Encoding::Format)
        };
        Mode {
            format,
            encoding,
            translucent,
        }
    }

    pub(super) fn texture(
        &mut self,
        context: &WgpuContext,
        mode: Mode,
        size: (u32, u32),
    ) -> &wgpu::Texture {
        if self
            .painted
            .as_ref()
            .is_some_and(|(m, s, _)| (*m, *s) != (mode, size))
        {
            self.painted = None;
        }
        let (.., texture) = self.painted.get_or_insert_with(|| {
            let usage = wgpu::TextureUsages::COPY_SRC;
            let texture = target_texture(&context.device, size, mode.format, usage);
            (mode, size, texture)
        });
        texture
    }

    /// The pixels painted last; waits for the GPU.
    pub(super) fn read_back(&self, context: &WgpuContext) -> Result<Image, PaintError> {
        let Some((_, (width, height), texture)) = &self.painted else {
            return Ok(Image {
                width: 0,
                height: 0,
                pixels: Vec::new(),
            });
        };
        let (width, height) = (*width, *height);
        let row = (width * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
        let buffer = context.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("read back"),
            size: u64::from(row) * u64::from(height),
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        let descriptor = wgpu::CommandEncoderDescriptor {
            label: Some("read back"),
        };
        let mut encoder = context.device.create_command_encoder(&descriptor);
        encoder.copy_texture_to_buffer(
            texture.as_image_copy(),
            wgpu::TexelCopyBufferInfo {
                buffer: &buffer,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(row),
                    rows_per_image: None,
                },
            },
            texture.size(),
        );
        context.queue.submit([encoder.finish()]);
        let driver = |reason: String| PaintError::Driver {
            action: "reading pixels back",
            reason,
        };
        // The poll below waits for this; a failure shows when the range is asked for.
        buffer.slice(..).map_async(wgpu::MapMode::Read, |_| {});
        context
            .device
            .poll(wgpu::PollType::wait_indefinitely())
            .map_err(|error| driver(error.to_string()))?;
        context.check("reading pixels back")?;
        let bytes = buffer
            .get_mapped_range(..)
            .map_err(|error| driver(error.to_string()))?;
        let (pixels, _) = bytes.as_chunks::<4>();
        let pixels = pixels
            .chunks_exact(row as usize / 4)
            .flat_map(|line| &line[..width as usize])
            .map(|&[r, g, b, a]| u32::from_be_bytes([a, r, g, b]))
            .collect();
        Ok(Image {
            width,
            height,
            pixels,
        })
    }
}
