//! Random operations on a model without programs, and a few rules by name.

use super::*;
use crate::{Direction, Layout, MoveTarget, SpawnCommand, SpawnDomain, SplitRequest, SplitSize};
use proptest::prelude::*;
use std::time::{Duration, Instant};
use wezterm_types::TerminalSize;

fn mux() -> Mux {
    let mut mux = Mux::new(MuxOptions {
        wake: Arc::new(|| {}),
        settings: MuxSettings::default(),
        socket_path: None,
    });
    mux.without_programs = true;
    mux
}

#[derive(Clone, Debug)]
enum Op {
    Window,
    Tab(usize),
    Split(usize, SplitRequest),
    Join(usize, usize, SplitRequest),
    Detach(usize, u8),
    ClosePane(usize, bool),
    CloseTab(usize),
    ActivateTab(usize, isize),
    Relative(usize, isize, bool),
    LastTab(usize),
    MoveTab(usize, usize),
    Activate(usize),
    Walk(usize, Direction),
    Adjust(usize, Direction, usize),
    Zoom(usize, bool),
    Rotate(usize, bool),
    Swap(usize, usize),
    Resize(usize, usize, usize),
    ResizeHidden,
    Focus(usize),
    LastOnClose(bool),
    Equalize(usize),
    Arrange(usize, Layout),
    Divider(usize, usize, isize),
    Broadcast(usize, bool),
    ReadOnly(usize, bool),
    Workspace(usize, bool),
    CloseWindow(usize),
    UndoClose(usize),
    UndoTime(bool),
    Poll,
}

fn direction() -> impl Strategy<Value = Direction> {
    prop::sample::select(vec![
        Direction::Up,
        Direction::Down,
        Direction::Left,
        Direction::Right,
        Direction::Next,
        Direction::Prev,
    ])
}

fn request() -> impl Strategy<Value = SplitRequest> {
    let size = prop_oneof![
        (0usize..60).prop_map(SplitSize::Cells),
        (0u8..120).prop_map(SplitSize::Percent)
    ];
    (direction(), size, any::<bool>()).prop_map(|(direction, size, top_level)| SplitRequest {
        direction,
        size,
        top_level,
    })
}

fn op() -> impl Strategy<Value = Op> {
    let n = 0usize..8;
    prop_oneof![
        Just(Op::Window),
        n.clone().prop_map(Op::Tab),
        (n.clone(), request()).prop_map(|(a, r)| Op::Split(a, r)),
        (n.clone(), request()).prop_map(|(a, r)| Op::Split(a, r)),
        (n.clone(), n.clone(), request()).prop_map(|(a, b, r)| Op::Join(a, b, r)),
        (n.clone(), 0u8..3).prop_map(|(a, b)| Op::Detach(a, b)),
        (n.clone(), any::<bool>()).prop_map(|(p, kill)| Op::ClosePane(p, kill)),
        n.clone().prop_map(Op::CloseTab),
        (n.clone(), -4isize..4).prop_map(|(a, b)| Op::ActivateTab(a, b)),
        (n.clone(), -4isize..4, any::<bool>()).prop_map(|(a, b, c)| Op::Relative(a, b, c)),
        n.clone().prop_map(Op::LastTab),
        (n.clone(), n.clone()).prop_map(|(a, b)| Op::MoveTab(a, b)),
        n.clone().prop_map(Op::Activate),
        (n.clone(), direction()).prop_map(|(a, d)| Op::Walk(a, d)),
        (n.clone(), direction(), 0usize..30).prop_map(|(a, d, c)| Op::Adjust(a, d, c)),
        (n.clone(), any::<bool>()).prop_map(|(a, b)| Op::Zoom(a, b)),
        (n.clone(), any::<bool>()).prop_map(|(a, b)| Op::Rotate(a, b)),
        (n.clone(), n.clone()).prop_map(|(a, b)| Op::Swap(a, b)),
        (n.clone(), 1usize..120, 1usize..50).prop_map(|(a, b, c)| Op::Resize(a, b, c)),
        Just(Op::ResizeHidden),
        n.clone().prop_map(Op::Equalize),
        (n.clone(), prop::sample::select(Layout::ALL.to_vec()))
            .prop_map(|(a, l)| Op::Arrange(a, l)),
        (n.clone(), 0usize..5, -9isize..9).prop_map(|(a, b, c)| Op::Divider(a, b, c)),
        (n.clone(), any::<bool>()).prop_map(|(a, b)| Op::Broadcast(a, b)),
        (n.clone(), any::<bool>()).prop_map(|(a, b)| Op::ReadOnly(a, b)),
        (n.clone(), any::<bool>()).prop_map(|(a, b)| Op::Workspace(a, b)),
        n.clone().prop_map(Op::CloseWindow),
        n.clone().prop_map(Op::UndoClose),
        any::<bool>().prop_map(Op::UndoTime),
        n.prop_map(Op::Focus),
        any::<bool>().prop_map(Op::LastOnClose),
        Just(Op::Poll),
    ]
}

