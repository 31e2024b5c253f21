//! What each request does to the model.

use super::message::{PaneRow, Request, Response, RowSize};
use crate::error::{MuxError, Result};
use crate::{
    DomainKind, MoveTarget, Mux, Pane, PaneId, SpawnCommand, SpawnDomain, TabId, WindowId,
};
use std::sync::Arc;
use term::Snapshot;

impl Mux {
    /// Does what a client asks. [`Request::Stats`] and [`Request::ListClients`]
    /// are for the application, which knows the answers.
    pub fn handle_request(&mut self, request: Request) -> Response {
        match self.try_request(request) {
            Ok(response) => response,
            Err(error) => Response::Error(error.to_string()),
        }
    }

    /// As [`Mux::handle_request`], for those who do not wait: where a server has
    /// to be asked, [`Mux::when_answered`] tells what it says.
    ///
    /// # Errors
    /// The server was asked; nothing has gone wrong.
    pub fn request(&mut self, request: Request) -> std::result::Result<Response, crate::Ask> {
        match self.try_request(request) {
            Ok(response) => Ok(response),
            Err(MuxError::Asked(ask) | MuxError::Attaching(ask)) => Err(ask),
            Err(error) => Ok(Response::Error(error.to_string())),
        }
    }

    fn try_request(&mut self, request: Request) -> Result<Response> {
        match request {
            Request::Attach => {
                return Err(MuxError::Invalid(
                    "this wezterm is no server; start one with `wezterm mux-server`".to_owned(),
                ));
            }
            Request::SaveSession { path } => {
                self.session().save(path.as_ref()).map_err(|error| {
                    MuxError::Invalid(format!("cannot write the session to {path}: {error}"))
                })?;
            }
            Request::RestoreSession { path } => {
                let session = crate::session::Session::load(path.as_ref()).map_err(|error| {
                    MuxError::Invalid(format!("cannot read the session {path}: {error}"))
                })?;
                self.restore_session(&session)?;
            }
            Request::MoveTab { tab, index } => self.move_tab(tab, index)?,
            Request::CloseTab { tab } => self.close_tab(tab)?,
            Request::UndoClose { window } => self.undo_close(window)?,
            Request::CloseWindow { window } => self.close_window(window)?,
            Request::ResizeWindow { window, size } => self.resize_window(window, size)?,
            Request::RotatePanes { tab, clockwise } => self.rotate_panes(tab, clockwise)?,
            Request::SwapPanes { a, b } => self.swap_panes(a, b)?,
            Request::MoveDivider { tab, index, delta } => {
                self.move_divider(tab, index, delta)?;
            }
            Request::SetWorkspace { window, name } => self.set_workspace(window, &name)?,
            Request::EqualizePanes { tab } => self.equalize_panes(tab)?,
            Request::ArrangePanes { tab, layout } => self.arrange_panes(tab, layout)?,
            Request::SetBroadcast { tab, on } => self.set_broadcast(tab, on)?,
            Request::SetReadOnly { pane, on } => self.set_read_only(pane, on)?,
            Request::List => return Ok(Response::Panes(self.pane_rows())),
            Request::ListClients | Request::Stats => {
                return Err(MuxError::Invalid(
                    "only a running application answers this".to_owned(),
                ));
            }
            Request::Spawn { .. } => return self.request_spawn(request),
            Request::SplitPane { .. } => return self.request_split(request),
            Request::SendText {
                pane,
                text,
                no_paste,
            } => {
                let pane = self.require_pane(pane)?;
                if no_paste {
                    pane.write(text.as_bytes())?;
                } else {
                    pane.paste(&text)?;
                }
            }
            Request::GetText {
                pane,
                start,
                end,
                escapes,
            } => {
                let pane = self.require_pane(pane)?;
                return Ok(Response::Text(text_of(&pane, start, end, escapes)));
            }
            Request::ActivatePane { pane } => {
                self.activate_pane(pane)?;
                let tab = self.tab_of_pane(pane);
                tab.map_or(Ok(()), |tab| self.show_tab(tab))?;
            }
            Request::ActivatePaneDirection { pane, direction } => {
                let next = self.activate_pane_direction(pane, direction)?;
                return Ok(Response::MaybePane(next));
            }
            Request::GetPaneDirection { pane, direction } => {
                return Ok(Response::MaybePane(
                    self.pane_in_direction(pane, direction)?,
                ));
            }
            Request::AdjustPaneSize {
                pane,
                direction,
                amount,
            } => {
                self.adjust_pane_size(pane, direction, amount)?;
            }
            Request::ZoomPane { pane, zoom } => {
                let tab = self.require_tab_of(pane)?;
                let zoomed = self.require_tab(tab)?.is_zoomed();
                self.set_zoomed(pane, zoom.unwrap_or(!zoomed))?;
            }
            Request::KillPane { pane } => self.kill_pane(pane)?,
            Request::ClosePane { pane } => self.close_pane(pane)?,
            Request::ActivateTab { tab } => self.show_tab(tab)?,
            Request::ActivateTabIndex { pane, index } => {
                let window = self.require_window_of(pane)?;
                self.activate_tab(window, index)?;
            }
            Request::ActivateTabRelative { pane, delta, wrap } => {
                let window = self.require_window_of(pane)?;
                self.activate_tab_relative(window, delta, wrap)?;
            }
            Request::SetTabTitle { tab, pane, title } => {
                let tab = match (tab, pane) {
                    (Some(tab), _) => tab,
                    (None, Some(pane)) => self.require_tab_of(pane)?,
                    (None, None) => return Err(needs("a tab or a pane")),
                };
                self.set_tab_title(tab, &title)?;
            }
            Request::SetWindowTitle {
                window,
                pane,
                title,
            } => {
                let window = match (window, pane) {
                    (Some(window), _) => window,
                    (None, Some(pane)) => self.require_window_of(pane)?,
                    (None, None) => return Err(needs("a window or a pane")),
                };
                self.set_window_title(window, &title)?;
            }
            Request::MovePaneToNewTab {
                pane,
                window,
                new_window,
                workspace,
            } => {
                let target = match (new_window, window) {
                    (true, _) => MoveTarget::NewWindow(workspace),
                    (false, Some(window)) => MoveTarget::Window(window),
                    (false, None) => MoveTarget::SameWindow,
                };
                self.move_pane_to_new_tab(pane, target)?;
                return Ok(Response::Pane(pane));
            }
            Request::RenameWorkspace {
                workspace,
                pane,
                new_name,
            } => {
                let old = match (workspace, pane) {
                    (Some(name), _) => name,
                    (None, Some(pane)) => {
                        let window = self.require_window_of(pane)?;
                        self.require_window(window)?.workspace().to_owned()
                    }
                    (None, None) => self.active_workspace().to_owned(),
                };
                self.rename_workspace(&old, &new_name)?;
            }
        }
        Ok(Response::Done)
    }

