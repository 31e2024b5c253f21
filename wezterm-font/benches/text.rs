//! What a screen of text costs: shaping cold and from the cache, and drawing
//! its glyphs. Run with `cargo bench -p wezterm-font`.
#![allow(missing_docs, reason = "the macros of criterion make public functions")]
#![allow(clippy::unwrap_used, reason = "a bench may fail by panicking")]

use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::HashSet;
use std::hint::black_box;
use wezterm_font::{
    CellMetrics, FontConfig, FontDirs, FontSet, FontStyle, FontSystem, GlyphKey, block_glyph,
};

const ROWS: usize = 60;
const COLS: usize = 200;

/// Rows of code-like text, all different.
fn ascii() -> Vec<String> {
    let words = "fn main() -> Result<(), Error> { let x = a != b && c >= d; } // comment ";
    let text: Vec<char> = words.chars().collect();
    (0..ROWS)
        .map(|row| {
            let cell = |col| text[(row * 13 + col * (1 + row % 3)) % text.len()];
            (0..COLS).map(cell).collect()
        })
        .collect()
}

/// The same with letters of other scripts, boxes, icons and marks.
fn mixed() -> Vec<String> {
    let extra = ['é', 'ж', 'λ', '─', '│', '█', '\u{f015}', '→', '≠', 'ü'];
    let mut rows = ascii();
    for (n, row) in rows.iter_mut().enumerate() {
        *row = row
            .chars()
            .enumerate()
            .map(|(col, c)| match (n + col) % 7 {
                0 => extra[(n * 3 + col) % extra.len()],
                _ => c,
            })
            .collect();
    }
    rows
}

fn fonts(shape_cache_size: usize) -> FontSet {
    let config = FontConfig {
        shape_cache_size,
        ..FontConfig::default()
    };
    FontSystem::new(FontDirs::embedded_only())
        .load(&config)
        .unwrap()
}

fn screen(fonts: &mut FontSet, rows: &[String]) -> usize {
    let shaped = rows
        .iter()
        .map(|row| fonts.shape(row, FontStyle::default()).glyphs.len());
    shaped.sum()
}

fn shaping(c: &mut Criterion) {
    for (name, rows) in [("ascii", ascii()), ("mixed", mixed())] {
        // With room for one run, every row but the last is shaped anew.
        let mut cold = fonts(1);
        c.bench_function(&format!("shape 200x60 {name}, cold"), |b| {
            b.iter(|| screen(&mut cold, black_box(&rows)));
        });
        let mut warm = fonts(4096);
        screen(&mut warm, &rows);
        c.bench_function(&format!("shape 200x60 {name}, cached"), |b| {
            b.iter(|| screen(&mut warm, black_box(&rows)));
        });
    }
    // Output that scrolls by: rows are new, their words are not.
    let mut words = fonts(4096);
    let rows = ascii();
    let mut n = 0;
    c.bench_function("shape 200x60 ascii, new rows of known words", |b| {
        b.iter(|| {
            n += 1;
            let new: Vec<String> = rows.iter().map(|r| format!("{n} {r}")).collect();
            screen(&mut words, &new)
        });
    });
}

fn drawing(c: &mut Criterion) {
    let mut fonts = fonts(4096);
    let mut keys: HashSet<GlyphKey> = HashSet::new();
    for row in mixed() {
        for glyph in &fonts.shape(&row, FontStyle::default()).glyphs {
            keys.insert(fonts.glyph_key(glyph.font, glyph.glyph, 1));
        }
    }
    c.bench_function(
        &format!("draw the {} glyphs of a mixed screen", keys.len()),
        |b| {
            b.iter(|| keys.iter().filter_map(|k| fonts.rasterize(*k)).count());
        },
    );
    let metrics: CellMetrics = fonts.metrics();
    c.bench_function("draw the 128 characters of box drawing", |b| {
        let all = || ('\u{2500}'..='\u{257f}').filter_map(|c| block_glyph(c, &metrics));
        b.iter(|| all().count());
    });
}

fn loading(c: &mut Criterion) {
    c.bench_function("load the embedded fonts", |b| b.iter(|| fonts(16)));
}

criterion_group!(benches, shaping, drawing, loading);
criterion_main!(benches);
