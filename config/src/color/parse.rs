use wezterm_types::Rgba;

/// A colour that could not be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a colour; write one such as \"#12abef\", \"rgb:12/ab/ef\", \
     \"rgba(18, 171, 239, 50%)\", \"hsl:197 88 50\" or a CSS name such as \"navy\""
)]
pub struct ColorError(
    /// The text as written, cut to 60 characters.
    pub String,
);

/// Reads a colour: a CSS colour (names, `#rgb` to `#rrggbbaa`, `rgb()`,
/// `hsl()`, `oklch()` and so on), an X11 one (`#rrrgggbbb`, `#rrrrggggbbbb`,
/// `rgb:r/g/b`, `rgba:r/g/b/a`, `gray50`), or `hsl:hue saturation lightness`
/// in degrees and percent.
///
/// # Errors
/// When it is none of these.
pub fn parse_color(text: &str) -> Result<Rgba, ColorError> {
    let trimmed = text.trim();
    let error = || ColorError(text.chars().take(60).collect());
    if trimmed.len() > 200 {
        return Err(error());
    }
    let lower = trimmed.to_ascii_lowercase();
    x11_hex(&lower)
        .or_else(|| x11_rgb(&lower))
        .or_else(|| hsl_words(&lower))
        .or_else(|| gray_level(&lower))
        .or_else(|| css(&lower))
        .ok_or_else(error)
}

/// A colour as text that [`parse_color`] reads back to the same colour.
#[must_use]
pub fn color_text(color: Rgba) -> String {
    let Rgba { r, g, b, a } = color;
    if color.is_opaque() {
        return color.to_string();
    }
    // Four digits of a percent are enough to tell 256 levels apart.
    let percent = format!("{:.4}", f64::from(a) / 2.55);
    let percent = percent.trim_end_matches('0').trim_end_matches('.');
    format!("rgba({r},{g},{b},{percent}%)")
}

fn css(text: &str) -> Option<Rgba> {
    // X11 has the same names with spaces in them.
    let compact: String;
    let text = if text.contains('(') {
        text
    } else {
        compact = text.replace(' ', "");
        // A bare number of hexadecimal digits is no colour, although the
        // parser would take it for one without its '#'.
        if compact.starts_with(|c: char| c.is_ascii_digit()) || is_bare_hex(&compact) {
            return None;
        }
        &compact
    };
    let [r, g, b, a] = csscolorparser::parse(text).ok()?.to_rgba8();
    Some(Rgba::new(r, g, b, a))
}

fn is_bare_hex(text: &str) -> bool {
    matches!(text.len(), 3 | 4 | 6 | 8) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// `#rrrgggbbb` and `#rrrrggggbbbb`; CSS has the shorter ones.
fn x11_hex(text: &str) -> Option<Rgba> {
    let digits = text.strip_prefix('#')?;
    let width = match digits.len() {
        9 => 3,
        12 => 4,
        _ => return None,
    };
    if !digits.is_ascii() {
        return None;
    }
    let channel = |index: usize| scaled(&digits[index * width..(index + 1) * width]);
    Some(Rgba::rgb(channel(0)?, channel(1)?, channel(2)?))
}

/// `rgb:r/g/b` and `rgba:r/g/b/a` with one to four digits a channel
/// (`XParseColor`).
fn x11_rgb(text: &str) -> Option<Rgba> {
    let (channels, count) = match text.strip_prefix("rgba:") {
        Some(channels) => (channels, 4),
        None => (text.strip_prefix("rgb:")?, 3),
    };
    let values: Option<Vec<u8>> = channels.split('/').map(scaled).collect();
    match (values?.as_slice(), count) {
        ([r, g, b], 3) => Some(Rgba::rgb(*r, *g, *b)),
        ([r, g, b, a], 4) => Some(Rgba::new(*r, *g, *b, *a)),
        _ => None,
    }
}

/// One to four hexadecimal digits, scaled so that all ones are 255.
fn scaled(digits: &str) -> Option<u8> {
    if !matches!(digits.len(), 1..=4) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let max = (1u32 << (4 * digits.len())) - 1;
    u8::try_from((value * 255 + max / 2) / max).ok()
}

/// `hsl:235 100 50`: degrees, percent, percent.
fn hsl_words(text: &str) -> Option<Rgba> {
    let words: Vec<&str> = text.strip_prefix("hsl:")?.split_whitespace().collect();
    let [hue, saturation, lightness] = words.as_slice() else {
        return None;
    };
    let number = |text: &str| -> Option<f32> {
        text.trim_end_matches('%')
            .parse::<f32>()
            .ok()
            .filter(|n| n.is_finite())
    };
    let [r, g, b, a] = csscolorparser::Color::from_hsla(
        number(hue)?,
        number(saturation)?.clamp(0.0, 100.0) / 100.0,
        number(lightness)?.clamp(0.0, 100.0) / 100.0,
        1.0,
    )
    .to_rgba8();
    Some(Rgba::new(r, g, b, a))
}

/// X11's `gray0` to `gray100`.
fn gray_level(text: &str) -> Option<Rgba> {
    let percent = text
        .strip_prefix("gray")
        .or_else(|| text.strip_prefix("grey"))?;
    if !percent.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let percent: u32 = percent.parse().ok().filter(|n| *n <= 100)?;
    let level = u8::try_from((percent * 255 + 50) / 100).ok()?;
    Some(Rgba::rgb(level, level, level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Rgba) {
        assert_eq!(parse_color(text), Ok(expected), "{text}");
    }

    #[test]
    fn every_notation_is_read() {
        check("#f80", Rgba::hex(0xff_88_00));
        check("#12ABef", Rgba::hex(0x12_ab_ef));
        check("#12abef80", Rgba::new(0x12, 0xab, 0xef, 0x80));
        check("#fff000888", Rgba::hex(0xff_00_88));
        check("#ffff00008080", Rgba::hex(0xff_00_80));
        check("rgb:f/0/8", Rgba::hex(0xff_00_88));
        check("rgb:ff/00/80", Rgba::hex(0xff_00_80));
        check("rgb:ffff/0000/8080", Rgba::hex(0xff_00_80));
        check("rgba:ff/00/80/40", Rgba::new(255, 0, 128, 64));
        check("rgba(75%,75%,75%,1)", Rgba::hex(0xbf_bf_bf));
        check("rgba(0,0,0,0.5)", Rgba::new(0, 0, 0, 128));
        check("rgb(1, 2, 3)", Rgba::rgb(1, 2, 3));
        check("hsl:240 100 50", Rgba::hex(0x00_00_ff));
        check("hsl(120, 100%, 50%)", Rgba::hex(0x00_ff_00));
        check("Rebecca Purple", Rgba::hex(0x66_33_99));
        check("navy", Rgba::hex(0x00_00_80));
        check("transparent", Rgba::TRANSPARENT);
        check(" white ", Rgba::WHITE);
        check("gray50", Rgba::hex(0x80_80_80));
        check("gray", Rgba::hex(0x80_80_80));
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in [
            "",
            "#",
            "#12",
            "#12345",
            "#ggg",
            "rgb:",
            "rgb:1/2",
            "rgb:12345/0/0",
            "fff",
            "123456",
            "notacolour",
            "hsl:1 2",
            "hsl:nan 1 1",
            "gray101",
            "#ééééééééé",
            "rgb:é/0/0",
            "#+11",
        ] {
            assert!(parse_color(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn text_reads_back_to_the_same_colour() {
        for a in 0..=255 {
            let color = Rgba::new(1, 2, a, a);
            assert_eq!(parse_color(&color_text(color)), Ok(color));
        }
    }
}
