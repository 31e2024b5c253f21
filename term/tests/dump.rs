//! A dump makes another terminal the same: what it shows, what it keeps, and
//! what it does with what comes next.

use proptest::prelude::*;
use term::{Terminal, TerminalConfig};
use wezterm_types::TerminalSize;

fn terminal() -> Terminal {
    let size = TerminalSize {
        cols: 20,
        rows: 6,
        pixel_width: 200,
        pixel_height: 120,
        ..TerminalSize::default()
    };
    let config = TerminalConfig {
        scrollback_lines: 30,
        enable_kitty_keyboard: true,
        ..TerminalConfig::default()
    };
    Terminal::new(size, config)
}

fn copy(of: &mut Terminal) -> Terminal {
    let mut other = terminal();
    other.advance(b"older text\x1b[?1049h\x1b[31mand colours");
    other.restore(&of.dump());
    other
}

/// Everything that can be seen, as text that shows what differs.
fn state(terminal: &mut Terminal) -> String {
    let mut snapshot = term::Snapshot::default();
    terminal.snapshot(&mut snapshot);
    let dims = terminal.dimensions();
    let mut out = String::new();
    for row in &snapshot.rows {
        out.push_str("\n| ");
        for cell in &*row.cells {
            let text = row.extras.get((cell.extra as usize).wrapping_sub(1));
            out.push_str(&format!("{}{}", cell.c, cell.width));
            if let Some(extra) = text {
                out.push_str(&format!("{extra:?}"));
            }
            if !cell.looks_like(&term::Cell::default()) {
                // The colour of a blank's text does not show.
                let fg = (cell.c != ' ').then_some(cell.fg);
                let bg = cell.bg;
                let line = (cell.underline, cell.underline_color);
                out.push_str(&format!("<{fg:?} {bg:?} {line:?} {:?}>", cell.attrs));
            }
        }
    }
    let all = terminal.text_range(dims.scrollback_top, i64::MAX / 2, true);
    let cursor = snapshot.cursor;
    out.push_str(&format!(
        "{all:?}\n{} rows, cursor {},{} {:?} {}\n{} {:?} {:?} {} {:?}\n{} {} {}",
        dims.scrollback_rows,
        cursor.row,
        cursor.col,
        cursor.style,
        cursor.visible,
        terminal.title(),
        terminal.cwd(),
        terminal.user_vars(),
        terminal.icon_title(),
        terminal.progress(),
        snapshot.alt_screen,
        snapshot.reverse_video,
        terminal.is_mouse_grabbed(),
    ));
    let mut zones = terminal.semantic_zones();
    // Blanks may have become spaces, which are output.
    zones.retain(|zone| zone.kind != term::SemanticType::Output);
    zones.dedup_by_key(|zone| zone.kind);
    out.push_str(&format!(
        "\n{:?}",
        zones.iter().map(|zone| zone.kind).collect::<Vec<_>>()
    ));
    out
}

