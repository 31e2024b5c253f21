//! The GPU as all windows share it: instance, adapter, device, pipelines.

use super::pipeline::Pipelines;
use super::pipeline_cache::PipelineCache;
use crate::{PaintError, PainterKind};
use raw_window_handle::{HasDisplayHandle, HasWindowHandle};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A window that can be painted, or the raw handles of one. Implemented by
/// whatever has both handles.
pub trait SurfaceHandle:
    HasWindowHandle + HasDisplayHandle + fmt::Debug + Send + Sync + 'static
{
}

impl<T: HasWindowHandle + HasDisplayHandle + fmt::Debug + Send + Sync + 'static> SurfaceHandle
    for T
{
}

/// A connection to a desktop, or the raw handle of one.
pub trait DisplayHandle: HasDisplayHandle + fmt::Debug + Send + Sync + 'static {}

impl<T: HasDisplayHandle + fmt::Debug + Send + Sync + 'static> DisplayHandle for T {}

/// A window that is to be painted, and the desktop that it is on. A context
/// keeps the desktop for as long as it lives, and not the window.
#[derive(Clone, Debug)]
pub struct OnDesktop {
    /// The window.
    pub window: Arc<dyn SurfaceHandle>,
    /// The connection, which must not keep the window.
    pub display: Arc<dyn DisplayHandle>,
}

/// A way to the GPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Backend {
    /// Vulkan.
    Vulkan,
    /// OpenGL or OpenGL ES through EGL.
    OpenGl,
}

impl Backend {
    fn bits(self) -> wgpu::Backends {
        match self {
            Self::Vulkan => wgpu::Backends::VULKAN,
            Self::OpenGl => wgpu::Backends::GL,
        }
    }

    /// As `webgpu_preferred_adapter` has it: `Vulkan` or `Gl`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vulkan => "Vulkan",
            Self::OpenGl => "Gl",
        }
    }
}

/// `webgpu_power_preference`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PowerPreference {
    /// An integrated GPU, if there is one.
    #[default]
    LowPower,
    /// A discrete GPU, if there is one.
    HighPerformance,
}

/// Which GPU to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GpuPreferences {
    /// The backends to try, in order; hardware through a later one beats
    /// software through an earlier one.
    pub backends: Vec<Backend>,
    /// Between adapters of one backend.
    pub power: PowerPreference,
    /// Use a software implementation of the backend.
    pub force_fallback: bool,
    /// Take this adapter, if it exists; an empty name matches any.
    pub preferred: Option<AdapterDescription>,
    /// Directory in which compiled pipelines are kept between runs.
    pub pipelines: Option<PathBuf>,
    /// The window is on an X11 server without GLX, where OpenGL has no way to
    /// it and NVIDIA's own Vulkan driver crashes when it is asked for one.
    pub without_glx: bool,
}

impl Default for GpuPreferences {
    /// Vulkan, then OpenGL; the GPU that takes least power.
    fn default() -> Self {
        Self {
            backends: vec![Backend::Vulkan, Backend::OpenGl],
            power: PowerPreference::LowPower,
            force_fallback: false,
            preferred: None,
            pipelines: None,
            without_glx: false,
        }
    }
}

/// An adapter, as `wezterm.gui.enumerate_gpus` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterDescription {
    /// Name of the device, by its driver.
    pub name: String,
    /// `DiscreteGpu`, `IntegratedGpu`, `VirtualGpu`, `Cpu` or `Other`.
    pub device_type: String,
    /// `Vulkan` or `Gl`.
    pub backend: String,
    /// Name of the driver, if it says.
    pub driver: Option<String>,
    /// Version of the driver, if it says.
    pub driver_info: Option<String>,
    /// PCI vendor id, 0 if unknown.
    pub vendor: u32,
    /// PCI device id, 0 if unknown.
    pub device: u32,
}

