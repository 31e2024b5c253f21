//! The client's side: a connection to a server that is made again when it
//! breaks, and what came through it.

use super::message::{ClientMessage, ServerMessage, WindowState};
use super::wire;
use crate::PaneId;
use crate::control::{self, Hello, PROTOCOL_VERSION, Request, Response};
use crate::notify::Wake;
use crate::pane::Pane;
use parking_lot::{Condvar, Mutex};
use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};
use wezterm_types::TerminalSize;

/// The first wait before another try, and the longest.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// The longest wait after a connection that a server had accepted.
const WAIT_AFTER_BREAK: Duration = Duration::from_secs(1);
/// A server that says nothing is asked this often whether it is there.
const PING_INTERVAL: Duration = Duration::from_secs(20);
/// Input that waits to be sent at most, bytes.
const MAX_OUTGOING: usize = 256 << 20;
/// A copy of a terminal may have so many bytes.
const MAX_COPY: usize = 256 << 20;

/// Both directions of a connection, and how to end it.
pub struct Stream {
    /// What the server says.
    pub reader: Box<dyn Read + Send>,
    /// What it is told.
    pub writer: Box<dyn Write + Send>,
    /// Ends both at once, from any thread.
    pub shutdown: Box<dyn Fn() + Send + Sync>,
}

impl Stream {
    /// A connection through a Unix socket.
    ///
    /// # Errors
    /// When the system is out of file descriptors.
    pub fn unix(stream: std::os::unix::net::UnixStream) -> io::Result<Self> {
        // The server answers pings, so silence means that it hangs.
        stream.set_read_timeout(Some(PING_INTERVAL * 3))?;
        let (writer, closer) = (stream.try_clone()?, stream.try_clone()?);
        Ok(Self {
            reader: Box::new(stream),
            writer: Box::new(writer),
            shutdown: Box::new(move || {
                let _ = closer.shutdown(std::net::Shutdown::Both);
            }),
        })
    }
}

/// Makes a connection; the error is in words for the user. Called on a thread
/// of its own, and again after the connection was lost.
pub type Connect = Arc<dyn Fn() -> Result<Stream, String> + Send + Sync>;

/// How a domain is connected to its server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Being connected for the first time.
    Connecting,
    /// Connected.
    Connected,
    /// Not connected; tried again after the wait.
    Lost {
        /// Why, for the user.
        error: String,
        /// From now to the next try.
        retry_in: Duration,
    },
}

/// What has come, for the main loop.
#[derive(Debug)]
pub(crate) enum LinkEvent {
    State(LinkState),
    /// A server, perhaps another than before.
    Welcome(u64),
    Windows {
        full: bool,
        windows: Vec<WindowState>,
        gone: Vec<usize>,
        /// To be dropped when the windows are there: then come their contents.
        done: SyncSender<()>,
    },
    Reply {
        serial: u64,
        result: Result<Option<PaneId>, String>,
    },
}

#[derive(Debug, Default)]
struct Outgoing {
    frames: VecDeque<Vec<u8>>,
    bytes: usize,
    connected: bool,
    /// Another connection: the writer of the one before ends.
    connection: u64,
}

struct Shared {
    name: String,
    outgoing: Mutex<Outgoing>,
    has_outgoing: Condvar,
    events: Mutex<VecDeque<LinkEvent>>,
    panes: Mutex<BTreeMap<PaneId, Arc<Pane>>>,
    closing: AtomicBool,
    shutdown: Mutex<Option<Box<dyn Fn() + Send + Sync>>>,
    wake: Wake,
}

/// A connection. It ends when dropped.
pub(crate) struct Link {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link")
            .field("name", &self.shared.name)
            .finish_non_exhaustive()
    }
}

/// The way of a pane's input.
#[derive(Clone)]
pub(crate) struct RemoteEnd {
    shared: Arc<Shared>,
    id: PaneId,
}

impl std::fmt::Debug for RemoteEnd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RemoteEnd").field("id", &self.id).finish()
    }
}

impl RemoteEnd {
    /// The pane's number on the server.
    pub(crate) fn id(&self) -> PaneId {
        self.id
    }

    /// Sends input; an error says why not.
    pub(crate) fn input(&self, bytes: &[u8]) -> Result<(), String> {
        /// A message may not be longer than a frame.
        const PART: usize = 1 << 20;
        for part in bytes.chunks(PART) {
            self.shared.send(&ClientMessage::Input {
                pane: self.id,
                bytes: part.to_vec(),
            })?;
        }
        Ok(())
    }
}

