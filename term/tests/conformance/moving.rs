//! Where the cursor goes: movement, tabs, margins, saved cursors, screens.

use super::*;

#[test]
fn cursor_movement_stops_at_margins() {
    moves(&[
        // CUU, CUD.
        ("\x1b[4;6r\x1b[6;2H\x1b[99A", (2, 4)),
        ("\x1b[4;6r\x1b[3;2H\x1b[99A", (2, 1)),
        ("\x1b[2;4r\x1b[3;2H\x1b[99B", (2, 4)),
        ("\x1b[2;4r\x1b[5;2H\x1b[99B", (2, 8)),
        // CUF, CUB.
        ("\x1b[?69h\x1b[5;10s\x1b[1;7H\x1b[99C", (10, 1)),
        ("\x1b[?69h\x1b[5;10s\x1b[1;12H\x1b[99C", (20, 1)),
        ("\x1b[?69h\x1b[5;10s\x1b[1;7H\x1b[99D", (5, 1)),
        ("\x1b[?69h\x1b[5;10s\x1b[1;4H\x1b[99D", (1, 1)),
        // CNL, CPL: to the left margin.
        ("\x1b[2;4r\x1b[?69h\x1b[5;10s\x1b[3;7H\x1b[99E", (5, 4)),
        ("\x1b[4;5r\x1b[?69h\x1b[5;10s\x1b[6;7H\x1b[99E", (5, 8)),
        ("\x1b[2;4r\x1b[?69h\x1b[5;10s\x1b[3;7H\x1b[99F", (5, 2)),
        // CR.
        ("\x1b[?69h\x1b[5;10s\x1b[1;6H\r", (5, 1)),
        ("\x1b[?69h\x1b[5;10s\x1b[1;5H\r", (5, 1)),
        ("\x1b[?69h\x1b[5;10s\x1b[1;4H\r", (1, 1)),
        // HPR, VPR, HPA, VPA, CHA.
        ("\x1b[6;5H\x1b[2a", (7, 6)),
        ("\x1b[6;5H\x1b[99a", (20, 6)),
        ("\x1b[6;5H\x1b[2e", (5, 8)),
        ("\x1b[6;5H\x1b[2`", (2, 6)),
        ("\x1b[6;5H\x1b[2d", (5, 2)),
        ("\x1b[6;5H\x1b[3G", (3, 6)),
        // CUP: zero is one, too much is the edge.
        ("\x1b[6;3H\x1b[0;0H", (1, 1)),
        ("\x1b[99;99H", (20, 8)),
        ("\x1b[6;3H\x1b[;5H", (5, 1)),
        // DECSTBM and DECSLRM go home; a region of one row is none.
        ("\x1b[3;2H\x1b[2;3r", (1, 1)),
        ("\x1b[3;2H\x1b[3;3r", (2, 3)),
        ("\x1b[?69h\x1b[3;2H\x1b[2;4s", (1, 1)),
        // DECALN takes all margins away.
        (
            "\x1b[?69h\x1b[2;3s\x1b[4;5r\x1b#8\x1b[4;2H\x1b[A\x1b[D",
            (1, 3),
        ),
        (
            "\x1b[?69h\x1b[2;3s\x1b[4;5r\x1b#8\x1b[5;3H\x1b[B\x1b[C",
            (4, 6),
        ),
    ]);
}

#[test]
fn origin_mode_counts_from_the_margins() {
    const IN: &str = "\x1b[5;7r\x1b[?69h\x1b[5;8s\x1b[?6h";
    for (bytes, row, col) in [
        ("\x1b[1;1H", 5, 5),
        ("\x1b[2;3H", 6, 7),
        ("\x1b[99;99H", 7, 8),
        ("\x1b[2;2H\x1b[G", 6, 5),
        ("\x1b[2;2H\x1b[d", 5, 6),
        ("\x1b[2;2H\x1b[`", 6, 5),
        ("\r", 5, 5),
    ] {
        let terminal = fed(&format!("{IN}{bytes}"));
        assert_eq!(place(&terminal), (col, row), "{}", bytes.escape_debug());
        let want = format!("\x1b[{};{}R", row - 4, col - 4);
        assert_eq!(replies(&format!("{IN}{bytes}\x1b[6n")), want);
    }
    // DECRC brings the mode back as it was.
    moves(&[
        ("\x1b7\x1b[5;7r\x1b[?6h\x1b8\x1b[1;1H", (1, 1)),
        ("\x1b[5;7r\x1b[?6h\x1b[!p\x1b[1G\x1b[1d", (1, 1)),
    ]);
}

