//! tmux's control mode in a window: its windows come in one of their own, and
//! go with it.

use e2e::{Options, Outcome, Terminal};

#[test]
fn tmux_has_a_window_of_its_own_until_it_ends() -> Outcome {
    e2e::run("tmux", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let gateway = terminal.pane;
        let socket = desktop.dir().join("tmux").display().to_string();
        terminal.send(
            gateway,
            &format!("tmux -S {socket} -f /dev/null -CC new-session 'PS1=tm: sh'\n"),
        )?;
        let panes = terminal.wait_for_panes("tmux's pane", |panes| panes.len() == 2)?;
        let inner = panes.iter().map(|pane| pane.pane_id).max().unwrap_or(0);
        terminal.wait_for_text(gateway, "[tmux:")?;
        terminal.wait_for_text(inner, "tm:")?;
        desktop.wait_for("two windows", || {
            Ok((desktop.windows()?.len() == 2).then_some(()))
        })?;
        // The new window has the focus.
        terminal.wait("the focus", |terminal| {
            Ok((terminal.focused_pane()? == inner).then_some(()))
        })?;
        desktop.keyboard()?.type_text("echo typed-$((40 + 2))\n")?;
        terminal.wait_for_text(inner, "typed-42")?;
        let id = inner.to_string();
        terminal.cli(&["split-pane", "--pane-id", &id, "--", "sleep", "1000"])?;
        terminal.wait_for_panes("a split of tmux's", |panes| panes.len() == 3)?;
        // Both programs end, and the session with them.
        for pane in terminal.panes()? {
            if pane.pane_id != gateway {
                terminal.cli(&["kill-pane", "--pane-id", &pane.pane_id.to_string()])?;
            }
        }
        terminal.wait_for_panes("tmux's window to be gone", |panes| panes.len() == 1)?;
        terminal.send(gateway, "echo back-$((40 + 2))\n")?;
        terminal.wait_for_text(gateway, "back-42")
    })
}
