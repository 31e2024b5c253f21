//! The model: which windows, tabs and panes there are, and the doors through
//! which that changes.

mod arrange;
mod control_mode;
mod domains;
mod mirror;
mod panes;
mod poll;
mod publish;
mod spawn;
mod tabs;
#[cfg(test)]
mod tests;
mod undo;
mod workspaces;

pub use domains::{Domain, DomainKind, Fixup};
pub use mirror::{Answered, Ask};
pub use spawn::MoveTarget;

use crate::attach::Hub;
use crate::error::{MuxError, Result};
use crate::event::MuxEvent;
use crate::notify::{Notify, Wake};
use crate::pane::Pane;
use crate::settings::MuxSettings;
use crate::tab::Tab;
use crate::window::Window;
use crate::{DomainId, PaneId, TabId, WindowId};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

/// The mux as the main thread shares it. No Lua runs and nothing is painted
/// while it is borrowed.
pub type SharedMux = Rc<RefCell<Mux>>;

/// What a mux is made of.
pub struct MuxOptions {
    /// Called, from any thread, when [`Mux::poll`] has something to tell.
    pub wake: Wake,
    /// What the user chose.
    pub settings: MuxSettings,
    /// Told to programs as `WEZTERM_UNIX_SOCKET`.
    pub socket_path: Option<PathBuf>,
}

#[derive(Debug)]
struct PaneEntry {
    pane: Arc<Pane>,
    tab: TabId,
    /// Generations up to which news were told.
    told: u64,
    told_output: u64,
    exit_told: bool,
    /// What runs at the prompt, and since when.
    command: Option<(Instant, String)>,
}

/// All windows, tabs and panes.
#[derive(Debug)]
pub struct Mux {
    settings: MuxSettings,
    socket_path: Option<PathBuf>,
    notify: Arc<Notify>,
    domain: Domain,
    /// The domain of [`SpawnDomain::Default`]; `None` is `domain`.
    default_domain: Option<DomainId>,
    /// The number given to a domain last; 0 is this process.
    last_domain: DomainId,
    definitions: Vec<domains::Definition>,
    mirrors: BTreeMap<DomainId, mirror::Mirror>,
    hub: Option<Arc<Hub>>,
    /// The generation up to which clients were told.
    published: u64,
    panes: BTreeMap<PaneId, PaneEntry>,
    tabs: BTreeMap<TabId, Tab>,
    windows: BTreeMap<WindowId, Window>,
    workspace: String,
    focused: Option<PaneId>,
    events: Vec<MuxEvent>,
    /// What can be had again, the latest last.
    closed: Vec<undo::Closed>,
    next_pane: PaneId,
    next_tab: TabId,
    next_window: WindowId,
    generation: u64,
    /// Tests of the model need no processes.
    #[cfg(test)]
    without_programs: bool,
}

impl Mux {
    /// A mux without windows.
    #[must_use]
    pub fn new(options: MuxOptions) -> Self {
        Self {
            workspace: options.settings.default_workspace.clone(),
            settings: options.settings,
            socket_path: options.socket_path,
            notify: Arc::new(Notify::new(options.wake)),
            domain: Domain {
                id: 0,
                name: "local".to_owned(),
                label: "local".to_owned(),
                kind: DomainKind::Local,
            },
            default_domain: None,
            definitions: Vec::new(),
            last_domain: 0,
            mirrors: BTreeMap::new(),
            hub: None,
            published: 0,
            panes: BTreeMap::new(),
            tabs: BTreeMap::new(),
            windows: BTreeMap::new(),
            focused: None,
            events: Vec::new(),
            closed: Vec::new(),
            next_pane: 0,
            next_tab: 0,
            next_window: 0,
            generation: 0,
            #[cfg(test)]
            without_programs: false,
        }
    }

    /// Puts it where Lua, the control socket and windows find it.
    #[must_use]
    pub fn shared(self) -> SharedMux {
        Rc::new(RefCell::new(self))
    }

    /// Takes a changed configuration, for panes that are and will be.
    pub fn set_settings(&mut self, settings: MuxSettings) {
        for entry in self.panes.values() {
            entry
                .pane
                .lock_terminal()
                .set_config(settings.terminal.clone());
        }
        // Before there is a window nobody has chosen another workspace.
        if self.windows.is_empty() && self.workspace == self.settings.default_workspace {
            self.workspace.clone_from(&settings.default_workspace);
        }
        self.settings = settings;
    }

    /// What programs started from now on are told as `WEZTERM_UNIX_SOCKET`.
    pub fn set_socket_path(&mut self, path: Option<PathBuf>) {
        self.socket_path = path;
    }

    /// What the user chose.
    #[must_use]
    pub fn settings(&self) -> &MuxSettings {
        &self.settings
    }

    /// The windows in the order they were opened.
    pub fn windows(&self) -> impl Iterator<Item = &Window> {
        self.windows.values()
    }

    /// All panes in the order they were opened.
    pub fn panes(&self) -> impl Iterator<Item = &Arc<Pane>> {
        self.panes.values().map(|entry| &entry.pane)
    }

    /// A window by number.
    #[must_use]
    pub fn window(&self, id: WindowId) -> Option<&Window> {
        self.windows.get(&id)
    }

    /// A tab by number.
    #[must_use]
    pub fn tab(&self, id: TabId) -> Option<&Tab> {
        self.tabs.get(&id)
    }

    /// A pane by number.
    #[must_use]
    pub fn pane(&self, id: PaneId) -> Option<Arc<Pane>> {
        Some(Arc::clone(&self.panes.get(&id)?.pane))
    }

