use super::Mux;
use crate::control::Request;
use crate::error::{MuxError, Result};
use crate::event::MuxEvent;
use crate::tab::Tab;
use crate::{TabId, WindowId};
use wezterm_types::TerminalSize;

impl Mux {
    /// Shows the tab at an index; negative counts from the end.
    ///
    /// # Errors
    /// When there is no such window or index.
    pub fn activate_tab(&mut self, window: WindowId, index: isize) -> Result<()> {
        let known = self.window_mut(window)?;
        let count = known.tabs.len();
        let at = if index < 0 {
            count.checked_sub(index.unsigned_abs())
        } else {
            Some(index.unsigned_abs())
        };
        let Some(at) = at.filter(|at| *at < count) else {
            return Err(MuxError::NoSuchTabIndex {
                window,
                index,
                count,
            });
        };
        let left = known.active_tab();
        if let Some(tab) = known.tabs.get(at).copied()
            && let Some(sent) = self.forward_tab(tab, |tab| Request::ActivateTab { tab })
        {
            return sent;
        }
        if self.window_mut(window)?.activate(at) {
            if let Some(tab) = left {
                self.tab_seen(tab);
            }
            self.fit_shown_tab(window);
            self.touch_window(window);
        }
        debug_assert!(self.check());
        Ok(())
    }

    /// A tab was in view until now, all panes of it: what they printed is seen,
    /// and output from now on is news.
    fn tab_seen(&mut self, tab: TabId) {
        let panes = self.tabs.get(&tab).map(Tab::panes).unwrap_or_default();
        for pane in panes.into_iter().filter_map(|id| self.pane(id)) {
            if pane.has_unseen_output() {
                pane.mark_seen();
                self.notify.pane(pane.id());
            }
        }
    }

    /// Shows the tab `delta` places to the right, around the ends if `wrap`.
    ///
    /// # Errors
    /// When there is no such window.
    pub fn activate_tab_relative(
        &mut self,
        window: WindowId,
        delta: isize,
        wrap: bool,
    ) -> Result<()> {
        let known = self.require_window(window)?;
        let count = isize::try_from(known.tabs.len()).unwrap_or(isize::MAX);
        let at = isize::try_from(known.active)
            .unwrap_or(0)
            .saturating_add(delta);
        let at = if wrap {
            at.rem_euclid(count.max(1))
        } else {
            at.clamp(0, count - 1)
        };
        self.activate_tab(window, at)
    }

    /// Shows the tab that was shown before.
    ///
    /// # Errors
    /// When there is no such window.
    pub fn activate_last_tab(&mut self, window: WindowId) -> Result<()> {
        match self.require_window(window)?.last_active {
            Some(tab) => self.show_tab(tab),
            None => Ok(()),
        }
    }

    /// Shows a tab in its window.
    ///
    /// # Errors
    /// When there is no such tab.
    pub fn show_tab(&mut self, tab: TabId) -> Result<()> {
        self.require_tab(tab)?;
        let Some(window) = self.window_of_tab(tab) else {
            return Ok(());
        };
        let index = self
            .require_window(window)?
            .tabs
            .iter()
            .position(|known| *known == tab);
        match index.and_then(|index| isize::try_from(index).ok()) {
            Some(index) => self.activate_tab(window, index),
            None => Ok(()),
        }
    }

    /// Moves a tab to an index of its window; past the end is the end.
    ///
    /// # Errors
    /// When there is no such tab.
    pub fn move_tab(&mut self, tab: TabId, to: usize) -> Result<()> {
        self.require_tab(tab)?;
        let Some(window) = self.window_of_tab(tab) else {
            return Ok(());
        };
        let known = self.window_mut(window)?;
        let to = to.min(known.tabs.len().saturating_sub(1));
        if let Some(sent) = self.forward_tab(tab, |tab| Request::MoveTab { tab, index: to }) {
            return sent;
        }
        let known = self.window_mut(window)?;
        let from = known.tabs.iter().position(|known| *known == tab);
        if from.is_some_and(|from| known.move_tab(from, to)) {
            self.touch_window(window);
        }
        debug_assert!(self.check());
        Ok(())
    }

    /// Names a tab; an empty title returns to what its program says.
    ///
    /// # Errors
    /// When there is no such tab.
    pub fn set_tab_title(&mut self, tab: TabId, title: &str) -> Result<()> {
        let forwarded = self.forward_tab(tab, |tab| Request::SetTabTitle {
            tab: Some(tab),
            pane: None,
            title: title.to_owned(),
        });
        if let Some(sent) = forwarded {
            return sent;
        }
        let known = self.tab_mut(tab)?;
        if known.title != title {
            known.title = title.to_owned();
            self.touch_tab(tab);
        }
        Ok(())
    }

