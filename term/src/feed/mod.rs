//! From bytes to what they mean. Sequences that come whole are read here and
//! go on directly; the parser has the text, strings, and sequences with
//! something else inside. OSC strings are collected here, whole and bounded:
//! the parser's own buffer has no limit and splits at 16 parameters.

mod sequence;

use crate::core::Core;
use rio_vt::performer::parser::{Parser, Perform as _};
use rio_vt::simd_utf8;
use sequence::{Middle, Sequence};

/// Longest OSC string in bytes; one that is longer is dropped.
const MAX_OSC: usize = 1 << 20;
/// The same for those that carry data: clipboard and inline images.
const MAX_DATA_OSC: usize = 8 << 20;
/// A buffer that has grown beyond this is not kept for the next string.
const KEEP_CAPACITY: usize = 64 << 10;
/// Longest beginning of a sequence that waits for its end, in bytes. The
/// parser has those that are longer, and ignores them.
const MAX_HELD: usize = 256;
/// Letters printed without a search for the end of the text.
const SHORT: usize = 16;

const BEL: u8 = 0x07;
const CAN: u8 = 0x18;
const SUB: u8 = 0x1a;
const ESC: u8 = 0x1b;

pub(crate) struct Feed {
    parser: Parser,
    /// The parser is in its ground state: nothing is open. It does not say so
    /// itself, but ESC ends whatever it is in, so it is known again behind the
    /// next sequence that is whole.
    ground: bool,
    /// The beginning of a sequence whose end is in the next chunk. It means
    /// nothing before that.
    held: String,
    middle: Middle,
    osc: Option<Osc>,
    spare: Vec<u8>,
    /// The beginning of a character whose end is in the next chunk. The
    /// parser only gets valid UTF-8: left to itself it loses a letter between
    /// two cut characters, and garbles long runs with an invalid byte.
    partial: Partial,
}

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

