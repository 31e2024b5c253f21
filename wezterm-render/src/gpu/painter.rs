//! The painter: strips into instances, instances into pixels.

use super::atlas::{Atlas, Full};
use super::context::{SurfaceHandle, WgpuContext};
use super::instance::{self, Instance};
use super::pipeline::{AtlasTexture, INTERMEDIATE, Intermediate, Step};
use super::strips::StripTable;
use super::surface::{Encoding, Frame, Mode, OffscreenTarget, WindowTarget};
use crate::cpu::decode;
use crate::{
    DamageRegion, GlyphSource, Image, Outline, PaintError, PaintReport, Painter, PainterKind,
    PixelRect, Scene,
};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wezterm_types::Rgba;

enum Target {
    Window(Box<WindowTarget>),
    Offscreen(OffscreenTarget),
}

/// Paints one window, or one offscreen picture, on the GPU of a [`WgpuContext`].
pub struct WgpuPainter {
    // Dropped first: a surface must go before its window and its device.
    target: Target,
    batch: Batch,
    texture: AtlasTexture,
    instances: InstanceBuffer,
    intermediate: Option<Intermediate>,
    size: (u32, u32),
    /// What the target shows.
    shown: Option<Outline>,
    region: DamageRegion,
    /// When new pipelines are to be kept for the next run.
    save_at: Option<Instant>,
    context: Arc<WgpuContext>,
}

impl fmt::Debug for WgpuPainter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WgpuPainter")
            .field("context", &self.context)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl WgpuPainter {
    /// Compiled pipelines are written to their file this long after the frame
    /// that needed them: not while the program starts.
    const SAVE_DELAY: Duration = Duration::from_millis(500);

    /// A painter for a window of `size` physical pixels.
    ///
    /// # Errors
    /// [`PaintError::Surface`] if the GPU cannot paint that window.
    pub fn for_window(
        context: Arc<WgpuContext>,
        window: Arc<dyn SurfaceHandle>,
        size: (u32, u32),
    ) -> Result<Self, PaintError> {
        let target = WindowTarget::new(&context, window)?;
        Ok(Self::new(context, Target::Window(Box::new(target)), size))
    }

    /// A painter for a picture of `size` pixels; see [`Self::read_back`].
    #[must_use]
    pub fn offscreen(context: Arc<WgpuContext>, size: (u32, u32)) -> Self {
        Self::new(context, Target::Offscreen(OffscreenTarget::new()), size)
    }

    fn new(context: Arc<WgpuContext>, target: Target, size: (u32, u32)) -> Self {
        let largest_page = context.device.limits().max_texture_dimension_2d;
        Self {
            target,
            batch: Batch::new(largest_page),
            texture: AtlasTexture::new(&context.device, &context.pipelines),
            instances: InstanceBuffer::default(),
            intermediate: None,
            size,
            shown: None,
            region: DamageRegion::none(),
            save_at: None,
            context,
        }
    }

    /// The picture as painted last; an empty one if nothing was painted yet.
    /// Waits for the GPU.
    ///
    /// # Errors
    /// The device was lost, or the painter is one of a window.
    pub fn read_back(&self) -> Result<Image, PaintError> {
        match &self.target {
            Target::Offscreen(target) => target.read_back(&self.context),
            Target::Window(_) => Err(PaintError::Driver {
                action: "reading pixels back",
                reason: "a window's frames belong to the compositor".to_owned(),
            }),
        }
    }

    /// Glyphs dropped from the atlas to make room, ever.
    #[must_use]
    pub fn atlas_evictions(&self) -> u64 {
        self.batch.atlas.evictions()
    }

    /// Encodes the passes of a frame that end in `view`.
    fn encode(&mut self, mode: Mode, clear: Rgba, view: &wgpu::TextureView) -> wgpu::CommandBuffer {
        let (device, pipelines) = (&self.context.device, &self.context.pipelines);
        let descriptor = wgpu::CommandEncoderDescriptor {
            label: Some("frame"),
        };
        let mut encoder = device.create_command_encoder(&descriptor);
        let count = self.batch.table.instances().len();
        let quads = |encoder: &mut wgpu::CommandEncoder, view, format, color| {
            let mut pass = begin_pass(encoder, view, wgpu::LoadOp::Clear(color));
            if let (1.., Some(buffer)) = (count, &self.instances.buffer) {
                pass.set_pipeline(&pipelines.get(device, Step::Quads, format));
                pass.set_bind_group(0, &self.texture.bind_group, &[]);
                pass.set_vertex_buffer(0, buffer.slice(..));
                pass.draw(0..4, 0..count as u32);
            }
        };
        let color = linear(clear, mode.translucent);
        match mode.encoding {
            Encoding::Format => {
                self.intermediate = None;
                quads(&mut encoder, view, mode.format, color);
            }
            Encoding::Shader => {
                let size = self.size;
                if self.intermediate.as_ref().is_none_or(|i| i.size != size) {
                    self.intermediate = Some(Intermediate::new(device, pipelines, size));
                }
                if let Some(intermediate) = &self.intermediate {
                    quads(&mut encoder, &intermediate.view, INTERMEDIATE, color);
                    let load = wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT);
                    let mut pass = begin_pass(&mut encoder, view, load);
                    pass.set_pipeline(&pipelines.get(device, Step::Encode, mode.format));
                    pass.set_bind_group(0, &intermediate.bind_group, &[]);
                    pass.draw(0..3, 0..1);
                }
            }
        }
        encoder.finish()
    }
}

