//! What the mux tells and what becomes of it.

use super::{App, pane_of};
use crate::position::WindowWish;
use crate::termwindow::TermWindow;
use mux::attach::LinkState;
use mux::{Domain, DomainKind, MuxError, MuxEvent, PaneId, SpawnCommand, WindowId};
use wezterm_types::TerminalSize;
use window::{ClipboardKind, EventLoop};

impl App {
    pub(super) fn mux_event(&mut self, event_loop: &mut EventLoop<'_>, event: MuxEvent) {
        if let Some(pane) = pane_of(&event) {
            self.redraw_window_of(pane);
        }
        match event {
            MuxEvent::WindowAdded(_) | MuxEvent::WorkspaceActivated(_) => {
                self.workspace_news = true;
            }
            MuxEvent::WindowClosed(id) => {
                self.windows.remove(&id);
                self.shared.forget_window(id);
                self.workspace_news = true;
            }
            MuxEvent::WindowChanged(id) => {
                self.follow_workspace_of(id);
                let generation = self
                    .shared
                    .mux
                    .borrow()
                    .window(id)
                    .map(mux::Window::generation);
                if let Some(window) = self.windows.get_mut(&id) {
                    window.follow(generation);
                }
                // A pane may have come.
                if self.is_overridden(id) {
                    self.dress_panes(id);
                }
            }
            MuxEvent::Empty => {
                if self
                    .shared
                    .configuration
                    .config
                    .quit_when_all_windows_are_closed
                {
                    event_loop.exit();
                }
            }
            MuxEvent::Bell(pane) => self.bell(pane),
            MuxEvent::UserVar { pane, name, value } => self.user_var_changed(pane, &name, &value),
            MuxEvent::Clipboard {
                pane,
                primary,
                text,
            } => {
                let kind = if primary {
                    ClipboardKind::Primary
                } else {
                    ClipboardKind::Clipboard
                };
                if let Some(window) = self.window_of(pane) {
                    window.set_clipboard(kind, text);
                }
            }
            MuxEvent::Notification { pane, notification } => self.notification(pane, notification),
            MuxEvent::NotificationClose { pane, id } => self.close_notification(pane, &id),
            MuxEvent::NotificationsAlive { pane, asked } => self.answer_alive(pane, &asked),
            MuxEvent::PaneClosed(pane) => self.forget_notifications(pane),
            MuxEvent::CommandFinished {
                pane,
                status,
                took,
                command,
            } => self.command_finished(pane, status, took, &command),
            MuxEvent::TabClosed { tab, .. } => self.shared.forget_tab(tab),
            MuxEvent::WindowOp { pane, op } => {
                if let Some(id) = self.shared.mux.borrow().window_of_pane(pane)
                    && let Some(window) = self.windows.get_mut(&id)
                {
                    window.window_op(&self.shared, pane, op);
                }
            }
            MuxEvent::PaneExited { pane, status } => log::info!("pane {pane}: {status}"),
            MuxEvent::DomainChanged(domain) => self.domain_changed(event_loop, domain),
            MuxEvent::Refused { domain, text } => self.refused(domain, &text),
            // Titles and layout are read when a frame is drawn.
            MuxEvent::PaneOutput(_)
            | MuxEvent::TitleChanged(_)
            | MuxEvent::PaletteChanged(_)
            | MuxEvent::Progress { .. }
            | MuxEvent::MouseCursor { .. }
            | MuxEvent::TabAdded(_) => {}
        }
    }

    /// Says how the connection of a domain stands in the windows that show it.
    fn domain_changed(&mut self, event_loop: &mut EventLoop<'_>, id: mux::DomainId) {
        let domain = self
            .shared
            .mux
            .borrow()
            .domains()
            .into_iter()
            .find(|domain| domain.id == id);
        let Some(Domain {
            name,
            kind: DomainKind::Remote(state),
            ..
        }) = domain
        else {
            return;
        };
        let text = match state {
            Some(LinkState::Lost { error, retry_in }) => {
                let error = format!("{name}: {error}");
                log::warn!("{error}");
                if self.windows.is_empty() {
                    // Nobody would see that it is tried again.
                    *self.failure.borrow_mut() = Some(anyhow::anyhow!(error));
                    event_loop.exit();
                    return;
                }
                let wait = retry_in.as_secs_f32();
                Some(format!("{error}; trying again in {wait:.1} s"))
            }
            _ => None,
        };
        self.windows_of_server(id, |window| {
            window.dismiss_notices();
            if let Some(text) = &text {
                window.notify(text);
            }
        });
    }

