//! Every way of painting shows the same picture.

use e2e::{Desktop, Options, Outcome, Rect, Result, Screenshot, Terminal, ensure, wait_for_color};

/// Text of every kind, in a window of a fixed size.
const SCRIPT: &str = r"printf '\033[?25l\033[H\033[2J'
printf 'Plain \033[1mbold\033[m \033[3mitalic\033[m \033[2mdim\033[m\n'
printf '\033[4munder\033[m \033[4:3mcurly\033[m \033[9mstruck\033[m\n'
printf '\033[31;44mred on blue\033[m \033[7mreversed\033[m\n'
printf '┌─┬─┐ ▀▄█▌▐░▒▓ ⠿ \n│ │ │ 漢字 😀\n└─┴─┘\n'
printf '\033[20;1H\033[48;2;10;220;10m\033[K\033[m'
exec cat";

/// A picture of a terminal with that painter, and the painter's name.
fn paint(desktop: &mut Desktop, front_end: &str) -> Result<(Screenshot, String)> {
    std::fs::write(desktop.dir().join("show.sh"), SCRIPT)?;
    let config = format!(
        "local config = dofile(require('wezterm').config_dir .. '/base.lua')
        config.front_end = '{front_end}'
        return config"
    );
    let mut terminal = Terminal::open(desktop, &config)?;
    let window = terminal.windows(desktop)?.remove(0);
    desktop.place(&window, Rect::new(0, 0, 800, 600))?;
    let grid = terminal.grid(desktop)?;
    terminal.send(terminal.pane, ". ./show.sh\n")?;
    // The last that is printed.
    let line = grid.cells(0, 19, grid.cols);
    wait_for_color(desktop, "the last line", line, e2e::Pixel(10, 220, 10))?;
    // Without the bar, whose title follows the program.
    let shot = desktop.screenshot()?.crop(grid.pane());
    let stats = terminal.cli_json(&["stats", "--format", "json"])?;
    ensure!(!terminal.log().contains("ERROR"), "{}", terminal.log());
    terminal.program().kill();
    desktop.wait_for("the window to go", || {
        Ok(desktop.windows()?.is_empty().then_some(()))
    })?;
    Ok((shot, stats["painter"].to_string()))
}

#[test]
fn all_painters_agree() -> Outcome {
    e2e::run("painters", Options::default(), |desktop| {
        let (reference, name) = paint(desktop, "Software")?;
        ensure!(name.contains("Software"), "the painter is {name}");
        let text = reference.count_near(e2e::Pixel(0xb2, 0xb2, 0xb2), 40);
        ensure!(text > 200, "{text} pixels of text");
        for front_end in ["OpenGL", "WebGpu"] {
            let (shot, name) = paint(desktop, front_end)?;
            // This one takes even a driver that draws on the processor, and the
            // tests' packages have one.
            let software = name.contains("Software");
            ensure!(
                front_end == "OpenGL" || !software,
                "{front_end} is painted by {name}"
            );
            // Rounding may differ by a step or two; shapes and places may not.
            let different = reference.difference(&shot, 6);
            ensure!(
                different.is_some_and(|pixels| pixels < 100),
                "{front_end} ({name}) differs from the software painter in {different:?} pixels"
            );
        }
        Ok(())
    })
}

/// Loses the GPU after a few frames, and sees that neither the session nor the
/// window has.
fn lose(what: &str, said: &str) -> Outcome {
    e2e::run(&format!("painters-{what}"), Options::default(), |desktop| {
        let config = "local config = dofile(require('wezterm').config_dir .. '/base.lua')
            config.front_end = 'WebGpu'
            return config";
        let mut terminal = Terminal::start_with(desktop, config, &["start"], |command| {
            command.env("WEZTERM_LOSE_GPU", format!("{what}:8"));
            command.env("RUST_LOG", "info");
        })?;
        let pane = terminal.pane;
        terminal.wait_for_text(pane, e2e::PROMPT)?;
        terminal.send(pane, "kept=all-of-it\n")?;
        // Each line is a frame or a part of one.
        let window = terminal.windows(desktop)?.remove(0);
        desktop.place(&window, Rect::new(0, 0, 800, 600))?;
        desktop.wait_for("what was lost to be noticed", || {
            terminal.send(pane, "\n")?;
            Ok(terminal.log().contains(said).then_some(()))
        })?;
        terminal.send(
            pane,
            "printf \"<$kept>\\n\\033[48;2;10;220;10m\\033[K\\033[m\"\n",
        )?;
        terminal.wait_for_text(pane, "<all-of-it>")?;
        let grid = terminal.grid(desktop)?;
        desktop.wait_for("the window to be painted again", || {
            let shot = desktop.screenshot()?.crop(grid.pane());
            Ok((shot.count_near(e2e::Pixel(10, 220, 10), 4) > 1000).then_some(()))
        })?;
        let painter = terminal.cli_json(&["stats", "--format", "json"])?["painter"].to_string();
        ensure!(!painter.contains("Software"), "painted by {painter}");
        ensure!(!terminal.log().contains("ERROR"), "{}", terminal.log());
        Ok(())
    })
}

#[test]
fn a_lost_device_is_no_lost_session() -> Outcome {
    lose("device", "the GPU device was lost")
}

#[test]
fn a_lost_surface_is_made_again() -> Outcome {
    lose("surface", "window surface lost")
}

#[test]
fn the_last_window_goes_while_the_program_stays() -> Outcome {
    for front_end in ["WebGpu", "OpenGL", "Software"] {
        let config = format!(
            "local config = dofile(require('wezterm').config_dir .. '/base.lua')
            config.front_end = '{front_end}'
            config.quit_when_all_windows_are_closed = false
            return config"
        );
        e2e::run(
            &format!("painters-last-{front_end}"),
            Options::default(),
            |desktop| {
                let mut terminal = Terminal::open(desktop, &config)?;
                terminal.send(terminal.pane, "exit\n")?;
                desktop.wait_for("no window", || {
                    Ok(desktop.windows()?.is_empty().then_some(()))
                })?;
                terminal.wait_for_panes("no pane", |panes| panes.is_empty())?;
                Ok(())
            },
        )?;
    }
    Ok(())
}