fn same(a: &mut Terminal, b: &mut Terminal) -> Result<(), TestCaseError> {
    let (a, b) = (state(a), state(b));
    let differs = a.lines().zip(b.lines()).find(|(a, b)| a != b);
    prop_assert!(a == b, "{differs:#?}");
    Ok(())
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{1,30}",
        "[äж漢字🙂é]{1,12}",
        Just("e\u{301}x".to_owned()),
        Just("\r\n".to_owned()),
        Just("\n".to_owned()),
        Just("\x08".to_owned()),
        Just("\t".to_owned()),
        (1u8..8, 1u8..22).prop_map(|(r, c)| format!("\x1b[{r};{c}H")),
        (0u8..110).prop_map(|n| format!("\x1b[{n}m")),
        (0u8..=255).prop_map(|n| format!("\x1b[48;5;{n}m")),
        Just("\x1b[4:3;58:2::1:2:3m".to_owned()),
        prop::sample::select(vec![
            1u16, 5, 6, 7, 12, 25, 45, 1000, 1004, 1006, 1007, 2004
        ])
        .prop_flat_map(|n| any::<bool>()
            .prop_map(move |on| { format!("\x1b[?{n}{}", if on { 'h' } else { 'l' }) })),
        any::<bool>().prop_map(|on| format!("\x1b[?1049{}", if on { 'h' } else { 'l' })),
        Just("\x1b7".to_owned()),
        Just("\x1b8".to_owned()),
        // Erasing, also rows that had wrapped.
        (0u8..3).prop_map(|n| format!("\x1b[{n}K")),
        // Not ED 2: which blank rows it keeps depends on how they became blank.
        (0u8..2).prop_map(|n| format!("\x1b[{n}J")),
        (1u8..30).prop_map(|n| format!("\x1b[{n}X")),
        (1u8..4).prop_map(|n| format!("\x1b[{n}L")),
        (1u8..4).prop_map(|n| format!("\x1b[{n}M")),
        // Margins, origin mode, tab stops, protection.
        (1u8..6, 1u8..7).prop_map(|(a, b)| format!("\x1b[{a};{b}r")),
        (1u8..18, 2u8..21).prop_map(|(a, b)| format!("\x1b[?69h\x1b[{a};{b}s")),
        Just("\x1b[?69l".to_owned()),
        any::<bool>().prop_map(|on| format!("\x1b[?1047{}", if on { 'h' } else { 'l' })),
        Just("\x1bH".to_owned()),
        (0u8..4).prop_map(|n| format!("\x1b[{n}g")),
        (0u8..2).prop_map(|n| format!("\x1b[{n}\"q")),
        Just("\x1b[?1J\x1b[?2K".to_owned()),
        Just("\x1b]8;id=y;http://f/\x1b\\".to_owned()),
        (0u8..32).prop_map(|n| format!("\x1b[>{n}u")),
        Just("\x1b[<u".to_owned()),
        Just("\x1b(0qqq\x1b(B".to_owned()),
        Just("\x1b]8;id=x;http://e/\x1b\\link\x1b]8;;\x1b\\".to_owned()),
        prop::sample::select(vec!["A", "B", "C", "P;k=c", "D;0"])
            .prop_map(|mark| format!("\x1b]133;{mark}\x1b\\")),
        "[a-z]{0,5}".prop_map(|title| format!("\x1b]2;{title}\x07")),
        Just("\x1b]7;file:///tmp\x07".to_owned()),
        Just("\x1b]1337;SetUserVar=a=eHk=\x07".to_owned()),
        Just("\x1b]9;4;1;50\x07".to_owned()),
        (0u8..7).prop_map(|n| format!("\x1b[{n} q")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        ..ProptestConfig::default()
    })]
    #[test]
    fn a_copy_is_the_same_and_stays_so(
        before in prop::collection::vec(piece(), 0..40),
        after in prop::collection::vec(piece(), 0..8),
    ) {
        let mut original = terminal();
        original.advance(before.concat().as_bytes());
        let mut twin = copy(&mut original);
        same(&mut original, &mut twin)?;
        let after = after.concat();
        original.advance(after.as_bytes());
        twin.advance(after.as_bytes());
        same(&mut original, &mut twin)?;
    }
}

#[test]
fn scrollback_main_screen_and_palette_come_along() {
    let mut original = terminal();
    for n in 0..50 {
        original.advance(format!("line {n} of some length that wraps\r\n").as_bytes());
    }
    original.advance(b"\x1b]4;1;#123456\x07\x1b]11;#abcdef\x07\x1b[?1049hin vim");
    let mut twin = copy(&mut original);
    assert_eq!(twin.palette(), original.palette());
    assert_eq!(state(&mut original), state(&mut twin));
    for terminal in [&mut original, &mut twin] {
        terminal.advance(b"\x1b[?1049lback");
    }
    assert_eq!(state(&mut original), state(&mut twin));
    assert!(state(&mut twin).contains("line 45"));
}

#[test]
fn images_come_along() {
    let mut original = terminal();
    original.advance(b"one\r\n\x1b_Ga=T,f=24,s=10,v=20,i=3;");
    original.advance("/wAA".repeat(200).as_bytes());
    original.advance(b"\x1b\\\r\n");
    let mut twin = copy(&mut original);
    let images = |terminal: &mut Terminal| {
        let mut snapshot = term::Snapshot::default();
        terminal.snapshot(&mut snapshot);
        snapshot
            .images
            .iter()
            .map(|p| {
                (
                    p.row - snapshot.dims.physical_top,
                    p.col,
                    p.image.rgba.clone(),
                )
            })
            .collect::<Vec<_>>()
    };
    let shown = images(&mut original);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown, images(&mut twin));
}
