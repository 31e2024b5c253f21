use super::*;
use wezterm_types::PhysKeyCode;
use winit::keyboard::{KeyCode as WinitCode, NamedKey, NativeKey, NativeKeyCode};

fn raw(logical: Key, unmodified: Key, code: WinitCode, text: Option<&str>) -> RawKey {
    RawKey {
        logical,
        unmodified,
        physical: PhysicalKey::Code(code),
        location: KeyLocation::Standard,
        text: text.map(str::to_owned),
        kind: KeyEventKind::Press,
    }
}

fn character(c: &str) -> Key {
    Key::Character(c.into())
}

fn press(keyboard: &mut Keyboard, raw: &RawKey) -> KeyEvent {
    match keyboard.translate(raw, true) {
        Translated::Key(event) => event,
        other => panic!("{raw:?} came to {other:?}"),
    }
}

#[test]
fn shift_is_applied_to_the_key_and_not_to_the_unshifted_one() {
    let mut keyboard = Keyboard::default();
    assert!(keyboard.set_modifiers(ModifiersState::SHIFT));
    assert!(!keyboard.set_modifiers(ModifiersState::SHIFT));
    let event = press(
        &mut keyboard,
        &raw(character("A"), character("a"), WinitCode::KeyA, Some("A")),
    );
    assert_eq!(event.key, KeyCode::Char('A'));
    assert_eq!(event.unshifted, KeyCode::Char('a'));
    assert_eq!(event.phys, Some(PhysKeyCode::A));
    assert_eq!(event.modifiers, Modifiers::SHIFT);
    assert_eq!(event.text.as_deref(), Some("A"));
    assert_eq!(event.leds, Leds::empty());
}

#[test]
fn control_characters_and_shortcuts_carry_no_text() {
    let mut keyboard = Keyboard::default();
    let enter = Key::Named(NamedKey::Enter);
    let event = press(
        &mut keyboard,
        &raw(enter.clone(), enter, WinitCode::Enter, Some("\r")),
    );
    assert_eq!((event.key, event.text), (KeyCode::Enter, None));
    keyboard.set_modifiers(ModifiersState::CONTROL);
    let event = press(
        &mut keyboard,
        &raw(character("c"), character("c"), WinitCode::KeyC, Some("c")),
    );
    assert_eq!((event.key, event.text), (KeyCode::Char('c'), None));
    assert_eq!(event.modifiers, Modifiers::CTRL);
}

#[test]
fn a_release_types_nothing() {
    let mut keyboard = Keyboard::default();
    let mut key = raw(character("a"), character("a"), WinitCode::KeyA, Some("a"));
    key.kind = KeyEventKind::Release;
    let event = press(&mut keyboard, &key);
    assert_eq!((event.kind, event.text), (KeyEventKind::Release, None));
}

#[test]
fn the_keypad_is_told_apart() {
    let mut keyboard = Keyboard::default();
    let mut key = raw(
        character("7"),
        Key::Named(NamedKey::Home),
        WinitCode::Numpad7,
        Some("7"),
    );
    key.location = KeyLocation::Numpad;
    let event = press(&mut keyboard, &key);
    assert_eq!(
        (event.key, event.unshifted),
        (KeyCode::Numpad(7), KeyCode::Numpad(7))
    );
    assert_eq!(event.phys, Some(PhysKeyCode::Keypad7));
    assert_eq!(event.leds, Leds::NUM_LOCK);

    let enter = Key::Named(NamedKey::Enter);
    let mut key = raw(enter.clone(), enter, WinitCode::NumpadEnter, Some("\r"));
    key.location = KeyLocation::Numpad;
    assert_eq!(press(&mut keyboard, &key).key, KeyCode::KeypadEnter);

    let left = Key::Named(NamedKey::ArrowLeft);
    let mut key = raw(left.clone(), left, WinitCode::Numpad4, None);
    key.location = KeyLocation::Numpad;
    let event = press(&mut keyboard, &key);
    assert_eq!(event.key, KeyCode::ApplicationLeftArrow);
    assert_eq!(event.leds, Leds::empty());

    let begin = Key::Unidentified(NativeKey::Xkb(0xff9d));
    let mut key = raw(begin.clone(), begin, WinitCode::Numpad5, None);
    key.location = KeyLocation::Numpad;
    assert_eq!(press(&mut keyboard, &key).key, KeyCode::KeypadBegin);
}

