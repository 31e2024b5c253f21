//! Pixels on a window of an X11 server, through a connection of our own: any
//! client may draw on any window. Software painters keep one picture in plain
//! memory, and what has changed of it is sent (`PutImage`).

use crate::RawWindow;
use raw_window_handle::{HasWindowHandle, RawWindowHandle};
use std::fmt;
use x11rb::connection::{Connection, RequestConnection as _};
use x11rb::errors::{ConnectError, ConnectionError, ReplyError, ReplyOrIdError};
use x11rb::protocol::xproto::{ConnectionExt as _, CreateGCAux, ImageFormat, ImageOrder};
use x11rb::rust_connection::RustConnection;

/// Why pixels cannot be shown through X11.
#[derive(Debug, thiserror::Error)]
pub enum X11Error {
    /// The window is none of an X11 server.
    #[error("the window is not one of an X11 server")]
    NotX11,
    /// No second connection to the server.
    #[error("cannot connect to the X11 server once more: {0}")]
    Connect(#[from] ConnectError),
    /// The server has pixels of another kind than 32 bits in our byte order.
    #[error(
        "the X11 server shows pixels of {bits} bits, {order:?}; 32 bits in this machine's byte order are needed"
    )]
    Format {
        /// Bits of a pixel of the window's depth; 0 where it has none.
        bits: u8,
        /// Order of bytes.
        order: ImageOrder,
    },
    /// The connection broke.
    #[error("the connection to the X11 server broke: {0}")]
    Broken(#[from] ConnectionError),
    /// The server refused something.
    #[error("the X11 server refused: {0}")]
    Refused(#[from] ReplyError),
    /// The server is out of names.
    #[error("the X11 server refused: {0}")]
    Id(#[from] ReplyOrIdError),
}

/// Whether a window is one of an X11 server that is known to have no GLX.
pub(crate) fn lacks_glx(window: &RawWindow) -> bool {
    let handle = window.window_handle().map(|handle| handle.as_raw());
    let is_x11 = matches!(
        handle,
        Ok(RawWindowHandle::Xlib(_) | RawWindowHandle::Xcb(_))
    );
    let asked = || {
        let (connection, _) = x11rb::connect(None).ok()?;
        let glx = connection.query_extension(b"GLX").ok()?.reply().ok()?;
        Some(!glx.present)
    };
    is_x11 && asked().unwrap_or(false)
}

/// One window's pixels.
pub struct X11Surface {
    connection: RustConnection,
    window: u32,
    context: u32,
    depth: u8,
    size: (u32, u32),
    /// Whether `pixels` show the frame before.
    known: bool,
    pixels: Vec<u32>,
    scratch: Vec<u8>,
}

impl fmt::Debug for X11Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("X11Surface")
            .field("window", &self.window)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl X11Surface {
    /// Bytes of a `PutImage` request before the pixels, with room to spare.
    const HEADER: usize = 64;

    pub(crate) fn new(window: &RawWindow) -> Result<Self, X11Error> {
        let window = match window.window_handle().map(|handle| handle.as_raw()) {
            // Ids of windows have 29 bits.
            Ok(RawWindowHandle::Xlib(handle)) => handle.window as u32,
            Ok(RawWindowHandle::Xcb(handle)) => handle.window.get(),
            _ => return Err(X11Error::NotX11),
        };
        let (connection, _) = x11rb::connect(None)?;
        let depth = connection.get_geometry(window)?.reply()?.depth;
        let setup = connection.setup();
        let bits = setup
            .pixmap_formats
            .iter()
            .find(|format| format.depth == depth)
            .map_or(0, |format| format.bits_per_pixel);
        let order = setup.image_byte_order;
        let ours = if cfg!(target_endian = "big") {
            ImageOrder::MSB_FIRST
        } else {
            ImageOrder::LSB_FIRST
        };
        if bits != 32 || order != ours || !matches!(depth, 24 | 32) {
            return Err(X11Error::Format { bits, order });
        }
        let context = connection.generate_id()?;
        connection.create_gc(context, window, &CreateGCAux::new().graphics_exposures(0))?;
        Ok(Self {
            connection,
            window,
            context,
            depth,
            size: (0, 0),
            known: false,
            pixels: Vec::new(),
            scratch: Vec::new(),
        })
    }

    /// Follows the window to another size, in physical pixels.
    pub fn resize(&mut self, width: u32, height: u32) {
        if self.size != (width, height) {
            self.size = (width, height);
            self.pixels.clear();
            self.pixels.resize(width as usize * height as usize, 0);
            self.known = false;
        }
    }

    /// Frames since the pixels were shown: 1, or 0 where they are unknown.
    #[must_use]
    pub fn age(&self) -> usize {
        usize::from(self.known)
    }

    /// Rows from the top, `0xAARRGGBB`, premultiplied; as many as the size says.
    pub fn pixels(&mut self) -> &mut [u32] {
        &mut self.pixels
    }

    /// Shows these parts of the pixels: left, top, width, height.
    ///
    /// # Errors
    /// The connection broke.
    pub fn present(
        &mut self,
        damage: impl Iterator<Item = (u32, u32, u32, u32)>,
    ) -> Result<(), X11Error> {
        let most = self.connection.maximum_request_bytes() - Self::HEADER;
        for (left, top, width, height) in damage {
            let row = width as usize * 4;
            let lines = (most / row.max(1)).clamp(1, 1 << 14) as u32;
            for start in (top..top + height).step_by(lines as usize) {
                self.put(left, start, width, lines.min(top + height - start))?;
            }
        }
        self.connection.flush()?;
        self.known = true;
        // Nothing is awaited, but errors must not pile up.
        while let Some(event) = self.connection.poll_for_event()? {
            log::debug!("X11: {event:?}");
        }
        Ok(())
    }

    fn put(&mut self, left: u32, top: u32, width: u32, height: u32) -> Result<(), X11Error> {
        self.scratch.clear();
        for y in top..top + height {
            let start = y as usize * self.size.0 as usize + left as usize;
            let line = &self.pixels[start..start + width as usize];
            self.scratch.extend_from_slice(bytemuck::cast_slice(line));
        }
        self.connection.put_image(
            ImageFormat::Z_PIXMAP,
            self.window,
            self.context,
            // Sides of X11's windows have 15 bits.
            width as u16,
            height as u16,
            left as i16,
            top as i16,
            0,
            self.depth,
            &self.scratch,
        )?;
        Ok(())
    }
}
