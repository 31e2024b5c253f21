//! Looking back at what has scrolled away.

use e2e::{
    Axis, Desktop, Grid, Modifier, Options, Outcome, Pixel, Rect, Result, Terminal, wait_for_color,
};

const RED: Pixel = Pixel(220, 10, 10);
const BLUE: Pixel = Pixel(10, 10, 220);
const SHIFT: &[Modifier] = &[Modifier::Shift];

/// A terminal whose first line is red, the rest of its scrollback blue, and
/// which shows the end of 200 lines.
fn filled(desktop: &mut Desktop) -> Result<(Terminal, Grid)> {
    let script = "
        printf '\\033[H\\033[2J\\033[3J'
        printf '\\033[48;2;220;10;10m\\033[K\\033[m\\n'
        for i in $(seq 2 200); do printf '\\033[48;2;10;10;220m\\033[K\\033[m\\n'; done
        printf '\\033[m\\033[2K'";
    std::fs::write(desktop.dir().join("fill.sh"), script)?;
    let mut terminal = Terminal::plain(desktop)?;
    let grid = terminal.grid(desktop)?;
    terminal.shell("clear")?;
    let pane = terminal.pane;
    terminal.send(pane, "clear; . ./fill.sh\n")?;
    wait_for_color(desktop, "blue lines", grid.cells(0, 0, grid.cols), BLUE)?;
    // The pointer is over the text.
    let cell = grid.cell(10, 5);
    desktop.pointer()?.move_to(cell.x, cell.y)?;
    Ok((terminal, grid))
}

fn wait_for_top(desktop: &Desktop, grid: &Grid, color: Pixel) -> Result<()> {
    let what = format!("the top line in {color:?}");
    wait_for_color(desktop, &what, grid.cells(0, 0, grid.cols), color)
}

#[test]
fn the_wheel_goes_back_to_the_first_line_and_typing_returns() -> Outcome {
    e2e::run("scrollback-wheel", Options::default(), |desktop| {
        let (mut terminal, grid) = filled(desktop)?;
        let last = grid.cells(0, grid.rows - 1, grid.cols);
        for _ in 0..200 {
            desktop.pointer()?.wheel(Axis::Vertical, -1)?;
        }
        wait_for_top(desktop, &grid, RED)?;
        // It does not go beyond the first line, and the last row is text.
        wait_for_color(desktop, "the last row", last, BLUE)?;
        // One step forward and the first line is gone, one back and it is there.
        desktop.pointer()?.wheel(Axis::Vertical, 1)?;
        wait_for_top(desktop, &grid, BLUE)?;
        desktop.pointer()?.wheel(Axis::Vertical, -1)?;
        wait_for_top(desktop, &grid, RED)?;
        // Output leaves what is looked at where it is.
        let pane = terminal.pane;
        terminal.send(pane, "echo more\n")?;
        terminal.wait("the output", |terminal| {
            Ok(terminal
                .everything(pane)?
                .contains("\nmore\n")
                .then_some(()))
        })?;
        wait_for_top(desktop, &grid, RED)?;
        // Typing returns to the end.
        desktop.keyboard()?.type_text("x")?;
        wait_for_top(desktop, &grid, BLUE)?;
        terminal.wait_for_text(pane, "ready> x")
    })
}

#[test]
fn text_follows_the_fingers() -> Outcome {
    e2e::run("scrollback-fingers", Options::default(), |desktop| {
        let (mut terminal, grid) = filled(desktop)?;
        let pane = terminal.pane;
        let line = f64::from(grid.cell_height);
        let seen = |desktop: &mut Desktop, lines: f64, color| {
            desktop.pointer()?.swipe(Axis::Vertical, lines * line)?;
            wait_for_top(desktop, &grid, color)
        };
        seen(desktop, -300.0, RED)?;
        seen(desktop, 1.0, BLUE)?;
        // By parts of a line, too: half of the first one is seen.
        desktop.pointer()?.swipe(Axis::Vertical, -line * 0.5)?;
        let part = |from: i32, to: i32| Rect {
            y: grid.cells(0, 0, 1).y + grid.cell_height * from / 4,
            height: grid.cell_height * (to - from) / 4,
            ..grid.cells(0, 0, grid.cols)
        };
        wait_for_color(desktop, "the first line's lower half", part(0, 1), RED)?;
        wait_for_color(desktop, "the second line below", part(3, 6), BLUE)?;
        let last = grid.cells(0, grid.rows - 1, grid.cols);
        wait_for_color(desktop, "the last row, filled by two lines", last, BLUE)?;
        seen(desktop, -0.75, RED)?;
        // Other ways of scrolling go by whole lines again.
        desktop.pointer()?.swipe(Axis::Vertical, line * 0.5)?;
        desktop.keyboard()?.tap(SHIFT, "Page_Up")?;
        wait_for_top(desktop, &grid, RED)?;
        // A program on the alternate screen gets an arrow for each line.
        terminal.send(
            pane,
            "stty -echo; printf '\\033[?1049hlisten''ing\\r\\n'; exec cat -v\n",
        )?;
        terminal.wait_for_text(pane, "listening")?;
        for _ in 0..4 {
            desktop.pointer()?.swipe(Axis::Vertical, line * 0.5)?;
        }
        desktop.keyboard()?.tap(&[], "Return")?;
        terminal.wait_for_text(pane, "^[[B^[[B\n")
    })
}

#[test]
fn keys_go_by_pages() -> Outcome {
    e2e::run("scrollback-keys", Options::default(), |desktop| {
        let (_terminal, grid) = filled(desktop)?;
        let pages = 200 / grid.rows + 1;
        for _ in 0..pages {
            desktop.keyboard()?.tap(SHIFT, "Page_Up")?;
        }
        wait_for_top(desktop, &grid, RED)?;
        desktop.keyboard()?.tap(SHIFT, "Page_Down")?;
        wait_for_top(desktop, &grid, BLUE)?;
        desktop.keyboard()?.tap(SHIFT, "Page_Up")?;
        wait_for_top(desktop, &grid, RED)?;
        for _ in 0..pages {
            desktop.keyboard()?.tap(SHIFT, "Page_Down")?;
        }
        wait_for_top(desktop, &grid, BLUE)?;
        // At the end: the prompt is in the last row, the cursor behind it.
        let behind = grid.cells(20, grid.rows - 1, 20);
        wait_for_color(desktop, "the prompt's row", behind, Pixel(0, 0, 0))
    })
}

#[test]
fn clearing_the_scrollback_leaves_the_screen() -> Outcome {
    e2e::run("scrollback-clear", Options::default(), |desktop| {
        let (mut terminal, grid) = filled(desktop)?;
        let pane = terminal.pane;
        let lines = |terminal: &Terminal| -> Result<usize> {
            Ok(terminal.everything(pane)?.matches('\n').count())
        };
        let rows = usize::try_from(grid.rows).unwrap_or(0);
        assert!(lines(&terminal)? > rows + 100);
        desktop
            .keyboard()?
            .tap(&[Modifier::Ctrl, Modifier::Shift], "k")?;
        terminal.wait("the scrollback to go", |terminal| {
            let text = terminal.everything(pane)?;
            Ok((text.matches('\n').count() <= rows + 1).then_some(()))
        })?;
        desktop.pointer()?.wheel(Axis::Vertical, -3)?;
        wait_for_top(desktop, &grid, BLUE)?;
        Ok(())
    })
}
