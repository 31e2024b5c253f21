//! Moving the viewport over the scrollback.

use crate::shared::Shared;
use crate::termwindow::TermWindow;
use config::structs::ScrollbackEraseMode;
use mux::PaneId;
use term::{EraseMode, Terminal, ViewportScroll};

/// Runs `edit` on a pane's terminal and shows the result.
fn edit(window: &mut TermWindow, shared: &Shared, pane: PaneId, edit: impl FnOnce(&mut Terminal)) {
    if let Some(shown) = shared.mux.borrow().pane(pane) {
        edit(&mut shown.lock_terminal());
    }
    window.show_whole_rows(pane);
    window.request_redraw();
}

pub(super) fn by_pages(window: &mut TermWindow, shared: &Shared, pane: PaneId, pages: f64) {
    edit(window, shared, pane, |terminal| {
        terminal.scroll_viewport(ViewportScroll::Pages(pages));
    });
}

pub(super) fn by_lines(window: &mut TermWindow, shared: &Shared, pane: PaneId, lines: isize) {
    edit(window, shared, pane, |terminal| {
        terminal.scroll_viewport(ViewportScroll::Lines(lines));
    });
}

/// As far as the wheel was turned or fingers have moved.
pub(super) fn by_wheel(window: &mut TermWindow, shared: &Shared, pane: PaneId) {
    window.scroll_by_wheel(shared, pane);
}

pub(super) fn to_top(window: &mut TermWindow, shared: &Shared, pane: PaneId) {
    edit(window, shared, pane, |terminal| {
        terminal.scroll_viewport(ViewportScroll::Top);
    });
}

pub(super) fn to_bottom(window: &mut TermWindow, shared: &Shared, pane: PaneId) {
    edit(window, shared, pane, |terminal| {
        terminal.scroll_viewport(ViewportScroll::Bottom);
    });
}

pub(super) fn to_prompt(window: &mut TermWindow, shared: &Shared, pane: PaneId, step: isize) {
    edit(window, shared, pane, |terminal| {
        terminal.scroll_viewport(ViewportScroll::ToPrompt(step));
    });
}

pub(super) fn clear(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    mode: ScrollbackEraseMode,
) {
    edit(window, shared, pane, |terminal| {
        terminal.clear_scrollback(match mode {
            ScrollbackEraseMode::ScrollbackOnly => EraseMode::ScrollbackOnly,
            ScrollbackEraseMode::ScrollbackAndViewport => EraseMode::ScrollbackAndViewport,
        });
    });
}

pub(super) fn reset(window: &mut TermWindow, shared: &Shared, pane: PaneId) {
    edit(window, shared, pane, Terminal::reset);
}
