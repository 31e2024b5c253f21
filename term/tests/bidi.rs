//! Text from right to left in snapshots: what turns its order on, what is
//! ordered anew, and how columns of the text and of the screen go together.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::{size, snap};
use term::{
    LineDirection, Point, SelectionMode, Snapshot, SnapshotRow, Terminal, TerminalConfig,
    ViewportScroll,
};

fn terminal(bidi: bool, direction: LineDirection) -> Terminal {
    let config = TerminalConfig {
        bidi,
        bidi_direction: direction,
        ..TerminalConfig::default()
    };
    Terminal::new(size(10, 4), config)
}

fn on(output: &str) -> Terminal {
    let mut terminal = terminal(true, LineDirection::LeftToRight);
    terminal.advance(output.as_bytes());
    terminal
}

/// A row as it is seen.
fn seen(row: &SnapshotRow) -> String {
    let text = (0..row.cells.len()).map(|col| {
        let cell = &row.cells[row.logical_col(col)];
        row.cell_text(cell, &mut [0; 4]).to_owned()
    });
    text.collect::<String>().trim_end().to_owned()
}

fn all_seen(terminal: &mut Terminal) -> Vec<String> {
    snap(terminal).rows.iter().map(seen).collect()
}

#[test]
fn it_is_off_until_somebody_turns_it_on() {
    use LineDirection::{AutoLeftToRight, LeftToRight, RightToLeft};
    // Option, direction, output, what is seen, and what DECRQM says.
    let rows = [
        (false, LeftToRight, "", "a שלום", 2),
        (true, LeftToRight, "", "a םולש", 1),
        (false, LeftToRight, "\x1b[8h", "a םולש", 1),
        (true, LeftToRight, "\x1b[8l", "a שלום", 2),
        (true, LeftToRight, "\x1b[2 k", "    םולש a", 1),
        (true, LeftToRight, "\x1b[2 k\x1b[0 k", "a םולש", 1),
        (true, RightToLeft, "", "    םולש a", 1),
        (true, RightToLeft, "\x1b[1 k", "a םולש", 1),
        (true, RightToLeft, "\x1b[?2501h", "a םולש", 1),
        (true, AutoLeftToRight, "", "a םולש", 1),
        (
            true,
            AutoLeftToRight,
            "\x1b[2 k\x1b[?2501l",
            "    םולש a",
            1,
        ),
        (false, RightToLeft, "\x1b[8h\x1b[!p", "a שלום", 2),
        (true, LeftToRight, "\x1b[2 k\x1bc", "a םולש", 1),
    ];
    for (bidi, direction, output, wanted, mode) in rows {
        let mut terminal = terminal(bidi, direction);
        terminal.advance(output.as_bytes());
        terminal.advance("a שלום\x1b[8$p".as_bytes());
        let row = format!("{bidi} {direction:?} {output:?}");
        assert_eq!(all_seen(&mut terminal)[0], wanted, "{row}");
        let answer = String::from_utf8(terminal.take_replies()).unwrap();
        assert_eq!(answer, format!("\x1b[8;{mode}$y"), "{row}");
        let mut twin = self::terminal(bidi, direction);
        twin.restore(&terminal.dump());
        assert_eq!(all_seen(&mut twin), all_seen(&mut terminal), "{row}");
    }
}

#[test]
fn only_what_changes_gets_a_new_generation() {
    let mut terminal = on("plain\r\nשלום\r\n");
    let before = snap(&mut terminal);
    assert!(before.rows[0].order.is_none() && before.rows[1].order.is_some());
    terminal.advance(b"x");
    let after = snap(&mut terminal);
    let generations = |shot: &Snapshot| [0, 1].map(|row| shot.rows[row].generation);
    assert_eq!(generations(&before), generations(&after));
    terminal.advance(b"\x1b[8l");
    let off = snap(&mut terminal);
    assert_eq!(off.rows[0].generation, before.rows[0].generation);
    assert_ne!(off.rows[1].generation, before.rows[1].generation);
    assert!(off.rows[1].order.is_none());
}

#[test]
fn a_wrapped_line_is_ordered_as_one_even_where_a_part_is_hidden() {
    let mut terminal = terminal(true, LineDirection::AutoLeftToRight);
    terminal.advance("אבגדהוזחטיab cd".as_bytes());
    let whole = ["יטחזוהדגבא", "     ab cd"];
    assert_eq!(all_seen(&mut terminal)[..2], whole);
    // Its first row goes off the top: the second still belongs to it.
    terminal.advance(b"\r\n2\r\n3\r\n4");
    assert_eq!(all_seen(&mut terminal)[0], whole[1]);
    terminal.scroll_viewport(ViewportScroll::Top);
    assert_eq!(all_seen(&mut terminal)[..2], whole);
    // A line that ends before it is another line.
    terminal.scroll_viewport(ViewportScroll::Bottom);
    terminal.advance(b"\x1b[2J\x1b[H");
    terminal.advance("אבגדהוזחטיab".as_bytes());
    assert_eq!(all_seen(&mut terminal)[1], "        ab");
    terminal.advance(b"\x1b[1;1H\x1b[2K");
    assert_eq!(all_seen(&mut terminal)[1], "ab");
}

#[test]
fn a_click_selects_what_is_seen_there() {
    let mut terminal = on("a שלום b");
    let shot = snap(&mut terminal);
    let row = &shot.rows[0];
    assert_eq!(seen(row), "a םולש b");
    for col in 0..10 {
        assert_eq!(row.visual_col(row.logical_col(col)), col);
    }
    // The first letter of the word is the rightmost of it.
    let at = Point::new(row.stable, row.logical_col(5));
    assert_eq!(row.cells[at.col].c, 'ש');
    terminal.start_selection(at, SelectionMode::Word);
    assert_eq!(terminal.selection_text().as_deref(), Some("שלום"));
    let columns = snap(&mut terminal).rows[0].selection.clone().unwrap();
    assert_eq!(row.visual_ranges(columns), vec![2..6]);
}

#[test]
fn text_is_found_and_copied_in_the_order_it_was_written() {
    let terminal = on("a שלום b");
    assert_eq!(terminal.lines_text(4, false), "a שלום b");
}
