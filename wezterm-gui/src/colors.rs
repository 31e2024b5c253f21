//! From what a program asked for to what is painted: palette, bold
//! brightening, reverse, selection, dimming of inactive panes.

use crate::text_row::Look;
use config::structs::{BoldBrightening, HsbTransform};
use term::{Cell, CellAttrs, Color, Palette};
use wezterm_types::Rgba;

/// What decides the colours of a pane's cells besides the cells.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ColorRules {
    pub(crate) bold_brightens: BoldBrightening,
    /// `text_background_opacity`: of backgrounds that a program has set.
    pub(crate) background_opacity: f32,
    /// `foreground_text_hsb`, already `None` when it changes nothing.
    pub(crate) foreground_hsb: Option<HsbTransform>,
    /// `inactive_pane_hsb` for a pane without focus.
    pub(crate) pane_hsb: Option<HsbTransform>,
    /// `text_min_contrast_ratio`.
    pub(crate) min_contrast: Option<f32>,
    /// DECSCNM: foreground and background of the whole screen exchanged.
    pub(crate) reverse_video: bool,
}

/// How much of blinking texts is to be seen: 0 for nothing, 255 for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BlinkPhase {
    /// Of SGR 5.
    pub(crate) slow: u8,
    /// Of SGR 6.
    pub(crate) rapid: u8,
}

impl BlinkPhase {
    /// Everything is to be seen.
    pub(crate) const VISIBLE: Self = Self {
        slow: u8::MAX,
        rapid: u8::MAX,
    };

    fn shown(self, attrs: CellAttrs) -> u8 {
        let of = |attr, level| if attrs.contains(attr) { level } else { u8::MAX };
        of(CellAttrs::BLINK_SLOW, self.slow).min(of(CellAttrs::BLINK_FAST, self.rapid))
    }
}

impl ColorRules {
    /// The look of a cell; `selected` paints the selection's colours over it.
    pub(crate) fn look(
        &self,
        cell: &Cell,
        palette: &Palette,
        selected: bool,
        blink: BlinkPhase,
    ) -> Look {
        let attrs = cell.attrs;
        let bold = attrs.contains(CellAttrs::BOLD);
        let (brighten, embolden) = match self.bold_brightens {
            BoldBrightening::No => (false, bold),
            BoldBrightening::BrightAndBold => (bold, bold),
            BoldBrightening::BrightOnly => (bold, false),
        };
        let mut fg = match cell.fg {
            Color::Default => palette.fg,
            Color::Indexed(n) if brighten && n < 8 => palette.colors[usize::from(n) + 8],
            Color::Indexed(n) => palette.colors[usize::from(n)],
            Color::Rgb(r, g, b) => Rgba::rgb(r, g, b),
        };
        let mut bg = match cell.bg {
            Color::Default => None,
            Color::Indexed(n) => Some(palette.colors[usize::from(n)]),
            Color::Rgb(r, g, b) => Some(Rgba::rgb(r, g, b)),
        };
        if attrs.contains(CellAttrs::REVERSE) != self.reverse_video {
            let old = fg;
            fg = bg.unwrap_or(palette.bg);
            bg = Some(old);
        }
        if attrs.contains(CellAttrs::DIM) {
            fg = mix(fg, bg.unwrap_or(palette.bg), 0.5);
        }
        if let Some(hsb) = &self.foreground_hsb {
            fg = transform(fg, hsb);
        }
        if self.background_opacity < 1.0 {
            bg = bg.map(|color| color.mul_alpha(self.background_opacity));
        }
        if selected {
            bg = Some(over(palette.selection_bg, bg.unwrap_or(palette.bg)));
            fg = over(palette.selection_fg, fg);
        }
        let ground = bg.unwrap_or(if self.reverse_video {
            palette.fg
        } else {
            palette.bg
        });
        if let Some(wanted) = self.min_contrast {
            fg = crate::contrast::ensure(fg, ground, wanted);
        }
        let mut underline_color = match cell.underline_color {
            Color::Default => fg,
            Color::Indexed(n) => palette.colors[usize::from(n)],
            Color::Rgb(r, g, b) => Rgba::rgb(r, g, b),
        };
        let shown = blink.shown(attrs);
        if shown < u8::MAX {
            let part = f32::from(shown) / 255.0;
            fg = mix(ground, fg, part);
            underline_color = mix(ground, underline_color, part);
        }
        let dim = |color| match &self.pane_hsb {
            Some(hsb) => transform(color, hsb),
            None => color,
        };
        Look {
            fg: dim(fg),
            bg: bg.map(dim),
            underline: cell.underline,
            underline_color: dim(underline_color),
            strikethrough: attrs.contains(CellAttrs::STRIKE),
            overline: attrs.contains(CellAttrs::OVERLINE),
            bold: embolden,
            italic: attrs.contains(CellAttrs::ITALIC),
            hidden: attrs.contains(CellAttrs::HIDDEN) || shown == 0,
        }
    }

    /// The colour behind all cells.
    pub(crate) fn background(&self, palette: &Palette) -> Rgba {
        let color = if self.reverse_video {
            palette.fg
        } else {
            palette.bg
        };
        match &self.pane_hsb {
            Some(hsb) => transform(color, hsb),
            None => color,
        }
    }
}

/// `top` painted over `below`; the result is as opaque as `below` at least.
pub(crate) fn over(top: Rgba, below: Rgba) -> Rgba {
    let alpha = f32::from(top.a) / 255.0;
    Rgba {
        a: top.a.max(below.a),
        ..mix(below, top, alpha)
    }
}

