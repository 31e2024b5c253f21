//! The Lua prompt of the debug overlay: lines run in the configuration's VM.

use super::App;
use crate::lua_api::window_object;
use crate::overlay::debug::{SharedSession, Speaker, show};
use config::LuaRuntime;
use config::runtime::Done;
use mlua::{Function, Lua, MultiValue, Table};
use mux::lua::LuaPane;
use mux::{PaneId, WindowId};
use std::time::Duration;

/// How long a line may run before it suspends or ends. The window waits.
const BUDGET: Duration = Duration::from_millis(500);

/// Where the VM keeps the prompt's globals.
const GLOBALS: &str = "debug overlay";

impl App {
    /// Runs a line; what it returns, prints or raises goes into the session.
    /// Functions that block suspend the line, not the window.
    pub(super) fn evaluate(&mut self, window: WindowId, pane: PaneId, line: &str) {
        let session = self.shared.debug.clone();
        let Some(runtime) = self.shared.configuration.runtime.clone() else {
            let message = "There is no Lua here: the configuration could not be loaded.";
            session.borrow_mut().say(Speaker::Error, message);
            return;
        };
        self.mirror();
        if let Err(error) = start(&runtime, &session, window, pane, line) {
            let fault = config::runtime::LuaFault::new(&error);
            session.borrow_mut().say(Speaker::Error, &fault.message);
        }
    }
}

fn start(
    runtime: &LuaRuntime,
    session: &SharedSession,
    window: WindowId,
    pane: PaneId,
    line: &str,
) -> mlua::Result<()> {
    let lua = runtime.lua();
    let globals = globals(lua, session)?;
    globals.raw_set("window", window_object(lua, window)?)?;
    globals.raw_set("pane", LuaPane(pane))?;
    let function = compile(lua, &globals, line)?;
    runtime.spawn_watched("debug overlay", &function, (), BUDGET, answer(session))
}

/// Says how a line ended.
fn answer(session: &SharedSession) -> Done {
    let session = session.clone();
    Box::new(move |_, outcome| {
        let mut session = session.borrow_mut();
        match outcome {
            Ok(values) => {
                for value in &values {
                    session.say(Speaker::Lua, &show(value));
                }
            }
            Err(error) => session.say(Speaker::Error, &error.fault.message),
        }
    })
}

/// The line as a function: an expression, else statements.
fn compile(lua: &Lua, globals: &Table, line: &str) -> mlua::Result<Function> {
    let line = line.trim().trim_start_matches('=');
    let load = |code: String| {
        lua.load(code)
            .set_name("=prompt")
            .set_environment(globals.clone())
            .into_function()
    };
    load(format!("return {line}")).or_else(|_| load(line.to_owned()))
}

/// The globals of the prompt: the configuration's, and beside them what lines
/// before have set, `wezterm`, and a `print` that is seen in the overlay.
fn globals(lua: &Lua, session: &SharedSession) -> mlua::Result<Table> {
    if let Some(globals) = lua.named_registry_value::<Option<Table>>(GLOBALS)? {
        return Ok(globals);
    }
    let globals = lua.create_table()?;
    let loaded: Table = lua.globals().get::<Table>("package")?.get("loaded")?;
    globals.raw_set("wezterm", loaded.get::<mlua::Value>("wezterm")?)?;
    let session = session.clone();
    globals.raw_set(
        "print",
        lua.create_function(move |_, values: MultiValue| {
            let texts: Vec<String> = values
                .iter()
                .map(|value| match value {
                    mlua::Value::String(text) => text.to_string_lossy(),
                    other => show(other),
                })
                .collect();
            session.borrow_mut().say(Speaker::Lua, &texts.join("\t"));
            Ok(())
        })?,
    )?;
    let fallback = lua.create_table()?;
    fallback.raw_set("__index", lua.globals())?;
    globals.set_metatable(Some(fallback))?;
    lua.set_named_registry_value(GLOBALS, &globals)?;
    Ok(globals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overlay::debug::Session;
    use config::runtime::RuntimeContext;
    use std::sync::Arc;
    use std::time::Instant;

    fn said(lines: &[&str]) -> Vec<String> {
        let runtime = LuaRuntime::new(RuntimeContext::new(Arc::new(|| ())), &[]).unwrap();
        runtime.loaded(Arc::default());
        runtime.lua().globals().set("of_config", 7).unwrap();
        let session = Session::shared("");
        for line in lines {
            let function = globals(runtime.lua(), &session)
                .and_then(|globals| compile(runtime.lua(), &globals, line));
            match function {
                Ok(function) => {
                    let budget = Duration::from_millis(50);
                    runtime
                        .spawn_watched("test", &function, (), budget, answer(&session))
                        .unwrap();
                    runtime.poll(Instant::now());
                }
                Err(error) => session.borrow_mut().say(Speaker::Error, &error.to_string()),
            }
        }
        assert_eq!(runtime.state().take_errors(), []);
        let session = session.borrow();
        session.texts().skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn lines_share_globals_and_leave_those_of_the_configuration_alone() {
        assert_eq!(
            said(&[
                "x = of_config + 1",
                "x",
                "= x * 2, 'two'",
                "print('a', {1})",
                "_G.x",
                "wezterm.version ~= nil",
            ]),
            ["8", "16", "\"two\"", "a\t{\n  1,\n}", "nil", "true"]
        );
    }

    #[test]
    fn errors_are_shown_and_loops_end() {
        let said = said(&[
            "1 +",
            "error('oops')",
            "while true do end",
            "pcall(function() while true do end end)",
            "2",
        ]);
        assert!(said[0].contains("unexpected symbol"), "{said:?}");
        assert!(said[1].contains("prompt:1: oops"), "{said:?}");
        assert!(said[2].contains("its time budget"), "{said:?}");
        assert!(said.len() == 5 && said[4] == "2", "{said:?}");
    }
}
