//! The Lua runtime as the tab bar's caches see it, and the facts about panes
//! that callbacks read.

use crate::callback_cache::CallbackCache;
use crate::lua_ser_cache::TabDataSource;
use config::lua::UrlObject;
use config::{Config, LuaRuntime};
use mlua::{Lua, Table, Value};
use mux::{PaneId, SharedMux, WindowId};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use std::sync::Arc;

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
            own_configs: RefCell::default(),
            versions: Cell::new(0),
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

impl TitleCaches {
    /// What the callbacks of a window get as `config`: its own, while it has
    /// overrides.
    pub(crate) fn set_own_config(&self, window: WindowId, own: Option<Arc<Config>>) {
        let mut all = self.facts.own_configs.borrow_mut();
        match own {
            Some(config) => {
                let version = self.facts.versions.get() + 1;
                self.facts.versions.set(version);
                let own = OwnConfig {
                    config,
                    version,
                    table: None,
                };
                all.insert(window, own);
            }
            None => drop(all.remove(&window)),
        }
    }
}

/// Caches of VMs that were made since the last configuration was taken over.
/// The last is the one of the configuration in force.
pub(crate) type NewCaches = Rc<RefCell<Vec<TitleCaches>>>;

/// The configuration of a window that has overrides.
struct OwnConfig {
    config: Arc<Config>,
    version: u64,
    /// Made when a callback first reads it.
    table: Option<Table>,
}

/// Answers from the mux. Nothing here blocks: panes keep these facts.
struct MuxFacts {
    mux: SharedMux,
    own_configs: RefCell<HashMap<WindowId, OwnConfig>>,
    versions: Cell<u64>,
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

    fn config_table(&self, lua: &Lua, window: WindowId) -> mlua::Result<Table> {
        let Some(runtime) = self.runtime.borrow().upgrade() else {
            return lua.create_table();
        };
        let mut own = self.own_configs.borrow_mut();
        let Some(own) = own.get_mut(&window) else {
            return runtime.config_table();
        };
        if let Some(table) = &own.table {
            return Ok(table.clone());
        }
        let table = runtime.config_to_lua(&own.config)?;
        own.table = Some(table.clone());
        Ok(table)
    }

    fn config_version(&self, window: WindowId) -> u64 {
        self.own_configs
            .borrow()
            .get(&window)
            .map_or(0, |own| own.version)
    }
}
