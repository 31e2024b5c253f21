//! The server's side: what attached clients are told and what they ask.

use super::Mux;
use crate::attach::{Hub, HubMessage, TabState, WindowState};
use crate::control::Response;
use crate::pane::Pane;
use crate::{PaneId, WindowId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Mux {
    /// Lets clients attach to this mux. To be called before there are panes.
    #[must_use]
    pub fn with_hub(mut self, hub: Arc<Hub>) -> Self {
        self.hub = Some(hub);
        self
    }

    /// Does what attached clients have asked, and tells them what has changed.
    /// To be called after [`Mux::poll`].
    pub fn serve_clients(&mut self) {
        let Some(hub) = self.hub.clone() else { return };
        for message in hub.take_waiting() {
            match message {
                HubMessage::Request(request, reply) => {
                    log::trace!("attached client: {request:?}");
                    let result = match self.handle_request(*request) {
                        Response::Error(text) => Err(text),
                        Response::Pane(pane) => Ok(Some(pane)),
                        Response::MaybePane(pane) => Ok(pane),
                        _ => Ok(None),
                    };
                    // The answer names a pane that the client has heard of.
                    self.publish(&hub);
                    reply.send(result);
                }
                HubMessage::Focus(pane) => self.set_focus(pane),
            }
        }
        self.publish(&hub);
    }

    fn publish(&mut self, hub: &Hub) {
        if self.published == self.generation {
            return;
        }
        let since = std::mem::replace(&mut self.published, self.generation);
        let changed = self
            .windows
            .values()
            .filter(|window| window.generation > since)
            .map(|window| self.window_state(window))
            .collect();
        let known: BTreeSet<WindowId> = self.windows.keys().copied().collect();
        let panes: BTreeMap<PaneId, Arc<Pane>> = self
            .panes
            .iter()
            .map(|(id, entry)| (*id, Arc::clone(&entry.pane)))
            .collect();
        hub.publish(changed, &known, &panes);
    }

    fn window_state(&self, window: &crate::Window) -> WindowState {
        let tabs = window
            .tabs
            .iter()
            .filter_map(|id| self.tabs.get(id))
            .map(|tab| TabState {
                id: tab.id,
                title: tab.title.clone(),
                size: tab.size,
                active: tab.active,
                is_zoomed: tab.is_zoomed,
                tree: tab.tree.nodes(),
                panes: tab
                    .panes()
                    .into_iter()
                    .filter_map(|pane| Some(self.panes.get(&pane)?.pane.state()))
                    .collect(),
            });
        WindowState {
            id: window.id,
            title: window.title.clone(),
            workspace: window.workspace.clone(),
            size: window.size,
            active: window.active,
            tabs: tabs.collect(),
        }
    }
}
