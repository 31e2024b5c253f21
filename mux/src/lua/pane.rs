use super::waiting::{Begun, Method, begin, function};
use super::{LuaTab, LuaWindow, args, lua_error, made, with_mux};
use crate::{MoveTarget, Mux, Pane, PaneId, SpawnDomain};
use mlua::{
    FromLuaMulti, Lua, MultiValue, Table, UserData, UserDataFields, UserDataMethods, UserDataRef,
    Value,
};
use std::sync::Arc;
use term::{Point, Progress, SemanticType, SemanticZone, Snapshot};
use wezterm_types::procinfo::ProcessInfo;

/// `Pane`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LuaPane(pub PaneId);

impl LuaPane {
    fn pane(self, lua: &Lua) -> mlua::Result<Arc<Pane>> {
        with_mux(lua, |mux| mux.require_pane(self.0).map_err(lua_error))
    }
}

impl UserData for LuaPane {
    fn add_fields<F: UserDataFields<Self>>(fields: &mut F) {
        add_asking(fields);
    }

    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        add_place(methods);
        add_facts(methods);
        add_text(methods);
        add_input(methods);
        methods.add_meta_method("__tostring", |_, this, ()| {
            Ok(format!("Pane(pane_id:{})", this.0))
        });
        methods.add_meta_method("__eq", |_, this, other: mlua::UserDataRef<Self>| {
            Ok(*this == *other)
        });
    }
}

fn add_place<M: UserDataMethods<LuaPane>>(methods: &mut M) {
    methods.add_method("pane_id", |_, this, ()| Ok(this.0));
    methods.add_method("mux_pane", |_, this, ()| Ok(*this));
    methods.add_method("tab", |lua, this, ()| {
        with_mux(lua, |mux| Ok(mux.tab_of_pane(this.0).map(LuaTab)))
    });
    methods.add_method("window", |lua, this, ()| {
        with_mux(lua, |mux| Ok(mux.window_of_pane(this.0).map(LuaWindow)))
    });
    methods.add_method("activate", |lua, this, ()| {
        with_mux(lua, |mux| {
            mux.activate_pane(this.0).map_err(lua_error)?;
            let tab = mux.tab_of_pane(this.0);
            tab.map_or(Ok(()), |tab| mux.show_tab(tab))
                .map_err(lua_error)
        })
    });
}

/// The methods that may have to ask a server.
fn add_asking<F: UserDataFields<LuaPane>>(fields: &mut F) {
    let split = |lua: &Lua| function(lua, "split", split, |_, pane| LuaPane(pane));
    fields.add_field("split", Method(split));
    fields.add_field(
        "move_to_new_tab",
        Method(|lua: &Lua| {
            let begin = |lua: &Lua, args| {
                let this = UserDataRef::<LuaPane>::from_lua_args(args, 1, None, lua)?;
                move_pane(lua, *this, MoveTarget::SameWindow)
            };
            function(lua, "move_to_new_tab", begin, place)
        }),
    );
    fields.add_field(
        "move_to_new_window",
        Method(|lua: &Lua| {
            let begin = |lua: &Lua, args| {
                let (this, name) = <(UserDataRef<LuaPane>, _)>::from_lua_args(args, 1, None, lua)?;
                move_pane(lua, *this, MoveTarget::NewWindow(name))
            };
            function(lua, "move_to_new_window", begin, place)
        }),
    );
}

fn split(lua: &Lua, args: MultiValue) -> mlua::Result<Begun> {
    let (this, spec) =
        <(UserDataRef<LuaPane>, Option<Table>)>::from_lua_args(args, 1, Some("split"), lua)?;
    let command = args::spawn_command(spec.as_ref(), SpawnDomain::CurrentPane)?;
    let request = args::split_request(spec.as_ref())?;
    let pane = this.0;
    begin(
        lua,
        |mux| mux.is_remote_pane(pane),
        move |mux| mux.split_pane(pane, request, &command),
    )
}

fn move_pane(lua: &Lua, pane: LuaPane, target: MoveTarget) -> mlua::Result<Begun> {
    begin(
        lua,
        |mux| mux.is_remote_pane(pane.0),
        move |mux| mux.move_pane_to_new_tab(pane.0, target).map(|_| pane.0),
    )
}

