//! The schema holds every option, its default and its way through Lua.

#![allow(clippy::unwrap_used, reason = "tests say more by failing")]

use config::structs::Dimension;
use config::{Config, ConfigError, Convert, Cx};
use mlua::{Lua, Table, Value};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Options of this program alone.
const OWN: [&str; 22] = [
    "notify_on_command_finish",
    "notify_on_command_finish_seconds",
    "shell_integration",
    "undo_close_seconds",
    "restore_session",
    "session_save_interval",
    "enable_checksum_report",
    "enable_window_ops",
    "paste_confirmation",
    "cursor_trail_ms",
    "debug_damage",
    "kde_window_background_blur",
    "text_min_contrast_ratio",
    "tab_bar_callback_cache",
    "lua_callback_budget_ms",
    "tab_min_width",
    "tab_bar_position",
    "tab_bar_width",
    "show_close_tab_button_on_hover",
    "show_tab_tooltips",
    "show_tab_marks",
    "show_tab_progress",
];

fn eval(lua: &Lua, code: &str) -> Value {
    lua.load(code).eval().unwrap()
}

fn load(code: &str) -> Result<(Config, Vec<String>), String> {
    let lua = Lua::new();
    let Value::Table(table) = eval(&lua, code) else {
        panic!("{code}")
    };
    Config::from_lua(&lua, &table)
        .map(|(config, warnings)| (config, warnings.iter().map(ToString::to_string).collect()))
        .map_err(|error| error.to_string())
}

#[test]
fn every_option_is_declared_once_with_its_group_and_default() {
    let lua = Lua::new();
    let mut names = BTreeSet::new();
    let mut compared = 0;
    for line in include_str!("data/config-options.tsv").lines().skip(1) {
        let row: Vec<&str> = line.split('\t').collect();
        let (name, default, group, status, since) = (row[0], row[2], row[3], row[4], row[5]);
        if status.starts_with("removed") {
            assert!(Config::option(name).is_none(), "{name}");
            continue;
        }
        let option = Config::option(name).unwrap_or_else(|| panic!("{name} is missing"));
        names.insert(name);
        assert_eq!(option.group, group, "{name}");
        assert_eq!(option.since, since, "{name}");
        assert!(
            !option.doc.trim().is_empty() && !option.type_text().is_empty(),
            "{name}"
        );
        if let Some(words) = row[1]
            .strip_prefix("enum{")
            .and_then(|rest| rest.split('}').next())
            && !words.contains("EaseInOut")
        {
            let known = option.type_text();
            let known = known
                .strip_prefix("enum{")
                .unwrap()
                .split('}')
                .next()
                .unwrap();
            assert_eq!(known, words, "{name}");
        }
        // Many defaults of the table are Lua; those that are words are not.
        let Ok(expected) = lua.load(format!("return {default}")).eval::<Value>() else {
            continue;
        };
        if expected.is_nil() && !default.starts_with("nil") {
            continue;
        }
        compared += 1;
        let mut config = Config::default();
        config.set_from_lua(&lua, name, &expected, true).unwrap();
        assert_eq!(
            config::convert::lua_literal(&option.value(&config, &lua).unwrap()),
            option.default_text(&lua).unwrap(),
            "{name}"
        );
    }
    assert!(compared > 150, "only {compared} defaults were compared");
    let declared: BTreeSet<&str> = Config::SCHEMA.iter().map(|option| option.name).collect();
    assert_eq!(
        declared.len(),
        Config::SCHEMA.len(),
        "an option is declared twice"
    );
    names.extend(OWN);
    assert_eq!(declared, names);
}

#[test]
fn the_default_configuration_survives_lua() {
    let lua = Lua::new();
    let default = Config::default();
    let table = default.to_lua(&lua).unwrap();
    let (back, warnings) = Config::from_lua(&lua, &table).unwrap();
    assert_eq!(back, default);
    assert_eq!(warnings, [], "{warnings:?}");
}

