//! Operations on the window, and its width in columns.

use super::*;
use term::{TerminalEvent, WindowOp, WindowState};

#[test]
fn windows_change_only_if_the_user_says_so() {
    let events = |terminal: &mut Terminal| {
        let mut events = Vec::new();
        terminal.drain_events(&mut events);
        events
            .into_iter()
            .filter_map(|event| match event {
                TerminalEvent::WindowOp(op) => Some(op),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    let all = "\x1b[8;10;30t\x1b[3;1;2t\x1b[2t\x1b[9;1t\x1b[10;1t\x1b[5t\x1b[40t\x1b[?40h\x1b[?3h";
    let mut off = Terminal::new(terminal().size(), TerminalConfig::default());
    off.advance(all.as_bytes());
    assert_eq!(events(&mut off), []);
    assert_eq!(off.size(), terminal().size());

    let mut on = terminal();
    on.set_window_state(WindowState {
        screen: Some((800, 480)),
        ..WindowState::default()
    });
    for (bytes, size, wants) in [
        (
            "\x1b[8;10;30t",
            (10, 30),
            WindowOp::Cells { rows: 10, cols: 30 },
        ),
        (
            "\x1b[8;12t",
            (12, 30),
            WindowOp::Cells { rows: 12, cols: 30 },
        ),
        (
            "\x1b[8;12;0t",
            (12, 100),
            WindowOp::Cells {
                rows: 12,
                cols: 100,
            },
        ),
        (
            "\x1b[4;160;160t",
            (10, 20),
            WindowOp::Cells { rows: 10, cols: 20 },
        ),
        // What is left out stays, in the middle as at the end.
        (
            "\x1b[4;;400t",
            (10, 50),
            WindowOp::Cells { rows: 10, cols: 50 },
        ),
        (
            "\x1b[4;320;t",
            (20, 50),
            WindowOp::Cells { rows: 20, cols: 50 },
        ),
        (
            "\x1b[8;;20t",
            (20, 20),
            WindowOp::Cells { rows: 20, cols: 20 },
        ),
        (
            "\x1b[8;0;20t",
            (30, 20),
            WindowOp::Cells { rows: 30, cols: 20 },
        ),
        ("\x1b[25t", (25, 20), WindowOp::Cells { rows: 25, cols: 20 }),
        (
            "\x1b[?40h\x1b[?3h",
            (25, 132),
            WindowOp::Cells {
                rows: 25,
                cols: 132,
            },
        ),
        ("\x1b[?3l", (25, 80), WindowOp::Cells { rows: 25, cols: 80 }),
    ] {
        on.advance(bytes.as_bytes());
        let now = on.size();
        assert_eq!((now.rows, now.cols), size, "{}", bytes.escape_debug());
        assert_eq!(events(&mut on), [wants]);
    }
    on.advance(b"\x1b[10;1t");
    assert_eq!((on.size().rows, on.size().cols), (30, 100));
    on.advance(b"\x1b[10;0t");
    assert_eq!((on.size().rows, on.size().cols), (25, 80));
    on.advance(b"\x1b[11t\x1b[2t\x1b[11t\x1b[1t\x1b[13t\x1b[15t\x1b[19t");
    let want = "\x1b[1t\x1b[2t\x1b[3;0;0t\x1b[5;480;800t\x1b[9;30;100t";
    assert_eq!(String::from_utf8(on.take_replies()).unwrap(), want);
}

#[test]
fn column_mode_clears_unless_told_not_to() {
    shows(&[
        ("abc", "\x1b[?40h\x1b[?3h", &[]),
        ("abc", "\x1b[?40h\x1b[?95h\x1b[?3h", &["abc"]),
        ("abc", "\x1b[?3h", &[]),
        // Not on a VT400.
        ("\x1b[64;1\"p\x1b[?40h\x1b[?95habc", "\x1b[?3h", &[]),
    ]);
    // RIS goes back to 80 columns.
    let mut terminal = fed("\x1b[?40h\x1b[?3h\x1bc");
    assert_eq!(terminal.size().cols, 80);
    terminal.advance(b"\x1b[?3h");
    assert_eq!(terminal.size().cols, 80);
}

#[test]
fn empty_parameters_are_told_from_zeros_however_they_arrive() {
    for text in [
        "\x1b[8;;30tx",
        "\x1b[8;12;t;;t",
        "\u{9b}8;;t",
        "\x1b[1;;4;;m;;a",
    ] {
        let mut whole = fed(text);
        let mut cut = fed("");
        for byte in text.as_bytes() {
            cut.advance(std::slice::from_ref(byte));
        }
        let seen = |terminal: &mut Terminal| (terminal.size(), screen(terminal));
        assert_eq!(seen(&mut whole), seen(&mut cut), "{}", text.escape_debug());
    }
    // Semicolons in text and in strings stay what they are.
    shows(&[("", "a;;t", &["a;;t"]), ("", "\x1b[1;;1ma;t", &["a;t"])]);
    answers(&[("\x1b]2;a;;t\x1b\\\x1b[21t", "\x1b]la;;t\x1b\\")]);
}