    /// The tab that a pane is in.
    #[must_use]
    pub fn tab_of_pane(&self, id: PaneId) -> Option<TabId> {
        Some(self.panes.get(&id)?.tab)
    }

    /// The window that a tab is in.
    #[must_use]
    pub fn window_of_tab(&self, id: TabId) -> Option<WindowId> {
        self.windows
            .values()
            .find(|window| window.tabs.contains(&id))
            .map(Window::id)
    }

    /// The window that a pane is in.
    #[must_use]
    pub fn window_of_pane(&self, id: PaneId) -> Option<WindowId> {
        self.window_of_tab(self.tab_of_pane(id)?)
    }

    /// The active pane of the tab that a window shows.
    #[must_use]
    pub fn active_pane(&self, window: WindowId) -> Option<Arc<Pane>> {
        let tab = self.windows.get(&window)?.active_tab()?;
        self.pane(self.tabs.get(&tab)?.active)
    }

    /// A pane, or an error that lists those that exist.
    ///
    /// # Errors
    /// [`MuxError::NoSuchPane`].
    pub fn require_pane(&self, id: PaneId) -> Result<Arc<Pane>> {
        self.pane(id).ok_or_else(|| MuxError::NoSuchPane {
            id,
            known: self.panes.keys().copied().collect(),
        })
    }

    /// A tab, or an error that lists those that exist.
    ///
    /// # Errors
    /// [`MuxError::NoSuchTab`].
    pub fn require_tab(&self, id: TabId) -> Result<&Tab> {
        self.tabs.get(&id).ok_or_else(|| MuxError::NoSuchTab {
            id,
            known: self.tabs.keys().copied().collect(),
        })
    }

    /// A window, or an error that lists those that exist.
    ///
    /// # Errors
    /// [`MuxError::NoSuchWindow`].
    pub fn require_window(&self, id: WindowId) -> Result<&Window> {
        self.windows.get(&id).ok_or_else(|| MuxError::NoSuchWindow {
            id,
            known: self.windows.keys().copied().collect(),
        })
    }

    fn tab_mut(&mut self, id: TabId) -> Result<&mut Tab> {
        self.require_tab(id)?;
        self.tabs.get_mut(&id).ok_or(MuxError::NoSuchTab {
            id,
            known: Vec::new(),
        })
    }

    fn window_mut(&mut self, id: WindowId) -> Result<&mut Window> {
        self.require_window(id)?;
        self.windows.get_mut(&id).ok_or(MuxError::NoSuchWindow {
            id,
            known: Vec::new(),
        })
    }

    fn next_generation(&mut self) -> u64 {
        self.generation += 1;
        self.generation
    }

    /// Something that shows of this tab has changed.
    fn touch_tab(&mut self, id: TabId) {
        let generation = self.next_generation();
        if let Some(tab) = self.tabs.get_mut(&id) {
            tab.generation = generation;
        }
        self.set_peers(id);
        let window = self.window_of_tab(id);
        if let Some(window) = window.and_then(|window| self.windows.get_mut(&window)) {
            window.generation = generation;
            window.changes.of_tab(generation, id);
            let window = window.id;
            self.tell(MuxEvent::WindowChanged(window));
        }
    }

    /// Something that shows of this window has changed, and it may be anything.
    fn touch_window(&mut self, id: WindowId) {
        let generation = self.next_generation();
        if let Some(window) = self.windows.get_mut(&id) {
            window.generation = generation;
            window.changes.of_all(generation);
            self.tell(MuxEvent::WindowChanged(id));
        }
    }

    /// Queues an event, once, and sees to it that it is taken.
    fn tell(&mut self, event: MuxEvent) {
        self.note(event);
        self.notify.wake();
    }

    /// As [`Mux::tell`] where the events are about to be taken.
    fn note(&mut self, event: MuxEvent) {
        if !self.events.contains(&event) {
            self.events.push(event);
        }
    }

    /// Whether windows, tabs and panes agree about each other. For tests and
    /// debug builds; every door that changes the model ends with it.
    #[must_use]
    pub fn check(&self) -> bool {
        let tabs_of_windows: Vec<TabId> = self
            .windows
            .values()
            .flat_map(|window| window.tabs.iter().copied())
            .collect();
        let windows_are_sound = self.windows.iter().all(|(id, window)| {
            *id == window.id
                && *id < self.next_window
                && window.active < window.tabs.len()
                && window.last_active != window.active_tab()
                && window
                    .last_active
                    .is_none_or(|last| window.tabs.contains(&last))
        });
        let tabs_are_sound = tabs_of_windows.len() == self.tabs.len()
            && self.tabs.iter().all(|(id, tab)| {
                *id == tab.id
                    && *id < self.next_tab
                    && tabs_of_windows.contains(id)
                    && tab.check()
                    && tab
                        .panes()
                        .iter()
                        .all(|pane| self.panes.get(pane).is_some_and(|entry| entry.tab == *id))
            });
        let panes_are_sound = self.panes.iter().all(|(id, entry)| {
            *id == entry.pane.id()
                && *id < self.next_pane
                && self
                    .tabs
                    .get(&entry.tab)
                    .is_some_and(|tab| tab.tree.contains(*id))
        });
        let focus_is_sound = self
            .focused
            .is_none_or(|pane| self.panes.contains_key(&pane));
        windows_are_sound && tabs_are_sound && panes_are_sound && focus_is_sound
    }
}

impl Drop for Mux {
    fn drop(&mut self) {
        for entry in self.panes.values() {
            entry.pane.kill();
        }
        for closed in std::mem::take(&mut self.closed) {
            closed.end();
        }
    }
}
