//! What a user does to the tab bar with the pointer: drag, rename, scroll, and
//! the bar at other sides of the window.

use e2e::{
    Axis, Button, Desktop, Grid, Modifier, Options, Outcome, Pixel, Rect, Result, Terminal,
    Wezterm, bail, ensure, wait_for_color, wait_for_picture,
};
use std::time::{Duration, Instant};

const TITLES: &str = include_str!("../configs/titles.lua");
const WIDE: &str = include_str!("../configs/wide-titles.lua");
const WIDTH: i32 = 10;
const ACTIVE: Pixel = Pixel(0xc0, 0x40, 0x20);

fn make_tabs(desktop: &mut Desktop, terminal: &mut Terminal, count: usize) -> Result<Vec<u64>> {
    for tabs in terminal.tabs()?.len() + 1..=count {
        desktop
            .keyboard()?
            .tap(&[Modifier::Ctrl, Modifier::Shift], "t")?;
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

fn wait_for_order(terminal: &mut Terminal, tabs: &[u64]) -> Result<()> {
    let wanted = tabs.to_vec();
    terminal.wait(&format!("the tabs to be {tabs:?}"), |terminal| {
        Ok((terminal.tabs()? == wanted).then_some(()))
    })
}

fn point_at(desktop: &mut Desktop, area: Rect) -> Result<()> {
    let (x, y) = (area.x + area.width / 2, area.y + area.height / 2);
    desktop.pointer()?.move_to(x, y)
}

fn title_of(terminal: &Wezterm, tab: u64) -> Result<String> {
    let list = terminal.cli_json(&["list", "--format", "json"])?;
    let rows = list.as_array().cloned().unwrap_or_default();
    let row = rows.iter().find(|row| row["tab_id"] == tab);
    Ok(row
        .and_then(|row| row["tab_title"].as_str())
        .unwrap_or_default()
        .to_owned())
}

fn wait_for_title(terminal: &mut Terminal, tab: u64, wanted: &str) -> Result<()> {
    terminal.wait(&format!("tab {tab} to be called {wanted:?}"), |terminal| {
        Ok((title_of(terminal, tab)? == wanted).then_some(()))
    })
}

#[test]
fn a_tab_is_dragged_to_its_place() -> Outcome {
    e2e::run("tab-bar-drag", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, TITLES)?;
        let grid = terminal.grid(desktop)?;
        let tabs = make_tabs(desktop, &mut terminal, 4)?;
        // The first tab goes behind the third, as the pointer passes them.
        point_at(desktop, grid.bar(5, 1))?;
        desktop.pointer()?.press(Button::Left)?;
        wait_for_tab(&mut terminal, tabs[0])?;
        for (col, order) in [
            (WIDTH + 7, [tabs[1], tabs[0], tabs[2], tabs[3]]),
            (2 * WIDTH + 7, [tabs[1], tabs[2], tabs[0], tabs[3]]),
        ] {
            point_at(desktop, grid.bar(col, 1))?;
            wait_for_order(&mut terminal, &order)?;
        }
        desktop.pointer()?.release(Button::Left)?;
        // It is still the one shown, and nothing follows the pointer now.
        point_at(desktop, grid.bar(1, 1))?;
        wait_for_tab(&mut terminal, tabs[0])?;
        wait_for_color(desktop, "the dragged tab", grid.bar(2 * WIDTH, 2), ACTIVE)?;
        wait_for_order(&mut terminal, &[tabs[1], tabs[2], tabs[0], tabs[3]])?;

        // Another goes to the front; Escape takes it back.
        point_at(desktop, grid.bar(3 * WIDTH + 5, 1))?;
        desktop.pointer()?.press(Button::Left)?;
        point_at(desktop, grid.bar(1, 1))?;
        wait_for_order(&mut terminal, &[tabs[3], tabs[1], tabs[2], tabs[0]])?;
        desktop.keyboard()?.tap(&[], "Escape")?;
        wait_for_order(&mut terminal, &[tabs[1], tabs[2], tabs[0], tabs[3]])?;
        desktop.pointer()?.release(Button::Left)?;
        wait_for_color(desktop, "it where it was", grid.bar(3 * WIDTH, 2), ACTIVE)?;

        // A click that shakes a little is a click.
        let (x, y) = (grid.bar(5, 1).x, grid.bar(5, 1).y + 3);
        desktop.pointer()?.move_to(x, y)?;
        desktop.pointer()?.press(Button::Left)?;
        desktop.pointer()?.move_to(x + 4, y + 2)?;
        desktop.pointer()?.release(Button::Left)?;
        wait_for_tab(&mut terminal, tabs[1])?;
        wait_for_order(&mut terminal, &[tabs[1], tabs[2], tabs[0], tabs[3]])
    })
}

