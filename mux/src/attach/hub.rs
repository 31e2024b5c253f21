//! The server's side: what all clients are told, and what they ask.

use super::message::{ClientMessage, ServerMessage, WindowState};
use super::outbox::{Next, Outbox};
use super::scan::Scanner;
use super::wire;
use crate::control::Request;
use crate::notify::Wake;
use crate::pane::Pane;
use crate::{PaneId, WindowId};
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wezterm_types::TerminalSize;

/// A client that takes nothing for so long is gone.
const WRITE_TIMEOUT: Duration = Duration::from_secs(60);
/// Clients ping; one that is silent for so long is gone.
const READ_TIMEOUT: Duration = Duration::from_secs(90);
/// Requests that wait for the main loop at most; more end the connection.
const MAX_WAITING: usize = 4096;
/// Bytes of a copy in one message.
const COPY_PART: usize = 256 * 1024;

/// What a client asks the main loop.
#[derive(Debug)]
pub(crate) enum HubMessage {
    Request(Box<Request>, HubReply),
    Focus(Option<PaneId>),
}

/// The way back to the client that asked.
#[derive(Debug)]
pub(crate) struct HubReply {
    serial: u64,
    outbox: Arc<Outbox>,
}

impl HubReply {
    pub(crate) fn send(self, result: Result<Option<PaneId>, String>) {
        self.outbox.reply(ServerMessage::Reply {
            serial: self.serial,
            result,
        });
    }
}

#[derive(Debug, Default)]
struct Model {
    windows: BTreeMap<WindowId, Arc<WindowState>>,
    panes: BTreeMap<PaneId, Arc<Pane>>,
    clients: Vec<Arc<Outbox>>,
    /// What there is has been told once. Before, a client that attaches would
    /// take a server that is starting for one without windows.
    is_published: bool,
}

/// Where clients attach. Shared by the main loop, which publishes what there
/// is, and the clients' threads.
pub struct Hub {
    server: u64,
    wake: Wake,
    model: Mutex<Model>,
    waiting: Mutex<VecDeque<HubMessage>>,
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").finish_non_exhaustive()
    }
}

impl Hub {
    /// A hub without clients. `wake` is called when one asks for something.
    #[must_use]
    pub fn new(wake: Wake) -> Arc<Self> {
        let time = std::time::SystemTime::UNIX_EPOCH
            .elapsed()
            .unwrap_or_default();
        let server = time.as_nanos() as u64 ^ u64::from(std::process::id()) << 40;
        Arc::new(Self {
            server,
            wake,
            model: Mutex::default(),
            waiting: Mutex::default(),
        })
    }

    /// Clients that are attached.
    #[must_use]
    pub fn clients(&self) -> usize {
        self.model.lock().clients.len()
    }

    /// Ends all connections once their clients were sent what they had to be
    /// told, after `limit` in any case.
    pub fn finish(&self, limit: Duration) {
        let clients = std::mem::take(&mut self.model.lock().clients);
        for client in &clients {
            client.finish();
        }
        let until = Instant::now() + limit;
        for client in &clients {
            client.wait_sent(until);
        }
    }

    pub(crate) fn take_waiting(&self) -> Vec<HubMessage> {
        self.waiting.lock().drain(..).collect()
    }

    /// Tells clients what has changed: windows that are new or different, the
    /// windows there are, and the panes there are.
    pub(crate) fn publish(
        &self,
        changed: Vec<WindowState>,
        known: &BTreeSet<WindowId>,
        panes: &BTreeMap<PaneId, Arc<Pane>>,
    ) {
        let mut model = self.model.lock();
        let is_first = !std::mem::replace(&mut model.is_published, true);
        let mut news: BTreeMap<WindowId, Option<Arc<WindowState>>> = BTreeMap::new();
        for window in changed {
            let window = Arc::new(window);
            if model.windows.get(&window.id) != Some(&window) {
                model.windows.insert(window.id, Arc::clone(&window));
                news.insert(window.id, Some(window));
            }
        }
        model.windows.retain(|id, _| {
            let stays = known.contains(id);
            if !stays {
                news.insert(*id, None);
            }
            stays
        });
        let gone: Vec<PaneId> = model
            .panes
            .keys()
            .filter(|id| !panes.contains_key(id))
            .copied()
            .collect();
        let new: Vec<Arc<Pane>> = panes
            .iter()
            .filter(|(id, _)| !model.panes.contains_key(id))
            .map(|(_, pane)| Arc::clone(pane))
            .collect();
        for client in &model.clients {
            if is_first || !news.is_empty() {
                client.windows(is_first, news.clone());
            }
            for pane in &new {
                client.follow(pane);
                pane.add_outbox(client);
            }
            for pane in &gone {
                client.unfollow(*pane);
            }
        }
        for pane in gone {
            model.panes.remove(&pane);
        }
        model
            .panes
            .extend(new.into_iter().map(|pane| (pane.id(), pane)));
    }

