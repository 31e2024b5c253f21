//! What waits to be sent to one client. It is bounded whatever the client
//! does: of windows only the newest state is kept, and a pane whose output
//! waits for too long is sent as a copy of what it shows instead.

use super::message::{ServerMessage, WindowState};
use crate::pane::Pane;
use crate::{PaneId, WindowId};
use parking_lot::{Condvar, Mutex};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;
use wezterm_types::TerminalSize;

/// Output of one pane that waits at most, bytes.
const MAX_PANE_BYTES: usize = 512 * 1024;
/// Sizes of one pane that wait at most.
const MAX_PANE_ITEMS: usize = 256;
/// Output in one message: other panes are sent in between.
const CHUNK: usize = 32 * 1024;
/// Answers that wait at most; a client that asks without reading is cut off.
const MAX_REPLIES: usize = 1024;

#[derive(Debug)]
enum Item {
    Output(Vec<u8>),
    Resized(TerminalSize),
}

#[derive(Debug)]
struct PaneQueue {
    pane: Arc<Pane>,
    items: VecDeque<Item>,
    bytes: usize,
    /// A copy is to be sent; nothing is queued until it was taken.
    behind: bool,
    queued: bool,
}

#[derive(Debug, Default)]
struct State {
    windows: BTreeMap<WindowId, Option<Arc<WindowState>>>,
    full: bool,
    told: bool,
    replies: VecDeque<ServerMessage>,
    panes: BTreeMap<PaneId, PaneQueue>,
    ready: VecDeque<PaneId>,
    closed: bool,
    /// Ends as soon as nothing waits.
    finishing: bool,
    /// The writer has ended.
    is_sent: bool,
}

/// The queue of one client.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    state: Mutex<State>,
    news: Condvar,
}

/// What to send next.
pub(super) enum Next {
    Message(ServerMessage),
    /// A copy of this pane, to be made by the caller without any lock.
    Copy(Arc<Pane>),
    Closed,
}

impl Outbox {
    /// Windows have changed or (`None`) are gone.
    pub(super) fn windows(
        &self,
        full: bool,
        changed: impl IntoIterator<Item = (WindowId, Option<Arc<WindowState>>)>,
    ) {
        let mut state = self.state.lock();
        state.full |= full;
        state.told |= full;
        state.windows.extend(changed);
        self.news.notify_all();
    }

    /// From now on this pane is sent, a copy first.
    pub(super) fn follow(&self, pane: &Arc<Pane>) {
        let mut state = self.state.lock();
        let id = pane.id();
        state.panes.insert(
            id,
            PaneQueue {
                pane: Arc::clone(pane),
                items: VecDeque::new(),
                bytes: 0,
                behind: true,
                queued: true,
            },
        );
        state.ready.push_back(id);
        self.news.notify_all();
    }

    pub(super) fn unfollow(&self, pane: PaneId) {
        self.state.lock().panes.remove(&pane);
    }

    pub(super) fn reply(&self, message: ServerMessage) {
        let mut state = self.state.lock();
        if state.replies.len() >= MAX_REPLIES {
            state.closed = true;
        }
        state.replies.push_back(message);
        self.news.notify_all();
    }

    /// Called with the pane's terminal locked, so that no copy is taken between
    /// what is told here and what comes next.
    pub(super) fn output(&self, pane: PaneId, bytes: &[u8]) {
        self.push(pane, bytes.len(), |items| match items.back_mut() {
            Some(Item::Output(last)) if last.len() + bytes.len() <= CHUNK => {
                last.extend_from_slice(bytes);
            }
            _ => items.push_back(Item::Output(bytes.to_vec())),
        });
    }

    /// As [`Outbox::output`].
    pub(super) fn resized(&self, pane: PaneId, size: TerminalSize) {
        self.push(pane, 0, |items| items.push_back(Item::Resized(size)));
    }

    fn push(&self, id: PaneId, bytes: usize, add: impl FnOnce(&mut VecDeque<Item>)) {
        let mut state = self.state.lock();
        let Some(queue) = state.panes.get_mut(&id) else {
            return;
        };
        if queue.behind {
            return;
        }
        if queue.bytes + bytes > MAX_PANE_BYTES || queue.items.len() > MAX_PANE_ITEMS {
            queue.items = VecDeque::new();
            queue.bytes = 0;
            queue.behind = true;
        } else {
            queue.bytes += bytes;
            add(&mut queue.items);
        }
        if !std::mem::replace(&mut queue.queued, true) {
            state.ready.push_back(id);
            self.news.notify_all();
        }
    }

    /// A copy is being taken, the pane's terminal locked: output counts again.
    pub(super) fn caught_up(&self, pane: PaneId) {
        if let Some(queue) = self.state.lock().panes.get_mut(&pane) {
            queue.behind = false;
        }
    }

    pub(super) fn close(&self) {
        self.state.lock().closed = true;
        self.news.notify_all();
    }

    /// What waits is still sent; then the connection ends.
    pub(super) fn finish(&self) {
        self.state.lock().finishing = true;
        self.news.notify_all();
    }

    /// The writer sends no more.
    pub(super) fn sent(&self) {
        let mut state = self.state.lock();
        state.closed = true;
        state.is_sent = true;
        self.news.notify_all();
    }

    /// Waits for the writer to end.
    pub(super) fn wait_sent(&self, until: Instant) {
        let mut state = self.state.lock();
        while !state.is_sent {
            if self.news.wait_until(&mut state, until).timed_out() {
                return;
            }
        }
    }

    /// Waits for something to send.
    pub(super) fn next(&self) -> Next {
        let mut state = self.state.lock();
        loop {
            if state.closed {
                return Next::Closed;
            }
            if let Some(next) = state.take() {
                return next;
            }
            if state.finishing {
                return Next::Closed;
            }
            self.news.wait(&mut state);
        }
    }
}

impl State {
    fn take(&mut self) -> Option<Next> {
        // Before the first full state a client can make nothing of the rest.
        if self.told && (self.full || !self.windows.is_empty()) {
            let mut windows = Vec::new();
            let mut gone = Vec::new();
            for (id, window) in std::mem::take(&mut self.windows) {
                match window {
                    Some(window) => windows.push(WindowState::clone(&window)),
                    None => gone.push(id),
                }
            }
            let full = std::mem::take(&mut self.full);
            return Some(Next::Message(ServerMessage::State {
                full,
                windows,
                gone,
            }));
        }
        if let Some(reply) = self.replies.pop_front() {
            return Some(Next::Message(reply));
        }
        if !self.told {
            return None;
        }
        while let Some(id) = self.ready.pop_front() {
            let Some(queue) = self.panes.get_mut(&id) else {
                continue;
            };
            if queue.behind {
                queue.queued = false;
                return Some(Next::Copy(Arc::clone(&queue.pane)));
            }
            let item = queue.items.pop_front();
            queue.queued = !queue.items.is_empty();
            if queue.queued {
                self.ready.push_back(id);
            }
            let message = match item {
                Some(Item::Output(bytes)) => {
                    queue.bytes -= bytes.len().min(queue.bytes);
                    ServerMessage::Output { pane: id, bytes }
                }
                Some(Item::Resized(size)) => ServerMessage::Resized { pane: id, size },
                None => continue,
            };
            return Some(Next::Message(message));
        }
        None
    }
}
