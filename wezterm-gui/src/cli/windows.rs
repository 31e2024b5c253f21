//! Arguments of the subcommands that open a window on something else than a
//! program here, and of the server.

use super::{StartArgs, WindowArgs, parse_override};
use anyhow::Context;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `wezterm connect`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ConnectArgs {
    #[command(flatten)]
    window: WindowArgs,
    /// Open a tab in a window that shows the domain already, if there is one.
    #[arg(long)]
    new_tab: bool,
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
            window: args.window,
            workspace: args.workspace,
            domain: Some(args.domain_name),
            attach: true,
            always_new_process: !args.new_tab,
            new_tab: args.new_tab,
            prog: args.prog,
            ..Self::default()
        }
    }
}

/// Arguments of `wezterm ssh`.
#[derive(Clone, Debug, Args)]
pub(crate) struct SshArgs {
    #[command(flatten)]
    window: WindowArgs,
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
            window: args.window,
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
    #[command(flatten)]
    window: WindowArgs,
    /// The device, such as /dev/ttyUSB0.
    port: PathBuf,
}

impl SerialArgs {
    pub(super) fn start(self) -> anyhow::Result<StartArgs> {
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
            window: self.window,
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
