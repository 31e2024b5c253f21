//! `wezterm.plugin`: modules from git repositories.

use super::git::Git;
use super::plugin_lock::Lock;
use super::registrar::Registrar;
use crate::runtime::RuntimeContext;
use mlua::prelude::*;
use std::path::{Path, PathBuf};

/// The folder name of a repository: its address with what a path cannot have,
/// or what would make it another path, written in letters.
fn component(url: &str) -> String {
    let mut out = String::new();
    for c in url.trim_end_matches('/').chars() {
        match c {
            ':' => out.push_str("sCs"),
            '/' | '\\' => out.push_str("sZs"),
            '.' => out.push_str("sDs"),
            c if c.is_ascii_alphanumeric() || c == '_' || c == '-' => out.push(c),
            c => out.push_str(&format!("u{:x}", u32::from(c))),
        }
    }
    out
}

/// The folder of the plugin at `url`; cloned when it is not there yet, at the
/// commit that the lock names.
fn checkout(url: &str, context: &RuntimeContext) -> mlua::Result<PathBuf> {
    // A folder of this machine that is no repository is used in place.
    let local = Path::new(url.strip_prefix("file://").unwrap_or(url));
    if local.is_absolute() && local.is_dir() && !is_repository(local) {
        return Ok(local.to_owned());
    }
    if url.starts_with('-') || !(url.contains("://") || url.contains('@') || url.starts_with('/')) {
        let message = format!("{url:?} is no address of a git repository, such as https://...");
        return Err(LuaError::runtime(message));
    }
    let plugins = &context.plugin_dir;
    let dir = plugins.join(component(url));
    if dir.is_dir() {
        return Ok(dir);
    }
    std::fs::create_dir_all(plugins).map_err(|error| {
        LuaError::runtime(format!("cannot make {}: {error}", plugins.display()))
    })?;
    log::info!("cloning the plugin {url}");
    // Into another name first: a clone that was cut off must not look whole.
    let partial = plugins.join(format!(".{}.{}", component(url), std::process::id()));
    let _ = std::fs::remove_dir_all(&partial);
    let what = format!("clone the plugin {url}");
    let git = Git::new(&context.git);
    let mut lock = Lock::open(context);
    let cloned = git
        .run(
            &[
                "clone",
                "--quiet",
                "--recurse-submodules",
                "--",
                url,
                &partial.to_string_lossy(),
            ],
            &what,
        )
        .and_then(|_| match lock.commit(url) {
            Some(commit) => {
                let what = format!("find the commit {commit} of plugins.lock in the plugin {url}");
                git.run_in(
                    &partial,
                    &["checkout", "--quiet", "--detach", commit],
                    &what,
                )
            }
            None => Ok(String::new()),
        });
    if let Err(message) = cloned {
        let _ = std::fs::remove_dir_all(&partial);
        return Err(LuaError::runtime(message));
    }
    std::fs::rename(&partial, &dir)
        .map_err(|error| LuaError::runtime(format!("cannot {what}: {error}")))?;
    if let Ok(commit) = git.run_in(&dir, &["rev-parse", "HEAD"], "read the commit") {
        lock.set(url, commit.trim());
        lock.save().map_err(LuaError::runtime)?;
    }
    Ok(dir)
}

/// Brings every clone to the newest commit of its branch.
fn update_all(context: &RuntimeContext) -> mlua::Result<()> {
    let git = Git::new(&context.git);
    let mut lock = Lock::open(context);
    let mut failures = Vec::new();
    for (_, dir) in list(&context.plugin_dir) {
        let url = origin(&dir);
        let what = format!("update the plugin {url}");
        // A lock has left the clone on a commit of no branch.
        let updated = git
            .run_in(&dir, &["fetch", "--quiet", "origin", "HEAD"], &what)
            .and_then(|_| {
                git.run_in(
                    &dir,
                    &["checkout", "--quiet", "--detach", "FETCH_HEAD"],
                    &what,
                )
            })
            .and_then(|_| {
                git.run_in(
                    &dir,
                    &["submodule", "update", "--quiet", "--init", "--recursive"],
                    &what,
                )
            })
            .and_then(|_| git.run_in(&dir, &["rev-parse", "HEAD"], &what));
        match updated {
            Ok(commit) => lock.set(&url, commit.trim()),
            Err(message) => failures.push(message),
        }
    }
    if let Err(message) = lock.save() {
        failures.push(message);
    }
    match failures.is_empty() {
        true => Ok(()),
        false => Err(LuaError::runtime(failures.join("\n"))),
    }
}

/// Whether a folder is a repository, bare or not.
fn is_repository(dir: &Path) -> bool {
    dir.join(".git").exists() || (dir.join("HEAD").is_file() && dir.join("objects").is_dir())
}

fn list(plugins: &Path) -> Vec<(String, PathBuf)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(plugins).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && entry.path().is_dir() {
            all.push((name, entry.path()));
        }
    }
    all.sort();
    all
}

/// The address a clone came from.
fn origin(dir: &Path) -> String {
    let config = std::fs::read_to_string(dir.join(".git/config")).unwrap_or_default();
    let mut in_origin = false;
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            in_origin = line == "[remote \"origin\"]";
        } else if let Some((key, value)) = line.split_once('=')
            && in_origin
            && key.trim() == "url"
        {
            return value.trim().to_owned();
        }
    }
    String::new()
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    let plugin = module.submodule("plugin")?;
    plugin.outside("require", |lua, state, url: String| {
        let dir = checkout(&url, state.context())?;
        let file = dir.join("plugin/init.lua");
        let loaded: LuaTable = lua.globals().get::<LuaTable>("package")?.get("loaded")?;
        let key = format!("plugin {}", dir.display());
        let known: LuaValue = loaded.get(key.as_str())?;
        if !known.is_nil() {
            return Ok(known);
        }
        let source = std::fs::read(&file).map_err(|error| {
            LuaError::runtime(format!(
                "the plugin {url} cannot be read: {}: {error}",
                file.display()
            ))
        })?;
        state.watch_file(&file);
        // The plugin's own modules are found beside it.
        let package: LuaTable = lua.globals().get("package")?;
        let own = dir.display();
        let path: String = package.get("path")?;
        package.set(
            "path",
            format!("{own}/plugin/?.lua;{own}/plugin/?/init.lua;{path}"),
        )?;
        let name = format!("@{}", file.display());
        let value: LuaValue = lua.load(source).set_name(name).call(component(&url))?;
        let value = match value {
            LuaValue::Nil => LuaValue::Boolean(true),
            value => value,
        };
        loaded.set(key, &value)?;
        Ok(value)
    })?;
    plugin.outside("list", |lua, state, ()| {
        let out = lua.create_table()?;
        for (name, dir) in list(&state.context().plugin_dir) {
            let item = lua.create_table()?;
            item.set("url", origin(&dir))?;
            item.set("component", name)?;
            item.set("plugin_dir", dir.to_string_lossy().into_owned())?;
            out.push(item)?;
        }
        Ok(out)
    })?;
    plugin.outside("update_all", |_, state, ()| update_all(state.context()))
}
