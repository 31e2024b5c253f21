//! Shaping and rasterising with the embedded fonts alone: the same on every
//! machine.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use proptest::prelude::*;
use wezterm_font::{
    FontConfig, FontDirs, FontError, FontFamily, FontId, FontRule, FontSet, FontStyle, FontSystem,
    FontWarning, GlyphKind, TextStyle,
};
use wezterm_types::Intensity;

fn load(config: &FontConfig) -> FontSet {
    FontSystem::new(FontDirs::embedded_only())
        .load(config)
        .unwrap()
}

fn plain() -> FontSet {
    load(&FontConfig::default())
}

fn bold() -> FontStyle {
    FontStyle {
        bold: true,
        ..FontStyle::default()
    }
}

fn italic() -> FontStyle {
    FontStyle {
        italic: true,
        ..FontStyle::default()
    }
}

#[test]
fn the_cell_of_the_default_font() {
    let fonts = plain();
    let m = fonts.metrics();
    // 600 and 1320 of 1000 units at 16 pixels are 9.6 and 21.12.
    assert_eq!((m.cell_width, m.cell_height), (10, 22));
    assert_eq!(m.baseline, 16, "ascender 1020: 16.3 pixels");
    assert!(m.underline_position > m.baseline);
    assert!(m.underline_position + m.underline_thickness as i32 <= m.cell_height as i32);
    assert!(m.strikethrough_position > 0 && m.strikethrough_position < m.baseline);
    assert_eq!((m.cap_height, m.x_height), (12, 9));
    assert_eq!(fonts.open_faces(), 1, "nothing but the face of the cell");
}

#[test]
fn line_height_is_shared_above_and_below() {
    let tall = load(&FontConfig {
        line_height: 2.0,
        cell_width: 1.5,
        ..FontConfig::default()
    });
    let m = tall.metrics();
    assert_eq!((m.cell_width, m.cell_height), (15, 44));
    assert_eq!(m.baseline, 16 + 11);
}

#[test]
fn glyphs_carry_their_clusters() {
    let mut fonts = plain();
    let run = fonts.shape("aé漢b", FontStyle::default());
    let clusters: Vec<u32> = run.glyphs.iter().map(|g| g.cluster).collect();
    assert_eq!(clusters, [0, 1, 3, 6]);
    assert!((run.glyphs[0].advance - 9.6).abs() < 0.02);
    assert_eq!(run.glyphs[2].glyph, 0, "no embedded font has Han: a box");
    assert!(run.glyphs.iter().all(|g| g.x.abs() < 0.01));
}

#[test]
fn combining_marks_stay_in_their_cluster() {
    let mut fonts = plain();
    let run = fonts.shape("xn\u{0303}\u{0323}y", FontStyle::default());
    let clusters: Vec<u32> = run.glyphs.iter().map(|g| g.cluster).collect();
    assert_eq!(clusters.first(), Some(&0));
    assert_eq!(clusters.last(), Some(&6));
    assert!(clusters[1..clusters.len() - 1].iter().all(|c| *c == 1));
}

#[test]
fn ligatures_follow_the_features() {
    let mut on = plain();
    let with = on.shape("=>", FontStyle::default());
    assert_eq!(with.glyphs.len(), 2, "the font keeps one glyph a cell");
    let mut off = load(&FontConfig {
        features: vec!["calt=0".into()],
        ..FontConfig::default()
    });
    let without = off.shape("=>", FontStyle::default());
    assert_ne!(with.glyphs[1].glyph, without.glyphs[1].glyph);
    // A family's own features win.
    let mut family = FontFamily::new("JetBrains Mono");
    family.features = Some(vec!["calt=0".into()]);
    let mut own = load(&FontConfig {
        font: TextStyle {
            families: vec![family],
        },
        ..FontConfig::default()
    });
    let own = own.shape("=>", FontStyle::default());
    assert_eq!(own.glyphs[1].glyph, without.glyphs[1].glyph);
}

