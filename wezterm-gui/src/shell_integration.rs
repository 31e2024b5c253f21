//! The scripts that shells load at their start, as files: they come with the
//! program, and shells can read files only.

use mux::control::paths;
use std::io::Write;
use std::path::{Path, PathBuf};

macro_rules! script {
    ($path:literal) => {
        (
            $path,
            include_str!(concat!("../../assets/shell-integration/", $path)),
        )
    };
}

/// Where a script is within the folder, and what it says.
const SCRIPTS: [(&str, &str); 6] = [
    script!("wezterm.bash"),
    script!("wezterm.zsh"),
    script!("wezterm.fish"),
    script!("inject/bash/start.bash"),
    script!("inject/zsh/.zshenv"),
    script!("inject/fish/fish/vendor_conf.d/wezterm.fish"),
];

/// The folder of the scripts; `None`, with a message, where it can not be
/// written. It is among the files of this login, for this version of them.
pub(crate) fn install() -> Option<PathBuf> {
    let runtime = paths::runtime_dir();
    let dir = runtime.join(concat!("shell-", env!("CARGO_PKG_VERSION")));
    // Of this user alone: shells do what these files say.
    let written = paths::prepare_dir(&runtime).and_then(|()| {
        let mut scripts = SCRIPTS.into_iter();
        scripts.try_for_each(|(name, text)| keep(&dir.join(name), text))
    });
    match written {
        Ok(()) => Some(dir),
        Err(error) => {
            log::warn!(
                "shells are started without their integration: writing it to {} failed: {error}",
                dir.display()
            );
            None
        }
    }
}

/// Writes a file that is not what it should be; others may read it meanwhile.
fn keep(path: &Path, text: &str) -> std::io::Result<()> {
    if std::fs::read(path).is_ok_and(|known| known == text.as_bytes()) {
        return Ok(());
    }
    let dir = path.parent().unwrap_or(path);
    std::fs::create_dir_all(dir)?;
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_that_was_changed_is_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/script");
        keep(&path, "one").unwrap();
        std::fs::write(&path, "changed").unwrap();
        keep(&path, "one").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
        let left = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
        assert_eq!(left, 1);
    }
}
