//! Fonts from directories and from the system.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::path::{Path, PathBuf};
use wezterm_font::{
    FontConfig, FontDirs, FontFamily, FontSet, FontStyle, FontSystem, FontWarning, GlyphKind,
    TextStyle,
};

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/fonts")
}

fn in_directory(dir: &Path, config: &FontConfig) -> FontSet {
    let dirs = FontDirs {
        dirs: vec![dir.to_owned()],
        ..FontDirs::default()
    };
    FontSystem::new(dirs).load(config).unwrap()
}

fn families(names: &[&str]) -> FontConfig {
    FontConfig {
        font: TextStyle {
            families: names.iter().map(|n| FontFamily::new(*n)).collect(),
        },
        ..FontConfig::default()
    }
}

fn family_of(fonts: &mut FontSet, text: &str) -> String {
    let glyph = fonts.shape(text, FontStyle::default()).glyphs[0];
    assert_ne!(glyph.glyph, 0, "{text} has no glyph");
    fonts.family_name(glyph.font).unwrap().to_owned()
}

#[test]
fn directories_are_searched_with_all_below_them() {
    for name in [
        "jetbrains mono",
        "JetBrains Mono Bold",
        "JetBrainsMono-Italic",
    ] {
        let mut fonts = in_directory(&assets(), &families(&[name]));
        assert_eq!(fonts.take_warnings(), [], "{name}");
        assert_eq!(family_of(&mut fonts, "a"), "JetBrains Mono");
    }
}

#[test]
fn broken_files_are_warnings() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("broken.ttf"), b"\0\x01\0\0 not really").unwrap();
    std::fs::write(dir.path().join("empty.otf"), b"").unwrap();
    std::fs::write(dir.path().join("readme.txt"), b"no font at all").unwrap();
    let mut fonts = in_directory(dir.path(), &families(&["Broken"]));
    let warnings = fonts.take_warnings();
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    let unreadable = |w: &&FontWarning| matches!(w, FontWarning::Unreadable { .. });
    assert_eq!(warnings.iter().filter(unreadable).count(), 2);
    assert_eq!(family_of(&mut fonts, "a"), "JetBrains Mono");
}

#[test]
fn a_directory_that_is_not_there_is_a_warning() {
    let mut fonts = in_directory(Path::new("/nonexistent/fonts"), &families(&["X"]));
    let texts: Vec<String> = fonts
        .take_warnings()
        .iter()
        .map(|w| w.to_string())
        .collect();
    assert!(texts[0].contains("/nonexistent/fonts"), "{texts:?}");
}

