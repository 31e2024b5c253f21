use bitflags::bitflags;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Declares an enum of named keys with the two-way mapping to the names that
/// configuration files use.
macro_rules! named_keys {
    ($(#[$meta:meta])* $name:ident { $($variant:ident),* $(,)? }
     extra { $($(#[$emeta:meta])* $extra:ident($ty:ty)),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the variants are the names of the keys")]
        pub enum $name {
            $($variant,)*
            $($(#[$emeta])* $extra($ty),)*
        }

        impl $name {
            /// The names that stand for one key each, without parameters.
            pub const NAMES: &'static [(&'static str, Self)] =
                &[$((stringify!($variant), Self::$variant),)*];

            fn plain_name(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some(stringify!($variant)),)*
                    #[allow(unreachable_patterns, reason = "enums without parameters")]
                    _ => None,
                }
            }

            fn from_plain_name(name: &str) -> Option<Self> {
                Self::NAMES
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, key)| *key)
            }
        }
    };
}

named_keys! {
    /// What a key means under the active layout: the character it types, or
    /// the name of its function. Names are those of `wezterm.lua`.
    KeyCode {
        Hyper, Super, Meta, Cancel, Clear, Shift, LeftShift, RightShift,
        Control, LeftControl, RightControl, Alt, LeftAlt, RightAlt, Pause,
        CapsLock, VoidSymbol, PageUp, PageDown, End, Home, LeftArrow,
        RightArrow, UpArrow, DownArrow, Select, Print, Execute, PrintScreen,
        Insert, Help, LeftWindows, RightWindows, Applications, Sleep, Multiply,
        Add, Separator, Subtract, Decimal, Divide, NumLock, ScrollLock, Copy,
        Cut, Paste, BrowserBack, BrowserForward, BrowserRefresh, BrowserStop,
        BrowserSearch, BrowserFavorites, BrowserHome, VolumeMute, VolumeDown,
        VolumeUp, MediaNextTrack, MediaPrevTrack, MediaStop, MediaPlayPause,
        ApplicationLeftArrow, ApplicationRightArrow, ApplicationUpArrow,
        ApplicationDownArrow, Backspace, Tab, Enter, Escape, Delete,
        KeypadEnter, KeypadEquals, KeypadBegin,
    }
    extra {
        /// A key that types this character (with Shift already applied).
        Char(char),
        /// F1 is `Function(1)`.
        Function(u8),
        /// A digit key of the keypad, 0..=9.
        Numpad(u8),
    }
}

impl KeyCode {
    /// The key of a name as written in `wezterm.lua`: a single character, a
    /// key name, `F1`..`F24` or `Numpad0`..`Numpad9`. Names are matched
    /// exactly, as in the original.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let mut chars = name.chars();
        if let (Some(c), None) = (chars.next(), chars.next()) {
            return Some(match c {
                '\r' | '\n' => Self::Enter,
                '\t' => Self::Tab,
                '\u{8}' => Self::Backspace,
                '\u{7f}' => Self::Delete,
                '\u{1b}' => Self::Escape,
                c => Self::Char(c),
            });
        }
        match name {
            "Return" => return Some(Self::Enter),
            "Space" => return Some(Self::Char(' ')),
            _ => {}
        }
        if let Some(n) = name.strip_prefix("Numpad").and_then(|n| n.parse().ok())
            && n <= 9
        {
            return Some(Self::Numpad(n));
        }
        if let Some(n) = name.strip_prefix('F').and_then(|n| n.parse().ok())
            && (1..=24).contains(&n)
        {
            return Some(Self::Function(n));
        }
        Self::from_plain_name(name)
    }

    /// Whether the key only changes what other keys do.
    #[must_use]
    pub const fn is_modifier(self) -> bool {
        matches!(
            self,
            Self::Hyper
                | Self::Super
                | Self::Meta
                | Self::Shift
                | Self::LeftShift
                | Self::RightShift
                | Self::Control
                | Self::LeftControl
                | Self::RightControl
                | Self::Alt
                | Self::LeftAlt
                | Self::RightAlt
                | Self::CapsLock
                | Self::NumLock
                | Self::ScrollLock
                | Self::LeftWindows
                | Self::RightWindows
        )
    }
}

impl fmt::Display for KeyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Char(' ') => f.write_str("Space"),
            Self::Char(c) => write!(f, "{c}"),
            Self::Function(n) => write!(f, "F{n}"),
            Self::Numpad(n) => write!(f, "Numpad{n}"),
            other => f.write_str(other.plain_name().unwrap_or("?")),
        }
    }
}

named_keys! {
    /// Where a key sits, named after the US layout.
    PhysKeyCode {
        A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W,
        X, Y, Z, K0, K1, K2, K3, K4, K5, K6, K7, K8, K9,
        F1, F2, F3, F4, F5, F6, F7, F8, F9, F10, F11, F12, F13, F14, F15, F16,
        F17, F18, F19, F20,
        Backslash, CapsLock, Comma, Backspace, DownArrow, End, Equal, Escape,
        Delete, Function, Grave, Help, Home, Insert, Keypad0, Keypad1, Keypad2,
        Keypad3, Keypad4, Keypad5, Keypad6, Keypad7, Keypad8, Keypad9,
        KeypadClear, KeypadDecimal, KeypadDelete, KeypadDivide, KeypadEnter,
        KeypadEquals, KeypadSubtract, KeypadMultiply, KeypadAdd, LeftAlt,
        LeftArrow, LeftBracket, LeftControl, LeftShift, LeftWindows, Minus,
        VolumeMute, NumLock, PageDown, PageUp, Period, Quote, Return, RightAlt,
        RightArrow, RightBracket, RightControl, RightShift, RightWindows,
        Semicolon, Slash, Space, Tab, UpArrow, VolumeDown, VolumeUp,
    }
    extra {}
}

