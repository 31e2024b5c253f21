//! Panes of a tab.

use super::tabs::with_cwd;
use crate::shared::Shared;
use crate::termwindow::TermWindow;
use crate::termwindow::confirm::{Confirmation, Question};
use config::structs::{PaneDirection, RotationDirection, SpawnCommand, SplitPane, SplitSize};
use mux::{PaneId, SplitRequest};

/// `CloseCurrentPane`.
pub(super) fn close(window: &mut TermWindow, shared: &mut Shared, pane: PaneId, confirm: bool) {
    let busy = if confirm {
        shared.mux.borrow().busy_program(pane)
    } else {
        None
    };
    match busy {
        None => shared.mux.borrow_mut().close_pane(pane),
        Some(program) => window.ask(Confirmation::new(
            Question::ClosePane(pane),
            format!("Close this pane and end {program}?"),
        )),
    }
    window.request_redraw();
}

/// `SplitHorizontal`.
pub(super) fn split_right(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    command: &SpawnCommand,
) {
    split_with(window, shared, pane, SplitRequest::right(), command);
}

/// `SplitVertical`.
pub(super) fn split_down(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    command: &SpawnCommand,
) {
    split_with(window, shared, pane, SplitRequest::down(), command);
}

/// `SplitPane`.
pub(super) fn split(window: &mut TermWindow, shared: &Shared, pane: PaneId, split: &SplitPane) {
    let request = SplitRequest::new(
        split.direction,
        match split.size {
            SplitSize::Cells(cells) => mux::SplitSize::Cells(cells),
            SplitSize::Percent(percent) => mux::SplitSize::Percent(percent),
        },
        split.top_level,
    );
    split_with(window, shared, pane, request, &split.command);
}

fn split_with(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    request: SplitRequest,
    command: &SpawnCommand,
) {
    let command = with_cwd(shared, pane, command);
    let result = shared.mux.borrow_mut().split_pane(pane, request, command);
    if let Err(error) = result {
        window.notify(&format!("{error:#}"));
    }
    window.request_redraw();
}

/// `ActivatePaneDirection`.
pub(super) fn activate(window: &mut TermWindow, shared: &Shared, direction: PaneDirection) {
    if let Some(tab) = window.active_tab(shared) {
        shared.mux.borrow_mut().activate_pane_direction(tab, direction);
        window.request_redraw();
    }
}

/// `ActivatePaneByIndex`.
pub(super) fn activate_index(window: &mut TermWindow, shared: &Shared, index: usize) {
    let panes = shared.mux.borrow().positioned_panes(window.mux_window());
    if let Some(target) = panes.iter().find(|p| p.index == index) {
        shared.mux.borrow_mut().activate_pane(target.pane.id());
        window.request_redraw();
    }
}

/// `AdjustPaneSize`.
pub(super) fn adjust_size(
    window: &mut TermWindow,
    shared: &Shared,
    direction: PaneDirection,
    cells: usize,
) {
    if let Some(tab) = window.active_tab(shared) {
        shared
            .mux
            .borrow_mut()
            .adjust_pane_size(tab, direction, cells);
        window.request_redraw();
    }
}

/// `TogglePaneZoomState` and `SetPaneZoomState`.
pub(super) fn set_zoom(window: &mut TermWindow, shared: &Shared, zoomed: Option<bool>) {
    if let Some(tab) = window.active_tab(shared) {
        let mut mux = shared.mux.borrow_mut();
        let now = mux.is_zoomed(tab);
        mux.set_zoomed(tab, zoomed.unwrap_or(!now));
        drop(mux);
        window.request_redraw();
    }
}

/// `RotatePanes`.
pub(super) fn rotate(window: &mut TermWindow, shared: &Shared, direction: RotationDirection) {
    if let Some(tab) = window.active_tab(shared) {
        let clockwise = direction == RotationDirection::Clockwise;
        shared.mux.borrow_mut().rotate_panes(tab, clockwise);
        window.request_redraw();
    }
}
