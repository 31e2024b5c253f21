use super::*;
use config::keys::JumpArguments;
use term::TerminalConfig;
use wezterm_types::{KeyCode, Leds, Modifiers, TerminalSize};

fn terminal() -> Terminal {
    let size = TerminalSize {
        rows: 5,
        cols: 20,
        ..TerminalSize::default()
    };
    let mut terminal = Terminal::new(size, TerminalConfig::default());
    for n in 0..20 {
        terminal.advance(format!("row {n} alpha beta\r\n").as_bytes());
    }
    terminal
}

fn run(terminal: &mut Terminal, mode: &mut CopyMode, actions: &[Do]) {
    for action in actions {
        assert!(mode.perform(terminal, action), "{action:?}");
    }
}

fn letter(c: char) -> KeyEvent {
    KeyEvent {
        key: KeyCode::Char(c),
        unshifted: KeyCode::Char(c),
        phys: None,
        raw: None,
        modifiers: Modifiers::empty(),
        leds: Leds::empty(),
        text: Some(c.to_string()),
        kind: wezterm_types::KeyEventKind::Press,
    }
}

#[test]
fn moves_select_and_scroll() {
    let mut terminal = terminal();
    let mut mode = CopyMode::new(&terminal);
    assert_eq!(mode.cursor, Point::new(20, 0));
    run(&mut terminal, &mut mode, &[Do::MoveUp, Do::MoveForwardWord]);
    assert_eq!(mode.cursor, Point::new(19, 4));
    let cell = Do::SetSelectionMode(Some(By::Cell));
    run(
        &mut terminal,
        &mut mode,
        &[cell, Do::MoveForwardWordEnd, Do::MoveForwardWordEnd],
    );
    assert_eq!(terminal.selection_text().as_deref(), Some("19 alpha"));
    run(
        &mut terminal,
        &mut mode,
        &[Do::MoveToSelectionOtherEnd, Do::MoveToStartOfLine],
    );
    assert_eq!(terminal.selection_text().as_deref(), Some("row 19 alpha"));
    let line = Do::SetSelectionMode(Some(By::Line));
    run(
        &mut terminal,
        &mut mode,
        &[Do::ClearSelectionMode, line, Do::MoveUp],
    );
    let two = "row 18 alpha beta\nrow 19 alpha beta";
    assert_eq!(terminal.selection_text().as_deref(), Some(two));
    run(
        &mut terminal,
        &mut mode,
        &[Do::ClearSelectionMode, Do::MoveToScrollbackTop],
    );
    assert_eq!(mode.cursor, Point::new(0, 0));
    assert_eq!(terminal.dimensions().viewport_top, 0);
    assert!(!terminal.has_selection());
    run(
        &mut terminal,
        &mut mode,
        &[Do::PageDown, Do::MoveByPage(0.4), Do::MoveLeft],
    );
    assert_eq!(mode.cursor, Point::new(7, 0));
    run(
        &mut terminal,
        &mut mode,
        &[Do::MoveToViewportTop, Do::MoveToEndOfLineContent],
    );
    assert_eq!(mode.cursor.col, 15);
    assert!(!mode.perform(&mut terminal, &Do::Close));
}

#[test]
fn blocks_exchange_their_sides() {
    let mut terminal = terminal();
    let mut mode = CopyMode::new(&terminal);
    let block = Do::SetSelectionMode(Some(By::Block));
    run(
        &mut terminal,
        &mut mode,
        &[Do::MoveUp, Do::MoveForwardWord, block, Do::MoveUp],
    );
    run(
        &mut terminal,
        &mut mode,
        &[Do::MoveRight, Do::MoveToSelectionOtherEndHoriz],
    );
    assert_eq!(mode.cursor, Point::new(18, 4));
    assert_eq!(terminal.selection_text().as_deref(), Some("18\n19"));
}

#[test]
fn jumps_take_the_next_key() {
    let mut terminal = terminal();
    let mut mode = CopyMode::new(&terminal);
    let jump = |prev_char| Do::JumpForward(JumpArguments { prev_char });
    run(&mut terminal, &mut mode, &[Do::MoveUp, jump(false)]);
    assert!(mode.awaits_key());
    assert!(mode.key(&mut terminal, &letter('a')));
    assert_eq!(mode.cursor, Point::new(19, 7));
    run(&mut terminal, &mut mode, &[Do::JumpAgain]);
    assert_eq!(mode.cursor.col, 11);
    run(&mut terminal, &mut mode, &[Do::JumpReverse]);
    assert_eq!(mode.cursor.col, 7);
    run(&mut terminal, &mut mode, &[jump(true)]);
    let mut escape = letter('x');
    escape.key = KeyCode::Escape;
    escape.text = None;
    assert!(mode.key(&mut terminal, &escape));
    assert!(!mode.awaits_key());
}

#[test]
fn a_search_goes_from_match_to_match_and_into_copy_mode() {
    let mut terminal = terminal();
    let mut mode = CopyMode::new(&terminal);
    mode.search(&mut terminal, &Pattern::CaseSensitiveString(String::new()));
    assert_eq!(mode.key_table(), "search_mode");
    for c in "row 3".chars() {
        assert!(mode.key(&mut terminal, &letter(c)));
    }
    assert_eq!(mode.cursor, Point::new(3, 0));
    assert_eq!(terminal.selection_text().as_deref(), Some("row 3"));
    run(&mut terminal, &mut mode, &[Do::ClearPattern]);
    assert!(mode.text(&mut terminal, "BETA"));
    assert_eq!(mode.lines()[2], "0/0 matches · case-sensitive");
    run(&mut terminal, &mut mode, &[Do::CycleMatchType]);
    assert_eq!(mode.lines()[2], "20/20 matches · ignore-case");
    run(
        &mut terminal,
        &mut mode,
        &[Do::PriorMatch, Do::AcceptPattern],
    );
    assert_eq!(mode.key_table(), "copy_mode");
    assert_eq!(mode.cursor, Point::new(18, 13));
    run(&mut terminal, &mut mode, &[Do::NextMatch, Do::EditPattern]);
    assert_eq!(mode.cursor.row, 19);
    assert_eq!(mode.key_table(), "search_mode");
    assert!(!mode.perform(&mut terminal, &Do::Close));
}
