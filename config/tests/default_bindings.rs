//! The default bindings are exactly those of the tables in `tests/data`, and
//! those of this program alone.

#![allow(clippy::unwrap_used, reason = "tests say more by failing")]

use config::keys::{
    AltScreen, Key, KeyAssignment, KeySpec, default_key_tables, default_keys, default_mouse,
};
use config::{Config, Convert, Cx, KeyBindings};
use mlua::{Lua, Value};
use std::collections::{BTreeMap, BTreeSet};
use wezterm_types::{KeyCode, KeyEvent, KeyEventKind, Leds, Modifiers};

fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect())
}

/// Reads `Name` or `Name=argument`, as the tables have it.
fn action(lua: &Lua, text: &str) -> KeyAssignment {
    let code = match text.split_once('=') {
        Some(_) => format!("return {{{text}}}"),
        None => format!("return \"{text}\""),
    };
    let value: Value = lua.load(&code).eval().unwrap();
    KeyAssignment::from_lua(&value, &mut Cx::new(lua)).unwrap()
}

fn key(mods: &str, name: &str) -> (Modifiers, KeyCode) {
    (
        Modifiers::from_names(mods).unwrap(),
        KeyCode::from_name(name).unwrap(),
    )
}

fn compare(expected: BTreeMap<String, KeyAssignment>, found: &[Key]) {
    let found: BTreeMap<String, KeyAssignment> = found
        .iter()
        .map(|key| {
            let KeySpec::Plain(code) = key.key else {
                panic!("{key:?}")
            };
            (format!("{:?} {code}", key.mods), key.action.clone())
        })
        .collect();
    let names =
        |map: &BTreeMap<String, KeyAssignment>| map.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&expected), names(&found));
    assert_eq!(expected, found);
}

#[test]
fn keys() {
    let lua = Lua::new();
    let mut expected: BTreeMap<_, _> = rows(include_str!("data/default-keys.tsv"))
        .map(|row| {
            let (mods, code) = key(row[0], row[1]);
            (format!("{mods:?} {code}"), action(&lua, row[2]))
        })
        .collect();
    assert_eq!(expected.len(), 136);
    for (mods, name) in [
        ("CTRL|SHIFT|ALT", "t"),
        ("CTRL|SHIFT|ALT", "T"),
        ("CTRL|ALT", "T"),
    ] {
        let (mods, code) = key(mods, name);
        let undo = KeyAssignment::UndoClose;
        let old = expected.insert(format!("{mods:?} {code}"), undo);
        assert_eq!(old, None, "the original has this key");
    }
    let found = default_keys();
    assert_eq!(found.len(), expected.len());
    compare(expected, &found);
}

#[test]
fn every_key_of_the_table_is_found_when_pressed() {
    let lua = Lua::new();
    let bindings = KeyBindings::new(&Config::default());
    let pressed = |mods: &str, name: &str| {
        let (modifiers, key) = key(mods, name);
        KeyEvent {
            key,
            unshifted: key,
            phys: None,
            raw: None,
            modifiers,
            leds: Leds::empty(),
            text: None,
            kind: KeyEventKind::Press,
        }
    };
    for row in rows(include_str!("data/default-keys.tsv")) {
        let found = bindings.lookup(None, &pressed(row[0], row[1]));
        assert_eq!(found, Some(&action(&lua, row[2])), "{row:?}");
    }
    for row in rows(include_str!("data/default-key-tables.tsv")) {
        let found = bindings.lookup(Some(row[0]), &pressed(row[1], row[2]));
        assert_eq!(found, Some(&action(&lua, row[3])), "{row:?}");
    }
    // And UndoClose, in its three spellings.
    assert_eq!(bindings.effective(None).len(), 136 + 3);
}

#[test]
fn key_tables() {
    let lua = Lua::new();
    let tables = default_key_tables();
    for (name, found) in &tables {
        let expected: BTreeMap<_, _> = rows(include_str!("data/default-key-tables.tsv"))
            .filter(|row| row[0] == name)
            .map(|row| {
                let (mods, code) = key(row[1], row[2]);
                (format!("{mods:?} {code}"), action(&lua, row[3]))
            })
            .collect();
        assert_eq!(found.len(), expected.len(), "{name}");
        compare(expected, found);
    }
    assert_eq!(
        tables.keys().collect::<Vec<_>>(),
        ["copy_mode", "search_mode"]
    );
}

#[test]
fn mouse() {
    let lua = Lua::new();
    let expected: Vec<_> = rows(include_str!("data/default-mouse.tsv"))
        .map(|row| {
            let button = if row[3].starts_with('{') {
                row[3].to_owned()
            } else {
                format!("{:?}", row[3])
            };
            let code = format!(
                "return {{{}={{streak={},button={button}}}}}",
                row[1], row[2]
            );
            let event: Value = lua.load(&code).eval().unwrap();
            let event = Convert::from_lua(&event, &mut Cx::new(&lua)).unwrap();
            assert_eq!(row[4], "false");
            let alt_screen = if row[5] == "false" {
                AltScreen::Only(false)
            } else {
                AltScreen::Any
            };
            config::keys::Mouse {
                event,
                mods: Modifiers::from_names(row[0]).unwrap(),
                mouse_reporting: false,
                alt_screen,
                action: action(&lua, row[6]),
            }
        })
        .collect();
    let found = default_mouse();
    assert_eq!(found.len(), expected.len());
    for mouse in &found {
        assert!(expected.contains(mouse), "{mouse:?}");
    }
}
