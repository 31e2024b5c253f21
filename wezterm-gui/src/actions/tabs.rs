//! Tabs, windows and workspaces.

use crate::busy;
use crate::convert;
use crate::position::WindowWish;
use crate::shared::{Request, Shared};
use crate::termwindow::TermWindow;
use crate::termwindow::confirm::{Confirmation, Question};
use config::keys::SwitchToWorkspace;
use config::structs::IntegratedTitleButton as WindowButton;
use config::structs::{SpawnCommand, SpawnTabDomain};
use mux::{MuxError, PaneId, TabId};
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
        .spawn_tab(window.mux_window(), &command, size);
    done(window, result.map(|_| ()));
}

/// `SpawnWindow`.
pub(super) fn spawn_window(shared: &mut Shared, pane: PaneId) {
    spawn_command_in_window(shared, pane, &SpawnCommand::default());
}

/// `SpawnCommandInNewWindow`.
pub(super) fn spawn_command_in_window(shared: &mut Shared, pane: PaneId, command: &SpawnCommand) {
    let wish = WindowWish {
        position: command.position.clone().map(Into::into),
        ..WindowWish::default()
    };
    let command = with_cwd(shared, pane, command);
    shared.requests.push(Request::SpawnWindow(command, wish));
}

/// The command with the pane's directory where it names none.
pub(super) fn with_cwd(shared: &Shared, pane: PaneId, command: &SpawnCommand) -> mux::SpawnCommand {
    let mut command = convert::spawn_command(command);
    if command.cwd.is_none() {
        command.cwd = shared.cwd_of(pane);
    }
    command
}

/// `ActivateTab`: from 0, or from the end with -1 for the last. A tab that
/// does not exist is no error: the key was pressed in passing.
pub(super) fn activate(window: &mut TermWindow, shared: &Shared, index: isize) {
    let _ = shared
        .mux
        .borrow_mut()
        .activate_tab(window.mux_window(), index);
    window.request_redraw();
}

/// `ActivateTabRelative` and `ActivateTabRelativeNoWrap`.
pub(super) fn activate_relative(window: &mut TermWindow, shared: &Shared, step: isize, wrap: bool) {
    let result = shared
        .mux
        .borrow_mut()
        .activate_tab_relative(window.mux_window(), step, wrap);
    done(window, result);
}

/// `ActivateLastTab`.
pub(super) fn activate_last(window: &mut TermWindow, shared: &Shared) {
    let result = shared
        .mux
        .borrow_mut()
        .activate_last_tab(window.mux_window());
    done(window, result);
}

/// `RenameTab`: edits the title of the tab that is shown, in the tab bar.
pub(super) fn rename(window: &mut TermWindow, shared: &Shared) {
    if let Some(tab) = window.active_tab(shared) {
        window.start_rename(shared, tab);
    }
}

/// `MoveTab`.
pub(super) fn move_to(window: &mut TermWindow, shared: &Shared, index: usize) {
    let (tabs, active) = tabs(window, shared);
    if let Some(tab) = tabs.get(active) {
        let index = index.min(tabs.len() - 1);
        let result = shared.mux.borrow_mut().move_tab(*tab, index);
        done(window, result);
    }
}

/// `MoveTabRelative`; stops at the ends.
pub(super) fn move_relative(window: &mut TermWindow, shared: &Shared, step: isize) {
    let (tabs, active) = tabs(window, shared);
    let target = (active as isize + step).clamp(0, (tabs.len() as isize - 1).max(0));
    move_to(window, shared, target as usize);
}

/// Shows what an operation of the mux has changed, or why it did not. What a
/// server was asked for shows when it answers.
pub(super) fn done(window: &mut TermWindow, result: mux::Result<()>) {
    match result {
        Ok(()) | Err(MuxError::Asked(_) | MuxError::Attaching(_)) => {}
        Err(error) => window.notify(&error.to_string()),
    }
    window.request_redraw();
}

/// `UndoClose`.
pub(super) fn undo_close(window: &mut TermWindow, shared: &Shared) {
    let from = window.mux_window();
    let result = shared.mux.borrow_mut().undo_close(Some(from));
    done(window, result);
}

/// `CloseCurrentTab`.
pub(super) fn close_current(window: &mut TermWindow, shared: &mut Shared, confirm: bool) {
    let (tabs, active) = tabs(window, shared);
    if let Some(tab) = tabs.get(active) {
        close(window, shared, *tab, confirm);
    }
}

/// The close button of a tab, or a middle click on it.
pub(crate) fn close_tab_at(window: &mut TermWindow, shared: &mut Shared, index: usize) {
    if let Some(tab) = tabs(window, shared).0.get(index) {
        close(window, shared, *tab, true);
    }
}

/// Closes a tab; asks first where `confirm` is set and something other than a
/// shell at its prompt would be ended.
fn close(window: &mut TermWindow, shared: &mut Shared, tab: TabId, confirm: bool) {
    let busy = if confirm {
        busy::in_tab(shared, &window.config, tab)
    } else {
        Vec::new()
    };
    if busy.is_empty() {
        let result = shared.mux.borrow_mut().close_tab(tab);
        done(window, result);
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
    let ids: Vec<mux::WindowId> = shared.mux.borrow().windows().map(mux::Window::id).collect();
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
        spawn: convert::spawn_command(&switch.spawn.clone().unwrap_or_default()),
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
    // The name is one of those that exist.
    let _ = shared.mux.borrow_mut().set_active_workspace(&names[target]);
}

/// The tabs of a window, and which of them is shown.
fn tabs(window: &TermWindow, shared: &Shared) -> (Vec<TabId>, usize) {
    shared
        .mux
        .borrow()
        .window(window.mux_window())
        .map(|window| (window.tabs().to_vec(), window.active_index()))
        .unwrap_or_default()
}
