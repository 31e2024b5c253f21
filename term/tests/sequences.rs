//! Sequences and what they change or answer, one claim a line.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::{events, size, snap};
use term::{
    CellAttrs, Color, CursorStyle, Notification, Point, Progress, SelectionMode, SemanticType,
    Snapshot, Terminal, TerminalConfig, TerminalEvent, ViewportScroll,
};
use wezterm_types::{Rgba, Underline};

fn terminal() -> Terminal {
    let config = TerminalConfig {
        enable_title_reporting: true,
        enable_kitty_keyboard: true,
        enable_checksum_report: true,
        enq_answerback: "me".into(),
        version: "2026-test".into(),
        ..TerminalConfig::default()
    };
    Terminal::new(size(20, 6), config)
}

fn fed(bytes: &str) -> Terminal {
    let mut terminal = terminal();
    terminal.advance(bytes.as_bytes());
    terminal
}

fn replies(bytes: &str) -> String {
    String::from_utf8(fed(bytes).take_replies()).unwrap()
}

/// The screen's text, blanks at line ends left out.
fn screen(bytes: &str) -> Vec<String> {
    support::screen(&mut fed(bytes))
}

fn cursor(bytes: &str) -> (usize, usize) {
    let cursor = fed(bytes).cursor();
    (cursor.row, cursor.col)
}

#[test]
fn queries_are_answered_in_our_name() {
    for (query, answer) in [
        ("\x05", "me"),
        ("\x1b[c", "\x1b[?65;1;2;4;6;9;15;16;17;18;21;22;28;29;52c"),
        ("\x1b[>c", "\x1b[>64;390;0c"),
        ("\x1b[=c", "\x1bP!|00000000\x1b\\"),
        ("\x1b[>q", "\x1bP>|wezterm 2026-test\x1b\\"),
        ("\x1b[5n", "\x1b[0n"),
        ("\x1b[3;4H\x1b[6n", "\x1b[3;4R"),
        ("\x1b[2;5r\x1b[?6h\x1b[2;2H\x1b[6n", "\x1b[2;2R"),
        ("\x1b[3;4H\x1b[?6n", "\x1b[?3;4;1R"),
        ("\x1b[x", "\x1b[2;1;1;128;128;1;0x"),
        ("\x1b[14t", "\x1b[4;96;160t"),
        ("\x1b[16t", "\x1b[6;16;8t"),
        ("\x1b[18t", "\x1b[8;6;20t"),
        ("\x1b]2;hey\x07\x1b[21t", "\x1b]lhey\x1b\\"),
        ("\x1b]4;1;?\x07", "\x1b]4;1;rgb:cccc/5555/5555\x07"),
        ("\x1b]11;?\x1b\\", "\x1b]11;rgb:0000/0000/0000\x1b\\"),
        (
            "\x1b]10;#123456\x07\x1b]10;?\x07",
            "\x1b]10;rgb:1212/3434/5656\x07",
        ),
        ("\x1b[?u", "\x1b[?0u"),
        ("\x1b[>5u\x1b[?u", "\x1b[?5u"),
        (
            "\x1b[>5u\x1b[=2;2u\x1b[?u\x1b[<u\x1b[?u",
            "\x1b[?7u\x1b[?0u",
        ),
        ("\x1b[>4;2m\x1b[?4m", "\x1b[>4;2m"),
        ("\x1bP$qm\x1b\\", "\x1bP1$r0m\x1b\\"),
        (
            "\x1b[1;4:3;38;5;200;48;2;1;2;3m\x1bP$qm\x1b\\",
            "\x1bP1$r0;1;4:3;38:5:200;48:2::1:2:3m\x1b\\",
        ),
        ("\x1b[2;5r\x1bP$qr\x1b\\", "\x1bP1$r2;5r\x1b\\"),
        ("\x1b[4 q\x1bP$q q\x1b\\", "\x1bP1$r4 q\x1b\\"),
        ("\x1bP$qz\x1b\\", "\x1bP0$r\x1b\\"),
        (
            "\x1bP+q544e;ff\x1b\\",
            "\x1bP1+r544E=77657A7465726D\x1b\\\x1bP0+r\x1b\\",
        ),
        ("\x1b[?2026$p", "\x1b[?2026;2$y"),
        ("\x1b[?2027$p", "\x1b[?2027;1$y"),
        ("\x1b[?1049h\x1b[?1049$p", "\x1b[?1049;1$y"),
        ("\x1b[?1006h\x1b[?1006$p", "\x1b[?1006;1$y"),
        ("\x1b[?12345$p", "\x1b[?12345;0$y"),
        ("\x1b[4h\x1b[4$p", "\x1b[4;1$y"),
        ("\x1b[?2048h", "\x1b[48;6;20;96;160t"),
        ("\x1b[?996n", "\x1b[?997;1n"),
        ("AB\x1b[1;1;1;1;1;2*y", "\x1bP1!~FF7D\x1b\\"),
        (
            "\x1b]1337;ReportCellSize\x07",
            "\x1b]1337;ReportCellSize=16.0;8.0;1.0\x07",
        ),
        ("\x1b]52;c;?\x07", ""),
    ] {
        assert_eq!(replies(query), answer, "{}", query.escape_debug());
    }
}

