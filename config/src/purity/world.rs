//! The tables and functions that exist outside the analysed call, and what was
//! found in them.

use super::checks::{Check, Sort, holds_scalars, pointer, sort};
use super::inspector::Inspector;
use super::reader::{self, Proto};
use super::values::{CONSTANT, Key, OPAQUE, Thing, Val};
use mlua::prelude::*;
use std::collections::{HashMap, HashSet};
use std::ffi::c_void;
use std::rc::Rc;

/// Why a function is volatile.
pub(super) type Reason = String;

const MAX_OBJECTS: usize = 20_000;

/// What was found so far.
pub(super) struct World<'a> {
    lua: &'a Lua,
    pub(super) inspector: &'a Inspector,
    pub(super) objects: Vec<LuaValue>,
    names: Vec<String>,
    numbers: HashMap<*const c_void, usize>,
    protos: HashMap<usize, Rc<Proto>>,
    upvalues: HashMap<(usize, usize), Val>,
    fields: HashMap<(usize, Key), Val>,
    contents: HashMap<usize, (Val, Val)>,
    plain: HashSet<usize>,
    measured: HashSet<usize>,
    pub(super) checks: Vec<Check>,
}

fn failed(error: mlua::Error) -> Reason {
    format!("it can not be looked into: {error}")
}

impl<'a> World<'a> {
    pub(super) fn new(lua: &'a Lua, inspector: &'a Inspector) -> Self {
        Self {
            lua,
            inspector,
            objects: Vec::new(),
            names: Vec::new(),
            numbers: HashMap::new(),
            protos: HashMap::new(),
            upvalues: HashMap::new(),
            fields: HashMap::new(),
            contents: HashMap::new(),
            plain: HashSet::new(),
            measured: HashSet::new(),
            checks: Vec::new(),
        }
    }

    /// The number of a table or function.
    pub(super) fn number(&mut self, value: &LuaValue, name: &str) -> usize {
        let next = self.objects.len();
        let number = *self.numbers.entry(value.to_pointer()).or_insert(next);
        if number == next {
            self.objects.push(value.clone());
            self.names.push(name.to_owned());
        }
        number
    }

    fn val(&mut self, value: &LuaValue, name: &str) -> Result<Val, Reason> {
        if self.objects.len() > MAX_OBJECTS {
            return Err("it reaches too many tables".into());
        }
        Ok(match sort(value) {
            Sort::Scalar => Val::scalar(),
            Sort::Opaque => Val::of(OPAQUE),
            // Numbered to be kept alive, so that its address is not used again.
            Sort::Object(_) if value.is_userdata() => {
                self.number(value, name);
                Val::of(CONSTANT)
            }
            Sort::Object(_) => Val::thing(Thing::Object(self.number(value, name))),
        })
    }

    /// The name under which the object was found first.
    pub(super) fn name(&self, object: usize) -> &str {
        self.names.get(object).map_or("?", String::as_str)
    }

    pub(super) fn function(&self, object: usize) -> Option<LuaFunction> {
        self.objects.get(object)?.as_function().cloned()
    }

    fn table(&self, object: usize) -> Option<LuaTable> {
        self.objects.get(object)?.as_table().cloned()
    }

    /// The code of a Lua function.
    pub(super) fn proto(&mut self, object: usize) -> Result<Rc<Proto>, Reason> {
        if let Some(proto) = self.protos.get(&object) {
            return Ok(Rc::clone(proto));
        }
        let unknown = || {
            format!(
                "calls `{}`, which is not known to be pure",
                self.name(object)
            )
        };
        let function = self.function(object).ok_or_else(unknown)?;
        if function.info().what == "C" {
            return Err(unknown());
        }
        let chunk = function.dump(false);
        let proto = Rc::new(reader::read(&chunk).ok_or_else(unknown)?);
        // What the VM is furnished with has no lines: name it, not its inside.
        if proto.lines.is_empty() {
            return Err(unknown());
        }
        self.protos.insert(object, Rc::clone(&proto));
        Ok(proto)
    }

    /// The upvalue `index` of a Lua function.
    pub(super) fn upvalue(&mut self, object: usize, index: usize) -> Result<Val, Reason> {
        if let Some(val) = self.upvalues.get(&(object, index)) {
            return Ok(val.clone());
        }
        let Some(function) = self.function(object) else {
            return Ok(Val::of(OPAQUE));
        };
        let value = self.inspector.upvalue(&function, index).map_err(failed)?;
        let name = match self.protos.get(&object) {
            Some(proto) => proto.upvalue_names.get(index).cloned().unwrap_or_default(),
            None => String::new(),
        };
        let val = self.val(&value, &name)?;
        self.checks
            .push(Check::Upvalue(function, index, sort(&value)));
        self.upvalues.insert((object, index), val.clone());
        Ok(val)
    }

    /// The field `key` of an object, through `__index` tables.
    pub(super) fn field(&mut self, object: usize, key: &Key) -> Result<Val, Reason> {
        if let Some(val) = self.fields.get(&(object, key.clone())) {
            return Ok(val.clone());
        }
        let val = self.find_field(object, key, true)?;
        self.fields.insert((object, key.clone()), val.clone());
        Ok(val)
    }

    /// The field `key` of an object itself, as `rawget` reads it.
    pub(super) fn raw_field(&mut self, object: usize, key: &Key) -> Result<Val, Reason> {
        self.find_field(object, key, false)
    }

