use super::{LuaPane, LuaWindow, args, lua_error, with_mux};
use crate::TabId;
use mlua::{UserData, UserDataMethods};

/// `MuxTab`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LuaTab(pub TabId);

impl UserData for LuaTab {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("tab_id", |_, this, ()| Ok(this.0));
        methods.add_method("activate", |lua, this, ()| {
            with_mux(lua, |mux| mux.show_tab(this.0).map_err(lua_error))
        });
        methods.add_method("active_pane", |lua, this, ()| {
            with_mux(lua, |mux| {
                let tab = mux.require_tab(this.0).map_err(lua_error)?;
                Ok(LuaPane(tab.active_pane()))
            })
        });
        methods.add_method("get_pane_direction", |lua, this, name: String| {
            let direction = args::direction(&name)?;
            with_mux(lua, |mux| {
                let tab = mux.require_tab(this.0).map_err(lua_error)?;
                let next = tab.pane_in_direction(tab.active_pane(), direction);
                Ok(next.map(LuaPane))
            })
        });
        methods.add_method("get_size", |lua, this, ()| {
            let size = with_mux(lua, |mux| {
                Ok(mux.require_tab(this.0).map_err(lua_error)?.size())
            })?;
            let out = lua.create_table()?;
            out.set("rows", size.rows)?;
            out.set("cols", size.cols)?;
            out.set("pixel_width", size.pixel_width)?;
            out.set("pixel_height", size.pixel_height)?;
            out.set("dpi", size.dpi)?;
            Ok(out)
        });
        methods.add_method("get_title", |lua, this, ()| {
            with_mux(lua, |mux| {
                Ok(mux
                    .require_tab(this.0)
                    .map_err(lua_error)?
                    .title()
                    .to_owned())
            })
        });
        methods.add_method("set_title", |lua, this, title: String| {
            with_mux(lua, |mux| {
                mux.set_tab_title(this.0, &title).map_err(lua_error)
            })
        });
        methods.add_method("panes", |lua, this, ()| {
            with_mux(lua, |mux| {
                let tab = mux.require_tab(this.0).map_err(lua_error)?;
                Ok(tab.panes().into_iter().map(LuaPane).collect::<Vec<_>>())
            })
        });
        methods.add_method("panes_with_info", |lua, this, ()| {
            let places = with_mux(lua, |mux| {
                mux.require_tab(this.0).map_err(lua_error)?;
                Ok(mux.all_positioned_panes(this.0))
            })?;
            let out = lua.create_table()?;
            for place in places {
                let row = lua.create_table()?;
                row.set("index", place.index)?;
                row.set("is_active", place.is_active)?;
                row.set("is_zoomed", place.is_zoomed)?;
                row.set("left", place.left)?;
                row.set("top", place.top)?;
                row.set("width", place.width)?;
                row.set("height", place.height)?;
                row.set("pixel_width", place.pixel_width)?;
                row.set("pixel_height", place.pixel_height)?;
                row.set("pane", LuaPane(place.pane.id()))?;
                out.push(row)?;
            }
            Ok(out)
        });
        for (name, clockwise) in [
            ("rotate_clockwise", true),
            ("rotate_counter_clockwise", false),
        ] {
            methods.add_method(name, move |lua, this, ()| {
                with_mux(lua, |mux| {
                    mux.rotate_panes(this.0, clockwise).map_err(lua_error)
                })
            });
        }
        methods.add_method("set_zoomed", |lua, this, zoomed: bool| {
            with_mux(lua, |mux| {
                let active = mux.require_tab(this.0).map_err(lua_error)?.active_pane();
                mux.set_zoomed(active, zoomed).map_err(lua_error)
            })
        });
        methods.add_method("window", |lua, this, ()| {
            with_mux(lua, |mux| Ok(mux.window_of_tab(this.0).map(LuaWindow)))
        });
        methods.add_meta_method("__tostring", |_, this, ()| {
            Ok(format!("MuxTab(tab_id:{})", this.0))
        });
        methods.add_meta_method("__eq", |_, this, other: mlua::UserDataRef<Self>| {
            Ok(*this == *other)
        });
    }
}
