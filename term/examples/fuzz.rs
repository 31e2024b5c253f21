//! Feeds mutations of a corpus to a terminal until the time is over.
//!
//! ```sh
//! cargo run --release -p term --example fuzz -- SECONDS CORPUS...
//! ```
//!
//! Each input goes in whole and byte by byte, which must come to the same
//! screen; sizes change on the way, and pictures, keys, pastes and searches
//! are asked for. An input that breaks something is written to
//! `fuzz-failure.bin` before the panic goes on.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a tool for developers"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};
use support::size;
use term::{SearchPattern, Snapshot, Terminal, TerminalConfig};

/// What sequences are made of, to be put anywhere.
const PIECES: &[&[u8]] = &[
    b"\x1b[",
    b"\x1b]",
    b"\x1bP",
    b"\x1b_G",
    b"\x1b\\",
    b"\x07",
    b"\x1b[?",
    b"?1049h",
    b"?69h",
    b"?6h",
    b"?2026h",
    b";",
    b":",
    b"65535",
    b"2147483648",
    b"0",
    b"\x1bPq#1;2;9;9;9~-",
    b"$z",
    b"$v",
    b"'}",
    b"'~",
    b"*y",
    b"r",
    b"s",
    b"t",
    b"h",
    b"l",
    b"m",
    b"J",
    b"K",
    b"L",
    b"M",
    b"S",
    b"T",
    b"b",
    b"\xe2\x80\x8d",
    b"\xcc\x81",
    b"\xe6\xbc\xa2",
    b"\xf0\x9f\x91\xa9",
    b"\xff",
    b"\xc2\x9b",
    b"\x1b G",
    b"\x9b",
    b"52;c;",
    b"1337;File=inline=1:",
    b"a=T,f=24,s=1,v=1;AAAA",
    b"8;;http://x",
    b"\x1b#8",
    b"\x1bc",
    b"\t",
    b"\r\n",
    b"\x08",
];

/// xorshift64*: small, and the same for the same seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

fn mutate(input: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(12) {
        let at = random.below(input.len() + 1);
        match random.below(5) {
            0 => input.insert(at, random.next() as u8),
            1 if at < input.len() => input[at] = random.next() as u8,
            2 if at < input.len() => {
                let end = (at + 1 + random.below(16)).min(input.len());
                input.drain(at..end);
            }
            3 => {
                let from = random.below(input.len());
                let end = (from + random.below(64)).min(input.len());
                let copy = input[from..end].to_vec();
                input.splice(at..at, copy);
            }
            _ => {
                let piece = PIECES[random.below(PIECES.len())];
                input.splice(at..at, piece.iter().copied());
            }
        }
    }
    input.truncate(64 << 10);
}

fn terminal() -> Terminal {
    let config = TerminalConfig {
        scrollback_lines: 200,
        enable_title_reporting: true,
        enable_checksum_report: true,
        enable_kitty_keyboard: true,
        ..TerminalConfig::default()
    };
    Terminal::new(size(40, 12), config)
}

fn run(input: &[u8], seed: u64) {
    let mut whole = terminal();
    whole.advance(input);
    let mut cut = terminal();
    for byte in input {
        cut.advance(std::slice::from_ref(byte));
    }
    let text = |terminal: &mut Terminal| terminal.lines_text(1000, true);
    assert_eq!(text(&mut whole), text(&mut cut), "another screen when cut");
    assert_eq!(whole.take_replies(), cut.take_replies(), "other answers");

    let mut random = Random(seed | 1);
    let mut snap = Snapshot::default();
    for part in input.chunks(1 + random.below(512)) {
        whole.resize(size(random.below(100), random.below(40)));
        whole.advance(part);
        whole.snapshot(&mut snap);
    }
    let _ = whole.encode_paste(&String::from_utf8_lossy(input));
    let _ = whole.search(&SearchPattern::CaseInsensitive("a".to_owned()), 10);
    whole.drain_events(&mut Vec::new());
}

/// A recording as its bytes: lines are joined and its escapes resolved.
fn recorded(text: &str) -> Vec<u8> {
    let lines = text.lines().filter(|line| !line.starts_with("#!"));
    let joined: String = lines.collect();
    joined
        .replace("\\e", "\x1b")
        .replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\b", "\x08")
        .into_bytes()
}

fn main() {
    let mut args = std::env::args().skip(1);
    let seconds = args.next().and_then(|n| n.parse().ok()).unwrap_or(60);
    let mut corpus: Vec<Vec<u8>> = args
        .map(|path| match std::fs::read_to_string(&path) {
            Ok(text) if path.ends_with(".rec") => recorded(&text),
            _ => std::fs::read(&path).unwrap(),
        })
        .collect();
    corpus.push(b"\x1b[1;31mhello\x1b[m\r\n".to_vec());
    let seed = std::env::var("FUZZ_SEED").ok().and_then(|n| n.parse().ok());
    let mut random = Random(seed.unwrap_or(0x1234_5678_9abc_def1));
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut runs = 0_u64;
    while Instant::now() < end {
        let mut input = corpus[random.below(corpus.len())].clone();
        mutate(&mut input, &mut random);
        let seed = random.next();
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| run(&input, seed))) {
            std::fs::write("fuzz-failure.bin", &input).unwrap();
            resume_unwind(panic);
        }
        runs += 1;
        // Some mutations stay, so that later ones build on them.
        if runs.is_multiple_of(16) && corpus.len() < 4096 {
            corpus.push(input);
        }
    }
    println!("{runs} inputs in {seconds} s, corpus of {}", corpus.len());
}
