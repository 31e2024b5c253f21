//! What is typed and printed, in the picture and in `wezterm cli get-text`.

use e2e::{
    Desktop, Grid, Modifier, Options, Outcome, Pixel, Result, Terminal, ensure, wait_for_color,
    wait_for_picture,
};

const GROUND: Pixel = Pixel(0, 0, 0);
const TEXT: Pixel = Pixel(0xb2, 0xb2, 0xb2);

/// A terminal that shows exactly what a script prints; its cursor is hidden.
fn show(desktop: &mut Desktop, script: &str) -> Result<(Terminal, Grid)> {
    let file = desktop.dir().join("show.sh");
    std::fs::write(
        &file,
        format!("printf '\\033[?25l\\033[2J\\033[H'\n{script}\nexec cat\n"),
    )?;
    let mut terminal = Terminal::plain(desktop)?;
    let grid = terminal.grid(desktop)?;
    terminal.send(terminal.pane, ". ./show.sh\n")?;
    Ok((terminal, grid))
}

#[test]
fn keys_become_text_on_the_screen() -> Outcome {
    e2e::run("typing-keys", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let grid = terminal.grid(desktop)?;
        let pane = terminal.pane;
        // Where the text will be there is nothing yet.
        wait_for_color(desktop, "an empty line", grid.cells(0, 1, 40), GROUND)?;
        desktop
            .keyboard()?
            .type_text("echo 'Typed: ~!@#' \"$((6*7))\"\n")?;
        terminal.wait_for_text(pane, "\nTyped: ~!@# 42\n")?;
        wait_for_picture(desktop, "the printed line", grid.cells(0, 1, 5), |shot| {
            ensure!(shot.count_near(TEXT, 60) > 20, "no pixels of text");
            Ok(())
        })?;
        // Keys that edit, and Ctrl+C, which interrupts.
        desktop.keyboard()?.type_text("echo wrongg")?;
        desktop.keyboard()?.tap(&[], "BackSpace")?;
        desktop.keyboard()?.tap(&[], "Return")?;
        terminal.wait_for_text(pane, "\nwrong\n")?;
        desktop.keyboard()?.type_text("sleep 1000\n")?;
        terminal.wait_for_text(pane, "sleep 1000\n")?;
        desktop.keyboard()?.tap(&[Modifier::Ctrl], "c")?;
        terminal.wait_for_text(pane, "^C\nready>")?;
        desktop.keyboard()?.type_text("echo again\n")?;
        terminal.wait_for_text(pane, "\nagain\n")
    })
}

#[test]
fn characters_of_no_key_arrive_too() -> Outcome {
    e2e::run("typing-unicode", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let pane = terminal.pane;
        terminal.send(pane, "clear; cat\n")?;
        desktop.keyboard()?.type_text("größer λ 漢字 😀\n")?;
        terminal.wait_for_text(pane, "größer λ 漢字 😀\ngrößer λ 漢字 😀")
    })
}

