//! `wezterm.GLOBAL`: values that survive a reload.

use super::PlainValue;
use super::registrar::Registrar;
use crate::runtime::RuntimeState;
use mlua::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What all values together may take, in bytes. It survives every reload, so
/// that what is put there by mistake would stay for ever.
const GLOBAL_LIMIT: usize = 16 << 20;

/// What an entry takes beside the bytes of its key and value: about.
const ENTRY: usize = 64;

/// The owner of the values. A clone is another handle to the same values.
#[derive(Clone, Default)]
pub struct GlobalStore {
    root: GlobalTable,
}

impl GlobalStore {
    /// What the values take, in bytes, estimated.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.root.bytes(0)
    }

    /// A copy of everything stored.
    #[must_use]
    pub fn to_plain(&self) -> PlainValue {
        self.root.to_plain(0).unwrap_or(PlainValue::Nil)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Index(i64),
    Name(Vec<u8>),
}

#[derive(Clone)]
enum Stored {
    Plain(PlainValue),
    Table(GlobalTable),
}

/// One table of the store; what Lua code sees of it is this object.
#[derive(Clone, Default)]
pub(super) struct GlobalTable {
    entries: Rc<RefCell<BTreeMap<Key, Stored>>>,
    /// Bytes that may still be added before all is counted again. Shared by
    /// all tables of a store, and on the safe side: what goes is not credited.
    room: Rc<Cell<usize>>,
}

impl GlobalTable {
    fn from_plain(items: impl Iterator<Item = (Key, PlainValue)>, room: &Rc<Cell<usize>>) -> Self {
        let entries = items.map(|(key, value)| (key, Stored::new(value, room)));
        Self {
            entries: Rc::new(RefCell::new(entries.collect())),
            room: Rc::clone(room),
        }
    }

    /// What this table and those in it take, in bytes, estimated.
    fn bytes(&self, depth: usize) -> usize {
        // Copies are made on the way in, so that no table contains itself.
        if depth > 128 {
            return 0;
        }
        let entries = self.entries.borrow();
        let sizes = entries
            .iter()
            .map(|(key, value)| ENTRY + key.bytes() + value.bytes(depth + 1));
        sizes.sum()
    }

    /// Takes `bytes` of the room that is left in the store.
    fn take_room(&self, lua: &Lua, bytes: usize) -> mlua::Result<()> {
        if let Some(left) = self.room.get().checked_sub(bytes) {
            self.room.set(left);
            return Ok(());
        }
        let used = RuntimeState::of(lua)?.context().globals.bytes();
        match GLOBAL_LIMIT.checked_sub(used.saturating_add(bytes)) {
            Some(left) => {
                self.room.set(left);
                Ok(())
            }
            None => Err(LuaError::runtime(format!(
                "wezterm.GLOBAL is full: it holds {used} bytes of {GLOBAL_LIMIT}, and this value takes {bytes}"
            ))),
        }
    }

    /// A copy, for JSON and the like. `depth` is how deep it lies.
    pub(super) fn to_plain(&self, depth: usize) -> mlua::Result<PlainValue> {
        if depth > 128 {
            return Err(LuaError::runtime("wezterm.GLOBAL contains itself"));
        }
        let entries = self.entries.borrow();
        let sequence = entries
            .keys()
            .zip(1..)
            .all(|(key, n)| *key == Key::Index(n));
        let mut list = Vec::new();
        let mut map = Vec::new();
        for (key, value) in entries.iter() {
            let value = match value {
                Stored::Plain(value) => value.clone(),
                Stored::Table(table) => table.to_plain(depth + 1)?,
            };
            match key {
                _ if sequence => list.push(value),
                Key::Index(n) => map.push((n.to_string(), value)),
                Key::Name(name) => map.push((String::from_utf8_lossy(name).into_owned(), value)),
            }
        }
        Ok(if sequence {
            PlainValue::List(list)
        } else {
            PlainValue::Map(map)
        })
    }

    /// The length of the sequence 1, 2, 3, ...
    fn len(&self) -> i64 {
        let entries = self.entries.borrow();
        let mut n = 0;
        while entries.contains_key(&Key::Index(n + 1)) {
            n += 1;
        }
        n
    }
}

impl Key {
    fn bytes(&self) -> usize {
        match self {
            Self::Index(_) => 0,
            Self::Name(name) => name.len(),
        }
    }
}

