//! `io.popen` and `os.execute`, which wait for a program without holding up the
//! windows: in a handler they suspend its coroutine, elsewhere they block for
//! what is left of the time budget and then end the program.
//!
//! `popen.lua` has what a file handle does (Lua 5.4 manual, §6.8).

use super::PlainValue;
use super::registrar::Registrar;
use crate::runtime::{Elsewhere, JobResult, Wait, blocking_function};
use mlua::prelude::*;
use rustix::process::{Pid, Signal, kill_process_group};
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes taken from a program in one go.
const PART: u64 = 1 << 20;

/// A program whose output is read.
struct Program {
    group: Option<Pid>,
    output: Mutex<Option<ChildStdout>>,
    child: Mutex<Option<Child>>,
}

impl Program {
    fn start(command: &LuaString, output: Stdio) -> std::io::Result<Self> {
        use std::os::unix::ffi::OsStrExt;
        let bytes = command.as_bytes();
        let mut child = Command::new("/bin/sh")
            .arg("-c")
            .arg(std::ffi::OsStr::from_bytes(&bytes))
            .stdin(Stdio::null())
            .stdout(output)
            .process_group(0)
            .spawn()?;
        Ok(Self {
            group: i32::try_from(child.id()).ok().and_then(Pid::from_raw),
            output: Mutex::new(child.stdout.take()),
            child: Mutex::new(Some(child)),
        })
    }

    /// What there is, waiting for a first byte; all there will be with
    /// `to_end`, up to [`PART`]. Nothing at the end.
    fn next_part(&self, to_end: bool) -> JobResult {
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        let mut part = Vec::new();
        if let Some(output) = &mut *output {
            let read = if to_end {
                output.take(PART).read_to_end(&mut part)
            } else {
                part.resize(1 << 16, 0);
                output
                    .read(&mut part)
                    .inspect(|count| part.truncate(*count))
            };
            read.map_err(|error| format!("cannot read what the program prints: {error}"))?;
        }
        Ok(vec![PlainValue::Text(part)])
    }

    /// Waits for the end, without reading any more.
    fn finish(&self) -> JobResult {
        drop(
            self.output
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let child = self
            .child
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(mut child) = child else {
            return Err("attempt to use a closed file".to_owned());
        };
        let status = child.wait();
        status
            .map(ended)
            .map_err(|error| format!("cannot wait for the program: {error}"))
    }

    fn stop(&self) {
        if let Some(group) = self.group {
            // It may have ended by itself in the meantime.
            let _ = kill_process_group(group, Signal::TERM);
        }
    }
}

impl Drop for Program {
    /// Nobody reads any more: a thread takes the exit status.
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap_or_else(PoisonError::into_inner);
        let Some(mut child) = child.take() else {
            return;
        };
        let reaper = std::thread::Builder::new()
            .name("child-reaper".to_owned())
            .stack_size(64 * 1024);
        if let Err(error) = reaper.spawn(move || drop(child.wait())) {
            log::warn!("cannot wait for a program of io.popen: {error}");
        }
    }
}

/// What `os.execute` and `file:close` return.
fn ended(status: ExitStatus) -> Vec<PlainValue> {
    let (kind, code) = match (status.code(), status.signal()) {
        (Some(code), _) => ("exit", code),
        (None, signal) => ("signal", signal.unwrap_or_default()),
    };
    let success = match status.success() {
        true => PlainValue::Bool(true),
        false => PlainValue::Nil,
    };
    vec![
        success,
        PlainValue::from(kind),
        PlainValue::Int(code.into()),
    ]
}

/// A program as Lua holds it.
struct Handle(Arc<Program>);

impl LuaUserData for Handle {}

type Held = LuaUserDataRef<Handle>;

fn wait_for(
    program: &Arc<Program>,
    work: impl FnOnce(&Program) -> JobResult + Send + 'static,
) -> Wait {
    let (working, stopping) = (Arc::clone(program), Arc::clone(program));
    Wait::Stoppable(
        Box::new(move || work(&working)),
        Box::new(move || stopping.stop()),
    )
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    let lua = module.lua;
    let start = lua.create_function(|lua, (command, shown): (LuaString, bool)| {
        crate::runtime::RuntimeState::of(lua)?.touch_outside();
        let output = if shown {
            Stdio::inherit()
        } else {
            Stdio::piped()
        };
        Ok(match Program::start(&command, output) {
            Ok(program) => (Some(Handle(Arc::new(program))), None),
            Err(error) => (None, Some(format!("cannot run /bin/sh: {error}"))),
        })
    })?;
    let block = Elsewhere::Block;
    let next_part = blocking_function(lua, "io.popen", block, |_, args: (Held, bool)| {
        let (handle, to_end) = args;
        Ok(wait_for(&handle.0, move |program| {
            program.next_part(to_end)
        }))
    })?;
    let finish = blocking_function(lua, "waiting for a program", block, |_, handle: Held| {
        Ok(wait_for(&handle.0, Program::finish))
    })?;
    own_chunk!(lua, "popen").call::<()>((start, next_part, finish))
}
