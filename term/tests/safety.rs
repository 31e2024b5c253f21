//! Hostile input, one test for each kind: a terminal answers from its own
//! tables only, keeps its memory bounded, and never panics.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::time::{Duration, Instant};
use support::{events, size, snap};
use term::{NewlineCanon, Terminal, TerminalConfig, TerminalEvent};

/// With the defaults: nothing dangerous is allowed.
fn terminal() -> Terminal {
    Terminal::new(size(40, 10), TerminalConfig::default())
}

fn replies(bytes: &[u8]) -> Vec<u8> {
    let mut terminal = terminal();
    terminal.advance(bytes);
    terminal.take_replies()
}

/// Still alive: text comes out.
fn works(terminal: &mut Terminal) {
    terminal.advance(b"\x18\x1b\\\x1bcstill here");
    assert!(snap(terminal).rows[0].text().starts_with("still here"));
}

#[test]
fn titles_do_not_come_back_as_input() {
    assert_eq!(replies(b"\x1b]2;\nrm -rf ~\n\x07\x1b[21t\x1b[20t"), b"");
}

#[test]
fn answers_hold_nothing_of_the_request() {
    for request in [
        "\x1bP$qEVIL\x1b\\",
        "\x1bP$q>EVILt\x1b\\",
        "\x1bP1$tEVIL;EVIL\x1b\\\x1b[1$w",
        "\x1bP2$tEVIL/EVIL\x1b\\\x1b[2$w",
        "\x1b[?2l\x1bYEVIL\x1bZ",
        "\x1bP+q4556494C;zz;\x1b\\",
        "\x1b]4;EVIL;?\x07",
        "\x1b]4;999;?\x07",
        "\x1b]11;EVIL\x07",
        "\x1b]21;EVIL=?\x07",
        "\x1b]50;?EVIL\x07",
        "\x1b]5522;type=EVIL\x07",
        "\x1b]1337;ReportVariable=RVZJTA==\x07",
        "\x1b_Ga=q,i=1,EVIL=1;EVIL\x1b\\",
        "\x1b[?EVILp",
    ] {
        let answer = String::from_utf8(replies(request.as_bytes())).unwrap();
        for evil in ["EVIL", "4556494C", "RVZJTA", "\r", "\n"] {
            assert!(!answer.contains(evil), "{request:?} -> {answer:?}");
        }
    }
}

#[test]
fn graphics_errors_do_not_quote_file_names() {
    use base64::Engine as _;
    let name = "/tmp/\rrm -rf ~\r\x1b]EVIL";
    let path = base64::engine::general_purpose::STANDARD.encode(name);
    let request = format!("\x1b_Ga=T,t=f,f=100,i=7,p=\r1;{path}\x1b\\");
    let answer = String::from_utf8(replies(request.as_bytes())).unwrap();
    assert!(
        !answer.contains("rm") && !answer.contains('\r'),
        "{answer:?}"
    );
    assert!(!answer.contains("EVIL"), "{answer:?}");
}

