use crate::bell::Bell;
use crate::clipboard::{Clipboard, ClipboardKind};
use crate::event::WindowEvent;
use crate::wayland::{Blur, BlurSupport, ShmError, ShmSurface, Wayland};
use crate::x11::{X11Error, X11Surface};
use cursor_icon::CursorIcon;
use raw_window_handle::{
    DisplayHandle, HandleError, HasDisplayHandle, HasWindowHandle, WindowHandle,
};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use winit::dpi::{PhysicalPosition, PhysicalSize};
use winit::event_loop::OwnedDisplayHandle;
use winit::window::{Fullscreen, ResizeDirection, UserAttentionType};

/// Names a window for as long as it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WindowId(u64);

impl From<winit::window::WindowId> for WindowId {
    fn from(id: winit::window::WindowId) -> Self {
        Self(id.into())
    }
}

/// The part of a window that painters attach to; `Send` and `Sync`. It gives
/// the `wl_surface` and `wl_display` on Wayland, the Xlib window and display
/// on X11. The window stays open while this lives: drop painters first.
#[derive(Debug)]
pub struct RawWindow {
    surface: Surface,
    display: Option<OwnedDisplayHandle>,
    use_dead_keys: AtomicBool,
}

/// What a window is on.
#[derive(Debug)]
enum Surface {
    Desktop(winit::window::Window),
    /// No desktop: see [`Window::offscreen`].
    Offscreen {
        width: AtomicU32,
        height: AtomicU32,
    },
}

impl RawWindow {
    /// The name this window has in events.
    pub(crate) fn id(&self) -> WindowId {
        self.winit()
            .map_or(WindowId(u64::MAX), |window| window.id().into())
    }

    fn winit(&self) -> Option<&winit::window::Window> {
        match &self.surface {
            Surface::Desktop(window) => Some(window),
            Surface::Offscreen { .. } => None,
        }
    }

    /// The connection to the desktop that the window is on, which outlives the
    /// window; `None` for one that is on none.
    #[must_use]
    pub fn display(&self) -> Option<OwnedDisplayHandle> {
        self.display.clone()
    }

    pub(crate) fn use_dead_keys(&self) -> bool {
        self.use_dead_keys.load(Ordering::Relaxed)
    }

    pub(crate) fn reset_dead_keys(&self) {
        if let Some(window) = self.winit() {
            window.reset_dead_keys();
        }
    }
}

impl HasWindowHandle for RawWindow {
    fn window_handle(&self) -> Result<WindowHandle<'_>, HandleError> {
        self.winit()
            .ok_or(HandleError::Unavailable)?
            .window_handle()
    }
}

impl HasDisplayHandle for RawWindow {
    fn display_handle(&self) -> Result<DisplayHandle<'_>, HandleError> {
        self.winit()
            .ok_or(HandleError::Unavailable)?
            .display_handle()
    }
}

/// Where a window is among others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Level {
    /// Below all others.
    AlwaysOnBottom,
    /// As the user arranges it.
    #[default]
    Normal,
    /// Above all others.
    AlwaysOnTop,
}

/// An edge or corner by which a window is resized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants are the names of the edges")]
pub enum ResizeEdge {
    Top,
    Bottom,
    Left,
    Right,
    TopLeft,
    TopRight,
    BottomLeft,
    BottomRight,
}

impl From<ResizeEdge> for ResizeDirection {
    fn from(edge: ResizeEdge) -> Self {
        match edge {
            ResizeEdge::Top => Self::North,
            ResizeEdge::Bottom => Self::South,
            ResizeEdge::Left => Self::West,
            ResizeEdge::Right => Self::East,
            ResizeEdge::TopLeft => Self::NorthWest,
            ResizeEdge::TopRight => Self::NorthEast,
            ResizeEdge::BottomLeft => Self::SouthWest,
            ResizeEdge::BottomRight => Self::SouthEast,
        }
    }
}

/// Events that `winit` leaves to its caller, to be delivered before the loop
/// waits.
pub(crate) type Outbox = Rc<RefCell<VecDeque<(WindowId, WindowEvent)>>>;

/// An open window; clones are handles to the same one, which closes when the
/// last of them and of its [`RawWindow`]s is dropped. Sizes and positions are
/// physical pixels.
#[derive(Clone)]
pub struct Window {
    // Before the window that it belongs to.
    blur: Rc<RefCell<Option<Blur>>>,
    raw: Arc<RawWindow>,
    clipboard: Option<Rc<RefCell<Clipboard>>>,
    bell: Option<Rc<RefCell<Bell>>>,
    outbox: Outbox,
    wayland: Option<Rc<Wayland>>,
}

