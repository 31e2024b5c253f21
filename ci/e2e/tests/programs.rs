//! Full-screen programs start, show themselves and leave nothing behind.

use e2e::{
    Axis, Context, Desktop, Modifier, Options, Outcome, Result, Terminal, ensure, wait_for_picture,
};
use std::process::{Command, Stdio};

/// Whether a program is installed; says so where it is not, since the test is
/// then skipped. `ci/setup test` installs them all.
fn installed(program: &str) -> bool {
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("command -v {program}")])
        .stdout(Stdio::null());
    let found = command.status().is_ok_and(|status| status.success());
    if !found {
        eprintln!("skipped: {program} is not installed; see ci/packages/test.txt");
    }
    found
}

/// A terminal that shows a line to be found again afterwards.
fn open(desktop: &mut Desktop) -> Result<(Terminal, u64)> {
    let mut terminal = Terminal::plain(desktop)?;
    let pane = terminal.pane;
    let text: String = (1..=500).map(|at| format!("line {at}\n")).collect();
    std::fs::write(desktop.dir().join("text"), text)?;
    terminal.send(pane, "clear; echo 'here' before\n")?;
    terminal.wait_for_text(pane, "here before\n")?;
    Ok((terminal, pane))
}

/// The shell is back, with what was on its screen. It asks for a command once
/// more: a program shows the screen again before it drops what was typed for it.
fn wait_for_the_shell(terminal: &mut Terminal, pane: u64) -> Result<()> {
    terminal.wait("the prompt", |terminal| {
        let text = terminal.text(pane)?;
        let is_back = text.contains("here before\n") && text.trim_end().ends_with(e2e::PROMPT);
        Ok(is_back.then_some(()))
    })?;
    terminal.shell("echo $((20+3))")?;
    terminal.wait_for_text(pane, "\n23\n")
}

#[test]
fn less() -> Outcome {
    if !installed("less") {
        return Ok(());
    }
    e2e::run("programs-less", Options::default(), |desktop| {
        let (mut terminal, pane) = open(desktop)?;
        let grid = terminal.grid(desktop)?;
        desktop.keyboard()?.type_text("less text\n")?;
        terminal.wait_for_text(pane, "line 1\nline 2\n")?;
        desktop.keyboard()?.tap(&[], "Down")?;
        terminal.wait("the next line", |terminal| {
            Ok(terminal.text(pane)?.starts_with("line 2\n").then_some(()))
        })?;
        desktop.keyboard()?.type_text("G")?;
        terminal.wait_for_text(pane, "line 500\n")?;
        desktop.keyboard()?.type_text("g")?;
        terminal.wait("the first line", |terminal| {
            Ok(terminal.text(pane)?.starts_with("line 1\n").then_some(()))
        })?;
        // The wheel becomes arrow keys there.
        let cell = grid.cell(20, 10);
        desktop.pointer()?.move_to(cell.x, cell.y)?;
        desktop.pointer()?.wheel(Axis::Vertical, 1)?;
        terminal.wait("some lines further", |terminal| {
            Ok((!terminal.text(pane)?.starts_with("line 1\n")).then_some(()))
        })?;
        desktop.keyboard()?.type_text("q")?;
        wait_for_the_shell(&mut terminal, pane)
    })
}

#[test]
fn vim() -> Outcome {
    if !installed("vim") {
        return Ok(());
    }
    e2e::run("programs-vim", Options::default(), |desktop| {
        let (mut terminal, pane) = open(desktop)?;
        let grid = terminal.grid(desktop)?;
        desktop.keyboard()?.type_text("vim -u NONE -N new-file\n")?;
        terminal.wait_for_text(pane, "~\n~\n")?;
        desktop.keyboard()?.type_text("ihello from vim")?;
        desktop.keyboard()?.tap(&[], "Escape")?;
        desktop.keyboard()?.type_text("yyp:wq\n")?;
        wait_for_the_shell(&mut terminal, pane)?;
        let written = std::fs::read_to_string(desktop.dir().join("new-file"))?;
        assert_eq!(written, "hello from vim\nhello from vim\n");
        // Its screen is gone from the picture as well.
        wait_for_picture(
            desktop,
            "no tildes",
            grid.cells(0, grid.rows - 2, 1),
            |shot| {
                ensure!(shot.uniform().is_some(), "there is something");
                Ok(())
            },
        )
    })
}

#[test]
fn tmux() -> Outcome {
    if !installed("tmux") {
        return Ok(());
    }
    e2e::run("programs-tmux", Options::default(), |desktop| {
        let (mut terminal, pane) = open(desktop)?;
        let socket = desktop.dir().join("tmux");
        std::fs::write(
            desktop.dir().join("tmux.conf"),
            "set -g default-command /bin/sh\n",
        )?;
        let start = format!(
            "tmux -f tmux.conf -S {} new-session -s inner\n",
            socket.display()
        );
        desktop.keyboard()?.type_text(&start)?;
        terminal.wait_for_text(pane, "[inner]")?;
        desktop.keyboard()?.type_text("echo in $((40+4))\n")?;
        terminal.wait_for_text(pane, "\nin 44\n")?;
        // A split: Ctrl+B, then a double quote; a line is drawn across.
        desktop.keyboard()?.tap(&[Modifier::Ctrl], "b")?;
        desktop.keyboard()?.type_text("\"")?;
        terminal.wait_for_text(pane, "────────────")?;
        // Both shells and with them the server end.
        for left in [true, false] {
            desktop.keyboard()?.type_text("exit\n")?;
            if left {
                terminal.wait("the split to go", |terminal| {
                    Ok((!terminal.text(pane)?.contains("────────────")).then_some(()))
                })?;
            }
        }
        terminal.wait_for_text(pane, "[exited]")?;
        wait_for_the_shell(&mut terminal, pane)
    })
}

#[test]
fn a_program_of_the_user_reads_the_mouse() -> Outcome {
    e2e::run("programs-mouse", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let pane = terminal.pane;
        let grid = terminal.grid(desktop)?;
        // SGR mouse reports, shown by `cat -v`; the terminal does not echo.
        terminal.send(
            pane,
            "clear; stty -echo -icanon; printf '\\033[?1000h\\033[?1006h'; cat -v\n",
        )?;
        terminal.wait("the program", |terminal| {
            Ok((terminal.pane(pane)?.title == "cat").then_some(()))
        })?;
        let cell = grid.cell(4, 6);
        let (x, y) = (cell.x + cell.width / 2, cell.y + cell.height / 2);
        desktop.pointer()?.move_to(x, y)?;
        desktop.pointer()?.click(e2e::Button::Left)?;
        terminal.wait_for_text(pane, "^[[<0;5;7M^[[<0;5;7m")?;
        desktop.pointer()?.wheel(Axis::Vertical, -1)?;
        terminal.wait_for_text(pane, "^[[<64;5;7M")?;
        let tty = terminal.pane(pane)?.tty_name;
        std::fs::metadata(&tty).with_context(|| format!("the pane's terminal {tty:?}"))?;
        Ok(())
    })
}