#[test]
fn styles_have_their_own_faces() {
    let mut fonts = plain();
    let mut font = |style| fonts.shape("a", style).glyphs[0].font;
    let regular = font(FontStyle::default());
    let bold_id = font(bold());
    let italic_id = font(italic());
    let half = font(FontStyle {
        half: true,
        ..FontStyle::default()
    });
    assert_ne!(regular, bold_id);
    assert_ne!(regular, italic_id);
    assert_ne!(bold_id, italic_id);
    assert_eq!(regular, half, "no lighter face: the same glyphs, shared");
    assert_eq!(font(bold()), bold_id);
}

#[test]
fn rules_come_before_derived_styles() {
    let mut fonts = load(&FontConfig {
        rules: vec![FontRule {
            intensity: Some(Intensity::Bold),
            font: TextStyle::family("JetBrains Mono"),
            ..FontRule::default()
        }],
        ..FontConfig::default()
    });
    let regular = fonts.shape("a", FontStyle::default()).glyphs[0].font;
    assert_eq!(fonts.shape("a", bold()).glyphs[0].font, regular);
    assert_ne!(fonts.shape("a", italic()).glyphs[0].font, regular);
}

#[test]
fn icons_come_from_the_embedded_symbols_and_fit_their_cells() {
    let mut fonts = plain();
    let run = fonts.shape("\u{f015}\u{f0001}", FontStyle::default());
    let m = fonts.metrics();
    for glyph in &run.glyphs {
        assert_ne!(glyph.glyph, 0);
        assert_eq!(fonts.family_name(glyph.font), Some("Pure Nerd Font"));
        for cells in [1u8, 2] {
            let key = fonts.glyph_key(glyph.font, glyph.glyph, cells);
            let pixels = fonts.rasterize(key).unwrap();
            assert!(pixels.width <= m.cell_width * u32::from(cells) + 1);
            assert!(pixels.height <= m.cell_height);
            assert!(pixels.left >= -1);
            assert!(pixels.top <= m.baseline);
            assert!(pixels.top - pixels.height as i32 >= m.baseline - m.cell_height as i32);
        }
    }
}

#[test]
fn glyphs_have_ink_where_it_belongs() {
    let mut fonts = plain();
    let run = fonts.shape("H ", FontStyle::default());
    let key = fonts.glyph_key(run.glyphs[0].font, run.glyphs[0].glyph, 1);
    let h = fonts.rasterize(key).unwrap();
    assert_eq!(h.kind, GlyphKind::Mask);
    assert_eq!(h.data.len(), (h.width * h.height) as usize);
    assert_eq!(h.top, h.height as i32, "an H stands on the baseline");
    assert_eq!(h.height, 12);
    assert!(h.data.iter().any(|v| *v > 200));
    let space = fonts.glyph_key(run.glyphs[1].font, run.glyphs[1].glyph, 1);
    assert!(fonts.rasterize(space).is_none());
}

#[test]
fn keys_of_other_sets_are_refused() {
    let system = FontSystem::new(FontDirs::embedded_only());
    let mut a = system.load(&FontConfig::default()).unwrap();
    let mut b = system.load(&FontConfig::default()).unwrap();
    assert_ne!(a.id(), b.id());
    let glyph = a.shape("a", FontStyle::default()).glyphs[0];
    let key = a.glyph_key(glyph.font, glyph.glyph, 1);
    assert!(a.rasterize(key).is_some());
    assert!(b.rasterize(key).is_none());
    let unknown = a.glyph_key(FontId(999), 1, 1);
    assert!(a.rasterize(unknown).is_none());
    let beyond = a.glyph_key(glyph.font, 0x0123_4567, 1);
    assert!(a.rasterize(beyond).is_none());
}

