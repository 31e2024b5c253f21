//! The client's side: windows of a server, shown here. What the user does to
//! them is asked of the server, and shows once the server tells of it.

mod apply;

use super::{Domain, DomainKind, Mux};
use crate::attach::{Link, LinkEvent, LinkState, WindowState};
use crate::control::Request;
use crate::error::{MuxError, Result};
use crate::event::MuxEvent;
use crate::{DomainId, PaneId, SpawnCommand, SpawnDomain, TabId, WindowId};
use std::collections::BTreeMap;
use wezterm_types::TerminalSize;

/// A pane that a server was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    domain: DomainId,
    serial: u64,
}

impl Ask {
    /// For the window that is opened once the domain is attached.
    pub(super) fn first(domain: DomainId) -> Self {
        Self { domain, serial: 0 }
    }
}

/// Told how an [`Ask`] was answered: the pane here, or why there is none.
pub type Answered = Box<dyn FnOnce(std::result::Result<PaneId, String>)>;

/// Those who wait for answers.
#[derive(Default)]
struct Waiting(BTreeMap<u64, Answered>);

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.give_up("the domain was detached");
    }
}

impl Waiting {
    fn give_up(&mut self, why: &str) {
        for answered in std::mem::take(&mut self.0).into_values() {
            answered(Err(why.to_owned()));
        }
    }
}

/// What to open where a server has no windows: command, size, workspace.
pub(super) type First = (SpawnCommand, TerminalSize, Option<String>);

/// A domain that is attached. Numbers are the server's, then ours.
#[derive(Debug)]
pub(super) struct Mirror {
    domain: Domain,
    pub(super) state: LinkState,
    link: Link,
    server: Option<u64>,
    /// It had windows that were shown.
    had_windows: bool,
    windows: BTreeMap<WindowId, WindowId>,
    tabs: BTreeMap<TabId, TabId>,
    panes: BTreeMap<PaneId, PaneId>,
    /// Windows that the user closed here; they live on there.
    hidden: BTreeMap<WindowId, Option<WindowState>>,
    /// Of the last request; 0 is that of the first window.
    serial: u64,
    waiting: Waiting,
    pub(super) first: Option<First>,
}

impl Mirror {
    pub(super) fn new(domain: Domain, link: Link, first: Option<First>) -> Self {
        Self {
            domain,
            state: LinkState::Connecting,
            link,
            server: None,
            had_windows: false,
            windows: BTreeMap::new(),
            tabs: BTreeMap::new(),
            panes: BTreeMap::new(),
            hidden: BTreeMap::new(),
            serial: 0,
            waiting: Waiting::default(),
            first,
        }
    }

    pub(super) fn local_windows(&self) -> Vec<WindowId> {
        self.windows.values().copied().collect()
    }

    pub(super) fn show_hidden(&mut self) {
        // Told again at the next full state; until then they are kept.
        self.hidden.clear();
    }

    /// Whether somebody wants the first window, whatever the server has.
    fn is_first_awaited(&self) -> bool {
        self.waiting.0.contains_key(&0)
    }

    fn send_first(&mut self, request: Request) -> std::result::Result<(), String> {
        self.link.request(0, request)
    }

    fn send(&mut self, request: Request) -> Result<u64> {
        self.serial += 1;
        self.link
            .request(self.serial, request)
            .map_err(MuxError::Invalid)?;
        Ok(self.serial)
    }
}

impl Mux {
    /// Asks the server of a domain for something; the answer, if it is no, is
    /// logged when it comes.
    fn send_to(&mut self, domain: DomainId, request: Request) -> Result<()> {
        let mirror = self.mirror(domain)?;
        mirror.send(request).map(drop)
    }

    fn mirror(&mut self, domain: DomainId) -> Result<&mut Mirror> {
        self.mirrors
            .get_mut(&domain)
            .ok_or_else(|| MuxError::Invalid(format!("domain {domain} is not attached")))
    }

