//! Overlays that choose, ask and pick: driven by keys, clicks and the wheel,
//! read through `wezterm cli stats`.

use e2e::{Axis, Button, Modifier, Options, Outcome, Result, Terminal, ensure, wait_for_picture};

const CTRL: &[Modifier] = &[Modifier::Ctrl];
const CTRL_SHIFT: &[Modifier] = &[Modifier::Ctrl, Modifier::Shift];
const SPLIT: &[Modifier] = &[Modifier::Ctrl, Modifier::Shift, Modifier::Alt];

const CONFIG: &str = r#"
    local wezterm = require 'wezterm'
    local act = wezterm.action
    local config = dofile(wezterm.config_dir .. '/base.lua')

    -- Types what a callback was given into the pane.
    local function says(what)
      return wezterm.action_callback(function(_, pane, ...)
        local got = table.pack(...)
        for i = 1, got.n do got[i] = tostring(got[i]) end
        pane:send_text('# ' .. what .. ': ' .. table.concat(got, ' ') .. '\n')
      end)
    end

    local choices = {}
    for i = 1, 100000 do choices[i] = { label = 'choice ' .. i, id = 'id' .. i } end

    local function key(name, action)
      return { key = name, mods = 'CTRL|SHIFT', action = action }
    end
    config.keys = {
      key('a', act.ShowTabNavigator),
      key('b', act.ShowLauncherArgs { flags = 'LAUNCH_MENU_ITEMS|TABS|WORKSPACES', title = 'Mine' }),
      key('d', act.InputSelector { action = says 'chosen', choices = choices, title = 'Many' }),
      key('e', act.PromptInputLine {
        action = says 'line', description = 'Name?', initial_value = 'n',
      }),
      key('g', act.Confirmation { message = 'Really?', action = says 'yes', cancel = says 'no' }),
      key('h', act.PaneSelect { alphabet = 'xyz' }),
      key('i', act.PaneSelect { alphabet = 'xyz', mode = 'SwapWithActive' }),
      key('j', act.PaneSelect { alphabet = 'xyz', mode = 'MoveToNewTab' }),
    }
    config.launch_menu = { { label = 'From the menu', args = { 'sleep', '1000' } } }
    config.pane_select_bg_color = 'rgba(200, 30, 30, 1)'
    wezterm.on('augment-command-palette', function()
      return { { brief = 'My own command', doc = 'of the test', action = says 'mine' } }
    end)
    return config"#;

fn wait_for_tabs(terminal: &mut Terminal, count: usize) -> Result<Vec<u64>> {
    terminal.wait(&format!("{count} tabs"), |terminal| {
        let tabs = terminal.tabs()?;
        Ok((tabs.len() == count).then_some(tabs))
    })
}

fn wait_for_tab(terminal: &mut Terminal, tab: u64) -> Result<()> {
    terminal.wait(&format!("tab {tab} to be shown"), |terminal| {
        Ok((terminal.focused_tab()? == tab).then_some(()))
    })
}

#[test]
fn the_palette_finds_commands_by_a_few_letters() -> Outcome {
    e2e::run("overlay-palette", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        let pane = terminal.pane;
        desktop.keyboard()?.tap(CTRL_SHIFT, "p")?;
        let shown = terminal.wait_for_overlay("palette", "My own command")?;
        ensure!(shown.contains("New tab  Ctrl+Shift+T"), "{shown}");
        desktop.keyboard()?.type_text("myown")?;
        terminal.wait_for_overlay("palette", "> myown\nMy own command")?;
        desktop.keyboard()?.tap(&[], "Return")?;
        terminal.wait_for_text(pane, "# mine:")?;
        terminal.wait_for_no_overlay()?;
        // What was used last comes first.
        desktop.keyboard()?.tap(CTRL_SHIFT, "p")?;
        terminal.wait_for_overlay("palette", "> \nMy own command")?;
        desktop.keyboard()?.type_text("newtab")?;
        terminal.wait_for_overlay("palette", "New tab")?;
        desktop.keyboard()?.tap(&[], "Return")?;
        wait_for_tabs(&mut terminal, 2)?;
        // A click beside the panel leaves it.
        desktop.keyboard()?.tap(CTRL_SHIFT, "p")?;
        terminal.wait_for_overlay("palette", "> ")?;
        let grid = terminal.grid(desktop)?;
        let corner = grid.cell(0, grid.rows - 1);
        desktop.pointer()?.move_to(corner.x + 2, corner.y + 2)?;
        desktop.pointer()?.click(Button::Left)?;
        terminal.wait_for_no_overlay()
    })
}

