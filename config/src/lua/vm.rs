//! A bare VM: libraries, `print`, `require` and the empty module `wezterm`.

use crate::runtime::RuntimeState;
use mlua::prelude::*;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A VM with every library that a config may use, `debug` among them.
#[allow(unsafe_code)]
pub(crate) fn new_vm() -> Lua {
    // SAFETY: a config runs with the rights of its user and may load native
    // modules and use `debug`, as it may in any Lua interpreter. That is the
    // user's own code and choice; nothing of ours depends on its absence.
    unsafe { Lua::unsafe_new() }
}

/// The user's home folder; the root folder where there is none.
#[must_use]
pub(crate) fn home_dir() -> PathBuf {
    std::env::home_dir().unwrap_or_else(|| PathBuf::from("/"))
}

/// Where the user's data of this program is kept.
#[must_use]
pub(crate) fn data_dir(home: &Path) -> PathBuf {
    let base = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    base.filter(|path| path.is_absolute())
        .unwrap_or_else(|| home.join(".local/share"))
        .join("wezterm")
}

/// Furnishes the VM and makes the table of the module.
pub(super) fn install(lua: &Lua, state: &Rc<RuntimeState>) -> mlua::Result<()> {
    let module = lua.create_table()?;
    lua.set_named_registry_value("wezterm module", &module)?;
    let loaded: LuaTable = lua.globals().get::<LuaTable>("package")?.get("loaded")?;
    loaded.set("wezterm", &module)?;

    let touch = lua.create_function(|lua, ()| {
        RuntimeState::of(lua)?.touch_outside();
        Ok(())
    })?;
    let record = lua.create_function(|lua, path: LuaString| {
        RuntimeState::of(lua)?.watch_file(&absolute(&path));
        Ok(())
    })?;
    let print = lua.create_function(|_, text: String| {
        log::info!(target: "lua", "{text}");
        Ok(())
    })?;
    own_chunk!(lua, "furnish").call::<()>((touch, record, print))?;

    // Bytes: a folder's name need not be text.
    let mut path = Vec::new();
    for dir in &state.context().module_dirs {
        for pattern in ["?.lua", "?/init.lua", "plugins/?/plugin/init.lua"] {
            path.extend_from_slice(dir.as_os_str().as_bytes());
            path.extend_from_slice(format!("/{pattern};").as_bytes());
        }
    }
    let package: LuaTable = lua.globals().get("package")?;
    let standard: LuaString = package.get("path")?;
    path.extend_from_slice(&standard.as_bytes());
    package.set("path", lua.create_string(path)?)
}

/// The submodule `name` (`wezterm.color`), made on first use.
pub(crate) fn submodule(lua: &Lua, state: &Rc<RuntimeState>, name: &str) -> mlua::Result<LuaTable> {
    let Some(path) = name.strip_prefix("wezterm.") else {
        let message = format!("a module's name begins with \"wezterm.\", and {name:?} does not");
        return Err(LuaError::runtime(message));
    };
    let mut table = state.module_table(lua)?;
    for part in path.split('.') {
        table = match table.raw_get::<LuaValue>(part)? {
            LuaValue::Table(inner) => inner,
            LuaValue::Nil => {
                let inner = lua.create_table()?;
                table.raw_set(part, &inner)?;
                inner
            }
            other => {
                let kind = other.type_name();
                let message = format!("wezterm.{path}: {part} is a {kind}, not a module");
                return Err(LuaError::runtime(message));
            }
        };
    }
    let loaded: LuaTable = lua.globals().get::<LuaTable>("package")?.get("loaded")?;
    loaded.set(name, &table)?;
    Ok(table)
}

fn absolute(path: &LuaString) -> PathBuf {
    let bytes = path.as_bytes();
    let path = Path::new(OsStr::from_bytes(&bytes));
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
