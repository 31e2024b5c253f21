//! The clipboard and the primary selection.
//!
//! Another program owns what is read, and may take as long as it likes to
//! send it. So the event loop only hands requests over: a worker thread loads,
//! and its answers come back as [`crate::WindowEvent::ClipboardText`]. Where
//! the display offers no selection of a kind, texts stay inside this process.

mod wayland;
mod worker;
mod x11;

use crate::handle::WindowId;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use worker::{Job, Loaded, Worker};

/// How long the owner of a selection has to send it.
const LOAD_TIMEOUT: Duration = Duration::from_secs(3);

/// Which selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClipboardKind {
    /// What "copy" fills and "paste" reads.
    Clipboard,
    /// What selecting text fills and the middle button reads.
    Primary,
}

impl ClipboardKind {
    const fn index(self) -> usize {
        match self {
            Self::Clipboard => 0,
            Self::Primary => 1,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Clipboard => "clipboard",
            Self::Primary => "primary selection",
        }
    }
}

/// An answer to a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) window: WindowId,
    pub(crate) token: u64,
    pub(crate) kind: ClipboardKind,
    pub(crate) text: Option<String>,
}

struct Pending {
    id: u64,
    window: WindowId,
    token: u64,
    kind: ClipboardKind,
    deadline: Instant,
}

/// Reaches the display's selections from a thread of its own.
pub(crate) trait Connector {
    /// Starts a worker. `loaded` is called from it, in any order of jobs.
    fn start(&self, loaded: Arc<dyn Fn(Loaded) + Send + Sync>) -> Worker;
    /// Stores without the worker, if that is possible without blocking.
    fn store(&self, kind: ClipboardKind, text: &str) -> bool;
}

/// The selections as the event loop's thread sees them.
pub(crate) struct Clipboard {
    connector: Box<dyn Connector>,
    worker: Worker,
    loaded_tx: Sender<Loaded>,
    loaded_rx: Receiver<Loaded>,
    wake: Arc<dyn Fn() + Send + Sync>,
    pending: Vec<Pending>,
    next_id: u64,
    /// The last texts stored here, by [`ClipboardKind::index`].
    own: [Option<String>; 2],
    unsupported_reported: [bool; 2],
}

impl Clipboard {
    /// Selections of a Wayland display; `wake` makes the loop call [`Self::answers`].
    pub(crate) fn wayland(
        display: winit::event_loop::OwnedDisplayHandle,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        Self::new(Box::new(wayland::WaylandConnector::new(display)), wake)
    }

    /// Selections of the X11 server that `DISPLAY` names.
    pub(crate) fn x11(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self::new(Box::new(x11::X11Connector), wake)
    }

    fn new(connector: Box<dyn Connector>, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let (loaded_tx, loaded_rx) = channel();
        let worker = start(&*connector, &loaded_tx, &wake);
        Self {
            connector,
            worker,
            loaded_tx,
            loaded_rx,
            wake,
            pending: Vec::new(),
            next_id: 0,
            own: [None, None],
            unsupported_reported: [false; 2],
        }
    }

    /// Offers `text` to other programs.
    pub(crate) fn store(&mut self, kind: ClipboardKind, text: String) {
        if !self.connector.store(kind, &text) {
            self.worker.send(Job::Store {
                kind,
                text: text.clone(),
            });
        }
        self.own[kind.index()] = Some(text);
    }

    /// Asks for the text of a selection.
    pub(crate) fn request(&mut self, window: WindowId, kind: ClipboardKind, token: u64) {
        let id = self.next_id;
        self.next_id += 1;
        self.pending.push(Pending {
            id,
            window,
            token,
            kind,
            deadline: Instant::now() + LOAD_TIMEOUT,
        });
        self.worker.send(Job::Load { id, kind });
        // A worker that could not be reached is answered for by the deadline.
    }

    /// When [`Self::answers`] has something to say at the latest.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.pending.iter().map(|pending| pending.deadline).min()
    }

    /// Answers that have come in, and those that were not given in time.
    pub(crate) fn answers(&mut self, now: Instant) -> Vec<Answer> {
        let mut answers = Vec::new();
        while let Ok(loaded) = self.loaded_rx.try_recv() {
            let Some(at) = self.pending.iter().position(|p| p.id == loaded.id()) else {
                continue; // too late
            };
            let pending = self.pending.remove(at);
            let text = match loaded {
                Loaded::Text { text, .. } => Some(text),
                Loaded::Empty { reason, .. } => {
                    log::debug!("no text in the {}: {reason}", pending.kind.name());
                    None
                }
                Loaded::Unsupported { reason, .. } => {
                    self.report_unsupported(pending.kind, &reason);
                    self.own[pending.kind.index()].clone()
                }
            };
            answers.push(pending.answer(text));
        }
        let late = |pending: &mut Pending| pending.deadline <= now;
        let expired: Vec<Pending> = self.pending.extract_if(.., late).collect();
        if !expired.is_empty() {
            log::warn!(
                "the owner of the {} did not send it within {LOAD_TIMEOUT:?}",
                expired[0].kind.name()
            );
            answers.extend(expired.into_iter().map(|pending| pending.answer(None)));
            // The old worker may wait for ever: leave it behind.
            self.worker = start(&*self.connector, &self.loaded_tx, &self.wake);
            for pending in &self.pending {
                self.worker.send(Job::Load {
                    id: pending.id,
                    kind: pending.kind,
                });
            }
        }
        answers
    }

    fn report_unsupported(&mut self, kind: ClipboardKind, reason: &str) {
        if !std::mem::replace(&mut self.unsupported_reported[kind.index()], true) {
            log::error!(
                "the display offers no {}: {reason}. What is copied here can be pasted \
                 here, but not in other programs",
                kind.name()
            );
        }
    }
}

impl Pending {
    fn answer(self, text: Option<String>) -> Answer {
        Answer {
            window: self.window,
            token: self.token,
            kind: self.kind,
            text,
        }
    }
}

fn start(
    connector: &dyn Connector,
    loaded: &Sender<Loaded>,
    wake: &Arc<dyn Fn() + Send + Sync>,
) -> Worker {
    let (loaded, wake) = (loaded.clone(), wake.clone());
    connector.start(Arc::new(move |answer| {
        // The receiver is gone when the event loop has ended.
        if loaded.send(answer).is_ok() {
            wake();
        }
    }))
}

#[cfg(test)]
mod tests;
