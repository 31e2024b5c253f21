//! Split panes: made, seen, focused, resized and closed.

use e2e::{
    Button, Grid, Modifier, Options, Outcome, Pane, Pixel, Rect, Result, Terminal, ensure,
    wait_for_color,
};

const SPLIT: &[Modifier] = &[Modifier::Ctrl, Modifier::Shift, Modifier::Alt];
const CTRL_SHIFT: &[Modifier] = &[Modifier::Ctrl, Modifier::Shift];
const RED: Pixel = Pixel(220, 10, 10);
const BLUE: Pixel = Pixel(10, 10, 220);

/// Fills a pane's screen with a colour, and leaves a program in it.
fn fill(terminal: &Terminal, pane: u64, Pixel(r, g, b): Pixel) -> Result<()> {
    let script = format!("printf '\\033[?25l\\033[48;2;{r};{g};{b}m\\033[2J'; cat\n");
    terminal.send(pane, &script)
}

fn wait_for_focus(terminal: &mut Terminal, pane: u64) -> Result<()> {
    terminal.wait(&format!("pane {pane} to have the focus"), |terminal| {
        Ok((terminal.focused_pane()? == pane).then_some(()))
    })
}

/// The only pane beside another.
fn other(panes: &[Pane], one: u64) -> Result<Pane> {
    let other = panes.iter().find(|pane| pane.pane_id != one);
    other
        .cloned()
        .ok_or_else(|| e2e::anyhow!("no other pane in {panes:?}"))
}

/// So many columns of the grid, all rows but the first five, which have text.
fn columns(grid: &Grid, from: i32, count: i32) -> Rect {
    let first = grid.cells(from, 5, count);
    Rect::new(
        first.x,
        first.y,
        first.width,
        (grid.rows - 5) * grid.cell_height,
    )
}

#[test]
fn a_split_is_seen_focused_resized_and_closed() -> Outcome {
    let config = "local config = dofile(require('wezterm').config_dir .. '/base.lua')
        config.inactive_pane_hsb = { hue = 1.0, saturation = 1.0, brightness = 1.0 }
        return config";
    e2e::run("panes-split", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, config)?;
        let left = terminal.pane;
        let grid = terminal.grid(desktop)?;
        desktop.keyboard()?.tap(SPLIT, "5")?;
        let panes = terminal.wait_for_panes("a split", |panes| panes.len() == 2)?;
        let right = other(&panes, left)?.pane_id;
        wait_for_focus(&mut terminal, right)?;
        terminal.wait_for_text(right, e2e::PROMPT)?;
        // A column is the divider's.
        let (left_cols, right_cols) = (terminal.pane(left)?.cols, terminal.pane(right)?.cols);
        assert_eq!(left_cols + 1 + right_cols, grid.cols);
        ensure!(
            (left_cols - right_cols).abs() <= 1,
            "{left_cols} and {right_cols} columns"
        );
        fill(&terminal, left, RED)?;
        fill(&terminal, right, BLUE)?;
        wait_for_color(desktop, "the left pane", columns(&grid, 0, left_cols), RED)?;
        let area = columns(&grid, left_cols + 1, right_cols);
        wait_for_color(desktop, "the right pane", area, BLUE)?;

        // Focus by key and by click; what is typed goes there.
        desktop.keyboard()?.tap(CTRL_SHIFT, "Left")?;
        wait_for_focus(&mut terminal, left)?;
        desktop.pointer()?.move_to(area.x + 50, area.y + 50)?;
        desktop.pointer()?.click(Button::Left)?;
        wait_for_focus(&mut terminal, right)?;
        desktop.keyboard()?.type_text("for the right\n")?;
        terminal.wait_for_text(right, "for the right")?;
        ensure!(!terminal.text(left)?.contains("right"));

        // The divider moves and both programs are told.
        desktop.keyboard()?.tap(SPLIT, "Left")?;
        terminal.wait_for_panes("the divider to move", |panes| {
            let cols = |id| panes.iter().find(|p| p.pane_id == id).map(|p| p.cols);
            cols(left) == Some(left_cols - 1) && cols(right) == Some(right_cols + 1)
        })?;
        // Zoom: one pane has it all.
        desktop.keyboard()?.tap(CTRL_SHIFT, "z")?;
        terminal.wait_for_panes("the zoom", |panes| {
            panes
                .iter()
                .any(|p| p.pane_id == right && p.cols == grid.cols)
        })?;
        wait_for_color(
            desktop,
            "the zoomed pane",
            columns(&grid, 0, right_cols),
            BLUE,
        )?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "z")?;
        wait_for_color(desktop, "both again", columns(&grid, 0, left_cols - 1), RED)?;

        // The end of a program gives its room to the other pane.
        terminal.send(right, "\u{4}")?;
        terminal.send(right, "\u{4}")?;
        terminal.wait_for_panes("the split to end", |panes| {
            panes.len() == 1 && panes[0].pane_id == left && panes[0].cols == grid.cols
        })?;
        wait_for_focus(&mut terminal, left)
    })
}

