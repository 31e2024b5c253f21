//! From a key event to what it does.

use super::{Key, KeyAssignment, KeySpec, default_key_tables, default_keys, layout};
use crate::Config;
use crate::structs::KeyMapPreference;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;
use wezterm_types::{KeyCode, KeyEvent, Leds, Modifiers, PhysKeyCode};

/// A key as bindings are found by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Trigger {
    Mapped(KeyCode),
    Phys(PhysKeyCode),
    Raw(u32),
}

/// The leader key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leader {
    trigger: (Trigger, Modifiers),
    /// How long it waits for the second key.
    pub timeout: Duration,
}

/// Bindings of one table.
#[derive(Clone, Debug, Default)]
struct Table {
    found: HashMap<(Trigger, Modifiers), KeyAssignment>,
    /// As written, in order, for display.
    listed: Vec<Key>,
}

/// All key bindings of a configuration.
#[derive(Clone, Debug, Default)]
pub struct KeyBindings {
    user: Table,
    defaults: Table,
    named: BTreeMap<String, Table>,
    leader: Option<Leader>,
}

impl KeyBindings {
    /// The bindings of a configuration: its own, before the default ones.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let preference = config.key_map_preference;
        let defaults = if config.disable_default_key_bindings {
            Table::default()
        } else {
            Table::new(default_keys(), preference)
        };
        let mut named: BTreeMap<String, Table> = default_key_tables()
            .into_iter()
            .map(|(name, keys)| (name, Table::new(keys, preference)))
            .collect();
        for (name, keys) in &config.key_tables {
            named.insert(name.clone(), Table::new(keys.clone(), preference));
        }
        Self {
            user: Table::new(config.keys.clone(), preference),
            defaults,
            named,
            leader: config.leader.map(|leader| Leader {
                trigger: normalized(trigger(leader.key, leader.mods, preference), leader.mods),
                timeout: Duration::from_millis(leader.timeout_milliseconds),
            }),
        }
    }

    /// What a key does: in the key table of this name, or outside all tables.
    /// `DisableDefaultAssignment` is not returned: it hides a binding.
    ///
    /// Keys are compared in this order, first with the user's bindings, then
    /// with the default ones: its number, where it sits, what it types, what it
    /// types without Shift, and where neither is ASCII, what it would type on
    /// the US layout.
    #[must_use]
    pub fn lookup(&self, table: Option<&str>, event: &KeyEvent) -> Option<&KeyAssignment> {
        let (tables, count) = match table {
            Some(name) => ([self.named.get(name)?, &self.defaults], 1),
            None => ([&self.user, &self.defaults], 2),
        };
        let candidates = candidates(event);
        let found = tables[..count].iter().find_map(|table| {
            candidates
                .iter()
                .flatten()
                .find_map(|wanted| table.found.get(wanted))
        })?;
        enabled(found)
    }

    /// What a key does in the key table of this name, and there alone: for
    /// modes whose table does not hide what keys do otherwise.
    #[must_use]
    pub fn lookup_in(&self, table: &str, event: &KeyEvent) -> Option<&KeyAssignment> {
        let table = self.named.get(table)?;
        let found = candidates(event)
            .iter()
            .flatten()
            .find_map(|wanted| table.found.get(wanted))?;
        enabled(found)
    }

    /// Whether there is a key table of this name.
    #[must_use]
    pub fn has_table(&self, name: &str) -> bool {
        self.named.contains_key(name)
    }

    /// The names of the key tables, sorted.
    pub fn table_names(&self) -> impl Iterator<Item = &str> {
        self.named.keys().map(String::as_str)
    }

    /// The leader key, when the event is it.
    #[must_use]
    pub fn leader(&self, event: &KeyEvent) -> Option<&Leader> {
        let leader = self.leader.as_ref()?;
        candidates(event)
            .iter()
            .flatten()
            .any(|wanted| *wanted == leader.trigger)
            .then_some(leader)
    }

    /// The bindings in force, as they are written: the user's, then the
    /// default ones that those do not hide. For display.
    #[must_use]
    pub fn effective(&self, table: Option<&str>) -> Vec<&Key> {
        let tables = match table {
            Some(name) => match self.named.get(name) {
                Some(table) => vec![table],
                None => Vec::new(),
            },
            None => vec![&self.user, &self.defaults],
        };
        let mut seen = std::collections::HashSet::new();
        let mut out = Vec::new();
        for table in tables {
            // Within one list the last binding of a key wins.
            let mut rows: Vec<&Key> = table.listed.iter().rev().collect();
            rows.retain(|key| seen.insert((key.key, key.mods)));
            rows.retain(|key| key.action != KeyAssignment::DisableDefaultAssignment);
            out.extend(rows.into_iter().rev());
        }
        out
    }
}

