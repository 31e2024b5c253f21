use super::Mux;
use crate::control::Request;
use crate::error::{MuxError, Result};
use crate::event::MuxEvent;
use crate::geometry::{Direction, PositionedPane, Rect};
use crate::{PaneId, TabId};

impl Mux {
    /// Closes a pane and ends its program, at once or after the time that
    /// [`Mux::undo_close`] has; the last pane takes its tab along.
    ///
    /// # Errors
    /// When there is no such pane.
    pub fn close_pane(&mut self, id: PaneId) -> Result<()> {
        let pane = self.require_pane(id)?;
        if let Some(sent) = self.forward_pane(id, |pane| Request::ClosePane { pane }) {
            return sent;
        }
        let kept = self
            .tab_of_pane(id)
            .and_then(|tab| self.keep_closed(tab, &[id]));
        self.take_out(id);
        self.forget_pane(id);
        self.bury(kept, &[pane]);
        debug_assert!(self.check());
        Ok(())
    }

    /// As [`Mux::close_pane`], but the program ends at once and is not kept for
    /// [`Mux::undo_close`].
    ///
    /// # Errors
    /// When there is no such pane.
    pub fn kill_pane(&mut self, id: PaneId) -> Result<()> {
        let pane = self.require_pane(id)?;
        if let Some(sent) = self.forward_pane(id, |pane| Request::KillPane { pane }) {
            return sent;
        }
        self.take_out(id);
        self.forget_pane(id);
        pane.kill();
        debug_assert!(self.check());
        Ok(())
    }

    /// Takes a pane out of its tab, and the tab out of its window if that was
    /// the last. The caller puts the pane elsewhere, or forgets it.
    pub(super) fn take_out(&mut self, id: PaneId) {
        let Some(tab) = self.tab_of_pane(id) else {
            return;
        };
        if self.tabs.get_mut(&tab).is_some_and(|tab| tab.remove(id)) {
            self.apply_layout(tab);
            self.touch_tab(tab);
        } else {
            self.drop_tab(tab);
        }
    }

    pub(super) fn forget_pane(&mut self, id: PaneId) {
        if self.panes.remove(&id).is_some() {
            if self.focused == Some(id) {
                self.focused = None;
            }
            self.forget_tmux(id);
            self.tell(MuxEvent::PaneClosed(id));
        }
    }

    /// Gives a pane the focus of its tab. With `unzoom_on_switch_pane` another
    /// pane's zoom ends; else the zoom goes along.
    ///
    /// # Errors
    /// When there is no such pane.
    pub fn activate_pane(&mut self, id: PaneId) -> Result<()> {
        self.require_pane(id)?;
        if let Some(sent) = self.forward_pane(id, |pane| Request::ActivatePane { pane }) {
            return sent;
        }
        let unzoom = self.settings.unzoom_on_switch_pane;
        let Some(tab) = self.tab_of_pane(id) else {
            return Ok(());
        };
        let known = self.tab_mut(tab)?;
        if known.set_active(id) {
            if unzoom {
                known.is_zoomed = false;
            }
            self.apply_layout(tab);
            self.touch_tab(tab);
        }
        debug_assert!(self.check());
        Ok(())
    }

    /// Gives the focus to the neighbour of a pane; whether there is one.
    ///
    /// # Errors
    /// When there is no such pane.
    pub fn activate_pane_direction(
        &mut self,
        from: PaneId,
        direction: Direction,
    ) -> Result<Option<PaneId>> {
        let next = self.pane_in_direction(from, direction)?;
        if let Some(next) = next {
            self.activate_pane(next)?;
        }
        Ok(next)
    }

    /// The neighbour of a pane.
    ///
    /// # Errors
    /// When there is no such pane.
    pub fn pane_in_direction(&self, from: PaneId, direction: Direction) -> Result<Option<PaneId>> {
        self.require_pane(from)?;
        Ok(self
            .tab_of_pane(from)
            .and_then(|tab| self.tabs.get(&tab)?.pane_in_direction(from, direction)))
    }

    /// Moves the divider next to a pane; whether it could move.
    ///
    /// # Errors
    /// When there is no such pane.
    pub fn adjust_pane_size(
        &mut self,
        id: PaneId,
        direction: Direction,
        cells: usize,
    ) -> Result<bool> {
        self.require_pane(id)?;
        let forwarded = self.forward_pane(id, |pane| Request::AdjustPaneSize {
            pane,
            direction,
            amount: cells,
        });
        if let Some(sent) = forwarded {
            return sent.map(|()| true);
        }
        self.change_tree(self.tab_of_pane(id), |tab| {
            let area = Rect::of(tab.size);
            tab.tree.adjust(id, direction, cells, area)
        })
    }

    /// Moves a divider of a tab by cells; whether it could move.
    ///
    /// # Errors
    /// When there is no such tab.
    pub fn move_divider(&mut self, tab: TabId, index: usize, delta: isize) -> Result<bool> {
        self.require_tab(tab)?;
        let forwarded = self.forward_tab(tab, |tab| Request::MoveDivider { tab, index, delta });
        if let Some(sent) = forwarded {
            return sent.map(|()| true);
        }
        self.change_tree(Some(tab), |tab| {
            let area = Rect::of(tab.size);
            tab.tree.move_divider(index, delta, area)
        })
    }