#[test]
fn graphics_read_regular_files_only_and_do_not_hang() {
    use base64::Engine as _;
    let started = Instant::now();
    for name in [
        "/dev/zero",
        "/dev/tty",
        "/proc/self/mem",
        "/proc/self/environ",
        "/sys/kernel/mm/transparent_hugepage/enabled",
        "/",
        "/nonexistent",
        "../../etc/passwd",
    ] {
        let path = base64::engine::general_purpose::STANDARD.encode(name);
        for medium in ["f", "t", "s"] {
            let mut terminal = terminal();
            let request = format!(
                "\x1b_Ga=T,t={medium},f=32,s=4294967295,v=1,S=4294967295,O=-1,i=7;{path}\x1b\\"
            );
            terminal.advance(request.as_bytes());
            let answer = String::from_utf8(terminal.take_replies()).unwrap();
            assert!(!answer.contains("OK"), "{medium} {name}: {answer:?}");
            assert!(snap(&mut terminal).images.is_empty(), "{medium} {name}");
            works(&mut terminal);
        }
    }
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_temporary_file_that_is_not_marked_as_one_stays() {
    use base64::Engine as _;
    let file = std::env::temp_dir().join(format!("precious-{}", std::process::id()));
    std::fs::write(&file, b"precious").unwrap();
    let path = base64::engine::general_purpose::STANDARD.encode(file.to_str().unwrap());
    let mut terminal = terminal();
    terminal.advance(format!("\x1b_Ga=T,t=t,f=24,s=1,v=1,i=7;{path}\x1b\\").as_bytes());
    let left = std::fs::read(&file);
    let _ = std::fs::remove_file(&file);
    assert_eq!(left.unwrap(), b"precious");
}

#[test]
fn endless_graphics_chunks_are_bounded() {
    let mut terminal = terminal();
    terminal.advance(b"\x1b_Ga=t,f=24,s=10000,v=10000,i=1,m=1;AAAA\x1b\\");
    let chunk = [b"\x1b_Gm=1;".to_vec(), vec![b'A'; 4096], b"\x1b\\".to_vec()].concat();
    for _ in 0..2000 {
        terminal.advance(&chunk);
    }
    works(&mut terminal);
}

#[test]
fn monstrous_sixels_are_capped() {
    for sixel in [
        "\x1bPq\"1;1;1;2147483648#0~\x1b\\",
        "\x1bPq\"1;1;2147483648;2147483648~\x1b\\",
        "\x1bPq!2147483648~\x1b\\",
        "\x1bPq\"1;1;0;0\x1b\\",
        "\x1bPq#4294967295;2;100;100;100~\x1b\\",
        "\x1bP0;0;0q-----------\x1b\\",
    ] {
        let mut terminal = terminal();
        terminal.advance(sixel.as_bytes());
        for placement in snap(&mut terminal).images.iter() {
            assert!(placement.image.rgba.len() <= 512 << 20);
        }
        works(&mut terminal);
    }
}

#[test]
fn the_clipboard_is_not_read() {
    for query in [
        "\x1b]52;c;?\x07",
        "\x1b]52;;?\x1b\\",
        "\x1b]52;p;?\x07",
        "\x1b]52;c;!\x07",
    ] {
        let mut terminal = terminal();
        terminal.advance(query.as_bytes());
        assert_eq!(terminal.take_replies(), b"", "{query:?}");
        assert_eq!(events(&mut terminal), [], "{query:?}");
    }
    let huge = [
        b"\x1b]52;c;".to_vec(),
        vec![b'A'; 64 << 20],
        b"\x07".to_vec(),
    ]
    .concat();
    let mut terminal = terminal();
    terminal.advance(&huge);
    assert_eq!(events(&mut terminal), []);
    works(&mut terminal);
}

#[test]
fn links_and_directories_are_bounded_and_clean() {
    let mut terminal = terminal();
    let long = format!("\x1b]8;;http://{}\x07x", "a".repeat(900_000));
    terminal.advance(long.as_bytes());
    terminal.advance(b"\x1b]8;;http://a/\x00\nb\x07y\x1b]7;file://h/a\x00\x0ab\x07");
    let row = &snap(&mut terminal).rows[0];
    for extra in row.extras.iter() {
        let uri = &extra.hyperlink.as_ref().unwrap().uri;
        assert!(uri.len() <= 4096 && !uri.contains(char::is_control));
    }
    assert!(
        !terminal
            .cwd()
            .unwrap_or_default()
            .contains(char::is_control)
    );
}

#[test]
fn notifications_are_plain_text() {
    let mut terminal = terminal();
    terminal.advance(b"\x1b]9;a\x01b\x7fc\xe2\x80\xaed\x07");
    terminal.advance(b"\x1b]777;notify;t\x02;b\nc\x07");
    for event in events(&mut terminal) {
        if let TerminalEvent::Notification(shown) = event {
            let text = format!("{}{}", shown.title.unwrap_or_default(), shown.body);
            assert!(!text.contains(|c: char| c.is_control() || c == '\u{202e}'));
        }
    }
    for n in 0..100_000 {
        terminal.advance(format!("\x1b]9;{n}\x07").as_bytes());
    }
    assert!(events(&mut terminal).len() <= 2048);
}

#[test]
fn titles_and_variables_are_clean_bounded_and_coalesced() {
    let mut terminal = terminal();
    let long = format!("\x1b]2;a\u{202e}b{}\x07", "x".repeat(1 << 19));
    terminal.advance(long.as_bytes());
    assert!(terminal.title().starts_with("abx") && terminal.title().len() <= 4096);
    for n in 0..10_000 {
        terminal.advance(format!("\x1b]2;t{n}\x07").as_bytes());
        terminal.advance(format!("\x1b]1337;SetUserVar=v{n}=eA==\x07").as_bytes());
    }
    assert!(terminal.user_vars().len() <= 1024);
    let titles = events(&mut terminal)
        .iter()
        .filter(|event| **event == TerminalEvent::TitleChanged)
        .count();
    assert!(titles <= 1);
}

#[test]
fn pastes_cannot_break_out() {
    let config = TerminalConfig {
        canonicalize_pasted_newlines: NewlineCanon::CarriageReturn,
        ..TerminalConfig::default()
    };
    let mut terminal = Terminal::new(size(40, 10), config);
    terminal.advance(b"\x1b[?2004h");
    for evil in [
        "a\x1b[201~rm",
        "a\x1b[20\x1b[201~1~rm",
        "a\u{9b}201~rm",
        "a\x03\x04\x1a\x7frm",
        "a\x1b\x1b[201~[201~rm",
    ] {
        let sent = terminal.encode_paste(evil);
        let inner = &sent[6..sent.len() - 6];
        assert!(sent.starts_with(b"\x1b[200~") && sent.ends_with(b"\x1b[201~"));
        let inner = std::str::from_utf8(inner).unwrap();
        assert!(!inner.contains(char::is_control), "{evil:?} -> {inner:?}");
    }
}

#[test]
fn strings_without_an_end_are_bounded() {
    for start in [
        "\x1b]2;",
        "\x1b]52;c;",
        "\x1b]1337;File=:",
        "\x1bPq",
        "\x1bP$q",
        "\x1bP+q",
        "\x1b_G",
        "\x1b^",
        "\x1bX",
        "\x1bk",
    ] {
        let mut terminal = terminal();
        terminal.advance(start.as_bytes());
        let junk = vec![b'?'; 1 << 20];
        for _ in 0..32 {
            terminal.advance(&junk);
        }
        works(&mut terminal);
    }
}

#[test]
fn monstrous_parameters_are_clamped() {
    let started = Instant::now();
    for end in "@ABCDEFGHIJKLMPSTXZ`abcdefgjmrstu".chars() {
        let mut terminal = terminal();
        terminal.advance(b"abc\x1b[?69h\x1b[3;20s");
        terminal.advance(format!("\x1b[2147483648;4294967295{end}").as_bytes());
        terminal.advance(format!("\x1b[{}{end}", "65535;".repeat(10_000)).as_bytes());
        for between in ["'", "$", "*", "#", " ", "\"", "?", ">"] {
            terminal.advance(format!("\x1b[{between}65535;65535;65535;65535{end}").as_bytes());
            terminal.advance(format!("\x1b[65535;65535;65535;65535{between}{end}").as_bytes());
        }
        works(&mut terminal);
    }
    for bytes in ["\x1b[65535'}", "\x1b[65535'~", "x\x1b[65535b"] {
        let mut terminal = terminal();
        terminal.advance(bytes.as_bytes());
        works(&mut terminal);
    }
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn rectangles_off_the_screen_are_clamped() {
    for corners in [
        "9;9;1;1",
        "0;0;0;0",
        "65535;65535;65535;65535",
        "10;40;10;40",
        "11;41;12;42",
    ] {
        let mut terminal = terminal();
        terminal.advance(b"\x1b[?69h\x1b[39;40s\x1b[9;10r\x1b[?6h");
        for op in ["$z", "${", ";1$r", ";1$t", ";1;65535;65535;1$v"] {
            terminal.advance(format!("\x1b[{corners}{op}").as_bytes());
        }
        terminal.advance(format!("\x1b[65;{corners}$x\x1b[1;1;{corners}*y").as_bytes());
        assert_eq!(terminal.take_replies(), b"");
        works(&mut terminal);
    }
}

#[test]
fn clusters_are_bounded_and_broken_text_is_harmless() {
    let mut terminal = terminal();
    terminal.advance(format!("e{}", "\u{301}".repeat(1_000_000)).as_bytes());
    terminal.advance("👩\u{200d}".repeat(10_000).as_bytes());
    for row in &snap(&mut terminal).rows {
        for extra in row.extras.iter() {
            assert!(
                extra
                    .text
                    .as_ref()
                    .is_none_or(|text| text.chars().count() <= 64)
            );
        }
    }
    terminal.advance(b"\xed\xa0\x80\xc0\xaf\xf8\x88\x80\x80\x80\xff\xfe\xe2\x82");
    works(&mut terminal);
}

#[test]
fn a_synchronised_update_ends_by_itself() {
    let mut terminal = terminal();
    terminal.advance(b"\x1b[?2026hhidden");
    let deadline = terminal.sync_deadline().unwrap();
    assert!(deadline <= Instant::now() + Duration::from_secs(2));
    assert!(terminal.expire_sync(deadline + Duration::from_millis(1)));
    assert!(snap(&mut terminal).rows[0].text().starts_with("hidden"));
}

#[test]
fn windows_stay_as_they_are() {
    let mut terminal = terminal();
    let before = terminal.size();
    terminal.advance(
        b"\x1b[3;9;9t\x1b[4;9;9t\x1b[8;999;999t\x1b[9;1t\x1b[10;1t\x1b[2t\x1b[99t\x1b[?40h\x1b[?3h",
    );
    assert_eq!(terminal.size(), before);
    assert_eq!(events(&mut terminal), []);
}

#[test]
fn sizes_and_long_lines_do_not_panic() {
    let mut terminal = terminal();
    terminal.advance(&vec![b'x'; 10_000_000]);
    for (cols, rows) in [
        (1, 1),
        (0, 0),
        (2, 1),
        (1, 2),
        (4096, 2),
        (3, 500),
        (40, 10),
    ] {
        terminal.resize(size(cols, rows));
        terminal.advance("é漢\x1b[?1049hテスト\x1b[?1049l".as_bytes());
        snap(&mut terminal);
    }
    let mut alternate = Terminal::new(size(40, 10), TerminalConfig::default());
    alternate.advance("\x1b[?1049h\x1b[10;40H漢字".as_bytes());
    for (cols, rows) in [(1, 1), (0, 0), (2, 1), (80, 40), (3, 3), (40, 10)] {
        alternate.resize(size(cols, rows));
        alternate.advance("漢\x1b[99;99H字".as_bytes());
        snap(&mut alternate);
    }
    works(&mut alternate);
}

#[test]
fn a_cursor_saved_on_a_larger_screen_is_brought_back_inside() {
    for switch in ["", "\x1b[?1049h", "\x1b[?47h"] {
        let mut terminal = terminal();
        terminal.advance(format!("\x1b[10;40H\x1b7{switch}\x1b[9;39H\x1b7").as_bytes());
        terminal.resize(size(5, 3));
        terminal.advance(b"\x1b8\x1b[?47l\x1b8\x1b[?1049l\x1b8x");
        snap(&mut terminal);
        terminal.resize(size(40, 10));
        works(&mut terminal);
    }
}

#[test]
fn stacks_are_bounded() {
    let config = TerminalConfig {
        enable_kitty_keyboard: true,
        ..TerminalConfig::default()
    };
    let mut terminal = Terminal::new(size(40, 10), config);
    for _ in 0..200_000 {
        terminal.advance(b"\x1b[>1u\x1b[22;0t\x1b[#P\x1b]30001\x07\x1b[?7s\x1b[#{");
    }
    works(&mut terminal);
}

#[test]
fn a_search_takes_linear_time() {
    let mut terminal = terminal();
    terminal.advance(&vec![b'a'; 20_000]);
    let pattern = term::SearchPattern::Regex("(a+)+$b".to_owned());
    let started = Instant::now();
    let found = terminal.search(&pattern, 10);
    assert!(found.is_ok_and(|found| found.is_empty()));
    assert!(started.elapsed() < Duration::from_secs(10));
}

/// Noise of a simple generator, the same in each run.
#[test]
fn noise_gives_the_same_grid_however_it_is_cut() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let noise: Vec<u8> = (0..200_000)
        .map(|_| match next() % 8 {
            0 => 0x1b,
            1 => b"[]P_?;$'#* "[(next() % 11) as usize],
            2 => b"0123456789"[(next() % 10) as usize],
            3 => b"hlmrstuvxyzABCDHJKLMPSTX@"[(next() % 25) as usize],
            _ => (next() >> 24) as u8,
        })
        .collect();
    let mut whole = terminal();
    whole.advance(&noise);
    let mut cut = terminal();
    let mut rest = noise.as_slice();
    while !rest.is_empty() {
        let at = 1 + (next() as usize % 7).min(rest.len() - 1);
        cut.advance(&rest[..at]);
        rest = &rest[at..];
    }
    let text = |terminal: &mut Terminal| terminal.lines_text(10_000, true);
    assert_eq!(text(&mut whole), text(&mut cut));
    assert_eq!(whole.cursor(), cut.cursor());
    assert_eq!(whole.take_replies(), cut.take_replies());
}
