use super::*;
use wezterm_types::PhysKeyCode;

const NONE: Modifiers = Modifiers::empty();
const S: Modifiers = Modifiers::SHIFT;
const A: Modifiers = Modifiers::ALT;
const C: Modifiers = Modifiers::CTRL;

fn event(key: KeyCode, modifiers: Modifiers, kind: KeyEventKind) -> KeyEvent {
    KeyEvent {
        key,
        unshifted: match key {
            KeyCode::Char(c) => KeyCode::Char(c.to_ascii_lowercase()),
            other => other,
        },
        phys: None,
        raw: None,
        modifiers,
        leds: Leds::empty(),
        text: match key {
            KeyCode::Char(c) if !modifiers.intersects(C | A) => Some(c.to_string()),
            _ => None,
        },
        kind,
    }
}

fn sent(event: &KeyEvent, flags: u8) -> String {
    let flags = Flags::from_bits_truncate(flags);
    String::from_utf8(encode(event, flags, &Modes::default())).unwrap()
}

fn pressed(key: KeyCode, mods: Modifiers, flags: u8) -> String {
    sent(&event(key, mods, KeyEventKind::Press), flags)
}

/// Flag 1, from the protocol's section "Disambiguate escape codes".
#[test]
fn disambiguate() {
    use KeyCode as K;
    for (key, mods, want) in [
        (K::Char('a'), NONE, "a"),
        (K::Char('A'), S, "A"),
        (K::Char('a'), C, "\x1b[97;5u"),
        (K::Char('a'), A, "\x1b[97;3u"),
        (K::Char('A'), C | S, "\x1b[97;6u"),
        (K::Char('i'), C, "\x1b[105;5u"),
        (K::Escape, NONE, "\x1b[27u"),
        (K::Escape, S, "\x1b[27;2u"),
        (K::Enter, NONE, "\r"),
        (K::Enter, S, "\x1b[13;2u"),
        (K::Tab, NONE, "\t"),
        (K::Tab, C, "\x1b[9;5u"),
        (K::Backspace, NONE, "\x7f"),
        (K::Backspace, C, "\x1b[127;5u"),
        (K::UpArrow, NONE, "\x1b[A"),
        (K::UpArrow, C, "\x1b[1;5A"),
        (K::Home, NONE, "\x1b[H"),
        (K::Delete, NONE, "\x1b[3~"),
        (K::PageUp, S, "\x1b[5;2~"),
        (K::Function(1), NONE, "\x1b[P"),
        (K::Function(2), S, "\x1b[1;2Q"),
        (K::Function(3), NONE, "\x1b[13~"),
        (K::Function(5), NONE, "\x1b[15~"),
        (K::Function(12), NONE, "\x1b[24~"),
        (K::Function(13), NONE, "\x1b[57376u"),
        (K::Numpad(1), NONE, "\x1b[57400u"),
        (K::KeypadEnter, NONE, "\x1b[57414u"),
        (K::Applications, NONE, "\x1b[57363u"),
        (K::LeftShift, S, ""),
    ] {
        assert_eq!(pressed(key, mods, 1), want, "{key:?} {mods}");
    }
    assert_eq!(
        sent(&event(K::Char('a'), NONE, KeyEventKind::Release), 1),
        ""
    );
    assert_eq!(
        sent(&event(K::Char('a'), C, KeyEventKind::Repeat), 1),
        "\x1b[97;5u"
    );
}

