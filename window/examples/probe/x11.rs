//! Paints one colour into an X11 window, through a connection of its own.

#![allow(clippy::unwrap_used, reason = "a test program may end here")]

use raw_window_handle::{HasWindowHandle, RawWindowHandle};
use window::Window;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ChangeWindowAttributesAux, ConnectionExt};
use x11rb::rust_connection::RustConnection;

/// Fills a window with a colour.
pub(crate) struct Painter {
    connection: RustConnection,
    window: u32,
}

impl Painter {
    pub(crate) fn new(window: &Window) -> Self {
        let raw = window.raw();
        let RawWindowHandle::Xlib(handle) = raw.window_handle().unwrap().as_raw() else {
            panic!("not an X11 window");
        };
        Self {
            connection: x11rb::connect(None).unwrap().0,
            window: u32::try_from(handle.window).unwrap(),
        }
    }

    /// Shows `color` (0xRRGGBB).
    pub(crate) fn fill(&self, color: u32) {
        let background = ChangeWindowAttributesAux::new().background_pixel(color);
        self.connection
            .change_window_attributes(self.window, &background)
            .unwrap();
        self.connection
            .clear_area(false, self.window, 0, 0, 0, 0)
            .unwrap();
        self.connection.flush().unwrap();
    }
}