/// Truncated and altered fonts may look odd; they must not panic or hang.
#[test]
fn damaged_fonts_do_not_panic() {
    let original =
        std::fs::read(assets().join("jetbrains-mono/JetBrainsMono-Regular.ttf")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..60 {
        let mut bytes = original.clone();
        if round % 3 == 0 {
            bytes.truncate(random(bytes.len()));
        }
        // Half of the damage where the directory and the small tables are.
        for n in 0..random(200) {
            if !bytes.is_empty() {
                let reach = if n % 2 == 0 {
                    bytes.len()
                } else {
                    bytes.len().min(400)
                };
                let at = random(reach);
                bytes[at] = random(256) as u8;
            }
        }
        let path = dir.path().join("damaged.ttf");
        let _ = std::fs::remove_file(&path);
        std::fs::write(&path, &bytes).unwrap();
        let mut fonts = in_directory(dir.path(), &families(&["JetBrains Mono"]));
        let run = fonts.shape("fn é => 漢 \u{f015} ≠", FontStyle::default());
        for glyph in &run.glyphs {
            let key = fonts.glyph_key(glyph.font, glyph.glyph, 1);
            if let Some(pixels) = fonts.rasterize(key) {
                let channels = if pixels.kind == GlyphKind::Color {
                    4
                } else {
                    1
                };
                assert_eq!(
                    pixels.data.len(),
                    (pixels.width * pixels.height) as usize * channels
                );
            }
        }
    }
}

/// What the tests below need of the machine; without it they prove nothing.
fn system_with(family: &str) -> Option<FontSystem> {
    let system = FontSystem::new(FontDirs::system());
    let mut fonts = system.load(&families(&[family])).unwrap();
    if fonts.take_warnings().is_empty() {
        return Some(system);
    }
    eprintln!("skipped: this machine has no {family}");
    None
}

#[test]
fn the_system_is_asked_by_family_full_and_generic_name() {
    let Some(system) = system_with("DejaVu Sans Mono") else {
        return;
    };
    for name in [
        "dejavu sans mono",
        "DejaVu Sans Mono Bold",
        "DejaVuSansMono-Bold",
    ] {
        let mut fonts = system.load(&families(&[name])).unwrap();
        assert_eq!(fonts.take_warnings(), [], "{name}");
        assert_eq!(family_of(&mut fonts, "a"), "DejaVu Sans Mono");
    }
    for generic in ["monospace", "sans-serif", "serif"] {
        let mut fonts = system.load(&families(&[generic])).unwrap();
        assert_eq!(fonts.take_warnings(), [], "{generic}");
    }
    let mut missing = system.load(&families(&["No Such Font"])).unwrap();
    assert_eq!(missing.take_warnings().len(), 1);
}

#[test]
fn bold_and_italic_are_faces_where_the_system_has_them() {
    let Some(system) = system_with("DejaVu Sans Mono") else {
        return;
    };
    let mut fonts = system.load(&families(&["DejaVu Sans Mono"])).unwrap();
    let bold = FontStyle {
        bold: true,
        ..FontStyle::default()
    };
    let a = fonts.shape("a", FontStyle::default()).glyphs[0];
    let b = fonts.shape("a", bold).glyphs[0];
    assert_ne!(a.font, b.font);
    let ink = |fonts: &mut FontSet, g: wezterm_font::ShapedGlyph| -> u32 {
        let key = fonts.glyph_key(g.font, g.glyph, 1);
        let pixels = fonts.rasterize(key).unwrap();
        pixels.data.iter().map(|v| u32::from(*v)).sum()
    };
    assert!(ink(&mut fonts, b) > ink(&mut fonts, a));
}

#[test]
fn emoji_come_in_colour_and_fit_two_cells() {
    let Some(system) = system_with("Noto Color Emoji") else {
        return;
    };
    let mut fonts = system.load(&FontConfig::default()).unwrap();
    let m = fonts.metrics();
    for emoji in ["😀", "👩\u{200d}💻", "🇩🇪", "☺\u{fe0f}", "👍🏽"] {
        let run = fonts.shape(emoji, FontStyle::default());
        assert_eq!(run.glyphs.len(), 1, "{emoji}: {run:?}");
        let glyph = run.glyphs[0];
        assert_eq!(
            fonts.family_name(glyph.font),
            Some("Noto Color Emoji"),
            "{emoji}"
        );
        let key = fonts.glyph_key(glyph.font, glyph.glyph, 2);
        let pixels = fonts.rasterize(key).unwrap();
        assert_eq!(pixels.kind, GlyphKind::Color);
        assert!(pixels.width <= 2 * m.cell_width && pixels.height <= m.cell_height);
        assert!(
            pixels.width >= m.cell_width,
            "{emoji} is {} wide",
            pixels.width
        );
        assert!(
            pixels
                .data
                .chunks(4)
                .all(|p| p[..3].iter().all(|c| *c <= p[3]))
        );
    }
    // The text form comes from a text font if any has it.
    let plain = fonts.shape("☺", FontStyle::default()).glyphs[0];
    assert_ne!(fonts.family_name(plain.font), Some("Noto Color Emoji"));
}

#[test]
fn other_scripts_come_from_system_fonts() {
    let Some(system) = system_with("Droid Sans Fallback") else {
        return;
    };
    let mut fonts = system.load(&FontConfig::default()).unwrap();
    assert_eq!(fonts.open_faces(), 1, "the first frame needs no fallback");
    let run = fonts.shape("a漢字", FontStyle::default());
    assert!(run.glyphs.iter().all(|g| g.glyph != 0));
    assert_eq!(run.glyphs[1].font, run.glyphs[2].font);
    assert!(run.glyphs[1].advance > 15.0);
}

#[test]
fn answers_of_fontconfig_are_kept_between_starts() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("cache/matches");
    let dirs = FontDirs {
        system: true,
        match_cache: Some(file.clone()),
        ..FontDirs::default()
    };
    let config = families(&["No Such Font At All"]);
    let mut first = FontSystem::new(dirs.clone()).load(&config).unwrap();
    assert_eq!(first.take_warnings().len(), 1);
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(
        written.contains("family\tno such font at all\n"),
        "{written}"
    );
    let mut second = FontSystem::new(dirs).load(&config).unwrap();
    assert_eq!(second.take_warnings().len(), 1);
    let times = |p| std::fs::metadata(p).unwrap().modified().unwrap();
    let before = times(&file);
    drop(second);
    assert_eq!(times(&file), before, "nothing new, nothing written");
}

#[test]
fn bold_and_italic_are_made_where_a_family_has_none() {
    let dir = tempfile::tempdir().unwrap();
    let regular = assets().join("jetbrains-mono/JetBrainsMono-Regular.ttf");
    std::fs::copy(regular, dir.path().join("only.ttf")).unwrap();
    let mut fonts = in_directory(dir.path(), &families(&["JetBrains Mono"]));
    let mut draw = |bold, italic| {
        let style = FontStyle {
            bold,
            italic,
            ..FontStyle::default()
        };
        let glyph = fonts.shape("|", style).glyphs[0];
        let key = fonts.glyph_key(glyph.font, glyph.glyph, 1);
        let info = fonts.face_info(glyph.font).unwrap();
        assert_eq!((info.emboldened, info.slanted), (bold, italic));
        assert!(info.path.unwrap().ends_with("only.ttf"));
        fonts.rasterize(key).unwrap()
    };
    let ink = |g: &wezterm_font::RasterGlyph| g.data.iter().map(|v| u32::from(*v)).sum::<u32>();
    let (plain, bold, italic) = (draw(false, false), draw(true, false), draw(false, true));
    assert!(ink(&bold) > ink(&plain) * 11 / 10, "bolder");
    let first_ink = |row: &[u8]| row.iter().position(|v| *v > 64);
    let rows = || italic.data.chunks(italic.width as usize);
    let (top, bottom) = (rows().next().unwrap(), rows().last().unwrap());
    assert!(first_ink(top) > first_ink(bottom), "leaning to the right");
    assert!(ink(&draw(true, true)) > ink(&italic));
}

#[test]
fn the_families_of_all_places_are_listed() {
    let dirs = FontDirs {
        dirs: vec![assets()],
        ..FontDirs::default()
    };
    let names = FontSystem::new(dirs).families();
    assert_eq!(names, ["JetBrains Mono", "Pure Nerd Font"]);
}
