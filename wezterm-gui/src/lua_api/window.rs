//! The `Window` object: a number of a window, and what Lua may do with it.

use super::shared::{Command, SharedGuiState, WindowMirror};
use config::keys::KeyAssignment;
use config::{Convert, Cx};
use mlua::{AnyUserData, Lua, MetaMethod, Table, UserData, UserDataMethods, Value};
use mux::lua::{LuaPane, LuaTab, LuaWindow};
use mux::{PaneId, SharedMux, WindowId};

/// A desktop window, seen from Lua.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GuiWindow(pub(crate) WindowId);

impl GuiWindow {
    /// Reads the mirror of this window.
    fn read<T>(self, lua: &Lua, read: impl FnOnce(&WindowMirror) -> T) -> mlua::Result<T> {
        let state = state(lua)?;
        let state = state.borrow();
        match state.windows.get(&state.shown_for(self.0)) {
            Some(mirror) => Ok(read(mirror)),
            None => Err(mlua::Error::runtime(format!(
                "window {} is closed; open windows are {:?}",
                self.0,
                state.windows.keys().collect::<Vec<_>>()
            ))),
        }
    }

    /// Leaves a command for the application.
    fn ask(self, lua: &Lua, command: Command) -> mlua::Result<()> {
        let state = state(lua)?;
        let mut state = state.borrow_mut();
        let shown = state.shown_for(self.0);
        state.commands.push((shown, command));
        Ok(())
    }
}

/// The state this VM shares with the application.
pub(super) fn state(lua: &Lua) -> mlua::Result<SharedGuiState> {
    lua.app_data_ref::<SharedGuiState>()
        .map(|state| state.clone())
        .ok_or_else(|| mlua::Error::runtime("there is no graphical window in this program"))
}

/// The mux of this VM.
pub(super) fn mux(lua: &Lua) -> mlua::Result<SharedMux> {
    lua.app_data_ref::<SharedMux>()
        .map(|mux| mux.clone())
        .ok_or_else(|| mlua::Error::runtime("there is no mux in this program"))
}

/// The number of a pane object.
fn pane_id(pane: &AnyUserData) -> mlua::Result<PaneId> {
    Ok(pane.borrow::<LuaPane>()?.0)
}

impl UserData for GuiWindow {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_meta_method(MetaMethod::ToString, |_, this, ()| {
            Ok(format!("Window(window_id:{})", this.0))
        });
        methods.add_meta_method(MetaMethod::Eq, |_, this, other: mlua::UserDataRef<Self>| {
            Ok(this.0 == other.0)
        });
        methods.add_method("window_id", |_, this, ()| Ok(this.0));

        add_queries(methods);
        add_commands(methods);
    }
}

fn add_queries<M: UserDataMethods<GuiWindow>>(methods: &mut M) {
    methods.add_method("mux_window", |_, this, ()| Ok(LuaWindow(this.0)));
    methods.add_method("active_tab", |lua, this, ()| {
        let mux = mux(lua)?;
        let shown = state(lua)?.borrow().shown_for(this.0);
        let tab = mux.borrow().window(shown).and_then(mux::Window::active_tab);
        Ok(tab.map(LuaTab))
    });
    methods.add_method("active_pane", |lua, this, ()| {
        this.read(lua, |mirror| mirror.active_pane.map(LuaPane))
    });
    methods.add_method("active_workspace", |lua, _, ()| {
        let mux = mux(lua)?;
        let name = mux.borrow().active_workspace().to_owned();
        Ok(name)
    });
    methods.add_method("active_key_table", |lua, this, ()| {
        this.read(lua, |mirror| mirror.key_table.clone())
    });
    methods.add_method("leader_is_active", |lua, this, ()| {
        this.read(lua, |mirror| mirror.leader_active)
    });
    methods.add_method("composition_status", |lua, this, ()| {
        this.read(lua, |mirror| mirror.composition.clone())
    });
    methods.add_method("is_focused", |lua, this, ()| {
        this.read(lua, |mirror| mirror.focused)
    });
    methods.add_method("keyboard_modifiers", |lua, this, ()| {
        this.read(lua, |mirror| mirror.modifiers.clone())
    });
    methods.add_method("current_event", |_, _, ()| Ok(Value::Nil));
    methods.add_method("get_appearance", |lua, _, ()| {
        state(lua).map(|state| super::gui::appearance(&state.borrow()))
    });
    methods.add_method("get_dimensions", |lua, this, ()| {
        let (width, height, dpi, full) = this.read(lua, |mirror| {
            (
                mirror.pixel_width,
                mirror.pixel_height,
                mirror.dpi,
                mirror.full_screen,
            )
        })?;
        let table = lua.create_table()?;
        table.raw_set("pixel_width", width)?;
        table.raw_set("pixel_height", height)?;
        table.raw_set("dpi", dpi)?;
        table.raw_set("is_full_screen", full)?;
        Ok(table)
    });
    methods.add_method("effective_config", |lua, this, ()| {
        let config = this.read(lua, |mirror| mirror.config.clone())?;
        config.to_lua(lua)
    });
    methods.add_method("get_config_overrides", |lua, this, ()| {
        let state = state(lua)?;
        let state = state.borrow();
        match state.overrides.get(&state.shown_for(this.0)) {
            Some(key) => lua.registry_value::<Value>(key),
            None => Ok(Value::Nil),
        }
    });
    methods.add_method(
        "get_selection_text_for_pane",
        |lua, _, pane: AnyUserData| selection(lua, &pane),
    );
    methods.add_method(
        "get_selection_escapes_for_pane",
        |lua, _, pane: AnyUserData| selection(lua, &pane),
    );
}

