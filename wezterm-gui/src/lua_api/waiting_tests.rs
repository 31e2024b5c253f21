//! Handlers that make panes on a server wait for it without keeping the main
//! thread.

use super::{GuiState, register};
use config::{Config, LuaRuntime, RuntimeContext};
use mux::attach::{Hub, Stream};
use mux::control::ControlServer;
use mux::{Mux, MuxOptions, MuxSettings, SharedMux, SpawnCommand};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};
use wezterm_types::TerminalSize;

const LIMIT: Duration = Duration::from_secs(60);

fn mux() -> Mux {
    Mux::new(MuxOptions {
        wake: Arc::new(|| ()),
        settings: MuxSettings::default(),
        socket_path: None,
    })
}

/// A server with one window. It does nothing while [`Server::hold`]'s result
/// is kept.
struct Server {
    hold: Sender<std::sync::mpsc::Receiver<()>>,
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    fn start(socket: &Path) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopping = Arc::clone(&stop);
        let socket = socket.to_owned();
        let (hold, held) = channel::<std::sync::mpsc::Receiver<()>>();
        let (started, ready) = channel();
        let thread = std::thread::spawn(move || {
            let hub = Hub::new(Arc::new(|| ()));
            let mut mux = mux().with_hub(Arc::clone(&hub));
            let control = ControlServer::bind_with(&socket, Arc::new(|| ()), Some(hub)).unwrap();
            let size = TerminalSize::default();
            mux.spawn_window(&SpawnCommand::from_args(["cat"]), size, None)
                .unwrap();
            started.send(()).unwrap();
            while !stopping.load(Ordering::Acquire) {
                if let Ok(hold) = held.recv_timeout(Duration::from_millis(5)) {
                    // Ends with an error when the other end is dropped.
                    let _ = hold.recv_timeout(LIMIT);
                }
                mux.poll();
                for (_, request, responder) in control.poll() {
                    responder.send(mux.handle_request(request));
                }
                mux.serve_clients();
            }
        });
        ready.recv().unwrap();
        Self {
            hold,
            stop,
            thread: Some(thread),
        }
    }

    fn hold(&self) -> Sender<()> {
        let (go_on, waits) = channel();
        self.hold.send(waits).unwrap();
        go_on
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        let _ = self.thread.take().unwrap().join();
    }
}

/// A client of the server, and a VM with `code` as its configuration.
fn client(socket: PathBuf, code: &str) -> (SharedMux, LuaRuntime) {
    let mut mux = mux();
    mux.define_domain(
        "unix",
        Arc::new(move || {
            let stream = UnixStream::connect(&socket).map_err(|error| error.to_string())?;
            Stream::unix(stream).map_err(|error| error.to_string())
        }),
    );
    let mux = mux.shared();
    let gui = Rc::<std::cell::RefCell<GuiState>>::default();
    let shared = mux.clone();
    let module: config::RuntimeModule =
        Rc::new(move |runtime: &LuaRuntime| register(runtime, shared.clone(), gui.clone()));
    let runtime = LuaRuntime::new(RuntimeContext::new(Arc::new(|| ())), &[module]).unwrap();
    let code = format!("wezterm = require 'wezterm'; mux = wezterm.mux; {code}");
    let chunk = runtime.lua().load(code).set_name("@wezterm.lua");
    chunk.exec().unwrap();
    runtime.loaded(Arc::new(Config::default()));
    (mux, runtime)
}

