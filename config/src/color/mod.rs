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
pub use resolve::{ResolvedPalette, ResolvedTabBar, default_palette, xterm_color};
pub use scheme::{ColorScheme, ColorSchemeFile, ColorSchemeMetaData};
