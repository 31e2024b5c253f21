//! The shape of what begins with ESC: a control sequence or an escape
//! sequence that is whole is read here in one pass, without a state for each
//! byte. Anything else is left to the parser.

use crate::dispatch::Args;

/// Intermediate bytes that any sequence has, its private marker among them.
const MAX_INTERMEDIATES: usize = 2;

/// What a sequence has between its first byte and its last. One is filled
/// again and again where it is: to copy what was just written in parts stalls
/// a processor.
#[derive(Debug, Default)]
pub(super) struct Middle {
    pub(super) args: Args,
    bytes: [u8; MAX_INTERMEDIATES],
    len: usize,
}

impl Middle {
    pub(super) fn intermediates(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Adds a byte, if there is room for it.
    fn push(&mut self, byte: u8) -> bool {
        let Some(slot) = self.bytes.get_mut(self.len) else {
            return false;
        };
        *slot = byte;
        self.len += 1;
        true
    }
}

/// What text that begins with ESC begins with.
#[derive(Debug)]
pub(super) enum Sequence {
    /// `CSI` and its final byte (ECMA-48 5.4).
    Control { action: u8, len: usize },
    /// `ESC` with its final byte (ECMA-35 13.2), none that opens a string.
    Escape { action: u8, len: usize },
    /// The opening of an OSC, two bytes.
    Osc,
    /// A sequence that goes on behind the end.
    Cut,
    /// A string, or a sequence with something else in it.
    Other,
}

impl Sequence {
    /// Reads `bytes`, of which the first is ESC.
    #[inline]
    pub(super) fn of(bytes: &[u8], middle: &mut Middle) -> Self {
        match bytes.get(1) {
            Some(b'[') => Self::control(bytes, middle),
            Some(b']') => Self::Osc,
            Some(b'P' | b'X' | b'^' | b'_') => Self::Other,
            Some(0x20..=0x7e) => Self::escape(bytes, middle),
            Some(_) => Self::Other,
            None => Self::Cut,
        }
    }

    #[inline]
    fn control(bytes: &[u8], middle: &mut Middle) -> Self {
        middle.len = 0;
        let mut at = 2;
        if let Some((action, len)) = middle.args.read_two(&bytes[at..]) {
            let len = at + len;
            return Self::Control { action, len };
        }
        if let Some(&marker @ b'<'..=b'?') = bytes.get(at) {
            middle.push(marker);
            at += 1;
        }
        at += middle.args.read(&bytes[at..]);
        if let Some(&action @ 0x40..=0x7e) = bytes.get(at) {
            let len = at + 1;
            return Self::Control { action, len };
        }
        match last_byte(bytes, at, middle) {
            Ok((action @ 0x40..=0x7e, len)) => Self::Control { action, len },
            Ok(_) => Self::Other,
            Err(other) => other,
        }
    }

    fn escape(bytes: &[u8], middle: &mut Middle) -> Self {
        middle.len = 0;
        match last_byte(bytes, 1, middle) {
            Ok((action, len)) => Self::Escape { action, len },
            Err(other) => other,
        }
    }
}

/// Intermediate bytes from `at` on, and the final byte with where it ends.
fn last_byte(bytes: &[u8], mut at: usize, middle: &mut Middle) -> Result<(u8, usize), Sequence> {
    loop {
        match bytes.get(at) {
            Some(&byte @ 0x20..=0x2f) if middle.push(byte) => at += 1,
            Some(&action @ 0x30..=0x7e) => return Ok((action, at + 1)),
            Some(_) => return Err(Sequence::Other),
            None => return Err(Sequence::Cut),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let mut middle = Middle::default();
        let sequence = Sequence::of(text.as_bytes(), &mut middle);
        let before = String::from_utf8_lossy(middle.intermediates());
        match sequence {
            Sequence::Control { action, len } => {
                let groups: Vec<_> = middle.args.groups().collect();
                format!("{before}{groups:?}{} {len}", action as char)
            }
            Sequence::Escape { action, len } => {
                format!("ESC {before}{} {len}", action as char)
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn sequences_are_read_whole() {
        for (text, expected) in [
            ("\x1b[H", "[[0]]H 3"),
            ("\x1b[12;345Hx", "[[12], [345]]H 9"),
            ("\x1b[;5H", "[[0], [5]]H 5"),
            ("\x1b[4:3;38:2::1:2:3m", "[[4, 3], [38, 2, 0, 1, 2, 3]]m 18"),
            ("\x1b[99999999m", "[[65535]]m 11"),
            ("\x1b[?25h", "?[[25]]h 6"),
            ("\x1b[>4;2m", ">[[4], [2]]m 7"),
            ("\x1b[2 q", " [[2]]q 5"),
            ("\x1b[?1$p", "?$[[1]]p 6"),
            ("\x1bM", "ESC M 2"),
            ("\x1b7", "ESC 7 2"),
            ("\x1b(0q", "ESC (0 3"),
            ("\x1b\\", "ESC \\ 2"),
            ("\x1b]0;x", "Osc"),
            ("\x1b", "Cut"),
            ("\x1b[", "Cut"),
            ("\x1b[1;", "Cut"),
            ("\x1b[1 ", "Cut"),
            ("\x1b(", "Cut"),
            ("\x1bPq", "Other"),
            ("\x1b_G", "Other"),
            ("\x1bXx", "Other"),
            ("\x1b^x", "Other"),
            ("\x1b\x1b[H", "Other"),
            ("\x1b[1\n2H", "Other"),
            ("\x1b[1?h", "Other"),
            ("\x1b[1 2q", "Other"),
            ("\x1b[1\u{e9}", "Other"),
            ("\x1b[1   q", "Other"),
            ("\x1b[?$$p", "Other"),
            ("\x1b\x7f", "Other"),
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }
}