impl AdapterDescription {
    fn new(info: &wgpu::AdapterInfo, backend: Backend) -> Self {
        let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            name: info.name.clone(),
            device_type: format!("{:?}", info.device_type),
            backend: backend.name().to_owned(),
            driver: known(&info.driver),
            driver_info: known(&info.driver_info),
            vendor: info.vendor,
            device: info.device,
        }
    }

    /// Whether `adapter` is the one that the user described: name and backend
    /// where given, and the PCI ids where known.
    fn matches(&self, adapter: &Self) -> bool {
        let text = |wanted: &str, actual: &str| wanted.is_empty() || wanted == actual;
        let id = |wanted: u32, actual: u32| wanted == 0 || wanted == actual;
        text(&self.name, &adapter.name)
            && text(&self.backend, &adapter.backend)
            && id(self.vendor, adapter.vendor)
            && id(self.device, adapter.device)
    }
}

/// What went wrong behind our back.
#[derive(Debug, Default)]
struct Faults {
    lost: Option<String>,
    error: Option<String>,
}

/// The GPU. Shared by all windows; may be made on another thread while the
/// first window is being opened, then without the window.
pub struct WgpuContext {
    pub(super) instance: wgpu::Instance,
    pub(super) adapter: wgpu::Adapter,
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    pub(super) pipelines: Pipelines,
    backend: Backend,
    description: AdapterDescription,
    faults: Arc<Mutex<Faults>>,
    surface_losses: AtomicU64,
}

impl fmt::Debug for WgpuContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WgpuContext")
            .field("adapter", &self.description)
            .finish_non_exhaustive()
    }
}

/// An adapter that could be used.
struct Candidate {
    instance: wgpu::Instance,
    adapter: wgpu::Adapter,
    backend: Backend,
    description: AdapterDescription,
    info: wgpu::AdapterInfo,
}

impl Candidate {
    fn is_software(&self) -> bool {
        self.info.device_type == wgpu::DeviceType::Cpu
    }

    /// The lower, the better.
    fn rank(&self, preferences: &GpuPreferences) -> (bool, bool, u8) {
        let preferred = preferences
            .preferred
            .as_ref()
            .is_some_and(|wanted| wanted.matches(&self.description));
        let kind = match (self.info.device_type, preferences.power) {
            (wgpu::DeviceType::IntegratedGpu, PowerPreference::LowPower)
            | (wgpu::DeviceType::DiscreteGpu, PowerPreference::HighPerformance) => 0,
            (wgpu::DeviceType::IntegratedGpu | wgpu::DeviceType::DiscreteGpu, _) => 1,
            (wgpu::DeviceType::VirtualGpu, _) => 2,
            (wgpu::DeviceType::Other, _) => 3,
            (wgpu::DeviceType::Cpu, _) => 4,
        };
        (!preferred, self.is_software(), kind)
    }
}

/// What a search finds. Where a driver has no answer that wgpu has a name for,
/// wgpu panics: nothing is found there.
fn unless_panicking<T>(
    backend: Backend,
    tried: &mut Vec<String>,
    search: impl FnOnce(&mut Vec<String>) -> Vec<T>,
) -> Vec<T> {
    // Nothing that the search has left behind is used.
    let found = catch_unwind(AssertUnwindSafe(|| search(tried)));
    found.unwrap_or_else(|_| {
        tried.push(format!("{}: its driver failed", backend.name()));
        Vec::new()
    })
}

fn candidates(
    backend: Backend,
    on: Option<&OnDesktop>,
    without_glx: bool,
    tried: &mut Vec<String>,
) -> Vec<Candidate> {
    unless_panicking(backend, tried, |tried| {
        search(backend, on, without_glx, tried)
    })
}

fn search(
    backend: Backend,
    on: Option<&OnDesktop>,
    without_glx: bool,
    tried: &mut Vec<String>,
) -> Vec<Candidate> {
    if without_glx && backend == Backend::OpenGl {
        tried.push(format!("{}: the X11 server has no GLX", backend.name()));
        return Vec::new();
    }
    let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
    descriptor.backends = backend.bits();
    // Validation layers are for developers: WGPU_VALIDATION=1 turns them on.
    descriptor.flags = wgpu::InstanceFlags::empty().with_env();
    if let Some(on) = on {
        descriptor.display = Some(Box::new(on.display.clone()));
    }
    let instance = wgpu::Instance::new(descriptor);
    let surface = match on.map(|on| instance.create_surface(on.window.clone())) {
        Some(Err(error)) => {
            tried.push(format!("{}: no surface: {error}", backend.name()));
            return Vec::new();
        }
        Some(Ok(surface)) => Some(surface),
        None => None,
    };
    let adapters = pollster::block_on(instance.enumerate_adapters(backend.bits()));
    if adapters.is_empty() {
        tried.push(format!("{}: no adapter", backend.name()));
    }
    let mut found = Vec::new();
    for adapter in adapters {
        let info = adapter.get_info();
        if without_glx && info.driver == "NVIDIA" {
            let (backend, name) = (backend.name(), &info.name);
            tried.push(format!("{backend}: {name} needs GLX of the X11 server"));
            continue;
        }
        if surface
            .as_ref()
            .is_some_and(|surface| !adapter.is_surface_supported(surface))
        {
            let (backend, name) = (backend.name(), &info.name);
            tried.push(format!("{backend}: {name} cannot show this window"));
            continue;
        }
        found.push(Candidate {
            instance: instance.clone(),
            adapter,
            backend,
            description: AdapterDescription::new(&info, backend),
            info,
        });
    }
    found
}

