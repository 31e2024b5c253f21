//! Requests of `wezterm cli`.

use super::App;
use mux::control::{ClientEntry, Request, Response};
use serde_json::{Value, json};
use window::EventLoop;

impl App {
    /// Answers what clients have asked since the last turn.
    pub(super) fn poll_control(&mut self, event_loop: &mut EventLoop<'_>) {
        let Some(server) = &self.control else {
            return;
        };
        let requests = server.poll();
        if requests.is_empty() {
            return;
        }
        let clients = server.clients();
        for (client, request, responder) in requests {
            log::trace!("client {client:?}: {request:?}");
            let response = match request {
                Request::Stats => Ok(Response::Json(self.stats_for_client())),
                Request::ListClients => Ok(Response::Clients(self.clients(&clients))),
                other => {
                    let mut mux = self.shared.mux.borrow_mut();
                    if let Request::ActivatePane { pane } = other {
                        // Who asks for it wants to see it.
                        mux.switch_to_workspace_of(pane);
                    }
                    mux.request(other)
                }
            };
            // What the request changed is shown before the client goes on.
            self.settle(event_loop);
            match response {
                Ok(response) => responder.send(response),
                Err(ask) => self.shared.mux.borrow_mut().when_answered(
                    ask,
                    Box::new(|answer| {
                        responder.send(answer.map_or_else(Response::Error, Response::Pane));
                    }),
                ),
            }
        }
    }

    /// Who uses the mux: this program, whose user looks at a pane, and whoever
    /// is connected.
    fn clients(&self, connected: &[ClientEntry]) -> Vec<ClientEntry> {
        let focused = self
            .windows
            .values()
            .max_by_key(|window| (window.is_focused(), window.last_focused()))
            .and_then(|window| window.active_pane_id(&self.shared));
        let mut clients: Vec<ClientEntry> = connected.to_vec();
        let own = ClientEntry {
            username: std::env::var("USER").unwrap_or_default(),
            hostname: clients
                .first()
                .map(|client| client.hostname.clone())
                .unwrap_or_default(),
            pid: std::process::id(),
            connection_elapsed: self.started.elapsed().as_secs(),
            idle_time: 0,
            workspace: self.shared.mux.borrow().active_workspace().to_owned(),
            focused_pane_id: focused,
        };
        clients.insert(0, own);
        clients
    }

    /// `wezterm cli stats`: the counters, and what overlays show.
    fn stats_for_client(&mut self) -> Value {
        let mut stats = self.stats();
        let overlays: Vec<Value> = self
            .windows
            .values()
            .flat_map(|window| {
                let modes = window.pane_modes_json();
                window.overlay_json().into_iter().chain(modes)
            })
            .collect();
        if !overlays.is_empty() {
            stats["overlays"] = Value::Array(overlays);
        }
        stats
    }

    /// Counters of this process.
    pub(super) fn stats(&mut self) -> Value {
        let mut stats = self.shared.stats_json();
        let builds: u64 = self.windows.values().map(|w| w.tab_bar_builds()).sum();
        let hits: u64 = self.windows.values().map(|w| w.tab_bar_stamp_hits()).sum();
        let rows: u64 = self.windows.values().map(|w| w.rows_built()).sum();
        let bytes: u64 = self
            .shared
            .mux
            .borrow()
            .panes()
            .map(|pane| pane.bytes_read())
            .sum();
        stats["tab_bar"]["builds"] = json!(builds);
        stats["tab_bar"]["stamp_hits"] = json!(hits);
        stats["rows"]["built"] = json!(rows);
        stats["pty"] = json!({ "bytes": bytes });
        let times = self.shared.mux.borrow();
        stats["render"]["parse"] =
            crate::render_stats::parse_times(times.panes().map(|pane| pane.parse_times()));
        drop(times);
        stats["windows"] = json!(self.windows.len());
        stats["painter"] = json!(
            self.windows
                .values()
                .map(|window| window.painter_name())
                .next()
        );
        stats
    }
}
