//! `wezterm cli`: its subcommands and flags, and what they do and print.

mod print;
mod proxy;
mod run;
mod watch;

pub use run::{CliError, run, run_command};

use crate::{Direction, PaneId, TabId, WindowId};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// `wezterm cli`.
#[derive(Clone, Debug, Parser)]
pub struct CliArgs {
    /// Do not start a server when none runs
    #[arg(long)]
    pub no_auto_start: bool,
    /// Talk to the multiplexer server, not to a window's process
    #[arg(long)]
    pub prefer_mux: bool,
    /// The window class (app id) of the instance to reach
    #[arg(long)]
    pub class: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub command: CliCommand,
}

/// How a table is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the variants say it all")]
pub enum Format {
    #[default]
    Table,
    Json,
}

/// A subcommand of `wezterm cli`.
#[allow(missing_docs, reason = "documented for the command line")]
#[derive(Clone, Debug, Subcommand)]
pub enum CliCommand {
    /// List windows, tabs and panes
    List {
        /// Output format
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// List connected clients
    ListClients {
        /// Output format
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Run a program in a new tab or window and print its pane id
    Spawn(SpawnArgs),
    /// Split a pane and print the id of the new one
    SplitPane(SplitArgs),
    /// Send text to a pane, as a paste
    SendText {
        #[command(flatten)]
        pane: PaneArg,
        /// Send as typed, not as a paste
        #[arg(long)]
        no_paste: bool,
        /// The text; standard input when absent
        text: Option<String>,
    },
    /// Print the text of a pane
    GetText {
        #[command(flatten)]
        pane: PaneArg,
        /// First line; 0 is the top of the screen, negative is in the scrollback
        #[arg(long, allow_hyphen_values = true)]
        start_line: Option<i64>,
        /// Last line; the bottom of the screen when absent
        #[arg(long, allow_hyphen_values = true)]
        end_line: Option<i64>,
        /// Keep colours and styles as escape sequences
        #[arg(long)]
        escapes: bool,
    },
    /// Focus a pane
    ActivatePane {
        #[command(flatten)]
        pane: PaneArg,
    },
    /// Focus the pane beside another one
    ActivatePaneDirection {
        #[command(flatten)]
        pane: PaneArg,
        /// Up, Down, Left, Right, Next or Prev
        direction: Direction,
    },
    /// Print the id of the pane beside another one
    GetPaneDirection {
        #[command(flatten)]
        pane: PaneArg,
        /// Up, Down, Left, Right, Next or Prev
        direction: Direction,
    },
    /// Make a pane larger towards a side
    AdjustPaneSize {
        #[command(flatten)]
        pane: PaneArg,
        /// Cells
        #[arg(long, default_value_t = 1)]
        amount: usize,
        /// Up, Down, Left, Right, Next or Prev
        direction: Direction,
    },
    /// Zoom or unzoom a pane
    ZoomPane {
        #[command(flatten)]
        pane: PaneArg,
        /// Zoom (the default)
        #[arg(long, conflicts_with_all = ["unzoom", "toggle"])]
        zoom: bool,
        /// End the zoom
        #[arg(long, conflicts_with = "toggle")]
        unzoom: bool,
        /// The other of the two
        #[arg(long)]
        toggle: bool,
    },
    /// Close a pane
    KillPane {
        #[command(flatten)]
        pane: PaneArg,
    },
    /// Show a tab
    ActivateTab(ActivateTabArgs),
    /// Name a tab
    SetTabTitle {
        /// The tab
        #[arg(long, conflicts_with = "pane_id")]
        tab_id: Option<TabId>,
        #[command(flatten)]
        pane: PaneArg,
        /// Its new title; empty to remove it
        title: String,
    },
    /// Name a window
    SetWindowTitle {
        /// The window
        #[arg(long, conflicts_with = "pane_id")]
        window_id: Option<WindowId>,
        #[command(flatten)]
        pane: PaneArg,
        /// Its new title; empty to remove it
        title: String,
    },
    /// Move a pane to a tab of its own
    MovePaneToNewTab {
        #[command(flatten)]
        pane: PaneArg,
        /// The window for the tab
        #[arg(long)]
        window_id: Option<WindowId>,
        /// In a new window
        #[arg(long, conflicts_with = "window_id")]
        new_window: bool,
        /// The workspace of the new window
        #[arg(long, requires = "new_window")]
        workspace: Option<String>,
    },
    /// Rename a workspace
    RenameWorkspace {
        #[command(flatten)]
        pane: PaneArg,
        /// The workspace; that of the pane when absent
        #[arg(long)]
        workspace: Option<String>,
        /// Its new name
        new_workspace: String,
    },
    /// Connect standard input and output with the multiplexer server
    Proxy,
    /// Get TLS credentials of the server (this program has no TLS: use ssh)
    Tlscreds {
        /// As PEM
        #[arg(long)]
        pem: bool,
    },
    /// Bring back the pane or tab that was closed last
    UndoClose,
    /// Put the panes of a tab in an order
    ArrangePanes {
        #[command(flatten)]
        pane: PaneArg,
        /// even-columns, even-rows, main-left, main-top, grid, or equal to keep the splits
        layout: String,
    },
    /// Write windows, splits, directories and text to a file
    SaveSession {
        /// The file
        file: String,
    },
    /// Open the windows of a file that save-session wrote
    RestoreSession {
        /// The file
        file: String,
    },
    /// Exchange the places of two panes of a tab
    SwapPane {
        #[command(flatten)]
        pane: PaneArg,
        /// The other pane
        #[arg(long)]
        with_pane_id: PaneId,
    },
    /// Move every pane of a tab to the next place
    RotatePanes {
        #[command(flatten)]
        pane: PaneArg,
        /// To the place before
        #[arg(long)]
        counter_clockwise: bool,
    },
    /// Send what is typed into one pane of a tab to all of them
    Broadcast {
        #[command(flatten)]
        pane: PaneArg,
        /// End it
        #[arg(long)]
        off: bool,
    },
    /// Let a pane refuse input
    ReadOnly {
        #[command(flatten)]
        pane: PaneArg,
        /// End it
        #[arg(long)]
        off: bool,
    },
    /// Print counters and timings of the running instance
    Stats {
        /// Output format
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// Print a line a second with what has changed, until interrupted
        #[arg(long, conflicts_with = "format")]
        watch: bool,
    },
}

/// The pane a command is about.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct PaneArg {
    /// The pane; $WEZTERM_PANE, or the focused one, when absent
    #[arg(long)]
    pub pane_id: Option<PaneId>,
}

/// Flags of `spawn`.
#[derive(Clone, Debug, Args)]
#[allow(missing_docs, reason = "documented for the command line")]
pub struct SpawnArgs {
    #[command(flatten)]
    pub pane: PaneArg,
    /// The domain to run in
    #[arg(long)]
    pub domain_name: Option<String>,
    /// The window for the tab
    #[arg(long, conflicts_with_all = ["workspace", "new_window"])]
    pub window_id: Option<WindowId>,
    /// In a new window
    #[arg(long)]
    pub new_window: bool,
    /// The directory to start in
    #[arg(long)]
    pub cwd: Option<String>,
    /// The workspace of the new window
    #[arg(long, requires = "new_window")]
    pub workspace: Option<String>,
    /// Program and arguments; the shell when absent
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub prog: Vec<String>,
}

/// Flags of `split-pane`.
#[derive(Clone, Debug, Args)]
#[allow(missing_docs, reason = "documented for the command line")]
pub struct SplitArgs {
    #[command(flatten)]
    pub pane: PaneArg,
    /// The new pane is on the right
    #[arg(long, conflicts_with_all = ["left", "right", "top", "bottom"])]
    pub horizontal: bool,
    /// The new pane is on the left
    #[arg(long, conflicts_with_all = ["right", "top", "bottom"])]
    pub left: bool,
    /// The new pane is on the right
    #[arg(long, conflicts_with_all = ["top", "bottom"])]
    pub right: bool,
    /// The new pane is above
    #[arg(long, conflicts_with = "bottom")]
    pub top: bool,
    /// The new pane is below (the default)
    #[arg(long)]
    pub bottom: bool,
    /// Divide the whole tab
    #[arg(long)]
    pub top_level: bool,
    /// Size of the new pane in cells
    #[arg(long)]
    pub cells: Option<usize>,
    /// Size of the new pane in percent (50 when absent)
    #[arg(long, conflicts_with = "cells", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub percent: Option<u8>,
    /// The directory to start in
    #[arg(long)]
    pub cwd: Option<String>,
    /// Move this pane there instead of running a program
    #[arg(long, conflicts_with_all = ["cwd", "prog"])]
    pub move_pane_id: Option<PaneId>,
    /// Program and arguments; the shell when absent
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub prog: Vec<String>,
}

/// Flags of `activate-tab`.
#[derive(Clone, Debug, Args)]
#[group(skip)]
#[allow(missing_docs, reason = "documented for the command line")]
pub struct ActivateTabArgs {
    /// The tab
    #[arg(long, conflicts_with_all = ["tab_index", "tab_relative", "no_wrap", "pane_id"])]
    pub tab_id: Option<TabId>,
    /// Its index; negative counts from the right
    #[arg(long, allow_hyphen_values = true, conflicts_with = "tab_relative")]
    pub tab_index: Option<isize>,
    /// So many places to the right of the present one
    #[arg(long, allow_hyphen_values = true)]
    pub tab_relative: Option<isize>,
    /// Do not go around the ends
    #[arg(long, requires = "tab_relative")]
    pub no_wrap: bool,
    #[command(flatten)]
    pub pane: PaneArg,
}
