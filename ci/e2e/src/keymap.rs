use rustix::fs::{MemfdFlags, memfd_create};
use std::io::Write;
use std::os::fd::OwnedFd;

/// Where a key sits: its Linux evdev code (`linux/input-event-codes.h`).
pub(crate) type Code = u32;

pub(crate) const LEFT_SHIFT: Code = 42;

/// Keys by their names, the names being those of X keysyms where there are
/// such names (`Left`, `Return`, `KP_7`).
#[rustfmt::skip]
const NAMED: &[(&str, Code)] = &[
    ("Escape", 1), ("BackSpace", 14), ("Tab", 15), ("Return", 28), ("space", 57),
    ("Home", 102), ("Up", 103), ("Page_Up", 104), ("Left", 105), ("Right", 106),
    ("End", 107), ("Down", 108), ("Page_Down", 109), ("Insert", 110), ("Delete", 111),
    ("F1", 59), ("F2", 60), ("F3", 61), ("F4", 62), ("F5", 63), ("F6", 64), ("F7", 65),
    ("F8", 66), ("F9", 67), ("F10", 68), ("F11", 87), ("F12", 88),
    ("KP_7", 71), ("KP_8", 72), ("KP_9", 73), ("KP_Subtract", 74), ("KP_4", 75),
    ("KP_5", 76), ("KP_6", 77), ("KP_Add", 78), ("KP_1", 79), ("KP_2", 80),
    ("KP_3", 81), ("KP_0", 82), ("KP_Decimal", 83), ("KP_Enter", 96),
    ("KP_Divide", 98), ("KP_Multiply", 55), ("Menu", 127), ("Pause", 119),
    ("Shift_L", 42), ("Shift_R", 54), ("Control_L", 29), ("Control_R", 97),
    ("Alt_L", 56), ("Alt_R", 100), ("Super_L", 125), ("Super_R", 126),
    ("Caps_Lock", 58), ("Num_Lock", 69),
];

/// The rows of character keys of the US layout: first code, then what they
/// type without and with Shift.
const ROWS: &[(Code, &str, &str)] = &[
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", "ASDFGHJKL:\"~"),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
];

/// The key of a name, or the key that types a single character on the US
/// layout.
pub(crate) fn code_of(name: &str) -> Option<Code> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return typed_by(c).map(|(code, _)| code);
    }
    NAMED
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, code)| *code)
}

/// The key that types `c` on the US layout, and whether with Shift.
pub(crate) fn typed_by(c: char) -> Option<(Code, bool)> {
    match c {
        ' ' => return Some((57, false)),
        '\n' => return Some((28, false)),
        '\t' => return Some((15, false)),
        _ => {}
    }
    ROWS.iter().find_map(|(first, plain, shifted)| {
        let offset = |keys: &str| keys.chars().position(|key| key == c);
        let found = match (offset(plain), offset(shifted)) {
            (Some(at), _) => (at, false),
            (None, Some(at)) => (at, true),
            (None, None) => return None,
        };
        let at = u32::try_from(found.0).ok()?;
        Some((first + at, found.1))
    })
}

/// A keymap of an XKB layout such as `us`, `de` or `us(intl)`, in memory that
/// can be sent, with its length including the NUL at its end.
pub(crate) fn xkb_keymap(layout: &str) -> std::io::Result<(OwnedFd, u32)> {
    let text = format!(
        "xkb_keymap {{\n\
         xkb_keycodes {{ include \"evdev+aliases(qwerty)\" }};\n\
         xkb_types {{ include \"complete\" }};\n\
         xkb_compat {{ include \"complete\" }};\n\
         xkb_symbols {{ include \"pc+{layout}+inet(evdev)\" }};\n\
         }};\n\0"
    );
    let fd = memfd_create("keymap", MemfdFlags::CLOEXEC)?;
    let mut file = std::fs::File::from(fd);
    file.write_all(text.as_bytes())?;
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    Ok((file.into(), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_printable_ascii_character_has_a_key() {
        for c in ' '..='~' {
            assert!(typed_by(c).is_some(), "{c:?}");
        }
        assert_eq!(typed_by('a'), Some((30, false)));
        assert_eq!(typed_by('?'), Some((53, true)));
        assert_eq!(typed_by('`'), Some((41, false)));
        assert_eq!(typed_by('é'), None);
    }

    #[test]
    fn keys_are_found_by_name() {
        assert_eq!(code_of("F12"), Some(88));
        assert_eq!(code_of("q"), Some(16));
        assert_eq!(code_of("Nope"), None);
    }
}
