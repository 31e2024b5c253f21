//! The Lua side of the application: handlers of events, what they ask for,
//! the status tick, and errors on their way to the user.

use super::App;
use crate::lua_api::{Command, window_object};
use config::LuaRuntime;
use mlua::{IntoLua, IntoLuaMulti, MultiValue, Value};
use mux::lua::LuaPane;
use mux::{PaneId, WindowId};
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};
use wezterm_types::MouseButton;
use window::ClipboardKind;

/// Set by a handler's end: what its return value means.
pub(super) type Verdict = Rc<Cell<Option<bool>>>;

/// How long a handler of the status tick may run before it suspends or ends:
/// the window waits for it.
const STATUS_BUDGET: Duration = Duration::from_secs(1);

/// Something that waits for handlers to end; they may suspend.
pub(crate) enum Pending {
    /// `gui-startup` runs: the first window comes after it.
    Startup(Verdict),
    /// `new-tab-button-click` runs: the default action unless it returned false.
    NewTabButton(Verdict, WindowId, PaneId, MouseButton),
    /// `open-uri` runs.
    OpenUri(Verdict, String),
    /// `update-status` of a window runs; ticks until it ends are left out. The
    /// verdict is whether it has kept to its time.
    Status(Verdict, WindowId),
}

impl App {
    /// Runs the handlers of an event that gets a window and a pane.
    pub(super) fn emit(&mut self, event: &str, window: WindowId, pane: PaneId) {
        self.emit_with(event, window, pane, ());
    }

    /// As [`App::emit`] with more arguments; the verdict is set when the
    /// handlers have ended. `None` where there are none.
    fn emit_with(
        &mut self,
        event: &str,
        window: WindowId,
        pane: PaneId,
        more: impl IntoLuaMulti,
    ) -> Option<Verdict> {
        let (runtime, args) = self.prepare(event, window, pane, more)?;
        let verdict: Verdict = Rc::default();
        let told = verdict.clone();
        runtime.emit_then(event, args, move |_, result| {
            told.set(Some(result.unwrap_or(true)));
        });
        Some(verdict)
    }

    /// Runs an event of the status tick, which nobody has asked for: it gets
    /// less time, and the verdict is whether that was enough.
    fn emit_status(&mut self, event: &str, window: WindowId, pane: PaneId) -> Option<Verdict> {
        let (runtime, args) = self.prepare(event, window, pane, ())?;
        let verdict: Verdict = Rc::default();
        let told = verdict.clone();
        runtime.emit_within(event, args, Some(STATUS_BUDGET), move |_, _, overran| {
            told.set(Some(!overran));
        });
        Some(verdict)
    }

    /// The runtime and the arguments, where `event` has handlers.
    fn prepare(
        &mut self,
        event: &str,
        window: WindowId,
        pane: PaneId,
        more: impl IntoLuaMulti,
    ) -> Option<(Rc<LuaRuntime>, MultiValue)> {
        let runtime = self.shared.configuration.runtime.clone()?;
        if !runtime.has_handlers(event) {
            return None;
        }
        self.mirror();
        let lua = runtime.lua();
        let args = || -> mlua::Result<MultiValue> {
            let mut args = more.into_lua_multi(lua)?;
            args.push_front(LuaPane(pane).into_lua(lua)?);
            args.push_front(Value::UserData(window_object(lua, window)?));
            Ok(args)
        };
        let args = match args() {
            Ok(args) => args,
            Err(error) => {
                log::error!("the handlers of {event} can not be called: {error}");
                return None;
            }
        };
        Some((runtime, args))
    }

    /// Runs a callback of an overlay; `nil` for what the user did not choose.
    pub(super) fn callback(
        &mut self,
        event: &str,
        window: WindowId,
        pane: PaneId,
        arguments: Vec<Option<String>>,
    ) {
        self.emit_with(event, window, pane, mlua::Variadic::from_iter(arguments));
    }

