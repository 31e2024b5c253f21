//! Panes in which tmux speaks its control mode, as domains.

use super::Mux;
use crate::attach::{Connect, Stream};
use crate::pane::{ControlNews, Pane};
use crate::{PaneId, SpawnDomain};
use parking_lot::Mutex;
use std::os::unix::net::UnixStream;
use std::sync::Arc;

impl Mux {
    /// Shows the windows of a tmux that has begun to speak, and those of one
    /// that has ended no longer.
    pub(super) fn follow_control_mode(&mut self, pane: &Pane) {
        while let Some(news) = pane.take_control_news() {
            match news {
                ControlNews::Begun(client) => self.show_tmux(pane.id(), client),
                ControlNews::Ended => {
                    self.forget_tmux(pane.id());
                }
            }
        }
    }

    /// The tmux of a pane has ended, and its domain with it: it is attached
    /// again from a shell, which makes another one.
    pub(super) fn forget_tmux(&mut self, pane: PaneId) {
        self.undefine(&name_of(pane));
    }

    fn show_tmux(&mut self, pane: PaneId, client: UnixStream) {
        let client = Mutex::new(Some(client));
        let connect: Connect = Arc::new(move || {
            let client = client.lock().take();
            let client = client.ok_or("tmux is detached: `tmux -CC attach` attaches it again")?;
            Stream::unix(client).map_err(|error| error.to_string())
        });
        let domain = self.define_domain(&name_of(pane), connect);
        if let Err(error) = self.attach(&SpawnDomain::Id(domain), None) {
            log::error!("tmux can not be shown: {error}");
        }
    }
}

/// The domain of the tmux in a pane.
fn name_of(pane: PaneId) -> String {
    format!("tmux-{pane}")
}
