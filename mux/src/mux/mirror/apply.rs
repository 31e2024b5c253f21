//! What a server tells of its windows becomes windows, tabs and panes here.

use crate::attach::{PaneState, TabState, WindowState};
use crate::event::MuxEvent;
use crate::mux::Mux;
use crate::pane::Pane;
use crate::tab::Tab;
use crate::tree::Tree;
use crate::{DomainId, PaneId, TabId, WindowId};
use std::collections::BTreeSet;
use term::Terminal;

use super::spawn_request;

impl Mux {
    pub(super) fn apply_windows(
        &mut self,
        domain: DomainId,
        full: bool,
        windows: Vec<WindowState>,
        mut gone: Vec<WindowId>,
    ) {
        let Some(mirror) = self.mirrors.get_mut(&domain) else {
            return;
        };
        if full {
            let named: BTreeSet<WindowId> = windows.iter().map(|window| window.id).collect();
            let old = mirror.windows.keys().chain(mirror.hidden.keys());
            gone.extend(old.filter(|id| !named.contains(id)));
        }
        let had_windows = !self.windows.is_empty();
        let Some(mirror) = self.mirrors.get_mut(&domain) else {
            return;
        };
        let first = if full { mirror.first.take() } else { None };
        let is_empty = windows.is_empty();
        for state in windows {
            if let Some(mirror) = self.mirrors.get_mut(&domain)
                && let Some(kept) = mirror.hidden.get_mut(&state.id)
            {
                *kept = Some(state);
                continue;
            }
            self.apply_window(domain, &state);
        }
        for id in gone {
            let Some(mirror) = self.mirrors.get_mut(&domain) else {
                return;
            };
            mirror.hidden.remove(&id);
            if let Some(local) = mirror.windows.get(&id).copied() {
                self.drop_mirrored_window(local);
            }
        }
        self.sweep(domain);
        if let Some((command, size, workspace)) = first
            && let Some(mirror) = self.mirrors.get_mut(&domain)
            && (is_empty || mirror.is_first_awaited())
        {
            let request = spawn_request(&command, None, workspace, Some(size));
            if let Err(error) = mirror.send_first(request) {
                log::error!("{error}");
            }
        }
        if self.windows.is_empty() && had_windows {
            self.tell(MuxEvent::Empty);
        }
        debug_assert!(self.check());
    }

    fn apply_window(&mut self, domain: DomainId, state: &WindowState) {
        if state.tabs.is_empty() {
            return;
        }
        let known = self
            .mirrors
            .get(&domain)
            .and_then(|mirror| mirror.windows.get(&state.id))
            .copied();
        let mut tabs = Vec::new();
        for tab in &state.tabs {
            match self.apply_tab(domain, tab) {
                Some(local) if !tabs.contains(&local) => tabs.push(local),
                _ => log::warn!("domain {domain}: tab {} makes no sense", tab.id),
            }
        }
        if tabs.is_empty() {
            return;
        }
        // A tab that came from another window is there no longer.
        for window in self
            .windows
            .values_mut()
            .filter(|window| Some(window.id) != known)
        {
            for tab in &tabs {
                window.remove(*tab, false);
            }
        }
        let active = state
            .tabs
            .get(state.active)
            .and_then(|tab| self.mirrors.get(&domain)?.tabs.get(&tab.id))
            .and_then(|tab| tabs.iter().position(|known| known == tab))
            .unwrap_or(0);
        // Where the other side has no workspaces it stays in the one it is in.
        let workspace = match state.workspace.as_str() {
            "" => known
                .and_then(|id| self.windows.get(&id))
                .map_or(&self.workspace, |window| &window.workspace),
            _ => &state.workspace,
        }
        .clone();
        let id = match known {
            Some(id) => id,
            None => {
                let id = self.empty_window(state.size, workspace.clone());
                if let Some(mirror) = self.mirrors.get_mut(&domain) {
                    mirror.windows.insert(state.id, id);
                    mirror.had_windows = true;
                }
                id
            }
        };
        let Some(window) = self.windows.get_mut(&id) else {
            return;
        };
        let shown = window.active_tab();
        let changed = window.tabs != tabs
            || window.active != active
            || window.title != state.title
            || window.workspace != workspace;
        window.remote = Some((domain, state.id));
        window.tabs = tabs;
        window.active = active;
        window.title.clone_from(&state.title);
        window.workspace = workspace;
        window.size = state.size;
        if shown != window.active_tab() {
            window.last_active = shown;
        }
        let stays = |tab: &TabId| window.tabs.contains(tab);
        if window.last_active == window.active_tab()
            || !window.last_active.as_ref().is_some_and(stays)
        {
            window.last_active = None;
        }
        if changed {
            self.touch_window(id);
        }
    }