#[test]
fn tabs_and_launchers_are_chosen_by_key_and_click() -> Outcome {
    e2e::run("overlay-launcher", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        let pane = terminal.pane;
        terminal.cli(&["spawn"])?;
        terminal.cli(&["spawn"])?;
        let tabs = wait_for_tabs(&mut terminal, 3)?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "a")?;
        terminal.wait_for_overlay("tabs", "3. * 3.")?;
        desktop.keyboard()?.type_text("1")?;
        wait_for_tab(&mut terminal, tabs[0])?;
        terminal.wait_for_no_overlay()?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "a")?;
        terminal.wait_for_overlay("tabs", "1. * 1.")?;
        desktop.keyboard()?.tap(&[], "Down")?;
        desktop.keyboard()?.tap(&[], "Return")?;
        wait_for_tab(&mut terminal, tabs[1])?;

        desktop.keyboard()?.tap(CTRL_SHIFT, "b")?;
        let shown = terminal.wait_for_overlay("launcher", "From the menu")?;
        ensure!(
            shown.starts_with("Mine") && shown.contains("Create new workspace"),
            "{shown}"
        );
        let row = shown
            .lines()
            .position(|line| line.contains("From the menu"));
        let grid = terminal.grid(desktop)?;
        let row = i32::try_from(row.unwrap_or_default())?;
        let cell = grid.cell(6, row);
        desktop.pointer()?.move_to(cell.x + 2, cell.y + 2)?;
        desktop.pointer()?.click(Button::Left)?;
        wait_for_tabs(&mut terminal, 4)?;
        terminal.wait_for_no_overlay()?;
        // Keys that choose nothing reach nobody.
        desktop.keyboard()?.tap(CTRL_SHIFT, "a")?;
        terminal.wait_for_overlay("tabs", "Tab navigator")?;
        desktop.keyboard()?.type_text("~")?;
        desktop.keyboard()?.tap(&[], "Escape")?;
        terminal.wait_for_no_overlay()?;
        ensure!(!terminal.text(pane)?.contains('~'));
        Ok(())
    })
}

#[test]
fn a_hundred_thousand_choices_are_searched_and_scrolled() -> Outcome {
    e2e::run("overlay-selector", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        let pane = terminal.pane;
        desktop.keyboard()?.tap(CTRL_SHIFT, "d")?;
        terminal.wait_for_overlay("selector", "Many  100000/100000")?;
        let grid = terminal.grid(desktop)?;
        let cell = grid.cell(5, 5);
        desktop.pointer()?.move_to(cell.x, cell.y)?;
        desktop.pointer()?.wheel(Axis::Vertical, 2)?;
        terminal.wait_for_overlay("selector", "choice 7")?;
        desktop.keyboard()?.tap(CTRL, "End")?;
        terminal.wait_for_overlay("selector", "choice 100000")?;
        desktop.keyboard()?.type_text("/")?;
        terminal.wait_for_overlay("selector", "Fuzzy matching: ")?;
        desktop.keyboard()?.type_text("9999")?;
        terminal.wait_for_overlay("selector", "Many  46/100000")?;
        desktop.keyboard()?.type_text("8")?;
        terminal.wait_for_overlay("selector", "Fuzzy matching: 99998\nchoice 99998")?;
        desktop.keyboard()?.tap(&[], "Return")?;
        terminal.wait_for_text(pane, "# chosen: id99998 choice 99998")?;
        // Escape is told, too.
        desktop.keyboard()?.tap(CTRL_SHIFT, "d")?;
        terminal.wait_for_overlay("selector", "Many")?;
        desktop.keyboard()?.tap(&[], "Escape")?;
        terminal.wait_for_text(pane, "# chosen: nil nil")
    })
}

