//! What the VM may hold and when its garbage is collected.
//!
//! Loading, handlers and callbacks run under a cap on what they may add.
//! Garbage is collected in small steps between frames, by
//! [`LuaRuntime::collect`]; inside a synchronous call, which a frame waits for,
//! it never is. Coroutines, which no frame waits for, collect as Lua does.

use super::LuaRuntime;
use mlua::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// What a message about memory begins with.
pub(crate) const TOO_MUCH: &str = "stopped because it would need more memory than it may have";

/// Garbage below this is not worth a step, in bytes.
const SLACK: usize = 1 << 20;

/// Lua frees all that is dead before the newest live object in one step. So
/// that it finds one, a live object is put into the heap each time that it has
/// grown by so many bytes.
const ANCHORED: usize = 64 << 10;

/// The size of one step as Lua has it, a power of two: an eighth of Lua's own,
/// whose steps take a millisecond and more.
const STEP_SIZE: i32 = 10;

/// Names of events of which statistics are kept; a name may hold anything.
const MAX_EVENTS: usize = 256;

/// How garbage was collected since the VM was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GcStats {
    /// Steps between frames.
    pub steps: u64,
    /// Cycles that those have finished.
    pub cycles: u64,
    /// The longest time that one call of [`LuaRuntime::collect`] took.
    pub longest: Duration,
    /// The time that all took.
    pub total: Duration,
}

/// What the handlers of one event have cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventStats {
    /// How often Lua was entered for it.
    pub calls: u64,
    /// The time in Lua.
    pub time: Duration,
    /// Bytes by which the VM has grown in those calls.
    pub allocated: u64,
}

/// The collector's state, and what events have cost.
#[derive(Default)]
pub(super) struct Memory {
    /// What was held after the last finished cycle, in bytes.
    live: Cell<usize>,
    in_cycle: Cell<bool>,
    /// Live objects among the garbage, until the cycle is over.
    anchors: RefCell<Vec<LuaTable>>,
    /// What was held when the last of them was made.
    anchored: Cell<usize>,
    gc: Cell<GcStats>,
    events: RefCell<BTreeMap<String, EventStats>>,
}

/// Takes note of one entry into Lua when it is dropped.
pub(super) struct Account<'a> {
    runtime: &'a LuaRuntime,
    event: &'a str,
    started: Instant,
    held: usize,
}

impl Drop for Account<'_> {
    fn drop(&mut self) {
        let grown = self.runtime.lua.used_memory().saturating_sub(self.held);
        let time = self.started.elapsed();
        let mut events = self.runtime.memory.events.borrow_mut();
        if !events.contains_key(self.event) && events.len() >= MAX_EVENTS {
            return;
        }
        // Most calls find their event there, and allocate nothing.
        let stats = match events.get_mut(self.event) {
            Some(stats) => stats,
            None => events.entry(self.event.to_owned()).or_default(),
        };
        stats.calls += 1;
        stats.time += time;
        stats.allocated += grown as u64;
    }
}

/// Makes the steps of the collector small.
pub(super) fn set_up(lua: &Lua) {
    let parameters = LuaGcIncParams::default().step_size(STEP_SIZE);
    lua.gc_set_mode(LuaGcMode::Incremental(parameters));
}

impl LuaRuntime {
    /// Counts what is about to run for `event`, until the result is dropped.
    pub(super) fn account<'a>(&'a self, event: &'a str) -> Account<'a> {
        Account {
            runtime: self,
            event,
            started: Instant::now(),
            held: self.lua.used_memory(),
        }
    }

    /// Runs `f`, which may add at most [`RuntimeContext::memory_cap`] bytes.
    ///
    /// [`RuntimeContext::memory_cap`]: super::RuntimeContext::memory_cap
    pub(super) fn capped<R>(&self, f: impl FnOnce() -> R) -> R {
        let cap = self.state.context().memory_cap;
        let limit = self.lua.used_memory().saturating_add(cap);
        // Fails only for a VM of a foreign allocator, which this is not.
        let before = self.lua.set_memory_limit(limit).unwrap_or_default();
        if before != 0 && before < limit {
            // Within another cap the smaller one goes on.
            let _ = self.lua.set_memory_limit(before);
        }
        let result = f();
        let _ = self.lua.set_memory_limit(before);
        result
    }

    /// Collects garbage, for at most about `budget`: to be called between
    /// frames. True when it should be called again soon, because a cycle has
    /// begun and is not finished. Without garbage it costs a comparison.
    pub fn collect(&self, budget: Duration) -> bool {
        let memory = &self.memory;
        let held = self.lua.used_memory();
        if !memory.in_cycle.get() {
            if held >= memory.anchored.get() + ANCHORED {
                // Without memory for one the pause is longer, and that is all.
                memory.anchors.borrow_mut().extend(self.lua.create_table());
                memory.anchored.set(held);
            }
            if held < memory.live.get() / 2 * 3 + SLACK {
                return false;
            }
        }
        memory.in_cycle.set(true);
        let started = Instant::now();
        let mut stats = memory.gc.get();
        while memory.in_cycle.get() {
            stats.steps += 1;
            match self.lua.gc_step() {
                Ok(false) => {}
                Ok(true) => {
                    stats.cycles += 1;
                    memory.in_cycle.set(false);
                }
                Err(error) => {
                    self.state.report("garbage collection", &error);
                    memory.in_cycle.set(false);
                }
            }
            if !memory.in_cycle.get() {
                memory.anchors.borrow_mut().clear();
                memory.live.set(self.lua.used_memory());
                memory.anchored.set(memory.live.get());
            }
            if started.elapsed() >= budget {
                break;
            }
        }
        let took = started.elapsed();
        stats.longest = stats.longest.max(took);
        stats.total += took;
        memory.gc.set(stats);
        memory.in_cycle.get()
    }

    /// How garbage was collected so far.
    #[must_use]
    pub fn gc_stats(&self) -> GcStats {
        self.memory.gc.get()
    }

    /// What each event's handlers have cost, by the event's name.
    #[must_use]
    pub fn event_stats(&self) -> BTreeMap<String, EventStats> {
        self.memory.events.borrow().clone()
    }
}
