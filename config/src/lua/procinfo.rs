//! `wezterm.procinfo`: processes, from `/proc`.

use super::PlainValue;
use super::registrar::Registrar;
use mlua::prelude::*;
use std::collections::HashMap;
use std::path::PathBuf;

/// One process, as the kernel tells of it.
struct Process {
    pid: i64,
    ppid: i64,
    name: String,
    status: &'static str,
}

/// Reads `/proc/PID/stat`.
fn stat(pid: i64) -> Option<Process> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in parentheses and may contain any character.
    let (open, close) = (text.find('(')?, text.rfind(')')?);
    let mut rest = text.get(close + 1..)?.split_ascii_whitespace();
    let status = match rest.next()? {
        "R" => "Run",
        "S" | "D" => "Sleep",
        "I" => "Idle",
        "T" => "Stop",
        "t" => "Tracing",
        "Z" => "Zombie",
        "X" | "x" => "Dead",
        "K" => "Wakekill",
        "W" => "Waking",
        "P" => "Parked",
        _ => "Unknown",
    };
    Some(Process {
        pid,
        ppid: rest.next()?.parse().ok()?,
        name: text.get(open + 1..close)?.to_owned(),
        status,
    })
}

fn link(pid: i64, name: &str) -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/{pid}/{name}")).ok()
}

fn path(pid: i64, name: &str) -> PlainValue {
    let path = link(pid, name).unwrap_or_default();
    PlainValue::Text(path.into_os_string().into_encoded_bytes())
}

/// All processes by their parent.
fn children() -> HashMap<i64, Vec<i64>> {
    let mut map: HashMap<i64, Vec<i64>> = HashMap::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let pid = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        if let Some(process) = pid.and_then(stat) {
            map.entry(process.ppid).or_default().push(process.pid);
        }
    }
    map
}

fn info(
    lua: &Lua,
    pid: i64,
    tree: &HashMap<i64, Vec<i64>>,
    depth: usize,
) -> mlua::Result<Option<LuaTable>> {
    let Some(process) = stat(pid) else {
        return Ok(None);
    };
    let table = lua.create_table()?;
    table.set("pid", process.pid)?;
    table.set("ppid", process.ppid)?;
    table.set("name", process.name)?;
    table.set("status", process.status)?;
    table.set("executable", path(pid, "exe"))?;
    table.set("cwd", path(pid, "cwd"))?;
    let argv = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let argv = argv.strip_suffix(b"\0").unwrap_or(&argv);
    let argv = match argv {
        [] => Vec::new(),
        argv => argv
            .split(|b| *b == 0)
            .map(|arg| PlainValue::Text(arg.to_vec()))
            .collect(),
    };
    table.set("argv", PlainValue::List(argv))?;
    let below = lua.create_table()?;
    // Process numbers are reused: a tree read over some time may have a loop.
    if depth < 32 {
        for child in tree.get(&pid).into_iter().flatten() {
            below.set(*child, info(lua, *child, tree, depth + 1)?)?;
        }
    }
    table.set("children", below)?;
    Ok(Some(table))
}

/// `LocalProcessInfo` of `pid`; `None` when there is no such process.
///
/// # Errors
/// When Lua is out of memory.
pub fn process_info(lua: &Lua, pid: i64) -> mlua::Result<Option<LuaTable>> {
    info(lua, pid, &children(), 0)
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    let procinfo = module.submodule("procinfo")?;
    procinfo.outside("pid", |_, _, ()| Ok(std::process::id()))?;
    procinfo.outside("get_info_for_pid", |lua, _, pid| process_info(lua, pid))?;
    for (name, entry) in [
        ("current_working_dir_for_pid", "cwd"),
        ("executable_path_for_pid", "exe"),
    ] {
        procinfo.outside(name, move |_, _, pid: i64| {
            Ok(link(pid, entry).map(|path| path.to_string_lossy().into_owned()))
        })?;
    }
    Ok(())
}
