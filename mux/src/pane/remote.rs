//! What a pane tells attached clients, and what the client's copy of a pane is
//! told.

use super::Pane;
use crate::PaneId;
use crate::attach::{PaneState, PaneTap, RemoteEnd};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use wezterm_types::TerminalSize;
use wezterm_types::procinfo::ForegroundProcess;

impl Pane {
    /// A read-only pane takes no input from the user.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.read_only.load(Ordering::Acquire)
    }

    /// Whether the pane takes no input; whether that is a change.
    pub(crate) fn set_read_only(&self, on: bool) -> bool {
        let changed = self.read_only.swap(on, Ordering::AcqRel) != on;
        if changed {
            self.touch();
        }
        changed
    }

    /// The panes that get the same input.
    pub(super) fn peers(&self) -> Vec<Arc<Self>> {
        self.peers.lock().iter().filter_map(Weak::upgrade).collect()
    }

    pub(crate) fn set_peers(&self, peers: Vec<Weak<Self>>) {
        *self.peers.lock() = peers;
    }

    /// The pane's number on its server, if it has one.
    pub(crate) fn remote_id(&self) -> Option<PaneId> {
        self.remote.as_ref().map(RemoteEnd::id)
    }

    /// Does something with the tap, nothing being printed meanwhile.
    pub(crate) fn with_tap(&self, f: impl FnOnce(&mut PaneTap)) {
        let _terminal = self.terminal.lock();
        if let Some(tap) = &self.tap {
            f(&mut tap.lock());
        }
    }

    /// The terminal's size, and bytes that make another one the same. What is
    /// printed after `taken` was called is not part of it.
    pub(crate) fn copy(&self, taken: impl FnOnce()) -> (TerminalSize, Vec<u8>) {
        let mut terminal = self.terminal.lock();
        taken();
        let mut bytes = terminal.dump();
        if let Some(tap) = &self.tap {
            bytes.extend_from_slice(tap.lock().tail());
        }
        (terminal.size(), bytes)
    }

    /// What clients are told beside the output.
    pub(crate) fn state(&self) -> PaneState {
        let process = self.facts.lock().process.clone();
        PaneState {
            id: self.id,
            size: self.terminal.lock().size(),
            argv: self.argv.clone(),
            tty_name: self.tty_name.clone(),
            process: process.map(|process| (process.executable, process.cwd)),
            exit: self.exit_status(),
        }
    }

    /// The server's pane is like this now.
    pub(crate) fn remote_state(&self, state: &PaneState) {
        let process = state
            .process
            .clone()
            .map(|(executable, cwd)| ForegroundProcess {
                pid: 0,
                executable,
                cwd,
            });
        let mut changed = {
            let mut facts = self.facts.lock();
            let changed = facts.process != process;
            facts.process = process;
            changed
        };
        let mut exit = self.exit.lock();
        changed |= *exit != state.exit;
        exit.clone_from(&state.exit);
        drop(exit);
        if changed {
            self.touch();
            self.notify.pane(self.id);
        }
    }

    /// Shows text of an earlier session above what the program prints.
    pub(crate) fn show_restored(&self, text: &str) {
        let text: String = text
            .chars()
            // Of controls, rows and attributes only: a file is no program.
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\x1b'))
            .collect();
        let mut bytes = String::with_capacity(text.len() + 64);
        for row in text.split_inclusive('\n') {
            bytes.push_str(&only_sgr(row.trim_end_matches('\n')));
            bytes.push_str("\r\n");
        }
        bytes.insert_str(0, "\x1b[H\x1b[J");
        bytes.push_str("\x1b[0m");
        self.inject_output(bytes.as_bytes());
        self.events.lock().clear();
    }

    /// The server's terminal has this size from here on.
    pub(crate) fn remote_resized(&self, size: TerminalSize) {
        self.terminal.lock().resize(size);
        self.output_generation.fetch_add(1, Ordering::AcqRel);
        self.notify.pane(self.id);
    }

    /// All that the server's terminal shows, in place of what is shown here.
    pub(crate) fn remote_copy(&self, size: TerminalSize, bytes: &[u8]) {
        {
            let mut terminal = self.terminal.lock();
            terminal.resize(size);
            terminal.restore(bytes);
            self.collect(&mut terminal);
        }
        // Bells and the like have rung long ago.
        self.events.lock().clear();
        self.output_generation.fetch_add(1, Ordering::AcqRel);
        self.notify.pane(self.id);
    }
}

/// A row without sequences other than SGR.
fn only_sgr(row: &str) -> String {
    let mut out = String::with_capacity(row.len());
    let mut rest = row;
    while let Some(at) = rest.find('\x1b') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let sgr = after.strip_prefix('[').and_then(|parameters| {
            let end = parameters.find(|c: char| !c.is_ascii_digit() && !matches!(c, ';' | ':'))?;
            parameters[end..].starts_with('m').then_some(end)
        });
        match sgr {
            Some(end) => {
                out.push_str(&rest[at..at + 3 + end]);
                rest = &after[end + 2..];
            }
            None => rest = after,
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::only_sgr;

    #[test]
    fn restored_text_sets_attributes_only() {
        assert_eq!(only_sgr("a\x1b[0;38:2::1:2:3mb"), "a\x1b[0;38:2::1:2:3mb");
        assert_eq!(only_sgr("a\x1b]0;t\x1b[2Jb\x1b"), "a]0;t[2Jb");
        assert_eq!(only_sgr("ä\x1b[m"), "ä\x1b[m");
    }
}