impl Painter for WgpuPainter {
    fn resize(&mut self, width: u32, height: u32) {
        if self.size != (width, height) {
            self.size = (width, height);
            self.shown = None;
            // Instances are clipped to the target.
            self.batch.table.clear();
        }
    }

    fn paint(
        &mut self,
        scene: &Scene,
        glyphs: &mut dyn GlyphSource,
        pre_present: &mut dyn FnMut(),
    ) -> Result<PaintReport, PaintError> {
        let context = self.context.clone();
        context.check("painting")?;
        let (width, height) = scene.size;
        self.resize(width, height);
        let limit = context.max_side();
        if width.max(height) > limit {
            return Err(PaintError::Size {
                width,
                height,
                limit,
            });
        }
        match &mut self.shown {
            Some(shown) => shown.damage_to(scene, &mut self.region),
            None => self.region.fill(),
        }
        let mut report = PaintReport {
            damage: self.region.level,
            ..PaintReport::default()
        };
        if width == 0 || height == 0 {
            return Ok(report);
        }

        let (quads, dropped) = self.batch.sync(scene, glyphs);
        report.quads = quads;
        report.dropped_glyphs = dropped;
        let (device, queue) = (&context.device, &context.queue);
        let (atlas, table) = (&mut self.batch.atlas, &mut self.batch.table);
        report.uploaded = self.texture.sync(device, queue, &context.pipelines, atlas);
        report.uploaded += self.instances.sync(device, queue, table);
        self.texture.set_size(queue, scene.size);

        let translucent = !scene.clear.is_opaque();
        let (mode, texture, frame) = match &mut self.target {
            Target::Offscreen(target) => {
                let mode = OffscreenTarget::mode(translucent);
                let texture = target.texture(&context, mode, scene.size).clone();
                (mode, texture, None)
            }
            Target::Window(window) => {
                let mode = window.mode(translucent);
                match window.acquire(&context, mode, scene.size)? {
                    Frame::Skip => {
                        // Sends the copies above, which would else pile up.
                        queue.submit([]);
                        return Ok(report);
                    }
                    Frame::Texture(frame) => (mode, frame.texture.clone(), Some(frame)),
                }
            }
        };
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let commands = self.encode(mode, scene.clear, &view);
        queue.submit([commands]);
        pre_present();
        if let Some(frame) = frame {
            queue.present(frame);
        }
        context.check("painting")?;
        report.pixels = u64::from(width) * u64::from(height);
        report.presented = true;
        if self.save_at.is_none() && context.pipelines.are_unsaved() {
            self.save_at = Some(Instant::now() + Self::SAVE_DELAY);
        }
        self.shown
            .get_or_insert_with(Outline::default)
            .follow(scene);
        Ok(report)
    }

    fn rest_deadline(&self) -> Option<Instant> {
        self.save_at
    }

    fn rest(&mut self, now: Instant) {
        if self.save_at.is_some_and(|at| at <= now) {
            self.save_at = None;
            self.context.pipelines.save();
        }
    }

    fn finish(&self) -> Result<(), PaintError> {
        self.context.wait()
    }

