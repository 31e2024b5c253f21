//! The software painter's memory: how little there is of it at rest, and that
//! it lets shine through what it should.

use e2e::{Options, Outcome, Pixel, Result, Terminal, ensure};

/// Files of frames that a process has open, and those of them that it has
/// mapped.
fn frames(pid: u32) -> Result<(usize, usize)> {
    let mut open = 0;
    for entry in std::fs::read_dir(format!("/proc/{pid}/fd"))? {
        // A file may be closed while this looks.
        if let Ok(target) = std::fs::read_link(entry?.path()) {
            open += usize::from(target.to_string_lossy().contains("memfd:wezterm frame"));
        }
    }
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let mapped = maps.lines().filter(|l| l.contains("memfd:wezterm frame"));
    Ok((open, mapped.count()))
}

const SOFTWARE: &str = "local config = dofile(require('wezterm').config_dir .. '/base.lua')
    config.front_end = 'Software'
    config.cursor_blink_rate = 0
    return config";

#[test]
fn a_window_at_rest_keeps_one_frame_and_maps_none() -> Outcome {
    e2e::run("shm-rest", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, SOFTWARE)?;
        terminal.shell("seq 1 2000")?;
        let pid = terminal.program().id();
        desktop.wait_for("the spare buffers to be freed", || {
            let (open, mapped) = frames(pid)?;
            Ok((open == 1 && mapped == 0).then_some(()))
        })?;
        // It paints again as before.
        terminal.shell("printf 'again\\n'")?;
        let pane = terminal.pane;
        terminal.wait_for_text(pane, "again")?;
        let drawn = terminal.stat("/frames/presented")?;
        ensure!(drawn > 0, "no frame was presented");
        desktop.wait_for("the spare buffers to be freed again", || {
            let (open, mapped) = frames(pid)?;
            Ok((open == 1 && mapped == 0).then_some(()))
        })
    })
}

#[test]
fn a_translucent_window_shows_what_is_behind_it() -> Outcome {
    e2e::run("shm-translucent", Options::default(), |desktop| {
        desktop.sway("output * background #ff0000 solid_color")?;
        let config = SOFTWARE.replace(
            "return config",
            "config.window_background_opacity = 0.5
            config.colors = { background = '#0000ff' }
            return config",
        );
        let mut terminal = Terminal::open(desktop, &config)?;
        let grid = terminal.grid(desktop)?;
        let below = grid.cells(0, grid.rows - 2, 1);
        desktop.wait_for("red behind blue", || {
            let shown = desktop.screenshot()?.crop(below).uniform();
            // Compositors mix gamma-encoded values.
            let mixed = |Pixel(r, g, b)| (120..=135).contains(&r) && g == 0 && b >= 120;
            Ok(shown.is_some_and(mixed).then_some(()))
        })
    })
}
