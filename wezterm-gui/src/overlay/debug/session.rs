//! What was said at the Lua prompt; it outlives the overlay.

use super::Page;
use crate::bounded::cut;
use crate::overlay::editor::History;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// Entries kept; older ones give way.
const MAX_ENTRIES: usize = 2000;

/// Bytes kept of one entry.
const MAX_ENTRY: usize = 64 << 10;

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker {
    /// This program: the greeting.
    Program,
    /// The line that was typed.
    User,
    /// A result, or what `print` was given.
    Lua,
    /// An error.
    Error,
}

/// An entry.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) by: Speaker,
    pub(super) text: String,
}

/// A conversation with Lua.
#[derive(Debug, Default)]
pub(crate) struct Session {
    pub(super) page: Page,
    pub(super) history: History,
    said: VecDeque<Said>,
}

/// The overlay reads it; what runs in Lua writes to it.
pub(crate) type SharedSession = Rc<RefCell<Session>>;

impl Session {
    /// A conversation that begins with a greeting.
    pub(crate) fn shared(greeting: &str) -> SharedSession {
        let mut session = Self::default();
        session.say(Speaker::Program, greeting);
        Rc::new(RefCell::new(session))
    }

    /// Keeps what was said.
    pub(crate) fn say(&mut self, by: Speaker, text: &str) {
        if self.said.len() == MAX_ENTRIES {
            self.said.pop_front();
        }
        let start = cut(text, MAX_ENTRY);
        let mut kept = start.trim_end_matches('\n').to_owned();
        if start.len() < text.len() {
            kept.push_str("\n… (cut off)");
        }
        self.said.push_back(Said { by, text: kept });
    }

    /// Forgets what was said.
    pub(super) fn clear(&mut self) {
        self.said.clear();
    }

    pub(super) fn lines(&self) -> impl DoubleEndedIterator<Item = &Said> {
        self.said.iter()
    }
}

#[cfg(test)]
impl Session {
    /// All that was said.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.said.iter().map(|said| said.text.as_str())
    }
}
