//! Text with escape sequences, taken apart into spans of one look each.

use crate::structs::Blink;
use wezterm_types::{Intensity, Rgba, Underline};

/// The colour of a span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SpanColor {
    /// The default foreground, background or underline colour.
    #[default]
    Default,
    /// A colour of the palette.
    Indexed(u8),
    /// A colour of its own.
    Rgb(Rgba),
}

/// What a span looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanAttrs {
    /// Text colour.
    pub fg: SpanColor,
    /// Background.
    pub bg: SpanColor,
    /// Colour of the underline; the text colour by default.
    pub underline_color: SpanColor,
    /// Bold or half-bright.
    pub intensity: Intensity,
    /// Slant.
    pub italic: bool,
    /// Line below.
    pub underline: Underline,
    /// Line through.
    pub strikethrough: bool,
    /// Line above.
    pub overline: bool,
    /// Text colour and background are swapped.
    pub reverse: bool,
    /// The text is not shown.
    pub invisible: bool,
    /// Blinking.
    pub blink: Blink,
}

impl Default for SpanAttrs {
    fn default() -> Self {
        Self {
            fg: SpanColor::Default,
            bg: SpanColor::Default,
            underline_color: SpanColor::Default,
            intensity: Intensity::Normal,
            italic: false,
            underline: Underline::None,
            strikethrough: false,
            overline: false,
            reverse: false,
            invisible: false,
            blink: Blink::None,
        }
    }
}

/// Text of one look. It holds no control characters and is never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyledSpan {
    /// The text.
    pub text: String,
    /// What it looks like.
    pub attrs: SpanAttrs,
}

