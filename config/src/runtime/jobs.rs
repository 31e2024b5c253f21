//! Functions that wait for something outside: how they block, suspend or refuse.

use super::watchdog::OVERRUN;
use super::{Phase, RuntimeState, Wake};
use crate::lua::PlainValue;
use mlua::prelude::*;
use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// What a blocking function returns to Lua, or the text of the error it raises.
pub type JobResult = Result<Vec<PlainValue>, String>;

/// Work for a thread of its own.
pub type Job = Box<dyn FnOnce() -> JobResult + Send>;

/// What a blocking function waits for.
pub enum Wait {
    /// Work that is done on another thread.
    Job(Job),
    /// Such work, and what ends it early when nobody waits any more.
    Stoppable(Job, Box<dyn FnOnce()>),
    /// Some time; no thread is needed.
    Sleep(Duration),
    /// Nothing: it is there.
    Done(JobResult),
    /// What somebody on this thread tells later, which they are asked for here.
    Told(Box<dyn FnOnce(Tell) -> mlua::Result<()>>),
}

/// Ends a [`Wait::Told`].
pub type Tell = Box<dyn FnOnce(JobResult)>;

/// What a function that waits does where the coroutine that calls it can not
/// be suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// Raises an error that says what to do instead.
    Refuse,
    /// Blocks for what is left of the caller's budget, as Lua's own does.
    Block,
    /// Returns nothing.
    Nothing,
}

/// The time of the running Lua code.
struct Deadline {
    /// When it is used up.
    at: Box<dyn Fn() -> Option<Instant>>,
    /// Ends that code: it is.
    expire: Box<dyn Fn()>,
}

/// The jobs under way.
pub(super) struct Jobs {
    wake: Wake,
    next: Cell<u64>,
    sender: Sender<(u64, JobResult)>,
    receiver: Receiver<(u64, JobResult)>,
    /// Timers of `sleep_ms`, as (id, when).
    sleeps: std::cell::RefCell<HashMap<u64, Instant>>,
    deadline: OnceCell<Deadline>,
}

impl Jobs {
    pub(super) fn new(wake: Wake) -> Self {
        let (sender, receiver) = channel();
        Self {
            wake,
            next: Cell::new(1),
            sender,
            receiver,
            sleeps: std::cell::RefCell::default(),
            deadline: OnceCell::new(),
        }
    }

    /// Lets waits that block end at the deadline of the code that waits, and
    /// that code with them.
    pub(super) fn end_at(
        &self,
        deadline: impl Fn() -> Option<Instant> + 'static,
        expire: impl Fn() + 'static,
    ) {
        let _ = self.deadline.set(Deadline {
            at: Box::new(deadline),
            expire: Box::new(expire),
        });
    }

    /// Waits here, to the deadline at most.
    fn block(&self, name: &str, wait: Wait) -> JobResult {
        let left = self.deadline.get().and_then(|deadline| (deadline.at)());
        let left = left.map(|at| at.saturating_duration_since(Instant::now()));
        let overrun = || {
            if let Some(deadline) = self.deadline.get() {
                (deadline.expire)();
            }
            Err(format!("{name}: {OVERRUN}"))
        };
        match (wait, left) {
            (Wait::Sleep(time), Some(left)) if time > left => {
                std::thread::sleep(left);
                overrun()
            }
            (Wait::Sleep(time), _) => {
                std::thread::sleep(time);
                Ok(Vec::new())
            }
            (Wait::Done(result), _) => result,
            // Who would tell runs on this thread.
            (Wait::Told(_), _) => Err(format!(
                "{name} waits, and nothing here can wait: call it in an event handler"
            )),
            (Wait::Job(job) | Wait::Stoppable(job, _), None) => job(),
            (Wait::Job(job), Some(left)) => block_on(job, left).unwrap_or_else(overrun),
            (Wait::Stoppable(job, stop), Some(left)) => block_on(job, left).unwrap_or_else(|| {
                stop();
                overrun()
            }),
        }
    }

