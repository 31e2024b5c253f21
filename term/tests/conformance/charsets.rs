//! Character sets (ISO 2022): designation, locking and single shifts,
//! national replacement sets (DECNRCM).

use super::*;

#[test]
fn sets_are_designated_and_shifted_in() {
    shows(&[
        ("", "\x1b(0lqk\x1b(Bq", &["┌─┐q"]),
        ("", "\x1b)0q\x0eq\x0fq", &["q─q"]),
        ("", "\x1b*0q\x1bnq\x0fq", &["q─q"]),
        ("", "\x1b+0q\x1boq\x0fq", &["q─q"]),
        // SS2 and SS3 are for one letter, in seven bits and in eight.
        ("", "\x1b*0\x1bNqq", &["─q"]),
        ("", "\x1b+0\x1bOqq", &["─q"]),
        ("", "\x1b*0\u{8e}qq\u{8f}q", &["─qq"]),
        ("", "\x1b(A#\x1b(B#", &["£#"]),
        // DEC technical, supplemental and Latin-1.
        ("", "\x1b(>\x3c\x3e\x56Pp", &["≤≥√Ππ"]),
        ("", "\x1b(<W]}!\x1b(B!", &["ŒŸÿ¡!"]),
        ("", "\x1b-A\x0ei)!\x0fi", &["é©¡i"]),
        // One that is not known reads as ASCII.
        ("", "\x1b(0\x1b(>\x1b(\"?a", &["a"]),
        // DECSC keeps them, and so does the other way round.
        ("", "\x1b(0\x1b7\x1b(Bq\x1b8q", &["─"]),
        ("", "\x1b7\x1b(0q\x1b8q", &["q"]),
        // RIS and DECSTR do not.
        ("", "\x1b(0\x1b[!pq", &["q"]),
        ("", "\x1b(0\x1bcq", &["q"]),
        // REP repeats the letter as it shows.
        ("", "\x1b(A#\x1b[2b", &["£££"]),
    ]);
}

#[test]
fn national_sets_count_while_their_mode_is_set() {
    shows(&[("", "\x1b(K[\\]~", &["[\\]~"])]);
    for (set, want) in [
        ("4", "£¾ĳ½|^_`¨ƒ¼´"),
        ("5", "#@ÄÖÅÜ_éäöåü"),
        ("R", "£à°ç§^_`éùè¨"),
        ("Q", "#àâçêî_ôéùèû"),
        ("K", "#§ÄÖÜ^_`äöüß"),
        ("Y", "£§°çé^_ùàòèì"),
        ("E", "#ÄÆØÅÜ_äæøåü"),
        ("%6", "#@ÃÇÕ^_`ãçõ~"),
        ("Z", "£§¡Ñ¿^_`°ñç~"),
        ("H", "#ÉÄÖÅÜ_éäöåü"),
        ("=", "ùàéçêîèôäöüû"),
    ] {
        let text = format!("\x1b[?42h\x1b({set}#@[\\]^_`{{|}}~");
        assert_eq!(screen(&mut fed(&text)), [want], "{set}");
    }
}
