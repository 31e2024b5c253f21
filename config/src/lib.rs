//! `wezterm.lua`: the Lua VM, the module `wezterm`, events and reload.

#![deny(unsafe_code)]

pub mod lua;
pub mod runtime;

pub use runtime::{EventError, LuaFault, LuaRuntime, RuntimeContext, RuntimeModule, Wake};

/// Stands in for the schema.
pub mod options {
    /// The configuration.
    #[derive(Debug, Default, Clone)]
    pub struct Config;
    /// The configuration as a Lua table.
    ///
    /// # Errors
    /// When Lua is out of memory.
    pub fn config_to_lua(lua: &mlua::Lua, _: &Config) -> mlua::Result<mlua::Table> {
        lua.create_table()
    }
}
