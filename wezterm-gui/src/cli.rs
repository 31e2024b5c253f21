//! The command line: what is parsed here runs the application or talks to a
//! running one.

mod check_config;
mod init_config;
mod ls_fonts;
pub(crate) mod print;
mod show_keys;
mod windows;

use crate::app::Prepared;
use crate::commands;
use crate::logbook::{self, Logbook};
use crate::position::Position;
use anyhow::Context;
use clap::{Args, CommandFactory, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
pub(crate) use windows::MuxServerArgs;
use windows::{ConnectArgs, SerialArgs, SshArgs};

/// A GPU terminal whose tab bar is the user's Lua, at no cost.
#[derive(Debug, Parser)]
#[command(name = "wezterm", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    config: ConfigArgs,

    #[command(subcommand)]
    command: Option<Command>,
}

impl Cli {
    /// Parses a command line, the program's name first.
    fn of(line: &[OsString]) -> Result<Self, clap::Error> {
        if (line.len() < 2 || line.iter().any(|word| word == "start"))
            && let Ok(start) = StartCli::try_parse_from(line)
        {
            return Ok(start.into());
        }
        Self::try_parse_from(line)
    }
}

/// Nothing but `start`, which people wait for: to describe all commands takes
/// half a millisecond. What it does not understand is left to [`Cli`].
#[derive(Debug, Parser)]
#[command(name = "wezterm")]
struct StartCli {
    #[command(flatten)]
    config: ConfigArgs,

    #[command(subcommand)]
    command: Option<StartCommand>,
}

#[derive(Debug, Subcommand)]
enum StartCommand {
    Start(StartArgs),
}

impl From<StartCli> for Cli {
    fn from(StartCli { config, command }: StartCli) -> Self {
        let command = command.map(|StartCommand::Start(args)| Command::Start(args));
        Self { config, command }
    }
}

/// Which configuration to use; accepted before and after the subcommand.
#[derive(Clone, Debug, Default, Args)]
pub struct ConfigArgs {
    /// Ignore the configuration file and use the defaults.
    #[arg(
        short = 'n',
        long = "skip-config",
        global = true,
        conflicts_with = "config_file"
    )]
    pub skip_config: bool,

    /// Use this configuration file instead of searching for one.
    #[arg(long, global = true, value_name = "FILE")]
    pub config_file: Option<PathBuf>,

    /// Override one option; the value is a Lua expression. Can be repeated.
    #[arg(long = "config", global = true, value_name = "NAME=VALUE", value_parser = parse_override)]
    pub overrides: Vec<(String, String)>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open a window and run a program, by default the shell.
    Start(StartArgs),
    /// Measure painting, without a window or a display.
    BenchRender(crate::bench_render::BenchArgs),
    /// Show a picture in the terminal.
    Imgcat(crate::imgcat::ImgcatArgs),
    /// Control a running instance.
    Cli(mux::cli::CliArgs),
    /// Show the windows of a multiplexer domain.
    Connect(ConnectArgs),
    /// Open a window with a session on another host, through OpenSSH.
    Ssh(SshArgs),
    /// Open a window with a serial line.
    Serial(SerialArgs),
    /// Keep programs running without windows; `connect` shows them.
    MuxServer(MuxServerArgs),
    /// Record what a program prints in this terminal.
    Record(commands::RecordArgs),
    /// Play a recording in this terminal.
    Replay(commands::ReplayArgs),
    /// Tell the terminal the directory of the shell (OSC 7).
    SetWorkingDirectory(commands::SetWorkingDirectoryArgs),
    /// Write manual pages.
    Man(commands::ManArgs),
    /// The program in the pane of `serial`.
    #[command(hide = true)]
    SerialBridge(commands::BridgeArgs),
    /// Say what is wrong with the configuration; exit with 1 if it can not be used.
    CheckConfig(check_config::CheckConfigArgs),
    /// Print the key and mouse bindings.
    ShowKeys(show_keys::ShowKeysArgs),
    /// Print the fonts that text is drawn with.
    LsFonts(ls_fonts::LsFontsArgs),
    /// Write a first configuration, and what an editor needs to complete it.
    InitConfig(init_config::InitConfigArgs),
    /// Print the completion script of a shell.
    ShellCompletion(ShellCompletionArgs),
}

