use crate::{PaneId, TabId, WindowId};
use std::path::PathBuf;

/// Why something could not be done, in words for the user.
#[derive(Debug, thiserror::Error)]
pub enum MuxError {
    /// No pane has this id.
    #[error("pane {id} does not exist; the panes are: {}", list(.known))]
    NoSuchPane {
        /// What was asked for.
        id: PaneId,
        /// What there is.
        known: Vec<PaneId>,
    },
    /// No tab has this id.
    #[error("tab {id} does not exist; the tabs are: {}", list(.known))]
    NoSuchTab {
        /// What was asked for.
        id: TabId,
        /// What there is.
        known: Vec<TabId>,
    },
    /// No window has this id.
    #[error("window {id} does not exist; the windows are: {}", list(.known))]
    NoSuchWindow {
        /// What was asked for.
        id: WindowId,
        /// What there is.
        known: Vec<WindowId>,
    },
    /// A window has fewer tabs.
    #[error("window {window} has no tab at index {index}; it has {count} tab(s)")]
    NoSuchTabIndex {
        /// The window.
        window: WindowId,
        /// What was asked for.
        index: isize,
        /// How many tabs there are.
        count: usize,
    },
    /// No domain has this name or id.
    #[error("domain {name} does not exist; the domains are: {}", .known.join(", "))]
    NoSuchDomain {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// No window is in this workspace.
    #[error("workspace {name:?} does not exist; the workspaces are: {}", .known.join(", "))]
    NoSuchWorkspace {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// There is nothing to run by this name.
    #[error("cannot run {program:?}: no such program; searched in PATH={path}")]
    ProgramNotFound {
        /// What was asked for.
        program: String,
        /// The `PATH` it was looked for in.
        path: String,
    },
    /// The operating system would not start the program.
    #[error("cannot run {program:?} in {}: {source}", .cwd.display())]
    Spawn {
        /// The program.
        program: String,
        /// The directory it was to start in.
        cwd: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// No pseudo-terminal could be made.
    #[error("cannot open a pseudo-terminal ({what}): {source}")]
    Pty {
        /// The step that failed.
        what: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// A pane is too small to be split.
    #[error("pane {id} is too small to split: it has {cols}x{rows} cells")]
    TooSmall {
        /// The pane.
        id: PaneId,
        /// Its width in cells.
        cols: usize,
        /// Its height in cells.
        rows: usize,
    },
    /// More input waits for a program than it may.
    #[error(
        "pane {id} does not read its input: {waiting} bytes wait already, {refused} more were refused"
    )]
    InputRefused {
        /// The pane.
        id: PaneId,
        /// Bytes that wait.
        waiting: usize,
        /// Bytes that were not taken.
        refused: usize,
    },
    /// Not an error: the window comes once the server is connected. One that has
    /// windows already opens another only where the answer is waited for.
    #[error("the server is being connected; its windows appear when it is")]
    Attaching(crate::Ask),
    /// Not an error: a server was asked for the pane, which appears when it
    /// answers. See [`Mux::when_answered`](crate::Mux::when_answered).
    #[error("the server was asked; the pane appears when it answers")]
    Asked(crate::Ask),
    /// What was asked for makes no sense.
    #[error("{0}")]
    Invalid(String),
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, MuxError>;

fn list(ids: &[usize]) -> String {
    if ids.is_empty() {
        return "none".to_owned();
    }
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    ids.join(", ")
}
