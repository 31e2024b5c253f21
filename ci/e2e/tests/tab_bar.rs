//! The tab bar's colours, in the picture.

use e2e::{
    Desktop, Grid, Modifier, Options, Outcome, Pixel, Rect, Result, Terminal, bail, ensure,
    wait_for_color, wait_for_picture,
};

const TITLES: &str = include_str!("../configs/titles.lua");
const COLORS: &str = include_str!("../configs/colors.lua");

/// Columns of a title that `configs/titles.lua` makes.
const WIDTH: i32 = 10;
const ACTIVE: Pixel = Pixel(0xc0, 0x40, 0x20);
const INACTIVE: Pixel = Pixel(0x20, 0x40, 0x80);
const HOVERED: Pixel = Pixel(0x20, 0xa0, 0x60);

/// The two blank cells that a title of `configs/titles.lua` begins with.
fn blank(grid: &Grid, tab: i32) -> Rect {
    grid.bar(tab * WIDTH, 2)
}

fn wait_for_tab(desktop: &Desktop, grid: &Grid, tab: i32, color: Pixel) -> Result<()> {
    wait_for_color(
        desktop,
        &format!("tab {tab} in {color:?}"),
        blank(grid, tab),
        color,
    )
}

fn point_at(desktop: &mut Desktop, area: Rect) -> Result<()> {
    let (x, y) = (area.x + area.width / 2, area.y + area.height / 2);
    desktop.pointer()?.move_to(x, y)
}

/// A terminal with three tabs, the last of which is active, its window's
/// cells, and the pointer far from the bar.
fn three_tabs(desktop: &mut Desktop, config: &str) -> Result<(Terminal, Grid)> {
    let mut terminal = Terminal::open(desktop, config)?;
    let grid = terminal.grid(desktop)?;
    point_at(desktop, grid.pane())?;
    for tabs in 2..=3 {
        desktop
            .keyboard()?
            .tap(&[Modifier::Ctrl, Modifier::Shift], "t")?;
        terminal.wait_for_panes("another tab", |panes| panes.len() == tabs)?;
    }
    Ok((terminal, grid))
}

#[test]
fn a_callback_colours_the_tabs() -> Outcome {
    e2e::run("tab-bar-callback", Options::default(), |desktop| {
        let (terminal, grid) = three_tabs(desktop, TITLES)?;
        wait_for_tab(desktop, &grid, 2, ACTIVE)?;
        wait_for_tab(desktop, &grid, 0, INACTIVE)?;
        wait_for_tab(desktop, &grid, 1, INACTIVE)?;
        // The whole title has its ground, and its text is white.
        for tab in 0..3 {
            let area = grid.bar(tab * WIDTH, WIDTH);
            wait_for_picture(desktop, "a title", area, |shot| {
                let ground = if tab == 2 { ACTIVE } else { INACTIVE };
                let bounds = shot.bounds_near(ground, 3);
                let whole = Rect::new(0, 0, area.width, area.height);
                ensure!(bounds == Some(whole), "the ground is {bounds:?}");
                let text = shot.count_near(Pixel(255, 255, 255), 90);
                ensure!(text > 10, "{text} white pixels");
                Ok(())
            })?;
        }
        // Behind the last tab comes the button, then the bar's own ground.
        let behind = grid.bar(3 * WIDTH + 4, 20);
        wait_for_color(desktop, "the bar", behind, Pixel(0x33, 0x33, 0x33))?;

        // Another tab is shown: both change.
        terminal.cli(&["activate-tab", "--tab-index", "0"])?;
        wait_for_tab(desktop, &grid, 0, ACTIVE)?;
        wait_for_tab(desktop, &grid, 2, INACTIVE)
    })
}