    /// Moves every pane of a tab to the next place.
    ///
    /// # Errors
    /// When there is no such tab.
    pub fn rotate_panes(&mut self, tab: TabId, clockwise: bool) -> Result<()> {
        self.require_tab(tab)?;
        if let Some(sent) = self.forward_tab(tab, |tab| Request::RotatePanes { tab, clockwise }) {
            return sent;
        }
        self.change_tree(Some(tab), |tab| {
            tab.is_zoomed = false;
            tab.tree.rotate(clockwise);
            tab.tree.panes().len() > 1
        })?;
        Ok(())
    }

    /// Exchanges the places of two panes of one tab.
    ///
    /// # Errors
    /// When one does not exist, or they are in different tabs.
    pub fn swap_panes(&mut self, a: PaneId, b: PaneId) -> Result<()> {
        self.require_pane(a)?;
        self.require_pane(b)?;
        let tab = self.tab_of_pane(a);
        if tab != self.tab_of_pane(b) {
            return Err(MuxError::Invalid(format!(
                "panes {a} and {b} are in different tabs and cannot be exchanged"
            )));
        }
        if a == b {
            return Ok(());
        }
        if let Some((_, b)) = self.remote_pane(b)
            && let Some(sent) = self.forward_pane(a, |a| Request::SwapPanes { a, b })
        {
            return sent;
        }
        self.change_tree(tab, |tab| {
            tab.is_zoomed = false;
            tab.tree.swap(a, b);
            true
        })?;
        Ok(())
    }

    /// Lets a pane hide the others of its tab, or ends that. Returns what was.
    ///
    /// # Errors
    /// When there is no such pane.
    pub fn set_zoomed(&mut self, id: PaneId, zoomed: bool) -> Result<bool> {
        self.require_pane(id)?;
        let tab = self.tab_of_pane(id);
        let was = tab
            .and_then(|tab| self.tabs.get(&tab))
            .is_some_and(|tab| tab.is_zoomed);
        let forwarded = self.forward_pane(id, |pane| Request::ZoomPane {
            pane,
            zoom: Some(zoomed),
        });
        if let Some(sent) = forwarded {
            return sent.map(|()| was);
        }
        self.change_tree(tab, |tab| {
            let zoomed = zoomed && tab.tree.panes().len() > 1;
            let moved = zoomed && tab.set_active(id);
            let changed = moved || tab.is_zoomed != zoomed;
            tab.is_zoomed = zoomed;
            changed
        })?;
        Ok(was)
    }

    pub(super) fn change_tree(
        &mut self,
        tab: Option<TabId>,
        change: impl FnOnce(&mut crate::Tab) -> bool,
    ) -> Result<bool> {
        let Some(id) = tab else { return Ok(false) };
        let changed = change(self.tab_mut(id)?);
        if changed {
            self.apply_layout(id);
            self.touch_tab(id);
        }
        debug_assert!(self.check());
        Ok(changed)
    }

    /// The panes of a tab that can be seen, with their places.
    #[must_use]
    pub fn positioned_panes(&self, tab: TabId) -> Vec<PositionedPane> {
        let Some(tab) = self.tabs.get(&tab) else {
            return Vec::new();
        };
        self.position(tab, tab.visible_layout())
    }

    /// All panes of a tab with their places; those that a zoomed pane hides
    /// with the places they will have.
    #[must_use]
    pub fn all_positioned_panes(&self, tab: TabId) -> Vec<PositionedPane> {
        let Some(tab) = self.tabs.get(&tab) else {
            return Vec::new();
        };
        let mut layout = tab.tree.layout(Rect::of(tab.size));
        if tab.is_zoomed
            && let Some(place) = layout.iter_mut().find(|(pane, _)| *pane == tab.active)
        {
            place.1 = Rect::of(tab.size);
        }
        self.position(tab, layout)
    }

    fn position(&self, tab: &crate::Tab, layout: Vec<(PaneId, Rect)>) -> Vec<PositionedPane> {
        let order = tab.tree.panes();
        layout
            .into_iter()
            .filter_map(|(id, area)| {
                let size = area.size(tab.size);
                Some(PositionedPane {
                    index: order.iter().position(|pane| *pane == id)?,
                    is_active: id == tab.active,
                    is_zoomed: tab.is_zoomed && id == tab.active,
                    left: area.left,
                    top: area.top,
                    width: area.cols,
                    height: area.rows,
                    pixel_width: size.pixel_width,
                    pixel_height: size.pixel_height,
                    pane: self.pane(id)?,
                })
            })
            .collect()
    }

    /// Gives every visible pane of a tab the size of its place.
    pub(super) fn apply_layout(&self, tab: TabId) {
        let Some(tab) = self.tabs.get(&tab) else {
            return;
        };
        for (id, area) in tab.visible_layout() {
            if let Some(entry) = self.panes.get(&id) {
                entry.pane.resize(area.size(tab.size));
            }
        }
    }

    /// The pane that the user looks at, if any: its output counts as seen.
    pub fn set_focus(&mut self, pane: Option<PaneId>) {
        if self.focused == pane {
            return;
        }
        self.tell_focus(pane);
        for (id, focused) in [(self.focused, false), (pane, true)] {
            if let Some(entry) = id.and_then(|id| self.panes.get(&id)) {
                entry.pane.set_focused(focused);
                self.notify.pane(entry.pane.id());
            }
        }
        self.focused = pane.filter(|id| self.panes.contains_key(id));
    }
}