    pub(super) fn user_var_changed(&mut self, pane: PaneId, name: &str, value: &str) {
        let window = self.shared.mux.borrow().window_of_pane(pane);
        // Handlers get a window that is shown.
        if let Some(window) = window.filter(|id| self.windows.contains_key(id)) {
            self.emit_with("user-var-changed", window, pane, (name, value));
        }
    }

    /// Runs `gui-startup`; whether there are handlers to wait for.
    pub(super) fn emit_gui_startup(&mut self) -> bool {
        let Some(runtime) = self.shared.configuration.runtime.clone() else {
            return false;
        };
        if !runtime.has_handlers("gui-startup") {
            return false;
        }
        let lua = runtime.lua();
        let command = self.startup_args().and_then(|command| {
            let table = lua.create_table().ok()?;
            table.raw_set("args", command.args).ok()?;
            let cwd = command.cwd.map(|cwd| cwd.to_string_lossy().into_owned());
            table.raw_set("cwd", cwd).ok()?;
            Some(table)
        });
        let verdict: Verdict = Rc::default();
        let told = verdict.clone();
        runtime.emit_then("gui-startup", command, move |_, result| {
            told.set(Some(result.unwrap_or(true)));
        });
        self.pending.push(Pending::Startup(verdict));
        true
    }

    /// Tells Lua that the default domain is shown.
    pub(super) fn emit_gui_attached(&mut self) {
        if let Some(runtime) = self.shared.configuration.runtime.clone()
            && runtime.has_handlers("gui-attached")
        {
            let domain = runtime
                .module("wezterm.mux")
                .and_then(|module| module.get::<mlua::Function>("get_domain"))
                .and_then(|get_domain| get_domain.call::<Value>(()));
            match domain {
                Ok(domain) => runtime.emit_async("gui-attached", domain),
                Err(error) => log::error!("gui-attached: {error}"),
            }
        }
    }

    /// Drives coroutines and timers of Lua; returns when to come back.
    pub(super) fn poll_lua(&mut self, now: Instant) -> Option<Instant> {
        let runtime = self.shared.configuration.runtime.clone()?;
        if !runtime.has_tasks() {
            return None;
        }
        self.mirror();
        let report = runtime.poll(now);
        if runtime.state().take_reload_request() {
            self.shared
                .requests
                .push(crate::shared::Request::ReloadConfiguration);
        }
        // Other Lua has run: a title callback may now read something else.
        if report.ran > 0 {
            for window in self.windows.values_mut() {
                window.request_redraw();
            }
        }
        report.next
    }

    /// Tells the handlers that wait for windows which of them are open. All that
    /// are to be have been opened.
    pub(super) fn tell_opened(&mut self) {
        let waiting = self.shared.gui.borrow_mut().opening.take();
        for (window, told) in waiting {
            told(self.windows.contains_key(&window));
        }
    }

    /// Goes on with what handlers that have ended were asked about.
    pub(super) fn resume_pending(&mut self, event_loop: &mut window::EventLoop<'_>) -> bool {
        let mut any = false;
        let mut index = 0;
        while index < self.pending.len() {
            let Some(proceed) = self.pending[index].verdict() else {
                index += 1;
                continue;
            };
            any = true;
            match self.pending.swap_remove(index) {
                Pending::Startup(_) => self.spawn_first(event_loop),
                Pending::NewTabButton(_, window, pane, button) if proceed => {
                    self.default_new_tab(window, pane, button);
                }
                Pending::OpenUri(_, uri) if proceed => open(&uri),
                Pending::Status(_, window) if !proceed => {
                    if let Some(view) = self.windows.get_mut(&window) {
                        view.status.rest(Instant::now());
                    }
                }
                Pending::NewTabButton(..) | Pending::OpenUri(..) | Pending::Status(..) => {}
            }
        }
        any
    }

