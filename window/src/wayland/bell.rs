use super::{State, Wayland};
use wayland_client::delegate_noop;
use wayland_protocols::xdg::system_bell::v1::client::xdg_system_bell_v1::XdgSystemBellV1;

impl Wayland {
    /// Rings the desktop's bell for a window; `false` where it has none.
    pub(crate) fn ring(&self, window: &crate::RawWindow) -> bool {
        let bound = self
            .globals
            .bind::<XdgSystemBellV1, _, _>(&self.handle, 1..=1, ());
        let Ok(bell) = bound else { return false };
        bell.ring(self.surface_of(window).as_ref());
        // Bells are rare: nothing is kept for the next.
        bell.destroy();
        // A broken connection is the event loop's to notice.
        let _ = self.connection.flush();
        true
    }
}

delegate_noop!(State: XdgSystemBellV1);