/// Takes text with escape sequences apart. SGR sequences (ECMA-48 8.3.117,
/// with the colours of ITU T.416 and kitty's underlines) change the look;
/// all other sequences and control characters are dropped.
#[must_use]
pub fn parse_styled(text: &str) -> Vec<StyledSpan> {
    let mut spans: Vec<StyledSpan> = Vec::new();
    let mut attrs = SpanAttrs::default();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if !c.is_control() {
            let end = rest.find(char::is_control).unwrap_or(rest.len());
            match spans.last_mut() {
                Some(last) if last.attrs == attrs => last.text.push_str(&rest[..end]),
                _ => spans.push(StyledSpan {
                    text: rest[..end].to_owned(),
                    attrs,
                }),
            }
            rest = &rest[end..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let kind = match c {
            '\u{1b}' => {
                let Some(next) = rest.chars().next() else {
                    break;
                };
                match next {
                    '[' | ']' | 'P' | 'X' | '^' | '_' => {
                        rest = &rest[1..];
                        next
                    }
                    _ => {
                        rest = skip_escape(rest);
                        continue;
                    }
                }
            }
            '\u{9b}' => '[',
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => ']',
            _ => continue,
        };
        if kind == '[' {
            let (sequence, after) = take_csi(rest);
            if let Some(parameters) = sequence.strip_suffix('m') {
                apply_sgr(&mut attrs, parameters);
            }
            rest = after;
        } else {
            rest = skip_string(rest);
        }
    }
    spans
}

/// The text without escape sequences and control characters.
#[must_use]
pub fn plain_text(text: &str) -> String {
    parse_styled(text)
        .into_iter()
        .map(|span| span.text)
        .collect()
}

/// Skips intermediate bytes and the final one of an escape sequence that is
/// none of those with a body.
fn skip_escape(text: &str) -> &str {
    let rest = text.trim_start_matches(|c| matches!(c, ' '..='/'));
    match rest.chars().next() {
        Some('0'..='~') => &rest[1..],
        _ => rest,
    }
}

/// Splits after the final byte of a control sequence; what breaks off in the
/// middle is dropped.
fn take_csi(text: &str) -> (&str, &str) {
    match text.find(|c| !matches!(c, ' '..='?')) {
        Some(end) => match text[end..].chars().next() {
            Some('@'..='~') => text.split_at(end + 1),
            _ => ("", &text[end..]),
        },
        None => ("", ""),
    }
}

/// Skips the body of a control string (OSC, DCS and so on) and its end.
fn skip_string(text: &str) -> &str {
    let Some(end) = text.find(['\u{7}', '\u{9c}', '\u{1b}', '\u{18}', '\u{1a}']) else {
        return "";
    };
    let rest = &text[end..];
    if let Some(rest) = rest.strip_prefix("\u{1b}\\") {
        return rest;
    }
    // Another escape sequence ends the string as well, and is one itself.
    rest.strip_prefix(['\u{7}', '\u{9c}', '\u{18}', '\u{1a}'])
        .unwrap_or(rest)
}

fn apply_sgr(attrs: &mut SpanAttrs, parameters: &str) {
    // Private sequences such as `CSI ? 4 m` are no SGR.
    if parameters
        .bytes()
        .any(|b| !(b.is_ascii_digit() || b == b';' || b == b':'))
    {
        return;
    }
    let mut groups = parameters.split(';');
    while let Some(group) = groups.next() {
        let mut parts = group.split(':').map(number);
        let code = parts.next().flatten().unwrap_or(0);
        match code {
            0 => *attrs = SpanAttrs::default(),
            1 => attrs.intensity = Intensity::Bold,
            2 => attrs.intensity = Intensity::Half,
            3 => attrs.italic = true,
            4 => {
                attrs.underline = match parts.next().flatten() {
                    Some(0) => Underline::None,
                    Some(2) => Underline::Double,
                    Some(3) => Underline::Curly,
                    Some(4) => Underline::Dotted,
                    Some(5) => Underline::Dashed,
                    _ => Underline::Single,
                }
            }
            5 => attrs.blink = Blink::Slow,
            6 => attrs.blink = Blink::Rapid,
            7 => attrs.reverse = true,
            8 => attrs.invisible = true,
            9 => attrs.strikethrough = true,
            21 => attrs.underline = Underline::Double,
            22 => attrs.intensity = Intensity::Normal,
            23 => attrs.italic = false,
            24 => attrs.underline = Underline::None,
            25 => attrs.blink = Blink::None,
            27 => attrs.reverse = false,
            28 => attrs.invisible = false,
            29 => attrs.strikethrough = false,
            30..=37 => attrs.fg = SpanColor::Indexed((code - 30) as u8),
            39 => attrs.fg = SpanColor::Default,
            40..=47 => attrs.bg = SpanColor::Indexed((code - 40) as u8),
            49 => attrs.bg = SpanColor::Default,
            53 => attrs.overline = true,
            55 => attrs.overline = false,
            59 => attrs.underline_color = SpanColor::Default,
            90..=97 => attrs.fg = SpanColor::Indexed((code - 90 + 8) as u8),
            100..=107 => attrs.bg = SpanColor::Indexed((code - 100 + 8) as u8),
            38 | 48 | 58 => {
                let color = if group.contains(':') {
                    color_of_parts(&parts.collect::<Vec<_>>())
                } else {
                    color_of_groups(&mut groups)
                };
                let Some(color) = color else { continue };
                match code {
                    38 => attrs.fg = color,
                    48 => attrs.bg = color,
                    _ => attrs.underline_color = color,
                }
            }
            _ => {}
        }
    }
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn channel(value: Option<u32>) -> Option<u8> {
    u8::try_from(value.unwrap_or(0)).ok()
}

/// What follows `38:`: `5:n`, `2:r:g:b`, `2:space:r:g:b` or `6:space:r:g:b:a`.
fn color_of_parts(parts: &[Option<u32>]) -> Option<SpanColor> {
    let rgb = match parts {
        [Some(5), index, ..] => return channel(*index).map(SpanColor::Indexed),
        [Some(2), r, g, b] | [Some(2), _, r, g, b, ..] => {
            Rgba::rgb(channel(*r)?, channel(*g)?, channel(*b)?)
        }
        [Some(6), _, r, g, b, a, ..] => {
            Rgba::new(channel(*r)?, channel(*g)?, channel(*b)?, channel(*a)?)
        }
        _ => return None,
    };
    Some(SpanColor::Rgb(rgb))
}

/// What follows `38;`: `5;n` or `2;r;g;b`.
fn color_of_groups<'a>(groups: &mut impl Iterator<Item = &'a str>) -> Option<SpanColor> {
    let mut next = || groups.next().map(|text| channel(number(text)));
    match next()?? {
        5 => next()?.map(SpanColor::Indexed),
        2 => {
            // All three belong to the colour, even if one makes no sense.
            let (r, g, b) = (next()?, next()?, next()?);
            Some(SpanColor::Rgb(Rgba::rgb(r?, g?, b?)))
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "styled_tests.rs"]
mod tests;
