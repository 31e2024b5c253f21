//! Key assignments through Lua, and the lookup of key and mouse events.

#![allow(clippy::unwrap_used, reason = "tests say more by failing")]

use config::keys::{KeyAssignment, KeyBindings, MouseBindings, MouseEventTrigger, MousePress};
use config::structs::*;
use config::{Config, Convert, Cx, install_action};
use mlua::{Lua, Value};
use wezterm_types::{KeyCode, KeyEvent, KeyEventKind, Leds, Modifiers, MouseButton, PhysKeyCode};

fn lua() -> Lua {
    let lua = Lua::new();
    let wezterm = lua.create_table().unwrap();
    install_action(&lua, &wezterm).unwrap();
    lua.globals()
        .set("act", wezterm.get::<Value>("action").unwrap())
        .unwrap();
    lua
}

fn read(lua: &Lua, code: &str) -> Result<KeyAssignment, String> {
    let value: Value = lua
        .load(format!("return {code}"))
        .eval()
        .map_err(|error| error.to_string())?;
    KeyAssignment::from_lua(&value, &mut Cx::new(lua)).map_err(|error| error.to_string())
}

/// A valid argument for each assignment that takes one.
fn argument(name: &str) -> &'static str {
    match name {
        "ActivateKeyTable" => "{name='t', timeout_milliseconds=5, one_shot=false}",
        "ActivatePaneByIndex" | "ActivateWindow" | "MoveTab" => "2",
        "ActivatePaneDirection" => "'Next'",
        "ActivateTab"
        | "ActivateTabRelative"
        | "ActivateTabRelativeNoWrap"
        | "ActivateWindowRelative"
        | "ActivateWindowRelativeNoWrap"
        | "MoveTabRelative"
        | "ScrollByLine"
        | "ScrollTabBar"
        | "ScrollToPrompt"
        | "SwitchWorkspaceRelative" => "-3",
        "AdjustPaneSize" => "{'Left', 5}",
        "AttachDomain" | "EmitEvent" | "OpenUri" => "'x y'",
        "CharSelect" => "{group='Flags', copy_on_select=false}",
        "ClearScrollback" => "'ScrollbackAndViewport'",
        "CloseCurrentPane" | "CloseCurrentTab" => "{confirm=false}",
        "CompleteSelection" | "CompleteSelectionOrOpenLinkAtMouseCursor" | "CopyTo" => {
            "'Clipboard'"
        }
        "Confirmation" => "{message='m', action='Nop', cancel='Nop'}",
        "CopyTextTo" => "{text='a', destination='PrimarySelection'}",
        "CopyMode" => "{JumpForward={prev_char=true}}",
        "DetachDomain" => "{DomainId=3}",
        "SpawnTab" => "{DomainName='d'}",
        "ExtendSelectionToMouseCursor" | "SelectTextAtMouseCursor" => "'SemanticZone'",
        "InputSelector" => "{action='Nop', choices={{label='a', id='1'}}, fuzzy=true}",
        "Multiple" => "{'Nop', {CopyTo='Clipboard'}, {Multiple={}}}",
        "PaneSelect" => "{alphabet='12', mode='SwapWithActive'}",
        "PasteFrom" => "'PrimarySelection'",
        "PromptInputLine" => "{action={EmitEvent='e'}, description='d', initial_value='i'}",
        "QuickSelectArgs" => "{patterns={'a+'}, action='Nop', scope_lines=4}",
        "RotatePanes" => "'CounterClockwise'",
        "ScrollByPage" => "-0.5",
        "Search" => "{Regex='a|b'}",
        "SendKey" => "{key='b', mods='ALT'}",
        "SendString" => "'\\x1bOP'",
        "SetPaneZoomState" => "true",
        "SetWindowLevel" => "'AlwaysOnTop'",
        "ShowLauncherArgs" => "{flags='FUZZY|TABS', title='t'}",
        "SpawnCommandInNewTab"
        | "SpawnCommandInNewWindow"
        | "SplitHorizontal"
        | "SplitVertical" => "{args={'top'}, cwd='/', set_environment_variables={A='b'}}",
        "SplitPane" => "{direction='Up', size={Cells=3}, top_level=true}",
        "SwitchToWorkspace" => "{name='w', spawn={args={'top'}}}",
        other => panic!("no argument for {other}"),
    }
}

