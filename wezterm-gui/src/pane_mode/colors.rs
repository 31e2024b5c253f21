//! Colours of marked cells.

use config::color::{ColorSpec, ResolvedPalette};
use config::structs::AnsiColor;
use wezterm_types::Rgba;

/// Text and ground of marked cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Ink {
    pub(crate) fg: Rgba,
    pub(crate) bg: Rgba,
}

/// The colours of all kinds of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colors {
    /// The match that the user is at.
    pub(super) active: Ink,
    /// Other matches.
    pub(super) inactive: Ink,
    /// What quick select can choose.
    pub(super) choice: Ink,
    /// Its labels.
    pub(super) label: Ink,
}

impl Colors {
    /// Those of a palette, or ours where it has none.
    pub(crate) fn new(palette: &ResolvedPalette) -> Self {
        let ink = |fg: Option<ColorSpec>, bg: Option<ColorSpec>, own: (AnsiColor, AnsiColor)| Ink {
            fg: resolve(
                fg.unwrap_or(ColorSpec::AnsiColor(own.0)),
                palette,
                palette.foreground,
            ),
            bg: resolve(
                bg.unwrap_or(ColorSpec::AnsiColor(own.1)),
                palette,
                palette.background,
            ),
        };
        use AnsiColor as A;
        let p = palette;
        Self {
            active: ink(
                p.copy_mode_active_highlight_fg,
                p.copy_mode_active_highlight_bg,
                (A::Black, A::Yellow),
            ),
            inactive: ink(
                p.copy_mode_inactive_highlight_fg,
                p.copy_mode_inactive_highlight_bg,
                (A::Black, A::Teal),
            ),
            choice: ink(
                p.quick_select_match_fg,
                p.quick_select_match_bg,
                (A::Lime, A::Black),
            ),
            label: ink(
                p.quick_select_label_fg,
                p.quick_select_label_bg,
                (A::Black, A::Yellow),
            ),
        }
    }
}

fn resolve(color: ColorSpec, palette: &ResolvedPalette, default: Rgba) -> Rgba {
    match color {
        ColorSpec::Default => default,
        ColorSpec::Color(color) => color,
        ColorSpec::AnsiColor(color) => palette.colors[usize::from(color.index())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use config::Config;

    #[test]
    fn colours_are_those_of_the_palette() {
        let mut palette = Config::default().palette();
        let own = Colors::new(&palette);
        assert_eq!(own.active.bg, palette.colors[11]);
        palette.quick_select_label_bg = Some(ColorSpec::Color(Rgba::rgb(1, 2, 3)));
        palette.quick_select_match_bg = Some(ColorSpec::Default);
        let colors = Colors::new(&palette);
        assert_eq!(colors.label.bg, Rgba::rgb(1, 2, 3));
        assert_eq!(colors.choice.bg, palette.background);
    }
}
