//! A real tmux, shown through its control mode.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test may panic")]

mod support;

use mux::{
    Direction, MuxEvent, MuxSettings, PaneId, SpawnCommand, SpawnDomain, SplitRequest, TabId,
    WindowId,
};
use std::path::PathBuf;
use std::process::Command;
use support::{World, world};
use wezterm_types::TerminalSize;

/// A tmux server of the test's own, ended with it.
struct Server {
    dir: tempfile::TempDir,
}

impl Server {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn socket(&self) -> PathBuf {
        self.dir.path().join("tmux")
    }

    /// The words of a command line for this server.
    fn command(&self, args: &[&str]) -> Vec<String> {
        let socket = self.socket().display().to_string();
        let own = ["tmux", "-S", &socket, "-f", "/dev/null"];
        own.iter()
            .chain(args)
            .map(|word| (*word).to_owned())
            .collect()
    }

    /// Runs a command; what it prints.
    fn run(&self, args: &[&str]) -> String {
        let words = self.command(args);
        let output = Command::new(&words[0]).args(&words[1..]).output().unwrap();
        assert!(output.status.success(), "{args:?}: {output:?}");
        String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let words = self.command(&["kill-server"]);
        // It may have ended with its last window.
        let _ = Command::new(&words[0]).args(&words[1..]).output();
    }
}

/// Starts tmux in a pane, with `-CC` and these arguments; its pane.
fn start(world: &mut World, server: &Server, args: &[&str]) -> PaneId {
    let command = SpawnCommand::from_args(server.command(&[&["-CC"], args].concat()));
    let window = world
        .mux
        .spawn_window(&command, TerminalSize::default(), None);
    window.unwrap().2
}

/// tmux's window here, once it has so many tabs.
fn shown(world: &mut World, gateway: PaneId, tabs: usize) -> (WindowId, Vec<TabId>) {
    let mut found = None;
    world.wait("tmux's window", |w| {
        let own = w.mux.window_of_pane(gateway);
        found = (w.mux.windows())
            .find(|window| Some(window.id()) != own && window.tabs().len() == tabs)
            .map(|window| (window.id(), window.tabs().to_vec()));
        found.is_some()
    });
    found.unwrap()
}

fn panes(world: &World, tab: TabId) -> Vec<PaneId> {
    world.mux.tab(tab).map(mux::Tab::panes).unwrap_or_default()
}

const SHELL: &[&str] = &["env", "PS1=$ ", "HOME=/", "sh"];

#[test]
fn a_tmux_that_is_too_old_is_told_of() {
    let dir = tempfile::tempdir().unwrap();
    // Answers as tmux 3.1 does, which has no flag -f of refresh-client.
    let script = r#"#!/bin/sh
stty raw -echo
say() { printf '%s\r\n' "$1"; }
printf '\033P1000p'
say '%begin 1 1 0'
say '%end 1 1 0'
say '%session-changed $0 0'
while read -r line; do
  say '%begin 1 2 1'
  case $line in
    display-message*) say 3.1c; say '%end 1 2 1' ;;
    detach*) say '%end 1 2 1'; say '%exit'; printf '\033\\'; exec cat ;;
    *) say 'unknown option -- f'; say '%error 1 2 1' ;;
  esac
done
"#;
    let path = dir.path().join("tmux");
    std::fs::write(&path, script).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&path, mode).unwrap();
    let mut world = world(MuxSettings::default());
    let command = SpawnCommand::from_args([path.display().to_string()]);
    let spawned = world
        .mux
        .spawn_window(&command, TerminalSize::default(), None);
    let pane = spawned.unwrap().2;
    world.wait("the reason", |w| {
        let text = w.text(pane).replace('\n', "");
        text.contains("tmux 3.1c is too old to be shown: tmux 3.2 or newer is needed")
    });
    // The domain has gone with it.
    world.wait("no domain", |w| w.mux.domains().len() == 1);
    assert_eq!(world.mux.windows().count(), 1);
}

