//! Lines of double size, held against a picture that a person has looked at.
//! `UPDATE_GOLDENS=1 cargo test -p wezterm-gui double_size` writes a new one.

#[path = "../../wezterm-render/tests/common/mod.rs"]
pub(crate) mod common;

use super::{Look, TextRow};
use common::assert_golden;
use term::LineSize;
use wezterm_font::{FontConfig, FontDirs, FontSet, FontSystem};
use wezterm_render::{CpuOffscreen, GlyphCache, Image, Painter, RectF, Scene, Strip, StripId};
use wezterm_types::{Rgba, Underline};

const INK: Rgba = Rgba::rgb(220, 220, 200);
const GROUND: Rgba = Rgba::rgb(30, 34, 48);

fn picture(fonts: &mut FontSet, rows: &[(LineSize, &str)]) -> Image {
    let metrics = fonts.metrics();
    let (cols, height) = (24, metrics.cell_height);
    let width = cols * metrics.cell_width;
    let looks = [
        Look::plain(INK, None),
        Look {
            underline: Underline::Single,
            strikethrough: true,
            bold: true,
            ..Look::plain(Rgba::rgb(120, 200, 120), Some(Rgba::rgb(70, 30, 60)))
        },
    ];
    let mut strips = Vec::new();
    for (at, (size, text)) in rows.iter().enumerate() {
        let mut row = TextRow {
            size: *size,
            ..TextRow::default()
        };
        for (word, look) in text.split_inclusive(' ').zip(looks.iter().cycle()) {
            row.push_str(word, *look);
        }
        let clip = RectF::new(0.0, at as f32 * height as f32, width as f32, height as f32);
        strips.push(Strip {
            id: StripId::other(0, at as i64),
            revision: 1,
            origin: (clip.x, clip.y),
            clip,
            quads: row.quads(fonts).into(),
        });
    }
    let mut scene = Scene::new((width, height * rows.len() as u32), GROUND);
    scene.strips = strips;
    let mut painter = CpuOffscreen::new(scene.size);
    let mut glyphs = GlyphCache::new(4 << 20);
    painter
        .paint(&scene, &mut glyphs.source(fonts), &mut || {})
        .unwrap();
    painter.read_back()
}

fn fonts() -> FontSet {
    FontSystem::new(FontDirs::embedded_only())
        .load(&FontConfig::default())
        .unwrap()
}

#[test]
fn double_size_lines_look_as_they_did() {
    let text = "Wide gjy \u{250c}\u{2500}\u{2510}\u{2588}";
    let rows = [
        (LineSize::Single, text),
        (LineSize::Wide, text),
        (LineSize::Top, text),
        (LineSize::Bottom, text),
        (LineSize::Single, text),
    ];
    let image = picture(&mut fonts(), &rows);
    assert_golden("double_size", &image);
}

#[test]
fn the_halves_of_a_high_line_meet() {
    // A full block is as wide and high as its cell, in either half.
    let block = "\u{2588}";
    let mut fonts = fonts();
    let (width, height) = (fonts.metrics().cell_width, fonts.metrics().cell_height);
    let image = picture(
        &mut fonts,
        &[(LineSize::Top, block), (LineSize::Bottom, block)],
    );
    let ink = image.pixels[0];
    let inked = image.pixels.iter().filter(|pixel| **pixel == ink).count() as u32;
    assert_eq!(inked, 2 * width * 2 * height);
}
