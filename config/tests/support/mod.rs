//! Loading Lua as a user's configuration, in a home folder of its own.

use config::{ConfigSource, Configuration, SearchPaths};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The top of the repository.
pub(crate) fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[allow(dead_code, reason = "each file of tests uses a part")]
/// What loading `text` as `wezterm.lua` complains of: error, then warnings.
pub(crate) fn complaints(text: &str) -> Vec<String> {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("wezterm.lua");
    std::fs::write(&file, text).unwrap();
    complaints_of(&file)
}

#[allow(dead_code, reason = "each file of tests uses a part")]
/// What loading a file complains of, in a home folder that has nothing else.
pub(crate) fn complaints_of(file: &Path) -> Vec<String> {
    let home = tempfile::tempdir().unwrap();
    let mut source = ConfigSource::new(Arc::new(|| ()));
    source.file = Some(file.to_owned());
    source.paths = SearchPaths {
        home: home.path().to_owned(),
        ..SearchPaths::default()
    };
    let loaded = Configuration::load(&source);
    loaded.error.into_iter().chain(loaded.warnings).collect()
}
