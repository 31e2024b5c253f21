//! What a key means in a window: the leader, the stack of key tables, and the
//! bindings they select.

use config::keys::{KeyAssignment, KeyBindings};
use std::time::{Duration, Instant};
use wezterm_types::{KeyEvent, Modifiers};

/// An entry of the key table stack (`ActivateKeyTable`).
#[derive(Clone, Debug)]
struct ActiveTable {
    name: String,
    expires: Option<Instant>,
    timeout: Option<Duration>,
    one_shot: bool,
    until_unknown: bool,
    prevent_fallback: bool,
}

/// How a table is put onto the stack.
#[derive(Clone, Debug, Default)]
pub(crate) struct TableOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) replace_current: bool,
    pub(crate) one_shot: bool,
    pub(crate) until_unknown: bool,
    pub(crate) prevent_fallback: bool,
}

/// What to do with a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum KeyOutcome {
    /// Carry this out; the program in the pane does not see the key.
    Action(KeyAssignment),
    /// The leader, or a key that a table keeps from the program.
    Swallow,
    /// Not ours: it goes to the program.
    Pass,
}

/// The key state of one window.
#[derive(Debug, Default)]
pub(crate) struct KeyState {
    leader_until: Option<Instant>,
    tables: Vec<ActiveTable>,
}

impl KeyState {
    /// Whether the leader was pressed and its key is awaited.
    pub(crate) fn leader_active(&self, now: Instant) -> bool {
        self.leader_until.is_some_and(|until| until > now)
    }

    /// The key table on top of the stack.
    pub(crate) fn active_table(&self) -> Option<&str> {
        self.tables.last().map(|table| table.name.as_str())
    }

    /// `ActivateKeyTable`.
    pub(crate) fn push_table(&mut self, name: String, options: TableOptions, now: Instant) {
        if options.replace_current {
            self.tables.pop();
        }
        self.tables.push(ActiveTable {
            name,
            expires: options.timeout.map(|timeout| now + timeout),
            timeout: options.timeout,
            one_shot: options.one_shot,
            until_unknown: options.until_unknown,
            prevent_fallback: options.prevent_fallback,
        });
    }

    /// `PopKeyTable`; returns whether there was one.
    pub(crate) fn pop_table(&mut self) -> bool {
        self.tables.pop().is_some()
    }

    /// `ClearKeyTableStack`.
    pub(crate) fn clear_tables(&mut self) {
        self.tables.clear();
    }

    /// When something here ends by itself.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.tables
            .iter()
            .filter_map(|table| table.expires)
            .chain(self.leader_until)
            .min()
    }

    /// Ends what is over; returns whether anything did (Lua may show it).
    pub(crate) fn expire(&mut self, now: Instant) -> bool {
        let tables = self.tables.len();
        self.tables
            .retain(|table| table.expires.is_none_or(|at| at > now));
        let leader_ended = self.leader_until.is_some_and(|until| until <= now);
        if leader_ended {
            self.leader_until = None;
        }
        leader_ended || tables != self.tables.len()
    }

    /// Looks a pressed key up.
    pub(crate) fn press(
        &mut self,
        bindings: &KeyBindings,
        event: &KeyEvent,
        now: Instant,
    ) -> KeyOutcome {
        self.expire(now);
        if event.key.is_modifier() {
            return KeyOutcome::Pass;
        }
        let leader = self.leader_active(now);
        if !leader && let Some(timeout) = bindings.leader(event).map(|leader| leader.timeout) {
            self.leader_until = Some(now + timeout);
            return KeyOutcome::Swallow;
        }
        self.leader_until = None;
        let mut event = event.clone();
        if leader {
            event.modifiers |= Modifiers::LEADER;
        }
        while let Some(table) = self.tables.last_mut() {
            if let Some(action) = bindings.lookup(Some(&table.name), &event) {
                let action = action.clone();
                table.expires = table.timeout.map(|timeout| now + timeout);
                if table.one_shot {
                    self.tables.pop();
                }
                return KeyOutcome::Action(action);
            }
            if table.prevent_fallback {
                return KeyOutcome::Swallow;
            }
            if !(table.until_unknown || table.one_shot) {
                break;
            }
            self.tables.pop();
        }
        match bindings.lookup(None, &event) {
            Some(action) => KeyOutcome::Action(action.clone()),
            // An unknown key after the leader is dropped, as the user meant a
            // binding and not the program.
            None if leader => KeyOutcome::Swallow,
            None => KeyOutcome::Pass,
        }
    }
}
