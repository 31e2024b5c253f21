//! What was closed is gone: processes, files and threads.

use e2e::{Modifier, Options, Outcome, Result, Terminal, ensure};

const CTRL_SHIFT: &[Modifier] = &[Modifier::Ctrl, Modifier::Shift];

/// What a process holds, by proc(5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    files: usize,
    threads: usize,
    /// Children that run, and children that have ended but were not waited for.
    children: usize,
    zombies: usize,
}

fn held(pid: u32) -> Result<Held> {
    let entries = |what: &str| -> Result<usize> {
        Ok(std::fs::read_dir(format!("/proc/{pid}/{what}"))?.count())
    };
    let mut held = Held {
        files: entries("fd")?,
        threads: entries("task")?,
        children: 0,
        zombies: 0,
    };
    for entry in std::fs::read_dir("/proc")? {
        // A process may end while its entry is read.
        let stat = std::fs::read_to_string(entry?.path().join("stat")).unwrap_or_default();
        let Some((_, rest)) = stat.rsplit_once(") ") else {
            continue;
        };
        let mut fields = rest.split(' ');
        let state = fields.next().unwrap_or_default();
        if fields.next() == Some(&pid.to_string()) {
            match state {
                "Z" => held.zombies += 1,
                _ => held.children += 1,
            }
        }
    }
    Ok(held)
}

/// Waits until the process holds no more than it did.
fn wait_for_less(terminal: &mut Terminal, before: Held) -> Result<()> {
    let pid = terminal.program().id();
    let mut last = before;
    let outcome = terminal.wait("what was closed to be gone", |_| {
        last = held(pid)?;
        let gone = last.files <= before.files
            && last.threads <= before.threads
            && last.children == before.children
            && last.zombies == 0;
        Ok(gone.then_some(()))
    });
    outcome.map_err(|err| err.context(format!("{last:?} instead of {before:?}")))
}

/// Opens and closes something a few times; only the first time may something
/// be made that stays.
fn opened_and_closed(name: &str, key: &str) -> Outcome {
    e2e::run(name, Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let mut before = None;
        for round in 0..6 {
            desktop.keyboard()?.tap(CTRL_SHIFT, key)?;
            let panes = terminal.wait_for_panes("another pane", |panes| panes.len() == 2)?;
            let new = panes.iter().map(|pane| pane.pane_id).max().unwrap_or(0);
            terminal.wait_for_text(new, e2e::PROMPT)?;
            terminal.send(new, "exit\n")?;
            terminal.wait_for_panes("it to close", |panes| panes.len() == 1)?;
            if round == 0 {
                terminal.wait("the window to close", |_| {
                    Ok((desktop.windows()?.len() == 1).then_some(()))
                })?;
                let pid = terminal.program().id();
                let first = terminal.wait("a state without leftovers", |_| {
                    let now = held(pid)?;
                    Ok((now.children == 1 && now.zombies == 0).then_some(now))
                })?;
                before = Some(first);
            }
        }
        match before {
            Some(before) => wait_for_less(&mut terminal, before),
            None => Ok(()),
        }
    })
}

#[test]
fn tabs() -> Outcome {
    opened_and_closed("leaks-tabs", "t")
}

#[test]
fn windows() -> Outcome {
    opened_and_closed("leaks-windows", "n")
}

#[test]
fn reloads() -> Outcome {
    e2e::run("leaks-reloads", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let pid = terminal.program().id();
        let reloads = |desktop: &mut e2e::Desktop, terminal: &mut Terminal, count: u64| {
            let calls = terminal.stat("/config/generation")?;
            for at in 1..=count {
                desktop.keyboard()?.tap(CTRL_SHIFT, "r")?;
                terminal.wait("the reload", |terminal| {
                    let now = terminal.stat("/config/generation")?;
                    Ok((now >= calls + at).then_some(()))
                })?;
            }
            Ok::<(), e2e::Error>(())
        };
        reloads(desktop, &mut terminal, 3)?;
        let before = held(pid)?;
        let lua = terminal.stat("/lua/memory_bytes")?;
        reloads(desktop, &mut terminal, 20)?;
        wait_for_less(&mut terminal, before)?;
        let grown = terminal.stat("/lua/memory_bytes")?.saturating_sub(lua);
        ensure!(grown * 10 < lua, "Lua's {lua} bytes have grown by {grown}");
        Ok(())
    })
}