#[test]
fn splits_follow_the_window() -> Outcome {
    e2e::run("panes-resize", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let first = terminal.pane.to_string();
        terminal.cli(&[
            "split-pane",
            "--pane-id",
            &first,
            "--right",
            "--percent",
            "30",
        ])?;
        terminal.cli(&[
            "split-pane",
            "--pane-id",
            &first,
            "--bottom",
            "--cells",
            "5",
        ])?;
        let window = terminal.windows(desktop)?.remove(0);
        for (width, height) in [(900, 700), (300, 200), (80, 60), (1100, 650)] {
            let placed = desktop.place(&window, Rect::new(20, 20, width, height))?;
            let (cell_width, cell_height) = terminal.panes()?[0].cell()?;
            let cols = (placed.rect.width / cell_width).max(1);
            let rows = (placed.rect.height / cell_height - 1).max(1);
            let told = terminal.wait("the panes to fit", |terminal| {
                let panes = terminal.panes()?;
                ensure!(panes.len() == 3, "a pane is gone: {panes:?}");
                ensure!(panes.iter().all(|p| p.cols > 0 && p.rows > 0), "{panes:?}");
                // Too small a window has no room for three panes.
                if cols < 20 || rows < 12 {
                    return Ok(Some(panes));
                }
                let (a, b, c) = (&panes[0], &panes[1], &panes[2]);
                let fits = a.rows + 1 + b.rows == rows
                    && a.cols == b.cols
                    && a.cols + 1 + c.cols == cols
                    && c.rows == rows;
                Ok(fits.then_some(panes))
            })?;
            for pane in told {
                let size = format!("<{} {}>", pane.rows, pane.cols);
                if pane.cols >= 30 && pane.rows >= 3 {
                    terminal.send(pane.pane_id, "clear; echo \"<$(stty size)>\"\n")?;
                    terminal.wait_for_text(pane.pane_id, &size)?;
                }
            }
        }
        Ok(())
    })
}

#[test]
fn what_was_closed_comes_back_with_its_program() -> Outcome {
    let config = "local config = dofile(require('wezterm').config_dir .. '/base.lua')
        config.undo_close_seconds = 600
        config.keys = {
          { key = 'F7', action = require('wezterm').action.CloseCurrentPane { confirm = false } },
        }
        return config";
    e2e::run("panes-undo-close", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, config)?;
        let left = terminal.pane;
        desktop.keyboard()?.tap(SPLIT, "5")?;
        let panes = terminal.wait_for_panes("a split", |panes| panes.len() == 2)?;
        let right = other(&panes, left)?.pane_id;
        terminal.wait_for_text(right, e2e::PROMPT)?;
        terminal.send(right, "kept=alive; echo contents-$((40+2))\n")?;
        terminal.wait_for_text(right, "contents-42")?;
        let places = |panes: &[Pane]| -> Vec<_> {
            let mut all: Vec<_> = panes.iter().map(|p| (p.pane_id, p.cols, p.rows)).collect();
            all.sort_unstable();
            all
        };
        let before = places(&terminal.wait_for_panes("both", |panes| panes.len() == 2)?);
        wait_for_focus(&mut terminal, right)?;
        desktop.keyboard()?.tap(&[], "F7")?;
        terminal.wait_for_panes("the close", |panes| panes.len() == 1)?;
        desktop.keyboard()?.tap(SPLIT, "t")?;
        let panes = terminal.wait_for_panes("its return", |panes| panes.len() == 2)?;
        assert_eq!(places(&panes), before);
        ensure!(terminal.text(right)?.contains("contents-42"));
        terminal.send(right, "echo $kept-again\n")?;
        terminal.wait_for_text(right, "alive-again")?;
        wait_for_focus(&mut terminal, right)?;

        // A tab, closed by its key, likewise.
        let tabs = terminal.tabs()?.len();
        desktop.keyboard()?.tap(CTRL_SHIFT, "t")?;
        terminal.wait("a second tab", |t| {
            Ok((t.tabs()?.len() == tabs + 1).then_some(()))
        })?;
        let second = terminal.focused_pane()?;
        terminal.wait_for_text(second, e2e::PROMPT)?;
        terminal.send(second, "echo second-$((1+1))\n")?;
        terminal.wait_for_text(second, "second-2")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "w")?;
        terminal.wait("its close", |t| Ok((t.tabs()?.len() == tabs).then_some(())))?;
        desktop.keyboard()?.tap(SPLIT, "t")?;
        terminal.wait_for_text(second, "second-2")?;
        wait_for_focus(&mut terminal, second)
    })
}

/// The program of a closed pane runs on, and comes back with what it has shown.
#[test]
fn closing_can_be_undone() -> Outcome {
    let config = "local wezterm = require 'wezterm'
        local config = dofile(wezterm.config_dir .. '/base.lua')
        config.undo_close_seconds = 1000
        config.keys = {
          { key = 'F7', action = wezterm.action.CloseCurrentPane { confirm = false } },
          { key = 'F8', action = wezterm.action.UndoClose },
        }
        return config";
    e2e::run("panes-undo", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, config)?;
        desktop.keyboard()?.tap(SPLIT, "5")?;
        let panes = terminal.wait_for_panes("a split", |panes| panes.len() == 2)?;
        let right = other(&panes, terminal.pane)?;
        wait_for_focus(&mut terminal, right.pane_id)?;
        terminal.wait_for_text(right.pane_id, e2e::PROMPT)?;
        terminal.send(right.pane_id, "kept=4711\n")?;
        terminal.wait_for_text(right.pane_id, "kept=4711")?;
        desktop.keyboard()?.tap(&[], "F7")?;
        terminal.wait_for_panes("one pane", |panes| panes.len() == 1)?;
        desktop.keyboard()?.tap(&[], "F8")?;
        terminal.wait_for_panes("both panes", |panes| panes.len() == 2)?;
        wait_for_focus(&mut terminal, right.pane_id)?;
        let back = terminal.pane(right.pane_id)?;
        ensure!(back.cols == right.cols, "{back:?} was {right:?}");
        terminal.send(right.pane_id, "echo value-$kept\n")?;
        terminal.wait_for_text(right.pane_id, "value-4711")
    })
}
