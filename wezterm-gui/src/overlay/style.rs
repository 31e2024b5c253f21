//! Colours of overlays.

use crate::colors::over;
use config::color::ResolvedPalette;
use wezterm_types::Rgba;

/// The colours of one overlay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    /// Text.
    pub(crate) fg: Rgba,
    /// Ground.
    pub(crate) bg: Rgba,
    /// Text of less weight: hints, numbers, what is not chosen.
    pub(crate) dim: Rgba,
    /// What stands out: matched letters, prompts, headings.
    pub(crate) accent: Rgba,
    /// The chosen line.
    pub(crate) selected_fg: Rgba,
    /// Its ground.
    pub(crate) selected_bg: Rgba,
    /// Errors.
    pub(crate) error: Rgba,
    /// Warnings.
    pub(crate) warning: Rgba,
    /// The line around a panel.
    pub(crate) edge: Rgba,
}

impl Style {
    /// Colours of the terminal's text, for overlays that cover the panes.
    pub(crate) fn of_terminal(palette: &ResolvedPalette) -> Self {
        Self::of(palette.foreground, palette.background, palette)
    }

    /// From text and ground; accents are the palette's where they can be read.
    pub(crate) fn of(fg: Rgba, bg: Rgba, palette: &ResolvedPalette) -> Self {
        let opaque = over(bg, Rgba::BLACK);
        let readable = |color: Rgba| {
            if (luma(color) - luma(opaque)).abs() > 60.0 {
                color
            } else {
                fg
            }
        };
        Self {
            fg,
            bg,
            dim: blend(fg, opaque, 0.45),
            accent: readable(palette.colors[14]),
            selected_fg: fg,
            selected_bg: blend(opaque, fg, 0.22),
            error: readable(palette.colors[9]),
            warning: readable(palette.colors[11]),
            edge: blend(opaque, fg, 0.3),
        }
    }
}

/// How bright a colour looks, 0 to 255 (ITU-R BT.601).
fn luma(color: Rgba) -> f32 {
    0.299 * f32::from(color.r) + 0.587 * f32::from(color.g) + 0.114 * f32::from(color.b)
}

/// `t` of `b` in `a`.
fn blend(a: Rgba, b: Rgba, t: f32) -> Rgba {
    let channel = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * t).round() as u8;
    Rgba::rgb(channel(a.r, b.r), channel(a.g, b.g), channel(a.b, b.b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use config::Config;

    #[test]
    fn accents_can_be_read_on_any_ground() {
        let palette = Config::default().palette();
        for bg in [
            Rgba::WHITE,
            Rgba::BLACK,
            palette.colors[14],
            palette.colors[9],
        ] {
            let fg = if luma(bg) > 128.0 {
                Rgba::BLACK
            } else {
                Rgba::WHITE
            };
            let style = Style::of(fg, bg, &palette);
            for color in [style.accent, style.error, style.warning] {
                assert!((luma(color) - luma(bg)).abs() > 60.0, "{color:?} on {bg:?}");
            }
        }
    }
}
