//! What our own dispatch costs over rio-vt's, on the same grid: output a
//! program could write, in the chunks a pty delivers, and the snapshot of a
//! screen of it.

mod output;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use output::filled;
use rio_vt::ansi::CursorShape;
use rio_vt::crosswords::{Crosswords, CrosswordsSize};
use rio_vt::event::{VoidListener, WindowId};
use rio_vt::performer::handler::Processor;
use std::hint::black_box;
use term::{Snapshot, Terminal, TerminalConfig};
use wezterm_types::TerminalSize;

const COLS: usize = 142;
const ROWS: usize = 44;
const CHUNK: usize = 64 << 10;
const BYTES: usize = 4 << 20;

fn inputs() -> [(&'static str, Vec<u8>); 4] {
    [
        ("ascii", filled(&output::plain(), BYTES)),
        ("sgr", filled(&output::sgr(), BYTES)),
        ("cjk", filled(&output::wide(), BYTES)),
        ("motion", filled(&output::motion(), BYTES)),
    ]
}

fn size() -> TerminalSize {
    TerminalSize {
        rows: ROWS,
        cols: COLS,
        pixel_width: COLS * 8,
        pixel_height: ROWS * 16,
        dpi: 96,
    }
}

fn advance(c: &mut Criterion) {
    let mut group = c.benchmark_group("advance");
    group
        .throughput(Throughput::Bytes(BYTES as u64))
        .sample_size(10);
    for (name, input) in inputs() {
        group.bench_with_input(BenchmarkId::new("ours", name), &input, |b, input| {
            let config = TerminalConfig {
                scrollback_lines: 10_000,
                ..TerminalConfig::default()
            };
            let mut terminal = Terminal::new(size(), config);
            b.iter(|| {
                input
                    .chunks(CHUNK)
                    .for_each(|chunk| terminal.advance(black_box(chunk)))
            });
        });
        group.bench_with_input(BenchmarkId::new("rio-vt", name), &input, |b, input| {
            let size = CrosswordsSize::new(COLS, ROWS);
            let id = WindowId::from(0);
            let mut grid = Crosswords::new(size, CursorShape::Block, VoidListener, id, 0, 10_000);
            let mut processor = Processor::default();
            b.iter(|| {
                for chunk in input.chunks(CHUNK) {
                    processor.advance(&mut grid, black_box(chunk));
                }
            });
        });
    }
    group.finish();
}

fn snapshot(c: &mut Criterion) {
    let mut group = c.benchmark_group("snapshot");
    let [(_, ascii), ..] = inputs();
    let mut terminal = Terminal::new(size(), TerminalConfig::default());
    terminal.advance(&ascii[..CHUNK]);
    let mut snap = Snapshot::default();
    terminal.snapshot(&mut snap);
    group.bench_function("one row changed", |b| {
        let mut letters = (b'a'..=b'z').cycle();
        b.iter(|| {
            let letter = letters.next().unwrap_or(b'a');
            terminal.advance(&[b'\r', letter]);
            terminal.snapshot(&mut snap);
        });
    });
    group.bench_function("one line scrolled", |b| {
        b.iter(|| {
            terminal.advance(b"another line of output\r\n");
            terminal.snapshot(&mut snap);
        });
    });
    group.bench_function("all rows changed", |b| {
        b.iter(|| {
            terminal.advance(&ascii[..COLS * ROWS + 1000]);
            terminal.snapshot(&mut snap);
        });
    });
    group.finish();
}

criterion_group!(benches, advance, snapshot);
criterion_main!(benches);
