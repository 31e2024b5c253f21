//! Colours as they are written in configurations, palettes and schemes, and
//! the palette that results from them.

mod builtin;
mod palette;
mod parse;
mod resolve;
mod scheme;

pub use builtin::{builtin_scheme, builtin_scheme_names, sibling_scheme};
pub use palette::{ColorSpec, Palette, TabBarColor, TabBarColors};
pub use parse::{ColorError, color_text, parse_color};
/// `count` colours of a gradient, from its first to its last.
///
/// # Errors
/// It has neither colours nor a preset, or a colour that is none.
pub fn gradient_colors(
    gradient: &crate::structs::Gradient,
    count: usize,
) -> Result<Vec<wezterm_types::Rgba>, String> {
    crate::lua::gradient_colors(gradient, count)
}

pub use resolve::{ResolvedPalette, ResolvedTabBar, default_palette, xterm_color};
pub use scheme::{ColorScheme, ColorSchemeFile, ColorSchemeMetaData};