#[test]
fn windows_are_tabs_and_panes_are_splits_both_ways() {
    let server = Server::new();
    let mut world = world(MuxSettings::default());
    let new = [&["new-session", "-x", "80", "-y", "24", "--"], SHELL].concat();
    let gateway = start(&mut world, &server, &new);
    let (window, tabs) = shown(&mut world, gateway, 1);
    let first = panes(&world, tabs[0])[0];

    // Typing and printing.
    world.wait("the prompt", |w| w.text(first).contains('$'));
    let pane = world.mux.pane(first).unwrap();
    pane.write(b"echo it-is-$((40 + 2)) '\\134'\r").unwrap();
    world.wait("the echo", |w| w.text(first).contains("it-is-42 \\\n"));

    // What tmux does shows here.
    server.run(&["split-window", "-h", "-l", "30", "sleep 1000"]);
    world.wait("tmux's split", |w| panes(w, tabs[0]).len() == 2);
    let widths: Vec<usize> = (world.mux.all_positioned_panes(tabs[0]).iter())
        .map(|pane| pane.width)
        .collect();
    assert_eq!(widths, [49, 30]);
    server.run(&["new-window", "-n", "other", "sleep 1000"]);
    let (_, tabs) = shown(&mut world, gateway, 2);
    world.wait("the name and the new window to be shown", |w| {
        let window = w.mux.window(window).unwrap();
        w.mux.tab(tabs[1]).unwrap().title() == "other" && window.active_index() == 1
    });

    // What is done here shows in tmux.
    world.mux.activate_tab(window, 0).unwrap();
    world.wait("the first window to be tmux's", |_| {
        server.run(&["display-message", "-p", "#{window_index}"]) == "0"
    });
    let request = SplitRequest {
        direction: Direction::Down,
        ..SplitRequest::default()
    };
    let sleep = SpawnCommand::from_args(["sleep", "1000"]);
    // The answer may take longer than a test likes to wait for it.
    let _ = world.mux.split_pane(first, request, &sleep);
    world.wait("our split in tmux", |_| {
        server
            .run(&["list-panes", "-F", "#{pane_id}"])
            .lines()
            .count()
            == 3
    });
    world.wait("our split here", |w| panes(w, tabs[0]).len() == 3);
    world.mux.set_tab_title(tabs[1], "it's; mine").unwrap();
    world.wait("the name in tmux", |_| {
        server
            .run(&["list-windows", "-F", "#{window_name}"])
            .contains("it's; mine")
    });
    let size = TerminalSize {
        cols: 100,
        rows: 30,
        ..TerminalSize::default()
    };
    world.mux.resize_window(window, size).unwrap();
    world.wait("the size", |w| {
        w.mux
            .tab(tabs[0])
            .is_some_and(|tab| tab.size().cols == 100 && tab.size().rows == 30)
    });
    let other = panes(&world, tabs[1])[0];
    world.mux.close_pane(other).unwrap();
    shown(&mut world, gateway, 1);
    assert_eq!(server.run(&["list-windows", "-F", "x"]), "x");
}

#[test]
fn detaching_loses_nothing() {
    let server = Server::new();
    server.run(&[&["new-session", "-d", "-x", "80", "-y", "24", "--"], SHELL].concat());
    let mut world = world(MuxSettings::default());
    let gateway = start(&mut world, &server, &["attach"]);
    let (_, tabs) = shown(&mut world, gateway, 1);
    let pane = panes(&world, tabs[0])[0];
    world.wait("the prompt", |w| w.text(pane).contains('$'));
    let held = world.mux.pane(pane).unwrap();
    held.write(
        b"seq 1 200; printf '\\033(0lqk\\033(B corner\\n'; printf '\\033[1;31mred\\033[0m %0100d\\n' 7; printf '\\033]2;mine\\007'\r",
    )
    .unwrap();
    world.wait("the output", |w| w.text(pane).contains("00000007"));
    world.wait("the title", |_| held.title() == "mine");
    world.wait("the prompt again", |_| {
        held.lock_terminal().cursor().col == 2
    });
    let rows = |w: &World, pane: PaneId| {
        let pane = w.mux.pane(pane).unwrap();
        let terminal = pane.lock_terminal();
        let cursor = terminal.cursor();
        (terminal.lines_text(1000, true), cursor.col, cursor.row)
    };
    let before = rows(&world, pane);

    // A key in the pane where tmux was started.
    world.mux.pane(gateway).unwrap().write(b"q").unwrap();
    world.wait("the end of tmux's window", |w| w.mux.pane(pane).is_none());
    world.wait("the program's end", |w| w.mux.pane(gateway).is_none());
    assert_eq!(world.mux.domains().len(), 1, "its domain has gone with it");

    let gateway = start(&mut world, &server, &["attach"]);
    let (_, tabs) = shown(&mut world, gateway, 1);
    let pane = panes(&world, tabs[0])[0];
    world.wait("the same rows", |w| rows(w, pane).0.contains("00000007"));
    world.wait("the same title", |w| {
        w.mux.pane(pane).unwrap().title() == "mine"
    });
    let after = rows(&world, pane);
    assert_eq!(after.1, before.1);
    assert_eq!(after.2, before.2);
    let plain =
        |text: &str| -> Vec<String> { text.lines().map(|l| l.trim_end().to_owned()).collect() };
    assert_eq!(plain(&after.0), plain(&before.0));
}

