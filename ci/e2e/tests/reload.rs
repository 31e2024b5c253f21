//! What stays when the configuration is loaded anew, and what follows it.

use e2e::{Options, Outcome, Pixel, Result, Terminal, ensure, wait_for_color};
use std::os::unix::fs::symlink;

const GROUND: Pixel = Pixel(0x20, 0x40, 0x30);

fn config(more: &str) -> String {
    format!(
        "local wezterm = require 'wezterm'
        local config = dofile(wezterm.config_dir .. '/base.lua')
        config.colors = {{ background = '#000010' }}
        wezterm.on('user-var-changed', function(window, pane, name, value)
          window:set_config_overrides {{ colors = {{ background = value }} }}
          wezterm.GLOBAL.told = (wezterm.GLOBAL.told or 0) + 1
        end)
        {more}
        return config"
    )
}

fn wait_for_generation(terminal: &mut Terminal, wanted: u64) -> Result<()> {
    terminal.wait("the configuration to be loaded anew", |wezterm| {
        let found = wezterm.stat("/config/generation")?;
        Ok((found >= wanted).then_some(()))
    })
}

#[test]
fn overrides_globals_and_panes_stay() -> Outcome {
    e2e::run("reload-stays", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, &config(""))?;
        let pane = terminal.pane;
        // "#204030" in base64.
        terminal.send(
            pane,
            "printf '\\033]1337;SetUserVar=ground=IzIwNDAzMA==\\007'; echo told\n",
        )?;
        terminal.wait_for_text(pane, "told\n")?;
        let grid = terminal.grid(desktop)?;
        let empty = grid.cells(40, 10, 20);
        wait_for_color(desktop, "the override", empty, GROUND)?;
        let more = "if wezterm.GLOBAL.told ~= 1 then error('GLOBAL is lost') end
            config.default_cursor_style = 'SteadyBar'";
        std::fs::write(desktop.dir().join("wezterm.lua"), config(more))?;
        wait_for_generation(&mut terminal, 2)?;
        wait_for_color(desktop, "the override still", empty, GROUND)?;
        ensure!(terminal.text(pane)?.contains("told"));
        ensure!(
            !terminal.log().contains("GLOBAL is lost"),
            "{}",
            terminal.log()
        );
        Ok(())
    })
}

#[test]
fn a_link_pointed_elsewhere_is_followed() -> Outcome {
    e2e::run("reload-link", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, &config(""))?;
        let grid = terminal.grid(desktop)?;
        let empty = grid.cells(40, 10, 20);
        let file = desktop.dir().join("wezterm.lua");
        let store = desktop.dir().join("store.lua");
        std::fs::write(&store, config("config.colors = { background = '#204030' }"))?;
        let link = desktop.dir().join("new-link");
        symlink(&store, &link)?;
        std::fs::rename(&link, &file)?;
        wait_for_color(desktop, "the file behind the link", empty, GROUND)?;
        std::fs::write(&store, config("config.colors = { background = '#103050' }"))?;
        wait_for_color(desktop, "its next content", empty, Pixel(0x10, 0x30, 0x50))?;
        ensure!(!terminal.log().contains("panicked"), "{}", terminal.log());
        Ok(())
    })
}
