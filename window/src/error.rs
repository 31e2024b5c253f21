use crate::display::Backend;

/// Why no window could be shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No display server answered.
    #[error(
        "cannot open a window, no display was found: {tried}. \
         Start this inside a Wayland or X11 session, or set WAYLAND_DISPLAY or DISPLAY \
         to that of a running one"
    )]
    NoDisplay {
        /// What was tried, with the values of the variables that name displays.
        tried: String,
    },
    /// The connection has ended while windows were open.
    #[error(
        "the connection to the {backend} display was lost, as when the desktop ends ({reason}); \
         programs that are to outlive it run on a server: `wezterm connect`"
    )]
    Lost {
        /// The kind of display server.
        backend: Backend,
        /// What the windowing library said.
        reason: String,
    },
    /// The display server refused a window.
    #[error("cannot create a window of {width}x{height} pixels on {backend}: {reason}")]
    CreateWindow {
        /// The kind of display server.
        backend: Backend,
        /// Width asked for, in physical pixels.
        width: u32,
        /// Height asked for, in physical pixels.
        height: u32,
        /// What the windowing library said.
        reason: String,
    },
}
