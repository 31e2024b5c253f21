use crate::notification::Notification;
use std::collections::VecDeque;

/// Events kept until they are drained; the oldest of one kind goes first.
const MAX_EVENTS: usize = 1024;
/// Bytes of replies kept until they are taken. A program that asks without
/// reading the answers loses the later ones.
const MAX_REPLY_BYTES: usize = 1 << 20;

/// OSC 9;4, progress of a long-running program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Progress {
    /// Nothing to show.
    #[default]
    None,
    /// Percent done.
    Percentage(u8),
    /// Failed at this percentage.
    Error(u8),
    /// Busy for an unknown time.
    Indeterminate,
}

/// A change to the window (XTWINOPS, DECCOLM and the like).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WindowOp {
    /// Room for so many cells; the terminal has that size already.
    Cells {
        /// Rows.
        rows: usize,
        /// Columns.
        cols: usize,
    },
    /// To the given place on the desktop, pixels.
    Move(i32, i32),
    /// Minimise, or show again.
    Iconify(bool),
    /// Maximise, or restore.
    Maximize(bool),
    /// Full screen, or a window again.
    FullScreen(bool),
    /// Raise, or lower.
    Raise(bool),
}

/// Something a program asked for, for the owner of the terminal to act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminalEvent {
    /// [`Terminal::title`](crate::Terminal::title) has changed.
    TitleChanged,
    /// [`Terminal::icon_title`](crate::Terminal::icon_title) has changed.
    IconTitleChanged,
    /// [`Terminal::cwd`](crate::Terminal::cwd) has changed.
    CwdChanged,
    /// OSC 1337 SetUserVar; the value is decoded.
    UserVar {
        /// The variable.
        name: String,
        /// Its new value.
        value: String,
    },
    /// BEL.
    Bell,
    /// OSC 52: text for a clipboard; empty clears it.
    ClipboardStore {
        /// The primary selection instead of the clipboard.
        primary: bool,
        /// The text.
        text: String,
    },
    /// OSC 9, 777 and 99: a desktop notification.
    Notification(Notification),
    /// OSC 99: the notification of this name is to go.
    NotificationClose(String),
    /// OSC 99: which notifications of the program are still there? Asked under
    /// this name; [`alive_reply`](crate::alive_reply) is the answer.
    NotificationsAlive(String),
    /// OSC 9;4.
    Progress(Progress),
    /// A colour was set or reset.
    PaletteChanged,
    /// OSC 22: the pointer's shape, by its CSS name.
    MouseCursor(String),
    /// XTWINOPS: what a program wants of the window; only with
    /// [`TerminalConfig::enable_window_ops`](crate::TerminalConfig::enable_window_ops).
    WindowOp(WindowOp),
    /// OSC 133;C: a command that was typed runs from here on.
    CommandStarted,
    /// OSC 133;D or a new prompt: the last command ended with this status.
    CommandFinished(Option<i32>),
}

/// Events in order, bounded, with repeats of the same news folded into one.
#[derive(Debug, Default)]
pub(crate) struct EventQueue(VecDeque<TerminalEvent>);

impl EventQueue {
    pub(crate) fn push(&mut self, event: TerminalEvent) {
        use TerminalEvent as E;
        let folds = |queued: &TerminalEvent| match (&event, queued) {
            (E::Progress(_), E::Progress(_)) => true,
            (E::ClipboardStore { primary: a, .. }, E::ClipboardStore { primary: b, .. }) => a == b,
            (E::UserVar { name: a, .. }, E::UserVar { name: b, .. }) => a == b,
            (E::MouseCursor(_), E::MouseCursor(_)) => true,
            (a, b) => a == b,
        };
        self.0.retain(|queued| !folds(queued));
        if self.0.len() == MAX_EVENTS {
            self.0.pop_front();
        }
        self.0.push_back(event);
    }

    pub(crate) fn drain_into(&mut self, out: &mut Vec<TerminalEvent>) {
        out.extend(self.0.drain(..));
    }
}

/// Bytes for the child, bounded.
#[derive(Debug, Default)]
pub(crate) struct Replies(Vec<u8>);

impl Replies {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.0.len() + bytes.len() <= MAX_REPLY_BYTES {
            self.0.extend_from_slice(bytes);
        }
    }

    pub(crate) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_are_folded_and_the_queue_is_bounded() {
        let mut queue = EventQueue::default();
        for _ in 0..10 {
            queue.push(TerminalEvent::Bell);
            queue.push(TerminalEvent::TitleChanged);
        }
        for n in 0..3000 {
            queue.push(TerminalEvent::UserVar {
                name: format!("v{n}"),
                value: String::new(),
            });
        }
        let mut out = Vec::new();
        queue.drain_into(&mut out);
        assert_eq!(out.len(), MAX_EVENTS);
        queue.push(TerminalEvent::Bell);
        queue.push(TerminalEvent::Bell);
        out.clear();
        queue.drain_into(&mut out);
        assert_eq!(out, [TerminalEvent::Bell]);
    }

    #[test]
    fn replies_are_bounded() {
        let mut replies = Replies::default();
        for _ in 0..3 {
            replies.push(&vec![b'x'; MAX_REPLY_BYTES / 2]);
        }
        assert_eq!(replies.take().len(), MAX_REPLY_BYTES);
        assert!(replies.take().is_empty());
    }
}
