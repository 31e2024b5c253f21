//! Tabs, windows and workspaces.

use crate::shared::{Request, Shared};
use crate::tabbar::WindowButton;
use crate::termwindow::TermWindow;
use crate::termwindow::confirm::{Confirmation, Question};
use config::keys::SwitchToWorkspace;
use config::structs::{SpawnCommand, SpawnTabDomain};
use mux::{PaneId, TabId};
use wezterm_types::MouseButton;

/// `SpawnTab`: a new tab beside the others, in the directory of the pane.
pub(super) fn spawn(
    window: &mut TermWindow,
    shared: &mut Shared,
    pane: PaneId,
    domain: &SpawnTabDomain,
) {
    let command = SpawnCommand {
        domain: domain.clone(),
        ..SpawnCommand::default()
    };
    spawn_command(window, shared, pane, &command);
}

/// `SpawnCommandInNewTab`.
pub(super) fn spawn_command(
    window: &mut TermWindow,
    shared: &mut Shared,
    pane: PaneId,
    command: &SpawnCommand,
) {
    let command = with_cwd(shared, pane, command);
    let size = window.tab_size();
    let result = shared
        .mux
        .borrow_mut()
        .spawn_tab(window.mux_window(), command, size);
    if let Err(error) = result {
        window.notify(&format!("{error:#}"));
    }
    window.request_redraw();
}

/// `SpawnWindow`.
pub(super) fn spawn_window(shared: &mut Shared, pane: PaneId) {
    spawn_command_in_window(shared, pane, &SpawnCommand::default());
}

/// `SpawnCommandInNewWindow`.
pub(super) fn spawn_command_in_window(shared: &mut Shared, pane: PaneId, command: &SpawnCommand) {
    let command = with_cwd(shared, pane, command);
    shared.requests.push(Request::SpawnWindow(command));
}

/// The command with the pane's directory where it names none.
pub(super) fn with_cwd(shared: &Shared, pane: PaneId, command: &SpawnCommand) -> SpawnCommand {
    let mut command = command.clone();
    if command.cwd.is_none() {
        command.cwd = shared
            .cwd_of(pane)
            .map(|path| path.to_string_lossy().into_owned());
    }
    command
}

/// `ActivateTab`: from 0, or from the end with -1 for the last.
pub(super) fn activate(window: &mut TermWindow, shared: &Shared, index: isize) {
    let count = tabs(window, shared).len() as isize;
    let index = if index < 0 { count + index } else { index };
    if (0..count).contains(&index) {
        shared
            .mux
            .borrow_mut()
            .activate_tab(window.mux_window(), index as usize);
        window.request_redraw();
    }
}

/// `ActivateTabRelative` and `ActivateTabRelativeNoWrap`.
pub(super) fn activate_relative(
    window: &mut TermWindow,
    shared: &Shared,
    step: isize,
    wrap: bool,
) {
    let count = tabs(window, shared).len() as isize;
    if count == 0 {
        return;
    }
    let target = active_index(window, shared) as isize + step;
    let target = if wrap {
        target.rem_euclid(count)
    } else {
        target.clamp(0, count - 1)
    };
    activate(window, shared, target);
}

/// `ActivateLastTab`.
pub(super) fn activate_last(window: &mut TermWindow, shared: &Shared) {
    let last = shared
        .mux
        .borrow()
        .window(window.mux_window())
        .and_then(mux::Window::last_active_index);
    if let Some(index) = last {
        activate(window, shared, index as isize);
    }
}

/// `MoveTab`.
pub(super) fn move_to(window: &mut TermWindow, shared: &Shared, index: usize) {
    shared
        .mux
        .borrow_mut()
        .move_active_tab(window.mux_window(), index);
    window.request_redraw();
}

/// `MoveTabRelative`; stops at the ends.
pub(super) fn move_relative(window: &mut TermWindow, shared: &Shared, step: isize) {
    let count = tabs(window, shared).len() as isize;
    let target = (active_index(window, shared) as isize + step).clamp(0, (count - 1).max(0));
    move_to(window, shared, target as usize);
}

