//! Paints one colour into a window, through `wl_shm` on the window's own
//! connection and surface. Simple, not fast: a new buffer for every frame.

#![allow(clippy::unwrap_used, reason = "a test program may end here")]

use raw_window_handle::{HasDisplayHandle, HasWindowHandle, RawDisplayHandle, RawWindowHandle};
use rustix::fs::{MemfdFlags, memfd_create};
use std::io::Write;
use std::os::fd::AsFd;
use std::sync::Arc;
use wayland_backend::client::{Backend, ObjectId};
use wayland_client::globals::{GlobalListContents, registry_queue_init};
use wayland_client::protocol::wl_buffer::{self, WlBuffer};
use wayland_client::protocol::wl_registry::{self, WlRegistry};
use wayland_client::protocol::wl_shm::{self, WlShm};
use wayland_client::protocol::wl_shm_pool::WlShmPool;
use wayland_client::protocol::wl_surface::WlSurface;
use wayland_client::{Connection, Dispatch, EventQueue, Proxy, QueueHandle, delegate_noop};
use window::{RawWindow, Window};

struct State;

impl Dispatch<WlRegistry, GlobalListContents> for State {
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

impl Dispatch<WlBuffer, ()> for State {
    fn event(
        _: &mut Self,
        buffer: &WlBuffer,
        event: wl_buffer::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
        if matches!(event, wl_buffer::Event::Release) {
            buffer.destroy();
        }
    }
}

delegate_noop!(State: ignore WlShm);
delegate_noop!(State: WlShmPool);

/// Fills a window with a colour.
pub(crate) struct Painter {
    queue: EventQueue<State>,
    shm: WlShm,
    surface: WlSurface,
    _raw: Arc<RawWindow>,
}

impl Painter {
    pub(crate) fn new(window: &Window) -> Self {
        let raw = window.raw();
        let RawDisplayHandle::Wayland(display) = raw.display_handle().unwrap().as_raw() else {
            panic!("not a Wayland display");
        };
        let RawWindowHandle::Wayland(surface) = raw.window_handle().unwrap().as_raw() else {
            panic!("not a Wayland window");
        };
        // SAFETY: the display belongs to the window that `_raw` keeps open.
        let backend = unsafe { Backend::from_foreign_display(display.display.as_ptr().cast()) };
        let connection = Connection::from_backend(backend);
        // SAFETY: the pointer is that window's `wl_surface` proxy.
        let id =
            unsafe { ObjectId::from_ptr(WlSurface::interface(), surface.surface.as_ptr().cast()) };
        let surface = WlSurface::from_id(&connection, id.unwrap()).unwrap();
        let (globals, queue) = registry_queue_init::<State>(&connection).unwrap();
        let shm = globals.bind(&queue.handle(), 1..=1, ()).unwrap();
        Self {
            queue,
            shm,
            surface,
            _raw: raw,
        }
    }

    /// Shows `color` (0xRRGGBB) in a frame of that many pixels.
    pub(crate) fn fill(&mut self, width: u32, height: u32, color: u32) {
        self.queue.dispatch_pending(&mut State).unwrap();
        let pixels = (width * height) as usize;
        let bytes = (color | 0xff00_0000).to_ne_bytes().repeat(pixels);
        let mut file = std::fs::File::from(memfd_create("frame", MemfdFlags::CLOEXEC).unwrap());
        file.write_all(&bytes).unwrap();
        let handle = self.queue.handle();
        let int = |value: u32| i32::try_from(value).unwrap();
        let pool = self
            .shm
            .create_pool(file.as_fd(), int(width * height * 4), &handle, ());
        let format = wl_shm::Format::Xrgb8888;
        let buffer = pool.create_buffer(
            0,
            int(width),
            int(height),
            int(width * 4),
            format,
            &handle,
            (),
        );
        pool.destroy();
        self.surface.attach(Some(&buffer), 0, 0);
        self.surface.damage_buffer(0, 0, int(width), int(height));
        self.surface.commit();
        self.queue.flush().unwrap();
    }
}
