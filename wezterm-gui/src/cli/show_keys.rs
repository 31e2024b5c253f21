//! `wezterm show-keys`.

use super::{ConfigArgs, print};
use crate::app::Prepared;
use clap::Args;
use config::keys::{Key, Mouse};
use config::{Convert, KeyAssignment, KeyBindings, MouseBindings};
use std::fmt::Write as _;

/// Arguments of `wezterm show-keys`.
#[derive(Clone, Debug, Args)]
pub(super) struct ShowKeysArgs {
    /// Print Lua that a configuration can be made of.
    #[arg(long)]
    lua: bool,

    /// Only this key table.
    #[arg(long, value_name = "NAME")]
    key_table: Option<String>,
}

/// Prints all bindings in force.
///
/// # Errors
/// When the configuration can not be used or there is no such table.
pub(super) fn run(config: &ConfigArgs, args: &ShowKeysArgs) -> anyhow::Result<()> {
    let loaded = Prepared::new(config).configuration;
    if let Some(error) = &loaded.error {
        anyhow::bail!("{error}");
    }
    let bindings = KeyBindings::new(&loaded.config);
    let lua = mlua::Lua::new();
    if let Some(name) = args
        .key_table
        .as_deref()
        .filter(|name| !bindings.has_table(name))
    {
        let known: Vec<&str> = bindings.table_names().collect();
        anyhow::bail!(
            "there is no key table {name:?}; there are {}",
            known.join(", ")
        );
    }
    let text = match (args.key_table.as_deref(), args.lua) {
        (Some(name), true) => lua_list(&bindings.effective(Some(name)), "", &lua),
        (Some(name), false) => table(name, &bindings.effective(Some(name)), &lua),
        (None, true) => all_lua(&bindings, &lua),
        (None, false) => all(&bindings, MouseBindings::new(&loaded.config).listed(), &lua),
    };
    // Lua's errors can not leave this thread.
    let text = text.map_err(|error| anyhow::anyhow!("{error}"))?;
    print::text(text.trim_end())?;
    print::text("\n")
}

/// An assignment as a configuration would have it.
fn action(action: &KeyAssignment, lua: &mlua::Lua) -> mlua::Result<String> {
    let value = action.to_lua(lua)?;
    let mlua::Value::Table(table) = &value else {
        let name = config::convert::lua_literal(&value);
        return Ok(format!("act.{}", name.trim_matches('"')));
    };
    let mut out = String::new();
    for pair in table.pairs::<String, mlua::Value>() {
        let (name, argument) = pair?;
        let literal = config::convert::lua_literal(&argument);
        let _ = match argument {
            mlua::Value::Table(_) => write!(out, "act.{name}{literal}"),
            _ => write!(out, "act.{name}({literal})"),
        };
    }
    Ok(out)
}

fn mods_text(mods: wezterm_types::Modifiers, lua: &mlua::Lua) -> mlua::Result<String> {
    let text = config::convert::lua_literal(&mods.to_lua(lua)?);
    Ok(text.trim_matches('"').to_owned())
}

fn title(text: &str) -> String {
    format!("{text}\n{}\n\n", "-".repeat(text.chars().count()))
}

fn table(name: &str, keys: &[&Key], lua: &mlua::Lua) -> mlua::Result<String> {
    let mut out = title(&format!("Key Table: {name}"));
    out += &rows(keys, lua)?;
    Ok(out)
}

fn rows(keys: &[&Key], lua: &mlua::Lua) -> mlua::Result<String> {
    let mut rows = Vec::new();
    for key in keys {
        let mods = mods_text(key.mods, lua)?;
        let mods = if mods == "NONE" { String::new() } else { mods };
        rows.push((mods, key.key.to_string(), action(&key.action, lua)?));
    }
    let width = |of: fn(&(String, String, String)) -> &String| {
        let lengths = rows.iter().map(|row| of(row).chars().count());
        lengths.max().unwrap_or_default()
    };
    let (first, second) = (width(|row| &row.0), width(|row| &row.1));
    let mut out = String::new();
    for (mods, key, action) in &rows {
        let _ = writeln!(out, "\t{mods:<first$}   {key:<second$}   ->   {action}");
    }
    Ok(out)
}

fn all(bindings: &KeyBindings, mouse: &[Mouse], lua: &mlua::Lua) -> mlua::Result<String> {
    let mut out = title("Default key table");
    out += &rows(&bindings.effective(None), lua)?;
    for name in bindings.table_names() {
        out.push('\n');
        out += &table(name, &bindings.effective(Some(name)), lua)?;
    }
    out.push('\n');
    out += &title("Mouse");
    for binding in mouse {
        let event = config::convert::lua_literal(&binding.event.to_lua(lua)?);
        let _ = writeln!(
            out,
            "\t{:<12} {event:<40} ->   {}",
            mods_text(binding.mods, lua)?,
            action(&binding.action, lua)?
        );
    }
    Ok(out)
}

fn lua_list(keys: &[&Key], indent: &str, lua: &mlua::Lua) -> mlua::Result<String> {
    let mut out = String::from("{\n");
    for key in keys {
        let name = config::convert::lua_literal(&key.key.to_lua(lua)?);
        let mods = config::convert::lua_literal(&key.mods.to_lua(lua)?);
        let action = action(&key.action, lua)?;
        let _ = writeln!(
            out,
            "{indent}  {{ key = {name}, mods = {mods}, action = {action} }},"
        );
    }
    let _ = write!(out, "{indent}}}");
    Ok(out)
}

fn all_lua(bindings: &KeyBindings, lua: &mlua::Lua) -> mlua::Result<String> {
    let keys = lua_list(&bindings.effective(None), "  ", lua)?;
    let mut out = format!(
        "local wezterm = require 'wezterm'\nlocal act = wezterm.action\n\n\
         return {{\n  keys = {keys},\n  key_tables = {{\n"
    );
    for name in bindings.table_names() {
        let keys = lua_list(&bindings.effective(Some(name)), "    ", lua)?;
        let _ = writeln!(out, "    [{name:?}] = {keys},");
    }
    out += "  },\n}\n";
    Ok(out)
}
