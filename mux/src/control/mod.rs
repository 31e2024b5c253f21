//! The socket through which `wezterm cli` reaches a running instance.
//!
//! Messages are frames: a little-endian `u32` length, then so many bytes of
//! JSON, 16 MiB at most. The first frame of each side is a [`Hello`]; versions
//! must be equal. After that the client sends a [`Request`] and gets one
//! [`Response`], over and over.
//!
//! Each client has a thread, so that a slow, silent or hostile one bothers
//! nobody else: reads and writes time out, and there is a limit to clients.

mod client;
mod handle;
pub mod launch;
mod message;
pub mod paths;
mod server;
mod wire;

pub(crate) use wire::{read as wire_read, write as wire_write};

pub use client::{Client, ClientError};
pub use message::{ClientEntry, Hello, PROTOCOL_VERSION, PaneRow, Request, Response, RowSize};
pub use server::{ClientId, ControlServer, Responder};
