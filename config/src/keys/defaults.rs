//! The default key bindings.

use super::{
    CharSelectArguments, CloseArguments, CopyModeAssignment, JumpArguments, Key, KeyAssignment,
    KeySpec, PaneAdjustment, Pattern, layout,
};
use crate::structs::*;
use std::collections::{BTreeMap, HashSet};
use wezterm_types::{KeyCode, Modifiers};

const NONE: Modifiers = Modifiers::empty();
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
const CTRL: Modifiers = Modifiers::CTRL;
const SUPER: Modifiers = Modifiers::SUPER;
const CTRL_SHIFT: Modifiers = CTRL.union(SHIFT);

/// The bindings that the others follow from.
fn base() -> Vec<(Modifiers, KeyCode, KeyAssignment)> {
    use ClipboardCopyDestination as To;
    use ClipboardPasteSource as From;
    use KeyAssignment as A;
    use KeyCode::{Char, DownArrow, Enter, Insert, LeftArrow, PageDown, PageUp, RightArrow, Tab};
    let split = || Box::new(SpawnCommand::default());
    let close = CloseArguments { confirm: true };
    let search = || A::Search(Pattern::CurrentSelectionOrEmptyString);
    let mut rows = vec![
        (ALT, Enter, A::ToggleFullScreen),
        (CTRL, Char('-'), A::DecreaseFontSize),
        (CTRL, Char('0'), A::ResetFontSize),
        (CTRL, Char('='), A::IncreaseFontSize),
        (CTRL, Insert, A::CopyTo(To::PrimarySelection)),
        (CTRL, PageDown, A::ActivateTabRelative(1)),
        (CTRL, PageUp, A::ActivateTabRelative(-1)),
        (CTRL, Tab, A::ActivateTabRelative(1)),
        (CTRL_SHIFT, PageDown, A::MoveTabRelative(1)),
        (CTRL_SHIFT, PageUp, A::MoveTabRelative(-1)),
        (CTRL_SHIFT, Char(' '), A::QuickSelect),
        (CTRL_SHIFT, Tab, A::ActivateTabRelative(-1)),
        (CTRL_SHIFT, Char('l'), A::ShowDebugOverlay),
        (CTRL_SHIFT, Char('p'), A::ActivateCommandPalette),
        (
            CTRL_SHIFT,
            Char('u'),
            A::CharSelect(CharSelectArguments::default()),
        ),
        (CTRL_SHIFT, Char('x'), A::ActivateCopyMode),
        (CTRL_SHIFT, Char('z'), A::TogglePaneZoomState),
        (CTRL_SHIFT | ALT, Char('\''), A::SplitVertical(split())),
        (CTRL_SHIFT | ALT, Char('5'), A::SplitHorizontal(split())),
        // Of this program alone.
        (CTRL_SHIFT | ALT, Char('t'), A::UndoClose),
        (NONE, KeyCode::Copy, A::CopyTo(To::Clipboard)),
        (NONE, KeyCode::Paste, A::PasteFrom(From::Clipboard)),
        (SHIFT, Insert, A::PasteFrom(From::PrimarySelection)),
        (SHIFT, PageDown, A::ScrollByPage(1.0)),
        (SHIFT, PageUp, A::ScrollByPage(-1.0)),
        (SUPER, Char('-'), A::DecreaseFontSize),
        (SUPER, Char('0'), A::ResetFontSize),
        (SUPER, Char('9'), A::ActivateTab(-1)),
        (SUPER, Char('='), A::IncreaseFontSize),
        (SUPER, Char('c'), A::CopyTo(To::Clipboard)),
        (SUPER, Char('f'), search()),
        (
            SUPER,
            Char('k'),
            A::ClearScrollback(ScrollbackEraseMode::ScrollbackOnly),
        ),
        (SUPER, Char('m'), A::Hide),
        (SUPER, Char('n'), A::SpawnWindow),
        (SUPER, Char('r'), A::ReloadConfiguration),
        (
            SUPER,
            Char('t'),
            A::SpawnTab(SpawnTabDomain::CurrentPaneDomain),
        ),
        (SUPER, Char('v'), A::PasteFrom(From::Clipboard)),
        (SUPER, Char('w'), A::CloseCurrentTab(close)),
        (SUPER | SHIFT, Char('['), A::ActivateTabRelative(-1)),
        (SUPER | SHIFT, Char(']'), A::ActivateTabRelative(1)),
    ];
    for (key, direction) in [
        (DownArrow, PaneDirection::Down),
        (LeftArrow, PaneDirection::Left),
        (RightArrow, PaneDirection::Right),
        (KeyCode::UpArrow, PaneDirection::Up),
    ] {
        let adjustment = PaneAdjustment {
            direction,
            cells: 1,
        };
        rows.push((CTRL_SHIFT, key, A::ActivatePaneDirection(direction)));
        rows.push((CTRL_SHIFT | ALT, key, A::AdjustPaneSize(adjustment)));
    }
    for (digit, tab) in ('1'..='8').zip(0..) {
        rows.push((SUPER, Char(digit), A::ActivateTab(tab)));
    }
    rows
}