impl Window {
    pub(crate) fn new(
        window: winit::window::Window,
        display: OwnedDisplayHandle,
        clipboard: Rc<RefCell<Clipboard>>,
        bell: Rc<RefCell<Bell>>,
        outbox: Outbox,
        wayland: Option<Rc<Wayland>>,
    ) -> Self {
        Self {
            blur: Rc::default(),
            raw: Arc::new(RawWindow {
                surface: Surface::Desktop(window),
                display: Some(display),
                use_dead_keys: AtomicBool::new(true),
            }),
            clipboard: Some(clipboard),
            bell: Some(bell),
            outbox,
            wayland,
        }
    }

    /// A window without a desktop, of a size in physical pixels: nobody sees
    /// it, it gets no events, and what is asked of it has no effect but on its
    /// size. For benchmarks and tests of what is shown in windows.
    #[must_use]
    pub fn offscreen(width: u32, height: u32) -> Self {
        let outbox = Outbox::default();
        Self {
            blur: Rc::default(),
            raw: Arc::new(RawWindow {
                surface: Surface::Offscreen {
                    width: width.into(),
                    height: height.into(),
                },
                display: None,
                use_dead_keys: AtomicBool::new(true),
            }),
            clipboard: None,
            bell: None,
            outbox,
            wayland: None,
        }
    }

    fn winit(&self) -> Option<&winit::window::Window> {
        self.raw.winit()
    }

    /// Does something to a window that is on a desktop.
    fn tell(&self, what: impl FnOnce(&winit::window::Window)) {
        if let Some(window) = self.winit() {
            what(window);
        }
    }

    /// The name this window has in events.
    #[must_use]
    pub fn id(&self) -> WindowId {
        self.raw.id()
    }

    /// The object that painters attach to.
    #[must_use]
    pub fn raw(&self) -> Arc<RawWindow> {
        self.raw.clone()
    }

    /// The window's surface, to be painted in shared memory; `None` where the
    /// display is no Wayland one.
    ///
    /// # Errors
    /// The compositor takes no shared memory.
    pub fn shm_surface(&self) -> Option<Result<ShmSurface, ShmError>> {
        let wayland = self.wayland.clone()?;
        Some(ShmSurface::new(wayland, self.raw.clone()))
    }

    /// The window's own pixels on an X11 server.
    ///
    /// # Errors
    /// It is no window of one, or the server shows other pixels than ours.
    pub fn x11_surface(&self) -> Result<X11Surface, X11Error> {
        X11Surface::new(&self.raw)
    }

    /// Whether the window is one of an X11 server without GLX.
    #[must_use]
    pub fn lacks_glx(&self) -> bool {
        crate::x11::lacks_glx(&self.raw)
    }

    /// Asks when the next frame is shown; to be called right before it is
    /// presented or committed. The answer is a [`WindowEvent::Presented`] with
    /// this `token`; it does not wake the loop, so it comes with whatever does
    /// so next. `false` where the display can not tell.
    #[must_use]
    pub fn ask_presentation(&self, token: u64) -> bool {
        let wayland = self.wayland.as_ref();
        wayland.is_some_and(|wayland| wayland.ask_presentation(&self.raw, token))
    }

    /// Asks for one [`WindowEvent::RedrawRequested`], at the
    /// compositor's pace; many calls before it come to one.
    pub fn request_redraw(&self) {
        self.tell(winit::window::Window::request_redraw);
    }

    /// To be called right before a frame is presented or committed; without it
    /// presenting blocks for as long as the window is hidden.
    pub fn pre_present_notify(&self) {
        self.tell(winit::window::Window::pre_present_notify);
    }

    /// Width and height of the content.
    #[must_use]
    pub fn inner_size(&self) -> (u32, u32) {
        let (width, height) = match &self.raw.surface {
            Surface::Desktop(window) => window.inner_size().into(),
            Surface::Offscreen { width, height } => (
                width.load(Ordering::Relaxed),
                height.load(Ordering::Relaxed),
            ),
        };
        (width.max(1), height.max(1))
    }

    /// Physical pixels for each logical one.
    #[must_use]
    pub fn scale_factor(&self) -> f64 {
        self.winit()
            .map_or(1.0, winit::window::Window::scale_factor)
    }

    /// Sets the title.
    pub fn set_title(&self, title: &str) {
        // A NUL would end the title early on both display protocols.
        if title.contains('\0') {
            self.tell(|window| window.set_title(&title.replace('\0', "")));
        } else {
            self.tell(|window| window.set_title(title));
        }
    }

