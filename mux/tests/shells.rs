//! Shell integration, with the real shells: what they mark, and that nothing
//! of the user's is lost.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test may panic")]

use mux::{Mux, MuxEvent, MuxOptions, MuxSettings, PaneId, SpawnCommand};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use term::SemanticType;
use wezterm_types::TerminalSize;

const LIMIT: Duration = Duration::from_secs(60);

struct World {
    home: tempfile::TempDir,
    mux: Mux,
    pane: PaneId,
    events: Vec<MuxEvent>,
}

impl World {
    /// A shell whose user has these files.
    fn open(files: &[(&str, &str)], args: &[&str], variables: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let file = home.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        let mut mux = Mux::new(MuxOptions {
            wake: Arc::new(|| {}),
            settings: MuxSettings {
                shell_integration: Some(home.path().join("integration")),
                ..MuxSettings::default()
            },
            socket_path: None,
        });
        let mut environment = BTreeMap::from([
            ("HOME".to_owned(), home.path().display().to_string()),
            (
                "XDG_CONFIG_HOME".to_owned(),
                format!("{}/.config", home.path().display()),
            ),
            (
                "XDG_DATA_HOME".to_owned(),
                format!("{}/.data", home.path().display()),
            ),
            ("LC_ALL".to_owned(), "C.UTF-8".to_owned()),
        ]);
        for (name, value) in variables {
            environment.insert((*name).to_owned(), (*value).to_owned());
        }
        let command = SpawnCommand {
            cwd: Some(home.path().to_owned()),
            environment,
            ..SpawnCommand::from_args(args.iter().copied())
        };
        let size = TerminalSize {
            cols: 100,
            rows: 30,
            ..TerminalSize::default()
        };
        let (_, _, pane) = mux.spawn_window(&command, size, None).unwrap();
        Self {
            home,
            mux,
            pane,
            events: Vec::new(),
        }
    }

    fn text(&self) -> String {
        let pane = self.mux.pane(self.pane);
        pane.map_or_else(String::new, |pane| {
            pane.lock_terminal().lines_text(200, false)
        })
    }

