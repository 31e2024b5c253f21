//! What `hyperlink_rules` find is underlined while the pointer is over it.

use e2e::{Desktop, Options, Outcome, Pixel, Terminal, ensure, wait_for_picture};

const TEXT: Pixel = Pixel(0xb2, 0xb2, 0xb2);

#[test]
fn an_address_under_the_pointer_is_underlined() -> Outcome {
    e2e::run("link_hover", Options::default(), |desktop: &mut Desktop| {
        let mut terminal = Terminal::plain(desktop)?;
        let grid = terminal.grid(desktop)?;
        let pane = terminal.pane;
        let script = "printf '\\033[2J\\033[3Hsee http://example.org/x now\\n'";
        terminal.send(pane, &format!("{script}\n"))?;
        terminal.wait_for_text(pane, "\nsee http://example.org/x now\nready>")?;
        let address = grid.cells(4, 2, 20);
        let plain = std::cell::Cell::new(0);
        wait_for_picture(desktop, "the address", address, |shot| {
            plain.set(shot.count_near(TEXT, 40));
            ensure!(plain.get() > 40, "{} pixels of text", plain.get());
            Ok(())
        })?;
        let plain = plain.get();
        let over = grid.cell(8, 2);
        desktop
            .pointer()?
            .move_to(over.x + over.width / 2, over.y + over.height / 2)?;
        // A line of at least half a cell for each of its 20 cells.
        let length = 20 * (address.width as usize) / 40;
        wait_for_picture(desktop, "the underline", address, |shot| {
            let lined = shot.count_near(TEXT, 40);
            ensure!(
                lined >= plain + length,
                "{plain} pixels before, {lined} now"
            );
            Ok(())
        })?;
        let beside = grid.cell(30, 5);
        desktop
            .pointer()?
            .move_to(beside.x + beside.width / 2, beside.y + beside.height / 2)?;
        wait_for_picture(desktop, "no underline", address, |shot| {
            let left = shot.count_near(TEXT, 40);
            ensure!(
                left <= plain + length / 4,
                "{plain} pixels before, {left} now"
            );
            Ok(())
        })
    })
}
