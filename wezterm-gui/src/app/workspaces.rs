//! Which windows of the mux are on the desktop: those of the active workspace.
//!
//! Another workspace is shown in the windows that are there, at their places and
//! in their sizes; only what is missing is opened, and what is left over closed.
//! The programs of a window that is not shown go on.

use super::App;
use mux::WindowId;
use std::collections::VecDeque;
use window::EventLoop;

impl App {
    /// A window of the mux has changed: it may be in another workspace now.
    pub(super) fn follow_workspace_of(&mut self, id: WindowId) {
        let mux = self.shared.mux.borrow();
        let wanted = (mux.window(id)).is_some_and(|w| w.workspace() == mux.active_workspace());
        self.workspace_news |= wanted != self.windows.contains_key(&id);
    }

    /// Shows the windows of the active workspace after news of any; whether
    /// something was to be done.
    pub(super) fn follow_workspace(&mut self, event_loop: &mut EventLoop<'_>) -> bool {
        if !std::mem::take(&mut self.workspace_news) {
            return false;
        }
        let wanted: Vec<WindowId> = {
            let mux = self.shared.mux.borrow();
            let active = mux.active_workspace();
            let windows = mux.windows().filter(|window| window.workspace() == active);
            windows.map(mux::Window::id).collect()
        };
        if wanted.is_empty() {
            // They come when a server answers, unless the last one was closed.
            return self.windows.is_empty() && self.show_any_workspace();
        }
        let is_wanted = |id: &WindowId| wanted.contains(id);
        let mut leaving: VecDeque<WindowId> = VecDeque::new();
        for (id, window) in self.windows.iter().filter(|(id, _)| !is_wanted(id)) {
            // Whoever has the keyboard keeps it.
            match window.is_focused() {
                true => leaving.push_front(*id),
                false => leaving.push_back(*id),
            }
        }
        let mut changed = !leaving.is_empty();
        for id in wanted {
            if self.windows.contains_key(&id) {
                continue;
            }
            changed = true;
            match leaving.pop_front() {
                Some(old) => self.show_instead(old, id),
                None => self.open_window(event_loop, id),
            }
        }
        for id in leaving {
            self.windows.remove(&id);
            self.shared.forget_window(id);
        }
        changed
    }

    /// Activates a workspace that has windows, if any has.
    fn show_any_workspace(&mut self) -> bool {
        let mut mux = self.shared.mux.borrow_mut();
        let name = mux.windows().next().map(|w| w.workspace().to_owned());
        name.is_some_and(|name| mux.set_active_workspace(&name).is_ok())
    }

    /// Shows another window of the mux where `old` was. What Lua has set for the
    /// window stays.
    fn show_instead(&mut self, old: WindowId, id: WindowId) {
        let Some(mut window) = self.windows.remove(&old) else {
            return;
        };
        // The window is as it is.
        self.take_wish(id);
        self.shared.gui.borrow_mut().show_instead(old, id);
        self.shared.forget_window(old);
        window.show(&mut self.shared, id);
        self.windows.insert(id, window);
        if self.is_overridden(id) {
            self.dress_panes(id);
        }
    }
}