    /// Names a window.
    ///
    /// # Errors
    /// When there is no such window.
    pub fn set_window_title(&mut self, window: WindowId, title: &str) -> Result<()> {
        let forwarded = self.forward_window(window, |window| Request::SetWindowTitle {
            window: Some(window),
            pane: None,
            title: title.to_owned(),
        });
        if let Some(sent) = forwarded {
            return sent;
        }
        let known = self.window_mut(window)?;
        if known.title != title {
            known.title = title.to_owned();
            self.touch_window(window);
        }
        Ok(())
    }

    /// Closes a tab and ends its programs, at once or after the time that
    /// [`Mux::undo_close`] has; the last tab takes its window along.
    ///
    /// # Errors
    /// When there is no such tab.
    pub fn close_tab(&mut self, tab: TabId) -> Result<()> {
        let panes = self.require_tab(tab)?.panes();
        if let Some(sent) = self.forward_tab(tab, |tab| Request::CloseTab { tab }) {
            return sent;
        }
        let kept = self.keep_closed(tab, &panes);
        let mut closed = Vec::new();
        for id in panes {
            closed.extend(self.pane(id));
            self.forget_pane(id);
        }
        self.drop_tab(tab);
        self.bury(kept, &closed);
        debug_assert!(self.check());
        Ok(())
    }

    /// Closes a window and ends its programs. A window of a server is only
    /// shown no longer: its programs run on.
    ///
    /// # Errors
    /// When there is no such window.
    pub fn close_window(&mut self, window: WindowId) -> Result<()> {
        if self.require_window(window)?.remote.is_some() {
            self.hide_mirrored_window(window);
            return Ok(());
        }
        for tab in self.require_window(window)?.tabs.clone() {
            self.close_tab(tab)?;
        }
        Ok(())
    }

    /// Removes a tab whose panes are gone, and its window if that was the last.
    pub(super) fn drop_tab(&mut self, tab: TabId) {
        let to_last = self.settings.switch_to_last_active_tab;
        let window = self.window_of_tab(tab);
        self.tabs.remove(&tab);
        let Some(id) = window else { return };
        self.tell(MuxEvent::TabClosed { window: id, tab });
        let is_empty = match self.windows.get_mut(&id) {
            Some(window) => {
                window.remove(tab, to_last);
                window.tabs.is_empty()
            }
            None => return,
        };
        if !is_empty {
            self.fit_shown_tab(id);
            self.touch_window(id);
            return;
        }
        self.windows.remove(&id);
        self.next_generation();
        self.tell(MuxEvent::WindowClosed(id));
        if self.windows.is_empty() {
            self.tell(MuxEvent::Empty);
        }
    }

    /// Gives a window's cells a new size. The tab that is shown follows at
    /// once; the others when they are shown, or by [`Mux::resize_hidden_tab`].
    ///
    /// # Errors
    /// When there is no such window.
    pub fn resize_window(&mut self, window: WindowId, size: TerminalSize) -> Result<()> {
        let known = self.window_mut(window)?;
        if known.remote.is_some() {
            // The server answers with a layout of that size.
            if known.asked_size == Some(size) {
                return Ok(());
            }
            known.asked_size = Some(size);
            let sent = self.forward_window(window, |window| Request::ResizeWindow { window, size });
            return sent.unwrap_or(Ok(()));
        }
        known.size = size;
        self.fit_shown_tab(window);
        debug_assert!(self.check());
        Ok(())
    }

    /// Resizes one tab that is not shown and has not followed its window yet;
    /// whether there was one. For moments when there is nothing else to do.
    pub fn resize_hidden_tab(&mut self) -> bool {
        let local = self
            .windows
            .values()
            .filter(|window| window.remote.is_none());
        let stale = local.into_iter().find_map(|window| {
            let tab = window.tabs.iter().find(|tab| {
                self.tabs
                    .get(tab)
                    .is_some_and(|tab| tab.size != window.size)
            });
            Some((*tab?, window.size))
        });
        let Some((tab, size)) = stale else {
            return false;
        };
        // Nobody sees it: its sizes are news for the next frame that something
        // visible asks for, and no reason for one.
        if self.fit_tab(tab, size) {
            let generation = self.next_generation();
            if let Some(tab) = self.tabs.get_mut(&tab) {
                tab.generation = generation;
            }
        }
        true
    }

    /// Brings the tab that a window shows to the window's size.
    pub(super) fn fit_shown_tab(&mut self, window: WindowId) {
        let Some(window) = self
            .windows
            .get(&window)
            .filter(|window| window.remote.is_none())
        else {
            return;
        };
        let size = window.size;
        if let Some(tab) = window.active_tab()
            && self.fit_tab(tab, size)
        {
            self.touch_tab(tab);
        }
    }

    /// Gives a tab a size; whether it had another one.
    fn fit_tab(&mut self, id: TabId, size: TerminalSize) -> bool {
        let Some(tab) = self.tabs.get_mut(&id).filter(|tab| tab.size != size) else {
            return false;
        };
        tab.size = size;
        self.apply_layout(id);
        true
    }
}
