//! The application: it owns the mux, the configuration with its Lua VM, the
//! control socket and one [`TermWindow`] per window that is shown, and carries
//! news between them. Everything here runs on the main thread.

mod code_rest;
mod control;
mod domains;
mod events;
mod exec_domains;
mod hand_over;
mod lua;
mod notifications;
mod palette;
mod prompt;
mod server;
mod session;
mod start;
mod workspaces;

pub(crate) use domains::{split_port, ssh_options};
pub(crate) use hand_over::hand_over;
pub(crate) use server::serve;
pub(crate) use start::{Prepared, mux_settings_of, run, source};

use crate::shared::{Request, Shared};
use crate::termwindow::TermWindow;
use config::{ConfigSource, ConfigWatcher, Configuration};
use mux::MuxEvent;
use mux::control::ControlServer;
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::{Duration, Instant};
use window::{Application, EventLoop, WindowEvent, WindowId};

/// How often unused Lua tables are dropped.
const CLEANUP_INTERVAL: Duration = Duration::from_secs(30);

/// How long Lua's garbage is collected at a time, between two frames.
const GC_BUDGET: Duration = Duration::from_millis(1);

/// How long a cycle that has begun waits for its next turn.
const GC_PAUSE: Duration = Duration::from_millis(10);

/// The running program.
pub(crate) struct App {
    shared: Shared,
    /// By what they show.
    windows: BTreeMap<mux::WindowId, TermWindow>,
    /// Other windows may have to be shown.
    workspace_news: bool,
    source: ConfigSource,
    watcher: Option<ConfigWatcher>,
    control: Option<ControlServer>,
    class: String,
    /// What to run once the event loop and the configuration's `gui-startup`
    /// handlers are ready.
    startup: start::Startup,
    /// Handlers whose verdict is awaited.
    pending: Vec<lua::Pending>,
    /// Why the program has to end, for [`run`] to return.
    failure: Rc<RefCell<Option<anyhow::Error>>>,
    started: Instant,
    next_cleanup: Instant,
    session: session::Saver,
    /// When the pages of the program's code are given back.
    code_rest: code_rest::CodeRest,
    notifications: notifications::Notifications,
}

impl App {
    /// Carries out what windows and Lua have asked for, until nothing is left.
    /// Handlers may ask for more; a handler that always does is cut off.
    fn settle(&mut self, event_loop: &mut EventLoop<'_>) {
        for _ in 0..64 {
            let mut busy = false;
            let requests: VecDeque<Request> = std::mem::take(&mut self.shared.requests).into();
            for request in requests {
                busy = true;
                self.request(event_loop, request);
            }
            busy |= self.run_lua_commands();
            busy |= self.resume_pending(event_loop);
            let events = self.shared.mux.borrow_mut().poll();
            for event in events {
                busy = true;
                self.mux_event(event_loop, event);
            }
            if !busy && !self.follow_workspace(event_loop) {
                self.tell_opened();
                self.follow_focus();
                return;
            }
        }
        log::warn!("event handlers keep asking for more; the rest waits for the next turn");
    }

    /// Tells the mux which pane the user looks at.
    fn follow_focus(&mut self) {
        let pane = self
            .windows
            .values()
            .find(|window| window.is_focused())
            .and_then(|window| window.active_pane_id(&self.shared));
        self.shared.mux.borrow_mut().set_focus(pane);
    }

    fn window_by_id(&mut self, id: WindowId) -> Option<&mut TermWindow> {
        self.windows
            .values_mut()
            .find(|window| window.window.id() == id)
    }

    fn request(&mut self, event_loop: &mut EventLoop<'_>, request: Request) {
        match request {
            Request::SpawnWindow(command, wish) => self.spawn_window(&command, None, wish),
            Request::ActivateWindow(id) => {
                if let Some(window) = self.windows.get(&id) {
                    window.focus();
                }
            }
            Request::SwitchWorkspace { name, spawn, size } => {
                self.switch_workspace(name, &spawn, size);
            }
            Request::ReloadConfiguration => self.reload(),
            Request::RestoreSession => self.restore_session(),
            Request::Quit => event_loop.exit(),
            Request::Emit {
                event,
                window,
                pane,
            } => self.emit(&event, window, pane),
            Request::Callback {
                event,
                window,
                pane,
                arguments,
            } => self.callback(&event, window, pane, arguments),
            Request::CommandPalette { window, pane } => self.command_palette(window, pane),
            Request::Evaluate { window, pane, line } => self.evaluate(window, pane, &line),
            Request::OpenUri { window, pane, uri } => self.open_uri(window, pane, &uri),
            Request::NewTabButton {
                window,
                pane,
                button,
            } => self.new_tab_button(window, pane, button),
        }
    }

    /// Loads the configuration anew. One that is broken changes nothing but
    /// shows its error.
    fn reload(&mut self) {
        log::info!("reloading the configuration");
        let new = self.shared.configuration.reload(&self.source);
        self.adopt(new);
        for (window, pane) in self.windows_with_panes() {
            self.emit("window-config-reloaded", window, pane);
        }
    }

