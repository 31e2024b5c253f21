//! From the command to the first prompt.

use e2e::{
    APP_ID, Desktop, Options, Outcome, Pixel, Result, Terminal, Wezterm, ensure, wait_for_picture,
};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::PathBuf;

/// Starts a terminal as a new user gets it: defaults, and the login shell.
fn first_start(desktop: &mut Desktop) -> Result<Wezterm> {
    std::fs::write(
        desktop.dir().join(".bash_profile"),
        "PS1='first prompt$ '\nexport FROM_PROFILE=yes\n",
    )?;
    Wezterm::start_with(desktop, "return {}", &["start"], |command| {
        command.env("SHELL", "/bin/bash");
    })
}

/// The value of a variable in the first pane's shell.
fn variable(terminal: &mut Terminal, name: &str) -> Result<String> {
    let pane = terminal.pane;
    terminal.send(pane, &format!("echo \"<{name}=${name}>\"\n"))?;
    let start = format!("<{name}=");
    terminal.wait(&format!("the value of {name}"), |terminal| {
        // A long value is wrapped; the line that was typed has a quote before.
        let text = terminal.text(pane)?.replace('\n', "");
        Ok(text.split(&start).skip(1).find_map(|rest| {
            let value = rest.split_once('>')?.0;
            (!value.starts_with('$')).then(|| value.to_owned())
        }))
    })
}

#[test]
fn a_window_with_the_login_shell_appears() -> Outcome {
    e2e::run("startup-defaults", Options::default(), |desktop| {
        let mut wezterm = first_start(desktop)?;
        let window = desktop.wait_for_window(APP_ID)?;
        assert_eq!(window.pid, i64::from(wezterm.program().id()));
        assert!(window.focused, "{window:?}");
        let panes = wezterm.wait_for_panes("the first pane", |panes| panes.len() == 1)?;
        let pane = panes[0].pane_id;
        wezterm.wait_for_text(pane, "first prompt$")?;
        wezterm.send(pane, "echo $0:$FROM_PROFILE\n")?;
        // The dash makes it a login shell.
        wezterm.wait_for_text(pane, "-bash:yes")?;
        // The prompt is not only known but seen: text on a black ground.
        wait_for_picture(desktop, "text in the window", window.rect, |shot| {
            let text = shot.count_near(Pixel(0xb2, 0xb2, 0xb2), 40);
            let ground = shot.count_near(Pixel(0, 0, 0), 2);
            ensure!(text > 100, "{text} pixels of text");
            ensure!(ground > shot.pixels().count() / 2, "{ground} black pixels");
            Ok(())
        })?;
        wait_for_title(desktop, &wezterm)?;
        assert_eq!(wezterm.log(), "", "a start with defaults logs nothing");
        Ok(())
    })
}

/// The window's title is what the shell says it is.
fn wait_for_title(desktop: &Desktop, wezterm: &Wezterm) -> Result<()> {
    let pane = wezterm.panes()?[0].pane_id;
    wezterm.send(pane, "printf '\\033]2;a title\\007'\n")?;
    desktop.wait_for("the window's title to follow the shell", || {
        let windows = desktop.windows()?;
        let found = windows.iter().any(|window| window.title == "a title");
        Ok(found.then_some(()))
    })
}

#[test]
fn the_shell_knows_where_it_runs() -> Outcome {
    e2e::run("startup-environment", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let pane = terminal.pane;
        assert_eq!(variable(&mut terminal, "WEZTERM_PANE")?, pane.to_string());
        assert_eq!(variable(&mut terminal, "TERM")?, "xterm-256color");
        assert_eq!(variable(&mut terminal, "COLORTERM")?, "truecolor");
        assert_eq!(variable(&mut terminal, "TERM_PROGRAM")?, "WezTerm");
        assert!(!variable(&mut terminal, "TERM_PROGRAM_VERSION")?.is_empty());
        let config = variable(&mut terminal, "WEZTERM_CONFIG_FILE")?;
        assert_eq!(PathBuf::from(config), desktop.dir().join("wezterm.lua"));

        let socket = PathBuf::from(variable(&mut terminal, "WEZTERM_UNIX_SOCKET")?);
        let meta = std::fs::metadata(&socket)?;
        assert!(meta.file_type().is_socket());
        assert_eq!(meta.mode() & 0o777, 0o600, "{}", socket.display());
        let folder = socket.parent().map(std::fs::metadata);
        assert_eq!(
            folder.transpose()?.map(|meta| meta.mode() & 0o777),
            Some(0o700)
        );
        let pid = terminal.program().id().to_string();
        assert!(
            socket.to_string_lossy().ends_with(&pid),
            "{}",
            socket.display()
        );

        // The same program answers from within a pane, about that pane.
        let binary = e2e::wezterm_binary()?;
        terminal.shell(&format!(
            "clear; {} cli set-tab-title 'from inside'",
            binary.display()
        ))?;
        let rows = terminal.cli_json(&["list", "--format", "json"])?;
        assert_eq!(rows[0]["tab_title"], "from inside");
        let tty = terminal.pane(pane)?.tty_name;
        terminal.shell("tty")?;
        terminal.wait_for_text(pane, &tty)
    })
}

#[test]
fn the_size_of_the_window_is_the_one_asked_for() -> Outcome {
    let config = "local config = dofile(require('wezterm').config_dir .. '/base.lua')
        config.initial_cols, config.initial_rows = 50, 12
        return config";
    e2e::run("startup-size", Options::default(), |desktop| {
        // Tiling compositors choose sizes themselves.
        desktop.sway(&format!("for_window [app_id=\"{APP_ID}\"] floating enable"))?;
        let mut terminal = Terminal::open(desktop, config)?;
        let grid = terminal.grid(desktop)?;
        assert_eq!((grid.cols, grid.rows), (50, 12));
        assert_eq!(grid.window.width, 50 * grid.cell_width);
        assert_eq!(grid.window.height, 13 * grid.cell_height);
        terminal.shell("stty size")?;
        let pane = terminal.pane;
        terminal.wait_for_text(pane, "\n12 50\n")
    })
}

#[test]
fn a_program_a_folder_and_a_class_can_be_named() -> Outcome {
    e2e::run("startup-arguments", Options::default(), |desktop| {
        let folder = desktop.dir().join("some folder");
        std::fs::create_dir(&folder)?;
        let folder = folder.to_string_lossy().into_owned();
        let script = "echo \"in:$(pwd):$1\"; exec cat";
        let args = ["start", "--class", "some.class", "--cwd", &folder, "--"];
        let args = [&args[..], &["sh", "-c", script, "name", "-v --x"]].concat();
        let mut terminal = Wezterm::start(desktop, "return {}", &args)?;
        desktop.wait_for_window("some.class")?;
        let panes = terminal.wait_for_panes("the pane", |panes| panes.len() == 1)?;
        terminal.wait_for_text(panes[0].pane_id, "some folder:-v --x")
    })
}
