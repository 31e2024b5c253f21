use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use term::TerminalConfig;

/// When a pane goes away after its program has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ExitBehavior {
    /// At once.
    #[default]
    Close,
    /// At once when the program succeeded; else the pane stays.
    CloseOnCleanExit,
    /// Never by itself.
    Hold,
}

/// How much a pane that stays says about the end of its program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ExitMessaging {
    /// What ran, how it ended, and why the pane stays.
    #[default]
    Verbose,
    /// What ran and how it ended.
    Brief,
    /// How it ended.
    Terse,
    /// Nothing.
    None,
}

/// What the user chose for panes, tabs and windows: plain data.
#[derive(Clone, Debug)]
pub struct MuxSettings {
    /// Run when a command names no program; the login shell when absent.
    pub default_prog: Option<Vec<String>>,
    /// Where programs start when nothing says otherwise; else the home directory.
    pub default_cwd: Option<PathBuf>,
    /// The workspace of the first window.
    pub default_workspace: String,
    /// `TERM` of programs.
    pub term: String,
    /// `TERM_PROGRAM_VERSION` of programs.
    pub version: String,
    /// Added to the environment of every program.
    pub environment: BTreeMap<String, String>,
    /// `WEZTERM_CONFIG_FILE` of programs.
    pub config_file: Option<PathBuf>,
    /// See [`ExitBehavior`].
    pub exit_behavior: ExitBehavior,
    /// See [`ExitMessaging`].
    pub exit_messaging: ExitMessaging,
    /// Exit codes besides 0 that count as success.
    pub clean_exit_codes: Vec<u32>,
    /// Closing the active tab goes back to the one active before it.
    pub switch_to_last_active_tab: bool,
    /// Activating another pane of a tab ends its zoom.
    pub unzoom_on_switch_pane: bool,
    /// How long a closed pane or tab can be had again, its programs running
    /// on; zero ends them at once.
    pub undo_close: Duration,
    /// bash, zsh and fish are started so that they mark their prompts, with
    /// scripts that are written to this folder; not, when absent.
    pub shell_integration: Option<PathBuf>,
    /// For every terminal.
    pub terminal: TerminalConfig,
}

impl Default for MuxSettings {
    fn default() -> Self {
        Self {
            default_prog: None,
            default_cwd: None,
            default_workspace: "default".to_owned(),
            term: "xterm-256color".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            environment: BTreeMap::new(),
            config_file: None,
            exit_behavior: ExitBehavior::default(),
            exit_messaging: ExitMessaging::default(),
            clean_exit_codes: Vec::new(),
            switch_to_last_active_tab: false,
            unzoom_on_switch_pane: true,
            undo_close: Duration::ZERO,
            shell_integration: None,
            terminal: TerminalConfig::default(),
        }
    }
}