/// `a` and `b` mixed, gamma-encoded as terminals do it: `t` of 0 is `a`.
pub(crate) fn mix(a: Rgba, b: Rgba, t: f32) -> Rgba {
    let channel = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * t).round() as u8;
    Rgba::new(channel(a.r, b.r), channel(a.g, b.g), channel(a.b, b.b), a.a)
}

/// Multiplies hue, saturation and brightness (of the HSB model).
pub(crate) fn transform(color: Rgba, by: &HsbTransform) -> Rgba {
    let [r, g, b] = [color.r, color.g, color.b].map(|c| f32::from(c) / 255.0);
    let max = r.max(g).max(b);
    let min = r.min(g).min(b);
    let chroma = max - min;
    let hue = if chroma == 0.0 {
        0.0
    } else if max == r {
        ((g - b) / chroma).rem_euclid(6.0)
    } else if max == g {
        (b - r) / chroma + 2.0
    } else {
        (r - g) / chroma + 4.0
    };
    let saturation = if max == 0.0 { 0.0 } else { chroma / max };

    let hue = (hue * by.hue as f32).rem_euclid(6.0);
    let saturation = (saturation * by.saturation as f32).clamp(0.0, 1.0);
    let value = (max * by.brightness as f32).clamp(0.0, 1.0);

    let channel = |n: f32| {
        let k = (n + hue).rem_euclid(6.0);
        let v = value - value * saturation * k.min(4.0 - k).clamp(0.0, 1.0);
        (v * 255.0).round() as u8
    };
    Rgba::new(channel(5.0), channel(3.0), channel(1.0), color.a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> ColorRules {
        ColorRules {
            bold_brightens: BoldBrightening::BrightAndBold,
            background_opacity: 1.0,
            foreground_hsb: None,
            pane_hsb: None,
            min_contrast: None,
            reverse_video: false,
        }
    }

    #[test]
    fn identity_transform_keeps_every_colour() {
        let identity = HsbTransform {
            hue: 1.0,
            saturation: 1.0,
            brightness: 1.0,
        };
        for hex in [
            0x00_0000, 0xff_ffff, 0x12_3456, 0xfe_dcba, 0x80_ff00, 0x0a_0bf0,
        ] {
            assert_eq!(transform(Rgba::hex(hex), &identity), Rgba::hex(hex));
        }
        let darker = HsbTransform {
            brightness: 0.5,
            ..identity
        };
        assert_eq!(transform(Rgba::WHITE, &darker), Rgba::rgb(128, 128, 128));
    }

    #[test]
    fn bold_brightens_only_the_first_eight() {
        let palette = Palette::default();
        let cell = Cell {
            fg: Color::Indexed(1),
            attrs: CellAttrs::BOLD,
            ..Cell::default()
        };
        assert_eq!(
            rules().look(&cell, &palette, false, BlinkPhase::VISIBLE).fg,
            palette.colors[9]
        );
        let no = ColorRules {
            bold_brightens: BoldBrightening::No,
            ..rules()
        };
        assert_eq!(
            no.look(&cell, &palette, false, BlinkPhase::VISIBLE).fg,
            palette.colors[1]
        );
        let rgb = Cell {
            fg: Color::Rgb(1, 2, 3),
            ..cell
        };
        assert_eq!(
            rules().look(&rgb, &palette, false, BlinkPhase::VISIBLE).fg,
            Rgba::rgb(1, 2, 3)
        );
    }

    #[test]
    fn reverse_twice_is_normal() {
        let palette = Palette::default();
        let cell = Cell {
            attrs: CellAttrs::REVERSE,
            ..Cell::default()
        };
        let look = rules().look(&cell, &palette, false, BlinkPhase::VISIBLE);
        assert_eq!((look.fg, look.bg), (palette.bg, Some(palette.fg)));
        let screen = ColorRules {
            reverse_video: true,
            ..rules()
        };
        let look = screen.look(&cell, &palette, false, BlinkPhase::VISIBLE);
        assert_eq!((look.fg, look.bg), (palette.fg, None));
    }

    #[test]
    fn a_transparent_selection_foreground_keeps_the_text_colour() {
        let palette = Palette {
            selection_fg: Rgba::TRANSPARENT,
            selection_bg: Rgba::rgb(10, 20, 30),
            ..Palette::default()
        };
        let look = rules().look(&Cell::default(), &palette, true, BlinkPhase::VISIBLE);
        assert_eq!(
            (look.fg, look.bg),
            (palette.fg, Some(Rgba::rgb(10, 20, 30)))
        );
    }

    #[test]
    fn blinking_text_fades_by_itself() {
        let palette = Palette::default();
        let slow = Cell {
            attrs: CellAttrs::BLINK_SLOW,
            ..Cell::default()
        };
        let phase = BlinkPhase {
            slow: 0,
            ..BlinkPhase::VISIBLE
        };
        assert!(rules().look(&slow, &palette, false, phase).hidden);
        let half = BlinkPhase { slow: 128, ..phase };
        let look = rules().look(&slow, &palette, false, half);
        let middle = |a: u8, b: u8| u8::midpoint(a, b);
        assert!(!look.hidden);
        assert!(look.fg.r.abs_diff(middle(palette.fg.r, palette.bg.r)) <= 1);
        let rapid = Cell {
            attrs: CellAttrs::BLINK_FAST,
            ..Cell::default()
        };
        assert!(!rules().look(&rapid, &palette, false, phase).hidden);
    }
}
