use crate::appearance::{self, Appearance};
use crate::bell::Bell;
use crate::clipboard::Clipboard;
use crate::display::{Backend, RunOptions, connect};
use crate::event::WindowEvent;
use crate::handle::{Outbox, RawWindow, Window, WindowId};
use crate::handler::Handler;
use crate::wayland::Wayland;
use crate::{Error, WindowAttributes};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Instant;
use winit::event_loop::{ActiveEventLoop, EventLoopProxy};
use winit::platform::startup_notify::EventLoopExtStartupNotify;

/// The variables that hand the launcher's focus to the first window. They are
/// meant for this program only: take them out of what children inherit.
pub const ACTIVATION_VARIABLES: [&str; 2] = ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"];

/// The program that the event loop drives. Every method runs on the thread
/// that called [`run`], one at a time.
pub trait Application {
    /// Called once, when windows can be created.
    fn resumed(&mut self, event_loop: &mut EventLoop<'_>);
    /// Something happened to a window.
    fn window_event(
        &mut self,
        event_loop: &mut EventLoop<'_>,
        window: WindowId,
        event: WindowEvent,
    );
    /// A [`Waker`] was used; many uses may come to one call.
    fn woken(&mut self, event_loop: &mut EventLoop<'_>);
    /// Everything that has happened was handled. Returns when to be called
    /// again at the latest, even if nothing happens.
    fn about_to_wait(&mut self, event_loop: &mut EventLoop<'_>) -> Option<Instant>;
}

/// What wakes the loop besides the display.
#[derive(Debug)]
pub(crate) enum Wake {
    /// The application asked.
    Application,
    /// An answer of the clipboard's thread.
    Clipboard,
    /// The desktop's appearance became known or changed.
    Appearance(Appearance),
}

/// Calls [`Application::woken`] from any thread.
#[derive(Clone)]
pub struct Waker {
    proxy: EventLoopProxy<Wake>,
    pending: Arc<AtomicBool>,
}

impl Waker {
    /// Wakes the event loop; costs nothing while a wake-up is under way.
    pub fn wake(&self) {
        if !self.pending.swap(true, Ordering::AcqRel) {
            // Fails when the loop has ended, and nobody is left to be woken.
            let _ = self.proxy.send_event(Wake::Application);
        }
    }
}

impl std::fmt::Debug for Waker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Waker").finish_non_exhaustive()
    }
}

/// A screen, in physical pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Screen {
    /// Its name, such as `DP-1`; empty where the display server tells none.
    pub name: String,
    /// Its left edge in the arrangement of all screens.
    pub x: i32,
    /// Its upper edge.
    pub y: i32,
    /// Across.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
    /// Pixels to a logical one.
    pub scale: f64,
    /// Frames a second, where the display server tells.
    pub max_fps: Option<u32>,
}

/// The running event loop, as the application's methods see it.
#[derive(Debug)]
pub struct EventLoop<'a> {
    pub(crate) active: &'a ActiveEventLoop,
    pub(crate) shared: &'a Shared,
}

/// What outlives a single call into the application.
pub(crate) struct Shared {
    backend: Backend,
    pub(crate) clipboard: Rc<RefCell<Clipboard>>,
    bell: Rc<RefCell<Bell>>,
    windows: RefCell<HashMap<WindowId, Weak<RawWindow>>>,
    first_window: Cell<bool>,
    pub(crate) outbox: Outbox,
    pub(crate) appearance: Cell<Appearance>,
    pub(crate) wayland: Option<Rc<Wayland>>,
}

impl Shared {
    /// The window of that name, if it is still open.
    pub(crate) fn window(&self, id: WindowId) -> Option<Arc<RawWindow>> {
        self.windows.borrow().get(&id)?.upgrade()
    }

