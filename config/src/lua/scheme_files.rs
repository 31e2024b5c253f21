//! Reading colour schemes from files of four formats: this program's TOML,
//! iTerm2's property lists, base16's YAML and terminal.sexy's JSON.

use super::{PlainValue, formats};
use crate::color::{ColorScheme, ColorSchemeMetaData, Palette};
use crate::convert::{Convert, Cx};
use mlua::prelude::*;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// Colours, and where they come from.
pub(super) type Scheme = (Palette, ColorSchemeMetaData);

/// A scheme is a few kilobytes; a file of more is something else.
const LIMIT: u64 = 1 << 20;

fn read(path: &str) -> mlua::Result<String> {
    let failed = |error: &dyn std::fmt::Display| {
        LuaError::runtime(format!("cannot read the colour scheme {path}: {error}"))
    };
    let file = std::fs::File::open(path).map_err(|error| failed(&error))?;
    let mut text = String::new();
    file.take(LIMIT + 1)
        .read_to_string(&mut text)
        .map_err(|error| failed(&error))?;
    if text.len() as u64 > LIMIT {
        return Err(failed(&"it is larger than 1 MiB"));
    }
    Ok(text)
}

fn of_file(path: &str, error: &LuaError) -> LuaError {
    let text = crate::runtime::LuaFault::new(error).message;
    LuaError::runtime(format!("the colour scheme {path}: {text}"))
}

/// The reader for a file of this name; `None` where it is no scheme.
pub(super) fn reader_of(path: &Path) -> Option<fn(&Lua, &str) -> mlua::Result<Scheme>> {
    match path.extension()?.to_str()? {
        "toml" => Some(from_toml),
        "yaml" | "yml" => Some(from_base16),
        "itermcolors" => Some(from_iterm2),
        "json" => Some(from_terminal_sexy),
        _ => None,
    }
}

/// A property list of iTerm2: a colour is a dictionary of components from 0 to
/// 1, and is named by the key before it.
fn from_iterm2(lua: &Lua, path: &str) -> mlua::Result<Scheme> {
    let colors = iterm2_colors(&read(path)?);
    let color = |name: &str| -> mlua::Result<PlainValue> {
        let color = colors.get(name).cloned().ok_or_else(|| {
            LuaError::runtime(format!("the iTerm2 scheme {path} has no \"{name}\""))
        })?;
        Ok(color.into())
    };
    let sixteen = (0..16)
        .map(|n| color(&format!("Ansi {n} Color")))
        .collect::<mlua::Result<Vec<_>>>()?;
    let foreground = color("Foreground Color")?;
    let cursor = color("Cursor Color").unwrap_or_else(|_| foreground.clone());
    let names = [
        ("foreground", foreground),
        ("background", color("Background Color")?),
        ("cursor_bg", cursor),
    ];
    let mut palette = palette(lua, path, names, &sixteen, Vec::new())?;
    let rgba = |name| {
        let text = colors.get(name)?;
        crate::color::parse_color(text).ok()
    };
    palette.cursor_fg = rgba("Cursor Text Color").or(palette.cursor_fg);
    palette.selection_bg = rgba("Selection Color");
    palette.selection_fg = rgba("Selected Text Color");
    Ok((palette, ColorSchemeMetaData::default()))
}

/// The colours of a property list, as `#rrggbb`, by their keys.
fn iterm2_colors(text: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let (mut name, mut key) = (String::new(), String::new());
    let mut components = [None::<f64>; 3];
    for tag in text.split('<').skip(1) {
        let Some((tag, content)) = tag.split_once('>') else {
            continue;
        };
        match tag {
            "key" => content.trim().clone_into(&mut key),
            "dict" => {
                name.clone_from(&key);
                components = [None; 3];
            }
            "real" | "integer" => {
                let index = match key.as_str() {
                    "Red Component" => 0,
                    "Green Component" => 1,
                    "Blue Component" => 2,
                    _ => continue,
                };
                components[index] = content.trim().parse().ok();
            }
            "/dict" => {
                if let [Some(r), Some(g), Some(b)] = components {
                    // A float to an integer saturates.
                    let [r, g, b] = [r, g, b].map(|c| (c * 255.0).round() as u8);
                    out.insert(name.clone(), format!("#{r:02x}{g:02x}{b:02x}"));
                }
                components = [None; 3];
            }
            _ => {}
        }
    }
    out
}

fn convert<T: Convert>(lua: &Lua, value: PlainValue, path: &str) -> mlua::Result<T> {
    let value = value.into_lua(lua)?;
    T::from_lua(&value, &mut Cx::new(lua))
        .map_err(|error| LuaError::runtime(format!("the colour scheme {path}: {error}")))
}

