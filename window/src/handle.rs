use crate::clipboard::{Clipboard, ClipboardKind};
use crate::event::WindowEvent;
use cursor_icon::CursorIcon;
use raw_window_handle::{
    DisplayHandle, HandleError, HasDisplayHandle, HasWindowHandle, WindowHandle,
};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use winit::dpi::{PhysicalPosition, PhysicalSize};
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
    window: winit::window::Window,
    use_dead_keys: AtomicBool,
}

impl RawWindow {
    pub(crate) fn use_dead_keys(&self) -> bool {
        self.use_dead_keys.load(Ordering::Relaxed)
    }

    pub(crate) fn reset_dead_keys(&self) {
        self.window.reset_dead_keys();
    }
}

impl HasWindowHandle for RawWindow {
    fn window_handle(&self) -> Result<WindowHandle<'_>, HandleError> {
        self.window.window_handle()
    }
}

impl HasDisplayHandle for RawWindow {
    fn display_handle(&self) -> Result<DisplayHandle<'_>, HandleError> {
        self.window.display_handle()
    }
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
    raw: Arc<RawWindow>,
    clipboard: Rc<RefCell<Clipboard>>,
    outbox: Outbox,
}

impl Window {
    pub(crate) fn new(
        window: winit::window::Window,
        clipboard: Rc<RefCell<Clipboard>>,
        outbox: Outbox,
    ) -> Self {
        Self {
            raw: Arc::new(RawWindow {
                window,
                use_dead_keys: AtomicBool::new(true),
            }),
            clipboard,
            outbox,
        }
    }

    fn winit(&self) -> &winit::window::Window {
        &self.raw.window
    }

    /// The name this window has in events.
    #[must_use]
    pub fn id(&self) -> WindowId {
        self.winit().id().into()
    }

    /// The object that painters attach to.
    #[must_use]
    pub fn raw(&self) -> Arc<RawWindow> {
        self.raw.clone()
    }

    /// Asks for one [`WindowEvent::RedrawRequested`], at the
    /// compositor's pace; many calls before it come to one.
    pub fn request_redraw(&self) {
        self.winit().request_redraw();
    }

    /// To be called right before a frame is presented or committed; without it
    /// presenting blocks for as long as the window is hidden.
    pub fn pre_present_notify(&self) {
        self.winit().pre_present_notify();
    }

    /// Width and height of the content.
    #[must_use]
    pub fn inner_size(&self) -> (u32, u32) {
        let size = self.winit().inner_size();
        (size.width.max(1), size.height.max(1))
    }

    /// Physical pixels for each logical one.
    #[must_use]
    pub fn scale_factor(&self) -> f64 {
        self.winit().scale_factor()
    }

    /// Sets the title.
    pub fn set_title(&self, title: &str) {
        // A NUL would end the title early on both display protocols.
        if title.contains('\0') {
            self.winit().set_title(&title.replace('\0', ""));
        } else {
            self.winit().set_title(title);
        }
    }

    /// Sets the pointer's shape over the window; `None` hides it.
    pub fn set_cursor(&self, icon: Option<CursorIcon>) {
        match icon {
            Some(icon) => {
                self.winit().set_cursor(icon);
                self.winit().set_cursor_visible(true);
            }
            None => self.winit().set_cursor_visible(false),
        }
    }