#[test]
fn a_callback_is_told_of_the_pointer() -> Outcome {
    e2e::run("tab-bar-hover", Options::default(), |desktop| {
        let (_terminal, grid) = three_tabs(desktop, TITLES)?;
        wait_for_tab(desktop, &grid, 0, INACTIVE)?;
        point_at(desktop, blank(&grid, 0))?;
        wait_for_tab(desktop, &grid, 0, HOVERED)?;
        wait_for_tab(desktop, &grid, 1, INACTIVE)?;
        point_at(desktop, blank(&grid, 1))?;
        wait_for_tab(desktop, &grid, 1, HOVERED)?;
        wait_for_tab(desktop, &grid, 0, INACTIVE)?;
        // The active tab is never hovered.
        point_at(desktop, blank(&grid, 2))?;
        wait_for_tab(desktop, &grid, 1, INACTIVE)?;
        wait_for_tab(desktop, &grid, 2, ACTIVE)?;
        point_at(desktop, blank(&grid, 1))?;
        wait_for_tab(desktop, &grid, 1, HOVERED)?;
        point_at(desktop, grid.pane())?;
        wait_for_tab(desktop, &grid, 1, INACTIVE)
    })
}

#[test]
fn a_callback_runs_only_when_something_changed() -> Outcome {
    e2e::run("tab-bar-calls", Options::default(), |desktop| {
        let (mut terminal, grid) = three_tabs(desktop, TITLES)?;
        wait_for_tab(desktop, &grid, 2, ACTIVE)?;
        let calls = |terminal: &Terminal| -> Result<(u64, u64)> {
            let stats = |name| terminal.stat(name);
            Ok((stats("/tab_bar/callbacks_run")?, stats("/lua/calls")?))
        };
        // `cli` commands run no program in a pane, so no title changes.
        let before = calls(&terminal)?;
        ensure!(before.0 >= 3, "the callback ran {} times only", before.0);
        let focused = terminal.focused_pane()?;
        desktop.keyboard()?.type_text("x")?;
        terminal.wait_for_text(focused, "ready> x")?;
        let moved = grid.cell(20, 10);
        for step in 0..10 {
            desktop.pointer()?.move_to(moved.x + 5 * step, moved.y)?;
        }
        desktop.keyboard()?.type_text("yz")?;
        terminal.wait_for_text(focused, "ready> xyz")?;
        assert_eq!(calls(&terminal)?, before, "typing and pointing ran Lua");
        Ok(())
    })
}

#[test]
fn options_colour_the_bar() -> Outcome {
    e2e::run("tab-bar-options", Options::default(), |desktop| {
        let (_terminal, grid) = three_tabs(desktop, COLORS)?;
        let (active, inactive) = (Pixel(0xa0, 0x10, 0x10), Pixel(0x10, 0xa0, 0x10));
        let button = Pixel(0x80, 0x80, 0x10);
        let cell = |desktop: &Desktop, col: i32| -> Result<Pixel> {
            let area = grid.bar(col, 1);
            // The lower left corner of a cell has no text.
            let at = |value: i32| u32::try_from(value).unwrap_or(0);
            let pixel = desktop
                .screenshot()?
                .pixel(at(area.x), at(area.y + area.height - 1));
            Ok(pixel.unwrap_or(Pixel(0, 0, 0)))
        };
        wait_for_color(
            desktop,
            "the bar",
            grid.bar(60, 20),
            Pixel(0x10, 0x10, 0x60),
        )?;
        let status = grid.bar(grid.cols - 8, 8);
        wait_for_color(desktop, "the status", status, Pixel(0x60, 0x60, 0x60))?;
        let runs = desktop.wait_for("three tabs and a button", || {
            let mut runs: Vec<(Pixel, i32)> = Vec::new();
            for col in 0..60 {
                let pixel = cell(desktop, col)?;
                match runs.last_mut() {
                    Some((last, width)) if last.is_near(pixel, 3) => *width += 1,
                    _ => runs.push((pixel, 1)),
                }
            }
            let near =
                |at: usize, color| runs.get(at).is_some_and(|(run, _)| run.is_near(color, 3));
            let found = near(0, inactive) && near(1, active) && near(2, button);
            Ok(found.then_some(runs))
        })?;
        // Two inactive tabs side by side, one active, and " + ".
        assert_eq!(runs[0].1, runs[1].1 * 2, "{runs:?}");
        assert_eq!(runs[2].1, 3, "{runs:?}");
        point_at(desktop, grid.bar(runs[0].1 + runs[1].1 + 1, 1))?;
        let corner = grid.bar(runs[0].1 + runs[1].1, 1);
        wait_for_color(
            desktop,
            "the hovered button",
            corner,
            Pixel(0x10, 0x80, 0x80),
        )?;
        point_at(desktop, grid.bar(1, 1))?;
        wait_for_color(
            desktop,
            "the hovered tab",
            grid.bar(0, 1),
            Pixel(0xa0, 0x10, 0xa0),
        )
    })
}

