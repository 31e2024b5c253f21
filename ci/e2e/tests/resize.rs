//! Storms of new sizes, and what is true after them.

use e2e::{
    APP_ID, Context, Desktop, Modifier, Options, Outcome, Rect, Result, Terminal, WindowInfo,
    ensure,
};
use std::time::{Duration, Instant};

const PURE: &str = include_str!("../configs/pure.lua");
const VOLATILE: &str = include_str!("../configs/volatile.lua");
const PLAIN: &str = include_str!("../configs/plain.lua");

const LENGTH: Duration = Duration::from_secs(5);
const STEP: Duration = Duration::from_micros(1_000_000 / 60);

/// Opens a terminal whose window floats and has so many tabs, all named.
fn floating(desktop: &mut Desktop, config: &str, tabs: usize) -> Result<(Terminal, WindowInfo)> {
    desktop.sway(&format!("for_window [app_id=\"{APP_ID}\"] floating enable"))?;
    let mut terminal = Terminal::open(desktop, config)?;
    for count in 2..=tabs {
        desktop
            .keyboard()?
            .tap(&[Modifier::Ctrl, Modifier::Shift], "t")?;
        terminal.wait_for_panes("another tab", |panes| panes.len() == count)?;
    }
    for (at, pane) in terminal.panes()?.iter().enumerate() {
        let (id, title) = (pane.pane_id.to_string(), format!("the tab of number {at}"));
        terminal.cli(&["set-tab-title", "--pane-id", &id, &title])?;
        terminal.wait_for_text(pane.pane_id, e2e::PROMPT)?;
    }
    let window = terminal.windows(desktop)?.remove(0);
    Ok((terminal, window))
}

/// Asks for a new size 60 times a second for five seconds; returns the widths
/// that were asked for.
fn storm(
    desktop: &Desktop,
    window: &WindowInfo,
    size: impl Fn(u32) -> (i32, i32),
) -> Result<Vec<i32>> {
    let start = Instant::now();
    let mut widths = Vec::new();
    for step in 0.. {
        let due = start + STEP * step;
        // This paces the load; nothing depends on when a step is carried out.
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        if start.elapsed() >= LENGTH {
            break;
        }
        let (width, height) = size(step);
        desktop.sway(&format!(
            "[con_id={}] resize set {width} {height}",
            window.con_id
        ))?;
        widths.push(width);
    }
    ensure!(
        widths.len() >= 100,
        "this machine managed {} steps only",
        widths.len()
    );
    Ok(widths)
}

/// Gives the window its last size and checks that the window, the pane and the
/// program in the pane agree on it.
fn everybody_agrees(desktop: &Desktop, terminal: &mut Terminal, window: &WindowInfo) -> Result<()> {
    desktop.place(window, Rect::new(40, 30, 901, 611))?;
    let grid = terminal.grid(desktop)?;
    let pane = terminal.focused_pane()?;
    assert_eq!(grid.cols, 901 / grid.cell_width);
    assert_eq!(grid.rows, 611 / grid.cell_height - 1);
    terminal.send(pane, "clear; echo \"<$(stty size)>\"\n")?;
    terminal.wait_for_text(pane, &format!("<{} {}>", grid.rows, grid.cols))
}

/// A triangle wave from `low` to `high` and back, one round a second.
fn wave(step: u32, low: i32, high: i32) -> i32 {
    let at = i32::try_from(step % 60).unwrap_or(0);
    let distance = if at < 30 { at } else { 60 - at };
    low + (high - low) * distance / 30
}

/// How often Lua was called: (title callbacks, all calls).
fn lua_calls(terminal: &Terminal) -> Result<(u64, u64)> {
    Ok((
        terminal.stat("/tab_bar/callbacks_run")?,
        terminal.stat("/lua/calls")?,
    ))
}

#[test]
fn everybody_agrees_on_the_size_after_a_storm() -> Outcome {
    e2e::run("resize-storm", Options::default(), |desktop| {
        let (mut terminal, window) = floating(desktop, PLAIN, 1)?;
        let pane = terminal.pane;
        // Output goes on meanwhile.
        terminal.send(pane, "while :; do echo some words to wrap; done\n")?;
        storm(desktop, &window, |step| {
            (wave(step, 60, 1200), wave(step * 3, 40, 760))
        })?;
        terminal.send(pane, "\u{3}")?;
        everybody_agrees(desktop, &mut terminal, &window)?;
        let (configures, applied) = (
            terminal.stat("/resize/configures")?,
            terminal.stat("/resize/applied")?,
        );
        ensure!(
            applied <= configures,
            "{applied} sizes applied of {configures}"
        );
        Ok(())
    })
}

