//! Looks into a live VM, and knows the functions that it was furnished with.

use super::Signature;
use super::checks::Analysis;
use crate::lua::{Color, UrlObject};
use mlua::prelude::*;
use std::collections::HashMap;
use std::ffi::c_void;

/// What a known function does with its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Builtin {
    /// Returns scalars, looks into no table and calls nothing.
    Scalars,
    /// As `Scalars`, for arguments that must be scalars: others show addresses.
    ToString,
    Format,
    Gsub,
    Gmatch,
    Concat,
    Insert,
    Remove,
    Sort,
    Unpack,
    Pack,
    Pairs,
    Next,
    Select,
    Rawget,
    Rawlen,
    Assert,
    Error,
    Pcall,
    /// `wezterm.format`: reads all of its argument.
    FormatItems,
    /// Returns a new list of scalars.
    Fresh,
}

const SCALAR_FUNCTIONS: &[(&str, &[&str])] = &[
    (
        "string",
        &[
            "byte", "char", "find", "len", "lower", "match", "rep", "reverse", "sub", "upper",
        ],
    ),
    (
        "math",
        &[
            "abs",
            "ceil",
            "cos",
            "deg",
            "exp",
            "floor",
            "fmod",
            "log",
            "max",
            "min",
            "modf",
            "rad",
            "sin",
            "sqrt",
            "tan",
            "tointeger",
            "type",
            "ult",
            "acos",
            "asin",
            "atan",
        ],
    ),
    ("utf8", &["char", "codepoint", "len", "offset"]),
    ("_G", &["tonumber", "type", "rawequal"]),
];

const OTHER_FUNCTIONS: &[(&str, &str, Builtin)] = &[
    ("string", "format", Builtin::Format),
    ("string", "gsub", Builtin::Gsub),
    ("string", "gmatch", Builtin::Gmatch),
    ("table", "concat", Builtin::Concat),
    ("table", "insert", Builtin::Insert),
    ("table", "remove", Builtin::Remove),
    ("table", "sort", Builtin::Sort),
    ("table", "unpack", Builtin::Unpack),
    ("table", "pack", Builtin::Pack),
    ("_G", "tostring", Builtin::ToString),
    ("_G", "pairs", Builtin::Pairs),
    ("_G", "ipairs", Builtin::Pairs),
    ("_G", "next", Builtin::Next),
    ("_G", "select", Builtin::Select),
    ("_G", "rawget", Builtin::Rawget),
    ("_G", "rawlen", Builtin::Rawlen),
    ("_G", "assert", Builtin::Assert),
    ("_G", "error", Builtin::Error),
    ("_G", "pcall", Builtin::Pcall),
];

/// Those of the module `wezterm`; each is registered as pure.
const WEZTERM_FUNCTIONS: &[(&str, Builtin)] = &[
    ("format", Builtin::FormatItems),
    ("column_width", Builtin::Scalars),
    ("truncate_right", Builtin::Scalars),
    ("truncate_left", Builtin::Scalars),
    ("pad_right", Builtin::Scalars),
    ("pad_left", Builtin::Scalars),
    ("has_action", Builtin::Scalars),
    ("shell_quote_arg", Builtin::Scalars),
    ("utf16_to_utf8", Builtin::Scalars),
    ("split_by_newlines", Builtin::Fresh),
    ("shell_split", Builtin::Fresh),
];

/// The known functions of one VM, recognised by identity: what the user puts
/// in their place is not mistaken for them.
pub(crate) struct Inspector {
    getupvalue: LuaFunction,
    getmetatable: LuaFunction,
    builtins: HashMap<*const c_void, Builtin>,
    /// `__index` functions that only look up constants.
    lookups: Vec<*const c_void>,
    string_meta: LuaTable,
    /// The string metatable as it was.
    string_fields: Vec<(LuaValue, LuaValue)>,
    /// A value of each type whose values share a metatable; they have none.
    samples: Vec<LuaValue>,
    /// An object of each kind that may be printed, and its metatable as it was.
    constants: Vec<(LuaValue, Vec<(LuaValue, LuaValue)>)>,
    /// Keeps the known functions alive, so that no address is used again.
    _kept: Vec<LuaFunction>,
}

