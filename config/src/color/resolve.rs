//! From names and overrides to the colours that are painted.

use super::{ColorScheme, ColorSpec, Palette, TabBarColor, TabBarColors, builtin};
use crate::Config;
use crate::convert::Warning;
use wezterm_types::{Intensity, Rgba, Underline};

/// All colours in force, none missing. What only the GUI can compute, because
/// it depends on other options, is left as an option.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the fields are those of `Palette`")]
pub struct ResolvedPalette {
    pub foreground: Rgba,
    pub background: Rgba,
    pub cursor_fg: Rgba,
    pub cursor_bg: Rgba,
    pub cursor_border: Rgba,
    pub selection_fg: Rgba,
    pub selection_bg: Rgba,
    /// Colours 0 to 255.
    pub colors: [Rgba; 256],
    pub tab_bar: ResolvedTabBar,
    pub scrollbar_thumb: Rgba,
    pub split: Rgba,
    pub visual_bell: Option<Rgba>,
    pub compose_cursor: Option<Rgba>,
    pub copy_mode_active_highlight_fg: Option<ColorSpec>,
    pub copy_mode_active_highlight_bg: Option<ColorSpec>,
    pub copy_mode_inactive_highlight_fg: Option<ColorSpec>,
    pub copy_mode_inactive_highlight_bg: Option<ColorSpec>,
    pub quick_select_label_fg: Option<ColorSpec>,
    pub quick_select_label_bg: Option<ColorSpec>,
    pub quick_select_match_fg: Option<ColorSpec>,
    pub quick_select_match_bg: Option<ColorSpec>,
}

/// The colours of the tab bar, none missing.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "the fields are those of `TabBarColors`")]
pub struct ResolvedTabBar {
    pub background: Rgba,
    pub active_tab: TabBarColor,
    pub inactive_tab: TabBarColor,
    pub inactive_tab_hover: TabBarColor,
    pub new_tab: TabBarColor,
    pub new_tab_hover: TabBarColor,
    pub inactive_tab_edge: Rgba,
    pub inactive_tab_edge_hover: Rgba,
}

const fn tab(bg_color: u32, fg_color: u32, italic: bool) -> TabBarColor {
    TabBarColor {
        bg_color: Rgba::hex(bg_color),
        fg_color: Rgba::hex(fg_color),
        intensity: Intensity::Normal,
        underline: Underline::None,
        italic,
        strikethrough: false,
    }
}

impl Default for ResolvedTabBar {
    fn default() -> Self {
        let rest = tab(0x33_33_33, 0x80_80_80, false);
        let hover = tab(0x1f_1f_1f, 0x90_90_90, true);
        Self {
            background: Rgba::hex(0x33_33_33),
            active_tab: tab(0x00_00_00, 0xc0_c0_c0, false),
            inactive_tab: rest,
            inactive_tab_hover: hover,
            new_tab: rest,
            new_tab_hover: hover,
            inactive_tab_edge: Rgba::hex(0x57_57_57),
            inactive_tab_edge_hover: Rgba::hex(0x36_36_36),
        }
    }
}

/// Colours 0 to 15 of the default palette.
const ANSI: [u32; 16] = [
    0x00_00_00, 0xcc_55_55, 0x55_cc_55, 0xcd_cd_55, 0x54_55_cb, 0xcc_55_cc, 0x7a_ca_ca, 0xcc_cc_cc,
    0x55_55_55, 0xff_55_55, 0x55_ff_55, 0xff_ff_55, 0x55_55_ff, 0xff_55_ff, 0x55_ff_ff, 0xff_ff_ff,
];

/// Colour `index` of the default palette: 16 of our own, xterm's cube of
/// 6x6x6 from 16, and its 24 greys from 232.
#[must_use]
pub fn xterm_color(index: u8) -> Rgba {
    const LEVELS: [u8; 6] = [0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff];
    let level = |n: u8| LEVELS[usize::from(n % 6)];
    match index {
        0..16 => Rgba::hex(ANSI[usize::from(index)]),
        16..232 => {
            let n = index - 16;
            Rgba::rgb(level(n / 36), level(n / 6), level(n))
        }
        232.. => {
            let grey = 8 + 10 * (index - 232);
            Rgba::rgb(grey, grey, grey)
        }
    }
}