#[test]
fn titles_are_not_reported_unless_allowed() {
    let mut terminal = Terminal::new(size(20, 6), TerminalConfig::default());
    terminal.advance(b"\x1b]2;evil\x07\x1b[21t\x1b[20t\x1b[?u");
    assert_eq!(terminal.take_replies(), b"");
}

#[test]
fn text_and_erasing() {
    for (bytes, want) in [
        ("abc\r\ndef", vec!["abc", "def"]),
        ("abc\x1b[2D\x1b[K", vec!["a"]),
        ("abc\x1b[2D\x1b[X", vec!["a c"]),
        ("abcdef\x1b[4D\x1b[2P", vec!["abef"]),
        ("abc\x1b[2D\x1b[99P", vec!["a"]),
        ("abc\x1b[2D\x1b[2@", vec!["a  bc"]),
        ("a\x1b[3b", vec!["aaaa"]),
        ("1\r\n2\r\n3\x1b[2;1H\x1b[L", vec!["1", "", "2", "3"]),
        ("1\r\n2\r\n3\x1b[2;1H\x1b[M", vec!["1", "3"]),
        ("1\r\n2\r\n3\x1b[S", vec!["2", "3"]),
        ("1\r\n2\r\n3\x1b[T", vec!["", "1", "2", "3"]),
        // The row above the cursor's, which is the second.
        ("one\r\ntwo\x1b[1J", vec![]),
        ("1\r\n2\r\n3\x1b[2;1H\x1b[J", vec!["1"]),
        ("abc\x1b[2J", vec![]),
        ("\x1b(0qx\x1b(B\x1b(A#\x1b(B#", vec!["─│£#"]),
        ("\x1b)0\x0eq\x0fq", vec!["─q"]),
        ("a\tb", vec!["a       b"]),
        ("\x1b[3g\x1b[5G\x1bH\r\tx", vec!["    x"]),
        ("\x1b[3g\x1b[?5W\tx", vec!["        x"]),
        ("\x1b[4habc\r1\x1b[4l", vec!["1abc"]),
        ("\x1bkscreen title\x1b\\text", vec!["text"]),
        ("\u{85}nel", vec!["", "nel"]),
        ("a\x1b]0;t\x1b\\b\x1b]8;;u\x07c", vec!["abc"]),
    ] {
        assert_eq!(screen(bytes), want, "{}", bytes.escape_debug());
    }
    let mut invalid = terminal();
    invalid.advance(b"a\xffb\xe2\x82c\xc3");
    invalid.advance(b"\xa9");
    assert_eq!(
        snap(&mut invalid).rows[0].text().trim_end(),
        "a\u{fffd}b\u{fffd}cé"
    );
}

