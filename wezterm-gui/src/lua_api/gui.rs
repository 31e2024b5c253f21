//! `wezterm.gui`.

use super::shared::{GuiState, SharedGuiState};
use super::window;
use crate::position::{WindowWish, virtual_area};
use config::keys::{default_key_tables, default_keys};
use config::lua::PlainValue;
use config::runtime::{Elsewhere, Wait, blocking_function};
use config::structs::GuiPosition;
use config::{Convert, Cx, LuaRuntime};
use mlua::{Lua, MultiValue, Table, Value};
use mux::lua::{Begin, Begun, LuaHooks};
use mux::{PaneId, SharedMux, WindowId};
use std::rc::Rc;

/// Columns or rows that a window may be asked to have.
const MOST_CELLS: u32 = 4096;

/// Puts `wezterm.mux` and `wezterm.gui` into a VM that shares the mux and
/// `state` with the application.
///
/// # Errors
/// When Lua is out of memory.
pub(crate) fn register(
    runtime: &LuaRuntime,
    mux: SharedMux,
    state: SharedGuiState,
) -> mlua::Result<()> {
    let lua = runtime.lua();
    lua.set_app_data(mux);
    lua.set_app_data(state);
    let window_of = gui_window(lua)?;
    lua.set_app_data(LuaHooks {
        gui_window: Some(window_of.clone()),
        suspending: Some(Rc::new(suspending)),
    });
    let module = runtime.module("wezterm.mux")?;
    for pair in mux::lua::module(lua)?.pairs::<Value, Value>() {
        let (name, value) = pair?;
        module.raw_set(name, value)?;
    }
    let gui = runtime.module("wezterm.gui")?;
    gui.raw_set(
        "gui_windows",
        lua.create_function(|lua, ()| window::all(lua))?,
    )?;
    gui.raw_set("gui_window_for_mux_window", window_of)?;
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
    gui.raw_set("screens", lua.create_function(screens)?)?;
    gui.raw_set("enumerate_gpus", lua.create_function(enumerate_gpus)?)?;
    Ok(())
}

/// A function that makes a pane: a handler is suspended until a server answers,
/// and where that is not possible no server is asked.
fn suspending(lua: &Lua, name: &'static str, begin: Begin) -> mlua::Result<mlua::Function> {
    let number = |pane: PaneId| vec![PlainValue::Int(i64::try_from(pane).unwrap_or(i64::MAX))];
    blocking_function(
        lua,
        name,
        Elsewhere::Refuse,
        move |lua, args: MultiValue| {
            let wish = match name {
                "spawn_window" => window_wish(lua, args.front())?,
                _ => WindowWish::default(),
            };
            let state = window::state(lua)?;
            Ok(match begin(lua, args)? {
                Begun::Done(pane) => {
                    state.borrow_mut().wish(pane, wish);
                    Wait::Done(Ok(number(pane)))
                }
                Begun::Ask(ask) => Wait::Told(Box::new(move |tell| {
                    ask(Box::new(move |answer| {
                        if let Ok(pane) = answer {
                            state.borrow_mut().wish(pane, wish);
                        }
                        tell(answer.map(number));
                    }))
                })),
            })
        },
    )
}

/// What the argument of `spawn_window` says about the window.
fn window_wish(lua: &Lua, spec: Option<&Value>) -> mlua::Result<WindowWish> {
    let Some(Value::Table(spec)) = spec else {
        return Ok(WindowWish::default());
    };
    let cells = |name: &str| -> mlua::Result<Option<u32>> {
        Ok(spec
            .get::<Option<u32>>(name)?
            .map(|n| n.clamp(1, MOST_CELLS)))
    };
    let position = match spec.get::<Value>("position")? {
        Value::Nil => None,
        value => Some(GuiPosition::from_lua(&value, &mut Cx::new(lua))?.into()),
    };
    Ok(WindowWish {
        cols: cells("width")?,
        rows: cells("height")?,
        position,
    })
}

/// The function that returns the object of a window, or `nil` where it is not
/// shown. A handler that has just made the window is suspended until it is open.
fn gui_window(lua: &Lua) -> mlua::Result<mlua::Function> {
    let is_open = |is_open| Ok(vec![PlainValue::Bool(is_open)]);
    let wait = blocking_function(
        lua,
        "gui_window",
        Elsewhere::Nothing,
        move |lua, id: WindowId| {
            let state = window::state(lua)?;
            if state.borrow().windows.contains_key(&id) {
                return Ok(Wait::Done(is_open(true)));
            }
            if window::mux(lua)?.borrow().window(id).is_none() {
                return Ok(Wait::Done(is_open(false)));
            }
            Ok(Wait::Told(Box::new(move |tell| {
                state
                    .borrow_mut()
                    .opening
                    .add(id, move |open| tell(is_open(open)));
                Ok(())
            })))
        },
    )?;
    let object = lua.create_function(window::object)?;
    config::own_chunk!(lua, "gui_window").call((wait, object))
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

/// `Screens`. The active one is that of the window which has the keyboard.
fn screens(lua: &Lua, (): ()) -> mlua::Result<Table> {
    let state = window::state(lua)?;
    let state = state.borrow();
    let known = &state.screens;
    let Some(main) = known.first() else {
        return Err(mlua::Error::runtime(
            "wezterm.gui.screens: no screen is known before the first window is open; call it from an event handler",
        ));
    };
    let info = |screen: &::window::Screen| -> mlua::Result<Table> {
        let table = lua.create_table()?;
        table.raw_set("name", screen.name.as_str())?;
        table.raw_set("x", screen.x)?;
        table.raw_set("y", screen.y)?;
        table.raw_set("width", screen.width)?;
        table.raw_set("height", screen.height)?;
        table.raw_set("scale", screen.scale)?;
        table.raw_set("max_fps", screen.max_fps)?;
        table.raw_set("effective_dpi", screen.scale * 96.0)?;
        Ok(table)
    };
    let by_name = lua.create_table()?;
    for screen in known {
        by_name.raw_set(screen.name.as_str(), info(screen)?)?;
    }
    let (left, top, width, height) = virtual_area(known);
    let out = lua.create_table()?;
    out.raw_set("main", info(main)?)?;
    let active = known.get(state.active_screen()).unwrap_or(main);
    out.raw_set("active", info(active)?)?;
    out.raw_set("by_name", by_name)?;
    out.raw_set("origin_x", left)?;
    out.raw_set("origin_y", top)?;
    out.raw_set("virtual_width", width)?;
    out.raw_set("virtual_height", height)?;
    Ok(out)
}

/// The adapters that can paint, most capable first.
fn enumerate_gpus(lua: &Lua, (): ()) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    for adapter in wezterm_render::WgpuContext::enumerate() {
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
