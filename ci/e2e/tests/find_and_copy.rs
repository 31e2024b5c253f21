//! Search, copy mode and quick select, by keys; scroll bars by the pointer.

use e2e::{
    Button, Desktop, Modifier, Options, Outcome, Result, Terminal, ensure, wait_for_picture,
};

const CTRL: &[Modifier] = &[Modifier::Ctrl];
const SHIFT: &[Modifier] = &[Modifier::Shift];
const CTRL_SHIFT: &[Modifier] = &[Modifier::Ctrl, Modifier::Shift];

const CONFIG: &str = r#"
    local wezterm = require 'wezterm'
    local act = wezterm.action
    local config = dofile(wezterm.config_dir .. '/base.lua')
    config.scrollback_lines = 50000
    config.enable_scroll_bar = true
    config.colors = {
      copy_mode_active_highlight_bg = { Color = 'rgb(220, 10, 10)' },
      copy_mode_inactive_highlight_bg = { Color = 'rgb(10, 10, 220)' },
      scrollbar_thumb = 'rgb(10, 220, 10)',
    }
    config.keys = {
      { key = 's', mods = 'CTRL|SHIFT', action = act.QuickSelectArgs {
        patterns = { 'w[0-9]+' }, label = 'tell',
        action = wezterm.action_callback(function(window, pane)
          pane:send_text('# told ' .. window:get_selection_text_for_pane(pane) .. '\n')
        end),
      } },
    }
    return config"#;

/// Pastes the clipboard into the pane, and waits for a text there.
fn paste(terminal: &mut Terminal, desktop: &mut Desktop, wanted: &str) -> Result<()> {
    let pane = terminal.pane;
    desktop.keyboard()?.tap(CTRL_SHIFT, "v")?;
    terminal.wait_for_text(pane, wanted)
}

#[test]
fn a_search_counts_matches_and_goes_between_them() -> Outcome {
    e2e::run("find-search", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        let pane = terminal.pane;
        terminal.shell("seq -f 'number %g is here' 20000")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "f")?;
        terminal.wait_for_overlay("search", "pattern \n")?;
        desktop.keyboard()?.type_text("number 1234")?;
        // 1234 and 12340 to 12349; the last is the nearest.
        terminal.wait_for_overlay("search", "11/11 matches")?;
        let grid = terminal.grid(desktop)?;
        wait_for_picture(desktop, "the matches", grid.pane(), |shot| {
            let near = |r, g, b| shot.count_near(e2e::Pixel(r, g, b), 5);
            let (active, others) = (near(220, 10, 10), near(10, 10, 220));
            ensure!(
                active > 100 && others > 1000,
                "{active} and {others} pixels"
            );
            Ok(())
        })?;
        desktop.keyboard()?.tap(&[], "Return")?;
        terminal.wait_for_overlay("search", "10/11 matches")?;
        desktop.keyboard()?.tap(CTRL, "n")?;
        desktop.keyboard()?.tap(CTRL, "n")?;
        terminal.wait_for_overlay("search", "1/11 matches")?;
        desktop.keyboard()?.tap(CTRL, "u")?;
        desktop.keyboard()?.type_text("NUMBER 77$")?;
        terminal.wait_for_overlay("search", "0/0 matches")?;
        desktop.keyboard()?.tap(CTRL, "r")?;
        terminal.wait_for_overlay("search", "ignore-case")?;
        desktop.keyboard()?.tap(CTRL, "r")?;
        terminal.wait_for_overlay("search", "0/0 matches · regex")?;
        desktop.keyboard()?.tap(CTRL, "u")?;
        desktop.keyboard()?.type_text("number (77|78) ")?;
        terminal.wait_for_overlay("search", "2/2 matches · regex")?;
        // Output goes on meanwhile and is found.
        terminal.send(pane, "echo number 77 again\n")?;
        terminal.wait_for_overlay("search", "2/4 matches · regex")?;
        // The match is selected: it can be copied.
        desktop.keyboard()?.tap(CTRL_SHIFT, "c")?;
        desktop.keyboard()?.tap(&[], "Escape")?;
        terminal.wait_for_no_overlay()?;
        paste(&mut terminal, desktop, "ready> number 78")
    })
}

#[test]
fn copy_mode_moves_selects_and_copies() -> Outcome {
    e2e::run("find-copy", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        terminal.shell("clear; echo alpha beta gamma; echo one two three")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "x")?;
        terminal.wait_for_overlay("copy_mode", "cursor ")?;
        // Up to `one two three`, over the prompt's echo of the line's end.
        let before = terminal
            .overlay()?
            .map(|(_, text)| text)
            .unwrap_or_default();
        desktop.keyboard()?.type_text("k")?;
        terminal.wait("the cursor to move", |terminal| {
            let now = terminal.overlay()?.map(|(_, text)| text);
            Ok((now != Some(before.clone())).then_some(()))
        })?;
        desktop.keyboard()?.type_text("k0wve")?;
        desktop.keyboard()?.type_text("y")?;
        terminal.wait_for_no_overlay()?;
        paste(&mut terminal, desktop, "ready> two")?;
        // Lines, and a jump; keys without a meaning reach nobody.
        desktop.keyboard()?.tap(CTRL, "u")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "x")?;
        terminal.wait_for_overlay("copy_mode", "cursor ")?;
        desktop.keyboard()?.type_text("kkz0ftv$y")?;
        terminal.wait_for_no_overlay()?;
        paste(&mut terminal, desktop, "ready> two three")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "x")?;
        terminal.wait_for_overlay("copy_mode", "cursor ")?;
        desktop.keyboard()?.tap(&[], "Escape")?;
        terminal.wait_for_no_overlay()
    })
}

