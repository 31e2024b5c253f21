//! The Lua VM of one generation of the configuration: its module `wezterm`,
//! its events, its coroutines and what they cost.
//!
//! A [`LuaRuntime`] lives on the main thread and is thrown away by a reload.
//! What outlives it ([`RuntimeContext`]) is handed in. It knows no pane and no
//! window: the crates above register what they expose as [`RuntimeModule`]s.

mod errors;
mod events;
mod jobs;
mod memory;
mod state;
mod tasks;
#[cfg(test)]
mod tests;
mod watchdog;

pub use errors::{EventError, LuaFault, failing_place};
pub(crate) use events::emit_function;
pub use jobs::{Elsewhere, Job, JobResult, Tell, Wait, blocking_function};
pub use memory::{EventStats, GcStats};
pub use state::{Phase, RuntimeState};
pub use tasks::{Done, PollReport, TaskOutcome};

use crate::lua::{self, GlobalStore};
use crate::options::Config;
use crate::purity::{Findings, Handlers, Inspector, Signature};
use mlua::prelude::*;
use std::cell::{Cell, RefCell};
use std::ffi::OsString;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use watchdog::Watchdog;

/// Wakes the main loop, from any thread, so that it calls
/// [`LuaRuntime::poll`] soon.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// What a crate above adds to a new VM: submodules, objects, functions.
pub type RuntimeModule = Rc<dyn Fn(&LuaRuntime) -> mlua::Result<()>>;

/// What a VM is given by its owner, and what outlives it.
#[derive(Clone)]
pub struct RuntimeContext {
    /// `wezterm.GLOBAL`; a clone is another handle to the same values.
    pub globals: GlobalStore,
    /// Called when a suspended coroutine can go on or a timer was set.
    pub wake: Wake,
    /// `wezterm.version`.
    pub version: String,
    /// `wezterm.config_file`; `None` where no file was loaded.
    pub config_file: Option<PathBuf>,
    /// `wezterm.home_dir`.
    pub home_dir: PathBuf,
    /// Folders that `require` searches, best first.
    pub module_dirs: Vec<PathBuf>,
    /// Where `wezterm.plugin.require` keeps its clones.
    pub plugin_dir: PathBuf,
    /// The program that clones them.
    pub git: OsString,
    /// How long one synchronous call may take.
    pub sync_budget: Duration,
    /// How long one coroutine may run before it suspends or returns.
    pub task_budget: Duration,
    /// How many bytes loading, or one entry into Lua, may add to what the VM
    /// holds.
    pub memory_cap: usize,
}

impl RuntimeContext {
    /// A context with empty `GLOBAL`, budgets of 100 ms and 5 s, and no file.
    #[must_use]
    pub fn new(wake: Wake) -> Self {
        let home_dir = lua::home_dir();
        Self {
            globals: GlobalStore::default(),
            wake,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            config_file: None,
            module_dirs: Vec::new(),
            plugin_dir: lua::data_dir(&home_dir).join("plugins"),
            git: "git".into(),
            home_dir,
            sync_budget: Duration::from_millis(100),
            task_budget: Duration::from_secs(5),
            memory_cap: 256 << 20,
        }
    }
}

/// One Lua VM with the `wezterm` module. See the module's documentation.
pub struct LuaRuntime {
    // Dropped in this order: no guard may be live when the VM closes.
    watchdog: Option<Watchdog>,
    state: Rc<RuntimeState>,
    sync_budget: Cell<Duration>,
    config_table: RefCell<Option<LuaTable>>,
    config: RefCell<Arc<Config>>,
    handlers: Handlers,
    memory: memory::Memory,
    lua: Lua,
}

impl LuaRuntime {
    /// A VM with all of Lua's libraries and the module `wezterm`, in the phase
    /// [`Phase::Loading`].
    ///
    /// # Errors
    /// When Lua is out of memory or a module cannot be registered.
    pub fn new(context: RuntimeContext, modules: &[RuntimeModule]) -> mlua::Result<Self> {
        let lua = lua::new_vm();
        memory::set_up(&lua);
        // All of what is made here stays.
        lua.gc_stop();
        let watchdog = match Watchdog::new() {
            Ok(watchdog) => Some(watchdog),
            Err(error) => {
                log::error!("Lua callbacks run without a time limit: {error}");
                None
            }
        };
        let state = Rc::new(RuntimeState::new(context));
        lua.set_app_data(Rc::clone(&state));
        if let Some(watchdog) = &watchdog {
            watchdog.follow_coroutines(&lua)?;
            state.jobs.end_at(watchdog.deadline(), watchdog.expire());
            lua::patterns::install(&lua, watchdog.expired(), watchdog::OVERRUN)?;
        }
        lua::install(&lua, &state)?;
        let mut runtime = Self {
            watchdog,
            sync_budget: Cell::new(state.context().sync_budget),
            state,
            config_table: RefCell::new(None),
            config: RefCell::new(Arc::new(Config::default())),
            handlers: Handlers::default(),
            memory: memory::Memory::default(),
            lua,
        };
        for module in modules {
            module(&runtime)?;
        }
        // After the modules: they may have put functions in place of standard ones.
        let inspector = Inspector::new(&runtime.lua, &runtime.wezterm()?)?;
        runtime.handlers = Handlers::new(inspector);
        runtime.lua.gc_restart();
        Ok(runtime)
    }

