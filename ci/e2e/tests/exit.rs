//! How the terminal ends when what runs in it ends.

use e2e::{Desktop, Modifier, Options, Outcome, Result, Terminal, Wezterm, ensure};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

/// `configs/base.lua` with one option more.
fn config(option: &str) -> String {
    format!(
        "local config = dofile(require('wezterm').config_dir .. '/base.lua')
        config.{option}
        return config"
    )
}

/// The terminal ends by itself, successfully, and leaves nothing behind.
fn ends(desktop: &Desktop, wezterm: &mut Wezterm) -> Result<()> {
    let status = wezterm.program().wait_exit(PATIENCE)?;
    assert_eq!(status.code(), Some(0), "{status}: {}", wezterm.log());
    assert_eq!(desktop.windows()?, []);
    assert_eq!(wezterm.log(), "");
    Ok(())
}

/// Whether a process runs; one that has ended but was not waited for does not.
fn is_alive(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ")
        .is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

/// The pid of the shell in the first pane.
fn shell_pid(terminal: &mut Terminal) -> Result<String> {
    let pane = terminal.pane;
    terminal.send(pane, "echo \"pid=$$.\"\n")?;
    terminal.wait("the shell's pid", |terminal| {
        let text = terminal.text(pane)?;
        let digits = text
            .split("pid=")
            .filter_map(|rest| Some(rest.split_once('.')?.0));
        let mut pids = digits.filter(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()));
        Ok(pids.next().map(str::to_owned))
    })
}

#[test]
fn the_end_of_the_shell_ends_the_terminal() -> Outcome {
    e2e::run("exit-shell", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let runtime = terminal.cli(&["list"])?;
        ensure!(!runtime.is_empty());
        desktop.keyboard()?.type_text("exit\n")?;
        ends(desktop, &mut terminal)?;
        ensure!(terminal.cli(&["list"]).is_err(), "a socket is left behind");
        Ok(())
    })
}

#[test]
fn a_failing_program_closes_its_window_by_default() -> Outcome {
    e2e::run("exit-false", Options::default(), |desktop| {
        let mut wezterm = Wezterm::start(desktop, "return {}", &["start", "--", "false"])?;
        ends(desktop, &mut wezterm)
    })
}

#[test]
fn closing_the_window_ends_the_shell() -> Outcome {
    e2e::run("exit-close", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let shell = shell_pid(&mut terminal)?;
        ensure!(is_alive(&shell));
        desktop.sway(&format!("[app_id=\"{}\"] kill", e2e::APP_ID))?;
        ends(desktop, &mut terminal)?;
        desktop.wait_for("the shell to end", || Ok((!is_alive(&shell)).then_some(())))
    })
}

#[test]
fn a_terminal_that_is_killed_takes_its_shell_along() -> Outcome {
    e2e::run("exit-killed", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let shell = shell_pid(&mut terminal)?;
        terminal.program().kill();
        desktop.wait_for("the shell to end", || Ok((!is_alive(&shell)).then_some(())))?;
        // The dead socket is in nobody's way.
        let mut terminal = Terminal::plain(desktop)?;
        terminal.shell("echo $((1+1))")?;
        let pane = terminal.pane;
        terminal.wait_for_text(pane, "\n2\n")
    })
}

#[test]
fn hold_keeps_the_window_and_says_why() -> Outcome {
    e2e::run("exit-hold", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, &config("exit_behavior = 'Hold'"))?;
        let pane = terminal.pane;
        desktop.keyboard()?.type_text("exit 7\n")?;
        terminal.wait_for_text(pane, "exited with code 7")?;
        terminal.wait_for_text(pane, "exit_behavior=\"Hold\"")?;
        assert_eq!(desktop.windows()?.len(), 1);
        // What was there can still be read, and typing does no harm.
        desktop.keyboard()?.type_text("typed to nobody\n")?;
        terminal.wait_for_text(pane, "exit 7")?;
        desktop
            .keyboard()?
            .tap(&[Modifier::Ctrl, Modifier::Shift], "w")?;
        ends(desktop, &mut terminal)
    })
}

#[test]
fn close_on_clean_exit_tells_success_from_failure() -> Outcome {
    e2e::run("exit-clean", Options::default(), |desktop| {
        let config = config("exit_behavior = 'CloseOnCleanExit'; config.clean_exit_codes = { 9 }");
        let mut terminal = Terminal::open(desktop, &config)?;
        let spawn = |terminal: &Terminal, script: &str| -> Result<u64> {
            let id = terminal.cli(&["spawn", "--", "/bin/sh", "-c", script])?;
            Ok(id.trim().parse()?)
        };
        for clean in ["exit 0", "exit 9"] {
            spawn(&terminal, clean)?;
            terminal.wait_for_panes("the tab to close", |panes| panes.len() == 1)?;
        }
        let failed = spawn(&terminal, "echo before; exit 3")?;
        terminal.wait_for_text(failed, "exited with code 3")?;
        terminal.wait_for_text(failed, "before")?;
        let killed = spawn(&terminal, "kill -9 $$")?;
        terminal.wait_for_text(killed, "SIGKILL")?;
        assert_eq!(terminal.panes()?.len(), 3);
        Ok(())
    })
}

#[test]
fn a_program_that_does_not_exist_is_named() -> Outcome {
    e2e::run("exit-missing", Options::default(), |desktop| {
        for program in ["/no/such/program", "no-such-program"] {
            let args = ["start", "--", program, "argument"];
            let mut terminal = Terminal::start(desktop, "return {}", &args)?;
            let pane = terminal.pane;
            terminal.wait_for_text(pane, program)?;
            assert_eq!(terminal.windows(desktop)?.len(), 1);
            desktop.sway(&format!("[app_id=\"{}\"] kill", e2e::APP_ID))?;
            terminal.program().wait_exit(PATIENCE)?;
        }
        // In a terminal that runs, the command line says so.
        let terminal = Terminal::plain(desktop)?;
        let err = terminal.cli(&["spawn", "--", "/no/such/program"]).err();
        let message = err.map(|err| err.to_string()).unwrap_or_default();
        assert!(message.contains("/no/such/program"), "{message:?}");
        assert_eq!(terminal.panes()?.len(), 1);
        Ok(())
    })
}
