use crate::desktop::Desktop;
use crate::process::Process;
use crate::wait::{PATIENCE, wait_for};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::cell::RefCell;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::rc::Rc;
use std::time::Duration;

/// A program under test: a handle to a process that the desktop ends.
pub struct Program {
    process: Rc<RefCell<Process>>,
}

impl Program {
    pub(crate) fn new(process: Rc<RefCell<Process>>) -> Self {
        Self { process }
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.borrow().id()
    }

    /// Kills it and what it has started.
    pub fn kill(&mut self) {
        self.process.borrow_mut().kill();
    }

    /// Everything it wrote to standard output so far.
    #[must_use]
    pub fn stdout(&self) -> String {
        self.process.borrow().stdout()
    }

    /// Everything it wrote to standard error so far.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.process.borrow().stderr()
    }

    /// The complete lines of standard output so far that are JSON.
    #[must_use]
    pub fn json_lines(&self) -> Vec<Value> {
        let stdout = self.stdout();
        let complete = stdout.rfind('\n').map_or("", |end| &stdout[..end]);
        complete
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    }

    /// Writes a line to its standard input.
    ///
    /// # Errors
    /// The program has closed it or ended.
    pub fn send_line(&mut self, line: &str) -> Result<()> {
        let mut process = self.process.borrow_mut();
        let name = process.name().to_owned();
        let stdin = process.stdin().context("its input is closed")?;
        writeln!(stdin, "{line}")
            .and_then(|()| stdin.flush())
            .with_context(|| format!("cannot write {line:?} to {name}"))
    }

    /// Ends its standard input.
    pub fn close_stdin(&mut self) {
        self.process.borrow_mut().close_stdin();
    }

    /// Waits until `condition` yields a value.
    ///
    /// # Errors
    /// What `condition` fails with, that it was waited for in vain, or that
    /// the program ended meanwhile.
    pub fn wait_for<T>(
        &mut self,
        what: &str,
        mut condition: impl FnMut(&Self) -> Result<Option<T>>,
    ) -> Result<T> {
        wait_for(what, PATIENCE, || {
            // Looked at before the condition, which may be met by the end.
            let ended = self.process.borrow_mut().try_wait()?;
            match (condition(self)?, ended) {
                (Some(value), _) => Ok(Some(value)),
                (None, None) => Ok(None),
                (None, Some(status)) => bail!(
                    "{} ended with {status} while {what} was waited for",
                    self.process.borrow().name()
                ),
            }
        })
    }

    /// Waits for a line of JSON on standard output, at index `from` or later,
    /// that `wanted` accepts; returns it and the index after it.
    ///
    /// # Errors
    /// It does not come.
    pub fn wait_for_json(
        &mut self,
        what: &str,
        from: usize,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<(Value, usize)> {
        self.wait_for(what, |program| {
            let lines = program.json_lines().into_iter().enumerate().skip(from);
            let mut found = lines.filter(|(_, line)| wanted(line));
            Ok(found.next().map(|(at, line)| (line, at + 1)))
        })
    }

    /// How it ended, if it has.
    ///
    /// # Errors
    /// The system does not say.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.process.borrow_mut().try_wait()
    }

    /// Waits until it ends.
    ///
    /// # Errors
    /// It does not.
    pub fn wait_exit(&mut self, limit: Duration) -> Result<ExitStatus> {
        self.process.borrow_mut().wait_exit(limit)
    }
}

/// The terminal under test, with a configuration of its own.
pub struct Wezterm {
    program: Program,
    binary: PathBuf,
    environment: Vec<(OsString, Option<OsString>)>,
    directory: PathBuf,
}

impl Wezterm {
    /// Starts `wezterm <args>` with `config` as its `wezterm.lua`. The binary
    /// is `WEZTERM_BIN`, or the one cargo built beside the test.
    ///
    /// # Errors
    /// There is no binary, or it cannot be started.
    pub fn start(desktop: &mut Desktop, config: &str, args: &[&str]) -> Result<Self> {
        Self::start_with(desktop, config, args, |_| ())
    }