/// Where a pane has come to be.
fn place(mux: &Mux, pane: PaneId) -> (LuaTab, LuaWindow) {
    let (tab, _, window) = made(mux, pane);
    (tab, window)
}

fn add_facts<M: UserDataMethods<LuaPane>>(methods: &mut M) {
    methods.add_method("get_title", |lua, this, ()| Ok(this.pane(lua)?.title()));
    methods.add_method("get_domain_name", |lua, this, ()| {
        Ok(this.pane(lua)?.domain_name().to_owned())
    });
    methods.add_method("get_tty_name", |lua, this, ()| {
        Ok(this.pane(lua)?.tty_name().map(str::to_owned))
    });
    methods.add_method("get_user_vars", |lua, this, ()| {
        Ok(this.pane(lua)?.user_vars())
    });
    methods.add_method("has_unseen_output", |lua, this, ()| {
        Ok(this.pane(lua)?.has_unseen_output())
    });
    methods.add_method("get_foreground_process_name", |lua, this, ()| {
        Ok(this.pane(lua)?.foreground_process_name())
    });
    methods.add_method("get_foreground_process_info", |lua, this, ()| {
        let info = this.pane(lua)?.foreground_process_info();
        info.map(|info| process_table(lua, &info)).transpose()
    });
    methods.add_method("get_current_working_dir", |lua, this, ()| {
        let Some(url) = this.pane(lua)?.current_working_dir() else {
            return Ok(Value::Nil);
        };
        url_object(lua, &url)
    });
    methods.add_method("get_progress", |lua, this, ()| {
        let (name, percent) = match this.pane(lua)?.progress() {
            Progress::None => return Ok(Value::String(lua.create_string("None")?)),
            Progress::Indeterminate => {
                return Ok(Value::String(lua.create_string("Indeterminate")?));
            }
            Progress::Percentage(n) => ("Percentage", n),
            Progress::Error(n) => ("Error", n),
        };
        let table = lua.create_table()?;
        table.set(name, percent)?;
        Ok(Value::Table(table))
    });
    methods.add_method("get_metadata", |lua, this, ()| {
        let pane = this.pane(lua)?;
        let table = lua.create_table()?;
        table.set("password_input", pane.is_password_input())?;
        Ok(table)
    });
    methods.add_method("is_alt_screen_active", |lua, this, ()| {
        Ok(this.pane(lua)?.lock_terminal().is_alt_screen())
    });
    methods.add_method("get_cursor_position", |lua, this, ()| {
        let pane = this.pane(lua)?;
        let mut snapshot = Snapshot::default();
        pane.lock_terminal().snapshot(&mut snapshot);
        let cursor = snapshot.cursor;
        let table = lua.create_table()?;
        table.set("x", cursor.col)?;
        table.set("y", cursor.stable)?;
        table.set("shape", format!("{:?}", cursor.style))?;
        table.set(
            "visibility",
            if cursor.visible { "Visible" } else { "Hidden" },
        )?;
        Ok(table)
    });
    methods.add_method("get_dimensions", |lua, this, ()| {
        let dims = this.pane(lua)?.lock_terminal().dimensions();
        let table = lua.create_table()?;
        table.set("cols", dims.cols)?;
        table.set("viewport_rows", dims.viewport_rows)?;
        table.set("scrollback_rows", dims.scrollback_rows)?;
        table.set("physical_top", dims.physical_top)?;
        table.set("scrollback_top", dims.scrollback_top)?;
        table.set("pixel_width", dims.pixel_width)?;
        table.set("pixel_height", dims.pixel_height)?;
        table.set("dpi", dims.dpi)?;
        Ok(table)
    });
}

/// The URL as the object that `wezterm.url.parse` makes, where there is one.
fn url_object(lua: &Lua, url: &str) -> mlua::Result<Value> {
    let loaded: Table = lua.globals().get::<Table>("package")?.get("loaded")?;
    if let Some(wezterm) = loaded.get::<Option<Table>>("wezterm")?
        && let Some(module) = wezterm.get::<Option<Table>>("url")?
        && let Some(parse) = module.get::<Option<mlua::Function>>("parse")?
    {
        return parse.call(url);
    }
    Ok(Value::String(lua.create_string(url)?))
}

