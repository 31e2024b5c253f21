//! Selecting text with the pointer, and following links under it.

use super::clipboard;
use crate::shared::{Request, Shared};
use crate::termwindow::TermWindow;
use config::structs::{ClipboardCopyDestination, SelectionMode};
use mux::PaneId;

fn mode(from: SelectionMode) -> term::SelectionMode {
    match from {
        SelectionMode::Cell => term::SelectionMode::Cell,
        SelectionMode::Word => term::SelectionMode::Word,
        SelectionMode::Line => term::SelectionMode::Line,
        SelectionMode::Block => term::SelectionMode::Block,
        SelectionMode::SemanticZone => term::SelectionMode::SemanticZone,
    }
}

pub(super) fn start(window: &mut TermWindow, shared: &Shared, pane: PaneId, by: SelectionMode) {
    let Some(point) = window.point_under_pointer(pane) else {
        return;
    };
    if let Some(pane) = shared.mux.borrow().pane(pane) {
        pane.lock_terminal().start_selection(point, mode(by));
    }
    window.request_redraw();
}

pub(super) fn extend(window: &mut TermWindow, shared: &Shared, pane: PaneId, by: SelectionMode) {
    let Some(point) = window.point_under_pointer(pane) else {
        return;
    };
    if let Some(pane) = shared.mux.borrow().pane(pane) {
        pane.lock_terminal().extend_selection(point, mode(by));
    }
    window.request_redraw();
}

/// Copies what is selected; returns whether anything is.
pub(super) fn complete(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    destination: ClipboardCopyDestination,
) -> bool {
    let text = shared
        .mux
        .borrow()
        .pane(pane)
        .and_then(|pane| pane.lock_terminal().selection_text());
    match text.filter(|text| !text.is_empty()) {
        Some(text) => {
            clipboard::copy(window, text, destination);
            true
        }
        None => false,
    }
}

pub(super) fn clear(window: &mut TermWindow, shared: &Shared, pane: PaneId) {
    if let Some(pane) = shared.mux.borrow().pane(pane) {
        pane.lock_terminal().clear_selection();
    }
    window.request_redraw();
}

/// Opens the link under the pointer, marked (OSC 8) or found by
/// `hyperlink_rules`, if there is one.
pub(super) fn open_link(window: &TermWindow, shared: &mut Shared, pane: PaneId) {
    let Some(point) = window.point_under_pointer(pane) else {
        return;
    };
    let uri = shared
        .mux
        .borrow()
        .pane(pane)
        .and_then(|pane| pane.lock_terminal().hyperlink_at(point))
        .or_else(|| window.hovered_uri(pane));
    if let Some(uri) = uri {
        shared.requests.push(Request::OpenUri {
            window: window.mux_window(),
            pane,
            uri,
        });
    }
}
