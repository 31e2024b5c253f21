//! A window that nobody sees, and one that has nothing to do.

use e2e::{Context, Desktop, Options, Outcome, Pixel, Result, Terminal, ensure, wait_for_color};
use std::time::Duration;

const RED: Pixel = Pixel(220, 10, 10);
const GREEN: Pixel = Pixel(10, 220, 10);

/// Processor time of a process in ticks of 10 ms, by proc(5).
fn ticks(pid: u32) -> Result<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name of the program may have blanks and parentheses.
    let fields = stat.rsplit_once(") ").context("no end of the name")?.1;
    let mut times = fields.split(' ').skip(11).map(str::parse::<u64>);
    let mut next = || {
        times
            .next()
            .context("no processor time")?
            .context("no number")
    };
    Ok(next()? + next()?)
}

/// Lets `time` pass and returns how many ticks and frames the terminal spent.
fn spent(terminal: &mut Terminal, time: Duration) -> Result<(u64, u64)> {
    let pid = terminal.program().id();
    // Asking costs it time: not between the two looks at its ticks.
    let frames = terminal.stat("/frames/drawn")?;
    let before = ticks(pid)?;
    std::thread::sleep(time);
    let after = ticks(pid)?;
    Ok((after - before, terminal.stat("/frames/drawn")? - frames))
}

/// Fills the middle of the screen with a colour.
fn paint(terminal: &Terminal, color: Pixel) -> Result<()> {
    let Pixel(r, g, b) = color;
    let script = format!("printf '\\033[10;1H\\033[48;2;{r};{g};{b}m\\033[K\\033[m\\033[H\\n'\n");
    terminal.send(terminal.pane, &script)
}

fn show(desktop: &Desktop, terminal: &mut Terminal, visible: bool) -> Result<()> {
    let workspace = if visible { 1 } else { 2 };
    desktop.sway(&format!("workspace {workspace}"))?;
    desktop.wait_for("the workspace to change", || {
        let windows = terminal.windows(desktop)?;
        Ok(windows.iter().all(|w| w.visible == visible).then_some(()))
    })
}

/// Four seconds that cost nothing come soon; what is still to be tidied up after
/// the last output may come before. No frame is drawn in any case.
fn rests(desktop: &Desktop, terminal: &mut Terminal) -> Result<()> {
    desktop.wait_for("four seconds of hardly any processor time", || {
        let (ticks, frames) = spent(terminal, Duration::from_secs(4))?;
        ensure!(frames == 0, "{frames} frames were drawn for nothing");
        Ok((ticks <= 1).then_some(()))
    })
}

#[test]
fn a_window_at_rest_costs_nothing() -> Outcome {
    e2e::run("hidden-idle", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let grid = terminal.grid(desktop)?;
        paint(&terminal, GREEN)?;
        wait_for_color(desktop, "the paint", grid.cells(0, 9, grid.cols), GREEN)?;
        desktop.wait_for("the terminal to come to rest", || {
            Ok((spent(&mut terminal, Duration::from_millis(300))? == (0, 0)).then_some(()))
        })?;
        rests(desktop, &mut terminal)
    })
}

#[test]
fn output_goes_on_while_nobody_looks() -> Outcome {
    e2e::run("hidden-output", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let grid = terminal.grid(desktop)?;
        let pane = terminal.pane;
        let line = grid.cells(0, 9, grid.cols);
        paint(&terminal, RED)?;
        wait_for_color(desktop, "the first paint", line, RED)?;

        show(desktop, &mut terminal, false)?;
        terminal.shell("seq 1 20000")?;
        ensure!(terminal.everything(pane)?.contains("\n20000\n"));
        // A frame may have been on its way; after it, none are drawn.
        let frames = terminal.stat("/frames/drawn")?;
        terminal.shell("clear; for i in 1 2 3 4 5 6 7 8 9; do sleep 0.1; echo line $i; done")?;
        terminal.wait_for_text(pane, "line 9\n")?;
        let drawn = terminal.stat("/frames/drawn")? - frames;
        ensure!(drawn <= 1, "{drawn} frames were drawn for nobody");

        paint(&terminal, GREEN)?;
        terminal.shell("printf 'done\\n'")?;
        rests(desktop, &mut terminal)?;

        show(desktop, &mut terminal, true)?;
        wait_for_color(desktop, "the newest content", line, GREEN)
    })
}

#[test]
fn a_new_size_while_hidden_is_there_when_back() -> Outcome {
    e2e::run("hidden-size", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let pane = terminal.pane;
        let before = terminal.grid(desktop)?;
        show(desktop, &mut terminal, false)?;
        terminal.send(pane, "clear\n")?;
        desktop.sway("output HEADLESS-1 resolution 1000x600")?;
        show(desktop, &mut terminal, true)?;
        let after = desktop.wait_for("the new size", || {
            let grid = terminal.grid(desktop)?;
            Ok((grid != before).then_some(grid))
        })?;
        assert_eq!((after.window.width, after.window.height), (1000, 600));
        terminal.shell("stty size")?;
        terminal.wait_for_text(pane, &format!("\n{} {}\n", after.rows, after.cols))?;
        paint(&terminal, GREEN)?;
        wait_for_color(desktop, "the paint", after.cells(0, 9, after.cols), GREEN)
    })
}
