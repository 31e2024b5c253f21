//! Coroutines of handlers, callbacks and timers, and what resumes them.

use super::jobs::JobResult;
use super::{EventError, LuaFault, LuaRuntime, Phase};
use mlua::prelude::*;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How a coroutine ended: what it returned, or its error (already noted).
pub type TaskOutcome = Result<LuaMultiValue, EventError>;

/// Told how a coroutine ended.
pub type Done = Box<dyn FnOnce(&LuaRuntime, TaskOutcome)>;

/// A coroutine and what it waits for.
struct Task {
    /// The event's name, for messages.
    event: String,
    function: LuaFunction,
    thread: LuaThread,
    done: Option<Done>,
    /// How long it may run before it suspends or returns; the context's when
    /// `None`.
    budget: Option<Duration>,
    /// Its failure is told to `done` alone.
    watched: bool,
}

/// What is to be done with a task.
enum Step {
    Start(Task, LuaMultiValue),
    Continue(Task, JobResult),
}

struct Timer {
    at: Instant,
    callback: LuaFunction,
}

/// The tasks of a VM.
#[derive(Default)]
pub(super) struct Tasks {
    ready: VecDeque<Step>,
    waiting: Vec<(u64, Task)>,
    timers: Vec<Timer>,
    /// Threads being resumed, innermost last.
    running: Vec<LuaThread>,
}

impl Tasks {
    pub(super) fn is_running(&self, thread: &LuaThread) -> bool {
        self.running.last() == Some(thread)
    }
}

/// What [`LuaRuntime::poll`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PollReport {
    /// Coroutine slices that ran.
    pub ran: usize,
    /// When to poll again if nothing wakes the loop before.
    pub next: Option<Instant>,
}

/// What a suspending function yields first, so that a `coroutine.yield` of the
/// user's own is told apart.
pub(super) fn mark() -> LuaLightUserData {
    static MARK: u8 = 0;
    LuaLightUserData(std::ptr::from_ref(&MARK).cast_mut().cast())
}

impl LuaRuntime {
    /// Runs `function` as a coroutine, beginning with the next
    /// [`poll`](Self::poll). `event` names it in messages; `done` is told how
    /// it ended.
    ///
    /// # Errors
    /// When the arguments cannot be turned into Lua values.
    pub fn spawn<A: IntoLuaMulti>(
        &self,
        event: &str,
        function: &LuaFunction,
        args: A,
        done: Option<Done>,
    ) -> mlua::Result<()> {
        self.spawn_task(event, function, args, done, None, false)
    }

    /// As [`spawn`](Self::spawn) with a budget of its own, for what nobody has
    /// asked for and the window waits for.
    pub(super) fn spawn_within<A: IntoLuaMulti>(
        &self,
        event: &str,
        function: &LuaFunction,
        args: A,
        budget: Option<Duration>,
        done: Done,
    ) -> mlua::Result<()> {
        self.spawn_task(event, function, args, Some(done), budget, false)
    }

    /// As [`spawn`](Self::spawn) with a budget of its own, for what the user
    /// watches: a failure is told to `done` and to nobody else.
    ///
    /// # Errors
    /// As [`spawn`](Self::spawn).
    pub fn spawn_watched<A: IntoLuaMulti>(
        &self,
        event: &str,
        function: &LuaFunction,
        args: A,
        budget: Duration,
        done: Done,
    ) -> mlua::Result<()> {
        self.spawn_task(event, function, args, Some(done), Some(budget), true)
    }

    fn spawn_task<A: IntoLuaMulti>(
        &self,
        event: &str,
        function: &LuaFunction,
        args: A,
        done: Option<Done>,
        budget: Option<Duration>,
        watched: bool,
    ) -> mlua::Result<()> {
        let task = Task {
            event: event.to_owned(),
            function: function.clone(),
            thread: self.lua.create_thread(function.clone())?,
            done,
            budget,
            watched,
        };
        let args = args.into_lua_multi(&self.lua)?;
        let mut tasks = self.state.tasks.borrow_mut();
        tasks.ready.push_back(Step::Start(task, args));
        drop(tasks);
        (self.state.context().wake)();
        Ok(())
    }

