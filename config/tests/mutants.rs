//! Sample configurations with random damage: each ends in a configuration or a
//! message, within its budget, and never in a panic.
//!
//! `MUTANTS=10000` tries so many (`ci/fuzz`); `MUTANT=N` tries the one of that
//! number alone and prints it.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use config::Configuration;
use std::time::{Duration, Instant};

/// A generator of numbers of which only the spread matters (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// From 0 to `end`, without it.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 11).unwrap() % end.max(1)
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// What is put into a file, or in place of a word of it.
const PIECES: &[&str] = &[
    "nil",
    "true",
    "{}",
    "''",
    "-1",
    "0/0",
    "1e999",
    "math.huge",
    "math.mininteger",
    "'\\0'",
    "'\\xff\\xfe'",
    "('x'):rep(1e5)",
    "function() end",
    "function(...) return ... end",
    "wezterm",
    "config",
    "_G",
    "setmetatable({}, {__index = error})",
    "coroutine.create(print)",
    "io.stdout",
    "while true do end",
    "error()",
    "error({})",
    "return",
    "break",
    "goto x",
    "local",
    "end",
    "{",
    "}",
    "(",
    ")",
    "[[",
    "--[[",
    "\"",
    "=",
    "==",
    ",",
    "#",
    "..",
    "...",
    "\0",
    "\u{feff}",
    "é",
    "for i = 1, 1e9 do end",
    "repeat until false",
    "config = config",
    "require 'wezterm'",
    "(function() local t = {} t[1] = t return t end)()",
    "collectgarbage()",
    "'#zzzzzz'",
    "'0cell'",
    "'CTRL|NO'",
    "act.Nop",
    "{{{{{{{{}}}}}}}}",
    "wezterm.font('', {weight = 'x'})",
];

fn words(text: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, byte) in text.iter().chain(b" ").enumerate() {
        match (byte.is_ascii_alphanumeric() || *byte == b'_', start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                out.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// Damages `text` in one way.
fn damage(text: &mut Vec<u8>, others: &[Vec<u8>], random: &mut Random) {
    let words = words(text);
    let place = random.below(text.len());
    let word = words
        .get(random.below(words.len()))
        .cloned()
        .unwrap_or(0..0);
    match random.below(9) {
        0 => drop(text.splice(word, random.pick(PIECES).bytes())),
        1 => drop(text.splice(place..place, random.pick(PIECES).bytes())),
        2 => text.truncate(place),
        3 => {
            // Two words change places.
            let other = words
                .get(random.below(words.len()))
                .cloned()
                .unwrap_or(0..0);
            let bytes = text[other].to_vec();
            drop(text.splice(word, bytes));
        }
        4 => {
            let end = (place + 1 + random.below(80)).min(text.len());
            drop(text.drain(place..end));
        }
        5 if !text.is_empty() => text[place] = u8::try_from(random.below(256)).unwrap(),
        6 => {
            // A part again.
            let end = (place + random.below(200)).min(text.len());
            let part = text[place.min(end)..end].to_vec();
            drop(text.splice(place..place, part));
        }
        7 => {
            // A letter twice, as misspellings are.
            if let Some(byte) = text.get(word.start).copied() {
                text.insert(word.start, byte);
            }
        }
        _ => {
            // A part of another file.
            let other = &others[random.below(others.len())];
            let from = random.below(other.len());
            let to = (from + random.below(400)).min(other.len());
            drop(text.splice(place..place, other[from..to].to_vec()));
        }
    }
}

#[test]
fn damaged_configurations_end_in_a_message_or_a_configuration() {
    let dir = support::top().join("assets/examples");
    let mut samples = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            samples.push(std::fs::read(path).unwrap());
        }
    }
    samples.sort();
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let only: Option<u64> = number("MUTANT");
    let count = number("MUTANTS").unwrap_or(150);
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("wezterm.lua");
    let mut source = support::source_in(home.path());
    source.file = Some(file.clone());
    source.budget = Duration::from_millis(500);
    let (mut usable, mut slowest) = (0, Duration::ZERO);
    let numbers = match only {
        Some(number) => number..number + 1,
        None => 0..count,
    };
    let tried = numbers.end - numbers.start;
    for number in numbers {
        let mut random = Random(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        random.next();
        let mut text = samples[random.below(samples.len())].clone();
        for _ in 0..=random.below(3) {
            damage(&mut text, &samples, &mut random);
        }
        if only.is_some() {
            println!("{}", String::from_utf8_lossy(&text));
        }
        std::fs::write(&file, &text).unwrap();
        let started = Instant::now();
        let loaded = Configuration::load(&source);
        let took = started.elapsed();
        slowest = slowest.max(took);
        assert!(
            took < Duration::from_secs(30),
            "MUTANT={number} took {took:?}"
        );
        assert!(loaded.runtime.is_some(), "MUTANT={number}");
        // All that is said about it can be said.
        for found in loaded.diagnostics() {
            assert!(!found.message.is_empty(), "MUTANT={number}");
        }
        match &loaded.error {
            Some(error) => assert!(!error.trim().is_empty(), "MUTANT={number}"),
            None => usable += 1,
        }
        // What can be used is used: the table for callbacks, and the bindings.
        let runtime = loaded.runtime.as_ref().unwrap();
        runtime.config_table().unwrap();
        assert!(config::KeyBindings::new(&loaded.config).has_table("copy_mode"));
        runtime.poll(Instant::now());
    }
    println!("{usable} of {tried} can be used; the slowest took {slowest:?}");
    if only.is_none() && count >= 100 {
        // Damage that breaks all or nothing would test little.
        assert!(usable > 0 && usable < tried, "{usable} of {tried}");
    }
}
