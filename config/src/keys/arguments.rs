//! The tables that key assignments take.

use super::{KeyAssignment, KeySpec};
use crate::convert::{ConfigError, Convert, Cx};
use crate::structs::*;
use mlua::{Lua, Value};

lua_struct! {
    /// The argument of `ActivateKeyTable`.
    pub struct ActivateKeyTable {
        /// The table's name in `key_tables`.
        name: String,
        /// When to leave the table without a key; never when absent.
        timeout_milliseconds: Option<u64> = None,
        /// Whether the table above is left first.
        replace_current: bool = false,
        /// Whether the first key leaves the table.
        one_shot: bool = true,
        /// Whether a key that is not in the table leaves it.
        until_unknown: bool = false,
        /// Whether a key that is not in the table does nothing.
        prevent_fallback: bool = false,
    }
}
lua_defaults! {
    /// The argument of `CharSelect`.
    pub struct CharSelectArguments {
        /// The page that is shown first.
        group: Option<CharSelectGroup> = None,
        /// Whether the chosen character is copied.
        copy_on_select: bool = true,
        /// Where it is copied to.
        copy_to: ClipboardCopyDestination = ClipboardCopyDestination::default(),
    }
}
lua_struct! {
    /// The argument of `CloseCurrentPane` and `CloseCurrentTab`.
    #[derive(Copy)]
    pub struct CloseArguments {
        /// Whether to ask first.
        confirm: bool,
    }
}
lua_struct! {
    /// The argument of `CopyTextTo`.
    pub struct CopyTextTo {
        /// The text.
        text: String,
        /// Where it is copied to.
        destination: ClipboardCopyDestination,
    }
}
lua_struct! {
    /// One line of `InputSelector`.
    pub struct InputSelectorEntry {
        /// What is shown; escapes of `wezterm.format` are allowed.
        label: String,
        /// What the action gets beside the label.
        id: Option<String> = None,
    }
}
lua_struct! {
    /// The argument of `InputSelector`: a list to choose from.
    pub struct InputSelector {
        /// What happens with the choice; called with window, pane, id, label.
        action: Box<KeyAssignment>,
        /// The title of the overlay.
        title: String = String::new(),
        /// The lines.
        choices: Vec<InputSelectorEntry>,
        /// Whether typing searches from the start.
        fuzzy: bool = false,
        /// Letters that choose a line.
        alphabet: String = "1234567890abcdefghilmnopqrstuvwxyz".to_owned(),
        /// The text above the lines.
        description: String
            = "Select an item and press Enter = accept,  Esc = cancel,  / = filter".to_owned(),
        /// The text above the lines while typing searches.
        fuzzy_description: String = "Fuzzy matching: ".to_owned(),
    }
}
lua_struct! {
    /// The argument of `PromptInputLine`: a line to type.
    pub struct PromptInputLine {
        /// What happens with the line; called with window, pane, line.
        action: Box<KeyAssignment>,
        /// The text above the line.
        description: String = String::new(),
        /// The text before the line.
        prompt: String = "> ".to_owned(),
        /// The line as it is at the start.
        initial_value: Option<String> = None,
    }
}
lua_struct! {
    /// The argument of `Confirmation`: a question.
    pub struct Confirmation {
        /// The question; escapes of `wezterm.format` are allowed.
        message: String = "Really continue?".to_owned(),
        /// What happens on a yes; called with window, pane.
        action: Box<KeyAssignment>,
        /// What happens on a no.
        cancel: Option<Box<KeyAssignment>> = None,
    }
}
lua_struct! {
    /// The argument of `ShowLauncherArgs`.
    pub struct LauncherActionArgs {
        /// What is listed.
        flags: LauncherFlags,
        /// The title of the overlay.
        title: Option<String> = None,
        /// The text above the list.
        help_text: Option<String> = None,
        /// The text above the list while typing searches.
        fuzzy_help_text: Option<String> = None,
        /// Letters that choose a line.
        alphabet: Option<String> = None,
    }
}
lua_defaults! {
    /// The argument of `PaneSelect`.
    pub struct PaneSelectArguments {
        /// Letters of the labels; `quick_select_alphabet` when empty.
        alphabet: String = String::new(),
        /// What choosing a pane does.
        mode: PaneSelectMode = PaneSelectMode::default(),
        /// Whether labels name the panes' ids.
        show_pane_ids: bool = false,
    }
}
lua_defaults! {
    /// The argument of `QuickSelectArgs`.
    pub struct QuickSelectArguments {
        /// Letters of the labels; `quick_select_alphabet` when empty.
        alphabet: String = String::new(),
        /// The text that says what choosing does.
        label: String = String::new(),
        /// Patterns; those of the configuration when empty.
        patterns: Vec<String> = Vec::new(),
        /// What happens with the choice; copied when absent.
        action: Option<Box<KeyAssignment>> = None,
        /// Whether choosing to paste does not run the action.
        skip_action_on_paste: bool = false,
        /// Lines searched above and below the screen; 1000 when absent.
        scope_lines: Option<usize> = None,
    }
}
lua_defaults! {
    /// The argument of `SwitchToWorkspace`.
    pub struct SwitchToWorkspace {
        /// The workspace; a new one with a random name when absent.
        name: Option<String> = None,
        /// What runs in it when it is new.
        spawn: Option<SpawnCommand> = None,
    }
}
lua_struct! {
    /// The argument of `CopyMode`'s `JumpForward` and `JumpBackward`.
    #[derive(Copy)]
    pub struct JumpArguments {
        /// Whether to stop one cell before the character.
        prev_char: bool,
    }
}

lua_struct! {
    /// The argument of `SendKey`.
    pub struct SendKey {
        /// The key.
        key: KeySpec,
        /// The modifiers it is sent with.
        mods: wezterm_types::Modifiers = wezterm_types::Modifiers::empty(),
    }
}

/// The argument of `AdjustPaneSize`: `{"Left", 5}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaneAdjustment {
    /// The side that moves.
    pub direction: PaneDirection,
    /// How far, in cells.
    pub cells: usize,
}

impl Convert for PaneAdjustment {
    fn type_text() -> String {
        format!("{{{}, integer}}", PaneDirection::type_text())
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        let items = value
            .as_table()
            .ok_or_else(|| cx.wrong_type("a list such as {\"Left\", 5}", value))?;
        if items.len()? != 2 {
            return Err(cx.invalid("expected a direction and a number, such as {\"Left\", 5}"));
        }
        let (direction, cells) = (items.get::<Value>(1)?, items.get::<Value>(2)?);
        Ok(Self {
            direction: cx.at_index(1, |cx| PaneDirection::from_lua(&direction, cx))?,
            cells: cx.at_index(2, |cx| usize::from_lua(&cells, cx))?,
        })
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        let table = lua.create_table()?;
        table.raw_set(1, self.direction.to_lua(lua)?)?;
        table.raw_set(2, self.cells.to_lua(lua)?)?;
        Ok(Value::Table(table))
    }
}
