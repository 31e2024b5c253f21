//! The tables and words that options, key assignments and API calls are made
//! of. Each is declared once; conversions come from the declaration.

mod appearance;
mod dimension;
mod domains;
mod enums;
mod fonts;
mod spawn;

pub use appearance::*;
pub use dimension::{Dimension, DimensionContext};
pub use domains::*;
pub use enums::*;
pub use fonts::*;
pub use spawn::*;
