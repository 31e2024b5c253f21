//! Feeds mutations of a corpus to a terminal until the time is over.
//!
//! ```sh
//! cargo run --release -p term --example fuzz -- SECONDS TARGET CORPUS...
//! ```
//!
//! `TARGET` is `parser` (whole sessions), `images` (sixel, kitty's and iTerm2's
//! protocol), `osc` (OSC strings), `keys` (keys, mouse and pastes as bytes for
//! the child), or `all` of them in turn.
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
use wezterm_types::{KeyCode, KeyEvent, KeyEventKind, Leds, Modifiers};

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
    b"\x1b#3",
    b"\x1b#6",
    b"\x1b[?2l",
    b"\x1b<",
    b"\x1bY",
    b"\x1b(>",
    b"\x1bN",
    b"\x1bP1$t",
    b"$w",
    b"#{",
    b"\x1bc",
    b"\t",
    b"\r\n",
    b"\x08",
];

/// What is fed to the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Parser,
    Images,
    Osc,
    Keys,
}

impl Target {
    const ALL: [Self; 4] = [Self::Parser, Self::Images, Self::Osc, Self::Keys];

    fn named(name: &str) -> Option<Vec<Self>> {
        Some(match name {
            "all" => Self::ALL.to_vec(),
            "parser" => vec![Self::Parser],
            "images" => vec![Self::Images],
            "osc" => vec![Self::Osc],
            "keys" => vec![Self::Keys],
            _ => return None,
        })
    }

    /// What mutations start from; the parser's are the recordings.
    fn seeds(self) -> &'static [&'static [u8]] {
        match self {
            Self::Parser => &[b"\x1b[1;31mhello\x1b[m\r\n"],
            Self::Images => &[
                b"\x1bPq\"1;1;12;12#0;2;99;0;0#0!12~-!12~\x1b\\",
                b"\x1bP0;1;0q#1;1;30;50;50#1~~$#2??-\x1b\\",
                b"\x1b_Ga=T,f=24,s=2,v=1,i=1;AAAAAAAA\x1b\\",
                b"\x1b_Ga=t,f=32,s=1,v=1,i=2,m=1;AAAA\x1b\\\x1b_Gm=0;AA==\x1b\\",
                b"\x1b_Ga=p,i=1,c=3,r=2,x=1,y=1,w=1,h=1\x1b\\\x1b_Ga=d,d=A\x1b\\",
                b"\x1b_Ga=T,f=100,o=z,t=f,i=3;L2Rldi96ZXJv\x1b\\",
                b"\x1b_Ga=f,i=1,s=1,v=1,f=24,x=1,c=1,z=40,X=1;AAAA\x1b\\\x1b_Ga=a,i=1,s=3,v=2,r=1,z=9,c=2\x1b\\",
                b"\x1b_Ga=f,i=1,f=24,r=2,Y=255,m=1;AAAA\x1b\\\x1b_Ga=f,m=0;AAAA\x1b\\\x1b_Ga=d,d=f,i=1,r=2\x1b\\",
                b"\x1b_Ga=T,I=4,f=24,s=2,v=1;AAAAAAAA\x1b\\\x1b_Ga=c,I=4,r=1,c=1,w=1,h=1,X=1,C=1\x1b\\",
                b"\x1b]1337;File=inline=1:R0lGODlhAgABAIAAAP8AAAAA/ywAAAAAAgABAAACAgRKADs=\x07",
                b"\x1b]1337;File=inline=1;width=2;height=50%:iVBORw0KGgo=\x07",
            ],
            Self::Osc => &[
                b"\x1b]0;title\x07\x1b]2;a\x1b\\",
                b"\x1b]4;1;#aabbcc;2;?\x07\x1b]104;1\x07",
                b"\x1b]10;rgb:12/34/56;?;CIELab:1/1/1\x1b\\",
                b"\x1b]8;id=a;http://example.org\x07x\x1b]8;;\x07",
                b"\x1b]52;c;aGVsbG8=\x07\x1b]9;4;1;50\x07",
                b"\x1b]99;i=1:d=0:p=body;text\x1b\\\x1b]777;notify;a;b\x07",
                b"\x1b]133;A\x07$ \x1b]133;B\x07ls\x1b]133;C\x07\x1b]133;D;0\x07",
                b"\x1b]7;file://host/tmp\x07\x1b]1337;SetUserVar=a=eA==\x07",
            ],
            Self::Keys => &[b"\x00\x01\x02\x03\x04\x05abc", b"\x1b[200~\xe2\x82\xac\r\n"],
        }
    }
}

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