fn double_click(desktop: &mut Desktop, area: Rect) -> Result<()> {
    point_at(desktop, area)?;
    desktop.pointer()?.click(Button::Left)?;
    desktop.pointer()?.click(Button::Left)
}

/// Whether a tab's field is shown: nothing else in the bar has the colour of its
/// cursor.
fn shows_field(desktop: &Desktop, grid: &Grid) -> Result<bool> {
    let bar = desktop.screenshot()?.crop(grid.bar(0, 3 * WIDTH));
    Ok(bar.count_near(Pixel(0x52, 0xad, 0x70), 3) > 20)
}

/// Opens the field of the tab at this column. On a busy machine the second
/// click may come too late to make a double one; then it is tried again.
fn open_field(desktop: &mut Desktop, grid: &Grid, col: i32) -> Result<()> {
    const ONE_TRY: Duration = Duration::from_secs(3);
    // A click is for what is shown, and the last field is wider than its tab.
    desktop.wait_for("no field", || {
        Ok((!shows_field(desktop, grid)?).then_some(()))
    })?;
    for _ in 0..10 {
        double_click(desktop, grid.bar(col, 1))?;
        let tried = Instant::now();
        while tried.elapsed() < ONE_TRY {
            if shows_field(desktop, grid)? {
                return Ok(());
            }
        }
    }
    bail!("no field after ten double clicks on column {col} of the bar")
}

#[test]
fn a_double_click_renames_a_tab() -> Outcome {
    e2e::run("tab-bar-rename", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, TITLES)?;
        let grid = terminal.grid(desktop)?;
        let tabs = make_tabs(desktop, &mut terminal, 2)?;
        let pane = terminal.pane;
        open_field(desktop, &grid, 5)?;
        desktop.keyboard()?.type_text("work")?;
        // A click puts the cursor before the first letter.
        point_at(desktop, grid.bar(1, 1))?;
        desktop.pointer()?.click(Button::Left)?;
        desktop.keyboard()?.type_text("my ")?;
        desktop.keyboard()?.tap(&[], "Return")?;
        wait_for_title(&mut terminal, tabs[0], "my work")?;
        wait_for_tab(&mut terminal, tabs[0])?;
        // The keys were the field's alone, and go to the program again.
        desktop.keyboard()?.type_text("echo back")?;
        terminal.wait_for_text(pane, "ready> echo back")?;
        ensure!(
            !terminal.text(pane)?.contains("work"),
            "typed into the shell"
        );

        // Escape keeps the title.
        open_field(desktop, &grid, 5)?;
        desktop.keyboard()?.type_text("nothing")?;
        desktop.keyboard()?.tap(&[], "Escape")?;
        // A click elsewhere takes it.
        open_field(desktop, &grid, WIDTH + 5)?;
        desktop.keyboard()?.type_text("other")?;
        point_at(desktop, grid.pane())?;
        desktop.pointer()?.click(Button::Left)?;
        wait_for_title(&mut terminal, tabs[1], "other")?;
        ensure!(title_of(&terminal, tabs[0])? == "my work", "Escape renamed");

        // So does the loss of the focus.
        open_field(desktop, &grid, WIDTH + 5)?;
        desktop.keyboard()?.type_text("left")?;
        desktop.sway("workspace elsewhere")?;
        wait_for_title(&mut terminal, tabs[1], "left")?;
        desktop.sway("workspace back_and_forth")?;
        wait_for_color(desktop, "the tab again", grid.bar(WIDTH, 2), ACTIVE)?;

        // Nothing is the automatic title.
        open_field(desktop, &grid, 5)?;
        desktop.keyboard()?.tap(&[], "BackSpace")?;
        desktop.keyboard()?.tap(&[], "Return")?;
        wait_for_title(&mut terminal, tabs[0], "")
    })
}

