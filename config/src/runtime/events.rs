//! Calling the handlers that `wezterm.on` registered.

use super::{EventError, LuaFault, LuaRuntime, Phase, TaskOutcome};
use mlua::prelude::*;
use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

/// Told that the handlers of an event have ended: whether none returned false,
/// and whether one of them ran too long.
type Told = Box<dyn FnOnce(&LuaRuntime, Result<bool, EventError>, bool)>;

/// The handlers of an event that have not run yet.
struct Turn {
    event: String,
    handlers: VecDeque<LuaFunction>,
    args: LuaMultiValue,
    budget: Option<Duration>,
    /// Whether one of those before ran too long.
    overran: bool,
}

/// The function `wezterm.emit`: in Lua, so that a handler may suspend.
pub(crate) fn emit_function(lua: &Lua) -> mlua::Result<LuaFunction> {
    let handlers_of = lua.create_function(|lua, event: String| {
        let state = super::RuntimeState::of(lua)?;
        state.touch_outside();
        lua.create_sequence_from(state.handlers_of(&event))
    })?;
    own_chunk!(lua, "emit").call(handlers_of)
}

impl LuaRuntime {
    /// Whether anything is registered for `event`. Costs one hash lookup.
    #[must_use]
    pub fn has_handlers(&self, event: &str) -> bool {
        self.state.handlers.borrow().contains_key(event)
    }

    /// Calls the first handler of `event` and waits for its result, for at most
    /// the budget of the context. `None` when there is no handler.
    ///
    /// # Errors
    /// When the handler raises, overruns its budget, or returns what is no `R`.
    /// The error names the event, the file and the line, and is noted for
    /// [`RuntimeState::take_errors`](super::RuntimeState::take_errors).
    pub fn call_sync<A, R>(&self, event: &str, args: A) -> Result<Option<R>, EventError>
    where
        A: IntoLuaMulti,
        R: FromLuaMulti,
    {
        self.call_sync_within(event, args, self.sync_budget.get())
    }

    /// As [`call_sync`](Self::call_sync) with a budget of its own.
    ///
    /// # Errors
    /// As [`call_sync`](Self::call_sync).
    pub fn call_sync_within<A, R>(
        &self,
        event: &str,
        args: A,
        budget: Duration,
    ) -> Result<Option<R>, EventError>
    where
        A: IntoLuaMulti,
        R: FromLuaMulti,
    {
        let handler = match self.state.handlers.borrow().get(event) {
            Some(handlers) => handlers.first().cloned(),
            None => None,
        };
        let Some(handler) = handler else {
            return Ok(None);
        };
        self.call_function(event, &handler, args, budget).map(Some)
    }

    /// Calls `function` at once, in the phase of a synchronous event, for at
    /// most `budget`; `event` names it in messages.
    ///
    /// # Errors
    /// As [`call_sync`](Self::call_sync).
    pub fn call_function<A, R>(
        &self,
        event: &str,
        function: &LuaFunction,
        args: A,
        budget: Duration,
    ) -> Result<R, EventError>
    where
        A: IntoLuaMulti,
        R: FromLuaMulti,
    {
        self.state.entered();
        let before = self.state.set_phase(Phase::Sync);
        let account = self.account(event);
        let guard = self.watchdog.as_ref().map(|w| w.guard(&self.lua, budget));
        let result = self.capped(|| function.call::<R>(args));
        drop(guard);
        drop(account);
        self.state.set_phase(before);
        result.map_err(|error| {
            let fault = LuaFault::new(&error).or_in(function);
            self.state.report_fault(event, fault)
        })
    }

    /// Runs the handlers of `event` one after the other, each as a coroutine;
    /// one that returns false ends it.
    pub fn emit_async<A: IntoLuaMulti>(&self, event: &str, args: A) {
        self.emit_then(event, args, |_, _| ());
    }

    /// As [`emit_async`](Self::emit_async); `done` is told true when no handler
    /// returned false (also when there is none), false otherwise, or the error.
    pub fn emit_then<A: IntoLuaMulti>(
        &self,
        event: &str,
        args: A,
        done: impl FnOnce(&Self, Result<bool, EventError>) + 'static,
    ) {
        self.emit_within(event, args, None, |runtime, result, _| {
            done(runtime, result);
        });
    }

    /// As [`emit_then`](Self::emit_then) with a budget for each handler, the
    /// context's when `None`. `done` is also told whether one overran it.
    pub fn emit_within<A: IntoLuaMulti>(
        &self,
        event: &str,
        args: A,
        budget: Option<Duration>,
        done: impl FnOnce(&Self, Result<bool, EventError>, bool) + 'static,
    ) {
        if !self.has_handlers(event) {
            done(self, Ok(true), false);
            return;
        }
        match args.into_lua_multi(&self.lua) {
            Ok(args) => {
                let turn = Turn {
                    event: event.to_owned(),
                    handlers: self.state.handlers_of(event).into(),
                    args,
                    budget,
                    overran: false,
                };
                self.run_in_turn(turn, Box::new(done));
            }
            Err(error) => {
                let error = self.state.report(event, &error);
                done(self, Err(error), false);
            }
        }
    }

    /// Runs the first of the handlers as a coroutine, with a budget of its own,
    /// and the others when it has ended, unless it returned false. One that
    /// fails is reported, and the others run all the same.
    fn run_in_turn(&self, mut turn: Turn, done: Told) {
        let Some(handler) = turn.handlers.pop_front() else {
            done(self, Ok(true), turn.overran);
            return;
        };
        let (event, args, budget) = (turn.event.clone(), turn.args.clone(), turn.budget);
        // Told also if it cannot even begin.
        let told = Rc::new(Cell::new(Some(done)));
        let rest = Rc::clone(&told);
        let after = move |runtime: &Self, outcome: TaskOutcome| {
            let Some(done) = rest.take() else { return };
            turn.overran |= matches!(&outcome, Err(error) if error.fault.is_overrun());
            match outcome {
                Ok(values) if matches!(values.front(), Some(LuaValue::Boolean(false))) => {
                    done(runtime, Ok(false), turn.overran);
                }
                Err(error) if turn.handlers.is_empty() => {
                    done(runtime, Err(error), turn.overran);
                }
                _ => runtime.run_in_turn(turn, done),
            }
        };
        if let Err(error) = self.spawn_within(&event, &handler, args, budget, Box::new(after)) {
            let error = self.state.report(&event, &error);
            if let Some(done) = told.take() {
                done(self, Err(error), false);
            }
        }
    }
}