    /// Begins to wait and returns the number of the job.
    fn start(&self, wait: Wait) -> mlua::Result<u64> {
        let id = self.next.get();
        self.next.set(id + 1);
        match wait {
            Wait::Sleep(time) => {
                // An absurd time is a year: Instant must not overflow.
                let time = time.min(Duration::from_secs(31_536_000));
                let until = Instant::now() + time;
                self.sleeps.borrow_mut().insert(id, until);
            }
            // It never comes here: the caller goes on at once.
            Wait::Done(result) => drop(self.sender.send((id, result))),
            Wait::Told(ask) => {
                let (sender, wake) = (self.sender.clone(), Arc::clone(&self.wake));
                ask(Box::new(move |result| {
                    let _ = sender.send((id, result));
                    wake();
                }))?;
            }
            Wait::Job(job) | Wait::Stoppable(job, _) => {
                let sender = self.sender.clone();
                let wake = Arc::clone(&self.wake);
                let work = move || {
                    // Fails only when the VM is gone, and then nobody waits.
                    let _ = sender.send((id, job()));
                    wake();
                };
                spawn_job(work).map_err(LuaError::runtime)?;
            }
        }
        Ok(id)
    }

    /// The jobs that are finished.
    pub(super) fn finished(&self, now: Instant) -> Vec<(u64, JobResult)> {
        let mut done: Vec<_> = self.receiver.try_iter().collect();
        self.sleeps.borrow_mut().retain(|id, until| {
            let over = *until <= now;
            if over {
                done.push((*id, Ok(Vec::new())));
            }
            !over
        });
        done.sort_by_key(|(id, _)| *id);
        done
    }

    /// When the first sleep ends.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.sleeps.borrow().values().min().copied()
    }
}

/// The result of `job`, unless it takes longer than `left`.
fn block_on(job: Job, left: Duration) -> Option<JobResult> {
    let (sender, receiver) = channel();
    if let Err(error) = spawn_job(move || drop(sender.send(job()))) {
        return Some(Err(error));
    }
    match receiver.recv_timeout(left) {
        Ok(result) => Some(result),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => Some(Err("its thread has died".to_owned())),
    }
}

fn spawn_job(work: impl FnOnce() + Send + 'static) -> Result<(), String> {
    std::thread::Builder::new()
        .name("lua-job".to_owned())
        .spawn(work)
        .map(drop)
        .map_err(|error| format!("cannot start a thread: {error}"))
}

/// A Lua function `name` that waits for what `prepare` makes of its arguments.
/// While the config is loaded it blocks; in a handler it suspends the
/// handler's coroutine; elsewhere, as in a synchronous event, it does as told.
///
/// # Errors
/// When Lua is out of memory.
pub fn blocking_function<A: FromLuaMulti>(
    lua: &Lua,
    name: &'static str,
    elsewhere: Elsewhere,
    prepare: impl Fn(&Lua, A) -> mlua::Result<Wait> + 'static,
) -> mlua::Result<LuaFunction> {
    let start = lua.create_function(move |lua, mut args: LuaMultiValue| {
        let state = RuntimeState::of(lua)?;
        state.touch_outside();
        let yieldable = matches!(args.pop_front(), Some(LuaValue::Boolean(true)));
        let wait = prepare(lua, A::from_lua_args(args, 1, Some(name), lua)?)?;
        let waits = !matches!(wait, Wait::Done(_));
        let suspends = waits
            && state.phase() == Phase::Task
            && yieldable
            && state.tasks.borrow().is_running(&lua.current_thread());
        if suspends {
            let id = state.jobs.start(wait)?;
            return (false, id).into_lua_multi(lua);
        }
        match elsewhere {
            Elsewhere::Refuse if waits => refuse(name, state.phase())?,
            Elsewhere::Nothing if waits => return true.into_lua_multi(lua),
            _ => {}
        }
        let mut values = LuaMultiValue::new();
        values.push_back(LuaValue::Boolean(true));
        for value in state.jobs.block(name, wait).map_err(LuaError::runtime)? {
            values.push_back(value.into_lua(lua)?);
        }
        Ok(values)
    })?;
    let coroutine: LuaTable = lua.globals().get("coroutine")?;
    let (r#yield, isyieldable): (LuaFunction, LuaFunction) =
        (coroutine.get("yield")?, coroutine.get("isyieldable")?);
    let mark = super::tasks::mark();
    own_chunk!(lua, "suspendable").call((start, mark, r#yield, isyieldable))
}

/// The error of a function that can not wait in this phase.
fn refuse(name: &str, phase: Phase) -> mlua::Result<()> {
    let instead = match phase {
        Phase::Loading | Phase::Idle => return Ok(()),
        Phase::Sync => {
            "and this event must answer at once: call it in another event such as \
             update-status and keep the result in a variable"
        }
        Phase::Task => {
            "and cannot do so here: call it in the handler itself, not in a coroutine, a \
             metamethod, a sort function or a file being required"
        }
    };
    Err(LuaError::runtime(format!("{name} waits, {instead}")))
}