/// The callback reads titles and `max_width`. Where all tabs fit, `max_width`
/// is `tab_max_width` at every size, so nothing it reads changes and no Lua
/// runs at all.
#[test]
fn a_storm_runs_no_lua_while_the_tabs_fit() -> Outcome {
    e2e::run("resize-no-lua", Options::default(), |desktop| {
        let (mut terminal, window) = floating(desktop, PURE, 3)?;
        // Three tabs of at most 16 cells and a button need 51 cells.
        let cell = terminal.panes()?[0].cell()?.0;
        ensure!(
            cell * 55 < 600,
            "cells of {cell} pixels are too wide for this test"
        );
        desktop.place(&window, Rect::new(40, 30, 800, 500))?;
        terminal.grid(desktop)?;
        let before = lua_calls(&terminal)?;
        ensure!(before.0 >= 3, "the callback ran {} times only", before.0);
        let drawn = terminal.stat("/frames/drawn")?;
        storm(desktop, &window, |step| {
            (wave(step, 600, 1200), wave(step, 300, 700))
        })?;
        let drawn = terminal.stat("/frames/drawn")? - drawn;
        ensure!(
            drawn >= 30,
            "{drawn} frames were drawn in a storm of five seconds"
        );
        assert_eq!(
            lua_calls(&terminal)?,
            before,
            "the storm ran Lua; {drawn} frames were drawn"
        );
        everybody_agrees(desktop, &mut terminal, &window)
    })
}

/// Where the tabs do not fit, each is told its share of the bar as `max_width`,
/// so each new share may run the callback once for every tab, and at most that:
/// the sizes that are drawn are some of those asked for, so the share changes
/// no more often between them.
#[test]
fn a_storm_runs_lua_only_for_new_shares_of_the_bar() -> Outcome {
    const TABS: i32 = 8;
    e2e::run("resize-some-lua", Options::default(), |desktop| {
        let (mut terminal, window) = floating(desktop, PURE, TABS as usize)?;
        let cell = terminal.panes()?[0].cell()?.0;
        let share = |width: i32| ((width / cell - 3) / TABS).clamp(1, 16);
        desktop.place(&window, Rect::new(40, 30, 500, 500))?;
        terminal.grid(desktop)?;
        let before = lua_calls(&terminal)?;
        let widths = storm(desktop, &window, |step| (wave(step, 500, 1200), 500))?;
        let after = lua_calls(&terminal)?;
        let mut shares: Vec<i32> = [500].into_iter().chain(widths).map(share).collect();
        shares.dedup();
        let limit = (shares.len() as u64 - 1) * TABS as u64;
        let (run, calls) = (after.0 - before.0, after.1 - before.1);
        ensure!(
            run <= limit,
            "{run} calls of the callback, {limit} at most were expected"
        );
        ensure!(
            calls <= limit,
            "{calls} calls of Lua, {limit} at most were expected"
        );
        everybody_agrees(desktop, &mut terminal, &window)
    })
}

/// A callback whose result cannot be kept runs when the bar's width changes,
/// but for each tab at most once a frame: these tabs fit, so that each has but
/// one `max_width`.
#[test]
fn a_storm_runs_a_volatile_callback_once_a_frame() -> Outcome {
    const TABS: u64 = 3;
    e2e::run("resize-volatile", Options::default(), |desktop| {
        let (mut terminal, window) = floating(desktop, VOLATILE, TABS as usize)?;
        desktop.place(&window, Rect::new(40, 30, 800, 500))?;
        terminal.grid(desktop)?;
        let before = lua_calls(&terminal)?.0;
        let drawn = terminal.stat("/frames/drawn")?;
        storm(desktop, &window, |step| (wave(step, 600, 1200), 500))?;
        // In this order: a frame between the two questions must not count.
        let run = lua_calls(&terminal)?.0 - before;
        let drawn = terminal.stat("/frames/drawn")? - drawn;
        ensure!(
            run >= TABS,
            "the callback did not run although the bar's width changed"
        );
        ensure!(
            run <= TABS * drawn,
            "{run} calls of the callback for {TABS} tabs in {drawn} frames"
        );
        everybody_agrees(desktop, &mut terminal, &window)
    })
}

