//! Whole tabs at once: equal shares, layouts, input to all panes.

use super::Mux;
use crate::control::Request;
use crate::error::Result;
use crate::geometry::{Layout, Rect};
use crate::tree::Tree;
use crate::{PaneId, TabId};

impl Mux {
    /// Gives panes beside each other equal shares; the splits stay.
    ///
    /// # Errors
    /// When there is no such tab.
    pub fn equalize_panes(&mut self, tab: TabId) -> Result<()> {
        self.require_tab(tab)?;
        if let Some(sent) = self.forward_tab(tab, |tab| Request::EqualizePanes { tab }) {
            return sent;
        }
        self.change_tree(Some(tab), |tab| {
            let before = tab.tree.clone();
            tab.is_zoomed = false;
            tab.tree.equalize(Rect::of(tab.size));
            tab.tree != before
        })
        .map(drop)
    }

    /// Puts the panes of a tab in an order, whatever splits there were.
    ///
    /// # Errors
    /// When there is no such tab.
    pub fn arrange_panes(&mut self, tab: TabId, layout: Layout) -> Result<()> {
        self.require_tab(tab)?;
        if let Some(sent) = self.forward_tab(tab, |tab| Request::ArrangePanes { tab, layout }) {
            return sent;
        }
        self.change_tree(Some(tab), |tab| {
            let panes = tab.tree.panes();
            let Some(tree) = Tree::arranged(&panes, tab.active, layout, Rect::of(tab.size)) else {
                return false;
            };
            let changed = tab.is_zoomed || tab.tree != tree;
            tab.is_zoomed = false;
            tab.tree = tree;
            changed
        })
        .map(drop)
    }

    /// Puts the panes of a tab where a tree of the same panes says.
    pub(crate) fn set_tree(&mut self, tab: TabId, tree: Tree) -> Result<()> {
        self.change_tree(Some(tab), |tab| {
            tab.is_zoomed = false;
            tab.tree = tree;
            true
        })
        .map(drop)
    }

    /// Whether input to one pane of the tab goes to all of them.
    ///
    /// # Errors
    /// When there is no such tab.
    pub fn set_broadcast(&mut self, tab: TabId, on: bool) -> Result<()> {
        let known = self.tab_mut(tab)?;
        if std::mem::replace(&mut known.broadcast, on) != on {
            self.touch_tab(tab);
        }
        Ok(())
    }

    /// Whether a pane refuses what the user types, pastes and sends.
    ///
    /// # Errors
    /// When there is no such pane.
    pub fn set_read_only(&mut self, pane: PaneId, on: bool) -> Result<()> {
        if self.require_pane(pane)?.set_read_only(on) {
            self.notify.pane(pane);
        }
        Ok(())
    }

    /// Tells the panes of a tab who else gets their input.
    pub(super) fn set_peers(&self, tab: TabId) {
        let Some(tab) = self.tabs.get(&tab) else {
            return;
        };
        let panes: Vec<_> = tab
            .panes()
            .into_iter()
            .filter_map(|id| self.pane(id))
            .collect();
        for pane in &panes {
            let others = panes
                .iter()
                .filter(|other| tab.broadcast && other.id() != pane.id())
                .map(std::sync::Arc::downgrade);
            pane.set_peers(others.collect());
        }
    }

    /// The panes that input to this one goes to: itself, or all of its tab
    /// while that broadcasts.
    #[must_use]
    pub fn input_targets(&self, pane: PaneId) -> Vec<PaneId> {
        self.tab_of_pane(pane)
            .and_then(|tab| self.tabs.get(&tab))
            .filter(|tab| tab.broadcast)
            .map_or_else(|| vec![pane], crate::Tab::panes)
    }
}