    pub(super) fn new_tab_button(&mut self, window: WindowId, pane: PaneId, button: MouseButton) {
        let name = match button {
            MouseButton::Left => "Left",
            MouseButton::Middle => "Middle",
            MouseButton::Right => "Right",
            _ => return,
        };
        let default = (button == MouseButton::Left).then_some("SpawnTab");
        let default = default.map(|name| [(name, "CurrentPaneDomain")]);
        let default = default.map(|pairs| {
            pairs
                .into_iter()
                .collect::<std::collections::HashMap<_, _>>()
        });
        match self.emit_with("new-tab-button-click", window, pane, (name, default)) {
            Some(verdict) => self
                .pending
                .push(Pending::NewTabButton(verdict, window, pane, button)),
            None => self.default_new_tab(window, pane, button),
        }
    }

    fn default_new_tab(&mut self, window: WindowId, pane: PaneId, button: MouseButton) {
        if button == MouseButton::Left {
            let action =
                config::KeyAssignment::SpawnTab(config::structs::SpawnTabDomain::CurrentPaneDomain);
            self.perform(window, pane, &action);
        }
    }

    pub(super) fn open_uri(&mut self, window: WindowId, pane: PaneId, uri: &str) {
        match self.emit_with("open-uri", window, pane, uri) {
            Some(verdict) => self.pending.push(Pending::OpenUri(verdict, uri.to_owned())),
            None => open(uri),
        }
    }

    fn perform(&mut self, window: WindowId, pane: PaneId, action: &config::KeyAssignment) {
        if let Some(window) = self.windows.get_mut(&window) {
            crate::actions::perform(window, &mut self.shared, pane, action);
        }
    }

    /// Runs `update-status` and `update-right-status` where they are due.
    pub(super) fn status_tick(&mut self, now: Instant) -> Option<Instant> {
        let runtime = self.shared.configuration.runtime.clone()?;
        let events: Vec<&str> = ["update-status", "update-right-status"]
            .into_iter()
            .filter(|event| runtime.has_handlers(event))
            .collect();
        if events.is_empty() {
            return None;
        }
        let mut next: Option<Instant> = None;
        for (window, pane) in self.windows_with_panes() {
            let running = self
                .pending
                .iter()
                .any(|p| matches!(p, Pending::Status(_, id) if *id == window));
            let Some(view) = self.windows.get_mut(&window) else {
                continue;
            };
            let interval = Duration::from_millis(view.config.status_update_interval);
            if !running && view.status.due(now, interval) {
                for event in &events {
                    if let Some(verdict) = self.emit_status(event, window, pane) {
                        self.pending.push(Pending::Status(verdict, window));
                    }
                }
            }
            let due = self
                .windows
                .get(&window)
                .and_then(|view| view.status.deadline());
            next = next.into_iter().chain(due).min();
        }
        next
    }

    /// Carries out what handlers have asked for; whether there was anything.
    pub(super) fn run_lua_commands(&mut self) -> bool {
        let commands = std::mem::take(&mut self.shared.gui.borrow_mut().commands);
        let any = !commands.is_empty();
        for (id, command) in commands {
            if let Command::OverridesChanged = command {
                self.apply_overrides(id);
                continue;
            }
            if let Command::PerformAction(action, pane) = command {
                self.perform(id, pane, &action);
                continue;
            }
            if let Command::Toast {
                title,
                message,
                url,
                timeout_ms,
            } = command
            {
                self.toast(id, (title, message), url, timeout_ms);
                continue;
            }
            let Some(window) = self.windows.get_mut(&id) else {
                continue;
            };
            match command {
                Command::SetLeftStatus(text) => window.set_left_status(text),
                Command::SetRightStatus(text) => window.set_right_status(text),
                Command::CopyToClipboard {
                    text,
                    clipboard,
                    primary,
                } => {
                    if primary {
                        window.set_clipboard(ClipboardKind::Primary, text.clone());
                    }
                    if clipboard {
                        window.set_clipboard(ClipboardKind::Clipboard, text);
                    }
                }
                Command::SetInnerSize(width, height) => window.window.set_inner_size(width, height),
                Command::SetPosition(x, y) => window.window.set_position(x, y),
                Command::Maximize(maximized) => window.window.set_maximized(maximized),
                Command::ToggleFullScreen => window.toggle_fullscreen(),
                Command::Focus => window.focus(),
                Command::OverridesChanged | Command::PerformAction(..) | Command::Toast { .. } => {}
            }
        }
        any
    }

