//! Values without a VM: what crosses threads, formats and reloads.

use mlua::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use std::fmt;

/// Tables nested deeper than this are refused: they are most likely cyclic.
const MAX_DEPTH: usize = 128;

/// A Lua value that is plain data.
#[derive(Debug, Clone, PartialEq)]
pub enum PlainValue {
    /// `nil`; `null` in JSON and YAML.
    Nil,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A float.
    Float(f64),
    /// A string, which need not be UTF-8.
    Text(Vec<u8>),
    /// A sequence; the empty table too.
    List(Vec<PlainValue>),
    /// A table with names, in order of the names when it came from Lua.
    Map(Vec<(String, PlainValue)>),
}

impl From<&str> for PlainValue {
    fn from(text: &str) -> Self {
        Self::Text(text.as_bytes().to_vec())
    }
}

impl From<String> for PlainValue {
    fn from(text: String) -> Self {
        Self::Text(text.into_bytes())
    }
}

impl PlainValue {
    /// Takes a copy of `value`. Objects with a text, such as a colour or an
    /// address, become that text.
    ///
    /// # Errors
    /// For functions, coroutines, objects without a text, keys that are
    /// neither strings nor numbers, and tables that contain themselves.
    pub fn from_value(value: &LuaValue) -> mlua::Result<Self> {
        Self::at_depth(value, 0)
    }

    fn at_depth(value: &LuaValue, depth: usize) -> mlua::Result<Self> {
        Ok(match value {
            LuaValue::Nil => Self::Nil,
            LuaValue::Boolean(b) => Self::Bool(*b),
            LuaValue::Integer(n) => Self::Int(*n),
            LuaValue::Number(n) => Self::Float(*n),
            LuaValue::String(text) => Self::Text(text.as_bytes().to_vec()),
            LuaValue::LightUserData(data) if data.0.is_null() => Self::Nil,
            LuaValue::Table(table) => {
                if depth >= MAX_DEPTH {
                    return Err(LuaError::runtime(format!(
                        "a table is nested more than {MAX_DEPTH} deep; does it contain itself?"
                    )));
                }
                Self::from_table(table, depth)?
            }
            LuaValue::UserData(data) => {
                if let Ok(global) = data.borrow::<super::global::GlobalTable>() {
                    return global.to_plain(depth);
                }
                match data.metatable()?.contains(LuaMetaMethod::ToString)? {
                    true => Self::from(value.to_string()?),
                    false => return Err(refused("an object")),
                }
            }
            other => return Err(refused(&format!("a {}", other.type_name()))),
        })
    }

    fn from_table(table: &LuaTable, depth: usize) -> mlua::Result<Self> {
        let len = usize::try_from(table.len()?).unwrap_or(0);
        let mut named = Vec::new();
        let mut list = Vec::new();
        for pair in table.pairs::<LuaValue, LuaValue>() {
            let (key, item) = pair?;
            let item = Self::at_depth(&item, depth + 1)?;
            match key {
                LuaValue::Integer(n) => list.push((n, item)),
                LuaValue::String(name) => named.push((name.to_string_lossy(), item)),
                LuaValue::Number(n) => named.push((n.to_string(), item)),
                other => {
                    let kind = other.type_name();
                    let message = format!("a key must be a string or a number, not a {kind}");
                    return Err(LuaError::runtime(message));
                }
            }
        }
        list.sort_by_key(|(n, _)| *n);
        let sequence = list.len() == len && list.iter().zip(1..).all(|((n, _), i)| *n == i);
        if named.is_empty() && sequence {
            return Ok(Self::List(list.into_iter().map(|(_, item)| item).collect()));
        }
        named.extend(list.into_iter().map(|(n, item)| (n.to_string(), item)));
        named.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Self::Map(named))
    }

    /// The entry `name` of a map.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(map) => map.iter().find(|(key, _)| key == name).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The text of a string in UTF-8.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => std::str::from_utf8(text).ok(),
            _ => None,
        }
    }
}

fn refused(what: &str) -> LuaError {
    LuaError::runtime(format!(
        "{what} cannot be stored or encoded: only nil, booleans, numbers, strings and tables of them can"
    ))
}

impl IntoLua for PlainValue {
    fn into_lua(self, lua: &Lua) -> mlua::Result<LuaValue> {
        Ok(match self {
            Self::Nil => LuaValue::Nil,
            Self::Bool(b) => LuaValue::Boolean(b),
            Self::Int(n) => LuaValue::Integer(n),
            Self::Float(n) => LuaValue::Number(n),
            Self::Text(text) => LuaValue::String(lua.create_string(text)?),
            Self::List(items) => {
                let table = lua.create_table_with_capacity(items.len(), 0)?;
                for (index, item) in items.into_iter().enumerate() {
                    table.raw_set(index + 1, item)?;
                }
                LuaValue::Table(table)
            }
            Self::Map(items) => {
                let table = lua.create_table_with_capacity(0, items.len())?;
                for (key, item) in items {
                    table.raw_set(key, item)?;
                }
                LuaValue::Table(table)
            }
        })
    }
}

impl FromLua for PlainValue {
    fn from_lua(value: LuaValue, _: &Lua) -> mlua::Result<Self> {
        Self::from_value(&value)
    }
}

impl Serialize for PlainValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nil => serializer.serialize_unit(),
            Self::Bool(b) => serializer.serialize_bool(*b),
            Self::Int(n) => serializer.serialize_i64(*n),
            Self::Float(n) => serializer.serialize_f64(*n),
            Self::Text(text) => serializer.serialize_str(&String::from_utf8_lossy(text)),
            Self::List(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Self::Map(items) => {
                let mut map = serializer.serialize_map(Some(items.len()))?;
                for (key, item) in items {
                    map.serialize_entry(key, item)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for PlainValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlainVisitor)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = PlainValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<PlainValue, E> {
        Ok(PlainValue::Nil)
    }

    fn visit_none<E>(self) -> Result<PlainValue, E> {
        Ok(PlainValue::Nil)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<PlainValue, D::Error> {
        PlainValue::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<PlainValue, E> {
        Ok(PlainValue::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<PlainValue, E> {
        Ok(PlainValue::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<PlainValue, E> {
        Ok(i64::try_from(value).map_or(PlainValue::Float(value as f64), PlainValue::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<PlainValue, E> {
        Ok(PlainValue::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<PlainValue, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<PlainValue, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(PlainValue::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<PlainValue, A::Error> {
        let mut items = Vec::new();
        while let Some((key, value)) = access.next_entry::<PlainValue, PlainValue>()? {
            let key = match key {
                PlainValue::Text(text) => String::from_utf8_lossy(&text).into_owned(),
                PlainValue::Int(n) => n.to_string(),
                PlainValue::Float(n) => n.to_string(),
                PlainValue::Bool(b) => b.to_string(),
                _ => {
                    return Err(serde::de::Error::custom(
                        "a key must be a string or a number",
                    ));
                }
            };
            items.push((key, value));
        }
        Ok(PlainValue::Map(items))
    }
}
