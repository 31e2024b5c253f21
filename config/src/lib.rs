//! `wezterm.lua`: the schema of its options, the types they have, and their
//! way between Lua and Rust; key and mouse bindings; colours; formatted text;
//! the Lua VM, the module `wezterm`, events, loading and reloading.
//!
//! This crate knows no pane, terminal or window. It turns what the user wrote
//! into plain data that the other crates read, and says what is wrong with it.

// The watchdog's signal and `Lua::unsafe_new` are the exceptions.
#![deny(unsafe_code)]

/// A Lua file of the crate that uses this, by its name, as its `build.rs` has
/// compiled it.
#[macro_export]
macro_rules! own_chunk {
    ($lua:expr, $name:literal) => {
        $lua.load(&include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".luac"))[..])
            .set_name(concat!("=(", $name, ")"))
    };
}

#[macro_use]
pub mod convert;
pub mod check;
pub mod color;
pub mod format;
pub mod keys;
mod loader;
pub mod lua;
mod nearest;
pub mod options;
pub mod purity;
pub mod runtime;
pub mod structs;
pub mod stubs;
mod watch;

pub use convert::{ConfigError, Convert, Cx, Warning};
pub use keys::{KeyAssignment, KeyBindings, MouseBindings, install_action};
pub use loader::{ConfigSource, Configuration, SearchPaths};
pub use nearest::nearest;
pub use options::{Config, OptionInfo};
pub use runtime::{EventError, LuaFault, LuaRuntime, RuntimeContext, RuntimeModule, Wake};
pub use watch::ConfigWatcher;
