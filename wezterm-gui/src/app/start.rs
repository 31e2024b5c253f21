//! From the command line to the first window.

use super::App;
use crate::cli::{ConfigArgs, StartArgs};
use crate::convert::{self, VERSION};
use crate::logbook::Logbook;
use crate::lua_api::{GuiState, SharedGuiState};
use crate::lua_host::{NewCaches, TitleCaches};
use crate::shared::Shared;
use anyhow::Context;
use config::{ConfigSource, ConfigWatcher, Configuration};
use mux::control::{ControlServer, paths};
use mux::{Mux, MuxOptions, MuxSettings, SharedMux, SpawnCommand};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use window::{EventLoop, RunOptions, Waker};

/// The app id, as desktop files and window rules know it.
const DEFAULT_CLASS: &str = "org.wezfurlong.wezterm";

/// What is left to do before the first window is there.
#[derive(Default)]
pub(super) struct Startup {
    command: Option<(SpawnCommand, Option<String>)>,
    /// Why no window could be opened at all.
    pub(super) failure: Option<anyhow::Error>,
}

/// The configuration, loaded once, with all that its VM refers to; ready to
/// open windows.
pub(crate) struct Prepared {
    pub(crate) configuration: Configuration,
    waker: Arc<OnceLock<Waker>>,
    wake: mux::Wake,
    socket: PathBuf,
    mux: SharedMux,
    gui: SharedGuiState,
    new_caches: NewCaches,
    source: ConfigSource,
}

impl Prepared {
    /// Loads the configuration.
    pub(crate) fn new(config_args: &ConfigArgs) -> Self {
        let waker: Arc<OnceLock<Waker>> = Arc::default();
        let wake: mux::Wake = {
            let waker = waker.clone();
            Arc::new(move || {
                if let Some(waker) = waker.get() {
                    waker.wake();
                }
            })
        };
        let socket = paths::socket_in(&paths::runtime_dir());
        let mux = Mux::new(MuxOptions {
            wake: wake.clone(),
            settings: MuxSettings::default(),
            socket_path: Some(socket.clone()),
        })
        .shared();
        let gui = Rc::new(RefCell::new(GuiState::default()));
        let new_caches = NewCaches::default();
        let source = source(config_args, wake.clone(), &mux, &gui, &new_caches);
        Self {
            configuration: Configuration::load(&source),
            waker,
            wake,
            socket,
            mux,
            gui,
            new_caches,
            source,
        }
    }
}

/// Runs the application until its last window is closed.
///
/// # Errors
/// No display, or a window that can not be opened or painted.
pub(crate) fn run(
    prepared: Prepared,
    start: StartArgs,
    logbook: Arc<Logbook>,
) -> anyhow::Result<()> {
    let Prepared {
        configuration,
        waker,
        wake,
        socket,
        mux,
        gui,
        new_caches,
        source,
    } = prepared;
    if let (Some(error), Some(file)) = (&configuration.error, &source.file)
        && !file.exists()
    {
        // A file the user named and that is not there: what they asked for
        // can not be done.
        anyhow::bail!("{error}");
    }
    let enable_wayland = configuration.config.enable_wayland;
    let failure: Rc<RefCell<Option<anyhow::Error>>> = Rc::default();
    let report = failure.clone();
    let class = start
        .class
        .clone()
        .unwrap_or_else(|| DEFAULT_CLASS.to_owned());
    window::run(RunOptions { enable_wayland }, move |event_waker| {
        // The cell is empty: it is filled here only.
        let _ = waker.set(event_waker);
        let control = listen(&socket, &class, wake.clone());
        let watcher = match ConfigWatcher::new(&configuration.files, wake) {
            Ok(watcher) => Some(watcher),
            Err(error) => {
                log::warn!("configuration files are not watched for changes: {error}");
                None
            }
        };
        App {
            shared: Shared::new(configuration, mux, gui, new_caches, logbook),
            pending: Vec::new(),
            windows: BTreeMap::new(),
            source,
            watcher,
            control,
            class,
            startup: Startup {
                command: Some(first_command(&start)),
                failure: None,
            },
            failure: report,
            started: Instant::now(),
            next_cleanup: Instant::now(),
        }
    })
    .context("opening the display")?;
    match failure.borrow_mut().take() {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// What is loaded, and what the Lua VM is given.
pub(crate) fn source(
    args: &ConfigArgs,
    wake: mux::Wake,
    mux: &SharedMux,
    gui: &SharedGuiState,
    new_caches: &NewCaches,
) -> ConfigSource {
    let (mux, gui, new_caches) = (mux.clone(), gui.clone(), new_caches.clone());
    ConfigSource {
        file: args.config_file.clone(),
        skip: args.skip_config,
        overrides: args.overrides.clone(),
        modules: vec![Rc::new(move |runtime: &config::LuaRuntime| {
            let caches = TitleCaches::new(runtime.lua(), &mux)?;
            new_caches.borrow_mut().push(caches);
            crate::lua_api::register(runtime, mux.clone(), gui.clone())
        })],
        version: VERSION.to_owned(),
        ..ConfigSource::new(wake)
    }
}

/// The control socket; without one the terminal still works.
fn listen(socket: &std::path::Path, class: &str, wake: mux::Wake) -> Option<ControlServer> {
    if let Some(dir) = socket.parent() {
        paths::remove_stale(dir);
    }
    match ControlServer::bind(socket, wake) {
        Ok(server) => {
            if let Err(error) = paths::publish(socket, class) {
                log::warn!("`wezterm cli` will find this instance only from its panes: {error}");
            }
            log::info!("control socket: {}", socket.display());
            Some(server)
        }
        Err(error) => {
            log::error!(
                "`wezterm cli` can not reach this instance: listening on {} failed: {error}",
                socket.display()
            );
            None
        }
    }
}

fn first_command(start: &StartArgs) -> (SpawnCommand, Option<String>) {
    let command = SpawnCommand {
        args: (!start.prog.is_empty()).then(|| start.prog.clone()),
        cwd: start.cwd.as_ref().map(|cwd| absolute(cwd)),
        ..SpawnCommand::default()
    };
    (command, start.workspace.clone())
}

fn absolute(path: &std::path::Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

impl App {
    /// The first turn of the event loop: `gui-startup` handlers, and the
    /// default program where they opened nothing.
    pub(super) fn startup(&mut self, event_loop: &mut EventLoop<'_>) {
        if self.startup.command.is_none() {
            return;
        }
        self.show_warnings();
        let settings = convert::mux_settings(
            &self.shared.configuration.config,
            self.shared.configuration.config_file.as_deref(),
        );
        self.shared.mux.borrow_mut().set_settings(settings);
        if !self.emit_gui_startup() {
            self.spawn_first(event_loop);
        }
    }

    /// Opens the first window, unless there is one.
    pub(super) fn spawn_first(&mut self, event_loop: &mut EventLoop<'_>) {
        let Some((command, workspace)) = self.startup.command.take() else {
            return;
        };
        if self.shared.mux.borrow().windows().next().is_none() {
            self.spawn_window(&command, workspace.as_deref());
        }
        self.settle(event_loop);
        if let Some(error) = self.startup.failure.take() {
            *self.failure.borrow_mut() = Some(error);
            event_loop.exit();
        }
        self.emit_gui_attached();
    }

    /// The program and arguments that `gui-startup` handlers are told.
    pub(super) fn startup_args(&self) -> Option<SpawnCommand> {
        let (command, _) = self.startup.command.as_ref()?;
        (command.args.is_some() || command.cwd.is_some()).then(|| command.clone())
    }
}
