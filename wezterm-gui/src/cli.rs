//! The command line: what is parsed here runs the application or talks to a
//! running one.

use crate::commands;
use anyhow::Context;
use clap::{Args, CommandFactory, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// A GPU terminal whose tab bar is the user's Lua, at no cost.
#[derive(Debug, Parser)]
#[command(name = "wezterm", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    config: ConfigArgs,

    #[command(subcommand)]
    command: Option<Command>,
}

/// Which configuration to use; accepted before and after the subcommand.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ConfigArgs {
    /// Ignore the configuration file and use the defaults.
    #[arg(
        short = 'n',
        long = "skip-config",
        global = true,
        conflicts_with = "config_file"
    )]
    pub(crate) skip_config: bool,

    /// Use this configuration file instead of searching for one.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config_file: Option<PathBuf>,

    /// Override one option; the value is a Lua expression. Can be repeated.
    #[arg(long = "config", global = true, value_name = "NAME=VALUE", value_parser = parse_override)]
    pub(crate) overrides: Vec<(String, String)>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open a window and run a program, by default the shell.
    Start(StartArgs),
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
}

/// Arguments of `wezterm start`.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct StartArgs {
    /// Working directory for the program.
    #[arg(long, value_name = "DIR")]
    pub(crate) cwd: Option<PathBuf>,

    /// Window class: the Wayland app id, or the X11 WM_CLASS.
    #[arg(long, value_name = "CLASS")]
    pub(crate) class: Option<String>,

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
    let cli = Cli::parse();
    let default_level = match &cli.command {
        Some(Command::Cli(_)) => "error",
        _ => "warn",
    };
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or(default_level))
        .format_target(true)
        .init();
    let result = match cli.command {
        Some(Command::Cli(args)) => mux::cli::run(args).map_err(Into::into),
        Some(Command::Start(start)) => start_window(&cli.config, start),
        None => default_command(&cli.config).and_then(|start| start_window(&cli.config, start)),
        Some(Command::Connect(args)) => crate::app::run(&cli.config, args.into()),
        Some(Command::Ssh(args)) => crate::app::run(&cli.config, args.into()),
        Some(Command::Serial(args)) => args
            .start()
            .and_then(|start| crate::app::run(&cli.config, start)),
        Some(Command::MuxServer(args)) => crate::app::serve(&cli.config, &args),
        Some(Command::Record(args)) => {
            commands::record(args, &crate::app::mux_settings_of(&cli.config))
        }
        Some(Command::Replay(args)) => commands::replay(&args),
        Some(Command::SetWorkingDirectory(args)) => commands::set_working_directory(&args),
        Some(Command::Man(args)) => commands::man(&args, Cli::command()),
        Some(Command::SerialBridge(args)) => commands::bridge(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wezterm: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Opens the window in the process that runs already, else in this one. With a
/// configuration of its own this process is one of its own.
fn start_window(config: &ConfigArgs, start: StartArgs) -> anyhow::Result<()> {
    let has_own_config =
        config.skip_config || config.config_file.is_some() || !config.overrides.is_empty();
    if !has_own_config && !start.always_new_process && crate::app::hand_over(&start)? {
        return Ok(());
    }
    crate::app::run(config, start)
}

/// What `wezterm` without a subcommand does: `default_gui_startup_args`.
fn default_command(config: &ConfigArgs) -> anyhow::Result<StartArgs> {
    let args = crate::app::default_startup_args(config);
    let line = std::iter::once("wezterm".to_owned()).chain(args.iter().cloned());
    let cli = Cli::try_parse_from(line).with_context(|| {
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

/// Arguments of `wezterm connect`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ConnectArgs {
    /// Window class: the Wayland app id, or the X11 WM_CLASS.
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// Workspace of a window that is opened.
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// The domain.
    domain_name: String,
    /// Run where the domain has no window: program and arguments.
    #[arg(value_name = "PROG", trailing_var_arg = true)]
    prog: Vec<String>,
}

impl From<ConnectArgs> for StartArgs {
    fn from(args: ConnectArgs) -> Self {
        Self {
            class: args.class,
            workspace: args.workspace,
            domain: Some(args.domain_name),
            attach: true,
            always_new_process: true,
            prog: args.prog,
            ..Self::default()
        }
    }
}

/// Arguments of `wezterm ssh`.
#[derive(Clone, Debug, Args)]
pub(crate) struct SshArgs {
    /// Window class: the Wayland app id, or the X11 WM_CLASS.
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// An option as in ssh_config(5). Can be repeated.
    #[arg(short = 'o', long = "ssh-option", value_name = "NAME=VALUE", value_parser = parse_override)]
    options: Vec<(String, String)>,
    /// Let ssh tell what it does.
    #[arg(short = 'v')]
    verbose: bool,
    /// Where to: [user@]host[:port].
    #[arg(value_name = "USER@HOST:PORT")]
    destination: String,
    /// Run instead of the shell there: program and arguments.
    #[arg(
        value_name = "PROG",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    prog: Vec<String>,
}

impl From<SshArgs> for StartArgs {
    fn from(args: SshArgs) -> Self {
        let (host, port) = crate::app::split_port(&args.destination);
        let mut prog = vec!["ssh".to_owned(), "-t".to_owned()];
        if args.verbose {
            prog.push("-v".to_owned());
        }
        // The first value of an option is the one that counts.
        for (name, value) in &args.options {
            prog.extend(["-o".to_owned(), format!("{name}={value}")]);
        }
        prog.extend(crate::app::ssh_options());
        if let Some(port) = port {
            prog.extend(["-p".to_owned(), port.to_owned()]);
        }
        prog.extend(["--".to_owned(), host.to_owned()]);
        prog.extend(args.prog);
        Self {
            class: args.class,
            always_new_process: true,
            prog,
            ..Self::default()
        }
    }
}

/// Arguments of `wezterm serial`.
#[derive(Clone, Debug, Args)]
pub(crate) struct SerialArgs {
    /// Speed in bits per second; 9600 when absent.
    #[arg(long)]
    baud: Option<u32>,
    /// Window class: the Wayland app id, or the X11 WM_CLASS.
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// The device, such as /dev/ttyUSB0.
    port: PathBuf,
}

impl SerialArgs {
    fn start(self) -> anyhow::Result<StartArgs> {
        let program = std::env::current_exe().context("finding this program")?;
        let mut prog = vec![
            program.to_string_lossy().into_owned(),
            "serial-bridge".to_owned(),
        ];
        if let Some(baud) = self.baud {
            prog.extend(["--baud".to_owned(), baud.to_string()]);
        }
        let port = std::path::absolute(&self.port)?;
        prog.push(port.to_string_lossy().into_owned());
        Ok(StartArgs {
            class: self.class,
            always_new_process: true,
            prog,
            ..StartArgs::default()
        })
    }
}

/// Arguments of `wezterm mux-server`.
#[derive(Clone, Debug, Args)]
pub(crate) struct MuxServerArgs {
    /// Run in the background; returns when the server listens.
    #[arg(long)]
    pub(crate) daemonize: bool,
    /// Set by `--daemonize` for the process in the background.
    #[arg(long, hide = true, conflicts_with = "daemonize")]
    pub(crate) daemonized: bool,
    /// Working directory for the program.
    #[arg(long, value_name = "DIR")]
    pub(crate) cwd: Option<PathBuf>,
    /// Program of the first window, and its arguments.
    #[arg(value_name = "PROG", trailing_var_arg = true)]
    pub(crate) prog: Vec<String>,
}

fn parse_override(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("expected NAME=VALUE, such as font_size=14 or 'color_scheme=\"Batman\"'".into()),
    }
}
