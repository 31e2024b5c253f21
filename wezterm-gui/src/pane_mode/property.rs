//! Random keys, output and sizes: no mode panics, and its cursor stays inside
//! of what exists.

use super::{Colors, CopyMode, PaneMode, QuickSelect};
use crate::overlay::Style;
use config::Config;
use config::keys::{CopyModeAssignment as Do, JumpArguments, Pattern, QuickSelectArguments};
use config::structs::{SelectionMode, SemanticType};
use proptest::prelude::*;
use term::{Snapshot, Terminal, TerminalConfig};
use wezterm_types::{KeyCode, KeyEvent, KeyEventKind, Leds, Modifiers, TerminalSize};

#[derive(Clone, Debug)]
enum Op {
    Act(Do),
    Search(Pattern),
    Type(char),
    Text(String),
    Output(String),
    Resize(usize, usize),
    Work,
    QuickSelect,
    CopyMode,
}

fn actions() -> impl Strategy<Value = Do> {
    let plain = prop::sample::select(vec![
        Do::MoveToViewportBottom,
        Do::MoveToViewportTop,
        Do::MoveToViewportMiddle,
        Do::MoveToScrollbackTop,
        Do::MoveToScrollbackBottom,
        Do::ClearSelectionMode,
        Do::MoveToStartOfLineContent,
        Do::MoveToEndOfLineContent,
        Do::MoveToStartOfLine,
        Do::MoveToStartOfNextLine,
        Do::MoveToSelectionOtherEnd,
        Do::MoveToSelectionOtherEndHoriz,
        Do::MoveBackwardWord,
        Do::MoveForwardWord,
        Do::MoveForwardWordEnd,
        Do::MoveRight,
        Do::MoveLeft,
        Do::MoveUp,
        Do::MoveDown,
        Do::PageUp,
        Do::PageDown,
        Do::PriorMatch,
        Do::NextMatch,
        Do::PriorMatchPage,
        Do::NextMatchPage,
        Do::CycleMatchType,
        Do::ClearPattern,
        Do::EditPattern,
        Do::AcceptPattern,
        Do::MoveBackwardSemanticZone,
        Do::MoveForwardSemanticZone,
        Do::JumpAgain,
        Do::JumpReverse,
        Do::MoveBackwardZoneOfType(SemanticType::Prompt),
        Do::MoveForwardZoneOfType(SemanticType::Input),
        Do::SetSelectionMode(Some(SelectionMode::Cell)),
        Do::SetSelectionMode(Some(SelectionMode::Word)),
        Do::SetSelectionMode(Some(SelectionMode::Line)),
        Do::SetSelectionMode(Some(SelectionMode::Block)),
        Do::SetSelectionMode(Some(SelectionMode::SemanticZone)),
        Do::SetSelectionMode(None),
    ]);
    prop_oneof![
        8 => plain,
        1 => (-3.0..3.0f64).prop_map(Do::MoveByPage),
        1 => Just(Do::MoveByPage(f64::NAN)),
        1 => Just(Do::MoveByPage(f64::MAX)),
        1 => any::<bool>().prop_map(|prev_char| Do::JumpForward(JumpArguments { prev_char })),
        1 => any::<bool>().prop_map(|prev_char| Do::JumpBackward(JumpArguments { prev_char })),
    ]
}

fn ops() -> impl Strategy<Value = Op> {
    let output = prop_oneof![
        "[a-c 漢é\u{301}]{0,40}(\r\n)?",
        Just("\x1b]133;A\x1b\\$ \x1b]133;B\x1b\\cmd\r\n\x1b]133;C\x1b\\".to_owned()),
        Just("\x1b[2J\x1b[H".to_owned()),
        Just("\x1b[?1049h".to_owned()),
        Just("\x1b[?1049l".to_owned()),
        Just("\x1bc".to_owned()),
    ];
    prop_oneof![
        12 => actions().prop_map(Op::Act),
        1 => "[a-c(\\[]{0,3}".prop_map(|text| Op::Search(Pattern::Regex(text))),
        1 => "[a-c]{0,2}".prop_map(|text| Op::Search(Pattern::CaseSensitiveString(text))),
        3 => prop::sample::select(vec!['a', 'b', ' ', '漢']).prop_map(Op::Type),
        1 => "[a-c\n]{0,4}".prop_map(Op::Text),
        4 => output.prop_map(Op::Output),
        1 => (1usize..30, 1usize..8).prop_map(|(cols, rows)| Op::Resize(cols, rows)),
        1 => Just(Op::Work),
        1 => Just(Op::QuickSelect),
        2 => Just(Op::CopyMode),
    ]
}

fn size(cols: usize, rows: usize) -> TerminalSize {
    TerminalSize {
        rows,
        cols,
        ..TerminalSize::default()
    }
}

fn key(c: char) -> KeyEvent {
    KeyEvent {
        key: KeyCode::Char(c),
        unshifted: KeyCode::Char(c),
        phys: None,
        raw: None,
        modifiers: Modifiers::empty(),
        leds: Leds::empty(),
        text: Some(c.to_string()),
        kind: KeyEventKind::Press,
    }
}

proptest! {
    #[test]
    fn modes_survive_anything(ops in prop::collection::vec(ops(), 1..60)) {
        let config = Config::default();
        let palette = config.palette();
        let (colors, style) = (Colors::new(&palette), Style::of_terminal(&palette));
        let limits = TerminalConfig {
            scrollback_lines: 30,
            ..TerminalConfig::default()
        };
        let mut terminal = Terminal::new(size(12, 4), limits);
        let mut snapshot = Snapshot::default();
        let mut mode = PaneMode::Copy(CopyMode::new(&terminal));
        for op in ops {
            match op {
                Op::Act(action) => {
                    mode.perform(&mut terminal, &action);
                }
                Op::Search(pattern) => {
                    if let PaneMode::Copy(mode) = &mut mode {
                        mode.search(&mut terminal, &pattern);
                    }
                }
                Op::Type(c) => {
                    mode.key(&mut terminal, &key(c));
                }
                Op::Text(text) => {
                    mode.text(&mut terminal, &text);
                }
                Op::Output(text) => terminal.advance(text.as_bytes()),
                Op::Resize(cols, rows) => terminal.resize(size(cols, rows)),
                Op::Work => mode.work(&mut terminal),
                Op::QuickSelect => {
                    let args = QuickSelectArguments {
                        patterns: vec!["[a-c]+".to_owned()],
                        ..QuickSelectArguments::default()
                    };
                    if let Ok(quick) = QuickSelect::new(&args, &config, &terminal) {
                        mode = PaneMode::Quick(quick);
                    }
                }
                Op::CopyMode => mode = PaneMode::Copy(CopyMode::new(&terminal)),
            }
            terminal.snapshot(&mut snapshot);
            mode.follow(&terminal, &config);
            let view = mode.view(&snapshot, &colors, &style);
            let dims = terminal.dimensions();
            if let Some(at) = view.cursor {
                let bottom = dims.physical_top + dims.viewport_rows as i64;
                prop_assert!((dims.scrollback_top..bottom).contains(&at.row), "{:?}", at);
                prop_assert!(at.col < dims.cols, "{:?}", at);
            }
            let top = snapshot.dims.viewport_top;
            for mark in &view.marks {
                let inside = top..top + snapshot.rows.len() as i64;
                prop_assert!(inside.contains(&mark.row), "{:?}", mark);
                prop_assert!(mark.cols.start <= mark.cols.end, "{:?}", mark);
            }
        }
    }
}