    /// Sets the pointer's shape over the window; `None` hides it.
    pub fn set_cursor(&self, icon: Option<CursorIcon>) {
        self.tell(|window| match icon {
            Some(icon) => {
                window.set_cursor(icon);
                window.set_cursor_visible(true);
            }
            None => window.set_cursor_visible(false),
        });
    }

    /// Asks for a size of the content. The answer is a
    /// [`WindowEvent::Resized`]. A compositor that tiles windows, or shows this
    /// one maximized, keeps its own size.
    pub fn set_inner_size(&self, width: u32, height: u32) {
        let size = PhysicalSize::new(width.max(1), height.max(1));
        let window = match &self.raw.surface {
            Surface::Desktop(window) => window,
            Surface::Offscreen { width, height } => {
                width.store(size.width, Ordering::Relaxed);
                height.store(size.height, Ordering::Relaxed);
                return;
            }
        };
        // On Wayland the size changes at once and without an event.
        if let Some(size) = window.request_inner_size(size) {
            let event = WindowEvent::Resized {
                width: size.width.max(1),
                height: size.height.max(1),
            };
            self.outbox.borrow_mut().push_back((self.id(), event));
        }
    }

    /// Size of the screen that the window is on, as far as it is known: on
    /// Wayland not before the first frame is shown.
    #[must_use]
    pub fn screen_size(&self) -> Option<(u32, u32)> {
        let size = self.winit()?.current_monitor()?.size();
        (size.width > 0 && size.height > 0).then_some((size.width, size.height))
    }

    /// The name of the screen that the window is on, as far as it is known, as
    /// in [`EventLoop::screens`](crate::EventLoop::screens).
    #[must_use]
    pub fn screen_name(&self) -> Option<String> {
        self.winit()?.current_monitor()?.name()
    }

    /// Place of the window on the desktop; `None` on Wayland.
    #[must_use]
    pub fn position(&self) -> Option<(i32, i32)> {
        let at = self.winit()?.outer_position().ok()?;
        Some((at.x, at.y))
    }

    /// Sets the smallest size the user may choose.
    pub fn set_min_inner_size(&self, size: Option<(u32, u32)>) {
        self.tell(|window| window.set_min_inner_size(size.map(|(w, h)| PhysicalSize::new(w, h))));
    }

    /// Sets the steps in which the size changes; without effect on Wayland.
    pub fn set_resize_increments(&self, steps: Option<(u32, u32)>) {
        self.tell(|window| {
            window.set_resize_increments(steps.map(|(w, h)| PhysicalSize::new(w, h)))
        });
    }

    /// Places the window on the desktop; without effect on Wayland.
    pub fn set_position(&self, x: i32, y: i32) {
        self.tell(|window| window.set_outer_position(PhysicalPosition::new(x, y)));
    }

    /// Shows or removes title bar and borders.
    pub fn set_decorations(&self, decorations: bool) {
        self.tell(|window| window.set_decorations(decorations));
    }

    /// Sets whether the user may change the size.
    pub fn set_resizable(&self, resizable: bool) {
        self.tell(|window| window.set_resizable(resizable));
    }

    /// Sets whether pixels may let through what is behind the window.
    pub fn set_transparent(&self, transparent: bool) {
        self.tell(|window| window.set_transparent(transparent));
    }

    /// Sets whether what is behind the window is blurred where its pixels let
    /// it through, from the next frame on. Where nobody does that, nothing
    /// happens but a line in the log.
    pub fn set_blur(&self, blur: bool) {
        let support = self.wayland.as_deref().map(Wayland::blur_support);
        match (support, &self.wayland) {
            (Some(BlurSupport::Ext), Some(wayland)) => {
                let mut mine = self.blur.borrow_mut();
                if !blur {
                    *mine = None;
                } else if mine.is_none() {
                    *mine = wayland.blur(&self.raw);
                }
            }
            (Some(BlurSupport::Kde), _) => self.tell(|window| window.set_blur(blur)),
            _ if blur => log::debug!("nothing is blurred: the compositor has no protocol for it"),
            _ => {}
        }
    }

    /// Maximizes or restores.
    pub fn set_maximized(&self, maximized: bool) {
        self.tell(|window| window.set_maximized(maximized));
    }

    /// Whether the window is maximized.
    #[must_use]
    pub fn is_maximized(&self) -> bool {
        self.winit()
            .is_some_and(winit::window::Window::is_maximized)
    }

    /// Minimizes.
    pub fn minimize(&self) {
        self.tell(|window| window.set_minimized(true));
    }

    /// Shows a minimized window again; without effect on Wayland.
    pub fn unminimize(&self) {
        if let Some(window) = self.winit() {
            window.set_minimized(false);
        }
    }

