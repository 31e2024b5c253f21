use crate::pane::ExitStatus;
use crate::{DomainId, PaneId, TabId, WindowId};
use std::time::Duration;
use term::{Progress, WindowOp};

/// News for the application, as taken by [`Mux::poll`](crate::Mux::poll).
#[derive(Clone, Debug, PartialEq)]
pub enum MuxEvent {
    /// A program printed something.
    PaneOutput(PaneId),
    /// What titles show of a pane has changed: title, directory, process, progress...
    TitleChanged(PaneId),
    /// BEL.
    Bell(PaneId),
    /// OSC 1337 SetUserVar.
    UserVar {
        /// Where it was set.
        pane: PaneId,
        /// The variable.
        name: String,
        /// Its value.
        value: String,
    },
    /// OSC 52.
    Clipboard {
        /// Who asks.
        pane: PaneId,
        /// The primary selection instead of the clipboard.
        primary: bool,
        /// The text to keep.
        text: String,
    },
    /// OSC 9, 777 and 99.
    Notification {
        /// Who asks.
        pane: PaneId,
        /// For what.
        notification: term::Notification,
    },
    /// OSC 99: a notification is to go.
    NotificationClose {
        /// Who asks.
        pane: PaneId,
        /// The program's name for it.
        id: String,
    },
    /// OSC 99: which notifications are still there?
    NotificationsAlive {
        /// Who asks.
        pane: PaneId,
        /// The name of the question.
        asked: String,
    },
    /// OSC 9;4.
    Progress {
        /// Whose.
        pane: PaneId,
        /// What to show.
        progress: Progress,
    },
    /// A program set or reset a colour.
    PaletteChanged(PaneId),
    /// OSC 22.
    MouseCursor {
        /// Who asks.
        pane: PaneId,
        /// The CSS name of the shape.
        shape: String,
    },
    /// XTWINOPS: a program wants its window changed.
    WindowOp {
        /// Who asks.
        pane: PaneId,
        /// For what.
        op: WindowOp,
    },
    /// OSC 133;D.
    CommandFinished {
        /// Where it ran.
        pane: PaneId,
        /// Its exit status, if the shell said.
        status: Option<i32>,
        /// Since its OSC 133;C, if there was one.
        took: Option<Duration>,
        /// What was typed, if shell integration said; else empty.
        command: String,
    },
    /// A program has ended; the pane may stay.
    PaneExited {
        /// Where it ran.
        pane: PaneId,
        /// How it ended.
        status: ExitStatus,
    },
    /// A pane is gone.
    PaneClosed(PaneId),
    /// A tab was added to a window, also by moving it there.
    TabAdded(TabId),
    /// A tab is gone.
    TabClosed {
        /// The window it was in.
        window: WindowId,
        /// The tab.
        tab: TabId,
    },
    /// There is a new window.
    WindowAdded(WindowId),
    /// Tabs, titles, layout or focus of a window have changed.
    WindowChanged(WindowId),
    /// A window is gone.
    WindowClosed(WindowId),
    /// A domain was attached or detached, or its connection has changed.
    DomainChanged(DomainId),
    /// A server would not do what was asked of it.
    Refused {
        /// Whose server.
        domain: DomainId,
        /// Why, for the user.
        text: String,
    },
    /// Another workspace is to be shown.
    WorkspaceActivated(String),
    /// The last window is gone.
    Empty,
}
