//! Answers: status, settings, modes, checksums, titles, colours.

use super::*;

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
    // XTCHECKSUM: as DEC's do, then bit by bit.
    let asks = |written: &str, bits: u16, sum: &str| {
        let mut terminal = fed(&format!("{written}\x1b[{bits}#y\x1b[7;1;1;1;1;4*y"));
        let reply = terminal.take_replies();
        let reply = String::from_utf8_lossy(&reply);
        assert_eq!(
            reply,
            format!("\x1bP7!~{sum}\x1b\\"),
            "{written:?} with {bits}"
        );
    };
    asks("AB", 0, "FF7D");
    asks("A B", 0, "FF5D");
    asks("AB", 1, "0083");
    asks("\x1b[1mA\x1b[4mB", 1, "0193");
    asks("\x1b[5;7;8mA", 1, "00A9");
    asks("\x1b[1\"qA", 1, "0045");
    asks("\x1b[1mA", 1 | 2, "0041");
    asks("A", 1 | 2 | 4, "00A1");
    asks("A ", 1 | 2 | 4 | 8, "0061");
    asks("\u{e9}", 1 | 2, "0069");
    asks("\u{e9}", 1 | 2 | 32, "00E9");
    asks("e\u{301}", 1 | 2, "0065");
    asks("e\u{301}", 1 | 2 | 16, "0366");
    asks("", 1 | 2, "0020");
    let mut silent = Terminal::new(terminal().size(), TerminalConfig::default());
    silent.advance(b"secret\x1b[7;1;1;1;1;6*y");
    assert_eq!(silent.take_replies(), b"");
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
    // Level 1 is a VT100, which has no controls of eight bits.
    let mut terminal = fed("\x1b[61\"p\x1b G\x1b[6n");
    assert_eq!(terminal.take_replies(), b"\x1b[1;1R");
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
        ("\x1b[?8$p\x1b[?8h\x1b[?8$p", "\x1b[?8;4$y\x1b[?8;4$y"),
        ("\x1b[?2$p\x1b[?14$p", "\x1b[?2;1$y\x1b[?14;4$y"),
        ("\x1b[3$p", "\x1b[3;2$y"),
        (
            "\x1b[?1048$p\x1b7\x1b[?1048$p",
            "\x1b[?1048;2$y\x1b[?1048;1$y",
        ),
        ("\x1b[?1046$p", "\x1b[?1046;1$y"),
        ("\x1b[?999$p", "\x1b[?999;0$y"),
        // Known and always off from a level on.
        ("\x1b[?34$p", "\x1b[?34;4$y"),
        ("\x1b[64;1\"p\x1b[?34$p", "\x1b[?34;0$y"),
        (
            "\x1b[63;1\"p\x1b[?60$p\x1b[?81$p",
            "\x1b[?60;4$y\x1b[?81;0$y",
        ),
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
fn modes_of_hardware_are_always_off() {
    for mode in [
        11, 16, 53, 57, 58, 59, 60, 61, 64, 68, 73, 81, 96, 97, 98, 99, 100, 101, 102, 103, 104,
        106, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117,
    ] {
        let asked = format!("\x1b[?{mode}h\x1b[?{mode}$p");
        assert_eq!(replies(&asked), format!("\x1b[?{mode};4$y"));
    }
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
        // The pointer and Tektronix: kept, and not painted with.
        (
            "\x1b]13;#aabbcc;?\x1b\\\x1b]13;?\x1b\\\x1b]113\x1b\\\x1b]13;?\x1b\\",
            "\x1b]14;rgb:0000/0000/0000\x1b\\\x1b]13;rgb:aaaa/bbbb/cccc\x1b\\\x1b]13;rgb:b2b2/b2b2/b2b2\x1b\\",
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