    /// Does something with the answer to what a server was asked, when it
    /// comes: at once where nobody waits for it any more. Without this call an
    /// answer that is no is a [`MuxEvent::Refused`].
    pub fn when_answered(&mut self, ask: Ask, answered: Answered) {
        match self.mirrors.get_mut(&ask.domain) {
            Some(mirror)
                if mirror.state == LinkState::Connected
                    || (ask == Ask::first(ask.domain) && mirror.first.is_some()) =>
            {
                mirror.waiting.0.insert(ask.serial, answered);
            }
            _ => answered(Err("the server is not connected any more".to_owned())),
        }
    }

    /// Whether a server has to be asked for a window of a domain.
    pub(crate) fn is_remote(&self, domain: &SpawnDomain) -> bool {
        self.find_domain(domain)
            .is_ok_and(|domain| matches!(domain.kind, DomainKind::Remote(_)))
    }

    pub(crate) fn is_remote_pane(&self, id: PaneId) -> bool {
        self.remote_pane(id).is_some()
    }

    pub(crate) fn is_remote_window(&self, id: WindowId) -> bool {
        self.remote_window(id).is_some()
    }

    /// Where a pane runs if not here: the domain and its number there.
    pub(super) fn remote_pane(&self, id: PaneId) -> Option<(DomainId, PaneId)> {
        let pane = &self.panes.get(&id)?.pane;
        Some((pane.domain_id(), pane.remote_id()?))
    }

    pub(super) fn remote_tab(&self, id: TabId) -> Option<(DomainId, TabId)> {
        self.tabs.get(&id)?.remote
    }

    pub(super) fn remote_window(&self, id: WindowId) -> Option<(DomainId, WindowId)> {
        self.windows.get(&id)?.remote
    }

    /// Whether a pane runs elsewhere; then its server is asked.
    pub(super) fn forward_pane(
        &mut self,
        id: PaneId,
        request: impl FnOnce(PaneId) -> Request,
    ) -> Option<Result<()>> {
        let (domain, remote) = self.remote_pane(id)?;
        Some(self.send_to(domain, request(remote)))
    }

    /// As [`Mux::forward_pane`].
    pub(super) fn forward_tab(
        &mut self,
        id: TabId,
        request: impl FnOnce(TabId) -> Request,
    ) -> Option<Result<()>> {
        let (domain, remote) = self.remote_tab(id)?;
        Some(self.send_to(domain, request(remote)))
    }

    /// As [`Mux::forward_pane`].
    pub(super) fn forward_window(
        &mut self,
        id: WindowId,
        request: impl FnOnce(WindowId) -> Request,
    ) -> Option<Result<()>> {
        let (domain, remote) = self.remote_window(id)?;
        Some(self.send_to(domain, request(remote)))
    }

    /// Asks a server for a pane. Never waits for it: the error that comes of
    /// it, [`MuxError::Asked`], is for those who want to know its number.
    pub(super) fn ask_for_pane<T>(&mut self, domain: DomainId, request: Request) -> Result<T> {
        let serial = self.mirror(domain)?.send(request)?;
        Err(MuxError::Asked(Ask { domain, serial }))
    }

    /// Does what has come from servers.
    pub(super) fn poll_links(&mut self) {
        let domains: Vec<DomainId> = self.mirrors.keys().copied().collect();
        for domain in domains {
            while let Some(event) = self
                .mirrors
                .get(&domain)
                .and_then(|mirror| mirror.link.event())
            {
                self.link_event(domain, event);
            }
        }
    }

