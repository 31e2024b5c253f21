//! The main screen behind the alternate one, while the width changes.

mod support;

use proptest::prelude::*;
use support::{line, shown, size, snap, terminal};
use term::Terminal;

#[derive(Clone, Debug)]
enum Op {
    Resize(usize, usize),
    Print(String),
    /// Another window looks at the terminal.
    Dump,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (4..40_usize, 2..12_usize).prop_map(|(cols, rows)| Op::Resize(cols, rows)),
        2 => line().prop_map(Op::Print),
        1 => Just(Op::Print("\x1b[2;4r\x1b[3;3H".to_owned())),
        1 => Just(Op::Dump),
    ]
}

proptest! {
    #![proptest_config(support::cases(128))]

    #[test]
    fn the_main_screen_has_the_last_size_when_it_is_back(
        lines in prop::collection::vec(line(), 0..60),
        (enter, leave) in prop::sample::select(vec![
            ("\x1b[?1049h", "\x1b[?1049l"),
            ("\x1b7\x1b[?1047h", "\x1b[?1047l\x1b8"),
        ]),
        from in (4..40_usize, 2..12_usize),
        ops in prop::collection::vec(op(), 1..8),
        to in (4..40_usize, 2..12_usize),
    ) {
        let text = lines.concat() + "$ ";
        let mut terminal = terminal(from.0, from.1);
        terminal.advance(text.as_bytes());
        terminal.advance(enter.as_bytes());
        let mut other = support::terminal(from.0, from.1);
        other.advance(text.as_bytes());
        let mut dumped = false;
        for op in &ops {
            match op {
                Op::Resize(cols, rows) => terminal.resize(size(*cols, *rows)),
                Op::Print(text) => terminal.advance(text.as_bytes()),
                Op::Dump => {
                    let _ = terminal.dump();
                    dumped = true;
                }
            }
        }
        terminal.resize(size(to.0, to.1));
        let dims = terminal.dimensions();
        prop_assert_eq!((dims.cols, dims.viewport_rows), to);
        // The reset of the pen is that of what was printed there.
        terminal.advance(b"\x1b[m\x1b[?25h\x1b[?5l\x1b[0 q");
        terminal.advance(leave.as_bytes());

        other.resize(size(to.0, to.1));
        // A dump has all of it wrapped to the width of that moment.
        if !dumped {
            prop_assert_eq!(shown(&snap(&mut terminal)), shown(&snap(&mut other)));
        }
        // And it prints, scrolls and is resized as any other.
        terminal.advance(b"\r\nmore\r\n\x1b[31mand more\r\n");
        terminal.resize(size(to.0 + 3, to.1 + 1));
        let dims = terminal.dimensions();
        prop_assert_eq!((dims.cols, dims.viewport_rows), (to.0 + 3, to.1 + 1));
    }
}

#[test]
fn margins_and_a_synchronised_update_stay_when_the_main_screen_is_back() {
    let mut terminal = terminal(20, 6);
    terminal.advance(b"one\r\ntwo\r\n\x1b[?47h");
    terminal.resize(size(10, 6));
    terminal.advance(b"\x1b[2;3r\x1b[?2026h\x1b[?47l\x1b[?2026$p");
    assert_eq!(terminal.take_replies(), b"\x1b[?2026;1$y");
    terminal.advance(b"\x1b[?2026l\x1b[3;1Hlast\r\n\r\nx");
    assert_eq!(support::rows(&mut terminal), ["one", "", "x", "", "", ""]);
}

#[test]
fn a_reset_on_the_alternate_screen_has_the_newest_size() {
    let mut terminal = terminal(20, 6);
    terminal.advance("a line\r\n".repeat(30).as_bytes());
    terminal.advance(b"\x1b[?1049h");
    terminal.resize(size(9, 4));
    terminal.advance(b"\x1bc0123456789");
    let rows = support::rows(&mut terminal);
    assert_eq!(rows.len(), 4);
    assert_eq!((rows[0].as_str(), rows[1].as_str()), ("012345678", "9"));
}

#[test]
fn images_stay_on_both_screens() {
    let mut terminal = terminal(20, 6);
    // Six by six pixels of a sixel on each screen.
    let image = b"\x1bPq#0;2;0;0;100#0!6~\x1b\\";
    terminal.advance(b"one\r\ntwo\r\n");
    terminal.advance(image);
    terminal.advance(b"\x1b[?1049h\x1b[3;1H");
    terminal.advance(image);
    let rows = |terminal: &mut Terminal| -> Vec<i64> {
        let shown = snap(terminal);
        let top = shown.dims.physical_top;
        shown.images.iter().map(|image| image.row - top).collect()
    };
    assert_eq!(rows(&mut terminal), [2]);
    for (cols, height) in [(20, 7), (9, 7), (9, 5), (30, 6)] {
        terminal.resize(size(cols, height));
        assert_eq!(rows(&mut terminal), [2], "{cols} by {height}");
    }
    terminal.advance(b"\x1b[?1049l");
    assert_eq!(rows(&mut terminal), [2]);
    // Rows that leave at the top take theirs with them.
    terminal.advance(b"\x1b[?1049h\x1b[H");
    terminal.advance(image);
    terminal.advance(b"\x1b[6;1H");
    terminal.resize(size(30, 4));
    assert_eq!(rows(&mut terminal), [0i64; 0]);
}
