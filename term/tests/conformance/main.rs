//! One table per control sequence of xterm's document (ctlseqs) and DEC STD
//! 070: what is on the screen and where the cursor is afterwards, with
//! margins, in origin mode and for rectangles.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod charsets;
mod editing;
mod lines;
mod moving;
mod presentation;
mod reports;
#[path = "../support/mod.rs"]
mod support;
mod vt52;
mod windows;

pub(crate) use support::screen;
use term::{Snapshot, Terminal, TerminalConfig};
use wezterm_types::TerminalSize;

pub(crate) const COLS: usize = 20;
pub(crate) const ROWS: usize = 8;

pub(crate) fn terminal() -> Terminal {
    let config = TerminalConfig {
        enable_title_reporting: true,
        enable_checksum_report: true,
        enable_window_ops: true,
        ..TerminalConfig::default()
    };
    Terminal::new(support::size(COLS, ROWS), config)
}

pub(crate) fn fed(bytes: &str) -> Terminal {
    let mut terminal = terminal();
    terminal.advance(bytes.as_bytes());
    terminal
}

pub(crate) fn replies(bytes: &str) -> String {
    String::from_utf8(fed(bytes).take_replies()).unwrap()
}

/// Column and row, one-based, as the sequences count.
pub(crate) fn place(terminal: &Terminal) -> (usize, usize) {
    let cursor = terminal.cursor();
    (cursor.col + 1, cursor.row + 1)
}

/// Five rows of letters, as most cases start with.
pub(crate) const ALPHABET: &str = "\x1b[Habcde\r\nfghij\r\nklmno\r\npqrst\r\nuvwxy";
/// Side margins 2 to 4.
pub(crate) const SIDES: &str = "\x1b[?69h\x1b[2;4s";
/// The same with rows 2 to 4.
pub(crate) const BOX: &str = "\x1b[?69h\x1b[2;4s\x1b[2;4r";

pub(crate) fn shows(cases: &[(&str, &str, &[&str])]) {
    for (setup, bytes, want) in cases {
        let mut terminal = fed(setup);
        terminal.advance(bytes.as_bytes());
        assert_eq!(
            screen(&mut terminal),
            *want,
            "{}{}",
            setup.escape_debug(),
            bytes.escape_debug()
        );
    }
}

pub(crate) fn moves(cases: &[(&str, (usize, usize))]) {
    for (bytes, want) in cases {
        assert_eq!(place(&fed(bytes)), *want, "{}", bytes.escape_debug());
    }
}

pub(crate) fn answers(cases: &[(&str, &str)]) {
    for (bytes, want) in cases {
        assert_eq!(replies(bytes), *want, "{}", bytes.escape_debug());
    }
}
