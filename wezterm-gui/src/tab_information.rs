//! What the tab bar knows of a window: its tabs and their panes, as plain data
//! with versions.
//!
//! [`TabList`] is the only door through which versions are given out: it
//! compares a fresh description with the last one and moves the generation of
//! exactly those tabs and panes that differ. Nothing here knows Lua.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, VecDeque};
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
    /// Whether it is the one that was shown before.
    pub is_last_active: bool,
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

/// Changes that a [`TabList`] remembers one by one; who comes later than that
/// looks at all tabs.
const MAX_LOG: usize = 64;

/// Which tabs have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Their order or number too, or it is not known any more.
    All,
    /// Those at these places, each named once, in no order.
    Places(Vec<usize>),
}

/// The tabs of one window, with versions that move only with content.
#[derive(Debug)]
pub struct TabList {
    window_id: WindowId,
    versions: VersionCounter,
    version: u64,
    /// The version at which order, number or active tab moved last.
    structure: u64,
    /// The version at which order or number moved last.
    order: u64,
    tabs: Vec<TabInformation>,
    active: usize,
    places: HashMap<TabId, usize>,
    /// What changed since `structure`, oldest first: version and place.
    log: VecDeque<(u64, usize)>,
    /// Changes up to this version have left the log.
    forgotten: u64,
}

impl TabList {
    /// An empty list for `window_id`.
    #[must_use]
    pub fn new(window_id: WindowId, versions: &VersionCounter) -> Self {
        let version = versions.next();
        Self {
            window_id,
            versions: versions.clone(),
            version,
            structure: version,
            order: version,
            tabs: Vec::new(),
            active: 0,
            places: HashMap::new(),
            log: VecDeque::new(),
            forgotten: version,
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

    /// Moves whenever the list holds other tabs, or has them in another order.
    #[must_use]
    pub fn order(&self) -> u64 {
        self.order
    }

    /// The tabs, in order.
    #[must_use]
    pub fn tabs(&self) -> &[TabInformation] {
        &self.tabs
    }

    /// Where a tab is in the list.
    #[must_use]
    pub fn place_of(&self, tab: TabId) -> Option<usize> {
        self.places.get(&tab).copied()
    }

    /// The place of the tab that is shown, else 0.
    #[must_use]
    pub fn active_place(&self) -> usize {
        self.active
    }

    /// The tab that is shown, else the first.
    #[must_use]
    pub fn active_tab(&self) -> Option<&TabInformation> {
        self.tabs.get(self.active)
    }

    /// The panes of the active tab: the `panes` argument of the callbacks.
    #[must_use]
    pub fn active_panes(&self) -> &[PaneInformation] {
        self.active_tab().map_or(&[], |tab| &tab.panes)
    }

    /// What has changed since the list had `version`.
    #[must_use]
    pub fn changed_since(&self, version: u64) -> Changed {
        if version < self.structure || version < self.forgotten {
            return Changed::All;
        }
        let mut places: Vec<usize> = Vec::new();
        for (_, place) in self.log.iter().rev().take_while(|(at, _)| *at > version) {
            if !places.contains(place) {
                places.push(*place);
            }
        }
        Changed::Places(places)
    }

    /// Takes the newest description, gives every changed tab and pane a new
    /// generation and keeps that of the others. True when anything changed.
    pub fn update(&mut self, tabs: Vec<TabInformation>) -> bool {
        let same_tabs = tabs.len() == self.tabs.len()
            && tabs
                .iter()
                .zip(&self.tabs)
                .all(|(new, old)| new.tab_id == old.tab_id);
        let active = tabs.iter().position(|tab| tab.is_active).unwrap_or(0);
        if same_tabs && active == self.active {
            let mut changed = false;
            for (place, tab) in tabs.into_iter().enumerate() {
                changed |= self.update_tab(place, tab);
            }
            return changed;
        }
        let before = std::mem::take(&mut self.tabs);
        for mut tab in tabs {
            let was = self.places.get(&tab.tab_id).and_then(|at| before.get(*at));
            self.give_generations(&mut tab, was);
            self.tabs.push(tab);
        }
        self.places = (self.tabs.iter().enumerate())
            .map(|(place, tab)| (tab.tab_id, place))
            .collect();
        self.active = active;
        self.version = self.versions.next();
        self.structure = self.version;
        if !same_tabs {
            self.order = self.version;
        }
        self.log.clear();
        self.forgotten = self.version;
        true
    }

    /// As [`update`](Self::update), for the one tab at `place`, which must be
    /// the tab that is there and active as before.
    pub fn update_tab(&mut self, place: usize, mut tab: TabInformation) -> bool {
        let Some(was) = self.tabs.get(place) else {
            return false;
        };
        debug_assert_eq!(was.tab_id, tab.tab_id);
        if !self.give_generations(&mut tab, Some(was)) {
            return false;
        }
        self.tabs[place] = tab;
        self.version = self.versions.next();
        self.log.push_back((self.version, place));
        if self.log.len() > MAX_LOG
            && let Some((version, _)) = self.log.pop_front()
        {
            self.forgotten = version;
        }
        true
    }

    /// Whether `tab` differs from what it was.
    fn give_generations(&self, tab: &mut TabInformation, was: Option<&TabInformation>) -> bool {
        for pane in &mut tab.panes {
            let was = was.and_then(|was| was.panes.iter().find(|was| was.pane_id == pane.pane_id));
            pane.generation = was.map_or(0, |was| was.generation);
            if was != Some(&*pane) {
                pane.generation = self.versions.next();
            }
        }
        tab.generation = was.map_or(0, |was| was.generation);
        if was == Some(&*tab) {
            return false;
        }
        tab.generation = self.versions.next();
        true
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
    fn the_places_that_changed_are_known() {
        let mut list = TabList::new(1, &VersionCounter::default());
        list.update((0..9).map(|id| tab(id, "a")).collect());
        let start = list.version();
        assert_eq!(list.changed_since(start), Changed::Places(vec![]));
        list.update_tab(3, tab(3, "b"));
        let middle = list.version();
        list.update_tab(5, tab(5, "b"));
        list.update_tab(5, tab(5, "c"));
        assert!(!list.update_tab(5, tab(5, "c")));
        assert_eq!(list.changed_since(middle), Changed::Places(vec![5]));
        assert_eq!(list.changed_since(start), Changed::Places(vec![5, 3]));
        for round in 0..100 {
            list.update_tab(1, tab(1, &round.to_string()));
        }
        assert_eq!(list.changed_since(start), Changed::All);
        assert_eq!(list.order(), start);
        list.update((0..8).map(|id| tab(id, "a")).collect());
        assert_eq!(list.changed_since(list.version() - 1), Changed::All);
        assert_eq!(list.place_of(8), None);
        assert_eq!(list.place_of(7), Some(7));
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