#[test]
fn missing_families_are_told_once_and_replaced() {
    let mut implicit = FontFamily::new("Also Not There");
    implicit.is_implicit = true;
    let mut fonts = load(&FontConfig {
        font: TextStyle {
            families: vec![FontFamily::new("No Such Font"), implicit],
        },
        ..FontConfig::default()
    });
    fonts.shape("bold", bold());
    fonts.shape("italic", italic());
    let warnings = fonts.take_warnings();
    assert_eq!(
        warnings,
        [FontWarning::FamilyNotFound {
            family: "No Such Font".into(),
            used: "JetBrains Mono".into()
        }]
    );
    assert!(warnings[0].to_string().contains("\"No Such Font\""));
    assert!(fonts.take_warnings().is_empty());
    let glyph = fonts.shape("a", FontStyle::default()).glyphs[0];
    assert_ne!(glyph.glyph, 0);
}

#[test]
fn the_cell_is_that_of_the_first_font_with_letters() {
    let mut fonts = load(&FontConfig {
        font: TextStyle {
            families: ["No Such Font", "Pure Nerd Font"]
                .map(FontFamily::new)
                .into(),
        },
        ..FontConfig::default()
    });
    assert_eq!(fonts.metrics(), plain().metrics());
    assert!(matches!(
        &fonts.take_warnings()[..],
        [FontWarning::FamilyNotFound { used, .. }] if used == "JetBrains Mono"
    ));
    // The icon font still comes first for what it has.
    let icon = fonts.shape("\u{f015}", FontStyle::default()).glyphs[0];
    assert_eq!(fonts.face_info(icon.font).unwrap().family, "Pure Nerd Font");
}

#[test]
fn nonsense_numbers_are_errors_or_warnings() {
    let system = FontSystem::new(FontDirs::embedded_only());
    for size_pt in [0.0, -3.0, f64::NAN, f64::INFINITY, 1e9] {
        let error = system
            .load(&FontConfig {
                size_pt,
                ..FontConfig::default()
            })
            .err();
        assert!(matches!(error, Some(FontError::Size { .. })), "{size_pt}");
    }
    let mut fonts = load(&FontConfig {
        line_height: f64::NAN,
        cell_width: 0.0,
        features: vec!["calt=0".into(), "???!".into()],
        ..FontConfig::default()
    });
    assert_eq!(fonts.take_warnings().len(), 3);
    assert_eq!(fonts.metrics().cell_height, 22);
}

#[test]
fn runs_are_cached_and_the_cache_is_bounded() {
    let mut fonts = load(&FontConfig {
        shape_cache_size: 4,
        ..FontConfig::default()
    });
    let first = fonts.shape("one", FontStyle::default());
    let again = fonts.shape("one", FontStyle::default());
    assert!(std::sync::Arc::ptr_eq(&first, &again));
    fonts.shape("one", bold());
    let stats = fonts.shape_cache_stats();
    assert_eq!((stats.hits, stats.misses, stats.len), (1, 2, 2));
    for n in 0..10 {
        fonts.shape(&n.to_string(), FontStyle::default());
    }
    let stats = fonts.shape_cache_stats();
    assert_eq!((stats.len, stats.evictions), (4, 8));
}

#[test]
fn lines_are_as_wide_as_their_glyphs() {
    let mut fonts = plain();
    let line = fonts.shape_line("tab title", FontStyle::default());
    assert!((line.width - 9.0 * 9.6).abs() < 0.2);
    assert!((line.glyphs[4].x - 4.0 * 9.6).abs() < 0.1);
    assert_eq!(fonts.measure("tab title", FontStyle::default()), line.width);
    assert_eq!(fonts.measure("", FontStyle::default()), 0.0);
}

