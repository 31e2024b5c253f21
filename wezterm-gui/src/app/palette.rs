//! The command palette, with what handlers of `augment-command-palette` add.

use super::App;
use crate::actions;
use crate::lua_api::window_object;
use crate::overlay::commands::Command;
use config::keys::KeyAssignment;
use config::{Convert, Cx};
use mlua::{Lua, Table, Value};
use mux::lua::LuaPane;
use mux::{PaneId, WindowId};

/// Commands that handlers may add.
const MOST: usize = 10_000;

impl App {
    /// Opens the palette of a window.
    pub(super) fn command_palette(&mut self, window: WindowId, pane: PaneId) {
        let mut added = Vec::new();
        match self.added_commands(window, pane) {
            Ok(commands) => added = commands,
            Err(message) => {
                if let Some(window) = self.windows.get_mut(&window) {
                    window.notify(&message);
                }
            }
        }
        if let Some(window) = self.windows.get_mut(&window) {
            actions::show_palette(window, &self.shared, pane, added);
        }
    }

    fn added_commands(&mut self, window: WindowId, pane: PaneId) -> Result<Vec<Command>, String> {
        const EVENT: &str = "augment-command-palette";
        let Some(runtime) = self.shared.configuration.runtime.clone() else {
            return Ok(Vec::new());
        };
        if !runtime.has_handlers(EVENT) {
            return Ok(Vec::new());
        }
        self.mirror();
        let lua = runtime.lua();
        let arguments = window_object(lua, window).map(|window| (window, LuaPane(pane)));
        let arguments = arguments.map_err(|error| format!("{EVENT}: {error}"))?;
        // An error of the handler is told where all of them are.
        let added = runtime.call_sync::<_, Value>(EVENT, arguments);
        match added {
            Ok(Some(Value::Table(list))) => read(lua, &list).map_err(|e| format!("{EVENT}: {e}")),
            Ok(None | Some(Value::Nil)) | Err(_) => Ok(Vec::new()),
            Ok(Some(other)) => Err(format!(
                "{EVENT}: the handler has to return a list of commands, not a {}",
                other.type_name()
            )),
        }
    }
}

/// Reads `{ { brief = ..., doc = ..., icon = ..., action = ... } }`.
fn read(lua: &Lua, list: &Table) -> mlua::Result<Vec<Command>> {
    let mut out = Vec::new();
    for row in list.sequence_values::<Table>().take(MOST) {
        let row = row?;
        let brief: String = row.get("brief")?;
        let icon = row
            .get::<Option<String>>("icon")?
            .and_then(|name| config::lua::nerdfont(&name));
        let action = KeyAssignment::from_lua(&row.get("action")?, &mut Cx::new(lua))?;
        out.push(Command {
            brief: match icon {
                Some(icon) => format!("{icon} {brief}"),
                None => brief,
            },
            note: row.get::<Option<String>>("doc")?.unwrap_or_default(),
            action,
            keys: String::new(),
        });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_and_what_is_wrong_is_said() {
        let lua = Lua::new();
        let list = |code: &str| -> mlua::Result<Vec<Command>> {
            read(&lua, &lua.load(code).eval::<Table>()?)
        };
        let commands = list(
            "{{brief = 'Hello', doc = 'greets', icon = 'md_home', action = {SendString = 'x'}}}",
        )
        .unwrap();
        assert!(commands[0].brief.ends_with(" Hello"));
        assert_eq!(commands[0].note, "greets");
        assert_eq!(commands[0].action, KeyAssignment::SendString("x".into()));
        let error = list("{{brief = 'x', action = 'NoSuch'}}").unwrap_err();
        assert!(error.to_string().contains("NoSuch"), "{error}");
        assert!(list("{{action = 'Nop'}}").is_err());
    }
}
