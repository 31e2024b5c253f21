//! What nobody should ask for: a clear message, a fitting exit code, no panic.

use e2e::{Desktop, Options, Outcome, Result, Terminal, Wezterm, ensure};
use std::process::Command;
use std::time::Duration;

/// Runs `wezterm <args>`, which is expected to end by itself, and returns its
/// exit code and what it wrote to standard error.
fn run(
    desktop: &mut Desktop,
    args: &[&str],
    change: impl FnOnce(&mut Command),
) -> Result<(Option<i32>, String)> {
    let mut wezterm = Wezterm::start_with(desktop, "return {}", args, change)?;
    let status = wezterm.program().wait_exit(Duration::from_secs(20))?;
    let log = wezterm.log();
    ensure!(!log.contains("panicked"), "{log}");
    Ok((status.code(), log))
}

/// Everything named is in a text.
fn names(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is missing in {text:?}");
    }
}

#[test]
fn flags_and_words_that_do_not_exist() -> Outcome {
    e2e::run("bad-flags", Options::default(), |desktop| {
        let cases: &[(&[&str], &[&str])] = &[
            (&["start", "--no-such-flag"], &["--no-such-flag"]),
            (&["no-such-command"], &["no-such-command"]),
            (&["cli", "no-such-command"], &["no-such-command"]),
            (&["cli", "list", "--format", "xml"], &["xml", "json"]),
            (&["--config", "font_size", "start"], &["font_size"]),
            (&["cli", "get-text", "--pane-id", "x"], &["x"]),
        ];
        for (args, parts) in cases {
            let (code, log) = run(desktop, args, |_| ())?;
            assert_eq!(code, Some(2), "{args:?}: {log}");
            names(&log, parts);
        }
        assert_eq!(desktop.windows()?, []);
        Ok(())
    })
}

#[test]
fn a_configuration_file_that_does_not_exist() -> Outcome {
    e2e::run("bad-config-file", Options::default(), |desktop| {
        let args = ["--config-file", "/no/such/file.lua", "start"];
        let (code, log) = run(desktop, &args, |_| ())?;
        assert_eq!(code, Some(1), "{log}");
        names(&log, &["/no/such/file.lua"]);
        assert_eq!(desktop.windows()?, []);
        Ok(())
    })
}

#[test]
fn a_display_that_does_not_exist() -> Outcome {
    e2e::run("bad-display", Options::default(), |desktop| {
        let (code, log) = run(desktop, &["start"], |command| {
            command.env_remove("WAYLAND_DISPLAY");
        })?;
        assert_eq!(code, Some(1), "{log}");
        names(&log, &["WAYLAND_DISPLAY", "DISPLAY"]);
        let (code, log) = run(desktop, &["start"], |command| {
            command.env("WAYLAND_DISPLAY", "wayland-nowhere");
        })?;
        assert_eq!(code, Some(1), "{log}");
        names(&log, &["wayland-nowhere"]);
        Ok(())
    })
}

#[test]
fn no_terminal_to_talk_to() -> Outcome {
    e2e::run("bad-cli", Options::default(), |desktop| {
        let (code, log) = run(desktop, &["cli", "list"], |_| ())?;
        assert_eq!(code, Some(1), "{log}");
        ensure!(log.trim().len() > 20, "{log:?}");
        let (code, log) = run(desktop, &["cli", "list"], |command| {
            command.env("WEZTERM_UNIX_SOCKET", "/no/such/socket");
        })?;
        assert_eq!(code, Some(1), "{log}");
        names(&log, &["/no/such/socket"]);

        let terminal = Terminal::plain(desktop)?;
        let (code, log) = run(desktop, &["cli", "get-text", "--pane-id", "4711"], |_| ())?;
        assert_eq!(code, Some(1), "{log}");
        // It names what was asked for and what there is.
        names(&log, &["4711", &terminal.pane.to_string()]);
        Ok(())
    })
}

#[test]
fn fonts_that_cannot_be_used() -> Outcome {
    e2e::run("bad-fonts", Options::default(), |desktop| {
        let fonts = desktop.dir().join("fonts");
        std::fs::create_dir(&fonts)?;
        std::fs::write(fonts.join("Broken.ttf"), b"\0\x01\0\0 this is no font")?;
        let config = "local wezterm = require 'wezterm'
            local config = dofile(wezterm.config_dir .. '/base.lua')
            config.font_dirs = { wezterm.config_dir .. '/fonts', '/no/such/folder' }
            config.font = wezterm.font_with_fallback { 'No Such Family', 'Broken' }
            return config";
        let mut terminal = Terminal::open(desktop, config)?;
        terminal.wait_for_log("No Such Family")?;
        terminal.shell("echo still $((1+1))")?;
        let pane = terminal.pane;
        terminal.wait_for_text(pane, "still 2")?;
        ensure!(!terminal.log().contains("panicked"), "{}", terminal.log());
        Ok(())
    })
}

#[test]
fn bytes_that_are_no_text() -> Outcome {
    e2e::run("bad-bytes", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let pane = terminal.pane;
        terminal.shell("clear; printf 'a\\377\\376\\200b\\303(c\\355\\240\\200d\\n'")?;
        let text = terminal.text(pane)?;
        let line = text
            .lines()
            .find(|line| line.starts_with('a'))
            .unwrap_or_default();
        ensure!(
            line.contains('\u{fffd}') && line.contains('b') && line.ends_with('d'),
            "{text:?}"
        );
        // Sequences that end nowhere, are too long or make no sense.
        for junk in [
            "\\033[99999999999999999999;1H",
            "\\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;23;24;25;26;27;28;29;30;31;32;33;34m",
            "\\033]2;title without an end\\033\\\\",
            "\\033P1000p%s\\033\\\\",
            "\\033]52;c;not base 64 at all!\\007",
            "\\033[?2026h",
            "\\033[-1;-1r\\033[5;2r\\033[!p\\033(Z\\033#9",
        ] {
            terminal.send(pane, &format!("printf '{junk}'\n"))?;
        }
        // All bytes there are, many times, in no order.
        let mut noise = Vec::new();
        let mut seed = 12345u32;
        for _ in 0..200_000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            noise.extend(seed.to_be_bytes().first());
        }
        std::fs::write(desktop.dir().join("noise"), noise)?;
        // The noise asks questions; their answers go nowhere.
        let line = "stty -icanon -echo min 0 time 10; cat noise; cat >/dev/null; stty sane";
        terminal.send(
            pane,
            &format!("{line}; printf '\\033c'; clear; echo qui''et\n"),
        )?;
        terminal.wait_for_text(pane, "quiet\n")?;
        desktop.keyboard()?.type_text("echo alive\n")?;
        terminal.wait_for_text(pane, "\nalive\n")?;
        ensure!(!terminal.log().contains("panicked"), "{}", terminal.log());
        Ok(())
    })
}
