//! Turns `winit`'s keys into ours.
//!
//! `winit` has applied the layout, dead keys and compose already. What is left
//! is to name keys as configurations do, to tell keypad keys apart, and to
//! make modifiers agree between X11 (state before the key) and Wayland.

mod logical;
mod physical;

use logical::{Named, named};
use wezterm_types::{KeyCode, KeyEvent, KeyEventKind, Leds, Modifiers};
use winit::event::ElementState;
use winit::keyboard::{Key, KeyLocation, ModifiersState, PhysicalKey};
use winit::platform::modifier_supplement::KeyEventExtModifierSupplement;
use winit::platform::scancode::PhysicalKeyExtScancode;

/// The part of a `winit` key event that is translated.
#[derive(Clone, Debug)]
pub(crate) struct RawKey {
    logical: Key,
    unmodified: Key,
    physical: PhysicalKey,
    location: KeyLocation,
    text: Option<String>,
    kind: KeyEventKind,
}

impl From<&winit::event::KeyEvent> for RawKey {
    fn from(event: &winit::event::KeyEvent) -> Self {
        Self {
            logical: event.logical_key.clone(),
            unmodified: event.key_without_modifiers(),
            physical: event.physical_key,
            location: event.location,
            text: event.text.as_deref().map(str::to_owned),
            kind: match (event.state, event.repeat) {
                (ElementState::Released, _) => KeyEventKind::Release,
                (ElementState::Pressed, true) => KeyEventKind::Repeat,
                (ElementState::Pressed, false) => KeyEventKind::Press,
            },
        }
    }
}

/// What a key came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Translated {
    /// A key event for the application.
    Key(KeyEvent),
    /// A dead key: what it types is known with the next key.
    Composing,
    /// A dead key that types its own character because dead keys are off; the
    /// composition it began must be dropped.
    DeadKeyTyped(KeyEvent),
    /// A key without a name, a character or a number.
    Unknown,
}

/// The key's number as X11 counts, 8 above evdev's.
fn number_of(physical: PhysicalKey) -> Option<u32> {
    const X11_OFFSET: u32 = 8;
    /// Of evdev.
    const KEY_UNKNOWN: u32 = 240;
    let evdev = physical
        .to_scancode()
        .filter(|evdev| !matches!(*evdev, 0 | KEY_UNKNOWN))?;
    evdev.checked_add(X11_OFFSET)
}

/// The keyboard as the focused window sees it.
#[derive(Debug, Default)]
pub(crate) struct Keyboard {
    modifiers: Modifiers,
    leds: Leds,
    /// A dead key has typed itself, and the key after it may still arrive
    /// composed because `winit` had read it before its state was reset.
    typed_dead_key: bool,
}

impl Keyboard {
    pub(crate) fn modifiers(&self) -> Modifiers {
        self.modifiers
    }

    pub(crate) fn leds(&self) -> Leds {
        self.leds
    }

    /// Takes over the modifiers held; `true` when they changed.
    pub(crate) fn set_modifiers(&mut self, state: ModifiersState) -> bool {
        let mut modifiers = Modifiers::empty();
        modifiers.set(Modifiers::SHIFT, state.shift_key());
        modifiers.set(Modifiers::CTRL, state.control_key());
        modifiers.set(Modifiers::ALT, state.alt_key());
        modifiers.set(Modifiers::SUPER, state.super_key());
        std::mem::replace(&mut self.modifiers, modifiers) != modifiers
    }

    /// Names one key. Lock states are learned on the way.
    pub(crate) fn translate(&mut self, raw: &RawKey, use_dead_keys: bool) -> Translated {
        let undone = self.undo_composition(raw);
        let raw = undone.as_ref().unwrap_or(raw);
        let mut dead = None;
        let key = match &raw.logical {
            Key::Dead(_) if use_dead_keys && raw.kind != KeyEventKind::Release => {
                return Translated::Composing;
            }
            Key::Dead(Some(c)) => {
                dead = Some(*c);
                Some(KeyCode::Char(*c))
            }
            logical => key_code(logical, raw.location),
        };
        let number = number_of(raw.physical);
        // A binding may still know a key without a name by its number.
        let key = key.or(number.and(Some(KeyCode::VoidSymbol)));
        let Some(key) = key else {
            return Translated::Unknown;
        };
        let unshifted = match &raw.unmodified {
            // The keypad keeps the meaning that Num Lock gives it.
            _ if raw.location == KeyLocation::Numpad => key,
            Key::Dead(Some(c)) => KeyCode::Char(*c),
            unmodified => key_code(unmodified, raw.location).unwrap_or(key),
        };
        self.learn_locks(raw, key, unshifted);

        let mut modifiers = self.modifiers;
        if let Some(own) = modifier_of(key) {
            modifiers.set(own, raw.kind != KeyEventKind::Release);
        }
        let types = raw.kind != KeyEventKind::Release
            && !modifiers.intersects(Modifiers::CTRL | Modifiers::ALT | Modifiers::SUPER);
        let text = match dead {
            Some(c) => Some(c.to_string()),
            None => raw.text.clone(),
        };
        let event = KeyEvent {
            key,
            unshifted,
            phys: physical::phys_key(raw.physical),
            raw: number,
            modifiers,
            leds: self.leds,
            text: text
                .filter(|text| types && !text.is_empty() && !text.chars().any(char::is_control)),
            kind: raw.kind,
        };
        if dead.is_some() && raw.kind != KeyEventKind::Release {
            self.typed_dead_key = true;
            Translated::DeadKeyTyped(event)
        } else {
            Translated::Key(event)
        }
    }