#[test]
fn every_assignment_makes_the_round_trip_in_every_notation() {
    let lua = lua();
    for name in KeyAssignment::NAMES {
        let notations = match KeyAssignment::argument_type(name).unwrap() {
            None => vec![
                format!("'{name}'"),
                format!("act.{name}"),
                format!("act'{name}'"),
            ],
            Some(_) => {
                let argument = argument(name);
                vec![
                    format!("{{{name}={argument}}}"),
                    format!("act.{name}({argument})"),
                    format!("act{{{name}={argument}}}"),
                ]
            }
        };
        let first = read(&lua, &notations[0]).unwrap();
        assert_eq!(first.name(), *name);
        for notation in &notations {
            assert_eq!(read(&lua, notation).as_ref(), Ok(&first), "{notation}");
        }
        let written = first.to_lua(&lua).unwrap();
        assert_eq!(
            KeyAssignment::from_lua(&written, &mut Cx::new(&lua)).unwrap(),
            first
        );
    }
}

#[test]
fn every_copy_mode_action_makes_the_round_trip() {
    let lua = lua();
    for name in config::keys::CopyModeAssignment::NAMES {
        let code = match *name {
            "MoveByPage" => "{MoveByPage=-0.5}".to_owned(),
            "MoveBackwardZoneOfType" | "MoveForwardZoneOfType" => format!("{{{name}='Prompt'}}"),
            "JumpForward" | "JumpBackward" => format!("{{{name}={{prev_char=true}}}}"),
            "SetSelectionMode" => format!("{{{name}='Block'}}"),
            _ => format!("'{name}'"),
        };
        let action = read(&lua, &format!("act.CopyMode({code})")).unwrap();
        let written = action.to_lua(&lua).unwrap();
        assert_eq!(
            KeyAssignment::from_lua(&written, &mut Cx::new(&lua)).unwrap(),
            action
        );
    }
    let none = read(&lua, "act.CopyMode 'SetSelectionMode'").unwrap();
    let written = none.to_lua(&lua).unwrap();
    assert_eq!(
        KeyAssignment::from_lua(&written, &mut Cx::new(&lua)).unwrap(),
        none
    );
}

#[test]
fn every_name_of_the_original_is_known() {
    let lua = lua();
    for line in include_str!("data/key-assignments.tsv").lines().skip(1) {
        let name = line.split('\t').next().unwrap();
        match name.strip_prefix("CopyMode.") {
            Some(name) => assert!(
                config::keys::CopyModeAssignment::NAMES.contains(&name),
                "{name}"
            ),
            None if name.starts_with("wezterm.") => {}
            None => assert!(
                KeyAssignment::NAMES.contains(&name) || read(&lua, &format!("'{name}'")).is_ok(),
                "{name}"
            ),
        }
    }
}

#[test]
fn arguments_with_defaults_may_be_left_out_and_others_may_not() {
    let lua = lua();
    assert_eq!(
        read(&lua, "act.SplitHorizontal"),
        Ok(KeyAssignment::SplitHorizontal(Box::default()))
    );
    assert_eq!(
        read(&lua, "act.SplitHorizontal"),
        read(&lua, "act.SplitHorizontal{}")
    );
    let error = read(&lua, "act.CopyTo").unwrap_err();
    assert!(
        error.contains("CopyTo needs a value: enum{Clipboard|"),
        "{error}"
    );
    let error = read(&lua, "act.ActivateTabb(1)").unwrap_err();
    assert!(
        error.contains("unknown key assignment `ActivateTabb`; did you mean ActivateTab?"),
        "{error}"
    );
    let error = read(&lua, "act.ActivateTab('x')").unwrap_err();
    assert!(
        error.contains("`ActivateTab`: expected an integer, found string \"x\""),
        "{error}"
    );
    assert!(read(&lua, "{}").is_err());
    assert!(read(&lua, "{ActivateTab=1, Nop=2}").is_err());
}

