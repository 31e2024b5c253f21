//! A pane in which tmux speaks its control mode: what it prints goes to a
//! gateway until control mode ends, and the terminal says so meanwhile.

use super::Pane;
use crate::tmux::{BEGIN, DETACH, Gateway, Line, Lines};
use memchr::memmem;
use std::collections::VecDeque;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use wezterm_types::procinfo::ProcessInfo;

/// Programs that begin control mode, or through which it comes. Any other one,
/// such as a `cat` of a hostile file, must not make us type commands.
const PROGRAMS: [&str; 14] = [
    "tmux",
    "ssh",
    "mosh-client",
    "autossh",
    "sshpass",
    "sudo",
    "su",
    "doas",
    "docker",
    "podman",
    "kubectl",
    "machinectl",
    "incus",
    "lxc",
];

const BEGUN: &[u8] = b"\r\n[tmux: its windows are shown in a window of their own. \
q or Escape here detaches it.]\r\n";

const REFUSED: &[u8] = b"\r\n[tmux -CC works in panes of the program that has the window, \
and this is a pane of a multiplexer server]\r\n";

/// What the main loop is to know.
#[derive(Debug)]
pub(crate) enum ControlNews {
    /// Control mode has begun; the client's end of the connection.
    Begun(UnixStream),
    /// It has ended.
    Ended,
}

/// Whether, and how far, a pane is in control mode.
#[derive(Debug, Default)]
pub(super) struct ControlMode {
    /// Bytes of [`BEGIN`] that came last.
    matched: usize,
    active: Option<Active>,
    news: VecDeque<ControlNews>,
}

#[derive(Debug)]
struct Active {
    lines: Lines,
    gateway: Gateway,
    /// Whether tmux is still to be spoken to: the gateway's thread ends later.
    is_open: Arc<AtomicBool>,
}

impl Drop for Active {
    fn drop(&mut self) {
        self.is_open.store(false, Ordering::Release);
    }
}

impl ControlMode {
    pub(super) fn is_active(&self) -> bool {
        self.active.is_some()
    }

    /// Where control mode begins in `bytes`: the first byte after [`BEGIN`],
    /// and how many of its bytes are before that in `bytes`.
    fn find(&mut self, bytes: &[u8]) -> Option<(usize, usize)> {
        // Begun in the portion before this one.
        let before = std::mem::take(&mut self.matched);
        if before > 0 {
            let wanted = &BEGIN[before..];
            if bytes.len() < wanted.len() && wanted.starts_with(bytes) {
                self.matched = before + bytes.len();
                return None;
            }
            if bytes.starts_with(wanted) {
                return Some((wanted.len(), wanted.len()));
            }
        }
        if let Some(at) = memmem::find(bytes, BEGIN) {
            return Some((at + BEGIN.len(), BEGIN.len()));
        }
        let longest = bytes.len().min(BEGIN.len() - 1);
        self.matched = (1..=longest)
            .rev()
            .find(|count| bytes.ends_with(&BEGIN[..*count]))
            .unwrap_or(0);
        None
    }
}