    /// The letter itself, where it was composed with a dead key that has typed
    /// itself already.
    fn undo_composition(&mut self, raw: &RawKey) -> Option<RawKey> {
        let is_modifier = |code: KeyCode| code.is_modifier() || code == KeyCode::RightAlt;
        if raw.kind == KeyEventKind::Release
            || key_code(&raw.unmodified, raw.location).is_some_and(is_modifier)
            || !std::mem::take(&mut self.typed_dead_key)
        {
            return None;
        }
        let Key::Character(base) = &raw.unmodified else {
            return None;
        };
        let Key::Character(typed) = &raw.logical else {
            return None;
        };
        if !base.chars().all(char::is_alphabetic) || typed.to_lowercase() == base.to_lowercase() {
            return None;
        }
        let shift = self.modifiers.contains(Modifiers::SHIFT);
        let text = if shift == self.leds.contains(Leds::CAPS_LOCK) {
            base.to_string()
        } else {
            base.to_uppercase()
        };
        Some(RawKey {
            logical: Key::Character(text.as_str().into()),
            text: Some(text),
            ..raw.clone()
        })
    }

    /// `winit` does not report lock states, so they are read off the keys:
    /// a letter whose case disagrees with Shift, a keypad key that types.
    fn learn_locks(&mut self, raw: &RawKey, key: KeyCode, unshifted: KeyCode) {
        if raw.kind == KeyEventKind::Release {
            return;
        }
        if raw.location == KeyLocation::Numpad {
            match key {
                KeyCode::Numpad(_) | KeyCode::Decimal => self.leds.insert(Leds::NUM_LOCK),
                KeyCode::ApplicationLeftArrow
                | KeyCode::ApplicationRightArrow
                | KeyCode::ApplicationUpArrow
                | KeyCode::ApplicationDownArrow
                | KeyCode::KeypadBegin
                | KeyCode::Home
                | KeyCode::End
                    if !self.modifiers.contains(Modifiers::SHIFT) =>
                {
                    self.leds.remove(Leds::NUM_LOCK);
                }
                _ => {}
            }
        } else if let (KeyCode::Char(typed), KeyCode::Char(base)) = (key, unshifted)
            && typed.is_alphabetic()
            && typed.is_uppercase() != typed.is_lowercase()
            && typed.to_lowercase().eq(base.to_lowercase())
        {
            let shift = self.modifiers.contains(Modifiers::SHIFT);
            self.leds
                .set(Leds::CAPS_LOCK, typed.is_uppercase() != shift);
        }
    }
}

/// The modifier a key stands for.
fn modifier_of(key: KeyCode) -> Option<Modifiers> {
    Some(match key {
        KeyCode::LeftShift | KeyCode::RightShift | KeyCode::Shift => Modifiers::SHIFT,
        KeyCode::LeftControl | KeyCode::RightControl | KeyCode::Control => Modifiers::CTRL,
        KeyCode::LeftAlt | KeyCode::Alt => Modifiers::ALT,
        KeyCode::LeftWindows | KeyCode::RightWindows | KeyCode::Super => Modifiers::SUPER,
        _ => return None,
    })
}

/// Our name of a logical key at a place of the keyboard.
fn key_code(key: &Key, location: KeyLocation) -> Option<KeyCode> {
    match key {
        Key::Named(name) => match named(*name) {
            Named::Key(code) => Some(match (location, code) {
                (KeyLocation::Numpad, KeyCode::Enter) => KeyCode::KeypadEnter,
                (KeyLocation::Numpad, KeyCode::LeftArrow) => KeyCode::ApplicationLeftArrow,
                (KeyLocation::Numpad, KeyCode::RightArrow) => KeyCode::ApplicationRightArrow,
                (KeyLocation::Numpad, KeyCode::UpArrow) => KeyCode::ApplicationUpArrow,
                (KeyLocation::Numpad, KeyCode::DownArrow) => KeyCode::ApplicationDownArrow,
                (_, code) => code,
            }),
            Named::Sided(left, right) => Some(match location {
                KeyLocation::Right => right,
                _ => left,
            }),
            Named::None => None,
        },
        Key::Character(text) => {
            let c = text.chars().next()?;
            if location == KeyLocation::Numpad
                && let Some(code) = keypad_char(c)
            {
                return Some(code);
            }
            // Some layouts put control characters on keys.
            if c.is_control() {
                return KeyCode::from_name(c.encode_utf8(&mut [0; 4]));
            }
            Some(KeyCode::Char(c))
        }
        // The Begin key (5 without Num Lock) has a keysym but no name there.
        Key::Unidentified(_) if location == KeyLocation::Numpad => Some(KeyCode::KeypadBegin),
        Key::Unidentified(_) | Key::Dead(_) => None,
    }
}

/// The keypad key that types `c`.
fn keypad_char(c: char) -> Option<KeyCode> {
    Some(match c {
        '0'..='9' => KeyCode::Numpad(u8::try_from(c.to_digit(10)?).ok()?),
        '.' => KeyCode::Decimal,
        ',' => KeyCode::Separator,
        '+' => KeyCode::Add,
        '-' => KeyCode::Subtract,
        '*' => KeyCode::Multiply,
        '/' => KeyCode::Divide,
        '=' => KeyCode::KeypadEquals,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
