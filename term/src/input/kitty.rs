//! The kitty keyboard protocol
//! (<https://sw.kovidgoyal.net/kitty/keyboard-protocol/>), all five flags.

use super::legacy::{self, Code, Modes};
use super::{modifier_bits, normalized, us_layout};
use rio_vt::ansi::KeyboardModes as Flags;
use wezterm_types::{KeyCode, KeyEvent, KeyEventKind, Leds, Modifiers};

pub(super) fn encode(event: &KeyEvent, flags: Flags, modes: &Modes) -> Vec<u8> {
    let all = flags.contains(Flags::REPORT_ALL_KEYS_AS_ESC);
    let release = event.kind == KeyEventKind::Release;
    if release && !flags.contains(Flags::REPORT_EVENT_TYPES) {
        return Vec::new();
    }
    let key = normalized(event.key);
    if key.is_modifier() && !all {
        return Vec::new();
    }
    let typing = matches!(key, KeyCode::Enter | KeyCode::Tab | KeyCode::Backspace);
    if typing && release && !all {
        return Vec::new();
    }
    if !all && !release && sends_legacy(event, key, typing, flags) {
        return legacy::encode(event, modes);
    }
    sequence(event, key, flags).unwrap_or_else(|| {
        if release {
            Vec::new()
        } else {
            legacy::encode(event, modes)
        }
    })
}

/// Text without a key, which the protocol reports as the key 0.
pub(super) fn encode_text(text: &str, flags: Flags) -> Vec<u8> {
    let reported = Flags::REPORT_ALL_KEYS_AS_ESC | Flags::REPORT_ASSOCIATED_TEXT;
    if !flags.contains(reported) || !is_printable(text) {
        return text.as_bytes().to_vec();
    }
    format!("\x1b[0;;{}u", code_points(text)).into_bytes()
}

/// Whether a key is still what it always was.
fn sends_legacy(event: &KeyEvent, key: KeyCode, typing: bool, flags: Flags) -> bool {
    let mods = event.modifiers - Modifiers::LEADER;
    if typing {
        return mods.is_empty() || !flags.contains(Flags::DISAMBIGUATE_ESC_CODES);
    }
    let types_text = event.text.as_deref().is_some_and(is_printable)
        || matches!(key, KeyCode::Char(_)) && (mods - Modifiers::SHIFT).is_empty();
    let plain = (mods - Modifiers::SHIFT).is_empty();
    if types_text && plain {
        return true;
    }
    // Without disambiguation only what legacy cannot say at all is new.
    !flags.contains(Flags::DISAMBIGUATE_ESC_CODES)
        && (matches!(key, KeyCode::Char(_) | KeyCode::Escape) || is_keypad(key))
}

