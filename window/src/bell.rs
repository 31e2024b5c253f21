//! The sound of the desktop for BEL: `xdg_system_bell_v1` on Wayland, `Bell` of
//! the core protocol on X11.

use crate::RawWindow;
use crate::display::Backend;
use crate::wayland::Wayland;
use std::rc::Rc;
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::ConnectionExt;
use x11rb::rust_connection::RustConnection;

/// Between two sounds at least; a program may ring as fast as it prints.
const PAUSE: Duration = Duration::from_millis(100);

/// Rings for all windows.
pub(crate) struct Bell {
    backend: Backend,
    wayland: Option<Rc<Wayland>>,
    /// Open since the first ring; `None` in it when the server did not answer.
    x11: Option<Option<RustConnection>>,
    last: Option<Instant>,
}

impl Bell {
    pub(crate) fn new(backend: Backend, wayland: Option<Rc<Wayland>>) -> Self {
        Self {
            backend,
            wayland,
            x11: None,
            last: None,
        }
    }

    /// Rings, unless it has a moment ago or the desktop has no bell.
    pub(crate) fn ring(&mut self, window: &RawWindow) {
        let now = Instant::now();
        if self.last.is_some_and(|last| now - last < PAUSE) {
            return;
        }
        self.last = Some(now);
        match self.backend {
            Backend::Wayland => {
                let rung = self
                    .wayland
                    .as_ref()
                    .is_some_and(|wayland| wayland.ring(window));
                if !rung {
                    log::debug!("the compositor has no bell (xdg_system_bell_v1)");
                }
            }
            Backend::X11 => self.ring_x11(),
        }
    }

    fn ring_x11(&mut self) {
        let connection = self.x11.get_or_insert_with(|| {
            x11rb::connect(None)
                .map(|(connection, _)| connection)
                .inspect_err(|error| log::debug!("no bell: {error}"))
                .ok()
        });
        let Some(connected) = connection else { return };
        // 0 percent is the volume the user has set.
        let rung = connected.bell(0).map(drop).and_then(|()| connected.flush());
        if let Err(error) = rung {
            log::debug!("no bell: {error}");
            *connection = None;
        }
    }
}
