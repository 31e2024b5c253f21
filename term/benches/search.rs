//! Searching a scrollback of 100,000 rows: one part of it, as a window does in
//! a turn of its loop, and all of it.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use term::{SearchPattern, Terminal, TerminalConfig};
use wezterm_types::TerminalSize;

const ROWS: usize = 100_000;

fn terminal() -> Terminal {
    let size = TerminalSize {
        rows: 50,
        cols: 200,
        ..TerminalSize::default()
    };
    let config = TerminalConfig {
        scrollback_lines: ROWS,
        ..TerminalConfig::default()
    };
    let mut terminal = Terminal::new(size, config);
    for n in 0..ROWS {
        let line =
            format!("{n} the quick brown fox jumps over the lazy dog /usr/share/doc/{n}\r\n");
        terminal.advance(line.as_bytes());
    }
    terminal
}

fn search(c: &mut Criterion) {
    let terminal = terminal();
    let bottom = terminal.dimensions().physical_top;
    let patterns = [
        ("plain", SearchPattern::CaseSensitive("lazy dog".to_owned())),
        (
            "any case",
            SearchPattern::CaseInsensitive("LAZY DOG".to_owned()),
        ),
        ("regex", SearchPattern::Regex(r"/(\w+/)+9\d+".to_owned())),
    ];
    let mut group = c.benchmark_group("search");
    group.sample_size(20);
    for (name, pattern) in patterns {
        let Ok(searcher) = pattern.compile() else {
            continue;
        };
        group.bench_function(format!("{name}, 1000 rows"), |b| {
            b.iter(|| black_box(terminal.search_rows(&searcher, bottom - 1000..bottom, ROWS)));
        });
        group.bench_function(format!("{name}, all rows"), |b| {
            b.iter(|| black_box(terminal.search_rows(&searcher, 0..bottom, ROWS)));
        });
    }
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
