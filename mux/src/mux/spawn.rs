use super::mirror::{Ask, spawn_request};
use super::{DomainKind, Mux, PaneEntry};
use crate::command::{self, PaneEnvironment, SpawnCommand, SpawnDomain};
use crate::control::Request;
use crate::error::{MuxError, Result};
use crate::event::MuxEvent;
use crate::geometry::{Rect, SplitRequest};
use crate::pane::{Pane, PaneParts};
use crate::pty::PtyMaster;
use crate::tab::Tab;
use crate::window::{Changes, Window};
use crate::{DomainId, PaneId, TabId, WindowId};
use std::sync::Arc;
use term::Terminal;
use wezterm_types::TerminalSize;

impl Mux {
    /// Opens a window with one tab and one pane.
    ///
    /// # Errors
    /// When the program cannot be started; nothing has changed then.
    pub fn spawn_window(
        &mut self,
        command: &SpawnCommand,
        size: TerminalSize,
        workspace: Option<&str>,
    ) -> Result<(WindowId, TabId, PaneId)> {
        let domain = self.find_domain(&command.domain)?;
        if matches!(domain.kind, DomainKind::Remote(_)) {
            return self.spawn_remote_window(domain.id, command, size, workspace);
        }
        let pane = self.make_pane(command, size, None)?;
        Ok(self.add_window(pane, size, workspace))
    }

    /// As [`Mux::spawn_window`], but a program that cannot be started leaves a
    /// window that says so, instead of nothing at all.
    ///
    /// # Errors
    /// When not even that can be shown.
    pub fn spawn_window_or_message(
        &mut self,
        command: &SpawnCommand,
        size: TerminalSize,
        workspace: Option<&str>,
    ) -> Result<(WindowId, TabId, PaneId)> {
        match self.spawn_window(command, size, workspace) {
            Ok(ids) => Ok(ids),
            Err(error @ (MuxError::Attaching(_) | MuxError::Asked(_))) => Err(error),
            Err(error) => self.message_window(&error.to_string(), size, workspace),
        }
    }

    /// Opens a window whose pane runs nothing and shows a text.
    ///
    /// # Errors
    /// When the system is out of file descriptors.
    pub fn message_window(
        &mut self,
        text: &str,
        size: TerminalSize,
        workspace: Option<&str>,
    ) -> Result<(WindowId, TabId, PaneId)> {
        let parts = self.pane_parts(size, Vec::new());
        let pane = Pane::without_program(parts)?;
        pane.inject_output(text.replace('\n', "\r\n").as_bytes());
        Ok(self.add_window(pane, size, workspace))
    }

    /// Opens a tab at the end of a window and shows it.
    ///
    /// # Errors
    /// When there is no such window, or the program cannot be started.
    pub fn spawn_tab(
        &mut self,
        window: WindowId,
        command: &SpawnCommand,
        size: TerminalSize,
    ) -> Result<(TabId, PaneId)> {
        if let Some((domain, remote)) = self.remote_window(window) {
            self.same_domain(command, domain)?;
            let request = spawn_request(command, Some(remote), None, None);
            return self.ask_for_pane(domain, request);
        }
        let from = self.require_window(window)?.active_tab();
        let from = from.and_then(|tab| Some(self.tabs.get(&tab)?.active));
        let domain = self.domain_for(&command.domain, from)?;
        if matches!(domain.kind, DomainKind::Remote(_)) {
            let (_, tab, pane) = self.spawn_remote_window(domain.id, command, size, None)?;
            return Ok((tab, pane));
        }
        let pane = self.make_pane(command, size, from)?;
        let id = pane.id();
        let tab = self.add_tab(pane, size);
        self.put_tab(window, tab, usize::MAX)?;
        debug_assert!(self.check());
        Ok((tab, id))
    }