fn bindings(code: &str) -> KeyBindings {
    let lua = lua();
    let table = lua.load(format!("return {code}")).eval().unwrap();
    KeyBindings::new(&Config::from_lua(&lua, &table).unwrap().0)
}

fn event(key: char, unshifted: char, modifiers: Modifiers) -> KeyEvent {
    KeyEvent {
        key: KeyCode::Char(key),
        unshifted: KeyCode::Char(unshifted),
        phys: PhysKeyCode::from_name(&unshifted.to_string()),
        raw: None,
        modifiers,
        leds: Leds::empty(),
        text: None,
        kind: KeyEventKind::Press,
    }
}

const CTRL_SHIFT: Modifiers = Modifiers::CTRL.union(Modifiers::SHIFT);

#[test]
fn a_shifted_letter_is_found_in_each_way_it_is_written() {
    let pressed = event('T', 't', CTRL_SHIFT);
    for code in [
        "key='t', mods='CTRL|SHIFT'",
        "key='T', mods='CTRL|SHIFT'",
        "key='T', mods='CTRL'",
        "key='phys:T', mods='CTRL|SHIFT'",
        "key='mapped:T', mods='CTRL'",
    ] {
        let found = bindings(&format!("{{keys={{{{{code}, action='Show'}}}}}}"));
        assert_eq!(
            found.lookup(None, &pressed),
            Some(&KeyAssignment::Show),
            "{code}"
        );
        let plain = event('t', 't', Modifiers::CTRL);
        assert_eq!(found.lookup(None, &plain), None, "{code}");
    }
    let default = bindings("{}");
    let spawn = KeyAssignment::SpawnTab(SpawnTabDomain::CurrentPaneDomain);
    assert_eq!(default.lookup(None, &pressed), Some(&spawn));
}

#[test]
fn a_shifted_digit_is_found_by_digit_and_by_symbol() {
    let pressed = event('!', '1', CTRL_SHIFT);
    assert_eq!(
        bindings("{}").lookup(None, &pressed),
        Some(&KeyAssignment::ActivateTab(0))
    );
    for code in [
        "key='1', mods='CTRL|SHIFT'",
        "key='!', mods='CTRL|SHIFT'",
        "key='!', mods='CTRL'",
    ] {
        let found = bindings(&format!("{{keys={{{{{code}, action='Show'}}}}}}"));
        assert_eq!(
            found.lookup(None, &pressed),
            Some(&KeyAssignment::Show),
            "{code}"
        );
    }
}

#[test]
fn caps_lock_is_no_shift() {
    let mut pressed = event('C', 'c', Modifiers::CTRL);
    pressed.leds = Leds::CAPS_LOCK;
    assert_eq!(bindings("{}").lookup(None, &pressed), None);
    pressed.modifiers = CTRL_SHIFT;
    assert!(bindings("{}").lookup(None, &pressed).is_some());
}

#[test]
fn positions_are_found_on_any_layout() {
    // The key of T on a Russian layout.
    let mut pressed = event('Е', 'е', CTRL_SHIFT);
    pressed.phys = Some(PhysKeyCode::T);
    let spawn = KeyAssignment::SpawnTab(SpawnTabDomain::CurrentPaneDomain);
    assert_eq!(bindings("{}").lookup(None, &pressed), Some(&spawn));
    // The key of A on a French layout.
    let mut pressed = event('q', 'q', Modifiers::CTRL);
    pressed.phys = Some(PhysKeyCode::A);
    let keys = "keys={{key='a', mods='CTRL', action='Show'}}";
    let found = |preference: &str| {
        bindings(&format!("{{{keys}, key_map_preference='{preference}'}}"))
            .lookup(None, &pressed)
            .cloned()
    };
    assert_eq!(found("Physical"), Some(KeyAssignment::Show));
    assert_eq!(found("Mapped"), None);
    // `CTRL T` of the default bindings is not Ctrl with the key T.
    let physical = bindings("{key_map_preference='Physical'}");
    assert_eq!(
        physical.lookup(None, &event('t', 't', Modifiers::CTRL)),
        None
    );
    assert_eq!(
        physical.lookup(None, &event('1', '1', Modifiers::CTRL)),
        None
    );
    assert!(
        physical
            .lookup(None, &event('T', 't', CTRL_SHIFT))
            .is_some()
    );
}