#[test]
fn a_double_click_on_the_bare_bar_opens_a_tab() -> Outcome {
    e2e::run("tab-bar-bare", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, TITLES)?;
        let grid = terminal.grid(desktop)?;
        double_click(desktop, grid.bar(50, 1))?;
        terminal.wait_for_panes("another tab", |panes| panes.len() == 2)?;
        Ok(())
    })
}

#[test]
fn a_bar_that_is_too_short_scrolls() -> Outcome {
    e2e::run("tab-bar-scrolls", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, WIDE)?;
        let grid = terminal.grid(desktop)?;
        // Seven tabs, of which less than four fit; the mark takes two columns.
        let fit = (grid.cols - 3 - 4) / 40;
        ensure!((1..4).contains(&fit), "a window of {} columns", grid.cols);
        let tabs = make_tabs(desktop, &mut terminal, 7)?;
        // The newest is active and in view, at the end.
        let end = grid.cols - 3 - 2;
        let (first, last) = (grid.bar(2 + 10, 20), grid.bar(end - 15, 10));
        wait_for_color(desktop, "the last tab", last, ACTIVE)?;
        // Sideways, the wheel scrolls; the tab that is shown stays.
        let ground = |place: u8| Pixel(0, 16 * place, 0x80);
        point_at(desktop, first)?;
        desktop.pointer()?.wheel(Axis::Horizontal, -9)?;
        wait_for_color(desktop, "the first tab", first, ground(0))?;
        wait_for_tab(&mut terminal, tabs[6])?;
        desktop.pointer()?.click(Button::Left)?;
        wait_for_tab(&mut terminal, tabs[0])?;
        wait_for_color(desktop, "the first tab", first, ACTIVE)?;
        // Another tab that becomes active comes into view.
        terminal.cli(&["activate-tab", "--tab-index", "6"])?;
        wait_for_color(desktop, "the last tab", last, ACTIVE)?;
        // Keys scroll.
        desktop.keyboard()?.tap(&[], "F5")?;
        wait_for_color(desktop, "the first tab", first, ground(0))?;
        desktop.keyboard()?.tap(&[], "F6")?;
        wait_for_color(desktop, "the second tab", first, ground(1))?;
        // So do the marks: by half of what is in view, at least one.
        point_at(desktop, grid.bar(end, 1))?;
        desktop.pointer()?.click(Button::Left)?;
        point_at(desktop, grid.pane())?;
        wait_for_picture(desktop, "a later tab", first, |shot| {
            let color = shot.uniform().unwrap_or(ground(0));
            ensure!((2..6).any(|place| color == ground(place)), "{color:?}");
            Ok(())
        })?;
        // A tab that is dragged past the end goes on.
        desktop.keyboard()?.tap(&[], "F5")?;
        wait_for_color(desktop, "the first tab", first, ground(0))?;
        point_at(desktop, first)?;
        desktop.pointer()?.press(Button::Left)?;
        wait_for_tab(&mut terminal, tabs[0])?;
        point_at(desktop, grid.bar(end + 2, 1))?;
        let mut order = tabs[1..].to_vec();
        order.push(tabs[0]);
        wait_for_order(&mut terminal, &order)?;
        desktop.pointer()?.release(Button::Left)?;
        wait_for_color(desktop, "the dragged tab", last, ACTIVE)
    })
}

#[test]
fn the_wheel_scrolls_where_it_does_not_change_tabs() -> Outcome {
    let config = format!(
        "{}\nconfig.mouse_wheel_scrolls_tabs = false\nreturn config",
        WIDE.trim_end().trim_end_matches("return config"),
    );
    e2e::run("tab-bar-wheel", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, &config)?;
        let grid = terminal.grid(desktop)?;
        let tabs = make_tabs(desktop, &mut terminal, 6)?;
        let first = grid.bar(2 + 10, 20);
        point_at(desktop, first)?;
        desktop.pointer()?.wheel(Axis::Vertical, -9)?;
        wait_for_color(desktop, "the first tab", first, Pixel(0, 0, 0x80))?;
        desktop.pointer()?.wheel(Axis::Vertical, 1)?;
        wait_for_color(desktop, "the second tab", first, Pixel(0, 16, 0x80))?;
        wait_for_tab(&mut terminal, tabs[5])
    })
}