/// The n-th of what there is, or a number that does not exist.
fn nth(ids: Vec<usize>, n: usize) -> usize {
    ids.get(n % ids.len().max(1)).copied().unwrap_or(999)
}

fn perform(mux: &mut Mux, op: Op) {
    let pane = |mux: &Mux, n| nth(mux.panes.keys().copied().collect(), n);
    let tab = |mux: &Mux, n| nth(mux.tabs.keys().copied().collect(), n);
    let window = |mux: &Mux, n| nth(mux.windows.keys().copied().collect(), n);
    let size = TerminalSize::default();
    let command = SpawnCommand::default();
    // Errors are answers too: what must hold is `check`.
    match op {
        Op::Window => drop(mux.spawn_window(&command, size, None)),
        Op::Tab(w) => drop(mux.spawn_tab(window(mux, w), &command, size)),
        Op::Split(p, request) => drop(mux.split_pane(pane(mux, p), request, &command)),
        Op::Join(a, b, request) => {
            drop(mux.move_pane_into_split(pane(mux, a), request, pane(mux, b)));
        }
        Op::Detach(p, to) => {
            let target = match to {
                0 => MoveTarget::SameWindow,
                1 => MoveTarget::Window(window(mux, p + 1)),
                _ => MoveTarget::NewWindow(None),
            };
            drop(mux.move_pane_to_new_tab(pane(mux, p), target));
        }
        Op::ClosePane(p, true) => drop(mux.kill_pane(pane(mux, p))),
        Op::ClosePane(p, false) => drop(mux.close_pane(pane(mux, p))),
        Op::CloseTab(t) => drop(mux.close_tab(tab(mux, t))),
        Op::ActivateTab(w, index) => drop(mux.activate_tab(window(mux, w), index)),
        Op::Relative(w, by, wrap) => {
            drop(mux.activate_tab_relative(window(mux, w), by, wrap));
        }
        Op::LastTab(w) => drop(mux.activate_last_tab(window(mux, w))),
        Op::MoveTab(t, to) => drop(mux.move_tab(tab(mux, t), to)),
        Op::Activate(p) => drop(mux.activate_pane(pane(mux, p))),
        Op::Walk(p, to) => drop(mux.activate_pane_direction(pane(mux, p), to)),
        Op::Adjust(p, to, by) => drop(mux.adjust_pane_size(pane(mux, p), to, by)),
        Op::Zoom(p, on) => drop(mux.set_zoomed(pane(mux, p), on)),
        Op::Rotate(t, on) => drop(mux.rotate_panes(tab(mux, t), on)),
        Op::Swap(a, b) => drop(mux.swap_panes(pane(mux, a), pane(mux, b))),
        Op::Resize(w, cols, rows) => {
            let size = TerminalSize { cols, rows, ..size };
            drop(mux.resize_window(window(mux, w), size));
        }
        Op::ResizeHidden => drop(mux.resize_hidden_tab()),
        Op::Focus(p) => mux.set_focus(Some(pane(mux, p))),
        Op::Equalize(t) => drop(mux.equalize_panes(tab(mux, t))),
        Op::Arrange(t, layout) => drop(mux.arrange_panes(tab(mux, t), layout)),
        Op::Divider(t, index, by) => drop(mux.move_divider(tab(mux, t), index, by)),
        Op::Broadcast(t, on) => drop(mux.set_broadcast(tab(mux, t), on)),
        Op::ReadOnly(p, on) => drop(mux.set_read_only(pane(mux, p), on)),
        Op::Workspace(w, on) => {
            let name = if on { "a" } else { "b" };
            drop(mux.set_workspace(window(mux, w), name));
            drop(mux.rename_workspace("a", "c"));
        }
        Op::CloseWindow(w) => drop(mux.close_window(window(mux, w))),
        Op::UndoClose(w) => drop(mux.undo_close(Some(window(mux, w)))),
        Op::UndoTime(on) => {
            mux.settings.undo_close = Duration::from_secs(if on { 3600 } else { 0 });
        }
        Op::LastOnClose(on) => mux.settings.switch_to_last_active_tab = on,
        Op::Poll => drop(mux.poll()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn no_operation_breaks_the_model(ops in prop::collection::vec(op(), 1..60)) {
        let mut mux = mux();
        for op in ops {
            perform(&mut mux, op.clone());
            prop_assert!(mux.check(), "after {op:?}: {mux:?}");
            for window in mux.windows() {
                let shown = window.active_tab().unwrap();
                prop_assert_eq!(mux.tab(shown).unwrap().size(), window.size());
                for place in mux.positioned_panes(shown) {
                    let size = place.pane.lock_terminal().size();
                    prop_assert_eq!((size.cols, size.rows), (place.width, place.height));
                }
            }
        }
    }
}

#[test]
fn a_pane_moved_to_another_window_takes_its_size() {
    let mut mux = mux();
    let size = TerminalSize::default();
    let command = SpawnCommand::default();
    let (small, _, first) = mux.spawn_window(&command, size, None).unwrap();
    mux.split_pane(first, SplitRequest::default(), &command)
        .unwrap();
    let tiny = TerminalSize {
        cols: 10,
        rows: 5,
        ..size
    };
    mux.resize_window(small, tiny).unwrap();
    let (large, ..) = mux.spawn_window(&command, size, None).unwrap();
    mux.move_pane_to_new_tab(first, MoveTarget::Window(large))
        .unwrap();
    let moved = mux.pane(first).unwrap().lock_terminal().size();
    assert_eq!((moved.cols, moved.rows), (size.cols, size.rows));
}

#[test]
fn hidden_tabs_follow_when_shown() {
    let mut mux = mux();
    let size = TerminalSize::default();
    let command = SpawnCommand::default();
    let (window, first, pane) = mux.spawn_window(&command, size, None).unwrap();
    mux.spawn_tab(window, &command, size).unwrap();
    let wide = TerminalSize { cols: 100, ..size };
    mux.resize_window(window, wide).unwrap();
    assert_eq!(mux.tab(first).unwrap().size().cols, 80);
    mux.show_tab(first).unwrap();
    assert_eq!(mux.pane(pane).unwrap().lock_terminal().size().cols, 100);
    assert!(!mux.resize_hidden_tab());
}

#[test]
fn output_in_view_is_seen_when_its_tab_is_left() {
    let mut mux = mux();
    let size = TerminalSize::default();
    let command = SpawnCommand::default();
    let (window, first, pane) = mux.spawn_window(&command, size, None).unwrap();
    let (second, _) = mux.spawn_tab(window, &command, size).unwrap();
    mux.show_tab(first).unwrap();
    let unseen = |mux: &Mux| mux.pane(pane).unwrap().has_unseen_output();
    mux.pane(pane)
        .unwrap()
        .inject_output(b"in view, without the focus");
    assert!(unseen(&mux));
    mux.show_tab(second).unwrap();
    assert!(!unseen(&mux));
    mux.pane(pane).unwrap().inject_output(b"behind");
    assert!(unseen(&mux));
}

#[test]
fn closing_goes_left_or_back() {
    for (to_last, expected) in [(false, 1), (true, 0)] {
        let mut mux = mux();
        mux.settings.switch_to_last_active_tab = to_last;
        let command = SpawnCommand::default();
        let size = TerminalSize::default();
        let (window, first, _) = mux.spawn_window(&command, size, None).unwrap();
        mux.spawn_tab(window, &command, size).unwrap();
        let (third, _) = mux.spawn_tab(window, &command, size).unwrap();
        mux.show_tab(first).unwrap();
        mux.show_tab(third).unwrap();
        mux.close_tab(third).unwrap();
        assert_eq!(mux.window(window).unwrap().active_index(), expected);
    }
}

#[test]
fn generations_move_with_what_shows_and_only_then() {
    let mut mux = mux();
    let (window, tab, _) = mux
        .spawn_window(&SpawnCommand::default(), TerminalSize::default(), None)
        .unwrap();
    mux.poll();
    let before = (
        mux.tab(tab).unwrap().generation(),
        mux.window(window).unwrap().generation(),
    );
    mux.set_tab_title(tab, "").unwrap();
    mux.activate_tab(window, 0).unwrap();
    assert!(mux.poll().is_empty());
    let same = (
        mux.tab(tab).unwrap().generation(),
        mux.window(window).unwrap().generation(),
    );
    assert_eq!(before, same);
    mux.set_tab_title(tab, "x").unwrap();
    assert!(mux.tab(tab).unwrap().generation() > before.0);
    assert!(mux.window(window).unwrap().generation() > before.1);
}

#[test]
fn errors_name_what_exists() {
    let mut mux = mux();
    mux.spawn_window(&SpawnCommand::default(), TerminalSize::default(), None)
        .unwrap();
    let text = mux.close_pane(7).unwrap_err().to_string();
    assert_eq!(text, "pane 7 does not exist; the panes are: 0");
    let text = mux.set_active_workspace("x").unwrap_err().to_string();
    assert!(text.contains("default"), "{text}");
}

#[test]
fn input_goes_to_all_panes_of_a_tab_that_broadcasts() {
    let mut mux = mux();
    let command = SpawnCommand::default();
    let (_, tab, first) = mux
        .spawn_window(&command, TerminalSize::default(), None)
        .unwrap();
    let second = mux
        .split_pane(first, SplitRequest::default(), &command)
        .unwrap();
    assert_eq!(mux.input_targets(second), [second]);
    mux.set_broadcast(tab, true).unwrap();
    assert_eq!(mux.input_targets(second), [first, second]);
    mux.set_read_only(first, true).unwrap();
    assert!(mux.pane(first).unwrap().is_read_only());
}

#[test]
fn the_default_workspace_is_that_of_the_first_settings() {
    let mut mux = mux();
    let named = |name: &str| MuxSettings {
        default_workspace: name.to_owned(),
        ..MuxSettings::default()
    };
    mux.set_settings(named("main"));
    assert_eq!(mux.active_workspace(), "main");
    let size = TerminalSize::default();
    mux.spawn_window(&SpawnCommand::default(), size, None)
        .unwrap();
    // From then on it is the user's to change.
    mux.set_settings(named("other"));
    assert_eq!(mux.active_workspace(), "main");
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let limit = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !is_so() {
        assert!(std::time::Instant::now() < limit, "in vain: {what}");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

/// Waits until a pane has this many columns.
fn wait_for_cols(pane: &crate::Pane, cols: usize) {
    wait_until("the width", || {
        pane.lock_terminal().size().cols == cols && !pane.is_resizing()
    });
}

fn size(cols: usize, rows: usize) -> TerminalSize {
    TerminalSize {
        cols,
        rows,
        ..TerminalSize::default()
    }
}

/// A program of 80 columns and 24 rows that keeps many lines.
fn with_a_long_scrollback() -> (Mux, Arc<crate::Pane>) {
    let mut mux = mux();
    mux.without_programs = false;
    let mut settings = mux.settings.clone();
    settings.terminal.scrollback_lines = 50_000;
    mux.set_settings(settings);
    let command = SpawnCommand {
        args: Some(vec!["cat".to_owned()]),
        ..SpawnCommand::default()
    };
    let (_, _, id) = mux.spawn_window(&command, size(80, 24), None).unwrap();
    let pane = mux.pane(id).unwrap();
    assert!(!pane.is_dead());
    (mux, pane)
}

#[test]
fn a_long_scrollback_is_wrapped_by_the_panes_thread() {
    let (mux, pane) = with_a_long_scrollback();
    let mut eager = term::Terminal::new(size(80, 24), mux.settings.terminal.clone());
    // Lines of 0 to 199 characters, some wrapped, and a selection in one.
    let mut text = String::new();
    for line in 0..12_000usize {
        text.push_str(&format!("{line} "));
        text.extend(('a'..='z').cycle().skip(line % 26).take(line % 200));
        text.push_str("\r\n");
    }
    text.push_str("the last");
    pane.inject_output(text.as_bytes());
    eager.advance(text.as_bytes());
    let widths = [79, 100, 41, 150, 60, 120];
    for (at, cols) in widths.into_iter().enumerate() {
        pane.resize(size(cols, 24 + at));
        // The height is there at once.
        if !pane.is_resizing() {
            assert_eq!(pane.lock_terminal().size().rows, 24 + at);
        }
    }
    wait_for_cols(&pane, 120);
    eager.resize(size(120, 29));
    let mut late = pane.lock_terminal();
    assert_eq!(late.size(), eager.size());
    let all = |terminal: &term::Terminal| {
        let dims = terminal.dimensions();
        let end = dims.physical_top + dims.viewport_rows as i64;
        terminal.text_range(dims.scrollback_top, end, false)
    };
    assert_eq!(all(&late).trim_end(), all(&eager).trim_end());
    assert_eq!(late.cursor().col, eager.cursor().col);
    let line_of_cursor = |terminal: &term::Terminal| {
        let row = terminal.cursor().stable;
        terminal.text_range(row, row + 1, false)
    };
    assert_eq!(line_of_cursor(&late), line_of_cursor(&eager));
    // What is printed next goes on there.
    late.advance(b" line");
    assert!(all(&late).trim_end().ends_with("the last line"));
}

#[test]
fn a_width_that_is_taken_back_leaves_the_program_with_the_new_height() {
    let (_mux, pane) = with_a_long_scrollback();
    pane.inject_output("x\r\n".repeat(20_000).as_bytes());
    for _ in 0..20 {
        pane.resize(size(90, 30));
        pane.resize(size(80, 30));
        wait_for_cols(&pane, 80);
        assert_eq!(pane.lock_terminal().size(), size(80, 30));
        pane.resize(size(81, 24));
        wait_for_cols(&pane, 81);
        pane.resize(size(80, 24));
        wait_for_cols(&pane, 80);
    }
}

#[test]
fn a_width_that_waits_when_the_program_ends_is_applied() {
    let (_mux, pane) = with_a_long_scrollback();
    pane.inject_output("x\r\n".repeat(20_000).as_bytes());
    for cols in [81, 90] {
        pane.resize(size(cols, 24));
    }
    pane.kill();
    wait_for_cols(&pane, 90);
    wait_until("the end", || {
        pane.is_dead() && pane.with_preview(|_, _| ()).is_none()
    });
}

#[test]
fn the_default_domain_is_where_windows_open() {
    let mut mux = mux();
    let default = |mux: &Mux| mux.find_domain(&SpawnDomain::Default).unwrap().name;
    assert_eq!(default(&mux), "local");
    let unknown = SpawnDomain::Name("nowhere".into());
    assert!(mux.set_default_domain(&unknown).is_err());
    let connect: crate::attach::Connect = Arc::new(|| Err("no server".into()));
    mux.define_domain("unix", connect);
    mux.set_default_domain(&SpawnDomain::Name("unix".into()))
        .unwrap();
    assert_eq!(default(&mux), "unix");
    // A window of this process shows panes of this process by default.
    let of = |domain| SpawnCommand {
        domain,
        ..SpawnCommand::default()
    };
    let size = TerminalSize::default();
    let local = of(SpawnDomain::Name("local".into()));
    let (_, _, pane) = mux.spawn_window(&local, size, None).unwrap();
    let by_default = of(SpawnDomain::Default);
    mux.split_pane(pane, SplitRequest::default(), &by_default)
        .unwrap();
    assert!(matches!(
        mux.spawn_window(&by_default, size, None),
        Err(crate::MuxError::Attaching(_))
    ));
}

#[test]
fn what_was_closed_comes_back_where_it_was() {
    let mut mux = mux();
    mux.settings.undo_close = Duration::from_secs(3600);
    let command = SpawnCommand::default();
    let size = TerminalSize::default();
    let (window, first, left) = mux.spawn_window(&command, size, Some("w")).unwrap();
    let split = SplitRequest::default();
    let right = mux.split_pane(left, split, &command).unwrap();
    let lower = mux.split_pane(right, split, &command).unwrap();
    let (second, _) = mux.spawn_tab(window, &command, size).unwrap();
    mux.set_tab_title(first, "title").unwrap();
    mux.pane(right).unwrap().inject_output(b"contents");
    let tree = mux.tab(first).unwrap().tree.clone();

    mux.close_pane(right).unwrap();
    assert!(mux.pane(right).is_none());
    mux.undo_close(Some(window)).unwrap();
    assert_eq!(mux.tab(first).unwrap().tree, tree);
    let text = mux
        .pane(right)
        .unwrap()
        .lock_terminal()
        .lines_text(1, false);
    assert!(mux.tab(first).unwrap().active_pane() == right, "{text}");

    // A tab with its splits, at its place; then pane by pane.
    mux.close_tab(first).unwrap();
    mux.undo_close(Some(window)).unwrap();
    assert_eq!(mux.window(window).unwrap().tabs(), [first, second]);
    assert_eq!(mux.tab(first).unwrap().tree, tree);
    for pane in [right, lower, left] {
        mux.close_pane(pane).unwrap();
    }
    for _ in 0..3 {
        mux.undo_close(Some(window)).unwrap();
    }
    assert_eq!(mux.tab(first).unwrap().tree, tree);
    assert_eq!(mux.tab(first).unwrap().title(), "title");

    // A whole window, tab by tab; the newest first.
    mux.close_window(window).unwrap();
    assert!(mux.windows().next().is_none());
    mux.undo_close(None).unwrap();
    mux.undo_close(None).unwrap();
    let window = mux.windows().next().unwrap();
    assert_eq!(window.workspace(), "w");
    assert_eq!(window.tabs(), [first, second]);
    assert_eq!(mux.windows().count(), 1);
    assert!(mux.undo_close(None).is_err());

    // What is killed is not kept.
    let window = mux.windows().next().unwrap().id();
    let (killed, _) = mux.spawn_tab(window, &command, size).unwrap();
    let pane = mux.tab(killed).unwrap().active_pane();
    mux.kill_pane(pane).unwrap();
    assert!(mux.closed.is_empty() && mux.undo_close(None).is_err());

    // After its time it is gone.
    mux.close_tab(second).unwrap();
    mux.expire_closed(Instant::now() + Duration::from_secs(3601));
    let error = mux.undo_close(None).unwrap_err().to_string();
    assert!(error.contains("3600"), "{error}");
}

#[test]
fn a_synchronised_update_ends_by_itself_whoever_has_begun_it() {
    let (_mux, pane) = with_a_long_scrollback();
    // Then the pane's thread sleeps, without a limit.
    wait_until("the first look at the program", || {
        pane.foreground_process_name().is_some()
    });
    pane.inject_output(b"\x1b[?2026hunseen");
    assert!(pane.lock_terminal().sync_deadline().is_some());
    wait_until("the end of the update", || {
        pane.lock_terminal().sync_deadline().is_none()
    });
}