    /// Asks for a size of the content. The answer is a
    /// [`WindowEvent::Resized`]. A compositor that tiles windows, or shows this
    /// one maximized, keeps its own size.
    pub fn set_inner_size(&self, width: u32, height: u32) {
        let size = PhysicalSize::new(width.max(1), height.max(1));
        // On Wayland the size changes at once and without an event.
        if let Some(size) = self.winit().request_inner_size(size) {
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
        let size = self.winit().current_monitor()?.size();
        (size.width > 0 && size.height > 0).then_some((size.width, size.height))
    }

    /// Place of the window on the desktop; `None` on Wayland.
    #[must_use]
    pub fn position(&self) -> Option<(i32, i32)> {
        let at = self.winit().outer_position().ok()?;
        Some((at.x, at.y))
    }

    /// Sets the smallest size the user may choose.
    pub fn set_min_inner_size(&self, size: Option<(u32, u32)>) {
        self.winit()
            .set_min_inner_size(size.map(|(w, h)| PhysicalSize::new(w, h)));
    }

    /// Sets the steps in which the size changes; without effect on Wayland.
    pub fn set_resize_increments(&self, steps: Option<(u32, u32)>) {
        self.winit()
            .set_resize_increments(steps.map(|(w, h)| PhysicalSize::new(w, h)));
    }

    /// Places the window on the desktop; without effect on Wayland.
    pub fn set_position(&self, x: i32, y: i32) {
        self.winit().set_outer_position(PhysicalPosition::new(x, y));
    }

    /// Shows or removes title bar and borders.
    pub fn set_decorations(&self, decorations: bool) {
        self.winit().set_decorations(decorations);
    }

    /// Sets whether the user may change the size.
    pub fn set_resizable(&self, resizable: bool) {
        self.winit().set_resizable(resizable);
    }

    /// Sets whether pixels may let through what is behind the window.
    pub fn set_transparent(&self, transparent: bool) {
        self.winit().set_transparent(transparent);
    }

    /// Maximizes or restores.
    pub fn set_maximized(&self, maximized: bool) {
        self.winit().set_maximized(maximized);
    }

    /// Whether the window is maximized.
    #[must_use]
    pub fn is_maximized(&self) -> bool {
        self.winit().is_maximized()
    }

    /// Minimizes.
    pub fn minimize(&self) {
        self.winit().set_minimized(true);
    }

    /// Shows a minimized window again; without effect on Wayland.
    pub fn unminimize(&self) {
        self.winit().set_minimized(false);
    }

    /// Enters or leaves full screen, on the screen the window is on.
    pub fn set_fullscreen(&self, fullscreen: bool) {
        self.winit()
            .set_fullscreen(fullscreen.then_some(Fullscreen::Borderless(None)));
    }

    /// Whether the window fills the screen.
    #[must_use]
    pub fn is_fullscreen(&self) -> bool {
        self.winit().fullscreen().is_some()
    }

    /// Whether the window has the keyboard.
    #[must_use]
    pub fn has_focus(&self) -> bool {
        self.winit().has_focus()
    }

    /// Asks for the keyboard. Wayland compositors treat it as a call for the
    /// user's attention, as windows may not take the focus there.
    pub fn focus(&self) {
        self.winit().focus_window();
        if !self.winit().has_focus() {
            self.set_urgent(true);
        }
    }

    /// Calls for the user's attention, or stops to.
    pub fn set_urgent(&self, urgent: bool) {
        self.winit()
            .request_user_attention(urgent.then_some(UserAttentionType::Critical));
    }

    /// Moves the window with the pointer until the pressed button is let go.
    pub fn start_drag(&self) {
        if let Err(err) = self.winit().drag_window() {
            log::warn!("cannot move the window with the pointer: {err}");
        }
    }

    /// Resizes the window with the pointer until the pressed button is let go.
    pub fn start_resize(&self, edge: ResizeEdge) {
        if let Err(err) = self.winit().drag_resize_window(edge.into()) {
            log::warn!("cannot resize the window with the pointer: {err}");
        }
    }

    /// Shows the window manager's menu at a place of the content.
    pub fn show_window_menu(&self, x: i32, y: i32) {
        self.winit().show_window_menu(PhysicalPosition::new(x, y));
    }

    /// Tells input methods where the text cursor is, so that their windows
    /// keep clear of it.
    pub fn set_ime_area(&self, x: i32, y: i32, width: u32, height: u32) {
        self.winit().set_ime_cursor_area(
            PhysicalPosition::new(x, y),
            PhysicalSize::new(width.max(1), height.max(1)),
        );
    }

    /// Sets whether input methods may compose text for this window.
    pub fn set_use_ime(&self, use_ime: bool) {
        self.winit().set_ime_allowed(use_ime);
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
        self.clipboard.borrow_mut().store(kind, text);
    }

    /// Asks for a selection's text, which comes as a
    /// [`WindowEvent::ClipboardText`] with the same `token`.
    pub fn request_clipboard(&self, kind: ClipboardKind, token: u64) {
        self.clipboard.borrow_mut().request(self.id(), kind, token);
    }
}

impl std::fmt::Debug for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Window").field(&self.id()).finish()
    }
}
