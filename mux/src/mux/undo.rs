//! Panes and tabs that were closed a moment ago. Their programs run on for
//! `undo_close`, so that they can be had again as they were.

use super::Mux;
use crate::control::Request;
use crate::error::{MuxError, Result};
use crate::event::MuxEvent;
use crate::geometry::SplitRequest;
use crate::pane::Pane;
use crate::tab::Tab;
use crate::{PaneId, TabId, WindowId};
use std::sync::Arc;
use std::time::Instant;
use wezterm_types::TerminalSize;

/// Something closed, until it is had again or its time is over.
#[derive(Debug)]
pub(super) struct Closed {
    until: Instant,
    home: Home,
    /// As it was, the closed panes included.
    tab: Tab,
    /// The panes that were closed: one, or all of the tab.
    panes: Vec<Arc<Pane>>,
}

/// The window that it was in.
#[derive(Debug)]
struct Home {
    window: WindowId,
    /// The tab's place.
    index: usize,
    title: String,
    workspace: String,
    size: TerminalSize,
}

impl Closed {
    fn has_ended(&self) -> bool {
        let mut panes = self.panes.iter();
        panes.all(|pane| pane.exit_status().is_some())
    }

    /// Ends its programs.
    pub(super) fn end(&self) {
        self.panes.iter().for_each(|pane| pane.kill());
    }
}

impl Mux {
    /// What is about to be closed, to be kept for a while: panes of one tab.
    /// `None` where nothing is kept, and then the programs end at once.
    pub(super) fn keep_closed(&self, tab: TabId, panes: &[PaneId]) -> Option<Closed> {
        let time = self.settings.undo_close;
        let panes: Vec<Arc<Pane>> = panes.iter().filter_map(|id| self.pane(*id)).collect();
        let has_ended = panes.iter().all(|pane| pane.exit_status().is_some());
        if time.is_zero() || has_ended {
            return None;
        }
        let tab = self.tabs.get(&tab)?;
        let window = self.windows.get(&self.window_of_tab(tab.id)?)?;
        Some(Closed {
            until: Instant::now() + time,
            home: Home {
                window: window.id,
                index: window.tabs.iter().position(|known| *known == tab.id)?,
                title: window.title.clone(),
                workspace: window.workspace.clone(),
                size: window.size,
            },
            tab: tab.clone(),
            panes,
        })
    }

    /// The panes are out of the model: keeps them, or ends their programs.
    pub(super) fn bury(&mut self, closed: Option<Closed>, panes: &[Arc<Pane>]) {
        match closed {
            Some(closed) => {
                self.closed.push(closed);
                self.notify.wake();
            }
            None => panes.iter().for_each(|pane| pane.kill()),
        }
    }

    /// Ends the programs whose time is over.
    pub(super) fn expire_closed(&mut self, now: Instant) {
        self.closed.retain(|closed| {
            let stays = closed.until > now && !closed.has_ended();
            if !stays {
                closed.end();
            }
            stays
        });
    }

    /// When [`Mux::poll`] has to be called next to end what was closed.
    #[must_use]
    pub fn undo_deadline(&self) -> Option<Instant> {
        self.closed.iter().map(|closed| closed.until).min()
    }

    /// Puts back what was closed last, where it was if that place is still
    /// there. From a window of a server, what was closed there.
    ///
    /// # Errors
    /// When nothing was closed in the time that the settings allow.
    pub fn undo_close(&mut self, from: Option<WindowId>) -> Result<()> {
        if let Some(window) = from
            && let Some(sent) = self.forward_window(window, |window| Request::UndoClose {
                window: Some(window),
            })
        {
            return sent;
        }
        self.expire_closed(Instant::now());
        let Some(closed) = self.closed.pop() else {
            let seconds = self.settings.undo_close.as_secs();
            return Err(MuxError::Invalid(if seconds == 0 {
                "nothing that was closed is kept: the option undo_close_seconds is 0".to_owned()
            } else {
                format!("nothing was closed in the last {seconds} s")
            }));
        };
        if closed.panes.len() == closed.tab.panes().len() {
            self.reopen_tab(closed);
        } else {
            self.reopen_pane(closed);
        }
        debug_assert!(self.check());
        Ok(())
    }

    fn reopen_tab(&mut self, closed: Closed) {
        let Closed {
            home,
            mut tab,
            panes,
            ..
        } = closed;
        let id = tab.id;
        tab.generation = self.next_generation();
        self.tabs.insert(id, tab);
        for pane in panes {
            self.keep_pane(pane, id);
        }
        let window = if self.windows.contains_key(&home.window) {
            home.window
        } else {
            let new = self.empty_window(home.size, home.workspace);
            if let Some(window) = self.windows.get_mut(&new) {
                window.title = home.title;
            }
            // Its other tabs come back into the same window.
            for other in &mut self.closed {
                if other.home.window == home.window {
                    other.home.window = new;
                }
            }
            new
        };
        // The window is there.
        let _ = self.put_tab(window, id, home.index);
        self.apply_layout(id);
    }

    fn reopen_pane(&mut self, closed: Closed) {
        let Some(pane) = closed.panes.first().map(Arc::clone) else {
            return;
        };
        let id = pane.id();
        let Some(known) = self.tabs.get_mut(&closed.tab.id) else {
            // The others of its tab are gone: a tab of its own.
            let tab = Tab::new(closed.tab.id, id, closed.tab.size, 0);
            self.reopen_tab(Closed { tab, ..closed });
            return;
        };
        let mut others = closed.tab.panes();
        others.retain(|other| *other != id);
        let mut here = known.panes();
        let area = crate::geometry::Rect::of(known.size);
        others.sort_unstable();
        here.sort_unstable();
        known.is_zoomed = false;
        let has_room = if here == others {
            known.tree = closed.tab.tree.clone();
            true
        } else {
            let beside = known.active;
            let request = SplitRequest::default();
            known.tree.split(beside, id, &request, area)
        };
        if !has_room {
            let tab = Tab::new(self.next_tab, id, closed.tab.size, 0);
            self.next_tab += 1;
            self.reopen_tab(Closed { tab, ..closed });
            return;
        }
        known.set_active(id);
        let tab = known.id;
        self.keep_pane(pane, tab);
        self.apply_layout(tab);
        self.touch_tab(tab);
        self.tell(MuxEvent::TabAdded(tab));
    }
}