#[test]
fn default_bindings_can_be_hidden_one_by_one_or_all() {
    let pressed = event('T', 't', CTRL_SHIFT);
    let found =
        bindings("{keys={{key='t', mods='CTRL|SHIFT', action='DisableDefaultAssignment'}}}");
    assert_eq!(found.lookup(None, &pressed), None);
    assert!(found.lookup(None, &event('N', 'n', CTRL_SHIFT)).is_some());
    let found = bindings("{disable_default_key_bindings=true}");
    assert_eq!(found.lookup(None, &pressed), None);
    assert!(found.effective(None).is_empty());
    assert!(found.has_table("copy_mode"));
}

#[test]
fn tables_of_the_user_replace_those_of_the_same_name() {
    let found = bindings(
        "{leader={key='a', mods='CTRL', timeout_milliseconds=500},
          keys={{key='|', mods='LEADER', action='Show'}, {key='raw:38', action='Hide'}},
          key_tables={search_mode={{key='q', action='PopKeyTable'}}, mine={}}}",
    );
    let q = event('q', 'q', Modifiers::empty());
    assert_eq!(
        found.lookup(Some("search_mode"), &q),
        Some(&KeyAssignment::PopKeyTable)
    );
    assert_eq!(found.effective(Some("search_mode")).len(), 1);
    assert!(found.lookup(Some("copy_mode"), &q).is_some());
    assert_eq!(found.lookup(Some("none"), &q), None);
    assert_eq!(
        found.table_names().collect::<Vec<_>>(),
        ["copy_mode", "mine", "search_mode"]
    );
    let leader = found.leader(&event('a', 'a', Modifiers::CTRL)).unwrap();
    assert_eq!(leader.timeout.as_millis(), 500);
    assert!(found.leader(&event('a', 'a', Modifiers::empty())).is_none());
    let pipe = event('|', '\\', Modifiers::LEADER | Modifiers::SHIFT);
    assert_eq!(found.lookup(None, &pipe), Some(&KeyAssignment::Show));
    let numbered = KeyEvent {
        raw: Some(38),
        ..event('z', 'z', Modifiers::empty())
    };
    assert_eq!(found.lookup(None, &numbered), Some(&KeyAssignment::Hide));
    let without_a_name = KeyEvent {
        key: KeyCode::VoidSymbol,
        unshifted: KeyCode::VoidSymbol,
        ..numbered
    };
    assert_eq!(
        found.lookup(None, &without_a_name),
        Some(&KeyAssignment::Hide)
    );
}

#[test]
fn mouse_bindings_are_found_by_screen_and_reporting() {
    let lua = lua();
    let table = lua
        .load(
            "return {mouse_bindings={
                {event={Down={streak=1, button={WheelUp=1}}}, mods='CTRL', action='IncreaseFontSize'},
                {event={Up={streak=1, button='Left'}}, action='Nop', mouse_reporting=true, alt_screen=true},
                {event={Down={streak=3, button='Left'}}, action='DisableDefaultAssignment'},
            }}",
        )
        .eval()
        .unwrap();
    let found = MouseBindings::new(&Config::from_lua(&lua, &table).unwrap().0);
    let press = |streak, button| MousePress { streak, button };
    let wheel = MouseEventTrigger::Down(press(1, MouseButton::WheelUp(5)));
    let none = Modifiers::empty();
    assert_eq!(
        found.lookup(wheel, Modifiers::CTRL, false, true),
        Some(&KeyAssignment::IncreaseFontSize)
    );
    assert_eq!(
        found.lookup(wheel, none, false, false),
        Some(&KeyAssignment::ScrollByCurrentEventWheelDelta)
    );
    assert_eq!(found.lookup(wheel, none, false, true), None);
    let up = MouseEventTrigger::Up(press(1, MouseButton::Left));
    assert_eq!(
        found.lookup(up, none, true, true),
        Some(&KeyAssignment::Nop)
    );
    assert_eq!(found.lookup(up, none, true, false), None);
    let triple = MouseEventTrigger::Down(press(3, MouseButton::Left));
    assert_eq!(found.lookup(triple, none, false, false), None);
}
