//! Keys as xterm sends them (ctlseqs, "PC-Style Function Keys", "Alt and Meta
//! Keys", modifyOtherKeys), and the `CSI u` extension of the same.

use super::{modifier_bits, normalized};
use wezterm_types::{KeyCode, KeyEvent, Leds, Modifiers};

/// The modes that change what keys send.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Modes {
    /// DECCKM.
    pub(super) app_cursor: bool,
    /// DECKPAM.
    pub(super) app_keypad: bool,
    /// DECBKM: Backspace sends BS, and DEL with Control.
    pub(super) backspace_sends_bs: bool,
    /// LNM.
    pub(super) newline: bool,
    /// 0, 1 or 2.
    pub(super) modify_other_keys: u8,
    pub(super) csi_u: bool,
}

pub(super) fn encode(event: &KeyEvent, modes: &Modes) -> Vec<u8> {
    let mods = event.modifiers;
    match normalized(event.key) {
        KeyCode::Char(c) => character(event, c, modes),
        KeyCode::Enter => {
            let plain = if modes.newline { "\r\n" } else { "\r" };
            control_key(13, plain.as_bytes(), mods, modes)
        }
        KeyCode::Tab if mods.contains(Modifiers::SHIFT) && !mods.contains(Modifiers::CTRL) => {
            with_alt(b"\x1b[Z", mods)
        }
        KeyCode::Tab => control_key(9, b"\t", mods, modes),
        KeyCode::Escape => control_key(27, b"\x1b", mods, modes),
        KeyCode::Backspace => {
            let byte = if mods.contains(Modifiers::CTRL) != modes.backspace_sends_bs {
                b"\x08"
            } else {
                b"\x7f"
            };
            with_alt(byte, mods)
        }
        key => keypad(key, event, modes)
            .or_else(|| function_key(key, mods, modes.app_cursor))
            .unwrap_or_else(|| with_alt(text_of(event).as_bytes(), mods)),
    }
}

fn text_of(event: &KeyEvent) -> &str {
    event.text.as_deref().unwrap_or("")
}

/// Alt sends ESC first.
fn with_alt(bytes: &[u8], mods: Modifiers) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 1);
    if mods.contains(Modifiers::ALT) && !bytes.is_empty() {
        out.push(0x1b);
    }
    out.extend_from_slice(bytes);
    out
}

/// A modified key as an escape sequence, in the form that is switched on.
fn other_key(code: u32, mods: Modifiers, modes: &Modes) -> Vec<u8> {
    let bits = modifier_bits(mods) + 1;
    if modes.modify_other_keys > 0 {
        format!("\x1b[27;{bits};{code}~").into_bytes()
    } else {
        format!("\x1b[{code};{bits}u").into_bytes()
    }
}

/// Enter, Tab and Escape, which the legacy encoding cannot modify.
fn control_key(code: u32, plain: &[u8], mods: Modifiers, modes: &Modes) -> Vec<u8> {
    let others = mods - Modifiers::ALT;
    let reported = match modes.modify_other_keys {
        0 => modes.csi_u && !mods.is_empty(),
        1 => !others.is_empty() && code != 27,
        _ => !mods.is_empty(),
    };
    if reported {
        other_key(code, mods, modes)
    } else {
        with_alt(plain, mods)
    }
}

fn character(event: &KeyEvent, c: char, modes: &Modes) -> Vec<u8> {
    let mods = event.modifiers;
    let ctrl = mods.contains(Modifiers::CTRL);
    // Control has no meaning for the letters of other alphabets: programs get
    // the key that sits there on the US layout, as xterm has it.
    let c = if ctrl && !c.is_ascii() {
        event.phys.and_then(super::us_layout).unwrap_or(c)
    } else {
        c
    };
    if reports_character(c, mods, modes) {
        let code = if modes.modify_other_keys > 0 {
            c
        } else {
            unshifted(event, c)
        };
        return other_key(u32::from(code), mods, modes);
    }
    if ctrl {
        if let Some(control) = control_code(c) {
            return with_alt(&[control], mods);
        }
        return with_alt(c.encode_utf8(&mut [0; 4]).as_bytes(), mods);
    }
    let text = text_of(event);
    if text.is_empty() || text.chars().any(char::is_control) {
        with_alt(c.encode_utf8(&mut [0; 4]).as_bytes(), mods)
    } else {
        with_alt(text.as_bytes(), mods)
    }
}