#[test]
fn every_kind_of_colour_fills_its_cells() -> Outcome {
    e2e::run("typing-colours", Options::default(), |desktop| {
        let script = r"
            printf '\033[3;6H\033[48;2;200;30;40m    \033[m'
            printf '\033[4;6H\033[48:2::10:200:90m    \033[m'
            printf '\033[5;6H\033[41m    \033[104m    \033[m'
            printf '\033[6;6H\033[48;5;208m    \033[m'
            printf '\033[7;6H\033[7m    \033[m'
            printf '\033[8;6H\033[38;2;250;250;10m████\033[m'
            printf '\033[9;6H\033[92;7m    \033[m'
            printf '\033[10;6H\033[38;2;0;0;255m▄▄▄▄\033[m'";
        let (_terminal, grid) = show(desktop, script)?;
        let expected = [
            (2, 5, Pixel(200, 30, 40)),
            (3, 5, Pixel(10, 200, 90)),
            (4, 5, Pixel(0xcc, 0x55, 0x55)),
            (4, 9, Pixel(0x55, 0x55, 0xff)),
            (5, 5, Pixel(0xff, 0x87, 0x00)),
            (6, 5, TEXT),
            (7, 5, Pixel(250, 250, 10)),
            (8, 5, Pixel(0x55, 0xff, 0x55)),
        ];
        for (row, col, color) in expected {
            let what = format!("four cells at row {row}, column {col}");
            wait_for_color(desktop, &what, grid.cells(col, row, 4), color)?;
            // Neither a pixel too few nor one too many.
            wait_for_color(desktop, "the cell before", grid.cell(4, row), GROUND)?;
        }
        wait_for_color(
            desktop,
            "the row above",
            grid.cells(0, 1, grid.cols),
            GROUND,
        )?;
        // Half blocks: the lower half of the cells and not the upper.
        let blocks = grid.cells(5, 9, 4);
        let mut lower = blocks;
        lower.height /= 3;
        wait_for_color(desktop, "the upper part", lower, GROUND)?;
        lower.y = blocks.y + blocks.height - lower.height;
        wait_for_color(desktop, "the lower part", lower, Pixel(0, 0, 255))
    })
}

#[test]
fn wide_combining_and_emoji_take_their_cells() -> Outcome {
    e2e::run("typing-wide", Options::default(), |desktop| {
        let script = r"
            printf '\033[2;1H\033[44m漢字\033[m|'
            printf '\033[3;1H\033[44me\314\201x\033[m|'
            printf '\033[4;1H\033[40m\360\237\230\200\033[m|'
            printf '\033[5;1H\033[44m\360\237\221\250\342\200\215\360\237\221\251\342\200\215\360\237\221\247\033[m|'";
        let (mut terminal, grid) = show(desktop, script)?;
        let pane = terminal.pane;
        terminal.wait_for_text(pane, "\n漢字|\ne\u{301}x|\n😀|\n👨\u{200d}👩\u{200d}👧|")?;
        let blue = Pixel(0x54, 0x55, 0xcb);
        // The ground of two wide characters is four cells wide, and so on.
        for (row, width) in [(1, 4), (2, 2), (4, 2)] {
            let what = format!("the ground of row {row}");
            wait_for_picture(desktop, &what, grid.cells(0, row, 8), |shot| {
                let bounds = shot.bounds_near(blue, 3);
                let right = bounds.map(|bounds| bounds.x + bounds.width);
                let expected = width * grid.cell_width;
                ensure!(right == Some(expected), "{right:?} instead of {expected}");
                Ok(())
            })?;
        }
        // The emoji is in colour: yellow, which no other text here is.
        wait_for_picture(desktop, "a yellow face", grid.cells(0, 3, 2), |shot| {
            let yellow = shot
                .pixels()
                .filter(|Pixel(r, g, b)| *r > 180 && *g > 130 && *b < 120);
            let yellow = yellow.count();
            ensure!(yellow > 40, "{yellow} yellow pixels");
            Ok(())
        })?;
        wait_for_color(desktop, "nothing behind it", grid.cells(3, 3, 4), GROUND)
    })
}

#[test]
fn a_flood_of_output_ends_with_its_last_line() -> Outcome {
    e2e::run("typing-flood", Options::default(), |desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let pane = terminal.pane;
        terminal.send(pane, "seq 1 300000; printf 'the %s\\n' end\n")?;
        terminal.wait_for_text(pane, "\n299999\n300000\nthe end\n")?;
        // While it floods, Ctrl+C gets through.
        terminal.send(pane, "yes\n")?;
        terminal.wait_for_text(pane, "y\ny\ny\n")?;
        desktop.keyboard()?.tap(&[Modifier::Ctrl], "c")?;
        // The interrupt throws away what is typed before the next prompt.
        terminal.wait_for_text(pane, "^C\nready>")?;
        terminal.send(pane, "clear; echo aft''er\n")?;
        terminal.wait_for_text(pane, "after\n")
    })
}
