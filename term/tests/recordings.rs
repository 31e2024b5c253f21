//! Recorded sessions: each `recordings/NAME.rec` is what a program wrote and
//! `NAME.want` what it must look like. A recording is text with `\e`, `\r`,
//! `\n`, `\t`, `\b`, `\\` and `\xHH` escapes; real line ends are left out, and
//! lines starting with `#!` are directives: `#! size COLSxROWS` first, and
//! later `#! resize COLSxROWS`, or `#! look` where it is to be looked at
//! before the end too.
//!
//! `RECORDINGS=write cargo test -p term --test recordings` writes the `.want`
//! files anew; read the difference before committing it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use term::{Snapshot, Terminal, TerminalConfig};
use wezterm_types::TerminalSize;

fn size(spec: &str) -> TerminalSize {
    let (cols, rows) = spec.trim().split_once('x').unwrap();
    let (cols, rows) = (
        cols.parse::<usize>().unwrap(),
        rows.parse::<usize>().unwrap(),
    );
    support::size(cols, rows)
}

fn unescaped(line: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        match chars.next().unwrap() {
            'e' => out.push(0x1b),
            'r' => out.push(b'\r'),
            'n' => out.push(b'\n'),
            't' => out.push(b'\t'),
            'b' => out.push(8),
            '\\' => out.push(b'\\'),
            'x' => {
                let hex: String = chars.by_ref().take(2).collect();
                out.push(u8::from_str_radix(&hex, 16).unwrap());
            }
            other => panic!("unknown escape \\{other}"),
        }
    }
    out
}

/// Plays a recording, cut into chunks of so many bytes; what it looks like
/// where it says to look, and at the end.
fn play(recording: &str, chunk: usize) -> String {
    let mut terminal = None;
    let mut seen = String::new();
    for line in recording.lines() {
        if let Some(directive) = line.strip_prefix("#!") {
            if directive.trim() == "look" {
                seen += &dump(terminal.as_mut().unwrap(), false);
                continue;
            }
            match directive.trim().split_once(' ').unwrap() {
                ("size", spec) => {
                    // Programs that ask for 132 columns get them.
                    let config = TerminalConfig {
                        enable_window_ops: true,
                        ..TerminalConfig::default()
                    };
                    terminal = Some(Terminal::new(size(spec), config));
                }
                ("resize", spec) => terminal.as_mut().unwrap().resize(size(spec)),
                (other, _) => panic!("unknown directive {other}"),
            }
            continue;
        }
        let terminal = terminal.as_mut().expect("a recording starts with its size");
        for chunk in unescaped(line).chunks(chunk) {
            terminal.advance(chunk);
        }
    }
    seen + &dump(&mut terminal.unwrap(), true)
}

/// Everything that can be seen: scrollback if wanted, screen with attributes, cursor.
fn dump(terminal: &mut Terminal, with_scrollback: bool) -> String {
    let mut snap = Snapshot::default();
    terminal.snapshot(&mut snap);
    let dims = snap.dims;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}x{} top {} cursor {},{} {:?}{}{}",
        dims.cols,
        dims.viewport_rows,
        dims.physical_top - dims.scrollback_top,
        snap.cursor.row,
        snap.cursor.col,
        snap.cursor.style,
        if snap.cursor.visible { "" } else { " hidden" },
        if snap.alt_screen { " alt" } else { "" },
    );
    let _ = writeln!(out, "title {:?}", terminal.title());
    let scrollback = terminal.text_range(dims.scrollback_top, dims.physical_top, true);
    for line in scrollback.lines().filter(|_| with_scrollback) {
        let _ = writeln!(out, "^{}", line.escape_debug());
    }
    for row in &snap.rows {
        let text = terminal.text_range(row.stable, row.stable + 1, true);
        let mark = if row.wrapped { '>' } else { '|' };
        let _ = writeln!(out, "{mark}{}", text.escape_debug().to_string().trim_end());
    }
    out
}

fn recordings() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "rec"))
        .collect();
    found.sort();
    found
}

#[test]
fn recordings_look_as_they_did() {
    let write = std::env::var("RECORDINGS").is_ok_and(|value| value == "write");
    let mut wrong = Vec::new();
    let all = recordings();
    assert!(all.len() >= 12);
    for path in all {
        let recording = std::fs::read_to_string(&path).unwrap();
        let want_path = path.with_extension("want");
        let got = play(&recording, usize::MAX);
        if write {
            std::fs::write(&want_path, &got).unwrap();
            continue;
        }
        let want = std::fs::read_to_string(&want_path).unwrap_or_default();
        for (how, got) in [("whole", got), ("bytewise", play(&recording, 1))] {
            if got != want {
                wrong.push(format!("{path:?} {how}\n--- want\n{want}--- got\n{got}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
