//! Loading Lua as a user's configuration, in a home folder of its own.

#![allow(dead_code, reason = "each file of tests uses a part")]

use config::{ConfigSource, Configuration, SearchPaths};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The top of the repository.
pub(crate) fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A source that looks in this home folder only.
pub(crate) fn source_in(home: &Path) -> ConfigSource {
    let mut source = ConfigSource::new(Arc::new(|| ()));
    source.paths = SearchPaths {
        home: home.to_owned(),
        ..SearchPaths::default()
    };
    source
}

/// What loading `text` as `wezterm.lua` complains of: error, then warnings.
pub(crate) fn complaints(text: &str) -> Vec<String> {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("wezterm.lua");
    std::fs::write(&file, text).unwrap();
    complaints_of(&file)
}

/// What loading a file complains of, in a home folder that has nothing else.
pub(crate) fn complaints_of(file: &Path) -> Vec<String> {
    let home = tempfile::tempdir().unwrap();
    let mut source = source_in(home.path());
    source.file = Some(file.to_owned());
    let loaded = Configuration::load(&source);
    loaded.error.into_iter().chain(loaded.warnings).collect()
}
