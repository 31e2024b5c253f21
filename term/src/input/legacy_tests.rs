use super::*;
use wezterm_types::{KeyEventKind, PhysKeyCode};

/// A press of a key; text as a layout would give it.
fn press(key: KeyCode, modifiers: Modifiers) -> KeyEvent {
    let unshifted = match key {
        KeyCode::Char(c) => KeyCode::Char(c.to_ascii_lowercase()),
        other => other,
    };
    KeyEvent {
        key,
        unshifted,
        phys: None,
        raw: None,
        modifiers,
        leds: Leds::empty(),
        text: match key {
            KeyCode::Char(c) if !modifiers.contains(Modifiers::CTRL) => Some(c.to_string()),
            _ => None,
        },
        kind: KeyEventKind::Press,
    }
}

fn sent(key: KeyCode, modifiers: Modifiers, modes: Modes) -> String {
    String::from_utf8(encode(&press(key, modifiers), &modes)).unwrap()
}

const NONE: Modifiers = Modifiers::empty();
const S: Modifiers = Modifiers::SHIFT;
const A: Modifiers = Modifiers::ALT;
const C: Modifiers = Modifiers::CTRL;

/// xterm's ctlseqs, "PC-Style Function Keys" and "VT220-Style Function Keys".
#[test]
fn function_keys() {
    use KeyCode as K;
    for (key, mods, want) in [
        (K::UpArrow, NONE, "\x1b[A"),
        (K::DownArrow, S, "\x1b[1;2B"),
        (K::RightArrow, C, "\x1b[1;5C"),
        (K::LeftArrow, A | S | C, "\x1b[1;8D"),
        (K::ApplicationLeftArrow, NONE, "\x1b[D"),
        (K::Home, NONE, "\x1b[H"),
        (K::End, A, "\x1b[1;3F"),
        (K::Insert, NONE, "\x1b[2~"),
        (K::Delete, C, "\x1b[3;5~"),
        (K::PageUp, NONE, "\x1b[5~"),
        (K::PageDown, S, "\x1b[6;2~"),
        (K::Function(1), NONE, "\x1bOP"),
        (K::Function(3), C, "\x1b[1;5R"),
        (K::Function(4), NONE, "\x1bOS"),
        (K::Function(5), NONE, "\x1b[15~"),
        (K::Function(6), S, "\x1b[17;2~"),
        (K::Function(10), NONE, "\x1b[21~"),
        (K::Function(11), NONE, "\x1b[23~"),
        (K::Function(12), NONE, "\x1b[24~"),
        (K::Function(13), NONE, "\x1b[25~"),
        (K::Function(20), NONE, "\x1b[34~"),
        (K::Function(24), NONE, "\x1b[45~"),
        (K::Function(25), NONE, ""),
        (K::KeypadBegin, NONE, "\x1b[E"),
        (K::VolumeUp, NONE, ""),
        (K::LeftShift, S, ""),
    ] {
        assert_eq!(sent(key, mods, Modes::default()), want, "{key:?} {mods}");
    }
}

#[test]
fn application_cursor_keys() {
    let modes = Modes {
        app_cursor: true,
        ..Modes::default()
    };
    assert_eq!(sent(KeyCode::UpArrow, NONE, modes), "\x1bOA");
    assert_eq!(sent(KeyCode::Home, NONE, modes), "\x1bOH");
    assert_eq!(sent(KeyCode::UpArrow, C, modes), "\x1b[1;5A");
    assert_eq!(sent(KeyCode::PageUp, NONE, modes), "\x1b[5~");
}

#[test]
fn keypad_keys() {
    let modes = Modes {
        app_keypad: true,
        ..Modes::default()
    };
    assert_eq!(sent(KeyCode::Numpad(7), NONE, Modes::default()), "7");
    assert_eq!(sent(KeyCode::Numpad(7), NONE, modes), "\x1bOw");
    assert_eq!(sent(KeyCode::KeypadEnter, NONE, modes), "\x1bOM");
    assert_eq!(sent(KeyCode::KeypadEnter, NONE, Modes::default()), "\r");
    assert_eq!(sent(KeyCode::Add, NONE, modes), "\x1bOk");
    let mut with_num_lock = press(KeyCode::Numpad(7), NONE);
    with_num_lock.leds = Leds::NUM_LOCK;
    assert_eq!(encode(&with_num_lock, &modes), b"7");
}