#[test]
fn a_rich_configuration_survives_lua() {
    let lua = Lua::new();
    let code = r##"return {
        font = {font={{family="A", weight="Bold", harfbuzz_features={"zero"}}, {family="B", weight=450}}},
        font_rules = {{italic=true, intensity="Bold", font={font={{family="C", style="Oblique"}}}}},
        colors = {
            foreground="silver", indexed={[136]="#af8700"}, ansi={"#000","#100","#200","#300","#400","#500","#600","#700"},
            tab_bar={background="#0b0022", active_tab={bg_color="#2b2042", fg_color="#c0c0c0", italic=true}},
            quick_select_label_bg={Color="peru"}, copy_mode_active_highlight_fg={AnsiColor="Black"},
        },
        background = {
            {source={File="/a.png"}, width="100%", repeat_x="Mirror", attachment={Parallax=0.1}, height="Cover"},
            {source={Gradient={preset="Warm", orientation={Linear={angle=-45}}}}, opacity=0.5},
            {source={Color="#123"}},
        },
        visual_bell = {fade_in_function={CubicBezier={0, 0.5, 1, 1}}, fade_in_duration_ms=75, target="CursorColor"},
        keys = {
            {key="a", mods="LEADER|CTRL", action={SendKey={key="a", mods="CTRL"}}},
            {key="phys:B", action="Nop"}, {key="raw:38", action={ActivateTab=-1}},
            {key="c", mods="CMD", action={SplitPane={direction="Left", size={Percent=30}, command={args={"top"}}}}},
        },
        key_tables = {resize={{key="h", action={AdjustPaneSize={"Left", 2}}}}},
        leader = {key="a", mods="CTRL"},
        mouse_bindings = {{event={Up={streak=1, button={WheelUp=1}}}, mods="CTRL", alt_screen=true, mouse_reporting=true, action="ScrollToTop"}},
        ssh_domains = {{name="h", remote_address="h:22", timeout=2.5, ssh_option={identityfile="x"}, multiplexing="None"}},
        unix_domains = {{name="u", proxy_command={"nc"}}},
        exec_domains = {{name="e", fixup_command="f", label={Func="l"}}},
        window_decorations = "INTEGRATED_BUTTONS|RESIZE", freetype_load_flags="NO_HINTING|NO_AUTOHINT",
        window_padding = {left=2, right="3px", top="1cell"}, cursor_thickness = "2pt",
        bold_brightens_ansi_colors = false, canonicalize_pasted_newlines = true,
        integrated_title_button_color = "#fff", launch_menu={{label="x", domain={DomainName="d"}, position={x=1,y="5%",origin={Named="s"}}}},
        dpi_by_screen = {a=96, b=1.5}, tab_bar_callback_cache = false,
        set_environment_variables = {A="1"},
    }"##;
    let Value::Table(table) = eval(&lua, code) else {
        panic!()
    };
    let (config, warnings) = Config::from_lua(&lua, &table).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(config.window_padding.left, Dimension::Pixels(2.0));
    let (back, warnings) = Config::from_lua(&lua, &config.to_lua(&lua).unwrap()).unwrap();
    assert_eq!(back, config);
    assert_eq!(warnings, []);
}