#[test]
fn cursor_moves_respect_margins() {
    for (bytes, want) in [
        ("\x1b[3;5H", (2, 4)),
        ("\x1b[99;99H", (5, 19)),
        ("\x1b[2;4r\x1b[3;1H\x1b[9A", (1, 0)),
        ("\x1b[2;4r\x1b[3;1H\x1b[9B", (3, 0)),
        ("\x1b[2;4r\x1b[6;1H\x1b[9B", (5, 0)),
        ("\x1b[2;4r\x1b[?6h\x1b[9;3H", (3, 2)),
        ("\x1b[2;4r\x1b[?6h\x1b[2G", (1, 1)),
        ("\x1b[100;200r\x1b[3;3H", (2, 2)),
        ("\x1b[3;5H\x1b7\x1b[H\x1b8", (2, 4)),
        ("\x1b[3;5H\x1b[s\x1b[H\x1b[u", (2, 4)),
        ("\x1b[?45h\x1b[2;1H\x08", (0, 19)),
        ("\x1b[3;3H\x1b[?1049h\x1b[H\x1b[?1049l", (2, 2)),
        ("\x1b[3;3H\x1b[?47hx\x1b[?47l", (2, 3)),
        ("\x1b[3;3H\x1b[?1048h\x1b[H\x1b[?1048l", (2, 2)),
        ("\x1b[3;3H\x1b#8", (0, 0)),
    ] {
        assert_eq!(cursor(bytes), want, "{}", bytes.escape_debug());
    }
}

#[test]
fn attributes_and_colours() {
    let bytes = "\x1b[1;2;3;4:3;5;7;8;9;53;73;38:2::1:2:3;48;5;4;58:5:6mX\x1b[0mY\x1b[91;102mZ";
    let mut terminal = fed(bytes);
    let row = &snap(&mut terminal).rows[0];
    let x = row.cells[0];
    let all = CellAttrs::all() - CellAttrs::BLINK_FAST - CellAttrs::SUBSCRIPT;
    assert_eq!((x.attrs, x.underline), (all, Underline::Curly));
    assert_eq!((x.fg, x.bg), (Color::Rgb(1, 2, 3), Color::Indexed(4)));
    assert_eq!(x.underline_color, Color::Indexed(6));
    assert_eq!(row.cells[1].attrs, CellAttrs::empty());
    assert_eq!(row.cells[1].fg, Color::Default);
    assert_eq!(
        (row.cells[2].fg, row.cells[2].bg),
        (Color::Indexed(9), Color::Indexed(10))
    );
    // Blanks take the ground, and nothing else.
    let mut terminal = fed("\x1b[4;7;44m\x1b[K\x1b[3;1H\n\n\n\n\n");
    let shot = snap(&mut terminal);
    for cell in shot.rows[5].cells.iter() {
        assert_eq!(
            (cell.bg, cell.attrs, cell.underline),
            (Color::Indexed(4), CellAttrs::empty(), Underline::None)
        );
    }
}

#[test]
fn wide_characters_and_clusters() {
    let mut terminal = fed("日e\u{301}👩\u{200d}🚀|");
    let shot = snap(&mut terminal);
    let row = &shot.rows[0];
    assert_eq!(row.text().trim_end(), "日e\u{301}👩\u{200d}🚀|");
    let widths: Vec<u8> = row.cells.iter().take(6).map(|cell| cell.width).collect();
    assert_eq!(widths, [2, 0, 1, 2, 0, 1]);
    let mut wide = Terminal::new(
        size(20, 6),
        TerminalConfig {
            ambiguous_wide: true,
            ..TerminalConfig::default()
        },
    );
    wide.advance("§x".as_bytes());
    let shot = snap(&mut wide);
    assert_eq!(
        (shot.rows[0].cells[0].width, shot.rows[0].cells[1].width),
        (2, 0)
    );
    assert_eq!(shot.cursor.col, 3);
}