impl Table {
    fn new(listed: Vec<Key>, preference: KeyMapPreference) -> Self {
        let found = listed
            .iter()
            .map(|key| {
                let wanted = normalized(trigger(key.key, key.mods, preference), key.mods);
                (wanted, key.action.clone())
            })
            .collect();
        Self { found, listed }
    }
}

fn enabled(found: &KeyAssignment) -> Option<&KeyAssignment> {
    (*found != KeyAssignment::DisableDefaultAssignment).then_some(found)
}

fn trigger(key: KeySpec, mods: Modifiers, preference: KeyMapPreference) -> Trigger {
    match key {
        KeySpec::Mapped(key) => Trigger::Mapped(key),
        KeySpec::Phys(key) => Trigger::Phys(key),
        KeySpec::Raw(number) => Trigger::Raw(number),
        KeySpec::Plain(key) => match (preference, layout::position(key)) {
            // `T` without SHIFT is no position: the key that sits there types `t`.
            (KeyMapPreference::Physical, Some(phys))
                if mods.contains(Modifiers::SHIFT) || !layout::needs_shift(key) =>
            {
                Trigger::Phys(phys)
            }
            _ => Trigger::Mapped(key),
        },
    }
}

/// One form of the many that mean the same: `T` with Shift, `t` with Shift
/// and `T` without are all `T` without.
fn normalized(trigger: Trigger, mods: Modifiers) -> (Trigger, Modifiers) {
    let Trigger::Mapped(KeyCode::Char(c)) = trigger else {
        return (trigger, mods);
    };
    if mods.contains(Modifiers::SHIFT) && c.is_lowercase() {
        let mut upper = c.to_uppercase();
        if let (Some(upper), None) = (upper.next(), upper.next()) {
            let key = Trigger::Mapped(KeyCode::Char(upper));
            return (key, mods - Modifiers::SHIFT);
        }
    }
    if c.is_uppercase() {
        return (trigger, mods - Modifiers::SHIFT);
    }
    (trigger, mods)
}

/// The forms that a binding of this event may have, the most exact first.
fn candidates(event: &KeyEvent) -> [Option<(Trigger, Modifiers)>; 6] {
    let mods = event.modifiers;
    let raw = event.raw.map(|number| (Trigger::Raw(number), mods));
    let shift = mods.contains(Modifiers::SHIFT);
    let mut key = event.key;
    // Caps Lock makes capitals, but is no Shift.
    if let KeyCode::Char(c) = key
        && event.leds.contains(Leds::CAPS_LOCK)
        && !shift
        && c.is_uppercase()
    {
        key = event.unshifted;
    }
    let phys = event.phys.map(|phys| (Trigger::Phys(phys), mods));
    let mapped = Some(normalized(Trigger::Mapped(key), mods));
    // `key="|"` is typed with Shift, whether the binding says so or not.
    let symbol = match key {
        KeyCode::Char(c) if shift && !c.is_alphabetic() && event.unshifted != key => {
            Some((Trigger::Mapped(key), mods - Modifiers::SHIFT))
        }
        _ => None,
    };
    let unshifted = (shift && event.unshifted != key)
        .then(|| normalized(Trigger::Mapped(event.unshifted), mods));
    let foreign = match (key, event.unshifted, event.phys) {
        (KeyCode::Char(c), KeyCode::Char(u), Some(phys))
            if !c.is_ascii()
                && !u.is_ascii()
                && mods.intersects(Modifiers::CTRL | Modifiers::ALT | Modifiers::SUPER) =>
        {
            layout::us_character(phys).map(|c| normalized(Trigger::Mapped(KeyCode::Char(c)), mods))
        }
        _ => None,
    };
    [raw, phys, mapped, symbol, unshifted, foreign]
}
