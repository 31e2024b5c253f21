//! Mouse bindings: as written, the default ones, and the lookup of an event.

use super::KeyAssignment;
use crate::Config;
use crate::convert::{ConfigError, Convert, Cx};
use crate::structs::{ClipboardCopyDestination, ClipboardPasteSource, SelectionMode};
use mlua::{Lua, Value};
use std::collections::HashMap;
use wezterm_types::{Modifiers, MouseButton};

lua_struct! {
    /// A button, and the how-manieth press of it in quick succession.
    #[derive(Copy, Eq, Hash)]
    pub struct MousePress {
        /// 1 is a single press, 2 the second of a double one, and so on.
        streak: usize,
        /// The button.
        button: MouseButton,
    }
}

lua_tagged! {
    /// What a mouse binding waits for.
    #[derive(Copy, Eq, Hash)]
    pub enum MouseEventTrigger ("mouse event") {
        words {}
        values {
            /// Pressed, or a step of the wheel.
            Down(MousePress),
            /// Moved while pressed.
            Drag(MousePress),
            /// Let go.
            Up(MousePress),
        }
    }
}
lua_tagged_convert!(MouseEventTrigger);

/// The screens that a mouse binding is for: `true`, `false` or `"Any"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AltScreen {
    /// Only the alternate screen (`true`) or only the normal one.
    Only(bool),
    /// Both.
    Any,
}

impl Convert for AltScreen {
    fn type_text() -> String {
        "boolean|\"Any\"".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        match value {
            Value::Boolean(only) => Ok(Self::Only(*only)),
            Value::String(word) if word == "Any" => Ok(Self::Any),
            other => Err(cx.wrong_type("true, false or \"Any\"", other)),
        }
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        match self {
            Self::Only(only) => only.to_lua(lua),
            Self::Any => "Any".to_owned().to_lua(lua),
        }
    }
}

impl Convert for MouseButton {
    fn type_text() -> String {
        "enum<MouseButton>".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        const WORDS: [(&str, MouseButton); 6] = [
            ("Left", MouseButton::Left),
            ("Right", MouseButton::Right),
            ("Middle", MouseButton::Middle),
            ("Back", MouseButton::Back),
            ("Forward", MouseButton::Forward),
            ("None", MouseButton::None),
        ];
        type Steps = fn(usize) -> MouseButton;
        const WHEEL: [(&str, Steps); 4] = [
            ("WheelUp", MouseButton::WheelUp),
            ("WheelDown", MouseButton::WheelDown),
            ("WheelLeft", MouseButton::WheelLeft),
            ("WheelRight", MouseButton::WheelRight),
        ];
        match value {
            Value::String(word) => {
                let word = word.to_string_lossy();
                let found = WORDS.iter().find(|(name, _)| *name == word);
                found.map(|(_, button)| *button).ok_or_else(|| {
                    cx.unknown_name("mouse button", &word, &WORDS.map(|(name, _)| name))
                })
            }
            Value::Table(table) => {
                let (name, lines) = crate::convert::single_field(table, "mouse button", cx)?;
                let Some((_, make)) = WHEEL.iter().find(|(known, _)| *known == name) else {
                    let known = WHEEL.map(|(name, _)| name);
                    return Err(cx.unknown_name("mouse button", &name, &known));
                };
                cx.at(name, |cx| usize::from_lua(&lines, cx)).map(make)
            }
            other => Err(cx.wrong_type("\"Left\", \"Middle\", \"Right\" or {WheelUp=1}", other)),
        }
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        let (name, lines) = match *self {
            Self::Left => ("Left", None),
            Self::Right => ("Right", None),
            Self::Middle => ("Middle", None),
            Self::Back => ("Back", None),
            Self::Forward => ("Forward", None),
            Self::None => ("None", None),
            Self::WheelUp(n) => ("WheelUp", Some(n)),
            Self::WheelDown(n) => ("WheelDown", Some(n)),
            Self::WheelLeft(n) => ("WheelLeft", Some(n)),
            Self::WheelRight(n) => ("WheelRight", Some(n)),
        };
        match lines {
            None => name.to_owned().to_lua(lua),
            Some(lines) => {
                let table = lua.create_table_with_capacity(0, 1)?;
                table.raw_set(name, lines.to_lua(lua)?)?;
                Ok(Value::Table(table))
            }
        }
    }
}

lua_struct! {
    /// A mouse binding.
    pub struct Mouse {
        /// What it waits for.
        event: MouseEventTrigger,
        /// Modifiers that must be held, and no others.
        mods: Modifiers = Modifiers::empty(),
        /// Whether it is for programs that take mouse events.
        mouse_reporting: bool = false,
        /// The screens it is for.
        alt_screen: AltScreen = AltScreen::Any,
        /// What it does.
        action: KeyAssignment,
    }
}

type Wanted = (MouseEventTrigger, Modifiers, bool, bool);

/// All mouse bindings of a configuration.
#[derive(Clone, Debug, Default)]
pub struct MouseBindings {
    found: HashMap<Wanted, KeyAssignment>,
    listed: Vec<Mouse>,
}

