//! Lines of double width and height: DECDHL, DECDWL, DECSWL.

use super::*;
use term::LineSize::{self, Bottom, Single, Top, Wide};

/// The sizes of the first rows on the screen.
fn sizes(terminal: &mut Terminal) -> Vec<LineSize> {
    let mut snap = Snapshot::default();
    terminal.snapshot(&mut snap);
    let mut sizes: Vec<_> = snap.rows.iter().map(|row| row.size).collect();
    while sizes.last() == Some(&Single) {
        sizes.pop();
    }
    sizes
}

#[test]
fn lines_take_sizes_and_give_them_up() {
    for (bytes, want) in [
        ("\x1b#6", &[Wide][..]),
        ("\x1b#3\n\x1b#4", &[Top, Bottom]),
        ("\x1b#6\x1b#5", &[]),
        // With the text: LF, IND and SU at the bottom, RI, SD, IL, DL.
        ("\x1b[2H\x1b#6\x1b[8H\n", &[Wide]),
        ("\x1b[2H\x1b#6\x1b[8H\n\n", &[]),
        ("\x1b[2H\x1b#6\x1b[S", &[Wide]),
        ("\x1b#6\x1bM", &[Single, Wide]),
        ("\x1b#6\x1b[2T", &[Single, Single, Wide]),
        ("\x1b#6\x1b[L", &[Single, Wide]),
        ("\x1b[3H\x1b#6\x1b[H\x1b[2M", &[Wide]),
        ("\x1b[3H\x1b#6\x1b[3M", &[]),
        // Within margins, and below them.
        (
            "\x1b[2;4r\x1b[3H\x1b#6\x1b[6H\x1b#3\x1b[4H\n",
            &[Single, Wide, Single, Single, Single, Top],
        ),
        (
            "\x1b[1;4r\x1b[6H\x1b#3\x1b[4H\n",
            &[Single, Single, Single, Single, Single, Top],
        ),
        // Lines erased as a whole are single again, others are not.
        ("\x1b#6\x1b[2J", &[]),
        ("\x1b#6\x1b[J", &[]),
        ("\x1b#6ab\x1b[J", &[Wide]),
        ("\x1b#6\n\x1b#6\x1b[1J", &[Single, Wide]),
        ("\x1b#6ab\x1b[2K", &[Wide]),
        ("\x1b#6\x1b#8", &[]),
        ("\x1b#6\x1bc", &[]),
        // Each screen has its own.
        ("\x1b#6\x1b[?1049h", &[]),
        ("\x1b#6\x1b[?1049h\x1b[2H\x1b#3\x1b[?1049l", &[Wide]),
    ] {
        assert_eq!(sizes(&mut fed(bytes)), want, "{}", bytes.escape_debug());
    }
}

#[test]
fn they_are_half_as_long() {
    moves(&[
        ("\x1b#6\x1b[1;20H", (10, 1)),
        ("\x1b[1;15H\x1b#6", (10, 1)),
        ("\x1b#6\x1b[99C", (10, 1)),
        ("\x1b#6\t\t", (10, 1)),
        ("\x1b#6\x1b[99G", (10, 1)),
        // Down from a long line onto a short one.
        ("\x1b[2H\x1b#6\x1b[1;20H\n", (10, 2)),
        ("\x1b[2H\x1b#6\x1b[1;20H\x1b[B", (10, 2)),
        ("\x1b#5\x1b[1;20H", (20, 1)),
        ("\x1b#60123456789", (10, 1)),
        ("\x1b#60123456789a", (2, 2)),
    ]);
    shows(&[
        ("0123456789abc", "\x1b#6", &["0123456789"]),
        ("0123456789abc", "\x1b#6\x1b#5", &["0123456789"]),
        ("\x1b#6", "0123456789abc", &["0123456789", "abc"]),
        ("\x1b#6\x1b[?7l", "0123456789abc", &["012345678c"]),
        ("\x1b#6", "あいうえおか", &["あいうえお", "か"]),
        (
            "\x1b[2H\x1b#6\x1b[H",
            "01234567890123456789abc",
            &["01234567890123456789", "abc"],
        ),
        (
            "\x1b[8H\x1b#6",
            "0123456789\x1b[4hx",
            &["", "", "", "", "", "", "0123456789", "x"],
        ),
    ]);
}

#[test]
fn they_stay_in_the_scrollback_and_not_for_another_width() {
    let mut terminal = fed("\x1b#6big\x1b[8H\n\n");
    terminal.scroll_viewport(term::ViewportScroll::Top);
    assert_eq!(sizes(&mut terminal), [Wide]);
    let mut narrow = fed("\x1b#6big");
    let size = TerminalSize {
        cols: 10,
        pixel_width: 80,
        ..narrow.size()
    };
    narrow.resize(size);
    assert_eq!(sizes(&mut narrow), []);
}

#[test]
fn a_row_that_changes_its_size_changes() {
    let mut terminal = fed("abc");
    let mut snap = Snapshot::default();
    terminal.snapshot(&mut snap);
    let before = snap.rows[0].generation;
    terminal.advance(b"\x1b#6");
    terminal.snapshot(&mut snap);
    assert_ne!(snap.rows[0].generation, before);
}
