//! `wezterm mux-server`: the mux without windows on a screen. Programs in it
//! live on whatever happens to the windows that show them.

use super::domains::socket_of;
use super::start::{first_size, source};
use crate::cli::{ConfigArgs, MuxServerArgs};
use crate::convert;
use crate::lua_api::GuiState;
use crate::lua_host::NewCaches;
use anyhow::{Context, anyhow};
use config::{Configuration, LuaRuntime};
use mux::attach::Hub;
use mux::control::{ControlServer, Request, Response, launch, paths};
use mux::{Mux, MuxEvent, MuxOptions, MuxSettings, SharedMux, SpawnCommand, SpawnDomain};
use std::cell::RefCell;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

/// Runs the server until its last window is closed.
///
/// # Errors
/// When it can not listen, or another server does.
pub(crate) fn serve(config_args: &ConfigArgs, args: &MuxServerArgs) -> anyhow::Result<()> {
    if args.daemonize {
        return daemonize(config_args, args);
    }
    if args.daemonized {
        // Away from the terminal it was started in; fails where it has none.
        let _ = rustix::process::setsid();
    }
    // One wake-up that waits is as good as many.
    let (sender, woken) = sync_channel::<()>(1);
    let wake: mux::Wake = Arc::new(move || {
        let _ = sender.try_send(());
    });
    let hub = Hub::new(wake.clone());
    let mux = Mux::new(MuxOptions {
        wake: wake.clone(),
        settings: MuxSettings::default(),
        socket_path: None,
    })
    .with_hub(hub.clone())
    .shared();
    let gui = Rc::new(RefCell::new(GuiState::default()));
    let configuration = Configuration::load(&source(
        config_args,
        wake.clone(),
        &mux,
        &gui,
        &NewCaches::default(),
    ));
    for warning in &configuration.warnings {
        log::warn!("{warning}");
    }
    if let Some(error) = &configuration.error {
        log::error!("{error}");
    }
    let config = &configuration.config;
    crate::limits::raise(config, true);
    let mut sockets: Vec<PathBuf> = config.unix_domains.iter().map(socket_of).collect();
    if sockets.is_empty() {
        sockets.push(paths::server_socket());
    }
    sockets.dedup();
    let mut controls = Vec::new();
    for socket in &sockets {
        let control = ControlServer::bind_with(socket, wake.clone(), Some(hub.clone()))
            .with_context(|| format!("listening on {}", socket.display()))?;
        log::info!("listening on {}", socket.display());
        controls.push(control);
    }
    {
        let mut mux = mux.borrow_mut();
        mux.set_settings(convert::mux_settings(
            config,
            configuration.config_file.as_deref(),
        ));
        mux.set_socket_path(sockets.first().cloned());
        super::domains::define_of_server(&mut mux, config, configuration.runtime.as_ref());
    }
    let first = SpawnCommand {
        args: (!args.prog.is_empty()).then(|| args.prog.clone()),
        cwd: args
            .cwd
            .as_ref()
            .and_then(|cwd| std::path::absolute(cwd).ok()),
        domain: SpawnDomain::Default,
        ..SpawnCommand::default()
    };
    let size = first_size(config);
    let server = Server {
        mux,
        hub,
        controls,
        woken,
        runtime: configuration.runtime.clone(),
        started: Instant::now(),
    };
    server.run(first, size)
}

/// How long a client is given to take what it was last told.
const GOODBYE_LIMIT: Duration = Duration::from_secs(2);

struct Server {
    mux: SharedMux,
    hub: Arc<Hub>,
    controls: Vec<ControlServer>,
    woken: Receiver<()>,
    runtime: Option<Rc<LuaRuntime>>,
    started: Instant,
}