    /// Divides a pane, or the whole tab, and runs a program in the new part,
    /// which becomes the active one.
    ///
    /// # Errors
    /// When there is no such pane, it is too small, or the program cannot be started.
    pub fn split_pane(
        &mut self,
        at: PaneId,
        request: SplitRequest,
        command: &SpawnCommand,
    ) -> Result<PaneId> {
        if let Some((domain, remote)) = self.remote_pane(at) {
            self.same_domain(command, domain)?;
            let request = Request::SplitPane {
                pane: remote,
                request,
                args: command.args.clone().unwrap_or_default(),
                cwd: command
                    .cwd
                    .as_ref()
                    .map(|cwd| cwd.to_string_lossy().into_owned()),
                domain: None,
                move_pane: None,
            };
            return self.ask_for_pane(domain, request);
        }
        let tab = self.tab_for_split(at, &request)?;
        let size = self.require_tab(tab)?.size;
        let pane = self.make_pane(command, size, Some(at))?;
        let id = pane.id();
        self.keep_pane(pane, tab);
        self.put_into_split(tab, at, id, &request);
        debug_assert!(self.check());
        Ok(id)
    }

    /// Moves a pane from where it is into a part of another one.
    ///
    /// # Errors
    /// When one does not exist, both are the same, or there is no room.
    pub fn move_pane_into_split(
        &mut self,
        at: PaneId,
        request: SplitRequest,
        moved: PaneId,
    ) -> Result<()> {
        self.require_pane(moved)?;
        let tab = self.tab_for_split(at, &request)?;
        if at == moved {
            return Err(MuxError::Invalid(format!(
                "pane {at} cannot be moved into a part of itself"
            )));
        }
        match (self.remote_pane(at), self.remote_pane(moved)) {
            (None, None) => {}
            (Some((a, pane)), Some((b, moved))) if a == b => {
                let request = Request::SplitPane {
                    pane,
                    request,
                    args: Vec::new(),
                    cwd: None,
                    domain: None,
                    move_pane: Some(moved),
                };
                return self.ask_for_pane(a, request);
            }
            _ => return Err(other_domain(moved)),
        }
        self.take_out(moved);
        if let Some(entry) = self.panes.get_mut(&moved) {
            entry.tab = tab;
        }
        self.put_into_split(tab, at, moved, &request);
        debug_assert!(self.check());
        Ok(())
    }

    /// Moves a pane to a tab of its own: in the given window, in its own one,
    /// or in a new one of this workspace.
    ///
    /// # Errors
    /// When the pane or the window does not exist.
    pub fn move_pane_to_new_tab(
        &mut self,
        pane: PaneId,
        target: MoveTarget,
    ) -> Result<(WindowId, TabId)> {
        self.require_pane(pane)?;
        let from = self
            .window_of_pane(pane)
            .ok_or_else(|| MuxError::Invalid(format!("pane {pane} is in no window")))?;
        let size = self.require_window(from)?.size;
        let mut remote_target = None;
        if let MoveTarget::Window(window) = target {
            self.require_window(window)?;
            remote_target = self.remote_window(window);
            if remote_target.map(|(domain, _)| domain)
                != self.remote_pane(pane).map(|(domain, _)| domain)
            {
                return Err(other_domain(pane));
            }
        }
        if let Some((domain, remote)) = self.remote_pane(pane) {
            let (new_window, workspace) = match target {
                MoveTarget::NewWindow(workspace) => (true, workspace),
                _ => (false, None),
            };
            let request = Request::MovePaneToNewTab {
                pane: remote,
                window: remote_target.map(|(_, window)| window),
                new_window,
                workspace,
            };
            return self.ask_for_pane(domain, request);
        }
        let own_tab = self
            .tab_of_pane(pane)
            .filter(|tab| self.tabs.get(tab).is_some_and(|tab| tab.panes().len() == 1));
        // A pane alone in its tab takes the tab along.
        if let Some(tab) = own_tab
            && (target == MoveTarget::SameWindow || target == MoveTarget::Window(from))
        {
            return Ok((from, tab));
        }
        let workspace = self.require_window(from)?.workspace.clone();
        self.take_out(pane);
        let generation = self.next_generation();
        let tab = self.next_tab;
        self.next_tab += 1;
        self.tabs.insert(tab, Tab::new(tab, pane, size, generation));
        if let Some(entry) = self.panes.get_mut(&pane) {
            entry.tab = tab;
        }
        let window = match target {
            MoveTarget::SameWindow => from,
            MoveTarget::Window(window) => window,
            MoveTarget::NewWindow(name) => self.empty_window(size, name.unwrap_or(workspace)),
        };
        // The tab it comes from was perhaps split: first its own size, then
        // that of the window it goes to.
        self.require_pane(pane)?.resize(size);
        self.put_tab(window, tab, usize::MAX)?;
        debug_assert!(self.check());
        Ok((window, tab))
    }