/// Flag 2, "Report event types".
#[test]
fn event_types() {
    use KeyCode as K;
    use KeyEventKind::{Press, Release, Repeat};
    for (key, mods, kind, want) in [
        (K::Char('a'), NONE, Press, "a"),
        (K::Char('a'), NONE, Repeat, "a"),
        (K::Char('a'), NONE, Release, "\x1b[97;1:3u"),
        (K::Char('a'), C, Repeat, "\x1b[97;5:2u"),
        (K::UpArrow, NONE, Press, "\x1b[A"),
        (K::UpArrow, NONE, Repeat, "\x1b[1;1:2A"),
        (K::UpArrow, S, Release, "\x1b[1;2:3A"),
        (K::Delete, NONE, Release, "\x1b[3;1:3~"),
        // So that a shell left in this mode still gets its newline alone.
        (K::Enter, NONE, Release, ""),
        (K::Tab, NONE, Release, ""),
        (K::Backspace, NONE, Release, ""),
    ] {
        assert_eq!(sent(&event(key, mods, kind), 3), want, "{key:?} {kind:?}");
    }
    let enter = event(K::Enter, NONE, Release);
    assert_eq!(sent(&enter, 0b1010), "\x1b[13;1:3u");
}

/// Flag 4, "Report alternate keys".
#[test]
fn alternate_keys() {
    let mut key = event(KeyCode::Char('A'), C | S, KeyEventKind::Press);
    assert_eq!(sent(&key, 5), "\x1b[97:65;6u");
    // A Cyrillic layout: the key of US c.
    key = event(KeyCode::Char('с'), C, KeyEventKind::Press);
    key.phys = Some(PhysKeyCode::C);
    assert_eq!(sent(&key, 5), "\x1b[1089::99;5u");
    key = event(KeyCode::Char('!'), C | S, KeyEventKind::Press);
    key.unshifted = KeyCode::Char('1');
    key.phys = Some(PhysKeyCode::K1);
    assert_eq!(sent(&key, 5), "\x1b[49:33;6u");
}

/// Flags 8 and 16, "Report all keys" and "Report text".
#[test]
fn all_keys_and_text() {
    use KeyCode as K;
    assert_eq!(pressed(K::Char('a'), NONE, 8), "\x1b[97u");
    assert_eq!(pressed(K::Char('A'), S, 8), "\x1b[97;2u");
    assert_eq!(pressed(K::Enter, NONE, 8), "\x1b[13u");
    assert_eq!(pressed(K::Tab, NONE, 8), "\x1b[9u");
    assert_eq!(pressed(K::Backspace, NONE, 8), "\x1b[127u");
    assert_eq!(pressed(K::LeftShift, S, 8), "\x1b[57441;2u");
    assert_eq!(pressed(K::RightControl, C, 8), "\x1b[57448;5u");
    assert_eq!(pressed(K::Char('a'), NONE, 24), "\x1b[97;;97u");
    assert_eq!(pressed(K::Char('A'), S, 24), "\x1b[97;2;65u");
    assert_eq!(pressed(K::Char('a'), C, 24), "\x1b[97;5u");
    let mut composed = event(K::Char('é'), NONE, KeyEventKind::Press);
    composed.text = Some("e\u{301}".into());
    assert_eq!(sent(&composed, 24), "\x1b[233;;101:769u");
    // Without flag 8, text is never associated.
    assert_eq!(pressed(K::Char('a'), A, 17), "\x1b[97;3u");
}

#[test]
fn locks_count_where_nothing_is_typed() {
    let mut key = event(KeyCode::UpArrow, NONE, KeyEventKind::Press);
    key.leds = Leds::CAPS_LOCK | Leds::NUM_LOCK;
    assert_eq!(sent(&key, 1), "\x1b[1;193A");
    key = event(KeyCode::Char('a'), C, KeyEventKind::Press);
    key.leds = Leds::CAPS_LOCK;
    assert_eq!(sent(&key, 1), "\x1b[97;5u");
    assert_eq!(sent(&key, 9), "\x1b[97;69u");
}

#[test]
fn text_of_an_input_method_is_the_key_zero() {
    let sent = |flags| encode_text("日本", Flags::from_bits_truncate(flags));
    assert_eq!(sent(24), b"\x1b[0;;26085:26412u");
    assert_eq!(sent(8), "日本".as_bytes());
    assert_eq!(sent(0), "日本".as_bytes());
}
