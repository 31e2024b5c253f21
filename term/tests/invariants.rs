//! Whatever bytes, sizes and user actions come in which order: nothing
//! panics, the invariants hold, and row generations move exactly when the row
//! has changed.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use proptest::prelude::*;
use support::{size, snap};
use term::{
    EraseMode, MouseReport, Point, SearchPattern, SelectionMode, Snapshot, SnapshotRow, Terminal,
    TerminalConfig, ViewportScroll,
};
use wezterm_types::{Modifiers, MouseButton, MouseEventKind};

/// Bytes that show as they would be written in a test.
#[derive(Clone)]
struct Bytes(Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

#[derive(Clone, Debug)]
enum Op {
    Feed(Bytes),
    Resize(usize, usize),
    Scroll(ViewportScroll),
    Select(i64, usize, SelectionMode),
    Extend(i64, usize, SelectionMode),
    SelectAll,
    ClearSelection,
    Snapshot,
    Mouse(usize, usize),
    ClearScrollback(EraseMode),
    Reset,
    Reconfigure(usize, bool),
    ExpireSync,
    Search(SearchPattern),
}

/// One sequence or piece of text, mostly well formed.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let number = prop_oneof![4 => 0..12_u16, 2 => 0..120_u16, 1 => any::<u16>()];
    let params = prop::collection::vec(number, 0..5);
    let private = prop::sample::select(vec![
        1, 3, 5, 6, 7, 12, 25, 45, 47, 1000, 1002, 1003, 1004, 1006, 1007, 1047, 1048, 1049, 2004,
        2026, 2027, 2031, 2048,
    ]);
    prop_oneof![
        4 => "[a-zA-Z0-9 ]{1,60}".prop_map(String::into_bytes),
        2 => "[日本語한국어🦀👩é]{1,20}".prop_map(String::into_bytes),
        1 => prop::sample::select(vec!["e\u{301}", "👩\u{200d}🚀", "🇩🇪", "❤\u{fe0f}", "\u{200b}", "\u{fe0e}"])
            .prop_map(|s| s.as_bytes().to_vec()),
        3 => prop::sample::select(vec![b'\n', b'\r', 8, 9, 7, 11, 14, 15, 24, 27, 5, 0x84, 0x8d, 0xff])
            .prop_map(|b| vec![b]),
        2 => Just(b"\r\n".to_vec()),
        6 => (params.clone(), prop::sample::select(b"ABCDEFGHIJKLMPSTXZ@`abcdefghjkmnrstuxW".to_vec()))
            .prop_map(|(params, last)| csi("", &params, last)),
        3 => (params.clone(), prop::sample::select(vec![b'm', b'r', b'H'])).prop_map(|(p, last)| csi("", &p, last)),
        1 => (params, prop::sample::select(vec!["?", ">", "=", "<", "!", "$", "*", " "]), prop::sample::select(b"pqhlmucnJKSWy".to_vec()))
            .prop_map(|(params, mark, last)| csi(mark, &params, last)),
        3 => (private, any::<bool>()).prop_map(|(mode, on)| format!("\x1b[?{mode}{}", if on { 'h' } else { 'l' }).into_bytes()),
        1 => prop::sample::select(b"78DEHMcZ=>\\kno".to_vec()).prop_map(|b| vec![27, b]),
        1 => prop::sample::select(vec!["\x1b(0", "\x1b)0", "\x1b(A", "\x1b(B", "\x1b#8", "\x1b[4h", "\x1b[4l"]).prop_map(|s| s.as_bytes().to_vec()),
        1 => prop::sample::select(vec![
            "\x1b]0;title\x07", "\x1b]4;1;#123456\x1b\\", "\x1b]104\x07", "\x1b]8;;http://x\x1b\\",
            "\x1b]8;;\x1b\\", "\x1b]133;A\x07", "\x1b]133;B\x07", "\x1b]133;C\x07", "\x1b]52;c;aGk=\x07",
            "\x1bP+q544e\x1b\\", "\x1bP$qm\x1b\\", "\x1bPq#0;2;0;0;0~~\x1b\\", "\x1b_Gi=1,a=q;AAAA\x1b\\",
            "\x1b[38;2;1;2;3m", "\x1b[48:5:9m", "\x1b[4:3;58:2::1:2:3m",
        ]).prop_map(|s| s.as_bytes().to_vec()),
        2 => prop::collection::vec(any::<u8>(), 1..30),
    ]
}

