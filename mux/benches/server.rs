//! What a server costs: requests a second, and the time from a key to its echo
//! through a server, beside that of tmux on the same machine.
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
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
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

fn serve(socket: &Path, panes: usize, stop: &Arc<AtomicBool>) -> std::thread::JoinHandle<()> {
    let (socket, stop) = (socket.to_owned(), Arc::clone(stop));
    let (started, ready) = channel();
    let thread = std::thread::spawn(move || {
        let (wake, woken) = channel::<()>();
        let wake: mux::Wake = Arc::new(move || {
            let _ = wake.send(());
        });
        let hub = Hub::new(Arc::clone(&wake));
        let mut mux = empty(Arc::clone(&wake)).with_hub(Arc::clone(&hub));
        for _ in 0..panes {
            mux.spawn_window(&SpawnCommand::default(), TerminalSize::default(), None)
                .unwrap();
        }
        let control = ControlServer::bind_with(&socket, wake, Some(hub)).unwrap();
        mux.poll();
        mux.serve_clients();
        started.send(()).unwrap();
        while !stop.load(Ordering::Acquire) {
            let _ = woken.recv_timeout(Duration::from_millis(100));
            mux.poll();
            for (_, request, responder) in control.poll() {
                responder.send(mux.handle_request(request));
            }
            mux.serve_clients();
        }
    });
    ready.recv().unwrap();
    thread
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

fn main() {
    let temp = tempfile::tempdir().unwrap();
    for panes in [1, 100] {
        let socket = temp.path().join(format!("{panes}/sock"));
        let stop = Arc::new(AtomicBool::new(false));
        let server = serve(&socket, panes, &stop);
        let mut client = Client::connect(&socket).unwrap();
        let list = |client: &mut Client| {
            let since = Instant::now();
            client.call(&Request::List).unwrap();
            since.elapsed()
        };
        for _ in 0..200 {
            list(&mut client);
        }
        let times = (0..2000).map(|_| list(&mut client)).collect();
        report(&format!("cli list, {panes} panes"), times);
        if panes == 1 {
            let mut mux = empty(Arc::new(|| {}));
            let connect = socket.clone();
            mux.define_domain(
                "bench",
                Arc::new(move || {
                    let stream = UnixStream::connect(&connect).map_err(|e| e.to_string())?;
                    Stream::unix(stream).map_err(|e| e.to_string())
                }),
            );
            mux.attach(&SpawnDomain::Name("bench".into()), None)
                .unwrap();
            while mux.panes().next().is_none() {
                mux.poll();
                std::thread::sleep(Duration::from_millis(1));
            }
            let pane = mux.panes().next().unwrap().id();
            std::thread::sleep(Duration::from_millis(200));
            report("echo through the server", echo(&mut mux, pane, 2000));
        }
        stop.store(true, Ordering::Release);
        server.join().unwrap();
    }
    let mut mux = empty(Arc::new(|| {}));
    let (.., pane) = mux
        .spawn_window(&SpawnCommand::default(), TerminalSize::default(), None)
        .unwrap();
    std::thread::sleep(Duration::from_millis(200));
    report("echo without a server", echo(&mut mux, pane, 2000));
    let name = format!("wezterm-bench-{}", std::process::id());
    let command = SpawnCommand::from_args(["tmux", "-L", &name, "-f", "/dev/null", "new", "cat"]);
    match mux.spawn_window(&command, TerminalSize::default(), None) {
        Ok((.., pane)) => {
            std::thread::sleep(Duration::from_secs(1));
            report("echo through tmux", echo(&mut mux, pane, 2000));
            let _ = Command::new("tmux")
                .args(["-L", &name, "kill-server"])
                .output();
        }
        Err(error) => println!("tmux: {error}"),
    }
}