/// The key bindings in force unless the user hides them. What SUPER does,
/// CTRL|SHIFT does as well, and a character with SHIFT has the same binding
/// as what SHIFT makes of it on the US layout.
#[must_use]
pub fn default_keys() -> Vec<Key> {
    let base = base();
    let mut rows = base.clone();
    for (mods, key, action) in base {
        if mods == SUPER && matches!(key, KeyCode::Char(_)) {
            rows.push((CTRL_SHIFT, key, action));
        }
    }
    for (mods, key, action) in rows.clone() {
        if let KeyCode::Char(c) = key
            && mods.contains(SHIFT)
            && let Some(upper) = layout::shifted(c)
        {
            rows.push((mods, KeyCode::Char(upper), action.clone()));
            rows.push((mods - SHIFT, KeyCode::Char(upper), action));
        }
    }
    let mut seen = HashSet::new();
    rows.into_iter()
        .filter(|(mods, key, _)| seen.insert((*mods, *key)))
        .map(|(mods, key, action)| Key {
            key: KeySpec::Plain(key),
            mods,
            action,
        })
        .collect()
}

/// The key tables in force unless the user has tables of the same names.
#[must_use]
pub fn default_key_tables() -> BTreeMap<String, Vec<Key>> {
    [
        ("copy_mode".to_owned(), copy_mode()),
        ("search_mode".to_owned(), search_mode()),
    ]
    .into()
}

fn bind(mods: Modifiers, key: KeyCode, action: KeyAssignment) -> Key {
    Key {
        key: KeySpec::Plain(key),
        mods,
        action,
    }
}