impl MouseBindings {
    /// The bindings of a configuration, which hide the default ones.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let mut listed = if config.disable_default_mouse_bindings {
            Vec::new()
        } else {
            default_mouse()
        };
        listed.extend(config.mouse_bindings.iter().cloned());
        let mut found = HashMap::new();
        for mouse in &listed {
            for alt_screen in [false, true] {
                if matches!(mouse.alt_screen, AltScreen::Only(only) if only != alt_screen) {
                    continue;
                }
                let event = one_step(mouse.event);
                let wanted = (event, mouse.mods, mouse.mouse_reporting, alt_screen);
                found.insert(wanted, mouse.action.clone());
            }
        }
        Self { found, listed }
    }

    /// What an event does while the program takes mouse events itself
    /// (`mouse_reporting`) or not, on the alternate screen or not.
    /// `DisableDefaultAssignment` is not returned: it hides a binding.
    #[must_use]
    pub fn lookup(
        &self,
        event: MouseEventTrigger,
        mods: Modifiers,
        mouse_reporting: bool,
        alt_screen: bool,
    ) -> Option<&KeyAssignment> {
        let wanted = (one_step(event), mods, mouse_reporting, alt_screen);
        let found = self.found.get(&wanted)?;
        (*found != KeyAssignment::DisableDefaultAssignment).then_some(found)
    }

    /// The bindings as they are written, the default ones first. For display.
    #[must_use]
    pub fn listed(&self) -> &[Mouse] {
        &self.listed
    }
}

/// The wheel's steps are counted by the action, not by the binding.
fn one_step(event: MouseEventTrigger) -> MouseEventTrigger {
    let one = |press: MousePress| MousePress {
        streak: press.streak,
        button: match press.button {
            MouseButton::WheelUp(_) => MouseButton::WheelUp(1),
            MouseButton::WheelDown(_) => MouseButton::WheelDown(1),
            MouseButton::WheelLeft(_) => MouseButton::WheelLeft(1),
            MouseButton::WheelRight(_) => MouseButton::WheelRight(1),
            other => other,
        },
    };
    match event {
        MouseEventTrigger::Down(press) => MouseEventTrigger::Down(one(press)),
        MouseEventTrigger::Drag(press) => MouseEventTrigger::Drag(one(press)),
        MouseEventTrigger::Up(press) => MouseEventTrigger::Up(one(press)),
    }
}

/// The mouse bindings in force unless the user hides them.
#[must_use]
pub fn default_mouse() -> Vec<Mouse> {
    use ClipboardCopyDestination::{ClipboardAndPrimarySelection as Both, PrimarySelection};
    use KeyAssignment::{
        CompleteSelection as Complete, CompleteSelectionOrOpenLinkAtMouseCursor as CompleteOrOpen,
        ExtendSelectionToMouseCursor as Extend, PasteFrom, ScrollByCurrentEventWheelDelta,
        SelectTextAtMouseCursor as Select, StartWindowDrag,
    };
    use MouseButton::{Left, Middle, WheelDown, WheelUp};
    use MouseEventTrigger::{Down, Drag, Up};
    use SelectionMode::{Block, Cell, Line, Word};
    const NONE: Modifiers = Modifiers::empty();
    const SHIFT: Modifiers = Modifiers::SHIFT;
    const ALT: Modifiers = Modifiers::ALT;
    const ALT_SHIFT: Modifiers = ALT.union(SHIFT);
    const CTRL_SHIFT: Modifiers = Modifiers::CTRL.union(SHIFT);
    type Make = fn(MousePress) -> MouseEventTrigger;
    let rows: Vec<(Modifiers, Make, usize, MouseButton, KeyAssignment)> = vec![
        (ALT, Down, 1, Left, Select(Block)),
        (ALT, Drag, 1, Left, Extend(Block)),
        (ALT, Up, 1, Left, Complete(Both)),
        (ALT_SHIFT, Down, 1, Left, Extend(Block)),
        (ALT_SHIFT, Up, 1, Left, CompleteOrOpen(PrimarySelection)),
        (CTRL_SHIFT, Drag, 1, Left, StartWindowDrag),
        (NONE, Down, 1, Left, Select(Cell)),
        (
            NONE,
            Down,
            1,
            Middle,
            PasteFrom(ClipboardPasteSource::PrimarySelection),
        ),
        (NONE, Down, 1, WheelDown(1), ScrollByCurrentEventWheelDelta),
        (NONE, Down, 1, WheelUp(1), ScrollByCurrentEventWheelDelta),
        (NONE, Down, 2, Left, Select(Word)),
        (NONE, Down, 3, Left, Select(Line)),
        (NONE, Drag, 1, Left, Extend(Cell)),
        (NONE, Drag, 2, Left, Extend(Word)),
        (NONE, Drag, 3, Left, Extend(Line)),
        (NONE, Up, 1, Left, CompleteOrOpen(Both)),
        (NONE, Up, 2, Left, Complete(Both)),
        (NONE, Up, 3, Left, Complete(Both)),
        (SHIFT, Down, 1, Left, Extend(Cell)),
        (SHIFT, Up, 1, Left, CompleteOrOpen(Both)),
        (Modifiers::SUPER, Drag, 1, Left, StartWindowDrag),
    ];
    rows.into_iter()
        .map(|(mods, make, streak, button, action)| Mouse {
            event: make(MousePress { streak, button }),
            mods,
            mouse_reporting: false,
            // On the alternate screen the wheel belongs to the program.
            alt_screen: match button {
                WheelUp(_) | WheelDown(_) => AltScreen::Only(false),
                _ => AltScreen::Any,
            },
            action,
        })
        .collect()
}
