//! Programs that outlive the window: the multiplexer server, and a second
//! `wezterm start`.

use e2e::{Desktop, Options, Outcome, Result, Terminal, Wezterm, ensure};
use std::time::Duration;

const CONFIG: &str = "return dofile(require('wezterm').config_dir .. '/base.lua')";
const ON_SERVER: [&str; 2] = ["--prefer-mux", "--no-auto-start"];

fn server(desktop: &mut Desktop) -> Result<Wezterm> {
    std::fs::write(
        desktop.dir().join("base.lua"),
        include_str!("../configs/base.lua"),
    )?;
    let mut server = Wezterm::start(desktop, CONFIG, &["mux-server"])?;
    server.wait("the server's first pane", |server| {
        // It refuses connections until it listens.
        let list = server.cli(&[&ON_SERVER[..], &["list"]].concat());
        Ok(list
            .is_ok_and(|list| list.lines().count() == 2)
            .then_some(()))
    })?;
    Ok(server)
}

/// All text of a pane of the server, the scrollback included.
fn text(server: &Wezterm, pane: &str) -> Result<String> {
    let get = [
        "get-text",
        "--escapes",
        "--start-line=-10000",
        "--pane-id",
        pane,
    ];
    server.cli(&[&ON_SERVER[..], &get].concat())
}

fn shown(terminal: &Wezterm, pane: u64) -> Result<String> {
    let pane = pane.to_string();
    terminal.cli(&[
        "get-text",
        "--escapes",
        "--start-line=-10000",
        "--pane-id",
        &pane,
    ])
}

#[test]
fn a_killed_window_loses_nothing() -> Outcome {
    e2e::run("server-killed-window", Options::default(), |desktop| {
        let server = server(desktop)?;
        let mut gui = Terminal::start(desktop, CONFIG, &["connect", "unix"])?;
        let pane = gui.pane;
        gui.wait_for_text(pane, e2e::PROMPT)?;
        gui.shell("kept=alive; for i in $(seq 300); do printf 'row \\033[3%dm%d\\033[m\\n' $((i%8)) $i; done")?;
        gui.cli(&["set-tab-title", "kept title"])?;
        gui.cli(&[
            "split-pane",
            "--bottom",
            "--",
            "sh",
            "-c",
            "echo lower; cat",
        ])?;
        let panes = gui.wait_for_panes("the split", |panes| panes.len() == 2)?;
        let lower = panes
            .iter()
            .find(|other| other.pane_id != pane)
            .map(|lower| lower.pane_id);
        let lower = lower.ok_or_else(|| e2e::anyhow!("no lower pane"))?;
        gui.wait_for_text(lower, "lower")?;
        gui.wait("the same text at both ends", |gui| {
            Ok((shown(gui, pane)? == text(&server, "0")?).then_some(()))
        })?;
        let before = text(&server, "0")?;
        gui.program().kill();
        gui.program().wait_exit(Duration::from_secs(20))?;
        ensure!(
            text(&server, "0")? == before,
            "the server's text has changed"
        );

        let mut gui = Terminal::start(desktop, CONFIG, &["connect", "unix"])?;
        let panes = gui.wait_for_panes("both panes", |panes| panes.len() == 2)?;
        let upper = panes
            .iter()
            .map(|pane| pane.pane_id)
            .min()
            .unwrap_or_default();
        gui.wait("the text that was there", |gui| {
            Ok((shown(gui, upper)? == text(&server, "0")?).then_some(()))
        })?;
        ensure!(shown(&gui, upper)?.contains("row"), "the rows are gone");
        let list = gui.cli_json(&["list", "--format", "json"])?;
        ensure!(list[0]["tab_title"] == "kept title", "{list}");
        gui.send(upper, "echo $kept-$((40+2))\n")?;
        gui.wait_for_text(upper, "alive-42")?;
        Ok(())
    })
}

#[test]
fn closing_the_window_keeps_the_programs() -> Outcome {
    e2e::run("server-closed-window", Options::default(), |desktop| {
        let server = server(desktop)?;
        let mut gui = Terminal::start(desktop, CONFIG, &["connect", "unix"])?;
        let pane = gui.pane;
        gui.wait_for_text(pane, e2e::PROMPT)?;
        gui.shell("kept=here")?;
        desktop.sway("kill")?;
        let status = gui.program().wait_exit(Duration::from_secs(20))?;
        ensure!(status.success(), "the window's process ended with {status}");
        let mut gui = Terminal::start(desktop, CONFIG, &["connect", "unix"])?;
        let pane = gui.pane;
        gui.send(pane, "echo $kept-again\n")?;
        gui.wait_for_text(pane, "here-again")?;
        drop(server);
        Ok(())
    })
}

#[test]
fn the_last_program_takes_window_and_server_along() -> Outcome {
    e2e::run("server-last-program", Options::default(), |desktop| {
        let mut server = server(desktop)?;
        let mut gui = Terminal::start(desktop, CONFIG, &["connect", "unix"])?;
        let pane = gui.pane;
        gui.wait_for_text(pane, e2e::PROMPT)?;
        gui.send(pane, "exit\n")?;
        let status = gui.program().wait_exit(Duration::from_secs(20))?;
        ensure!(status.success(), "the window's process ended with {status}");
        let status = server.program().wait_exit(Duration::from_secs(20))?;
        ensure!(status.success(), "the server ended with {status}");
        Ok(())
    })
}

