//! `wezterm ls-fonts`.

use super::{ConfigArgs, print};
use crate::app::Prepared;
use anyhow::Context;
use clap::Args;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;
use wezterm_font::{FaceInfo, FontSet, FontStyle, GlyphKind, RasterGlyph};

/// Arguments of `wezterm ls-fonts`.
#[derive(Clone, Debug, Args)]
pub(super) struct LsFontsArgs {
    /// Print the families of the system and of `font_dirs` instead.
    #[arg(long)]
    list_system: bool,

    /// Say which font draws each part of this text.
    #[arg(long, value_name = "TEXT", conflicts_with = "list_system")]
    text: Option<String>,

    /// Draw each glyph of the text with characters.
    #[arg(long, requires = "text")]
    rasterize_ascii: bool,

    /// As `--text`, with characters given by their numbers in hexadecimal,
    /// joined by commas.
    #[arg(
        long,
        value_name = "HEX,...",
        value_delimiter = ',',
        conflicts_with_all = ["list_system", "text"]
    )]
    codepoints: Vec<String>,
}

/// Prints which fonts are used.
///
/// # Errors
/// When the configuration or its fonts can not be used.
pub(super) fn run(config: &ConfigArgs, args: &LsFontsArgs) -> anyhow::Result<()> {
    let loaded = Prepared::new(config).configuration;
    if let Some(error) = &loaded.error {
        anyhow::bail!("{error}");
    }
    let config = &loaded.config;
    let system = crate::shared::fonts(config);
    if args.list_system {
        let mut out = String::new();
        for family in system.families() {
            let _ = writeln!(out, "{family}");
        }
        return print::text(&out);
    }
    let mut set = system.load(&crate::fonts::grid(config, 96, 1.0))?;
    let text = match &args.text {
        Some(text) => Some(text.clone()),
        None if args.codepoints.is_empty() => None,
        None => Some(characters(&args.codepoints)?),
    };
    let mut out = match text {
        Some(text) => runs(&mut set, &text, args.rasterize_ascii),
        None => styles(&mut set),
    };
    for warning in set.take_warnings() {
        let _ = writeln!(out, "warning: {warning}");
    }
    print::text(&out)
}

fn characters(numbers: &[String]) -> anyhow::Result<String> {
    numbers
        .iter()
        .map(|number| {
            let digits = number
                .trim()
                .trim_start_matches("U+")
                .trim_start_matches("0x");
            u32::from_str_radix(digits, 16)
                .ok()
                .and_then(char::from_u32)
                .with_context(|| {
                    format!("{number:?} is not the number of a character, such as 1F600")
                })
        })
        .collect()
}

fn describe(info: &FaceInfo) -> String {
    let mut out = format!("{:?}", info.family);
    let mut notes = Vec::new();
    if info.emboldened {
        notes.push("made bold");
    }
    if info.slanted {
        notes.push("made to lean");
    }
    if info.color {
        notes.push("colour");
    }
    if info.fallback {
        notes.push("fallback");
    }
    if !notes.is_empty() {
        let _ = write!(out, " ({})", notes.join(", "));
    }
    let _ = match &info.path {
        Some(path) => write!(out, ", {}, index {}", path.display(), info.index),
        None => write!(out, ", built in"),
    };
    out
}

/// The face of each of the four usual styles.
fn styles(set: &mut FontSet) -> String {
    let mut out = String::new();
    let plain = FontStyle::default();
    let bold = FontStyle {
        bold: true,
        ..plain
    };
    for (name, style) in [
        ("Regular", plain),
        ("Bold", bold),
        (
            "Italic",
            FontStyle {
                italic: true,
                ..plain
            },
        ),
        (
            "Bold italic",
            FontStyle {
                italic: true,
                ..bold
            },
        ),
        (
            "Half-bright",
            FontStyle {
                half: true,
                ..plain
            },
        ),
    ] {
        let run = set.shape("M", style);
        let face = run
            .glyphs
            .first()
            .and_then(|glyph| set.face_info(glyph.font));
        let face = face.map_or_else(|| "none".to_owned(), |info| describe(&info));
        let _ = writeln!(out, "{name:<12} {face}");
    }
    out
}

/// The face of each stretch of text that one face draws.
/// With `draw`, followed by the glyph's pixels.
fn runs(set: &mut FontSet, text: &str, draw: bool) -> String {
    let run = set.shape(text, FontStyle::default());
    let mut out = String::new();
    for (index, glyph) in run.glyphs.iter().enumerate() {
        let start = glyph.cluster as usize;
        let later = run.glyphs[index..].iter().map(|next| next.cluster as usize);
        let end = later.filter(|end| *end > start).min().unwrap_or(text.len());
        let info = set.face_info(glyph.font);
        // `custom_block_glyphs` needs no font.
        let drawn = || "drawn by the program".to_owned();
        let face = info.map_or_else(drawn, |info| describe(&info));
        let missing = if glyph.glyph == 0 { " MISSING" } else { "" };
        let part = text.get(start..end).unwrap_or_default();
        let codes: Vec<String> = part
            .chars()
            .map(|c| format!("U+{:04X}", u32::from(c)))
            .collect();
        let _ = writeln!(
            out,
            "{part:<4} {:<16} glyph {:<6} {face}{missing}",
            codes.join(" "),
            glyph.glyph
        );
        if draw {
            let cells = UnicodeWidthStr::width(part).clamp(1, 2) as u8;
            let key = set.glyph_key(glyph.font, glyph.glyph, cells);
            match set.rasterize(key) {
                Some(glyph) => picture(&mut out, &glyph),
                None => out.push_str("     (nothing to draw)\n"),
            }
        }
    }
    out
}

/// The pixels of a glyph, a character for each: the more it covers, the darker.
fn picture(out: &mut String, glyph: &RasterGlyph) {
    const SHADES: &[u8; 10] = b" .:-=+*#%@";
    let bytes = match glyph.kind {
        GlyphKind::Mask => 1,
        GlyphKind::Color => 4,
    };
    let row = (glyph.width as usize * bytes).max(1);
    for pixels in glyph.data.chunks_exact(row) {
        let line: String = pixels
            .chunks_exact(bytes)
            .map(|pixel| {
                // Coverage is the only byte of a mask, and the last of a colour.
                let coverage = usize::from(pixel[bytes - 1]);
                char::from(SHADES[(coverage * (SHADES.len() - 1)).div_ceil(255)])
            })
            .collect();
        let _ = writeln!(out, "     {}", line.trim_end());
    }
}
