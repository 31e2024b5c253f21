//! What brings the focus to a window, and what the keyboard does there.

use e2e::{Button, Desktop, Grid, Modifier, Options, Outcome, Result, Terminal, ensure};

const CONFIG: &str = r#"
local config = dofile 'base.lua'
local wezterm = require 'wezterm'
config.swallow_mouse_click_on_window_focus = true
config.keys = {
    -- The key of the letter a, whatever it types.
    { key = 'raw:38', mods = 'CTRL', action = wezterm.action.SendString 'by-number\n' },
}
return config
"#;

fn click(desktop: &mut Desktop, grid: &Grid, col: i32, row: i32) -> Result<()> {
    let cell = grid.cell(col, row);
    let pointer = desktop.pointer()?;
    pointer.move_to(cell.x + cell.width / 2, cell.y + cell.height / 2)?;
    pointer.click(Button::Left)
}

#[test]
fn a_click_for_the_focus_does_nothing_else() -> Outcome {
    e2e::run(
        "window-focus",
        Options::default(),
        |desktop: &mut Desktop| {
            let mut terminal = Terminal::open(desktop, CONFIG)?;
            let grid = terminal.grid(desktop)?;
            let first = terminal.pane;
            terminal.send(first, "printf '\\033[?1000;1006h'; echo on; cat -v\n")?;
            terminal.wait_for_text(first, "\non\n")?;
            let keyboard = desktop.keyboard()?;
            keyboard.tap(&[Modifier::Ctrl], "a")?;
            terminal.wait_for_text(first, "by-number\nby-number\n")?;

            desktop
                .keyboard()?
                .tap(&[Modifier::Ctrl, Modifier::Shift], "n")?;
            terminal.wait("the second window to have the focus", |terminal| {
                let focused = terminal.focused_pane()?;
                Ok((terminal.panes()?.len() == 2 && focused != first).then_some(()))
            })?;
            click(desktop, &grid, 5, 6)?;
            terminal.wait("the first window to have the focus", |terminal| {
                Ok((terminal.focused_pane()? == first).then_some(()))
            })?;
            terminal.wait("a click that is reported", |terminal| {
                click(desktop, &grid, 9, 8)?;
                Ok(terminal.text(first)?.contains("[<0;10;9M").then_some(()))
            })?;
            let text = terminal.text(first)?;
            ensure!(!text.contains(";6;7"), "the first click is in {text:?}");
            Ok(())
        },
    )
}
