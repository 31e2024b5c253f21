//! What the functions of one VM share. It never holds the VM itself, which
//! owns it; functions find it as the VM's app data.

use super::errors::failing_place;
use super::jobs::Jobs;
use super::tasks::Tasks;
use super::{EventError, LuaFault, RuntimeContext};
use mlua::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// What the VM does now; decides what a blocking function does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The config is being loaded: blocking functions block.
    Loading,
    /// Nothing of ours runs.
    Idle,
    /// A synchronous event such as `format-tab-title`: blocking functions raise.
    Sync,
    /// A coroutine runs: blocking functions suspend it.
    Task,
}

/// Shared by all functions of a VM.
pub struct RuntimeState {
    context: RuntimeContext,
    phase: Cell<Phase>,
    epoch: Cell<u64>,
    calls: Cell<u64>,
    outside: Cell<u64>,
    reload_requested: Cell<bool>,
    next_callback: Cell<u64>,
    pub(super) handlers: RefCell<HashMap<String, Vec<LuaFunction>>>,
    pub(super) jobs: Jobs,
    pub(super) tasks: RefCell<Tasks>,
    files: RefCell<BTreeSet<PathBuf>>,
    warnings: RefCell<Vec<String>>,
    errors: RefCell<Vec<EventError>>,
    seen_errors: RefCell<HashSet<(String, String)>>,
}

impl RuntimeState {
    pub(super) fn new(context: RuntimeContext) -> Self {
        let jobs = Jobs::new(std::sync::Arc::clone(&context.wake));
        Self {
            context,
            phase: Cell::new(Phase::Loading),
            epoch: Cell::new(0),
            calls: Cell::new(0),
            outside: Cell::new(0),
            reload_requested: Cell::new(false),
            next_callback: Cell::new(1),
            handlers: RefCell::default(),
            jobs,
            tasks: RefCell::default(),
            files: RefCell::default(),
            warnings: RefCell::default(),
            errors: RefCell::default(),
            seen_errors: RefCell::default(),
        }
    }

    /// The state of `lua`.
    ///
    /// # Errors
    /// When `lua` was not made by a [`LuaRuntime`](super::LuaRuntime).
    pub fn of(lua: &Lua) -> mlua::Result<Rc<Self>> {
        lua.app_data_ref::<Rc<Self>>()
            .map(|state| Rc::clone(&state))
            .ok_or_else(|| LuaError::runtime("this Lua VM has no runtime"))
    }

    /// What the VM was given.
    #[must_use]
    pub fn context(&self) -> &RuntimeContext {
        &self.context
    }

    /// What the VM does now.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase.get()
    }

    /// Sets the phase and returns the one before.
    pub(super) fn set_phase(&self, phase: Phase) -> Phase {
        self.phase.replace(phase)
    }

    /// See [`LuaRuntime::epoch`](super::LuaRuntime::epoch).
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.epoch.get()
    }

    /// See [`LuaRuntime::calls`](super::LuaRuntime::calls).
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.calls.get()
    }

    /// Counts one entry into Lua.
    pub(super) fn entered(&self) {
        self.calls.set(self.calls.get() + 1);
        self.bump_epoch();
    }

    /// Moves the epoch without counting another call.
    pub(super) fn bump_epoch(&self) {
        self.epoch.set(self.epoch.get() + 1);
    }

    /// See [`LuaRuntime::outside_reads`](super::LuaRuntime::outside_reads).
    #[must_use]
    pub fn outside_reads(&self) -> u64 {
        self.outside.get()
    }

    /// Every function that reads or changes what is outside its arguments calls
    /// this, so that its result is not kept.
    pub fn touch_outside(&self) {
        self.outside.set(self.outside.get() + 1);
    }

    /// The handlers of `event` now, in the order of their registration.
    #[must_use]
    pub fn handlers_of(&self, event: &str) -> Vec<LuaFunction> {
        self.handlers
            .borrow()
            .get(event)
            .cloned()
            .unwrap_or_default()
    }

    /// Appends a handler.
    pub fn add_handler(&self, event: &str, handler: LuaFunction) {
        self.bump_epoch();
        let mut handlers = self.handlers.borrow_mut();
        handlers.entry(event.to_owned()).or_default().push(handler);
    }

    /// Registers `handler` under a name of its own and returns the name, for
    /// `EmitEvent`.
    pub fn add_callback(&self, handler: LuaFunction) -> String {
        let number = self.next_callback.get();
        self.next_callback.set(number + 1);
        let name = format!("user-defined-{number}");
        self.add_handler(&name, handler);
        name
    }

    /// Adds a file whose change reloads the config.
    pub fn watch_file(&self, path: &Path) {
        self.files.borrow_mut().insert(path.to_owned());
    }

    /// The files whose change reloads the config, sorted.
    #[must_use]
    pub fn watched_files(&self) -> Vec<PathBuf> {
        self.files.borrow().iter().cloned().collect()
    }

    /// Notes what the user should know about the config but is no error.
    pub fn warn(&self, message: String) {
        log::warn!("{message}");
        let mut warnings = self.warnings.borrow_mut();
        if !warnings.contains(&message) {
            warnings.push(message);
        }
    }

    /// Takes the warnings noted so far.
    #[must_use]
    pub fn take_warnings(&self) -> Vec<String> {
        self.warnings.take()
    }

    /// Asks the application for a reload, as `wezterm.reload_configuration` does.
    pub fn request_reload(&self) {
        self.reload_requested.set(true);
        (self.context.wake)();
    }

    /// Whether a reload was asked for since the last call.
    #[must_use]
    pub fn take_reload_request(&self) -> bool {
        self.reload_requested.replace(false)
    }

    /// Notes a failed handler, once for each failing place, and logs it.
    pub(super) fn report(&self, event: &str, error: &mlua::Error) -> EventError {
        self.report_fault(event, LuaFault::new(error))
    }

    /// As [`report`](Self::report), of an error taken apart already.
    pub(super) fn report_fault(&self, event: &str, fault: LuaFault) -> EventError {
        let error = EventError {
            event: event.to_owned(),
            fault,
        };
        let key = (
            error.event.clone(),
            failing_place(&error.fault.message).to_owned(),
        );
        let mut seen = self.seen_errors.borrow_mut();
        // A message that carries a changing value must not fill the memory.
        if seen.len() < 1_000 && seen.insert(key) {
            log::error!("{error}\n{}", error.fault.traceback);
            self.errors.borrow_mut().push(error.clone());
        }
        error
    }

    /// Takes the failures noted since the last call.
    #[must_use]
    pub fn take_errors(&self) -> Vec<EventError> {
        self.errors.take()
    }

    /// The table of the module `wezterm`.
    pub(crate) fn module_table(&self, lua: &Lua) -> mlua::Result<LuaTable> {
        lua.named_registry_value("wezterm module")
    }
}
