//! `permute_any_mods`: one binding for every combination of modifiers.

use super::registrar::Registrar;
use mlua::prelude::*;

const MODIFIERS: [&str; 4] = ["SHIFT", "ALT", "CTRL", "SUPER"];

fn permute(lua: &Lua, binding: &LuaTable, from: usize) -> mlua::Result<LuaTable> {
    let out = lua.create_table()?;
    for bits in from..1 << MODIFIERS.len() {
        let names: Vec<&str> = (0..MODIFIERS.len())
            .filter(|index| bits & (1 << index) != 0)
            .map(|index| MODIFIERS[index])
            .collect();
        let copy = lua.create_table()?;
        for pair in binding.pairs::<LuaValue, LuaValue>() {
            let (key, value) = pair?;
            copy.set(key, value)?;
        }
        let mods = if names.is_empty() {
            "NONE".to_owned()
        } else {
            names.join("|")
        };
        copy.set("mods", mods)?;
        out.push(copy)?;
    }
    Ok(out)
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    module.pure("permute_any_mods", |lua, binding| permute(lua, &binding, 1))?;
    module.pure("permute_any_or_no_mods", |lua, binding| {
        permute(lua, &binding, 0)
    })
}
