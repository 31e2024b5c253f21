//! Where in a program's output a sequence has begun and not ended.
//!
//! A copy of a terminal is taken between two reads, perhaps in the middle of
//! an escape sequence or of a character. Whoever goes on from that copy needs
//! the beginning as well.

/// Longest beginning that is kept; of a longer string the client sees no more
/// than that it is unfinished.
const MAX_TAIL: usize = 8 << 20;

const ESC: u8 = 0x1b;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Ground,
    /// So many bytes of a UTF-8 character are missing.
    Character(u8),
    Escape,
    /// CSI up to its final byte.
    Control,
    /// OSC, DCS, APC, PM, SOS up to ST; OSC also up to BEL.
    Text {
        bell: bool,
    },
    /// ESC inside of such a string.
    TextEscape {
        bell: bool,
    },
}

/// Follows output.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    state: State,
    tail: Vec<u8>,
}

impl Scanner {
    /// The bytes since the last one that ended something.
    pub(super) fn tail(&self) -> &[u8] {
        &self.tail
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        let mut start = None;
        while !rest.is_empty() {
            if self.state == State::Ground {
                start = None;
                // What is printable and ASCII cannot begin anything.
                let Some(at) = rest.iter().position(|byte| *byte == ESC || *byte >= 0xc2) else {
                    break;
                };
                rest = &rest[at..];
                start = Some(bytes.len() - rest.len());
                self.tail.clear();
            }
            self.state = self.step(rest[0]);
            rest = &rest[1..];
        }
        if self.state == State::Ground {
            if !self.tail.is_empty() {
                self.tail = Vec::new();
            }
            return;
        }
        let new = &bytes[start.unwrap_or(0)..];
        let room = MAX_TAIL.saturating_sub(self.tail.len());
        self.tail.extend_from_slice(&new[..new.len().min(room)]);
    }

    fn step(&self, byte: u8) -> State {
        match self.state {
            State::Ground => Self::from_ground(byte),
            State::Character(missing) => match byte {
                0x80..=0xbf if missing > 1 => State::Character(missing - 1),
                0x80..=0xbf => State::Ground,
                other => Self::from_ground(other),
            },
            State::Escape => match byte {
                b'[' => State::Control,
                b']' => State::Text { bell: true },
                b'P' | b'X' | b'^' | b'_' => State::Text { bell: false },
                0x18 | 0x1a => State::Ground,
                ESC => State::Escape,
                // Intermediate bytes, and controls, which act in between.
                0x00..=0x2f => State::Escape,
                _ => State::Ground,
            },
            State::Control => match byte {
                0x40..=0x7e | 0x18 | 0x1a => State::Ground,
                ESC => State::Escape,
                _ => State::Control,
            },
            State::Text { bell } => match byte {
                0x07 if bell => State::Ground,
                0x18 | 0x1a => State::Ground,
                ESC => State::TextEscape { bell },
                _ => State::Text { bell },
            },
            State::TextEscape { .. } => match byte {
                b'\\' => State::Ground,
                other => Self {
                    state: State::Escape,
                    tail: Vec::new(),
                }
                .step(other),
            },
        }
    }

    fn from_ground(byte: u8) -> State {
        match byte {
            ESC => State::Escape,
            0xc2..=0xdf => State::Character(1),
            0xe0..=0xef => State::Character(2),
            0xf0..=0xf4 => State::Character(3),
            _ => State::Ground,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tail(parts: &[&[u8]]) -> Vec<u8> {
        let mut scanner = Scanner::default();
        for part in parts {
            scanner.feed(part);
        }
        scanner.tail().to_vec()
    }

    #[test]
    fn what_has_begun_is_kept_and_what_has_ended_is_not() {
        assert_eq!(tail(&[b"text \x1b[31mred"]), b"");
        assert_eq!(tail(&[b"text \x1b[3"]), b"\x1b[3");
        assert_eq!(tail(&[b"text \x1b[3", b"1"]), b"\x1b[31");
        assert_eq!(tail(&[b"text \x1b[3", b"1mx"]), b"");
        assert_eq!(tail(&[b"a\x1b]0;ti", b"tle"]), b"\x1b]0;title");
        assert_eq!(tail(&[b"a\x1b]0;ti", b"tle\x07"]), b"");
        assert_eq!(tail(&[b"\x1bPq...\x1b"]), b"\x1bPq...\x1b");
        assert_eq!(tail(&[b"\x1bPq...\x1b", b"\\."]), b"");
        assert_eq!(tail(&["漢".as_bytes().split_at(2).0]), [0xe6, 0xbc]);
        assert_eq!(tail(&[b"\xe6\xbc", b"\xa2"]), b"");
        assert_eq!(tail(&[b"\x1b[1", b"m\x1b]2;x"]), b"\x1b]2;x");
    }

    proptest! {
        /// However output is cut, the copy and the tail are as good as all of it.
        #[test]
        fn cuts_do_not_matter(bytes in prop::collection::vec(
            prop::sample::select(b"a[]\\P;\x1b\x07m3\xe6\xbc\xa2\x18".to_vec()), 0..40), at in 0usize..40) {
            let at = at.min(bytes.len());
            let whole = tail(&[&bytes]);
            prop_assert_eq!(&whole, &tail(&[&bytes[..at], &bytes[at..]]));
            prop_assert!(bytes.ends_with(&whole));
        }
    }
}
