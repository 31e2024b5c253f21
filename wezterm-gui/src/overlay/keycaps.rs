//! Keys as they are written for people (`ui_key_cap_rendering`).

use config::keys::{Key, KeySpec};
use config::structs::UIKeyCapRendering as Rendering;
use wezterm_types::{KeyCode, Modifiers};

/// A binding's key, such as `Ctrl+Shift+P`.
pub(crate) fn key_cap(key: &Key, rendering: Rendering) -> String {
    let mut mods = key.mods;
    let name = match key.key {
        KeySpec::Plain(KeyCode::Char(c)) | KeySpec::Mapped(KeyCode::Char(c)) => match c {
            ' ' => "Space".to_owned(),
            c if c.is_uppercase() && rendering != Rendering::Emacs => {
                mods |= Modifiers::SHIFT;
                c.to_string()
            }
            c if rendering == Rendering::Emacs => c.to_string(),
            c => c.to_uppercase().to_string(),
        },
        other => other.to_string(),
    };
    let names: [(Modifiers, &str); 5] = match rendering {
        Rendering::UnixLong => [
            (Modifiers::SUPER, "Super"),
            (Modifiers::CTRL, "Ctrl"),
            (Modifiers::ALT, "Alt"),
            (Modifiers::SHIFT, "Shift"),
            (Modifiers::LEADER, "Leader"),
        ],
        Rendering::Emacs => [
            (Modifiers::SUPER, "Super"),
            (Modifiers::CTRL, "C"),
            (Modifiers::ALT, "M"),
            (Modifiers::SHIFT, "S"),
            (Modifiers::LEADER, "Leader"),
        ],
        Rendering::AppleSymbols => [
            (Modifiers::CTRL, "⌃"),
            (Modifiers::ALT, "⌥"),
            (Modifiers::SHIFT, "⇧"),
            (Modifiers::SUPER, "⌘"),
            (Modifiers::LEADER, "Leader"),
        ],
        Rendering::WindowsLong => [
            (Modifiers::SUPER, "Win"),
            (Modifiers::CTRL, "Ctrl"),
            (Modifiers::ALT, "Alt"),
            (Modifiers::SHIFT, "Shift"),
            (Modifiers::LEADER, "Leader"),
        ],
        Rendering::WindowsSymbols => [
            (Modifiers::SUPER, "⊞"),
            (Modifiers::CTRL, "Ctrl"),
            (Modifiers::ALT, "Alt"),
            (Modifiers::SHIFT, "Shift"),
            (Modifiers::LEADER, "Leader"),
        ],
    };
    let joint = match rendering {
        Rendering::Emacs => "-",
        Rendering::AppleSymbols => "",
        _ => "+",
    };
    let held = names
        .iter()
        .filter(|(modifier, _)| mods.contains(*modifier));
    let mut parts: Vec<&str> = held.map(|(_, name)| *name).collect();
    parts.push(&name);
    parts.join(joint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use config::keys::KeyAssignment;

    #[test]
    fn keys_read_as_the_user_likes() {
        let key = |c, mods| Key {
            key: KeySpec::Plain(KeyCode::Char(c)),
            mods,
            action: KeyAssignment::Nop,
        };
        let both = Modifiers::CTRL | Modifiers::SHIFT;
        let cap = |rendering| key_cap(&key('p', both), rendering);
        assert_eq!(cap(Rendering::UnixLong), "Ctrl+Shift+P");
        assert_eq!(cap(Rendering::Emacs), "C-S-p");
        assert_eq!(cap(Rendering::AppleSymbols), "⌃⇧P");
        assert_eq!(cap(Rendering::WindowsSymbols), "Ctrl+Shift+P");
        let capital = key_cap(&key('P', Modifiers::CTRL), Rendering::UnixLong);
        assert_eq!(capital, "Ctrl+Shift+P");
    }
}
