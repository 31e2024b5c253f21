//! From the configuration's font options to what the font crate loads.

use config::Config;
use config::structs::{
    Blink, FontAttributes, FontStretch as Stretch, FontStyle as Slope, FreeTypeLoadFlags, StyleRule,
};
use wezterm_font::{FontConfig, FontFamily, FontRule, FontSlant, FontStretch, Hinting, TextStyle};

/// The text of the grid at `dpi`, scaled by the user's zoom (`IncreaseFontSize`).
pub(crate) fn grid(config: &Config, dpi: u32, zoom: f64) -> FontConfig {
    FontConfig {
        font: text_style(&config.font.font),
        rules: config.font_rules.iter().map(rule).collect(),
        size_pt: config.font_size * zoom,
        dpi,
        line_height: config.line_height,
        cell_width: config.cell_width,
        features: config.harfbuzz_features.clone(),
        hinting: hinting(config),
        custom_block_glyphs: config.custom_block_glyphs,
        anti_alias_custom_block_glyphs: config.anti_alias_custom_block_glyphs,
        warn_about_missing_glyphs: config.warn_about_missing_glyphs,
        use_cap_height_to_scale_fallback_fonts: config.use_cap_height_to_scale_fallback_fonts,
        search_font_dirs_for_fallback: config.search_font_dirs_for_fallback,
        shape_cache_size: config.shape_cache_size,
    }
}

/// The proportional text of the fancy tab bar (`window_frame.font`).
pub(crate) fn tab_bar(config: &Config, dpi: u32) -> FontConfig {
    let frame = &config.window_frame;
    let font = match &frame.font {
        Some(style) => text_style(&style.font),
        None => TextStyle {
            families: ["Roboto", "sans-serif"]
                .map(|name| FontFamily {
                    weight: 700,
                    is_implicit: true,
                    ..FontFamily::new(name)
                })
                .to_vec(),
        },
    };
    FontConfig {
        font,
        rules: Vec::new(),
        size_pt: frame.font_size.unwrap_or(12.0),
        line_height: 1.0,
        cell_width: 1.0,
        ..grid(config, dpi, 1.0)
    }
}

fn text_style(families: &[FontAttributes]) -> TextStyle {
    TextStyle {
        families: families.iter().map(family).collect(),
    }
}

fn family(from: &FontAttributes) -> FontFamily {
    FontFamily {
        family: from.family.clone(),
        weight: from.weight.0,
        stretch: match from.stretch {
            Stretch::UltraCondensed => FontStretch::UltraCondensed,
            Stretch::ExtraCondensed => FontStretch::ExtraCondensed,
            Stretch::Condensed => FontStretch::Condensed,
            Stretch::SemiCondensed => FontStretch::SemiCondensed,
            Stretch::Normal => FontStretch::Normal,
            Stretch::SemiExpanded => FontStretch::SemiExpanded,
            Stretch::Expanded => FontStretch::Expanded,
            Stretch::ExtraExpanded => FontStretch::ExtraExpanded,
            Stretch::UltraExpanded => FontStretch::UltraExpanded,
        },
        slant: match from.style {
            Slope::Normal => FontSlant::Normal,
            Slope::Italic => FontSlant::Italic,
            Slope::Oblique => FontSlant::Oblique,
        },
        features: from.harfbuzz_features.clone(),
        scale: from.scale.unwrap_or(1.0),
        assume_emoji_presentation: from.assume_emoji_presentation,
        is_implicit: from.is_fallback && from.is_synthetic,
    }
}

fn rule(from: &StyleRule) -> FontRule {
    FontRule {
        intensity: from.intensity,
        italic: from.italic,
        underline: from.underline,
        blink: from.blink.map(|blink| blink != Blink::None),
        reverse: from.reverse,
        strikethrough: from.strikethrough,
        invisible: from.invisible,
        font: text_style(&from.font.font),
    }
}

/// `NO_HINTING` in `freetype_load_flags` is the one flag that means something
/// to this rasteriser; without flags, hints are used where pixels are large.
fn hinting(config: &Config) -> Hinting {
    match config.freetype_load_flags {
        None => Hinting::Auto,
        Some(flags) if flags.contains(FreeTypeLoadFlags::NO_HINTING) => Hinting::None,
        Some(_) => Hinting::Full,
    }
}
