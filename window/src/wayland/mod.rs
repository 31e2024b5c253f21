//! What this crate does itself on `winit`'s Wayland connection: buffers of
//! shared memory on a window's own surface, the answers of the compositor about
//! when a frame was shown, and blur.
//!
//! There is one [`Wayland`] a process, with an event queue of its own on the
//! connection that `winit` reads; [`Wayland::dispatch`] handles what has come
//! and never waits.

mod bell;
mod blur;
mod presentation;
mod shm;

pub(crate) use blur::{Blur, BlurSupport};
pub use presentation::Presentation;
pub use shm::{ShmError, ShmFrame, ShmSurface};

use crate::handle::{Outbox, WindowId};
use presentation::Asked;
use raw_window_handle::{HasDisplayHandle, RawDisplayHandle};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use wayland_backend::client::{Backend, ObjectId};
use wayland_client::globals::{GlobalList, GlobalListContents, registry_queue_init};
use wayland_client::protocol::wl_buffer::{self, WlBuffer};
use wayland_client::protocol::wl_registry::{self, WlRegistry};
use wayland_client::protocol::wl_shm::WlShm;
use wayland_client::protocol::wl_shm_pool::WlShmPool;
use wayland_client::protocol::wl_surface::WlSurface;
use wayland_client::{Connection, Dispatch, EventQueue, Proxy, QueueHandle, delegate_noop};
use wayland_protocols::ext::background_effect::v1::client::ext_background_effect_manager_v1::ExtBackgroundEffectManagerV1;
use wayland_protocols::wp::presentation_time::client::wp_presentation::WpPresentation;
use winit::event_loop::OwnedDisplayHandle;

/// Our objects on the connection. Everything happens on the main thread.
pub(crate) struct Wayland {
    connection: Connection,
    queue: RefCell<EventQueue<State>>,
    state: RefCell<State>,
    handle: QueueHandle<State>,
    globals: GlobalList,
    shm: RefCell<Option<WlShm>>,
    presentation: RefCell<Option<WpPresentation>>,
    effects: RefCell<Option<ExtBackgroundEffectManagerV1>>,
    /// Frames whose presentation is awaited.
    awaited: Rc<Cell<usize>>,
    // Keeps the connection open; dropped last.
    _display: OwnedDisplayHandle,
}

impl Wayland {
    /// Joins the connection of `display`; `outbox` gets what the compositor
    /// tells. One round trip.
    ///
    /// # Errors
    /// It is no Wayland display, or the connection is broken.
    pub(crate) fn new(display: OwnedDisplayHandle, outbox: Outbox) -> Result<Rc<Self>, String> {
        let raw = match display.display_handle().map(|handle| handle.as_raw()) {
            Ok(RawDisplayHandle::Wayland(handle)) => handle.display.as_ptr(),
            _ => return Err("the display is not a Wayland one".to_owned()),
        };
        // SAFETY: `raw` is the `wl_display` of the connection that `display`
        // keeps open, and `display` is dropped after everything made from it:
        // fields are dropped in their order.
        let backend = unsafe { Backend::from_foreign_display(raw.cast()) };
        let connection = Connection::from_backend(backend);
        let (globals, queue) =
            registry_queue_init::<State>(&connection).map_err(|err| err.to_string())?;
        let handle = queue.handle();
        let awaited = Rc::new(Cell::new(0));
        let this = Self {
            connection,
            handle,
            globals,
            queue: RefCell::new(queue),
            state: RefCell::new(State {
                outbox,
                clock: None,
                awaited: awaited.clone(),
            }),
            shm: RefCell::default(),
            presentation: RefCell::default(),
            effects: RefCell::default(),
            awaited,
            _display: display,
        };
        // Bound now, so that the clock is known when the first frame is shown.
        *this.presentation.borrow_mut() = this.globals.bind(&this.handle, 1..=1, ()).ok();
        Ok(Rc::new(this))
    }

    /// Handles events that have been read; never waits.
    pub(crate) fn dispatch(&self) {
        let mut queue = self.queue.borrow_mut();
        if let Err(error) = queue.dispatch_pending(&mut self.state.borrow_mut()) {
            // The event loop sees the broken connection, too, and ends.
            log::debug!("the Wayland connection broke: {error}");
        }
    }

    /// The proxy of a window's surface.
    fn surface_of(&self, window: &crate::RawWindow) -> Option<WlSurface> {
        use raw_window_handle::{HasWindowHandle, RawWindowHandle};
        let RawWindowHandle::Wayland(raw) = window.window_handle().ok()?.as_raw() else {
            return None;
        };
        let pointer = raw.surface.as_ptr().cast();
        // SAFETY: the pointer is that of the `wl_surface` of `window`, which is
        // alive while this function has it, and its interface is that one.
        let id = unsafe { ObjectId::from_ptr(WlSurface::interface(), pointer) };
        WlSurface::from_id(&self.connection, id.ok()?).ok()
    }

    /// `wl_shm`, which every compositor has.
    fn shm(&self) -> Result<WlShm, ShmError> {
        let mut shm = self.shm.borrow_mut();
        if shm.is_none() {
            let bound = self.globals.bind(&self.handle, 1..=1, ());
            *shm = Some(bound.map_err(|err| ShmError::Unsupported(err.to_string()))?);
        }
        shm.clone()
            .ok_or_else(|| ShmError::Unsupported("it was not bound".to_owned()))
    }

    /// Asks when the next commit of `window` is shown; the answer is a
    /// [`crate::WindowEvent::Presented`] with `token`. `false` where the
    /// compositor can not tell.
    pub(crate) fn ask_presentation(&self, window: &crate::RawWindow, token: u64) -> bool {
        let presentation = self.presentation.borrow();
        let (Some(presentation), Some(surface)) = (&*presentation, self.surface_of(window)) else {
            return false;
        };
        // One that was never answered, as of a hidden window, must not let the
        // number grow without bound.
        if self.awaited.get() >= Self::MOST_AWAITED {
            return false;
        }
        self.awaited.set(self.awaited.get() + 1);
        let asked = Asked {
            window: window.id(),
            token,
            at: self.state.borrow().now(),
        };
        presentation.feedback(&surface, &self.handle, asked);
        true
    }

    /// Questions about frames that may be open at a time.
    const MOST_AWAITED: usize = 64;
}

/// What events change.
struct State {
    outbox: Outbox,
    /// The clock of presentation times (`wp_presentation.clock_id`).
    clock: Option<u32>,
    awaited: Rc<Cell<usize>>,
}

impl State {
    fn tell(&self, window: WindowId, event: crate::WindowEvent) {
        self.outbox.borrow_mut().push_back((window, event));
    }
}

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

/// The user data says whether the compositor may still read the buffer.
impl Dispatch<WlBuffer, Arc<AtomicBool>> for State {
    fn event(
        _: &mut Self,
        _: &WlBuffer,
        event: wl_buffer::Event,
        busy: &Arc<AtomicBool>,
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
        if matches!(event, wl_buffer::Event::Release) {
            busy.store(false, Ordering::Relaxed);
        }
    }
}

// Its event lists pixel formats; the two used here are always among them.
delegate_noop!(State: ignore WlShm);
delegate_noop!(State: WlShmPool);