/// The palette below all schemes and overrides.
#[must_use]
pub fn default_palette() -> Palette {
    let bar = ResolvedTabBar::default();
    let eight = |first: usize| std::array::from_fn(|i| Rgba::hex(ANSI[first + i]));
    Palette {
        foreground: Some(Rgba::hex(0xb2_b2_b2)),
        background: Some(Rgba::BLACK),
        cursor_fg: Some(Rgba::BLACK),
        cursor_bg: Some(Rgba::hex(0x52_ad_70)),
        cursor_border: Some(Rgba::hex(0x52_ad_70)),
        selection_fg: Some(Rgba::TRANSPARENT),
        selection_bg: Some(Rgba::new(128, 102, 153, 128)),
        ansi: Some(eight(0)),
        brights: Some(eight(8)),
        scrollbar_thumb: Some(Rgba::hex(0x22_22_22)),
        split: Some(Rgba::hex(0x44_44_44)),
        tab_bar: Some(TabBarColors {
            background: Some(bar.background),
            active_tab: Some(bar.active_tab),
            inactive_tab: Some(bar.inactive_tab),
            inactive_tab_hover: Some(bar.inactive_tab_hover),
            new_tab: Some(bar.new_tab),
            new_tab_hover: Some(bar.new_tab_hover),
            inactive_tab_edge: Some(bar.inactive_tab_edge),
            inactive_tab_edge_hover: Some(bar.inactive_tab_edge_hover),
        }),
        ..Palette::default()
    }
}

impl ResolvedPalette {
    /// `palette`, with the default palette where it has no colour.
    #[must_use]
    pub fn new(palette: &Palette) -> Self {
        let mut full = default_palette();
        full.overlay(palette);
        let or = |color: Option<Rgba>| color.unwrap_or(Rgba::BLACK);
        let bar = full.tab_bar.unwrap_or_default();
        let fallback = ResolvedTabBar::default();
        let mut colors: [Rgba; 256] = std::array::from_fn(|i| xterm_color(i as u8));
        for (first, eight) in [(0, full.ansi), (8, full.brights)] {
            if let Some(eight) = eight {
                colors[first..first + 8].copy_from_slice(&eight);
            }
        }
        for (index, color) in &full.indexed {
            colors[usize::from(*index)] = *color;
        }
        Self {
            foreground: or(full.foreground),
            background: or(full.background),
            cursor_fg: or(full.cursor_fg),
            cursor_bg: or(full.cursor_bg),
            cursor_border: or(full.cursor_border),
            selection_fg: or(full.selection_fg),
            selection_bg: or(full.selection_bg),
            colors,
            tab_bar: ResolvedTabBar {
                background: bar.background.unwrap_or(fallback.background),
                active_tab: bar.active_tab.unwrap_or(fallback.active_tab),
                inactive_tab: bar.inactive_tab.unwrap_or(fallback.inactive_tab),
                inactive_tab_hover: bar
                    .inactive_tab_hover
                    .unwrap_or(fallback.inactive_tab_hover),
                new_tab: bar.new_tab.unwrap_or(fallback.new_tab),
                new_tab_hover: bar.new_tab_hover.unwrap_or(fallback.new_tab_hover),
                inactive_tab_edge: bar.inactive_tab_edge.unwrap_or(fallback.inactive_tab_edge),
                inactive_tab_edge_hover: bar
                    .inactive_tab_edge_hover
                    .unwrap_or(fallback.inactive_tab_edge_hover),
            },
            scrollbar_thumb: or(full.scrollbar_thumb),
            split: or(full.split),
            visual_bell: full.visual_bell,
            compose_cursor: full.compose_cursor,
            copy_mode_active_highlight_fg: full.copy_mode_active_highlight_fg,
            copy_mode_active_highlight_bg: full.copy_mode_active_highlight_bg,
            copy_mode_inactive_highlight_fg: full.copy_mode_inactive_highlight_fg,
            copy_mode_inactive_highlight_bg: full.copy_mode_inactive_highlight_bg,
            quick_select_label_fg: full.quick_select_label_fg,
            quick_select_label_bg: full.quick_select_label_bg,
            quick_select_match_fg: full.quick_select_match_fg,
            quick_select_match_bg: full.quick_select_match_bg,
        }
    }
}