    /// Serves a client whose request to attach was granted, until it goes.
    ///
    /// # Errors
    /// When the connection fails or the client misbehaves.
    pub(crate) fn serve(self: &Arc<Self>, stream: &UnixStream) -> io::Result<()> {
        stream.set_read_timeout(Some(READ_TIMEOUT))?;
        stream.set_write_timeout(Some(WRITE_TIMEOUT))?;
        let outbox = Arc::new(Outbox::default());
        // Before the writer starts: numbers mean nothing without it.
        let welcome = ServerMessage::Welcome {
            server: self.server,
        };
        wire::write(&mut &*stream, &welcome)?;
        let writing = Arc::clone(&outbox);
        let to = stream.try_clone()?;
        std::thread::Builder::new()
            .name("attach-writer".to_owned())
            .stack_size(512 * 1024)
            .spawn(move || {
                if let Err(error) = send_all(&to, &writing) {
                    log::info!("attached client: {error}");
                }
                // Ends the reader too.
                let _ = to.shutdown(std::net::Shutdown::Both);
                writing.sent();
            })?;
        self.join(&outbox);
        let result = self.receive_all(stream, &outbox);
        self.leave(&outbox);
        outbox.close();
        result
    }

    fn join(&self, outbox: &Arc<Outbox>) {
        let mut model = self.model.lock();
        let windows: Vec<_> = model
            .windows
            .iter()
            .map(|(id, window)| (*id, Some(Arc::clone(window))))
            .collect();
        if model.is_published {
            outbox.windows(true, windows);
        }
        for pane in model.panes.values() {
            outbox.follow(pane);
            pane.add_outbox(outbox);
        }
        model.clients.push(Arc::clone(outbox));
    }

    fn leave(&self, outbox: &Arc<Outbox>) {
        let mut model = self.model.lock();
        model.clients.retain(|known| !Arc::ptr_eq(known, outbox));
        for pane in model.panes.values() {
            pane.remove_outbox(outbox);
        }
    }

    fn receive_all(&self, stream: &UnixStream, outbox: &Arc<Outbox>) -> io::Result<()> {
        let mut from = io::BufReader::new(stream);
        while let Some(message) = wire::read::<ClientMessage>(&mut from)? {
            match message {
                ClientMessage::Input { pane, bytes } => {
                    let pane = self.model.lock().panes.get(&pane).cloned();
                    if let Some(pane) = pane
                        // The client knows what it broadcasts to.
                        && let Err(error) = pane.write_here(&bytes)
                    {
                        log::warn!("{error}");
                    }
                }
                ClientMessage::Request { serial, request } => {
                    let reply = HubReply {
                        serial,
                        outbox: Arc::clone(outbox),
                    };
                    self.enqueue(HubMessage::Request(Box::new(request), reply))?;
                }
                ClientMessage::Focus { pane } => self.enqueue(HubMessage::Focus(pane))?,
                ClientMessage::Ping => outbox.reply(ServerMessage::Pong),
            }
        }
        Ok(())
    }

    fn enqueue(&self, message: HubMessage) -> io::Result<()> {
        let mut waiting = self.waiting.lock();
        if waiting.len() >= MAX_WAITING {
            return Err(io::Error::other("it asks for more than can be done"));
        }
        waiting.push_back(message);
        drop(waiting);
        (self.wake)();
        Ok(())
    }
}

fn send_all(to: &UnixStream, outbox: &Outbox) -> io::Result<()> {
    let mut to = io::BufWriter::with_capacity(64 * 1024, to);
    loop {
        match outbox.next() {
            Next::Closed => return Ok(()),
            Next::Message(message) => wire::write(&mut to, &message)?,
            Next::Copy(pane) => send_copy(&mut to, outbox, &pane)?,
        }
    }
}

fn send_copy(to: &mut impl io::Write, outbox: &Outbox, pane: &Pane) -> io::Result<()> {
    let (size, bytes) = pane.copy(|| outbox.caught_up(pane.id()));
    let mut parts = bytes.chunks(COPY_PART).peekable();
    let mut first = true;
    while let Some(part) = parts.next() {
        wire::write(
            to,
            &ServerMessage::Snapshot {
                pane: pane.id(),
                size,
                first,
                last: parts.peek().is_none(),
                bytes: part.to_vec(),
            },
        )?;
        first = false;
    }
    Ok(())
}

/// What a pane of a server tells its clients. Used with the pane's terminal
/// locked only, which keeps output and copies in order.
#[derive(Debug, Default)]
pub(crate) struct PaneTap {
    scanner: Scanner,
    outboxes: Vec<Arc<Outbox>>,
}

impl PaneTap {
    pub(crate) fn output(&mut self, pane: PaneId, bytes: &[u8]) {
        self.scanner.feed(bytes);
        for outbox in &self.outboxes {
            outbox.output(pane, bytes);
        }
    }

    pub(crate) fn resized(&self, pane: PaneId, size: TerminalSize) {
        for outbox in &self.outboxes {
            outbox.resized(pane, size);
        }
    }

    /// The beginning of what the program has not finished printing.
    pub(crate) fn tail(&self) -> &[u8] {
        self.scanner.tail()
    }
}

impl Pane {
    fn add_outbox(&self, outbox: &Arc<Outbox>) {
        self.with_tap(|tap| {
            if !tap.outboxes.iter().any(|known| Arc::ptr_eq(known, outbox)) {
                tap.outboxes.push(Arc::clone(outbox));
            }
        });
    }

    fn remove_outbox(&self, outbox: &Arc<Outbox>) {
        self.with_tap(|tap| tap.outboxes.retain(|known| !Arc::ptr_eq(known, outbox)));
    }
}