impl Link {
    /// Starts to connect.
    pub(crate) fn start(name: &str, connect: Connect, wake: Wake) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            name: name.to_owned(),
            outgoing: Mutex::default(),
            has_outgoing: Condvar::new(),
            events: Mutex::default(),
            panes: Mutex::default(),
            closing: AtomicBool::new(false),
            shutdown: Mutex::default(),
            wake,
        });
        let working = Arc::clone(&shared);
        std::thread::Builder::new()
            .name(format!("link-{name}"))
            .spawn(move || working.run(&connect))?;
        Ok(Self { shared })
    }

    /// Asks for something; an error says why that cannot be sent.
    pub(crate) fn request(&self, serial: u64, request: Request) -> Result<(), String> {
        self.shared
            .send(&ClientMessage::Request { serial, request })
    }

    pub(crate) fn focus(&self, pane: Option<PaneId>) {
        // Without a connection there is nobody to tell.
        let _ = self.shared.send(&ClientMessage::Focus { pane });
    }

    pub(crate) fn end(&self, id: PaneId) -> RemoteEnd {
        RemoteEnd {
            shared: Arc::clone(&self.shared),
            id,
        }
    }

    /// From now on the pane is fed.
    pub(crate) fn feed(&self, id: PaneId, pane: &Arc<Pane>) {
        self.shared.panes.lock().insert(id, Arc::clone(pane));
    }

    pub(crate) fn forget(&self, id: PaneId) {
        self.shared.panes.lock().remove(&id);
    }

    /// The next event, if there is one.
    pub(crate) fn event(&self) -> Option<LinkEvent> {
        self.shared.events.lock().pop_front()
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::Release);
        if let Some(shutdown) = self.shared.shutdown.lock().take() {
            shutdown();
        }
        self.shared.outgoing.lock().connected = false;
        self.shared.has_outgoing.notify_all();
        // The reader may wait for the main loop to take windows.
        self.shared.events.lock().clear();
    }
}

impl Shared {
    fn send(&self, message: &ClientMessage) -> Result<(), String> {
        let frame = wire::frame(message).map_err(|error| error.to_string())?;
        let mut outgoing = self.outgoing.lock();
        if !outgoing.connected {
            return Err(format!("{} is not connected at the moment", self.name));
        }
        if outgoing.bytes + frame.len() > MAX_OUTGOING {
            return Err(format!(
                "{} does not read: {} bytes wait already",
                self.name, outgoing.bytes
            ));
        }
        outgoing.bytes += frame.len();
        outgoing.frames.push_back(frame);
        self.has_outgoing.notify_all();
        Ok(())
    }

    fn tell(&self, event: LinkEvent) {
        if self.closing.load(Ordering::Acquire) {
            return;
        }
        self.events.lock().push_back(event);
        (self.wake)();
    }

