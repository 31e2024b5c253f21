//! A server and its clients, in one process: what one prints the others show.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test may panic")]

use mux::attach::{Connect, Hub, Stream};
use mux::control::ControlServer;
use mux::{Mux, MuxEvent, MuxOptions, MuxSettings, PaneId, SpawnCommand, SpawnDomain};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use wezterm_types::TerminalSize;

const LIMIT: Duration = Duration::from_secs(120);

fn settings() -> MuxSettings {
    MuxSettings {
        default_prog: Some(vec!["/bin/sh".into()]),
        ..MuxSettings::default()
    }
}

fn wait<T>(what: &str, mut ready: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(value) = ready() {
            return value;
        }
        assert!(since.elapsed() < LIMIT, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

type Job = Box<dyn FnOnce(&mut Mux) + Send>;

/// A server with a main loop of its own.
struct Server {
    hub: Arc<Hub>,
    jobs: Sender<Job>,
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    fn start(socket: &Path) -> Self {
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

    fn with<T: Send + 'static>(&self, f: impl FnOnce(&mut Mux) -> T + Send + 'static) -> T {
        let (sender, answer) = channel();
        let job: Job = Box::new(move |mux| drop(sender.send(f(mux))));
        self.jobs.send(job).unwrap();
        answer.recv_timeout(LIMIT).unwrap()
    }

    fn text(&self, pane: PaneId) -> String {
        self.with(move |mux| text(mux, pane))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        let _ = self.thread.take().unwrap().join();
    }
}

fn text(mux: &Mux, pane: PaneId) -> String {
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

fn client(socket: PathBuf) -> Mux {
    client_with(Arc::new(move || {
        let stream = UnixStream::connect(&socket).map_err(|error| error.to_string())?;
        Stream::unix(stream).map_err(|error| error.to_string())
    }))
}

fn client_with(connect: Connect) -> Mux {
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
fn only_pane(client: &mut Mux) -> PaneId {
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

fn same_text(server: &Server, theirs: PaneId, client: &mut Mux, ours: PaneId, needle: &str) {
    wait(&format!("{needle:?} at both ends"), || {
        client.poll();
        let (a, b) = (server.text(theirs), text(client, ours));
        (a == b && a.contains(needle)).then_some(())
    });
}

/// The pane that a server was asked for, once it answers.
fn answer(client: &mut Mux, asked: mux::MuxError) -> Result<PaneId, String> {
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

#[test]
fn a_new_pane_is_not_waited_for() {
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    server.with(|mux| {
        mux.spawn_window(&SpawnCommand::default(), TerminalSize::default(), None)
            .unwrap();
    });
    let mut client = client(socket);
    let ours = only_pane(&mut client);
    let split = mux::SplitRequest::default();
    // The server is busy until it is told that the client has gone on.
    let (go_on, waits) = channel::<()>();
    let busy: Job = Box::new(move |_| waits.recv_timeout(LIMIT).unwrap());
    server.jobs.send(busy).unwrap();
    let asked = client.split_pane(ours, split, &SpawnCommand::default());
    let asked = asked.unwrap_err();
    go_on.send(()).unwrap();
    let new = answer(&mut client, asked).unwrap();
    assert_eq!(client.tab_of_pane(new), client.tab_of_pane(ours));
    // What cannot be done is told to who asked, or to the user.
    let window = client.window_of_pane(ours).unwrap();
    let missing = SpawnCommand::from_args(["no-such-program-here"]);
    let size = TerminalSize::default();
    let asked = client.spawn_tab(window, &missing, size).unwrap_err();
    let why = answer(&mut client, asked).unwrap_err();
    assert!(why.contains("no-such-program-here"), "{why}");
    client.spawn_tab(window, &missing, size).unwrap_err();
    wait("a refusal", || {
        let refused = |event: &MuxEvent| matches!(event, MuxEvent::Refused { .. });
        client.poll().iter().any(refused).then_some(())
    });
    // Who waits for a server that goes is told so.
    let asked = client.spawn_tab(window, &SpawnCommand::default(), size);
    let asked = asked.unwrap_err();
    drop(server);
    let _ = answer(&mut client, asked);
}

#[test]
fn a_client_shows_what_the_server_has_and_what_it_does() {
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    let first = server.with(|mux| {
        let size = TerminalSize::default();
        let (window, tab, pane) = mux
            .spawn_window(&SpawnCommand::default(), size, Some("work"))
            .unwrap();
        mux.set_tab_title(tab, "named").unwrap();
        mux.set_window_title(window, "and titled").unwrap();
        pane
    });
    server.with(move |mux| {
        mux.pane(first)
            .unwrap()
            .write(b"for i in $(seq 1 200); do echo line $i of many; done\n")
            .unwrap();
    });
    wait("output", || {
        server
            .text(first)
            .contains("line 200 of many")
            .then_some(())
    });

    let mut client = client(socket.clone());
    let ours = only_pane(&mut client);
    same_text(&server, first, &mut client, ours, "line 7 of many");
    let window = client.windows().next().unwrap();
    assert_eq!((window.workspace(), window.title()), ("work", "and titled"));
    let tab = client.tab(window.active_tab().unwrap()).unwrap();
    assert_eq!(tab.title(), "named");
    let window = window.id();

    // What is typed here is done there.
    client
        .pane(ours)
        .unwrap()
        .write(b"echo typed-$((6*7))\n")
        .unwrap();
    same_text(&server, first, &mut client, ours, "typed-42");

    // Splits, zoom and sizes come back from the server.
    let asked = client
        .split_pane(ours, mux::SplitRequest::default(), &SpawnCommand::default())
        .unwrap_err();
    let second = answer(&mut client, asked).unwrap();
    assert_ne!(second, ours);
    assert_eq!(server.with(|mux| mux.panes().count()), 2);
    client.set_zoomed(second, true).unwrap();
    let tab = client.tab_of_pane(ours).unwrap();
    wait("the zoom", || {
        client.poll();
        client.tab(tab).unwrap().is_zoomed().then_some(())
    });
    client.set_zoomed(second, false).unwrap();
    let wide = TerminalSize {
        cols: 121,
        ..TerminalSize::default()
    };
    client.resize_window(window, wide).unwrap();
    wait("the size", || {
        client.poll();
        let size = client.pane(second).unwrap().lock_terminal().size();
        (size.cols == 60).then_some(())
    });

    // A second client sees the same, and the first going away changes nothing.
    let mut other = client_with({
        let socket = socket.clone();
        Arc::new(move || {
            let stream = UnixStream::connect(&socket).map_err(|error| error.to_string())?;
            Stream::unix(stream).map_err(|error| error.to_string())
        })
    });
    wait("both panes", || {
        other.poll();
        (other.panes().count() == 2).then_some(())
    });
    let window = client.windows().next().unwrap().id();
    client.close_window(window).unwrap();
    assert!(client.poll().contains(&MuxEvent::Empty));
    drop(client);
    let theirs = server.with(|mux| mux.panes().map(|pane| pane.id()).collect::<Vec<_>>());
    assert_eq!(theirs.len(), 2);
    let ours = other.panes().next().unwrap().id();
    other
        .pane(ours)
        .unwrap()
        .write(b"echo still-$((1+1))\n")
        .unwrap();
    same_text(&server, first, &mut other, ours, "still-2");

    // A pane that is closed there is closed here, and the last takes the window.
    server.with(move |mux| mux.close_pane(first).unwrap());
    wait("one pane", || {
        other.poll();
        (other.panes().count() == 1).then_some(())
    });
    let last = other.panes().next().unwrap().id();
    other.close_pane(last).unwrap();
    wait("the end", || {
        other.poll().contains(&MuxEvent::Empty).then_some(())
    });
}

#[test]
fn a_tab_that_is_asked_for_in_a_domain_comes_into_its_window() {
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    let size = TerminalSize::default();
    server.with(move |mux| {
        mux.spawn_window(&SpawnCommand::default(), size, None)
            .map(drop)
            .unwrap();
    });
    let mut client = Mux::new(MuxOptions {
        wake: Arc::new(|| {}),
        settings: settings(),
        socket_path: None,
    });
    let here = client.message_window("here", size, None).unwrap().0;
    client.define_domain(
        "unix",
        Arc::new(move || {
            let stream = UnixStream::connect(&socket).map_err(|error| error.to_string())?;
            Stream::unix(stream).map_err(|error| error.to_string())
        }),
    );
    // As `wezterm connect unix --new-tab` asks: attached first, then in it.
    let ask = |client: &mut Mux| {
        let request = mux::control::Request::Spawn {
            window: None,
            pane: None,
            new_window: false,
            workspace: None,
            domain: Some("unix".to_owned()),
            args: Vec::new(),
            cwd: None,
            environment: Default::default(),
            size: None,
        };
        let asked = mux::MuxError::Asked(client.request(request).unwrap_err());
        answer(client, asked).unwrap()
    };
    let first = ask(&mut client);
    let second = ask(&mut client);
    let windows = client.windows().count();
    assert_eq!(
        windows, 3,
        "one here, the server's and the one opened there"
    );
    let of = client.window_of_pane(second).unwrap();
    assert_ne!(of, here);
    assert_eq!(client.window(of).unwrap().tabs().len(), 2);
    assert_eq!(client.panes().count(), 4);
    assert!(client.window_of_pane(first).is_some());
    client.detach(&SpawnDomain::Name("unix".into())).unwrap();
}

#[test]
fn a_server_that_is_starting_is_not_given_a_second_window() {
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    let mut client = Mux::new(MuxOptions {
        wake: Arc::new(|| {}),
        settings: settings(),
        socket_path: None,
    });
    let stream = socket.clone();
    client.define_domain(
        "unix",
        Arc::new(move || {
            let stream = UnixStream::connect(&stream).map_err(|error| error.to_string())?;
            Stream::unix(stream).map_err(|error| error.to_string())
        }),
    );
    let size = TerminalSize::default();
    let first = Some((SpawnCommand::default(), size, None));
    client
        .attach(&SpawnDomain::Name("unix".into()), first)
        .unwrap();
    wait("the connection", || {
        client.poll();
        (server.hub.clients() == 1).then_some(())
    });
    server.with(move |mux| drop(mux.spawn_window(&SpawnCommand::default(), size, None)));
    let ours = only_pane(&mut client);
    // What would have been asked for earlier has been answered by now.
    let split = mux::SplitRequest::default();
    let asked = client.split_pane(ours, split, &SpawnCommand::default());
    answer(&mut client, asked.unwrap_err()).unwrap();
    assert_eq!(server.with(|mux| mux.panes().count()), 2);
}

#[test]
fn a_flood_delays_nobody_and_ends_with_the_right_text() {
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    let flood = server.with(|mux| {
        let command = SpawnCommand::from_args(["sh", "-c", "seq 1 400000; echo the end; cat"]);
        mux.spawn_window(&command, TerminalSize::default(), None)
            .unwrap()
            .2
    });
    let quiet = server.with(|mux| {
        mux.spawn_window(
            &SpawnCommand::from_args(["cat"]),
            TerminalSize::default(),
            None,
        )
        .unwrap()
        .2
    });
    let mut client = client(socket);
    wait("both panes", || {
        client.poll();
        (client.panes().count() == 2).then_some(())
    });
    let echo = client.panes().nth(1).unwrap().id();
    client
        .pane(echo)
        .unwrap()
        .write(b"are you there\n")
        .unwrap();
    same_text(&server, quiet, &mut client, echo, "are you there");
    let ours = client.panes().next().unwrap().id();
    same_text(&server, flood, &mut client, ours, "the end");
}

#[test]
fn hostile_and_dead_clients_stop_nothing() {
    use std::io::{Read, Write};
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    let pane = server.with(|mux| {
        mux.spawn_window(&SpawnCommand::default(), TerminalSize::default(), None)
            .unwrap()
            .2
    });
    let json = |text: &str| {
        let mut frame = u32::try_from(text.len()).unwrap().to_le_bytes().to_vec();
        frame.extend(text.as_bytes());
        frame
    };
    let hello = json(r#"{"protocol":3,"version":"x","pid":1}"#);
    let attach = json(r#""Attach""#);
    for garbage in [
        &b"\xff\xff\xff\xff"[..],
        b"\x03\x00\x00\x00\xff\xff\xff",
        b"\x05\x00\x00",
        b"\x02\x00\x00\x00\x02\xff",
    ] {
        let mut stream = UnixStream::connect(&socket).unwrap();
        stream.write_all(&hello).unwrap();
        stream.write_all(&attach).unwrap();
        // It may be cut off at once.
        let _ = stream.write_all(garbage);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        assert!(!all.is_empty());
    }
    // One that reads nothing at all.
    let mut deaf = UnixStream::connect(&socket).unwrap();
    deaf.write_all(&hello).unwrap();
    deaf.write_all(&attach).unwrap();
    let mut client = client(socket.clone());
    let ours = only_pane(&mut client);
    client
        .pane(ours)
        .unwrap()
        .write(b"seq 1 100000; echo fine-$((2+3))\n")
        .unwrap();
    same_text(&server, pane, &mut client, ours, "fine-5");
    // A second server cannot take the socket of the first.
    let error = ControlServer::bind(&socket, Arc::new(|| {})).err().unwrap();
    assert!(error.to_string().contains("another wezterm"), "{error}");
}

/// A number that depends on nothing but its seed (SplitMix64, Steele et al. 2014).
fn splitmix(seed: u64) -> usize {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((z ^ (z >> 31)) >> 16).unwrap()
}

/// A connection that breaks after so many bytes, again and again: in the
/// greeting, in a frame's head, in its body, in what is said and what is heard.
#[test]
fn broken_connections_lose_nothing() {
    use std::io::{self, Read, Write};
    /// Other cuts: `CUT_SEED=N`.
    fn seed() -> u64 {
        let text = std::env::var("CUT_SEED").unwrap_or_default();
        text.parse().unwrap_or(1)
    }
    struct Breaks<T> {
        inner: T,
        left: usize,
    }
    impl<T: Read> Read for Breaks<T> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let count = to.len().min(self.left);
            if count == 0 {
                return Ok(0);
            }
            let count = self.inner.read(&mut to[..count])?;
            self.left -= count;
            Ok(count)
        }
    }
    impl<T: Write> Write for Breaks<T> {
        fn write(&mut self, from: &[u8]) -> io::Result<usize> {
            let count = from.len().min(self.left);
            if count == 0 {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            let count = self.inner.write(&from[..count])?;
            self.left -= count;
            Ok(count)
        }
        fn flush(&mut self) -> io::Result<()> {
            self.inner.flush()
        }
    }
    println!("CUT_SEED={}", seed());
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    let pane = server.with(|mux| {
        let command = SpawnCommand::from_args([
            "sh",
            "-c",
            "i=0; while [ $i -lt 600 ]; do i=$((i+1)); echo step $i; sleep 0.005; done; echo done; cat",
        ]);
        mux.spawn_window(&command, TerminalSize::default(), None).unwrap().2
    });
    let tries = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counting = Arc::clone(&tries);
    let mut client = client_with(Arc::new(move || {
        let number = counting.fetch_add(1, Ordering::AcqRel);
        let stream = UnixStream::connect(&socket).map_err(|error| error.to_string())?;
        let mut stream = Stream::unix(stream).map_err(|error| error.to_string())?;
        let cut = splitmix(seed() * 1000 + number as u64);
        match number {
            // Fixed ones, spread evenly over the beginning.
            0..6 => {
                stream.reader = Box::new(Breaks {
                    inner: stream.reader,
                    left: 20 + (number * 7919) % 4000,
                });
            }
            6..18 => {
                stream.reader = Box::new(Breaks {
                    inner: stream.reader,
                    left: 1 + cut % 4000,
                });
            }
            // The greeting is all that a client says by itself.
            18..22 => {
                stream.writer = Box::new(Breaks {
                    inner: stream.writer,
                    left: cut % 56,
                });
            }
            _ => {}
        }
        // The pauses between tries are not what is tested here.
        Ok(stream)
    }));
    wait("all breaks", || {
        client.poll();
        (tries.load(Ordering::Acquire) > 22).then_some(())
    });
    let ours = only_pane(&mut client);
    same_text(&server, pane, &mut client, ours, "done");
    assert_eq!(client.windows().count(), 1);
}

#[test]
fn a_server_that_starts_again_replaces_what_was() {
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    server.with(|mux| {
        mux.spawn_window(&SpawnCommand::default(), TerminalSize::default(), None)
            .unwrap()
            .2
    });
    let mut client = client(socket.clone());
    let old = only_pane(&mut client);
    drop(server);
    let text = client.pane(old).unwrap();
    wait("the loss", || {
        client.poll();
        text.write(b"x").is_err().then_some(())
    });
    assert!(client.pane(old).is_some(), "what it showed stays");
    let server = Server::start(&socket);
    let theirs = server.with(|mux| {
        let command = SpawnCommand::from_args(["sh", "-c", "echo another; cat"]);
        mux.spawn_window(&command, TerminalSize::default(), None)
            .unwrap()
            .2
    });
    wait("the new pane", || {
        client.poll();
        client.pane(old).is_none().then_some(())
    });
    let since = Instant::now();
    while client.panes().next().is_none() {
        client.poll();
        assert!(
            since.elapsed() < LIMIT,
            "{} panes, {:?}",
            server.with(|mux| mux.panes().count()),
            server.with(move |mux| mux.pane(theirs).map(|pane| pane.exit_status()))
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    let ours = only_pane(&mut client);
    same_text(&server, theirs, &mut client, ours, "another");
}
