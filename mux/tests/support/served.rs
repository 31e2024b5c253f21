//! A server and its clients, in one process.
#![allow(dead_code, reason = "not every test uses all of it")]

use mux::attach::{Connect, Hub, Stream};
use mux::control::ControlServer;
use mux::{Mux, MuxOptions, MuxSettings, PaneId, SpawnDomain};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

pub(crate) const LIMIT: Duration = Duration::from_secs(120);

pub(crate) fn settings() -> MuxSettings {
    MuxSettings {
        default_prog: Some(vec!["/bin/sh".into()]),
        ..MuxSettings::default()
    }
}

pub(crate) fn wait<T>(what: &str, mut ready: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(value) = ready() {
            return value;
        }
        assert!(since.elapsed() < LIMIT, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub(crate) type Job = Box<dyn FnOnce(&mut Mux) + Send>;

/// A server with a main loop of its own.
pub(crate) struct Server {
    pub(crate) hub: Arc<Hub>,
    pub(crate) jobs: Sender<Job>,
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(socket: &Path) -> Self {
        let (jobs, work): (_, Receiver<Job>) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let stopping = Arc::clone(&stop);
        let socket = socket.to_owned();
        let (started, ready) = channel();
        let thread = std::thread::spawn(move || {
            let (wake, woken) = channel::<()>();
            let wake: mux::Wake = Arc::new(move || {
                let _ = wake.send(());
            });
            let hub = Hub::new(Arc::clone(&wake));
            let mut mux = Mux::new(MuxOptions {
                wake: Arc::clone(&wake),
                settings: settings(),
                socket_path: None,
            })
            .with_hub(Arc::clone(&hub));
            let control = ControlServer::bind_with(&socket, wake, Some(Arc::clone(&hub)));
            let control = control.unwrap();
            started.send(hub).unwrap();
            while !stopping.load(Ordering::Acquire) {
                let _ = woken.recv_timeout(Duration::from_millis(20));
                for job in work.try_iter() {
                    job(&mut mux);
                }
                mux.poll();
                for (_, request, responder) in control.poll() {
                    responder.send(mux.handle_request(request));
                }
                mux.serve_clients();
            }
        });
        Self {
            hub: ready.recv().unwrap(),
            jobs,
            stop,
            thread: Some(thread),
        }
    }

    pub(crate) fn with<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Mux) -> T + Send + 'static,
    ) -> T {
        let (sender, answer) = channel();
        let job: Job = Box::new(move |mux| drop(sender.send(f(mux))));
        self.jobs.send(job).unwrap();
        answer.recv_timeout(LIMIT).unwrap()
    }

    pub(crate) fn text(&self, pane: PaneId) -> String {
        self.with(move |mux| text(mux, pane))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        let _ = self.thread.take().unwrap().join();
    }
}

pub(crate) fn text(mux: &Mux, pane: PaneId) -> String {
    let Some(pane) = mux.pane(pane) else {
        return String::new();
    };
    let terminal = pane.lock_terminal();
    let dims = terminal.dimensions();
    terminal.text_range(
        dims.scrollback_top,
        dims.physical_top + dims.viewport_rows as i64,
        true,
    )
}

pub(crate) fn client(socket: PathBuf) -> Mux {
    client_with(Arc::new(move || {
        let stream = UnixStream::connect(&socket).map_err(|error| error.to_string())?;
        Stream::unix(stream).map_err(|error| error.to_string())
    }))
}

pub(crate) fn client_with(connect: Connect) -> Mux {
    let mut mux = Mux::new(MuxOptions {
        wake: Arc::new(|| {}),
        settings: settings(),
        socket_path: None,
    });
    mux.define_domain("unix", connect);
    mux.attach(&SpawnDomain::Name("unix".into()), None).unwrap();
    mux
}

/// The client's pane for the one pane of the server, once it is there.
pub(crate) fn only_pane(client: &mut Mux) -> PaneId {
    let since = Instant::now();
    loop {
        let events = client.poll();
        if let Some(pane) = client.panes().next() {
            return pane.id();
        }
        let domains = client.domains();
        assert!(since.elapsed() < LIMIT, "no pane: {domains:?} {events:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub(crate) fn same_text(
    server: &Server,
    theirs: PaneId,
    client: &mut Mux,
    ours: PaneId,
    needle: &str,
) {
    wait(&format!("{needle:?} at both ends"), || {
        client.poll();
        let (a, b) = (server.text(theirs), text(client, ours));
        (a == b && a.contains(needle)).then_some(())
    });
}

/// The pane that a server was asked for, once it answers.
pub(crate) fn answer(client: &mut Mux, asked: mux::MuxError) -> Result<PaneId, String> {
    let mux::MuxError::Asked(ask) = asked else {
        panic!("{asked}");
    };
    let (sender, answer) = channel();
    client.when_answered(ask, Box::new(move |result| sender.send(result).unwrap()));
    wait("an answer", || {
        client.poll();
        answer.try_recv().ok()
    })
}
