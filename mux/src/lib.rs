//! Windows, tabs, split panes and the programs in them; workspaces; and the
//! socket through which `wezterm cli` reaches them. Runs without a display.
//!
//! [`Mux`] belongs to the main thread. Each [`Pane`] has a thread of its own,
//! which shares nothing but that pane. News reach the main loop as one wake-up,
//! after which [`Mux::poll`] is to be called.

#![deny(unsafe_code)]

pub mod attach;
pub mod cast;
pub mod cli;
mod command;
pub mod control;
mod error;
mod event;
mod frame;
mod geometry;
pub mod lua;
mod mux;
mod notify;
mod pane;
mod program;
mod pty;
pub mod session;
mod settings;
mod shells;
mod tab;
mod tmux;
mod tree;
pub mod tty;
pub mod url;
mod window;

pub use command::{SpawnCommand, SpawnDomain};
pub use error::{MuxError, Result};
pub use event::MuxEvent;
pub use geometry::{
    Direction, Layout, PositionedPane, SplitAxis, SplitDivider, SplitRequest, SplitSize,
};
pub use mux::{Answered, Ask, Domain, DomainKind, Fixup, MoveTarget, Mux, MuxOptions, SharedMux};
pub use notify::Wake;
pub use pane::{ExitStatus, PARSE_BUCKETS, Pane};
pub use settings::{ExitBehavior, ExitMessaging, MuxSettings};
pub use tab::Tab;
pub use wezterm_types::procinfo;
pub use window::Window;

/// The number of a pane, never used again in this process.
pub type PaneId = usize;
/// The number of a tab, never used again in this process.
pub type TabId = usize;
/// The number of a window, never used again in this process.
pub type WindowId = usize;
/// The number of a domain.
pub type DomainId = usize;
