//! What a pane runs: from what the user asked for to a program, its arguments,
//! its directory and its environment.

use crate::error::{MuxError, Result};
use crate::program::Launch;
use crate::settings::MuxSettings;
use crate::shells::Integration;
use crate::{DomainId, PaneId};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Where a new pane runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum SpawnDomain {
    /// The default domain.
    Default,
    /// The domain of the pane it is spawned from.
    #[default]
    CurrentPane,
    /// By name.
    Name(String),
    /// By number.
    Id(DomainId),
}

/// What to run in a new pane, where, and with what around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpawnCommand {
    /// Program and arguments; the default program when absent or empty.
    pub args: Option<Vec<String>>,
    /// The directory to start in; `~/` is the home directory.
    pub cwd: Option<PathBuf>,
    /// Added to the environment.
    pub environment: BTreeMap<String, String>,
    /// The domain to run in.
    pub domain: SpawnDomain,
}

impl SpawnCommand {
    /// Runs this program.
    pub fn from_args<S: Into<String>>(args: impl IntoIterator<Item = S>) -> Self {
        Self {
            args: Some(args.into_iter().map(Into::into).collect()),
            ..Self::default()
        }
    }

    fn args<'a>(&'a self, settings: &'a MuxSettings) -> Option<&'a [String]> {
        self.args
            .as_deref()
            .filter(|args| !args.is_empty())
            .or(settings.default_prog.as_deref())
            .filter(|args| !args.is_empty())
    }
}

/// A command ready to start.
#[derive(Debug)]
pub(crate) struct ResolvedCommand {
    pub(crate) launch: Launch,
    /// As the user would say it: for messages and titles.
    pub(crate) argv: Vec<String>,
}

/// What a new pane is told about where it runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct PaneEnvironment {
    pub(crate) pane: PaneId,
    pub(crate) socket: Option<PathBuf>,
}

pub(crate) fn resolve(
    spawn: &SpawnCommand,
    settings: &MuxSettings,
    surroundings: &PaneEnvironment,
) -> Result<ResolvedCommand> {
    let home = home_dir();
    let cwd = working_directory(spawn, settings, home.as_deref());
    let environment = environment(spawn, settings, surroundings);
    let path = environment
        .get("PATH")
        .map(OsString::from)
        .or_else(|| std::env::var_os("PATH"))
        .unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into());

    let (program, name, argv) = match spawn.args(settings) {
        Some(args) => {
            let program = find_program(&args[0], &path, &cwd)?;
            (program, args[0].clone(), args.to_vec())
        }
        None => {
            let shell = login_shell();
            let name = shell
                .file_name()
                .map_or_else(|| "sh".into(), |name| name.to_string_lossy().into_owned());
            let program = find_program(&shell.to_string_lossy(), &path, &cwd)?;
            // A leading dash is how login(1) tells a shell to read its profile.
            let argv = vec![shell.to_string_lossy().into_owned()];
            (program, format!("-{name}"), argv)
        }
    };
    let integration = settings
        .shell_integration
        .as_deref()
        .and_then(|scripts| Integration::of(scripts, &program, &argv[1..]));
    let mut arguments: Vec<OsString> = vec![name.into()];
    let leading = integration.as_ref().map_or(&[][..], Integration::arguments);
    arguments.extend(leading.iter().map(OsString::from));
    arguments.extend(argv[1..].iter().map(OsString::from));
    let mut all: BTreeMap<OsString, OsString> = std::env::vars_os().collect();
    for stale in [
        "WEZTERM_PANE",
        "WEZTERM_UNIX_SOCKET",
        "VTE_VERSION",
        "WINDOWID",
    ] {
        all.remove(OsStr::new(stale));
    }
    all.extend(
        environment
            .into_iter()
            .map(|(name, value)| (name.into(), value)),
    );
    if let Some(integration) = &integration {
        integration.lead(&mut all);
    }
    let launch = Launch {
        program,
        arguments,
        dir: cwd,
        environment: all,
    };
    Ok(ResolvedCommand { launch, argv })
}

fn environment(
    spawn: &SpawnCommand,
    settings: &MuxSettings,
    surroundings: &PaneEnvironment,
) -> BTreeMap<String, OsString> {
    let mut env: BTreeMap<String, OsString> = BTreeMap::new();
    let mut set = |name: &str, value: OsString| {
        env.insert(name.to_owned(), value);
    };
    set("TERM", settings.term.clone().into());
    set("COLORTERM", "truecolor".into());
    set("TERM_PROGRAM", "WezTerm".into());
    set("TERM_PROGRAM_VERSION", settings.version.clone().into());
    set("WEZTERM_PANE", surroundings.pane.to_string().into());
    if let Some(socket) = &surroundings.socket {
        set("WEZTERM_UNIX_SOCKET", socket.into());
    }
    if let Ok(executable) = std::env::current_exe() {
        if let Some(dir) = executable.parent() {
            set("WEZTERM_EXECUTABLE_DIR", dir.into());
        }
        set("WEZTERM_EXECUTABLE", executable.into());
    }
    if let Some(file) = &settings.config_file {
        if let Some(dir) = file.parent() {
            set("WEZTERM_CONFIG_DIR", dir.into());
        }
        set("WEZTERM_CONFIG_FILE", file.into());
    }
    if std::env::var_os("SHELL").is_none() {
        set("SHELL", login_shell().into());
    }
    for (name, value) in settings.environment.iter().chain(&spawn.environment) {
        // The system takes no such names; one bad entry must not keep every shell from starting.
        if name.is_empty() || name.contains(['=', '\0']) || value.contains('\0') {
            log::warn!("set_environment_variables: {name:?} cannot be set and is left out");
            continue;
        }
        env.insert(name.clone(), value.into());
    }
    env
}

