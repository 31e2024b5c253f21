//! Text of an input method: in a pane, in the field that renames a tab, in an
//! overlay; and keys that a field took are nobody else's.

use e2e::{Desktop, Grid, InputMethod, Options, Outcome, Result, Terminal, ensure, wait_for};
use std::cell::RefCell;

const CONFIG: &str = "\
local wezterm = require 'wezterm'
local act = wezterm.action
local config = dofile(wezterm.config_dir .. '/base.lua')
config.enable_kitty_keyboard = true
config.keys = {
  { key = 'F6', action = act.RenameTab },
  { key = 'F7', action = act.PromptInputLine {
    description = 'say', action = wezterm.action_callback(function(window, pane, line)
      pane:send_text('echo got ' .. tostring(line) .. '\\n')
    end) } },
}
return config
";

fn active(method: &RefCell<InputMethod>) -> Result<()> {
    wait_for("the input method to be active", e2e::PATIENCE, || {
        Ok(method.borrow_mut().is_active()?.then_some(()))
    })
}

/// Waits until cells of a row are not all alike.
fn wait_for_ink(desktop: &Desktop, what: &str, grid: &Grid, col: i32, row: i32) -> Result<()> {
    e2e::wait_for_picture(desktop, what, grid.cells(col, row, 2), |shot| {
        let first = shot.pixels().next();
        let other = shot.pixels().filter(|pixel| Some(*pixel) != first).count();
        ensure!(other > 10, "{other} pixels differ");
        Ok(())
    })
}

#[test]
fn what_is_composed_shows_and_what_is_committed_is_typed() -> Outcome {
    e2e::run("input_method", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        let method = RefCell::new(desktop.input_method()?);
        let grid = terminal.grid(desktop)?;
        let pane = terminal.pane;
        active(&method)?;
        let before = terminal.pane(pane)?.cursor_x;
        method.borrow_mut().compose("にほ")?;
        wait_for_ink(desktop, "what is composed", &grid, before + 1, 0)?;
        ensure!(
            !terminal.text(pane)?.contains('に'),
            "composed text was typed"
        );
        method.borrow_mut().commit("日本")?;
        terminal.wait_for_text(pane, "ready> 日本")?;

        // A name for the tab.
        desktop.keyboard()?.tap(&[], "F6")?;
        method.borrow_mut().compose("なま")?;
        method.borrow_mut().commit("名前")?;
        desktop.keyboard()?.tap(&[], "Return")?;
        terminal.wait("the tab's name", |terminal| {
            let list = terminal.cli_json(&["list", "--format", "json"])?;
            Ok((list[0]["tab_title"] == "名前").then_some(()))
        })?;

        // A line for a prompt. The shell's line is emptied first.
        desktop.keyboard()?.tap(&[e2e::Modifier::Ctrl], "u")?;
        desktop.keyboard()?.tap(&[], "F7")?;
        terminal.wait_for_overlay("prompt", "say")?;
        method.borrow_mut().commit("語")?;
        terminal.wait_for_overlay("prompt", "語")?;
        desktop.keyboard()?.tap(&[], "Return")?;
        terminal.wait_for_text(pane, "got 語")
    })
}

#[test]
fn candidates_are_beside_the_cursor() -> Outcome {
    e2e::run("input_method_place", Options::default(), |desktop| {
        // libwayland then writes down what the window tells the compositor.
        let mut terminal = Terminal::start_with(desktop, CONFIG, &["start"], |command| {
            command.env("WAYLAND_DEBUG", "1");
        })?;
        let pane = terminal.pane;
        terminal.wait_for_text(pane, e2e::PROMPT)?;
        let method = RefCell::new(desktop.input_method()?);
        let grid = terminal.grid(desktop)?;
        active(&method)?;
        for (text, col) in [("", 7), ("abc", 10)] {
            desktop.keyboard()?.type_text(text)?;
            let cell = grid.cell(col, 0);
            let (x, y) = (cell.x - grid.window.x, cell.y - grid.window.y);
            let (width, height) = (cell.width, cell.height);
            terminal.wait_for_log(&format!(
                "set_cursor_rectangle({x}, {y}, {width}, {height})"
            ))?;
        }
        Ok(())
    })
}

#[test]
fn a_program_sees_no_release_of_a_key_that_a_field_took() -> Outcome {
    e2e::run("field_releases", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        let pane = terminal.pane;
        terminal.send(
            pane,
            "stty raw -echo; printf '\\033[>11u\\r\\nlisten''ing'; exec cat -v\n",
        )?;
        terminal.wait_for_text(pane, "listening")?;
        for end in ["Return", "Escape"] {
            desktop.keyboard()?.tap(&[], "F6")?;
            desktop.keyboard()?.type_text("x")?;
            desktop.keyboard()?.tap(&[], end)?;
        }
        desktop.keyboard()?.tap(&[], "b")?;
        terminal.wait_for_text(pane, "^[[98;1:3u")?;
        let text = terminal.text(pane)?;
        ensure!(
            text.contains("listening^[[98u^[[98;1:3u"),
            "the program was told {text:?}"
        );
        Ok(())
    })
}