fn selection(lua: &Lua, pane: &AnyUserData) -> mlua::Result<String> {
    let id = pane_id(pane)?;
    let mux = mux(lua)?;
    let pane = mux.borrow().pane(id);
    Ok(pane
        .and_then(|pane| pane.lock_terminal().selection_text())
        .unwrap_or_default())
}

fn add_commands<M: UserDataMethods<GuiWindow>>(methods: &mut M) {
    methods.add_method("set_left_status", |lua, this, text: String| {
        this.ask(lua, Command::SetLeftStatus(text))
    });
    methods.add_method("set_right_status", |lua, this, text: String| {
        this.ask(lua, Command::SetRightStatus(text))
    });
    methods.add_method("set_config_overrides", |lua, this, value: Value| {
        let key = match value {
            Value::Table(table) => Some(lua.create_registry_value(table)?),
            _ => None,
        };
        state(lua)?.borrow_mut().set_overrides(this.0, key);
        this.ask(lua, Command::OverridesChanged)
    });
    methods.add_method(
        "perform_action",
        |lua, this, (action, pane): (Value, AnyUserData)| {
            let action = KeyAssignment::from_lua(&action, &mut Cx::new(lua))?;
            let pane = pane_id(&pane)?;
            this.ask(lua, Command::PerformAction(Box::new(action), pane))
        },
    );
    methods.add_method(
        "toast_notification",
        |lua, this, toast: (String, String, Option<String>, Option<u32>)| {
            let (title, message, url, timeout_ms) = toast;
            let toast = Command::Toast {
                title,
                message,
                url,
                timeout_ms,
            };
            this.ask(lua, toast)
        },
    );
    methods.add_method(
        "copy_to_clipboard",
        |lua, this, (text, target): (String, Option<String>)| {
            let (clipboard, primary) = match target.as_deref() {
                None | Some("ClipboardAndPrimarySelection") => (true, true),
                Some("Clipboard") => (true, false),
                Some("PrimarySelection") => (false, true),
                Some(other) => {
                    return Err(mlua::Error::runtime(format!(
                        "{other:?} is no clipboard; use \"Clipboard\", \"PrimarySelection\" or \
                         \"ClipboardAndPrimarySelection\""
                    )));
                }
            };
            this.ask(
                lua,
                Command::CopyToClipboard {
                    text,
                    clipboard,
                    primary,
                },
            )
        },
    );
    methods.add_method(
        "set_inner_size",
        |lua, this, (width, height): (u32, u32)| {
            this.ask(lua, Command::SetInnerSize(width, height))
        },
    );
    methods.add_method("set_position", |lua, this, (x, y): (i32, i32)| {
        this.ask(lua, Command::SetPosition(x, y))
    });
    methods.add_method("maximize", |lua, this, ()| {
        this.ask(lua, Command::Maximize(true))
    });
    methods.add_method("restore", |lua, this, ()| {
        this.ask(lua, Command::Maximize(false))
    });
    methods.add_method("toggle_fullscreen", |lua, this, ()| {
        this.ask(lua, Command::ToggleFullScreen)
    });
    methods.add_method("focus", |lua, this, ()| this.ask(lua, Command::Focus));
}

/// A window object, for handlers.
pub(crate) fn object(lua: &Lua, window: WindowId) -> mlua::Result<AnyUserData> {
    lua.create_userdata(GuiWindow(window))
}

/// All window objects, in the order the windows were opened.
pub(super) fn all(lua: &Lua) -> mlua::Result<Table> {
    let ids: Vec<WindowId> = state(lua)?.borrow().windows.keys().copied().collect();
    let table = lua.create_table()?;
    for id in ids {
        table.raw_push(object(lua, id)?)?;
    }
    Ok(table)
}