fn turn_until(mux: &SharedMux, runtime: &LuaRuntime, done: impl Fn() -> bool) {
    let since = Instant::now();
    while !done() {
        assert!(since.elapsed() < LIMIT, "waited in vain");
        mux.borrow_mut().poll();
        runtime.poll(Instant::now());
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn global(runtime: &LuaRuntime, name: &str) -> String {
    let value: mlua::Value = runtime.lua().globals().get(name).unwrap();
    value.to_string().unwrap()
}

#[test]
fn a_handler_waits_for_a_server_and_the_window_does_not() {
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    let (mux, runtime) = client(
        socket,
        "local cat = { 'cat' }
        wezterm.on('make', function(how)
          stage = how .. ' asked'
          local first = mux.all_windows()[1]
          local pane = first and first:active_pane()
          local make = {
            window = function()
              local t, p, w = mux.spawn_window { domain = { DomainName = 'unix' }, args = cat }
              return t, p, w
            end,
            tab = function() return first:spawn_tab { args = cat } end,
            split = function() local p = pane:split { args = cat } return p:tab(), p, p:window() end,
            own_tab = function() local t, w = pane:move_to_new_tab() return t, t:active_pane(), w end,
            own_window = function()
              local t, w = pane:move_to_new_window() return t, t:active_pane(), w
            end,
          }
          local tab, pane, window = make[how]()
          assert(tab:window() == window and pane:tab() == tab and pane:get_domain_name() == 'unix')
          stage = how .. ' done'
        end)
        wezterm.on('fails', function()
          local ok, why = pcall(mux.all_windows()[1].spawn_tab, mux.all_windows()[1],
            { args = { 'no-such-program-here' } })
          stage = tostring(ok) .. tostring(why)
        end)
        wezterm.on('format-tab-title', function()
          mux.all_windows()[1]:active_pane():split {}
        end)",
    );
    for (how, panes) in [
        // The domain is attached by it; the window is another one.
        ("window", 2),
        ("window", 3),
        ("tab", 4),
        ("split", 5),
        ("own_tab", 5),
        ("split", 6),
        ("own_window", 6),
    ] {
        let go_on = server.hold();
        runtime.emit_async("make", how);
        // The server does nothing yet: here goes on what is not the handler.
        for _ in 0..3 {
            mux.borrow_mut().poll();
            runtime.poll(Instant::now());
        }
        assert_eq!(global(&runtime, "stage"), format!("{how} asked"));
        drop(go_on);
        turn_until(&mux, &runtime, || {
            global(&runtime, "stage") == format!("{how} done")
                || !runtime.state().take_errors().is_empty()
        });
        assert_eq!(global(&runtime, "stage"), format!("{how} done"));
        assert_eq!(mux.borrow().panes().count(), panes, "{how}");
    }
    runtime.emit_async("fails", ());
    turn_until(&mux, &runtime, || {
        global(&runtime, "stage").contains("no-such-program-here")
    });
    assert!(global(&runtime, "stage").starts_with("false"));
    // A synchronous event can not wait: nothing is asked for, and it says so.
    let error = runtime
        .call_sync::<_, mlua::Value>("format-tab-title", ())
        .unwrap_err()
        .to_string();
    assert!(error.contains("split waits"), "{error}");
    assert!(error.contains("wezterm.lua:28: split"), "{error}");
    assert_eq!(mux.borrow().panes().count(), 6);
}

#[test]
fn a_handler_waits_for_the_window_that_it_has_made() {
    let code = "
        wezterm.on('go', function()
          local _, _, window = mux.spawn_window { args = { 'cat' } }
          shown = tostring(window:gui_window())
          local _, _, hidden = mux.spawn_window { args = { 'cat' } }
          local by_number = wezterm.gui.gui_window_for_mux_window(hidden:window_id())
          missing = tostring(by_number)
        end)
        wezterm.on('now', function()
          return tostring(mux.all_windows()[1]:gui_window())
        end)";
    let (mux, runtime) = client(PathBuf::new(), code);
    let gui = super::window::state(runtime.lua()).unwrap();
    runtime.emit_async("go", ());
    let asked = || {
        let found = std::cell::RefCell::new(Vec::new());
        turn_until(&mux, &runtime, || {
            found
                .borrow_mut()
                .append(&mut gui.borrow_mut().opening.take());
            !found.borrow().is_empty()
        });
        found.into_inner().pop().unwrap()
    };
    let (window, tell) = asked();
    assert_eq!((window, global(&runtime, "shown").as_str()), (0, "nil"));
    tell(true);
    let (window, tell) = asked();
    assert_eq!(window, 1);
    tell(false);
    turn_until(&mux, &runtime, || !runtime.has_tasks());
    assert_eq!(global(&runtime, "shown"), "Window(window_id:0)");
    assert_eq!(global(&runtime, "missing"), "nil");
    // What must answer at once does without.
    let now: Option<String> = runtime.call_sync("now", ()).unwrap();
    assert_eq!(now.as_deref(), Some("nil"));
}