fn working_directory(spawn: &SpawnCommand, settings: &MuxSettings, home: Option<&Path>) -> PathBuf {
    let home = home.unwrap_or(Path::new("/"));
    let mut fallback = None;
    for wanted in [&spawn.cwd, &settings.default_cwd].into_iter().flatten() {
        let path = match wanted.strip_prefix("~") {
            Ok(rest) => home.join(rest),
            Err(_) => home.join(wanted),
        };
        if path.is_dir() {
            return path;
        }
        fallback.get_or_insert(path);
    }
    if let Some(missing) = fallback {
        log::warn!(
            "{} is no directory; starting in {} instead",
            missing.display(),
            home.display()
        );
    }
    if home.is_dir() {
        home.to_owned()
    } else {
        PathBuf::from("/")
    }
}

fn find_program(program: &str, path: &OsString, cwd: &Path) -> Result<PathBuf> {
    if program.contains('/') {
        let full = cwd.join(program);
        if full.is_dir() || !full.exists() {
            return Err(MuxError::ProgramNotFound {
                program: program.to_owned(),
                path: "(not searched: the name has a slash)".to_owned(),
            });
        }
        return Ok(full);
    }
    std::env::split_paths(path)
        .map(|dir| cwd.join(dir).join(program))
        .find(|file| is_executable(file))
        .ok_or_else(|| MuxError::ProgramNotFound {
            program: program.to_owned(),
            path: path.to_string_lossy().into_owned(),
        })
}

fn is_executable(file: &Path) -> bool {
    !file.as_os_str().as_bytes().contains(&0)
        && std::fs::metadata(file)
            .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

fn home_dir() -> Option<PathBuf> {
    std::env::var_os("HOME")
        .map(PathBuf::from)
        .filter(|home| home.is_absolute())
        .or_else(|| passwd_entry().map(|entry| entry.home))
}

/// `$SHELL`, else the shell of the user's passwd entry, else `/bin/sh`.
fn login_shell() -> PathBuf {
    let wanted = std::env::var_os("SHELL").map(PathBuf::from);
    if let Some(shell) = wanted.as_ref().filter(|shell| is_executable(shell)) {
        return shell.clone();
    }
    let shell = passwd_entry()
        .map(|entry| entry.shell)
        .filter(|shell| is_executable(shell))
        .unwrap_or_else(|| PathBuf::from("/bin/sh"));
    if let Some(wanted) = wanted {
        log::warn!(
            "SHELL={} is no program that can be run; running {} instead",
            wanted.display(),
            shell.display()
        );
    }
    shell
}

struct PasswdEntry {
    home: PathBuf,
    shell: PathBuf,
}

/// The user's line of `/etc/passwd`. Users of a directory service have `HOME`
/// and `SHELL` set by their login.
fn passwd_entry() -> Option<PasswdEntry> {
    let uid = rustix::process::getuid().as_raw().to_string();
    let text = std::fs::read_to_string("/etc/passwd").ok()?;
    text.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        match fields[..] {
            [_, _, id, _, _, home, shell] if id == uid => Some(PasswdEntry {
                home: home.into(),
                shell: shell.into(),
            }),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve_plain(spawn: &SpawnCommand, settings: &MuxSettings) -> Result<ResolvedCommand> {
        resolve(spawn, settings, &PaneEnvironment::default())
    }

    fn env_of(command: &ResolvedCommand, name: &str) -> Option<String> {
        let value = command.launch.environment.get(OsStr::new(name))?;
        Some(value.to_string_lossy().into_owned())
    }

    #[test]
    fn a_missing_program_is_named_with_the_path_searched() {
        let mut spawn = SpawnCommand::from_args(["no-such-program-here"]);
        spawn
            .environment
            .insert("PATH".into(), "/bin:/nowhere".into());
        let error = resolve_plain(&spawn, &MuxSettings::default()).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("no-such-program-here"), "{text}");
        assert!(text.contains("/bin:/nowhere"), "{text}");
        let error = resolve_plain(
            &SpawnCommand::from_args(["/no/such"]),
            &MuxSettings::default(),
        );
        assert!(error.unwrap_err().to_string().contains("/no/such"));
    }

    #[test]
    fn default_program_directory_and_environment() {
        let mut settings = MuxSettings {
            default_prog: Some(vec!["sh".into(), "-i".into()]),
            default_cwd: Some("/tmp".into()),
            ..MuxSettings::default()
        };
        settings.environment.insert("A".into(), "1".into());
        settings.environment.insert("B=".into(), "1".into());
        let mut spawn = SpawnCommand::default();
        spawn.environment.insert("A".into(), "2".into());
        let command = resolve_plain(&spawn, &settings).unwrap();
        assert_eq!(command.argv, ["sh", "-i"]);
        assert_eq!(command.launch.dir, Path::new("/tmp"));
        assert_eq!(env_of(&command, "A").as_deref(), Some("2"));
        assert_eq!(env_of(&command, "B="), None);
        assert_eq!(env_of(&command, "COLORTERM").as_deref(), Some("truecolor"));
        assert_eq!(env_of(&command, "WEZTERM_PANE").as_deref(), Some("0"));
        spawn.cwd = Some("/no/such/dir".into());
        let command = resolve_plain(&spawn, &settings).unwrap();
        assert_eq!(command.launch.dir, Path::new("/tmp"));
    }

    #[test]
    fn without_a_program_the_login_shell_runs() {
        let command = resolve_plain(&SpawnCommand::default(), &MuxSettings::default()).unwrap();
        assert_eq!(command.argv.len(), 1);
        assert!(is_executable(Path::new(&command.argv[0])));
    }
}