/// `CloseCurrentTab`.
pub(super) fn close_current(window: &mut TermWindow, shared: &mut Shared, confirm: bool) {
    let index = active_index(window, shared);
    if let Some(tab) = tabs(window, shared).get(index).copied() {
        close(window, shared, tab, confirm);
    }
}

/// The close button of a tab, or a middle click on it.
pub(crate) fn close_tab_at(window: &mut TermWindow, shared: &mut Shared, index: usize) {
    if let Some(tab) = tabs(window, shared).get(index).copied() {
        close(window, shared, tab, true);
    }
}

/// Closes a tab; asks first where `confirm` is set and something other than a
/// shell at its prompt would be ended.
fn close(window: &mut TermWindow, shared: &mut Shared, tab: TabId, confirm: bool) {
    let busy = if confirm {
        shared.mux.borrow().busy_programs(tab)
    } else {
        Vec::new()
    };
    if busy.is_empty() {
        shared.mux.borrow_mut().close_tab(tab);
    } else {
        window.ask(Confirmation::new(
            Question::CloseTab(tab),
            format!("Close this tab and end {}?", busy.join(", ")),
        ));
    }
    window.request_redraw();
}

/// A click on `+`: left opens a tab.
pub(crate) fn new_tab_button(
    window: &mut TermWindow,
    shared: &mut Shared,
    pane: PaneId,
    button: MouseButton,
) {
    shared.requests.push(Request::NewTabButton {
        window: window.mux_window(),
        pane,
        button,
    });
}

/// A click on a button of the window's frame in the tab bar.
pub(crate) fn window_button(window: &mut TermWindow, shared: &mut Shared, button: WindowButton) {
    match button {
        WindowButton::Hide => window.minimize(),
        WindowButton::Maximize => window.toggle_maximized(),
        WindowButton::Close => window.close_requested(shared),
    }
}

/// `ActivateWindow` and its relatives, in the order the windows were made.
pub(super) fn activate_window(
    window: &TermWindow,
    shared: &mut Shared,
    step: isize,
    relative: bool,
    wrap: bool,
) {
    let ids: Vec<mux::WindowId> = shared.mux.borrow().window_ids();
    let count = ids.len() as isize;
    let here = ids.iter().position(|id| *id == window.mux_window());
    let target = match (relative, here) {
        (true, Some(here)) => here as isize + step,
        (true, None) => return,
        (false, _) => step,
    };
    let target = if wrap && count > 0 {
        target.rem_euclid(count)
    } else {
        target
    };
    if let Some(id) = usize::try_from(target).ok().and_then(|at| ids.get(at)) {
        shared.requests.push(Request::ActivateWindow(*id));
    }
}

/// `SwitchToWorkspace`.
pub(super) fn switch_workspace(
    window: &mut TermWindow,
    shared: &mut Shared,
    switch: &SwitchToWorkspace,
) {
    shared.requests.push(Request::SwitchWorkspace {
        name: switch.name.clone(),
        spawn: switch.spawn.clone().unwrap_or_default(),
        size: window.tab_size(),
    });
}

/// `SwitchWorkspaceRelative`.
pub(super) fn switch_workspace_relative(shared: &mut Shared, step: isize) {
    let (names, active) = {
        let mux = shared.mux.borrow();
        (mux.workspace_names(), mux.active_workspace().to_owned())
    };
    let Some(here) = names.iter().position(|name| *name == active) else {
        return;
    };
    let target = (here as isize + step).rem_euclid(names.len() as isize) as usize;
    shared.mux.borrow_mut().set_active_workspace(&names[target]);
}

fn tabs(window: &TermWindow, shared: &Shared) -> Vec<TabId> {
    shared
        .mux
        .borrow()
        .window(window.mux_window())
        .map(|window| window.tabs().to_vec())
        .unwrap_or_default()
}

fn active_index(window: &TermWindow, shared: &Shared) -> usize {
    shared
        .mux
        .borrow()
        .window(window.mux_window())
        .map_or(0, mux::Window::active_index)
}
