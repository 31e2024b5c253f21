//! Frames of a terminal of 142x44 cells of 9x18 pixels (1278x792): everything
//! repainted, and one row changed; by the processor, and on the first GPU that
//! there is (on machines without one, Mesa's lavapipe).
#![allow(
    missing_docs,
    reason = "criterion_group! makes a function that it does not document"
)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use wezterm_font::{FontId, FontSetId, GlyphKey, GlyphKind, RasterGlyph};
use wezterm_render::{
    CpuPainter, CpuTarget, DamageRegion, GlyphCache, GlyphRasterizer, GpuPreferences, Painter,
    Quad, RectF, Scene, Strip, StripId, WgpuContext, WgpuPainter,
};
use wezterm_types::Rgba;

const COLS: u32 = 142;
const ROWS: u32 = 44;
const CELL: (u32, u32) = (9, 18);

/// Letters as a font draws them: a frame of ink with soft edges.
struct Letters;

impl GlyphRasterizer for Letters {
    fn rasterize(&mut self, key: GlyphKey) -> Option<RasterGlyph> {
        let (width, height) = (8, 11);
        let ink = |x: u32, y: u32| match (x, y) {
            (1 | 6, _) | (_, 1 | 9) => 255,
            (0 | 7, _) | (_, 0 | 10) => 40 + (key.glyph * 13 % 150) as u8,
            (2 | 5, _) => 90,
            _ => 0,
        };
        Some(RasterGlyph {
            left: 0,
            top: height as i32,
            width,
            height,
            kind: GlyphKind::Mask,
            data: (0..height)
                .flat_map(|y| (0..width).map(move |x| ink(x, y)))
                .collect(),
        })
    }
}

/// `colors` foregrounds take turns, word by word.
fn row(row: u32, revision: u64, colors: u32) -> Strip {
    let (width, height) = (CELL.0 as f32, CELL.1 as f32);
    let rect = RectF::new(0.0, (row * CELL.1) as f32, width * COLS as f32, height);
    let mut quads = Vec::new();
    if row.is_multiple_of(5) {
        quads.push(Quad::Solid {
            rect: RectF::new(0.0, 0.0, width * 40.0, height),
            color: Rgba::hex(0x30_3850),
        });
    }
    for col in 0..COLS {
        let number = (row * 31 + col * 7 + revision as u32) % 90;
        let color = (row + col / 6) % colors;
        quads.push(Quad::Glyph {
            x: col as f32 * width,
            y: 14.0,
            key: GlyphKey {
                set: FontSetId(0),
                font: FontId(0),
                glyph: number,
                cells: 1,
                subpixel: 0,
                stretch: wezterm_font::Stretch::None,
            },
            color: Rgba::hex(0xc0_c0c0 ^ (color * 0x2b_1957)),
        });
    }
    Strip {
        id: StripId::pane_row(0, i64::from(row)),
        revision,
        origin: (rect.x, rect.y),
        clip: rect,
        quads: quads.into(),
    }
}

fn scene(colors: u32) -> Scene {
    let mut scene = Scene::new((COLS * CELL.0, ROWS * CELL.1), Rgba::hex(0x10_1418));
    scene.strips = (0..ROWS).map(|r| row(r, 0, colors)).collect();
    scene
}

fn cpu(c: &mut Criterion) {
    let mut painter = CpuPainter::new();
    let mut cache = GlyphCache::new(1 << 22);
    let mut paint = |scene: &Scene, pixels: &mut [u32], region: &DamageRegion| {
        let stride = scene.size.0 as usize;
        let target = CpuTarget { pixels, stride };
        let mut letters = Letters;
        let mut source = cache.source(&mut letters);
        painter
            .paint_into(scene, &mut source, target, region)
            .map(|report| report.pixels)
            .unwrap_or(0)
    };
    let mut pixels = vec![0; (COLS * CELL.0 * ROWS * CELL.1) as usize];
    for colors in [1, 8, 500] {
        let full = scene(colors);
        c.bench_function(&format!("cpu/142x44, all rows, {colors} colours"), |b| {
            b.iter(|| paint(black_box(&full), &mut pixels, &DamageRegion::full()));
        });
    }
    let full = scene(8);
    let mut changed = full.clone();
    changed.strips[20] = row(20, 1, 8);
    c.bench_function("cpu/142x44, one row", |b| {
        b.iter(|| {
            let region = changed.damage_since(black_box(&full));
            paint(&changed, &mut pixels, &region)
        });
    });
}

fn gpu(c: &mut Criterion) {
    let context = match WgpuContext::new(&GpuPreferences::default(), None) {
        Ok(context) => context,
        Err(error) => {
            eprintln!("no GPU benchmarks: {error}");
            return;
        }
    };
    let mut painter = WgpuPainter::offscreen(context, (1, 1));
    eprintln!("{}", painter.describe());
    let mut cache = GlyphCache::new(1 << 22);
    // Reading one frame back at the end of each waits for the GPU; without
    // that, only the queue would be measured.
    let mut paint = |scene: &Scene, wait: bool| {
        let painted = painter.paint(scene, &mut cache.source(&mut Letters), &mut || {});
        if wait {
            let _ = black_box(painter.read_back());
        }
        painted.map(|report| report.uploaded).unwrap_or(0)
    };
    let scenes = [0, 1].map(|revision| {
        let mut scene = scene(8);
        for index in 0..ROWS {
            scene.strips[index as usize] = row(index, revision, 8);
        }
        scene
    });
    let mut changed = scenes[0].clone();
    changed.strips[20] = row(20, 1, 8);
    for wait in [false, true] {
        let what = if wait { "to pixels" } else { "submitted" };
        c.bench_function(&format!("gpu/142x44, all rows, {what}"), |b| {
            let mut frame = 0;
            b.iter(|| {
                frame += 1;
                paint(black_box(&scenes[frame % 2]), wait)
            });
        });
        c.bench_function(&format!("gpu/142x44, one row, {what}"), |b| {
            let mut frame = 0;
            b.iter(|| {
                frame += 1;
                paint(if frame % 2 == 0 { &changed } else { &scenes[0] }, wait)
            });
        });
    }
}

criterion_group!(benches, cpu, gpu);
criterion_main!(benches);
