//! Text: from family names to pixels.
//!
//! This crate finds font files (the user's directories, the system's fonts
//! through fontconfig, and the embedded ones), measures the cell, shapes runs
//! of text into positioned glyphs with font fallback, and rasterises glyphs,
//! among them the box, block and powerline glyphs that it draws itself.
//!
//! It never knows of panes, colours, Lua or a GPU. The way in is
//! [`FontSystem::load`]; all lengths are physical pixels unless a name ends
//! in `_pt`.
//!
//! ```
//! use wezterm_font::{FontConfig, FontDirs, FontStyle, FontSystem};
//!
//! let system = FontSystem::new(FontDirs::embedded_only());
//! let mut fonts = system.load(&FontConfig::default())?;
//! let run = fonts.shape("fn main()", FontStyle::default());
//! let glyph = run.glyphs[0];
//! let key = fonts.glyph_key(glyph.font, glyph.glyph, 1);
//! let pixels = fonts.rasterize(key).expect("an f has ink");
//! assert!(pixels.height > 0);
//! # Ok::<(), wezterm_font::FontError>(())
//! ```
#![deny(unsafe_code)]

pub mod block;
mod choose;
mod config;
mod data;
mod embedded;
mod error;
mod face;
mod faces;
mod glyph;
mod locate;
mod lru;
mod metrics;
mod presentation;
mod raster;
mod resize;
mod run_cache;
mod set;
mod shape;
mod system;

pub use block::{block_glyph, is_block};
pub use config::{
    FontConfig, FontFamily, FontRule, FontSlant, FontStretch, FontStyle, Hinting, TextStyle,
};
pub use error::{FontError, FontWarning};
pub use glyph::{
    CacheStats, FaceInfo, FontId, FontSetId, GlyphKey, GlyphKind, RasterGlyph, ShapedGlyph,
    ShapedLine, ShapedRun, Stretch,
};
pub use metrics::CellMetrics;
pub use set::FontSet;
pub use system::{FontDirs, FontSystem};
