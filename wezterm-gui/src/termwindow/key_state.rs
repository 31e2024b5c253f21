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

#[cfg(test)]
mod tests {
    use super::*;
    use config::Config;
    use config::keys::{Key, KeySpec, LeaderKey};
    use wezterm_types::{KeyCode, KeyEventKind, Leds};

    fn event(c: char, modifiers: Modifiers) -> KeyEvent {
        KeyEvent {
            key: KeyCode::Char(c),
            unshifted: KeyCode::Char(c),
            phys: None,
            raw: None,
            modifiers,
            leds: Leds::empty(),
            text: None,
            kind: KeyEventKind::Press,
        }
    }

    fn key(c: char, mods: Modifiers, says: &str) -> Key {
        Key {
            key: KeySpec::Plain(KeyCode::Char(c)),
            mods,
            action: KeyAssignment::SendString(says.to_owned()),
        }
    }

    fn bindings() -> KeyBindings {
        let mut config = Config {
            leader: Some(LeaderKey {
                key: KeySpec::Plain(KeyCode::Char('a')),
                mods: Modifiers::CTRL,
                timeout_milliseconds: 1000,
            }),
            keys: vec![key('x', Modifiers::LEADER, "leader x")],
            ..Config::default()
        };
        config.key_tables.insert(
            "resize".to_owned(),
            vec![key('h', Modifiers::empty(), "left")],
        );
        KeyBindings::new(&config)
    }

    fn sends(text: &str) -> KeyOutcome {
        KeyOutcome::Action(KeyAssignment::SendString(text.to_owned()))
    }

    #[test]
    fn the_leader_waits_for_one_key_and_no_longer_than_its_time() {
        let (bindings, mut keys, now) = (bindings(), KeyState::default(), Instant::now());
        let leader = event('a', Modifiers::CTRL);
        let x = event('x', Modifiers::empty());
        assert_eq!(keys.press(&bindings, &x, now), KeyOutcome::Pass);
        assert_eq!(keys.press(&bindings, &leader, now), KeyOutcome::Swallow);
        assert!(keys.leader_active(now));
        assert_eq!(keys.press(&bindings, &x, now), sends("leader x"));
        assert!(!keys.leader_active(now));
        assert_eq!(keys.press(&bindings, &leader, now), KeyOutcome::Swallow);
        let late = now + Duration::from_secs(2);
        assert_eq!(keys.press(&bindings, &x, late), KeyOutcome::Pass);
    }

    #[test]
    fn an_unknown_key_after_the_leader_is_dropped() {
        let (bindings, mut keys, now) = (bindings(), KeyState::default(), Instant::now());
        keys.press(&bindings, &event('a', Modifiers::CTRL), now);
        let q = event('q', Modifiers::empty());
        assert_eq!(keys.press(&bindings, &q, now), KeyOutcome::Swallow);
        assert_eq!(keys.press(&bindings, &q, now), KeyOutcome::Pass);
    }

    #[test]
    fn key_tables_end_as_their_options_say() {
        let (bindings, mut keys, now) = (bindings(), KeyState::default(), Instant::now());
        let h = event('h', Modifiers::empty());
        let q = event('q', Modifiers::empty());
        let once = TableOptions {
            one_shot: true,
            ..TableOptions::default()
        };
        keys.push_table("resize".to_owned(), once, now);
        assert_eq!(keys.press(&bindings, &h, now), sends("left"));
        assert_eq!(keys.active_table(), None);

        keys.push_table("resize".to_owned(), TableOptions::default(), now);
        assert_eq!(keys.press(&bindings, &h, now), sends("left"));
        assert_eq!(keys.press(&bindings, &q, now), KeyOutcome::Pass);
        assert_eq!(keys.active_table(), Some("resize"));

        let until_unknown = TableOptions {
            until_unknown: true,
            replace_current: true,
            ..TableOptions::default()
        };
        keys.push_table("resize".to_owned(), until_unknown, now);
        assert_eq!(keys.press(&bindings, &q, now), KeyOutcome::Pass);
        assert_eq!(keys.active_table(), None);

        let timed = TableOptions {
            timeout: Some(Duration::from_millis(100)),
            prevent_fallback: true,
            ..TableOptions::default()
        };
        keys.push_table("resize".to_owned(), timed, now);
        assert_eq!(keys.press(&bindings, &q, now), KeyOutcome::Swallow);
        let late = keys.deadline().unwrap();
        assert!(keys.expire(late));
        assert_eq!(keys.press(&bindings, &h, late), KeyOutcome::Pass);
    }
}