/// Arguments of `wezterm shell-completion`.
#[derive(Clone, Debug, Args)]
struct ShellCompletionArgs {
    /// The shell to print it for.
    #[arg(long, value_enum)]
    shell: Shell,
}

/// The shells there are completions for.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    #[value(name = "power-shell", alias = "powershell")]
    Pwsh,
    Zsh,
}

/// Of the window that a command opens.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct WindowArgs {
    /// Window class: the Wayland app id, or the X11 WM_CLASS.
    #[arg(long, value_name = "CLASS")]
    pub(crate) class: Option<String>,

    /// Where on the desktop the window appears, on X11: pixels, or a length
    /// such as 25%. ORIGIN is screen, main, active, or the name of a screen.
    #[arg(long, value_name = "[ORIGIN:]X,Y", allow_hyphen_values = true)]
    pub(crate) position: Option<Position>,
}

/// Arguments of `wezterm start`.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct StartArgs {
    /// Working directory for the program.
    #[arg(long, value_name = "DIR")]
    pub(crate) cwd: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) window: WindowArgs,

    /// Workspace of the first window.
    #[arg(long, value_name = "NAME")]
    pub(crate) workspace: Option<String>,

    /// Open the window in this process, even if another one runs.
    #[arg(long)]
    pub(crate) always_new_process: bool,

    /// Open a tab in a window that there is, rather than a window.
    #[arg(long, conflicts_with = "always_new_process")]
    pub(crate) new_tab: bool,

    /// The domain to run in.
    #[arg(long, value_name = "NAME")]
    pub(crate) domain: Option<String>,

    /// Show what the domain has, if it has anything.
    #[arg(long, requires = "domain")]
    pub(crate) attach: bool,

    /// Do not attach the domains that the configuration says.
    #[arg(long)]
    pub(crate) no_auto_connect: bool,

    /// Accepted for programs that start terminals with `-e PROG`.
    #[arg(short = 'e', hide = true)]
    _execute: bool,

    /// Program to run instead of the shell, and its arguments.
    #[arg(value_name = "PROG", trailing_var_arg = true)]
    pub(crate) prog: Vec<String>,
}

