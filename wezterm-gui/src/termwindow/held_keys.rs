//! Which keys a program was told are down. It is told of repeats and releases
//! of these and of no others: the release of a key that did something here,
//! such as the Enter that ends a renaming, is none of its business.

use mux::PaneId;
use wezterm_types::{KeyCode, KeyEvent, KeyEventKind, PhysKeyCode};

/// Keys down at a time; keyboards have fewer, lost releases may leave some.
const MAX_HELD: usize = 32;

/// What stays the same between a press and its release, whatever happens to
/// modifiers in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Place(PhysKeyCode),
    Name(KeyCode),
}

impl Key {
    fn of(event: &KeyEvent) -> Self {
        event.phys.map_or(Self::Name(event.unshifted), Self::Place)
    }
}

/// The keys that are down, each with the pane whose program was told.
#[derive(Debug, Default)]
pub(super) struct HeldKeys(Vec<(Key, PaneId)>);

impl HeldKeys {
    /// Who is to be told of a key that is for the program in `active`: `None`
    /// for a repeat or release of a press that no program was told of.
    pub(super) fn receiver(&mut self, event: &KeyEvent, active: PaneId) -> Option<PaneId> {
        let key = Key::of(event);
        let held = self.0.iter().position(|(held, _)| *held == key);
        match (event.kind, held) {
            (KeyEventKind::Press, held) => {
                if let Some(held) = held {
                    self.0.remove(held);
                }
                if self.0.len() == MAX_HELD {
                    self.0.remove(0);
                }
                self.0.push((key, active));
                Some(active)
            }
            (KeyEventKind::Repeat, held) => held.map(|held| self.0[held].1),
            (KeyEventKind::Release, held) => held.map(|held| self.0.remove(held).1),
        }
    }

    /// The window lost the keyboard: releases are not seen.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wezterm_types::{Leds, Modifiers};

    fn event(c: char, kind: KeyEventKind) -> KeyEvent {
        KeyEvent {
            key: KeyCode::Char(c),
            unshifted: KeyCode::Char(c.to_ascii_lowercase()),
            phys: None,
            raw: None,
            modifiers: Modifiers::empty(),
            leds: Leds::empty(),
            text: None,
            kind,
        }
    }

    #[test]
    fn a_release_goes_where_the_press_went() {
        use KeyEventKind::{Press, Release, Repeat};
        let mut held = HeldKeys::default();
        assert_eq!(held.receiver(&event('a', Release), 1), None);
        assert_eq!(held.receiver(&event('a', Repeat), 1), None);
        assert_eq!(held.receiver(&event('a', Press), 1), Some(1));
        assert_eq!(held.receiver(&event('b', Press), 1), Some(1));
        // The user went to another pane, and pressed Shift.
        assert_eq!(held.receiver(&event('A', Repeat), 2), Some(1));
        assert_eq!(held.receiver(&event('A', Release), 2), Some(1));
        assert_eq!(held.receiver(&event('a', Release), 2), None);
        held.clear();
        assert_eq!(held.receiver(&event('b', Release), 1), None);
    }

    #[test]
    fn lost_releases_do_not_pile_up() {
        let mut held = HeldKeys::default();
        for c in ('a'..='z').chain('α'..='ω').chain('а'..='я') {
            held.receiver(&event(c, KeyEventKind::Press), 1);
        }
        assert_eq!(held.0.len(), MAX_HELD);
    }
}
