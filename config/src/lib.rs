//! `wezterm.lua`: the schema of its options, the types they have, and their
//! way between Lua and Rust; key and mouse bindings; colours; formatted text.
//!
//! This crate knows no pane, terminal or window. It turns what the user wrote
//! into plain data that the other crates read, and says what is wrong with it.

#![forbid(unsafe_code)]

#[macro_use]
pub mod convert;
pub mod color;
pub mod format;
pub mod keys;
mod nearest;
pub mod options;
pub mod structs;

pub use convert::{ConfigError, Convert, Cx, Warning};
pub use keys::{KeyAssignment, KeyBindings, MouseBindings, install_action};
pub use nearest::nearest;
pub use options::{Config, OptionInfo};
