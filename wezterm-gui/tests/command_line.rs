//! The subcommands that open no window, as a user runs them.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::path::Path;
use std::process::{Command, Output};

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_wezterm"))
            .args(args)
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", std::env::var_os("PATH").unwrap())
            .output()
            .unwrap()
    }

    /// What a run that must succeed prints.
    fn printed(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }
}

#[test]
fn check_config_tells_file_line_and_what_to_write() {
    let home = Home::new();
    let file = home.write(
        "a.lua",
        "return {\n  font_siz = 3,\n  win32_system_backdrop = 'Mica',\n}\n",
    );
    let text = home.printed(&["check-config", &file]);
    assert!(text.contains("a.lua:2: warning: `font_siz`"), "{text}");
    assert!(text.contains("did you mean: font_size"), "{text}");
    assert!(text.contains(">    2 |   font_siz = 3,"), "{text}");
    let json = home.printed(&["check-config", "--format", "json", &file]);
    let found: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(found[0]["file"], file.as_str());
    assert_eq!(found[0]["line"], 2);
    assert_eq!(found[0]["severity"], "warning");
    assert_eq!(found[0]["suggestion"], "font_size");
    assert_eq!(found[1]["severity"], "note");
    assert_eq!(found[1]["line"], 3);

    let bad = home.write(
        "b.lua",
        "local w = require 'wezterm'\nlocal c = w.config_builder()\nc.font_size = 'x'\nreturn c\n",
    );
    let output = home.run(&["check-config", "--format", "json", &bad]);
    assert_eq!(output.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found[0]["severity"], "error");
    assert_eq!(found[0]["line"], 3);
    // What the modules of the application give is there too.
    let gui = home.write(
        "c.lua",
        "local w = require 'wezterm'\nw.gui.default_keys()\nw.mux.all_windows()\nreturn {}\n",
    );
    home.printed(&["check-config", &gui]);
    assert!(
        home.printed(&["check-config"])
            .contains("no configuration file")
    );
}