#[test]
fn backspace_and_reverse_wraparound() {
    moves(&[
        ("\x1b[3;3H\x08", (2, 3)),
        ("\x1b[3;1H\x08", (1, 3)),
        ("\x1b[?45h\x1b[3;1H\x08", (20, 2)),
        ("\x1b[?1045h\x1b[3;1H\x08", (20, 2)),
        ("\x1b[?7l\x1b[?45h\x1b[3;1H\x08", (1, 3)),
        ("\x1b[?45h\x1b[?45l\x1b[3;1H\x08", (1, 3)),
        ("\x1b[?45h\x1b[!p\x1b[3;1H\x08", (1, 3)),
        ("\x1b[?45h\x1b[?69h\x1b[5;10s\x1b[3;5H\x08", (10, 2)),
        ("\x1b[?45h\x1b[?69h\x1b[5;10s\x1b[3;1H\x08", (10, 2)),
        ("\x1b[?69h\x1b[5;10s\x1b[3;5H\x08", (5, 3)),
        ("\x1b[?69h\x1b[5;10s\x1b[3;4H\x08", (3, 3)),
        // From the top margin to the bottom one.
        ("\x1b[?45h\x1b[2;5r\x1b[2;1H\x08", (20, 5)),
        // Behind the last column, one back is the last column.
        ("\x1b[?45h\x1b[1;19Hab\x08", (20, 1)),
        ("\x1b[1;19Habcd\x1b[?45h\x1b[4D", (19, 1)),
        ("\x1b[?45h\x1b[5;5H\x1b[40D", (5, 3)),
    ]);
    shows(&[("", "\x1b[1;19Hab\x08X", &["                  Xb"])]);
}

#[test]
fn tabs_stop_at_the_right_margin() {
    moves(&[
        ("\t", (9, 1)),
        ("\t\t\t\t", (20, 1)),
        ("\x1b[2I", (17, 1)),
        ("\x1b[?69h\x1b[3;14s\x1b[1;5H\x1b[5I", (14, 1)),
        ("\x1b[?69h\x1b[3;14s\x1b[1;1H\x1b[5I", (14, 1)),
        ("\x1b[1;18H\x1b[Z", (17, 1)),
        ("\x1b[1;18H\x1b[9Z", (1, 1)),
        // CBT does not mind the margins.
        ("\x1b[?69h\x1b[5;18s\x1b[3;7H\x1b[2Z", (1, 3)),
        ("\x1b[3g\x1b[1;13H\x1bH\r\t", (13, 1)),
        ("\t\x1b[g\r\t", (17, 1)),
        ("\x1b[1;10H\x1b[g\r\t\t", (17, 1)),
        // A tab after the last column stays; with mode 41 it wraps first.
        ("xxxxxxxxxxxxxxxxxxxx\t", (20, 1)),
        ("\x1b[?41hxxxxxxxxxxxxxxxxxxxx\t", (9, 2)),
    ]);
    shows(&[(
        "",
        "xxxxxxxxxxxxxxxxxxxx\t2",
        &["xxxxxxxxxxxxxxxxxxxx", "2"],
    )]);
}

