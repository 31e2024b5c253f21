//! Actions that open overlays.

use crate::overlay::char_select::CharSelect;
use crate::overlay::chooser::{Chooser, Setup};
use crate::overlay::commands::{self, Command};
use crate::overlay::debug::Debug;
use crate::overlay::launcher::{self, Sources, TabRow};
use crate::overlay::pane_select::PaneSelect;
use crate::overlay::prompt::{Confirm, Prompt};
use crate::overlay::{Entry, Outcome};
use crate::shared::Shared;
use crate::termwindow::TermWindow;
use config::keys::{
    CharSelectArguments, Confirmation, InputSelector, LauncherActionArgs, PaneSelectArguments,
    PromptInputLine,
};
use config::structs::{ClipboardCopyDestination, PaneSelectMode};
use mux::{MoveTarget, PaneId};

/// `ShowDebugOverlay`.
pub(super) fn debug(window: &mut TermWindow, shared: &Shared, pane: PaneId) {
    let overlay = Debug::new(shared.debug.clone(), shared.logbook.clone());
    window.show_overlay(pane, Box::new(overlay));
}

/// `ShowTabNavigator`.
pub(super) fn navigator(window: &mut TermWindow, shared: &Shared, pane: PaneId) {
    let setup = launcher::navigator(&sources(window, shared));
    choose(window, pane, setup);
}

/// `ShowLauncher` and `ShowLauncherArgs`.
pub(super) fn launcher(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    args: &LauncherActionArgs,
) {
    let sources = sources(window, shared);
    let setup = launcher::launcher(args, &sources, &window.config, &shared.keys);
    choose(window, pane, setup);
}

/// `ActivateCommandPalette`, with commands that Lua has added.
pub(crate) fn show_palette(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    mut added: Vec<Command>,
) {
    added.extend(commands::commands(&window.config, &shared.keys));
    let setup = launcher::palette(&added, &shared.recent_commands);
    choose(window, pane, setup);
}

/// `InputSelector`.
pub(super) fn selector(window: &mut TermWindow, pane: PaneId, args: &InputSelector) {
    let action = args.action.clone();
    let ids: Vec<Option<String>> = args.choices.iter().map(|c| c.id.clone()).collect();
    let setup = Setup {
        name: "selector",
        title: args.title.clone(),
        help: args.description.clone(),
        fuzzy_help: args.fuzzy_description.clone(),
        alphabet: args.alphabet.clone(),
        fuzzy: args.fuzzy,
        entries: args
            .choices
            .iter()
            .map(|choice| Entry::new(choice.label.clone()))
            .collect(),
        selected: 0,
        pick: {
            let action = action.clone();
            Box::new(move |number, entry| Outcome::Callback {
                action: action.clone(),
                arguments: vec![
                    ids.get(number).cloned().flatten(),
                    Some(entry.label().to_owned()),
                ],
            })
        },
        cancel: Some(Outcome::Callback {
            action,
            arguments: vec![None, None],
        }),
        panel: false,
    };
    choose(window, pane, setup);
}

/// `PromptInputLine`.
pub(super) fn prompt(window: &mut TermWindow, pane: PaneId, args: &PromptInputLine) {
    let overlay = Prompt::new(args.clone(), &window.config);
    window.show_overlay(pane, Box::new(overlay));
}

/// `Confirmation`.
pub(super) fn confirmation(window: &mut TermWindow, pane: PaneId, args: &Confirmation) {
    let perform = |action: &Box<_>| Outcome::Perform(Box::clone(action));
    let no = args.cancel.as_ref().map(perform);
    let overlay = Confirm::new(&args.message, perform(&args.action), no, &window.config);
    window.show_overlay(pane, Box::new(overlay));
}

/// `CharSelect`.
pub(super) fn characters(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    args: &CharSelectArguments,
) {
    let recent = &shared.recent_characters;
    let overlay = CharSelect::new(args.clone(), recent, &window.config);
    window.show_overlay(pane, Box::new(overlay));
}

/// A character was picked: it is typed, and copied where that is wanted.
pub(crate) fn insert_character(
    window: &mut TermWindow,
    shared: &mut Shared,
    pane: PaneId,
    text: &str,
    copy: Option<ClipboardCopyDestination>,
) {
    shared.remember_character(text);
    if let Some(to) = copy {
        super::clipboard::copy(window, text.to_owned(), to);
    }
    super::send(shared, pane, text.as_bytes());
}

/// `PaneSelect`.
pub(super) fn select_pane(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    args: &PaneSelectArguments,
) {
    let Some(tab) = window.active_tab(shared) else {
        return;
    };
    // A zoomed pane hides the others, which could not be told apart.
    let _ = shared.mux.borrow_mut().set_zoomed(pane, false);
    let panes = shared.mux.borrow().positioned_panes(tab);
    let ids: Vec<PaneId> = panes.iter().map(|p| p.pane.id()).collect();
    match PaneSelect::new(args.clone(), &ids, &window.config) {
        Some(overlay) => window.show_overlay(pane, Box::new(overlay)),
        None => window.notify("PaneSelect: the alphabet has too few letters for labels."),
    }
}

/// A pane was chosen.
pub(crate) fn pane_selected(
    window: &mut TermWindow,
    shared: &mut Shared,
    active: PaneId,
    chosen: PaneId,
    mode: PaneSelectMode,
) {
    let mut mux = shared.mux.borrow_mut();
    let result = match mode {
        PaneSelectMode::Activate => mux.activate_pane(chosen),
        PaneSelectMode::SwapWithActive if active != chosen => mux
            .swap_panes(active, chosen)
            .and_then(|()| mux.activate_pane(chosen)),
        PaneSelectMode::SwapWithActiveKeepFocus if active != chosen => mux
            .swap_panes(active, chosen)
            .and_then(|()| mux.activate_pane(active)),
        PaneSelectMode::SwapWithActive | PaneSelectMode::SwapWithActiveKeepFocus => Ok(()),
        PaneSelectMode::MoveToNewTab => mux
            .move_pane_to_new_tab(chosen, MoveTarget::SameWindow)
            .and_then(|_| mux.activate_pane(chosen)),
        PaneSelectMode::MoveToNewWindow => mux
            .move_pane_to_new_tab(chosen, MoveTarget::NewWindow(None))
            .map(|_| ()),
    };
    drop(mux);
    super::tabs::done(window, result);
}

fn choose(window: &mut TermWindow, pane: PaneId, setup: Setup) {
    let overlay = Chooser::new(setup, &window.config);
    window.show_overlay(pane, Box::new(overlay));
}

/// What the launcher may list for a window.
fn sources(window: &TermWindow, shared: &Shared) -> Sources {
    let mux = shared.mux.borrow();
    let shown = mux.window(window.mux_window());
    let active = shown.map(mux::Window::active_index);
    let tabs = shown.map(mux::Window::tabs).unwrap_or_default();
    Sources {
        tabs: tabs
            .iter()
            .enumerate()
            .filter_map(|(index, id)| {
                let tab = mux.tab(*id)?;
                let title = match tab.title() {
                    "" => mux.pane(tab.active_pane()).map(|pane| pane.title()),
                    title => Some(title.to_owned()),
                };
                Some(TabRow {
                    title: format!("{}. {}", index + 1, title.unwrap_or_default()),
                    panes: tab.panes().len(),
                    active: active == Some(index),
                })
            })
            .collect(),
        workspaces: mux.workspace_names(),
        workspace: mux.active_workspace().to_owned(),
        domains: mux
            .domains()
            .into_iter()
            .map(|domain| domain.name)
            .collect(),
        commands: commands::commands(&window.config, &shared.keys),
    }
}