/// How many bytes at the end begin a character and do not end it.
fn cut_off(bytes: &[u8]) -> usize {
    let longest = bytes.len().min(3);
    let mut lengths = 1..=longest;
    lengths
        .find(|len| is_incomplete(&bytes[bytes.len() - len..]))
        .unwrap_or(0)
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
            ground: true,
            held: String::new(),
            middle: Middle::default(),
            osc: None,
            spare: Vec::new(),
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
            if let Ok(text) = std::str::from_utf8(joined.as_slice()) {
                self.whole(core, text);
                rest = after;
            } else {
                self.whole(core, "\u{fffd}");
            }
        }
        let (most, cut) = rest.split_at(rest.len() - cut_off(rest));
        // Nearly always all of it is valid, and this finds out faster.
        match simd_utf8::validate(most) {
            Ok(text) => self.whole(core, text),
            Err(_) => self.damaged(core, most),
        }
        for &byte in cut {
            self.partial.push(byte);
        }
    }

    /// Bytes that are no text, in which nothing is cut off at the end.
    fn damaged(&mut self, core: &mut Core, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let error = match std::str::from_utf8(rest) {
                Ok(text) => return self.whole(core, text),
                Err(error) => error,
            };
            let (valid, broken) = rest.split_at(error.valid_up_to());
            self.whole(core, std::str::from_utf8(valid).unwrap_or_default());
            let len = error.error_len().unwrap_or(broken.len());
            match broken.first() {
                // S8C1T: C1 controls as single bytes, which are no UTF-8.
                Some(&byte @ 0x80..=0x9f) if core.modes.eight_bit && len == 1 => {
                    self.c1(core, byte);
                }
                _ => self.whole(core, "\u{fffd}"),
            }
            rest = &broken[len..];
        }
    }

    /// Whole characters. C1 controls among them, U+0080 to U+009F, become the
    /// two bytes that mean the same.
    fn whole(&mut self, core: &mut Core, text: &str) {
        let mut rest = text;
        while let Some(at) = find_c1(rest.as_bytes()) {
            self.without_c1(core, &rest[..at]);
            self.c1(core, rest.as_bytes()[at + 1]);
            rest = &rest[at + 2..];
        }
        self.without_c1(core, rest);
    }

    fn c1(&mut self, core: &mut Core, byte: u8) {
        let pair = [ESC, byte - 0x40];
        self.without_c1(core, std::str::from_utf8(&pair).unwrap_or_default());
    }

    fn without_c1(&mut self, core: &mut Core, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            rest = if self.osc.is_some() {
                self.collect(core, rest)
            } else if self.held.is_empty() {
                self.parse(core, rest)
            } else {
                self.go_on(core, rest)
            };
        }
    }

    /// Adds a character to the beginning of a sequence.
    fn go_on<'a>(&mut self, core: &mut Core, text: &'a str) -> &'a str {
        let mut rest = text.chars();
        self.held.extend(rest.next());
        if !matches!(
            Sequence::of(self.held.as_bytes(), &mut self.middle),
            Sequence::Cut
        ) {
            let mut held = std::mem::take(&mut self.held);
            self.parse(core, &held);
            if self.held.is_empty() {
                held.clear();
                self.held = held;
            }
        } else if self.held.len() > MAX_HELD {
            let held = std::mem::take(&mut self.held);
            self.leave_to_parser(core, &held);
        }
        rest.as_str()
    }

    /// Reads what is there up to the end, or to the opening of an OSC; returns
    /// what follows.
    fn parse<'a>(&mut self, core: &mut Core, text: &'a str) -> &'a str {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                ESC => match Sequence::of(&bytes[at..], &mut self.middle) {
                    Sequence::Control { len, .. } | Sequence::Escape { len, .. }
                        if !self.ground =>
                    {
                        self.close(core, &bytes[at..at + len]);
                        at += len;
                    }
                    Sequence::Control { action, len } => {
                        let (args, before) = (&self.middle.args, self.middle.intermediates());
                        core.csi(args, before, false, action.into());
                        at += len;
                    }
                    Sequence::Escape { action, len } => {
                        core.esc(self.middle.intermediates(), action);
                        at += len;
                    }
                    Sequence::Osc => {
                        self.open_osc(core);
                        return &text[at + 2..];
                    }
                    Sequence::Cut => {
                        self.held.push_str(&text[at..]);
                        return "";
                    }
                    Sequence::Other => {
                        let end = at + 1 + before_escape(&bytes[at + 1..]);
                        self.leave_to_parser(core, &text[at..end]);
                        at = end;
                    }
                },
                // What programs that move the cursor print.
                0x20..=0x7e
                    if self.ground
                        && bytes.get(at + 1) == Some(&ESC)
                        && core.print_letter(byte) =>
                {
                    at += 1;
                }
                0x20..=0x7e if self.ground => {
                    let len = short_run(&bytes[at..]);
                    if len < SHORT {
                        core.print_str(&text[at..at + len]);
                        at += len;
                    } else {
                        at += self.text(core, &bytes[at..]);
                    }
                }
                // From BS to CR: what text has between its letters.
                0x08..=0x0d if self.ground => {
                    core.execute(byte);
                    at += 1;
                }
                _ => at += self.text(core, &bytes[at..]),
            }
        }
        ""
    }

    /// Gives the parser what comes before the next ESC; returns how long it is.
    fn text(&mut self, core: &mut Core, bytes: &[u8]) -> usize {
        let len = before_escape(bytes);
        self.parser.advance(core, &bytes[..len]);
        len
    }

    /// Gives the parser what it may not be done with at the end.
    fn leave_to_parser(&mut self, core: &mut Core, text: &str) {
        self.parser.advance(core, text.as_bytes());
        self.ground = false;
    }

    /// Gives the parser a whole sequence, which also ends what it is in.
    fn close(&mut self, core: &mut Core, sequence: &[u8]) {
        self.parser.advance(core, sequence);
        self.ground = true;
    }

    fn open_osc(&mut self, core: &mut Core) {
        if !self.ground {
            // It ends what the parser is in.
            self.parser.advance(core, &[ESC]);
            self.ground = true;
        }
        self.parser.advance(core, &[CAN]);
        self.osc = Some(Osc {
            payload: std::mem::take(&mut self.spare),
            overflowed: false,
        });
    }

    /// Collects up to the end of the OSC and dispatches it there.
    fn collect<'a>(&mut self, core: &mut Core, text: &'a str) -> &'a str {
        let bytes = text.as_bytes();
        let end = bytes
            .iter()
            .position(|b| matches!(*b, BEL | CAN | SUB | ESC));
        if let Some(osc) = &mut self.osc {
            osc.push(&bytes[..end.unwrap_or(bytes.len())]);
        }
        let Some(end) = end else { return "" };
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
        // An ESC starts ST or any other sequence.
        &text[end + usize::from(terminator != ESC)..]
    }
}

/// How much comes before the next ESC.
fn before_escape(bytes: &[u8]) -> usize {
    memchr::memchr(ESC, bytes).unwrap_or(bytes.len())
}

/// How many printable ASCII characters come first, counted up to [`SHORT`].
#[inline]
fn short_run(bytes: &[u8]) -> usize {
    let bytes = &bytes[..bytes.len().min(SHORT)];
    let end = bytes.iter().position(|byte| !matches!(byte, 0x20..=0x7e));
    end.unwrap_or(bytes.len())
}
