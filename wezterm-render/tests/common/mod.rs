//! Scenes, glyphs and comparisons that the tests share.
#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

pub mod fuzz;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use wezterm_font::{FontId, FontSetId, GlyphKey, GlyphKind, RasterGlyph};
use wezterm_render::{
    Corners, CpuOffscreen, GlyphSource, Image, Painter, Quad, RectF, Scene, Strip, StripId,
};
use wezterm_types::{Rgba, Underline};

/// Glyphs made up here, the same on every machine: 0 has no ink, 1..100 are
/// soft discs of that many pixels, 100..200 are ramps, 200.. are pictures.
#[derive(Default)]
pub struct TestGlyphs {
    made: HashMap<GlyphKey, RasterGlyph>,
}

pub fn key(glyph: u32) -> GlyphKey {
    GlyphKey {
        set: FontSetId(1),
        font: FontId(0),
        glyph,
        cells: 1,
        subpixel: 0,
        stretch: wezterm_font::Stretch::None,
    }
}

impl GlyphSource for TestGlyphs {
    fn glyph(&mut self, key: GlyphKey) -> Option<&RasterGlyph> {
        if key.glyph == 0 {
            return None;
        }
        Some(self.made.entry(key).or_insert_with(|| make(key.glyph)))
    }
}

fn make(glyph: u32) -> RasterGlyph {
    let (side, kind) = match glyph {
        1..100 => (glyph, GlyphKind::Mask),
        100..200 => (glyph - 84, GlyphKind::Mask),
        _ => (glyph - 184, GlyphKind::Color),
    };
    let disc = |x: u32, y: u32| {
        let radius = side as f32 / 2.0;
        let (dx, dy) = (x as f32 + 0.5 - radius, y as f32 + 0.5 - radius);
        ((radius - (dx * dx + dy * dy).sqrt()).clamp(0.0, 1.0) * 255.0) as u8
    };
    let mut data = Vec::new();
    for y in 0..side {
        for x in 0..side {
            match glyph {
                1..100 => data.push(disc(x, y)),
                100..200 => data.push((x * 255 / (side - 1)) as u8),
                _ => {
                    let a = u32::from(disc(x, y));
                    let part = |v: u32| (v * a / 255) as u8;
                    let (r, g) = (x * 255 / side, y * 255 / side);
                    data.extend([part(r), part(g), part(255 - r), a as u8]);
                }
            }
        }
    }
    RasterGlyph {
        left: 0,
        top: side as i32,
        width: side,
        height: side,
        kind,
        data,
    }
}

pub fn solid(x: f32, y: f32, width: f32, height: f32, color: Rgba) -> Quad {
    Quad::Solid {
        rect: RectF::new(x, y, width, height),
        color,
    }
}

pub fn glyph(x: f32, y: f32, number: u32, color: Rgba) -> Quad {
    Quad::Glyph {
        x,
        y,
        key: key(number),
        color,
    }
}

pub fn strip(id: i64, rect: RectF, quads: Vec<Quad>) -> Strip {
    Strip {
        id: StripId::other(0, id),
        revision: 1,
        origin: (rect.x, rect.y),
        clip: rect,
        quads: quads.into(),
    }
}

/// The scenes whose pixels are kept, by name.
pub fn scenes() -> Vec<(&'static str, Scene)> {
    let opaque = Rgba::hex(0x1b_1e28);
    let mut scenes = vec![
        ("solids", with(opaque, solids())),
        ("glyphs", with(opaque, glyphs())),
        ("lines", with(opaque, lines())),
        ("rounded", with(opaque, rounded())),
        (
            "translucent",
            with(Rgba::new(20, 40, 80, 150), {
                let mut quads = glyphs();
                quads.extend(solids());
                quads
            }),
        ),
        ("clear_nothing", with(Rgba::TRANSPARENT, glyphs())),
    ];
    for ((_, scene), revision) in scenes.iter_mut().zip(1..) {
        scene.strips[0].revision = revision;
    }
    scenes
}

