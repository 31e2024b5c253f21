//! Conversions of the types that the structures are made of.

use super::{ConfigError, Convert, Cx};
use mlua::{Lua, Table, Value};
use std::collections::BTreeMap;
use std::time::Duration;
use wezterm_types::{Modifiers, Rgba};

/// The longest list that is read: a `__len` can claim anything.
const MAX_LIST: usize = 1 << 20;

/// A value in words for an error message: its type and, when short, itself.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Nil => "nil".to_owned(),
        Value::Boolean(b) => format!("boolean {b}"),
        Value::Integer(n) => format!("integer {n}"),
        Value::Number(n) => format!("number {n}"),
        Value::String(s) => {
            let text = s.to_string_lossy();
            let mut short: String = text.chars().take(40).collect();
            if short.len() < text.len() {
                short.push('…');
            }
            format!("string {short:?}")
        }
        Value::Function(_) => "a function".to_owned(),
        Value::Table(_) => "a table".to_owned(),
        other => format!("a {}", other.type_name()),
    }
}

/// The table in `value`.
pub(crate) fn table_of<'v>(
    value: &'v Value,
    expected: &str,
    cx: &Cx<'_>,
) -> Result<&'v Table, ConfigError> {
    value
        .as_table()
        .ok_or_else(|| cx.wrong_type(expected, value))
}

/// A Lua value as it would be written in `wezterm.lua`; functions and objects
/// as a comment. Tables nested deeper than 16 are cut off.
#[must_use]
pub fn lua_literal(value: &Value) -> String {
    fn write(value: &Value, depth: usize, out: &mut String) {
        match value {
            Value::Nil => out.push_str("nil"),
            Value::Boolean(b) => out.push_str(if *b { "true" } else { "false" }),
            Value::Integer(n) => out.push_str(&n.to_string()),
            Value::Number(n) => out.push_str(&format!("{n:?}")),
            Value::String(s) => {
                out.push('"');
                for c in s.to_string_lossy().chars() {
                    match c {
                        '"' | '\\' => out.extend(['\\', c]),
                        '\n' => out.push_str("\\n"),
                        '\t' => out.push_str("\\t"),
                        '\r' => out.push_str("\\r"),
                        c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
                        c => out.push(c),
                    }
                }
                out.push('"');
            }
            Value::Table(_) if depth > 16 => out.push_str("{--[[...]]}"),
            Value::Table(table) => {
                let len = table.raw_len();
                let mut parts = Vec::new();
                for index in 1..=len {
                    let mut part = String::new();
                    let item = table.raw_get(index).unwrap_or(Value::Nil);
                    write(&item, depth + 1, &mut part);
                    parts.push(part);
                }
                let mut named = Vec::new();
                for (key, item) in table.pairs::<Value, Value>().flatten() {
                    let mut part = match &key {
                        Value::Integer(n) if (1..=len as i64).contains(n) => continue,
                        Value::String(s) if is_identifier(&s.to_string_lossy()) => {
                            s.to_string_lossy()
                        }
                        key => {
                            let mut text = "[".to_owned();
                            write(key, depth + 1, &mut text);
                            text + "]"
                        }
                    };
                    part.push('=');
                    write(&item, depth + 1, &mut part);
                    named.push(part);
                }
                named.sort_unstable();
                parts.append(&mut named);
                out.push('{');
                out.push_str(&parts.join(","));
                out.push('}');
            }
            other => out.push_str(&format!("nil --[[{}]]", other.type_name())),
        }
    }
    let mut out = String::new();
    write(value, 0, &mut out);
    out
}

fn is_identifier(name: &str) -> bool {
    const RESERVED: [&str; 22] = [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if",
        "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
    ];
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !RESERVED.contains(&name)
}

impl Convert for bool {
    fn type_text() -> String {
        "boolean".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        value
            .as_boolean()
            .ok_or_else(|| cx.wrong_type("true or false", value))
    }

    fn to_lua(&self, _: &Lua) -> mlua::Result<Value> {
        Ok(Value::Boolean(*self))
    }
}