#[test]
fn show_keys_prints_what_can_be_read_again() {
    let home = Home::new();
    let file = home.write(
        "a.lua",
        "return { keys = { { key = 'x', mods = 'CTRL|ALT', action = { SendString = 'a\"b\\n' } } },\n\
         key_tables = { mine = { { key = 'F3', action = 'Nop' } } } }\n",
    );
    let text = home.printed(&["--config-file", &file, "show-keys"]);
    assert!(text.contains("act.SendString(\"a\\\"b\\n\")"), "{text}");
    assert!(text.contains("Key Table: mine"), "{text}");
    let table = home.printed(&["--config-file", &file, "show-keys", "--key-table", "mine"]);
    assert!(
        table.contains("F3") && !table.contains("copy_mode"),
        "{table}"
    );
    let lua = home.printed(&["--config-file", &file, "show-keys", "--lua"]);
    let copy = home.write("b.lua", &format!("local made = (function()\n{lua}\nend)()\nmade.disable_default_key_bindings = true\nreturn made\n"));
    let again = home.printed(&["--config-file", &copy, "show-keys", "--lua"]);
    assert_eq!(lua, again);
    let output = home.run(&["show-keys", "--key-table", "nope"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("copy_mode"));
}

#[test]
fn ls_fonts_names_the_face_of_each_character() {
    let home = Home::new();
    assert!(home.printed(&["ls-fonts"]).contains("JetBrains Mono"));
    let text = home.printed(&["ls-fonts", "--text", "ab"]);
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("U+0061") && text.contains("U+0062"), "{text}");
    let text = home.printed(&["ls-fonts", "--text", "l_ ", "--rasterize-ascii"]);
    let dark = |line: &&str| line.starts_with("     ") && line.contains('@');
    let rows = text.lines().filter(dark).count();
    assert!(rows > 8, "a stem of many rows and a bar of a few: {text}");
    assert!(text.contains("@@@@"), "{text}");
    let text = home.printed(&["ls-fonts", "--codepoints", "2588"]);
    assert!(text.contains("drawn by the program"), "{text}");
    let output = home.run(&["ls-fonts", "--codepoints", "zz"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn init_config_writes_what_can_be_used_and_keeps_what_is_there() {
    let home = Home::new();
    home.printed(&["init-config"]);
    let dir = home.path().join(".config/wezterm");
    let settings = std::fs::read_to_string(dir.join(".luarc.json")).unwrap();
    let settings: serde_json::Value = serde_json::from_str(&settings).unwrap();
    let library = settings["workspace.library"][0].as_str().unwrap();
    assert!(Path::new(library).join("config.lua").is_file());
    assert!(home.printed(&["check-config"]).contains("can be used"));
    std::fs::write(dir.join("wezterm.lua"), "return {}\n").unwrap();
    assert!(
        home.printed(&["init-config"])
            .contains("is there and stays")
    );
    assert_eq!(
        std::fs::read_to_string(dir.join("wezterm.lua")).unwrap(),
        "return {}\n"
    );
    home.printed(&["init-config", "--force"]);
    assert!(
        std::fs::read_to_string(dir.join("wezterm.lua"))
            .unwrap()
            .len()
            > 100
    );
}

#[test]
fn completions_and_the_version_are_printed() {
    let home = Home::new();
    for shell in ["bash", "elvish", "fish", "power-shell", "zsh"] {
        let text = home.printed(&["shell-completion", "--shell", shell]);
        assert!(text.contains("check-config"), "{shell}");
    }
    assert!(home.printed(&["--version"]).starts_with("wezterm "));
    let output = home.run(&["--config", "font_siz=3", "check-config"]);
    assert_eq!(output.status.code(), Some(1));
    home.printed(&["--config", "font_size=13", "check-config"]);
}

#[test]
fn without_a_command_the_configuration_runs_once() {
    let home = Home::new();
    let trace = home.path().join("trace");
    let text = format!(
        "local f = io.open('{}', 'a') f:write('x') f:close()
        -- Needs what the application adds.
        local keys = require('wezterm').gui.default_keys()
        return {{ default_gui_startup_args = {{ 'start', '--class', 'a' .. #keys }} }}",
        trace.display()
    );
    let file = home.write("a.lua", &text);
    // There is no display: it loads the configuration and says so.
    let output = home.run(&["--config-file", &file]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("display"), "{errors}");
    assert_eq!(std::fs::read_to_string(trace).unwrap(), "x");
}

/// Subcommands of the original with their flags and arguments.
const SUBCOMMANDS: &[(&str, &str)] = &[
    ("", "--config --config-file -n --skip-config"),
    ("cli", "--class --no-auto-start --prefer-mux"),
    ("cli activate-pane", "--pane-id"),
    ("cli activate-pane-direction", "--pane-id <direction>"),
    (
        "cli activate-tab",
        "--no-wrap --pane-id --tab-id --tab-index --tab-relative",
    ),
    ("cli adjust-pane-size", "--amount --pane-id <direction>"),
    ("cli get-pane-direction", "--pane-id <direction>"),
    (
        "cli get-text",
        "--end-line --escapes --pane-id --start-line",
    ),
    ("cli kill-pane", "--pane-id"),
    ("cli list", "--format"),
    ("cli list-clients", "--format"),
    (
        "cli move-pane-to-new-tab",
        "--new-window --pane-id --window-id --workspace",
    ),
    ("cli proxy", ""),
    (
        "cli rename-workspace",
        "--pane-id --workspace <new-workspace>",
    ),
    ("cli send-text", "--no-paste --pane-id <text>"),
    ("cli set-tab-title", "--pane-id --tab-id <title>"),
    ("cli set-window-title", "--pane-id --window-id <title>"),
    (
        "cli spawn",
        "--cwd --domain-name --new-window --pane-id --window-id --workspace [PROG...]",
    ),
    (
        "cli split-pane",
        "--bottom --cells --cwd --horizontal --left --move-pane-id --pane-id --percent --right --top --top-level [PROG...]",
    ),
    ("cli tlscreds", "--pem"),
    ("cli zoom-pane", "--pane-id --toggle --unzoom --zoom"),
    (
        "connect",
        "--class --new-tab --position --workspace <domain-name> [PROG...]",
    ),
    (
        "imgcat",
        "--height --hold --max-pixels --no-move-cursor --no-preserve-aspect-ratio --no-resample --position --resample-filter --resample-format --resize --show-resample-timing --tmux-passthru --width <file-name>",
    ),
    (
        "ls-fonts",
        "--codepoints --list-system --rasterize-ascii --text",
    ),
    ("record", "--cwd -o [PROG...]"),
    ("replay", "--cat --explain --explain-only <cast-file>"),
    ("serial", "--baud --class --position <port>"),
    ("set-working-directory", "--tmux-passthru <cwd> <host>"),
    ("shell-completion", "--shell"),
    ("show-keys", "--key-table --lua"),
    (
        "ssh",
        "--class --position -o --ssh-option -v <user-at-host-and-port> [PROG...]",
    ),
    (
        "start",
        "--always-new-process --attach --class --cwd --domain --new-tab --no-auto-connect --position --workspace [PROG...]",
    ),
];

#[test]
fn every_subcommand_and_flag_of_the_original_is_there() {
    let home = Home::new();
    for (command, flags) in SUBCOMMANDS {
        let mut args: Vec<&str> = command.split_whitespace().collect();
        args.push("--help");
        let help = home.printed(&args);
        for flag in flags.split_whitespace() {
            let shown = match flag.trim_matches(['<', '>', '[', ']', '.']) {
                name if name == flag => name.to_owned(),
                "user-at-host-and-port" => "USER@HOST:PORT".to_owned(),
                name => name.to_uppercase().replace('-', "_"),
            };
            assert!(help.contains(&shown), "{command} {flag}: {help}");
        }
    }
}

#[test]
fn flags_that_exclude_each_other_are_refused() {
    let home = Home::new();
    for line in [
        "cli activate-tab --tab-id 1 --tab-index 2",
        "cli activate-tab --no-wrap",
        "cli split-pane --left --right",
        "cli split-pane --cells 3 --percent 50",
        "cli split-pane --move-pane-id 1 -- sh",
        "cli spawn --window-id 1 --new-window",
        "cli spawn --workspace w",
        "cli zoom-pane --zoom --unzoom",
        "cli set-tab-title --tab-id 1 --pane-id 1 x",
        "cli move-pane-to-new-tab --window-id 1 --new-window",
        "start --attach",
        "start --new-tab --always-new-process",
        "replay --cat --explain x.cast",
        "ls-fonts --list-system --text x",
        "ls-fonts --rasterize-ascii",
        "start --position 10",
    ] {
        let args: Vec<&str> = line.split_whitespace().collect();
        let output = home.run(&args);
        assert_eq!(output.status.code(), Some(2), "{line}");
    }
    let output = home.run(&["cli", "tlscreds"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && errors.contains("ssh"),
        "{errors}"
    );
}

/// Ends a process when dropped.
struct Running(std::process::Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_server_has_domains_of_its_own() {
    let home = Home::new();
    let file = home.write(
        "a.lua",
        "local wezterm = require 'wezterm'
        local function say(word)
          return function(command)
            command.args = { 'sh', '-c', 'echo in-the-' .. word .. '; cat' }
            return command
          end
        end
        return {
          exec_domains = { wezterm.exec_domain('box', say('box')), wezterm.exec_domain('jar', say('jar')) },
          default_mux_server_domain = 'box',
        }",
    );
    let command = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wezterm"));
        command
            .args(args)
            .env_clear()
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env("PATH", std::env::var_os("PATH").unwrap());
        command
    };
    let server = command(&["--config-file", &file, "mux-server"]).spawn();
    let _server = Running(server.unwrap());
    let cli = |args: &[&str]| {
        let all = [&["cli", "--no-auto-start", "--prefer-mux"], args].concat();
        let output = command(&all).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let shows = |pane: &str, text: &str| {
        let since = std::time::Instant::now();
        while !cli(&["get-text", "--pane-id", pane]).contains(text) {
            assert!(since.elapsed().as_secs() < 60, "no {text:?} in pane {pane}");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    };
    shows("0", "in-the-box");
    let pane = cli(&["spawn", "--new-window", "--domain-name", "jar"]);
    shows(pane.trim(), "in-the-jar");
    // A tab is in the domain of the pane it is spawned from.
    let pane = cli(&["spawn", "--pane-id", pane.trim()]);
    shows(pane.trim(), "in-the-jar");
}