#[test]
fn lines_and_answers_reach_their_callbacks() -> Outcome {
    e2e::run("overlay-prompt", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        let pane = terminal.pane;
        desktop.keyboard()?.tap(CTRL_SHIFT, "e")?;
        terminal.wait_for_overlay("prompt", "Name?\n> n")?;
        // Not of the US layout: as an input method or another layout types it.
        desktop.keyboard()?.type_text("ame é漢")?;
        terminal.wait_for_overlay("prompt", "> name é漢")?;
        desktop.keyboard()?.tap(&[], "Return")?;
        terminal.wait_for_text(pane, "# line: name é漢")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "e")?;
        terminal.wait_for_overlay("prompt", "> n")?;
        desktop.keyboard()?.tap(&[], "Escape")?;
        terminal.wait_for_text(pane, "# line: nil")?;

        desktop.keyboard()?.tap(CTRL_SHIFT, "g")?;
        terminal.wait_for_overlay("confirmation", "Really?")?;
        desktop.keyboard()?.type_text("y")?;
        terminal.wait_for_text(pane, "# yes:")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "g")?;
        terminal.wait_for_overlay("confirmation", "Really?")?;
        desktop.keyboard()?.tap(&[], "Escape")?;
        terminal.wait_for_text(pane, "# no:")
    })
}

#[test]
fn panes_are_chosen_swapped_and_moved_by_letters() -> Outcome {
    e2e::run("overlay-panes", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        let left = terminal.pane;
        desktop.keyboard()?.tap(SPLIT, "5")?;
        let panes = terminal.wait_for_panes("a split", |panes| panes.len() == 2)?;
        let right = panes
            .iter()
            .map(|p| p.pane_id)
            .find(|id| *id != left)
            .unwrap_or(left);
        let wait_for_focus = |terminal: &mut Terminal, pane| {
            terminal.wait("the focus", move |terminal| {
                Ok((terminal.focused_pane()? == pane).then_some(()))
            })
        };
        wait_for_focus(&mut terminal, right)?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "h")?;
        terminal.wait_for_overlay("panes", &format!("{left} x"))?;
        // The labels are to be seen.
        let area = terminal.windows(desktop)?.remove(0).rect;
        wait_for_picture(desktop, "red over the panes", area, |shot| {
            let red = shot.count_near(e2e::Pixel(200, 30, 30), 5);
            ensure!(red * 2 > shot.pixels().count(), "{red} red pixels");
            Ok(())
        })?;
        desktop.keyboard()?.type_text("x")?;
        wait_for_focus(&mut terminal, left)?;
        terminal.wait_for_no_overlay()?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "i")?;
        terminal.wait_for_overlay("panes", &format!("{right} y"))?;
        desktop.keyboard()?.type_text("y")?;
        terminal.wait_for_panes("the swap", |panes| panes[0].pane_id == right)?;
        wait_for_focus(&mut terminal, right)?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "j")?;
        terminal.wait_for_overlay("panes", &format!("{left} y"))?;
        desktop.keyboard()?.type_text("y")?;
        wait_for_tabs(&mut terminal, 2)?;
        wait_for_focus(&mut terminal, left)
    })
}

#[test]
fn characters_are_found_by_name_and_typed() -> Outcome {
    e2e::run("overlay-characters", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        let pane = terminal.pane;
        desktop.keyboard()?.tap(CTRL_SHIFT, "u")?;
        terminal.wait_for_overlay("characters", "grinning face")?;
        desktop.keyboard()?.type_text("greek small letter omega")?;
        terminal.wait_for_overlay("characters", "ω  greek small letter omega")?;
        desktop.keyboard()?.tap(&[], "Return")?;
        terminal.wait_for_text(pane, "ready> ω")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "u")?;
        terminal.wait_for_overlay("characters", "Recently used")?;
        desktop.keyboard()?.tap(&[], "Return")?;
        terminal.wait_for_text(pane, "ready> ωω")
    })
}
