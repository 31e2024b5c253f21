use super::Mux;
use crate::PaneId;
use crate::event::MuxEvent;
use std::time::Instant;
use term::TerminalEvent;

impl Mux {
    /// What has happened since the last call; to be called after a wake-up.
    /// Panes whose programs have ended are closed here, or told to stay.
    pub fn poll(&mut self) -> Vec<MuxEvent> {
        let news = self.notify.take();
        self.poll_links();
        if !self.closed.is_empty() {
            self.expire_closed(Instant::now());
        }
        for id in news {
            self.poll_pane(id);
        }
        debug_assert!(self.check());
        std::mem::take(&mut self.events)
    }

    /// Until the next [`Mux::poll`]: whether there will be one without a
    /// wake-up, when what panes show is drawn. Output alone wakes nobody then.
    pub fn set_frame_comes(&self, comes: bool) {
        self.notify.set_frame_comes(comes);
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
            self.note(MuxEvent::PaneOutput(id));
        }
        for event in pane.take_events() {
            let event = match event {
                TerminalEvent::CommandStarted => {
                    let name = pane.user_vars().remove("WEZTERM_PROG");
                    self.command_started(id, name.unwrap_or_default());
                    continue;
                }
                TerminalEvent::CommandFinished(status) => self.command_finished(id, status),
                other => match translate(id, other) {
                    Some(event) => event,
                    None => continue,
                },
            };
            self.events.push(event);
        }
        if has_changed {
            self.note(MuxEvent::TitleChanged(id));
            self.touch_tab(tab);
        }
        if let Some(status) = exit {
            self.note(MuxEvent::PaneExited {
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

impl Mux {
    fn command_started(&mut self, id: PaneId, command: String) {
        if let Some(entry) = self.panes.get_mut(&id) {
            entry.command = Some((Instant::now(), command));
        }
    }

    fn command_finished(&mut self, id: PaneId, status: Option<i32>) -> MuxEvent {
        let started = self
            .panes
            .get_mut(&id)
            .and_then(|entry| entry.command.take());
        let (since, command) = started.unzip();
        MuxEvent::CommandFinished {
            pane: id,
            status,
            took: since.map(|since: Instant| since.elapsed()),
            command: command.unwrap_or_default(),
        }
    }
}

fn translate(pane: PaneId, event: TerminalEvent) -> Option<MuxEvent> {
    Some(match event {
        // Told by the pane's generation, once for all of them; commands by
        // the caller, who knows when they began.
        TerminalEvent::TitleChanged
        | TerminalEvent::IconTitleChanged
        | TerminalEvent::CwdChanged
        | TerminalEvent::CommandStarted
        | TerminalEvent::CommandFinished(_) => return None,
        TerminalEvent::UserVar { name, value } => MuxEvent::UserVar { pane, name, value },
        TerminalEvent::Bell => MuxEvent::Bell(pane),
        TerminalEvent::ClipboardStore { primary, text } => MuxEvent::Clipboard {
            pane,
            primary,
            text,
        },
        TerminalEvent::Notification(notification) => MuxEvent::Notification { pane, notification },
        TerminalEvent::NotificationClose(id) => MuxEvent::NotificationClose { pane, id },
        TerminalEvent::NotificationsAlive(asked) => MuxEvent::NotificationsAlive { pane, asked },
        TerminalEvent::Progress(progress) => MuxEvent::Progress { pane, progress },
        TerminalEvent::PaletteChanged => MuxEvent::PaletteChanged(pane),
        TerminalEvent::MouseCursor(shape) => MuxEvent::MouseCursor { pane, shape },
        TerminalEvent::WindowOp(op) => MuxEvent::WindowOp { pane, op },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify::tests::counting_wake;
    use crate::{MuxOptions, MuxSettings, SpawnCommand};
    use std::sync::atomic::Ordering;
    use wezterm_types::TerminalSize;

    #[test]
    fn news_that_are_taken_wake_nobody() {
        let (wake, woken) = counting_wake();
        let mut mux = Mux::new(MuxOptions {
            wake,
            settings: MuxSettings::default(),
            socket_path: None,
        });
        mux.without_programs = true;
        let (_, _, id) = mux
            .spawn_window(&SpawnCommand::default(), TerminalSize::default(), None)
            .unwrap();
        while !mux.poll().is_empty() {}
        let before = woken.load(Ordering::Relaxed);
        mux.pane(id)
            .unwrap()
            .inject_output(b"\x1b]2;a title\x07text");
        let events = mux.poll();
        for event in [MuxEvent::PaneOutput(id), MuxEvent::TitleChanged(id)] {
            assert!(events.contains(&event), "{event:?} in {events:?}");
        }
        // Once by the output; the title is a change of the window, too.
        assert_eq!(woken.load(Ordering::Relaxed) - before, 2);
        while !mux.poll().is_empty() {}
        let before = woken.load(Ordering::Relaxed);
        mux.pane(id).unwrap().inject_output(b"more");
        assert_eq!(mux.poll(), [MuxEvent::PaneOutput(id)]);
        assert_eq!(woken.load(Ordering::Relaxed) - before, 1);
    }
}
