//! Closing that can be undone: for `undo_close_seconds` the programs of what
//! the user closed run on, out of sight.

use super::Mux;
use crate::error::Result;
use crate::pane::Pane;
use crate::tab::Tab;
use crate::{PaneId, SplitRequest, TabId, WindowId};
use std::sync::Arc;
use std::time::Instant;

/// What is kept at a time; the oldest goes first.
const MAX_KEPT: usize = 20;

/// Something closed that can come back.
#[derive(Debug)]
pub(super) struct Closed {
    until: Instant,
    window: WindowId,
    what: What,
}

#[derive(Debug)]
enum What {
    /// A pane, and its tab as it was with it.
    Pane { pane: Arc<Pane>, before: Tab },
    /// A tab with all its panes, and its place in the window.
    Tab {
        tab: Tab,
        panes: Vec<Arc<Pane>>,
        index: usize,
    },
}

impl Closed {
    fn panes(&self) -> &[Arc<Pane>] {
        match &self.what {
            What::Pane { pane, .. } => std::slice::from_ref(pane),
            What::Tab { panes, .. } => panes,
        }
    }

    fn kill(&self) {
        for pane in self.panes() {
            pane.kill();
        }
    }
}

impl Mux {
    /// Closes a pane as the user does: [`Mux::undo_close`] brings it back for
    /// as long as the settings say. A pane of a server, one whose program has
    /// ended, and the last pane of all are closed for good.
    ///
    /// # Errors
    /// When there is no such pane.
    pub fn put_away_pane(&mut self, id: PaneId) -> Result<()> {
        let pane = self.require_pane(id)?;
        let tab = self.tab_of_pane(id).unwrap_or_default();
        let before = self.require_tab(tab)?.clone();
        if before.panes().len() == 1 {
            return self.put_away_tab(tab);
        }
        let window = self.window_of_tab(tab);
        let Some(window) = window.filter(|_| self.can_keep(&before) && !has_ended(&pane)) else {
            return self.close_pane(id);
        };
        self.take_out(id);
        self.forget_pane(id);
        self.keep(window, What::Pane { pane, before });
        debug_assert!(self.check());
        Ok(())
    }

    /// As [`Mux::put_away_pane`], for a tab.
    ///
    /// # Errors
    /// When there is no such tab.
    pub fn put_away_tab(&mut self, id: TabId) -> Result<()> {
        let tab = self.require_tab(id)?.clone();
        let window = self.window_of_tab(id).unwrap_or_default();
        let tabs = self.require_window(window)?.tabs.clone();
        let is_last = tabs.len() == 1 && self.windows.len() == 1;
        let panes: Vec<_> = (tab.panes().into_iter())
            .filter_map(|pane| self.pane(pane))
            .collect();
        if is_last || !self.can_keep(&tab) || panes.iter().all(|pane| has_ended(pane)) {
            return self.close_tab(id);
        }
        for pane in &panes {
            self.forget_pane(pane.id());
        }
        let index = tabs.iter().position(|known| *known == id).unwrap_or(0);
        self.drop_tab(id);
        self.keep(window, What::Tab { tab, panes, index });
        debug_assert!(self.check());
        Ok(())
    }

    fn can_keep(&self, tab: &Tab) -> bool {
        !self.settings.undo_close.is_zero() && tab.remote.is_none()
    }

    fn keep(&mut self, window: WindowId, what: What) {
        // An absurd time is a year: `Instant` must not overflow.
        let year = std::time::Duration::from_secs(31_536_000);
        let until = Instant::now() + self.settings.undo_close.min(year);
        self.closed.push_back(Closed {
            until,
            window,
            what,
        });
        if self.closed.len() > MAX_KEPT
            && let Some(oldest) = self.closed.pop_front()
        {
            oldest.kill();
        }
    }

    /// Brings back what was closed last, where it was: a pane in its tab, a tab
    /// in its window. Where that is gone, it is a tab of `window`. Returns the
    /// pane that is shown; `None` where there is nothing to bring back.
    ///
    /// # Errors
    /// When there is no such window.
    pub fn undo_close(&mut self, window: WindowId) -> Result<Option<PaneId>> {
        self.require_window(window)?;
        self.expire_closed(Instant::now());
        while let Some(closed) = self.closed.pop_back() {
            if closed.panes().iter().all(|pane| has_ended(pane)) {
                continue;
            }
            let home = self.windows.contains_key(&closed.window);
            let window = if home { closed.window } else { window };
            let shown = match closed.what {
                What::Pane { pane, before } => self.bring_pane(window, pane, before)?,
                What::Tab { tab, panes, index } => self.bring_tab(window, tab, panes, index)?,
            };
            debug_assert!(self.check());
            return Ok(Some(shown));
        }
        Ok(None)
    }

    fn bring_pane(&mut self, window: WindowId, pane: Arc<Pane>, before: Tab) -> Result<PaneId> {
        let id = pane.id();
        let Some(now) = self.tabs.get_mut(&before.id) else {
            let size = self.require_window(window)?.size;
            let end = self.require_window(window)?.tabs.len();
            let tab = self.add_tab(pane, size);
            self.put_tab(window, tab, end)?;
            return Ok(id);
        };
        let tab = now.id;
        let others = before.panes().into_iter().filter(|known| *known != id);
        // Where the tab is what it was without the pane, it is what it was.
        if others.eq(now.panes()) {
            now.tree = before.tree;
            now.is_zoomed = false;
            now.set_active(id);
            self.keep_pane(pane, tab);
            self.apply_layout(tab);
            self.touch_tab(tab);
        } else {
            let beside = now.active;
            self.keep_pane(pane, tab);
            self.put_into_split(tab, beside, id, &SplitRequest::default());
        }
        self.show_tab(tab)?;
        Ok(id)
    }

    fn bring_tab(
        &mut self,
        window: WindowId,
        mut tab: Tab,
        panes: Vec<Arc<Pane>>,
        index: usize,
    ) -> Result<PaneId> {
        for pane in panes.iter().filter(|pane| has_ended(pane)) {
            tab.remove(pane.id());
        }
        let (id, shown) = (tab.id, tab.active);
        self.tabs.insert(id, tab);
        for pane in panes.into_iter().filter(|pane| !has_ended(pane)) {
            self.keep_pane(pane, id);
        }
        self.put_tab(window, id, index)?;
        Ok(shown)
    }

    /// Ends the programs of what was closed too long ago.
    pub(super) fn expire_closed(&mut self, now: Instant) {
        // The time may have been changed in between: not in order.
        self.closed.retain(|closed| {
            let over = closed.until <= now;
            if over {
                closed.kill();
            }
            !over
        });
    }

    /// When [`Mux::poll`] is due because of what was closed.
    #[must_use]
    pub fn closed_until(&self) -> Option<Instant> {
        self.closed.iter().map(|closed| closed.until).min()
    }
}

/// Whether its program has ended: there is nothing to go back to.
fn has_ended(pane: &Pane) -> bool {
    pane.exit_status().is_some()
}
