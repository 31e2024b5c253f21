//! Key bindings as they are written in `wezterm.lua`.

use super::KeyAssignment;
use crate::convert::{ConfigError, Convert, Cx};
use mlua::{Lua, Value};
use std::fmt;
use wezterm_types::{KeyCode, Modifiers, PhysKeyCode};

/// The key of a binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeySpec {
    /// `"a"`: a character or a position, as `key_map_preference` says.
    Plain(KeyCode),
    /// `"mapped:a"`: the key that types `a` under the active layout.
    Mapped(KeyCode),
    /// `"phys:A"`: the key that sits where `A` is on the US layout.
    Phys(PhysKeyCode),
    /// `"raw:38"`: the key of this number on this system.
    Raw(u32),
}

impl fmt::Display for KeySpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(key) => write!(f, "{key}"),
            Self::Mapped(key) => write!(f, "mapped:{key}"),
            Self::Phys(key) => write!(f, "phys:{key}"),
            Self::Raw(number) => write!(f, "raw:{number}"),
        }
    }
}

impl Convert for KeySpec {
    fn type_text() -> String {
        "string(key name; optional prefix mapped:/phys:/raw:)".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        let text = String::from_lua(value, cx)?;
        if let Some(name) = text.strip_prefix("phys:") {
            return PhysKeyCode::from_name(name).map(Self::Phys).ok_or_else(|| {
                let known: Vec<&str> = PhysKeyCode::NAMES.iter().map(|(name, _)| *name).collect();
                cx.unknown_name("physical key", name, &known)
            });
        }
        if let Some(number) = text.strip_prefix("raw:") {
            return number
                .parse()
                .map(Self::Raw)
                .map_err(|_| cx.invalid(format!("`raw:` needs a number, not `{number}`")));
        }
        let (name, make): (&str, fn(KeyCode) -> Self) = match text.strip_prefix("mapped:") {
            Some(name) => (name, Self::Mapped),
            None => (text.as_str(), Self::Plain),
        };
        KeyCode::from_name(name).map(make).ok_or_else(|| {
            let known: Vec<&str> = KeyCode::NAMES.iter().map(|(name, _)| *name).collect();
            cx.unknown_name("key name", name, &known)
        })
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        self.to_string().to_lua(lua)
    }
}

lua_struct! {
    /// A key with modifiers.
    #[derive(Copy)]
    pub struct KeyNoAction {
        /// The key.
        key: KeySpec,
        /// Modifiers that must be held, and no others.
        mods: Modifiers = Modifiers::empty(),
    }
}

lua_struct! {
    /// A key binding.
    pub struct Key {
        /// The key.
        key: KeySpec,
        /// Modifiers that must be held, and no others.
        mods: Modifiers = Modifiers::empty(),
        /// What it does.
        action: KeyAssignment,
    }
}

lua_struct! {
    /// The key that starts two-key bindings.
    #[derive(Copy)]
    pub struct LeaderKey {
        /// The key.
        key: KeySpec,
        /// Modifiers that must be held, and no others.
        mods: Modifiers = Modifiers::empty(),
        /// How long it waits for the second key.
        timeout_milliseconds: u64 = 1000,
    }
}
