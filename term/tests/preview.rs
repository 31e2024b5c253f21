//! What a preview shows of a width is what the terminal shows when all of its
//! scrollback has been wrapped to it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use proptest::prelude::*;
use support::{line, shown, size, terminal};
use term::{Point, SelectionMode, Snapshot};

proptest! {
    #![proptest_config(support::cases(128))]

    #[test]
    fn a_preview_shows_what_the_terminal_will(
        lines in prop::collection::vec(line(), 0..150),
        after in prop::sample::select(vec!["", "$ ", "\x1b[3A", "\x1b[2;5H", "\x1b[?25l\x1b[4 q", "\x1b[?5h"]),
        selected in prop::option::of((0..12_i64, 0..20_usize, 0..12_i64, 0..20_usize)),
        from in (4..40_usize, 2..12_usize),
        via in prop::collection::vec(4..40_usize, 0..3),
        to in 4..40_usize,
    ) {
        let mut terminal = terminal(from.0, from.1);
        terminal.advance(lines.concat().as_bytes());
        terminal.advance(after.as_bytes());
        if let Some((row, col, to_row, to_col)) = selected {
            let top = terminal.dimensions().physical_top;
            terminal.start_selection(Point::new(top + row - 3, col), SelectionMode::Cell);
            terminal.extend_selection(Point::new(top + to_row - 3, to_col), SelectionMode::Cell);
        }
        let mut preview = terminal.preview().unwrap();
        let (mut real, mut copy) = (Snapshot::default(), Snapshot::default());
        preview.snapshot(&mut copy);
        terminal.snapshot(&mut real);
        prop_assert_eq!(shown(&copy), shown(&real));

        // The terminal is given the last of several widths alone.
        let knows = via.iter().chain([&to]).all(|cols| preview.resize(size(*cols, from.1)));
        terminal.resize(size(to, from.1));
        preview.snapshot(&mut copy);
        terminal.snapshot(&mut real);
        if knows {
            prop_assert_eq!(shown(&copy), shown(&real));
        }
    }
}

#[test]
fn a_preview_says_when_it_does_not_know_enough() {
    let mut terminal = terminal(4, 4);
    let text: String = (0..400).map(|n| format!("{n} is a number\r\n")).collect();
    terminal.advance(text.as_bytes());
    let mut preview = terminal.preview().unwrap();
    assert!(preview.resize(size(6, 4)));
    assert!(!preview.resize(size(400, 40)));
    // All of a short text is known.
    let mut short = support::terminal(4, 4);
    short.advance(b"one two three four five six\r\n");
    assert!(short.preview().unwrap().resize(size(400, 40)));
}

#[test]
fn only_the_end_of_the_text_has_a_preview() {
    for output in ["\x1b[?1049h", "\x1b[?2026h", "\x1bPq#0;2;0;0;0~~\x1b\\"] {
        let mut terminal = terminal(20, 5);
        terminal.advance(b"one\r\n");
        assert!(terminal.preview().is_some());
        terminal.advance(output.as_bytes());
        assert!(terminal.preview().is_none(), "{output:?}");
    }
    let mut terminal = terminal(20, 5);
    terminal.advance("line\r\n".repeat(20).as_bytes());
    terminal.scroll_viewport(term::ViewportScroll::Lines(-3));
    assert!(terminal.preview().is_none());
}