/// The bar at a side: geometry, clicks and drags.
#[test]
fn tabs_stand_below_each_other() -> Outcome {
    for (side, fancy) in [("Left", false), ("Right", false), ("Left", true)] {
        let config = format!(
            "{}\nconfig.tab_bar_position = '{side}'\nconfig.use_fancy_tab_bar = {fancy}\n\
             config.tab_bar_width = 20\nreturn config",
            TITLES.trim_end().trim_end_matches("return config"),
        );
        let name = format!("tab-bar-{side}-{fancy}");
        e2e::run(&name, Options::default(), |desktop| {
            side_bar(desktop, &config, side == "Right", fancy)
        })?;
    }
    Ok(())
}

fn side_bar(desktop: &mut Desktop, config: &str, right: bool, fancy: bool) -> Result<()> {
    let mut terminal = Terminal::open(desktop, config)?;
    let window = terminal.windows(desktop)?[0].rect;
    let pane = terminal.pane(terminal.pane)?;
    let (w, h) = pane.cell()?;
    // The whole height is the grid's, and its width less the bar's.
    ensure!(pane.rows == window.height / h, "{} rows", pane.rows);
    ensure!(pane.cols == window.width / w - 20, "{} columns", pane.cols);
    let tabs = make_tabs(desktop, &mut terminal, 3)?;
    let bar_x = if right {
        window.x + window.width - 20 * w
    } else {
        window.x
    };
    // The active tab is the third of equal rows.
    let bar = Rect::new(bar_x, window.y, 20 * w, window.height);
    let mut found = None;
    wait_for_picture(desktop, "the active tab", bar, |shot| {
        ensure!(
            shot.bounds_near(ACTIVE, 3).is_some_and(|b| b.y > h),
            "not yet"
        );
        Ok(())
    })?;
    if let Some(bounds) = desktop.screenshot()?.crop(bar).bounds_near(ACTIVE, 3) {
        found = Some(bounds.y + bounds.height / 2);
    }
    let third = found.unwrap_or(0);
    let row = if fancy { third * 2 / 5 } else { h };
    let place = |tab: i32| Rect::new(bar_x + 2 * w, bar.y + third - (2 - tab) * row, 4, 2);
    point_at(desktop, place(0))?;
    desktop.pointer()?.click(Button::Left)?;
    wait_for_tab(&mut terminal, tabs[0])?;
    // Down by drag.
    desktop.pointer()?.press(Button::Left)?;
    point_at(desktop, place(1))?;
    point_at(
        desktop,
        Rect::new(bar_x + 2 * w, bar.y + third + row / 4, 4, 2),
    )?;
    wait_for_order(&mut terminal, &[tabs[1], tabs[2], tabs[0]])?;
    desktop.pointer()?.release(Button::Left)?;
    // The grid's mouse coordinates start behind the bar.
    terminal.cli(&["split-pane", "--horizontal"])?;
    let panes = terminal.wait_for_panes("a split", |panes| panes.len() == 4)?;
    let split: Vec<_> = panes.iter().filter(|p| p.tab_id == tabs[0]).collect();
    let grid_x = if right { window.x } else { window.x + 20 * w };
    desktop.pointer()?.move_to(grid_x + w, window.y + 5 * h)?;
    desktop.pointer()?.click(Button::Left)?;
    let left = split[0].pane_id;
    terminal.wait("the left pane to be active", |terminal| {
        Ok((terminal.focused_pane()? == left).then_some(()))
    })
}

