use crate::control::Request;
use crate::pane::ExitStatus;
use crate::{PaneId, SplitAxis, TabId, WindowId};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use wezterm_types::TerminalSize;

/// What a server says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum ServerMessage {
    /// First of all. Numbers of panes, tabs and windows mean something only
    /// together with this one: it is another after a restart of the server.
    Welcome { server: u64 },
    /// Windows that are new or have changed, and those that are gone. The
    /// first one names all.
    State {
        full: bool,
        windows: Vec<WindowState>,
        gone: Vec<WindowId>,
    },
    /// What makes a terminal of this size show what the server's shows; bytes
    /// follow until `last`.
    Snapshot {
        pane: PaneId,
        size: TerminalSize,
        first: bool,
        last: bool,
        bytes: Vec<u8>,
    },
    /// What the program has printed next.
    Output { pane: PaneId, bytes: Vec<u8> },
    /// The terminal has another size from here on.
    Resized { pane: PaneId, size: TerminalSize },
    /// The answer to a request.
    Reply {
        serial: u64,
        result: Result<Option<PaneId>, String>,
    },
    /// To a ping.
    Pong,
}

/// What a client says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum ClientMessage {
    /// Do something; every one is answered.
    Request { serial: u64, request: Request },
    /// For a program.
    Input { pane: PaneId, bytes: Vec<u8> },
    /// The pane that the client's user looks at.
    Focus { pane: Option<PaneId> },
    /// Are you there?
    Ping,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct WindowState {
    pub(crate) id: WindowId,
    pub(crate) title: String,
    pub(crate) workspace: String,
    pub(crate) size: TerminalSize,
    pub(crate) active: usize,
    pub(crate) tabs: Vec<TabState>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct TabState {
    pub(crate) id: TabId,
    pub(crate) title: String,
    pub(crate) size: TerminalSize,
    pub(crate) active: PaneId,
    pub(crate) is_zoomed: bool,
    /// The tree of splits, each before its two sides.
    pub(crate) tree: Vec<NodeState>,
    pub(crate) panes: Vec<PaneState>,
}

/// A node of the tree of splits. The tree is sent as a list: depth is then no
/// depth of calls, whatever the other side sends.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum NodeState {
    Leaf(PaneId),
    Split { axis: SplitAxis, share: f64 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PaneState {
    pub(crate) id: PaneId,
    pub(crate) size: TerminalSize,
    pub(crate) argv: Vec<String>,
    pub(crate) tty_name: Option<String>,
    /// The program that reads the keyboard: path and directory.
    pub(crate) process: Option<(String, Option<PathBuf>)>,
    pub(crate) exit: Option<ExitStatus>,
}
