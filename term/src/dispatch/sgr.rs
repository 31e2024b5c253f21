//! SGR: colours and attributes, with kitty's underlines and the colon forms
//! of ISO 8613-6.

use super::args::Args;
use crate::cell::{CellAttrs, Color};
use crate::core::Core;
use crate::style;
use rio_vt::config::colors::NamedColor;
use rio_vt::crosswords::style::Style;
use wezterm_types::Underline;

impl Core {
    pub(super) fn sgr(&mut self, args: &Args) {
        let mut unknown = Vec::new();
        // Where it is: to copy what was just written in parts stalls.
        self.vt.grid.update_template_style(|style| {
            if args.has_subs() {
                let mut rest = args.groups();
                while let Some([code, sub @ ..]) = rest.next() {
                    let mut after = rest.by_ref().filter_map(|group| group.first().copied());
                    if !apply(style, *code, sub, &mut after) {
                        unknown.push((*code, sub));
                    }
                }
            } else {
                let mut rest = args.rest(0).iter().copied();
                while let Some(code) = rest.next() {
                    if !apply(style, code, &[], &mut rest) {
                        unknown.push((code, &[]));
                    }
                }
            }
        });
        for (code, sub) in unknown {
            self.unknown(|| format!("SGR {code} {sub:?}"));
        }
    }
}

/// Applies an attribute with its sub-parameters; colours may take more of the
/// parameters behind it. Whether it was known.
#[inline]
fn apply(style: &mut Style, code: u16, sub: &[u16], rest: &mut impl Iterator<Item = u16>) -> bool {
    use CellAttrs as A;
    match code {
        0 => style::reset(style),
        1 => style::insert(style, A::BOLD),
        2 => style::insert(style, A::DIM),
        3 => style::insert(style, A::ITALIC),
        4 => match sub.first().copied().unwrap_or(1) {
            0 => style::set_underline(style, Underline::None),
            1 => style::set_underline(style, Underline::Single),
            2 => style::set_underline(style, Underline::Double),
            3 => style::set_underline(style, Underline::Curly),
            4 => style::set_underline(style, Underline::Dotted),
            5 => style::set_underline(style, Underline::Dashed),
            _ => return false,
        },
        5 => {
            style::remove(style, A::BLINK_FAST);
            style::insert(style, A::BLINK_SLOW);
        }
        6 => {
            style::remove(style, A::BLINK_SLOW);
            style::insert(style, A::BLINK_FAST);
        }
        7 => style::insert(style, A::REVERSE),
        8 => style::insert(style, A::HIDDEN),
        9 => style::insert(style, A::STRIKE),
        // Fonts: there is one.
        10..=19 => {}
        21 => style::set_underline(style, Underline::Double),
        22 => style::remove(style, A::BOLD | A::DIM),
        23 => style::remove(style, A::ITALIC),
        24 => style::set_underline(style, Underline::None),
        25 => style::remove(style, A::BLINK_SLOW | A::BLINK_FAST),
        27 => style::remove(style, A::REVERSE),
        28 => style::remove(style, A::HIDDEN),
        29 => style::remove(style, A::STRIKE),
        30..=37 => set_fg(style, indexed(code - 30)),
        39 => set_fg(style, Color::Default),
        40..=47 => set_bg(style, indexed(code - 40)),
        49 => set_bg(style, Color::Default),
        38 | 48 | 58 => {
            let color = if sub.is_empty() {
                semicolon_color(rest)
            } else {
                colon_color(sub)
            };
            let Some(color) = color else { return false };
            match code {
                38 => set_fg(style, color),
                48 => set_bg(style, color),
                _ => set_underline_color(style, color),
            }
        }
        53 => style::insert(style, A::OVERLINE),
        55 => style::remove(style, A::OVERLINE),
        59 => style.underline_color = None,
        73 => {
            style::remove(style, A::SUBSCRIPT);
            style::insert(style, A::SUPERSCRIPT);
        }
        74 => {
            style::remove(style, A::SUPERSCRIPT);
            style::insert(style, A::SUBSCRIPT);
        }
        75 => style::remove(style, A::SUPERSCRIPT | A::SUBSCRIPT),
        90..=97 => set_fg(style, indexed(code - 90 + 8)),
        100..=107 => set_bg(style, indexed(code - 100 + 8)),
        _ => return false,
    }
    true
}

fn indexed(i: u16) -> Color {
    Color::Indexed(u8::try_from(i).unwrap_or(0))
}

fn set_fg(style: &mut Style, color: Color) {
    style.fg = style::color_into(color, NamedColor::Foreground);
}

fn set_bg(style: &mut Style, color: Color) {
    style.bg = style::color_into(color, NamedColor::Background);
}

fn set_underline_color(style: &mut Style, color: Color) {
    style.underline_color = Some(style::color_into(color, NamedColor::Foreground));
}

fn rgb(r: u16, g: u16, b: u16) -> Option<Color> {
    Some(Color::Rgb(
        r.try_into().ok()?,
        g.try_into().ok()?,
        b.try_into().ok()?,
    ))
}

/// `38;5;n` and `38;2;r;g;b`.
#[inline]
fn semicolon_color(rest: &mut impl Iterator<Item = u16>) -> Option<Color> {
    match rest.next()? {
        2 => rgb(rest.next()?, rest.next()?, rest.next()?),
        5 => Some(Color::Indexed(rest.next()?.try_into().ok()?)),
        _ => None,
    }
}

/// `38:5:n`, `38:2:r:g:b`, `38:2:space:r:g:b` and `38:6:space:r:g:b:a`; the
/// alpha of the last is not kept.
fn colon_color(sub: &[u16]) -> Option<Color> {
    match *sub {
        [5, n] => Some(Color::Indexed(n.try_into().ok()?)),
        [2, r, g, b] | [2, _, r, g, b] | [2, _, r, g, b, ..] => rgb(r, g, b),
        [6, r, g, b, _] | [6, _, r, g, b, _] => rgb(r, g, b),
        _ => None,
    }
}