#[test]
fn news_for_the_owner() {
    use TerminalEvent as E;
    let mut terminal = fed(concat!(
        "\x1b]0;both\x07\x1b]1;icon\x07\x1b]7;file://h/tmp\x07\x07\x07",
        "\x1b]1337;SetUserVar=who=bWU=\x07\x1b]52;c;aGk=\x07\x1b]52;p;aG8=\x07",
        "\x1b]9;done\x07\x1b]777;notify;T;B;C\x07\x1b]9;4;1;40\x07\x1b]9;4;1;50\x07",
        "\x1b]22;pointer\x07\x1b]4;1;red\x07\x1b]133;D;3\x07",
    ));
    assert_eq!(
        events(&mut terminal),
        [
            E::TitleChanged,
            E::IconTitleChanged,
            E::CwdChanged,
            E::Bell,
            E::UserVar {
                name: "who".into(),
                value: "me".into()
            },
            E::ClipboardStore {
                primary: false,
                text: "hi".into()
            },
            E::ClipboardStore {
                primary: true,
                text: "ho".into()
            },
            E::Notification(Notification {
                title: None,
                body: "done".into(),
                focuses: true,
                ..Notification::default()
            }),
            E::Notification(Notification {
                title: Some("T".into()),
                body: "B;C".into(),
                focuses: true,
                ..Notification::default()
            }),
            E::Progress(Progress::Percentage(50)),
            E::MouseCursor("pointer".into()),
            E::PaletteChanged,
            E::CommandFinished(Some(3)),
        ]
    );
    assert_eq!((terminal.title(), terminal.icon_title()), ("both", "icon"));
    assert_eq!(terminal.cwd(), Some("file://h/tmp"));
    assert_eq!(terminal.user_vars()["who"], "me");
    assert_eq!(terminal.progress(), Progress::Percentage(50));
    assert_eq!(terminal.palette().colors[1], Rgba::hex(0xff_0000));
    terminal.advance(b"\x1b[22t\x1b]2;other\x07\x1b[23t\x1b]104\x07\x1b]1337;CurrentDir=/a b\x07");
    assert_eq!(terminal.title(), "both");
    assert_eq!(terminal.palette().colors[1], Rgba::hex(0xcc_5555));
    assert_eq!(terminal.cwd(), Some("file:///a%20b"));
}

#[test]
fn long_strings_are_dropped_and_forgotten() {
    let mut terminal = terminal();
    terminal.advance(b"\x1b]2;");
    for _ in 0..40 {
        terminal.advance(&vec![b'x'; 1 << 18]);
    }
    terminal.advance(b"\x07after\x1b]2;short\x07");
    assert_eq!(terminal.title(), "short");
    assert_eq!(snap(&mut terminal).rows[0].text().trim_end(), "after");
    terminal.advance(b"\x1b_G");
    for _ in 0..40 {
        terminal.advance(&vec![b'x'; 1 << 18]);
    }
    terminal.advance(b"\x1b\\!");
    assert_eq!(snap(&mut terminal).rows[0].text().trim_end(), "after!");
}

#[test]
fn cursor_styles() {
    let style = |bytes: &str| fed(bytes).cursor().style;
    assert_eq!(style(""), CursorStyle::SteadyBlock);
    assert_eq!(style("\x1b[3 q"), CursorStyle::BlinkingUnderline);
    assert_eq!(style("\x1b[6 q\x1b[?12h"), CursorStyle::BlinkingBar);
    assert_eq!(style("\x1b[5 q\x1b[0 q"), CursorStyle::SteadyBlock);
    assert!(!fed("\x1b[?25l").cursor().visible);
    assert!(fed("\x1b[?25l\x1b[!p").cursor().visible);
}

#[test]
fn synchronized_updates_hold_the_frame() {
    let mut terminal = fed("old");
    let mut shot = snap(&mut terminal);
    let generation = terminal.generation();
    terminal.advance(b"\x1b[?2026h\rnew");
    terminal.snapshot(&mut shot);
    assert_eq!(shot.rows[0].text().trim_end(), "old");
    assert_eq!(terminal.generation(), generation);
    // One update ends and the next begins: what the first brought is shown.
    terminal.advance(b"\x1b[?2026l\x1b[?2026h\rmid");
    terminal.snapshot(&mut shot);
    assert_eq!(shot.rows[0].text().trim_end(), "new");
    let deadline = terminal.sync_deadline().unwrap();
    assert!(!terminal.expire_sync(deadline - std::time::Duration::from_millis(1)));
    assert!(terminal.expire_sync(deadline));
    terminal.snapshot(&mut shot);
    assert_eq!(shot.rows[0].text().trim_end(), "mid");
}