#[test]
fn errors_say_where_what_was_expected_and_what_was_found() {
    for (code, expected) in [
        (
            "{font_size='big'}",
            "`font_size`: expected a number, found string \"big\"",
        ),
        (
            "{initial_cols=-1}",
            "`initial_cols`: expected a number from 1 to 65535, found integer -1",
        ),
        (
            "{initial_cols=70000}",
            "`initial_cols`: expected a number from 1 to 65535, found integer 70000",
        ),
        (
            "{tab_max_width=-1}",
            "`tab_max_width`: expected an integer that is not negative, found integer -1",
        ),
        (
            "{tab_max_width=1.5}",
            "`tab_max_width`: expected an integer, found number 1.5",
        ),
        (
            "{unicode_version=300}",
            "`unicode_version`: expected an integer from 0 to 255, found integer 300",
        ),
        (
            "{line_height=0}",
            "`line_height`: expected a number from 0.1 to 10, found integer 0",
        ),
        (
            "{keys={{key='a'}}}",
            "`keys[1]`: Key needs the field `action` (KeyAssignment)",
        ),
        (
            "{keys={{key='a', action='Nope'}, 1}}",
            "`keys[1].action`: unknown key assignment `Nope`; did you mean Nop?",
        ),
        (
            "{keys={{key='a', action={CopyTo='Clipbord'}}}}",
            "`keys[1].action.CopyTo`: unknown ClipboardCopyDestination `Clipbord`; did you mean Clipboard?",
        ),
        (
            "{keys={{key='a', mods='CONTROL', action='Nop'}}}",
            "`keys[1].mods`: unknown modifier `CONTROL`",
        ),
        (
            "{keys={{key='Foo', action='Nop'}}}",
            "`keys[1].key`: unknown key name `Foo`",
        ),
        (
            "{keys={{key='a', action=function() end}}}",
            "wezterm.action_callback",
        ),
        (
            "{keys={a=1}}",
            "`keys`: expected array<table<Key>>, found a table with the key \"a\"",
        ),
        (
            "{window_padding={left='1em'}}",
            "`window_padding.left`: expected a number of pixels",
        ),
        (
            "{colors={foreground='#12'}}",
            "`colors.foreground`: `#12` is not a colour",
        ),
        (
            "{colors={ansi={'red'}}}",
            "`colors.ansi`: expected 8 entries, found 1",
        ),
        (
            "{term=false}",
            "`term`: expected a string, found boolean false",
        ),
        (
            "{enable_tab_bar=1}",
            "`enable_tab_bar`: expected true or false, found integer 1",
        ),
        (
            "{window_decorations='TITLE|FOO'}",
            "`window_decorations`: unknown WindowDecorations `FOO`",
        ),
        ("{font_size=0/0}", "`font_size`: expected a number"),
    ] {
        let error = load(&format!("return {code}")).unwrap_err();
        assert!(error.contains(expected), "{code}: {error}");
    }
}

#[test]
fn unknown_names_are_warnings_unless_strict() {
    let (config, warnings) =
        load("return {tab_max_widht=3, window_padding={lef=1, left=4}, font_hinting='Full'}")
            .unwrap();
    assert_eq!(config.window_padding.left, Dimension::Pixels(4.0));
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    assert!(warnings[0].contains("`tab_max_widht`"), "{warnings:?}");
    assert!(
        warnings[0].contains("did you mean tab_max_width?"),
        "{warnings:?}"
    );
    assert!(
        warnings[1].starts_with("`font_hinting`: this option has no effect"),
        "{warnings:?}"
    );
    assert!(
        warnings[2].contains("unknown field of WindowPadding `lef`"),
        "{warnings:?}"
    );

    let lua = Lua::new();
    let mut config = Config::default();
    let value = eval(&lua, "return {lef=1}");
    let error = config
        .set_from_lua(&lua, "window_padding", &value, true)
        .unwrap_err();
    assert!(error.to_string().contains("did you mean left?"), "{error}");
    let error = config.set_from_lua(&lua, "tab_max_widht", &Value::Integer(1), true);
    assert!(matches!(error, Err(ConfigError::UnknownOption { .. })));
    assert_eq!(config, Config::default());
    config
        .set_from_lua(&lua, "tab_max_width", &Value::Integer(5), true)
        .unwrap();
    assert_eq!(config.tab_max_width, 5);
    config
        .set_from_lua(&lua, "tab_max_width", &Value::Nil, true)
        .unwrap();
    assert_eq!(config.tab_max_width, 16);
}

#[test]
fn what_old_versions_had_is_accepted_with_a_warning() {
    let lua = Lua::new();
    let mut config = Config::default();
    let mut set = |name: &str, code: &str| {
        let value = eval(&lua, code);
        let warnings = config.set_from_lua(&lua, name, &value, true).unwrap();
        warnings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        set("tab_bar_style", "return {active_tab_left='<', new_tab='+'}"),
        ["`tab_bar_style`: `active_tab_left` has no effect; handle the event `format-tab-title`"]
    );
    assert_eq!(set("font_antialias", "return 'Subpixel'").len(), 1);
    assert_eq!(set("show_update_window", "return true").len(), 1);
    assert_eq!(set("show_update_window", "return false"), [] as [String; 0]);
    let warnings = set("keys", "return {{key='c', mods='CMD', action='Copy'}}");
    assert_eq!(
        warnings,
        ["`keys[1].action`: this action was removed; use CopyTo=\"Clipboard\""]
    );
}