    /// Runs what can run: due timers, coroutines whose wait is over and new
    /// ones. Each runs until it suspends or ends, or its budget is used up.
    pub fn poll(&self, now: Instant) -> PollReport {
        self.fire_timers(now);
        for (id, result) in self.state.jobs.finished(now) {
            let mut tasks = self.state.tasks.borrow_mut();
            if let Some(index) = tasks.waiting.iter().position(|(job, _)| *job == id) {
                let (_, task) = tasks.waiting.swap_remove(index);
                tasks.ready.push_back(Step::Continue(task, result));
            }
        }
        // Only what is ready now: a handler that emits itself must not keep
        // the loop here.
        let count = self.state.tasks.borrow().ready.len();
        let mut ran = 0;
        for _ in 0..count {
            let Some(step) = self.state.tasks.borrow_mut().ready.pop_front() else {
                break;
            };
            self.step(step);
            ran += 1;
        }
        let tasks = self.state.tasks.borrow();
        let mut next = self.state.jobs.next_deadline();
        next = next
            .into_iter()
            .chain(tasks.timers.iter().map(|t| t.at))
            .min();
        if !tasks.ready.is_empty() {
            next = Some(now);
        }
        PollReport { ran, next }
    }

    fn fire_timers(&self, now: Instant) {
        let mut tasks = self.state.tasks.borrow_mut();
        let (mut due, rest): (Vec<_>, Vec<_>) =
            tasks.timers.drain(..).partition(|timer| timer.at <= now);
        tasks.timers = rest;
        drop(tasks);
        due.sort_by_key(|timer| timer.at);
        for timer in due {
            if let Err(error) = self.spawn("timer", &timer.callback, (), None) {
                self.state.report("timer", &error);
            }
        }
    }

    fn step(&self, step: Step) {
        let (task, args) = match step {
            Step::Start(task, args) => (task, Ok(args)),
            Step::Continue(task, result) => {
                let args = self.job_values(result);
                (task, args)
            }
        };
        let result = args.and_then(|args| self.resume(&task, args));
        let failed = |error: &LuaError| {
            let fault = LuaFault::new(error).or_in(&task.function);
            if task.watched {
                EventError {
                    event: task.event.clone(),
                    fault,
                }
            } else {
                self.state.report_fault(&task.event, fault)
            }
        };
        let outcome = match result {
            Ok(mut values) if task.thread.is_resumable() => {
                let marked = values.pop_front();
                let job = values.pop_front().and_then(|id| id.as_i64());
                match (marked, job) {
                    (Some(LuaValue::LightUserData(data)), Some(id)) if data == mark() => {
                        let id = id.unsigned_abs();
                        self.state.tasks.borrow_mut().waiting.push((id, task));
                        return;
                    }
                    _ => Err(failed(&LuaError::runtime(
                        "coroutine.yield was called in a handler, outside a coroutine of its own",
                    ))),
                }
            }
            Ok(values) => Ok(values),
            Err(error) => Err(failed(&error)),
        };
        if let Some(done) = task.done {
            done(self, outcome);
        }
    }

    /// What `finish` of a blocking function expects: success, then the values
    /// or the message.
    fn job_values(&self, result: JobResult) -> mlua::Result<LuaMultiValue> {
        match result {
            Ok(values) => {
                let mut out = LuaMultiValue::new();
                out.push_back(LuaValue::Boolean(true));
                for value in values {
                    out.push_back(value.into_lua(&self.lua)?);
                }
                Ok(out)
            }
            Err(message) => (false, message).into_lua_multi(&self.lua),
        }
    }

    fn resume(&self, task: &Task, args: LuaMultiValue) -> mlua::Result<LuaMultiValue> {
        let thread = &task.thread;
        self.state.entered();
        let account = self.account(&task.event);
        self.state.tasks.borrow_mut().running.push(thread.clone());
        let before = self.state.set_phase(Phase::Task);
        let budget = task.budget.unwrap_or(self.state.context().task_budget);
        let guard = self
            .watchdog
            .as_ref()
            .map(|w| w.guard_thread(thread, budget));
        // No frame waits for it, and it may make much garbage.
        self.lua.gc_restart();
        let result = self.capped(|| thread.resume::<LuaMultiValue>(args));
        self.lua.gc_stop();
        drop(guard);
        drop(account);
        self.state.set_phase(before);
        self.state.tasks.borrow_mut().running.pop();
        // A result computed while it ran is older than what it changed.
        self.state.bump_epoch();
        result
    }

    /// Whether coroutines are ready, suspended or timers set.
    #[must_use]
    pub fn has_tasks(&self) -> bool {
        let tasks = self.state.tasks.borrow();
        !(tasks.ready.is_empty() && tasks.waiting.is_empty() && tasks.timers.is_empty())
    }
}

impl super::RuntimeState {
    /// Calls `callback` as a coroutine after `delay`.
    pub(crate) fn add_timer(&self, delay: Duration, callback: LuaFunction) {
        let delay = delay.min(Duration::from_secs(31_536_000 * 10));
        let at = Instant::now() + delay;
        self.tasks.borrow_mut().timers.push(Timer { at, callback });
        (self.context().wake)();
    }
}
