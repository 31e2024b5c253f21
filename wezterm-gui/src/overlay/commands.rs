//! The commands of the command palette: assignments that make sense without a
//! key, in words, with the keys that have them.

use super::keycaps::key_cap;
use crate::bounded::cut;
use config::Config;
use config::keys::{
    CharSelectArguments, CloseArguments, Key, KeyAssignment as K, KeyBindings, PaneAdjustment,
    PaneSelectArguments, Pattern,
};
use config::structs::{
    ClipboardCopyDestination as CopyTo, ClipboardPasteSource as PasteFrom, PaneDirection,
    PaneSelectMode, RotationDirection, ScrollbackEraseMode, SpawnTabDomain,
};
use wezterm_types::Modifiers;

/// A command.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Command {
    /// What it is, in a few words.
    pub(crate) brief: String,
    /// More words, if any.
    pub(crate) note: String,
    pub(crate) action: K,
    /// The keys that have it, for people.
    pub(crate) keys: String,
}

/// All commands: those every configuration has, then whatever else its keys
/// are bound to.
pub(crate) fn commands(config: &Config, bindings: &KeyBindings) -> Vec<Command> {
    let bound = bindings.effective(None);
    let most = config.palette_max_key_assigments_for_action;
    let keys_of = |action: &K| -> String {
        let mut keys: Vec<&&Key> = bound.iter().filter(|key| key.action == *action).collect();
        // Desktops like to keep SUPER for themselves.
        keys.sort_by_key(|key| key.mods.contains(Modifiers::SUPER));
        let mut caps: Vec<String> = keys
            .iter()
            .map(|key| key_cap(key, config.ui_key_cap_rendering))
            .collect();
        // One key in its several spellings is one key.
        let mut seen = std::collections::HashSet::new();
        caps.retain(|cap| seen.insert(cap.clone()));
        caps.truncate(most);
        caps.join(", ")
    };
    let mut all: Vec<Command> = known()
        .into_iter()
        .map(|(brief, action)| Command {
            brief: brief.to_owned(),
            note: String::new(),
            keys: keys_of(&action),
            action,
        })
        .collect();
    for key in &bound {
        let hidden = matches!(
            key.action,
            K::Nop | K::DisableDefaultAssignment | K::ActivateCommandPalette
        );
        if hidden || all.iter().any(|command| command.action == key.action) {
            continue;
        }
        all.push(Command {
            brief: describe(&key.action),
            note: String::new(),
            keys: keys_of(&key.action),
            action: key.action.clone(),
        });
    }
    all
}

/// An assignment in words: its name, and what of its argument fits.
pub(crate) fn describe(action: &K) -> String {
    let mut words = String::new();
    for c in action.name().chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c);
    }
    let argument = match action {
        K::EmitEvent(event) if event.starts_with("user-defined") => String::new(),
        K::EmitEvent(text) | K::OpenUri(text) => text.clone(),
        K::SendString(text) => format!("{text:?}"),
        K::ActivateTab(n) if *n >= 0 => format!("{}", n + 1),
        K::ActivateTab(n)
        | K::ActivateTabRelative(n)
        | K::ActivateTabRelativeNoWrap(n)
        | K::MoveTabRelative(n)
        | K::ScrollByLine(n)
        | K::ScrollToPrompt(n)
        | K::ScrollTabBar(n) => n.to_string(),
        K::ScrollByPage(pages) => pages.to_string(),
        K::ActivateKeyTable(table) => table.name.clone(),
        K::ActivatePaneDirection(direction) => format!("{direction:?}"),
        K::AdjustPaneSize(by) => format!("{:?} {}", by.direction, by.cells),
        K::CopyTo(to) => format!("{to:?}"),
        K::PasteFrom(from) => format!("{from:?}"),
        K::Multiple(actions) => {
            let each: Vec<String> = actions.iter().take(4).map(describe).collect();
            each.join("; ")
        }
        _ => String::new(),
    };
    if argument.is_empty() {
        return words;
    }
    format!("{words}: {}", cut(&argument, 60))
}