#[test]
fn the_bar_hides_with_one_tab_where_asked() -> Outcome {
    let config = "local config = dofile(require('wezterm').config_dir .. '/base.lua')
        config.hide_tab_bar_if_only_one_tab = true
        return config";
    e2e::run("tab-bar-hides", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, config)?;
        let pane = terminal.pane;
        let one = terminal.pane(pane)?;
        let (_, cell_height) = one.cell()?;
        let window = terminal.windows(desktop)?[0].clone();
        assert_eq!(one.rows, window.rect.height / cell_height);
        desktop
            .keyboard()?
            .tap(&[Modifier::Ctrl, Modifier::Shift], "t")?;
        let shrunk = |rows: i32| move |panes: &[e2e::Pane]| panes.iter().all(|p| p.rows == rows);
        terminal.wait_for_panes("a bar to appear", |panes| {
            panes.len() == 2 && shrunk(one.rows - 1)(panes)
        })?;
        desktop
            .keyboard()?
            .tap(&[Modifier::Ctrl, Modifier::Shift], "w")?;
        terminal.wait_for_panes("the bar to go", |panes| {
            panes.len() == 1 && shrunk(one.rows)(panes)
        })?;
        Ok(())
    })
}

#[test]
fn the_fancy_bar_shows_tabs_too() -> Outcome {
    let config = "local config = dofile(require('wezterm').config_dir .. '/base.lua')
        config.use_fancy_tab_bar = true
        config.window_frame = { active_titlebar_bg = '#203050', inactive_titlebar_bg = '#203050' }
        config.colors = { tab_bar = {
            active_tab = { bg_color = '#c03030', fg_color = '#ffffff' },
            inactive_tab = { bg_color = '#30c030', fg_color = '#ffffff' },
        } }
        return config";
    e2e::run("tab-bar-fancy", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, config)?;
        let window = terminal.windows(desktop)?[0].rect;
        desktop
            .pointer()?
            .move_to(window.x + window.width / 2, window.y + window.height / 2)?;
        desktop
            .keyboard()?
            .tap(&[Modifier::Ctrl, Modifier::Shift], "t")?;
        terminal.wait_for_panes("another tab", |panes| panes.len() == 2)?;
        let bar = Rect::new(window.x, window.y, window.width, 60);
        let (active, inactive) = (Pixel(0xc0, 0x30, 0x30), Pixel(0x30, 0xc0, 0x30));
        wait_for_picture(desktop, "both tabs and the bar", bar, |shot| {
            let ground = shot.count_near(Pixel(0x20, 0x30, 0x50), 3);
            ensure!(ground > 2000, "{ground} pixels of the bar");
            let tab = shot.bounds_near(active, 3);
            let other = shot.bounds_near(inactive, 3);
            let (Some(tab), Some(other)) = (tab, other) else {
                bail!("active tab {tab:?}, inactive {other:?}");
            };
            ensure!(
                other.x < tab.x,
                "the inactive tab at {other:?}, the active at {tab:?}"
            );
            ensure!(tab.height > 10 && tab.width > 20, "{tab:?}");
            Ok(())
        })?;
        // A click on the other tab shows it.
        let shot = desktop.screenshot()?.crop(bar);
        let other = shot.bounds_near(inactive, 3).unwrap_or(bar);
        let first = terminal.tabs()?[0];
        point_at(
            desktop,
            Rect::new(bar.x + other.x, bar.y + other.y, 16, other.height),
        )?;
        desktop.pointer()?.click(e2e::Button::Left)?;
        terminal.wait("the first tab to be shown", |terminal| {
            Ok((terminal.focused_tab()? == first).then_some(()))
        })
    })
}