    /// As [`Self::start`], after `change` has had its way with the command.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_with(
        desktop: &mut Desktop,
        config: &str,
        args: &[&str],
        change: impl FnOnce(&mut Command),
    ) -> Result<Self> {
        let binary = wezterm_binary()?;
        let config_file = desktop.dir().join("wezterm.lua");
        std::fs::write(&config_file, config).context("cannot write wezterm.lua")?;
        let mut command = desktop.command(&binary);
        command.env("WEZTERM_CONFIG_FILE", &config_file).args(args);
        change(&mut command);
        // `wezterm cli` must find the same terminal, so it gets the same.
        let environment = command
            .get_envs()
            .map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned)))
            .collect();
        let directory = desktop.dir();
        let program = desktop.spawn("wezterm", command)?;
        Ok(Self {
            program,
            binary,
            environment,
            directory,
        })
    }

    /// The running process.
    pub fn program(&mut self) -> &mut Program {
        &mut self.program
    }

    /// Runs `wezterm cli <args>` and returns what it printed.
    ///
    /// # Errors
    /// It failed; the message has what it wrote to standard error.
    pub fn cli(&self, args: &[&str]) -> Result<String> {
        let output = self
            .cli_command(args)
            .output()
            .with_context(|| format!("cannot run {}", self.binary.display()))?;
        ensure!(
            output.status.success(),
            "wezterm cli {args:?} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// `wezterm cli <args>`, not started yet.
    #[must_use]
    pub fn cli_command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        for (name, value) in &self.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.arg("cli").args(args).current_dir(&self.directory);
        command
    }

    /// Like [`Self::cli`], for commands that print JSON.
    ///
    /// # Errors
    /// It failed, or printed something else.
    pub fn cli_json(&self, args: &[&str]) -> Result<Value> {
        let text = self.cli(args)?;
        serde_json::from_str(&text)
            .with_context(|| format!("wezterm cli {args:?} printed {text:?}, which is no JSON"))
    }
}

/// Cargo's target folder, found from where the running test lies.
///
/// # Errors
/// The test was not built by cargo.
pub fn target_dir() -> Result<PathBuf> {
    let profile = profile_dir()?;
    let target = profile
        .parent()
        .context("the target folder has no parent")?;
    Ok(target.to_owned())
}

/// The folder of the profile in use, such as `target/debug`.
fn profile_dir() -> Result<PathBuf> {
    let test = std::env::current_exe().context("where does this test lie?")?;
    let mut dirs = test.ancestors().skip(1);
    let found = dirs.find(|dir| !dir.ends_with("deps") && !dir.ends_with("examples"));
    found
        .map(Path::to_owned)
        .with_context(|| format!("{} lies in no target folder", test.display()))
}

/// An example program that cargo built. `cargo test -p <package>` builds the
/// package's examples before its tests, `cargo test --test ..` does not.
///
/// # Errors
/// It is not built.
pub fn example(package: &str, name: &str) -> Result<PathBuf> {
    let path = profile_dir()?.join("examples").join(name);
    ensure!(
        path.exists(),
        "{} is not built: run `cargo build -p {package} --example {name}`",
        path.display()
    );
    Ok(path)
}

/// The terminal's binary: `WEZTERM_BIN`, or the one cargo built beside the
/// test.
///
/// # Errors
/// There is none.
pub fn wezterm_binary() -> Result<PathBuf> {
    if let Some(binary) = std::env::var_os("WEZTERM_BIN") {
        let binary = PathBuf::from(binary);
        ensure!(
            binary.exists(),
            "WEZTERM_BIN is {}, which does not exist",
            binary.display()
        );
        return Ok(binary);
    }
    let binary = profile_dir()?.join("wezterm");
    ensure!(
        binary.exists(),
        "{} is not built: run `cargo build -p wezterm-gui`, or name another in WEZTERM_BIN",
        binary.display()
    );
    Ok(binary)
}