fn with(clear: Rgba, quads: Vec<Quad>) -> Scene {
    let mut scene = Scene::new((120, 80), clear);
    // Clipped at the right and below, and not at a whole pixel.
    let rect = RectF::new(2.25, 3.5, 112.0, 73.0);
    scene.strips.push(strip(1, rect, quads));
    scene
}

fn solids() -> Vec<Quad> {
    let mut quads = vec![
        solid(0.0, 0.0, 40.4, 20.0, Rgba::hex(0xc0_3040)),
        solid(40.4, 0.0, 30.3, 20.0, Rgba::hex(0x30_c040)),
        solid(20.0, 10.0, 60.0, 30.0, Rgba::new(255, 255, 255, 64)),
        solid(90.0, 60.0, 500.0, 500.0, Rgba::new(90, 90, 255, 200)),
        solid(5.0, 5.0, -3.0, 8.0, Rgba::WHITE),
    ];
    for alpha in 0..16u8 {
        let x = f32::from(alpha) * 6.0;
        quads.push(solid(
            x,
            45.0,
            6.0,
            6.0,
            Rgba::new(255, 255, 255, alpha * 17),
        ));
        quads.push(solid(x, 51.0, 6.0, 6.0, Rgba::new(0, 0, 0, alpha * 17)));
    }
    quads
}

fn glyphs() -> Vec<Quad> {
    let colors = [0xff_ffff, 0xff_4040, 0x00_0000, 0x40_80ff].map(Rgba::hex);
    let mut quads = vec![solid(50.0, 0.0, 30.0, 73.0, Rgba::hex(0xf0_f0e0))];
    for (row, color) in colors.into_iter().enumerate() {
        let y = 16.0 + row as f32 * 18.0;
        for col in 0..6u8 {
            let x = f32::from(col) * 16.0 + 0.4;
            quads.push(glyph(x, y, 5 + u32::from(col) * 2, color));
        }
        quads.push(glyph(94.0, y, 100, color.mul_alpha(0.5)));
    }
    quads.push(glyph(30.0, 40.0, 210, Rgba::WHITE));
    quads.push(glyph(70.0, 60.0, 210, Rgba::WHITE.mul_alpha(0.4)));
    quads.push(glyph(-8.0, 60.0, 20, Rgba::WHITE));
    quads.push(glyph(5.0, 5.0, 0, Rgba::WHITE));
    quads
}

fn lines() -> Vec<Quad> {
    use Underline::{Curly, Dashed, Dotted, Double, Single};
    let mut quads = Vec::new();
    for (row, kind) in [Single, Double, Curly, Dotted, Dashed]
        .into_iter()
        .enumerate()
    {
        for (col, thickness) in [1.0, 2.0, 1.3].into_iter().enumerate() {
            quads.push(Quad::Underline {
                rect: RectF::new(col as f32 * 37.0, row as f32 * 14.0, 37.0, 7.0),
                kind,
                thickness,
                color: Rgba::new(250, 200, 90, if col == 2 { 128 } else { 255 }),
            });
        }
    }
    quads
}

fn rounded() -> Vec<Quad> {
    let quad = |x, y, width, height, radius, corners, alpha| Quad::Rounded {
        rect: RectF::new(x, y, width, height),
        radius,
        corners,
        color: Rgba::new(80, 160, 240, alpha),
    };
    vec![
        quad(2.0, 2.0, 40.0, 20.0, 6.0, Corners::TOP, 255),
        quad(45.0, 2.0, 40.0, 20.0, 4.5, Corners::ALL, 128),
        quad(90.0, 2.0, 40.0, 20.0, 8.0, Corners::ALL, 255),
        quad(2.0, 30.0, 21.0, 21.0, 100.0, Corners::ALL, 255),
        quad(30.0, 30.0, 30.0, 60.0, 10.0, Corners::ALL, 255),
    ]
}

/// The reference.
pub fn paint_by_cpu(scene: &Scene) -> Image {
    let mut painter = CpuOffscreen::new(scene.size);
    painter
        .paint(scene, &mut TestGlyphs::default(), &mut || {})
        .expect("the cpu painter paints");
    painter.read_back()
}