    /// The names of all open windows.
    pub(crate) fn open_windows(&self) -> Vec<WindowId> {
        let windows = self.windows.borrow();
        let open = windows.iter().filter(|(_, raw)| raw.strong_count() > 0);
        open.map(|(id, _)| *id).collect()
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

impl EventLoop<'_> {
    /// Opens a window. The first one takes the focus that the launcher of the
    /// program has passed on.
    ///
    /// # Errors
    /// The display server refused it, or the connection is broken.
    pub fn create_window(&mut self, attributes: &WindowAttributes) -> Result<Window, Error> {
        let wayland = self.shared.backend == Backend::Wayland;
        let token = self
            .shared
            .first_window
            .replace(false)
            .then(|| self.active.read_token_from_env())
            .flatten();
        let window = self
            .active
            .create_window(attributes.to_winit(wayland, token))
            .map_err(|err| Error::CreateWindow {
                backend: self.shared.backend,
                width: attributes.inner_size.0,
                height: attributes.inner_size.1,
                reason: err.to_string(),
            })?;
        window.set_ime_allowed(attributes.use_ime);
        let window = Window::new(
            window,
            self.active.owned_display_handle(),
            self.shared.clipboard.clone(),
            self.shared.bell.clone(),
            self.shared.outbox.clone(),
            self.shared.wayland.clone(),
        );
        window.set_use_dead_keys(attributes.use_dead_keys);
        let mut windows = self.shared.windows.borrow_mut();
        windows.retain(|_, window| window.strong_count() > 0);
        windows.insert(window.id(), Arc::downgrade(&window.raw()));
        Ok(window)
    }

    /// Ends the loop after the current events.
    pub fn exit(&mut self) {
        self.active.exit();
    }

    /// The desktop's preferred colours, as far as known: light until the
    /// desktop has answered, which takes a moment after the start. Changes
    /// come as [`WindowEvent::AppearanceChanged`].
    #[must_use]
    pub fn appearance(&self) -> Appearance {
        self.shared.appearance.get()
    }

    /// The screens, the main one first; none where the display server tells of
    /// none.
    #[must_use]
    pub fn screens(&self) -> Vec<Screen> {
        let main = self.active.primary_monitor();
        let mut monitors: Vec<_> = self.active.available_monitors().collect();
        monitors.sort_by_key(|monitor| Some(monitor) != main.as_ref());
        let screens = monitors.into_iter().map(|monitor| {
            let (position, size) = (monitor.position(), monitor.size());
            Screen {
                name: monitor.name().unwrap_or_default(),
                x: position.x,
                y: position.y,
                width: size.width,
                height: size.height,
                scale: monitor.scale_factor(),
                max_fps: monitor
                    .refresh_rate_millihertz()
                    .map(|rate| rate.div_ceil(1000)),
            }
        });
        screens.collect()
    }

    /// The kind of display server.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.shared.backend
    }
}

/// Connects to the display, builds the application and runs it until
/// [`EventLoop::exit`]. May be called once in a process, on its main thread.
///
/// # Errors
/// No display answered, or its connection broke.
pub fn run<A: Application>(
    options: RunOptions,
    build: impl FnOnce(Waker) -> A,
) -> Result<(), Error> {
    let (event_loop, backend) = connect::<Wake>(options)?;
    let proxy = event_loop.create_proxy();
    let pending = Arc::new(AtomicBool::new(false));
    let wake_clipboard: Arc<dyn Fn() + Send + Sync> = {
        let proxy = proxy.clone();
        Arc::new(move || {
            // Fails when the loop has ended, and no answer is wanted.
            let _ = proxy.send_event(Wake::Clipboard);
        })
    };
    let clipboard = match backend {
        Backend::Wayland => Clipboard::wayland(event_loop.owned_display_handle(), wake_clipboard),
        Backend::X11 => Clipboard::x11(wake_clipboard),
    };
    let outbox = Outbox::default();
    let wayland = match backend {
        Backend::Wayland => match Wayland::new(event_loop.owned_display_handle(), outbox.clone()) {
            Ok(wayland) => Some(wayland),
            Err(error) => {
                log::warn!("no shared memory for windows: {error}");
                None
            }
        },
        Backend::X11 => None,
    };
    let appearance_proxy = proxy.clone();
    appearance::watch(move |appearance| {
        let wake = Wake::Appearance(appearance);
        appearance_proxy.send_event(wake).is_ok()
    });
    let application = build(Waker {
        proxy,
        pending: pending.clone(),
    });
    let shared = Shared {
        backend,
        clipboard: Rc::new(RefCell::new(clipboard)),
        bell: Rc::new(RefCell::new(Bell::new(backend, wayland.clone()))),
        windows: RefCell::default(),
        first_window: Cell::new(true),
        outbox,
        appearance: Cell::default(),
        wayland,
    };
    let mut handler = Handler::new(application, shared, pending);
    event_loop.run_app(&mut handler).map_err(|err| Error::Lost {
        backend,
        reason: err.to_string(),
    })
}
