//! Selecting with the mouse, copying and pasting.

use e2e::{
    Button, Context, Desktop, Grid, Modifier, Options, Outcome, Pixel, Result, Terminal, ensure,
    wait_for_color, wait_for_picture,
};
use std::process::{Command, Stdio};

const CTRL_SHIFT: &[Modifier] = &[Modifier::Ctrl, Modifier::Shift];

/// What `wl-paste` reads from the clipboard, or from the primary selection.
fn wl_paste(desktop: &Desktop, primary: bool) -> Result<String> {
    let mut command = desktop.command("wl-paste");
    command.arg("--no-newline");
    if primary {
        command.arg("--primary");
    }
    let output = command.output().context("cannot run wl-paste")?;
    // It fails while there is nothing to paste.
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn wait_for_clipboard(desktop: &Desktop, primary: bool, wanted: &str) -> Result<()> {
    let mut last = String::new();
    let outcome = desktop.wait_for(&format!("{wanted:?} to be copied"), || {
        last = wl_paste(desktop, primary)?;
        Ok((last == wanted).then_some(()))
    });
    outcome.with_context(|| format!("wl-paste says {last:?}"))
}

/// Makes `wl-copy` own the clipboard or the primary selection.
fn wl_copy(desktop: &mut Desktop, primary: bool, text: &str) -> Result<()> {
    let mut command: Command = desktop.command("wl-copy");
    command.arg("--foreground").stdin(Stdio::null());
    if primary {
        command.arg("--primary");
    }
    command.args(["--", text]);
    desktop.spawn("wl-copy", command)?;
    wait_for_clipboard(desktop, primary, text)
}

/// A terminal that shows a line of text in its third row and the rows below.
fn with_text(desktop: &mut Desktop) -> Result<(Terminal, Grid)> {
    let mut terminal = Terminal::plain(desktop)?;
    let grid = terminal.grid(desktop)?;
    let script = "printf '\\033[2J\\033[3Hsome words to select\\nand a second line\\n'";
    let pane = terminal.pane;
    terminal.send(pane, &format!("{script}\n"))?;
    terminal.wait_for_text(pane, "\nsome words to select\nand a second line\nready>")?;
    // A click means what is seen: wait until it is.
    for row in [2, 3] {
        wait_for_picture(desktop, "the text", grid.cells(0, row, 6), |shot| {
            let text = shot.count_near(Pixel(0xb2, 0xb2, 0xb2), 60);
            ensure!(text > 20, "{text} pixels of text in row {row}");
            Ok(())
        })?;
    }
    let cursor = grid.cell(7, 4);
    wait_for_color(desktop, "the cursor", cursor, Pixel(0x52, 0xad, 0x70))?;
    Ok((terminal, grid))
}

/// Points at a cell a quarter into it, so that it counts as its left half.
fn point(desktop: &mut Desktop, grid: &Grid, col: i32, row: i32) -> Result<()> {
    let cell = grid.cell(col, row);
    let (x, y) = (cell.x + cell.width / 4, cell.y + cell.height / 2);
    desktop.pointer()?.move_to(x, y)
}

/// Drags from one cell to another with the left button, in small steps as a
/// hand does.
fn drag(desktop: &mut Desktop, grid: &Grid, from: (i32, i32), to: (i32, i32)) -> Result<()> {
    point(desktop, grid, from.0, from.1)?;
    desktop.pointer()?.press(Button::Left)?;
    for step in 1..=8 {
        let at = |from: i32, to: i32| from + (to - from) * step / 8;
        point(desktop, grid, at(from.0, to.0), at(from.1, to.1))?;
    }
    desktop.pointer()?.release(Button::Left)
}

/// Whether the window asks something, in a panel of its own colour.
fn wait_for_question(desktop: &Desktop, grid: Grid, wanted: bool) -> Result<()> {
    wait_for_picture(desktop, "a question", grid.window, |shot| {
        let found = shot.count_near(Pixel(0x5c, 0x1a, 0x1a), 2);
        ensure!((found > 10_000) == wanted, "{found} pixels of the panel");
        Ok(())
    })
}

#[test]
fn a_drag_selects_and_copies() -> Outcome {
    e2e::run("clipboard-drag", Options::default(), |desktop| {
        let (_terminal, grid) = with_text(desktop)?;
        let before = desktop.screenshot()?.crop(grid.cells(5, 2, 5));
        drag(desktop, &grid, (5, 2), (9, 2))?;
        wait_for_clipboard(desktop, true, "words")?;
        wait_for_clipboard(desktop, false, "words")?;
        // The selection is seen, in the selected cells and not beside them.
        let beside = grid.cells(12, 2, 3);
        wait_for_picture(desktop, "the selection", grid.cells(5, 2, 5), |shot| {
            let changed = shot.difference(&before, 8).unwrap_or(0);
            let all = shot.pixels().count();
            ensure!(changed * 2 > all, "{changed} of {all} pixels changed");
            Ok(())
        })?;
        let ground = desktop
            .screenshot()?
            .crop(beside)
            .count_near(Pixel(0, 0, 0), 2);
        ensure!(ground > 50, "{ground} pixels of the ground");
        // Over two lines.
        drag(desktop, &grid, (14, 2), (4, 3))?;
        wait_for_clipboard(desktop, true, "select\nand a")
    })
}

#[test]
fn clicks_select_words_and_lines() -> Outcome {
    e2e::run("clipboard-clicks", Options::default(), |desktop| {
        let (_terminal, grid) = with_text(desktop)?;
        point(desktop, &grid, 7, 2)?;
        for _ in 0..2 {
            desktop.pointer()?.click(Button::Left)?;
        }
        wait_for_clipboard(desktop, true, "words")?;
        point(desktop, &grid, 8, 3)?;
        for _ in 0..3 {
            desktop.pointer()?.click(Button::Left)?;
        }
        desktop.wait_for("the line to be copied", || {
            let text = wl_paste(desktop, true)?;
            Ok((text.trim_end_matches('\n') == "and a second line").then_some(()))
        })
    })
}

#[test]
fn keys_copy_and_paste() -> Outcome {
    e2e::run("clipboard-keys", Options::default(), |desktop| {
        let (mut terminal, grid) = with_text(desktop)?;
        let pane = terminal.pane;
        drag(desktop, &grid, (5, 2), (9, 2))?;
        wait_for_clipboard(desktop, false, "words")?;
        wl_copy(desktop, false, "of somebody else")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "c")?;
        wait_for_clipboard(desktop, false, "words")?;
        desktop.keyboard()?.type_text("echo pasted ")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "v")?;
        terminal.wait_for_text(pane, "ready> echo pasted words")?;
        desktop.keyboard()?.tap(&[], "Return")?;
        terminal.wait_for_text(pane, "\npasted words\n")
    })
}

