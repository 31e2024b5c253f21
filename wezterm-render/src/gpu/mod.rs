//! Painting by a GPU, through wgpu: Vulkan, else OpenGL.

mod atlas;
mod context;
mod instance;
mod painter;
mod pipeline;
mod pipeline_cache;
mod strips;
mod surface;

pub use context::{
    AdapterDescription, Backend, DisplayHandle, GpuPreferences, OnDesktop, PowerPreference,
    SurfaceHandle, WgpuContext,
};
pub use painter::WgpuPainter;

/// The shaders, for the test that validates them.
#[cfg(test)]
mod tests {
    use naga::valid::{Capabilities, ValidationFlags, Validator};

    #[test]
    fn shaders_are_valid() {
        for (name, source) in [
            ("quad.wgsl", include_str!("quad.wgsl")),
            ("encode.wgsl", include_str!("encode.wgsl")),
        ] {
            let module = naga::front::wgsl::parse_str(source)
                .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(source)));
            Validator::new(ValidationFlags::all(), Capabilities::empty())
                .validate(&module)
                .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(source)));
        }
    }
}