macro_rules! integers {
    ($($ty:ty),*) => {$(
        impl Convert for $ty {
            fn type_text() -> String {
                "integer".to_owned()
            }

            fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
                let number = match value {
                    Value::Integer(n) => *n,
                    // Lua's arithmetic makes floats: 24/2 is 12.0.
                    Value::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => *n as i64,
                    other => return Err(cx.wrong_type("an integer", other)),
                };
                Self::try_from(number).map_err(|_| {
                    let expected = if number < 0 && Self::MIN == 0 {
                        "an integer that is not negative".to_owned()
                    } else {
                        format!("an integer from {} to {}", Self::MIN, Self::MAX)
                    };
                    cx.wrong_type(expected, value)
                })
            }

            fn to_lua(&self, _: &Lua) -> mlua::Result<Value> {
                Ok(match i64::try_from(*self) {
                    Ok(n) => Value::Integer(n),
                    Err(_) => Value::Number(*self as f64),
                })
            }
        }
    )*};
}

integers!(u8, u16, u32, u64, usize, i32, i64, isize);

impl Convert for f64 {
    fn type_text() -> String {
        "number".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        match value {
            Value::Integer(n) => Ok(*n as f64),
            Value::Number(n) if n.is_finite() => Ok(*n),
            other => Err(cx.wrong_type("a number", other)),
        }
    }

    fn to_lua(&self, _: &Lua) -> mlua::Result<Value> {
        Ok(Value::Number(*self))
    }
}

impl Convert for String {
    fn type_text() -> String {
        "string".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        match value {
            Value::String(s) => match s.to_str() {
                Ok(text) => Ok(text.to_owned()),
                Err(_) => Err(cx.invalid("expected a string in UTF-8")),
            },
            // Url and Color objects stand for their text.
            Value::UserData(data) if has_tostring(data) => Ok(value.to_string()?),
            other => Err(cx.wrong_type("a string", other)),
        }
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        lua.create_string(self).map(Value::String)
    }
}

fn has_tostring(data: &mlua::AnyUserData) -> bool {
    data.metatable()
        .and_then(|table| table.contains(mlua::MetaMethod::ToString))
        .unwrap_or(false)
}

impl<T: Convert> Convert for Option<T> {
    fn type_text() -> String {
        format!("{}|nil", T::type_text())
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        if value.is_nil() {
            Ok(None)
        } else {
            T::from_lua(value, cx).map(Some)
        }
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        match self {
            Some(value) => value.to_lua(lua),
            None => Ok(Value::Nil),
        }
    }
}

impl<T: Convert> Convert for Box<T> {
    fn type_text() -> String {
        T::type_text()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        T::from_lua(value, cx).map(Self::new)
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        T::to_lua(self, lua)
    }
}

impl<T: Convert> Convert for Vec<T> {
    fn type_text() -> String {
        format!("array<{}>", T::type_text())
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        let expected = Self::type_text();
        let table = table_of(value, &expected, cx)?;
        // Through `__len` and `__index`: the table may be a proxy.
        let len = usize::try_from(table.len()?).unwrap_or(0);
        if len > MAX_LIST {
            return Err(cx.invalid(format!("a list of {len} entries is longer than {MAX_LIST}")));
        }
        for pair in table.pairs::<Value, Value>() {
            let (key, _) = pair?;
            let in_sequence = key
                .as_i64()
                .and_then(|n| usize::try_from(n).ok())
                .is_some_and(|n| (1..=len).contains(&n));
            if !in_sequence {
                return Err(cx.invalid(format!(
                    "expected {expected}, found a table with the key {}",
                    lua_literal(&key)
                )));
            }
        }
        let mut out = Self::new();
        for index in 1..=len {
            let item = table.get::<Value>(index)?;
            out.push(cx.at_index(index, |cx| T::from_lua(&item, cx))?);
        }
        Ok(out)
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        let table = lua.create_table_with_capacity(self.len(), 0)?;
        for (index, item) in self.iter().enumerate() {
            table.raw_set(index + 1, item.to_lua(lua)?)?;
        }
        Ok(Value::Table(table))
    }
}

