//! What a server costs: memory and processor time at rest, requests a second, and
//! the time from a key to its echo through a server, beside that of tmux attached
//! on the same machine.
//!
//! `cargo bench -p mux`. Nothing is asserted: machines differ.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and may panic"
)]

use mux::attach::{Hub, Stream};
use mux::control::{Client, ControlServer, Request};
use mux::{Mux, MuxOptions, MuxSettings, PaneId, SpawnCommand, SpawnDomain};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{channel, sync_channel};
use std::time::{Duration, Instant};
use wezterm_types::TerminalSize;

fn empty(wake: mux::Wake) -> Mux {
    Mux::new(MuxOptions {
        wake,
        settings: MuxSettings {
            default_prog: Some(vec!["cat".into()]),
            ..MuxSettings::default()
        },
        socket_path: None,
    })
}

/// A server with a main loop of its own, as `wezterm mux-server` has one: it
/// sleeps until it is woken.
struct Server {
    socket: PathBuf,
    stop: Arc<AtomicBool>,
    wake: mux::Wake,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    fn start(socket: &Path, panes: usize) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (sender, woken) = sync_channel::<()>(1);
        let wake: mux::Wake = Arc::new(move || {
            // One wake-up that waits is as good as many.
            let _ = sender.try_send(());
        });
        let (path, stopping, waking) = (socket.to_owned(), Arc::clone(&stop), Arc::clone(&wake));
        let (started, ready) = channel();
        let thread = std::thread::spawn(move || {
            let hub = Hub::new(Arc::clone(&waking));
            let mut mux = empty(Arc::clone(&waking)).with_hub(Arc::clone(&hub));
            for _ in 0..panes {
                mux.spawn_window(&SpawnCommand::default(), TerminalSize::default(), None)
                    .unwrap();
            }
            let control = ControlServer::bind_with(&path, waking, Some(hub)).unwrap();
            mux.poll();
            mux.serve_clients();
            started.send(()).unwrap();
            while !stopping.load(Ordering::Acquire) {
                let _ = woken.recv();
                mux.poll();
                for (_, request, responder) in control.poll() {
                    responder.send(mux.handle_request(request));
                }
                mux.serve_clients();
            }
        });
        ready.recv().unwrap();
        Self {
            socket: socket.to_owned(),
            stop,
            wake,
            thread: Some(thread),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        (self.wake)();
        let _ = self.thread.take().unwrap().join();
    }
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let all: Duration = times.iter().sum();
    let at = |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)];
    println!(
        "{what:34} {:9.0}/s  p50 {:7.1} us  p99 {:7.1} us  p99.9 {:7.1} us",
        times.len() as f64 / all.as_secs_f64(),
        at(0.5).as_secs_f64() * 1e6,
        at(0.99).as_secs_f64() * 1e6,
        at(0.999).as_secs_f64() * 1e6,
    );
}

/// Times from writing a character to its being shown.
fn echo(mux: &mut Mux, pane: PaneId, count: usize) -> Vec<Duration> {
    let pane = mux.pane(pane).unwrap();
    let column = || pane.lock_terminal().cursor().col;
    let mut times = Vec::with_capacity(count);
    for number in 0..count {
        if number % 60 == 0 {
            pane.write(b"\n").unwrap();
            std::thread::sleep(Duration::from_millis(20));
            mux.poll();
        }
        let before = column();
        let since = Instant::now();
        pane.write(b"x").unwrap();
        while column() == before && since.elapsed() < Duration::from_secs(2) {
            std::hint::spin_loop();
        }
        times.push(since.elapsed());
    }
    times
}

/// Requests of the command line, on one connection.
fn requests(dir: &Path) {
    for panes in [1, 100] {
        let server = Server::start(&dir.join(format!("{panes}/sock")), panes);
        let mut client = Client::connect(&server.socket).unwrap();
        let mut list = || {
            let since = Instant::now();
            client.call(&Request::List).unwrap();
            since.elapsed()
        };
        for _ in 0..200 {
            list();
        }
        let times = (0..4000).map(|_| list()).collect();
        report(&format!("cli list, {panes} panes"), times);
    }
}

/// The three ways to an echo, in turns, so that what else the machine does is in
/// all of them.
fn echoes(dir: &Path) {
    const ROUNDS: usize = 20;
    const KEYS: usize = 240;
    let server = Server::start(&dir.join("echo/sock"), 1);
    let mut attached = empty(Arc::new(|| {}));
    let socket = server.socket.clone();
    let connect: mux::attach::Connect = Arc::new(move || {
        let stream = UnixStream::connect(&socket).map_err(|error| error.to_string())?;
        Stream::unix(stream).map_err(|error| error.to_string())
    });
    attached.define_domain("bench", connect);
    let domain = SpawnDomain::Name("bench".into());
    attached.attach(&domain, None).unwrap();
    while attached.panes().next().is_none() {
        attached.poll();
        std::thread::sleep(Duration::from_millis(1));
    }
    let remote = attached.panes().next().unwrap().id();
    let mut direct = empty(Arc::new(|| {}));
    let size = TerminalSize::default();
    let (.., local) = direct
        .spawn_window(&SpawnCommand::default(), size, None)
        .unwrap();
    let name = format!("wezterm-bench-{}", std::process::id());
    let command = SpawnCommand::from_args(["tmux", "-L", &name, "-f", "/dev/null", "new", "cat"]);
    let mut through_tmux = empty(Arc::new(|| {}));
    let tmux = through_tmux.spawn_window(&command, size, None);
    std::thread::sleep(Duration::from_secs(1));
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        times[0].extend(echo(&mut direct, local, KEYS));
        times[1].extend(echo(&mut attached, remote, KEYS));
        if let Ok((.., pane)) = &tmux {
            times[2].extend(echo(&mut through_tmux, *pane, KEYS));
        }
    }
    let [direct, server, tmux_times] = times;
    report("echo without a server", direct);
    report("echo through the server", server);
    match tmux {
        Ok(_) => report("echo through tmux", tmux_times),
        Err(error) => println!("tmux: {error}"),
    }
    let _ = Command::new("tmux")
        .args(["-L", &name, "kill-server"])
        .output();
}

/// The share of this process in memory (`smaps_rollup`), KiB.
fn pss() -> u64 {
    let text = std::fs::read_to_string("/proc/self/smaps_rollup").unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let words = line.unwrap_or_default();
    words.split_whitespace().next().unwrap().parse().unwrap()
}

/// Processor time that this process has had, in hundredths of a second.
fn ticks() -> u64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after = text.rsplit_once(')').unwrap().1;
    let mut fields = after.split_whitespace().skip(11);
    let mut next = || fields.next().unwrap().parse::<u64>().unwrap();
    next() + next()
}

/// A server whose panes do nothing: what it takes of memory and time.
fn rest(dir: &Path, panes: usize) {
    const TIME: Duration = Duration::from_secs(20);
    let before = pss();
    let _server = Server::start(&dir.join("rest/sock"), panes);
    std::thread::sleep(Duration::from_secs(2));
    let taken = pss() - before;
    let since = ticks();
    std::thread::sleep(TIME);
    println!(
        "{panes} panes at rest: {:.1} MiB PSS, {:.1} KiB a pane; {} ms of processor time in {} s",
        taken as f64 / 1024.0,
        taken as f64 / panes as f64,
        (ticks() - since) * 10,
        TIME.as_secs(),
    );
}

fn main() {
    let temp = tempfile::tempdir().unwrap();
    // First, while the process is small.
    rest(temp.path(), 1000);
    requests(temp.path());
    echoes(temp.path());
}