fn is_printable(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

fn is_keypad(key: KeyCode) -> bool {
    matches!(unicode_key(key), Some(57399..=57427))
}

/// The protocol's number of a key that ends in `u`.
fn unicode_key(key: KeyCode) -> Option<u32> {
    use KeyCode as K;
    Some(match key {
        K::Escape => 27,
        K::Enter => 13,
        K::Tab => 9,
        K::Backspace => 127,
        K::CapsLock => 57358,
        K::ScrollLock => 57359,
        K::NumLock => 57360,
        K::PrintScreen | K::Print => 57361,
        K::Pause => 57362,
        K::Applications => 57363,
        K::Function(n @ 13..=35) => 57376 + u32::from(n) - 13,
        K::Numpad(n @ 0..=9) => 57399 + u32::from(n),
        K::Decimal => 57409,
        K::Divide => 57410,
        K::Multiply => 57411,
        K::Subtract => 57412,
        K::Add => 57413,
        K::KeypadEnter => 57414,
        K::KeypadEquals => 57415,
        K::Separator => 57416,
        K::KeypadBegin => 57427,
        K::MediaPlayPause => 57430,
        K::MediaStop => 57432,
        K::MediaNextTrack => 57435,
        K::MediaPrevTrack => 57436,
        K::VolumeDown => 57438,
        K::VolumeUp => 57439,
        K::VolumeMute => 57440,
        K::Shift | K::LeftShift => 57441,
        K::Control | K::LeftControl => 57442,
        K::Alt | K::LeftAlt => 57443,
        K::Super | K::LeftWindows => 57444,
        K::Hyper => 57445,
        K::Meta => 57446,
        K::RightShift => 57447,
        K::RightControl => 57448,
        K::RightAlt => 57449,
        K::RightWindows => 57450,
        _ => return None,
    })
}

/// The escape sequence for a key; `None` for one that has none.
fn sequence(event: &KeyEvent, key: KeyCode, flags: Flags) -> Option<Vec<u8>> {
    let is_text = matches!(key, KeyCode::Char(_));
    let all = flags.contains(Flags::REPORT_ALL_KEYS_AS_ESC);
    let mut bits = u32::from(modifier_bits(event.modifiers));
    // Locks would turn every typed letter into something else to programs.
    if !is_text || all {
        for (led, bit) in [(Leds::CAPS_LOCK, 64), (Leds::NUM_LOCK, 128)] {
            bits += if event.leds.contains(led) { bit } else { 0 };
        }
    }
    let kind = match event.kind {
        _ if !flags.contains(Flags::REPORT_EVENT_TYPES) => "",
        KeyEventKind::Press => "",
        KeyEventKind::Repeat => ":2",
        KeyEventKind::Release => ":3",
    };
    // The modifiers are left out where nothing follows and none is held.
    let suffix = |text: &str| match (bits, kind, text) {
        (0, "", "") => String::new(),
        (0, "", text) => format!(";;{text}"),
        (_, _, "") => format!(";{}{kind}", bits + 1),
        (_, _, text) => format!(";{}{kind};{text}", bits + 1),
    };
    if let Some(code) = legacy::function_code(key)
        && !matches!(key, KeyCode::Function(13..))
    {
        let suffix = suffix("");
        let sequence = match code {
            // `CSI R` would be a cursor position report.
            Code::Letter('R') => format!("\x1b[13{suffix}~"),
            Code::Letter(letter) if suffix.is_empty() => format!("\x1b[{letter}"),
            Code::Letter(letter) => format!("\x1b[1{suffix}{letter}"),
            Code::Tilde(n) => format!("\x1b[{n}{suffix}~"),
        };
        return Some(sequence.into_bytes());
    }
    let number = match key {
        KeyCode::Char(c) => {
            let base = match event.unshifted {
                KeyCode::Char(base) => base,
                _ => c,
            };
            let base = base.to_lowercase().next().unwrap_or(base);
            format!("{}{}", u32::from(base), alternates(event, c, base, flags))
        }
        other => unicode_key(other)?.to_string(),
    };
    let text = associated_text(event, flags);
    Some(format!("\x1b[{number}{}u", suffix(&text)).into_bytes())
}

/// `:shifted:base-layout`, as far as there is something to say.
fn alternates(event: &KeyEvent, c: char, key: char, flags: Flags) -> String {
    if !flags.contains(Flags::REPORT_ALTERNATE_KEYS) {
        return String::new();
    }
    let shifted = (event.modifiers.contains(Modifiers::SHIFT) && c != key).then_some(c);
    let base = event.phys.and_then(us_layout).filter(|base| *base != key);
    match (shifted, base) {
        (None, None) => String::new(),
        (Some(shifted), None) => format!(":{}", u32::from(shifted)),
        (None, Some(base)) => format!("::{}", u32::from(base)),
        (Some(shifted), Some(base)) => format!(":{}:{}", u32::from(shifted), u32::from(base)),
    }
}

/// The text a key types, as code points.
fn associated_text(event: &KeyEvent, flags: Flags) -> String {
    let wanted = flags.contains(Flags::REPORT_ASSOCIATED_TEXT | Flags::REPORT_ALL_KEYS_AS_ESC);
    match event.text.as_deref() {
        Some(text) if wanted && event.kind != KeyEventKind::Release && is_printable(text) => {
            code_points(text)
        }
        _ => String::new(),
    }
}

/// Text as the protocol writes it.
fn code_points(text: &str) -> String {
    let points: Vec<_> = text.chars().map(|c| u32::from(c).to_string()).collect();
    points.join(":")
}

#[cfg(test)]
#[path = "kitty_tests.rs"]
mod tests;
