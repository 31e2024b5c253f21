//! SGR: colours and attributes, with kitty's underlines and the colon forms
//! of ISO 8613-6.

use super::args::Args;
use crate::cell::Color;
use crate::core::Core;
use crate::style::{self, Change};
use crate::style_ids::StyleIds;
use rio_vt::config::colors::NamedColor;
use rio_vt::crosswords::style::Style;
use wezterm_types::Underline;

impl Core {
    pub(super) fn sgr(&mut self, args: &Args) {
        let mut unknown = Vec::new();
        let ids = &mut self.style_ids;
        // Where it is: to copy what was just written in parts stalls.
        self.vt.grid.update_template_style(|style| {
            let mut pen = Pen { style, ids };
            if args.has_subs() {
                let mut rest = args.groups();
                while let Some([code, sub @ ..]) = rest.next() {
                    let mut after = rest.by_ref().filter_map(|group| group.first().copied());
                    if !pen.apply(*code, sub, &mut after) {
                        unknown.push((*code, sub));
                    }
                }
            } else {
                let mut rest = args.rest(0).iter().copied();
                while let Some(code) = rest.next() {
                    if !pen.apply(code, &[], &mut rest) {
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

/// How new text looks.
struct Pen<'a> {
    style: &'a mut Style,
    ids: &'a mut StyleIds,
}

impl Pen<'_> {
    /// Applies an attribute with its sub-parameters; colours may take more of
    /// the parameters behind it. Whether it was known.
    #[inline]
    fn apply(&mut self, code: u16, sub: &[u16], rest: &mut impl Iterator<Item = u16>) -> bool {
        if let (Some(change), true) = (Change::of(code), sub.is_empty() || code != 4) {
            change.apply(self.style);
            return true;
        }
        match code {
            0 => self.reset(),
            4 => return self.underline_kind(sub),
            // Fonts: there is one.
            10..=19 => {}
            30..=37 => self.set_fg(indexed(code - 30)),
            39 => self.set_fg(Color::Default),
            40..=47 => self.set_bg(indexed(code - 40)),
            49 => self.set_bg(Color::Default),
            38 | 48 | 58 => {
                let color = if sub.is_empty() {
                    semicolon_color(rest)
                } else {
                    colon_color(sub)
                };
                let Some(color) = color else { return false };
                match code {
                    38 => self.set_fg(color),
                    48 => self.set_bg(color),
                    _ => self.set_underline_color(color),
                }
            }
            59 => self.style.underline_color = None,
            90..=97 => self.set_fg(indexed(code - 90 + 8)),
            100..=107 => self.set_bg(indexed(code - 100 + 8)),
            _ => return false,
        }
        true
    }

    fn reset(&mut self) {
        style::reset(self.style);
        self.ids.note_fg(Color::Default);
        self.ids.note_bg(Color::Default);
    }

    /// `4:n`.
    fn underline_kind(&mut self, sub: &[u16]) -> bool {
        let kind = match sub.first() {
            Some(0) => Underline::None,
            Some(1) => Underline::Single,
            Some(2) => Underline::Double,
            Some(3) => Underline::Curly,
            Some(4) => Underline::Dotted,
            Some(5) => Underline::Dashed,
            _ => return false,
        };
        style::set_underline(self.style, kind);
        true
    }

    fn set_fg(&mut self, color: Color) {
        self.ids.note_fg(color);
        self.style.fg = style::color_into(color, NamedColor::Foreground);
    }

    fn set_bg(&mut self, color: Color) {
        self.ids.note_bg(color);
        self.style.bg = style::color_into(color, NamedColor::Background);
    }

    fn set_underline_color(&mut self, color: Color) {
        self.style.underline_color = Some(style::color_into(color, NamedColor::Foreground));
    }
}

fn indexed(i: u16) -> Color {
    Color::Indexed(u8::try_from(i).unwrap_or(0))
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
