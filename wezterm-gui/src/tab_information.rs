//! What the tab bar knows of a window: its tabs and their panes, as plain data
//! with versions.
//!
//! [`TabList`] is the only door through which versions are given out: it
//! compares a fresh description with the last one and moves the generation of
//! exactly those tabs and panes that differ. Nothing here knows Lua.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// Identifies a pane for the life of the process.
pub type PaneId = usize;
/// Identifies a tab for the life of the process.
pub type TabId = usize;
/// Identifies a mux window for the life of the process.
pub type WindowId = usize;

/// Progress that a program reported with OSC 9;4 (ConEmu).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Progress {
    /// Nothing reported, or the report was withdrawn.
    #[default]
    None,
    /// Work of unknown length.
    Indeterminate,
    /// Percent done, 0..=100.
    Percentage(u8),
    /// Failed at this percentage, 0..=100.
    Error(u8),
}

/// One pane, as `PaneInformation` of the Lua API shows it.
///
/// `facts_version` stands for what is only computed on access (working
/// directory, process, tty, domain): whoever fills the struct moves it when any
/// of these may answer differently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaneInformation {
    /// The pane.
    pub pane_id: PaneId,
    /// Place within the tab, counted from 0.
    pub pane_index: usize,
    /// Whether it has the focus within its tab.
    pub is_active: bool,
    /// Whether it fills the whole tab for now.
    pub is_zoomed: bool,
    /// Whether output arrived that nobody has looked at.
    pub has_unseen_output: bool,
    /// Left edge in cells from the tab's left.
    pub left: usize,
    /// Top edge in cells from the tab's top.
    pub top: usize,
    /// Width in cells.
    pub width: usize,
    /// Height in cells.
    pub height: usize,
    /// Width in physical pixels.
    pub pixel_width: usize,
    /// Height in physical pixels.
    pub pixel_height: usize,
    /// The title the program set, or the program's name.
    pub title: String,
    /// Variables set with OSC 1337 `SetUserVar`.
    pub user_vars: BTreeMap<String, String>,
    /// Progress reported with OSC 9;4.
    pub progress: Progress,
    /// Moves when a fact that is computed on access may have changed.
    pub facts_version: u64,
    /// Given by [`TabList::update`]; whatever the caller sets is replaced.
    pub generation: u64,
}

/// One tab, as `TabInformation` of the Lua API shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TabInformation {
    /// The tab.
    pub tab_id: TabId,
    /// Place within the window, counted from 0.
    pub tab_index: usize,
    /// Whether it is the one shown.
    pub is_active: bool,
    /// Title set explicitly; empty when there is none.
    pub tab_title: String,
    /// The mux window it is in.
    pub window_id: WindowId,
    /// That window's explicit title; empty when there is none.
    pub window_title: String,
    /// Its panes, in `pane_index` order.
    pub panes: Vec<PaneInformation>,
    /// Given by [`TabList::update`]; whatever the caller sets is replaced.
    pub generation: u64,
}

impl TabInformation {
    /// The pane with the focus, else the first.
    #[must_use]
    pub fn active_pane(&self) -> Option<&PaneInformation> {
        self.panes
            .iter()
            .find(|pane| pane.is_active)
            .or_else(|| self.panes.first())
    }

    /// The explicit title, else the active pane's.
    #[must_use]
    pub fn effective_title(&self) -> &str {
        if !self.tab_title.is_empty() {
            return &self.tab_title;
        }
        self.active_pane().map_or("", |pane| &pane.title)
    }
}

/// Hands out versions, each larger than all before. Clones count together: all
/// windows of a process share one, so that a pane that moves to another window
/// never meets its own old number again.
#[derive(Clone, Debug, Default)]
pub struct VersionCounter(Rc<Cell<u64>>);

impl VersionCounter {
    /// The next version; the first is 1.
    pub fn next(&self) -> u64 {
        let next = self.0.get() + 1;
        self.0.set(next);
        next
    }
}

/// The tabs of one window, with versions that move only with content.
#[derive(Debug)]
pub struct TabList {
    window_id: WindowId,
    versions: VersionCounter,
    version: u64,
    tabs: Vec<TabInformation>,
}