    fn kind(&self) -> PainterKind {
        self.context.kind()
    }

    fn describe(&self) -> String {
        let adapter = self.context.adapter();
        let driver = adapter.driver_info.as_deref().unwrap_or("unknown driver");
        format!("{}: {} ({driver})", adapter.backend, adapter.name)
    }
}

fn begin_pass<'a>(
    encoder: &'a mut wgpu::CommandEncoder,
    view: &wgpu::TextureView,
    load: wgpu::LoadOp<wgpu::Color>,
) -> wgpu::RenderPass<'a> {
    encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("pass"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations {
                load,
                store: wgpu::StoreOp::Store,
            },
        })],
        ..wgpu::RenderPassDescriptor::default()
    })
}

/// A colour as a pass clears to it: linear, premultiplied. Where the
/// compositor ignores alpha, so do we.
fn linear(color: Rgba, translucent: bool) -> wgpu::Color {
    let alpha = if translucent {
        f64::from(color.a) / 255.0
    } else {
        1.0
    };
    let channel = |c: u8| f64::from(decode(f32::from(c) / 255.0)) * alpha;
    wgpu::Color {
        r: channel(color.r),
        g: channel(color.g),
        b: channel(color.b),
        a: alpha,
    }
}

/// The instances of the scene, and the atlas that they refer to.
struct Batch {
    table: StripTable,
    atlas: Atlas,
}

impl Batch {
    /// Fresh starts of the atlas in one frame, before glyphs are left out:
    /// one because it is full, and one for larger pages of either kind.
    const FRESH_STARTS: usize = 3;

    fn new(largest_page: u32) -> Self {
        Self {
            table: StripTable::default(),
            atlas: Atlas::new(largest_page),
        }
    }

    /// Makes the instances be those of `scene`. Returns how many were written
    /// and how many glyphs were left out.
    fn sync(&mut self, scene: &Scene, glyphs: &mut dyn GlyphSource) -> (usize, usize) {
        self.atlas.begin_frame();
        for fresh_starts in 0..=Self::FRESH_STARTS {
            let (written, dropped) = self.try_sync(scene, glyphs);
            if dropped == 0 || fresh_starts == Self::FRESH_STARTS {
                if dropped > 0 {
                    log::warn!("{dropped} glyphs do not fit into the GPU's glyph atlas");
                }
                return (written, dropped);
            }
            // Old places are void, so every strip is encoded again.
            self.atlas.clear();
            self.table.clear();
        }
        (0, 0)
    }

    fn try_sync(&mut self, scene: &Scene, glyphs: &mut dyn GlyphSource) -> (usize, usize) {
        let target = PixelRect::of_size(scene.size);
        let (mut written, mut dropped) = (0, 0);
        let (table, atlas) = (&mut self.table, &mut self.atlas);
        for (index, strip) in scene.strips.iter().enumerate() {
            written += table.set(index, strip, |out| {
                let place = |key| match atlas.place(key, scene, glyphs) {
                    Ok(place) => place,
                    Err(Full) => {
                        dropped += 1;
                        None
                    }
                };
                instance::encode(strip, target, place, out);
            });
        }
        table.cut(scene.strips.len());
        (written, dropped)
    }
}

/// The GPU's copy of the instances.
#[derive(Default)]
struct InstanceBuffer {
    buffer: Option<wgpu::Buffer>,
}

impl InstanceBuffer {
    /// Copies what has changed; returns the number of bytes. The buffer grows
    /// to the next power of two, so seldom.
    fn sync(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        table: &mut StripTable,
    ) -> usize {
        let needed = table.instances().len() as u64 * Instance::SIZE;
        let size = self.buffer.as_ref().map_or(0, wgpu::Buffer::size);
        if needed > size {
            self.buffer = Some(device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("quads"),
                size: needed.next_power_of_two(),
                usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            }));
            table.all_dirty();
        }
        let dirty = table.take_dirty();
        let Some(buffer) = &self.buffer else { return 0 };
        let mut uploaded = 0;
        for range in dirty {
            let bytes: &[u8] = bytemuck::cast_slice(&table.instances()[range.clone()]);
            queue.write_buffer(buffer, range.start as u64 * Instance::SIZE, bytes);
            uploaded += bytes.len();
        }
        uploaded
    }
}