    /// The VM. Calls made through it directly are neither counted nor limited.
    #[must_use]
    pub fn lua(&self) -> &Lua {
        &self.lua
    }

    /// The state that functions of this VM share.
    #[must_use]
    pub fn state(&self) -> &Rc<RuntimeState> {
        &self.state
    }

    /// The table of the module `wezterm`.
    ///
    /// # Errors
    /// When the config has replaced it in `package.loaded`.
    pub fn wezterm(&self) -> mlua::Result<LuaTable> {
        self.state.module_table(&self.lua)
    }

    /// The submodule `name`, such as `wezterm.mux`, made on first use. `require
    /// "wezterm.mux"` finds it too.
    ///
    /// # Errors
    /// When `name` does not begin with `wezterm.`, or a part of it is no table.
    pub fn module(&self, name: &str) -> mlua::Result<LuaTable> {
        lua::submodule(&self.lua, &self.state, name)
    }

    /// Runs `load`, for at most `budget`: a config that never ends must not
    /// hold a reload, and the window with it, for ever.
    pub(crate) fn while_loading<R>(&self, budget: Duration, load: impl FnOnce() -> R) -> R {
        let guard = self.watchdog.as_ref().map(|w| w.guard(&self.lua, budget));
        let result = self.capped(load);
        drop(guard);
        result
    }

    /// Ends the loading of the config: from now on blocking functions suspend
    /// their coroutine, and `config` is what [`config_table`](Self::config_table) shows.
    pub fn loaded(&self, config: Arc<Config>) {
        self.state.set_phase(Phase::Idle);
        self.set_config(config);
        // From now on between frames, and in coroutines.
        self.lua.gc_stop();
    }

    /// How long one synchronous call may take from now on.
    pub fn set_sync_budget(&self, budget: Duration) {
        self.sync_budget.set(budget);
    }

    /// Replaces what [`config_table`](Self::config_table) shows.
    pub fn set_config(&self, config: Arc<Config>) {
        *self.config.borrow_mut() = config;
        *self.config_table.borrow_mut() = None;
    }

    /// The whole effective configuration as a Lua table, with
    /// `resolved_palette`. Built once, on first use; callers that let Lua code
    /// write to it hand out a copy or a proxy.
    ///
    /// # Errors
    /// When Lua is out of memory.
    pub fn config_table(&self) -> mlua::Result<LuaTable> {
        if let Some(table) = &*self.config_table.borrow() {
            return Ok(table.clone());
        }
        let config = Arc::clone(&self.config.borrow());
        let table = self.config_to_lua(&config)?;
        *self.config_table.borrow_mut() = Some(table.clone());
        Ok(table)
    }

    /// Any configuration as a new Lua table, with `resolved_palette`.
    ///
    /// # Errors
    /// When Lua is out of memory.
    pub fn config_to_lua(&self, config: &Config) -> mlua::Result<LuaTable> {
        config.to_lua(&self.lua)
    }

    /// Moves whenever any handler, timer or other Lua code has run.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.state.epoch()
    }

    /// How often Lua was entered: events, coroutine slices, timers.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.state.calls()
    }

    /// Moves whenever Lua code called a function that reads or changes what is
    /// outside its arguments: clock, files, processes, `wezterm.GLOBAL`, random.
    #[must_use]
    pub fn outside_reads(&self) -> u64 {
        self.state.outside_reads()
    }

    /// What is known about the first handler of `event`, when called as
    /// `signature` says; `None` where there is no handler. It is looked at
    /// anew only when `stamp` has moved: the caller moves it whenever Lua has
    /// run that may have changed what the handler finds.
    #[must_use]
    pub fn findings(&self, event: &str, signature: Signature, stamp: u64) -> Option<Findings> {
        let handler = self.state.handlers.borrow().get(event)?.first()?.clone();
        self.handlers
            .findings(&self.lua, event, &handler, signature, stamp)
    }

    /// Bytes that the VM holds.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.lua.used_memory()
    }

    /// One step of the garbage collector, for the time between two frames;
    /// true when it finished a cycle.
    ///
    /// # Errors
    /// When a finalizer of the user fails.
    pub fn gc_step(&self) -> mlua::Result<bool> {
        self.lua.gc_step()
    }
}

impl std::fmt::Debug for LuaRuntime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LuaRuntime")
            .field("epoch", &self.epoch())
            .field("calls", &self.calls())
            .field("memory_bytes", &self.memory_bytes())
            .finish_non_exhaustive()
    }
}
