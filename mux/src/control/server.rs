use super::message::{ClientEntry, Hello, PROTOCOL_VERSION, Request, Response};
use super::{paths, wire};
use crate::attach::Hub;
use crate::notify::Wake;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// The number of a connection.
pub type ClientId = u64;

/// Clients at a time; further ones are turned away.
const MAX_CLIENTS: usize = 64;
/// A client that does not take its answer for so long is gone.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// A client that does not greet, or stops in the middle of a message, is gone.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// What a client is told when the application does not answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Debug)]
struct ClientState {
    stream: UnixStream,
    pid: u32,
    since: Instant,
    heard: Instant,
}

struct Shared {
    clients: Mutex<BTreeMap<ClientId, ClientState>>,
    requests: SyncSender<(ClientId, Request, Responder)>,
    wake: Wake,
    stopping: AtomicBool,
    hub: Option<Arc<Hub>>,
}

/// Listens for clients. Requests wait until the main loop takes them.
pub struct ControlServer {
    path: PathBuf,
    shared: Arc<Shared>,
    requests: Receiver<(ClientId, Request, Responder)>,
    /// Held for as long as the socket is ours.
    _lock: OwnedFd,
}

impl ControlServer {
    /// Listens on a socket that only this user can use. `wake` is called when
    /// there are requests to poll.
    ///
    /// # Errors
    /// When the directory or the socket cannot be made, or another process
    /// listens on it.
    pub fn bind(path: &Path, wake: Wake) -> io::Result<Self> {
        Self::bind_with(path, wake, None)
    }

    /// As [`ControlServer::bind`]; clients can attach to the hub.
    ///
    /// # Errors
    /// As [`ControlServer::bind`].
    pub fn bind_with(path: &Path, wake: Wake, hub: Option<Arc<Hub>>) -> io::Result<Self> {
        if let Some(dir) = path.parent() {
            paths::prepare_dir(dir)?;
        }
        // Of two that start at once, one gets the lock; the file stays, so
        // that there is no moment when both have one of their own.
        let lock = lock(path)?;
        if paths::is_refused(path) {
            fs::remove_file(path)?;
        }
        let listener = UnixListener::bind(path)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        // One request a client is under way at a time, so this never fills up.
        let (sender, requests) = sync_channel(MAX_CLIENTS);
        let shared = Arc::new(Shared {
            clients: Mutex::default(),
            requests: sender,
            wake,
            stopping: AtomicBool::new(false),
            hub,
        });
        let accepting = Arc::clone(&shared);
        std::thread::Builder::new()
            .name("control".to_owned())
            .stack_size(256 * 1024)
            .spawn(move || accept(&listener, &accepting))?;
        Ok(Self {
            path: path.to_owned(),
            shared,
            requests,
            _lock: lock,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The requests that wait for an answer.
    pub fn poll(&self) -> Vec<(ClientId, Request, Responder)> {
        self.requests.try_iter().collect()
    }

    /// The clients that are connected. Who they are is for the caller to add.
    #[must_use]
    pub fn clients(&self) -> Vec<ClientEntry> {
        let hostname = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        let username = std::env::var("USER").unwrap_or_default();
        let clients = self.shared.clients.lock();
        clients
            .values()
            .map(|client| ClientEntry {
                username: username.clone(),
                hostname: hostname.trim().to_owned(),
                pid: client.pid,
                connection_elapsed: client.since.elapsed().as_secs(),
                idle_time: client.heard.elapsed().as_secs(),
                workspace: String::new(),
                focused_pane_id: None,
            })
            .collect()
    }
}

impl Drop for ControlServer {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::Release);
        // Ends the wait for the next client.
        let _ = UnixStream::connect(&self.path);
        let _ = fs::remove_file(&self.path);
        if self
            .path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("gui-sock-"))
        {
            // Nobody else ever binds a socket with our process id.
            let mut lock = self.path.as_os_str().to_owned();
            lock.push(".lock");
            let _ = fs::remove_file(lock);
        }
        for client in self.shared.clients.lock().values() {
            let _ = client.stream.shutdown(std::net::Shutdown::Both);
        }
    }
}

/// The way back to the client that asked.
#[derive(Debug)]
pub struct Responder(SyncSender<Response>);