    fn add_window(
        &mut self,
        pane: Arc<Pane>,
        size: TerminalSize,
        workspace: Option<&str>,
    ) -> (WindowId, TabId, PaneId) {
        let id = pane.id();
        let tab = self.add_tab(pane, size);
        let workspace = workspace.unwrap_or(&self.workspace).to_owned();
        let window = self.empty_window(size, workspace);
        // The window was made a line ago, so it is there.
        let _ = self.put_tab(window, tab, 0);
        debug_assert!(self.check());
        (window, tab, id)
    }

    /// A window without a tab; the caller puts one in at once.
    pub(super) fn empty_window(&mut self, size: TerminalSize, workspace: String) -> WindowId {
        let id = self.next_window;
        self.next_window += 1;
        let generation = self.next_generation();
        self.windows.insert(
            id,
            Window {
                id,
                tabs: Vec::new(),
                active: 0,
                last_active: None,
                title: String::new(),
                workspace,
                size,
                generation,
                remote: None,
                asked_size: None,
                changes: Changes::default(),
            },
        );
        self.tell(MuxEvent::WindowAdded(id));
        id
    }

    fn add_tab(&mut self, pane: Arc<Pane>, size: TerminalSize) -> TabId {
        let id = self.next_tab;
        self.next_tab += 1;
        let generation = self.next_generation();
        self.tabs
            .insert(id, Tab::new(id, pane.id(), size, generation));
        self.keep_pane(pane, id);
        id
    }

    /// Puts a tab into a window and shows it.
    pub(super) fn put_tab(&mut self, window: WindowId, tab: TabId, index: usize) -> Result<()> {
        let known = self.window_mut(window)?;
        let index = index.min(known.tabs.len());
        known.insert(index, tab);
        known.activate(index);
        self.tell(MuxEvent::TabAdded(tab));
        self.touch_tab(tab);
        self.touch_window(window);
        self.fit_shown_tab(window);
        Ok(())
    }

    pub(super) fn keep_pane(&mut self, pane: Arc<Pane>, tab: TabId) {
        let entry = PaneEntry {
            told: pane.generation(),
            told_output: pane.output_generation(),
            exit_told: false,
            command: None,
            tab,
            pane,
        };
        // Output may have come before the entry: look at it once in any case.
        let id = entry.pane.id();
        self.panes.insert(id, entry);
        self.notify.pane(id);
    }

    fn tab_for_split(&self, at: PaneId, request: &SplitRequest) -> Result<TabId> {
        let pane = self.require_pane(at)?;
        let id = self.tab_of_pane(at).ok_or_else(|| MuxError::NoSuchPane {
            id: at,
            known: Vec::new(),
        })?;
        let tab = self.require_tab(id)?;
        let mut trial = tab.tree.clone();
        if trial.split(at, PaneId::MAX, request, Rect::of(tab.size)) {
            return Ok(id);
        }
        let size = pane.lock_terminal().size();
        Err(MuxError::TooSmall {
            id: at,
            cols: size.cols,
            rows: size.rows,
        })
    }

    fn put_into_split(&mut self, tab: TabId, at: PaneId, new: PaneId, request: &SplitRequest) {
        if let Some(known) = self.tabs.get_mut(&tab) {
            known.is_zoomed = false;
            let area = Rect::of(known.size);
            if !known.tree.split(at, new, request, area) {
                // The place was tried before; taking a pane out since can only have made room.
                let anywhere = SplitRequest {
                    top_level: true,
                    ..*request
                };
                let roomy = Rect {
                    cols: usize::from(u16::MAX),
                    rows: usize::from(u16::MAX),
                    ..area
                };
                known.tree.split(at, new, &anywhere, roomy);
            }
            known.set_active(new);
        }
        self.apply_layout(tab);
        self.touch_tab(tab);
    }