    /// Says in the windows of a server what it would not do.
    fn refused(&mut self, domain: mux::DomainId, text: &str) {
        self.windows_of_server(domain, |window| window.notify(text));
    }

    /// Changes what the windows show that a server has.
    fn windows_of_server(
        &mut self,
        domain: mux::DomainId,
        mut change: impl FnMut(&mut TermWindow),
    ) {
        let mux = self.shared.mux.borrow();
        for (id, window) in &mut self.windows {
            let is_of = mux
                .window(*id)
                .is_some_and(|window| window.remote_domain() == Some(domain));
            if is_of {
                change(window);
                window.request_redraw();
            }
        }
    }

    /// The desktop window that a pane is in.
    pub(super) fn window_of(&mut self, pane: PaneId) -> Option<&mut TermWindow> {
        let id = self.shared.mux.borrow().window_of_pane(pane)?;
        self.windows.get_mut(&id)
    }

    fn redraw_window_of(&mut self, pane: PaneId) {
        if let Some(window) = self.window_of(pane) {
            window.request_redraw();
        }
    }

    /// Opens the desktop window of a window of the mux. Where that fails, the
    /// programs in it are ended: nobody could reach them.
    pub(super) fn open_window(&mut self, event_loop: &mut EventLoop<'_>, id: WindowId) {
        self.follow_screen();
        let mut wish = self.take_wish(id);
        // For the first window.
        let position = self.startup.position.take();
        wish.position = wish.position.or(position);
        let opened = TermWindow::open(&mut self.shared, event_loop, id, &self.class, &wish);
        match opened {
            Ok(mut window) => {
                if let Some(notice) = self.shared.configuration.notice() {
                    window.notify(notice);
                }
                self.windows.insert(id, window);
            }
            Err(error) => {
                log::error!("{error:#}");
                if self.windows.is_empty() {
                    self.startup.failure = Some(error);
                }
                // The window is the mux's: it exists.
                let _ = self.shared.mux.borrow_mut().close_window(id);
            }
        }
    }

    /// How a window is to be opened.
    pub(super) fn take_wish(&self, id: WindowId) -> WindowWish {
        let mux = self.shared.mux.borrow();
        let mut gui = self.shared.gui.borrow_mut();
        gui.take_wish(id, |pane| mux.window_of_pane(pane))
    }

    /// Opens a window that runs a command; a command that can not be run
    /// opens a window that says why.
    pub(super) fn spawn_window(
        &mut self,
        command: &SpawnCommand,
        workspace: Option<&str>,
        wish: WindowWish,
    ) {
        let config = &self.shared.configuration.config;
        let size = TerminalSize {
            rows: usize::from(config.initial_rows).max(1),
            cols: usize::from(config.initial_cols).max(1),
            ..TerminalSize::default()
        };
        let result = self
            .shared
            .mux
            .borrow_mut()
            .spawn_window_or_message(command, size, workspace);
        match result {
            Ok((_, _, pane)) => self.shared.gui.borrow_mut().wish(pane, wish),
            Err(MuxError::Attaching(_) | MuxError::Asked(_)) => {}
            Err(error) => log::error!("{error}"),
        }
    }

    pub(super) fn switch_workspace(
        &mut self,
        name: Option<String>,
        spawn: &SpawnCommand,
        size: TerminalSize,
    ) {
        let mut mux = self.shared.mux.borrow_mut();
        let names = mux.workspace_names();
        let name = name.unwrap_or_else(|| {
            let mut number = names.len() + 1;
            while names.contains(&format!("workspace-{number}")) {
                number += 1;
            }
            format!("workspace-{number}")
        });
        if !names.contains(&name) {
            match mux.spawn_window_or_message(spawn, size, Some(&name)) {
                Ok(_) => {}
                // Shown once its windows have come.
                Err(MuxError::Attaching(_) | MuxError::Asked(_)) => {
                    mux.switch_workspace(&name);
                    return;
                }
                Err(error) => {
                    log::error!("{error}");
                    return;
                }
            }
        }
        if let Err(error) = mux.set_active_workspace(&name) {
            log::warn!("{error}");
        }
    }

    fn bell(&mut self, pane: PaneId) {
        let id = self.shared.mux.borrow().window_of_pane(pane);
        if let Some(id) = id
            && let Some(window) = self.windows.get_mut(&id)
        {
            window.bell(pane);
            window.mark_bell(&self.shared, pane);
            self.emit("bell", id, pane);
        }
    }
}
