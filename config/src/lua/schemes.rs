//! Colour schemes: built-in ones and files.

use super::PlainValue;
use super::registrar::Registrar;
use super::scheme_files::{self, Scheme, from_base16, from_terminal_sexy, from_toml};
use crate::color::{
    ColorSchemeMetaData, Palette, builtin_scheme, builtin_scheme_names, default_palette,
};
use crate::convert::{Convert, Cx};
use crate::options::Config;
use crate::runtime::RuntimeState;
use mlua::prelude::*;
use std::path::{Path, PathBuf};

type Reader = fn(&Lua, &str) -> mlua::Result<Scheme>;

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
    for dir in dirs.iter().filter(|dir| !dir.is_dir()) {
        state.warn(format!(
            "color_scheme_dirs: {} is no folder that can be read",
            dir.display()
        ));
    }
    let modules = state.context().module_dirs.iter();
    dirs.extend(modules.map(|dir| dir.join("colors")));
    for dir in dirs.iter().filter(|dir| dir.is_dir()) {
        // A scheme that is added later is a change too.
        state.watch_file(dir);
        for (file, read) in scheme_files(dir, &name) {
            let path = file.to_string_lossy();
            let named = file.file_stem().is_some_and(|stem| *stem == *name);
            let (palette, metadata) = match read(lua, &path) {
                Ok(scheme) => scheme,
                Err(error) if named => return Err(error),
                // A broken file of another scheme is not in the way.
                Err(_) => continue,
            };
            if named || metadata.name.as_ref() == Some(&name) || metadata.aliases.contains(&name) {
                state.watch_file(&file);
                config.color_schemes.insert(name, palette);
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// How many files of a folder are looked at.
const MAX_FILES: usize = 5_000;

/// The scheme files of `dir`, those whose name is `wanted` first, then sorted.
fn scheme_files(dir: &Path, wanted: &str) -> Vec<(PathBuf, Reader)> {
    let mut files: Vec<(PathBuf, Reader)> = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter_map(|path| scheme_files::reader_of(&path).map(|reader| (path, reader)))
        .take(MAX_FILES)
        .collect();
    files.sort_by_cached_key(|(path, _)| {
        let named = path.file_stem().is_some_and(|stem| *stem == *wanted);
        (!named, path.clone())
    });
    files
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
