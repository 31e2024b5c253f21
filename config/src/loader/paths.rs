//! The places where a configuration may lie.

use std::path::PathBuf;

/// Where the user's files are. Taken from the environment once, by the caller.
#[derive(Debug, Clone, Default)]
pub struct SearchPaths {
    /// The home folder.
    pub home: PathBuf,
    /// `$WEZTERM_CONFIG_FILE`.
    pub config_file: Option<PathBuf>,
    /// `$XDG_CONFIG_HOME`.
    pub xdg_config_home: Option<PathBuf>,
    /// `$XDG_CONFIG_DIRS`, best first.
    pub xdg_config_dirs: Vec<PathBuf>,
    /// The folder of the running program.
    pub executable_dir: Option<PathBuf>,
}

impl SearchPaths {
    /// What the environment of this process says.
    #[must_use]
    pub fn from_environment() -> Self {
        let path = |name: &str| {
            let value = std::env::var_os(name).filter(|value| !value.is_empty());
            value.map(PathBuf::from)
        };
        let dirs = std::env::var_os("XDG_CONFIG_DIRS").unwrap_or_default();
        let program = std::env::current_exe().ok();
        Self {
            home: crate::lua::home_dir(),
            config_file: path("WEZTERM_CONFIG_FILE"),
            xdg_config_home: path("XDG_CONFIG_HOME").filter(|path| path.is_absolute()),
            xdg_config_dirs: std::env::split_paths(&dirs)
                .filter(|path| path.is_absolute())
                .collect(),
            executable_dir: program.and_then(|path| Some(path.parent()?.to_owned())),
        }
    }

    /// The folders named `wezterm`, best first; `require` searches them too.
    fn config_dirs(&self) -> Vec<PathBuf> {
        let home = self.home.join(".config");
        let first = self.xdg_config_home.clone().unwrap_or_else(|| home.clone());
        let mut dirs = vec![first];
        dirs.extend(self.xdg_config_dirs.iter().cloned());
        dirs.push(home);
        let mut out = Vec::new();
        for dir in dirs {
            let dir = dir.join("wezterm");
            if !out.contains(&dir) {
                out.push(dir);
            }
        }
        out
    }

    /// The folder that a first configuration is written to.
    #[must_use]
    pub fn default_config_dir(&self) -> PathBuf {
        let base = self.xdg_config_home.clone();
        base.unwrap_or_else(|| self.home.join(".config"))
            .join("wezterm")
    }

    /// The files to try when none was named, best first.
    pub(super) fn candidates(&self) -> Vec<PathBuf> {
        let beside = self
            .executable_dir
            .iter()
            .map(|dir| dir.join("wezterm.lua"));
        let dirs = self.config_dirs();
        beside
            .chain(dirs.iter().map(|dir| dir.join("wezterm.lua")))
            .chain([self.home.join(".wezterm.lua")])
            .collect()
    }

    pub(super) fn module_dirs(&self) -> Vec<PathBuf> {
        let mut dirs = self.config_dirs();
        dirs.push(self.home.join(".wezterm"));
        dirs
    }
}
