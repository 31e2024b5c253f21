//! Fonts and formatted text: `font`, `format`, `truncate_right` and their kin.

use super::registrar::Registrar;
use crate::convert::{Convert, Cx};
use crate::format::{self, FormatItem};
use crate::structs::{LuaFontAttributes, TextStyle, TextStyleAttributes};
use mlua::prelude::*;

fn attributes(lua: &Lua, value: &LuaValue, cx: &mut Cx<'_>) -> mlua::Result<TextStyleAttributes> {
    // `nil` stands for a table without fields.
    let value = match value {
        LuaValue::Nil => LuaValue::Table(lua.create_table()?),
        value => value.clone(),
    };
    Ok(TextStyleAttributes::from_lua(&value, cx)?)
}

fn font(lua: &Lua, families: &LuaValue, all: &LuaValue, many: bool) -> mlua::Result<LuaValue> {
    let mut cx = Cx::new(lua);
    let all = attributes(lua, all, &mut cx)?;
    let families = if many {
        Vec::<LuaFontAttributes>::from_lua(families, &mut cx)?
    } else {
        vec![LuaFontAttributes::from_lua(families, &mut cx)?]
    };
    let style = TextStyle::from_families(families, &all);
    let state = crate::runtime::RuntimeState::of(lua)?;
    for warning in cx.warnings {
        state.warn(warning.to_string());
    }
    style.to_lua(lua)
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    module.pure("font", |lua, (family, all): (LuaValue, LuaValue)| {
        font(lua, &family, &all, false)
    })?;
    module.pure(
        "font_with_fallback",
        |lua, (families, all): (LuaValue, LuaValue)| font(lua, &families, &all, true),
    )?;
    module.pure("format", |lua, items: LuaValue| {
        let items = Vec::<FormatItem>::from_lua(&items, &mut Cx::new(lua))?;
        Ok(format::format_items_as_escapes(&items))
    })?;
    module.pure("column_width", |_, text: String| {
        Ok(format::column_width(&text))
    })?;
    module.pure("truncate_right", |_, (text, width): (String, i64)| {
        Ok(format::truncate_right(&text, columns(width)).to_owned())
    })?;
    module.pure("truncate_left", |_, (text, width): (String, i64)| {
        Ok(format::truncate_left(&text, columns(width)).to_owned())
    })?;
    module.pure("pad_right", |_, (text, width): (String, i64)| {
        Ok(format::pad_right(&text, padded(width)?))
    })?;
    module.pure("pad_left", |_, (text, width): (String, i64)| {
        Ok(format::pad_left(&text, padded(width)?))
    })
}

/// A number of columns; what is left of a title may be negative: none.
fn columns(width: i64) -> usize {
    usize::try_from(width).unwrap_or(0)
}

/// A number of columns to fill, which must not fill the memory.
fn padded(width: i64) -> mlua::Result<usize> {
    match columns(width) {
        width if width <= 1_000_000 => Ok(width),
        _ => Err(LuaError::runtime(format!(
            "{width} columns are too many to fill"
        ))),
    }
}
