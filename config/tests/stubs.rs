//! The type definitions in `assets/lua-types` are those of the schema.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::collections::BTreeSet;

#[test]
fn the_definitions_are_those_of_the_schema() {
    let dir = support::top().join("assets/lua-types");
    for (name, wanted) in config::stubs::files() {
        let path = dir.join(name);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(&dir).unwrap();
            std::fs::write(&path, &wanted).unwrap();
        }
        let have = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            have == wanted,
            "assets/lua-types/{name} is out of date: run UPDATE_DOCS=1 cargo test -p config --test stubs"
        );
    }
}

#[test]
fn every_option_action_and_function_is_defined() {
    let text: String = config::stubs::files()
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let fields: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("---@field ")?.split([' ', '?']).next())
        .collect();
    for option in config::Config::SCHEMA {
        assert!(fields.contains(option.name), "{}", option.name);
    }
    for name in config::KeyAssignment::NAMES {
        assert!(fields.contains(name), "{name}");
    }
    for row in config::stubs::api() {
        if matches!(row.kind, "function" | "method") && row.object != "(globals)" {
            assert!(fields.contains(row.member), "{}.{}", row.object, row.member);
        }
    }
}

/// It is Lua, and it does nothing.
#[test]
fn the_definitions_can_be_loaded() {
    let lua = mlua::Lua::new();
    for (name, text) in config::stubs::files() {
        lua.load(text).set_name(name).exec().unwrap();
    }
}
