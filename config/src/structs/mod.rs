//! The tables and words that options, key assignments and API calls are made
//! of. Each is declared once; conversions come from the declaration.

mod api;
mod appearance;
mod dimension;
mod domains;
mod enums;
mod fonts;
mod spawn;

pub use api::ExtractColorParams;
pub use appearance::*;
pub use dimension::{Dimension, DimensionContext};
pub use domains::*;
pub use enums::*;
pub use fonts::*;
pub use spawn::*;

/// What to do instead of setting a field that old versions had.
pub(crate) fn removed_field(structure: &str, field: &str) -> Option<&'static str> {
    if structure != "TabBarStyle" {
        return None;
    }
    match field {
        "active_tab_left"
        | "active_tab_right"
        | "inactive_tab_left"
        | "inactive_tab_right"
        | "inactive_tab_hover_left"
        | "inactive_tab_hover_right" => Some("handle the event `format-tab-title`"),
        "new_tab_left" | "new_tab_right" | "new_tab_hover_left" | "new_tab_hover_right" => {
            Some("set `new_tab` and `new_tab_hover`")
        }
        _ => None,
    }
}
