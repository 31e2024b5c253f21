//! Making, showing and closing tabs and windows, by keys and by the pointer.

use e2e::{Axis, Button, Desktop, Grid, Modifier, Options, Outcome, Result, Terminal};
use std::time::Duration;

const TITLES: &str = include_str!("../configs/titles.lua");

/// Columns of a title that `configs/titles.lua` makes.
const WIDTH: i32 = 10;

const CTRL_SHIFT: &[Modifier] = &[Modifier::Ctrl, Modifier::Shift];

fn open(desktop: &mut Desktop) -> Result<(Terminal, Grid)> {
    let mut terminal = Terminal::open(desktop, TITLES)?;
    let grid = terminal.grid(desktop)?;
    Ok((terminal, grid))
}

/// Makes tabs until there are `count`; the newest is active.
fn make_tabs(desktop: &mut Desktop, terminal: &mut Terminal, count: usize) -> Result<Vec<u64>> {
    for tabs in terminal.tabs()?.len() + 1..=count {
        desktop.keyboard()?.tap(CTRL_SHIFT, "t")?;
        terminal.wait_for_panes("another tab", |panes| panes.len() == tabs)?;
    }
    let tabs = terminal.tabs()?;
    wait_for_tab(terminal, tabs[count - 1])?;
    Ok(tabs)
}

fn wait_for_tab(terminal: &mut Terminal, tab: u64) -> Result<()> {
    terminal.wait(&format!("tab {tab} to be shown"), |terminal| {
        Ok((terminal.focused_tab()? == tab).then_some(()))
    })
}

fn point_at_bar(desktop: &mut Desktop, grid: &Grid, col: i32) -> Result<()> {
    let cell = grid.bar(col, 1);
    let (x, y) = (cell.x + cell.width / 2, cell.y + cell.height / 2);
    desktop.pointer()?.move_to(x, y)
}

fn wait_for_tabs(terminal: &mut Terminal, tabs: &[u64]) -> Result<()> {
    terminal.wait_for_panes(&format!("the tabs to be {tabs:?}"), |panes| {
        panes
            .iter()
            .map(|pane| pane.tab_id)
            .eq(tabs.iter().copied())
    })?;
    Ok(())
}

#[test]
fn keys_make_show_and_close_tabs() -> Outcome {
    e2e::run("tabs-keys", Options::default(), |desktop| {
        let (mut terminal, _) = open(desktop)?;
        let tabs = make_tabs(desktop, &mut terminal, 3)?;
        desktop.keyboard()?.tap(&[Modifier::Ctrl], "Tab")?;
        wait_for_tab(&mut terminal, tabs[0])?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "Tab")?;
        wait_for_tab(&mut terminal, tabs[2])?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "2")?;
        wait_for_tab(&mut terminal, tabs[1])?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "1")?;
        wait_for_tab(&mut terminal, tabs[0])?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "9")?;
        wait_for_tab(&mut terminal, tabs[2])?;
        desktop.keyboard()?.tap(&[Modifier::Ctrl], "Page_Up")?;
        wait_for_tab(&mut terminal, tabs[1])?;
        // The key moves the tab, which stays the one shown.
        desktop.keyboard()?.tap(CTRL_SHIFT, "Page_Down")?;
        wait_for_tabs(&mut terminal, &[tabs[0], tabs[2], tabs[1]])?;
        wait_for_tab(&mut terminal, tabs[1])?;
        // What is typed goes to the tab that is shown and to no other.
        desktop.keyboard()?.type_text("echo only here\n")?;
        let panes = terminal.panes()?;
        for pane in &panes {
            if pane.tab_id == tabs[1] {
                terminal.wait_for_text(pane.pane_id, "\nonly here\n")?;
            }
        }
        for pane in panes.iter().filter(|pane| pane.tab_id != tabs[1]) {
            let text = terminal.text(pane.pane_id)?;
            assert!(!text.contains("only"), "{text:?}");
        }
        desktop.keyboard()?.tap(CTRL_SHIFT, "w")?;
        wait_for_tabs(&mut terminal, &[tabs[0], tabs[2]])?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "w")?;
        terminal.wait_for_panes("one tab", |panes| panes.len() == 1)?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "w")?;
        let status = terminal.program().wait_exit(Duration::from_secs(20))?;
        assert!(status.success(), "{status}");
        assert_eq!(desktop.windows()?, []);
        Ok(())
    })
}