/// SGR with numbers, empty ones and sub-parameters, up to more than fit.
fn colored() -> impl Strategy<Value = Vec<u8>> {
    let number = prop_oneof![
        3 => prop::sample::select(vec!["", "0", "1", "4", "5", "2", "38", "48", "58", "22"]).prop_map(str::to_owned),
        1 => (0..70_000_u32).prop_map(|n| n.to_string()),
    ];
    let separator = prop::sample::select(vec![";", ";", ":"]);
    prop::collection::vec((number, separator), 1..40).prop_map(|numbers| {
        let numbers: String = numbers.iter().map(|(n, s)| format!("{n}{s}")).collect();
        format!("\x1b[{}mx", numbers.trim_end_matches([';', ':'])).into_bytes()
    })
}

fn csi(mark: &str, params: &[u16], last: u8) -> Vec<u8> {
    let params: Vec<String> = params.iter().map(u16::to_string).collect();
    // Private marks come before the parameters, intermediates after them.
    let (before, after) = match mark {
        "!" | "$" | "*" | " " => ("", mark),
        mark => (mark, ""),
    };
    format!("\x1b[{before}{}{after}{}", params.join(";"), last as char).into_bytes()
}

fn op() -> impl Strategy<Value = Op> {
    let mode = prop::sample::select(vec![
        SelectionMode::Cell,
        SelectionMode::Word,
        SelectionMode::Line,
        SelectionMode::Block,
        SelectionMode::SemanticZone,
    ]);
    let scroll = prop_oneof![
        (-40..40_isize).prop_map(ViewportScroll::Lines),
        (-3.0..3.0_f64).prop_map(ViewportScroll::Pages),
        Just(ViewportScroll::Top),
        Just(ViewportScroll::Bottom),
        (-3..3_isize).prop_map(ViewportScroll::ToPrompt),
        (-5..100_i64).prop_map(ViewportScroll::To),
    ];
    prop_oneof![
        12 => prop::collection::vec(piece(), 1..8).prop_map(|pieces| Op::Feed(Bytes(pieces.concat()))),
        2 => (0..40_usize, 0..14_usize).prop_map(|(cols, rows)| Op::Resize(cols, rows)),
        2 => scroll.prop_map(Op::Scroll),
        2 => (-5..60_i64, 0..50_usize, mode.clone()).prop_map(|(r, c, m)| Op::Select(r, c, m)),
        2 => (-5..60_i64, 0..50_usize, mode).prop_map(|(r, c, m)| Op::Extend(r, c, m)),
        1 => Just(Op::SelectAll),
        1 => Just(Op::ClearSelection),
        4 => Just(Op::Snapshot),
        1 => (0..60_usize, 0..60_usize).prop_map(|(c, r)| Op::Mouse(c, r)),
        1 => prop::sample::select(vec![EraseMode::ScrollbackOnly, EraseMode::ScrollbackAndViewport]).prop_map(Op::ClearScrollback),
        1 => Just(Op::Reset),
        1 => (0..40_usize, any::<bool>()).prop_map(|(n, wide)| Op::Reconfigure(n, wide)),
        1 => Just(Op::ExpireSync),
        1 => prop::sample::select(vec!["a", "本", "[a-z]+ ", ".*", "$"]).prop_map(|s| Op::Search(SearchPattern::Regex(s.into()))),
    ]
}

fn config(scrollback_lines: usize, ambiguous_wide: bool) -> TerminalConfig {
    TerminalConfig {
        scrollback_lines,
        ambiguous_wide,
        enable_kitty_keyboard: true,
        enable_title_reporting: true,
        ..TerminalConfig::default()
    }
}

struct Model {
    terminal: Terminal,
    snap: Snapshot,
    /// A synchronized update may have made a frame that was never looked at:
    /// a row can have changed there and back.
    froze: bool,
}

impl Model {
    fn new() -> Self {
        Self {
            terminal: Terminal::new(size(20, 6), config(30, false)),
            snap: Snapshot::default(),
            froze: false,
        }
    }

