//! From bytes to the parser. OSC strings are collected here, whole and
//! bounded: the parser's own buffer has no limit and splits at 16 parameters.

use crate::core::Core;
use memchr::memmem::Finder;
use rio_vt::performer::parser::Parser;

/// Longest OSC string in bytes; one that is longer is dropped.
const MAX_OSC: usize = 1 << 20;
/// The same for those that carry data: clipboard and inline images.
const MAX_DATA_OSC: usize = 8 << 20;
/// A buffer that has grown beyond this is not kept for the next string.
const KEEP_CAPACITY: usize = 64 << 10;

const BEL: u8 = 0x07;
const CAN: u8 = 0x18;
const SUB: u8 = 0x1a;
const ESC: u8 = 0x1b;

pub(crate) struct Feed {
    parser: Parser,
    osc_start: Finder<'static>,
    osc: Option<Osc>,
    spare: Vec<u8>,
    /// The last byte given to the parser was ESC.
    after_esc: bool,
    /// What of a CSI sequence the parser has seen so far.
    tail: Tail,
    two_semicolons: Finder<'static>,
    semicolon_t: Finder<'static>,
    /// The beginning of a character whose end is in the next chunk. The
    /// parser only gets valid UTF-8: left to itself it loses a letter between
    /// two cut characters, and garbles long runs with an invalid byte.
    partial: Partial,
}

/// Where in the parameters of a CSI sequence a chunk ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tail {
    #[default]
    Outside,
    Inside,
    /// Inside, right behind a semicolon.
    Semicolon,
}

/// Parameters of a CSI sequence that are looked back at, in bytes. The parser
/// drops sequences before they get so long.
const MAX_PARAMS: usize = 512;

/// Up to three bytes of a UTF-8 sequence.
#[derive(Clone, Copy, Debug, Default)]
struct Partial {
    bytes: [u8; 4],
    len: usize,
}

impl Partial {
    fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    fn push(&mut self, byte: u8) {
        self.bytes[self.len] = byte;
        self.len += 1;
    }
}

/// Whether bytes begin one character and do not end it.
fn is_incomplete(bytes: &[u8]) -> bool {
    matches!(std::str::from_utf8(bytes), Err(e) if e.valid_up_to() == 0 && e.error_len().is_none())
}

/// Where the first C1 control is.
fn find_c1(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(0xc2, bytes).find(|&at| matches!(bytes.get(at + 1), Some(0x80..=0x9f)))
}

#[derive(Default)]
struct Osc {
    payload: Vec<u8>,
    overflowed: bool,
}

impl Osc {
    fn push(&mut self, bytes: &[u8]) {
        let limit = if self.payload.starts_with(b"52;") || self.payload.starts_with(b"1337;") {
            MAX_DATA_OSC
        } else {
            MAX_OSC
        };
        // The prefix may arrive with the data, so a first piece that would be
        // too long for the smaller limit is let in up to the larger one.
        let limit = if self.payload.is_empty() {
            MAX_DATA_OSC
        } else {
            limit
        };
        if self.overflowed || self.payload.len() + bytes.len() > limit {
            self.overflowed = true;
            self.payload = Vec::new();
        } else {
            self.payload.extend_from_slice(bytes);
        }
    }
}

impl std::fmt::Debug for Feed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Feed")
            .field("in_osc", &self.osc.is_some())
            .finish_non_exhaustive()
    }
}

impl Default for Feed {
    fn default() -> Self {
        Self {
            parser: Parser::new(),
            osc_start: Finder::new(b"\x1b]"),
            osc: None,
            spare: Vec::new(),
            after_esc: false,
            tail: Tail::default(),
            two_semicolons: Finder::new(b";;"),
            semicolon_t: Finder::new(b";t"),
            partial: Partial::default(),
        }
    }
}

impl Feed {
    pub(crate) fn advance(&mut self, core: &mut Core, bytes: &[u8]) {
        let mut rest = bytes;
        while self.partial.len > 0 {
            let Some((&next, after)) = rest.split_first() else {
                return;
            };
            let mut joined = self.partial;
            joined.push(next);
            if is_incomplete(joined.as_slice()) {
                self.partial = joined;
                rest = after;
                continue;
            }
            self.partial = Partial::default();
            if std::str::from_utf8(joined.as_slice()).is_ok() {
                self.whole(core, joined.as_slice());
                rest = after;
            } else {
                self.whole(core, "\u{fffd}".as_bytes());
            }
        }
        while !rest.is_empty() {
            if rest.is_ascii() {
                self.whole(core, rest);
                return;
            }
            let Err(error) = std::str::from_utf8(rest) else {
                self.whole(core, rest);
                return;
            };
            let (valid, broken) = rest.split_at(error.valid_up_to());
            self.whole(core, valid);
            let Some(len) = error.error_len() else {
                for &byte in broken {
                    self.partial.push(byte);
                }
                return;
            };
            match broken.first() {
                // S8C1T: C1 controls as single bytes, which are no UTF-8.
                Some(&byte @ 0x80..=0x9f) if core.modes.eight_bit && len == 1 => {
                    self.whole(core, &[ESC, byte - 0x40]);
                }
                _ => self.whole(core, "\u{fffd}".as_bytes()),
            }
            rest = &broken[len..];
        }
    }

