//! Which changes run a title callback, counted and traced from outside.

use e2e::{Options, Outcome, Result, Terminal, ensure};

const PURE: &str = include_str!("../configs/pure.lua");
const RUNS: &str = "/tab_bar/events/format-tab-title/runs";

/// Another frame has been drawn after everything that was asked for.
fn another_frame(terminal: &mut Terminal) -> Result<()> {
    let drawn = terminal.stat("/frames/drawn")?;
    let pane = terminal.focused_pane()?;
    terminal.send(pane, "x")?;
    terminal.wait("another frame", |terminal| {
        Ok((terminal.stat("/frames/drawn")? > drawn).then_some(()))
    })
}

#[test]
fn one_title_of_fifty_runs_one_callback_and_the_trace_says_why() -> Outcome {
    const TABS: usize = 50;
    e2e::run("tab-bar-one-title", Options::default(), |desktop| {
        let mut terminal = Terminal::start_with(desktop, PURE, &["start"], |command| {
            command.env("RUST_LOG", "warn,wezterm_gui::tabbar=trace");
        })?;
        let pane = terminal.pane;
        terminal.wait_for_text(pane, e2e::PROMPT)?;
        for count in 2..=TABS {
            terminal.cli(&["spawn", "--", "sleep", "1000"])?;
            terminal.wait_for_panes("another tab", |panes| panes.len() == count)?;
        }
        terminal.cli(&["activate-tab", "--tab-index", "0"])?;
        another_frame(&mut terminal)?;
        // The titles have settled when a frame asks for none.
        terminal.wait("titles at rest", |terminal| {
            let before = terminal.stat(RUNS)?;
            let drawn = terminal.stat("/frames/drawn")?;
            terminal.send(pane, "x")?;
            e2e::wait_for("a frame", e2e::PATIENCE, || {
                Ok((terminal.stat("/frames/drawn")? > drawn).then_some(()))
            })?;
            Ok((terminal.stat(RUNS)? == before).then_some(()))
        })?;

        let before = terminal.stat(RUNS)?;
        let tab = terminal.tabs()?[30].to_string();
        terminal.cli(&["set-tab-title", "--tab-id", &tab, "renamed"])?;
        terminal.wait("the run of one callback", |terminal| {
            Ok((terminal.stat(RUNS)? > before).then_some(()))
        })?;
        another_frame(&mut terminal)?;
        assert_eq!(terminal.stat(RUNS)?, before + 1, "runs of the callback");
        terminal.wait_for_log(&format!(
            "format-tab-title of tab {tab} runs: `tab_title` of tab {tab} has changed"
        ))
    })
}

/// No lock is held while a callback runs: it may look at all there is, and
/// change it.
#[test]
fn a_callback_may_walk_the_mux_and_set_titles() -> Outcome {
    let config = "local wezterm = require 'wezterm'
        local config = dofile(wezterm.config_dir .. '/base.lua')
        wezterm.on('format-tab-title', function(tab)
          local panes = 0
          for _, window in ipairs(wezterm.mux.all_windows()) do
            for _, tab in ipairs(window:tabs()) do
              panes = panes + #tab:panes()
            end
            window:set_title('panes: ' .. panes .. ', windows: ' .. #wezterm.gui.gui_windows())
          end
          return ' ' .. panes .. ' '
        end)
        return config";
    e2e::run("tab-bar-walks", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, config)?;
        terminal.cli(&["spawn", "--", "sleep", "1000"])?;
        terminal.wait("the title that the callback has set", |terminal| {
            let rows = terminal.cli_json(&["list", "--format", "json"])?;
            let title = rows[0]["window_title"].as_str().unwrap_or_default();
            Ok((title == "panes: 2, windows: 1").then_some(()))
        })?;
        let log = terminal.log();
        ensure!(!log.contains("ERROR"), "{log}");
        Ok(())
    })
}

/// A status handler that never ends is not begun again at each tick: the window
/// answers meanwhile.
#[test]
fn an_endless_status_handler_rests() -> Outcome {
    let config = "local wezterm = require 'wezterm'
        local config = dofile(wezterm.config_dir .. '/base.lua')
        config.status_update_interval = 10
        wezterm.on('update-status', function() while true do end end)
        return config";
    e2e::run("status-endless", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, config)?;
        terminal.wait_for_log("stopped because it ran longer than its time budget")?;
        for _ in 0..10 {
            another_frame(&mut terminal)?;
        }
        let calls = terminal.stat("/lua/events/update-status/calls")?;
        ensure!(calls == 1, "the handler was begun {calls} times");
        Ok(())
    })
}
