//! `exec_domains`: domains of this process whose commands a handler of the
//! configuration changes before they are run.

use crate::convert;
use config::structs::{DomainLabel, ExecDomain, SpawnCommand, SpawnTabDomain};
use config::{Convert, Cx, LuaRuntime};
use mlua::Value;
use mux::Mux;
use std::rc::Rc;

pub(super) fn define(mux: &mut Mux, domain: &ExecDomain, runtime: &Rc<LuaRuntime>) {
    let label = match &domain.label {
        None => domain.name.clone(),
        Some(DomainLabel::Value(text)) => text.clone(),
        Some(DomainLabel::Func(event)) => {
            let label = runtime.call_sync::<_, String>(event, domain.name.as_str());
            match label {
                Ok(label) => label.unwrap_or_else(|| domain.name.clone()),
                // It was noted where errors of Lua are.
                Err(_) => domain.name.clone(),
            }
        }
    };
    let runtime = Rc::clone(runtime);
    let event = domain.fixup_command.clone();
    mux.define_exec_domain(
        &domain.name,
        &label,
        Rc::new(move |command| fix(&runtime, &event, command)),
    );
}

/// What the handler makes of a command.
fn fix(
    runtime: &LuaRuntime,
    event: &str,
    command: &mux::SpawnCommand,
) -> Result<mux::SpawnCommand, String> {
    let lua = runtime.lua();
    let given = SpawnCommand {
        args: command.args.clone(),
        cwd: command
            .cwd
            .as_ref()
            .map(|cwd| cwd.to_string_lossy().into_owned()),
        set_environment_variables: command.environment.clone(),
        domain: SpawnTabDomain::CurrentPaneDomain,
        ..SpawnCommand::default()
    };
    let given = given.to_lua(lua).map_err(|error| error.to_string())?;
    let made = runtime
        .call_sync::<_, Value>(event, given)
        .map_err(|error| error.to_string())?
        .ok_or_else(|| format!("nothing handles its event {event:?}"))?;
    if !made.is_table() {
        return Err("its function must return the command that it was given, changed".to_owned());
    }
    let made =
        SpawnCommand::from_lua(&made, &mut Cx::new(lua)).map_err(|error| error.to_string())?;
    Ok(mux::SpawnCommand {
        domain: command.domain.clone(),
        ..convert::spawn_command(&made)
    })
}