#[test]
fn a_killed_tmux_leaves_a_terminal_that_works() {
    let server = Server::new();
    let mut world = world(MuxSettings::default());
    let tmux = server
        .command(&["-CC", "new-session", "sleep 1000"])
        .join(" ");
    let gateway = world.shell(&format!("{tmux}; echo status-$?; cat"));
    let (window, _) = shown(&mut world, gateway, 1);
    server.run(&["kill-server"]);
    world.wait("the end of tmux's window", |w| {
        w.mux.window(window).is_none()
    });
    world.wait("the shell again", |w| {
        let text = w.text(gateway);
        text.contains("status-") && text.contains("[tmux is detached")
    });
    world
        .mux
        .pane(gateway)
        .unwrap()
        .write(b"still here\r")
        .unwrap();
    world.wait("the echo", |w| {
        w.text(gateway).contains("still here\nstill here")
    });
    world.mux.close_pane(gateway).unwrap();
}

#[test]
fn a_lost_connection_leaves_the_shell_before_it() {
    // What has the name of ssh is trusted to bring control mode.
    let dir = tempfile::tempdir().unwrap();
    let ssh = dir.path().join("ssh");
    std::fs::copy("/bin/sh", &ssh).unwrap();
    let far = dir.path().join("far");
    let script = "printf '\\033P1000p%%begin 1 1 0\\n%%end 1 1 0\\n%%session-changed $1 x\\n'
        read command; echo Connection closed";
    std::fs::write(&far, script).unwrap();
    let mut world = world(MuxSettings::default());
    let line = format!("{} {}; echo status-$?; cat", ssh.display(), far.display());
    let pane = world.shell(&line);
    // What was said to tmux before it was lost may be between the two.
    world.wait("the shell again", |w| {
        let text = w.text(pane);
        let closed = text.find("Connection closed");
        text.contains("[tmux is detached: ")
            && closed.is_some_and(|closed| text[closed..].contains("status-0"))
    });
    world.wait("the end of its window", |w| w.mux.windows().count() == 1);
    let held = world.mux.pane(pane).unwrap();
    held.write(b"typed\r").unwrap();
    world.wait("the echo", |w| w.text(pane).matches("typed").count() == 2);
    assert!(
        !world.text(pane).contains("detach-client"),
        "{}",
        world.text(pane)
    );
    world.mux.close_pane(pane).unwrap();
}

#[test]
fn a_hostile_file_types_nothing() {
    let mut world = world(MuxSettings::default());
    let pane = world.shell("printf '\\033P1000p%%begin 1 1 0\\n%%end 1 1 0\\n%%window-add @1\\n\\033\\\\ready\\n'; cat");
    world.wait("what comes after it", |w| w.text(pane).contains("ready"));
    world.mux.pane(pane).unwrap().write(b"typed\r").unwrap();
    world.wait("the echo", |w| w.text(pane).contains("typed\ntyped"));
    assert!(!world.text(pane).contains("list-windows"));
    assert!(
        !world
            .events
            .iter()
            .any(|event| matches!(event, MuxEvent::DomainChanged(_)))
    );
    assert!(
        world
            .mux
            .find_domain(&SpawnDomain::Name(format!("tmux-{pane}")))
            .is_err()
    );
    world.mux.close_pane(pane).unwrap();
}
