//! Which rows the window shows, and those beside them.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::{size, snap};
use term::{EraseMode, Terminal, TerminalConfig, ViewportScroll};

fn fed(text: &str) -> Terminal {
    let mut terminal = Terminal::new(size(20, 6), TerminalConfig::default());
    terminal.advance(text.as_bytes());
    terminal
}

#[test]
fn an_empty_screen_leaves_nothing_in_the_scrollback() {
    let mut terminal = fed("\x1b[2J\x1b[Hfirst");
    assert_eq!(terminal.dimensions().physical_top, 0);
    // So there is nothing to come back in a taller window.
    terminal.resize(size(20, 9));
    assert_eq!(snap(&mut terminal).rows[0].text().trim_end(), "first");
}

#[test]
fn rows_keep_number_and_generation_when_they_scroll() {
    let mut terminal = fed("one\r\ntwo\r\n3\r\n4\r\n5\r\n6");
    let before = snap(&mut terminal);
    let mut after = before.clone();
    terminal.advance(b"\r\nseven");
    terminal.snapshot(&mut after);
    assert_eq!(after.dims.physical_top, 1);
    assert_eq!(after.rows[..5], before.rows[1..]);
    terminal.scroll_viewport(ViewportScroll::Top);
    terminal.snapshot(&mut after);
    assert_eq!(after.rows[0].text().trim_end(), "one");
    assert!(!after.cursor.visible);
    // The row after the last one is known there.
    assert_eq!(before.below, None);
    let below = after.below.as_ref().map(|row| (row.stable, row.text()));
    let below = below.map(|(stable, text)| (stable, text.trim_end().to_owned()));
    assert_eq!(below, Some((6, "seven".to_owned())));
    // Output does not move a viewport that is scrolled back.
    terminal.advance(b"\r\neight");
    terminal.snapshot(&mut after);
    assert_eq!(after.rows[0].text().trim_end(), "one");
    assert_eq!(after.dims.viewport_top, 0);
    terminal.clear_scrollback(EraseMode::ScrollbackAndViewport);
    terminal.snapshot(&mut after);
    assert_eq!(after.rows[0].text().trim_end(), "eight");
    assert_eq!(after.dims.scrollback_rows, 6);
}