    /// Valid UTF-8, whole characters. C1 controls among them, U+0080 to
    /// U+009F, become the two bytes that mean the same: the parser knows
    /// only those as the beginning of a sequence.
    fn whole(&mut self, core: &mut Core, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(at) = find_c1(rest) {
            self.without_c1(core, &rest[..at]);
            self.without_c1(core, &[ESC, rest[at + 1] - 0x40]);
            rest = &rest[at + 2..];
        }
        self.without_c1(core, rest);
    }

    fn without_c1(&mut self, core: &mut Core, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = if self.osc.is_some() {
                self.collect(core, rest)
            } else {
                self.parse(core, rest)
            };
        }
    }

    /// Parses up to the next OSC and opens it; returns what follows.
    fn parse<'a>(&mut self, core: &mut Core, bytes: &'a [u8]) -> &'a [u8] {
        let rest = if self.after_esc && bytes[0] == b']' {
            &bytes[1..]
        } else if let Some(at) = self.osc_start.find(bytes) {
            // The ESC belongs to the parser: it ends whatever it is in.
            self.mark_missing(core, &bytes[..=at]);
            &bytes[at + 2..]
        } else {
            self.mark_missing(core, bytes);
            self.after_esc = bytes.last() == Some(&ESC);
            return &[];
        };
        self.after_esc = false;
        // Back to the ground state from "after ESC".
        self.parser.advance(core, &[CAN]);
        self.osc = Some(Osc {
            payload: std::mem::take(&mut self.spare),
            overflowed: false,
        });
        rest
    }

    /// Gives bytes to the parser. It takes an empty parameter for a zero, and
    /// some window operations mean another thing by it: those that are empty
    /// behind a semicolon get an empty sub-parameter, a colon, as a mark.
    fn mark_missing(&mut self, core: &mut Core, bytes: &[u8]) {
        let mut start = 0;
        if self.tail == Tail::Semicolon && matches!(bytes.first(), Some(b';' | b't')) {
            self.parser.advance(core, b":");
        }
        let two = self.two_semicolons.find(bytes);
        let last = self.semicolon_t.find(bytes);
        if let Some(first) = two.into_iter().chain(last).min() {
            for at in memchr::memchr_iter(b';', &bytes[first..]).map(|at| first + at) {
                if matches!(bytes.get(at + 1), Some(b';' | b't')) && self.in_parameters(bytes, at) {
                    self.parser.advance(core, &bytes[start..=at]);
                    self.parser.advance(core, b":");
                    start = at + 1;
                }
            }
        }
        let inside = self.in_parameters(bytes, bytes.len());
        self.parser.advance(core, &bytes[start..]);
        self.tail = match bytes.last() {
            Some(b';') if inside => Tail::Semicolon,
            _ if inside => Tail::Inside,
            _ => Tail::Outside,
        };
    }

    /// Whether the byte at `end` comes among the parameters of a CSI sequence.
    fn in_parameters(&self, bytes: &[u8], end: usize) -> bool {
        let from = end.saturating_sub(MAX_PARAMS);
        let before = &bytes[from..end];
        let run = before
            .iter()
            .rev()
            .take_while(|b| matches!(b, b'0'..=b';'))
            .count();
        match before[..before.len() - run] {
            [] if from == 0 => self.tail != Tail::Outside,
            [.., ESC, b'['] => true,
            [b'['] if from == 0 => self.after_esc,
            _ => false,
        }
    }

    /// Collects up to the end of the OSC and dispatches it there.
    fn collect<'a>(&mut self, core: &mut Core, bytes: &'a [u8]) -> &'a [u8] {
        let end = bytes
            .iter()
            .position(|b| matches!(*b, BEL | CAN | SUB | ESC));
        if let Some(osc) = &mut self.osc {
            osc.push(&bytes[..end.unwrap_or(bytes.len())]);
        }
        let Some(end) = end else { return &[] };
        let mut osc = self.osc.take().unwrap_or_default();
        let terminator = bytes[end];
        if osc.overflowed {
            log::warn!("an OSC sequence longer than the limit was dropped");
        } else if matches!(terminator, BEL | ESC) {
            core.osc(&osc.payload, terminator == BEL);
        }
        if osc.payload.capacity() <= KEEP_CAPACITY {
            osc.payload.clear();
            self.spare = osc.payload;
        }
        // An ESC starts ST or any other sequence: the parser's business.
        &bytes[end + usize::from(terminator != ESC)..]
    }
}