#[test]
fn a_tooltip_tells_the_directory() -> Outcome {
    e2e::run("tab-bar-tooltip", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, TITLES)?;
        let grid = terminal.grid(desktop)?;
        let area = grid.cells(0, 0, 30);
        point_at(desktop, grid.pane())?;
        let before = desktop.screenshot()?.crop(area);
        point_at(desktop, grid.bar(5, 1))?;
        let border = Pixel(0x44, 0x44, 0x44);
        wait_for_picture(desktop, "the tooltip", area, |shot| {
            ensure!(shot.count_near(border, 3) > 40, "no border");
            Ok(())
        })?;
        // It goes with the pointer.
        point_at(desktop, grid.pane())?;
        wait_for_picture(desktop, "no tooltip", area, |shot| {
            ensure!(shot.difference(&before, 3) == Some(0), "still there");
            Ok(())
        })
    })
}

#[test]
fn a_bell_marks_a_tab_until_it_is_shown() -> Outcome {
    let config = "local config = dofile(require('wezterm').config_dir .. '/base.lua')
        config.colors = { brights = { '#000000', '#000000', '#000000', '#fe01fe', '#0101fe',
            '#000000', '#000000', '#000000' } }
        return config";
    e2e::run("tab-bar-bell", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, config)?;
        let grid = terminal.grid(desktop)?;
        let pane = terminal.pane;
        let tabs = make_tabs(desktop, &mut terminal, 2)?;
        let count = |color| move |shot: &e2e::Screenshot| shot.count_near(color, 60);
        let (bell, unseen) = (count(Pixel(0xfe, 1, 0xfe)), count(Pixel(1, 1, 0xfe)));
        terminal.send(pane, "echo something\n")?;
        wait_for_picture(desktop, "a mark of output", grid.bar(0, 2), |shot| {
            ensure!(
                unseen(shot) > 4 && bell(shot) == 0,
                "{} pixels",
                unseen(shot)
            );
            Ok(())
        })?;
        terminal.send(pane, "printf '\\a'\n")?;
        wait_for_picture(desktop, "a mark of the bell", grid.bar(0, 2), |shot| {
            ensure!(bell(shot) > 4, "{} pixels", bell(shot));
            Ok(())
        })?;
        terminal.cli(&["activate-tab", "--tab-index", "0"])?;
        wait_for_tab(&mut terminal, tabs[0])?;
        terminal.cli(&["activate-tab", "--tab-index", "1"])?;
        wait_for_tab(&mut terminal, tabs[1])?;
        wait_for_picture(desktop, "no mark", grid.bar(0, 2), |shot| {
            ensure!(bell(shot) + unseen(shot) == 0, "marked");
            Ok(())
        })
    })
}

#[test]
fn a_callback_s_title_has_a_line_of_progress() -> Outcome {
    e2e::run("tab-bar-progress", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, TITLES)?;
        let grid = terminal.grid(desktop)?;
        terminal.shell("printf '\\033]9;4;1;50\\033\\\\'")?;
        let bar = grid.bar(0, WIDTH);
        let edge = Rect::new(bar.x, bar.y + bar.height - 2, bar.width, 2);
        wait_for_picture(desktop, "half a line", edge, |shot| {
            let first = shot.pixel(0, 1).unwrap_or(Pixel(0, 0, 0));
            let width = (0..u32::try_from(bar.width).unwrap_or(0))
                .take_while(|x| shot.pixel(*x, 1).is_some_and(|p| p.is_near(first, 3)))
                .count();
            ensure!(!first.is_near(ACTIVE, 30), "no line");
            let half = usize::try_from(bar.width / 2).unwrap_or(0);
            ensure!(width.abs_diff(half) <= 2, "{width} of {} pixels", bar.width);
            Ok(())
        })
    })
}