#[test]
fn semantic_zones_and_prompts() {
    let command = |n: u8| {
        format!(
            "\x1b]133;A\x07$ \x1b]133;B\x07run{n}\r\n\x1b]133;C\x07out\r\nput\r\n\x1b]133;D;0\x07"
        )
    };
    let mut terminal = fed(&(1..=4).map(command).collect::<String>());
    let zones = terminal.semantic_zones();
    let kinds: Vec<_> = zones.iter().map(|zone| zone.kind).collect();
    use SemanticType as T;
    assert_eq!(kinds, [T::Prompt, T::Input, T::Output].repeat(4));
    assert_eq!(terminal.text_between(zones[4].start, zones[4].end), "run2");
    assert_eq!(
        terminal.text_between(zones[5].start, zones[5].end),
        "out\nput"
    );
    let at = zones[5].end;
    assert_eq!(terminal.semantic_zone_at(at), Some(zones[5]));
    terminal.start_selection(at, SelectionMode::SemanticZone);
    assert_eq!(terminal.selection_text().as_deref(), Some("out\nput"));
    terminal.scroll_viewport(ViewportScroll::ToPrompt(-1));
    assert_eq!(terminal.dimensions().viewport_top, 6);
    terminal.scroll_viewport(ViewportScroll::ToPrompt(-2));
    assert_eq!(terminal.dimensions().viewport_top, 0);
    terminal.scroll_viewport(ViewportScroll::ToPrompt(1));
    assert_eq!(terminal.dimensions().viewport_top, 3);
}

#[test]
fn links() {
    let terminal = fed("a\x1b]8;id=x;http://e.org/a;b\x1b\\link\x1b]8;;\x1b\\z");
    let at = |col| terminal.hyperlink_at(Point::new(0, col));
    assert_eq!(at(0), None);
    assert_eq!(at(1).as_deref(), Some("http://e.org/a;b"));
    assert_eq!(at(4), at(1));
    assert_eq!(at(5), None);
    assert_eq!(terminal.hyperlink_at(Point::new(-1, 900)), None);
}

#[test]
fn text_with_escapes_reads_back_the_same() {
    let bytes =
        "plain \x1b[1;31mred\x1b[0m \x1b[4:3;58:5:3mcurly\x1b[0m\r\n\x1b[48;2;1;2;3m  x\x1b[0m\r\n";
    let mut first = fed(bytes);
    let escaped = first.text_range(0, 2, true);
    let mut second = fed(&escaped.replace('\n', "\r\n"));
    for (a, b) in snap(&mut first).rows.iter().zip(&snap(&mut second).rows) {
        assert_eq!(a.cells, b.cells);
    }
    assert_eq!(first.lines_text(100, false), "plain red curly\n  x");
}

#[test]
fn mouse_focus_and_paste_follow_their_modes() {
    let mut terminal = terminal();
    assert_eq!(terminal.focus_changed(true), None);
    terminal.advance(b"\x1b[?1004h\x1b[?1002h\x1b[?2004h");
    assert_eq!(
        terminal.focus_changed(false).as_deref(),
        Some(&b"\x1b[O"[..])
    );
    assert!(terminal.is_mouse_grabbed());
    assert_eq!(terminal.encode_paste("a\nb"), b"\x1b[200~a\rb\x1b[201~");
    terminal.advance(b"\x1b[?1002l\x1b[?1049h");
    assert!(terminal.wheel_as_arrow_keys());
    terminal.advance(b"\x1b[?1007l");
    assert!(!terminal.wheel_as_arrow_keys());
    terminal.advance(b"\x1bc");
    assert!(!terminal.is_alt_screen() && !terminal.is_bracketed_paste());
}

