use super::waiting::{Begun, begin, function};
use super::{LuaDomain, LuaPane, LuaTab, LuaWindow, args, lua_error, made, with_mux};
use crate::SpawnDomain;
use mlua::{FromLuaMulti, Lua, MultiValue, Table, Value};
use wezterm_types::TerminalSize;

/// The table `wezterm.mux`. Its functions find the mux as application data
/// ([`SharedMux`](crate::SharedMux)) of the VM.
///
/// # Errors
/// When the VM is out of memory.
pub fn module(lua: &Lua) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    add_lookups(lua, &table)?;
    add_workspaces(lua, &table)?;
    add_domains(lua, &table)?;
    let spawn_window = function(lua, "spawn_window", spawn_window, made)?;
    table.set("spawn_window", spawn_window)?;
    Ok(table)
}

fn add_lookups(lua: &Lua, table: &Table) -> mlua::Result<()> {
    table.set(
        "get_pane",
        lua.create_function(|lua, id: usize| {
            with_mux(lua, |mux| {
                mux.require_pane(id).map_err(lua_error)?;
                Ok(LuaPane(id))
            })
        })?,
    )?;
    table.set(
        "get_tab",
        lua.create_function(|lua, id: usize| {
            with_mux(lua, |mux| {
                mux.require_tab(id).map_err(lua_error)?;
                Ok(LuaTab(id))
            })
        })?,
    )?;
    table.set(
        "get_window",
        lua.create_function(|lua, id: usize| {
            with_mux(lua, |mux| {
                mux.require_window(id).map_err(lua_error)?;
                Ok(LuaWindow(id))
            })
        })?,
    )?;
    table.set(
        "all_windows",
        lua.create_function(|lua, ()| {
            with_mux(lua, |mux| {
                Ok(mux.windows().map(|w| LuaWindow(w.id())).collect::<Vec<_>>())
            })
        })?,
    )
}

fn add_workspaces(lua: &Lua, table: &Table) -> mlua::Result<()> {
    table.set(
        "get_active_workspace",
        lua.create_function(|lua, ()| with_mux(lua, |mux| Ok(mux.active_workspace().to_owned())))?,
    )?;
    table.set(
        "set_active_workspace",
        lua.create_function(|lua, name: String| {
            with_mux(lua, |mux| {
                mux.set_active_workspace(&name).map_err(lua_error)
            })
        })?,
    )?;
    table.set(
        "get_workspace_names",
        lua.create_function(|lua, ()| with_mux(lua, |mux| Ok(mux.workspace_names())))?,
    )?;
    table.set(
        "rename_workspace",
        lua.create_function(|lua, (old, new): (String, String)| {
            with_mux(lua, |mux| {
                mux.rename_workspace(&old, &new).map_err(lua_error)
            })
        })?,
    )
}

fn add_domains(lua: &Lua, table: &Table) -> mlua::Result<()> {
    table.set(
        "all_domains",
        lua.create_function(|lua, ()| with_mux(lua, |mux| Ok(domains(mux))))?,
    )?;
    table.set(
        "get_domain",
        lua.create_function(|lua, which: Value| {
            with_mux(lua, |mux| {
                let mut known = domains(mux).into_iter();
                Ok(match which {
                    Value::Nil => {
                        let default = mux.find_domain(&SpawnDomain::Default).ok();
                        known.find(|domain| default.as_ref().is_some_and(|it| it.id == domain.id))
                    }
                    Value::String(name) => {
                        let name = name.to_str()?;
                        known.find(|domain| *domain.name == *name)
                    }
                    Value::Integer(id) => known.find(|domain| i64::try_from(domain.id) == Ok(id)),
                    _ => {
                        return Err(mlua::Error::runtime(
                            "get_domain takes the name or the id of a domain",
                        ));
                    }
                })
            })
        })?,
    )?;
    table.set(
        "set_default_domain",
        lua.create_function(|lua, domain: mlua::UserDataRef<LuaDomain>| {
            with_mux(lua, |mux| {
                mux.set_default_domain(&SpawnDomain::Name(domain.name.clone()))
                    .map_err(lua_error)
            })
        })?,
    )
}

fn domains(mux: &crate::Mux) -> Vec<LuaDomain> {
    mux.domains()
        .into_iter()
        .map(|domain| LuaDomain {
            id: domain.id,
            name: domain.name,
        })
        .collect()
}

fn spawn_window(lua: &Lua, args: MultiValue) -> mlua::Result<Begun> {
    let spec = Option::<Table>::from_lua_args(args, 1, Some("spawn_window"), lua)?;
    let command = args::spawn_command(spec.as_ref(), SpawnDomain::Default)?;
    let mut size = TerminalSize::default();
    let mut workspace: Option<String> = None;
    if let Some(spec) = &spec {
        let cell = (size.pixel_width / size.cols, size.pixel_height / size.rows);
        let side = |name: &str, default: usize| -> mlua::Result<usize> {
            let cells = spec.get::<Option<usize>>(name)?.unwrap_or(default);
            Ok(cells.clamp(1, usize::from(u16::MAX)))
        };
        size.cols = side("width", size.cols)?;
        size.rows = side("height", size.rows)?;
        size.pixel_width = size.cols * cell.0;
        size.pixel_height = size.rows * cell.1;
        workspace = spec.get("workspace")?;
    }
    let domain = command.domain.clone();
    begin(
        lua,
        |mux| mux.is_remote(&domain),
        move |mux| {
            let spawned = mux.spawn_window(&command, size, workspace.as_deref());
            spawned.map(|(_, _, pane)| pane)
        },
    )
}