#[test]
fn a_list_that_claims_to_be_endless_is_an_error() {
    let endless = "setmetatable({}, {__len=function() return 1 << 60 end})";
    let error = load(&format!("return {{font_dirs={endless}}}")).unwrap_err();
    assert!(error.contains("is longer than"), "{error}");
}

#[test]
fn a_table_that_contains_itself_is_an_error() {
    let error =
        load("local t = {} t.Multiple = {t} return {keys={{key='a', action=t}}}").unwrap_err();
    assert!(error.contains("does one contain itself"), "{error}");
}

#[test]
fn objects_stand_for_their_text() {
    struct Color;
    impl mlua::UserData for Color {
        fn add_methods<M: mlua::UserDataMethods<Self>>(methods: &mut M) {
            methods.add_meta_method("__tostring", |_, _, ()| Ok("#010203"));
        }
    }
    let lua = Lua::new();
    let value = Value::UserData(lua.create_userdata(Color).unwrap());
    let color = wezterm_types::Rgba::from_lua(&value, &mut Cx::new(&lua)).unwrap();
    assert_eq!(color, wezterm_types::Rgba::rgb(1, 2, 3));
}

#[test]
fn callbacks_see_every_option_and_the_resolved_palette() {
    let lua = Lua::new();
    let table: Table = Config::default().to_lua(&lua).unwrap();
    lua.globals().set("config", table).unwrap();
    let seen: (i64, String, String, bool) = lua
        .load(
            "return config.tab_max_width, config.resolved_palette.background,
             config.resolved_palette.tab_bar.active_tab.fg_color, config.color_scheme == nil",
        )
        .eval()
        .unwrap();
    assert_eq!(seen, (16, "#000000".to_owned(), "#c0c0c0".to_owned(), true));
}

/// A Lua value of any kind, in Lua.
fn arbitrary_lua() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        prop::sample::select(vec![
            "key",
            "action",
            "mods",
            "source",
            "font",
            "left",
            "Multiple",
            "SplitPane",
            "File",
            "Down",
            "streak",
            "indexed",
            "tab_bar",
            "ansi",
            "name",
            "Linear",
            "CubicBezier",
        ])
        .prop_map(str::to_owned),
        "[A-Za-z_]{1,12}",
    ];
    let leaf = prop_oneof![
        Just("nil".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        any::<i64>().prop_map(|n| format!("({n})")),
        prop::sample::select(vec![
            "0/0",
            "1/0",
            "-1/0",
            "2.5",
            "1e300",
            "math.mininteger"
        ])
        .prop_map(str::to_owned),
        word.clone().prop_map(|text| format!("'{text}'")),
        prop::sample::select(vec![
            "'#fff'",
            "'50%'",
            "'CTRL|ALT'",
            "'\\xff\\0'",
            "'1e999px'",
            "print"
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let named =
            (word.clone(), inner.clone()).prop_map(|(name, value)| format!("['{name}']={value}"));
        let index =
            (any::<i8>(), inner.clone()).prop_map(|(index, value)| format!("[{index}]={value}"));
        prop::collection::vec(prop_oneof![inner, named, index], 0..4)
            .prop_map(|items| format!("{{{}}}", items.join(",")))
    })
}

proptest! {
    #[test]
    fn any_value_is_taken_or_refused_and_what_is_taken_survives_lua(code in arbitrary_lua()) {
        let lua = Lua::new();
        let value = eval(&lua, &format!("return {code}"));
        for option in Config::SCHEMA {
            let mut config = Config::default();
            if config.set_from_lua(&lua, option.name, &value, false).is_err() {
                continue;
            }
            let written = option.value(&config, &lua).unwrap();
            let mut back = Config::default();
            back.set_from_lua(&lua, option.name, &written, true).unwrap();
            let again = option.value(&back, &lua).unwrap();
            prop_assert_eq!(
                config::convert::lua_literal(&written),
                config::convert::lua_literal(&again)
            );
        }
    }
}