impl<T: Convert + Copy + Default, const N: usize> Convert for [T; N] {
    fn type_text() -> String {
        format!("array<{}>[{N}]", T::type_text())
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        let items = Vec::<T>::from_lua(value, cx)?;
        let mut out = [T::default(); N];
        // A short list leaves the rest as it is in the original; here it is an
        // error, because no caller has a use for half a palette.
        if items.len() != N {
            return Err(cx.invalid(format!("expected {N} entries, found {}", items.len())));
        }
        out.copy_from_slice(&items);
        Ok(out)
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        self.to_vec().to_lua(lua)
    }
}

/// A type that can be the key of a table that maps names to values.
trait MapKey: Convert + Ord {}
impl MapKey for String {}
impl MapKey for u8 {}

impl<K: MapKey, V: Convert> Convert for BTreeMap<K, V> {
    fn type_text() -> String {
        format!("table<{},{}>", K::type_text(), V::type_text())
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        let table = table_of(value, &Self::type_text(), cx)?;
        let mut out = Self::new();
        for pair in table.pairs::<Value, Value>() {
            let (key, item) = pair?;
            // Files of colour schemes can only have strings as keys.
            let key = match &key {
                Value::String(s) if K::type_text() == "integer" => {
                    match s.to_string_lossy().parse::<i64>() {
                        Ok(n) => Value::Integer(n),
                        Err(_) => key,
                    }
                }
                _ => key,
            };
            let name = match &key {
                Value::String(s) => s.to_string_lossy(),
                other => format!("[{}]", lua_literal(other)),
            };
            let (key, item) = cx.at(name, |cx| {
                Ok((K::from_lua(&key, cx)?, V::from_lua(&item, cx)?))
            })?;
            out.insert(key, item);
        }
        Ok(out)
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        let table = lua.create_table_with_capacity(0, self.len())?;
        for (key, item) in self {
            table.raw_set(key.to_lua(lua)?, item.to_lua(lua)?)?;
        }
        Ok(Value::Table(table))
    }
}

impl Convert for Duration {
    fn type_text() -> String {
        "number(seconds)".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        let seconds = f64::from_lua(value, cx)?;
        Self::try_from_secs_f64(seconds)
            .map_err(|_| cx.wrong_type("a number of seconds that is not negative", value))
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        if self.subsec_nanos() == 0 {
            self.as_secs().to_lua(lua)
        } else {
            self.as_secs_f64().to_lua(lua)
        }
    }
}

impl Convert for Rgba {
    fn type_text() -> String {
        "string(color)".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        let text = String::from_lua(value, cx)
            .map_err(|_| cx.wrong_type("a colour such as \"#12abef\"", value))?;
        crate::color::parse_color(&text).map_err(|error| cx.invalid(error.to_string()))
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        crate::color::color_text(*self).to_lua(lua)
    }
}

impl Convert for Modifiers {
    fn type_text() -> String {
        "string(flags Modifiers joined by |)".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        let text = String::from_lua(value, cx)?;
        Self::from_names(&text).map_err(|word| {
            cx.unknown_name(
                "modifier",
                word,
                &[
                    "SHIFT", "ALT", "OPT", "META", "CTRL", "SUPER", "CMD", "WIN", "LEADER", "NONE",
                ],
            )
        })
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        self.to_string().replace(' ', "").to_lua(lua)
    }
}

/// The one field of a table such as `{CopyTo="Clipboard"}`.
pub(crate) fn single_field(
    table: &Table,
    what: &str,
    cx: &Cx<'_>,
) -> Result<(String, Value), ConfigError> {
    let mut pairs = table.pairs::<Value, Value>();
    let first = pairs.next().transpose()?;
    let second = pairs.next().transpose()?;
    match (first, second) {
        (Some((Value::String(name), value)), None) => Ok((name.to_string_lossy(), value)),
        _ => Err(cx.invalid(format!(
            "expected a {what}: a table with one named field, such as {{Name=value}}, found {}",
            lua_literal(&Value::Table(table.clone()))
                .chars()
                .take(80)
                .collect::<String>()
        ))),
    }
}
