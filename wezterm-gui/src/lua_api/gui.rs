//! `wezterm.gui`.

use super::shared::{GuiState, SharedGuiState};
use super::window;
use config::LuaRuntime;
use config::keys::{default_key_tables, default_keys};
use config::Convert;
use mlua::{Lua, Table, Value};
use mux::WindowId;

/// Puts `wezterm.gui` into a VM that shares `state` with the application.
///
/// # Errors
/// When Lua is out of memory.
pub(crate) fn register(runtime: &LuaRuntime, state: SharedGuiState) -> mlua::Result<()> {
    let lua = runtime.lua();
    lua.set_app_data(state);
    let gui = runtime.submodule("gui")?;
    gui.raw_set("gui_windows", lua.create_function(|lua, ()| window::all(lua))?)?;
    gui.raw_set(
        "gui_window_for_mux_window",
        lua.create_function(|lua, id: WindowId| {
            let known = window::state(lua)?.borrow().windows.contains_key(&id);
            known.then(|| window::object(lua, id)).transpose()
        })?,
    )?;
    gui.raw_set(
        "get_appearance",
        lua.create_function(|lua, ()| window::state(lua).map(|state| appearance(&state.borrow())))?,
    )?;
    gui.raw_set(
        "default_keys",
        lua.create_function(|lua, ()| keys(lua, &default_keys()))?,
    )?;
    gui.raw_set(
        "default_key_tables",
        lua.create_function(|lua, ()| {
            let tables = lua.create_table()?;
            for (name, list) in default_key_tables() {
                tables.raw_set(name, keys(lua, &list)?)?;
            }
            Ok(tables)
        })?,
    )?;
    gui.raw_set("enumerate_gpus", lua.create_function(enumerate_gpus)?)?;
    gui.raw_set("screens", lua.create_function(screens)?)?;
    Ok(())
}

/// `Light` or `Dark`, as the desktop prefers.
pub(super) fn appearance(state: &GuiState) -> &'static str {
    if state.dark { "Dark" } else { "Light" }
}

fn keys(lua: &Lua, list: &[config::keys::Key]) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    for key in list {
        table.raw_push(key.to_lua(lua)?)?;
    }
    Ok(table)
}

/// The adapters that can paint, most capable first.
fn enumerate_gpus(lua: &Lua, (): ()) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    for adapter in wezterm_render::WgpuContext::adapters() {
        let entry = lua.create_table()?;
        entry.raw_set("name", adapter.name)?;
        entry.raw_set("backend", adapter.backend)?;
        entry.raw_set("device_type", adapter.device_type)?;
        entry.raw_set("device", adapter.device)?;
        entry.raw_set("vendor", adapter.vendor)?;
        entry.raw_set("driver", adapter.driver)?;
        entry.raw_set("driver_info", adapter.driver_info)?;
        table.raw_push(entry)?;
    }
    Ok(table)
}

/// The screens of the desktop, as far as the window system tells.
fn screens(lua: &Lua, (): ()) -> mlua::Result<Value> {
    let state = window::state(lua)?;
    let state = state.borrow();
    let by_name = lua.create_table()?;
    let mut main = Value::Nil;
    for screen in &state.screens {
        let entry = lua.create_table()?;
        entry.raw_set("name", screen.name.as_str())?;
        entry.raw_set("x", screen.x)?;
        entry.raw_set("y", screen.y)?;
        entry.raw_set("width", screen.width)?;
        entry.raw_set("height", screen.height)?;
        entry.raw_set("scale", screen.scale)?;
        entry.raw_set("effective_dpi", 96.0 * screen.scale)?;
        by_name.raw_set(screen.name.as_str(), &entry)?;
        if main.is_nil() {
            main = Value::Table(entry);
        }
    }
    let table = lua.create_table()?;
    table.raw_set("main", &main)?;
    table.raw_set("active", &main)?;
    table.raw_set("by_name", by_name)?;
    table.raw_set("origin_x", 0)?;
    table.raw_set("origin_y", 0)?;
    let width = state.screens.iter().map(|s| s.x + s.width).max();
    let height = state.screens.iter().map(|s| s.y + s.height).max();
    table.raw_set("virtual_width", width.unwrap_or(0))?;
    table.raw_set("virtual_height", height.unwrap_or(0))?;
    Ok(Value::Table(table))
}
