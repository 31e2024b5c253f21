//! From the command line to the first window.

use super::App;
use super::notifications::Notifications;
use crate::cli::{ConfigArgs, StartArgs};
use crate::convert::{self, VERSION};
use crate::logbook::Logbook;
use crate::lua_api::{GuiState, SharedGuiState};
use crate::lua_host::{NewCaches, TitleCaches};
use crate::position::{Position, WindowWish};
use crate::shared::Shared;
use config::structs::RestoreSession;
use config::{ConfigSource, ConfigWatcher, Configuration};
use mux::control::{ControlServer, paths};
use mux::{Mux, MuxError, MuxOptions, MuxSettings, SharedMux, SpawnCommand, SpawnDomain};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use wezterm_types::TerminalSize;
use window::{EventLoop, RunOptions, Waker};

/// The app id, as desktop files and window rules know it.
pub(super) const DEFAULT_CLASS: &str = "org.wezfurlong.wezterm";

/// What is left to do before the first window is there.
#[derive(Default)]
pub(super) struct Startup {
    command: Option<(SpawnCommand, Option<String>)>,
    /// The domain whose windows are shown instead of a new one.
    attach: Option<SpawnDomain>,
    /// Domains that the configuration has attached at the start.
    automatic: bool,
    /// Where the first window appears.
    pub(super) position: Option<Position>,
    /// The first program was started before there was an event loop.
    started: bool,
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
    crate::limits::raise(&configuration.config, false);
    let class = start
        .window
        .class
        .clone()
        .unwrap_or_else(|| DEFAULT_CLASS.to_owned());
    // The first program may be one that uses the socket.
    let control = listen(&socket, &class, wake.clone());
    prepare(&mut mux.borrow_mut(), &configuration);
    let started = spawn_early(&configuration, &mux, &start);
    let enable_wayland = configuration.config.enable_wayland;
    let failure: Rc<RefCell<Option<anyhow::Error>>> = Rc::default();
    let report = failure.clone();
    window::run(RunOptions { enable_wayland }, move |event_waker| {
        // The cell is empty: it is filled here only.
        let _ = waker.set(event_waker);
        let notifications = Notifications::new(window::Notifier::new(&class, wake.clone()));
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
            workspace_news: false,
            source,
            watcher,
            control,
            class,
            startup: Startup {
                command: Some(first_command(&start)),
                attach: attach_to(&start),
                automatic: !start.no_auto_connect,
                position: start.window.position.clone(),
                started,
                failure: None,
            },
            failure: report,
            started: Instant::now(),
            next_cleanup: Instant::now(),
            session: super::session::Saver::default(),
            code_rest: <_>::default(),
            notifications,
        }
    })?;
    match failure.borrow_mut().take() {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// Starts the first program before the desktop is asked for anything: it gets
/// ready meanwhile. Not where something else may decide what runs, or where no
/// desktop is to be expected. Whether it did.
fn spawn_early(configuration: &Configuration, mux: &SharedMux, start: &StartArgs) -> bool {
    let config = &configuration.config;
    let starts_as_told = configuration
        .runtime
        .as_ref()
        .is_none_or(|runtime| !runtime.has_handlers("gui-startup"))
        && attach_to(start).is_none()
        && start.domain.is_none()
        && config.default_domain.is_none()
        && config.restore_session == RestoreSession::never
        && (start.no_auto_connect || super::domains::automatic(config).is_empty());
    let has_desktop = ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if !starts_as_told || !has_desktop {
        return false;
    }
    let mut mux = mux.borrow_mut();
    let (command, workspace) = first_command(start);
    let size = first_size(config);
    match mux.spawn_window_or_message(&command, size, workspace.as_deref()) {
        Ok(_) | Err(MuxError::Attaching(_)) => {}
        Err(error) => log::error!("{error}"),
    }
    true
}

/// Gives the mux what it has of the configuration.
fn prepare(mux: &mut Mux, configuration: &Configuration) {
    let config = &configuration.config;
    mux.set_settings(convert::mux_settings(
        config,
        configuration.config_file.as_deref(),
    ));
    super::domains::define(mux, config, configuration.runtime.as_ref());
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
        domain: start
            .domain
            .clone()
            .map_or(SpawnDomain::Default, SpawnDomain::Name),
        ..SpawnCommand::default()
    };
    (command, start.workspace.clone())
}

/// `--attach` shows what the domain has, rather than a new window.
fn attach_to(start: &StartArgs) -> Option<SpawnDomain> {
    start
        .domain
        .clone()
        .filter(|_| start.attach)
        .map(SpawnDomain::Name)
}

/// The size of a window that was given none.
pub(super) fn first_size(config: &config::Config) -> TerminalSize {
    TerminalSize {
        rows: usize::from(config.initial_rows).max(1),
        cols: usize::from(config.initial_cols).max(1),
        ..TerminalSize::default()
    }
}

/// What a program without windows follows of the configuration.
pub(crate) fn mux_settings_of(args: &ConfigArgs) -> MuxSettings {
    let configuration = Configuration::load(&ConfigSource {
        file: args.config_file.clone(),
        skip: args.skip_config,
        overrides: args.overrides.clone(),
        version: VERSION.to_owned(),
        ..ConfigSource::new(Arc::new(|| ()))
    });
    convert::mux_settings(&configuration.config, configuration.config_file.as_deref())
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
        if !self.emit_gui_startup() {
            self.spawn_first(event_loop);
        }
    }

    /// Opens the first window, unless there is one.
    pub(super) fn spawn_first(&mut self, event_loop: &mut EventLoop<'_>) {
        let Some((command, workspace)) = self.startup.command.take() else {
            return;
        };
        let config = self.shared.configuration.config.clone();
        if self.startup.automatic {
            for domain in super::domains::automatic(&config) {
                if let Err(error) = self.shared.mux.borrow_mut().attach(&domain, None) {
                    log::error!("{error}");
                }
            }
        }
        if let Some(domain) = self.startup.attach.clone() {
            let size = first_size(&config);
            let first = (command, size, workspace);
            let attached = self.shared.mux.borrow_mut().attach(&domain, Some(first));
            if let Err(error) = attached {
                self.startup.failure = Some(error.into());
            }
        } else if !self.startup.started && self.shared.mux.borrow().windows().next().is_none() {
            let plain = command == SpawnCommand::default()
                || command.domain == SpawnDomain::Default
                    && command.args.is_none()
                    && command.cwd.is_none();
            if !(plain && self.restores_at_start()) {
                self.spawn_window(&command, workspace.as_deref(), WindowWish::default());
            }
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
