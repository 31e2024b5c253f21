//! How a shell is started so that it loads its integration, whatever its start-up
//! files say: the scripts of `assets/shell-integration`, in a folder that the
//! settings name.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

/// Where shells look for files when `XDG_DATA_DIRS` is not set (XDG base
/// directory specification).
const DATA_DIRS: &str = "/usr/local/share:/usr/share";

/// Adds to the environment what a shell needs to load its integration, and
/// returns the arguments that come before its own.
///
/// `program` is what is run with `args`; nothing is done for what is no shell
/// that is known, and for a bash that runs something else than a prompt.
pub(crate) fn integrate(
    program: &Path,
    args: &[String],
    scripts: &Path,
    environment: &mut BTreeMap<String, OsString>,
) -> &'static [&'static str] {
    let inject = scripts.join("inject");
    let name = program.file_name().unwrap_or_default();
    match name.to_str() {
        Some("bash") if args.iter().all(|arg| is_for_prompt(arg)) => {
            let start = inject.join("bash/start.bash");
            replace(environment, "ENV", "WEZTERM_BASH_ENV", start.into());
            &["--posix"]
        }
        Some("zsh") => {
            let dir = inject.join("zsh");
            replace(environment, "ZDOTDIR", "WEZTERM_ZDOTDIR", dir.into());
            &[]
        }
        Some("fish") => {
            let known = value(environment, "XDG_DATA_DIRS");
            let mut dirs = inject.join("fish").into_os_string();
            dirs.push(":");
            dirs.push(
                known
                    .filter(|dirs| !dirs.is_empty())
                    .unwrap_or(DATA_DIRS.into()),
            );
            replace(environment, "XDG_DATA_DIRS", "WEZTERM_XDG_DATA_DIRS", dirs);
            &[]
        }
        _ => &[],
    }
}

/// Whether bash with this argument still shows a prompt and reads its usual
/// start-up files.
fn is_for_prompt(arg: &str) -> bool {
    matches!(arg, "-l" | "--login" | "-i" | "-il" | "-li")
}

/// The value that the program will see.
fn value(environment: &BTreeMap<String, OsString>, name: &str) -> Option<OsString> {
    let set = environment.get(name).cloned();
    set.or_else(|| std::env::var_os(name))
}

/// Sets `name`, and keeps what it would have been, if anything, in `kept`.
fn replace(environment: &mut BTreeMap<String, OsString>, name: &str, kept: &str, new: OsString) {
    if let Some(old) = value(environment, name) {
        environment.insert(kept.to_owned(), old);
    }
    environment.insert(name.to_owned(), new);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integrated(program: &str, args: &[&str]) -> (Vec<&'static str>, BTreeMap<String, OsString>) {
        let mut environment = BTreeMap::new();
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let first = integrate(
            Path::new(program),
            &args,
            Path::new("/scripts"),
            &mut environment,
        );
        (first.to_vec(), environment)
    }

    #[test]
    fn only_shells_at_a_prompt_are_integrated() {
        let (first, environment) = integrated("/bin/bash", &["-l"]);
        assert_eq!(first, ["--posix"]);
        assert_eq!(environment["ENV"], "/scripts/inject/bash/start.bash");
        for (program, args) in [
            ("/bin/bash", &["-c", "true"][..]),
            ("/bin/bash", &["script"]),
            ("/bin/bash", &["--norc"]),
            ("/bin/sh", &[]),
            ("/usr/bin/vim", &[]),
        ] {
            let (first, environment) = integrated(program, args);
            assert!(
                first.is_empty() && environment.is_empty(),
                "{program} {args:?}"
            );
        }
    }

    #[test]
    fn what_was_set_is_kept() {
        let mut environment = BTreeMap::from([
            ("ZDOTDIR".to_owned(), OsString::from("/mine")),
            ("XDG_DATA_DIRS".to_owned(), OsString::from("/data")),
        ]);
        let scripts = Path::new("/scripts");
        integrate(Path::new("zsh"), &[], scripts, &mut environment);
        integrate(Path::new("fish"), &[], scripts, &mut environment);
        for (name, expected) in [
            ("ZDOTDIR", "/scripts/inject/zsh"),
            ("WEZTERM_ZDOTDIR", "/mine"),
            ("XDG_DATA_DIRS", "/scripts/inject/fish:/data"),
            ("WEZTERM_XDG_DATA_DIRS", "/data"),
        ] {
            assert_eq!(environment[name], expected, "{name}");
        }
    }
}
