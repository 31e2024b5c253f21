use crate::{Direction, Layout, PaneId, SplitRequest, TabId, WindowId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wezterm_types::TerminalSize;

/// Moves when an older client could misunderstand a newer server.
pub const PROTOCOL_VERSION: u32 = 3;

/// The first message of each side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`PROTOCOL_VERSION`].
    pub protocol: u32,
    /// The version of the program, for messages.
    pub version: String,
    /// Its process.
    pub pid: u32,
}

impl Hello {
    /// What this program says.
    #[must_use]
    pub fn ours() -> Self {
        Self {
            protocol: PROTOCOL_VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            pid: std::process::id(),
        }
    }
}

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(
    missing_docs,
    reason = "fields are named as the flags of `wezterm cli`"
)]
pub enum Request {
    /// All panes. Answer: [`Response::Panes`].
    List,
    /// All clients. Answer: [`Response::Clients`].
    ListClients,
    /// A new tab, or a new window. Answer: [`Response::Pane`].
    Spawn {
        /// The window for the tab; else that of `pane`, else the first one.
        window: Option<WindowId>,
        pane: Option<PaneId>,
        new_window: bool,
        workspace: Option<String>,
        domain: Option<String>,
        args: Vec<String>,
        cwd: Option<String>,
        environment: BTreeMap<String, String>,
        /// Of a new window; as that of the window it is spawned from when absent.
        size: Option<TerminalSize>,
    },
    /// A new pane beside another one. Answer: [`Response::Pane`].
    SplitPane {
        pane: PaneId,
        request: SplitRequest,
        args: Vec<String>,
        cwd: Option<String>,
        domain: Option<String>,
        /// Moves this pane there instead of running something.
        move_pane: Option<PaneId>,
    },
    /// Input for a program, as a paste unless `no_paste`.
    SendText {
        pane: PaneId,
        text: String,
        no_paste: bool,
    },
    /// Rows `start..=end`; 0 is the first of the screen, negative are above.
    /// The screen when both are absent. Answer: [`Response::Text`].
    GetText {
        pane: PaneId,
        start: Option<i64>,
        end: Option<i64>,
        escapes: bool,
    },
    ActivatePane {
        pane: PaneId,
    },
    /// Answer: [`Response::MaybePane`].
    ActivatePaneDirection {
        pane: PaneId,
        direction: Direction,
    },
    /// Answer: [`Response::MaybePane`].
    GetPaneDirection {
        pane: PaneId,
        direction: Direction,
    },
    AdjustPaneSize {
        pane: PaneId,
        direction: Direction,
        amount: usize,
    },
    /// `None` toggles.
    ZoomPane {
        pane: PaneId,
        zoom: Option<bool>,
    },
    /// Ends the program at once.
    KillPane {
        pane: PaneId,
    },
    /// As the user closes it: what was closed can be had again for a while.
    ClosePane {
        pane: PaneId,
    },
    ActivateTab {
        tab: TabId,
    },
    /// In the window of `pane`; negative counts from the right.
    ActivateTabIndex {
        pane: PaneId,
        index: isize,
    },
    ActivateTabRelative {
        pane: PaneId,
        delta: isize,
        wrap: bool,
    },
    /// Of the tab, else of the tab of the pane.
    SetTabTitle {
        tab: Option<TabId>,
        pane: Option<PaneId>,
        title: String,
    },
    SetWindowTitle {
        window: Option<WindowId>,
        pane: Option<PaneId>,
        title: String,
    },
    MovePaneToNewTab {
        pane: PaneId,
        window: Option<WindowId>,
        new_window: bool,
        workspace: Option<String>,
    },
    /// Of this name, else that of the pane, else the active one.
    RenameWorkspace {
        workspace: Option<String>,
        pane: Option<PaneId>,
        new_name: String,
    },
    /// Changes the protocol on this connection: docs/mux-server.md. Answer:
    /// [`Response::Done`], after which the client is attached.
    Attach,
    MoveTab {
        tab: TabId,
        index: usize,
    },
    CloseTab {
        tab: TabId,
    },
    CloseWindow {
        window: WindowId,
    },
    /// Puts back what was closed last.
    UndoClose {
        window: Option<WindowId>,
    },
    ResizeWindow {
        window: WindowId,
        size: TerminalSize,
    },
    RotatePanes {
        tab: TabId,
        clockwise: bool,
    },
    SwapPanes {
        a: PaneId,
        b: PaneId,
    },
    MoveDivider {
        tab: TabId,
        index: usize,
        delta: isize,
    },
    SetWorkspace {
        window: WindowId,
        name: String,
    },
    /// Gives the panes of a tab equal shares, in the splits there are.
    EqualizePanes {
        tab: TabId,
    },
    /// Puts the panes of a tab in an order.
    ArrangePanes {
        tab: TabId,
        layout: Layout,
    },
    /// Input to one pane of the tab goes to all.
    SetBroadcast {
        tab: TabId,
        on: bool,
    },
    /// A read-only pane takes no input.
    SetReadOnly {
        pane: PaneId,
        on: bool,
    },
    /// Writes what there is to a file.
    SaveSession {
        path: String,
    },
    /// Opens the windows of a file that `SaveSession` wrote.
    RestoreSession {
        path: String,
    },
    /// Counters of the application, which answers this itself with [`Response::Json`].
    Stats,
}

/// What a client gets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "see the requests")]
pub enum Response {
    /// Done, with nothing to say.
    Done,
    /// Not done; why, in words for the user.
    Error(String),
    Panes(Vec<PaneRow>),
    Clients(Vec<ClientEntry>),
    Pane(PaneId),
    MaybePane(Option<PaneId>),
    Text(String),
    Json(serde_json::Value),
}

/// The size of a pane, as listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "named as in the original's output")]
pub struct RowSize {
    pub rows: usize,
    pub cols: usize,
    pub pixel_width: usize,
    pub pixel_height: usize,
    pub dpi: u32,
}

/// A pane, as `wezterm cli list --format json` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "named as in the original's output")]
pub struct PaneRow {
    pub window_id: WindowId,
    pub tab_id: TabId,
    pub pane_id: PaneId,
    pub workspace: String,
    pub size: RowSize,
    pub title: String,
    pub cwd: String,
    pub cursor_x: usize,
    pub cursor_y: i64,
    pub cursor_shape: String,
    pub cursor_visibility: String,
    pub left_col: usize,
    pub top_row: usize,
    pub tab_title: String,
    pub window_title: String,
    pub is_active: bool,
    pub is_zoomed: bool,
    pub tty_name: Option<String>,
}

/// A client, as `wezterm cli list-clients --format json` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "named as in the original's output")]
pub struct ClientEntry {
    pub username: String,
    pub hostname: String,
    pub pid: u32,
    /// Seconds since it connected.
    pub connection_elapsed: u64,
    /// Seconds since it was last heard of.
    pub idle_time: u64,
    pub workspace: String,
    pub focused_pane_id: Option<PaneId>,
}