#[test]
fn what_others_copied_is_pasted() -> Outcome {
    e2e::run("clipboard-others", Options::default(), |desktop| {
        let (mut terminal, grid) = with_text(desktop)?;
        let pane = terminal.pane;
        wl_copy(desktop, false, "grüße 😀")?;
        wl_copy(desktop, true, "primarily")?;
        desktop.keyboard()?.type_text("echo ")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "v")?;
        terminal.wait_for_text(pane, "echo grüße 😀")?;
        desktop.keyboard()?.type_text(" ")?;
        point(desktop, &grid, 30, 10)?;
        desktop.pointer()?.click(Button::Middle)?;
        terminal.wait_for_text(pane, "echo grüße 😀 primarily")?;
        desktop.keyboard()?.type_text(" ")?;
        desktop.keyboard()?.tap(&[Modifier::Shift], "Insert")?;
        terminal.wait_for_text(pane, "😀 primarily primarily")
    })
}

#[test]
fn large_pastes_arrive_whole() -> Outcome {
    e2e::run("clipboard-large", Options::default(), |desktop| {
        let (mut terminal, grid) = with_text(desktop)?;
        let pane = terminal.pane;
        let lines: String = (0..6000)
            .map(|at| format!("line {at:05} of a paste\n"))
            .collect();
        let file = desktop.dir().join("paste");
        std::fs::write(&file, &lines)?;
        let mut copy = desktop.command("sh");
        copy.args(["-c", "exec wl-copy --foreground <paste"]);
        desktop.spawn("wl-copy", copy)?;
        wait_for_clipboard(desktop, false, &lines)?;
        terminal.send(pane, "cat >pasted; cmp paste pasted && echo 'the' same\n")?;
        terminal.wait("cat to read", |terminal| {
            Ok((terminal.pane(pane)?.title == "cat").then_some(()))
        })?;
        // Lines for a program that takes each at once are asked about first.
        desktop.keyboard()?.tap(CTRL_SHIFT, "v")?;
        wait_for_question(desktop, grid, true)?;
        desktop.keyboard()?.tap(&[], "n")?;
        wait_for_question(desktop, grid, false)?;
        assert_eq!(std::fs::read(desktop.dir().join("pasted"))?, b"");
        desktop.keyboard()?.tap(CTRL_SHIFT, "v")?;
        wait_for_question(desktop, grid, true)?;
        desktop.keyboard()?.tap(&[], "y")?;
        // The kernel may leave out some of the echo, but nothing of the input.
        let pasted = desktop.dir().join("pasted");
        let mut arrived = 0;
        let outcome = terminal.wait("all of it", |_| {
            arrived = std::fs::metadata(&pasted)?.len();
            Ok((arrived == lines.len() as u64).then_some(()))
        });
        outcome.with_context(|| format!("{arrived} bytes of {} arrived", lines.len()))?;
        desktop.keyboard()?.tap(&[Modifier::Ctrl], "d")?;
        terminal.wait_for_text(pane, "\nthe same\n")
    })
}

