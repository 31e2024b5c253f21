//! Odd surroundings: the terminal works all the same, and says what it misses.

use e2e::{Options, Outcome, PROMPT, Wezterm, ensure};
use std::time::Duration;

const CONFIG: &str = "return {
    default_prog = { '/bin/sh' },
    set_environment_variables = { PS1 = 'ready> ', ENV = '' },
}";

#[test]
fn no_runtime_folder() -> Outcome {
    e2e::run("environment-runtime", Options::default(), |desktop| {
        let temp = desktop.dir().join("tmp");
        std::fs::create_dir(&temp)?;
        let mut terminal = Wezterm::start_with(desktop, CONFIG, &["start"], |command| {
            command.env_remove("XDG_RUNTIME_DIR").env("TMPDIR", &temp);
        })?;
        desktop.wait_for_window(e2e::APP_ID)?;
        let panes = terminal.wait_for_panes("the pane", |panes| panes.len() == 1)?;
        terminal.wait_for_text(panes[0].pane_id, PROMPT)?;
        let made = std::fs::read_dir(&temp)?.next().transpose()?;
        ensure!(made.is_some(), "the socket is not in {}", temp.display());
        Ok(())
    })
}

#[test]
fn a_runtime_folder_that_cannot_be_made() -> Outcome {
    e2e::run("environment-nowhere", Options::default(), |desktop| {
        let mut terminal = Wezterm::start_with(desktop, CONFIG, &["start"], |command| {
            command.env("XDG_RUNTIME_DIR", "/proc/nowhere");
        })?;
        desktop.wait_for_window(e2e::APP_ID)?;
        terminal.wait_for_log("/proc/nowhere")?;
        desktop.keyboard()?.type_text("exit\n")?;
        let status = terminal.program().wait_exit(Duration::from_secs(20))?;
        ensure!(status.success(), "{status}: {}", terminal.log());
        Ok(())
    })
}

#[test]
fn the_shell_of_the_user_is_run() -> Outcome {
    e2e::run("environment-dash", Options::default(), |desktop| {
        let mut terminal = Wezterm::start_with(desktop, "return {}", &["start"], |command| {
            command.env("SHELL", "/bin/dash");
        })?;
        desktop.wait_for_window(e2e::APP_ID)?;
        let panes = terminal.wait_for_panes("the pane", |panes| panes.len() == 1)?;
        let pane = panes[0].pane_id;
        terminal.send(pane, "echo $0 is it\n")?;
        terminal.wait_for_text(pane, "\n-dash is it\n")
    })
}

#[test]
fn a_shell_that_does_not_exist() -> Outcome {
    e2e::run("environment-shell", Options::default(), |desktop| {
        let mut terminal = Wezterm::start_with(desktop, "return {}", &["start"], |command| {
            command.env("SHELL", "/no/such/shell");
        })?;
        desktop.wait_for_window(e2e::APP_ID)?;
        let panes = terminal.wait_for_panes("the pane", |panes| panes.len() == 1)?;
        let pane = panes[0].pane_id;
        terminal.wait_for_log("/no/such/shell")?;
        // Another shell is better than none.
        terminal.send(pane, "echo $((40+7))\n")?;
        terminal.wait_for_text(pane, "\n47\n")
    })
}

#[test]
fn a_folder_that_does_not_exist() -> Outcome {
    e2e::run("environment-folder", Options::default(), |desktop| {
        let args = ["start", "--cwd", "/no/such/folder"];
        let mut terminal = Wezterm::start(desktop, CONFIG, &args)?;
        desktop.wait_for_window(e2e::APP_ID)?;
        let panes = terminal.wait_for_panes("the pane", |panes| panes.len() == 1)?;
        let pane = panes[0].pane_id;
        terminal.wait_for_log("/no/such/folder")?;
        terminal.wait_for_text(pane, PROMPT)
    })
}

#[test]
fn no_home() -> Outcome {
    e2e::run("environment-home", Options::default(), |desktop| {
        let mut terminal = Wezterm::start_with(desktop, CONFIG, &["start"], |command| {
            for name in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"] {
                command.env_remove(name);
            }
        })?;
        desktop.wait_for_window(e2e::APP_ID)?;
        let panes = terminal.wait_for_panes("the pane", |panes| panes.len() == 1)?;
        terminal.wait_for_text(panes[0].pane_id, PROMPT)
    })
}
