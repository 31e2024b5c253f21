//! Configurations that are wrong: the terminal works, says what is wrong and
//! where, and follows the file once it is right.

use e2e::{
    Desktop, Options, Outcome, Pixel, Result, Terminal, ensure, wait_for_color, wait_for_picture,
};

const RAISES: &str = include_str!("../configs/raises.lua");
const ENDLESS: &str = include_str!("../configs/endless.lua");
const PLAIN: &str = include_str!("../configs/plain.lua");

/// The ground of the panel that tells of errors.
const PANEL: Pixel = Pixel(0x5c, 0x1a, 0x1a);

/// A configuration that is right and can be told from the defaults.
const RIGHT: &str = "local config = dofile(require('wezterm').config_dir .. '/base.lua')
    config.colors = { background = '#103050' }
    return config";
const RIGHT_GROUND: Pixel = Pixel(0x10, 0x30, 0x50);

/// Whether the window has the panel.
fn wait_for_panel(desktop: &Desktop, terminal: &mut Terminal, wanted: bool) -> Result<()> {
    let window = terminal.windows(desktop)?[0].rect;
    let what = if wanted {
        "a panel with the error"
    } else {
        "the panel to go"
    };
    wait_for_picture(desktop, what, window, |shot| {
        let found = shot.count_near(PANEL, 2);
        let wide = usize::try_from(window.width).unwrap_or(0);
        ensure!((found > 10 * wide) == wanted, "{found} pixels of the panel");
        Ok(())
    })
}

/// The shell in the window works, typed to by keys.
fn wait_for_a_working_shell(desktop: &mut Desktop, terminal: &mut Terminal) -> Result<()> {
    let pane = terminal.pane;
    desktop.keyboard()?.type_text("echo works $((40+2))\n")?;
    terminal.wait_for_text(pane, "works 42\n")
}

/// Starts with a broken file, checks what is said, repairs the file.
fn broken(name: &str, config: &str, messages: &[&str]) -> Outcome {
    e2e::run(name, Options::default(), |desktop| {
        let mut terminal = Terminal::start(desktop, config, &["start", "--", "/bin/sh"])?;
        for message in messages {
            terminal.wait_for_log(message)?;
        }
        wait_for_panel(desktop, &mut terminal, true)?;
        wait_for_a_working_shell(desktop, &mut terminal)?;
        std::fs::write(desktop.dir().join("wezterm.lua"), RIGHT)?;
        wait_for_panel(desktop, &mut terminal, false)?;
        let grid = terminal.grid(desktop)?;
        let empty = grid.cells(40, 10, 20);
        wait_for_color(desktop, "the new background", empty, RIGHT_GROUND)?;
        wait_for_a_working_shell(desktop, &mut terminal)?;
        ensure!(!terminal.log().contains("panicked"), "{}", terminal.log());
        Ok(())
    })
}

#[test]
fn a_syntax_error() -> Outcome {
    broken(
        "broken-syntax",
        "local wezterm = require 'wezterm'\nlocal config = {}\nconfig.font_size == 12\nreturn config",
        &["wezterm.lua:3:"],
    )
}

#[test]
fn a_runtime_error() -> Outcome {
    broken(
        "broken-runtime",
        "local config = {}\nlocal function size() return config.none.size end\nconfig.font_size = size()\nreturn config",
        &["wezterm.lua:2:", "none"],
    )
}

#[test]
fn an_option_of_the_wrong_type() -> Outcome {
    broken(
        "broken-type",
        "return { font_size = 'large' }",
        &["font_size", "large"],
    )
}

#[test]
fn a_file_that_never_ends() -> Outcome {
    broken("broken-endless", "while true do end", &["wezterm.lua"])
}

#[test]
fn a_file_that_returns_nothing() -> Outcome {
    broken("broken-nothing", "local config = {}", &["wezterm.lua"])
}

#[test]
fn an_unknown_option_is_named_with_its_like() -> Outcome {
    e2e::run("broken-option", Options::default(), |desktop| {
        let config = "return { font_sizes = 12 }";
        let mut terminal = Terminal::start(desktop, config, &["start", "--", "/bin/sh"])?;
        terminal.wait_for_log("font_sizes")?;
        terminal.wait_for_log("did you mean font_size")?;
        wait_for_a_working_shell(desktop, &mut terminal)
    })
}

#[test]
fn an_unknown_colour_scheme_is_shown_with_its_like() -> Outcome {
    broken(
        "broken-scheme",
        "return { color_scheme = 'Tokio Night' }",
        &["Tokio Night", "Tokyo Night"],
    )
}

/// Starts with a callback that fails, checks what is said once, repairs it.
fn failing_callback(name: &str, config: &str, messages: &[&str]) -> Outcome {
    e2e::run(name, Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, config)?;
        for message in messages {
            terminal.wait_for_log(message)?;
        }
        wait_for_panel(desktop, &mut terminal, true)?;
        wait_for_a_working_shell(desktop, &mut terminal)?;
        // The default title is shown: the active tab's ground, not bare bar.
        let grid = terminal.grid(desktop)?;
        wait_for_color(desktop, "the tab", grid.bar(0, 1), Pixel(0, 0, 0))?;
        // The message comes once however often the callback fails.
        for at in 0..3 {
            let title = format!("title {at}");
            terminal.cli(&["set-tab-title", &title])?;
            wait_for_a_working_shell(desktop, &mut terminal)?;
        }
        let told = terminal.log().matches(messages[0]).count();
        ensure!(told <= 2, "told {told} times: {}", terminal.log());
        // Escape takes the panel away; the shell does not get the key.
        desktop.keyboard()?.tap(&[], "Escape")?;
        wait_for_panel(desktop, &mut terminal, false)?;
        std::fs::write(desktop.dir().join("wezterm.lua"), RIGHT)?;
        let empty = grid.cells(40, 20, 20);
        wait_for_color(desktop, "the new background", empty, RIGHT_GROUND)?;
        wait_for_a_working_shell(desktop, &mut terminal)
    })
}

#[test]
fn a_callback_that_raises() -> Outcome {
    failing_callback(
        "broken-callback",
        RAISES,
        &["wezterm.lua:4:", "format-tab-title"],
    )
}

#[test]
fn a_callback_that_never_ends() -> Outcome {
    failing_callback("broken-forever", ENDLESS, &["format-tab-title"])
}

#[test]
fn a_good_file_that_is_broken_later() -> Outcome {
    e2e::run("broken-later", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, RIGHT)?;
        let grid = terminal.grid(desktop)?;
        let empty = grid.cells(40, 10, 20);
        wait_for_color(desktop, "the background", empty, RIGHT_GROUND)?;
        let file = desktop.dir().join("wezterm.lua");
        std::fs::write(&file, format!("{RIGHT}\nbroken again"))?;
        terminal.wait_for_log("wezterm.lua:")?;
        wait_for_panel(desktop, &mut terminal, true)?;
        // What was in force stays in force.
        wait_for_color(desktop, "the old background", empty, RIGHT_GROUND)?;
        wait_for_a_working_shell(desktop, &mut terminal)?;
        // Editors replace files: a rename is seen as well.
        let other = desktop.dir().join("new.lua");
        std::fs::write(&other, PLAIN)?;
        std::fs::rename(&other, &file)?;
        wait_for_panel(desktop, &mut terminal, false)?;
        wait_for_color(desktop, "the default background", empty, Pixel(0, 0, 0))
    })
}
