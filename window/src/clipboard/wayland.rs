use super::worker::{LoadError, Loaded, Selections, Worker};
use super::{ClipboardKind, Connector};
use raw_window_handle::{HasDisplayHandle, RawDisplayHandle};
use std::sync::Arc;
use wayland_client::globals::{GlobalListContents, registry_queue_init};
use wayland_client::protocol::wl_registry::{self, WlRegistry};
use wayland_client::{Connection, Dispatch, QueueHandle};
use winit::event_loop::OwnedDisplayHandle;

/// A `smithay_clipboard::Clipboard` with the connection it borrows. The order
/// of the fields matters: the clipboard goes first.
struct Shared {
    clipboard: smithay_clipboard::Clipboard,
    _display: OwnedDisplayHandle,
}

impl Shared {
    fn open(display: OwnedDisplayHandle) -> Option<Self> {
        let raw = raw_display(&display)?;
        // SAFETY: `raw` is the `wl_display` of the connection that `display`
        // keeps open, and `display` is dropped after the clipboard.
        let clipboard = unsafe { smithay_clipboard::Clipboard::new(raw) };
        Some(Self {
            clipboard,
            _display: display,
        })
    }
}

fn raw_display(display: &OwnedDisplayHandle) -> Option<*mut std::ffi::c_void> {
    match display.display_handle().ok()?.as_raw() {
        RawDisplayHandle::Wayland(handle) => Some(handle.display.as_ptr()),
        _ => None,
    }
}

/// Stores through one connection object and loads through another, because a
/// load blocks its object until the owner has sent everything.
pub(super) struct WaylandConnector {
    display: OwnedDisplayHandle,
    store: Option<Shared>,
}

impl WaylandConnector {
    pub(super) fn new(display: OwnedDisplayHandle) -> Self {
        Self {
            store: Shared::open(display.clone()),
            display,
        }
    }
}

impl Connector for WaylandConnector {
    fn start(&self, loaded: Arc<dyn Fn(Loaded) + Send + Sync>) -> Worker {
        let display = self.display.clone();
        let open = move || -> Result<Box<dyn Selections>, String> {
            let offered = Offered::read(&display)?;
            let shared = Shared::open(display).ok_or("the display is not a Wayland one")?;
            Ok(Box::new(WaylandSelections { shared, offered }))
        };
        Worker::start(open, loaded)
    }

    fn store(&self, kind: ClipboardKind, text: &str) -> bool {
        if let Some(Shared { clipboard, .. }) = &self.store {
            match kind {
                ClipboardKind::Clipboard => clipboard.store(text),
                ClipboardKind::Primary => clipboard.store_primary(text),
            }
        }
        true
    }
}

/// Which selections the compositor has.
struct Offered {
    clipboard: bool,
    primary: bool,
}

impl Offered {
    fn read(display: &OwnedDisplayHandle) -> Result<Self, String> {
        let raw = raw_display(display).ok_or("the display is not a Wayland one")?;
        // SAFETY: `display` keeps the connection open longer than `backend`,
        // which lives in this function only.
        let backend = unsafe { wayland_backend::client::Backend::from_foreign_display(raw.cast()) };
        let connection = Connection::from_backend(backend);
        let (globals, _queue) =
            registry_queue_init::<Ignore>(&connection).map_err(|err| err.to_string())?;
        let has = |name: &str| {
            globals
                .contents()
                .with_list(|list| list.iter().any(|global| global.interface == name))
        };
        Ok(Self {
            clipboard: has("wl_data_device_manager"),
            primary: has("zwp_primary_selection_device_manager_v1"),
        })
    }
}

struct Ignore;

impl Dispatch<WlRegistry, GlobalListContents> for Ignore {
    fn event(
        _: &mut Self,
        _: &WlRegistry,
        _: wl_registry::Event,
        _: &GlobalListContents,
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
    }
}

struct WaylandSelections {
    shared: Shared,
    offered: Offered,
}

impl Selections for WaylandSelections {
    fn load(&mut self, kind: ClipboardKind) -> Result<String, LoadError> {
        let (offered, protocol) = match kind {
            ClipboardKind::Clipboard => (self.offered.clipboard, "wl_data_device_manager"),
            ClipboardKind::Primary => (
                self.offered.primary,
                "zwp_primary_selection_device_manager_v1",
            ),
        };
        if !offered {
            return Err(LoadError::Unsupported(format!(
                "the compositor does not have {protocol}"
            )));
        }
        let text = match kind {
            ClipboardKind::Clipboard => self.shared.clipboard.load(),
            ClipboardKind::Primary => self.shared.clipboard.load_primary(),
        };
        text.map_err(|err| LoadError::Empty(err.to_string()))
    }

    fn store(&mut self, _: ClipboardKind, _: String) -> Result<(), String> {
        // Never asked: the connector stores without the worker.
        Err("stores go through the event loop's thread".to_owned())
    }
}
