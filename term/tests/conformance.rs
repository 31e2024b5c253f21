//! One table per control sequence of xterm's document (ctlseqs) and DEC STD
//! 070: what is on the screen and where the cursor is afterwards, with
//! margins, in origin mode and for rectangles.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use term::{Snapshot, Terminal, TerminalConfig, TerminalEvent, WindowOp, WindowState};
use wezterm_types::TerminalSize;

const COLS: usize = 20;
const ROWS: usize = 8;

fn terminal() -> Terminal {
    let config = TerminalConfig {
        enable_title_reporting: true,
        enable_checksum_report: true,
        enable_window_ops: true,
        ..TerminalConfig::default()
    };
    let size = TerminalSize {
        rows: ROWS,
        cols: COLS,
        pixel_width: COLS * 8,
        pixel_height: ROWS * 16,
        dpi: 96,
    };
    Terminal::new(size, config)
}

fn fed(bytes: &str) -> Terminal {
    let mut terminal = terminal();
    terminal.advance(bytes.as_bytes());
    terminal
}

fn screen(terminal: &mut Terminal) -> Vec<String> {
    let mut snap = Snapshot::default();
    terminal.snapshot(&mut snap);
    let mut rows: Vec<String> = snap
        .rows
        .iter()
        .map(|row| row.text().trim_end().to_owned())
        .collect();
    while rows.last().is_some_and(String::is_empty) {
        rows.pop();
    }
    rows
}

fn replies(bytes: &str) -> String {
    String::from_utf8(fed(bytes).take_replies()).unwrap()
}

/// Column and row, one-based, as the sequences count.
fn place(terminal: &Terminal) -> (usize, usize) {
    let cursor = terminal.cursor();
    (cursor.col + 1, cursor.row + 1)
}

/// Five rows of letters, as most cases start with.
const ALPHABET: &str = "\x1b[Habcde\r\nfghij\r\nklmno\r\npqrst\r\nuvwxy";
/// Side margins 2 to 4.
const SIDES: &str = "\x1b[?69h\x1b[2;4s";
/// The same with rows 2 to 4.
const BOX: &str = "\x1b[?69h\x1b[2;4s\x1b[2;4r";