#[test]
fn cursors_are_saved() {
    moves(&[
        ("\x1b[6;5H\x1b7\x1b[H\x1b8", (5, 6)),
        ("\x1b[6;5H\x1b[s\x1b[H\x1b[u", (5, 6)),
        ("\x1b[6;5H\x1b[?1048h\x1b[H\x1b[?1048l", (5, 6)),
        ("\x1b[!p\x1b[6;5H\x1b8", (1, 1)),
        ("\x1b[6;5H\x1b7\x1b[!p\x1b8", (1, 1)),
        // With mode 69 CSI s sets margins.
        (
            "\x1b[3;2H\x1b[s\x1b[?69h\x1b[1;10s\x1b[6;5H\x1b[s\x1b[u",
            (2, 3),
        ),
        (
            "\x1b[3;2H\x1b7\x1b[?69h\x1b[1;10s\x1b[6;5H\x1b7\x1b[4;4H\x1b8",
            (5, 6),
        ),
        // Each screen has its own.
        (
            "\x1b[3;2H\x1b7\x1b[H\x1b[?47h\x1b[7;6H\x1b7\x1b[?47l\x1b8",
            (2, 3),
        ),
        (
            "\x1b[3;2H\x1b7\x1b[?47h\x1b[7;6H\x1b7\x1b[?47l\x1b8\x1b[?47h\x1b8",
            (6, 7),
        ),
    ]);
    // Neither autowrap nor insertion are part of it.
    moves(&[("\x1b[?7h\x1b7\x1b[?7l\x1b8\x1b[1;19Habcd", (20, 1))]);
    shows(&[("\x1b[4h\x1b7\x1b[4l\x1b8", "\x1b[Ha\x1b[Hb", &["b"])]);
}

#[test]
fn alternate_screens() {
    shows(&[
        ("abc", "\x1b[?47h\x1b[2;1Hdef\x1b[?47l", &["abc"]),
        (
            "abc",
            "\x1b[?47h\x1b[2J\x1b[2;1Hdef\x1b[?47l\x1b[?47h",
            &["", "def"],
        ),
        (
            "abc",
            "\x1b[?1047h\x1b[2J\x1b[2;1Hdef\x1b[?1047l\x1b[?1047h",
            &[],
        ),
        ("abc", "\x1b[?1049h\x1b[2;1Hdef\x1b[?1049l\x1b[?1049h", &[]),
        ("abc", "\x1b[?47h\x1b[1;1Ha\x1bc\x1b[?47h", &[]),
        // Mode 1046 takes the other screen away; one can still come back.
        ("abc", "\x1b[?1046l\x1b[?1049h", &["abc"]),
        ("abc", "\x1b[?1046l\x1b[?47h\x1b[?1046h", &["abc"]),
        ("abc", "\x1b[?1049h\x1b[?1046l\x1b[?1049l", &["abc"]),
    ]);
    moves(&[
        ("\x1b[3;2H\x1b[?47h", (2, 3)),
        ("\x1b[3;2H\x1b[?1049h\x1b[7;7H\x1b[?1049l", (2, 3)),
        ("\x1b[3;2H\x1b[?47h\x1b[7;7H\x1b[?47l", (7, 7)),
    ]);
}

#[test]
fn the_main_screen_is_not_lost_behind_the_alternate_one() {
    let narrow = |terminal: &mut Terminal, cols: usize| {
        let size = TerminalSize {
            cols,
            pixel_width: cols * 8,
            ..terminal.size()
        };
        terminal.resize(size);
    };
    let mut shown = fed("one two three four\r\n$ ");
    narrow(&mut shown, 10);
    let mut hidden = fed("one two three four\r\n$ \x1b[?1049h\x1b[Habc\x1b[31mdef\x1b[3;4H");
    narrow(&mut hidden, 10);
    // The alternate screen stays as it is, and the cursor on it.
    assert_eq!(screen(&mut hidden), ["abcdef"]);
    assert_eq!(place(&hidden), (4, 3));
    hidden.advance(b"\x1b[?1049l");
    assert_eq!(screen(&mut hidden), screen(&mut shown));
    assert_eq!(place(&hidden), place(&shown));
    assert_eq!(hidden.dimensions(), shown.dimensions());
}
