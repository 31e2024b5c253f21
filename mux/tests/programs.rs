//! Real shells in real panes, and the control socket from end to end.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test may panic")]

mod support;

use mux::control::{Client, ControlServer, Request, Response};
use mux::{ExitBehavior, ExitStatus, MuxEvent, MuxSettings, SpawnCommand, SplitRequest};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{LIMIT, world};
use wezterm_types::TerminalSize;

fn holding() -> MuxSettings {
    MuxSettings {
        exit_behavior: ExitBehavior::Hold,
        ..MuxSettings::default()
    }
}

#[test]
fn output_input_title_and_exit() {
    let mut world = world(holding());
    let pane = world.shell("printf '\\033]2;my title\\007ready\\n'; read x; echo got-$x; exit 3");
    world.wait("the title", |w| {
        w.mux.pane(pane).unwrap().title() == "my title"
    });
    world.wait("the output", |w| w.text(pane).contains("ready"));
    world.mux.pane(pane).unwrap().write(b"hello\n").unwrap();
    world.wait("the exit", |w| w.mux.pane(pane).unwrap().is_dead());
    world.wait("the message", |w| w.text(pane).contains("code 3"));
    assert!(
        world.text(pane).contains("got-hello"),
        "{}",
        world.text(pane)
    );
    assert!(world.events.contains(&MuxEvent::PaneExited {
        pane,
        status: ExitStatus::Code(3)
    }));
    assert!(world.mux.pane(pane).unwrap().has_unseen_output());
}

#[test]
fn a_pane_closes_with_its_program_and_the_last_one_empties_the_mux() {
    let mut world = world(MuxSettings::default());
    let pane = world.shell("exit 0");
    world.wait("the end", |w| w.events.contains(&MuxEvent::Empty));
    assert!(world.mux.pane(pane).is_none());
}

#[test]
fn programs_know_where_they_run_and_the_foreground_is_seen() {
    let mut world = world(holding());
    let pane =
        world.shell("cd /; echo $WEZTERM_PANE-$TERM-$COLORTERM-$TERM_PROGRAM; exec sleep 1000");
    let expected = format!("{pane}-xterm-256color-truecolor-WezTerm");
    world.wait("the environment", |w| w.text(pane).contains(&expected));
    world.wait("the process name", |w| {
        let name = w.mux.pane(pane).unwrap().foreground_process_name();
        name.is_some_and(|name| name.ends_with("sleep") || name.ends_with("coreutils"))
    });
    let cwd = world.mux.pane(pane).unwrap().current_working_dir();
    assert_eq!(cwd.as_deref(), Some("file:///"));
    let kept = world.mux.pane(pane).unwrap();
    world.mux.close_pane(pane).unwrap();
    world.wait("the kill", |_| kept.is_dead());
    assert_eq!(kept.exit_status(), Some(ExitStatus::Signal(1)));
}

#[test]
fn a_split_starts_where_its_pane_is_at_once() {
    let mut world = world(holding());
    let command = SpawnCommand {
        cwd: Some("/usr".into()),
        ..SpawnCommand::from_args(["sleep", "1000"])
    };
    let size = TerminalSize::default();
    let (_, _, pane) = world.mux.spawn_window(&command, size, None).unwrap();
    // No program was looked at yet: nothing was polled since.
    let split = (world.mux)
        .split_pane(
            pane,
            SplitRequest::default(),
            &SpawnCommand::from_args(["sleep", "1000"]),
        )
        .unwrap();
    let split = world.mux.pane(split).unwrap();
    assert_eq!(
        split.current_working_path().as_deref(),
        Some(Path::new("/usr"))
    );
}

#[test]
fn what_is_closed_ends_when_its_time_is_over() {
    let settings = MuxSettings {
        undo_close: Duration::from_millis(50),
        ..holding()
    };
    let mut world = world(settings);
    let pane = world.shell("exec sleep 1000");
    let command = SpawnCommand::from_args(["sleep", "1000"]);
    let split = (world.mux)
        .split_pane(pane, SplitRequest::default(), &command)
        .unwrap();
    let closed = world.mux.pane(split).unwrap();
    world.mux.close_pane(split).unwrap();
    assert!(!closed.is_dead() && world.mux.undo_deadline().is_some());
    world.wait("the end of its time", |_| closed.is_dead());
    let window = world.mux.windows().next().unwrap().id();
    assert!(world.mux.undo_close(Some(window)).is_err());
    world.mux.close_pane(pane).unwrap();
}

