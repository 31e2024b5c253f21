//! What the user does, as bytes for the child.

mod kitty;
mod legacy;
mod mouse;
mod paste;

pub use mouse::MouseReport;
pub(crate) use mouse::MouseState;

use crate::terminal::Terminal;
use rio_vt::ansi::KeyboardModes;
use rio_vt::crosswords::Mode;
use wezterm_types::{KeyCode, KeyEvent, KeyEventKind, PhysKeyCode};

impl Terminal {
    /// A key as bytes for the child; empty when it sends nothing. Speaks what
    /// the child asked for: kitty's keyboard protocol, xterm's
    /// modifyOtherKeys, or the legacy encoding, which the option for `CSI u`
    /// extends.
    #[must_use]
    pub fn encode_key(&self, key: &KeyEvent) -> Vec<u8> {
        let flags = if self.core.config.enable_kitty_keyboard {
            self.core.vt.keyboard_mode()
        } else {
            KeyboardModes::empty()
        };
        if !flags.is_empty() {
            return kitty::encode(key, flags, &self.legacy_modes());
        }
        if key.kind == KeyEventKind::Release {
            return Vec::new();
        }
        let sent = legacy::encode(key, &self.legacy_modes());
        if self.core.modes.vt52.is_some() {
            return as_vt52(sent);
        }
        sent
    }

    /// Text that no key stands for, as of an input method, as bytes for the
    /// child.
    #[must_use]
    pub fn encode_text(&self, text: &str) -> Vec<u8> {
        if self.core.config.enable_kitty_keyboard {
            kitty::encode_text(text, self.core.vt.keyboard_mode())
        } else {
            text.as_bytes().to_vec()
        }
    }

    fn legacy_modes(&self) -> legacy::Modes {
        let mode = self.core.vt.mode();
        legacy::Modes {
            app_cursor: mode.contains(Mode::APP_CURSOR),
            app_keypad: mode.contains(Mode::APP_KEYPAD),
            backspace_sends_bs: self.core.modes.backspace_sends_bs,
            newline: mode.contains(Mode::LINE_FEED_NEW_LINE),
            modify_other_keys: self.core.vt.modify_other_keys().unwrap_or(0),
            csi_u: self.core.config.enable_csi_u,
        }
    }

    /// The pointer as bytes for the child, if it wants to know.
    pub fn encode_mouse(&mut self, report: &MouseReport) -> Option<Vec<u8>> {
        let dims = self.core.dims();
        self.mouse.encode(self.core.modes.mouse, report, &dims)
    }

    /// Pasted text as bytes for the child: line ends as configured, control
    /// characters (and with them any attempt to end the paste early) left
    /// out, bracketed if the child asked for it.
    #[must_use]
    pub fn encode_paste(&self, text: &str) -> Vec<u8> {
        let canon = self.core.config.canonicalize_pasted_newlines;
        paste::encode(text, canon, self.is_bracketed_paste())
    }
}

/// Keys that layouts report as characters, under their own names.
fn normalized(key: KeyCode) -> KeyCode {
    match key {
        KeyCode::Char('\r' | '\n') => KeyCode::Enter,
        KeyCode::Char('\t') => KeyCode::Tab,
        KeyCode::Char('\u{8}' | '\u{7f}') => KeyCode::Backspace,
        KeyCode::Char('\u{1b}') => KeyCode::Escape,
        KeyCode::ApplicationLeftArrow => KeyCode::LeftArrow,
        KeyCode::ApplicationRightArrow => KeyCode::RightArrow,
        KeyCode::ApplicationUpArrow => KeyCode::UpArrow,
        KeyCode::ApplicationDownArrow => KeyCode::DownArrow,
        other => other,
    }
}

/// What a VT52 sends for a key: `ESC letter` for cursor and PF keys, `ESC ?
/// letter` for the keypad in application mode. Other keys it has not.
fn as_vt52(sent: Vec<u8>) -> Vec<u8> {
    match *sent {
        [0x1b, b'O', letter @ (b'X' | b'M' | b'j'..=b'y')] => vec![0x1b, b'?', letter],
        [0x1b, b'[' | b'O', letter @ b'A'..=b'Z'] => vec![0x1b, letter],
        _ => sent,
    }
}

/// The parameter xterm and kitty share: 1 plus Shift 1, Alt 2, Control 4,
/// Super 8.
fn modifier_bits(mods: wezterm_types::Modifiers) -> u8 {
    use wezterm_types::Modifiers as M;
    [(M::SHIFT, 1), (M::ALT, 2), (M::CTRL, 4), (M::SUPER, 8)]
        .iter()
        .filter(|(flag, _)| mods.contains(*flag))
        .fold(0, |bits, (_, bit)| bits | bit)
}

/// What the key at a place types on a US keyboard.
fn us_layout(key: PhysKeyCode) -> Option<char> {
    use PhysKeyCode as P;
    let name = match key {
        P::Backslash => return Some('\\'),
        P::Comma => return Some(','),
        P::Equal => return Some('='),
        P::Grave => return Some('`'),
        P::LeftBracket => return Some('['),
        P::RightBracket => return Some(']'),
        P::Minus => return Some('-'),
        P::Period => return Some('.'),
        P::Quote => return Some('\''),
        P::Semicolon => return Some(';'),
        P::Slash => return Some('/'),
        P::Space => return Some(' '),
        other => other.to_string(),
    };
    // Letters and the digits of the top row are named by what they type.
    let mut chars = name.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(c.to_ascii_lowercase()),
        _ => None,
    }
}