/// Runs the program; the exit code is 0 on success, 1 on failure, 2 for a
/// command line that can not be parsed.
pub fn main() -> ExitCode {
    let line: Vec<OsString> = std::env::args_os().collect();
    let cli = Cli::of(&line).unwrap_or_else(|error| error.exit());
    let default_level = match &cli.command {
        Some(Command::Cli(_) | Command::ShowKeys(_) | Command::LsFonts(_)) => "error",
        // It prints what others log.
        Some(Command::CheckConfig(_)) => "off",
        _ => "warn",
    };
    let book = Logbook::new();
    let kept = match &cli.command {
        Some(Command::Start(_) | Command::Connect(_) | Command::Ssh(_) | Command::Serial(_))
        | None => Some(book.clone()),
        _ => None,
    };
    logbook::install(default_level, kept);
    let config = &cli.config;
    let done = |()| ExitCode::SUCCESS;
    let result = match cli.command {
        Some(Command::Cli(args)) => mux::cli::run(args).map_err(Into::into).map(done),
        Some(Command::Start(start)) => {
            start_window(config, || Prepared::new(config), start, book).map(done)
        }
        Some(Command::Connect(args)) => {
            let start: StartArgs = args.into();
            if start.new_tab {
                start_window(config, || Prepared::new(config), start, book).map(done)
            } else {
                open(config, start, book).map(done)
            }
        }
        Some(Command::Ssh(args)) => open(config, args.into(), book).map(done),
        Some(Command::Serial(args)) => args
            .start()
            .and_then(|start| open(config, start, book))
            .map(done),
        Some(Command::MuxServer(args)) => crate::app::serve(config, &args).map(done),
        Some(Command::Record(args)) => {
            commands::record(args, &crate::app::mux_settings_of(config)).map(done)
        }
        Some(Command::Replay(args)) => commands::replay(&args).map(done),
        Some(Command::SetWorkingDirectory(args)) => {
            commands::set_working_directory(&args).map(done)
        }
        Some(Command::Man(args)) => commands::man(&args, Cli::command()).map(done),
        Some(Command::SerialBridge(args)) => commands::bridge(&args).map(done),
        Some(Command::Imgcat(args)) => crate::imgcat::run(&args).map(done),
        Some(Command::BenchRender(args)) => crate::bench_render::run(config, &args).map(done),
        Some(Command::CheckConfig(args)) => check_config::run(config, &args),
        Some(Command::ShowKeys(args)) => show_keys::run(config, &args).map(done),
        Some(Command::LsFonts(args)) => ls_fonts::run(config, &args).map(done),
        Some(Command::InitConfig(args)) => init_config::run(&args).map(done),
        Some(Command::ShellCompletion(args)) => shell_completion(args.shell).map(done),
        None => {
            let prepared = Prepared::new(config);
            default_command(&prepared)
                .and_then(|start| start_window(config, || prepared, start, book))
                .map(done)
        }
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("wezterm: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Opens the window in the process that runs already, else in this one. With a
/// configuration of its own this process is one of its own.
fn start_window(
    config: &ConfigArgs,
    prepare: impl FnOnce() -> Prepared,
    start: StartArgs,
    book: Arc<Logbook>,
) -> anyhow::Result<()> {
    let has_own_config =
        config.skip_config || config.config_file.is_some() || !config.overrides.is_empty();
    if !has_own_config && !start.always_new_process && crate::app::hand_over(&start)? {
        return Ok(());
    }
    crate::app::run(prepare(), start, book)
}

/// Opens the window in this process.
fn open(config: &ConfigArgs, start: StartArgs, book: Arc<Logbook>) -> anyhow::Result<()> {
    crate::app::run(Prepared::new(config), start, book)
}

/// What `wezterm` without a subcommand does: `default_gui_startup_args`.
fn default_command(prepared: &Prepared) -> anyhow::Result<StartArgs> {
    let args = &prepared.configuration.config.default_gui_startup_args;
    let line = std::iter::once("wezterm").chain(args.iter().map(String::as_str));
    let line: Vec<OsString> = line.map(OsString::from).collect();
    let cli = Cli::of(&line).with_context(|| {
        format!("default_gui_startup_args = {args:?} of the configuration can not be used")
    })?;
    match cli.command {
        Some(Command::Start(start)) => Ok(start),
        _ => anyhow::bail!(
            "default_gui_startup_args = {args:?} of the configuration do not start a window; \
             they begin with \"start\""
        ),
    }
}

/// Prints the completion script of a shell, made from the command line's own
/// description.
fn shell_completion(shell: Shell) -> anyhow::Result<()> {
    use clap_complete::aot;
    let mut command = Cli::command();
    let mut out = Vec::new();
    match shell {
        Shell::Bash => aot::generate(aot::Bash, &mut command, "wezterm", &mut out),
        Shell::Elvish => aot::generate(aot::Elvish, &mut command, "wezterm", &mut out),
        Shell::Fish => aot::generate(aot::Fish, &mut command, "wezterm", &mut out),
        Shell::Pwsh => aot::generate(aot::PowerShell, &mut command, "wezterm", &mut out),
        Shell::Zsh => aot::generate(aot::Zsh, &mut command, "wezterm", &mut out),
    }
    print::text(&String::from_utf8_lossy(&out))
}

fn parse_override(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("expected NAME=VALUE, such as font_size=14 or 'color_scheme=\"Batman\"'".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_to_start_is_the_long_one() {
        for line in [
            "wezterm",
            "wezterm -n",
            "wezterm start",
            "wezterm -n start -- start --help",
            "wezterm --config a=1 start --config b=2 --cwd /x --class c -- vim -n x",
            "wezterm --config-file start cli list",
            "wezterm start -e top -n 5",
            "wezterm start --position main:1,2 --new-tab --workspace w",
            "wezterm start --new-tab --always-new-process",
            "wezterm start --attach",
            "wezterm start --help",
            "wezterm start --no-such",
            "wezterm help start",
            "wezterm --version start",
            "wezterm cli list start",
            "wezterm -n --config-file x start",
        ] {
            let line: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let short = Cli::of(&line).map_err(|error| error.to_string());
            let long = Cli::try_parse_from(&line).map_err(|error| error.to_string());
            assert_eq!(format!("{short:?}"), format!("{long:?}"), "{line:?}");
        }
    }
}