    pub(super) fn pane_parts(&mut self, size: TerminalSize, argv: Vec<String>) -> PaneParts {
        let id = self.next_pane;
        self.next_pane += 1;
        PaneParts {
            id,
            domain: self.domain.id,
            domain_name: self.domain.name.clone(),
            argv,
            terminal: Terminal::new(size, self.settings.terminal.clone()),
            notify: Arc::clone(&self.notify),
            with_tap: self.hub.is_some(),
        }
    }

    fn make_pane(
        &mut self,
        command: &SpawnCommand,
        size: TerminalSize,
        from: Option<PaneId>,
    ) -> Result<Arc<Pane>> {
        let domain = self.domain_for(&command.domain, from)?;
        if matches!(domain.kind, DomainKind::Remote(_)) {
            return Err(MuxError::Invalid(format!(
                "a window of this process shows panes of this process only; open a new window for domain {:?}",
                domain.name
            )));
        }
        let mut command = command.clone();
        if command.cwd.is_none() {
            command.cwd = from
                .and_then(|id| self.pane(id))
                .and_then(|pane| pane.current_working_path())
                .filter(|path| path.is_dir());
        }
        #[cfg(test)]
        if self.without_programs {
            let parts = self.pane_parts(size, Vec::new());
            return Pane::without_program(parts);
        }
        let mut command = self.fixed(domain.id, command)?;
        let surroundings = PaneEnvironment {
            pane: self.next_pane,
            socket: self.socket_path.clone(),
        };
        let prefix = self.command_of(domain.id);
        if !prefix.is_empty() {
            let program = command.args.take().unwrap_or_default();
            command.args = Some(prefix.iter().cloned().chain(program).collect());
        }
        let resolved = command::resolve(&command, &self.settings, &surroundings)?;
        let mut parts = self.pane_parts(size, resolved.argv.clone());
        parts.domain = domain.id;
        parts.domain_name = domain.name;
        let (pty, child) = PtyMaster::spawn(&resolved, size)?;
        Pane::start(parts, pty, child)
    }

    /// A window on a server, which is attached if it was not.
    fn spawn_remote_window(
        &mut self,
        domain: DomainId,
        command: &SpawnCommand,
        size: TerminalSize,
        workspace: Option<&str>,
    ) -> Result<(WindowId, TabId, PaneId)> {
        let workspace = workspace.map(str::to_owned);
        if !self.mirrors.contains_key(&domain) {
            let first = (command.clone(), size, workspace);
            self.attach(&SpawnDomain::Id(domain), Some(first))?;
            return Err(MuxError::Attaching(Ask::first(domain)));
        }
        let request = spawn_request(command, None, workspace, Some(size));
        self.ask_for_pane(domain, request)
    }

    /// A window of a server shows panes of that server only.
    fn same_domain(&self, command: &SpawnCommand, domain: DomainId) -> Result<()> {
        let wanted = match &command.domain {
            SpawnDomain::Default | SpawnDomain::CurrentPane => return Ok(()),
            named => self.find_domain(named)?,
        };
        if wanted.id == domain {
            return Ok(());
        }
        Err(MuxError::Invalid(format!(
            "a window of a server shows panes of that server only; open a new window for domain {:?}",
            wanted.name
        )))
    }
}

fn other_domain(pane: PaneId) -> MuxError {
    MuxError::Invalid(format!(
        "pane {pane} belongs to another domain and cannot be moved there"
    ))
}

/// Where [`Mux::move_pane_to_new_tab`] puts the tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoveTarget {
    /// The window the pane is in.
    SameWindow,
    /// This window.
    Window(WindowId),
    /// A new window of a workspace; that of the old window when absent.
    NewWindow(Option<String>),
}
