//! Names that public configurations use more than once are there.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use config::lua::nerdfont;

/// Icons; those of Nerd Fonts 2 (`mdi_`) too, as far as version 3 has them.
const ICONS: &str = "dev_terminal dev_git dev_github_badge dev_rust seti_lua cod_github cod_terminal_bash
    dev_postgresql fa_hashtag linux_docker md_fish seti_makefile cod_ruby custom_vim md_chart_areaspline
    md_console md_rocket_launch mdi_arrow_down_box mdi_hexagon pl_left_hard_divider pl_right_hard_divider dev_vim
    md_console_line mdi_chart_donut_variant seti_go fa_circle md_clock_time_eight md_clock_time_twelve
    pl_right_soft_divider ple_left_half_circle_thick ple_right_half_circle_thick cod_server cod_terminal_linux
    cod_terminal_tmux cod_window custom_neovim dev_python fa_calendar fa_user md_battery md_battery_10
    md_battery_90 md_battery_charging_10 md_battery_charging_90 md_chart_donut_variant
    md_clock_time_eight_outline md_clock_time_two_outline md_docker md_duck md_nodejs md_shield_half_full md_ssh
    oct_rocket pl_left_soft_divider";

/// Colour schemes, those named once too.
const SCHEMES: &[&str] = &[
    "kanagawabones",
    "nord",
    "Aardvark Blue",
    "Adventure",
    "Batman",
    "Catppuccin Frappe",
    "Darcula (base16)",
    "Eighties (base16)",
    "Gruvbox dark, hard (base16)",
    "OceanicMaterial",
    "OneHalfDark",
    "Rosé Pine (base16)",
    "Tokyo Night",
    "iceberg-dark",
    "tokyonight",
    "tokyonight_moon",
    "zenburned",
];

/// Those for which another of almost the same name stands in.
const SIBLINGS: &[&str] = &["Gruvbox Dark", "Tokyo Night (Gogh)"];

#[test]
fn icons_and_schemes_that_people_name_are_there() {
    let missing: Vec<&str> = ICONS
        .split_whitespace()
        .filter(|name| nerdfont(name).is_none())
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
    let missing: Vec<&&str> = SCHEMES
        .iter()
        .filter(|name| config::color::builtin_scheme(name).is_none())
        .collect();
    assert_eq!(missing, Vec::<&&str>::new());
    for name in SIBLINGS {
        assert!(config::color::sibling_scheme(name).is_some(), "{name}");
    }
}

#[test]
fn actions_in_their_old_forms_are_taken() {
    let lua = mlua::Lua::new();
    let module = lua.create_table().unwrap();
    config::install_action(&lua, &module).unwrap();
    lua.globals()
        .set("act", module.get::<mlua::Value>("action").unwrap())
        .unwrap();
    for code in [
        "act{SplitHorizontal={domain='CurrentPaneDomain'}}",
        "act{ActivateTabRelative=1}",
        "{SpawnTab='CurrentPaneDomain'}",
        "'ToggleFullScreen'",
        "act.ActivateTab(0)",
        "act.SpawnCommandInNewTab{args={'top'}}",
        "act.Multiple{act.CopyTo 'Clipboard', 'ClearSelection'}",
        "act.PromptInputLine{description='x', action={EmitEvent='e'}}",
        "act.InputSelector{action={EmitEvent='e'}, choices={{label='a', id='b'}}}",
        "act.ShowLauncherArgs{flags='FUZZY|WORKSPACES'}",
        "act.QuickSelectArgs{patterns={'x'}, action={EmitEvent='e'}}",
        "act.SwitchToWorkspace{name='a', spawn={args={'sh'}}}",
        "act.CopyMode{SetSelectionMode='Block'}",
        "act.Search{CaseInSensitiveString=''}",
    ] {
        let value: mlua::Value = lua.load(format!("return {code}")).eval().unwrap();
        let mut cx = config::Cx::new(&lua);
        let read = <config::KeyAssignment as config::Convert>::from_lua(&value, &mut cx);
        assert!(read.is_ok(), "{code}: {:?}", read.err());
        assert_eq!(cx.warnings, [], "{code}");
    }
}
