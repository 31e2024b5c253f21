//! `wezterm.on`, `emit`, `action_callback` and `exec_domain`.

use super::registrar::Registrar;
use mlua::prelude::*;

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    module.outside("on", |_, state, (event, handler): (String, LuaFunction)| {
        state.add_handler(&event, handler);
        Ok(())
    })?;
    module.value("emit", crate::runtime::emit_function(module.lua)?)?;
    module.outside("action_callback", |lua, state, callback: LuaFunction| {
        let action = lua.create_table()?;
        action.set("EmitEvent", state.add_callback(callback))?;
        Ok(action)
    })?;
    module.outside(
        "exec_domain",
        |lua, state, (name, fixup, label): (String, LuaFunction, LuaValue)| {
            let domain = lua.create_table()?;
            let event = format!("exec-domain-{name}");
            state.add_handler(&event, fixup);
            domain.set("name", name.as_str())?;
            domain.set("fixup_command", event)?;
            match label {
                LuaValue::Function(label) => {
                    let event = format!("exec-domain-{name}-label");
                    state.add_handler(&event, label);
                    let func = lua.create_table()?;
                    func.set("Func", event)?;
                    domain.set("label", func)?;
                }
                LuaValue::Nil => {}
                value => {
                    let fixed = lua.create_table()?;
                    fixed.set("Value", value)?;
                    domain.set("label", fixed)?;
                }
            }
            Ok(domain)
        },
    )
}