fn unshifted(event: &KeyEvent, c: char) -> char {
    match event.unshifted {
        KeyCode::Char(c) => c,
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Whether a modified character is an escape sequence of its own.
fn reports_character(c: char, mods: Modifiers, modes: &Modes) -> bool {
    let ctrl = mods.contains(Modifiers::CTRL);
    let shift = mods.contains(Modifiers::SHIFT);
    match modes.modify_other_keys {
        // What the legacy encoding says clearly stays as it is.
        1 => ctrl && control_code(c).is_none(),
        2 => !mods.is_empty() && (mods != Modifiers::SHIFT || c == ' '),
        _ if modes.csi_u => {
            // Ctrl+i is Tab, Ctrl+m is Enter, Ctrl+[ is Escape to legacy.
            let ambiguous = matches!(c, 'i' | 'm' | '[' | 'I' | 'M' | '{');
            ctrl && (shift && c.is_alphabetic() || ambiguous || control_code(c).is_none())
                || ctrl && mods.contains(Modifiers::ALT)
                || mods == Modifiers::SHIFT && c == ' '
        }
        _ => false,
    }
}

/// What Control makes of a key: ECMA-48's C0, and xterm's meaning of the
/// digits.
fn control_code(c: char) -> Option<u8> {
    Some(match c {
        'a'..='z' => c as u8 - b'a' + 1,
        'A'..='Z' => c as u8 - b'A' + 1,
        '@' | '`' | ' ' | '2' => 0,
        '[' | '{' | '3' => 0x1b,
        '\\' | '|' | '4' => 0x1c,
        ']' | '}' | '5' => 0x1d,
        '^' | '~' | '6' => 0x1e,
        '_' | '/' | '7' => 0x1f,
        '?' | '8' => 0x7f,
        _ => return None,
    })
}

/// Keys of the keypad, which DECKPAM changes while Num Lock is off.
fn keypad(key: KeyCode, event: &KeyEvent, modes: &Modes) -> Option<Vec<u8>> {
    let (application, text) = match key {
        KeyCode::Numpad(n @ 0..=9) => (b'p' + n, char::from(b'0' + n)),
        KeyCode::Multiply => (b'j', '*'),
        KeyCode::Add => (b'k', '+'),
        KeyCode::Separator => (b'l', ','),
        KeyCode::Subtract => (b'm', '-'),
        KeyCode::Decimal => (b'n', '.'),
        KeyCode::Divide => (b'o', '/'),
        KeyCode::KeypadEquals => (b'X', '='),
        KeyCode::KeypadEnter => (b'M', '\r'),
        KeyCode::KeypadBegin => {
            let mods = event.modifiers;
            return Some(letter_key('E', mods, modes.app_cursor));
        }
        _ => return None,
    };
    if modes.app_keypad && !event.leds.contains(Leds::NUM_LOCK) {
        return Some(letter_key(char::from(application), event.modifiers, true));
    }
    if text == '\r' {
        let plain: &[u8] = if modes.newline { b"\r\n" } else { b"\r" };
        return Some(with_alt(plain, event.modifiers));
    }
    // Decimal types what the layout says.
    let typed = match text_of(event) {
        "" => text.to_string(),
        typed => typed.to_owned(),
    };
    Some(with_alt(typed.as_bytes(), event.modifiers))
}

/// `CSI letter`, `SS3 letter` in application mode, `CSI 1;mods letter`.
fn letter_key(letter: char, mods: Modifiers, application: bool) -> Vec<u8> {
    match modifier_bits(mods) {
        0 if application => format!("\x1bO{letter}"),
        0 => format!("\x1b[{letter}"),
        bits => format!("\x1b[1;{}{letter}", bits + 1),
    }
    .into_bytes()
}

fn function_key(key: KeyCode, mods: Modifiers, app_cursor: bool) -> Option<Vec<u8>> {
    Some(match function_code(key)? {
        // F1 to F4 are SS3 whatever the mode.
        Code::Letter(letter @ 'P'..='S') => letter_key(letter, mods, true),
        Code::Letter(letter) => letter_key(letter, mods, app_cursor),
        Code::Tilde(n) => match modifier_bits(mods) {
            0 => format!("\x1b[{n}~"),
            bits => format!("\x1b[{n};{}~", bits + 1),
        }
        .into_bytes(),
    })
}

/// How a function key is told from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// `CSI letter`.
    Letter(char),
    /// `CSI number ~`.
    Tilde(u8),
}

pub(super) fn function_code(key: KeyCode) -> Option<Code> {
    /// F5 to F24, with the gaps of the VT220 keyboard.
    const FUNCTION: [u8; 20] = [
        15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34, 42, 43, 44, 45,
    ];
    Some(match key {
        KeyCode::UpArrow => Code::Letter('A'),
        KeyCode::DownArrow => Code::Letter('B'),
        KeyCode::RightArrow => Code::Letter('C'),
        KeyCode::LeftArrow => Code::Letter('D'),
        KeyCode::Home => Code::Letter('H'),
        KeyCode::End => Code::Letter('F'),
        KeyCode::Insert => Code::Tilde(2),
        KeyCode::Delete => Code::Tilde(3),
        KeyCode::PageUp => Code::Tilde(5),
        KeyCode::PageDown => Code::Tilde(6),
        KeyCode::Function(n @ 1..=4) => Code::Letter(char::from(b'P' + n - 1)),
        KeyCode::Function(n) => Code::Tilde(*FUNCTION.get(usize::from(n).checked_sub(5)?)?),
        _ => return None,
    })
}

#[cfg(test)]
#[path = "legacy_tests.rs"]
mod tests;
