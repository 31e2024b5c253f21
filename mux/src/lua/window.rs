use super::waiting::{Begun, Method, begin, function};
use super::{LuaHooks, LuaPane, LuaTab, args, lua_error, made, with_mux};
use crate::{SpawnDomain, WindowId};
use mlua::{
    FromLuaMulti, Function, Lua, MultiValue, Table, UserData, UserDataFields, UserDataMethods,
    UserDataRef, Value,
};

/// `MuxWindow`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LuaWindow(pub WindowId);

impl UserData for LuaWindow {
    fn add_fields<F: UserDataFields<Self>>(fields: &mut F) {
        let method = |lua: &Lua| function(lua, "spawn_tab", spawn_tab, made);
        fields.add_field("spawn_tab", Method(method));
        fields.add_field("gui_window", Method(gui_window));
    }

    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("window_id", |_, this, ()| Ok(this.0));
        methods.add_method("active_pane", |lua, this, ()| {
            with_mux(lua, |mux| {
                mux.require_window(this.0).map_err(lua_error)?;
                Ok(mux.active_pane(this.0).map(|pane| LuaPane(pane.id())))
            })
        });
        methods.add_method("active_tab", |lua, this, ()| {
            with_mux(lua, |mux| {
                let window = mux.require_window(this.0).map_err(lua_error)?;
                Ok(window.active_tab().map(LuaTab))
            })
        });
        methods.add_method("tabs", |lua, this, ()| {
            with_mux(lua, |mux| {
                let window = mux.require_window(this.0).map_err(lua_error)?;
                Ok(window
                    .tabs()
                    .iter()
                    .copied()
                    .map(LuaTab)
                    .collect::<Vec<_>>())
            })
        });
        methods.add_method("tabs_with_info", |lua, this, ()| {
            let (tabs, active) = with_mux(lua, |mux| {
                let window = mux.require_window(this.0).map_err(lua_error)?;
                Ok((window.tabs().to_vec(), window.active_index()))
            })?;
            let out = lua.create_table()?;
            for (index, tab) in tabs.into_iter().enumerate() {
                let row = lua.create_table()?;
                row.set("index", index)?;
                row.set("is_active", index == active)?;
                row.set("tab", LuaTab(tab))?;
                out.push(row)?;
            }
            Ok(out)
        });
        methods.add_method("get_title", |lua, this, ()| {
            with_mux(lua, |mux| {
                let window = mux.require_window(this.0).map_err(lua_error)?;
                Ok(window.title().to_owned())
            })
        });
        methods.add_method("set_title", |lua, this, title: String| {
            with_mux(lua, |mux| {
                mux.set_window_title(this.0, &title).map_err(lua_error)
            })
        });
        methods.add_method("get_workspace", |lua, this, ()| {
            with_mux(lua, |mux| {
                let window = mux.require_window(this.0).map_err(lua_error)?;
                Ok(window.workspace().to_owned())
            })
        });
        methods.add_method("set_workspace", |lua, this, name: String| {
            with_mux(lua, |mux| {
                mux.set_workspace(this.0, &name).map_err(lua_error)
            })
        });
        methods.add_meta_method("__tostring", |_, this, ()| {
            Ok(format!("MuxWindow(mux_window_id:{})", this.0))
        });
        methods.add_meta_method("__eq", |_, this, other: mlua::UserDataRef<Self>| {
            Ok(*this == *other)
        });
    }
}

/// The method `gui_window`: in Lua, so that it may wait for the window.
fn gui_window(lua: &Lua) -> mlua::Result<Function> {
    let hook = lua
        .app_data_ref::<LuaHooks>()
        .and_then(|hooks| hooks.gui_window.clone());
    let Some(hook) = hook else {
        return lua.create_function(|_, _: UserDataRef<LuaWindow>| Ok(Value::Nil));
    };
    let id_of = lua.create_function(|_, this: UserDataRef<LuaWindow>| Ok(this.0))?;
    lua.load("local id_of, hook = ... return function(self) return hook(id_of(self)) end")
        .set_name("=(gui_window)")
        .call((id_of, hook))
}

fn spawn_tab(lua: &Lua, args: MultiValue) -> mlua::Result<Begun> {
    let (this, spec) =
        <(UserDataRef<LuaWindow>, Option<Table>)>::from_lua_args(args, 1, Some("spawn_tab"), lua)?;
    let command = args::spawn_command(spec.as_ref(), SpawnDomain::CurrentPane)?;
    let (window, domain) = (this.0, command.domain.clone());
    begin(
        lua,
        |mux| mux.is_remote_window(window) || mux.is_remote(&domain),
        move |mux| {
            let size = mux.require_window(window)?.size();
            let spawned = mux.spawn_tab(window, &command, size);
            spawned.map(|(_, pane)| pane)
        },
    )
}