fn process_table(lua: &Lua, info: &ProcessInfo) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    table.set("pid", info.pid)?;
    table.set("ppid", info.ppid)?;
    table.set("name", info.name.as_str())?;
    table.set("executable", info.executable.to_string_lossy())?;
    table.set("cwd", info.cwd.to_string_lossy())?;
    table.set("argv", info.argv.as_slice())?;
    table.set("status", info.status)?;
    let children = lua.create_table()?;
    for (pid, child) in &info.children {
        children.set(*pid, process_table(lua, child)?)?;
    }
    table.set("children", children)?;
    Ok(table)
}

fn add_text<M: UserDataMethods<LuaPane>>(methods: &mut M) {
    for (name, escapes) in [
        ("get_lines_as_text", false),
        ("get_logical_lines_as_text", false),
        ("get_lines_as_escapes", true),
    ] {
        methods.add_method(name, move |lua, this, lines: Option<usize>| {
            let pane = this.pane(lua)?;
            let terminal = pane.lock_terminal();
            let lines = lines.unwrap_or_else(|| terminal.dimensions().viewport_rows);
            Ok(terminal.lines_text(lines, escapes))
        });
    }
    methods.add_method(
        "get_text_from_region",
        |lua, this, (start_x, start_y, end_x, end_y): (usize, i64, usize, i64)| {
            let pane = this.pane(lua)?;
            let (start, end) = (
                Point {
                    row: start_y,
                    col: start_x,
                },
                Point {
                    row: end_y,
                    col: end_x,
                },
            );
            Ok(pane.lock_terminal().text_between(start, end))
        },
    );
    methods.add_method("get_semantic_zones", |lua, this, kind: Option<String>| {
        let kind = kind.map(|name| semantic_type(&name)).transpose()?;
        let zones = this.pane(lua)?.lock_terminal().semantic_zones();
        let out = lua.create_table()?;
        for zone in zones {
            if kind.is_none_or(|kind| kind == zone.kind) {
                out.push(zone_table(lua, &zone)?)?;
            }
        }
        Ok(out)
    });
    methods.add_method("get_semantic_zone_at", |lua, this, (x, y): (usize, i64)| {
        let at = Point { row: y, col: x };
        let zones = this.pane(lua)?.lock_terminal().semantic_zones();
        zones
            .iter()
            .find(|zone| (zone.start..=zone.end).contains(&at))
            .map(|zone| zone_table(lua, zone))
            .transpose()
    });
    methods.add_method("get_text_from_semantic_zone", |lua, this, zone: Table| {
        let start = Point {
            row: zone.get("start_y")?,
            col: zone.get("start_x")?,
        };
        let end = Point {
            row: zone.get("end_y")?,
            col: zone.get("end_x")?,
        };
        Ok(this.pane(lua)?.lock_terminal().text_between(start, end))
    });
}

fn semantic_type(name: &str) -> mlua::Result<SemanticType> {
    match name {
        "Output" => Ok(SemanticType::Output),
        "Input" => Ok(SemanticType::Input),
        "Prompt" => Ok(SemanticType::Prompt),
        other => Err(mlua::Error::runtime(format!(
            "{other:?} is no semantic type; use Output, Input or Prompt"
        ))),
    }
}

fn zone_table(lua: &Lua, zone: &SemanticZone) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    table.set("start_x", zone.start.col)?;
    table.set("start_y", zone.start.row)?;
    table.set("end_x", zone.end.col)?;
    table.set("end_y", zone.end.row)?;
    table.set("semantic_type", format!("{:?}", zone.kind))?;
    Ok(table)
}

fn add_input<M: UserDataMethods<LuaPane>>(methods: &mut M) {
    methods.add_method("send_text", |lua, this, text: mlua::LuaString| {
        let pane = this.pane(lua)?;
        pane.write(&text.as_bytes()).map_err(lua_error)
    });
    for name in ["send_paste", "paste"] {
        methods.add_method(name, |lua, this, text: String| {
            this.pane(lua)?.paste(&text).map_err(lua_error)
        });
    }
    methods.add_method("inject_output", |lua, this, text: mlua::LuaString| {
        this.pane(lua)?.inject_output(&text.as_bytes());
        Ok(())
    });
}