/// A TOML file with the tables `colors` and `metadata`.
pub(super) fn from_toml(lua: &Lua, path: &str) -> mlua::Result<Scheme> {
    let file = formats::from_toml(&read(path)?).map_err(|error| of_file(path, &error))?;
    if file.get("colors").is_none() {
        let message = format!("the colour scheme {path} has no table [colors]");
        return Err(LuaError::runtime(message));
    }
    let stem = Path::new(path).file_stem().unwrap_or_default();
    let scheme = ColorScheme::from_file(lua, &stem.to_string_lossy(), &file.into_lua(lua)?)
        .map_err(|error| LuaError::runtime(format!("the colour scheme {path}: {error}")))?;
    Ok((scheme.palette, scheme.metadata))
}

/// A palette from texts: foreground, background, cursor, 16 colours, extras.
fn palette(
    lua: &Lua,
    path: &str,
    names: [(&str, PlainValue); 3],
    colors: &[PlainValue],
    indexed: Vec<(String, PlainValue)>,
) -> mlua::Result<Palette> {
    let mut map: Vec<(String, PlainValue)> = names
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    map.push(("ansi".to_owned(), PlainValue::List(colors[..8].to_vec())));
    map.push((
        "brights".to_owned(),
        PlainValue::List(colors[8..16].to_vec()),
    ));
    let cursor = map[2].1.clone();
    let background = map[1].1.clone();
    map.push(("cursor_border".to_owned(), cursor));
    map.push(("cursor_fg".to_owned(), background));
    map.push(("indexed".to_owned(), PlainValue::Map(indexed)));
    convert(lua, PlainValue::Map(map), path)
}

/// A YAML file of base16 (<https://github.com/chriskempson/base16>).
pub(super) fn from_base16(lua: &Lua, path: &str) -> mlua::Result<Scheme> {
    let file = formats::from_yaml(&read(path)?).map_err(|error| of_file(path, &error))?;
    let colors = file.get("palette").unwrap_or(&file);
    let color = |n: usize| -> mlua::Result<PlainValue> {
        let text = match colors.get(&format!("base{n:02X}")) {
            Some(PlainValue::Int(n)) => format!("{n:06}"),
            Some(value) => value.as_str().unwrap_or_default().to_owned(),
            None => String::new(),
        };
        if text.is_empty() {
            let message = format!("the base16 scheme {path} has no colour base{n:02X}");
            return Err(LuaError::runtime(message));
        }
        Ok(format!("#{}", text.trim_start_matches('#')).into())
    };
    // Which of base00 to base0F is which of the 16 terminal colours.
    const ORDER: [usize; 16] = [0, 8, 11, 10, 13, 14, 12, 5, 3, 8, 11, 10, 13, 14, 12, 7];
    let sixteen = ORDER
        .into_iter()
        .map(color)
        .collect::<mlua::Result<Vec<_>>>()?;
    let extra = [(16, 9), (17, 15), (18, 1), (19, 2), (20, 4), (21, 6)];
    let mut indexed = Vec::new();
    for (index, n) in extra {
        indexed.push((index.to_string(), color(n)?));
    }
    let names = [
        ("foreground", color(5)?),
        ("background", color(0)?),
        ("cursor_bg", color(5)?),
    ];
    let word = |name| {
        file.get(name)
            .and_then(PlainValue::as_str)
            .map(str::to_owned)
    };
    let metadata = ColorSchemeMetaData {
        name: word("scheme").or_else(|| word("name")),
        author: word("author"),
        ..ColorSchemeMetaData::default()
    };
    Ok((palette(lua, path, names, &sixteen, indexed)?, metadata))
}

/// A JSON file of terminal.sexy.
pub(super) fn from_terminal_sexy(lua: &Lua, path: &str) -> mlua::Result<Scheme> {
    let text = read(path)?;
    let file: PlainValue = serde_json::from_str(&text)
        .map_err(|error| LuaError::runtime(format!("the colour scheme {path}: {error}")))?;
    let sixteen = match file.get("color") {
        Some(PlainValue::List(colors)) if colors.len() >= 16 => colors,
        _ => {
            let message = format!("the colour scheme {path} has no list of 16 colours, `color`");
            return Err(LuaError::runtime(message));
        }
    };
    let named = |name| file.get(name).cloned().unwrap_or(PlainValue::Nil);
    let names = [
        ("foreground", named("foreground")),
        ("background", named("background")),
        ("cursor_bg", named("foreground")),
    ];
    let word = |name| {
        file.get(name)
            .and_then(PlainValue::as_str)
            .map(str::to_owned)
    };
    let metadata = ColorSchemeMetaData {
        name: word("name").filter(|name| !name.is_empty()),
        author: word("author").filter(|author| !author.is_empty()),
        ..ColorSchemeMetaData::default()
    };
    Ok((palette(lua, path, names, sixteen, Vec::new())?, metadata))
}
