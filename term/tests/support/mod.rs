//! What the tests of a terminal, and its fuzz driver, share.

#![allow(dead_code, reason = "each file of tests uses a part")]

use proptest::prelude::*;
use term::{Snapshot, Terminal, TerminalConfig, TerminalEvent};
use wezterm_types::TerminalSize;

/// So many cells of 8x16 physical pixels.
pub(crate) fn size(cols: usize, rows: usize) -> TerminalSize {
    TerminalSize {
        rows,
        cols,
        pixel_width: cols * 8,
        pixel_height: rows * 16,
        dpi: 96,
    }
}

/// A terminal that keeps 5000 lines.
pub(crate) fn terminal(cols: usize, rows: usize) -> Terminal {
    let config = TerminalConfig {
        scrollback_lines: 5000,
        ..TerminalConfig::default()
    };
    Terminal::new(size(cols, rows), config)
}

/// What has happened since the last time.
pub(crate) fn events(terminal: &mut Terminal) -> Vec<TerminalEvent> {
    let mut events = Vec::new();
    terminal.drain_events(&mut events);
    events
}

/// A snapshot of its own.
pub(crate) fn snap(terminal: &mut Terminal) -> Snapshot {
    let mut snap = Snapshot::default();
    terminal.snapshot(&mut snap);
    snap
}

/// The text of all rows, blanks at line ends left out.
pub(crate) fn rows(terminal: &mut Terminal) -> Vec<String> {
    let rows = &snap(terminal).rows;
    rows.iter()
        .map(|row| row.text().trim_end().to_owned())
        .collect()
}

/// The same down to the last row that is not blank.
pub(crate) fn screen(terminal: &mut Terminal) -> Vec<String> {
    let mut rows = rows(terminal);
    while rows.last().is_some_and(String::is_empty) {
        rows.pop();
    }
    rows
}

/// So many cases of a property, unless `PROPTEST_CASES` says how many.
pub(crate) fn cases(count: u32) -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: wanted.and_then(|n| n.parse().ok()).unwrap_or(count),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A line: text with wide characters, colours, links and clusters, and its end.
pub(crate) fn line() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-z ]{0,30}",
        1 => "[日本語🦀]{1,9}",
        1 => Just("e\u{301}".to_owned()),
        1 => (31..48_u8).prop_map(|color| format!("\x1b[{color}mc\x1b[m")),
        1 => Just("\x1b]8;id=a;http://x\x1b\\link\x1b]8;;\x1b\\".to_owned()),
        1 => Just("\x1b[44m\x1b[K\x1b[m".to_owned()),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat() + "\r\n")
}

/// Rows as they look, the cursor, and what is selected.
pub(crate) fn shown(snapshot: &Snapshot) -> impl PartialEq + std::fmt::Debug + use<> {
    let rows: Vec<_> = snapshot
        .rows
        .iter()
        .map(|row| {
            let (cells, extras) = (row.cells.clone(), row.extras.clone());
            (
                row.text(),
                row.wrapped,
                row.selection.clone(),
                cells,
                extras,
            )
        })
        .collect();
    let cursor = &snapshot.cursor;
    let at = (
        cursor.row,
        cursor.col,
        cursor.visible,
        cursor.style,
        cursor.wide,
    );
    (rows, at, snapshot.palette.clone(), snapshot.reverse_video)
}
