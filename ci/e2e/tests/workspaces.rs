//! Workspaces, and windows that the configuration opens.

use e2e::{Desktop, Options, Outcome, Result, Terminal};

const CONFIG: &str = "local wezterm = require 'wezterm'
    local act = wezterm.action
    local config = dofile(wezterm.config_dir .. '/base.lua')
    config.keys = {
      { key = 'F7', action = act.SwitchToWorkspace { name = 'other' } },
      { key = 'F8', action = act.SwitchWorkspaceRelative(1) },
      { key = 'F9', action = act.SpawnWindow },
    }
    wezterm.on('gui-startup', function(cmd)
      local _, _, window = wezterm.mux.spawn_window(cmd or {})
      local gui = window:gui_window()
      gui:set_config_overrides { window_background_opacity = 1.0 }
      wezterm.log_warn('a window of ' .. gui:get_dimensions().pixel_width .. ' pixels')
    end)
    return config";

/// Waits until so many windows are on the desktop; returns the one that was first.
fn windows(desktop: &Desktop, count: usize) -> Result<i64> {
    desktop.wait_for(&format!("{count} windows"), || {
        let windows = desktop.windows()?;
        Ok((windows.len() == count).then(|| windows[0].con_id))
    })
}

fn type_into(desktop: &mut Desktop, terminal: &mut Terminal, pane: u64, word: &str) -> Result<()> {
    terminal.wait("the pane to have the keyboard", |terminal| {
        Ok((terminal.focused_pane()? == pane).then_some(()))
    })?;
    terminal.wait_for_text(pane, e2e::PROMPT)?;
    desktop.keyboard()?.type_text(&format!("echo {word}\n"))?;
    terminal.wait_for_text(pane, &format!("\n{word}\n"))
}

#[test]
fn another_workspace_is_shown_in_the_same_window() -> Outcome {
    e2e::run("workspaces", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        terminal.wait_for_log("a window of ")?;
        let first = terminal.pane;
        let window = windows(desktop, 1)?;
        desktop.keyboard()?.tap(&[], "F7")?;
        let panes = terminal.wait_for_panes("a pane elsewhere", |panes| panes.len() == 2)?;
        let second = panes.iter().find(|pane| pane.pane_id != first);
        let second = second.map_or(first, |pane| pane.pane_id);
        type_into(desktop, &mut terminal, second, "elsewhere")?;
        assert_eq!(windows(desktop, 1)?, window);
        let size = |terminal: &Terminal, pane| terminal.pane(pane).map(|p| (p.cols, p.rows));
        assert_eq!(size(&terminal, first)?, size(&terminal, second)?);

        // A pane that a command asks for is seen.
        terminal.cli(&["activate-pane", "--pane-id", &first.to_string()])?;
        type_into(desktop, &mut terminal, first, "asked-for")?;
        desktop.keyboard()?.tap(&[], "F7")?;
        type_into(desktop, &mut terminal, second, "back")?;

        // Two windows there, and one here again.
        desktop.keyboard()?.tap(&[], "F9")?;
        windows(desktop, 2)?;
        terminal.wait_for_panes("a third pane", |panes| panes.len() == 3)?;
        desktop.keyboard()?.tap(&[], "F8")?;
        windows(desktop, 1)?;
        type_into(desktop, &mut terminal, first, "here")?;
        desktop.keyboard()?.tap(&[], "F8")?;
        windows(desktop, 2)?;

        // The last window of a workspace leaves the way to the other.
        desktop.keyboard()?.tap(&[], "F8")?;
        windows(desktop, 1)?;
        type_into(desktop, &mut terminal, first, "last")?;
        desktop.keyboard()?.type_text("exit\n")?;
        windows(desktop, 2)?;
        terminal.wait_for_panes("two panes", |panes| panes.len() == 2)?;
        Ok(())
    })
}
