//! `wezterm.procinfo`: processes, from `/proc`.

use super::PlainValue;
use super::registrar::Registrar;
use mlua::prelude::*;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use wezterm_types::procinfo::{self, ProcessInfo};

fn text(path: &Path) -> PlainValue {
    PlainValue::Text(path.as_os_str().as_bytes().to_vec())
}

/// `LocalProcessInfo`, with all that the process started.
///
/// # Errors
/// When Lua is out of memory.
pub fn process_table(lua: &Lua, info: &ProcessInfo) -> mlua::Result<LuaTable> {
    let table = lua.create_table()?;
    table.raw_set("pid", info.pid)?;
    table.raw_set("ppid", info.ppid)?;
    table.raw_set("name", info.name.as_str())?;
    table.raw_set("status", info.status)?;
    table.raw_set("executable", text(&info.executable))?;
    table.raw_set("cwd", text(&info.cwd))?;
    table.raw_set("argv", info.argv.as_slice())?;
    let children = lua.create_table()?;
    for (pid, child) in &info.children {
        children.raw_set(*pid, process_table(lua, child)?)?;
    }
    table.raw_set("children", children)?;
    Ok(table)
}

/// Numbers that no process has are no error.
fn pid(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    let table = module.submodule("procinfo")?;
    table.outside("pid", |_, _, ()| Ok(std::process::id()))?;
    table.outside("get_info_for_pid", |lua, _, number| {
        let info = procinfo::process_tree(pid(number));
        info.map(|info| process_table(lua, &info)).transpose()
    })?;
    table.outside("current_working_dir_for_pid", |_, _, number| {
        Ok(procinfo::cwd(pid(number)).as_deref().map(text))
    })?;
    table.outside("executable_path_for_pid", |_, _, number| {
        Ok(procinfo::executable(pid(number)).as_deref().map(text))
    })
}