fn copy_mode() -> Vec<Key> {
    use CopyModeAssignment as C;
    use KeyCode::{
        Char, DownArrow, End, Enter, Escape, Home, LeftArrow, PageDown, PageUp, RightArrow, Tab,
        UpArrow,
    };
    let close = || {
        vec![
            KeyAssignment::ScrollToBottom,
            KeyAssignment::CopyMode(C::Close),
        ]
    };
    let copy_and_close = || {
        let to = ClipboardCopyDestination::ClipboardAndPrimarySelection;
        let mut actions = vec![KeyAssignment::CopyTo(to)];
        actions.append(&mut close());
        KeyAssignment::Multiple(actions)
    };
    let forward = |prev_char| C::JumpForward(JumpArguments { prev_char });
    let backward = |prev_char| C::JumpBackward(JumpArguments { prev_char });
    let select = |mode| C::SetSelectionMode(Some(mode));
    let moves = [
        (ALT, LeftArrow, C::MoveBackwardWord),
        (ALT, RightArrow, C::MoveForwardWord),
        (ALT, Char('b'), C::MoveBackwardWord),
        (ALT, Char('f'), C::MoveForwardWord),
        (ALT, Char('m'), C::MoveToStartOfLineContent),
        (CTRL, Char('b'), C::PageUp),
        (CTRL, Char('d'), C::MoveByPage(0.5)),
        (CTRL, Char('f'), C::PageDown),
        (CTRL, Char('u'), C::MoveByPage(-0.5)),
        (CTRL, Char('v'), select(SelectionMode::Block)),
        (NONE, Char(','), C::JumpReverse),
        (NONE, Char('0'), C::MoveToStartOfLine),
        (NONE, Char(';'), C::JumpAgain),
        (NONE, DownArrow, C::MoveDown),
        (NONE, End, C::MoveToEndOfLineContent),
        (NONE, Enter, C::MoveToStartOfNextLine),
        (NONE, Home, C::MoveToStartOfLine),
        (NONE, LeftArrow, C::MoveLeft),
        (NONE, PageDown, C::PageDown),
        (NONE, PageUp, C::PageUp),
        (NONE, RightArrow, C::MoveRight),
        (NONE, Char(' '), select(SelectionMode::Cell)),
        (NONE, Tab, C::MoveForwardWord),
        (NONE, UpArrow, C::MoveUp),
        (NONE, Char('b'), C::MoveBackwardWord),
        (NONE, Char('e'), C::MoveForwardWordEnd),
        (NONE, Char('f'), forward(false)),
        (NONE, Char('g'), C::MoveToScrollbackTop),
        (NONE, Char('h'), C::MoveLeft),
        (NONE, Char('j'), C::MoveDown),
        (NONE, Char('k'), C::MoveUp),
        (NONE, Char('l'), C::MoveRight),
        (NONE, Char('o'), C::MoveToSelectionOtherEnd),
        (NONE, Char('t'), forward(true)),
        (NONE, Char('v'), select(SelectionMode::Cell)),
        (NONE, Char('w'), C::MoveForwardWord),
        (SHIFT, Tab, C::MoveBackwardWord),
    ];
    // What is typed with Shift is bound with and without saying so.
    let shifted = [
        ('$', C::MoveToEndOfLineContent),
        ('F', backward(false)),
        ('G', C::MoveToScrollbackBottom),
        ('H', C::MoveToViewportTop),
        ('L', C::MoveToViewportBottom),
        ('M', C::MoveToViewportMiddle),
        ('O', C::MoveToSelectionOtherEndHoriz),
        ('T', backward(true)),
        ('V', select(SelectionMode::Line)),
        ('^', C::MoveToStartOfLineContent),
    ];
    let mut keys: Vec<Key> = moves
        .into_iter()
        .map(|(mods, key, action)| bind(mods, key, KeyAssignment::CopyMode(action)))
        .collect();
    for (c, action) in shifted {
        for mods in [NONE, SHIFT] {
            keys.push(bind(mods, Char(c), KeyAssignment::CopyMode(action.clone())));
        }
    }
    for (mods, key) in [
        (CTRL, Char('c')),
        (CTRL, Char('g')),
        (NONE, Escape),
        (NONE, Char('q')),
    ] {
        keys.push(bind(mods, key, KeyAssignment::Multiple(close())));
    }
    keys.push(bind(NONE, Char('y'), copy_and_close()));
    keys
}

fn search_mode() -> Vec<Key> {
    use CopyModeAssignment as C;
    use KeyCode::{Char, DownArrow, Enter, Escape, PageDown, PageUp, UpArrow};
    [
        (CTRL, Char('n'), C::NextMatch),
        (CTRL, Char('p'), C::PriorMatch),
        (CTRL, Char('r'), C::CycleMatchType),
        (CTRL, Char('u'), C::ClearPattern),
        (NONE, DownArrow, C::NextMatch),
        (NONE, Enter, C::PriorMatch),
        (NONE, Escape, C::Close),
        (NONE, PageDown, C::NextMatchPage),
        (NONE, PageUp, C::PriorMatchPage),
        (NONE, UpArrow, C::PriorMatch),
    ]
    .into_iter()
    .map(|(mods, key, action)| bind(mods, key, KeyAssignment::CopyMode(action)))
    .collect()
}
