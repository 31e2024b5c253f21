//! The debug overlay: Lua, log and counters inside the window; and the
//! counters a line a second on the command line.

use e2e::{Modifier, Options, Outcome, Rect, Terminal, bail, ensure};
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

const CTRL_SHIFT: &[Modifier] = &[Modifier::Ctrl, Modifier::Shift];

const CONFIG: &str = "
    local wezterm = require 'wezterm'
    a_global = 'of the configuration'
    wezterm.log_warn 'a warning for the log'
    return dofile(wezterm.config_dir .. '/base.lua')";

#[test]
fn lua_is_evaluated_in_the_vm_of_the_configuration() -> Outcome {
    e2e::run("debug-lua", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        let pane = terminal.pane;
        desktop.keyboard()?.tap(CTRL_SHIFT, "l")?;
        terminal.wait_for_overlay("debug", "Enter Lua")?;
        desktop.keyboard()?.type_text("a_global .. 1\n")?;
        terminal.wait_for_overlay("debug", "\"of the configuration1\"")?;
        desktop.keyboard()?.type_text("pane:pane_id()\n")?;
        terminal.wait_for_overlay("debug", &format!("> pane:pane_id()\n{pane}\n"))?;
        desktop
            .keyboard()?
            .type_text("window:window_id(), print('x')\n")?;
        terminal.wait_for_overlay("debug", "print('x')\nx\n0\n")?;
        desktop.keyboard()?.type_text("error('oops')\n")?;
        terminal.wait_for_overlay("debug", "prompt:1: oops")?;
        // What blocks suspends the line and not the window.
        let sleeps = "select(2, wezterm.run_child_process{'echo', 'from a child'})\n";
        desktop.keyboard()?.type_text(sleeps)?;
        terminal.wait_for_overlay("debug", "\"from a child\\n\"")?;
        // A line that never ends is stopped, and the window goes on.
        desktop.keyboard()?.type_text("while true do end\n")?;
        terminal.wait_for_overlay("debug", "its time budget")?;
        // History.
        desktop.keyboard()?.tap(&[], "Up")?;
        desktop.keyboard()?.tap(&[], "Up")?;
        desktop.keyboard()?.tap(&[], "Up")?;
        terminal.wait_for_overlay("debug", "> error('oops')")?;
        // Nothing of it reached the shell, which runs on below.
        terminal.send(pane, "echo still $((40+2))\n")?;
        terminal.wait_for_text(pane, "still 42")?;
        ensure!(!terminal.text(pane)?.contains("oops"));
        // It is laid out anew with the window.
        let window = terminal.windows(desktop)?.remove(0);
        desktop.place(&window, Rect::new(0, 0, 400, 300))?;
        terminal.wait_for_overlay("debug", "> error('oops')")?;
        desktop.keyboard()?.tap(&[], "Escape")?;
        terminal.wait_for_no_overlay()?;
        desktop.keyboard()?.type_text("echo back\n")?;
        terminal.wait_for_text(pane, "back")
    })
}

#[test]
fn the_log_and_the_counters_are_live() -> Outcome {
    e2e::run("debug-pages", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, CONFIG)?;
        let pane = terminal.pane;
        desktop.keyboard()?.tap(CTRL_SHIFT, "l")?;
        terminal.wait_for_overlay("debug", "> ")?;
        desktop.keyboard()?.tap(&[], "Tab")?;
        terminal.wait_for_overlay("debug", "WARN  lua: a warning for the log")?;
        desktop.keyboard()?.tap(&[], "Tab")?;
        terminal.wait_for_overlay("debug", "frames\n  drawn")?;
        desktop.keyboard()?.tap(&[], "End")?;
        terminal.wait_for_overlay("debug", "tab_bar.runs_by_reason\n")?;
        desktop.keyboard()?.tap(&[], "Home")?;
        terminal.wait_for_overlay("debug", "pty\n  bytes")?;
        // It follows.
        terminal.send(pane, "seq 2000\n")?;
        terminal.wait("the counter of bytes to move", |terminal| {
            let Some((_, text)) = terminal.overlay()? else {
                bail!("the overlay is gone");
            };
            // The line below the heading of the section.
            let mut lines = text.lines().skip_while(|line| *line != "pty").skip(1);
            Ok(lines.next().filter(|line| line.contains("/s")).map(|_| ()))
        })?;
        desktop.keyboard()?.tap(&[], "Escape")?;
        terminal.wait_for_no_overlay()
    })
}

#[test]
fn stats_are_watched_until_somebody_stops() -> Outcome {
    e2e::run("stats-watch", Options::default(), |desktop| {
        let terminal = Terminal::plain(desktop)?;
        let pane = terminal.pane;
        let start = |terminal: &Terminal| {
            terminal
                .cli_command(&["stats", "--watch"])
                .stdout(Stdio::piped())
                .spawn()
        };
        // Until its reader closes the pipe.
        let mut watch = start(&terminal)?;
        // Output goes on, whenever the counters are looked at.
        terminal.send(pane, "for i in $(seq 60); do seq 100; sleep 0.1; done\n")?;
        let mut lines = BufReader::new(watch.stdout.take().expect("a pipe")).lines();
        let moved = lines
            .by_ref()
            .take(5)
            .flatten()
            .find(|line| line.contains("pty.bytes="));
        ensure!(
            moved.is_some_and(|line| line.contains("(+")),
            "no bytes were counted"
        );
        drop(lines);
        ensure!(watch.wait()?.success());
        // Until the terminal ends.
        let mut watch = start(&terminal)?;
        let mut out = watch.stdout.take().expect("a pipe");
        terminal.send(pane, "exit\n")?;
        out.read_to_string(&mut String::new())?;
        ensure!(watch.wait()?.success());
        Ok(())
    })
}