impl Responder {
    /// Answers. Never blocks; a client that is gone gets nothing.
    pub fn send(self, response: Response) {
        let _ = self.0.try_send(response);
    }
}

/// The lock of a socket.
fn lock(path: &Path) -> io::Result<OwnedFd> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&name)?;
    let file = OwnedFd::from(file);
    rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive).map_err(
        |error| match error {
            rustix::io::Errno::WOULDBLOCK => io::Error::new(
                io::ErrorKind::AddrInUse,
                format!("another wezterm listens on {}", path.display()),
            ),
            other => other.into(),
        },
    )?;
    Ok(file)
}

fn accept(listener: &UnixListener, shared: &Arc<Shared>) {
    let mut next = 0;
    for stream in listener.incoming() {
        if shared.stopping.load(Ordering::Acquire) {
            return;
        }
        let stream = match stream {
            Ok(stream) => stream,
            Err(error) => {
                log::warn!("control socket: cannot accept a client: {error}");
                // Out of files, mostly: give the others time to go.
                std::thread::sleep(Duration::from_millis(100));
                continue;
            }
        };
        next += 1;
        let id = next;
        if let Err(error) = admit(stream, id, shared) {
            log::warn!("control socket: client turned away: {error}");
        }
    }
}

fn admit(stream: UnixStream, id: ClientId, shared: &Arc<Shared>) -> io::Result<()> {
    let peer = rustix::net::sockopt::socket_peercred(&stream)?;
    if peer.uid != rustix::process::getuid() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!("it belongs to user {}", peer.uid.as_raw()),
        ));
    }
    stream.set_read_timeout(Some(READ_TIMEOUT))?;
    stream.set_write_timeout(Some(WRITE_TIMEOUT))?;
    let state = ClientState {
        stream: stream.try_clone()?,
        pid: u32::try_from(peer.pid.as_raw_nonzero().get()).unwrap_or(0),
        since: Instant::now(),
        heard: Instant::now(),
    };
    {
        let mut clients = shared.clients.lock();
        if clients.len() >= MAX_CLIENTS {
            return Err(io::Error::other(format!("there are {MAX_CLIENTS} already")));
        }
        clients.insert(id, state);
    }
    let serving = Arc::clone(shared);
    let spawned = std::thread::Builder::new()
        .name("control-client".to_owned())
        .stack_size(256 * 1024)
        .spawn(move || {
            if let Err(error) = serve(stream, id, &serving) {
                log::debug!("control socket: client {id}: {error}");
            }
            serving.clients.lock().remove(&id);
        });
    if spawned.is_err() {
        shared.clients.lock().remove(&id);
    }
    spawned.map(drop)
}

fn serve(mut stream: UnixStream, id: ClientId, shared: &Shared) -> io::Result<()> {
    let Some(hello) = wire::read::<Hello>(&mut stream)? else {
        return Ok(());
    };
    wire::write(&mut stream, &Hello::ours())?;
    if hello.protocol != PROTOCOL_VERSION {
        return Err(io::Error::other(format!(
            "it speaks protocol {}",
            hello.protocol
        )));
    }
    loop {
        let request = match wire::read::<Request>(&mut stream) {
            Ok(Some(request)) => request,
            Ok(None) => return Ok(()),
            Err(error) => {
                // Worth a word to a client that only sent nonsense.
                let _ = wire::write(&mut stream, &Response::Error(error.to_string()));
                return Err(error);
            }
        };
        if let Some(client) = shared.clients.lock().get_mut(&id) {
            client.heard = Instant::now();
        }
        if let (Request::Attach, Some(hub)) = (&request, &shared.hub) {
            wire::write(&mut stream, &Response::Done)?;
            return hub.serve(&stream);
        }
        let (sender, answer) = sync_channel(1);
        if shared
            .requests
            .try_send((id, request, Responder(sender)))
            .is_err()
        {
            return Err(io::Error::other("the application has stopped listening"));
        }
        (shared.wake)();
        let response = answer
            .recv_timeout(ANSWER_TIMEOUT)
            .unwrap_or_else(|_| Response::Error("the application did not answer".to_owned()));
        if let Err(error) = wire::write(&mut stream, &response) {
            if error.kind() == io::ErrorKind::InvalidData {
                wire::write(&mut stream, &Response::Error(error.to_string()))?;
            } else {
                return Err(error);
            }
        }
    }
}
