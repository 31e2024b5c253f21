//! VT52 mode (DECANM): in by CSI ? 2 l, out by ESC <.

use super::*;
use wezterm_types::{KeyCode, KeyEvent, KeyEventKind, Leds, Modifiers};

const IN: &str = "\x1b[?2l";

#[test]
fn the_cursor_moves_by_letters() {
    for (bytes, want) in [
        ("\x1bY\"#", (4, 3)),
        ("\x1bY\"#\x1bA", (4, 2)),
        ("\x1bY\"#\x1bB", (4, 4)),
        ("\x1bY\"#\x1bC", (5, 3)),
        ("\x1bY\"#\x1bD", (3, 3)),
        ("\x1bY\"#\x1bH", (1, 1)),
        ("\x1bY\"#\x1bI", (4, 2)),
        // At the edges.
        ("\x1bA\x1bD", (1, 1)),
        ("\x1bY'3\x1bB\x1bC", (20, 8)),
        // A row that there is not leaves the row, a column is the last.
        ("\x1bY\"#\x1bY~~", (20, 3)),
        // An address in two pieces, and letters after it.
        ("\x1bY\"#abc", (7, 3)),
        // ANSI sequences mean nothing, and back is back.
        ("\x1b[5;5H\x1b[3g", (1, 1)),
        ("\x1b<\x1b[5;5H", (5, 5)),
    ] {
        let mut terminal = fed(IN);
        for byte in bytes.as_bytes() {
            terminal.advance(std::slice::from_ref(byte));
        }
        assert_eq!(place(&terminal), want, "{}", bytes.escape_debug());
    }
}

#[test]
fn text_is_erased_and_drawn_with() {
    shows(&[
        (ALPHABET, "\x1b[?2l\x1bY!\"\x1bJ", &["abcde", "fg"]),
        (
            ALPHABET,
            "\x1b[?2l\x1bY!\"\x1bK",
            &["abcde", "fg", "klmno", "pqrst", "uvwxy"],
        ),
        (
            ALPHABET,
            "\x1b[?2l\x1bH\x1bI",
            &["", "abcde", "fghij", "klmno", "pqrst", "uvwxy"],
        ),
        ("", "\x1b[?2l\x1bFlqk\x1bGq", &["┌─┐q"]),
        // The sets of before are there again.
        ("\x1b(0", "\x1b[?2lq\x1b<q", &["q─"]),
    ]);
}

#[test]
fn it_answers_as_one() {
    answers(&[
        ("\x1b[?2l\x1bZ", "\x1b/Z"),
        ("\x1b[?2l\x1b[c", ""),
        ("\x1b[?2l\x1b<\x1b[?2$p", "\x1b[?2;1$y"),
        ("\x1b<\x1b[?2$p", "\x1b[?2;1$y"),
    ]);
}

#[test]
fn its_keys_are_shorter() {
    let key = |bytes: &str, key: KeyCode| {
        let press = KeyEvent {
            key,
            unshifted: key,
            phys: None,
            raw: None,
            modifiers: Modifiers::empty(),
            leds: Leds::empty(),
            text: None,
            kind: KeyEventKind::Press,
        };
        String::from_utf8(fed(bytes).encode_key(&press)).unwrap()
    };
    assert_eq!(key(IN, KeyCode::UpArrow), "\x1bA");
    assert_eq!(key("\x1b[?1h\x1b[?2l", KeyCode::LeftArrow), "\x1bD");
    assert_eq!(key(IN, KeyCode::Function(1)), "\x1bP");
    assert_eq!(key("\x1b[?2l\x1b=", KeyCode::Numpad(3)), "\x1b?s");
    assert_eq!(key("\x1b[?2l\x1b=\x1b>", KeyCode::Numpad(3)), "3");
    assert_eq!(key("\x1b[?2l\x1b<", KeyCode::UpArrow), "\x1b[A");
}
