//! The Lua runtime as the tab bar's caches see it, and the facts about panes
//! that callbacks read.

use crate::callback_cache::CallbackCache;
use crate::lua_ser_cache::TabDataSource;
use config::LuaRuntime;
use config::lua::UrlObject;
use mlua::{Lua, Table, Value};
use mux::{PaneId, SharedMux};
use std::cell::RefCell;
use std::rc::{Rc, Weak};

/// The caches of the title callbacks, for one VM. Made before the
/// configuration runs in it, so that what the configuration takes from the
/// globals knows the caches' objects.
pub(crate) struct TitleCaches {
    pub(crate) callbacks: CallbackCache,
    facts: Rc<MuxFacts>,
}

impl TitleCaches {
    /// Caches for a VM that has run nothing yet.
    ///
    /// # Errors
    /// When Lua is out of memory.
    pub(crate) fn new(lua: &Lua, mux: &SharedMux) -> mlua::Result<Self> {
        let facts = Rc::new(MuxFacts {
            mux: mux.clone(),
            runtime: RefCell::default(),
        });
        let mut callbacks = CallbackCache::new(facts.clone());
        callbacks.tables().bind(lua)?;
        Ok(Self { callbacks, facts })
    }

    /// Tells the caches which runtime owns their VM.
    pub(crate) fn belongs_to(&self, runtime: Option<&Rc<LuaRuntime>>) {
        *self.facts.runtime.borrow_mut() = runtime.map(Rc::downgrade).unwrap_or_default();
    }
}

/// Caches of VMs that were made since the last configuration was taken over.
/// The last is the one of the configuration in force.
pub(crate) type NewCaches = Rc<RefCell<Vec<TitleCaches>>>;

/// Answers from the mux. Nothing here blocks: panes keep these facts.
struct MuxFacts {
    mux: SharedMux,
    /// Weak: the VM holds closures that hold these facts.
    runtime: RefCell<Weak<LuaRuntime>>,
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
        match self.runtime.borrow().upgrade() {
            Some(runtime) => runtime.config_table(),
            None => lua.create_table(),
        }
    }
}