fn known() -> Vec<(&'static str, K)> {
    let confirm = CloseArguments { confirm: true };
    let select = |mode| {
        K::PaneSelect(PaneSelectArguments {
            mode,
            ..PaneSelectArguments::default()
        })
    };
    let mut all = vec![
        ("New tab", K::SpawnTab(SpawnTabDomain::CurrentPaneDomain)),
        ("New window", K::SpawnWindow),
        ("Close the tab", K::CloseCurrentTab(confirm)),
        ("Close the pane", K::CloseCurrentPane(confirm)),
        ("Split to the right", K::SplitHorizontal(Box::default())),
        ("Split downwards", K::SplitVertical(Box::default())),
        ("Zoom the pane, or end the zoom", K::TogglePaneZoomState),
        ("Next tab", K::ActivateTabRelative(1)),
        ("Previous tab", K::ActivateTabRelative(-1)),
        ("Last active tab", K::ActivateLastTab),
        ("Move the tab to the left", K::MoveTabRelative(-1)),
        ("Move the tab to the right", K::MoveTabRelative(1)),
        ("Rename the tab", K::RenameTab),
        ("Bring back what was closed last", K::UndoClose),
        ("List the tabs", K::ShowTabNavigator),
        ("Launcher", K::ShowLauncher),
        ("Select a pane", select(PaneSelectMode::Activate)),
        ("Swap with a pane", select(PaneSelectMode::SwapWithActive)),
        (
            "Swap with a pane and stay",
            select(PaneSelectMode::SwapWithActiveKeepFocus),
        ),
        (
            "Move a pane to a new tab",
            select(PaneSelectMode::MoveToNewTab),
        ),
        (
            "Move a pane to a new window",
            select(PaneSelectMode::MoveToNewWindow),
        ),
        (
            "Rotate the panes clockwise",
            K::RotatePanes(RotationDirection::Clockwise),
        ),
        (
            "Rotate the panes counterclockwise",
            K::RotatePanes(RotationDirection::CounterClockwise),
        ),
        ("Next workspace", K::SwitchWorkspaceRelative(1)),
        ("Previous workspace", K::SwitchWorkspaceRelative(-1)),
        ("New workspace", K::SwitchToWorkspace(Box::default())),
        ("Copy the selection", K::CopyTo(CopyTo::Clipboard)),
        ("Paste", K::PasteFrom(PasteFrom::Clipboard)),
        (
            "Paste the primary selection",
            K::PasteFrom(PasteFrom::PrimarySelection),
        ),
        ("Clear the selection", K::ClearSelection),
        ("Copy mode", K::ActivateCopyMode),
        ("Quick select", K::QuickSelect),
        ("Search", K::Search(Pattern::CurrentSelectionOrEmptyString)),
        (
            "Emoji and other characters",
            K::CharSelect(CharSelectArguments::default()),
        ),
        ("Scroll a page up", K::ScrollByPage(-1.0)),
        ("Scroll a page down", K::ScrollByPage(1.0)),
        ("Scroll to the top", K::ScrollToTop),
        ("Scroll to the bottom", K::ScrollToBottom),
        ("Previous prompt", K::ScrollToPrompt(-1)),
        ("Next prompt", K::ScrollToPrompt(1)),
        (
            "Clear the scrollback",
            K::ClearScrollback(ScrollbackEraseMode::ScrollbackOnly),
        ),
        (
            "Clear the scrollback and the screen",
            K::ClearScrollback(ScrollbackEraseMode::ScrollbackAndViewport),
        ),
        ("Reset the terminal", K::ResetTerminal),
        ("Larger text", K::IncreaseFontSize),
        ("Smaller text", K::DecreaseFontSize),
        ("Text of the usual size", K::ResetFontSize),
        (
            "Text and window of the usual size",
            K::ResetFontAndWindowSize,
        ),
        ("Full screen, or end it", K::ToggleFullScreen),
        ("Minimise the window", K::Hide),
        ("Reload the configuration", K::ReloadConfiguration),
        ("Debug overlay: Lua, log, counters", K::ShowDebugOverlay),
        ("Quit wezterm", K::QuitApplication),
    ];
    for (activate, resize, direction) in [
        (
            "Pane on the left",
            "Move the divider left",
            PaneDirection::Left,
        ),
        (
            "Pane on the right",
            "Move the divider right",
            PaneDirection::Right,
        ),
        ("Pane above", "Move the divider up", PaneDirection::Up),
        ("Pane below", "Move the divider down", PaneDirection::Down),
    ] {
        let adjustment = PaneAdjustment {
            direction,
            cells: 1,
        };
        all.push((activate, K::ActivatePaneDirection(direction)));
        all.push((resize, K::AdjustPaneSize(adjustment)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_have_their_keys_and_none_is_there_twice() {
        let config = Config::default();
        let all = commands(&config, &KeyBindings::new(&config));
        let copy = all.iter().find(|c| c.action == K::ShowDebugOverlay);
        assert_eq!(copy.map(|c| c.keys.as_str()), Some("Ctrl+Shift+L"));
        for (at, command) in all.iter().enumerate() {
            let again = all[at + 1..].iter().any(|c| c.action == command.action);
            assert!(!again, "{command:?}");
            assert!(!command.brief.is_empty());
        }
    }

    #[test]
    fn what_the_user_has_bound_is_a_command() {
        assert_eq!(describe(&K::ActivateTab(0)), "Activate Tab: 1");
        assert_eq!(
            describe(&K::SendString("a\n".into())),
            "Send String: \"a\\n\""
        );
        let long = describe(&K::EmitEvent("é".repeat(500)));
        assert!(long.len() < 100);
        assert_eq!(
            describe(&K::EmitEvent("user-defined-7".into())),
            "Emit Event"
        );
    }
}