#[test]
fn modifier_keys_include_themselves_while_down() {
    let mut keyboard = Keyboard::default();
    let shift = Key::Named(NamedKey::Shift);
    let mut key = raw(shift.clone(), shift, WinitCode::ShiftRight, None);
    key.location = KeyLocation::Right;
    let event = press(&mut keyboard, &key);
    assert_eq!(
        (event.key, event.modifiers),
        (KeyCode::RightShift, Modifiers::SHIFT)
    );
    keyboard.set_modifiers(ModifiersState::SHIFT);
    key.kind = KeyEventKind::Release;
    assert_eq!(press(&mut keyboard, &key).modifiers, Modifiers::empty());
}

#[test]
fn caps_lock_is_learned_from_the_case_of_letters() {
    let mut keyboard = Keyboard::default();
    let caps = raw(character("A"), character("a"), WinitCode::KeyA, Some("A"));
    assert_eq!(press(&mut keyboard, &caps).leds, Leds::CAPS_LOCK);
    let digit = raw(character("1"), character("1"), WinitCode::Digit1, Some("1"));
    assert_eq!(press(&mut keyboard, &digit).leds, Leds::CAPS_LOCK);
    let plain = raw(character("a"), character("a"), WinitCode::KeyA, Some("a"));
    assert_eq!(press(&mut keyboard, &plain).leds, Leds::empty());
}

#[test]
fn dead_keys_compose_or_type_as_configured() {
    let mut keyboard = Keyboard::default();
    let dead = raw(
        Key::Dead(Some('´')),
        Key::Dead(Some('´')),
        WinitCode::Equal,
        None,
    );
    assert_eq!(keyboard.translate(&dead, true), Translated::Composing);
    match keyboard.translate(&dead, false) {
        Translated::DeadKeyTyped(event) => {
            assert_eq!(event.key, KeyCode::Char('´'));
            assert_eq!(event.text.as_deref(), Some("´"));
        }
        other => panic!("{other:?}"),
    }
    // The next letter was composed before anybody could stop it.
    let late = raw(character("é"), character("e"), WinitCode::KeyE, Some("é"));
    match keyboard.translate(&late, false) {
        Translated::Key(event) => {
            assert_eq!(event.key, KeyCode::Char('e'));
            assert_eq!(event.text.as_deref(), Some("e"));
        }
        other => panic!("{other:?}"),
    }
    let composed = raw(character("é"), character("e"), WinitCode::KeyE, Some("é"));
    let event = press(&mut keyboard, &composed);
    assert_eq!(event.text.as_deref(), Some("é"));
    assert_eq!(event.unshifted, KeyCode::Char('e'));
}

#[test]
fn keys_without_a_name_have_a_number_or_are_not_reported() {
    let mut keyboard = Keyboard::default();
    let unknown = Key::Unidentified(NativeKey::Unidentified);
    let mut key = raw(unknown.clone(), unknown, WinitCode::KeyA, None);
    let event = press(&mut keyboard, &key);
    assert_eq!((event.key, event.raw), (KeyCode::VoidSymbol, Some(38)));
    key.physical = PhysicalKey::Unidentified(NativeKeyCode::Unidentified);
    assert_eq!(keyboard.translate(&key, true), Translated::Unknown);
}

#[test]
fn function_keys_go_as_far_as_keyboards_and_programs_do() {
    let mut keyboard = Keyboard::default();
    for (name, number) in [(NamedKey::F1, 1), (NamedKey::F24, 24), (NamedKey::F35, 35)] {
        let key = Key::Named(name);
        let event = press(&mut keyboard, &raw(key.clone(), key, WinitCode::F1, None));
        assert_eq!(event.key, KeyCode::Function(number));
    }
}