/// The largest difference of a channel, and how many pixels differ by more
/// than `tolerance`.
pub fn difference(a: &Image, b: &Image, tolerance: u8) -> (u8, usize) {
    assert_eq!((a.width, a.height), (b.width, b.height));
    let worst = |(a, b): (&u32, &u32)| {
        let pairs = a.to_ne_bytes().into_iter().zip(b.to_ne_bytes());
        pairs.map(|(a, b)| a.abs_diff(b)).max().unwrap_or(0)
    };
    let worst: Vec<u8> = a.pixels.iter().zip(&b.pixels).map(worst).collect();
    let bad = worst.iter().filter(|d| **d > tolerance).count();
    (worst.into_iter().max().unwrap_or(0), bad)
}

/// Holds an image against the golden of that name, or makes it the golden
/// where `UPDATE_GOLDENS` is set.
pub fn assert_golden(name: &str, image: &Image) {
    let path = golden(name);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        write_png(&path, image);
    }
    let expected = read_png(&path)
        .unwrap_or_else(|| panic!("no picture {}: UPDATE_GOLDENS=1 makes it", path.display()));
    // Sines and roots may be rounded otherwise elsewhere.
    assert_same(name, image, &expected, 1);
}

/// Panics if the images differ by more than `tolerance`, after writing both
/// and their difference (times eight) to `target/render-differences`.
pub fn assert_same(name: &str, actual: &Image, expected: &Image, tolerance: u8) {
    let (worst, bad) = difference(actual, expected, tolerance);
    if bad == 0 {
        return;
    }
    // Unit tests are not told where the target directory is.
    let target = option_env!("CARGO_TARGET_TMPDIR").unwrap_or("../target/tmp");
    let folder = Path::new(target).join("../render-differences");
    std::fs::create_dir_all(&folder).expect("target can be written");
    let pixel = |(a, b): (&u32, &u32)| {
        let [a, b] = [a, b].map(|pixel| pixel.to_ne_bytes());
        let mut out = [255; 4];
        for i in 0..3 {
            out[i] = a[i]
                .abs_diff(b[i])
                .saturating_mul(8)
                .max(a[3].abs_diff(b[3]));
        }
        u32::from_ne_bytes(out)
    };
    let pixels = actual.pixels.iter().zip(&expected.pixels).map(pixel);
    let pixels = pixels.collect();
    let difference = Image { pixels, ..*actual };
    for (kind, image) in [
        ("actual", actual),
        ("expected", expected),
        ("difference", &difference),
    ] {
        write_png(&folder.join(format!("{name}-{kind}.png")), image);
    }
    panic!(
        "{name}: {bad} pixels differ by more than {tolerance} (the worst by {worst}); see {}",
        folder.display()
    );
}

/// Files hold premultiplied colours, so that nothing is lost.
pub fn write_png(path: &Path, image: &Image) {
    let file = std::fs::File::create(path).expect("the file can be written");
    let mut encoder = png::Encoder::new(file, image.width, image.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a PNG header");
    let bytes: Vec<u8> = image
        .pixels
        .iter()
        .flat_map(|pixel| {
            let [a, r, g, b] = pixel.to_be_bytes();
            [r, g, b, a]
        })
        .collect();
    writer.write_image_data(&bytes).expect("PNG data");
}

pub fn read_png(path: &Path) -> Option<Image> {
    let file = std::io::BufReader::new(std::fs::File::open(path).ok()?);
    let mut reader = png::Decoder::new(file).read_info().expect("a PNG file");
    let mut bytes = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut bytes).expect("a whole PNG file");
    let (pixels, _) = bytes.as_chunks::<4>();
    Some(Image {
        width: info.width,
        height: info.height,
        pixels: pixels
            .iter()
            .map(|&[r, g, b, a]| u32::from_be_bytes([a, r, g, b]))
            .collect(),
    })
}

pub fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/goldens")
        .join(format!("{name}.png"))
}