    /// Enters or leaves full screen, on the screen the window is on.
    pub fn set_fullscreen(&self, fullscreen: bool) {
        self.tell(|window| {
            window.set_fullscreen(fullscreen.then_some(Fullscreen::Borderless(None)))
        });
    }

    /// Whether the window fills the screen.
    #[must_use]
    pub fn is_fullscreen(&self) -> bool {
        self.winit()
            .is_some_and(|window| window.fullscreen().is_some())
    }

    /// Whether the window has the keyboard.
    #[must_use]
    pub fn has_focus(&self) -> bool {
        self.winit().is_some_and(winit::window::Window::has_focus)
    }

    /// Asks for the keyboard. Wayland compositors treat it as a call for the
    /// user's attention, as windows may not take the focus there.
    pub fn focus(&self) {
        self.tell(winit::window::Window::focus_window);
        if !self.has_focus() {
            self.set_urgent(true);
        }
    }

    /// Calls for the user's attention, or stops to.
    pub fn set_urgent(&self, urgent: bool) {
        self.tell(|window| {
            window.request_user_attention(urgent.then_some(UserAttentionType::Critical))
        });
    }

    /// Makes the sound of the desktop's bell, where it has one; at most ten
    /// times a second.
    pub fn beep(&self) {
        if let Some(bell) = &self.bell {
            bell.borrow_mut().ring(&self.raw);
        }
    }

    /// Keeps the window above or below others. `false` on Wayland, where only
    /// the user can.
    #[must_use]
    pub fn set_level(&self, level: Level) -> bool {
        use raw_window_handle::RawWindowHandle;
        let level = match level {
            Level::AlwaysOnBottom => winit::window::WindowLevel::AlwaysOnBottom,
            Level::Normal => winit::window::WindowLevel::Normal,
            Level::AlwaysOnTop => winit::window::WindowLevel::AlwaysOnTop,
        };
        self.tell(|window| window.set_window_level(level));
        let handle = self.raw.window_handle();
        !handle.is_ok_and(|handle| matches!(handle.as_raw(), RawWindowHandle::Wayland(_)))
    }

    /// Moves the window with the pointer until the pressed button is let go.
    pub fn start_drag(&self) {
        if let Some(Err(err)) = self.winit().map(winit::window::Window::drag_window) {
            log::warn!("cannot move the window with the pointer: {err}");
        }
    }

    /// Resizes the window with the pointer until the pressed button is let go.
    pub fn start_resize(&self, edge: ResizeEdge) {
        let dragged = self
            .winit()
            .map(|window| window.drag_resize_window(edge.into()));
        if let Some(Err(err)) = dragged {
            log::warn!("cannot resize the window with the pointer: {err}");
        }
    }

    /// Shows the window manager's menu at a place of the content.
    pub fn show_window_menu(&self, x: i32, y: i32) {
        self.tell(|window| window.show_window_menu(PhysicalPosition::new(x, y)));
    }

    /// Tells input methods where the text cursor is, so that their windows
    /// keep clear of it.
    pub fn set_ime_area(&self, x: i32, y: i32, width: u32, height: u32) {
        self.tell(|window| {
            window.set_ime_cursor_area(
                PhysicalPosition::new(x, y),
                PhysicalSize::new(width.max(1), height.max(1)),
            );
        });
    }

    /// Sets whether input methods may compose text for this window.
    pub fn set_use_ime(&self, use_ime: bool) {
        self.tell(|window| window.set_ime_allowed(use_ime));
    }

    /// Sets whether dead keys compose; otherwise they type their own character.
    pub fn set_use_dead_keys(&self, use_dead_keys: bool) {
        self.raw
            .use_dead_keys
            .store(use_dead_keys, Ordering::Relaxed);
    }

    /// Drops a composition that dead keys have begun.
    pub fn reset_dead_keys(&self) {
        self.raw.reset_dead_keys();
    }

    /// Offers `text` to other programs. On Wayland this needs the focus.
    pub fn set_clipboard(&self, kind: ClipboardKind, text: String) {
        if let Some(clipboard) = &self.clipboard {
            clipboard.borrow_mut().store(kind, text);
        }
    }

    /// Asks for a selection's text, which comes as a
    /// [`WindowEvent::ClipboardText`] with the same `token`.
    pub fn request_clipboard(&self, kind: ClipboardKind, token: u64) {
        if let Some(clipboard) = &self.clipboard {
            clipboard.borrow_mut().request(self.id(), kind, token);
        }
    }
}

impl std::fmt::Debug for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Window").field(&self.id()).finish()
    }
}
