//! Functions that wait for something outside: how they block, suspend or refuse.

use super::{Phase, RuntimeState, Wake};
use crate::lua::PlainValue;
use mlua::prelude::*;
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// What a blocking function returns to Lua, or the text of the error it raises.
pub type JobResult = Result<Vec<PlainValue>, String>;

/// Work for a thread of its own.
pub type Job = Box<dyn FnOnce() -> JobResult + Send>;

/// What a blocking function waits for.
pub enum Wait {
    /// Work that is done on another thread.
    Job(Job),
    /// Some time; no thread is needed.
    Sleep(std::time::Duration),
}

/// The jobs under way.
pub(super) struct Jobs {
    wake: Wake,
    next: Cell<u64>,
    sender: Sender<(u64, JobResult)>,
    receiver: Receiver<(u64, JobResult)>,
    /// Timers of `sleep_ms`, as (id, when).
    sleeps: std::cell::RefCell<HashMap<u64, std::time::Instant>>,
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
        }
    }

    /// Begins to wait and returns the number of the job.
    fn start(&self, wait: Wait) -> mlua::Result<u64> {
        let id = self.next.get();
        self.next.set(id + 1);
        match wait {
            Wait::Sleep(time) => {
                // An absurd time is a year: Instant must not overflow.
                let time = time.min(std::time::Duration::from_secs(31_536_000));
                let until = std::time::Instant::now() + time;
                self.sleeps.borrow_mut().insert(id, until);
            }
            Wait::Job(job) => {
                let sender = self.sender.clone();
                let wake = Arc::clone(&self.wake);
                std::thread::Builder::new()
                    .name("lua-job".to_owned())
                    .spawn(move || {
                        // Fails only when the VM is gone, and then nobody waits.
                        let _ = sender.send((id, job()));
                        wake();
                    })
                    .map_err(|error| {
                        LuaError::runtime(format!("cannot start a thread: {error}"))
                    })?;
            }
        }
        Ok(id)
    }

    /// The jobs that are finished.
    pub(super) fn finished(&self, now: std::time::Instant) -> Vec<(u64, JobResult)> {
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
    pub(super) fn next_deadline(&self) -> Option<std::time::Instant> {
        self.sleeps.borrow().values().min().copied()
    }
}

const SUSPENDABLE: &str = r#"
local start, mark, yield, isyieldable = ...
local function unwrap(ok, ...)
  if ok then
    return ...
  end
  error((...), 3)
end
local function finish(done, ...)
  if done then
    return ...
  end
  return unwrap(yield(mark, (...)))
end
return function(...)
  return finish(start(isyieldable(), ...))
end
"#;

/// A Lua function `name` that waits for what `prepare` makes of its arguments.
/// While the config is loaded it blocks; in a handler it suspends the
/// handler's coroutine; in a synchronous event it raises an error.
///
/// # Errors
/// When Lua is out of memory.
pub fn blocking_function<A: FromLuaMulti>(
    lua: &Lua,
    name: &'static str,
    prepare: impl Fn(&Lua, A) -> mlua::Result<Wait> + 'static,
) -> mlua::Result<LuaFunction> {
    let start = lua.create_function(move |lua, mut args: LuaMultiValue| {
        let state = RuntimeState::of(lua)?;
        state.touch_outside();
        let yieldable = matches!(args.pop_front(), Some(LuaValue::Boolean(true)));
        let wait = prepare(lua, A::from_lua_args(args, 1, Some(name), lua)?)?;
        match state.phase() {
            Phase::Loading | Phase::Idle => {
                let result = match wait {
                    Wait::Job(job) => job(),
                    Wait::Sleep(time) => {
                        std::thread::sleep(time);
                        Ok(Vec::new())
                    }
                };
                let mut values = LuaMultiValue::new();
                values.push_back(LuaValue::Boolean(true));
                for value in result.map_err(LuaError::runtime)? {
                    values.push_back(value.into_lua(lua)?);
                }
                Ok(values)
            }
            Phase::Sync => Err(LuaError::runtime(format!(
                "{name} waits, and this event must answer at once: call it in another event \
                 such as update-status and keep the result in a variable"
            ))),
            Phase::Task => {
                let own = state.tasks.borrow().is_running(&lua.current_thread());
                if !yieldable || !own {
                    return Err(LuaError::runtime(format!(
                        "{name} waits, and cannot do so here: call it in the handler itself, not \
                         in a coroutine, a metamethod, a sort function or a file being required"
                    )));
                }
                let id = state.jobs.start(wait)?;
                (false, id).into_lua_multi(lua)
            }
        }
    })?;
    let coroutine: LuaTable = lua.globals().get("coroutine")?;
    let (r#yield, isyieldable): (LuaFunction, LuaFunction) =
        (coroutine.get("yield")?, coroutine.get("isyieldable")?);
    lua.load(SUSPENDABLE).set_name(format!("=({name})")).call((
        start,
        super::tasks::mark(),
        r#yield,
        isyieldable,
    ))
}