impl WgpuContext {
    /// Opens the GPU that fits `preferences` best. `on` a window, one that
    /// can paint it: needed for OpenGL on Wayland, good on machines with
    /// several GPUs.
    ///
    /// # Errors
    /// [`PaintError::NoAdapter`], which says what was tried, or
    /// [`PaintError::Device`].
    pub fn new(
        preferences: &GpuPreferences,
        on: Option<&OnDesktop>,
    ) -> Result<Arc<Self>, PaintError> {
        let mut tried = Vec::new();
        let mut best: Option<Candidate> = None;
        for &backend in &preferences.backends {
            for candidate in candidates(backend, on, preferences.without_glx, &mut tried) {
                if preferences.force_fallback && !candidate.is_software() {
                    let name = &candidate.info.name;
                    tried.push(format!("{}: {name} is hardware", backend.name()));
                    continue;
                }
                // Of equals, the first wins.
                let rank = candidate.rank(preferences);
                if best
                    .as_ref()
                    .is_none_or(|best| rank < best.rank(preferences))
                {
                    best = Some(candidate);
                }
            }
            // With what was asked for, or hardware, there is no need to start
            // another backend, which takes tens of milliseconds.
            let settled = |best: &Candidate| match &preferences.preferred {
                Some(wanted) => wanted.matches(&best.description),
                None => preferences.force_fallback || !best.is_software(),
            };
            if best.as_ref().is_some_and(settled) {
                break;
            }
        }
        let Some(best) = best else {
            let tried = if tried.is_empty() {
                "no backend".to_owned()
            } else {
                tried.join("; ")
            };
            return Err(PaintError::NoAdapter { tried });
        };
        if let Some(wanted) = &preferences.preferred
            && !wanted.matches(&best.description)
        {
            log::warn!(
                "webgpu_preferred_adapter \"{}\" does not exist; using \"{}\"",
                wanted.name,
                best.description.name
            );
        }
        Self::open(best, preferences.pipelines.as_deref())
    }

    /// All adapters of all backends, for `wezterm.gui.enumerate_gpus`.
    #[must_use]
    pub fn enumerate() -> Vec<AdapterDescription> {
        let mut tried = Vec::new();
        [Backend::Vulkan, Backend::OpenGl]
            .into_iter()
            .flat_map(|backend| candidates(backend, None, false, &mut tried))
            .map(|candidate| candidate.description)
            .collect()
    }

