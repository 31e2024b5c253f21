//! Pipelines, textures and bind groups.

use super::atlas::{Atlas, PageSize};
use super::instance::Instance;
use super::pipeline_cache::PipelineCache;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Where strips are painted when the result has to be encoded by
/// `encode.wgsl`. The format encodes, so that 8 bits are enough.
pub(super) const INTERMEDIATE: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8UnormSrgb;

/// The shaders, and the pipelines for the target formats met so far.
pub(super) struct Pipelines {
    pub(super) quad_layout: wgpu::BindGroupLayout,
    pub(super) encode_layout: wgpu::BindGroupLayout,
    quad_shader: wgpu::ShaderModule,
    encode_shader: wgpu::ShaderModule,
    made: Mutex<Vec<(Step, wgpu::TextureFormat, wgpu::RenderPipeline)>>,
    /// What the driver compiled for them; `None` where it keeps that to itself.
    cache: Option<Mutex<PipelineCache>>,
}

/// A step of painting.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// `quad.wgsl`.
    Quads,
    /// `encode.wgsl`.
    Encode,
}

fn texture_entry(
    binding: u32,
    view_dimension: wgpu::TextureViewDimension,
) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::FRAGMENT,
        ty: wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: false },
            view_dimension,
            multisampled: false,
        },
        count: None,
    }
}

impl Pipelines {
    pub(super) fn new(device: &wgpu::Device, cache: Option<PipelineCache>) -> Self {
        let globals = wgpu::BindGroupLayoutEntry {
            binding: 0,
            visibility: wgpu::ShaderStages::VERTEX,
            ty: wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Uniform,
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        };
        let layout = |label, entries: &[wgpu::BindGroupLayoutEntry]| {
            device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
                label: Some(label),
                entries,
            })
        };
        let array = wgpu::TextureViewDimension::D2Array;
        let flat = wgpu::TextureViewDimension::D2;
        Self {
            quad_layout: layout("quads", &[globals, texture_entry(1, array)]),
            encode_layout: layout("encode", &[texture_entry(0, flat)]),
            quad_shader: device.create_shader_module(wgpu::include_wgsl!("quad.wgsl")),
            encode_shader: device.create_shader_module(wgpu::include_wgsl!("encode.wgsl")),
            made: Mutex::new(Vec::new()),
            cache: cache.map(Mutex::new),
        }
    }

    /// Whether an earlier run has compiled some.
    pub(super) fn were_known(&self) -> bool {
        self.locked_cache().is_some_and(|cache| cache.was_known())
    }

    /// Whether pipelines were compiled that [`Self::save`] would keep.
    pub(super) fn are_unsaved(&self) -> bool {
        self.locked_cache().is_some_and(|cache| cache.is_unsaved())
    }

    /// Keeps what was compiled for the next run.
    pub(super) fn save(&self) {
        if let Some(mut cache) = self.locked_cache() {
            cache.save();
        }
    }

    fn locked_cache(&self) -> Option<MutexGuard<'_, PipelineCache>> {
        let cache = self.cache.as_ref()?;
        Some(cache.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The pipeline of a step for targets of `format`.
    pub(super) fn get(
        &self,
        device: &wgpu::Device,
        step: Step,
        format: wgpu::TextureFormat,
    ) -> wgpu::RenderPipeline {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., pipeline)) = made.iter().find(|(s, f, _)| *s == step && *f == format) {
            return pipeline.clone();
        }
        let pipeline = self.make(device, step, format);
        made.push((step, format, pipeline.clone()));
        pipeline
    }

    fn make(
        &self,
        device: &wgpu::Device,
        step: Step,
        format: wgpu::TextureFormat,
    ) -> wgpu::RenderPipeline {
        let (label, layout, module, blend) = match step {
            Step::Quads => (
                "quads",
                &self.quad_layout,
                &self.quad_shader,
                Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
            ),
            Step::Encode => ("encode", &self.encode_layout, &self.encode_shader, None),
        };
        let instances = [Some(wgpu::VertexBufferLayout {
            array_stride: Instance::SIZE,
            step_mode: wgpu::VertexStepMode::Instance,
            attributes: &Instance::ATTRIBUTES,
        })];
        let topology = match step {
            Step::Quads => wgpu::PrimitiveTopology::TriangleStrip,
            Step::Encode => wgpu::PrimitiveTopology::TriangleList,
        };
        let mut cache = self.locked_cache();
        device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some(label),
            layout: Some(
                &device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                    label: Some(label),
                    bind_group_layouts: &[Some(layout)],
                    ..wgpu::PipelineLayoutDescriptor::default()
                }),
            ),
            vertex: wgpu::VertexState {
                module,
                entry_point: Some("vertex"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: match step {
                    Step::Quads => &instances,
                    Step::Encode => &[],
                },
            },
            primitive: wgpu::PrimitiveState {
                topology,
                ..wgpu::PrimitiveState::default()
            },
            depth_stencil: None,
            multisample: wgpu::MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module,
                entry_point: Some("fragment"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: &[Some(wgpu::ColorTargetState {
                    format,
                    blend,
                    write_mask: wgpu::ColorWrites::ALL,
                })],
            }),
            multiview_mask: None,
            cache: cache.as_mut().map(|cache| cache.for_pipeline()),
        })
    }
}

/// The texture of the pages.
struct PageTexture {
    size: PageSize,
    texture: wgpu::Texture,
}

