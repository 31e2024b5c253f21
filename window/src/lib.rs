//! Desktop windows on Wayland and X11.
//!
//! This crate owns the event loop, windows, the translation of keys and
//! pointer events, and the clipboard and primary selection. It wraps `winit`
//! so that no `winit` type is seen outside; painters attach through
//! `raw-window-handle`, or paint into the shared memory of [`ShmSurface`]. It knows no configuration, terminal, mux or drawing.
//!
//! Two rules that every user of a window keeps: draw only while handling
//! [`WindowEvent::RedrawRequested`], and call [`Window::pre_present_notify`]
//! right before a frame is handed over. `RedrawRequested` is not delivered
//! while a window is hidden, so no state may change in its handler.

mod app;
mod appearance;
mod attributes;
mod bell;
mod bus;
mod clipboard;
mod display;
mod error;
mod event;
mod handle;
mod handler;
mod keys;
mod notification;
mod program;
mod wayland;
mod x11;

pub use app::{ACTIVATION_VARIABLES, Application, EventLoop, Screen, Waker, run};
pub use appearance::Appearance;
pub use attributes::WindowAttributes;
pub use clipboard::ClipboardKind;
pub use cursor_icon::CursorIcon;
pub use display::{Backend, RunOptions};
pub use error::Error;
pub use event::{ImeEvent, WindowEvent};
pub use handle::{Level, RawWindow, ResizeEdge, Window, WindowId};
pub use notification::{Notification, NotificationEvent, Notifier, Urgency};
pub use program::release_unused;
pub use wayland::{Presentation, ShmError, ShmFrame, ShmSurface};
pub use x11::{X11Error, X11Surface};
