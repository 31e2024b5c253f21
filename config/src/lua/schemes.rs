//! Colour schemes: built-in ones and files.

use super::registrar::Registrar;
use super::{PlainValue, formats};
use crate::color::{
    ColorScheme, ColorSchemeMetaData, Palette, builtin_scheme, builtin_scheme_names,
    default_palette,
};
use crate::convert::{Convert, Cx};
use crate::options::Config;
use crate::runtime::RuntimeState;
use mlua::prelude::*;
use std::path::{Path, PathBuf};

/// Colours, and where they come from.
type Scheme = (Palette, ColorSchemeMetaData);

fn read(path: &str) -> mlua::Result<String> {
    std::fs::read_to_string(path).map_err(|error| {
        LuaError::runtime(format!("cannot read the colour scheme {path}: {error}"))
    })
}

fn convert<T: Convert>(lua: &Lua, value: PlainValue, path: &str) -> mlua::Result<T> {
    let value = value.into_lua(lua)?;
    T::from_lua(&value, &mut Cx::new(lua))
        .map_err(|error| LuaError::runtime(format!("the colour scheme {path}: {error}")))
}

/// A TOML file with the tables `colors` and `metadata`.
fn from_toml(lua: &Lua, path: &str) -> mlua::Result<Scheme> {
    let file = formats::from_toml(&read(path)?)?;
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
fn from_base16(lua: &Lua, path: &str) -> mlua::Result<Scheme> {
    let file = formats::from_yaml(&read(path)?)?;
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
fn from_terminal_sexy(lua: &Lua, path: &str) -> mlua::Result<Scheme> {
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

/// Looks for the scheme that `color_scheme` names in the files of
/// `color_scheme_dirs` and of `colors` beside the configuration, unless it is
/// known already. True when it was found and added to `color_schemes`.
///
/// # Errors
/// When the file that has it cannot be used.
pub(crate) fn load_named_scheme(
    lua: &Lua,
    config: &mut Config,
    state: &RuntimeState,
) -> mlua::Result<bool> {
    let Some(name) = config.color_scheme.clone() else {
        return Ok(false);
    };
    if config.color_schemes.contains_key(&name) {
        return Ok(false);
    }
    let mut dirs: Vec<PathBuf> = config.color_scheme_dirs.iter().map(PathBuf::from).collect();
    dirs.extend(
        state
            .context()
            .module_dirs
            .iter()
            .map(|dir| dir.join("colors")),
    );
    for dir in dirs {
        let exact = dir.join(format!("{name}.toml"));
        if !name.contains('/') && exact.is_file() {
            return add(lua, config, state, name, &exact).map(|()| true);
        }
        let mut files: Vec<PathBuf> = std::fs::read_dir(&dir)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|end| end == "toml"))
            .collect();
        files.sort();
        for file in files {
            // A broken file of another scheme is not in the way.
            let Ok((_, metadata)) = from_toml(lua, &file.to_string_lossy()) else {
                continue;
            };
            if metadata.name.as_ref() == Some(&name) || metadata.aliases.contains(&name) {
                return add(lua, config, state, name, &file).map(|()| true);
            }
        }
    }
    Ok(false)
}

fn add(
    lua: &Lua,
    config: &mut Config,
    state: &RuntimeState,
    name: String,
    file: &Path,
) -> mlua::Result<()> {
    let (palette, _) = from_toml(lua, &file.to_string_lossy())?;
    state.watch_file(file);
    config.color_schemes.insert(name, palette);
    Ok(())
}

fn builtin(lua: &Lua) -> mlua::Result<LuaTable> {
    let table = lua.create_table()?;
    for name in builtin_scheme_names() {
        if let Some(scheme) = builtin_scheme(name) {
            table.raw_set(name, scheme.palette.to_lua(lua)?)?;
        }
    }
    Ok(table)
}

fn save(lua: &Lua, colors: LuaValue, metadata: LuaValue, path: &str) -> mlua::Result<()> {
    let mut cx = Cx::new(lua);
    // Read and written again: what is saved can be loaded.
    let colors = Palette::from_lua(&colors, &mut cx)?.to_lua(lua)?;
    let metadata = match metadata {
        LuaValue::Nil => ColorSchemeMetaData::default(),
        value => ColorSchemeMetaData::from_lua(&value, &mut cx)?,
    };
    let file = PlainValue::Map(vec![
        ("colors".to_owned(), PlainValue::from_value(&colors)?),
        (
            "metadata".to_owned(),
            PlainValue::from_value(&metadata.to_lua(lua)?)?,
        ),
    ]);
    let text = toml::to_string_pretty(&file).map_err(LuaError::external)?;
    std::fs::write(path, text).map_err(|error| {
        LuaError::runtime(format!("cannot write the colour scheme {path}: {error}"))
    })
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    let color = module.submodule("color")?;
    module.pure("get_builtin_color_schemes", |lua, ()| builtin(lua))?;
    color.pure("get_builtin_schemes", |lua, ()| builtin(lua))?;
    color.pure("get_default_colors", |lua, ()| {
        default_palette().to_lua(lua)
    })?;
    type Reader = fn(&Lua, &str) -> mlua::Result<Scheme>;
    let readers: [(&str, Reader); 3] = [
        ("load_scheme", from_toml),
        ("load_base16_scheme", from_base16),
        ("load_terminal_sexy_scheme", from_terminal_sexy),
    ];
    for (name, reader) in readers {
        color.outside(name, move |lua, state, path: String| {
            let (palette, metadata) = reader(lua, &path)?;
            state.watch_file(&std::path::absolute(&path).unwrap_or_default());
            Ok((palette.to_lua(lua)?, metadata.to_lua(lua)?))
        })?;
    }
    color.outside(
        "save_scheme",
        |lua, _, (colors, metadata, path): (LuaValue, LuaValue, String)| {
            save(lua, colors, metadata, &path)
        },
    )
}
