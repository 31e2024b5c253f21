//! What Lua may know of the windows, and what it may ask of them.
//!
//! Lua never holds a window: a handler reads from a mirror that the
//! application refreshes before Lua runs, and asks by leaving commands that
//! the application carries out after Lua has returned. So no handler can
//! observe a half-changed window, and none can keep one alive.

use crate::position::WindowWish;
use config::{Config, KeyAssignment};
use mux::{PaneId, WindowId};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// What Lua sees of one window.
#[derive(Clone, Debug, Default)]
pub(crate) struct WindowMirror {
    pub(crate) active_pane: Option<PaneId>,
    pub(crate) focused: bool,
    pub(crate) pixel_width: u32,
    pub(crate) pixel_height: u32,
    pub(crate) dpi: u32,
    pub(crate) full_screen: bool,
    pub(crate) leader_active: bool,
    pub(crate) key_table: Option<String>,
    pub(crate) composition: Option<String>,
    /// Modifiers and lock states, as Lua prints them.
    pub(crate) modifiers: (String, String),
    /// The configuration with this window's overrides.
    pub(crate) config: Arc<Config>,
}

/// Something a Lua handler asked for.
#[derive(Debug)]
pub(crate) enum Command {
    SetLeftStatus(String),
    SetRightStatus(String),
    /// The overrides of this window in [`GuiState::overrides`] are new.
    OverridesChanged,
    PerformAction(Box<KeyAssignment>, PaneId),
    Toast {
        title: String,
        message: String,
        /// What a click opens.
        url: Option<String>,
        timeout_ms: Option<u32>,
    },
    CopyToClipboard {
        text: String,
        clipboard: bool,
        primary: bool,
    },
    SetInnerSize(u32, u32),
    SetPosition(i32, i32),
    Maximize(bool),
    ToggleFullScreen,
    Focus,
}

/// The state behind `wezterm.gui` and the `Window` objects of one Lua VM.
#[derive(Debug, Default)]
pub(crate) struct GuiState {
    pub(crate) windows: BTreeMap<WindowId, WindowMirror>,
    /// What is shown by now where a window was that another workspace hides.
    moved: BTreeMap<WindowId, WindowId>,
    pub(crate) commands: Vec<(WindowId, Command)>,
    pub(crate) opening: Opening,
    /// How the windows of panes that are new are to be opened.
    wishes: BTreeMap<PaneId, WindowWish>,
    /// What `set_config_overrides` has set, in the registry of this VM.
    pub(crate) overrides: BTreeMap<WindowId, mlua::RegistryKey>,
    /// `Light` or `Dark`.
    pub(crate) dark: bool,
    /// The screens, the main one first; none before there is a window.
    pub(crate) screens: Vec<window::Screen>,
    /// The name of the screen that the window with the keyboard is on, or was.
    pub(crate) active_screen: Option<String>,
}

/// What a handler waits for: a window, and what is told whether it is open.
type AwaitedWindow = (WindowId, Box<dyn FnOnce(bool)>);

/// Handlers that wait for windows to be opened.
#[derive(Default)]
pub(crate) struct Opening(Vec<AwaitedWindow>);

impl Opening {
    /// `told` is called once it is known whether the window is open.
    pub(super) fn add(&mut self, window: WindowId, told: impl FnOnce(bool) + 'static) {
        self.0.push((window, Box::new(told)));
    }

    /// Takes all who wait.
    pub(crate) fn take(&mut self) -> Vec<AwaitedWindow> {
        std::mem::take(&mut self.0)
    }
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(id, _)| id))
            .finish()
    }
}

impl GuiState {
    /// What is shown where `window` was, if it is hidden: an object of it goes
    /// on to stand for the window on the desktop.
    pub(super) fn shown_for(&self, window: WindowId) -> WindowId {
        self.moved.get(&window).copied().unwrap_or(window)
    }

    /// Sets the overrides of what is shown for `window`, or takes them away.
    pub(super) fn set_overrides(&mut self, window: WindowId, to: Option<mlua::RegistryKey>) {
        let shown = self.shown_for(window);
        match to {
            Some(key) => self.overrides.insert(shown, key),
            None => self.overrides.remove(&shown),
        };
    }

    /// Notes how the window of a new pane is to be opened.
    pub(crate) fn wish(&mut self, pane: PaneId, wish: WindowWish) {
        if wish != WindowWish::default() {
            self.wishes.insert(pane, wish);
        }
    }

    /// Takes what was wished for a window. `window_of` is that of a pane.
    pub(crate) fn take_wish(
        &mut self,
        window: WindowId,
        window_of: impl Fn(PaneId) -> Option<WindowId>,
    ) -> WindowWish {
        let mut found = WindowWish::default();
        self.wishes.retain(|pane, wish| {
            let of = window_of(*pane);
            if of == Some(window) {
                found = std::mem::take(wish);
            }
            of.is_some_and(|of| of != window)
        });
        found
    }

    /// The window that has shown `old` shows `new`, and goes on under its
    /// overrides.
    pub(crate) fn show_instead(&mut self, old: WindowId, new: WindowId) {
        self.windows.remove(&old);
        if let Some(overrides) = self.overrides.remove(&old) {
            self.overrides.insert(new, overrides);
        }
        for shown in self.moved.values_mut().filter(|shown| **shown == old) {
            *shown = new;
        }
        self.moved.insert(old, new);
        self.moved.remove(&new);
    }

    /// The window is gone from the desktop.
    pub(crate) fn forget(&mut self, window: WindowId) {
        self.windows.remove(&window);
        self.overrides.remove(&window);
        self.moved.retain(|_, shown| *shown != window);
    }

    /// The index of the active screen: the main one, until a window is on one.
    pub(crate) fn active_screen(&self) -> usize {
        let name = self.active_screen.as_ref();
        let found = self.screens.iter().position(|s| Some(&s.name) == name);
        found.unwrap_or_default()
    }
}

/// One owner in the application, one clone in the Lua VM.
pub(crate) type SharedGuiState = Rc<RefCell<GuiState>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_follows_the_window_on_the_desktop() {
        let mut state = GuiState::default();
        state.show_instead(0, 1);
        state.forget(0);
        assert_eq!([0, 1].map(|id| state.shown_for(id)), [1, 1]);
        state.show_instead(1, 2);
        state.forget(1);
        assert_eq!([0, 1, 2].map(|id| state.shown_for(id)), [2, 2, 2]);
        // Back to the first, whose object stands for itself again.
        state.show_instead(2, 0);
        state.forget(2);
        assert_eq!([0, 1, 2].map(|id| state.shown_for(id)), [0, 0, 0]);
        // A closed one is not shown for any.
        state.forget(0);
        assert_eq!([0, 1, 2].map(|id| state.shown_for(id)), [0, 1, 2]);
    }
}
