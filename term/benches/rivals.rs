//! The terminal beside two others, `alacritty_terminal` and `vt100`, on the
//! same output in the same run; and what a row of scrollback takes of memory.
//!
//! ```sh
//! cargo bench -p term --bench rivals
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a tool for developers"
)]

mod output;

use alacritty_terminal::event::VoidListener;
use alacritty_terminal::term::test::TermSize;
use alacritty_terminal::term::{Config, Term};
use alacritty_terminal::vte::ansi::Processor;
use criterion::{BenchmarkId, Criterion, Throughput};
use output::filled;
use std::fmt::Write as _;
use std::hint::black_box;
use std::process::Command;
use std::time::Duration;
use term::{Terminal, TerminalConfig};
use wezterm_types::TerminalSize;

const COLS: usize = 142;
const ROWS: usize = 44;
/// As a pty delivers.
const CHUNK: usize = 64 << 10;
const BYTES: usize = 2 << 20;
const SCROLLBACK: usize = 10_000;
/// For the measure of memory.
const WIDE_COLS: usize = 200;
const MANY_ROWS: usize = 100_000;

fn inputs() -> [(&'static str, Vec<u8>); 7] {
    let mut regions = String::new();
    for i in 0..20 {
        let _ = write!(
            regions,
            "\x1b[{};40r\x1b[40;1Hline {i}\r\n\x1b[3;1H\x1bM\x1b[2L",
            2 + i % 5
        );
    }
    // 96 by 48 pixels in four colours, where the last is drawn over.
    let mut sixel = String::from("\x1b[H\x1bPq");
    for band in 0..8 {
        for color in 0..4 {
            let _ = write!(
                sixel,
                "#{color};2;{};50;20#{color}!40~!16~!40?$",
                color * 30
            );
        }
        sixel.push(if band < 7 { '-' } else { '\x1b' });
    }
    sixel.push('\\');
    [
        ("plain", filled(&output::plain(), BYTES)),
        ("sgr", filled(&output::sgr(), BYTES)),
        ("cjk and emoji", filled(&output::wide(), BYTES)),
        ("cursor motion", filled(&output::motion(), BYTES)),
        ("scrolling regions", filled(&regions, BYTES)),
        ("sixel", filled(&sixel, BYTES)),
        (
            "long lines",
            filled(&format!("{}\r\n", "0123456789abcdef".repeat(4096)), BYTES),
        ),
    ]
}

fn ours(cols: usize, rows: usize, scrollback: usize) -> Terminal {
    let size = TerminalSize {
        rows,
        cols,
        pixel_width: cols * 8,
        pixel_height: rows * 16,
        dpi: 96,
    };
    let config = TerminalConfig {
        scrollback_lines: scrollback,
        ..TerminalConfig::default()
    };
    Terminal::new(size, config)
}

fn alacritty(cols: usize, rows: usize, scrollback: usize) -> Term<VoidListener> {
    let config = Config {
        scrolling_history: scrollback,
        ..Config::default()
    };
    Term::new(config, &TermSize::new(cols, rows), VoidListener)
}

fn vt100(cols: usize, rows: usize, scrollback: usize) -> vt100::Parser {
    let (rows, cols) = (u16::try_from(rows).unwrap(), u16::try_from(cols).unwrap());
    vt100::Parser::new(rows, cols, scrollback)
}

fn output(c: &mut Criterion) {
    let mut group = c.benchmark_group("output");
    group
        .throughput(Throughput::Bytes(BYTES as u64))
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    for (name, input) in inputs() {
        group.bench_with_input(BenchmarkId::new(name, "ours"), &input, |b, input| {
            let mut terminal = ours(COLS, ROWS, SCROLLBACK);
            b.iter(|| {
                for chunk in input.chunks(CHUNK) {
                    terminal.advance(black_box(chunk));
                }
            });
        });
        group.bench_with_input(BenchmarkId::new(name, "alacritty"), &input, |b, input| {
            let mut terminal = alacritty(COLS, ROWS, SCROLLBACK);
            let mut processor: Processor = Processor::new();
            b.iter(|| {
                for chunk in input.chunks(CHUNK) {
                    processor.advance(&mut terminal, black_box(chunk));
                }
            });
        });
        group.bench_with_input(BenchmarkId::new(name, "vt100"), &input, |b, input| {
            let mut parser = vt100(COLS, ROWS, SCROLLBACK);
            b.iter(|| {
                for chunk in input.chunks(CHUNK) {
                    parser.process(black_box(chunk));
                }
            });
        });
    }
    group.finish();
}

/// Resident memory of this process, bytes.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}

/// Fills the scrollback of one terminal and says what a row of it takes.
fn memory_of(name: &str, text: &str) -> usize {
    let line = match text {
        "full" => format!("{}\r\n", "x".repeat(WIDE_COLS)),
        _ => "a line of forty characters, as most are..\r\n".to_owned(),
    };
    let chunk = line.repeat(100).into_bytes();
    let (cols, rows) = (WIDE_COLS, ROWS);
    let before = resident();
    let feed = |advance: &mut dyn FnMut(&[u8])| {
        for _ in 0..(MANY_ROWS + rows) / 100 + 1 {
            advance(&chunk);
        }
        resident()
    };
    let after = match name {
        "ours" => {
            let mut terminal = ours(cols, rows, MANY_ROWS);
            feed(&mut |bytes| terminal.advance(bytes))
        }
        "alacritty" => {
            let mut terminal = alacritty(cols, rows, MANY_ROWS);
            let mut processor: Processor = Processor::new();
            feed(&mut |bytes| processor.advance(&mut terminal, bytes))
        }
        _ => {
            let mut parser = vt100(cols, rows, MANY_ROWS);
            feed(&mut |bytes| parser.process(bytes))
        }
    };
    (after - before) / MANY_ROWS
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let [_, flag, name, text] = args.as_slice()
        && flag == "memory-of"
    {
        println!("{}", memory_of(name, text));
        return;
    }
    if !args.iter().any(|arg| arg == "memory") {
        let mut criterion = Criterion::default().configure_from_args();
        output(&mut criterion);
    }
    // Each in a process of its own, where nothing was freed before.
    for text in ["full", "forty characters"] {
        for name in ["ours", "alacritty", "vt100"] {
            let child = Command::new(&args[0])
                .args(["memory-of", name, text])
                .output()
                .unwrap();
            let bytes = String::from_utf8_lossy(&child.stdout).trim().to_owned();
            println!("a row of {WIDE_COLS} columns, {text}: {name} {bytes} bytes");
        }
    }
}