#[test]
fn clicks_show_close_and_make_tabs() -> Outcome {
    e2e::run("tabs-clicks", Options::default(), |desktop| {
        let (mut terminal, grid) = open(desktop)?;
        let tabs = make_tabs(desktop, &mut terminal, 3)?;
        for tab in [0, 1, 2, 0] {
            point_at_bar(desktop, &grid, tab * WIDTH + 5)?;
            desktop.pointer()?.click(Button::Left)?;
            wait_for_tab(&mut terminal, tabs[usize::try_from(tab).unwrap_or(0)])?;
        }
        // A click on bare bar shows no other tab and closes none.
        point_at_bar(desktop, &grid, 3 * WIDTH + 20)?;
        desktop.pointer()?.click(Button::Middle)?;
        // The button behind the tabs.
        point_at_bar(desktop, &grid, 3 * WIDTH + 1)?;
        desktop.pointer()?.click(Button::Left)?;
        let panes = terminal.wait_for_panes("a fourth tab", |panes| panes.len() == 4)?;
        let fourth = panes[3].tab_id;
        wait_for_tab(&mut terminal, fourth)?;
        // A middle click closes a tab, be it shown or not.
        point_at_bar(desktop, &grid, WIDTH + 5)?;
        desktop.pointer()?.click(Button::Middle)?;
        wait_for_tabs(&mut terminal, &[tabs[0], tabs[2], fourth])?;
        wait_for_tab(&mut terminal, fourth)?;
        point_at_bar(desktop, &grid, 2 * WIDTH + 5)?;
        desktop.pointer()?.click(Button::Middle)?;
        wait_for_tabs(&mut terminal, &[tabs[0], tabs[2]])
    })
}

#[test]
fn the_wheel_over_the_bar_goes_through_the_tabs() -> Outcome {
    e2e::run("tabs-wheel", Options::default(), |desktop| {
        let (mut terminal, grid) = open(desktop)?;
        let tabs = make_tabs(desktop, &mut terminal, 3)?;
        point_at_bar(desktop, &grid, 3 * WIDTH + 20)?;
        for expected in [tabs[1], tabs[0]] {
            desktop.pointer()?.wheel(Axis::Vertical, -1)?;
            wait_for_tab(&mut terminal, expected)?;
        }
        // It stops at the first one: one step back leads to the second.
        desktop.pointer()?.wheel(Axis::Vertical, -1)?;
        desktop.pointer()?.wheel(Axis::Vertical, 1)?;
        wait_for_tab(&mut terminal, tabs[1])?;
        desktop.pointer()?.wheel(Axis::Vertical, 1)?;
        wait_for_tab(&mut terminal, tabs[2])
    })
}

