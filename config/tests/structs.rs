//! The tables of options have exactly the fields of `data/config-structs.tsv`,
//! with its defaults.

#![allow(clippy::unwrap_used, reason = "tests say more by failing")]

use config::color::{ColorSchemeFile, ColorSchemeMetaData, Palette, TabBarColor, TabBarColors};
use config::convert::lua_literal;
use config::keys::{
    CharSelectArguments, InputSelector, InputSelectorEntry, Key, LauncherActionArgs, LeaderKey,
    Mouse, PaneSelectArguments, PromptInputLine, QuickSelectArguments,
};
use config::structs::*;
use config::{Convert, Cx};
use mlua::{Lua, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Fields that the table lists in a structure of its own.
fn flattened(field: &str) -> &'static [&'static str] {
    match field {
        "key (flattened)" => &["key", "mods"],
        "mods (flattened)" => &["mods", "mouse_reporting", "alt_screen"],
        "cmd_builder (flattened)" => &["args", "cwd", "set_environment_variables"],
        _ => &[],
    }
}

fn rows(name: &str) -> BTreeMap<&'static str, &'static str> {
    let mut out = BTreeMap::new();
    for line in include_str!("data/config-structs.tsv").lines().skip(1) {
        let row: Vec<&'static str> = line.split('\t').collect();
        if row[0] != name {
            continue;
        }
        match flattened(row[1]) {
            [] => {
                out.insert(row[1], row[3]);
            }
            // Not Lua, so not compared.
            fields => out.extend(fields.iter().map(|field| (*field, "(flattened)"))),
        }
    }
    assert!(!out.is_empty(), "{name}");
    out
}

/// Fields that the table lacks.
const OWN: [(&str, &str); 1] = [("LauncherActionArgs", "alphabet")];

/// Compares names of fields and, for what `minimal` leaves out, defaults.
fn check<T: Convert>(name: &str, fields: &[&str], minimal: &str, compared: &mut usize) {
    let expected = rows(name);
    let own = |field: &str| OWN.contains(&(name, field));
    let names: BTreeSet<&str> = fields.iter().copied().filter(|f| !own(f)).collect();
    assert_eq!(names, expected.keys().copied().collect(), "{name}");
    let lua = Lua::new();
    let read = |code: &str| {
        let value: Value = lua.load(code).eval().unwrap();
        let value = T::from_lua(&value, &mut Cx::strict(&lua))
            .unwrap_or_else(|error| panic!("{name} {code}: {error}"));
        value.to_lua(&lua).unwrap()
    };
    let default = read(&format!("return {{{minimal}}}"));
    for (field, text) in expected {
        let defined = lua.load(format!("return {text}")).eval::<Value>();
        if minimal.contains(&format!("{field}="))
            || !matches!(&defined, Ok(value) if !value.is_nil() || text == "nil")
        {
            continue;
        }
        let spelt_out = read(&format!("return {{{field}={text}, {minimal}}}"));
        assert_eq!(
            lua_literal(&default),
            lua_literal(&spelt_out),
            "{name}.{field}"
        );
        *compared += 1;
    }
}

#[test]
fn fields_and_defaults_are_those_of_the_table() {
    let mut compared = 0;
    macro_rules! check {
        ($($name:ident { $minimal:literal })*) => {
            $(check::<$name>(stringify!($name), $name::FIELDS, $minimal, &mut compared);)*
        };
    }
    check! {
        BackgroundLayer { "source={Color='red'}" }
        CharSelectArguments { "" }
        ColorSchemeFile { "colors={}" }
        ColorSchemeMetaData { "" }
        DaemonOptions { "" }
        ExecDomain { "name='a', fixup_command='b'" }
        FontAttributes { "family='a', is_fallback=false, is_synthetic=false" }
        GpuInfo { "name='a', backend='b', device_type='c'" }
        Gradient { "" }
        GuiPosition { "x=1, y=1" }
        HsbTransform { "" }
        HyperlinkRule { "regex='a', format='b'" }
        InputSelector { "action='Nop', choices={}" }
        InputSelectorEntry { "label='a'" }
        Key { "key='a', action='Nop'" }
        LauncherActionArgs { "flags='TABS'" }
        LeaderKey { "key='a'" }
        Mouse { "event={Up={streak=1,button='Left'}}, action='Nop'" }
        Palette { "" }
        PaneSelectArguments { "" }
        PromptInputLine { "action='Nop'" }
        QuickSelectArguments { "" }
        SerialDomain { "name='a'" }
        SpawnCommand { "" }
        SpawnTab { "" }
        SpawnWindow { "" }
        SplitPane { "direction='Up'" }
        SshDomain { "name='a', remote_address='b'" }
        StyleRule { "font={}" }
        TabBarColor { "bg_color='red', fg_color='red'" }
        TabBarColors { "" }
        TabBarStyle { "" }
        TextStyle { "" }
        TextStyleAttributes { "" }
        TlsDomainClient { "name='a', remote_address='b'" }
        TlsDomainServer { "bind_address='a'" }
        UnixDomain { "name='a'" }
        VisualBell { "" }
        WindowContentAlignment { "horizontal='Left', vertical='Top'" }
        WindowFrameConfig { "" }
        WindowPadding { "" }
        WslDomain { "name='a'" }
    }
    assert!(compared > 200, "only {compared} defaults were compared");
}
