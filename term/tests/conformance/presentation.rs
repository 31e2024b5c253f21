//! Reports of the presentation that can be given back (DECRQPSR, DECRSPS),
//! the stack of attributes (XTPUSHSGR), SL and SR, DECSCPP, DECRQDE.

use super::*;

#[test]
fn cursor_information_goes_there_and_back() {
    answers(&[
        ("\x1b[3;4H\x1b[1$w", "\x1bP1$u3;4;1;@;@;@;0;2;@;BBBB\x1b\\"),
        (
            "\x1b[1;4;7m\x1b[1\"q\x1b[?6h\x1b)0\x0e\x1b[1$w",
            "\x1bP1$u1;1;1;K;A;A;1;2;@;B0BB\x1b\\",
        ),
        (
            "\x1b[1;20Hx\x1b-A\x1bN\x1b[1$w",
            "\x1bP1$u1;20;1;@;@;J;0;2;B;BABB\x1b\\",
        ),
        ("\x1b[62;1\"p\x1b[1$w", ""),
    ]);
    for state in [
        "\x1b[3;4H",
        "\x1b[2;5H\x1b[1;4;5;7;8m\x1b[1\"q",
        "\x1b[2;5r\x1b[?6h\x1b(0\x1b)>\x0e",
        "\x1b[1;20Hx",
    ] {
        let report = replies(&format!("{state}\x1b[1$w"));
        let given = report.replace("\x1bP1$u", "\x1bP1$t");
        let again = replies(&format!("{given}\x1b[1$w"));
        assert_eq!(again, report, "{}", state.escape_debug());
    }
    // What is not one changes nothing.
    moves(&[
        ("\x1b[3;4H\x1bP1$t99;1;1;@;@;@;0;2;@;BBBB\x1b\\", (4, 3)),
        ("\x1b[3;4H\x1bP1$t1;1\x1b\\", (4, 3)),
    ]);
}

#[test]
fn tab_stops_go_there_and_back() {
    answers(&[
        ("\x1b[2$w", "\x1bP2$u9/17\x1b\\"),
        ("\x1b[3g\x1b[1;5H\x1bH\x1b[2$w", "\x1bP2$u5\x1b\\"),
        ("\x1b[3g\x1b[2$w", "\x1bP2$u\x1b\\"),
        ("\x1bP2$t3/12\x1b\\\x1b[2$w", "\x1bP2$u3/12\x1b\\"),
        (
            "\x1bP2$t0/3/x/99999999999/7\x1b\\\x1b[2$w",
            "\x1bP2$u3/7\x1b\\",
        ),
    ]);
    moves(&[("\x1b[2;3H\x1b[2$w", (3, 2))]);
}

#[test]
fn attributes_are_pushed_and_popped() {
    answers(&[
        (
            "\x1b[1;31m\x1b[#{\x1b[0;4m\x1b[#}\x1bP$qm\x1b\\",
            "\x1bP1$r0;1;31m\x1b\\",
        ),
        (
            "\x1b[1m\x1b[#p\x1b[0m\x1b[#q\x1bP$qm\x1b\\",
            "\x1bP1$r0;1m\x1b\\",
        ),
        ("\x1b[1m\x1b[#}\x1bP$qm\x1b\\", "\x1bP1$r0;1m\x1b\\"),
        ("\x1b[1;31mab\x1b[22mc\x1b[1;1;1;2#|", "\x1b[0;1;31m"),
        ("\x1b[1;31mab\x1b[22mc\x1b[1;1;1;3#|", "\x1b[0;31m"),
    ]);
}

#[test]
fn text_moves_sideways() {
    shows(&[
        (ALPHABET, "\x1b[2 @", &["cde", "hij", "mno", "rst", "wxy"]),
        (
            ALPHABET,
            "\x1b[ A",
            &[" abcde", " fghij", " klmno", " pqrst", " uvwxy"],
        ),
        // Between the margins, wherever the cursor is.
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;4r\x1b[8;1H\x1b[ @",
            &["abcde", "fhi j", "kmn o", "prs t", "uvwxy"],
        ),
        (
            ALPHABET,
            "\x1b[?69h\x1b[2;4s\x1b[2;4r\x1b[99 A",
            &["abcde", "f   j", "k   o", "p   t", "uvwxy"],
        ),
        // SD by its other letter; with five parameters it is no scroll.
        (ALPHABET, "\x1b[7^", &["", "", "", "", "", "", "", "abcde"]),
        (
            ALPHABET,
            "\x1b[1;2;3;1;5T",
            &["abcde", "fghij", "klmno", "pqrst", "uvwxy"],
        ),
    ]);
}

#[test]
fn pages_have_columns() {
    answers(&[
        (
            "\x1b[132$|\x1bP$q$|\x1b\\\x1b[18t",
            "\x1bP1$r132$|\x1b\\\x1b[8;8;132t",
        ),
        ("\x1b[132$|\x1b[$|\x1bP$q$|\x1b\\", "\x1bP1$r80$|\x1b\\"),
        ("\x1b[\"v", "\x1b[8;20;1;1;1\"w"),
        // XTSMTITLE, and what of XTQMODKEYS there is.
        ("\x1bP$q>t\x1b\\", "\x1bP1$r>0;0;0;0t\x1b\\"),
        ("\x1b[>1;2t\x1bP$q>t\x1b\\", "\x1bP1$r>0;1;1;0t\x1b\\"),
        ("\x1b[>1t\x1bP$q>1t\x1b\\", "\x1bP1$r>1t\x1b\\"),
        ("\x1b[>4;2m\x1bP$q>4m\x1b\\", "\x1bP1$r>4;2m\x1b\\"),
        ("\x1bP$q>9t\x1b\\", "\x1bP0$r\x1b\\"),
    ]);
}
