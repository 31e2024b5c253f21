//! What becomes of text: wrapping, scrolling, insertion, erasure, rectangles.

use super::*;

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