impl PhysKeyCode {
    /// The key of a name as written after `phys:` in `wezterm.lua`; digits
    /// name the keys of the top row.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let mut chars = name.chars();
        if let (Some(c), None) = (chars.next(), chars.next()) {
            return if c.is_ascii_digit() {
                Self::from_plain_name(&format!("K{c}"))
            } else {
                Self::from_plain_name(&c.to_ascii_uppercase().to_string())
            };
        }
        Self::from_plain_name(name)
    }
}

impl fmt::Display for PhysKeyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.plain_name().unwrap_or("?");
        match name.strip_prefix('K') {
            Some(digit) if digit.len() == 1 => f.write_str(digit),
            _ => f.write_str(name),
        }
    }
}

bitflags! {
    /// Modifier keys held, in the original's names.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    pub struct Modifiers: u8 {
        /// Either Shift key.
        const SHIFT = 1;
        /// Either Alt key; `OPT` and `META` in configurations.
        const ALT = 1 << 1;
        /// Either Control key.
        const CTRL = 1 << 2;
        /// Either logo key; `CMD` and `WIN` in configurations.
        const SUPER = 1 << 3;
        /// The user's leader key was pressed and waits for its second key.
        const LEADER = 1 << 4;
    }
}

impl Modifiers {
    /// Parses names joined by `|`, such as `CTRL|SHIFT`.
    ///
    /// # Errors
    /// The word that names no modifier.
    pub fn from_names(names: &str) -> Result<Self, &str> {
        let mut out = Self::empty();
        for word in names.split('|').map(str::trim) {
            out |= match word {
                "" | "NONE" => Self::empty(),
                "SHIFT" => Self::SHIFT,
                "ALT" | "OPT" | "META" => Self::ALT,
                "CTRL" => Self::CTRL,
                "SUPER" | "CMD" | "WIN" => Self::SUPER,
                "LEADER" => Self::LEADER,
                unknown => return Err(unknown),
            };
        }
        Ok(out)
    }
}

impl fmt::Display for Modifiers {
    /// `NONE`, or the names joined by ` | ` in the original's order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [(Modifiers, &str); 5] = [
            (Modifiers::SHIFT, "SHIFT"),
            (Modifiers::ALT, "ALT"),
            (Modifiers::CTRL, "CTRL"),
            (Modifiers::SUPER, "SUPER"),
            (Modifiers::LEADER, "LEADER"),
        ];
        let mut separator = "";
        for (flag, name) in NAMES {
            if self.contains(flag) {
                write!(f, "{separator}{name}")?;
                separator = " | ";
            }
        }
        if self.is_empty() {
            f.write_str("NONE")?;
        }
        Ok(())
    }
}

bitflags! {
    /// Lock states of the keyboard.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
    pub struct Leds: u8 {
        /// Caps Lock is on.
        const CAPS_LOCK = 1;
        /// Num Lock is on.
        const NUM_LOCK = 1 << 1;
    }
}

/// What happened to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeyEventKind {
    /// Pressed.
    Press,
    /// Held, and repeated by the keyboard.
    Repeat,
    /// Let go.
    Release,
}

/// One key event of a window, after layout, dead keys and compose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyEvent {
    /// The key under the active layout, with Shift applied: Shift+a is `A`.
    pub key: KeyCode,
    /// The key under the active layout without any modifier: Shift+a is `a`.
    pub unshifted: KeyCode,
    /// Where the key sits, if known.
    pub phys: Option<PhysKeyCode>,
    /// The number of the key on this system, as X11 counts (evdev's and 8), for
    /// bindings that name it `raw:38`.
    pub raw: Option<u32>,
    /// Modifiers held.
    pub modifiers: Modifiers,
    /// Lock states.
    pub leds: Leds,
    /// Text the key types, if any; more than one character after compose.
    pub text: Option<String>,
    /// Press, repeat or release.
    pub kind: KeyEventKind,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for (name, key) in KeyCode::NAMES {
            assert_eq!(KeyCode::from_name(name), Some(*key));
            assert_eq!(key.to_string(), *name);
        }
        for name in ["a", "A", "€", "F12", "Numpad7", "Space"] {
            let key = KeyCode::from_name(name).unwrap();
            assert_eq!(key.to_string(), name);
        }
        for name in ["A", "5", "Slash", "F20"] {
            let key = PhysKeyCode::from_name(name).unwrap();
            assert_eq!(key.to_string(), name);
        }
        assert_eq!(KeyCode::from_name("F25"), None);
        assert_eq!(KeyCode::from_name("NoSuchKey"), None);
    }

    #[test]
    fn modifiers_parse_aliases_and_name_the_unknown() {
        assert_eq!(
            Modifiers::from_names("CTRL|OPT | CMD"),
            Ok(Modifiers::CTRL | Modifiers::ALT | Modifiers::SUPER)
        );
        assert_eq!(Modifiers::from_names("CTRL|HYPER"), Err("HYPER"));
        assert_eq!(
            (Modifiers::CTRL | Modifiers::SHIFT).to_string(),
            "SHIFT | CTRL"
        );
        assert_eq!(Modifiers::empty().to_string(), "NONE");
    }
}