    /// Makes a configuration the one in force.
    fn adopt(&mut self, configuration: Configuration) {
        let notice = configuration.notice().map(str::to_owned);
        self.shared.adopt(configuration);
        domains::define(
            &mut self.shared.mux.borrow_mut(),
            &self.shared.configuration.config,
            self.shared.configuration.runtime.as_ref(),
        );
        if let Some(watcher) = &mut self.watcher {
            watcher.set_files(&self.shared.configuration.files);
        }
        for window in self.windows.values_mut() {
            window.dismiss_notices();
            let id = window.mux_window();
            match self.shared.compute_overrides(id) {
                Ok(config) => window.configure(&mut self.shared, config),
                Err(message) => window.notify(&message),
            }
            if let Some(notice) = &notice {
                window.notify(notice);
            }
        }
        for id in self.windows.keys().copied().collect::<Vec<_>>() {
            if self.is_overridden(id) {
                self.dress_panes(id);
            }
        }
        self.show_warnings();
    }

    /// Tells of what the configuration has that is not as the user may think;
    /// an error was logged where it was found.
    fn show_warnings(&self) {
        for warning in &self.shared.configuration.warnings {
            log::warn!("{warning}");
        }
    }

    /// Every window with its active pane.
    fn windows_with_panes(&self) -> Vec<(mux::WindowId, mux::PaneId)> {
        self.windows
            .values()
            .filter_map(|window| {
                let pane = window.active_pane_id(&self.shared)?;
                Some((window.mux_window(), pane))
            })
            .collect()
    }

    /// Timers that are due; returns when the next one is.
    fn run_timers(&mut self) -> Option<Instant> {
        let now = Instant::now();
        let mut next: Option<Instant> = None;
        let mut at = |when: Option<Instant>| {
            next = match (next, when) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        };
        if self.windows.values().any(|window| window.wants_stats(now)) {
            let stats = self.stats();
            for window in self.windows.values_mut().filter(|w| w.wants_stats(now)) {
                window.set_stats(&stats, now);
            }
        }
        for window in self.windows.values_mut() {
            window.pane_mode_work(&self.shared);
            window.tick(&mut self.shared, now);
            at(window.deadline(now));
        }
        at(self.status_tick(now));
        if let Some(watcher) = &mut self.watcher {
            if watcher.poll(now) && self.shared.configuration.config.automatically_reload_config {
                self.reload();
            }
            at(self.watcher.as_ref().and_then(ConfigWatcher::deadline));
        }
        at(self.poll_lua(now));
        at(self.save_session(now));
        at(self.shared.mux.borrow().undo_deadline());
        if self.code_rest.due(self.shared.stats.frames.drawn, now) {
            self.windows.values_mut().for_each(TermWindow::rest);
            window::release_unused();
        }
        at(self.code_rest.deadline());
        if self.shared.lua_has_run() && now >= self.next_cleanup {
            self.next_cleanup = now + CLEANUP_INTERVAL;
            self.shared.cleanup(now);
        }
        if let Some(runtime) = &self.shared.configuration.runtime
            && runtime.collect(GC_BUDGET)
        {
            at(Some(Instant::now() + GC_PAUSE));
        }
        // Tabs nobody sees follow the size when nothing else is to be done, and
        // not in the middle of a window being resized.
        let settled = self.windows.values().filter_map(TermWindow::settles_at);
        match settled.max().filter(|settled| *settled > now) {
            Some(settled) => at(Some(settled)),
            None if self.shared.mux.borrow_mut().resize_hidden_tab() => at(Some(now)),
            None => {}
        }
        next
    }
}

impl Application for App {
    fn resumed(&mut self, event_loop: &mut EventLoop<'_>) {
        self.shared.gui.borrow_mut().screens = event_loop.screens();
        self.startup(event_loop);
        // The first program may have asked for something before there was a
        // loop to be woken.
        self.poll_control(event_loop);
        self.settle(event_loop);
    }

    fn window_event(&mut self, event_loop: &mut EventLoop<'_>, id: WindowId, event: WindowEvent) {
        if let WindowEvent::AppearanceChanged(appearance) = event {
            self.shared.gui.borrow_mut().dark = appearance == window::Appearance::Dark;
        }
        let resized = matches!(event, WindowEvent::Resized { .. });
        if resized {
            // A window that changes screens is resized; screens that come and
            // go are noticed then.
            self.shared.gui.borrow_mut().screens = event_loop.screens();
        }
        // The window is taken out so that it and the shared state can be
        // changed at once.
        let Some(key) = self.window_by_id(id).map(|window| window.mux_window()) else {
            return;
        };
        if let Some(window) = self.windows.get_mut(&key) {
            window.event(&mut self.shared, event);
            if resized && let Some(pane) = window.active_pane_id(&self.shared) {
                self.shared.requests.push(Request::Emit {
                    event: "window-resized".to_owned(),
                    window: key,
                    pane,
                });
            }
        }
        self.settle(event_loop);
    }

    fn woken(&mut self, event_loop: &mut EventLoop<'_>) {
        self.poll_control(event_loop);
        self.poll_notifications();
        self.settle(event_loop);
    }

    fn about_to_wait(&mut self, event_loop: &mut EventLoop<'_>) -> Option<Instant> {
        let next = self.run_timers();
        self.settle(event_loop);
        self.report_lua_errors();
        let frame_comes =
            !self.windows.is_empty() && self.windows.values().all(TermWindow::frame_comes);
        self.shared.mux.borrow().set_frame_comes(frame_comes);
        next
    }
}

/// Whether an event of the mux is about what a window shows of a pane.
fn pane_of(event: &MuxEvent) -> Option<mux::PaneId> {
    match event {
        MuxEvent::PaneOutput(pane)
        | MuxEvent::TitleChanged(pane)
        | MuxEvent::PaletteChanged(pane)
        | MuxEvent::PaneExited { pane, .. }
        | MuxEvent::Progress { pane, .. } => Some(*pane),
        _ => None,
    }
}
