//! `wezterm.config_builder`: a table that checks each value when it is set.

use super::registrar::Registrar;
use crate::options::Config;
use crate::runtime::RuntimeState;
use mlua::prelude::*;

/// Where the metatable of a builder keeps the values.
const VALUES: &str = "__values";

/// The values of a builder; other tables as they are.
pub(crate) fn unwrap_builder(table: &LuaTable) -> mlua::Result<LuaTable> {
    match table.metatable() {
        Some(metatable) => Ok(metatable
            .raw_get::<Option<LuaTable>>(VALUES)?
            .unwrap_or_else(|| table.clone())),
        None => Ok(table.clone()),
    }
}

fn builder(lua: &Lua) -> mlua::Result<LuaTable> {
    let values = lua.create_table()?;
    let metatable = lua.create_table()?;
    metatable.raw_set(VALUES, &values)?;
    metatable.raw_set("__name", "Config")?;
    metatable.raw_set("strict", true)?;

    let set_strict = lua.create_function({
        let metatable = metatable.clone();
        move |_, (_, strict): (LuaValue, bool)| metatable.raw_set("strict", strict)
    })?;
    metatable.raw_set(
        "__index",
        lua.create_function({
            let values = values.clone();
            move |_, (_, name): (LuaValue, LuaValue)| {
                if name
                    .as_string()
                    .is_some_and(|name| name == "set_strict_mode")
                {
                    return Ok(LuaValue::Function(set_strict.clone()));
                }
                values.raw_get::<LuaValue>(name)
            }
        })?,
    )?;
    metatable.raw_set(
        "__newindex",
        lua.create_function({
            let (values, metatable) = (values.clone(), metatable.clone());
            move |lua, (_, name, value): (LuaValue, LuaString, LuaValue)| {
                let strict: bool = metatable.raw_get("strict")?;
                let text = name.to_string_lossy();
                let state = RuntimeState::of(lua)?;
                match Config::default().set_from_lua(lua, &text, &value, strict) {
                    Ok(warnings) => {
                        for warning in warnings {
                            state.warn(warning.to_string());
                        }
                    }
                    // In strict mode the error points at the assignment.
                    Err(error) if strict => return Err(error.into()),
                    Err(error) => {
                        state.warn(error.to_string());
                        return Ok(());
                    }
                }
                values.raw_set(name, value)
            }
        })?,
    )?;
    metatable.raw_set(
        "__pairs",
        lua.create_function(move |lua, _: LuaValue| {
            let next: LuaFunction = lua.globals().get("next")?;
            Ok((next, values.clone()))
        })?,
    )?;
    let proxy = lua.create_table()?;
    proxy.set_metatable(Some(metatable))?;
    Ok(proxy)
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    module.pure("config_builder", |lua, ()| builder(lua))?;
    crate::keys::install_action(module.lua, &module.table)?;
    module.pure("has_action", |_, name: String| {
        Ok(crate::KeyAssignment::NAMES.contains(&name.as_str()))
    })?;
    module.pure("default_hyperlink_rules", |lua, ()| {
        crate::Convert::to_lua(&Config::default().hyperlink_rules, lua)
    })
}
