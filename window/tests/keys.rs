//! Keys typed on a real compositor arrive under the names configurations use.

mod support;

use e2e::{Modifier, Options, Outcome};
use support::Probe;
use wezterm_types::{KeyCode, KeyEvent, KeyEventKind, Leds, Modifiers, PhysKeyCode};

#[test]
fn letters_carry_layout_position_and_text() -> Outcome {
    e2e::run("window-letters", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "keys")?;
        desktop.keyboard()?.tap(&[], "a")?;
        let pressed = probe.key_press()?;
        assert_eq!(
            pressed,
            KeyEvent {
                key: KeyCode::Char('a'),
                unshifted: KeyCode::Char('a'),
                phys: Some(PhysKeyCode::A),
                raw: Some(38),
                modifiers: Modifiers::empty(),
                leds: Leds::empty(),
                text: Some("a".to_owned()),
                kind: KeyEventKind::Press,
            }
        );
        let released = probe.key()?;
        assert_eq!(released.kind, KeyEventKind::Release);
        assert_eq!(released.key, KeyCode::Char('a'));

        desktop.keyboard()?.tap(&[Modifier::Shift], "a")?;
        let shift = probe.key_press()?;
        assert_eq!(shift.key, KeyCode::LeftShift);
        assert_eq!(shift.modifiers, Modifiers::SHIFT);
        let upper = probe.key_press()?;
        assert_eq!(upper.key, KeyCode::Char('A'));
        assert_eq!(upper.unshifted, KeyCode::Char('a'));
        assert_eq!(upper.modifiers, Modifiers::SHIFT);
        assert_eq!(upper.text.as_deref(), Some("A"));
        Ok(())
    })
}

#[test]
fn modifiers_and_named_keys() -> Outcome {
    e2e::run("window-named-keys", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "keys")?;
        let cases: &[(&[Modifier], &str, KeyCode, Modifiers)] = &[
            (&[Modifier::Ctrl], "c", KeyCode::Char('c'), Modifiers::CTRL),
            (&[Modifier::Alt], "x", KeyCode::Char('x'), Modifiers::ALT),
            (
                &[Modifier::Super],
                "n",
                KeyCode::Char('n'),
                Modifiers::SUPER,
            ),
            (
                &[Modifier::Ctrl, Modifier::Shift],
                "t",
                KeyCode::Char('T'),
                Modifiers::CTRL.union(Modifiers::SHIFT),
            ),
            (&[], "Left", KeyCode::LeftArrow, Modifiers::empty()),
            (&[Modifier::Shift], "Up", KeyCode::UpArrow, Modifiers::SHIFT),
            (&[], "Home", KeyCode::Home, Modifiers::empty()),
            (&[], "Page_Down", KeyCode::PageDown, Modifiers::empty()),
            (&[], "Delete", KeyCode::Delete, Modifiers::empty()),
            (&[], "BackSpace", KeyCode::Backspace, Modifiers::empty()),
            (&[], "Return", KeyCode::Enter, Modifiers::empty()),
            (&[Modifier::Shift], "Tab", KeyCode::Tab, Modifiers::SHIFT),
            (&[], "Escape", KeyCode::Escape, Modifiers::empty()),
            (&[], "space", KeyCode::Char(' '), Modifiers::empty()),
            (&[], "F1", KeyCode::Function(1), Modifiers::empty()),
            (
                &[Modifier::Ctrl],
                "F12",
                KeyCode::Function(12),
                Modifiers::CTRL,
            ),
            (&[], "KP_Enter", KeyCode::KeypadEnter, Modifiers::empty()),
            (
                &[],
                "KP_4",
                KeyCode::ApplicationLeftArrow,
                Modifiers::empty(),
            ),
            (&[], "KP_5", KeyCode::KeypadBegin, Modifiers::empty()),
            (&[], "KP_Add", KeyCode::Add, Modifiers::empty()),
        ];
        for (held, name, key, modifiers) in cases {
            desktop.keyboard()?.tap(held, name)?;
            let event = probe.plain_key_press()?;
            assert_eq!((event.key, event.modifiers), (*key, *modifiers), "{name}");
            let types = modifiers.is_empty() && matches!(key, KeyCode::Char(_) | KeyCode::Add);
            assert_eq!(event.text.is_some(), types, "{name} types {:?}", event.text);
        }
        desktop.keyboard()?.set_locks(false, true)?;
        desktop.keyboard()?.tap(&[], "KP_7")?;
        let seven = probe.plain_key_press()?;
        assert_eq!(
            (seven.key, seven.phys),
            (KeyCode::Numpad(7), Some(PhysKeyCode::Keypad7))
        );
        assert_eq!(seven.text.as_deref(), Some("7"));
        assert_eq!(seven.leds, Leds::NUM_LOCK);
        Ok(())
    })
}

#[test]
fn other_layouts_third_levels_and_dead_keys() -> Outcome {
    let options = Options {
        layout: "de".to_owned(),
        ..Options::default()
    };
    e2e::run("window-layouts", options, |desktop| {
        let mut probe = Probe::start(desktop, "keys")?;
        // The key that types `y` on the US layout types `z` here.
        desktop.keyboard()?.tap(&[], "y")?;
        let z = probe.plain_key_press()?;
        assert_eq!((z.key, z.phys), (KeyCode::Char('z'), Some(PhysKeyCode::Y)));

        desktop.keyboard()?.tap(&[Modifier::AltGr], "q")?;
        let at = probe.plain_key_press()?;
        assert_eq!(at.key, KeyCode::Char('@'));
        assert_eq!(at.unshifted, KeyCode::Char('q'));
        assert_eq!(at.modifiers, Modifiers::empty());
        assert_eq!(at.text.as_deref(), Some("@"));

        // The acute accent waits for its letter.
        desktop.keyboard()?.tap(&[], "=")?;
        desktop.keyboard()?.tap(&[], "e")?;
        let composed = probe.plain_key_press()?;
        assert_eq!(composed.key, KeyCode::Char('é'));
        assert_eq!(composed.text.as_deref(), Some("é"));
        assert_eq!(composed.phys, Some(PhysKeyCode::E));

        probe.tell("dead-keys keys off")?;
        desktop.keyboard()?.tap(&[], "=")?;
        desktop.keyboard()?.tap(&[], "e")?;
        assert_eq!(probe.plain_key_press()?.text.as_deref(), Some("´"));
        assert_eq!(probe.plain_key_press()?.text.as_deref(), Some("e"));
        Ok(())
    })
}

#[test]
fn a_held_key_repeats_until_it_is_let_go() -> Outcome {
    e2e::run("window-repeat", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "keys")?;
        desktop.keyboard()?.press_code(30)?;
        assert_eq!(probe.key()?.kind, KeyEventKind::Press);
        let repeat = probe.key()?;
        assert_eq!(repeat.kind, KeyEventKind::Repeat);
        assert_eq!(repeat.text.as_deref(), Some("a"));
        desktop.keyboard()?.release_code(30)?;
        probe.key_where("a release", |key| key.kind == KeyEventKind::Release)?;
        Ok(())
    })
}

#[test]
fn text_that_no_layout_has_arrives_too() -> Outcome {
    e2e::run("window-unicode", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "keys")?;
        desktop.keyboard()?.type_text("λ→字")?;
        for expected in ["λ", "→", "字"] {
            assert_eq!(probe.plain_key_press()?.text.as_deref(), Some(expected));
        }
        Ok(())
    })
}
