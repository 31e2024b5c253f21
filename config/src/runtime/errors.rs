//! What went wrong in Lua, in words for the user.

use crate::runtime::memory::TOO_MUCH;
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
            mlua::Error::MemoryError(_) => {
                format!("{TOO_MUCH}; does a loop add to a table without end?")
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
        let message = without_own_place(message.trim_end());
        let message = match place_in(&traceback) {
            Some(place) if !begins_with_place(message) => format!("{place}: {message}"),
            _ => message.to_owned(),
        };
        Self { message, traceback }
    }

    /// Names the place where `function` is defined, if no better one is known:
    /// a function that ends by calling another leaves no trace of itself.
    #[must_use]
    pub(super) fn or_in(mut self, function: &mlua::Function) -> Self {
        let info = function.info();
        if let (false, Some(source), Some(line)) = (
            begins_with_place(&self.message),
            info.short_src,
            info.line_defined,
        ) {
            self.message = format!("{source}:{line}: {}", self.message);
        }
        self
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

/// The message without a leading place in one of this crate's helpers.
fn without_own_place(message: &str) -> &str {
    let place = failing_place(message);
    match place.starts_with('(') && place.len() < message.len() {
        true => message[place.len()..].trim_start_matches([':', ' ']),
        false => message,
    }
}

fn begins_with_place(message: &str) -> bool {
    failing_place(message).len() < message.lines().next().unwrap_or_default().len()
}

/// What tells one failing place from another, whatever the message goes on to
/// say: `file:line` where the message begins with one, else its first line.
#[must_use]
pub fn failing_place(message: &str) -> &str {
    let line = message.lines().next().unwrap_or_default();
    for (colon, _) in line.match_indices(':') {
        let digits = line[colon + 1..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        let end = colon + 1 + digits;
        if digits > 0 && line[end..].starts_with(':') {
            return &line[..end];
        }
    }
    line
}

/// A handler failed. Kept once for each failing place until the application takes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{event}: {fault}")]
pub struct EventError {
    /// The event, or what else was called: `timer`, `callback`.
    pub event: String,
    /// What went wrong, with file and line.
    pub fault: LuaFault,
}