#[test]
fn a_second_start_opens_its_window_in_the_first() -> Outcome {
    e2e::run("server-second-start", Options::default(), |desktop| {
        let mut first = Terminal::open(desktop, CONFIG)?;
        let mut second = Wezterm::start(
            desktop,
            CONFIG,
            &["start", "--", "sh", "-c", "echo second; cat"],
        )?;
        let status = second.program().wait_exit(Duration::from_secs(20))?;
        ensure!(status.success(), "the second start ended with {status}");
        let panes = first.wait_for_panes("two windows", |panes| panes.len() == 2)?;
        let new = panes
            .iter()
            .map(|pane| pane.pane_id)
            .max()
            .unwrap_or_default();
        first.wait_for_text(new, "second")?;
        first.wait("a second window", |first| {
            Ok((first.stat("/windows")? == 2).then_some(()))
        })?;
        let mut third = Wezterm::start(desktop, CONFIG, &["start", "--always-new-process"])?;
        let pid = i64::from(third.program().id());
        desktop.wait_for("a window of its own", || {
            Ok(desktop
                .windows()?
                .iter()
                .any(|window| window.pid == pid)
                .then_some(()))
        })?;
        Ok(())
    })
}

#[test]
fn a_server_that_cannot_be_reached_is_named() -> Outcome {
    e2e::run("server-unreachable", Options::default(), |desktop| {
        let config = "local c = dofile(require('wezterm').config_dir .. '/base.lua')
            c.unix_domains = { { name = 'far', socket_path = '/no/such/dir/sock',
                no_serve_automatically = true } }
            return c";
        std::fs::write(
            desktop.dir().join("base.lua"),
            include_str!("../configs/base.lua"),
        )?;
        let mut wezterm = Wezterm::start(desktop, config, &["connect", "far"])?;
        let status = wezterm.program().wait_exit(Duration::from_secs(20))?;
        ensure!(status.code() == Some(1), "it ended with {status}");
        let said = wezterm.program().stderr();
        ensure!(said.contains("/no/such/dir/sock"), "it said {said:?}");
        let mut wezterm = Wezterm::start(desktop, config, &["connect", "nowhere"])?;
        let status = wezterm.program().wait_exit(Duration::from_secs(20))?;
        ensure!(status.code() == Some(1), "it ended with {status}");
        let said = wezterm.program().stderr();
        ensure!(
            said.contains("nowhere") && said.contains("far"),
            "it said {said:?}"
        );
        Ok(())
    })
}

/// Keys show the windows of a domain, and let them go again.
#[test]
fn keys_attach_and_detach_a_domain() -> Outcome {
    let config = "local wezterm = require 'wezterm'
        local config = dofile(wezterm.config_dir .. '/base.lua')
        config.keys = {
          { key = 'F7', action = wezterm.action.AttachDomain 'unix' },
          { key = 'F8', action = wezterm.action.DetachDomain { DomainName = 'unix' } },
          { key = 'F9', action = wezterm.action.AttachDomain 'nowhere' },
        }
        return config";
    e2e::run("server-attach-by-key", Options::default(), |desktop| {
        let server = server(desktop)?;
        let mut gui = Terminal::open(desktop, config)?;
        let own = gui.pane;
        desktop.keyboard()?.tap(&[], "F7")?;
        gui.wait_for_panes("the server's pane", |panes| panes.len() == 2)?;
        // Its window may have taken the focus: both have the keys.
        desktop.keyboard()?.tap(&[], "F8")?;
        gui.wait_for_panes("this window's pane alone", |panes| {
            panes.len() == 1 && panes[0].pane_id == own
        })?;
        // What runs on the server goes on.
        let list = server.cli(&[&ON_SERVER[..], &["list"]].concat())?;
        ensure!(list.lines().count() == 2, "the server has {list}");
        desktop.keyboard()?.tap(&[], "F9")?;
        // A domain that is not there is told of, and nothing else happens.
        gui.shell("true")
    })
}

#[test]
fn the_commands_of_an_exec_domain_are_changed() -> Outcome {
    let config = "local wezterm = require 'wezterm'
        local c = dofile(wezterm.config_dir .. '/base.lua')
        c.exec_domains = {
          wezterm.exec_domain('wrapped', function(cmd)
            local count = #(cmd.args or {})
            cmd.args = { 'sh', '-c', 'echo wrapped-' .. count .. '-$MARK; cat' }
            cmd.set_environment_variables.MARK = 'set'
            return cmd
          end),
          wezterm.exec_domain('broken', function() end),
        }
        return c";
    e2e::run("server-exec-domain", Options::default(), |desktop| {
        let mut terminal = Terminal::open(desktop, config)?;
        let spawn = ["spawn", "--domain-name", "wrapped", "--", "one", "two"];
        let pane: u64 = terminal.cli(&spawn)?.trim().parse()?;
        terminal.wait_for_text(pane, "wrapped-2-set")?;
        // A split of it runs there too, and without words the shell's are none.
        let split = ["split-pane", "--pane-id", &pane.to_string()];
        let pane: u64 = terminal.cli(&split)?.trim().parse()?;
        terminal.wait_for_text(pane, "wrapped-0-set")?;
        let Err(error) = terminal.cli(&["spawn", "--domain-name", "broken"]) else {
            e2e::bail!("a function that returns nothing is accepted");
        };
        let error = format!("{error:#}");
        ensure!(
            error.contains("broken") && error.contains("return"),
            "{error}"
        );
        Ok(())
    })
}
