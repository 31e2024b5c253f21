//! The Lua runtime as the tab bar's caches see it, and the facts about panes
//! that callbacks read.

use crate::callback_cache::{CallError, CallbackHost};
use crate::lua_ser_cache::TabDataSource;
use config::LuaRuntime;
use config::lua::UrlObject;
use mlua::{Lua, MultiValue, Table, Value};
use mux::{PaneId, SharedMux};
use std::rc::Rc;
use std::time::Duration;

/// One VM of one generation of the configuration.
pub(crate) struct RuntimeHost {
    pub(crate) runtime: Rc<LuaRuntime>,
    pub(crate) generation: u64,
}

impl CallbackHost for RuntimeHost {
    fn lua(&self) -> &Lua {
        self.runtime.lua()
    }

    fn has_handlers(&self, event: &str) -> bool {
        self.runtime.has_handlers(event)
    }

    fn call(&self, event: &str, args: MultiValue, budget: Duration) -> Result<Value, CallError> {
        match self.runtime.call_sync_within::<_, Value>(event, args, budget) {
            Ok(value) => Ok(value.unwrap_or(Value::Nil)),
            Err(error) if error.fault.is_overrun() => Err(CallError::Overrun(error.to_string())),
            Err(error) => Err(CallError::Raised(error.to_string())),
        }
    }

    fn epoch(&self) -> u64 {
        self.runtime.epoch()
    }

    fn config_generation(&self) -> u64 {
        self.generation
    }
}

/// Answers from the mux. Nothing here blocks: panes keep these facts.
pub(crate) struct MuxFacts {
    pub(crate) mux: SharedMux,
    pub(crate) runtime: Option<Rc<LuaRuntime>>,
}

impl MuxFacts {
    fn pane<T>(&self, id: PaneId, read: impl FnOnce(&mux::Pane) -> Option<T>) -> Option<T> {
        let pane = self.mux.borrow().pane(id)?;
        read(&pane)
    }
}

impl TabDataSource for MuxFacts {
    fn current_working_dir(&self, pane: PaneId) -> Option<String> {
        self.pane(pane, mux::Pane::current_working_dir)
    }

    fn foreground_process_name(&self, pane: PaneId) -> Option<String> {
        self.pane(pane, mux::Pane::foreground_process_name)
    }

    fn tty_name(&self, pane: PaneId) -> Option<String> {
        self.pane(pane, |pane| pane.tty_name().map(str::to_owned))
    }

    fn domain_name(&self, pane: PaneId) -> Option<String> {
        self.pane(pane, |pane| Some(pane.domain_name().to_owned()))
    }

    fn url_value(&self, lua: &Lua, url: &str) -> mlua::Result<Value> {
        match UrlObject::parse(url) {
            Ok(url) => lua.create_userdata(url).map(Value::UserData),
            // A program may report anything as its directory.
            Err(_) => Ok(Value::Nil),
        }
    }

    fn config_table(&self, lua: &Lua) -> mlua::Result<Table> {
        match &self.runtime {
            Some(runtime) => runtime.config_table(),
            None => lua.create_table(),
        }
    }
}