    /// `set_config_overrides`: the window follows its own configuration.
    fn apply_overrides(&mut self, id: WindowId) {
        let config = match self.shared.compute_overrides(id) {
            Ok(config) => config,
            Err(message) => {
                if let Some(window) = self.windows.get_mut(&id) {
                    window.notify(&message);
                }
                return;
            }
        };
        if let Some(window) = self.windows.get_mut(&id) {
            window.configure(&mut self.shared, config);
            let pane = window.active_pane_id(&self.shared);
            self.dress_panes(id);
            if let Some(pane) = pane {
                self.emit("window-config-reloaded", id, pane);
            }
        }
    }

    /// Gives the panes of a window the colours of its own configuration. The
    /// mux gives all panes those of the file.
    pub(super) fn dress_panes(&self, id: WindowId) {
        let Some(window) = self.windows.get(&id) else {
            return;
        };
        let mux = self.shared.mux.borrow();
        let tabs = mux.window(id).map(mux::Window::tabs).unwrap_or_default();
        let panes = tabs.iter().filter_map(|tab| mux.tab(*tab));
        let terminal = crate::convert::terminal(&window.config);
        for pane in panes.flat_map(mux::Tab::panes) {
            if let Some(pane) = mux.pane(pane) {
                pane.lock_terminal().set_config(terminal.clone());
            }
        }
    }

    /// Whether a window has a configuration of its own.
    pub(super) fn is_overridden(&self, id: WindowId) -> bool {
        let base = &self.shared.configuration.config;
        let window = self.windows.get(&id);
        window.is_some_and(|window| !std::sync::Arc::ptr_eq(&window.config, base))
    }

    /// Brings what Lua sees of the windows up to date, before Lua runs.
    pub(super) fn mirror(&mut self) {
        for (id, window) in &self.windows {
            let mirror = window.mirror(&self.shared);
            self.shared.gui.borrow_mut().windows.insert(*id, mirror);
        }
        self.follow_screen();
    }

    /// Notes which screen the window with the keyboard is on.
    pub(super) fn follow_screen(&self) {
        let focused = self.windows.values().find(|window| window.is_focused());
        if let Some(name) = focused.and_then(|window| window.window.screen_name()) {
            self.shared.gui.borrow_mut().active_screen = Some(name);
        }
    }

    /// Errors of handlers go to the log and into the windows, each text once.
    pub(super) fn report_lua_errors(&mut self) {
        // The runtime has logged its own errors, with their stacks.
        let mut messages: Vec<String> = match &self.shared.configuration.runtime {
            Some(runtime) => runtime.state().take_errors(),
            None => Vec::new(),
        }
        .iter()
        .map(ToString::to_string)
        .collect();
        for report in self.shared.take_title_reports() {
            if !messages.contains(&report) {
                log::error!("{report}");
                messages.push(report);
            }
        }
        for message in messages {
            for window in self.windows.values_mut() {
                window.notify(&message);
            }
        }
    }
}

impl Pending {
    /// What the handlers returned, once they have ended.
    fn verdict(&self) -> Option<bool> {
        match self {
            Self::Startup(verdict)
            | Self::NewTabButton(verdict, ..)
            | Self::OpenUri(verdict, _)
            | Self::Status(verdict, _) => verdict.get(),
        }
    }
}

/// Opens a link in the user's browser.
fn open(uri: &str) {
    let known = ["http:", "https:", "mailto:", "file:", "ftp:"];
    if !known.iter().any(|scheme| uri.starts_with(scheme)) {
        log::warn!("{uri:?} is not opened: only links of the kinds {known:?} are");
        return;
    }
    let result = std::process::Command::new("xdg-open")
        .arg(uri)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
    match result {
        Ok(mut child) => {
            // Reaped in the background: it ends when the browser has the link.
            std::thread::spawn(move || drop(child.wait()));
        }
        Err(error) => log::error!("{uri} can not be opened: running xdg-open failed: {error}"),
    }
}