    fn open(candidate: Candidate, pipelines: Option<&Path>) -> Result<Arc<Self>, PaintError> {
        let adapter_limits = candidate.adapter.limits();
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("wezterm"),
            // Where there is one.
            required_features: candidate.adapter.features() & wgpu::Features::PIPELINE_CACHE,
            required_limits: wgpu::Limits::downlevel_webgl2_defaults()
                .using_resolution(adapter_limits),
            memory_hints: wgpu::MemoryHints::MemoryUsage,
            ..wgpu::DeviceDescriptor::default()
        };
        let opened = pollster::block_on(candidate.adapter.request_device(&descriptor));
        let (device, queue) = opened.map_err(|error| PaintError::Device {
            adapter: candidate.description.name.clone(),
            reason: error.to_string(),
        })?;
        let faults = Arc::new(Mutex::new(Faults::default()));
        let on_lost = faults.clone();
        device.set_device_lost_callback(move |reason, message| {
            let text = format!("{message} ({reason:?})");
            lock(&on_lost).lost = Some(text);
        });
        let on_error = faults.clone();
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            log::error!("GPU: {error}");
            lock(&on_error).error = Some(error.to_string());
        }));
        let cache = pipelines.and_then(|dir| PipelineCache::open(&device, &candidate.info, dir));
        Ok(Arc::new(Self {
            pipelines: Pipelines::new(&device, cache),
            instance: candidate.instance,
            adapter: candidate.adapter,
            device,
            queue,
            backend: candidate.backend,
            description: candidate.description,
            faults,
            surface_losses: AtomicU64::new(0),
        }))
    }

    /// The adapter in use.
    #[must_use]
    pub fn adapter(&self) -> &AdapterDescription {
        &self.description
    }

    /// Whether the "GPU" is a program on the processor, where
    /// [`crate::CpuPainter`] is faster and smaller.
    #[must_use]
    pub fn is_software(&self) -> bool {
        self.description.device_type == "Cpu"
    }

    /// Whether an earlier run has left compiled pipelines for this adapter.
    #[must_use]
    pub fn knew_pipelines(&self) -> bool {
        self.pipelines.were_known()
    }

    /// The kind of the painters of this context.
    #[must_use]
    pub fn kind(&self) -> PainterKind {
        match self.backend {
            Backend::Vulkan => PainterKind::Vulkan,
            Backend::OpenGl => PainterKind::OpenGl,
        }
    }

    /// Longest side of a surface, in pixels.
    #[must_use]
    pub fn max_side(&self) -> u32 {
        // Instances hold 16 bits a coordinate.
        self.device
            .limits()
            .max_texture_dimension_2d
            .min(u32::from(u16::MAX))
    }

    /// What has gone wrong since the last call, if anything.
    pub(super) fn check(&self, action: &'static str) -> Result<(), PaintError> {
        // A lost device makes no errors, it tells when polled.
        let polled = self.device.poll(wgpu::PollType::Poll);
        let mut faults = lock(&self.faults);
        if let Some(lost) = &faults.lost {
            return Err(PaintError::DeviceLost(lost.clone()));
        }
        let polled = polled.err().map(|error| error.to_string());
        match faults.error.take().or(polled) {
            Some(reason) => Err(PaintError::Driver { action, reason }),
            None => Ok(()),
        }
    }

    /// Waits until everything that was submitted is done.
    pub(super) fn wait(&self) -> Result<(), PaintError> {
        match self.device.poll(wgpu::PollType::wait_indefinitely()) {
            Ok(_) => Ok(()),
            Err(error) => Err(PaintError::Driver {
                action: "waiting for the GPU",
                reason: error.to_string(),
            }),
        }
    }

    /// Whether the device is gone, and with it all that was made from it.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        lock(&self.faults).lost.is_some()
    }

    /// Surface losses that were asked for, ever.
    pub(super) fn surface_losses(&self) -> u64 {
        self.surface_losses.load(Ordering::Relaxed)
    }

    /// Pretends that the surfaces of all windows are lost, for tests of the
    /// recovery.
    #[doc(hidden)]
    pub fn lose_surfaces(&self) {
        self.surface_losses.fetch_add(1, Ordering::Relaxed);
    }

    /// Pretends that the GPU went away, for tests of the recovery.
    #[doc(hidden)]
    pub fn lose_device(&self) {
        self.device.destroy();
        // The device is gone once its queue is empty.
        if let Err(error) = self.wait() {
            log::debug!("the device goes: {error}");
        }
    }
}

fn lock(faults: &Mutex<Faults>) -> std::sync::MutexGuard<'_, Faults> {
    faults.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_driver_that_panics_has_no_adapter() {
        let mut tried = vec!["Vulkan: no adapter".to_owned()];
        let found = unless_panicking(Backend::OpenGl, &mut tried, |_| -> Vec<()> {
            panic!("as khronos-egl does where there is no display and no error");
        });
        assert!(found.is_empty());
        assert_eq!(tried, ["Vulkan: no adapter", "Gl: its driver failed"]);
        let found = unless_panicking(Backend::Vulkan, &mut tried, |_| vec![1]);
        assert_eq!(found, [1]);
        assert_eq!(tried.len(), 2);
    }
}
