//! The size of text.

use crate::shared::Shared;
use crate::termwindow::TermWindow;

/// The smallest and largest zoom a user can reach.
const ZOOM: std::ops::RangeInclusive<f64> = 0.2..=8.0;

/// Multiplies the size.
pub(super) fn change(window: &mut TermWindow, shared: &mut Shared, factor: f64) {
    let zoom = (window.zoom() * factor).clamp(*ZOOM.start(), *ZOOM.end());
    window.set_zoom(shared, zoom);
}

/// Back to `font_size`.
pub(super) fn reset(window: &mut TermWindow, shared: &mut Shared) {
    window.set_zoom(shared, 1.0);
}

/// Back to `font_size`, `initial_cols` and `initial_rows`.
pub(super) fn reset_with_window(window: &mut TermWindow, shared: &mut Shared) {
    window.set_zoom(shared, 1.0);
    window.reset_inner_size();
}
