//! Text as Unicode has it: the width of every character, and grapheme clusters
//! by Unicode's own cases.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::{size, snap};
use term::{Terminal, TerminalConfig};
use unicode_width::UnicodeWidthChar;

fn terminal() -> Terminal {
    Terminal::new(size(40, 4), TerminalConfig::default())
}

/// Columns the cursor moves for a character on an empty line.
fn columns(terminal: &mut Terminal, c: char) -> usize {
    terminal.advance(b"\r\x1b[K");
    terminal.advance(c.encode_utf8(&mut [0; 4]).as_bytes());
    terminal.cursor().col
}

#[test]
fn every_character_is_as_wide_as_unicode_says() {
    let mut terminal = terminal();
    // A soft hyphen is a hyphen, as to wcwidth; a cell is never three wide.
    const AS_BEFORE: [char; 2] = ['\u{ad}', '\u{17d8}'];
    let mut different = Vec::new();
    for c in (' '..=char::MAX).filter(|c| !c.is_control()) {
        let want = c.width().unwrap_or(0);
        let found = columns(&mut terminal, c);
        if found != want && !AS_BEFORE.contains(&c) {
            different.push((c, found, want));
        }
    }
    assert_eq!(different, [], "character, columns here, columns of Unicode");
}

/// The cases: each a list of clusters.
fn cases() -> Vec<Vec<String>> {
    include_str!("data/GraphemeBreakTest.txt")
        .lines()
        .filter_map(|line| line.strip_prefix('÷')?.strip_suffix('÷'))
        .map(|line| {
            let cluster = |text: &str| {
                text.split('×')
                    .map(|hex| {
                        char::from_u32(u32::from_str_radix(hex.trim(), 16).unwrap()).unwrap()
                    })
                    .collect()
            };
            line.split('÷').map(cluster).collect()
        })
        .collect()
}

#[test]
fn clusters_share_a_cell() {
    let mut tried = 0;
    let mut different = Vec::new();
    for clusters in cases() {
        // Controls are followed, not shown. What has no width needs a letter
        // before it. A space with an accent is a space: marks on blanks are
        // not kept. A character that claims the next one (Prepend) has a cell
        // of its own, as wcwidth has it.
        let shown = |cluster: &String| {
            let first = cluster.chars().next().unwrap();
            let prepends = matches!(
                first,
                '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{d4e}'
            );
            let marked_blank = first == ' ' && cluster.len() > 1;
            !cluster.chars().any(char::is_control)
                && first.width().unwrap_or(0) > 0
                && !prepends
                && !marked_blank
        };
        if !clusters.iter().all(shown) {
            continue;
        }
        tried += 1;
        let mut terminal = terminal();
        terminal.advance(b"\x1b[?2027h");
        terminal.advance(clusters.concat().as_bytes());
        let snap = snap(&mut terminal);
        let row = &snap.rows[0];
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| row.cell_text(cell, &mut [0; 4]).to_owned())
            .filter(|text| !text.is_empty())
            .take(clusters.len() + 2)
            .collect();
        let found: Vec<&str> = cells
            .iter()
            .map(|text| text.trim_end_matches(' '))
            .collect();
        let found: Vec<&str> = found
            .into_iter()
            .take_while(|text| !text.is_empty())
            .collect();
        let want: Vec<&str> = clusters
            .iter()
            .map(|text| text.trim_end_matches(' '))
            .collect();
        let want: Vec<&str> = want
            .into_iter()
            .take_while(|text| !text.is_empty())
            .collect();
        if found != want {
            different.push((clusters.clone(), cells));
        }
    }
    assert!(tried > 100, "{tried}");
    assert_eq!(different, [], "clusters, and what the cells hold");
}