    fn wait(&mut self, what: &str, mut ready: impl FnMut(&mut Self) -> bool) {
        let since = Instant::now();
        loop {
            let events = self.mux.poll();
            self.events.extend(events);
            if ready(self) {
                return;
            }
            assert!(since.elapsed() < LIMIT, "no {what}:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn zones(&self, kind: SemanticType) -> Vec<String> {
        let pane = self.mux.pane(self.pane).unwrap();
        let terminal = pane.lock_terminal();
        let zones = terminal.semantic_zones();
        let zones = zones.iter().filter(|zone| zone.kind == kind);
        zones
            .map(|zone| terminal.text_between(zone.start, zone.end))
            .collect()
    }

    /// Waits for so many prompts and types a line at the last.
    fn type_at(&mut self, prompts: usize, line: &str) {
        self.wait("prompt", |world| {
            world.zones(SemanticType::Prompt).len() >= prompts
        });
        let pane = self.mux.pane(self.pane).unwrap();
        pane.write(line.as_bytes()).unwrap();
        pane.write(b"\r").unwrap();
    }

    fn finished(&mut self, count: usize) -> Vec<Option<i32>> {
        let all = |world: &Self| {
            let events = world.events.iter();
            events
                .filter_map(|event| match event {
                    MuxEvent::CommandFinished { status, .. } => Some(*status),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        self.wait("end of a command", |world| all(world).len() >= count);
        all(self)
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.mux.pane(self.pane)?.user_vars().remove(name)
    }
}

/// What must hold for each shell, however it is started.
fn marks(world: &mut World, prompt: &str, home: &Path) {
    world.type_at(1, "false");
    world.type_at(2, "echo out-$((6*7))");
    world.wait("third prompt", |world| {
        world.zones(SemanticType::Prompt).len() >= 3 && world.text().contains("out-42")
    });
    assert_eq!(world.finished(2), [Some(1), Some(0)]);
    let prompts = world.zones(SemanticType::Prompt);
    assert!(
        prompts.iter().all(|text| text.trim() == prompt),
        "{prompts:?}"
    );
    let inputs = world.zones(SemanticType::Input);
    assert_eq!(inputs[1].trim(), "echo out-$((6*7))", "{inputs:?}");
    let outputs = world.zones(SemanticType::Output);
    assert!(
        outputs.iter().any(|text| text.trim() == "out-42"),
        "{outputs:?}"
    );
    let cwd = world.mux.pane(world.pane).unwrap().current_working_dir();
    assert!(cwd.unwrap().ends_with(home.to_str().unwrap()));
    assert_eq!(world.variable("WEZTERM_IN_TMUX").as_deref(), Some("0"));
    assert_eq!(world.variable("WEZTERM_PROG").as_deref(), Some(""));
    assert!(
        world
            .variable("WEZTERM_USER")
            .is_some_and(|user| !user.is_empty())
    );
    assert!(world.variable("WEZTERM_HOST").is_some());
    // What runs is named while it runs; directories follow; nothing of what
    // led the shell to the scripts is left to its children.
    world.type_at(3, "mkdir -p 'a b' && cd 'a b' && cat");
    world.wait("name", |world| {
        world
            .variable("WEZTERM_PROG")
            .is_some_and(|prog| prog.ends_with("&& cat"))
    });
    world.mux.pane(world.pane).unwrap().write(b"\x04").unwrap();
    world.type_at(4, "env | grep -e WEZTERM_BASH -e WEZTERM_ZSH -e WEZTERM_FISH -e WEZTERM_SHELL -e ^ENV= -e integration; echo clean-$((1+1))");
    world.wait("environment", |world| world.text().contains("\nclean-2"));
    let text = world.text();
    let after = text.rsplit_once("clean-$((1+1))").unwrap().1;
    assert_eq!(after.trim_start().lines().next(), Some("clean-2"), "{text}");
    let cwd = world.mux.pane(world.pane).unwrap().current_working_dir();
    assert!(cwd.unwrap().ends_with("/a%20b"));
}

const BASHRC: &str = r#"
PS1='here> '
PROMPT_COMMAND='last=$?; seen=$((${seen-0}+1))'
set -u
export MINE=bashrc
"#;

#[test]
fn bash_marks_and_keeps_what_is_the_users() {
    let mut world = World::open(&[(".bashrc", BASHRC)], &["bash"], &[]);
    let home = world.home.path().to_owned();
    marks(&mut world, "here>", &home);
    // The user's PROMPT_COMMAND sees the status; `$?` survives; no posix mode.
    world.type_at(5, "(exit 7)");
    world.type_at(6, "echo $?/$last/$MINE/$(shopt -q -o posix || echo bash)/$(shopt -q login_shell || echo plain)");
    world.wait("answer", |world| {
        world.text().contains("\n7/7/bashrc/bash/plain")
    });
    // A shell in the shell has no marks of its own, and no trouble either.
    world.type_at(7, "bash --norc --noprofile");
    world.wait("inner shell", |world| world.text().contains("bash-"));
    world
        .mux
        .pane(world.pane)
        .unwrap()
        .write(b"echo in-$((2+3)); exit 4\r")
        .unwrap();
    world.wait("inner shell's end", |world| world.text().contains("\nin-5"));
    assert_eq!(world.finished(7)[6], Some(4));
}

#[test]
fn a_login_bash_reads_its_profile() {
    let files = [
        (
            ".bash_profile",
            "PS1='login> '; export MINE=profile; HISTFILE=~/hist\n",
        ),
        (".bashrc", "export MINE=never\n"),
    ];
    let mut world = World::open(&files, &["bash", "--login"], &[("ENV", "/dev/null")]);
    world.type_at(
        1,
        "echo $MINE/$ENV/$(shopt -q login_shell && echo login)/${HISTFILE##*/}",
    );
    world.wait("answer", |world| {
        world.text().contains("\nprofile//dev/null/login/hist")
    });
}

#[test]
fn zsh_marks_and_keeps_what_is_the_users() {
    // The user's own ZDOTDIR is honoured.
    let dots = tempfile::tempdir().unwrap();
    for (name, text) in [
        (".zshenv", "export MINE=zshenv\n"),
        (
            ".zshrc",
            "PS1='here> '\nsetopt nounset\nprecmd() { last=$? }\nunsetopt prompt_sp\n",
        ),
    ] {
        std::fs::write(dots.path().join(name), text).unwrap();
    }
    let dots_path = dots.path().display().to_string();
    let mut world = World::open(&[], &["zsh"], &[("ZDOTDIR", &dots_path)]);
    let home = world.home.path().to_owned();
    marks(&mut world, "here>", &home);
    world.type_at(5, "(exit 7)");
    world.type_at(6, "echo $?/$last/$MINE/$ZDOTDIR");
    let wanted = format!("\n7/7/zshenv/{dots_path}");
    world.wait("answer", |world| world.text().contains(&wanted));
    world.type_at(7, "zsh -f -c 'echo in-$((2+3)); exit 4'");
    assert_eq!(world.finished(7)[6], Some(4));
}

#[test]
fn fish_marks_and_keeps_what_is_the_users() {
    let config = "function fish_prompt; echo -n 'here> '; end\nset -gx MINE config\nset fish_greeting\nfunction fish_right_prompt; end\n";
    let files = [(".config/fish/config.fish", config)];
    let mut world = World::open(
        &files,
        &["fish"],
        &[("XDG_DATA_DIRS", "/usr/share:/elsewhere")],
    );
    let home = world.home.path().to_owned();
    world.type_at(1, "false");
    world.type_at(2, "echo out-(math 6 x 7)");
    world.wait("third prompt", |world| {
        world.zones(SemanticType::Prompt).len() >= 3 && world.text().contains("out-42")
    });
    assert_eq!(world.finished(2), [Some(1), Some(0)]);
    let prompts = world.zones(SemanticType::Prompt);
    assert!(
        prompts.iter().all(|text| text.trim() == "here>"),
        "{prompts:?}"
    );
    let cwd = world.mux.pane(world.pane).unwrap().current_working_dir();
    assert!(cwd.unwrap().ends_with(home.to_str().unwrap()));
    assert!(
        world
            .variable("WEZTERM_USER")
            .is_some_and(|user| !user.is_empty())
    );
    world.type_at(
        3,
        "echo $MINE/(env | grep -c -e WEZTERM_FISH -e WEZTERM_SHELL)/(env | grep ^XDG_DATA_DIRS)",
    );
    world.wait("answer", |world| {
        world
            .text()
            .contains("\nconfig/0/XDG_DATA_DIRS=/usr/share:/elsewhere")
    });
    world.type_at(4, "cat");
    world.wait("name", |world| {
        world.variable("WEZTERM_PROG").as_deref() == Some("cat")
    });
}

#[test]
fn it_can_be_switched_off_and_leaves_commands_alone() {
    let files = [(".bashrc", BASHRC)];
    let mut world = World::open(
        &files,
        &[
            "bash",
            "-c",
            "echo posix-$(shopt -q -o posix || echo off); cat",
        ],
        &[],
    );
    world.wait("answer", |world| world.text().contains("posix-off"));
    let mut settings = world.mux.settings().clone();
    settings.shell_integration = None;
    world.mux.set_settings(settings);
    let home = world.home.path().display().to_string();
    let command = SpawnCommand {
        environment: BTreeMap::from([("HOME".to_owned(), home)]),
        ..SpawnCommand::from_args(["bash"])
    };
    let size = TerminalSize::default();
    world.pane = world.mux.spawn_window(&command, size, None).unwrap().2;
    world.wait("plain prompt", |world| world.text().contains("here>"));
    assert!(world.zones(SemanticType::Prompt).is_empty());
}