/// A key, or what a layout makes of one, from three bytes.
fn key(bytes: [u8; 3]) -> KeyEvent {
    let [what, value, mods] = bytes;
    let c = char::from_u32(u32::from(value) << (what % 13)).unwrap_or('\u{fffd}');
    let key = match what % 16 {
        0 => KeyCode::UpArrow,
        1 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Enter,
        4 => KeyCode::Tab,
        5 => KeyCode::Backspace,
        6 => KeyCode::Escape,
        7 => KeyCode::Numpad(value),
        8 => KeyCode::KeypadEnter,
        9 => KeyCode::Decimal,
        10 | 11 => KeyCode::Function(value),
        _ => KeyCode::Char(c),
    };
    KeyEvent {
        key,
        unshifted: if value & 1 == 0 {
            key
        } else {
            KeyCode::Char('a')
        },
        phys: None,
        raw: None,
        modifiers: Modifiers::from_bits_truncate(mods),
        leds: Leds::empty(),
        text: (what & 0x80 != 0).then(|| c.to_string()),
        kind: match mods % 3 {
            0 => KeyEventKind::Press,
            1 => KeyEventKind::Repeat,
            _ => KeyEventKind::Release,
        },
    }
}

/// Keys in all modes that change them, and pastes: short answers, and pastes
/// that end where they end.
fn run_keys(input: &[u8], seed: u64) {
    let mut random = Random(seed | 1);
    let mut terminal = terminal();
    const MODES: [&str; 9] = [
        "\x1b[?1h",
        "\x1b=",
        "\x1b[>4;2m",
        "\x1b[>31u",
        "\x1b[20h",
        "\x1b[?67h",
        "\x1b[?2l",
        "\x1b<",
        "\x1b[?2004h",
    ];
    for bytes in input.chunks(3) {
        terminal.advance(MODES[random.below(MODES.len())].as_bytes());
        let mut three = [0; 3];
        three[..bytes.len()].copy_from_slice(bytes);
        let sent = terminal.encode_key(&key(three));
        assert!(sent.len() <= 64, "{three:?} sends {} bytes", sent.len());
    }
    terminal.advance(b"\x1b<\x1b[?2004h");
    let sent = terminal.encode_paste(&String::from_utf8_lossy(input));
    let inner = &sent[6..sent.len() - 6];
    assert!(!inner.contains(&0x1b), "a paste holds an escape");
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
    let name = args.next().unwrap_or_else(|| "all".to_owned());
    let Some(targets) = Target::named(&name) else {
        println!("{name}: no such target; there are parser, images, osc, keys and all");
        std::process::exit(2);
    };
    let recordings: Vec<Vec<u8>> = args
        .map(|path| match std::fs::read_to_string(&path) {
            Ok(text) if path.ends_with(".rec") => recorded(&text),
            _ => std::fs::read(&path).unwrap(),
        })
        .collect();
    let mut corpora: Vec<(Target, Vec<Vec<u8>>)> = targets
        .into_iter()
        .map(|target| {
            let mut corpus: Vec<Vec<u8>> =
                target.seeds().iter().map(|seed| seed.to_vec()).collect();
            if target == Target::Parser {
                corpus.extend(recordings.iter().cloned());
            }
            (target, corpus)
        })
        .collect();
    let seed = std::env::var("FUZZ_SEED").ok().and_then(|n| n.parse().ok());
    let mut random = Random(seed.unwrap_or(0x1234_5678_9abc_def1));
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut runs = 0_u64;
    while Instant::now() < end {
        let at = runs as usize % corpora.len();
        let (target, corpus) = &mut corpora[at];
        let mut input = corpus[random.below(corpus.len())].clone();
        mutate(&mut input, &mut random);
        let seed = random.next();
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| match target {
            Target::Keys => run_keys(&input, seed),
            _ => run(&input, seed),
        })) {
            std::fs::write("fuzz-failure.bin", &input).unwrap();
            resume_unwind(panic);
        }
        runs += 1;
        // Some mutations stay, so that later ones build on them.
        if random.below(16) == 0 && corpus.len() < 4096 {
            corpus.push(input);
        }
    }
    for (target, corpus) in &corpora {
        println!("{target:?}: a corpus of {}", corpus.len());
    }
    println!("{runs} inputs in {seconds} s");
}
