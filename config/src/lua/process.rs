//! Processes: running them, waiting, and opening files with them.

use super::PlainValue;
use super::registrar::Registrar;
use crate::runtime::{JobResult, Wait};
use mlua::prelude::*;
use std::process::{Command, Stdio};
use std::time::Duration;

fn command(args: &[String]) -> Result<Command, String> {
    let Some((program, rest)) = args.split_first() else {
        return Err("a command needs at least the program's name".to_owned());
    };
    let mut command = Command::new(program);
    command.args(rest).stdin(Stdio::null());
    Ok(command)
}

fn run(args: &[String]) -> JobResult {
    let output = command(args)?
        .output()
        .map_err(|error| format!("cannot run {:?}: {error}", args[0]))?;
    Ok(vec![
        PlainValue::Bool(output.status.success()),
        PlainValue::Text(output.stdout),
        PlainValue::Text(output.stderr),
    ])
}

/// Starts `command` and leaves it alone; a thread takes its exit status, so
/// that no zombie stays.
fn launch(mut command: Command, name: &str) -> mlua::Result<()> {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| LuaError::runtime(format!("cannot run {name:?}: {error}")))?;
    std::thread::Builder::new()
        .name("child-reaper".to_owned())
        .stack_size(64 * 1024)
        .spawn(move || {
            let _ = child.wait();
        })
        .map(drop)
        .map_err(LuaError::external)
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    module.blocking("run_child_process", |_, args: Vec<String>| {
        Ok(Wait::Job(Box::new(move || run(&args))))
    })?;
    module.blocking("sleep_ms", |_, milliseconds: f64| {
        Duration::try_from_secs_f64(milliseconds / 1000.0)
            .map(Wait::Sleep)
            .map_err(|_| LuaError::runtime(format!("{milliseconds} is no time to sleep")))
    })?;
    module.outside("background_child_process", |_, _, args: Vec<String>| {
        launch(command(&args).map_err(LuaError::runtime)?, &args[0])
    })?;
    module.outside(
        "open_with",
        |_, _, (what, with): (String, Option<String>)| {
            let program = with.as_deref().unwrap_or("xdg-open");
            let mut command = Command::new(program);
            command.arg(&what).stdin(Stdio::null());
            launch(command, program)
        },
    )
}
