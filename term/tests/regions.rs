//! Rows that move inside of a scrolling region, against a list of lines.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use proptest::prelude::*;
use support::{size, snap};
use term::{Terminal, TerminalConfig};

const COLS: usize = 10;
const ROWS: usize = 9;

#[derive(Clone, Copy, Debug)]
enum Op {
    /// One-based.
    Margins(usize, usize),
    /// A letter, in the first column of a row.
    Write(usize, char),
    ScrollUp(usize),
    ScrollDown(usize),
    Insert(usize, usize),
    Delete(usize, usize),
    Index(usize),
    ReverseIndex(usize),
    /// Another width, so that rows of the old one are no use.
    Resize(usize),
    Color(u8),
}

fn op() -> impl Strategy<Value = Op> {
    let (row, n) = (1..=ROWS, 1..5_usize);
    prop_oneof![
        (1..ROWS, 1..=ROWS).prop_map(|(top, rows)| Op::Margins(top, (top + rows).min(ROWS))),
        (row.clone(), prop::char::range('a', 'z')).prop_map(|(row, c)| Op::Write(row, c)),
        n.clone().prop_map(Op::ScrollUp),
        n.clone().prop_map(Op::ScrollDown),
        (row.clone(), n.clone()).prop_map(|(row, n)| Op::Insert(row, n)),
        (row.clone(), n).prop_map(|(row, n)| Op::Delete(row, n)),
        row.clone().prop_map(Op::Index),
        row.prop_map(Op::ReverseIndex),
        (COLS..COLS + 5).prop_map(Op::Resize),
        (0..7_u8).prop_map(Op::Color),
    ]
}

/// What the sequences are said to do (ECMA-48, VT220).
struct Model {
    /// The letter and the background of each row.
    rows: Vec<(char, u8)>,
    region: std::ops::Range<usize>,
    color: u8,
    cols: usize,
}

impl Model {
    fn scroll(&mut self, from: usize, lines: i64) {
        let part = &mut self.rows[from..self.region.end];
        let n = usize::try_from(lines.unsigned_abs())
            .unwrap()
            .min(part.len());
        let blank = (' ', self.color);
        if lines > 0 {
            part.rotate_left(n);
            let kept = part.len() - n;
            part[kept..].fill(blank);
        } else {
            part.rotate_right(n);
            part[..n].fill(blank);
        }
    }

    fn apply(&mut self, op: Op) -> String {
        let top = self.region.start;
        match op {
            Op::Margins(top, bottom) => {
                self.region = top - 1..bottom;
                format!("\x1b[{top};{bottom}r")
            }
            Op::Write(row, c) => {
                self.rows[row - 1] = (c, self.color);
                format!("\x1b[{row}H\x1b[2K{c}")
            }
            Op::ScrollUp(n) => {
                self.scroll(top, n as i64);
                format!("\x1b[{n}S")
            }
            Op::ScrollDown(n) => {
                self.scroll(top, -(n as i64));
                format!("\x1b[{n}T")
            }
            Op::Insert(row, n) | Op::Delete(row, n) => {
                let is_insert = matches!(op, Op::Insert(..));
                if self.region.contains(&(row - 1)) {
                    self.scroll(row - 1, if is_insert { -(n as i64) } else { n as i64 });
                }
                format!("\x1b[{row}H\x1b[{n}{}", if is_insert { 'L' } else { 'M' })
            }
            Op::Index(row) => {
                if row == self.region.end {
                    self.scroll(top, 1);
                }
                format!("\x1b[{row}H\x1bD")
            }
            Op::ReverseIndex(row) => {
                if row - 1 == top {
                    self.scroll(top, -1);
                }
                format!("\x1b[{row}H\x1bM")
            }
            Op::Color(color) => {
                self.color = color + 1;
                format!("\x1b[4{color}m")
            }
            Op::Resize(cols) => {
                self.rows.fill((' ', 0));
                self.color = 0;
                if std::mem::replace(&mut self.cols, cols) != cols {
                    self.region = 0..ROWS;
                }
                String::new()
            }
        }
    }
}

proptest! {
    #[test]
    fn rows_move_as_they_are_said_to(ops in prop::collection::vec(op(), 1..60)) {
        let mut terminal = Terminal::new(size(COLS, ROWS), TerminalConfig::default());
        let mut model = Model { rows: vec![(' ', 0); ROWS], region: 0..ROWS, color: 0, cols: COLS };
        for op in ops {
            let bytes = model.apply(op);
            if let Op::Resize(cols) = op {
                // Empty, so that nothing is wrapped anew.
                terminal.advance(b"\x1b[m\x1b[2J");
                terminal.resize(size(cols, ROWS));
            }
            terminal.advance(bytes.as_bytes());
            let snap = snap(&mut terminal);
            for (row, (c, color)) in snap.rows.iter().zip(&model.rows) {
                let first = row.cells[0];
                let shown = if first.c == '\0' { ' ' } else { first.c };
                let bg = match first.bg {
                    term::Color::Indexed(n) => n + 1,
                    _ => 0,
                };
                prop_assert_eq!((shown, bg), (*c, *color), "after {:?}", op);
            }
        }
    }
}