#[test]
fn a_missing_program_leaves_a_window_that_says_so() {
    let mut world = world(MuxSettings::default());
    let command = SpawnCommand::from_args(["no-such-program-here"]);
    let size = TerminalSize::default();
    assert!(world.mux.spawn_window(&command, size, None).is_err());
    let pane = world
        .mux
        .spawn_window_or_message(&command, size, None)
        .unwrap()
        .2;
    assert!(
        world.text(pane).contains("no-such-program-here"),
        "{}",
        world.text(pane)
    );
}

#[test]
fn a_large_paste_and_a_flood_freeze_nothing() {
    let mut world = world(holding());
    let count = 4_000_000;
    let pane = world.shell(&format!(
        "stty raw -echo; printf 'ready\\r\\n'; head -c {count} | cksum | cut -d' ' -f2; stty sane; yes"
    ));
    world.wait("ready", |w| w.text(pane).contains("ready"));
    let arc = world.mux.pane(pane).unwrap();
    let start = Instant::now();
    arc.write(&vec![b'x'; count]).unwrap();
    assert!(start.elapsed() < Duration::from_secs(1));
    world.wait("the flood", |w| w.text(pane).contains("\ny\ny"));
    // With the flood on, the lock is to be had at once.
    let start = Instant::now();
    for _ in 0..20 {
        drop(arc.lock_terminal());
    }
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    world.mux.close_pane(pane).unwrap();
    world.wait("the kill", |_| arc.is_dead());
}

#[test]
fn a_flood_is_shown_in_order_to_its_end() {
    let mut world = world(holding());
    let pane = world.shell("seq 400000; printf 'end\\n'; exit 7");
    world.wait("the message", |w| w.text(pane).contains("code 7"));
    let text = world.text(pane);
    let shown: Vec<u32> = text.lines().map_while(|line| line.parse().ok()).collect();
    let first = *shown.first().expect("numbers");
    let expected: Vec<u32> = (first..=400_000).collect();
    assert!(shown.len() > 900, "{}", shown.len());
    assert_eq!(shown, expected);
    assert!(text.contains("400000\nend\n"), "{text}");
}

#[test]
fn the_control_socket_answers_and_survives_nonsense() {
    use std::io::Write;
    let mut world = world(holding());
    let pane = world.shell("echo hello; read x");
    world.wait("hello", |w| w.text(pane).contains("hello"));
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("wezterm/gui-sock-test");
    let server = ControlServer::bind(&path, Arc::new(|| {})).unwrap();
    let mut hostile = std::os::unix::net::UnixStream::connect(&path).unwrap();
    hostile.write_all(&[0xff; 64]).unwrap();
    let asking = std::thread::spawn(move || {
        let mut client = Client::connect(&path).unwrap();
        let list = client.call(&Request::List).unwrap();
        let text = client
            .call(&Request::GetText {
                pane,
                start: None,
                end: None,
                escapes: false,
            })
            .unwrap();
        let error = client.call(&Request::KillPane { pane: 77 }).unwrap_err();
        (list, text, error.to_string())
    });
    let start = Instant::now();
    while !asking.is_finished() {
        assert!(start.elapsed() < LIMIT);
        for (_, request, responder) in server.poll() {
            responder.send(world.mux.handle_request(request));
        }
        std::thread::yield_now();
    }
    let (list, text, error) = asking.join().unwrap();
    let Response::Panes(rows) = list else {
        panic!("{list:?}")
    };
    assert_eq!(
        (rows.len(), rows[0].pane_id, rows[0].size.cols),
        (1, pane, 80)
    );
    assert!(
        matches!(&text, Response::Text(text) if text.contains("hello")),
        "{text:?}"
    );
    assert_eq!(
        error,
        format!("pane 77 does not exist; the panes are: {pane}")
    );
}
