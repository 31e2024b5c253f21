//! Sessions: what a killed terminal had is there again.

use e2e::{Options, Outcome, Terminal, ensure};
use std::time::Duration;

#[test]
fn a_session_comes_back_after_a_kill() -> Outcome {
    let config = "local c = dofile(require('wezterm').config_dir .. '/base.lua')
        c.restore_session = 'always'
        c.session_save_interval = 1
        return c";
    e2e::run("session-restored", Options::default(), |desktop| {
        let file = desktop.dir().join(".local/state/wezterm/session");
        let mut terminal = Terminal::open(desktop, config)?;
        terminal.shell("echo kept-$((40+2))")?;
        terminal.cli(&["split-pane", "--bottom", "--cells", "5"])?;
        terminal.cli(&["set-tab-title", "a kept title"])?;
        terminal.wait_for_panes("the split", |panes| panes.len() == 2)?;
        let before = std::time::SystemTime::now();
        desktop.wait_for("a session of this state", || {
            let saved = file.metadata().and_then(|meta| meta.modified());
            Ok(saved.is_ok_and(|saved| saved > before).then_some(()))
        })?;
        terminal.program().kill();
        terminal.program().wait_exit(Duration::from_secs(20))?;

        let mut terminal = Terminal::start(desktop, config, &["start"])?;
        let panes = terminal.wait_for_panes("both panes", |panes| panes.len() == 2)?;
        ensure!(panes.iter().any(|pane| pane.rows == 5), "{panes:?}");
        let upper = panes
            .iter()
            .find(|pane| pane.rows != 5)
            .map(|pane| pane.pane_id);
        let upper = upper.ok_or_else(|| e2e::anyhow!("no upper pane"))?;
        terminal.wait_for_text(upper, "kept-42")?;
        let list = terminal.cli_json(&["list", "--format", "json"])?;
        ensure!(list[0]["tab_title"] == "a kept title", "{list}");
        Ok(())
    })
}

#[test]
fn two_programs_keep_a_session_each() -> Outcome {
    let config = "local c = dofile(require('wezterm').config_dir .. '/base.lua')
        c.restore_session = 'always'
        c.session_save_interval = 1
        return c";
    e2e::run("session-two", Options::default(), |desktop| {
        let state = desktop.dir().join(".local/state/wezterm");
        let start = ["start", "--always-new-process"];
        let mut all = Vec::new();
        for (word, file) in [("first", "session"), ("second", "session-2")] {
            let mut terminal = Terminal::start(desktop, config, &start)?;
            terminal.shell(&format!("echo of-the-{word}"))?;
            let before = std::time::SystemTime::now();
            let file = state.join(file);
            desktop.wait_for("its session", || {
                let saved = file.metadata().and_then(|meta| meta.modified());
                Ok(saved.is_ok_and(|saved| saved > before).then_some(()))
            })?;
            all.push(terminal);
        }
        for mut terminal in all {
            terminal.program().kill();
            terminal.program().wait_exit(Duration::from_secs(20))?;
        }
        // The next one has what both had.
        let mut terminal = Terminal::start(desktop, config, &start)?;
        let panes = terminal.wait_for_panes("both windows", |panes| panes.len() == 2)?;
        let mut text = String::new();
        for pane in panes {
            terminal.wait_for_text(pane.pane_id, "of-the-")?;
            text += &terminal.text(pane.pane_id)?;
        }
        ensure!(
            text.contains("of-the-first") && text.contains("of-the-second"),
            "{text}"
        );
        ensure!(!state.join("session-2").exists(), "the second file is left");
        Ok(())
    })
}
