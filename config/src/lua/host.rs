//! What Lua is told of this machine and this program.

use super::PlainValue;
use super::registrar::Registrar;
use mlua::prelude::*;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// A path as Lua has it: bytes.
fn text(path: &Path) -> PlainValue {
    PlainValue::Text(path.as_os_str().as_bytes().to_vec())
}

fn hostname() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map(|name| name.trim().to_owned())
        .unwrap_or_else(|_| "localhost".to_owned())
}

fn target_triple() -> String {
    // The names of Rust's targets, as configs compare them.
    let env = if cfg!(target_env = "musl") {
        "musl"
    } else {
        "gnu"
    };
    format!("{}-unknown-linux-{env}", std::env::consts::ARCH)
}

fn running_under_wsl() -> bool {
    std::fs::read_to_string("/proc/sys/kernel/osrelease")
        .is_ok_and(|release| release.to_ascii_lowercase().contains("microsoft"))
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    let context = module.state.context();
    module.value("home_dir", text(&context.home_dir))?;
    let file = context.config_file.as_deref();
    module.value("config_file", text(file.unwrap_or(Path::new(""))))?;
    let default_dir = context.home_dir.join(".config/wezterm");
    let dir = file.and_then(Path::parent).unwrap_or(&default_dir);
    module.value("config_dir", text(dir))?;
    let program = std::env::current_exe().unwrap_or_default();
    let dir = program.parent().unwrap_or(Path::new(""));
    module.value("executable_dir", text(dir))?;
    module.value("version", context.version.as_str())?;
    module.value("target_triple", target_triple())?;
    module.outside("hostname", |_, _, ()| Ok(hostname()))?;
    module.pure("running_under_wsl", |_, ()| Ok(running_under_wsl()))?;
    module.outside("reload_configuration", |_, state, ()| {
        state.request_reload();
        Ok(())
    })?;
    module.outside("battery_info", |lua, _, ()| {
        super::battery::read(Path::new("/sys/class/power_supply"))
            .into_iter()
            .map(|battery| battery.into_lua(lua))
            .collect::<mlua::Result<Vec<_>>>()
    })
}