    fn apply(&mut self, op: &Op) {
        let terminal = &mut self.terminal;
        match op {
            Op::Feed(Bytes(bytes)) => {
                terminal.advance(bytes);
                self.froze |= bytes.windows(4).any(|w| w == b"2026");
            }
            Op::Resize(cols, rows) => {
                if let Some(mut preview) = terminal.preview() {
                    preview.resize(size(*cols, *rows));
                    preview.snapshot(&mut Snapshot::default());
                }
                terminal.resize(size(*cols, *rows));
            }
            Op::Scroll(scroll) => terminal.scroll_viewport(*scroll),
            Op::Select(row, col, mode) => terminal.start_selection(Point::new(*row, *col), *mode),
            Op::Extend(row, col, mode) => terminal.extend_selection(Point::new(*row, *col), *mode),
            Op::SelectAll => terminal.select_all(),
            Op::ClearSelection => terminal.clear_selection(),
            Op::Snapshot => self.snapshot(),
            Op::Mouse(col, row) => {
                let report = MouseReport {
                    kind: MouseEventKind::Press,
                    button: MouseButton::Left,
                    mods: Modifiers::empty(),
                    col: *col,
                    row: *row,
                    pixel_x: col * 8,
                    pixel_y: row * 16,
                };
                let grabbed = terminal.is_mouse_grabbed();
                assert!(terminal.encode_mouse(&report).is_none() || grabbed);
            }
            Op::ClearScrollback(mode) => terminal.clear_scrollback(*mode),
            Op::Reset => terminal.reset(),
            Op::Reconfigure(scrollback, wide) => terminal.set_config(config(*scrollback, *wide)),
            Op::Search(pattern) => {
                let dims = terminal.dimensions();
                for found in terminal.search(pattern, 1000).unwrap() {
                    assert!(dims.scrollback_top <= found.start.row && found.start <= found.end);
                    assert!(found.end.col < dims.cols);
                }
            }
            Op::ExpireSync => {
                if let Some(deadline) = terminal.sync_deadline() {
                    assert!(terminal.expire_sync(deadline));
                    assert_eq!(terminal.sync_deadline(), None);
                }
            }
        }
        self.check_terminal();
    }

    /// What can be seen at the end, text by text and cell by cell.
    fn outcome(&mut self) -> (Vec<String>, String, Vec<u8>, String) {
        // A frame held back by a synchronized update is not what is compared.
        self.terminal.advance(b"\x18\x1b[?2026l");
        self.terminal.snapshot(&mut self.snap);
        let text = self.snap.rows.iter().map(SnapshotRow::text).collect();
        let cells: Vec<_> = self.snap.rows.iter().map(|row| &row.cells).collect();
        (
            text,
            format!("{:?} {cells:?}", self.snap.cursor),
            self.terminal.take_replies(),
            self.terminal.title().to_owned(),
        )
    }

    fn check_terminal(&mut self) {
        let terminal = &mut self.terminal;
        let dims = terminal.dimensions();
        assert!(dims.scrollback_top <= dims.viewport_top);
        assert!(dims.viewport_top <= dims.physical_top);
        assert_eq!(
            dims.scrollback_rows as i64,
            dims.physical_top - dims.scrollback_top + dims.viewport_rows as i64
        );
        let cursor = terminal.cursor();
        assert!(cursor.col < dims.cols);
        assert!(cursor.stable >= dims.physical_top);
        assert!(cursor.stable < dims.physical_top + dims.viewport_rows as i64);
        let _ = terminal.selection_text();
        assert!(terminal.take_replies().len() <= 1 << 20);
    }

    /// Takes a snapshot and holds it against the one before and against one
    /// of an observer that has seen nothing.
    fn snapshot(&mut self) {
        let before = self.snap.clone();
        self.terminal.snapshot(&mut self.snap);
        let in_sync = self.terminal.sync_deadline().is_some();
        let froze = std::mem::take(&mut self.froze) || in_sync;
        let snap = &self.snap;
        assert_eq!(snap.rows.len(), snap.dims.viewport_rows);
        if !in_sync {
            assert_eq!(snap.dims, self.terminal.dimensions());
            assert_eq!(snap.generation, self.terminal.generation());
        }
        for (i, row) in snap.rows.iter().enumerate() {
            assert_eq!(row.stable, snap.dims.viewport_top + i as i64);
            check_row(row, snap.dims.cols);
            if let Some(old) = before.rows.iter().find(|old| old.stable == row.stable) {
                let same = SnapshotRow {
                    generation: old.generation,
                    ..row.clone()
                } == *old;
                let kept = old.generation == row.generation;
                let (was, is) = (old.text(), row.text());
                assert!(same || !kept, "row {i} changed quietly: {was:?} -> {is:?}");
                assert!(
                    kept || !same || froze,
                    "row {i} moved without a change: {is:?}"
                );
            }
        }
        if snap.cursor.visible {
            assert!(snap.cursor.row < snap.rows.len());
            let cell = &snap.rows[snap.cursor.row].cells[snap.cursor.col];
            assert_eq!(snap.cursor.wide, cell.width == 2);
        }
        if !in_sync {
            // What the grid says, read another way.
            for row in &snap.rows {
                let text = self.terminal.text_range(row.stable, row.stable + 1, false);
                assert_eq!(text.trim_end(), row.text().trim_end());
            }
        }
    }
}

