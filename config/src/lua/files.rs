//! Files: `read_dir`, `glob` and the reload watch list.

use super::PlainValue;
use super::registrar::Registrar;
use crate::runtime::{JobResult, Wait};
use mlua::prelude::*;
use std::path::{Path, PathBuf};

fn list(paths: Vec<PathBuf>) -> JobResult {
    let item = |path: PathBuf| PlainValue::Text(path.into_os_string().into_encoded_bytes());
    Ok(vec![PlainValue::List(
        paths.into_iter().map(item).collect(),
    )])
}

fn read_dir(path: &Path) -> JobResult {
    let failed = |error| format!("cannot list the folder {}: {error}", path.display());
    let absolute = std::path::absolute(path).map_err(failed)?;
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&absolute).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    list(paths)
}

fn glob(pattern: &str, relative_to: Option<&Path>) -> JobResult {
    let full = match relative_to {
        Some(base) => format!(
            "{}/{pattern}",
            glob::Pattern::escape(&base.to_string_lossy())
        ),
        None => pattern.to_owned(),
    };
    let found = glob::glob(&full).map_err(|error| format!("glob: {pattern:?}: {error}"))?;
    // What may not be read is not listed, as a shell does it.
    let mut paths: Vec<PathBuf> = found.flatten().collect();
    if let Some(base) = relative_to {
        for path in &mut paths {
            if let Ok(inner) = path.strip_prefix(base) {
                *path = inner.to_owned();
            }
        }
    }
    list(paths)
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    module.blocking("read_dir", |_, path: String| {
        Ok(Wait::Job(Box::new(move || read_dir(Path::new(&path)))))
    })?;
    module.blocking("glob", |_, (pattern, base): (String, Option<String>)| {
        Ok(Wait::Job(Box::new(move || {
            glob(&pattern, base.as_deref().map(Path::new))
        })))
    })?;
    module.outside(
        "add_to_config_reload_watch_list",
        |_, state, paths: LuaVariadic<String>| {
            for path in paths.iter() {
                let path = std::path::absolute(path).unwrap_or_else(|_| path.into());
                state.watch_file(&path);
            }
            Ok(())
        },
    )
}