#[test]
fn tabs_are_moved_and_named_by_keys_and_commands() -> Outcome {
    let config = format!(
        "{}\nlocal act = require('wezterm').action\nconfig.keys = {{
            {{ key = 'F1', action = act.ActivateTab(-2) }},
            {{ key = 'F2', action = act.ActivateLastTab }},
            {{ key = 'F3', action = act.MoveTab(0) }},
            {{ key = 'F4', action = act.MoveTabRelative(1) }},
            {{ key = 'F5', action = act.ActivateTab(9) }},
        }}\nreturn config",
        TITLES.trim_end().trim_end_matches("return config"),
    );
    e2e::run("tab-bar-keys", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, &config)?;
        let tabs = make_tabs(desktop, &mut terminal, 3)?;
        desktop.keyboard()?.tap(&[], "F1")?;
        wait_for_tab(&mut terminal, tabs[1])?;
        desktop.keyboard()?.tap(&[], "F5")?;
        desktop.keyboard()?.tap(&[], "F2")?;
        wait_for_tab(&mut terminal, tabs[2])?;
        desktop.keyboard()?.tap(&[], "F3")?;
        wait_for_order(&mut terminal, &[tabs[2], tabs[0], tabs[1]])?;
        desktop.keyboard()?.tap(&[], "F4")?;
        wait_for_order(&mut terminal, &[tabs[0], tabs[2], tabs[1]])?;
        let id = tabs[2].to_string();
        terminal.cli(&["set-tab-title", "--tab-id", &id, "named"])?;
        wait_for_title(&mut terminal, tabs[2], "named")
    })
}

#[test]
fn the_bar_holds_the_window_s_buttons_where_asked() -> Outcome {
    let config = format!(
        "{}\nconfig.window_decorations = 'INTEGRATED_BUTTONS|RESIZE'\n\
         config.integrated_title_buttons = {{ 'Close' }}\nreturn config",
        TITLES.trim_end().trim_end_matches("return config"),
    );
    e2e::run("tab-bar-buttons", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, &config)?;
        let grid: Grid = terminal.grid(desktop)?;
        // A double click on the bare bar is the title bar's, not a new tab.
        double_click(desktop, grid.bar(50, 1))?;
        let name = terminal.tabs()?;
        ensure!(name.len() == 1, "{name:?}");
        point_at(desktop, grid.bar(grid.cols - 2, 1))?;
        desktop.pointer()?.click(Button::Left)?;
        let status = terminal
            .program()
            .wait_exit(std::time::Duration::from_secs(20))?;
        ensure!(status.success(), "{status}");
        Ok(())
    })
}

#[test]
fn lua_names_tabs_and_writes_statuses() -> Outcome {
    let config = format!(
        "{}
wezterm.on('name-it', function(window, pane)
  local format = function(color)
    return wezterm.format {{ {{ Background = {{ Color = color }} }}, {{ Text = '      ' }} }}
  end
  window:set_left_status(format '#801080')
  window:set_right_status(format '#108080')
  pane:tab():set_title 'from lua'
end)
config.keys = {{ {{ key = 'F1', action = wezterm.action.EmitEvent 'name-it' }} }}
return config",
        TITLES.trim_end().trim_end_matches("return config"),
    );
    e2e::run("tab-bar-statuses", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, &config)?;
        let grid = terminal.grid(desktop)?;
        let tab = terminal.tabs()?[0];
        desktop.keyboard()?.tap(&[], "F1")?;
        wait_for_title(&mut terminal, tab, "from lua")?;
        let left = grid.bar(0, 6);
        wait_for_color(desktop, "the left status", left, Pixel(0x80, 0x10, 0x80))?;
        wait_for_color(desktop, "the tab behind it", grid.bar(6, 2), ACTIVE)?;
        let right = grid.bar(grid.cols - 6, 6);
        wait_for_color(desktop, "the right status", right, Pixel(0x10, 0x80, 0x80))
    })
}

#[test]
fn dragging_the_bare_bar_moves_the_window() -> Outcome {
    e2e::run("tab-bar-window-drag", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, TITLES)?;
        let window = terminal.windows(desktop)?[0].clone();
        let placed = desktop.place(&window, Rect::new(100, 100, 700, 400))?;
        let (x, y) = (placed.rect.x + 400, placed.rect.y + 8);
        desktop.pointer()?.move_to(x, y)?;
        desktop.pointer()?.press(Button::Left)?;
        // The window follows once the desktop has it: so the pointer goes on.
        let mut step = 0;
        terminal.wait("the window to follow the pointer", |_| {
            step = (step + 5) % 200;
            desktop.pointer()?.move_to(x + 20 + step, y)?;
            let windows = desktop.windows()?;
            let moved = windows.iter().any(|w| w.rect.x > placed.rect.x + 20);
            Ok(moved.then_some(()))
        })?;
        desktop.pointer()?.release(Button::Left)
    })
}
