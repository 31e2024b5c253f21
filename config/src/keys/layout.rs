//! The US layout, in whose terms bindings are written and physical keys named.

use wezterm_types::{KeyCode, PhysKeyCode};

/// Key, character, and character with Shift.
const US: [(PhysKeyCode, char, char); 22] = {
    use PhysKeyCode as P;
    [
        (P::K1, '1', '!'),
        (P::K2, '2', '@'),
        (P::K3, '3', '#'),
        (P::K4, '4', '$'),
        (P::K5, '5', '%'),
        (P::K6, '6', '^'),
        (P::K7, '7', '&'),
        (P::K8, '8', '*'),
        (P::K9, '9', '('),
        (P::K0, '0', ')'),
        (P::Minus, '-', '_'),
        (P::Equal, '=', '+'),
        (P::LeftBracket, '[', '{'),
        (P::RightBracket, ']', '}'),
        (P::Backslash, '\\', '|'),
        (P::Semicolon, ';', ':'),
        (P::Quote, '\'', '"'),
        (P::Comma, ',', '<'),
        (P::Period, '.', '>'),
        (P::Slash, '/', '?'),
        (P::Grave, '`', '~'),
        (P::Space, ' ', ' '),
    ]
};

/// What Shift makes of a character.
pub(super) fn shifted(c: char) -> Option<char> {
    if c.is_ascii_lowercase() {
        return Some(c.to_ascii_uppercase());
    }
    US.iter()
        .find(|(_, plain, upper)| *plain == c && *upper != c)
        .map(|(_, _, upper)| *upper)
}

/// Whether a key types this only with Shift.
pub(super) fn needs_shift(key: KeyCode) -> bool {
    let KeyCode::Char(c) = key else { return false };
    c.is_uppercase()
        || US
            .iter()
            .any(|(_, plain, upper)| *upper == c && *plain != c)
}

/// Where the key that types `key` sits.
pub(super) fn position(key: KeyCode) -> Option<PhysKeyCode> {
    let c = match key {
        KeyCode::Char(c) => c,
        KeyCode::Enter => return Some(PhysKeyCode::Return),
        KeyCode::Function(_) => return PhysKeyCode::from_name(&key.to_string()),
        KeyCode::Numpad(n) => return PhysKeyCode::from_name(&format!("Keypad{n}")),
        // Most other keys have the same name in both lists.
        other => return PhysKeyCode::from_name(&other.to_string()),
    };
    if c.is_ascii_alphabetic() {
        return PhysKeyCode::from_name(&c.to_string());
    }
    US.iter()
        .find(|(_, plain, upper)| *plain == c || *upper == c)
        .map(|(phys, ..)| *phys)
}

/// What a key types on the US layout without Shift.
pub fn us_character(phys: PhysKeyCode) -> Option<char> {
    if let Some((_, plain, _)) = US.iter().find(|(known, ..)| *known == phys) {
        return Some(*plain);
    }
    let name = phys.to_string();
    let mut chars = name.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii_alphabetic() => Some(c.to_ascii_lowercase()),
        _ => None,
    }
}