#[test]
fn quick_select_copies_pastes_and_tells() -> Outcome {
    e2e::run("find-quick", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        let pane = terminal.pane;
        terminal.shell("clear; echo see https://example.com/path and w17")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "space")?;
        let shown = terminal.wait_for_overlay("quick_select", "https://example.com/path")?;
        let label = shown
            .lines()
            .find(|line| line.ends_with(" https://example.com/path"))
            .and_then(|line| line.split(' ').next())
            .unwrap_or_default()
            .to_owned();
        // A capital pastes.
        for letter in label.chars() {
            desktop.keyboard()?.tap(SHIFT, &letter.to_string())?;
        }
        terminal.wait_for_text(pane, "ready> https://example.com/path")?;
        terminal.wait_for_no_overlay()?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "s")?;
        terminal.wait_for_overlay("quick_select", "a w17")?;
        desktop.keyboard()?.type_text("a")?;
        terminal.wait_for_text(pane, "# told w17")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "space")?;
        terminal.wait_for_overlay("quick_select", "https://example.com/path")?;
        desktop.keyboard()?.tap(&[], "Escape")?;
        terminal.wait_for_no_overlay()
    })
}

#[test]
fn the_thumb_of_the_scroll_bar_is_dragged() -> Outcome {
    e2e::run("find-scroll-bar", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        // The first lines are blue, the others black.
        std::fs::write(
            desktop.dir().join("fill.sh"),
            "for i in 1 2 3 4 5; do printf '\\033[48;2;10;10;220m\\033[K\\033[m\\n'; done; seq 400",
        )?;
        terminal.shell("printf '\\033[H\\033[2J\\033[3J'; . ./fill.sh")?;
        let grid = terminal.grid(desktop)?;
        let area = grid.pane();
        let bar = |y: i32| (area.x + area.width - 3, y);
        let green = |shot: &e2e::Screenshot| shot.count_near(e2e::Pixel(10, 220, 10), 5);
        let last = grid.cells(grid.cols - 1, grid.rows - 1, 1);
        wait_for_picture(desktop, "the thumb at the end", last, |shot| {
            ensure!(green(shot) > 20, "{} green pixels", green(shot));
            Ok(())
        })?;
        let (x, y) = bar(area.y + area.height - 4);
        desktop.pointer()?.move_to(x, y)?;
        desktop.pointer()?.press(Button::Left)?;
        desktop.pointer()?.move_to(x, area.y + area.height / 2)?;
        desktop.pointer()?.move_to(x, 0)?;
        let first = grid.cells(0, 1, grid.cols - 2);
        e2e::wait_for_color(desktop, "the first lines", first, e2e::Pixel(10, 10, 220))?;
        desktop.pointer()?.release(Button::Left)?;
        // Below the thumb a click is a page.
        desktop.pointer()?.move_to(x, area.y + area.height - 20)?;
        desktop.pointer()?.click(Button::Left)?;
        wait_for_picture(
            desktop,
            "the second page",
            grid.cells(0, 1, grid.cols - 2),
            |shot| {
                ensure!(
                    shot.count_near(e2e::Pixel(10, 10, 220), 5) == 0,
                    "still blue"
                );
                Ok(())
            },
        )
    })
}

#[test]
fn prompts_are_scrolled_to() -> Outcome {
    let config = r#"
        local wezterm = require 'wezterm'
        local config = dofile(wezterm.config_dir .. '/base.lua')
        config.keys = {
          { key = 'UpArrow', mods = 'SHIFT', action = wezterm.action.ScrollToPrompt(-1) },
          { key = 'DownArrow', mods = 'SHIFT', action = wezterm.action.ScrollToPrompt(1) },
        }
        return config"#;
    e2e::run("find-prompts", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, config)?;
        std::fs::write(
            desktop.dir().join("prompts.sh"),
            "for color in '220;10;10' '10;220;10' '10;10;220'; do
               printf '\\033]133;A\\033\\\\\\033[48;2;%sm\\033[K\\033[m prompt' $color
               printf '\\033]133;B\\033\\\\\\n\\033]133;C\\033\\\\'
               seq 100
             done",
        )?;
        terminal.shell(". ./prompts.sh")?;
        let grid = terminal.grid(desktop)?;
        let top = grid.cells(20, 0, 20);
        let (red, green, blue) = (
            e2e::Pixel(220, 10, 10),
            e2e::Pixel(10, 220, 10),
            e2e::Pixel(10, 10, 220),
        );
        for (key, color) in [("Up", blue), ("Up", green), ("Up", red), ("Down", green)] {
            desktop.keyboard()?.tap(SHIFT, key)?;
            e2e::wait_for_color(desktop, "the prompt at the top", top, color)?;
        }
        Ok(())
    })
}