    fn run(self: &Arc<Self>, connect: &Connect) {
        let mut wait = FIRST_WAIT;
        while !self.closing.load(Ordering::Acquire) {
            let stream = connect();
            if stream.is_ok() {
                wait = wait.min(WAIT_AFTER_BREAK);
            }
            let since = Instant::now();
            let error = match stream.and_then(|stream| self.converse(stream)) {
                Ok(()) => "the server has closed the connection".to_owned(),
                Err(error) => error,
            };
            if self.closing.load(Ordering::Acquire) {
                return;
            }
            if since.elapsed() > LONGEST_WAIT {
                wait = FIRST_WAIT;
            }
            log::info!("{}: {error}", self.name);
            self.tell(LinkEvent::State(LinkState::Lost {
                error,
                retry_in: wait,
            }));
            self.pause(wait);
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    fn pause(&self, time: Duration) {
        let until = Instant::now() + time;
        let mut outgoing = self.outgoing.lock();
        while !self.closing.load(Ordering::Acquire) {
            if self
                .has_outgoing
                .wait_until(&mut outgoing, until)
                .timed_out()
            {
                return;
            }
        }
    }

    /// Speaks with a server until the connection ends.
    fn converse(self: &Arc<Self>, stream: Stream) -> Result<(), String> {
        let Stream {
            mut reader,
            mut writer,
            shutdown,
        } = stream;
        let failed = |error: io::Error| error.to_string();
        greet(&mut reader, &mut writer)?;
        let connection = {
            let mut outgoing = self.outgoing.lock();
            // What waited was for the connection before.
            outgoing.frames.clear();
            outgoing.bytes = 0;
            outgoing.connected = true;
            outgoing.connection += 1;
            outgoing.connection
        };
        *self.shutdown.lock() = Some(shutdown);
        if self.closing.load(Ordering::Acquire) {
            return Ok(());
        }
        let writing = Arc::clone(self);
        std::thread::Builder::new()
            .name(format!("link-{}-out", self.name))
            .stack_size(256 * 1024)
            .spawn(move || writing.write_all(writer, connection))
            .map_err(failed)?;
        let result = self.read_all(reader);
        self.outgoing.lock().connected = false;
        self.has_outgoing.notify_all();
        if let Some(shutdown) = self.shutdown.lock().take() {
            shutdown();
        }
        result.map_err(failed)
    }

    fn write_all(&self, mut to: Box<dyn Write + Send>, connection: u64) {
        loop {
            let frame = {
                let mut outgoing = self.outgoing.lock();
                loop {
                    if !outgoing.connected || outgoing.connection != connection {
                        return;
                    }
                    if let Some(frame) = outgoing.frames.pop_front() {
                        outgoing.bytes -= frame.len().min(outgoing.bytes);
                        break frame;
                    }
                    if self
                        .has_outgoing
                        .wait_for(&mut outgoing, PING_INTERVAL)
                        .timed_out()
                    {
                        break wire::frame(&ClientMessage::Ping).unwrap_or_default();
                    }
                }
            };
            if to.write_all(&frame).and_then(|()| to.flush()).is_err() {
                // The reader notices as well.
                if let Some(shutdown) = &*self.shutdown.lock() {
                    shutdown();
                }
                return;
            }
        }
    }

    fn read_all(&self, reader: Box<dyn Read + Send>) -> io::Result<()> {
        let mut from = io::BufReader::with_capacity(64 * 1024, reader);
        let mut copy: Option<(PaneId, TerminalSize, Vec<u8>)> = None;
        while let Some(message) = wire::read::<ServerMessage>(&mut from)? {
            match message {
                ServerMessage::Welcome { server } => self.tell(LinkEvent::Welcome(server)),
                ServerMessage::State {
                    full,
                    windows,
                    gone,
                } => {
                    let (done, wait) = sync_channel(0);
                    self.tell(LinkEvent::Windows {
                        full,
                        windows,
                        gone,
                        done,
                    });
                    if full {
                        self.tell(LinkEvent::State(LinkState::Connected));
                    }
                    // Dropping the other end is the answer.
                    let _ = wait.recv();
                }
                ServerMessage::Snapshot {
                    pane,
                    size,
                    first,
                    last,
                    bytes,
                } => {
                    if first {
                        copy = Some((pane, size, Vec::new()));
                    }
                    let Some((of, size, all)) = copy.as_mut().filter(|(of, ..)| *of == pane) else {
                        return Err(io::Error::new(
                            io::ErrorKind::InvalidData,
                            "a part of a copy without its beginning",
                        ));
                    };
                    if all.len() + bytes.len() > MAX_COPY {
                        return Err(io::Error::new(
                            io::ErrorKind::InvalidData,
                            "a copy of a terminal that has no end",
                        ));
                    }
                    all.extend(bytes);
                    if last {
                        let pane = self.panes.lock().get(of).cloned();
                        if let Some(pane) = pane {
                            pane.remote_copy(*size, all);
                        }
                        copy = None;
                    }
                }
                ServerMessage::Output { pane, bytes } => {
                    let pane = self.panes.lock().get(&pane).cloned();
                    if let Some(pane) = pane {
                        pane.inject_output(&bytes);
                    }
                }
                ServerMessage::Resized { pane, size } => {
                    let pane = self.panes.lock().get(&pane).cloned();
                    if let Some(pane) = pane {
                        pane.remote_resized(size);
                    }
                }
                ServerMessage::Reply { serial, result } => {
                    self.tell(LinkEvent::Reply { serial, result });
                }
                ServerMessage::Pong => {}
            }
        }
        Ok(())
    }
}

/// The control protocol's greeting, then the request to attach.
fn greet(reader: &mut impl Read, writer: &mut impl Write) -> Result<(), String> {
    let failed = |error: io::Error| format!("the server does not answer: {error}");
    let ours = Hello::ours();
    control::wire_write(writer, &ours).map_err(failed)?;
    let theirs: Hello = control::wire_read(reader)
        .map_err(failed)?
        .ok_or("the server has closed the connection")?;
    if theirs.protocol != PROTOCOL_VERSION {
        return Err(format!(
            "the server, wezterm {}, speaks another protocol than this wezterm, {}; restart it to use the new version",
            theirs.version, ours.version
        ));
    }
    control::wire_write(writer, &Request::Attach).map_err(failed)?;
    match control::wire_read::<Response>(reader).map_err(failed)? {
        Some(Response::Done) => Ok(()),
        Some(Response::Error(text)) => Err(text),
        _ => Err("the server gave an answer that makes no sense".to_owned()),
    }
}