impl Stored {
    fn bytes(&self, depth: usize) -> usize {
        match self {
            Self::Plain(PlainValue::Text(text)) => text.len(),
            Self::Plain(_) => 0,
            Self::Table(table) => table.bytes(depth),
        }
    }

    fn new(value: PlainValue, room: &Rc<Cell<usize>>) -> Self {
        match value {
            PlainValue::List(items) => Self::Table(GlobalTable::from_plain(
                (1..).map(Key::Index).zip(items),
                room,
            )),
            PlainValue::Map(items) => Self::Table(GlobalTable::from_plain(
                items
                    .into_iter()
                    .map(|(name, value)| (Key::Name(name.into_bytes()), value)),
                room,
            )),
            plain => Self::Plain(plain),
        }
    }
}

impl IntoLua for Stored {
    fn into_lua(self, lua: &Lua) -> mlua::Result<LuaValue> {
        match self {
            Self::Plain(value) => value.into_lua(lua),
            Self::Table(table) => table.into_lua(lua),
        }
    }
}

fn key_of(key: &LuaValue) -> mlua::Result<Key> {
    match key {
        LuaValue::Integer(n) => Ok(Key::Index(*n)),
        LuaValue::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => Ok(Key::Index(*n as i64)),
        LuaValue::String(name) => Ok(Key::Name(name.as_bytes().to_vec())),
        other => Err(LuaError::runtime(format!(
            "a key of wezterm.GLOBAL must be a string or an integer, not a {}",
            other.type_name()
        ))),
    }
}

impl IntoLua for Key {
    fn into_lua(self, lua: &Lua) -> mlua::Result<LuaValue> {
        match self {
            Self::Index(n) => Ok(LuaValue::Integer(n)),
            Self::Name(name) => lua.create_string(name).map(LuaValue::String),
        }
    }
}

fn touch(lua: &Lua) -> mlua::Result<()> {
    RuntimeState::of(lua)?.touch_outside();
    Ok(())
}

impl LuaUserData for GlobalTable {
    fn add_methods<M: LuaUserDataMethods<Self>>(methods: &mut M) {
        methods.add_meta_method(LuaMetaMethod::Index, |lua, this, key: LuaValue| {
            touch(lua)?;
            let Ok(key) = key_of(&key) else {
                return Ok(None);
            };
            Ok(this.entries.borrow().get(&key).cloned())
        });
        methods.add_meta_method(
            LuaMetaMethod::NewIndex,
            |lua, this, (key, value): (LuaValue, LuaValue)| {
                touch(lua)?;
                let key = key_of(&key)?;
                let value = match &value {
                    LuaValue::UserData(data) if data.is::<GlobalTable>() => {
                        // A copy, so that no table can come to contain itself.
                        Stored::new(data.borrow::<GlobalTable>()?.to_plain(0)?, &this.room)
                    }
                    value => {
                        let value = PlainValue::from_value(value).map_err(|error| {
                            LuaError::runtime(format!("wezterm.GLOBAL: {error}"))
                        })?;
                        Stored::new(value, &this.room)
                    }
                };
                this.take_room(lua, ENTRY + key.bytes() + value.bytes(0))?;
                let mut entries = this.entries.borrow_mut();
                match value {
                    Stored::Plain(PlainValue::Nil) => entries.remove(&key),
                    value => entries.insert(key, value),
                };
                Ok(())
            },
        );
        methods.add_meta_method(LuaMetaMethod::Len, |lua, this, ()| {
            touch(lua)?;
            Ok(this.len())
        });
        methods.add_meta_method(LuaMetaMethod::Pairs, |lua, this, ()| {
            touch(lua)?;
            // Walks a copy: the loop may change what it walks over.
            let items: Vec<(Key, Stored)> = {
                let entries = this.entries.borrow();
                entries
                    .iter()
                    .map(|(k, v)| (k.clone(), v.clone()))
                    .collect()
            };
            let mut items = items.into_iter();
            let next =
                lua.create_function_mut(move |lua, _: LuaMultiValue| match items.next() {
                    Some(item) => item.into_lua_multi(lua),
                    None => LuaValue::Nil.into_lua_multi(lua),
                })?;
            Ok((next, LuaValue::Nil, LuaValue::Nil))
        });
    }
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    module.value("GLOBAL", module.state.context().globals.root.clone())
}
