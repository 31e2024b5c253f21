//! `wezterm.action`: how key assignments are written in Lua.

use super::KeyAssignment;
use crate::convert::{ConfigError, Convert, Cx};
use mlua::{Lua, Table, Value};

/// Where the metatable of `wezterm.action.Name` holds the name.
const NAME: &str = "__action";

/// Puts `action` into the `wezterm` module. These all make assignments:
/// `action.Name`, `action.Name(argument)`, `action.Name{...}` and
/// `action{Name=argument}`. An assignment is the string `"Name"` or the table
/// `{Name=argument}`, which may as well be written out.
///
/// # Errors
/// When Lua is out of memory.
pub fn install_action(lua: &Lua, wezterm: &Table) -> mlua::Result<()> {
    let metatable = lua.create_table()?;
    metatable.raw_set(
        "__index",
        lua.create_function(|lua, (_, name): (Value, Value)| by_name(lua, &name))?,
    )?;
    metatable.raw_set(
        "__call",
        lua.create_function(|lua, (_, assignment): (Value, Value)| {
            KeyAssignment::from_lua(&assignment, &mut Cx::new(lua))?;
            Ok(assignment)
        })?,
    )?;
    let action = lua.create_table()?;
    action.set_metatable(Some(metatable))?;
    wezterm.raw_set("action", action)
}

/// `action.Name`: a string for an assignment without argument, else a table
/// that can be called with the argument. Where the argument may be left out,
/// the table is the assignment with the default one.
fn by_name(lua: &Lua, name: &Value) -> mlua::Result<Value> {
    let cx = Cx::new(lua);
    let Value::String(name) = name else {
        return Err(cx.wrong_type("the name of a key assignment", name).into());
    };
    let name = name.to_string_lossy();
    match KeyAssignment::argument_type(&name) {
        Some(Some(_)) => {}
        Some(None) => return lua.create_string(&name).map(Value::String),
        // Removed names have a replacement; others are unknown.
        None => {
            let word = Value::String(lua.create_string(&name)?);
            return KeyAssignment::from_lua(&word, &mut Cx::new(lua))?.to_lua(lua);
        }
    }
    let table = match KeyAssignment::from_word(&name, &cx) {
        Ok(default) => match default.to_lua(lua)? {
            Value::Table(table) => table,
            _ => lua.create_table()?,
        },
        Err(_) => lua.create_table()?,
    };
    let metatable = lua.create_table()?;
    metatable.raw_set(NAME, name.as_str())?;
    let called = name;
    metatable.raw_set(
        "__call",
        lua.create_function(move |lua, (_, argument): (Value, Value)| {
            KeyAssignment::from_parts(&called, &argument, &mut Cx::new(lua))?;
            let table = lua.create_table_with_capacity(0, 1)?;
            table.raw_set(called.as_str(), argument)?;
            Ok(table)
        })?,
    )?;
    table.set_metatable(Some(metatable))?;
    Ok(Value::Table(table))
}

/// The name of an assignment that was written as `action.Name` although it
/// needs an argument.
pub(super) fn uncalled(table: &Table) -> Result<Option<String>, ConfigError> {
    match table.metatable() {
        Some(metatable) if table.is_empty() => Ok(metatable.raw_get(NAME)?),
        _ => Ok(None),
    }
}
