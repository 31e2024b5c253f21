//! Sessions: saved, and had again by another mux.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test may panic")]

use mux::session::Session;
use mux::{Direction, Mux, MuxOptions, MuxSettings, SpawnCommand, SplitRequest, SplitSize};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wezterm_types::TerminalSize;

fn mux() -> Mux {
    Mux::new(MuxOptions {
        wake: Arc::new(|| {}),
        settings: MuxSettings {
            default_prog: Some(vec!["cat".into()]),
            ..MuxSettings::default()
        },
        socket_path: None,
    })
}

fn text(mux: &Mux, pane: usize) -> String {
    let pane = mux.pane(pane).unwrap();
    let terminal = pane.lock_terminal();
    terminal.lines_text(10_000, true)
}

fn wait(what: &str, mux: &mut Mux, mut ready: impl FnMut(&mut Mux) -> bool) {
    let since = Instant::now();
    while !ready(mux) {
        assert!(since.elapsed() < Duration::from_secs(60), "no {what}");
        mux.poll();
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_session_is_had_again() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("session");
    let mut old = mux();
    let size = TerminalSize {
        cols: 100,
        rows: 30,
        ..TerminalSize::default()
    };
    let command = SpawnCommand {
        args: Some(vec![
            "sh".into(),
            "-c".into(),
            "for i in 1 2 3; do printf '\\033[3%dmrow %d\\033[m\\n' $i $i; done; cat".into(),
        ]),
        cwd: Some(temp.path().into()),
        ..SpawnCommand::default()
    };
    let (window, tab, pane) = old.spawn_window(&command, size, Some("work")).unwrap();
    let split = SplitRequest {
        direction: Direction::Down,
        size: SplitSize::Cells(7),
        top_level: false,
    };
    let lower = old
        .split_pane(pane, split, &SpawnCommand::default())
        .unwrap();
    old.split_pane(lower, SplitRequest::default(), &SpawnCommand::default())
        .unwrap();
    old.set_tab_title(tab, "the tab").unwrap();
    old.set_window_title(window, "the window").unwrap();
    old.activate_pane(lower).unwrap();
    old.spawn_tab(window, &SpawnCommand::default(), size)
        .unwrap();
    old.activate_tab(window, 0).unwrap();
    wait("text and directory", &mut old, |old| {
        text(old, pane).contains("row 3")
            && old.pane(pane).unwrap().current_working_path().as_deref() == Some(temp.path())
    });
    old.session().save(&file).unwrap();
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(
        temp.path().read_dir().unwrap().count(),
        1,
        "nothing is left aside"
    );

    let session = Session::load(&file).unwrap();
    assert_eq!(session.windows(), 1);
    let mut new = mux();
    assert_eq!(new.restore_session(&session).unwrap(), 1);
    let places = |mux: &Mux, tab| {
        let mut all = Vec::new();
        for p in mux.all_positioned_panes(tab) {
            all.push((p.left, p.top, p.width, p.height, p.is_active));
        }
        all
    };
    let window = new.windows().next().unwrap();
    assert_eq!((window.title(), window.workspace()), ("the window", "work"));
    assert_eq!((window.tabs().len(), window.active_index()), (2, 0));
    let restored = window.tabs()[0];
    assert_eq!(new.tab(restored).unwrap().title(), "the tab");
    assert_eq!(places(&new, restored), places(&old, tab));
    let first = new.tab(restored).unwrap().panes()[0];
    assert!(
        text(&new, first).starts_with(&text(&old, pane)),
        "{}",
        text(&new, first)
    );
    wait("the directory", &mut new, |new| {
        new.pane(first).unwrap().current_working_path().as_deref() == Some(temp.path())
    });
    assert!(new.check());
}

#[test]
fn what_is_no_session_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("session");
    assert!(Session::load(&file).is_err());
    std::fs::write(&file, b"nonsense").unwrap();
    assert!(Session::load(&file).is_err());
    let bomb = zstd::encode_all(&vec![b' '; 300 << 20][..], 3).unwrap();
    std::fs::write(&file, bomb).unwrap();
    let error = Session::load(&file).unwrap_err().to_string();
    assert!(error.contains("unpacks"), "{error}");
    let text = br#"{"version":9,"workspace":"","windows":[]}"#;
    std::fs::write(&file, zstd::encode_all(&text[..], 3).unwrap()).unwrap();
    let error = Session::load(&file).unwrap_err().to_string();
    assert!(error.contains("version 9"), "{error}");
    // A folder that is not there: an error, and nothing is left behind.
    let far = temp.path().join("no/such/file");
    let empty = Mux::new(MuxOptions {
        wake: Arc::new(|| {}),
        settings: MuxSettings::default(),
        socket_path: None,
    });
    assert!(empty.session().save(&far).is_err());
}
