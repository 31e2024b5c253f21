//! `plugins.lock`: which commit of each plugin is in use, so that the same
//! configuration is the same on another machine. One plugin a line: its address
//! and the commit.
//!
//! It lies beside the configuration file if it is there, else with the clones.

use crate::runtime::RuntimeContext;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const NAME: &str = "plugins.lock";

const HEAD: &str = "# The commits of the plugins of wezterm.lua. Copy this file to the folder of\n\
                    # wezterm.lua to have the same ones elsewhere.\n";

/// The content of the file.
pub(super) struct Lock {
    path: PathBuf,
    commits: BTreeMap<String, String>,
    changed: bool,
}

impl Lock {
    /// Reads the lock; an unreadable one is empty.
    pub(super) fn open(context: &RuntimeContext) -> Self {
        let beside = context.config_file.as_deref().and_then(Path::parent);
        let path = beside
            .map(|dir| dir.join(NAME))
            .filter(|path| path.is_file())
            .unwrap_or_else(|| context.plugin_dir.join(NAME));
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let commits = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(' '))
            .filter(|(_, commit)| is_commit(commit.trim()))
            .map(|(url, commit)| (url.to_owned(), commit.trim().to_owned()))
            .collect();
        Self {
            path,
            commits,
            changed: false,
        }
    }

    /// The commit to use.
    pub(super) fn commit(&self, url: &str) -> Option<&str> {
        self.commits.get(url).map(String::as_str)
    }

    pub(super) fn set(&mut self, url: &str, commit: &str) {
        // An address with a blank could not be read again.
        if is_commit(commit)
            && !url.contains(char::is_whitespace)
            && self.commit(url) != Some(commit)
        {
            self.commits.insert(url.to_owned(), commit.to_owned());
            self.changed = true;
        }
    }

    /// Writes it, if it has changed: as a whole or not at all.
    pub(super) fn save(&self) -> Result<(), String> {
        if !self.changed {
            return Ok(());
        }
        let lines = self
            .commits
            .iter()
            .map(|(url, commit)| format!("{url} {commit}\n"));
        let text = HEAD.to_owned() + &lines.collect::<String>();
        // A link is written through, as dotfiles are often links.
        let target = std::fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let new = target.with_extension(format!("lock.{}", std::process::id()));
        std::fs::write(&new, text)
            .and_then(|()| std::fs::rename(&new, &target))
            .map_err(|error| format!("cannot write {}: {error}", self.path.display()))
    }
}

/// A whole number of a commit: nothing that `git` could take for an option.
fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
