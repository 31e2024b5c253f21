//! What went wrong in Lua, in words for the user.

use crate::runtime::watchdog::OVERRUN;
use std::fmt;

/// A Lua error, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LuaFault {
    /// One or a few lines, beginning with `file:line:` where Lua knows it.
    pub message: String,
    /// The stack, innermost first; empty where there is none.
    pub traceback: String,
}

impl LuaFault {
    /// Takes `error` apart.
    #[must_use]
    pub fn new(error: &mlua::Error) -> Self {
        let mut traceback = String::new();
        let mut cause = error;
        loop {
            match cause {
                mlua::Error::CallbackError {
                    traceback: own,
                    cause: inner,
                } => {
                    // The innermost stack is the one that shows the place.
                    traceback.clone_from(own);
                    cause = inner;
                }
                mlua::Error::WithContext { cause: inner, .. } => cause = inner,
                _ => break,
            }
        }
        let text = match cause {
            mlua::Error::RuntimeError(text) | mlua::Error::SyntaxError { message: text, .. } => {
                text.clone()
            }
            other => other.to_string(),
        };
        let mut message = text.as_str();
        if let Some((head, stack)) = text.split_once("\nstack traceback:\n") {
            message = head;
            if traceback.is_empty() {
                traceback = stack.to_owned();
            }
        }
        let traceback = traceback
            .trim_start_matches("stack traceback:")
            .trim_matches('\n')
            .to_owned();
        let message = message.trim_end();
        let message = match place_in(&traceback) {
            Some(place) if !begins_with_place(message) => format!("{place}: {message}"),
            _ => message.to_owned(),
        };
        Self { message, traceback }
    }

    /// Whether the watchdog stopped the code.
    #[must_use]
    pub fn is_overrun(&self) -> bool {
        self.message.contains(OVERRUN)
    }
}

impl fmt::Display for LuaFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// `file:line` of the innermost Lua function of a stack.
fn place_in(traceback: &str) -> Option<&str> {
    traceback.lines().find_map(|line| {
        let line = line.trim_start();
        let end = line
            .find(": in ")
            .or_else(|| line.strip_suffix(':').map(str::len))?;
        let place = &line[..end];
        let (file, number) = place.rsplit_once(':')?;
        // `[C]` and this crate's own helpers, `(name)`, are no place of the user's.
        let own = file.starts_with("[C]") || file.starts_with('(');
        (!own && number.parse::<u32>().is_ok()).then_some(place)
    })
}

fn begins_with_place(message: &str) -> bool {
    let first = message.lines().next().unwrap_or_default();
    let mut parts = first.splitn(3, ':').skip(1);
    parts
        .next()
        .is_some_and(|number| number.parse::<u32>().is_ok())
        && parts.next().is_some()
}

/// A handler failed. Kept once per distinct text until the application takes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{event}: {fault}")]
pub struct EventError {
    /// The event, or what else was called: `timer`, `callback`.
    pub event: String,
    /// What went wrong, with file and line.
    pub fault: LuaFault,
}

impl EventError {
    /// Takes the error of an event apart.
    pub(super) fn new(event: &str, error: &mlua::Error) -> Self {
        Self {
            event: event.to_owned(),
            fault: LuaFault::new(error),
        }
    }
}
