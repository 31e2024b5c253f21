//! The Lua tables of one tab and one pane, and the fields that are computed
//! when a callback first reads them.

use super::TabDataSource;
use super::facts::{Fact, Facts};
use crate::tab_information::{PaneId, PaneInformation, Progress, TabInformation};
use mlua::{Function, Lua, LuaString, Table, Value};

pub(super) fn provide(
    lua: &Lua,
    (source, facts): (&dyn TabDataSource, &Facts),
    (pane, generation): (PaneId, u64),
    name: &LuaString,
) -> mlua::Result<Value> {
    let Some(fact) = Fact::named(&name.as_bytes()) else {
        return Ok(Value::Nil);
    };
    let text = facts.get(pane, generation, fact);
    match (fact, text) {
        (Fact::CurrentWorkingDir, Some(url)) => source.url_value(lua, &url),
        (_, Some(text)) => Ok(Value::String(lua.create_string(&*text)?)),
        // As in the original, these are never nil.
        (Fact::DomainName | Fact::ForegroundProcessName, None) => {
            Ok(Value::String(lua.create_string("")?))
        }
        (_, None) => Ok(Value::Nil),
    }
}

pub(super) fn create_pane_info_table(
    lua: &Lua,
    make_pane: &Function,
    pane: &PaneInformation,
) -> mlua::Result<Table> {
    let fields = lua.create_table_with_capacity(0, 20)?;
    fields.raw_set("pane_id", pane.pane_id)?;
    fields.raw_set("pane_index", pane.pane_index)?;
    fields.raw_set("is_active", pane.is_active)?;
    fields.raw_set("is_zoomed", pane.is_zoomed)?;
    fields.raw_set("has_unseen_output", pane.has_unseen_output)?;
    fields.raw_set("left", pane.left)?;
    fields.raw_set("top", pane.top)?;
    fields.raw_set("width", pane.width)?;
    fields.raw_set("height", pane.height)?;
    fields.raw_set("pixel_width", pane.pixel_width)?;
    fields.raw_set("pixel_height", pane.pixel_height)?;
    fields.raw_set("title", pane.title.as_str())?;
    let user_vars = lua.create_table_with_capacity(0, pane.user_vars.len())?;
    for (name, value) in &pane.user_vars {
        user_vars.raw_set(name.as_str(), value.as_str())?;
    }
    let progress = progress_value(lua, pane.progress)?;
    make_pane.call((fields, pane.generation, user_vars, progress))
}

pub(super) fn create_tab_info_table(
    lua: &Lua,
    make_tab: &Function,
    tab: &TabInformation,
    active_pane: Option<Table>,
    panes: Table,
) -> mlua::Result<Table> {
    let fields = lua.create_table_with_capacity(0, 10)?;
    fields.raw_set("tab_id", tab.tab_id)?;
    fields.raw_set("tab_index", tab.tab_index)?;
    fields.raw_set("is_active", tab.is_active)?;
    fields.raw_set("is_last_active", tab.is_last_active)?;
    fields.raw_set("tab_title", tab.tab_title.as_str())?;
    fields.raw_set("window_id", tab.window_id)?;
    fields.raw_set("window_title", tab.window_title.as_str())?;
    fields.raw_set("active_pane", active_pane)?;
    make_tab.call((fields, panes))
}

/// `"None"`, `"Indeterminate"`, `{Percentage=n}` or `{Error=n}`.
fn progress_value(lua: &Lua, progress: Progress) -> mlua::Result<Value> {
    let (name, percent) = match progress {
        Progress::None => return Ok(Value::String(lua.create_string("None")?)),
        Progress::Indeterminate => return Ok(Value::String(lua.create_string("Indeterminate")?)),
        Progress::Percentage(percent) => ("Percentage", percent),
        Progress::Error(percent) => ("Error", percent),
    };
    let table = lua.create_table_with_capacity(0, 1)?;
    table.raw_set(name, percent)?;
    Ok(Value::Table(table))
}