impl PageTexture {
    fn new(device: &wgpu::Device, size: PageSize) -> Self {
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("glyphs"),
            size: extent(size.side, size.side, size.layers),
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rgba8Unorm,
            usage: wgpu::TextureUsages::TEXTURE_BINDING
                | wgpu::TextureUsages::COPY_DST
                | wgpu::TextureUsages::COPY_SRC,
            view_formats: &[],
        });
        Self { size, texture }
    }

    fn view(&self) -> wgpu::TextureView {
        self.texture.create_view(&wgpu::TextureViewDescriptor {
            dimension: Some(wgpu::TextureViewDimension::D2Array),
            ..wgpu::TextureViewDescriptor::default()
        })
    }

    /// Follows the atlas to another size; true if the texture is another one.
    fn resize(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, size: PageSize) -> bool {
        if size == self.size || size.layers == 0 {
            return false;
        }
        let new = Self::new(device, size);
        // Pages of another side are filled anew; more pages keep the old ones.
        if size.side == self.size.side {
            let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor {
                label: Some("more glyphs"),
            });
            let layers = size.layers.min(self.size.layers);
            encoder.copy_texture_to_texture(
                self.texture.as_image_copy(),
                new.texture.as_image_copy(),
                extent(size.side, size.side, layers),
            );
            queue.submit([encoder.finish()]);
        }
        *self = new;
        true
    }
}

fn extent(width: u32, height: u32, layers: u32) -> wgpu::Extent3d {
    wgpu::Extent3d {
        width,
        height,
        depth_or_array_layers: layers,
    }
}

/// The texture of an [`Atlas`], and the bind group that shows it to `quad.wgsl`.
///
/// One texture for masks and pictures: on OpenGL 3.3 with compute shaders, which
/// is what NVIDIA's driver is, wgpu 30 gives every texture of a shader the place
/// of the first.
pub(super) struct AtlasTexture {
    pages: PageTexture,
    globals: wgpu::Buffer,
    pub(super) bind_group: wgpu::BindGroup,
}

impl AtlasTexture {
    pub(super) fn new(device: &wgpu::Device, pipelines: &Pipelines) -> Self {
        // A stand-in until there is a glyph.
        let pages = PageTexture::new(device, PageSize { side: 4, layers: 2 });
        let globals = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("globals"),
            size: 16,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let bind_group = bind(device, pipelines, &globals, &pages);
        Self {
            pages,
            globals,
            bind_group,
        }
    }

    /// Tells the shader the target's size, in pixels.
    pub(super) fn set_size(&self, queue: &wgpu::Queue, size: (u32, u32)) {
        let globals = [size.0 as f32, size.1 as f32, 0.0, 0.0];
        queue.write_buffer(&self.globals, 0, bytemuck::cast_slice(&globals));
    }

    /// Copies what is new in the atlas; returns the number of bytes.
    pub(super) fn sync(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        pipelines: &Pipelines,
        atlas: &mut Atlas,
    ) -> usize {
        if self.pages.resize(device, queue, atlas.page_size()) {
            self.bind_group = bind(device, pipelines, &self.globals, &self.pages);
        }
        let (uploads, bytes) = atlas.take_uploads();
        for upload in uploads {
            let place = upload.place;
            let (width, height) = (u32::from(place.width), u32::from(place.height));
            queue.write_texture(
                wgpu::TexelCopyTextureInfo {
                    texture: &self.pages.texture,
                    mip_level: 0,
                    origin: wgpu::Origin3d {
                        x: u32::from(place.u),
                        y: u32::from(place.v),
                        z: u32::from(place.layer),
                    },
                    aspect: wgpu::TextureAspect::All,
                },
                &bytes[upload.bytes],
                wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(width * 4),
                    rows_per_image: None,
                },
                extent(width, height, 1),
            );
        }
        bytes.len()
    }
}

fn bind(
    device: &wgpu::Device,
    pipelines: &Pipelines,
    globals: &wgpu::Buffer,
    pages: &PageTexture,
) -> wgpu::BindGroup {
    let entry = |binding, resource| wgpu::BindGroupEntry { binding, resource };
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("quads"),
        layout: &pipelines.quad_layout,
        entries: &[
            entry(0, globals.as_entire_binding()),
            entry(1, wgpu::BindingResource::TextureView(&pages.view())),
        ],
    })
}

/// A texture to paint strips into when `encode.wgsl` makes the final pixels.
pub(super) struct Intermediate {
    pub(super) size: (u32, u32),
    pub(super) view: wgpu::TextureView,
    pub(super) bind_group: wgpu::BindGroup,
}

impl Intermediate {
    pub(super) fn new(device: &wgpu::Device, pipelines: &Pipelines, size: (u32, u32)) -> Self {
        let texture = target_texture(
            device,
            size,
            INTERMEDIATE,
            wgpu::TextureUsages::TEXTURE_BINDING,
        );
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let bind_group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("encode"),
            layout: &pipelines.encode_layout,
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: wgpu::BindingResource::TextureView(&view),
            }],
        });
        Self {
            size,
            view,
            bind_group,
        }
    }
}

/// A texture that can be painted into and used as `usage` says.
pub(super) fn target_texture(
    device: &wgpu::Device,
    size: (u32, u32),
    format: wgpu::TextureFormat,
    usage: wgpu::TextureUsages,
) -> wgpu::Texture {
    device.create_texture(&wgpu::TextureDescriptor {
        label: Some("target"),
        size: extent(size.0, size.1, 1),
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | usage,
        view_formats: &[],
    })
}
