//! Shell integration that needs no line in the user's files: bash, zsh and
//! fish are started so that they read ours beside the user's own.
//!
//! The scripts are part of the program and are written to the folder of the
//! sockets. Nothing of what leads a shell to them is left in its environment
//! for the programs it runs.

use crate::control::paths;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Files below the folder, and what is in them.
const FILES: [(&str, &str); 6] = [
    (
        "wezterm.bash",
        include_str!("../../assets/shell-integration/wezterm.bash"),
    ),
    (
        "wezterm.zsh",
        include_str!("../../assets/shell-integration/wezterm.zsh"),
    ),
    (
        "wezterm.fish",
        include_str!("../../assets/shell-integration/wezterm.fish"),
    ),
    (
        "inject/bash.sh",
        include_str!("../../assets/shell-integration/inject/bash.sh"),
    ),
    (
        "inject/zsh/.zshenv",
        include_str!("../../assets/shell-integration/inject/zsh/.zshenv"),
    ),
    (
        "inject/share/fish/vendor_conf.d/wezterm.fish",
        include_str!("../../assets/shell-integration/inject/fish/wezterm.fish"),
    ),
];

/// Where fish looks when nothing says so.
const DEFAULT_DATA_DIRS: &str = "/usr/local/share:/usr/share";

/// A shell that is to load the integration.
pub(crate) struct Integration {
    shell: Shell,
    dir: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

impl Integration {
    /// For an interactive shell. Other programs, and shells that are told what
    /// to run or not to read files, are left alone.
    pub(crate) fn of(dir: &Path, program: &Path, args: &[String]) -> Option<Self> {
        let name = program.file_name().and_then(|name| name.to_str())?;
        let shell = match name {
            "bash" => Shell::Bash,
            "zsh" => Shell::Zsh,
            "fish" => Shell::Fish,
            _ => return None,
        };
        let mut args = args.iter().map(String::as_str);
        if !args.all(|arg| matches!(arg, "-l" | "--login" | "-i" | "-il" | "-li")) {
            return None;
        }
        match install(dir) {
            Ok(()) => Some(Self {
                shell,
                dir: dir.to_owned(),
            }),
            Err(error) => {
                log::warn!("{name} marks no prompts: shell integration: {error}");
                None
            }
        }
    }

    /// Arguments before all others.
    pub(crate) fn arguments(&self) -> &'static [&'static str] {
        match self.shell {
            // The only mode in which a login shell reads a file that we can name.
            Shell::Bash => &["--posix"],
            Shell::Zsh | Shell::Fish => &[],
        }
    }

    /// Sets what leads the shell to the scripts; after all else is set.
    pub(crate) fn lead(&self, environment: &mut BTreeMap<OsString, OsString>) {
        let dir = &self.dir;
        let inherited = |name: &str| environment.get(OsStr::new(name)).cloned();
        let mut set: Vec<(&str, OsString)> = vec![("WEZTERM_SHELL_INTEGRATION", dir.into())];
        match self.shell {
            Shell::Bash => {
                set.push(("WEZTERM_BASH_INJECT", "1".into()));
                if let Some(old) = inherited("ENV") {
                    set.push(("WEZTERM_BASH_ENV", old));
                }
                set.push(("ENV", dir.join("inject/bash.sh").into()));
            }
            Shell::Zsh => {
                if let Some(old) = inherited("ZDOTDIR") {
                    set.push(("WEZTERM_ZSH_ZDOTDIR", old));
                }
                set.push(("ZDOTDIR", dir.join("inject/zsh").into()));
            }
            Shell::Fish => {
                let mut dirs = OsString::from(dir.join("inject/share"));
                dirs.push(":");
                match inherited("XDG_DATA_DIRS").filter(|dirs| !dirs.is_empty()) {
                    Some(old) => {
                        dirs.push(&old);
                        set.push(("WEZTERM_FISH_XDG_DATA_DIRS", old));
                    }
                    None => dirs.push(DEFAULT_DATA_DIRS),
                }
                set.push(("XDG_DATA_DIRS", dirs));
            }
        }
        environment.extend(set.into_iter().map(|(name, value)| (name.into(), value)));
    }
}

/// Writes the scripts, where they are not there already.
fn install(dir: &Path) -> io::Result<()> {
    // Nobody else may write what the user's shells read.
    paths::prepare_dir(dir)?;
    for (name, text) in FILES {
        let file = dir.join(name);
        if fs::read(&file).is_ok_and(|there| there == text.as_bytes()) {
            continue;
        }
        let folder = file.parent().unwrap_or(dir);
        fs::create_dir_all(folder)?;
        // As a whole: a shell may be about to read it.
        let new = folder.join(format!(".new-{}", std::process::id()));
        fs::write(&new, text)?;
        fs::rename(&new, &file)?;
    }
    Ok(())
}
