//! What is selected, and that it stays so when lines are wrapped anew.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use proptest::prelude::*;
use support::size;
use term::{Point, SelectionMode, Terminal, TerminalConfig};

const COLS: usize = 20;
const ROWS: usize = 6;

fn fed(text: &str) -> Terminal {
    let mut terminal = Terminal::new(size(COLS, ROWS), TerminalConfig::default());
    terminal.advance(text.as_bytes());
    terminal
}

#[test]
fn selections() {
    let mut terminal = fed("some words-here and a very long line\r\nnext\r\n日本 x");
    let select = |terminal: &mut Terminal, mode, from: (i64, usize), to: (i64, usize)| {
        terminal.start_selection(Point::new(from.0, from.1), mode);
        terminal.extend_selection(Point::new(to.0, to.1), mode);
        terminal.selection_text().unwrap()
    };
    use SelectionMode as M;
    assert_eq!(select(&mut terminal, M::Cell, (0, 5), (0, 9)), "words");
    assert_eq!(select(&mut terminal, M::Cell, (0, 9), (0, 5)), "words");
    assert_eq!(select(&mut terminal, M::Word, (0, 7), (0, 7)), "words-here");
    // Over the wrap at column 20.
    assert_eq!(
        select(&mut terminal, M::Cell, (0, 11), (1, 5)),
        "here and a very"
    );
    assert_eq!(select(&mut terminal, M::Word, (1, 3), (1, 3)), "very");
    assert_eq!(
        select(&mut terminal, M::Line, (1, 0), (2, 0)),
        "some words-here and a very long line\nnext"
    );
    assert_eq!(
        select(&mut terminal, M::Block, (0, 0), (2, 2)),
        "som\na v\nnex"
    );
    assert_eq!(select(&mut terminal, M::Cell, (3, 1), (3, 1)), "日");
    terminal.start_selection(Point::new(0, 0), M::Cell);
    assert!(!terminal.has_selection());
    terminal.select_all();
    assert!(
        terminal
            .selection_text()
            .unwrap()
            .ends_with("next\n日本 x\n\n")
    );
}

#[test]
fn a_selection_goes_when_its_text_does() {
    let mut terminal = fed("first\r\nsecond\r\n");
    terminal.start_selection(Point::new(0, 0), SelectionMode::Line);
    terminal.advance(b"more\r\n\r\n\r\n\r\n\r\n\r\n");
    assert_eq!(terminal.selection_text().as_deref(), Some("first"));
    terminal.start_selection(Point::new(3, 0), SelectionMode::Line);
    terminal.advance(b"\x1b[1;1Hx");
    assert!(!terminal.has_selection());
}

/// Selects a piece of text that is in one row.
fn select(terminal: &mut Terminal, row: i64, cols: std::ops::Range<usize>, mode: SelectionMode) {
    terminal.start_selection(Point::new(row, cols.start), mode);
    terminal.extend_selection(Point::new(row, cols.end - 1), mode);
}

#[test]
fn a_line_stays_selected_to_its_end() {
    let mut terminal = fed("short\r\nsome words and a very long line\r\nend");
    select(&mut terminal, 1, 0..1, SelectionMode::Line);
    let line = "some words and a very long line";
    for cols in [40, 10, 7, 20] {
        terminal.resize(size(cols, ROWS));
        assert_eq!(terminal.selection_text().as_deref(), Some(line), "{cols}");
        let mut snap = term::Snapshot::default();
        terminal.snapshot(&mut snap);
        let selected = snap.rows.iter().filter_map(|row| row.selection.clone());
        let rows: Vec<_> = selected.collect();
        assert_eq!(rows, vec![0..cols; line.len().div_ceil(cols)], "{cols}");
    }
}

#[test]
fn a_drag_goes_on_where_it_began() {
    let mut terminal = fed("0123456789abcdefghijklmnopqrstuvwxyz");
    terminal.start_selection(Point::new(1, 2), SelectionMode::Cell);
    terminal.resize(size(10, ROWS));
    assert!(!terminal.has_selection());
    terminal.extend_selection(Point::new(2, 5), SelectionMode::Cell);
    assert_eq!(terminal.selection_text().as_deref(), Some("mnop"));
}

#[test]
fn what_can_not_stay_goes() {
    let mut terminal = fed("one\r\ntwo\r\nthree");
    terminal.start_selection(Point::new(0, 0), SelectionMode::Block);
    terminal.extend_selection(Point::new(1, 1), SelectionMode::Block);
    terminal.resize(size(COLS + 1, ROWS));
    assert!(!terminal.has_selection(), "a block is none any more");
    let config = TerminalConfig {
        scrollback_lines: 2,
        ..TerminalConfig::default()
    };
    let mut terminal = Terminal::new(size(COLS, ROWS), config);
    terminal.advance(b"first\r\n");
    terminal.advance("x".repeat(COLS * ROWS).as_bytes());
    select(&mut terminal, 0, 0..5, SelectionMode::Cell);
    assert_eq!(terminal.selection_text().as_deref(), Some("first"));
    terminal.resize(size(COLS / 2, ROWS));
    assert!(!terminal.has_selection(), "it left the scrollback");
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z]{1,9}( [a-z]{1,9}){0,12}",
        1 => "[日本語a]{1,50}",
        1 => Just(String::new()),
    ]
}

proptest! {
    #[test]
    fn the_same_text_is_selected_at_any_width(
        lines in prop::collection::vec(line(), 1..40),
        from in 0.0..1.0,
        to in 0.0..1.0,
        from_col in 0..COLS,
        to_col in 0..COLS,
        widths in prop::collection::vec(4..90_usize, 1..6),
    ) {
        let mut terminal = fed(&lines.join("\r\n"));
        let dims = terminal.dimensions();
        let row = |part: f64| (part * dims.scrollback_rows as f64) as i64;
        terminal.start_selection(Point::new(row(from), from_col), SelectionMode::Cell);
        terminal.extend_selection(Point::new(row(to), to_col), SelectionMode::Cell);
        let selected = terminal.selection_text().unwrap();
        for cols in widths {
            terminal.resize(size(cols, ROWS));
            let now = terminal.selection_text().unwrap_or_default();
            // Blanks at its ends are selected only as long as there is room for them.
            prop_assert_eq!(now.trim(), selected.trim(), "{}", cols);
        }
    }
}
