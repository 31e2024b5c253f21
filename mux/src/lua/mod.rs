//! `wezterm.mux` and the objects it hands out: `Pane`, `MuxTab`, `MuxWindow`
//! and `MuxDomain`. An object is a number; what it stands for is looked up when
//! a method is called, and a method of something that is gone raises an error.
//!
//! The mux is borrowed for as long as a method takes and never while Lua runs.

mod args;
mod domain;
mod module;
mod pane;
mod tab;
mod waiting;
mod window;

pub use domain::LuaDomain;
pub use module::module;
pub use pane::LuaPane;
pub use tab::LuaTab;
pub use waiting::{Begin, Begun, Suspending};
pub use window::LuaWindow;

use crate::mux::{Mux, SharedMux};
use mlua::Lua;

/// What needs the application: methods that need a window, such as
/// `MuxWindow:gui_window`, and waiting. Set it as application data of the VM
/// before [`module`] and the first object are made.
#[derive(Clone, Default)]
pub struct LuaHooks {
    /// `MuxWindow:gui_window()`, of the number of the window. May suspend.
    pub gui_window: Option<mlua::Function>,
    /// How functions wait for servers; without it they fail where they would.
    pub suspending: Option<Suspending>,
}

/// Runs `f` with the mux of this VM.
fn with_mux<R>(lua: &Lua, f: impl FnOnce(&mut Mux) -> mlua::Result<R>) -> mlua::Result<R> {
    let shared = lua
        .app_data_ref::<SharedMux>()
        .map(|shared| SharedMux::clone(&shared))
        .ok_or_else(|| {
            mlua::Error::runtime(
                "wezterm.mux cannot be used yet: the configuration is being loaded",
            )
        })?;
    let mut mux = shared
        .try_borrow_mut()
        .map_err(|_| mlua::Error::runtime("wezterm.mux cannot be used from inside itself"))?;
    f(&mut mux)
}

/// A pane that was just made, and where.
fn made(mux: &Mux, pane: crate::PaneId) -> (LuaTab, LuaPane, LuaWindow) {
    (
        LuaTab(tab_of(mux, pane)),
        LuaPane(pane),
        LuaWindow(window_of(mux, pane)),
    )
}

/// The tab of a pane that was just made.
fn tab_of(mux: &Mux, pane: crate::PaneId) -> crate::TabId {
    mux.tab_of_pane(pane).unwrap_or_default()
}

/// The window of a pane that was just made.
fn window_of(mux: &Mux, pane: crate::PaneId) -> crate::WindowId {
    mux.window_of_pane(pane).unwrap_or_default()
}

fn lua_error(error: crate::MuxError) -> mlua::Error {
    mlua::Error::external(error)
}
