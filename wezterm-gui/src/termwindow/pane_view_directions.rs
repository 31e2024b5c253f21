//! Text from right to left, held against a picture that a person has looked at.
//! `UPDATE_GOLDENS=1 cargo test -p wezterm-gui right_to_left` writes a new one.

use super::*;
use crate::text_row::pictures::common::assert_golden;
use term::{LineDirection, Terminal, TerminalConfig};
use wezterm_font::{FontConfig, FontDirs, FontFamily, FontSystem};
use wezterm_render::{CpuOffscreen, GlyphCache, Painter, Quad, Scene};
use wezterm_types::TerminalSize;

/// Where the package `fonts-dejavu-core` puts what has Hebrew and Arabic.
const FONTS: &str = "/usr/share/fonts/truetype/dejavu";

fn fonts() -> FontSet {
    let mut config = FontConfig::default();
    config.font.families = ["DejaVu Sans Mono", "DejaVu Sans"]
        .map(FontFamily::new)
        .into();
    let dirs = FontDirs {
        dirs: vec![FONTS.into()],
        ..FontDirs::embedded_only()
    };
    let mut fonts = FontSystem::new(dirs).load(&config).unwrap();
    let missing = fonts.take_warnings();
    assert!(
        missing.is_empty(),
        "is fonts-dejavu-core there? {missing:?}"
    );
    fonts
}

fn shown(direction: LineDirection, output: &str) -> Snapshot {
    let config = TerminalConfig {
        bidi: true,
        bidi_direction: direction,
        ..TerminalConfig::default()
    };
    let size = TerminalSize {
        rows: 7,
        cols: 26,
        pixel_width: 260,
        pixel_height: 140,
        dpi: 96,
    };
    let mut terminal = Terminal::new(size, config);
    terminal.advance(output.as_bytes());
    let mut snapshot = Snapshot::default();
    terminal.snapshot(&mut snapshot);
    snapshot
}

fn surroundings(fonts: &FontSet, snapshot: &Snapshot) -> Surroundings {
    Surroundings {
        rules: ColorRules {
            bold_brightens: config::structs::BoldBrightening::No,
            background_opacity: 1.0,
            foreground_hsb: None,
            pane_hsb: None,
            min_contrast: None,
            reverse_video: false,
        },
        overflow: AllowSquareGlyphOverflow::Never,
        palette: snapshot.palette.clone(),
        fonts: fonts.id(),
    }
}

const TEXT: &str = concat!(
    "plain (text) 12\r\n",
    "abc \x1b[31mשלום\x1b[m (עולם) 123\r\n",
    "مرحبا بالعالم ١٢٣\r\n",
    "שָׁלוֹם \x1b[44mab\x1b[m \x1b[4mגד\x1b[m\r\n",
    "لا א漢字ב [لا]\r\n",
    "one long line that wraps עם עברית in it",
);

#[test]
fn text_from_right_to_left_looks_as_it_did() {
    let mut fonts = fonts();
    let metrics = fonts.metrics();
    let (width, height) = (26 * metrics.cell_width, metrics.cell_height);
    let mut strips = Vec::new();
    let mut row_number = 0;
    for direction in [LineDirection::LeftToRight, LineDirection::AutoLeftToRight] {
        let snapshot = shown(direction, TEXT);
        let around = surroundings(&fonts, &snapshot);
        for row in &snapshot.rows {
            let mut text = TextRow::default();
            fill(&mut text, row, &around, BlinkPhase::VISIBLE);
            let clip = RectF::new(
                0.0,
                (row_number * height) as f32,
                width as f32,
                height as f32,
            );
            strips.push(Strip {
                id: StripId::other(0, i64::from(row_number)),
                revision: 1,
                origin: (clip.x, clip.y),
                clip,
                quads: text.quads(&mut fonts).into(),
            });
            row_number += 1;
        }
    }
    let ground = shown(LineDirection::LeftToRight, "").palette.bg;
    let mut scene = Scene::new((width, height * row_number), ground);
    scene.strips = strips;
    let mut painter = CpuOffscreen::new(scene.size);
    let mut glyphs = GlyphCache::new(4 << 20);
    painter
        .paint(&scene, &mut glyphs.source(&mut fonts), &mut || {})
        .unwrap();
    let image = painter.read_back();
    assert_golden("right_to_left", &image);
}

#[test]
fn brackets_are_mirrored_and_letters_joined() {
    let mut fonts = fonts();
    let cell = fonts.metrics().cell_width as f32;
    let mut glyphs = |output: &str| {
        let snapshot = shown(LineDirection::LeftToRight, output);
        let mut text = TextRow::default();
        let around = surroundings(&fonts, &snapshot);
        fill(&mut text, &snapshot.rows[0], &around, BlinkPhase::VISIBLE);
        let mut found: Vec<(usize, u32)> = text
            .quads(&mut fonts)
            .iter()
            .filter_map(|quad| match quad {
                Quad::Glyph { x, key, .. } => Some(((x / cell).round() as usize, key.glyph)),
                _ => None,
            })
            .collect();
        found.sort_unstable();
        found
    };
    let parens = glyphs("()");
    let inside = glyphs("א(ב)ג");
    // Shown as "ג(ב)א": the one that closes is at the left, and looks open.
    assert_eq!(inside[1], (1, parens[0].1));
    assert_eq!(inside[3], (3, parens[1].1));
    let (alone, joined) = (glyphs("ب"), glyphs("بب"));
    assert!(joined.iter().all(|(_, glyph)| *glyph != alone[0].1));
    assert_ne!(joined[0].1, joined[1].1, "a final and an initial form");
}