impl Inspector {
    /// Knows the functions of `lua`, in which no code of the user has run yet.
    ///
    /// # Errors
    /// When a standard library is missing.
    pub(crate) fn new(lua: &Lua, wezterm: &LuaTable) -> mlua::Result<Self> {
        let globals = lua.globals();
        let library = |name: &str| match name {
            "_G" => Ok(globals.clone()),
            name => globals.raw_get::<LuaTable>(name),
        };
        let mut builtins = HashMap::new();
        let mut kept = Vec::new();
        let mut know = |table: &LuaTable, name: &str, builtin| -> mlua::Result<()> {
            let function: LuaFunction = table.raw_get(name)?;
            builtins.insert(function.to_pointer(), builtin);
            kept.push(function);
            Ok(())
        };
        for (place, names) in SCALAR_FUNCTIONS {
            for name in *names {
                know(&library(place)?, name, Builtin::Scalars)?;
            }
        }
        for (place, name, builtin) in OTHER_FUNCTIONS {
            know(&library(place)?, name, *builtin)?;
        }
        for (name, builtin) in WEZTERM_FUNCTIONS {
            know(wezterm, name, *builtin)?;
        }
        let mut lookups = Vec::new();
        if let Some(metatable) = wezterm.raw_get::<LuaTable>("nerdfonts")?.metatable() {
            let lookup: LuaFunction = metatable.raw_get("__index")?;
            lookups.push(lookup.to_pointer());
            kept.push(lookup);
        }
        let debug = library("debug")?;
        let getmetatable: LuaFunction = debug.raw_get("getmetatable")?;
        let string_meta: LuaTable = getmetatable.call("")?;
        let string_fields = string_meta.pairs().collect::<mlua::Result<_>>()?;
        let samples = vec![
            LuaValue::Nil,
            LuaValue::Boolean(true),
            LuaValue::Integer(0),
            LuaValue::Function(getmetatable.clone()),
        ];
        let mut constants = Vec::new();
        for object in [
            lua.create_userdata(Color::parse("black")?)?,
            lua.create_userdata(UrlObject::parse("file:///").map_err(LuaError::external)?)?,
        ] {
            let object = LuaValue::UserData(object);
            let metatable: LuaTable = getmetatable.call(&object)?;
            let fields = metatable.pairs().collect::<mlua::Result<_>>()?;
            constants.push((object, fields));
        }
        Ok(Self {
            constants,
            getupvalue: debug.raw_get("getupvalue")?,
            getmetatable,
            builtins,
            lookups,
            string_meta,
            string_fields,
            samples,
            _kept: kept,
        })
    }

    /// Whether `handler`, called as `signature` says, is pure.
    pub(crate) fn analyse(
        &self,
        lua: &Lua,
        handler: &LuaFunction,
        signature: Signature,
    ) -> Analysis {
        super::analysis::analyse(lua, self, handler, signature)
    }

    pub(super) fn builtin(&self, function: &LuaFunction) -> Option<Builtin> {
        self.builtins.get(&function.to_pointer()).copied()
    }

    pub(super) fn is_lookup(&self, value: &LuaValue) -> bool {
        value.is_function() && self.lookups.contains(&value.to_pointer())
    }

    /// The upvalue of a Lua function, counted from 0.
    pub(super) fn upvalue(&self, function: &LuaFunction, index: usize) -> mlua::Result<LuaValue> {
        let (_, value): (LuaValue, LuaValue) = self.getupvalue.call((function, index + 1))?;
        Ok(value)
    }

    /// What an index of a string is looked up in.
    pub(super) fn string_index(&self) -> mlua::Result<LuaValue> {
        self.string_meta.raw_get("__index")
    }

    /// Whether operations on scalars and functions do what they do in plain Lua.
    pub(super) fn scalars_are_plain(&self) -> mlua::Result<bool> {
        let metatable: LuaValue = self.getmetatable.call("")?;
        if metatable.to_pointer() != self.string_meta.to_pointer()
            || !is_as_it_was(&self.string_meta, &self.string_fields)?
        {
            return Ok(false);
        }
        for (object, fields) in &self.constants {
            let metatable: LuaTable = self.getmetatable.call(object)?;
            if !is_as_it_was(&metatable, fields)? {
                return Ok(false);
            }
        }
        for sample in &self.samples {
            let metatable: LuaValue = self.getmetatable.call(sample)?;
            if !metatable.is_nil() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Whether a table holds these fields and no others.
fn is_as_it_was(table: &LuaTable, fields: &[(LuaValue, LuaValue)]) -> mlua::Result<bool> {
    let mut count = 0;
    for pair in table.pairs::<LuaValue, LuaValue>() {
        pair?;
        count += 1;
    }
    if count != fields.len() {
        return Ok(false);
    }
    for (key, value) in fields {
        let now: LuaValue = table.raw_get(key)?;
        if now.to_pointer() != value.to_pointer() {
            return Ok(false);
        }
    }
    Ok(true)
}