/// Every step is printed, and every frame has the newest size.
#[test]
fn a_storm_of_many_tabs_and_lines_is_never_late() -> Outcome {
    const TABS: usize = 50;
    let options = Options {
        limit: Duration::from_secs(300),
        ..Options::default()
    };
    e2e::run("resize-many", options, |desktop| {
        desktop.sway(&format!("for_window [app_id=\"{APP_ID}\"] floating enable"))?;
        let config = PURE.replace(
            "return config",
            "config.scrollback_lines = 100000
            return config",
        );
        ensure!(config != PURE, "the configuration can not be extended");
        let mut terminal = Terminal::start_with(desktop, &config, &["start"], |command| {
            command.env("RUST_LOG", "warn,wezterm_gui::resize=debug");
        })?;
        let pane = terminal.pane;
        terminal.wait_for_text(pane, e2e::PROMPT)?;
        for count in 2..=TABS {
            terminal.cli(&["spawn"])?;
            terminal.wait_for_panes("another tab", |panes| panes.len() == count)?;
        }
        let window = terminal.windows(desktop)?.remove(0);
        terminal.cli(&["activate-tab", "--tab-index", "0"])?;
        terminal.shell("seq 1 100000")?;
        let rows = terminal.panes()?.into_iter().find(|p| p.pane_id == pane);
        ensure!(rows.is_some(), "the first pane is gone");

        let sizes: Vec<i32> = storm(desktop, &window, |step| {
            (wave(step, 400, 1200), wave(step * 3, 200, 760))
        })?;
        everybody_agrees(desktop, &mut terminal, &window)?;
        let stat = |name: &str| terminal.stat(&format!("/resize/{name}"));
        let (configures, applied, stale) = (stat("configures")?, stat("applied")?, stat("stale")?);
        assert_eq!(
            stale, 0,
            "frames were committed in a size that was not the newest"
        );
        ensure!(
            applied <= configures && applied >= 10,
            "{applied} of {configures} sizes were applied; {} were asked for",
            sizes.len()
        );
        // One line a step: numbers only grow, and all sizes are accounted for.
        let log = terminal.log();
        let mut last = 0;
        let mut steps = 0;
        for line in log.lines().filter(|line| line.contains(" px, ")) {
            let number = |before: &str| -> Result<u64> {
                let rest = line.split_once(before).context("no number in a step")?.1;
                let digits = rest.split(|c: char| !c.is_ascii_digit()).next();
                Ok(digits.context("no digits")?.parse()?)
            };
            let (configure, coalesced) = (number("configure ")?, number("coalesced ")?);
            ensure!(configure >= last, "step {configure} came after {last}");
            ensure!(
                configure - last <= coalesced + 1,
                "sizes between {last} and {configure} are missing: {line}"
            );
            last = configure;
            steps += 1;
        }
        ensure!(steps >= 10, "{steps} steps were printed");
        Ok(())
    })
}

/// weston tells when a frame was shown.
#[test]
fn the_trace_says_when_a_size_was_shown() -> Outcome {
    let options = Options {
        compositor: e2e::Compositor::Weston,
        ..Options::default()
    };
    e2e::run("resize-presented", options, |desktop| {
        // weston 10 crashes on decorations that its clients draw.
        let config = include_str!("../configs/base.lua").replace(
            "return config",
            "config.window_decorations = 'RESIZE'\nreturn config",
        );
        let mut wezterm = e2e::Wezterm::start_with(desktop, &config, &["start"], |command| {
            command.env("RUST_LOG", "wezterm_gui::resize=debug");
        })?;
        let program = wezterm.program();
        program.wait_for("the presentation of the first size", |program| {
            let log = program.stderr();
            Ok(
                (log.contains(": presented at ") && log.contains(" after its commit"))
                    .then_some(()),
            )
        })?;
        let stats = wezterm.cli_json(&["stats", "--format", "json"])?;
        ensure!(
            stats["render"]["present"]["count"].as_u64() >= Some(1),
            "no presentation was counted: {stats}"
        );
        Ok(())
    })
}

/// `use_resize_increments` on Wayland, where the window itself sees to it.
#[test]
fn a_floating_window_has_whole_cells_where_that_is_wanted() -> Outcome {
    e2e::run("resize-increments", Options::default(), |desktop| {
        let config = "local config = dofile(require('wezterm').config_dir .. '/base.lua')
            config.use_resize_increments = true
            return config";
        let (mut terminal, window) = floating(desktop, config, 1)?;
        let cell = terminal.panes()?[0].cell()?;
        let (width, height) = (cell.0 * 50 + 3, cell.1 * 20 + 5);
        desktop.sway(&format!(
            "[con_id={}] resize set {width} {height}",
            window.con_id
        ))?;
        desktop.wait_for("a size of whole cells", || {
            let rect = terminal.windows(desktop)?.remove(0).rect;
            Ok(((rect.width, rect.height) == (cell.0 * 50, cell.1 * 20)).then_some(()))
        })
    })
}

/// A compositor that tiles has its own mind, and is asked once.
#[test]
fn a_tiled_window_keeps_its_size_whatever_its_cells() -> Outcome {
    e2e::run("resize-tiled", Options::default(), |desktop| {
        let config = "local config = dofile(require('wezterm').config_dir .. '/base.lua')
            config.use_resize_increments = true
            return config";
        let mut terminal = Terminal::open(desktop, config)?;
        let rect = terminal.windows(desktop)?.remove(0).rect;
        let cell = terminal.panes()?[0].cell()?;
        ensure!(
            rect.width % cell.0 != 0 || rect.height % cell.1 != 0,
            "cells of {cell:?} fit this screen"
        );
        terminal.shell("seq 1 100")?;
        let configures = terminal.stat("/resize/configures")?;
        terminal.shell("seq 1 100")?;
        assert_eq!(terminal.stat("/resize/configures")?, configures);
        ensure!(configures < 10, "{configures} sizes came");
        assert_eq!(terminal.windows(desktop)?.remove(0).rect, rect);
        Ok(())
    })
}