fn shows(cases: &[(&str, &str, &[&str])]) {
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

fn moves(cases: &[(&str, (usize, usize))]) {
    for (bytes, want) in cases {
        assert_eq!(place(&fed(bytes)), *want, "{}", bytes.escape_debug());
    }
}

fn answers(cases: &[(&str, &str)]) {
    for (bytes, want) in cases {
        assert_eq!(replies(bytes), *want, "{}", bytes.escape_debug());
    }
}

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
fn text_wraps_between_the_margins() {
    shows(&[
        (SIDES, "abcdefgh", &["abcd", " efg", " h"]),
        (
            "\x1b[?69h\x1b[5;9s\x1b[5;7r\x1b[7;8H",
            "abcdef",
            &["", "", "", "", "", "       ab", "    cdef"],
        ),
        (
            "\x1b[?7l\x1b[?69h\x1b[5;9s\x1b[1;8H",
            "abcdef",
            &["       af"],
        ),
        ("\x1b[?7l\x1b[1;19H", "ABC", &["                  AC"]),
        // To the right of them it goes up to the edge.
        (
            "\x1b[?69h\x1b[2;4s\x1b[1;19H",
            "xyz",
            &["                  xy", " z"],
        ),
        // Wide characters do not lap over.
        (SIDES, "\x1b[1;2Habテ", &[" ab", " テ"]),
        // REP follows.
        (SIDES, "\x1b[1;2Ha\x1b[3b", &[" aaa", " a"]),
        (
            "\x1b[2;4r\x1b[4;18H",
            "a\x1b[3b",
            &["", "", "                 aaa", "a"],
        ),
        ("", "a\x1b[b", &["aa"]),
        // IRM.
        ("abcdef\x1b[H\x1b[4h", "X", &["Xabcdef"]),
        (
            "\x1b[1;5Habcdef\x1b[?69h\x1b[5;10s\x1b[1;7H\x1b[4h",
            "X",
            &["    abXcde"],
        ),
    ]);
}

#[test]
fn index_and_scrolling() {
    shows(&[
        // SU, SD; not where the cursor is, but between the margins.
        (ALPHABET, "\x1b[2S", &["klmno", "pqrst", "uvwxy"]),
        (
            ALPHABET,
            "\x1b[2T",
            &["", "", "abcde", "fghij", "klmno", "pqrst", "uvwxy"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[1;1H\x1b[2S",
            &["almne", "fqrsj", "kvwxo", "p   t", "u   y"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;1H\x1b[2T",
            &["a   e", "f   j", "kbcdo", "pghit", "ulmny", " qrs", " vwx"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;4r\x1b[99S",
            &["abcde", "f   j", "k   o", "p   t", "uvwxy"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;4r\x1b[2T",
            &["abcde", "f   j", "k   o", "pghit", "uvwxy"],
        ),
        // LF at the bottom margin, inside and outside of the side margins.
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;4r\x1b[4;3H\n",
            &["abcde", "flmnj", "kqrso", "p   t", "uvwxy"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;4r\x1b[4;5H\n\x1bD",
            &["abcde", "fghij", "klmno", "pqrst", "uvwxy"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;4r\x1b[2;3H\x1bM",
            &["abcde", "f   j", "kghio", "plmnt", "uvwxy"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;4r\x1b[2;1H\x1bM",
            &["abcde", "fghij", "klmno", "pqrst", "uvwxy"],
        ),
        // DECBI, DECFI.
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;4r\x1b[3;2H\x1b6",
            &["abcde", "f ghj", "k lmo", "p qrt", "uvwxy"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;4r\x1b[3;4H\x1b9",
            &["abcde", "fhi j", "kmn o", "prs t", "uvwxy"],
        ),
        ("x", "\x1b[H\x1b6", &[" x"]),
    ]);
    moves(&[
        (&format!("{BOX}\x1b[4;5H\n"), (5, 4)),
        (&format!("{BOX}\x1b[8;1H\n"), (1, 8)),
        (&format!("{BOX}\x1b[2;1H\x1bM"), (1, 2)),
        (&format!("{SIDES}\x1b[1;1H\x1b6"), (1, 1)),
        (&format!("{SIDES}\x1b[1;5H\x1b9"), (6, 1)),
        ("\x1b[1;20H\x1b9", (20, 1)),
        ("\x1b[3;5H\x1bE", (1, 4)),
        ("\x1b[20h\x1b[3;5H\x0b", (1, 4)),
        ("\x1b[20h\x1b[3;5H\x0c", (1, 4)),
        ("\x1b[3;5H\n", (5, 4)),
    ]);
}

#[test]
fn insertion_and_deletion() {
    shows(&[
        (
            ALPHABET,
            "\x1b[2;3H\x1b[L",
            &["abcde", "", "fghij", "klmno", "pqrst", "uvwxy"],
        ),
        (ALPHABET, "\x1b[2;3H\x1b[2M", &["abcde", "pqrst", "uvwxy"]),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;4r\x1b[2;3H\x1b[L",
            &["abcde", "f   j", "kghio", "plmnt", "uvwxy"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;4r\x1b[2;3H\x1b[M",
            &["abcde", "flmnj", "kqrso", "p   t", "uvwxy"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;1H\x1b[M\x1b[L",
            &["abcde", "fghij", "klmno", "pqrst", "uvwxy"],
        ),
        ("abcd\x1b[1;2H", "\x1b[P", &["acd"]),
        ("abcde\x1b[?69h\x1b[2;4s\x1b[1;3H", "\x1b[P", &["abd e"]),
        ("abcde\x1b[?69h\x1b[2;4s\x1b[1;3H", "\x1b[99P", &["ab  e"]),
        ("abcde\x1b[?69h\x1b[2;4s\x1b[1;1H", "\x1b[99P", &["abcde"]),
        ("abcde\x1b[2;3r\x1b[1;1H", "\x1b[99P", &[]),
        ("abcdefg\x1b[1;2H", "\x1b[2@", &["a  bcdefg"]),
        ("abcdefg\x1b[?69h\x1b[2;5s\x1b[1;3H", "\x1b[@", &["ab cdfg"]),
        (
            "abcdefg\x1b[?69h\x1b[2;5s\x1b[1;1H",
            "\x1b[9@",
            &["abcdefg"],
        ),
        (
            "abcdefg\r\nABCDEFG\x1b[1;2H",
            "\x1b['}",
            &["a bcdefg", "A BCDEFG"],
        ),
        (
            "abcdefg\r\nABCDEFG\x1b[1;2H",
            "\x1b[2'~",
            &["adefg", "ADEFG"],
        ),
        (
            "abcdefg\r\nABCDEFG\x1b[?69h\x1b[2;5s\x1b[1;3H",
            "\x1b['}",
            &["ab cdfg", "AB CDFG"],
        ),
        (
            "abcdefg\r\nABCDEFG\x1b[?69h\x1b[2;5s\x1b[1;3H",
            "\x1b[99'~",
            &["ab   fg", "AB   FG"],
        ),
        (
            "abcdefg\r\nABCDEFG\x1b[?69h\x1b[2;5s\x1b[1;1H",
            "\x1b[9'}\x1b[9'~",
            &["abcdefg", "ABCDEFG"],
        ),
    ]);
}

#[test]
fn erasure_minds_protection_and_no_margins() {
    const PROTECTED: &str = "\x1b[1\"qabc\x1b[0\"qX\x1b[1;1H";
    const GUARDED: &str = "ab\x1bVc\x1bWd\x1b[1;1H";
    shows(&[
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;3r\x1b[2;3H\x1b[J",
            &["abcde", "fg"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;3r\x1b[2;3H\x1b[1J",
            &["", "   ij", "klmno", "pqrst", "uvwxy"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[1;5H\x1b[2K",
            &["", "fghij", "klmno", "pqrst", "uvwxy"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[1;3H\x1b[3X",
            &["ab", "fghij", "klmno", "pqrst", "uvwxy"],
        ),
        // DECSCA is for the selective kind.
        (PROTECTED, "\x1b[J", &[]),
        (PROTECTED, "\x1b[2K", &[]),
        (PROTECTED, "\x1b[9X", &[]),
        (PROTECTED, "\x1b[?J", &["abc"]),
        (PROTECTED, "\x1b[?2J", &["abc"]),
        (PROTECTED, "\x1b[1;4H\x1b[?1J", &["abc"]),
        (PROTECTED, "\x1b[?3J", &["abcX"]),
        (PROTECTED, "\x1b[?K", &["abc"]),
        (PROTECTED, "\x1b[1;4H\x1b[?1K", &["abc"]),
        (PROTECTED, "\x1b[1;1;1;4${", &["abc"]),
        (PROTECTED, "\x1b[1;1;1;4$z", &[]),
        ("abc\x1b[H", "\x1b[?J", &[]),
        // 2 is as 0; a soft reset ends it.
        ("\x1b[1\"qa\x1b[2\"qb\x1b[H", "\x1b[?K", &["a"]),
        ("\x1b[1\"q\x1b[!pX\x1b[H", "\x1b[?2J", &[]),
        // DECSC and DECRC carry it.
        ("\x1b[1\"q\x1b7\x1b[0\"q\x1b8a", "\x1b[1;1;1;1${", &["a"]),
        // SPA and EPA are for all kinds but the rectangles.
        (GUARDED, "\x1b[J", &["  c"]),
        (GUARDED, "\x1b[2J", &["  c"]),
        (GUARDED, "\x1b[2K", &["  c"]),
        (GUARDED, "\x1b[9X", &["  c"]),
        (GUARDED, "\x1b[?2J", &["  c"]),
        (GUARDED, "\x1b[1;1;1;4${", &[]),
    ]);
}

#[test]
fn rectangles() {
    const HERE: &str = "abcdef\r\nghijkl\r\nmnopqr\r\nstuvwx";
    shows(&[
        // DECFRA, DECERA.
        (
            HERE,
            "\x1b[37;2;2;3;4$x",
            &["abcdef", "g%%%kl", "m%%%qr", "stuvwx"],
        ),
        (
            HERE,
            "\x1b[2;2;3;4$z",
            &["abcdef", "g   kl", "m   qr", "stuvwx"],
        ),
        (
            HERE,
            "\x1b[3;3;2;2$z",
            &["abcdef", "ghijkl", "mnopqr", "stuvwx"],
        ),
        (HERE, "\x1b[$z", &[]),
        (
            HERE,
            "\x1b[4;5;99;99$z",
            &["abcdef", "ghijkl", "mnopqr", "stuv"],
        ),
        // Margins do not matter, but in origin mode.
        (
            HERE,
            "\x1b[?69h\x1b[3;4s\x1b[3;4r\x1b[37;2;2;3;4$x",
            &["abcdef", "g%%%kl", "m%%%qr", "stuvwx"],
        ),
        (
            HERE,
            "\x1b[?69h\x1b[2;6s\x1b[2;4r\x1b[?6h\x1b[37;1;1;2;3$x",
            &["abcdef", "g%%%kl", "m%%%qr", "stuvwx"],
        ),
        // DECCRA: apart, over itself, over the edge, from and to defaults.
        (
            HERE,
            "\x1b[1;1;2;2;1;3;4;1$v",
            &["abcdef", "ghijkl", "mnoabr", "stughx"],
        ),
        (
            HERE,
            "\x1b[1;1;2;2;1;2;2;1$v",
            &["abcdef", "gabjkl", "mghpqr", "stuvwx"],
        ),
        (
            HERE,
            "\x1b[2;2;3;3;1;1;1;1$v",
            &["hicdef", "noijkl", "mnopqr", "stuvwx"],
        ),
        (
            HERE,
            "\x1b[1;1;2;2;1;8;20;1$v",
            &[
                "abcdef",
                "ghijkl",
                "mnopqr",
                "stuvwx",
                "",
                "",
                "",
                "                   a",
            ],
        ),
        (
            HERE,
            "\x1b[;;2;2;1;3;4;1$v",
            &["abcdef", "ghijkl", "mnoabr", "stughx"],
        ),
        (
            HERE,
            "\x1b[2;2;3;3;1$v",
            &["hicdef", "noijkl", "mnopqr", "stuvwx"],
        ),
        (
            HERE,
            "\x1b[2;2;1;1;1;3;3;1$v",
            &["abcdef", "ghijkl", "mnopqr", "stuvwx"],
        ),
    ]);
    moves(&[(
        "\x1b[4;3H\x1b[37;2;2;3;3$x\x1b[1;1;2;2;1;3;3$v\x1b[1;1;2;2$z",
        (3, 4),
    )]);
}

#[test]
fn attributes_change_in_rectangles() {
    use term::CellAttrs;
    let attrs = |bytes: &str, row: usize, col: usize| {
        let mut terminal = fed(bytes);
        let mut snap = Snapshot::default();
        terminal.snapshot(&mut snap);
        snap.rows[row].cells[col].attrs
    };
    let text = "abc\r\ndef\r\nghi";
    // DECCARA as a stream, then as a rectangle (DECSACE 2).
    let stream = format!("{text}\x1b[1;2;2;2;1;7$r");
    assert_eq!(attrs(&stream, 0, 0), CellAttrs::empty());
    assert_eq!(attrs(&stream, 0, 2), CellAttrs::BOLD | CellAttrs::REVERSE);
    assert_eq!(attrs(&stream, 1, 0), CellAttrs::BOLD | CellAttrs::REVERSE);
    assert_eq!(attrs(&stream, 1, 2), CellAttrs::empty());
    let rectangle = format!("{text}\x1b[2*x\x1b[1;2;2;2;1$r");
    assert_eq!(attrs(&rectangle, 0, 1), CellAttrs::BOLD);
    assert_eq!(attrs(&rectangle, 1, 1), CellAttrs::BOLD);
    assert_eq!(attrs(&rectangle, 1, 0), CellAttrs::empty());
    // DECRARA turns over.
    let turned = format!("{rectangle}\x1b[1;2;1;3;1$t");
    assert_eq!(attrs(&turned, 0, 1), CellAttrs::empty());
    assert_eq!(attrs(&turned, 0, 2), CellAttrs::BOLD);
    // 0 takes all away; the pen stays as it is.
    let cleared = format!("\x1b[1m{text}\x1b[2*x\x1b[1;1;1;1;0$rX");
    assert_eq!(attrs(&cleared, 0, 0), CellAttrs::empty());
    assert_eq!(attrs(&cleared, 2, 3), CellAttrs::BOLD);
}

#[test]
fn checksums_are_xterms() {
    answers(&[
        ("A\x1b[7;1;1;1;1;1*y", "\x1bP7!~FFBF\x1b\\"),
        ("AB\x1b[7;1;1;1;1;2*y", "\x1bP7!~FF7D\x1b\\"),
        // Erased and never written cells are spaces.
        ("\x1b[7;1;2;2;2;2*y", "\x1bP7!~FFE0\x1b\\"),
        ("A\x1b[2J\x1b[7;1;1;1;1;1*y", "\x1bP7!~FFE0\x1b\\"),
        (
            "\x1b[5;5HX\x1b[5;7r\x1b[?69h\x1b[5;7s\x1b[?6h\x1b[7;1;1;1;1;1*y",
            "\x1bP7!~FFA8\x1b\\",
        ),
    ]);
    let mut silent = Terminal::new(terminal().size(), TerminalConfig::default());
    silent.advance(b"secret\x1b[7;1;1;1;1;6*y");
    assert_eq!(silent.take_replies(), b"");
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
    ]);
    moves(&[
        ("\x1b[3;2H\x1b[?47h", (2, 3)),
        ("\x1b[3;2H\x1b[?1049h\x1b[7;7H\x1b[?1049l", (2, 3)),
        ("\x1b[3;2H\x1b[?47h\x1b[7;7H\x1b[?47l", (7, 7)),
    ]);
}

#[test]
fn reports() {
    answers(&[
        ("\x1b[6;5H\x1b[?6n", "\x1b[?6;5;1R"),
        ("\x1b[?15n", "\x1b[?13n"),
        ("\x1b[?25n", "\x1b[?20n"),
        ("\x1b[?26n", "\x1b[?27;1;0;0n"),
        ("\x1b[?55n", "\x1b[?50n"),
        ("\x1b[?56n", "\x1b[?57;0n"),
        ("\x1b[?62n", "\x1b[0*{"),
        ("\x1b[?63;123n", "\x1bP123!~0000\x1b\\"),
        ("\x1b[?75n", "\x1b[?70n"),
        ("\x1b[?85n", "\x1b[?83n"),
        ("\x1bZ", "\x1b[?65;1;2;4;6;9;15;16;17;18;21;22;28;29;52c"),
        // DECRQSS.
        ("\x1b[5;6r\x1bP$qr\x1b\\", "\x1bP1$r5;6r\x1b\\"),
        ("\x1b[?69h\x1b[3;4s\x1bP$qs\x1b\\", "\x1bP1$r3;4s\x1b\\"),
        ("\x1b[1\"q\x1bP$q\"q\x1b\\", "\x1bP1$r1\"q\x1b\\"),
        ("\x1b[64;1\"p\x1bP$q\"p\x1b\\", "\x1bP1$r64;1\"p\x1b\\"),
        ("\x1b[2*x\x1bP$q*x\x1b\\", "\x1bP1$r2*x\x1b\\"),
        ("\x1bP$q$}\x1b\\", "\x1bP1$r0$}\x1b\\"),
        ("\x1bP$q$~\x1b\\", "\x1bP1$r0$~\x1b\\"),
        ("\x1b[27t\x1bP$qt\x1b\\", "\x1bP1$r27t\x1b\\"),
        ("\x1b[24*|\x1bP$q*|\x1b\\", "\x1bP1$r24*|\x1b\\"),
        ("\x1bP$q+q\x1b\\", "\x1bP0$r\x1b\\"),
        // C1 controls of eight bits, both ways; and in UTF-8.
        ("\u{9b}3;4H\u{9b}6n", "\x1b[3;4R"),
        ("\u{9d}2;t\u{9c}\x1b[21t", "\x1b]lt\x1b\\"),
    ]);
    let mut terminal = terminal();
    terminal.advance(b"\x1b[5;6r\x1b G\x90$qr\x9c\x9b6n\x1b F\x1b[6n");
    assert_eq!(
        terminal.take_replies(),
        b"\x901$r5;6r\x9c\x9b1;1R\x1b[1;1R".as_slice()
    );
    // Raw bytes are nothing before S8C1T.
    let mut terminal = fed("");
    terminal.advance(b"\x9b6n");
    assert_eq!(terminal.take_replies(), b"");
}

#[test]
fn modes_are_reported() {
    for mode in [
        1, 3, 4, 5, 6, 7, 18, 19, 25, 35, 40, 41, 42, 45, 66, 67, 69, 95, 1000, 1002, 1003, 1004,
        1006, 1045, 2004, 2031, 2033, 2048,
    ] {
        let on = replies(&format!("\x1b[?40h\x1b[?{mode}h\x1b[?{mode}$p"));
        let off = replies(&format!("\x1b[?{mode}l\x1b[?{mode}$p"));
        assert!(on.ends_with(&format!("\x1b[?{mode};1$y")), "{mode}: {on:?}");
        assert!(
            off.ends_with(&format!("\x1b[?{mode};2$y")),
            "{mode}: {off:?}"
        );
    }
    for mode in [2, 4, 12, 20] {
        let set = format!("\x1b[{mode}h\x1b[{mode}$p\x1b[{mode}l\x1b[{mode}$p");
        assert_eq!(replies(&set), format!("\x1b[{mode};1$y\x1b[{mode};2$y"));
    }
    for mode in [1, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19] {
        let asked = replies(&format!("\x1b[{mode}$p"));
        assert_eq!(asked, format!("\x1b[{mode};4$y"));
    }
    answers(&[
        ("\x1b[?8$p", "\x1b[?8;3$y"),
        ("\x1b[?34$p", "\x1b[?34;0$y"),
        // XTSAVE and XTRESTORE.
        ("\x1b[?7h\x1b[?7s\x1b[?7l\x1b[?7r\x1b[?7$p", "\x1b[?7;1$y"),
        ("\x1b[?7l\x1b[?7s\x1b[?7h\x1b[?7r\x1b[?7$p", "\x1b[?7;2$y"),
        // Levels: DECRQM from VT300 on, side margins from VT400 on.
        ("\x1b[62;1\"p\x1b[4$p", ""),
        ("\x1b[63;1\"p\x1b[4$p", "\x1b[4;2$y"),
        (
            "\x1b[63;1\"p\x1b[?69h\x1b[5;6s\x1b[1;5Habc\x1b[6n",
            "\x1b[1;8R",
        ),
        (
            "\x1b[64;1\"p\x1b[?69h\x1b[5;6s\x1b[1;5Habc\x1b[6n",
            "\x1b[2;6R",
        ),
        // DECSTR takes the margins and their mode away.
        ("\x1b[?69h\x1b[2;4s\x1b[!p\x1b[3;3Habc\x1b[6n", "\x1b[3;6R"),
    ]);
}

#[test]
fn titles_and_their_stack() {
    answers(&[
        ("\x1b]2;ab\x1b\\\x1b[21t", "\x1b]lab\x1b\\"),
        ("\x1b]1;ab\x1b\\\x1b[20t", "\x1b]Lab\x1b\\"),
        (
            "\x1b]0;ab\x1b\\\x1b[20t\x1b[21t",
            "\x1b]Lab\x1b\\\x1b]lab\x1b\\",
        ),
        // XTSMTITLE.
        (
            "\x1b[>2T\x1b[>0t\x1b]2;6162\x1b\\\x1b[21t",
            "\x1b]lab\x1b\\",
        ),
        ("\x1b[>1t\x1b]2;ab\x1b\\\x1b[21t", "\x1b]l6162\x1b\\"),
        ("\x1b[>0;1t\x1bc\x1b]1;ab\x1b\\\x1b[20t", "\x1b]Lab\x1b\\"),
        // The stack.
        (
            "\x1b]0;a\x1b\\\x1b[22;0t\x1b]2;x\x1b\\\x1b]1;x\x1b\\\x1b[23;1t\x1b[20t\x1b[21t",
            "\x1b]La\x1b\\\x1b]lx\x1b\\",
        ),
        (
            "\x1b]2;a\x1b\\\x1b]1;b\x1b\\\x1b[22;1t\x1b[22;2t\x1b]0;z\x1b\\\x1b[23;0t\x1b[20t\x1b[21t",
            "\x1b]Lb\x1b\\\x1b]la\x1b\\",
        ),
    ]);
}

#[test]
fn colours_are_parsed_and_reported() {
    for (spec, want) in [
        ("rgb:f0f0/f0f0/f0f0", "f0f0/f0f0/f0f0"),
        ("#fff", "f0f0/f0f0/f0f0"),
        ("#f0f0f0", "f0f0/f0f0/f0f0"),
        ("#f00f00f00", "f0f0/f0f0/f0f0"),
        ("#f000f000f000", "f0f0/f0f0/f0f0"),
    ] {
        for code in ["4;0", "4;256", "5;1", "10"] {
            let asked = format!("\x1b]{code};{spec}\x1b\\\x1b]{code};?\x1b\\");
            let want = format!("\x1b]{code};rgb:{want}\x1b\\");
            assert_eq!(replies(&asked), want, "{code} {spec}");
        }
    }
    answers(&[
        (
            "\x1b]4;3;#aabbcc\x1b\\\x1b]104\x1b\\\x1b]4;3;?\x1b\\",
            "\x1b]4;3;rgb:cdcd/cdcd/5555\x1b\\",
        ),
        (
            "\x1b]5;0;#aabbcc\x1b\\\x1b]105;0\x1b\\\x1b]5;0;?\x1b\\",
            "\x1b]5;0;rgb:b2b2/b2b2/b2b2\x1b\\",
        ),
        // The stack of colours, xterm's and kitty's.
        (
            "\x1b[#P\x1b]11;#aabbcc\x1b\\\x1b[#Q\x1b]11;?\x1b\\",
            "\x1b]11;rgb:0000/0000/0000\x1b\\",
        ),
        (
            "\x1b]30001\x1b\\\x1b]11;#aabbcc\x1b\\\x1b]30101\x1b\\\x1b]11;?\x1b\\",
            "\x1b]11;rgb:0000/0000/0000\x1b\\",
        ),
        ("\x1b[#P\x1b[#P\x1b[#R", "\x1b[?2;2#Q"),
    ]);
}

#[test]
fn strings_that_mean_nothing_are_swallowed() {
    for start in [
        "\x1b_", "\x1b^", "\x1bX", "\x1bPz", "\u{9f}", "\u{9e}", "\u{98}",
    ] {
        assert_eq!(
            screen(&mut fed(&format!("{start}xyz\x1b\\A"))),
            ["A"],
            "{start:?}"
        );
    }
}

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

#[test]
fn visibility_is_reported_to_those_who_ask() {
    let mut terminal = fed("");
    assert_eq!(terminal.visibility_changed(false), None);
    terminal.advance(b"\x1b[?2033h");
    assert_eq!(terminal.take_replies(), b"\x1b[?999;2n");
    let report = terminal.visibility_changed(true);
    assert_eq!(report.as_deref(), Some(&b"\x1b[?999;1n"[..]));
    assert_eq!(terminal.visibility_changed(true), None);
    terminal.advance(b"\x1b[?998n");
    assert_eq!(terminal.take_replies(), b"\x1b[?999;1n");
}
