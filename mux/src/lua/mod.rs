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
mod window;

pub use domain::LuaDomain;
pub use module::module;
pub use pane::LuaPane;
pub use tab::LuaTab;
pub use window::LuaWindow;

use crate::mux::{Mux, SharedMux};
use mlua::Lua;

/// Adds methods that need a window, such as `MuxWindow:gui_window`, to the
/// objects made here. Set it as application data of the VM before the first
/// object is made.
#[derive(Clone, Default)]
pub struct LuaHooks {
    /// `MuxWindow:gui_window()`.
    pub gui_window: Option<mlua::Function>,
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

fn lua_error(error: crate::MuxError) -> mlua::Error {
    mlua::Error::external(error)
}