#[test]
fn pictures_are_placed_and_go_with_their_text() {
    let mut terminal = fed("ab\x1bPq#1;2;100;0;0#1!16~-!16~\x1b\\");
    let shot = snap(&mut terminal);
    let [sixel] = &shot.images[..] else {
        panic!("one picture, not {:?}", shot.images)
    };
    assert_eq!((sixel.row, sixel.col), (0, 2));
    assert_eq!((sixel.image.width, sixel.image.height), (16, 12));
    assert_eq!(sixel.image.rgba[..4], [255, 0, 0, 255]);
    assert_eq!(sixel.size, (16.0, 12.0));
    terminal.advance(b"\x1b[2J\x1b[3J");
    assert!(snap(&mut terminal).images.is_empty());
    // Two pixels, red and green, over two columns and one row.
    terminal.advance(b"\x1b[2;3H\x1b_Ga=T,f=24,s=2,v=1,i=7,c=2,r=1;/wAAAP8A\x1b\\");
    assert_eq!(terminal.take_replies(), b"\x1b_Gi=7;OK\x1b\\");
    let shot = snap(&mut terminal);
    assert_eq!(shot.images.len(), 1);
    let placed = &shot.images[0];
    assert_eq!((placed.row - shot.dims.viewport_top, placed.col), (1, 2));
    assert_eq!(placed.image.rgba, [255, 0, 0, 255, 0, 255, 0, 255]);
    assert_eq!(placed.size, (16.0, 16.0));
    terminal.advance(b"\x1b_Ga=d\x1b\\");
    assert!(snap(&mut terminal).images.is_empty());
}

#[test]
fn a_terminal_may_move_to_another_thread() {
    fn is_send<T: Send>() {}
    is_send::<Terminal>();
    is_send::<Snapshot>();
}

/// Inputs that have hung, crashed or fooled terminals before.
#[test]
fn hostile_input_is_bounded_and_never_echoed() {
    let started = std::time::Instant::now();
    let mut terminal = Terminal::new(size(80, 24), TerminalConfig::default());
    let marks = "a".to_owned() + &"\u{301}".repeat(200_000);
    terminal.advance(marks.as_bytes());
    terminal.advance("👩\u{200d}".repeat(50_000).as_bytes());
    terminal.advance(
        "\x1b[3g\x1b[65535Z\x1b[65535I\x1b[65535b"
            .repeat(200)
            .as_bytes(),
    );
    terminal.advance(
        "\x1b[65535L\x1b[65535M\x1b[65535@\x1b[65535P\x1b[65535S"
            .repeat(500)
            .as_bytes(),
    );
    terminal.advance("\x1b[>31u\x1b[22t".repeat(100_000).as_bytes());
    terminal.advance(b"\x1bPq\"1;1;99999999;99999999#1!99999999~-!99999999~\x1b\\");
    terminal.advance(b"\x1bPq\"1;1;0;0\x1b\\\x1bP0;0;0q!0~\x1b\\");
    // Files that never end or never begin: /dev/zero, /dev/tty.
    terminal.advance(b"\x1b_Ga=T,t=f,f=24,s=4,v=4,i=1;L2Rldi96ZXJv\x1b\\");
    terminal.advance(b"\x1b_Ga=T,t=f,f=24,s=4,v=4,i=1;L2Rldi90dHk=\x1b\\");
    let _ = terminal.take_replies();
    // Nothing a query says comes back.
    for query in [
        "\x1bP$qevil\rrm\x1b\\",
        "\x1bP+q6576696c0d;zz;evil\x1b\\",
        "\x1b]4;evil;?\x07\x1b]4;999;?\x07\x1b]10;evil\x07\x1b]50;?\x07",
        "\x1b_Gi=1,q=0,a=evil;evil\x1b\\\x1b_Ga=q,i=3,t=f;ZXZpbA0=\x1b\\",
        "\x1b]0;evil\x07\x1b[21t\x1b[20t",
        "\x1b[1;1;1;1;24;80*y",
    ] {
        terminal.advance(query.as_bytes());
        let reply = String::from_utf8_lossy(&terminal.take_replies()).to_lowercase();
        assert!(
            !reply.contains("evil") && !reply.contains("6576696c"),
            "{reply:?}"
        );
        assert!(!reply.contains(['\r', '\n', '\x07']), "{reply:?}");
    }
    terminal.advance("\x1b]2;a\u{202e}b\x07".as_bytes());
    assert_eq!(terminal.title(), "ab");
    // Generous: a debug build on a busy machine.
    assert!(started.elapsed().as_secs() < 60);
}

