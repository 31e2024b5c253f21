//! What a verdict rests on, to be found again, and the values that a pure
//! function can read outside its arguments.
//!
//! Two things are told apart. The *structure* (which functions are called,
//! which tables are reached, their metatables) decides the verdict: where it
//! has changed, the function must be analysed anew. The *values* (strings,
//! numbers and the like, in the order in which a loop finds them) decide what
//! the function returns: where they have changed, the verdict holds and
//! results kept before are outdated.

use super::Reads;
use super::inspector::Inspector;
use super::world::{Reason, World};
use crate::lua::{Color, UrlObject, nerdfont};
use mlua::prelude::*;
use std::ffi::c_void;
use std::rc::Rc;

/// What the analysis needs to know of a value; all of it must stay so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Scalar,
    Opaque,
    Object(*const c_void),
}

pub(super) fn sort(value: &LuaValue) -> Sort {
    match value {
        LuaValue::Nil
        | LuaValue::Boolean(_)
        | LuaValue::Integer(_)
        | LuaValue::Number(_)
        | LuaValue::String(_) => Sort::Scalar,
        LuaValue::Table(_) | LuaValue::Function(_) => Sort::Object(value.to_pointer()),
        value if is_constant(value) => Sort::Object(value.to_pointer()),
        _ => Sort::Opaque,
    }
}

/// Whether a value is an object of this crate that never changes.
pub(super) fn is_constant(value: &LuaValue) -> bool {
    value
        .as_userdata()
        .is_some_and(|object| object.is::<Color>() || object.is::<UrlObject>())
}

/// The values found, one after the other, each of known length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Image(Vec<u8>);

impl Image {
    fn number(&mut self, tag: u8, bits: u64) {
        self.0.push(tag);
        self.0.extend_from_slice(&bits.to_le_bytes());
    }

    fn value(&mut self, value: &LuaValue) {
        match value {
            LuaValue::Nil => self.0.push(0),
            LuaValue::Boolean(truth) => self.0.extend_from_slice(&[1, u8::from(*truth)]),
            LuaValue::Integer(n) => self.number(2, n.cast_unsigned()),
            LuaValue::Number(n) => self.number(3, n.to_bits()),
            LuaValue::String(text) => {
                let bytes = text.as_bytes();
                self.number(4, bytes.len() as u64);
                self.0.extend_from_slice(&bytes);
            }
            other => self.number(5, other.to_pointer() as u64),
        }
    }
}

/// One thing that was found, to be found again.
pub(super) enum Check {
    Upvalue(LuaFunction, usize, Sort),
    Field(LuaTable, LuaValue, Sort),
    Metatable(LuaTable, Option<*const c_void>),
    /// All keys and values, in the order of a loop; see [`Check::contents`].
    Contents(LuaTable, Option<Vec<(Sort, Sort)>>),
    Length(LuaTable),
    /// `wezterm.nerdfonts`: it keeps the glyphs that were looked up; all values
    /// are scalars.
    Glyphs(LuaTable),
}

impl Check {
    /// The contents of a table. One that holds nothing but scalars may hold
    /// more or fewer of them without leading anywhere else.
    pub(super) fn contents(table: LuaTable, sorts: Vec<(Sort, Sort)>) -> Self {
        let plain = sorts
            .iter()
            .all(|(key, value)| *key == Sort::Scalar && *value == Sort::Scalar);
        Self::Contents(table, (!plain).then_some(sorts))
    }

    /// Whether the structure is as it was found; adds the values to `image`.
    fn holds(&self, inspector: &Inspector, image: &mut Image) -> mlua::Result<bool> {
        Ok(match self {
            Self::Upvalue(function, index, found) => {
                let value = inspector.upvalue(function, *index)?;
                image.value(&value);
                sort(&value) == *found
            }
            Self::Field(table, key, found) => {
                let value: LuaValue = table.raw_get(key)?;
                image.value(&value);
                sort(&value) == *found
            }
            Self::Metatable(table, found) => pointer(table.metatable().as_ref()) == *found,
            Self::Contents(table, found) => {
                // Its border may show, too, where it has holes.
                image.number(6, table.raw_len() as u64);
                let mut count = 0;
                for pair in table.pairs::<LuaValue, LuaValue>() {
                    let (key, value) = pair?;
                    image.value(&key);
                    image.value(&value);
                    let expected = match found {
                        Some(sorts) => sorts.get(count).copied(),
                        None => Some((Sort::Scalar, Sort::Scalar)),
                    };
                    if expected != Some((sort(&key), sort(&value))) {
                        return Ok(false);
                    }
                    count += 1;
                }
                image.number(7, count as u64);
                found.as_ref().is_none_or(|sorts| sorts.len() == count)
            }
            Self::Length(table) => {
                image.number(8, table.raw_len() as u64);
                true
            }
            Self::Glyphs(table) => {
                for pair in table.pairs::<LuaValue, LuaValue>() {
                    let (name, value) = pair?;
                    if !is_glyph(&name, &value) {
                        image.value(&name);
                        image.value(&value);
                        if sort(&value) != Sort::Scalar {
                            return Ok(false);
                        }
                    }
                }
                true
            }
        })
    }
}

/// Whether `value` is the glyph that is looked up as `name`.
fn is_glyph(name: &LuaValue, value: &LuaValue) -> bool {
    let (LuaValue::String(name), LuaValue::String(value)) = (name, value) else {
        return false;
    };
    let glyph = name.to_str().ok().and_then(|name| nerdfont(&name));
    let mut buffer = [0; 4];
    glyph.is_some_and(|glyph| value.as_bytes() == glyph.encode_utf8(&mut buffer).as_bytes())
}

pub(super) fn holds_scalars(table: &LuaTable) -> mlua::Result<bool> {
    for pair in table.pairs::<LuaValue, LuaValue>() {
        if sort(&pair?.1) != Sort::Scalar {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(super) fn pointer(table: Option<&LuaTable>) -> Option<*const c_void> {
    table.map(LuaTable::to_pointer)
}

/// The verdict on a function, and what it rests on.
pub struct Analysis {
    verdict: Result<Rc<Reads>, Reason>,
    checks: Vec<Check>,
    // Keeps what was found alive, so that no address is used again.
    _objects: Vec<LuaValue>,
}

impl Analysis {
    pub(super) fn new(verdict: Result<Reads, Reason>, world: World<'_>) -> Self {
        Self {
            verdict: verdict.map(Rc::new),
            checks: world.checks,
            _objects: world.objects,
        }
    }

    pub(super) fn volatile(reason: Reason) -> Self {
        Self {
            verdict: Err(reason),
            checks: Vec::new(),
            _objects: Vec::new(),
        }
    }

    /// What the function reads of its arguments, or why it is volatile.
    ///
    /// # Errors
    /// With the reason, when the function is volatile.
    pub fn verdict(&self) -> Result<&Rc<Reads>, &str> {
        self.verdict.as_ref().map_err(String::as_str)
    }

    /// The values outside its arguments that the function can read now; `None`
    /// where the structure that the verdict rests on has changed.
    pub(super) fn outside(&self, inspector: &Inspector) -> Option<Image> {
        if !inspector.scalars_are_plain().unwrap_or(false) {
            return None;
        }
        let mut image = Image::default();
        for check in &self.checks {
            if !check.holds(inspector, &mut image).unwrap_or(false) {
                return None;
            }
        }
        Some(image)
    }
}
