use super::Mux;
use crate::PaneId;
use crate::event::MuxEvent;
use term::TerminalEvent;

impl Mux {
    /// What has happened since the last call; to be called after a wake-up.
    /// Panes whose programs have ended are closed here, or told to stay.
    pub fn poll(&mut self) -> Vec<MuxEvent> {
        let news = self.notify.take();
        self.poll_links();
        if !self.closed.is_empty() {
            self.expire_closed(std::time::Instant::now());
        }
        for id in news {
            self.poll_pane(id);
        }
        debug_assert!(self.check());
        std::mem::take(&mut self.events)
    }

    fn poll_pane(&mut self, id: PaneId) {
        // What closed panes still had to say is of no interest.
        let Some(entry) = self.panes.get_mut(&id) else {
            return;
        };
        let pane = std::sync::Arc::clone(&entry.pane);
        let tab = entry.tab;
        let output = pane.output_generation();
        let generation = pane.generation();
        let exit = pane.exit_status().filter(|_| !entry.exit_told);
        entry.exit_told |= exit.is_some();
        let has_output = std::mem::replace(&mut entry.told_output, output) != output;
        let has_changed = std::mem::replace(&mut entry.told, generation) != generation;
        self.follow_control_mode(&pane);
        if has_output {
            self.tell(MuxEvent::PaneOutput(id));
        }
        for event in pane.take_events() {
            if let Some(event) = translate(id, event) {
                self.events.push(event);
            }
        }
        if has_changed {
            self.tell(MuxEvent::TitleChanged(id));
            self.touch_tab(tab);
        }
        if let Some(status) = exit {
            self.tell(MuxEvent::PaneExited {
                pane: id,
                status: status.clone(),
            });
            if pane.remote_id().is_some() {
                // The server closes it, or says why it stays.
            } else if status.closes(&self.settings) {
                // The pane was there a moment ago.
                let _ = self.close_pane(id);
            } else {
                let message = status.message(pane.argv(), &self.settings);
                pane.inject_output(message.as_bytes());
            }
        }
    }
}

fn translate(pane: PaneId, event: TerminalEvent) -> Option<MuxEvent> {
    Some(match event {
        // Told by the pane's generation, once for all of them.
        TerminalEvent::TitleChanged
        | TerminalEvent::IconTitleChanged
        | TerminalEvent::CwdChanged => return None,
        TerminalEvent::UserVar { name, value } => MuxEvent::UserVar { pane, name, value },
        TerminalEvent::Bell => MuxEvent::Bell(pane),
        TerminalEvent::ClipboardStore { primary, text } => MuxEvent::Clipboard {
            pane,
            primary,
            text,
        },
        TerminalEvent::Notification { title, body } => MuxEvent::Notification { pane, title, body },
        TerminalEvent::Progress(progress) => MuxEvent::Progress { pane, progress },
        TerminalEvent::PaletteChanged => MuxEvent::PaletteChanged(pane),
        TerminalEvent::MouseCursor(shape) => MuxEvent::MouseCursor { pane, shape },
        TerminalEvent::WindowOp(op) => MuxEvent::WindowOp { pane, op },
        TerminalEvent::CommandStarted => MuxEvent::CommandStarted(pane),
        TerminalEvent::CommandFinished(status) => MuxEvent::CommandFinished { pane, status },
    })
}
