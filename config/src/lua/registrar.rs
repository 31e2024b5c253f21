//! Adds functions to a table, by what they depend on.

use crate::runtime::{Elsewhere, RuntimeState, Wait, blocking_function};
use mlua::prelude::*;
use std::rc::Rc;

/// A table of functions being filled.
pub(super) struct Registrar<'lua> {
    /// The VM.
    pub(super) lua: &'lua Lua,
    /// The VM's state.
    pub(super) state: &'lua Rc<RuntimeState>,
    /// The table.
    pub(super) table: LuaTable,
}

impl<'lua> Registrar<'lua> {
    pub(super) fn new(lua: &'lua Lua, state: &'lua Rc<RuntimeState>, table: LuaTable) -> Self {
        Self { lua, state, table }
    }

    /// The submodule `wezterm.NAME`.
    pub(super) fn submodule(&self, name: &str) -> mlua::Result<Self> {
        let table = super::submodule(self.lua, self.state, &format!("wezterm.{name}"))?;
        Ok(Self::new(self.lua, self.state, table))
    }

    /// A value.
    pub(super) fn value(&self, name: &str, value: impl IntoLua) -> mlua::Result<()> {
        self.table.raw_set(name, value)
    }

    /// A function whose result depends on its arguments alone.
    pub(super) fn pure<A: FromLuaMulti, R: IntoLuaMulti>(
        &self,
        name: &str,
        function: impl Fn(&Lua, A) -> mlua::Result<R> + 'static,
    ) -> mlua::Result<()> {
        self.value(name, self.lua.create_function(function)?)
    }

    /// A function that reads or changes something outside its arguments.
    pub(super) fn outside<A: FromLuaMulti, R: IntoLuaMulti>(
        &self,
        name: &str,
        function: impl Fn(&Lua, &Rc<RuntimeState>, A) -> mlua::Result<R> + 'static,
    ) -> mlua::Result<()> {
        self.pure(name, move |lua, args: A| {
            let state = RuntimeState::of(lua)?;
            state.touch_outside();
            function(lua, &state, args)
        })
    }

    /// A function that waits; see [`blocking_function`].
    pub(super) fn blocking<A: FromLuaMulti>(
        &self,
        name: &'static str,
        prepare: impl Fn(&Lua, A) -> mlua::Result<Wait> + 'static,
    ) -> mlua::Result<()> {
        self.value(
            name,
            blocking_function(self.lua, name, Elsewhere::Refuse, prepare)?,
        )
    }
}
