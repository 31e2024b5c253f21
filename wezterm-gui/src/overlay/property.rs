//! Random keys, clicks, texts and sizes: no overlay panics, none shows more
//! than fits, and Escape always leaves.

use super::char_select::CharSelect;
use super::chooser::{Chooser, Setup};
use super::debug::{Debug, Session};
use super::keys::tests::press;
use super::pane_select::PaneSelect;
use super::prompt::{Confirm, Prompt};
use super::{Entry, Outcome, Overlay, Place, Reply, Size};
use crate::logbook::Logbook;
use config::Config;
use config::keys::{CharSelectArguments, KeyAssignment, PaneSelectArguments, PromptInputLine};
use proptest::prelude::*;
use std::time::Instant;
use wezterm_types::{KeyCode, Modifiers, MouseButton};

#[derive(Clone, Debug)]
enum Op {
    Key(KeyCode, Modifiers),
    Text(String),
    Click(usize, usize),
    Wheel(isize),
    View(usize, usize),
}

fn ops() -> impl Strategy<Value = Op> {
    let key = prop::sample::select(vec![
        KeyCode::Char('a'),
        KeyCode::Char('1'),
        KeyCode::Char('/'),
        KeyCode::Char('漢'),
        KeyCode::Char('u'),
        KeyCode::Char('w'),
        KeyCode::Char('k'),
        KeyCode::Char('y'),
        KeyCode::Char('r'),
        KeyCode::Backspace,
        KeyCode::Delete,
        KeyCode::Enter,
        KeyCode::Tab,
        KeyCode::UpArrow,
        KeyCode::DownArrow,
        KeyCode::LeftArrow,
        KeyCode::RightArrow,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Home,
        KeyCode::End,
    ]);
    let mods = prop::sample::select(vec![
        Modifiers::empty(),
        Modifiers::empty(),
        Modifiers::SHIFT,
        Modifiers::CTRL,
        Modifiers::ALT,
    ]);
    prop_oneof![
        8 => (key, mods).prop_map(|(key, mods)| Op::Key(key, mods)),
        1 => "[a-e é\u{301}\n\u{1b}]{0,12}".prop_map(Op::Text),
        1 => (0usize..50, 0usize..12).prop_map(|(col, row)| Op::Click(col, row)),
        1 => any::<isize>().prop_map(Op::Wheel),
        3 => (1usize..60, 1usize..12).prop_map(|(cols, rows)| Op::View(cols, rows)),
    ]
}

fn overlay(which: u8, config: &Config) -> Box<dyn Overlay> {
    let nop = || Box::new(KeyAssignment::Nop);
    match which {
        0 => Box::new(Debug::new(Session::shared("hello"), Logbook::new())),
        1 => Box::new(CharSelect::new(
            CharSelectArguments::default(),
            &["a".to_owned()],
            config,
        )),
        2 => Box::new(Confirm::new("Sure?", Outcome::Perform(nop()), None, config)),
        3 => Box::new(Prompt::new(
            PromptInputLine {
                action: nop(),
                description: "two\nlines".to_owned(),
                prompt: "> ".to_owned(),
                initial_value: None,
            },
            config,
        )),
        4 => match PaneSelect::new(PaneSelectArguments::default(), &[1, 2, 3], config) {
            Some(overlay) => Box::new(overlay),
            None => overlay(0, config),
        },
        _ => Box::new(Chooser::new(
            Setup {
                name: "test",
                title: "Title".to_owned(),
                help: "two\nlines".to_owned(),
                fuzzy_help: "Find: ".to_owned(),
                alphabet: "12".to_owned(),
                fuzzy: which == 5,
                entries: (0..30).map(|n| Entry::new(format!("a{n} 漢字"))).collect(),
                selected: 0,
                pick: Box::new(move |_, _| Outcome::Perform(nop())),
                cancel: None,
                panel: which == 6,
            },
            config,
        )),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn overlays_survive_anything(
        which in 0u8..8,
        ops in prop::collection::vec(ops(), 1..40),
    ) {
        let config = Config::default();
        let mut overlay = overlay(which, &config);
        let style = overlay.style(&config);
        for op in ops {
            match op {
                Op::Key(key, mods) => drop(overlay.key(&press(key, mods))),
                Op::Text(text) => drop(overlay.text(&text)),
                Op::Click(col, row) => drop(overlay.click(MouseButton::Left, col, row)),
                Op::Wheel(lines) => drop(overlay.wheel(lines)),
                Op::View(cols, rows) => {
                    let size = Size { cols, rows };
                    let view = overlay.view(size, &style);
                    let is_marks = overlay.place(&config, size) == Place::OverPanes;
                    // A question may be cut off by a window too small for it.
                    let most = if is_marks { usize::MAX } else { rows.max(2) };
                    prop_assert!(view.lines.len() <= most, "{:?} in {:?}", view.text(), size);
                }
            }
            overlay.tick(Instant::now());
        }
        let reply = overlay.key(&press(KeyCode::Escape, Modifiers::empty()));
        prop_assert!(matches!(reply, Reply::Close | Reply::Finish(_)), "{:?}", reply);
    }
}