impl Server {
    fn run(&self, first: SpawnCommand, size: wezterm_types::TerminalSize) -> anyhow::Result<()> {
        let mut first = Some(first);
        if let Some(runtime) = &self.runtime
            && runtime.has_handlers("mux-startup")
        {
            runtime.emit_async("mux-startup", ());
        }
        loop {
            let next = self.poll_lua();
            // The configuration's handlers come first; then there is a window.
            let busy = self.runtime.as_ref().is_some_and(|lua| lua.has_tasks());
            if !busy && let Some(command) = first.take() {
                let mut mux = self.mux.borrow_mut();
                if mux.windows().next().is_none() {
                    mux.spawn_window_or_message(&command, size, None)?;
                }
            }
            // A borrow in the head of the loop would last as long as the loop.
            let events = self.mux.borrow_mut().poll();
            for event in events {
                match event {
                    MuxEvent::Empty => {
                        log::info!("the last window is closed");
                        // Clients hear of it before the connection ends.
                        self.mux.borrow_mut().serve_clients();
                        self.hub.finish(GOODBYE_LIMIT);
                        return Ok(());
                    }
                    MuxEvent::PaneExited { pane, status } => log::info!("pane {pane}: {status}"),
                    _ => {}
                }
            }
            self.answer();
            self.mux.borrow_mut().serve_clients();
            let undo = self.mux.borrow().undo_deadline();
            let next = [next, undo].into_iter().flatten().min();
            let timeout = next.map(|at| at.saturating_duration_since(Instant::now()));
            // Either is a reason to look again.
            let _ = match timeout {
                Some(timeout) => self.woken.recv_timeout(timeout).is_ok(),
                None => self.woken.recv().is_ok(),
            };
        }
    }

    fn poll_lua(&self) -> Option<Instant> {
        let runtime = self.runtime.as_ref()?;
        if !runtime.has_tasks() {
            return None;
        }
        let report = runtime.poll(Instant::now());
        runtime
            .state()
            .take_errors()
            .into_iter()
            .for_each(|error| log::error!("{error}"));
        report.next
    }

    fn answer(&self) {
        for control in &self.controls {
            for (_, request, responder) in control.poll() {
                let response = match request {
                    Request::ListClients => Response::Clients(control.clients()),
                    Request::Stats => Response::Json(self.stats()),
                    other => self.mux.borrow_mut().handle_request(other),
                };
                responder.send(response);
            }
        }
    }

    fn stats(&self) -> serde_json::Value {
        let mux = self.mux.borrow();
        let bytes: u64 = mux.panes().map(|pane| pane.bytes_read()).sum();
        serde_json::json!({
            "pty": { "bytes": bytes },
            "panes": mux.panes().count(),
            "windows": mux.windows().count(),
            "uptime_s": self.started.elapsed().as_secs(),
        })
    }
}

/// Starts the server as a process of its own and waits until it listens.
fn daemonize(config_args: &ConfigArgs, args: &MuxServerArgs) -> anyhow::Result<()> {
    let options = Configuration::load(&config::ConfigSource {
        file: config_args.config_file.clone(),
        skip: config_args.skip_config,
        overrides: config_args.overrides.clone(),
        version: convert::VERSION.to_owned(),
        ..config::ConfigSource::new(Arc::new(|| ()))
    });
    let config = &options.config;
    let socket = config
        .unix_domains
        .first()
        .map_or_else(paths::server_socket, socket_of);
    let dir = paths::runtime_dir();
    paths::prepare_dir(&dir).with_context(|| format!("making {}", dir.display()))?;
    let file = |configured: &Option<String>| -> anyhow::Result<Stdio> {
        let path = configured
            .as_ref()
            .map_or_else(|| dir.join("mux-server.log"), PathBuf::from);
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&path)
            .with_context(|| format!("opening {}", path.display()))?;
        Ok(file.into())
    };
    let mut command = Command::new(std::env::current_exe().context("finding this program")?);
    if config_args.skip_config {
        command.arg("-n");
    }
    if let Some(file) = &config_args.config_file {
        command.arg("--config-file").arg(file);
    }
    for (name, value) in &config_args.overrides {
        command.arg("--config").arg(format!("{name}={value}"));
    }
    command.args(["mux-server", "--daemonized"]);
    if let Some(cwd) = &args.cwd {
        command.arg("--cwd").arg(cwd);
    }
    command.arg("--").args(&args.prog);
    command
        .stdin(Stdio::null())
        .stdout(file(&config.daemon_options.stdout)?)
        .stderr(file(&config.daemon_options.stderr)?);
    let mut child = command.spawn().context("starting the server")?;
    let log = dir.join("mux-server.log");
    launch::await_server(&socket, &mut child, "wezterm mux-server")
        .map_err(|error| anyhow!("{error}; {} may say why", log.display()))?;
    if let Some(path) = &config.daemon_options.pid_file {
        std::fs::write(path, format!("{}\n", child.id()))
            .with_context(|| format!("writing {path}"))?;
    }
    Ok(())
}