/// 50 MB for a program that takes its time; the window goes on meanwhile.
#[test]
fn a_huge_paste_holds_nothing_up() -> Outcome {
    e2e::run("clipboard-huge", Options::default(), |desktop| {
        const BYTES: usize = 50_000_000;
        let (mut terminal, _) = with_text(desktop)?;
        let pane = terminal.pane;
        let line = "fifty megabytes of this and more of the same\n";
        let mut text = line.repeat(BYTES / line.len() + 1);
        text.truncate(BYTES);
        std::fs::write(desktop.dir().join("paste"), &text)?;
        let mut copy = desktop.command("sh");
        copy.args(["-c", "exec wl-copy --foreground --type text/plain <paste"]);
        desktop.spawn("wl-copy", copy)?;
        desktop.wait_for("the copy", || {
            let types = desktop.command("wl-paste").arg("--list-types").output()?;
            Ok(types.status.success().then_some(()))
        })?;
        // Between its markers, as programs that know of pastes get it.
        let script = format!(
            "printf '\\033[?2004h'; stty raw -echo; echo list''ening; read -r go <go; \
             head -c {} >pasted; stty sane; echo 'the' end",
            BYTES + 12
        );
        terminal.send(pane, &format!("mkfifo go; {script}\n"))?;
        terminal.wait_for_text(pane, "listening")?;
        desktop.keyboard()?.tap(CTRL_SHIFT, "v")?;
        // Nobody reads it yet, and still there are keys, panes and frames.
        desktop.keyboard()?.tap(CTRL_SHIFT, "t")?;
        let panes = terminal.wait_for_panes("a second tab", |panes| panes.len() == 2)?;
        let other = panes.iter().find(|other| other.pane_id != pane);
        let other = other.context("there is no other pane")?.pane_id;
        terminal.wait_for_text(other, e2e::PROMPT)?;
        desktop.keyboard()?.type_text("echo meanwhile-$((6*7))\n")?;
        terminal.wait_for_text(other, "meanwhile-42")?;
        std::fs::write(desktop.dir().join("go"), "\n")?;
        terminal.wait_for_text(pane, "the end")?;
        let pasted = std::fs::read(desktop.dir().join("pasted"))?;
        let inside = pasted
            .strip_prefix(b"\x1b[200~")
            .and_then(|pasted| pasted.strip_suffix(b"\x1b[201~"))
            .context("the markers are not around it")?;
        // Lines of a paste end as Return does.
        let sent = text.replace('\n', "\r");
        ensure!(inside == sent.as_bytes(), "it is not what was copied");
        Ok(())
    })
}

#[test]
fn programs_may_write_to_the_clipboard() -> Outcome {
    e2e::run("clipboard-osc52", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        // "by a program", by OSC 52.
        terminal.shell("printf '\\033]52;c;YnkgYSBwcm9ncmFt\\007'")?;
        wait_for_clipboard(desktop, false, "by a program")
    })
}