    fn request_spawn(&mut self, request: Request) -> Result<Response> {
        let Request::Spawn {
            window,
            pane,
            new_window,
            workspace,
            domain,
            args,
            cwd,
            environment,
            size: wanted,
        } = request
        else {
            return Ok(Response::Done);
        };
        let mut command = command(args, cwd, domain);
        command.environment = environment;
        let target = match (window, pane) {
            (Some(window), _) => Some(window),
            (None, Some(pane)) => Some(self.require_window_of(pane)?),
            (None, None) => self.window_for(&command.domain)?,
        };
        let size = match target {
            Some(window) => self.require_window(window)?.size(),
            None => wezterm_types::TerminalSize::default(),
        };
        let size = wanted.unwrap_or(size);
        let pane = match target {
            Some(window) if !new_window => self.spawn_tab(window, &command, size)?.1,
            _ => self.spawn_window(&command, size, workspace.as_deref())?.2,
        };
        Ok(Response::Pane(pane))
    }

    /// The first window that can show a pane of a domain.
    fn window_for(&self, domain: &SpawnDomain) -> Result<Option<WindowId>> {
        let wanted = match domain {
            SpawnDomain::CurrentPane => None,
            named => Some(self.find_domain(named)?),
        };
        let shows = |window: &&crate::Window| match &wanted {
            None => true,
            Some(domain) => {
                let remote = matches!(domain.kind, DomainKind::Remote(_));
                window.remote.map(|(id, _)| id) == remote.then_some(domain.id)
            }
        };
        Ok(self.windows().find(shows).map(crate::Window::id))
    }

