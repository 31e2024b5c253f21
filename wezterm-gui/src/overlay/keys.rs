//! What a key means to a text field.

use wezterm_types::{KeyEvent, Modifiers};

/// The text a key types, if it types any: no controls, and no letters that
/// were pressed with Ctrl, Alt or Super.
pub(crate) fn typed_text(event: &KeyEvent) -> Option<&str> {
    let commands = Modifiers::CTRL | Modifiers::ALT | Modifiers::SUPER | Modifiers::LEADER;
    if event.modifiers.intersects(commands) {
        return None;
    }
    event
        .text
        .as_deref()
        .filter(|text| !text.is_empty() && !text.chars().any(char::is_control))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use wezterm_types::{KeyCode, KeyEventKind, Leds};

    /// A pressed key, for tests of overlays.
    pub(crate) fn press(key: KeyCode, modifiers: Modifiers) -> KeyEvent {
        KeyEvent {
            key,
            unshifted: key,
            phys: None,
            raw: None,
            modifiers,
            leds: Leds::empty(),
            text: match key {
                KeyCode::Char(c) => Some(c.to_string()),
                _ => None,
            },
            kind: KeyEventKind::Press,
        }
    }

    #[test]
    fn commands_are_no_text() {
        let none = Modifiers::empty();
        assert_eq!(typed_text(&press(KeyCode::Char('a'), none)), Some("a"));
        assert_eq!(
            typed_text(&press(KeyCode::Char('A'), Modifiers::SHIFT)),
            Some("A")
        );
        assert_eq!(
            typed_text(&press(KeyCode::Char('a'), Modifiers::CTRL)),
            None
        );
        assert_eq!(typed_text(&press(KeyCode::Enter, none)), None);
        let mut escape = press(KeyCode::Escape, none);
        escape.text = Some("\u{1b}".to_owned());
        assert_eq!(typed_text(&escape), None);
    }
}