impl Pane {
    /// Takes what the program has printed: for the terminal, or for the gateway.
    pub(super) fn take_output(self: &Arc<Self>, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = self.take_some(rest);
        }
    }

    /// Takes a first part of `bytes`; returns what is left.
    fn take_some<'a>(self: &Arc<Self>, bytes: &'a [u8]) -> &'a [u8] {
        let mut control = self.control.lock();
        if let Some(active) = &mut control.active {
            let mut lines = VecDeque::new();
            let taken = active.lines.feed(bytes, &mut lines);
            let gateway = active.gateway.clone();
            // The gateway may wait for the main loop, which must not wait here.
            drop(control);
            let mut reason = None;
            for line in lines {
                if let Line::Exit(why) = &line {
                    reason = Some(why.clone());
                }
                gateway.line(line);
            }
            return match (taken, reason) {
                (Ok(taken), None) => &bytes[taken..],
                (Ok(taken), Some(reason)) => {
                    self.end_control_mode(&reason);
                    &bytes[taken..]
                }
                (Err(error), _) => {
                    self.end_control_mode(error);
                    &[]
                }
            };
        }
        let Some((after, of_begin)) = control.find(bytes) else {
            drop(control);
            self.process_output(bytes);
            return &[];
        };
        drop(control);
        self.process_output(&bytes[..after - of_begin]);
        if of_begin < BEGIN.len() {
            // The terminal has seen the beginning of a string: it is cancelled.
            self.process_output(b"\x18");
        }
        if self.tap.is_some() {
            // A client of this server could not be shown windows of another one.
            let _ = self.input.push(self.id, DETACH);
            self.process_output(REFUSED);
        } else if self.may_begin() {
            self.begin_control_mode();
        } else {
            log::warn!(
                "pane {}: control mode of tmux is begun by something else and left out",
                self.id
            );
        }
        &bytes[after..]
    }

    /// Whether a program runs from which control mode may come.
    fn may_begin(&self) -> bool {
        self.foreground_process_info()
            .is_some_and(|process| has_program(&process))
    }

    fn begin_control_mode(self: &Arc<Self>) {
        let pane = Arc::downgrade(self);
        let is_open = Arc::new(AtomicBool::new(true));
        let still_open = Arc::clone(&is_open);
        let to_tmux = move |bytes: &[u8]| {
            let pane = pane.upgrade().ok_or("its pane is gone")?;
            if !still_open.load(Ordering::Acquire) {
                return Err("control mode has ended".to_owned());
            }
            let sent = pane.input.push(pane.id, bytes);
            sent.map_err(|error| error.to_string())
        };
        let size = self.lock_terminal().size();
        match Gateway::start(size, Box::new(to_tmux)) {
            Ok((gateway, client)) => {
                let mut control = self.control.lock();
                control.active = Some(Active {
                    lines: Lines::default(),
                    gateway,
                    is_open,
                });
                control.news.push_back(ControlNews::Begun(client));
                drop(control);
                self.process_output(BEGUN);
            }
            Err(error) => {
                log::error!("pane {}: tmux can not be shown: {error}", self.id);
                // It is in the way of nothing else, then.
                let _ = self.input.push(self.id, DETACH);
            }
        }
        self.notify.pane(self.id);
    }

    /// Control mode is over, or the program is.
    pub(super) fn end_control_mode(&self, reason: &str) {
        let active = {
            let mut control = self.control.lock();
            let active = control.active.take();
            if active.is_some() {
                control.news.push_back(ControlNews::Ended);
            }
            active
        };
        let Some(active) = active else {
            return;
        };
        let refusal = active.gateway.refusal();
        let reason = refusal.as_deref().unwrap_or(reason);
        let reason: String = reason
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect();
        let text = match reason.is_empty() {
            true => "\r\n[tmux is detached.]\r\n".to_owned(),
            false => format!("\r\n[tmux is detached: {reason}]\r\n"),
        };
        self.process_output(text.as_bytes());
        self.notify.pane(self.id);
    }

    /// Takes a key in a pane that is in control mode; whether it is.
    pub(super) fn take_control_key(&self, bytes: &[u8]) -> bool {
        if !self.control.lock().is_active() {
            return false;
        }
        // q, Escape alone, Ctrl+C and Ctrl+D.
        if matches!(bytes, b"q" | b"\x1b" | b"\x03" | b"\x04") {
            let _ = self.input.push(self.id, DETACH);
        }
        true
    }

    /// What the main loop does not know yet.
    pub(crate) fn take_control_news(&self) -> Option<ControlNews> {
        self.control.lock().news.pop_front()
    }
}

/// Whether a process, or one that it has started, is one of [`PROGRAMS`].
fn has_program(process: &ProcessInfo) -> bool {
    // Of a program of another user only the short name is to be seen; tmux's
    // own is "tmux: client".
    let short = process.name.split(':').next().unwrap_or_default();
    let file = process.executable.file_name().unwrap_or_default();
    let is_one = |program: &&str| short == *program || file == *program;
    PROGRAMS.iter().any(is_one) || process.children.values().any(has_program)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify::Notify;
    use crate::pane::PaneParts;
    use proptest::prelude::*;
    use std::sync::mpsc::channel;
    use std::time::Duration;
    use term::{Terminal, TerminalConfig};
    use wezterm_types::TerminalSize;

    /// While the gateway takes nothing, the main loop can ask for news and keys
    /// can be pressed: the gateway may be waiting for that loop.
    #[test]
    fn a_gateway_that_waits_holds_up_nobody_else() {
        let size = TerminalSize::default();
        let pane = Pane::without_program(PaneParts {
            id: 0,
            domain: 0,
            domain_name: String::new(),
            argv: Vec::new(),
            terminal: Terminal::new(size, TerminalConfig::default()),
            notify: Arc::new(Notify::new(Arc::new(|| ()))),
            with_tap: false,
        });
        let pane = pane.unwrap();
        let (gateway, takes_one) = Gateway::stuck();
        pane.control.lock().active = Some(Active {
            lines: Lines::default(),
            gateway,
            is_open: Arc::new(AtomicBool::new(true)),
        });
        let printing = Arc::clone(&pane);
        let printer = std::thread::spawn(move || {
            printing.take_output(b"%window-add @1\n%window-add @2\n");
        });
        // One line is taken, and the other waits.
        takes_one.take();
        let (answered, answer) = channel();
        let asking = Arc::clone(&pane);
        std::thread::spawn(move || answered.send(asking.take_control_key(b"x")));
        let limit = Duration::from_secs(20);
        assert_eq!(answer.recv_timeout(limit), Ok(true), "the key waits");
        drop(takes_one);
        printer.join().unwrap();
    }

    proptest! {
        /// However the bytes are cut, the beginning is found where it is.
        #[test]
        fn the_beginning_is_found_in_any_portions(
            before in "[a-z\u{1b}P01]{0,12}",
            cuts in prop::collection::vec(0usize..30, 0..6),
        ) {
            let mut text = before.clone().into_bytes();
            text.extend_from_slice(BEGIN);
            text.extend_from_slice(b"%begin");
            // It may be there earlier by chance.
            let end = memmem::find(&text, BEGIN).unwrap() + BEGIN.len();
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut < text.len()).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let mut control = ControlMode::default();
            let mut found = None;
            for part in cuts.windows(2) {
                if let Some((after, _)) = control.find(&text[part[0]..part[1]]) {
                    found = Some(part[0] + after);
                    break;
                }
            }
            prop_assert_eq!(found, Some(end));
        }
    }
}
