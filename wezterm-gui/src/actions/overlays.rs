//! Actions that open overlays.

use crate::overlay::debug::Debug;
use crate::shared::Shared;
use crate::termwindow::TermWindow;

/// `ShowDebugOverlay`.
pub(super) fn debug(window: &mut TermWindow, shared: &Shared) {
    let overlay = Debug::new(shared.debug.clone(), shared.logbook.clone());
    window.show_overlay(Box::new(overlay));
}