#[test]
fn characters_and_their_modifiers() {
    use KeyCode as K;
    for (key, mods, want) in [
        (K::Char('a'), NONE, "a"),
        (K::Char('A'), S, "A"),
        (K::Char('é'), A, "\x1bé"),
        (K::Char('a'), A, "\x1ba"),
        (K::Char('a'), C, "\x01"),
        (K::Char('A'), C | S, "\x01"),
        (K::Char('z'), C | A, "\x1b\x1a"),
        (K::Char('@'), C | S, "\0"),
        (K::Char(' '), C, "\0"),
        (K::Char('2'), C, "\0"),
        (K::Char('3'), C, "\x1b"),
        (K::Char('4'), C, "\x1c"),
        (K::Char('5'), C, "\x1d"),
        (K::Char('6'), C, "\x1e"),
        (K::Char('7'), C, "\x1f"),
        (K::Char('8'), C, "\x7f"),
        (K::Char('9'), C, "9"),
        (K::Char('/'), C, "\x1f"),
        (K::Char('['), C, "\x1b"),
        (K::Char(']'), C, "\x1d"),
        (K::Enter, NONE, "\r"),
        (K::Enter, A, "\x1b\r"),
        (K::Enter, S, "\r"),
        (K::Tab, NONE, "\t"),
        (K::Tab, S, "\x1b[Z"),
        (K::Tab, S | A, "\x1b\x1b[Z"),
        (K::Escape, NONE, "\x1b"),
        (K::Escape, A, "\x1b\x1b"),
        (K::Backspace, NONE, "\x7f"),
        (K::Backspace, C, "\x08"),
        (K::Backspace, A, "\x1b\x7f"),
    ] {
        assert_eq!(sent(key, mods, Modes::default()), want, "{key:?} {mods}");
    }
}

#[test]
fn composed_text_is_sent_whole() {
    let mut event = press(KeyCode::Char('e'), NONE);
    event.text = Some("e\u{301}".into());
    assert_eq!(encode(&event, &Modes::default()), "e\u{301}".as_bytes());
}

#[test]
fn newline_mode() {
    let modes = Modes {
        newline: true,
        ..Modes::default()
    };
    assert_eq!(sent(KeyCode::Enter, NONE, modes), "\r\n");
}

/// From xterm's table of modified keys (modifyOtherKeys, formatOtherKeys 0).
#[test]
fn modify_other_keys() {
    use KeyCode as K;
    let level = |modify_other_keys| Modes {
        modify_other_keys,
        ..Modes::default()
    };
    for (key, mods, one, two) in [
        (K::Char('a'), C, "\x01", "\x1b[27;5;97~"),
        (K::Char('A'), S, "A", "A"),
        (K::Char('A'), C | S, "\x01", "\x1b[27;6;65~"),
        (K::Char('a'), A, "\x1ba", "\x1b[27;3;97~"),
        (K::Char('9'), C, "\x1b[27;5;57~", "\x1b[27;5;57~"),
        (K::Char(';'), C, "\x1b[27;5;59~", "\x1b[27;5;59~"),
        (K::Enter, NONE, "\r", "\r"),
        (K::Enter, C, "\x1b[27;5;13~", "\x1b[27;5;13~"),
        (K::Enter, S, "\x1b[27;2;13~", "\x1b[27;2;13~"),
        (K::Tab, C, "\x1b[27;5;9~", "\x1b[27;5;9~"),
        (K::Tab, S, "\x1b[Z", "\x1b[Z"),
        (K::UpArrow, C, "\x1b[1;5A", "\x1b[1;5A"),
    ] {
        assert_eq!(sent(key, mods, level(1)), one, "level 1: {key:?} {mods}");
        assert_eq!(sent(key, mods, level(2)), two, "level 2: {key:?} {mods}");
    }
}

#[test]
fn csi_u() {
    let modes = Modes {
        csi_u: true,
        ..Modes::default()
    };
    for (key, mods, want) in [
        (KeyCode::Char('a'), C, "\x01"),
        (KeyCode::Char('i'), C, "\x1b[105;5u"),
        (KeyCode::Char('A'), C | S, "\x1b[97;6u"),
        (KeyCode::Char('9'), C, "\x1b[57;5u"),
        (KeyCode::Char('a'), A, "\x1ba"),
        (KeyCode::Enter, S, "\x1b[13;2u"),
        (KeyCode::Char('a'), NONE, "a"),
    ] {
        assert_eq!(sent(key, mods, modes), want, "{key:?} {mods}");
    }
}

#[test]
fn control_reaches_programs_on_layouts_of_other_alphabets() {
    // The key of US c on a Cyrillic layout, and that of [ on a Greek one.
    for (c, phys, want) in [
        ('с', PhysKeyCode::C, "\x03"),
        ('С', PhysKeyCode::C, "\x03"),
        ('х', PhysKeyCode::LeftBracket, "\x1b"),
        ('я', PhysKeyCode::Z, "\x1a"),
    ] {
        let mut event = press(KeyCode::Char(c), C);
        event.phys = Some(phys);
        assert_eq!(encode(&event, &Modes::default()), want.as_bytes(), "{c}");
        event.modifiers = C | A;
        let with_alt = [b"\x1b", want.as_bytes()].concat();
        assert_eq!(encode(&event, &Modes::default()), with_alt, "{c}");
    }
    let mut alone = press(KeyCode::Char('с'), A);
    alone.phys = Some(PhysKeyCode::C);
    assert_eq!(encode(&alone, &Modes::default()), "\x1bс".as_bytes());
}
