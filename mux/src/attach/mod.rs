//! Panes that run in another process: a server keeps them, clients show them.
//!
//! A client connects to the control socket, asks to
//! [`Attach`](crate::control::Request::Attach), and from then on both sides
//! speak the messages of this module: the server tells what windows there are
//! and what programs print, the client sends input and requests. The client's
//! copy of a pane is an ordinary [`Pane`](crate::Pane) whose terminal is fed
//! with what the server's was fed. docs/mux-server.md tells why.

mod hub;
mod link;
mod message;
mod outbox;
mod scan;
mod wire;

pub use hub::Hub;
pub(crate) use hub::{HubMessage, PaneTap};
pub use link::{Connect, LinkState, Stream};
pub(crate) use link::{Link, LinkEvent, RemoteEnd};
pub(crate) use message::{
    ClientMessage, NodeState, PaneState, ServerMessage, TabState, WindowState,
};
pub(crate) use wire::{read as wire_read, write as wire_write};
