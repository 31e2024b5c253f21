//! The command line: what is parsed here runs the application or talks to a
//! running one.

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
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
    /// Show a picture in the terminal.
    Imgcat(crate::imgcat::ImgcatArgs),
    /// Control a running instance.
    Cli(mux::cli::CliArgs),
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
        Some(Command::Imgcat(args)) => crate::imgcat::run(&args),
        Some(Command::Start(start)) => crate::app::run(&cli.config, start),
        None => default_command(&cli.config).and_then(|start| crate::app::run(&cli.config, start)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wezterm: {error:#}");
            ExitCode::FAILURE
        }
    }
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

fn parse_override(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("expected NAME=VALUE, such as font_size=14 or 'color_scheme=\"Batman\"'".into()),
    }
}