    fn find_field(&mut self, object: usize, key: &Key, meta: bool) -> Result<Val, Reason> {
        let Some(mut table) = self.table(object) else {
            // To index a function raises an error.
            return Ok(Val::default());
        };
        for _ in 0..16 {
            let (value, name) = match key {
                Key::Integer(n) => (table.raw_get::<LuaValue>(*n), n.to_string()),
                Key::Text(text) => (
                    table.raw_get(RawText(text)),
                    String::from_utf8_lossy(text).into_owned(),
                ),
            };
            let value = value.map_err(failed)?;
            let key = match key {
                Key::Integer(n) => LuaValue::Integer(*n),
                Key::Text(text) => self.text(text).map_err(failed)?,
            };
            self.checks
                .push(Check::Field(table.clone(), key, sort(&value)));
            let metatable = table.metatable();
            self.checks
                .push(Check::Metatable(table.clone(), pointer(metatable.as_ref())));
            let index = match &metatable {
                Some(metatable) => self.meta_field(metatable, "__index")?,
                None => LuaValue::Nil,
            };
            if !value.is_nil() || !meta {
                return self.val(&value, &name);
            }
            match index {
                LuaValue::Nil => return Ok(Val::scalar()),
                LuaValue::Table(next) => table = next,
                lookup if self.inspector.is_lookup(&lookup) => return Ok(Val::scalar()),
                _ => return Err(format!("reads `{name}` through an `__index` function")),
            }
        }
        Err("follows too many `__index` tables".into())
    }

    fn text(&self, text: &[u8]) -> mlua::Result<LuaValue> {
        self.lua.create_string(text).map(LuaValue::String)
    }

    fn meta_field(&mut self, metatable: &LuaTable, name: &str) -> Result<LuaValue, Reason> {
        let value: LuaValue = metatable.raw_get(name).map_err(failed)?;
        let kept = LuaValue::Table(metatable.clone());
        self.number(&kept, name);
        let key = self.text(name.as_bytes()).map_err(failed)?;
        self.checks
            .push(Check::Field(metatable.clone(), key, sort(&value)));
        if sort(&value) != Sort::Scalar {
            self.number(&value, name);
        }
        // Entries of a weak table go when the collector likes.
        let mode: LuaValue = metatable.raw_get("__mode").map_err(failed)?;
        if !mode.is_nil() {
            return Err("reads a weak table".into());
        }
        Ok(value)
    }

    /// Demands that an object has no metatable: operators on it are Lua's own.
    pub(super) fn plain(&mut self, object: usize) -> Result<(), Reason> {
        if self.plain.contains(&object) {
            return Ok(());
        }
        if let Some(table) = self.table(object) {
            if table.metatable().is_some() {
                let name = self.name(object);
                return Err(format!("uses `{name}`, whose metatable may do anything"));
            }
            self.checks.push(Check::Metatable(table, None));
        }
        self.plain.insert(object);
        Ok(())
    }

    /// Notes that the length of an object matters.
    pub(super) fn length(&mut self, object: usize) {
        if let Some(table) = self.table(object)
            && self.measured.insert(object)
        {
            self.checks.push(Check::Length(table));
        }
    }

    /// Whether an object is a table that looks up constants, as
    /// `wezterm.nerdfonts` does.
    pub(super) fn glyphs(&mut self, object: usize) -> Result<bool, Reason> {
        let Some(table) = self.table(object) else {
            return Ok(false);
        };
        let Some(metatable) = table.metatable() else {
            return Ok(false);
        };
        let lookup = self.meta_field(&metatable, "__index")?;
        if !self.inspector.is_lookup(&lookup) || !holds_scalars(&table).map_err(failed)? {
            return Ok(false);
        }
        let found = pointer(Some(&metatable));
        self.checks.push(Check::Metatable(table.clone(), found));
        self.checks.push(Check::Glyphs(table));
        Ok(true)
    }

    /// All keys and all values of an object.
    pub(super) fn contents(&mut self, object: usize) -> Result<(Val, Val), Reason> {
        if let Some(contents) = self.contents.get(&object) {
            return Ok(contents.clone());
        }
        let Some(table) = self.table(object) else {
            return Ok((Val::default(), Val::default()));
        };
        self.plain(object)?;
        let (mut keys, mut values) = (Val::scalar(), Val::scalar());
        let mut count = 0;
        let mut sorts = Vec::new();
        for pair in table.pairs::<LuaValue, LuaValue>() {
            let (key, value) = pair.map_err(failed)?;
            count += 1;
            if count > MAX_OBJECTS {
                return Err("reads a table that is too large".into());
            }
            let name = match &key {
                LuaValue::String(text) => text.to_string_lossy(),
                other => other.type_name().to_owned(),
            };
            keys.join(&self.val(&key, &name)?);
            values.join(&self.val(&value, &name)?);
            sorts.push((sort(&key), sort(&value)));
        }
        self.checks.push(Check::contents(table, sorts));
        self.contents.insert(object, (keys.clone(), values.clone()));
        Ok((keys, values))
    }
}

struct RawText<'a>(&'a [u8]);

impl IntoLua for RawText<'_> {
    fn into_lua(self, lua: &Lua) -> mlua::Result<LuaValue> {
        lua.create_string(self.0).map(LuaValue::String)
    }
}