    fn link_event(&mut self, domain: DomainId, event: LinkEvent) {
        let Some(mirror) = self.mirrors.get_mut(&domain) else {
            return;
        };
        match event {
            LinkEvent::State(state) => {
                if mirror.state != state {
                    if let LinkState::Lost { error, .. } = &state {
                        mirror.waiting.give_up(error);
                        // It has ended with its last window, as servers do.
                        if mirror.had_windows
                            && mirror.windows.is_empty()
                            && mirror.hidden.is_empty()
                        {
                            self.mirrors.remove(&domain);
                            self.tell(MuxEvent::DomainChanged(domain));
                            return;
                        }
                    }
                    mirror.state = state;
                    self.tell(MuxEvent::DomainChanged(domain));
                }
            }
            LinkEvent::Welcome(server) => {
                let other = mirror
                    .server
                    .replace(server)
                    .is_some_and(|old| old != server);
                if other {
                    // The numbers mean other things now.
                    mirror.hidden.clear();
                    let windows = mirror.local_windows();
                    for window in windows {
                        self.drop_mirrored_window(window);
                    }
                }
            }
            LinkEvent::Windows {
                full,
                windows,
                gone,
                done,
            } => {
                self.apply_windows(domain, full, windows, gone);
                drop(done);
            }
            LinkEvent::Reply { serial, result } => {
                let result = result.map(|pane| pane.and_then(|pane| mirror.panes.get(&pane)));
                match (mirror.waiting.0.remove(&serial), result) {
                    (Some(answered), Ok(pane)) => {
                        let nothing = || "the server names no pane".to_owned();
                        answered(pane.copied().ok_or_else(nothing));
                    }
                    (Some(answered), Err(text)) => answered(Err(text)),
                    (None, Ok(_)) => {}
                    (None, Err(text)) => {
                        let text = format!("{}: {text}", mirror.domain.name);
                        log::warn!("{text}");
                        self.tell(MuxEvent::Refused { domain, text });
                    }
                }
            }
        }
    }

    fn forget_mirrored(&mut self, domain: DomainId, pane: PaneId) {
        if let Some(mirror) = self.mirrors.get_mut(&domain)
            && let Some(remote) = self
                .panes
                .get(&pane)
                .and_then(|entry| entry.pane.remote_id())
        {
            mirror.link.forget(remote);
            mirror.panes.remove(&remote);
        }
        self.forget_pane(pane);
    }

    /// Shows a window of a server no longer; it lives on there.
    pub(super) fn hide_mirrored_window(&mut self, window: WindowId) {
        let Some((domain, remote)) = self.remote_window(window) else {
            return;
        };
        if let Some(mirror) = self.mirrors.get_mut(&domain) {
            mirror.hidden.insert(remote, None);
        }
        self.drop_mirrored_window(window);
        let last = self
            .mirrors
            .get(&domain)
            .is_some_and(|mirror| mirror.windows.is_empty());
        if last {
            self.mirrors.remove(&domain);
            self.tell(MuxEvent::DomainChanged(domain));
        }
        if self.windows.is_empty() {
            self.tell(MuxEvent::Empty);
        }
        debug_assert!(self.check());
    }

    /// Forgets a window of a server, its tabs and its panes.
    pub(super) fn drop_mirrored_window(&mut self, id: WindowId) {
        let Some(window) = self.windows.remove(&id) else {
            return;
        };
        for tab in window.tabs {
            let panes = self.tabs.remove(&tab).map(|tab| tab.panes());
            for pane in panes.into_iter().flatten() {
                if let Some((domain, _)) = window.remote {
                    self.forget_mirrored(domain, pane);
                }
            }
            self.tell(MuxEvent::TabClosed { window: id, tab });
            if let Some(mirror) = window.remote.and_then(|(of, _)| self.mirrors.get_mut(&of)) {
                mirror.tabs.retain(|_, local| *local != tab);
            }
        }
        if let Some(mirror) = window.remote.and_then(|(of, _)| self.mirrors.get_mut(&of)) {
            mirror.windows.retain(|_, local| *local != id);
        }
        self.tell(MuxEvent::WindowClosed(id));
    }

    /// Tells servers which of their panes the user looks at.
    pub(super) fn tell_focus(&self, pane: Option<PaneId>) {
        let focused = pane.and_then(|pane| self.remote_pane(pane));
        for (id, mirror) in &self.mirrors {
            let here = focused.filter(|(domain, _)| domain == id);
            mirror.link.focus(here.map(|(_, pane)| pane));
        }
    }
}

/// A new window, or with `pane` a tab in that pane's window.
pub(super) fn spawn_request(
    command: &SpawnCommand,
    window: Option<WindowId>,
    workspace: Option<String>,
    size: Option<TerminalSize>,
) -> Request {
    Request::Spawn {
        window,
        pane: None,
        new_window: window.is_none(),
        workspace,
        domain: None,
        args: command.args.clone().unwrap_or_default(),
        cwd: command
            .cwd
            .as_ref()
            .map(|cwd| cwd.to_string_lossy().into_owned()),
        environment: command.environment.clone(),
        size,
    }
}