    fn request_split(&mut self, request: Request) -> Result<Response> {
        let Request::SplitPane {
            pane,
            request,
            args,
            cwd,
            domain,
            move_pane,
        } = request
        else {
            return Ok(Response::Done);
        };
        let pane = match move_pane {
            Some(moved) => {
                self.move_pane_into_split(pane, request, moved)?;
                moved
            }
            None => self.split_pane(pane, request, &command(args, cwd, domain))?,
        };
        Ok(Response::Pane(pane))
    }

    fn require_tab_of(&self, pane: PaneId) -> Result<TabId> {
        self.require_pane(pane)?;
        self.tab_of_pane(pane)
            .ok_or_else(|| needs("a pane in a tab"))
    }

    fn require_window_of(&self, pane: PaneId) -> Result<WindowId> {
        let tab = self.require_tab_of(pane)?;
        self.window_of_tab(tab)
            .ok_or_else(|| needs("a pane in a window"))
    }

    /// All panes as they are listed.
    #[must_use]
    pub fn pane_rows(&self) -> Vec<PaneRow> {
        let mut rows = Vec::new();
        for window in self.windows() {
            for tab in window.tabs().iter().filter_map(|tab| self.tab(*tab)) {
                for place in self.all_positioned_panes(tab.id()) {
                    let pane = &place.pane;
                    let mut snapshot = Snapshot::default();
                    let size = {
                        let mut terminal = pane.lock_terminal();
                        terminal.snapshot(&mut snapshot);
                        terminal.size()
                    };
                    rows.push(PaneRow {
                        window_id: window.id(),
                        tab_id: tab.id(),
                        pane_id: pane.id(),
                        workspace: window.workspace().to_owned(),
                        size: RowSize {
                            rows: size.rows,
                            cols: size.cols,
                            pixel_width: size.pixel_width,
                            pixel_height: size.pixel_height,
                            dpi: size.dpi,
                        },
                        title: pane.title(),
                        cwd: pane.current_working_dir().unwrap_or_default(),
                        cursor_x: snapshot.cursor.col,
                        cursor_y: snapshot.cursor.stable,
                        cursor_shape: format!("{:?}", snapshot.cursor.style),
                        cursor_visibility: visibility(snapshot.cursor.visible).to_owned(),
                        left_col: place.left,
                        top_row: place.top,
                        tab_title: tab.title().to_owned(),
                        window_title: window.title().to_owned(),
                        is_active: place.is_active,
                        is_zoomed: place.is_zoomed,
                        tty_name: pane.tty_name().map(str::to_owned),
                    });
                }
            }
        }
        rows
    }
}

fn visibility(visible: bool) -> &'static str {
    if visible { "Visible" } else { "Hidden" }
}

fn needs(what: &str) -> MuxError {
    MuxError::Invalid(format!("{what} must be named"))
}

fn command(args: Vec<String>, cwd: Option<String>, domain: Option<String>) -> SpawnCommand {
    SpawnCommand {
        args: (!args.is_empty()).then_some(args),
        cwd: cwd.map(Into::into),
        domain: domain.map_or(SpawnDomain::CurrentPane, SpawnDomain::Name),
        ..SpawnCommand::default()
    }
}

/// Rows `start..=end` counted from the top of the screen.
fn text_of(pane: &Arc<Pane>, start: Option<i64>, end: Option<i64>, escapes: bool) -> String {
    let terminal = pane.lock_terminal();
    let dims = terminal.dimensions();
    let last = i64::try_from(dims.viewport_rows).unwrap_or(i64::MAX) - 1;
    let row = |line: i64| {
        dims.physical_top
            .saturating_add(line.min(last))
            .max(dims.scrollback_top)
    };
    let start = row(start.unwrap_or(0));
    let end = row(end.unwrap_or(last)).saturating_add(1);
    terminal.text_range(start, end.max(start), escapes)
}
