//! A mux with real programs, driven by conditions.
#![allow(dead_code, reason = "not every test uses all of it")]

use mux::{Mux, MuxEvent, MuxOptions, MuxSettings, PaneId, SpawnCommand};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use wezterm_types::TerminalSize;

/// How long to wait for what must happen.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);

/// A mux, and what it has told.
pub(crate) struct World {
    pub(crate) mux: Mux,
    woken: Receiver<()>,
    pub(crate) events: Vec<MuxEvent>,
}

pub(crate) fn world(settings: MuxSettings) -> World {
    let (sender, woken) = channel();
    let sender = Mutex::new(sender);
    let mux = Mux::new(MuxOptions {
        wake: Arc::new(move || drop(sender.lock().map(|sender| sender.send(())))),
        settings,
        socket_path: None,
    });
    World {
        mux,
        woken,
        events: Vec::new(),
    }
}

impl World {
    pub(crate) fn shell(&mut self, script: &str) -> PaneId {
        let command = SpawnCommand::from_args(["sh", "-c", script]);
        self.mux
            .spawn_window(&command, TerminalSize::default(), None)
            .unwrap()
            .2
    }

    pub(crate) fn wait(&mut self, what: &str, mut done: impl FnMut(&mut Self) -> bool) {
        let start = Instant::now();
        loop {
            let news = self.mux.poll();
            self.events.extend(news);
            if done(self) {
                return;
            }
            assert!(
                start.elapsed() < LIMIT,
                "{what} did not happen: {:?}",
                self.events
            );
            let _ = self.woken.recv_timeout(Duration::from_millis(100));
        }
    }

    pub(crate) fn text(&self, pane: PaneId) -> String {
        let pane = self.mux.pane(pane).unwrap();
        let terminal = pane.lock_terminal();
        terminal.lines_text(1000, false)
    }
}