#[test]
fn a_second_window_belongs_to_the_same_process() -> Outcome {
    e2e::run("tabs-window", Options::default(), |desktop| {
        let (mut terminal, _) = open(desktop)?;
        let first = terminal.panes()?[0].clone();
        desktop.keyboard()?.tap(CTRL_SHIFT, "n")?;
        let panes = terminal.wait_for_panes("a second window", |panes| panes.len() == 2)?;
        assert_ne!(panes[0].window_id, panes[1].window_id);
        let second = panes.iter().find(|pane| pane.pane_id != first.pane_id);
        let second = second.map_or(first.pane_id, |pane| pane.pane_id);
        // Both are the process's own, side by side.
        let windows = terminal.wait("two windows", |_| {
            let windows = desktop.windows()?;
            Ok((windows.len() == 2 && windows.iter().any(|w| w.focused)).then_some(windows))
        })?;
        assert_eq!(windows[0].pid, windows[1].pid);
        terminal.wait("the second window to have the focus", |terminal| {
            Ok((terminal.focused_pane()? == second).then_some(()))
        })?;
        terminal.wait_for_text(second, e2e::PROMPT)?;
        desktop.keyboard()?.type_text("echo second\n")?;
        terminal.wait_for_text(second, "\nsecond\n")?;
        // Both panes are as large as their windows are now.
        terminal.wait("both panes to fill their windows", |terminal| {
            let mut sizes: Vec<(i32, i32)> = Vec::new();
            for window in desktop.windows()? {
                let (width, height) = terminal.panes()?[0].cell()?;
                sizes.push((window.rect.width / width, window.rect.height / height - 1));
            }
            let panes = terminal.panes()?;
            let mut found: Vec<(i32, i32)> = panes.iter().map(|p| (p.cols, p.rows)).collect();
            sizes.sort_unstable();
            found.sort_unstable();
            Ok((sizes == found).then_some(()))
        })?;
        desktop.keyboard()?.tap(&[Modifier::Ctrl], "d")?;
        terminal.wait_for_panes("one window", |panes| {
            panes.len() == 1 && panes[0].pane_id == first.pane_id
        })?;
        desktop.keyboard()?.type_text("echo first\n")?;
        terminal.wait_for_text(first.pane_id, "\nfirst\n")
    })
}

#[test]
fn closing_asks_when_a_program_would_be_lost() -> Outcome {
    e2e::run("tabs-confirm", Options::default(), |desktop| {
        let (mut terminal, _) = open(desktop)?;
        make_tabs(desktop, &mut terminal, 2)?;
        let pane = terminal.focused_pane()?;
        terminal.send(pane, "sleep 1000\n")?;
        let title = "the program to be known";
        terminal.wait(title, |terminal| {
            Ok((terminal.pane(pane)?.title == "sleep").then_some(()))
        })?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "w")?;
        desktop.keyboard()?.tap(&[], "n")?;
        // Had the question not been there, or "n" not been its answer, "n"
        // would be on the screen or the tab gone.
        desktop.keyboard()?.tap(CTRL_SHIFT, "w")?;
        desktop.keyboard()?.tap(&[], "Escape")?;
        desktop.keyboard()?.type_text("typed")?;
        terminal.wait_for_text(pane, "sleep 1000\ntyped")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "w")?;
        desktop.keyboard()?.tap(&[], "y")?;
        terminal.wait_for_panes("one tab", |panes| panes.len() == 1)?;
        Ok(())
    })
}

#[test]
fn the_configuration_says_what_would_be_lost() -> Outcome {
    e2e::run("tabs-stateful", Options::default(), |desktop| {
        let config = "local wezterm = require 'wezterm'
            wezterm.on('mux-is-process-stateful', function(process)
              if process.name == 'cat' then return true end
              if process.name == 'sleep' then return false end
            end)
            local c = dofile(wezterm.config_dir .. '/base.lua')
            -- Else it would not be asked about.
            c.skip_close_confirmation_for_processes_named = { 'cat', 'sh', 'dash' }
            return c";
        let mut terminal = Terminal::start(desktop, config, &["start"])?;
        make_tabs(desktop, &mut terminal, 2)?;
        let pane = terminal.focused_pane()?;
        for program in ["cat", "sleep 1000"] {
            terminal.send(pane, &format!("{program}\n"))?;
            let name = program.split(' ').next().unwrap_or_default();
            terminal.wait("the program to be known", |terminal| {
                Ok((terminal.pane(pane)?.title == name).then_some(()))
            })?;
            desktop.keyboard()?.tap(CTRL_SHIFT, "w")?;
            if name == "cat" {
                // Without the question "n" would be typed, or the tab gone.
                desktop.keyboard()?.tap(&[], "n")?;
                desktop.keyboard()?.type_text("still\n")?;
                terminal.wait_for_text(pane, "cat\nstill\nstill")?;
                desktop.keyboard()?.tap(&[Modifier::Ctrl], "d")?;
            }
        }
        // `sleep` went without a question.
        terminal.wait_for_panes("one tab", |panes| panes.len() == 1)?;
        Ok(())
    })
}
