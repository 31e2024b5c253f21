//! Other screens than a Wayland one of scale 1: dense ones, and X11.

use e2e::{
    Desktop, Options, Outcome, Pixel, Rect, Result, Terminal, Wezterm, ensure, wait_for_color,
};

const RED: Pixel = Pixel(220, 10, 10);
const GREEN: Pixel = Pixel(10, 220, 10);

#[test]
fn a_dense_screen_has_larger_cells() -> Outcome {
    let mut cells = Vec::new();
    for scale in [1.0, 2.0] {
        let options = Options {
            scale,
            width: 1600,
            height: 1200,
            ..Options::default()
        };
        e2e::run(&format!("screens-scale-{scale}"), options, |desktop| {
            let mut terminal = Terminal::plain(desktop)?;
            let factor = scale as i32;
            let pane = terminal.pane;
            let window = terminal.windows(desktop)?[0].rect;
            let wide = desktop.wait_for("the pane to fill the screen", || {
                let pane = terminal.pane(pane)?;
                let (width, height) = pane.cell()?;
                let fits = window.width * factor / width == pane.cols
                    && window.height * factor / height == pane.rows + 1;
                Ok(fits.then_some((width, height)))
            })?;
            cells.push(wide);
            // A mark in the fifth row from column 10 on, at physical pixels.
            terminal.shell("clear; printf '\\033[5;11H\\033[48;2;220;10;10m    \\033[m\\n'")?;
            let (x, y) = (10 * wide.0, 5 * wide.1);
            let mark = Rect::new(x, y, 4 * wide.0, wide.1);
            wait_for_color(desktop, "the mark", mark, RED)?;
            // A click there is a click on that cell.
            click(desktop, &mut terminal, (x / factor + 1, y / factor + 1))
        })?;
    }
    let ratio = |one: i32, two: i32| (f64::from(two) / f64::from(one) - 2.0).abs() < 0.15;
    assert!(
        ratio(cells[0].0, cells[1].0) && ratio(cells[0].1, cells[1].1),
        "cells of {cells:?}"
    );
    Ok(())
}

/// Clicks at a place, which has to be column 11 and row 5 of the pane.
fn click(desktop: &mut Desktop, terminal: &mut Terminal, (x, y): (i32, i32)) -> Result<()> {
    let pane = terminal.pane;
    terminal.send(
        pane,
        "stty -echo -icanon; printf '\\033[?1000h\\033[?1006h'; cat -v\n",
    )?;
    terminal.wait("the program", |terminal| {
        Ok((terminal.pane(pane)?.title == "cat").then_some(()))
    })?;
    desktop.pointer()?.move_to(x, y)?;
    desktop.pointer()?.click(e2e::Button::Left)?;
    terminal.wait_for_text(pane, "^[[<0;11;5M^[[<0;11;5m")
}

#[test]
fn a_window_on_x11_works() -> Outcome {
    let options = Options {
        xwayland: true,
        ..Options::default()
    };
    e2e::run("screens-x11", options, |desktop| {
        let display = desktop.x11_display()?;
        let config = "return {
            use_fancy_tab_bar = false,
            window_padding = { left = 0, right = 0, top = 0, bottom = 0 },
            default_prog = { '/bin/sh' },
            set_environment_variables = { PS1 = 'ready> ', ENV = '' },
        }";
        let mut terminal = Wezterm::start_with(
            desktop,
            config,
            &["start", "--position", "main:30,10%"],
            |command| {
                command
                    .env_remove("WAYLAND_DISPLAY")
                    .env("DISPLAY", display);
            },
        )?;
        let window = desktop.wait_for_window(e2e::APP_ID)?.rect;
        ensure!(!terminal.log().contains("--position"), "{}", terminal.log());
        let panes = terminal.wait_for_panes("the pane", |panes| panes.len() == 1)?;
        let pane = panes[0].pane_id;
        terminal.wait_for_text(pane, e2e::PROMPT)?;
        desktop
            .keyboard()?
            .type_text("printf '\\033[48;2;10;220;10m\\033[2J\\033[m'; stty size\n")?;
        terminal.wait("the size", |terminal| {
            let pane = terminal.pane(pane)?;
            let (width, height) = pane.cell()?;
            let fits = window.width / width == pane.cols && window.height / height == pane.rows + 1;
            let size = format!("{} {}", pane.rows, pane.cols);
            Ok((fits && terminal.text(pane.pane_id)?.contains(&size)).then_some(()))
        })?;
        let middle = Rect::new(window.x + 300, window.y + 300, 100, 100);
        wait_for_color(desktop, "the painted screen", middle, GREEN)?;
        desktop.keyboard()?.type_text("exit\n")?;
        let status = terminal
            .program()
            .wait_exit(std::time::Duration::from_secs(20))?;
        ensure!(status.success(), "{status}: {}", terminal.log());
        Ok(())
    })
}