impl Config {
    /// The scheme that `color_scheme` names: one of `color_schemes`, a file
    /// of `color_scheme_dirs` already read into it, or a built-in one.
    ///
    /// Where there is none, what comes with the program under almost the same
    /// name stands in for it. The warnings say so, or name the nearest ones.
    pub fn selected_scheme(&self) -> (Option<Palette>, Vec<Warning>) {
        let Some(name) = &self.color_scheme else {
            return (None, Vec::new());
        };
        if let Some(palette) = self.color_schemes.get(name) {
            return (Some(palette.clone()), Vec::new());
        }
        if let Some(ColorScheme { palette, .. }) = builtin::builtin_scheme(name) {
            return (Some(palette), Vec::new());
        }
        let warn = |message: String| {
            vec![Warning {
                path: "color_scheme".to_owned(),
                message: format!("there is no colour scheme \"{name}\"; {message}"),
            }]
        };
        let sibling = builtin::sibling_scheme(name)
            .and_then(|sibling| Some((sibling, builtin::builtin_scheme(sibling)?)));
        if let Some((sibling, ColorScheme { palette, .. })) = sibling {
            return (Some(palette), warn(format!("\"{sibling}\" is used")));
        }
        let mut known: Vec<&str> = self.color_schemes.keys().map(String::as_str).collect();
        for name in builtin::builtin_scheme_names() {
            known.push(name);
        }
        let near = crate::nearest(name, known);
        let near: Vec<String> = near.into_iter().map(|name| format!("\"{name}\"")).collect();
        let hint = crate::nearest::hint(&near);
        (None, warn(format!("the default colours are used{hint}")))
    }

    /// Computes `resolved_palette` anew from `color_scheme` and `colors`.
    /// To be called when any of these was set by other ways than
    /// [`Config::from_lua`]. Returns what was odd about them.
    pub fn resolve_colors(&mut self) -> Vec<Warning> {
        let mut palette = default_palette();
        let (scheme, warnings) = self.selected_scheme();
        if let Some(scheme) = scheme {
            palette.overlay(&scheme);
        }
        if let Some(colors) = &self.colors {
            palette.overlay(colors);
        }
        self.resolved_palette = palette;
        warnings
    }

    /// All colours in force.
    #[must_use]
    pub fn palette(&self) -> ResolvedPalette {
        ResolvedPalette::new(&self.resolved_palette)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cube_and_the_greys_are_those_of_xterm() {
        assert_eq!(xterm_color(16), Rgba::BLACK);
        assert_eq!(xterm_color(21), Rgba::hex(0x00_00_ff));
        assert_eq!(xterm_color(67), Rgba::hex(0x5f_87_af));
        assert_eq!(xterm_color(231), Rgba::WHITE);
        assert_eq!(xterm_color(232), Rgba::hex(0x08_08_08));
        assert_eq!(xterm_color(249), Rgba::hex(0xb2_b2_b2));
        assert_eq!(xterm_color(255), Rgba::hex(0xee_ee_ee));
    }

    #[test]
    fn colors_override_the_scheme_and_the_scheme_the_default() {
        let mut config = Config::default();
        let scheme = Palette {
            foreground: Some(Rgba::rgb(1, 1, 1)),
            background: Some(Rgba::rgb(2, 2, 2)),
            ..Palette::default()
        };
        config.color_schemes.insert("mine".to_owned(), scheme);
        config.color_scheme = Some("mine".to_owned());
        config.colors = Some(Palette {
            background: Some(Rgba::rgb(3, 3, 3)),
            indexed: [(200, Rgba::rgb(4, 4, 4))].into(),
            ..Palette::default()
        });
        assert!(config.resolve_colors().is_empty());
        let palette = config.palette();
        assert_eq!(palette.foreground, Rgba::rgb(1, 1, 1));
        assert_eq!(palette.background, Rgba::rgb(3, 3, 3));
        assert_eq!(palette.colors[200], Rgba::rgb(4, 4, 4));
        assert_eq!(palette.colors[1], Rgba::hex(0xcc_55_55));
        assert_eq!(palette.tab_bar, ResolvedTabBar::default());
    }

    #[test]
    fn an_unknown_scheme_is_a_warning_with_near_names() {
        let mut config = Config::default();
        config
            .color_schemes
            .insert("Tokyo Nigth!".to_owned(), Palette::default());
        config.color_scheme = Some("tokyo nigth".to_owned());
        let warnings = config.resolve_colors();
        assert_eq!(warnings.len(), 1);
        assert!(
            warnings[0].message.contains("\"Tokyo Nigth!\""),
            "{}",
            warnings[0]
        );
        assert_eq!(config.palette(), Config::default().palette());
    }

    #[test]
    fn a_scheme_of_almost_the_same_name_stands_in() {
        let mut config = Config {
            color_scheme: Some("Tokyo Night (Gogh)".to_owned()),
            ..Config::default()
        };
        let warnings = config.resolve_colors();
        let text = warnings[0].to_string();
        assert!(text.contains("\"Tokyo Night\" is used"), "{text}");
        assert_eq!(config.palette().background, Rgba::hex(0x1a_1b_26));
    }
}
