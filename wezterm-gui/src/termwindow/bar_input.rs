//! The pointer over the tab bar: clicks, drags, the wheel, and the tooltip's
//! timer.

use super::TermWindow;
use crate::actions;
use crate::shared::Shared;
use crate::tab_information::TabId;
use crate::tabbar::drag::{DragMove, Place, is_bare, reorder};
use crate::tabbar::{TabBarItem, bar_position};
use config::keys::KeyAssignment;
use config::structs::{SpawnTabDomain, WindowDecorations};
use std::time::Instant;
use wezterm_types::{Modifiers, MouseButton};

impl TermWindow {
    /// The pointer moved over the bar, or is elsewhere.
    pub(super) fn point_at_bar(&mut self, at: Option<(f64, f64)>) {
        let mut redraw = self.tab_bar.set_pointer(at);
        let over = at
            .filter(|_| self.config.show_tab_tooltips)
            .filter(|_| self.tab_bar.drag.dragged().is_none() && self.tab_bar.rename.is_none())
            .and_then(|(x, y)| self.bar_item_at(x, y).tab_index())
            .and_then(|index| self.tab_at(index));
        redraw |= self.tab_bar.tooltip.point_at(over, Instant::now());
        if redraw {
            self.request_redraw();
        }
    }

    /// The tab at a place of the bar as it is shown.
    fn tab_at(&self, index: usize) -> Option<TabId> {
        Some(self.tab_bar.list.tabs().get(index)?.tab_id)
    }

    /// A button went down over the bar.
    pub(super) fn press_on_bar(
        &mut self,
        shared: &mut Shared,
        button: MouseButton,
        (x, y): (f64, f64),
    ) {
        let Some(pane) = self.active_pane_id(shared) else {
            return;
        };
        let item = self.bar_item_at(x, y);
        // Clicks count together while they hit the same tab, or bare bar.
        let target = match item {
            TabBarItem::Tab { index, .. } => (1, self.tab_at(index).unwrap_or(0)),
            item if is_bare(item) => (0, 0),
            _ => (2, 0),
        };
        let streak = self.tab_bar.clicks.press(button, target, Instant::now());
        let double = streak.is_multiple_of(2);
        match (item, button) {
            (TabBarItem::Tab { index, .. }, MouseButton::Left) => {
                let Some(tab) = self.tab_at(index) else {
                    return;
                };
                if self.renaming(tab) {
                    self.click_rename(x);
                    return;
                }
                // By its number: the bar may be older than the mux.
                let result = shared.mux.borrow_mut().show_tab(tab);
                if let Err(error) = result {
                    log::debug!("{error}");
                    return;
                }
                self.tab_bar.drag.press_tab(tab, index, double, (x, y));
                self.request_redraw();
            }
            (TabBarItem::Tab { index, .. } | TabBarItem::CloseTab(index), MouseButton::Middle)
            | (TabBarItem::CloseTab(index), MouseButton::Left) => {
                actions::close_tab_at(self, shared, index);
            }
            (TabBarItem::NewTabButton, button) => {
                actions::new_tab_button(self, shared, pane, button);
            }
            (TabBarItem::WindowButton(which), MouseButton::Left) => {
                actions::window_button(self, shared, which);
            }
            (TabBarItem::ScrollBack, MouseButton::Left) => self.scroll_bar_by_pages(-1),
            (TabBarItem::ScrollForward, MouseButton::Left) => self.scroll_bar_by_pages(1),
            (item, MouseButton::Left) if is_bare(item) => {
                if double {
                    self.double_click_on_bare_bar(shared, pane);
                } else {
                    self.tab_bar.drag.press_bar((x, y));
                }
            }
            _ => {}
        }
    }

    /// The button that went down over the bar went up.
    pub(super) fn release_on_bar(&mut self, shared: &Shared) {
        if let Some(tab) = self.tab_bar.drag.release() {
            self.start_rename(shared, tab);
        }
    }

    /// Opens a tab; where the bar is the window's title bar, it does what title
    /// bars do.
    fn double_click_on_bare_bar(&mut self, shared: &mut Shared, pane: mux::PaneId) {
        let is_title_bar = self
            .config
            .window_decorations
            .contains(WindowDecorations::INTEGRATED_BUTTONS);
        if is_title_bar {
            self.toggle_maximized();
        } else {
            let action = KeyAssignment::SpawnTab(SpawnTabDomain::CurrentPaneDomain);
            actions::perform(self, shared, pane, &action);
        }
    }

    /// The pointer moved while a button that went down on the bar is held.
    pub(super) fn bar_motion(&mut self, shared: &mut Shared, x: f64, y: f64) {
        let dpi = self.dpi();
        match self.tab_bar.drag.motion((x, y), dpi) {
            DragMove::Nothing => {}
            DragMove::Window => {
                self.pointer.let_go();
                self.start_drag();
            }
            DragMove::Tab(_) => {
                if self.tab_bar.tooltip.dismiss() {
                    self.request_redraw();
                }
                self.follow_drag(shared);
            }
        }
    }

