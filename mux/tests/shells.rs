//! Real shells that load their integration, with start-up files that are not
//! made for it.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test may panic")]

mod support;

use mux::{MuxEvent, MuxSettings, SpawnCommand};
use std::path::{Path, PathBuf};
use support::{World, world};
use wezterm_types::TerminalSize;

/// A home with these files; the shell's prompt is `mine> `.
fn home(files: &[(&str, &str)]) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    home
}

fn scripts() -> PathBuf {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/shell-integration");
    dir.canonicalize().unwrap()
}

/// What a user sees and what the terminal knows, for a shell that was started
/// with `args` in such a home; `status` is how it writes the last command's
/// status, and `unset` a command that prints "vars-unset" where nothing is left.
fn check(args: &[&str], home: &Path, status: &str, unset: &str) {
    let settings = MuxSettings {
        shell_integration: Some(scripts()),
        environment: [
            ("HOME", home.to_str().unwrap()),
            ("USER", "me"),
            ("HISTFILE", ""),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        ..MuxSettings::default()
    };
    let mut world = world(settings);
    let command = SpawnCommand {
        cwd: Some(home.to_owned()),
        ..SpawnCommand::from_args(args.iter().copied())
    };
    let spawned = world
        .mux
        .spawn_window(&command, TerminalSize::default(), None);
    let pane = spawned.unwrap().2;
    let shown = Arc(world.mux.pane(pane).unwrap());
    world.wait("the first prompt", |w| w.text(pane).contains("mine>"));
    let say = |line: &str| shown.0.write(format!("{line}\r").as_bytes()).unwrap();

    say("cd /usr");
    world.wait("the directory", |_| {
        let cwd = shown.0.current_working_dir();
        cwd.is_some_and(|cwd| cwd.starts_with("file://") && cwd.ends_with("/usr"))
    });
    assert!(
        shown
            .var("WEZTERM_USER")
            .is_some_and(|user| !user.is_empty())
    );
    say("false");
    ended(&mut world, 1);
    // The user's own hooks and `$?` see the command's status.
    say(&format!("echo status-{status}"));
    world.wait("the status", |w| w.text(pane).contains("status-1"));
    say("sh -c 'exit 7'");
    ended(&mut world, 7);
    say("cat");
    world.wait("the command's name", |_| {
        shown.var("WEZTERM_PROG").as_deref() == Some("cat")
    });
    // The shell has handed the terminal over, with its modes.
    world.wait("the command", |_| {
        let process = shown.0.foreground_process_info();
        process.is_some_and(|process| process.name == "cat")
    });
    shown.0.write(b"\x04").unwrap();
    world.wait("the prompt again", |_| {
        shown.var("WEZTERM_PROG").as_deref() == Some("")
    });
    // Nothing of it is handed on to other programs.
    say(unset);
    world.wait("the variables", |w| w.text(pane).contains("vars-unset"));
    let text = world.text(pane);
    for line in text.lines() {
        let prompts = line.matches("mine>").count();
        assert!(prompts <= 1, "doubled prompt: {text}");
    }
    world.mux.close_pane(pane).unwrap();
}

struct Arc(std::sync::Arc<mux::Pane>);

impl Arc {
    fn var(&self, name: &str) -> Option<String> {
        self.0.user_vars().get(name).cloned()
    }
}

fn ended(world: &mut World, wanted: i32) {
    world.wait("the end of the command", |w| {
        w.events.iter().any(
            |event| matches!(event, MuxEvent::CommandFinished { status, .. } if *status == Some(wanted)),
        )
    });
    world.events.clear();
}

#[test]
fn bash() {
    let rc =
        "set -u\nPS1='mine> '\nPROMPT_COMMAND='own=$?'\ncase $- in *i*) ;; *) return ;; esac\n";
    let unset = "echo vars-${ENV-unset}${WEZTERM_BASH_ENV-}${POSIXLY_CORRECT-}";
    let plain = home(&[(".bashrc", rc)]);
    check(&["bash"], plain.path(), "$?", unset);
    let login = home(&[
        (".bash_profile", "own_profile=1\n. ~/.bashrc\n"),
        (".bashrc", rc),
    ]);
    check(&["bash", "-l"], login.path(), "$?", unset);
}

#[test]
fn zsh() {
    let home = home(&[
        (".zshenv", "own_env=1\n"),
        (
            ".zshrc",
            "setopt nounset\nPS1='mine> '\nprecmd() { own=$?; PS1='mine> ' }\n",
        ),
    ]);
    check(
        &["zsh"],
        home.path(),
        "$?",
        "echo vars-${ZDOTDIR-unset}${WEZTERM_ZDOTDIR-}",
    );
}

#[test]
fn fish() {
    let home = home(&[(
        ".config/fish/config.fish",
        "function fish_prompt; printf 'mine> '; end\nset -g fish_greeting\n",
    )]);
    check(
        &["fish"],
        home.path(),
        "$status",
        "set -q XDG_DATA_DIRS; or set -q WEZTERM_XDG_DATA_DIRS; or echo vars-unset",
    );
}
