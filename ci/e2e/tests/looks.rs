//! Backgrounds, images and flashes, as pixels.

use e2e::{Options, Outcome, Pixel, Terminal, ensure};

/// `base.lua` with more options.
fn config(more: &str) -> String {
    format!(
        "local config = dofile(require('wezterm').config_dir .. '/base.lua')
        config.front_end = 'Software'
        {more}
        return config"
    )
}

#[test]
fn layers_of_the_background_lie_over_each_other() -> Outcome {
    e2e::run("looks-background", Options::default(), |desktop| {
        let mut terminal = Terminal::open(
            desktop,
            &config(
                "config.background = {
                    { source = { Color = '#0000ff' }, width = '100%', height = '100%' },
                    { source = { Color = '#ff0000' }, width = '50%', height = '100%',
                      horizontal_align = 'Right', repeat_x = 'NoRepeat', opacity = 0.5 },
                }",
            ),
        )?;
        let grid = terminal.grid(desktop)?;
        let at = |col| grid.cells(col, grid.rows - 2, 1);
        desktop.wait_for("the layers", || {
            let shown = desktop.screenshot()?;
            let left = shown.crop(at(2)).uniform();
            let right = shown.crop(at(grid.cols - 3)).uniform();
            let mixed = |Pixel(r, g, b)| r.abs_diff(128) < 4 && g == 0 && b.abs_diff(127) < 4;
            let done = left == Some(Pixel(0, 0, 255)) && right.is_some_and(mixed);
            Ok(done.then_some(()))
        })
    })
}

#[test]
fn an_image_is_where_the_program_put_it_and_scrolls_away() -> Outcome {
    e2e::run("looks-image", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, &config(""))?;
        let pane = terminal.pane;
        // A sixel of 60 by 60 pixels, all green.
        let sixel = "printf 'clear\\033[H\\033[2J\\033Pq#1;2;0;100;0";
        let bands = "#1!60~-".repeat(10);
        terminal.send(pane, &format!("{sixel}{bands}\\033\\\\'; echo under\n"))?;
        let green = Pixel(0, 255, 0);
        let bounds = desktop.wait_for("the image", || {
            let shown = desktop.screenshot()?;
            Ok(shown
                .bounds_near(green, 2)
                .filter(|area| (area.width, area.height) == (60, 60)))
        })?;
        let window = terminal.windows(desktop)?.remove(0);
        ensure!(bounds.x == window.rect.x, "the image is at {bounds:?}");
        terminal.shell("seq 1 200")?;
        desktop.wait_for("the image to scroll away", || {
            Ok(desktop
                .screenshot()?
                .bounds_near(green, 2)
                .is_none()
                .then_some(()))
        })
    })
}

#[test]
fn a_bell_flashes_and_is_over() -> Outcome {
    e2e::run("looks-bell", Options::default(), |desktop| {
        let mut terminal = Terminal::open(
            desktop,
            &config(
                "config.visual_bell = { fade_in_duration_ms = 2000, fade_in_function = 'Linear',
                    fade_out_duration_ms = 500 }
                config.colors = { background = '#000000', visual_bell = '#00ffff' }",
            ),
        )?;
        let grid = terminal.grid(desktop)?;
        let corner = grid.cells(grid.cols - 2, grid.rows - 2, 1);
        let pane = terminal.pane;
        terminal.send(pane, "printf '\\a'\n")?;
        desktop.wait_for("the flash", || {
            let color = desktop.screenshot()?.crop(corner).uniform();
            let flashes = |Pixel(r, g, b)| r == 0 && g > 40 && g == b;
            Ok(color.is_some_and(flashes).then_some(()))
        })?;
        desktop.wait_for("its end", || {
            let color = desktop.screenshot()?.crop(corner).uniform();
            Ok((color == Some(Pixel(0, 0, 0))).then_some(()))
        })?;
        // Nothing is left that would ask for frames.
        let drawn = terminal.stat("/frames/drawn")?;
        desktop.wait_for("the terminal to come to rest", || {
            let now = terminal.stat("/frames/drawn")?;
            Ok((now == terminal.stat("/frames/drawn")?).then_some(()))
        })?;
        ensure!(terminal.stat("/frames/drawn")? >= drawn, "frames went back");
        Ok(())
    })
}