fn check_row(row: &SnapshotRow, cols: usize) {
    assert_eq!(row.cells.len(), cols);
    let mut expect_spacer = false;
    for cell in row.cells.iter() {
        assert_eq!(cell.width == 0, expect_spacer, "{:?}", row.text());
        expect_spacer = cell.width == 2;
        assert!(cell.extra as usize <= row.extras.len());
        assert!(!cell.c.is_control());
    }
    assert!(!expect_spacer, "half a character at the end");
    if let Some(selection) = &row.selection {
        assert!(selection.start < selection.end && selection.end <= cols);
    }
}

proptest! {
    #![proptest_config(support::cases(256))]

    #[test]
    fn anything_goes(ops in prop::collection::vec(op(), 1..40)) {
        let mut model = Model::new();
        for op in &ops {
            model.apply(op);
        }
        model.snapshot();
    }

    /// Where the input is cut makes no difference.
    #[test]
    fn chunks_do_not_matter(pieces in prop::collection::vec(piece().prop_map(Bytes), 1..30), cut in 1..7_usize) {
        let bytes = pieces.iter().map(|piece| &piece.0[..]).collect::<Vec<_>>().concat();
        let mut whole = Model::new();
        let mut cut_up = Model::new();
        whole.terminal.advance(&bytes);
        for chunk in bytes.chunks(cut) {
            cut_up.terminal.advance(chunk);
        }
        prop_assert_eq!(whole.outcome(), cut_up.outcome());
    }

    /// What moves within a line moves in one piece where it can. An image
    /// elsewhere on the screen lets it be moved cell by cell.
    #[test]
    fn lines_move_in_one_piece_and_by_cells(
        pieces in prop::collection::vec(
            prop_oneof![
                3 => "[a-z ]{1,12}".prop_map(String::into_bytes),
                1 => "[日本語🦀é]{1,6}".prop_map(String::into_bytes),
                1 => (40..48_u16).prop_map(|color| csi("", &[color], b'm')),
                3 => (0..50_u16, prop::sample::select(b"@PGX".to_vec())).prop_map(|(n, last)| csi("", &[n], last)),
                1 => (1..4_u16).prop_map(|row| csi("", &[row], b'd')),
            ].prop_map(Bytes),
            1..30,
        ),
    ) {
        let mut plain = Model::new();
        let mut pictured = Model::new();
        pictured.terminal.advance(b"\x1b[8;1H\x1bPq#0;2;0;0;0~\x1b\\\x1b[H");
        let bytes = pieces.iter().map(|piece| &piece.0[..]).collect::<Vec<_>>().concat();
        let rows = [&mut plain, &mut pictured].map(|model| {
            model.terminal.advance(&bytes);
            let snapshot = snap(&mut model.terminal);
            let rows = snapshot.rows.iter().take(5);
            rows.map(|row| (row.cells.clone(), row.text(), row.wrapped)).collect::<Vec<_>>()
        });
        prop_assert_eq!(&rows[0], &rows[1]);
    }

    /// A control sequence with a DEL in it, which is to be ignored, takes the
    /// long way through the parser. Both ways lead to the same.
    #[test]
    fn the_short_way_and_the_long_one_agree(
        pieces in prop::collection::vec(prop_oneof![piece(), colored()].prop_map(Bytes), 1..30),
    ) {
        let mut short = Model::new();
        let mut long = Model::new();
        for Bytes(piece) in &pieces {
            short.terminal.advance(piece);
            match piece.strip_prefix(b"\x1b[") {
                Some(rest) => long.terminal.advance(&[b"\x1b[\x7f", rest].concat()),
                None => long.terminal.advance(piece),
            }
        }
        prop_assert_eq!(short.outcome(), long.outcome());
    }
}
