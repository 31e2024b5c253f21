//! `wezterm.nerdfonts`: glyph names looked up in a sorted text.

use super::registrar::Registrar;
use mlua::prelude::*;

/// `name HEX` lines, sorted by name.
const GLYPHS: &str = include_str!("../../data/nerdfonts.txt");

fn parse(line: &str) -> Option<(&str, char)> {
    let (name, code) = line.split_once(' ')?;
    let code = u32::from_str_radix(code, 16).ok()?;
    Some((name, char::from_u32(code)?))
}

/// The glyph called `name`. Configurations older than Nerd Fonts 3 say `mdi_`
/// where `md_` is meant; the glyph of that name is the same picture.
#[must_use]
pub fn nerdfont(name: &str) -> Option<char> {
    match name.strip_prefix("mdi_") {
        Some(rest) => exact(&format!("md_{rest}")),
        None => exact(name),
    }
}

fn exact(name: &str) -> Option<char> {
    let bytes = GLYPHS.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    // Bisects by byte and steps back to the line's beginning: no index needed.
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = bytes[..middle]
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |at| at + 1);
        let end = bytes[middle..]
            .iter()
            .position(|b| *b == b'\n')
            .map_or(bytes.len(), |at| middle + at);
        let (found, glyph) = parse(&GLYPHS[start..end])?;
        match found.cmp(name) {
            std::cmp::Ordering::Equal => return Some(glyph),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// All names and glyphs, sorted by name.
pub fn nerdfonts() -> impl Iterator<Item = (&'static str, char)> {
    GLYPHS.lines().filter_map(parse)
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    let lua = module.lua;
    let table = lua.create_table()?;
    let metatable = lua.create_table()?;
    // A name looked up once is kept in the table: the next look-up is Lua's own.
    metatable.raw_set(
        "__index",
        lua.create_function(|_, (table, name): (LuaTable, LuaValue)| {
            let Some(glyph) = name
                .as_string()
                .and_then(|name| nerdfont(&name.to_str().ok()?))
            else {
                return Ok(None);
            };
            let text = glyph.to_string();
            table.raw_set(name, text.as_str())?;
            Ok(Some(text))
        })?,
    )?;
    metatable.raw_set(
        "__newindex",
        lua.create_function(|_, _: LuaMultiValue| {
            Err::<(), _>(LuaError::runtime("wezterm.nerdfonts cannot be changed"))
        })?,
    )?;
    metatable.raw_set(
        "__pairs",
        lua.create_function(|lua, table: LuaTable| {
            for (name, glyph) in nerdfonts() {
                table.raw_set(name, glyph.to_string())?;
            }
            let next: LuaFunction = lua.globals().get("next")?;
            Ok((next, table))
        })?,
    )?;
    table.set_metatable(Some(metatable))?;
    module.value("nerdfonts", table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_sorted() {
        let all: Vec<_> = nerdfonts().collect();
        assert!(all.len() >= 10_751);
        assert!(all.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (name, glyph) in all {
            assert_eq!(nerdfont(name), Some(glyph), "{name}");
        }
        assert_eq!(nerdfont("mdi_hexagon"), nerdfont("md_hexagon"));
        assert!(nerdfont("mdi_chart_donut_variant").is_some());
        for odd in ["", " ", "zzz", "cod_", "cod_account EB99", "\n"] {
            assert_eq!(nerdfont(odd), None, "{odd:?}");
        }
    }
}