#[test]
fn block_glyphs_are_ours_unless_switched_off() {
    let mut fonts = plain();
    let run = fonts.shape("a─b", FontStyle::default());
    assert_eq!(run.glyphs[1].font, FontId::BLOCK);
    assert_eq!(run.glyphs[1].glyph, 0x2500);
    assert_eq!(run.glyphs[1].advance, 10.0);
    assert_eq!(run.glyphs[2].cluster, 4);
    let key = fonts.glyph_key(FontId::BLOCK, 0x2500, 1);
    assert!(fonts.rasterize(key).is_some());
    let mut off = load(&FontConfig {
        custom_block_glyphs: false,
        ..FontConfig::default()
    });
    assert_ne!(
        off.shape("─", FontStyle::default()).glyphs[0].font,
        FontId::BLOCK
    );
}

#[test]
fn words_are_shaped_once_and_put_in_their_places() {
    let mut fonts = plain();
    let text = " ab  é=> ab ";
    let run = fonts.shape(text, FontStyle::default());
    let clusters: Vec<u32> = run.glyphs.iter().map(|g| g.cluster).collect();
    let expected: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).collect();
    assert_eq!(clusters, expected);
    let stats = fonts.word_cache_stats();
    assert_eq!((stats.misses, stats.len), (3, 3), "space, ab, é=>");
    let again = fonts.shape("ab é=>", FontStyle::default());
    assert_eq!(fonts.word_cache_stats().misses, 3);
    assert_eq!(again.glyphs[0].glyph, run.glyphs[1].glyph);
}

fn shapes_everything(fonts: &mut FontSet, text: &str, style: FontStyle) {
    let run = fonts.shape(text, style);
    let mut last = 0;
    for glyph in &run.glyphs {
        assert!(glyph.cluster >= last, "clusters of {text:?} go back");
        last = glyph.cluster;
        assert!(text.is_char_boundary(last as usize) && (last as usize) < text.len());
        assert!(glyph.advance.is_finite() && glyph.x.is_finite() && glyph.y.is_finite());
        let key = fonts.glyph_key(glyph.font, glyph.glyph, 1);
        if let Some(pixels) = fonts.rasterize(key) {
            assert!(pixels.width > 0 && pixels.height > 0);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_can_be_shown(text in any::<String>(), bold in any::<bool>(), italic in any::<bool>()) {
        let style = FontStyle { bold, italic, ..FontStyle::default() };
        shapes_everything(&mut plain(), &text, style);
    }

    #[test]
    fn text_as_terminals_have_it_can_be_shown(text in "([ -~]|[─-▟]|[\u{300}-\u{36f}]|[\u{e000}-\u{e100}]|[ء-ي]|[क-ह]|\u{200d}|\u{fe0f}|😀|🇩){0,40}") {
        shapes_everything(&mut plain(), &text, FontStyle::default());
    }

    #[test]
    fn every_size_has_a_sound_cell(
        pixels in 1.0f64..=1000.0,
        line_height in 0.1f64..=10.0,
        cell_width in 0.1f64..=10.0,
    ) {
        let fonts = load(&FontConfig {
            size_pt: pixels,
            dpi: 72,
            line_height,
            cell_width,
            ..FontConfig::default()
        });
        let m = fonts.metrics();
        let (height, underline) = (m.cell_height as i32, m.underline_thickness as i32);
        prop_assert!(m.cell_width >= 1 && height >= 1 && underline >= 1);
        prop_assert!(m.underline_position >= 0 && m.underline_position + underline <= height);
        let strike = m.strikethrough_thickness as i32;
        prop_assert!(m.strikethrough_position >= 0 && m.strikethrough_position + strike <= height);
    }
}

#[test]
fn fonts_may_be_loaded_on_another_thread() {
    fn is_send<T: Send>() {}
    is_send::<FontSystem>();
    is_send::<FontSet>();
}

#[test]
fn control_characters_show_nothing() {
    let mut fonts = plain();
    let run = fonts.shape("a\tb\n\u{1b}é\u{85}", FontStyle::default());
    let clusters: Vec<u32> = run.glyphs.iter().map(|g| g.cluster).collect();
    assert_eq!(clusters, [0, 2, 5]);
    assert!(run.glyphs.iter().all(|g| g.glyph != 0));
}