    /// Brings the tab that is being dragged to the place under the pointer.
    pub(super) fn follow_drag(&mut self, shared: &mut Shared) {
        let (Some(tab), Some((x, y))) = (self.tab_bar.drag.dragged(), self.pointer.position) else {
            return;
        };
        let order = (shared.mux.borrow().window(self.mux_window))
            .map(|window| window.tabs().to_vec())
            .unwrap_or_default();
        let shown = self.tab_bar.list.tabs().iter().map(|tab| tab.tab_id);
        if !shown.eq(order.iter().copied()) {
            // The frame that shows the present order comes back here.
            return;
        }
        let Some(place) = order.iter().position(|id| *id == tab) else {
            self.tab_bar.drag.release();
            return;
        };
        let rect = self.layout.bar;
        let at = if bar_position(&self.config).is_vertical() {
            y - f64::from(rect.y)
        } else {
            x - f64::from(rect.x)
        };
        let spans = self.tab_bar.spans(&self.config, self.layout.input.cell);
        let drag = &mut self.tab_bar.drag;
        let to = match reorder(&spans, place, at) {
            Place::Here => {
                drag.rest();
                return;
            }
            Place::To(to) => {
                drag.rest();
                to
            }
            Place::Beyond(step) => {
                let to = place.saturating_add_signed(step).min(order.len() - 1);
                if to == place {
                    drag.rest();
                    return;
                }
                if !drag.step(Instant::now()) {
                    return;
                }
                to
            }
        };
        // It exists: it was found in the window.
        let _ = shared.mux.borrow_mut().move_tab(tab, to);
        self.request_redraw();
    }

    /// Escape: the dragged tab goes back to where it was. Whether one was.
    pub(super) fn cancel_drag(&mut self, shared: &mut Shared) -> bool {
        let Some((tab, origin)) = self.tab_bar.drag.cancel() else {
            return false;
        };
        // Closed meanwhile, it has no place to go back to.
        let _ = shared.mux.borrow_mut().move_tab(tab, origin);
        self.request_redraw();
        true
    }

    /// The wheel turned over the bar. It changes tabs, as in the original; it
    /// scrolls a bar whose tabs do not fit where it is turned sideways or with
    /// Shift, or where `mouse_wheel_scrolls_tabs` is off.
    pub(super) fn wheel_over_bar(&mut self, shared: &mut Shared, button: MouseButton) {
        let (steps, sideways) = match button {
            MouseButton::WheelUp(n) => (-(n as isize), false),
            MouseButton::WheelDown(n) => (n as isize, false),
            MouseButton::WheelLeft(n) => (-(n as isize), true),
            MouseButton::WheelRight(n) => (n as isize, true),
            _ => return,
        };
        let sideways = sideways || self.keyboard.0.contains(Modifiers::SHIFT);
        let changes_tabs = self.config.mouse_wheel_scrolls_tabs;
        if self.tab_bar.overflow().is_some() && (sideways || !changes_tabs) {
            self.scroll_bar(steps);
        } else if changes_tabs
            && !sideways
            && let Some(pane) = self.active_pane_id(shared)
        {
            let action = KeyAssignment::ActivateTabRelativeNoWrap(steps.signum());
            actions::perform(self, shared, pane, &action);
        }
    }

    /// `ScrollTabBar`: by tabs, while not all fit.
    pub(crate) fn scroll_bar(&mut self, tabs: isize) {
        if self.tab_bar.overflow().is_some() {
            self.tab_bar.scroll.by(tabs);
            self.tab_bar.tooltip.dismiss();
            self.request_redraw();
        }
    }

    /// A click on a mark scrolls by half of what is shown.
    fn scroll_bar_by_pages(&mut self, pages: isize) {
        if let Some(shown) = self.tab_bar.overflow() {
            self.scroll_bar(pages * (shown / 2).max(1) as isize);
        }
    }

    /// Timers of the bar that are due.
    pub(super) fn tick_bar(&mut self, shared: &mut Shared, now: Instant) {
        if self.tab_bar.tooltip.tick(now) {
            self.describe_tooltip(shared);
            self.request_redraw();
        }
        if self.tab_bar.drag.deadline().is_some_and(|at| at <= now) {
            self.follow_drag(shared);
        }
    }

    /// A program rang the bell in a tab of this window that is not shown.
    pub(crate) fn mark_bell(&mut self, shared: &Shared, pane: mux::PaneId) {
        let Some(tab) = shared.mux.borrow().tab_of_pane(pane) else {
            return;
        };
        if self.active_tab(shared) != Some(tab) && self.tab_bar.bells.ring(tab) {
            self.request_redraw();
        }
    }
}
