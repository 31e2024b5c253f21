use crate::{DomainId, TabId, WindowId};
use std::collections::VecDeque;
use wezterm_types::TerminalSize;

/// A window: tabs in order, one of them shown.
#[derive(Clone, Debug)]
pub struct Window {
    pub(crate) id: WindowId,
    pub(crate) tabs: Vec<TabId>,
    pub(crate) active: usize,
    pub(crate) last_active: Option<TabId>,
    pub(crate) title: String,
    pub(crate) workspace: String,
    pub(crate) size: TerminalSize,
    pub(crate) generation: u64,
    /// The domain that has it, and its number there, unless it is this one.
    pub(crate) remote: Option<(DomainId, WindowId)>,
    /// The size last asked of that domain.
    pub(crate) asked_size: Option<TerminalSize>,
    /// What has changed of it.
    pub(crate) changes: Changes,
}

/// Changes of tabs that are remembered one by one.
const MAX_CHANGES: usize = 64;

/// What has changed of a window, by generation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    /// Something else than one tab has changed last, or is remembered no more.
    all: u64,
    tabs: VecDeque<(u64, TabId)>,
}

impl Changes {
    pub(crate) fn of_all(&mut self, generation: u64) {
        self.all = generation;
        self.tabs.clear();
    }

    pub(crate) fn of_tab(&mut self, generation: u64, tab: TabId) {
        self.tabs.retain(|(_, known)| *known != tab);
        self.tabs.push_back((generation, tab));
        if self.tabs.len() > MAX_CHANGES
            && let Some((generation, _)) = self.tabs.pop_front()
        {
            self.all = generation;
        }
    }
}

impl Window {
    /// Its number, unique in this process.
    #[must_use]
    pub fn id(&self) -> WindowId {
        self.id
    }

    /// Its tabs from left to right.
    #[must_use]
    pub fn tabs(&self) -> &[TabId] {
        &self.tabs
    }

    /// The index of the tab that is shown.
    #[must_use]
    pub fn active_index(&self) -> usize {
        self.active
    }

    /// The tab that is shown; `None` only in a window that is being closed.
    #[must_use]
    pub fn active_tab(&self) -> Option<TabId> {
        self.tabs.get(self.active).copied()
    }

    /// The tab that was shown before the present one.
    #[must_use]
    pub fn last_active_tab(&self) -> Option<TabId> {
        self.last_active
    }

    /// The title that was set for it; empty when none.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The workspace it belongs to.
    #[must_use]
    pub fn workspace(&self) -> &str {
        &self.workspace
    }

    /// The size of the tab that is shown.
    #[must_use]
    pub fn size(&self) -> TerminalSize {
        self.size
    }

    /// The domain of its panes where a server has them.
    #[must_use]
    pub fn remote_domain(&self) -> Option<DomainId> {
        Some(self.remote?.0)
    }

    /// Moves when its tabs, their order, the tab shown, its title or its
    /// workspace have changed, or a tab of it.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The tabs that have changed since the window had `generation`, while
    /// nothing but single tabs has: not their order, nor which one is shown.
    /// `None` when more has changed, or it is not known any more.
    #[must_use]
    pub fn tabs_changed_since(&self, generation: u64) -> Option<Vec<TabId>> {
        if generation < self.changes.all {
            return None;
        }
        let later = self.changes.tabs.iter().rev();
        Some(
            later
                .take_while(|(at, _)| *at > generation)
                .map(|(_, tab)| *tab)
                .collect(),
        )
    }

    /// Shows a tab; whether that is a change.
    pub(crate) fn activate(&mut self, index: usize) -> bool {
        if index >= self.tabs.len() || index == self.active {
            return false;
        }
        self.last_active = self.active_tab();
        self.active = index;
        true
    }

    /// Takes a tab out and chooses the next one to show: the one shown before
    /// if `to_last`, else the one to the left.
    pub(crate) fn remove(&mut self, tab: TabId, to_last: bool) {
        let Some(index) = self.tabs.iter().position(|known| *known == tab) else {
            return;
        };
        self.tabs.remove(index);
        if self.last_active == Some(tab) {
            self.last_active = None;
        }
        if index < self.active {
            self.active -= 1;
        } else if index == self.active {
            let last = self
                .last_active
                .filter(|_| to_last)
                .and_then(|last| self.tabs.iter().position(|known| *known == last));
            self.active = last.unwrap_or(index.saturating_sub(1));
            if self.last_active == self.active_tab() {
                self.last_active = None;
            }
        }
    }

    pub(crate) fn insert(&mut self, index: usize, tab: TabId) {
        let index = index.min(self.tabs.len());
        if !self.tabs.is_empty() && index <= self.active {
            self.active += 1;
        }
        self.tabs.insert(index, tab);
    }

    /// Moves a tab to another place; the tab shown stays shown.
    pub(crate) fn move_tab(&mut self, from: usize, to: usize) -> bool {
        if from >= self.tabs.len() || to >= self.tabs.len() || from == to {
            return false;
        }
        let shown = self.active_tab();
        let tab = self.tabs.remove(from);
        self.tabs.insert(to, tab);
        self.active = self
            .tabs
            .iter()
            .position(|tab| Some(*tab) == shown)
            .unwrap_or(0);
        true
    }
}
