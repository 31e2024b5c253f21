//! Panes of a tab.

use super::tabs::{done, with_cwd};
use crate::shared::Shared;
use crate::termwindow::TermWindow;
use crate::termwindow::confirm::{Confirmation, Question};
use crate::{busy, convert};
use config::structs::{PaneDirection, RotationDirection, SpawnCommand, SplitPane};
use mux::{Direction, PaneId, SplitRequest};

/// `CloseCurrentPane`.
pub(super) fn close(window: &mut TermWindow, shared: &mut Shared, pane: PaneId, confirm: bool) {
    let busy = if confirm {
        busy::in_pane(shared, &window.config, pane)
    } else {
        None
    };
    match busy {
        None => {
            let result = shared.mux.borrow_mut().close_pane(pane);
            done(window, result);
        }
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
    split_with(window, shared, pane, SplitRequest::default(), command);
}

/// `SplitVertical`.
pub(super) fn split_down(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    command: &SpawnCommand,
) {
    let down = SplitRequest {
        direction: Direction::Down,
        ..SplitRequest::default()
    };
    split_with(window, shared, pane, down, command);
}

/// `SplitPane`.
pub(super) fn split(window: &mut TermWindow, shared: &Shared, pane: PaneId, split: &SplitPane) {
    let request = convert::split_request(split);
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
    let result = shared.mux.borrow_mut().split_pane(pane, request, &command);
    done(window, result.map(|_| ()));
}

/// `ActivatePaneDirection`.
pub(super) fn activate(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    direction: PaneDirection,
) {
    let result = shared
        .mux
        .borrow_mut()
        .activate_pane_direction(pane, convert::direction(direction));
    done(window, result.map(|_| ()));
}

/// `ActivatePaneByIndex`.
pub(super) fn activate_index(window: &mut TermWindow, shared: &Shared, index: usize) {
    let Some(tab) = window.active_tab(shared) else {
        return;
    };
    let panes = shared.mux.borrow().all_positioned_panes(tab);
    if let Some(target) = panes.iter().find(|p| p.index == index) {
        let result = shared.mux.borrow_mut().activate_pane(target.pane.id());
        done(window, result);
    }
}

/// `AdjustPaneSize`.
pub(super) fn adjust_size(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    direction: PaneDirection,
    cells: usize,
) {
    let result =
        shared
            .mux
            .borrow_mut()
            .adjust_pane_size(pane, convert::direction(direction), cells);
    done(window, result.map(|_| ()));
}

/// `TogglePaneZoomState` and `SetPaneZoomState`.
pub(super) fn set_zoom(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    zoomed: Option<bool>,
) {
    let mut mux = shared.mux.borrow_mut();
    let now = mux
        .tab_of_pane(pane)
        .and_then(|tab| mux.tab(tab))
        .is_some_and(mux::Tab::is_zoomed);
    let result = mux.set_zoomed(pane, zoomed.unwrap_or(!now));
    drop(mux);
    done(window, result.map(|_| ()));
}

/// `RotatePanes`.
pub(super) fn rotate(window: &mut TermWindow, shared: &Shared, direction: RotationDirection) {
    if let Some(tab) = window.active_tab(shared) {
        let clockwise = direction == RotationDirection::Clockwise;
        let result = shared.mux.borrow_mut().rotate_panes(tab, clockwise);
        done(window, result);
    }
}