#[test]
fn a_narrower_screen_keeps_its_lines_while_there_is_room() {
    let mut terminal = Terminal::new(size(20, 6), TerminalConfig::default());
    terminal.advance(b"top\r\nseventeen letters\r\n$ ");
    terminal.resize(size(10, 6));
    let dims = terminal.dimensions();
    let text = |terminal: &Terminal| {
        let dims = terminal.dimensions();
        terminal.text_range(dims.physical_top, dims.physical_top + 6, false)
    };
    assert_eq!(dims.physical_top, dims.scrollback_top, "{dims:?}");
    assert!(text(&terminal).starts_with("top\nseventeen letters\n$"));
    terminal.advance(b"x");
    assert!(text(&terminal).contains("\n$ x"));
    terminal.resize(size(20, 6));
    assert!(text(&terminal).starts_with("top\nseventeen letters\n$ x"));
    // A full screen has no room: its top goes to the scrollback.
    terminal.advance(b"\r\nfour\r\nfive\r\nsix");
    terminal.resize(size(10, 6));
    assert!(text(&terminal).starts_with("seventeen letters"));
}

#[test]
fn placeholders_show_their_pieces_of_an_image() {
    // Four by two white pixels over four columns of two rows, by the number 42.
    let mut terminal = fed(concat!(
        "\x1b_Ga=T,U=1,i=42,f=24,s=4,v=2,c=4,r=2,q=2;////////////////////////////////\x1b\\",
        "x\x1b[38;5;42m\u{10eeee}\u{305}\u{305}\u{10eeee}\u{305}\u{10eeee}\x1b[m \r\n",
        "\x1b[38;5;42m\u{10eeee}\u{30d}\u{30e}\x1b[m"
    ));
    let shown = snap(&mut terminal);
    let places: Vec<_> = (shown.images.iter())
        .map(|image| (image.row - shown.dims.viewport_top, image.col))
        .collect();
    assert_eq!(places, [(0, 1), (1, 0)]);
    assert!(shown.images[0].source[2] > shown.images[1].source[2]);
    assert_eq!(shown.images[1].source[0], 2.0, "its third column");
    assert!(shown.images[1].source[1] >= 1.0, "its second row");
    // Text takes the place of a piece.
    terminal.advance(b"\ry");
    assert_eq!(snap(&mut terminal).images.len(), 1);
}

#[test]
fn notifications_of_kitty_and_commands_of_iterm2() {
    let notice = |id: Option<&str>, title: Option<&str>, body: &str| {
        TerminalEvent::Notification(Notification {
            id: id.map(str::to_owned),
            title: title.map(str::to_owned),
            body: body.to_owned(),
            focuses: true,
            ..Notification::default()
        })
    };
    for (bytes, want) in [
        ("\x1b]99;;hello\x1b\\", notice(None, None, "hello")),
        (
            "\x1b]99;i=1:d=0;he\x1b\\\x1b]99;i=1:d=0;ad\x1b\\\x1b]99;i=1:p=body:e=1;Ym9keQ==\x1b\\",
            notice(Some("1"), Some("head"), "body"),
        ),
        (
            "\x1b]1337;Copy=:dGV4dA==\x07",
            TerminalEvent::ClipboardStore {
                primary: false,
                text: "text".into(),
            },
        ),
    ] {
        assert_eq!(events(&mut fed(bytes)), [want], "{}", bytes.escape_debug());
    }
    assert_eq!(
        events(&mut fed(
            "\x1b]99;p=close:i=1;\x1b\\\x1b]99;i=2:p=alive;\x1b\\"
        )),
        [
            TerminalEvent::NotificationClose("1".into()),
            TerminalEvent::NotificationsAlive("2".into()),
        ]
    );
    let reply = fed("\x1b]99;i=q:p=?;\x1b\\").take_replies();
    assert!(reply.starts_with(b"\x1b]99;i=q:p=?;a=focus,report:"));
    let mut terminal = fed("1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8\x1b]1337;ClearScrollback\x07");
    let dims = terminal.dimensions();
    assert_eq!(dims.physical_top, dims.scrollback_top);
    assert!(snap(&mut terminal).rows[0].text().starts_with('3'));
}
