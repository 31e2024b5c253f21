//! A session whose tmux is the test.

use super::*;

const LAYOUT: &str = "6b8b,100x30,0,0{50x30,0,0,0,49x30,51,0,1}";
const STATE: &str = "0,0,0,1,0,0,0,1,0,0,29,0,0,0,0,0,0,title";

fn answer(session: &mut Session, lines: &[&str]) {
    let lines = lines.iter().map(|line| line.as_bytes().to_vec()).collect();
    session.line(Line::Answer { ok: true, lines });
}

/// A session with two panes that show something.
fn shown() -> Session {
    let mut session = Session::new(TerminalSize::default());
    answer(&mut session, &["3.4"]);
    answer(&mut session, &[]);
    answer(&mut session, &[&format!("@0 1 0 %0 {LAYOUT} name")]);
    answer(
        &mut session,
        &["%0 /dev/pts/1 /\tsh", "%1 /dev/pts/2 /\tsh"],
    );
    for _ in 0..2 {
        contents(&mut session);
    }
    let _ = session.take_out();
    session
}

fn contents(session: &mut Session) {
    for part in [STATE, "text", "text", ""] {
        answer(session, &[part]);
    }
}

fn output(session: &mut Session) -> usize {
    session.line(Line::Output {
        pane: 0,
        bytes: b"x".to_vec(),
    });
    let messages = session.take_out().messages;
    let is_output = |message: &&ServerMessage| matches!(message, ServerMessage::Output { .. });
    messages.iter().filter(is_output).count()
}

#[test]
fn flow_control_is_asked_for() {
    let mut session = Session::new(TerminalSize::default());
    let commands = session.take_out().commands;
    assert_eq!(commands[1], "refresh-client -f pause-after=5");
}

#[test]
fn a_tmux_that_is_too_old_is_named() {
    let mut session = Session::new(TerminalSize::default());
    answer(&mut session, &["3.1c"]);
    session.line(Line::Answer {
        ok: false,
        lines: vec![b"unknown option -- f".to_vec()],
    });
    let refusal = session.take_out().refusal.unwrap();
    assert!(
        refusal.contains("tmux 3.1c") && refusal.contains("3.2"),
        "{refusal}"
    );
}

#[test]
fn a_pane_of_which_output_was_left_out_is_copied_anew() {
    let mut session = shown();
    assert_eq!(output(&mut session), 1);
    session.line(Line::Paused(0));
    let commands = session.take_out().commands;
    assert_eq!(commands[0], "refresh-client -A '%0:continue'");
    assert!(commands[1].contains("capture-pane"), "{commands:?}");
    // What comes before the copy is in it.
    assert_eq!(output(&mut session), 0);
    answer(&mut session, &[]);
    // Left out again before the copy came: it is not the last one.
    session.line(Line::Paused(0));
    contents(&mut session);
    let out = session.take_out();
    assert!(out.commands[1].contains("capture-pane"), "{out:?}");
    answer(&mut session, &[]);
    contents(&mut session);
    let messages = session.take_out().messages;
    assert!(matches!(
        messages[0],
        ServerMessage::Snapshot { pane: 0, .. }
    ));
    assert_eq!(output(&mut session), 1);
}

#[test]
fn sizes_change_between_the_same_two_bytes_as_in_tmux() {
    let mut session = shown();
    session.line(Line::Layout("a87d,100x30,0,0,0".to_owned()));
    session.line(Line::Output {
        pane: 0,
        bytes: b"x".to_vec(),
    });
    let messages = session.take_out().messages;
    assert!(
        matches!(&messages[0], ServerMessage::Resized { pane: 0, size } if size.cols == 100),
        "{messages:?}"
    );
    assert!(matches!(messages[1], ServerMessage::Output { pane: 0, .. }));
    session.line(Line::Layout("nonsense".to_owned()));
    assert!(session.take_out().messages.is_empty());
}
