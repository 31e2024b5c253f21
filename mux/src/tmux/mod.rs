//! tmux as a remote engine, by its control mode (tmux(1), CONTROL MODE).
//!
//! A program in a pane that begins control mode, such as `tmux -CC attach`, here
//! or at the far end of ssh, gets a [`Gateway`]: a thread that speaks tmux's
//! language on one side and that of a server with attached clients
//! ([`crate::attach`]) on the other. All that shows windows of servers shows
//! those of tmux, then: windows are tabs, panes are splits. docs/tmux.md.

mod command;
mod contents;
mod gateway;
mod layout;
mod line;
mod session;

pub(crate) use gateway::Gateway;
pub(crate) use line::{Line, Lines};

/// How a program begins control mode (tmux's `-CC`).
pub(crate) const BEGIN: &[u8] = b"\x1bP1000p";
/// How control mode is left.
pub(crate) const DETACH: &[u8] = b"detach-client\n";