impl TabList {
    /// An empty list for `window_id`.
    #[must_use]
    pub fn new(window_id: WindowId, versions: &VersionCounter) -> Self {
        Self {
            window_id,
            versions: versions.clone(),
            version: versions.next(),
            tabs: Vec::new(),
        }
    }

    /// The window these tabs are in.
    #[must_use]
    pub fn window_id(&self) -> WindowId {
        self.window_id
    }

    /// Moves whenever anything in the list has changed, order included.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The tabs, in order.
    #[must_use]
    pub fn tabs(&self) -> &[TabInformation] {
        &self.tabs
    }

    /// The tab that is shown, else the first.
    #[must_use]
    pub fn active_tab(&self) -> Option<&TabInformation> {
        self.tabs
            .iter()
            .find(|tab| tab.is_active)
            .or_else(|| self.tabs.first())
    }

    /// The panes of the active tab: the `panes` argument of the callbacks.
    #[must_use]
    pub fn active_panes(&self) -> &[PaneInformation] {
        self.active_tab().map_or(&[], |tab| &tab.panes)
    }

    /// Takes the newest description, gives every changed tab and pane a new
    /// generation and keeps that of the others. True when anything changed.
    pub fn update(&mut self, mut tabs: Vec<TabInformation>) -> bool {
        let unchanged_order = tabs.len() == self.tabs.len();
        let old: HashMap<TabId, &TabInformation> =
            self.tabs.iter().map(|tab| (tab.tab_id, tab)).collect();
        let mut changed = !unchanged_order;
        for (place, tab) in tabs.iter_mut().enumerate() {
            let before = old.get(&tab.tab_id).copied();
            changed |= self.tabs.get(place).map(|tab| tab.tab_id) != Some(tab.tab_id);
            for pane in &mut tab.panes {
                let was =
                    before.and_then(|tab| tab.panes.iter().find(|was| was.pane_id == pane.pane_id));
                pane.generation = was.map_or(0, |was| was.generation);
                if was != Some(&*pane) {
                    pane.generation = self.versions.next();
                }
            }
            tab.generation = before.map_or(0, |before| before.generation);
            if before != Some(&*tab) {
                tab.generation = self.versions.next();
                changed = true;
            }
        }
        drop(old);
        self.tabs = tabs;
        if changed {
            self.version = self.versions.next();
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tab(id: TabId, title: &str) -> TabInformation {
        TabInformation {
            tab_id: id,
            tab_index: id,
            is_active: id == 0,
            panes: vec![PaneInformation {
                pane_id: id + 100,
                is_active: true,
                title: title.into(),
                ..PaneInformation::default()
            }],
            ..TabInformation::default()
        }
    }

    #[test]
    fn only_what_changed_gets_a_new_generation() {
        let mut list = TabList::new(1, &VersionCounter::default());
        assert!(list.update(vec![tab(0, "a"), tab(1, "b")]));
        let before: Vec<_> = list.tabs().iter().map(|tab| tab.generation).collect();
        let version = list.version();
        assert!(!list.update(vec![tab(0, "a"), tab(1, "b")]));
        assert_eq!(list.version(), version);
        assert!(list.update(vec![tab(0, "a"), tab(1, "c")]));
        assert_eq!(list.tabs()[0].generation, before[0]);
        assert!(list.tabs()[1].generation > before[1]);
        assert!(list.tabs()[1].panes[0].generation > before[1]);
    }

    #[test]
    fn order_and_count_move_the_version() {
        let mut list = TabList::new(1, &VersionCounter::default());
        list.update(vec![tab(0, "a"), tab(1, "b")]);
        assert!(list.update(vec![tab(1, "b"), tab(0, "a")]));
        assert!(list.update(vec![tab(1, "b")]));
        assert!(list.update(vec![]));
        assert!(!list.update(vec![]));
        assert!(list.active_tab().is_none());
    }

    #[test]
    fn a_pane_moved_to_another_window_meets_no_old_number() {
        let versions = VersionCounter::default();
        let (mut one, mut two) = (TabList::new(1, &versions), TabList::new(2, &versions));
        one.update(vec![tab(0, "a")]);
        two.update(vec![tab(0, "b")]);
        let (a, b) = (&one.tabs()[0].panes[0], &two.tabs()[0].panes[0]);
        assert_ne!(a.generation, b.generation);
    }
}