    fn apply_tab(&mut self, domain: DomainId, state: &TabState) -> Option<TabId> {
        for pane in &state.panes {
            self.apply_pane(domain, pane)?;
        }
        let mirror = self.mirrors.get(&domain)?;
        let tree = Tree::from_nodes(&state.tree, &|pane| mirror.panes.get(&pane).copied())?;
        let active = *mirror.panes.get(&state.active)?;
        if !tree.contains(active) {
            return None;
        }
        let known = mirror.tabs.get(&state.id).copied();
        let id = match known {
            Some(id) => id,
            None => {
                let id = self.next_tab;
                self.next_tab += 1;
                let generation = self.next_generation();
                let tab = Tab::new(id, active, state.size, generation);
                self.tabs.insert(id, tab);
                self.mirrors.get_mut(&domain)?.tabs.insert(state.id, id);
                self.tell(MuxEvent::TabAdded(id));
                id
            }
        };
        let panes = tree.panes();
        let tab = self.tabs.get_mut(&id)?;
        let changed = known.is_none()
            || tab.tree != tree
            || tab.active != active
            || tab.is_zoomed != state.is_zoomed
            || tab.title != state.title
            || tab.size != state.size;
        tab.remote = Some((domain, state.id));
        tab.tree = tree;
        tab.size = state.size;
        tab.is_zoomed = state.is_zoomed;
        tab.title.clone_from(&state.title);
        tab.recent.retain(|pane| panes.contains(pane));
        tab.set_active(active);
        for pane in panes {
            if let Some(entry) = self.panes.get_mut(&pane) {
                entry.tab = id;
            }
        }
        if changed {
            self.touch_tab(id);
        }
        Some(id)
    }

    fn apply_pane(&mut self, domain: DomainId, state: &PaneState) -> Option<()> {
        let mirror = self.mirrors.get(&domain)?;
        if let Some(local) = mirror.panes.get(&state.id) {
            self.panes.get(local)?.pane.remote_state(state);
            return Some(());
        }
        let (name, end) = (mirror.domain.name.clone(), mirror.link.end(state.id));
        let mut parts = self.pane_parts(state.size, state.argv.clone());
        parts.domain = domain;
        parts.domain_name = name;
        parts.with_tap = false;
        // What the server keeps is what can be shown.
        parts.terminal = Terminal::new(state.size, self.settings.terminal.clone());
        let pane = match Pane::remote(parts, end, state) {
            Ok(pane) => pane,
            Err(error) => {
                log::error!("{error}");
                return None;
            }
        };
        let id = pane.id();
        let mirror = self.mirrors.get_mut(&domain)?;
        mirror.link.feed(state.id, &pane);
        mirror.panes.insert(state.id, id);
        // Its tab is known once the whole tree is.
        self.keep_pane(pane, TabId::MAX);
        Some(())
    }

    /// Removes tabs and panes of a domain that no window shows any more.
    fn sweep(&mut self, domain: DomainId) {
        let shown: BTreeSet<TabId> = self
            .windows
            .values()
            .flat_map(|window| window.tabs.iter().copied())
            .collect();
        let lost: Vec<TabId> = self
            .tabs
            .values()
            .filter(|tab| {
                tab.remote.is_some_and(|(of, _)| of == domain) && !shown.contains(&tab.id)
            })
            .map(|tab| tab.id)
            .collect();
        for tab in lost {
            self.tabs.remove(&tab);
            if let Some(mirror) = self.mirrors.get_mut(&domain) {
                mirror.tabs.retain(|_, local| *local != tab);
            }
        }
        // A pane that two tabs claim belongs to the one told of last.
        let claims: Vec<(TabId, PaneId)> = self
            .tabs
            .values()
            .filter(|tab| tab.remote.is_some())
            .flat_map(|tab| tab.panes().into_iter().map(|pane| (tab.id, pane)))
            .filter(|(tab, pane)| self.tab_of_pane(*pane) != Some(*tab))
            .collect();
        for (tab, pane) in claims {
            if self.tabs.get_mut(&tab).is_some_and(|tab| !tab.remove(pane)) {
                self.drop_tab(tab);
            }
        }
        let lost: Vec<PaneId> = self
            .panes
            .iter()
            .filter(|(id, entry)| {
                entry.pane.domain_id() == domain
                    && !self
                        .tabs
                        .get(&entry.tab)
                        .is_some_and(|tab| tab.tree.contains(**id))
            })
            .map(|(id, _)| *id)
            .collect();
        for pane in lost {
            self.forget_mirrored(domain, pane);
        }
        let empty: Vec<WindowId> = self
            .windows
            .values()
            .filter(|window| window.tabs.is_empty())
            .map(crate::Window::id)
            .collect();
        for window in empty {
            self.drop_mirrored_window(window);
        }
    }
}
