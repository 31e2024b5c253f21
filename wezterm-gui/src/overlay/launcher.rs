//! What the launcher and the tab navigator list.

use super::chooser::Setup;
use super::commands::{Command, describe};
use super::keycaps::key_cap;
use super::{Entry, Outcome};
use config::Config;
use config::keys::{KeyAssignment, KeyBindings, LauncherActionArgs, SwitchToWorkspace};
use config::structs::{LauncherFlags, SpawnCommand, SpawnTabDomain};

/// A tab as it is listed.
#[derive(Clone, Debug)]
pub(crate) struct TabRow {
    pub(crate) title: String,
    pub(crate) panes: usize,
    pub(crate) active: bool,
}

/// What there is to list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    pub(crate) tabs: Vec<TabRow>,
    pub(crate) workspaces: Vec<String>,
    pub(crate) workspace: String,
    pub(crate) domains: Vec<String>,
    pub(crate) commands: Vec<Command>,
}

/// What `ShowLauncher` lists.
pub(crate) fn default_arguments() -> LauncherActionArgs {
    LauncherActionArgs {
        flags: LauncherFlags::LAUNCH_MENU_ITEMS
            | LauncherFlags::WORKSPACES
            | LauncherFlags::DOMAINS
            | LauncherFlags::KEY_ASSIGNMENTS,
        title: None,
        help_text: None,
        fuzzy_help_text: None,
        alphabet: None,
    }
}

/// The launcher.
pub(crate) fn launcher(
    args: &LauncherActionArgs,
    sources: &Sources,
    config: &Config,
    bindings: &KeyBindings,
) -> Setup {
    let flags = args.flags;
    let mut rows: Vec<(Entry, KeyAssignment)> = Vec::new();
    if flags.contains(LauncherFlags::LAUNCH_MENU_ITEMS) {
        rows.extend(config.launch_menu.iter().map(menu_item));
    }
    if flags.contains(LauncherFlags::DOMAINS) {
        rows.extend(sources.domains.iter().map(|name| {
            let domain = SpawnTabDomain::DomainName(name.clone());
            let entry = Entry::new(format!("New tab (domain `{name}`)"));
            (entry, KeyAssignment::SpawnTab(domain))
        }));
    }
    if flags.contains(LauncherFlags::WORKSPACES) {
        rows.extend(workspaces(sources));
    }
    let mut selected = 0;
    if flags.contains(LauncherFlags::TABS) {
        let active = sources.tabs.iter().position(|tab| tab.active);
        if let (true, Some(active)) = (rows.is_empty(), active) {
            selected = active;
        }
        rows.extend(sources.tabs.iter().enumerate().map(tab));
    }
    if flags.contains(LauncherFlags::COMMANDS) {
        rows.extend(sources.commands.iter().map(|command| {
            let entry = Entry::new(command.brief.clone()).with_right(command.keys.clone());
            (entry, command.action.clone())
        }));
    }
    if flags.contains(LauncherFlags::KEY_ASSIGNMENTS) {
        rows.extend(key_assignments(config, bindings));
    }
    let (entries, actions): (Vec<Entry>, Vec<KeyAssignment>) = rows.into_iter().unzip();
    Setup {
        name: "launcher",
        title: args.title.clone().unwrap_or_else(|| "Launcher".to_owned()),
        help: args.help_text.clone().unwrap_or_else(|| {
            "Select an item and press Enter=launch  Esc=cancel  /=filter".to_owned()
        }),
        fuzzy_help: args
            .fuzzy_help_text
            .clone()
            .unwrap_or_else(|| "Fuzzy matching: ".to_owned()),
        alphabet: args
            .alphabet
            .clone()
            .unwrap_or_else(|| "1234567890abcdefghilmnopqrstuvwxyz".to_owned()),
        fuzzy: flags.contains(LauncherFlags::FUZZY),
        entries,
        selected,
        pick: pick(actions),
        cancel: None,
        panel: false,
    }
}

/// The tab navigator.
pub(crate) fn navigator(sources: &Sources) -> Setup {
    let rows = sources.tabs.iter().enumerate().map(tab);
    let (entries, actions): (Vec<Entry>, Vec<KeyAssignment>) = rows.unzip();
    Setup {
        name: "tabs",
        title: "Tab navigator".to_owned(),
        help: "Select a tab and press Enter=activate  Esc=cancel  /=filter".to_owned(),
        fuzzy_help: "Fuzzy matching: ".to_owned(),
        alphabet: "1234567890abcdefghilmnopqrstuvwxyz".to_owned(),
        fuzzy: false,
        entries,
        selected: sources.tabs.iter().position(|t| t.active).unwrap_or(0),
        pick: pick(actions),
        cancel: None,
        panel: false,
    }
}

/// The command palette. Commands used lately come first.
pub(crate) fn palette(commands: &[Command], recent: &[String]) -> Setup {
    let place = |command: &Command| {
        let used = recent.iter().position(|brief| *brief == command.brief);
        used.unwrap_or(usize::MAX)
    };
    let mut commands: Vec<&Command> = commands.iter().collect();
    commands.sort_by_key(|command| place(command));
    let entries = commands.iter().map(|command| {
        Entry::new(command.brief.clone())
            .with_note(command.note.clone())
            .with_right(command.keys.clone())
    });
    let actions: Vec<KeyAssignment> = commands.iter().map(|c| c.action.clone()).collect();
    Setup {
        name: "palette",
        title: String::new(),
        help: String::new(),
        fuzzy_help: "> ".to_owned(),
        alphabet: String::new(),
        fuzzy: true,
        entries: entries.collect(),
        selected: 0,
        pick: Box::new(move |number, entry| Outcome::Command {
            brief: entry.plain().to_owned(),
            action: Box::new(actions.get(number).cloned().unwrap_or(KeyAssignment::Nop)),
        }),
        cancel: None,
        panel: true,
    }
}

/// Carries out the assignment of the chosen entry.
fn pick(actions: Vec<KeyAssignment>) -> super::chooser::Pick {
    Box::new(move |number, _| {
        let action = actions.get(number).cloned();
        Outcome::Perform(Box::new(action.unwrap_or(KeyAssignment::Nop)))
    })
}

fn menu_item(command: &SpawnCommand) -> (Entry, KeyAssignment) {
    let label = command
        .label
        .clone()
        .unwrap_or_else(|| match &command.args {
            Some(args) => args.join(" "),
            None => "(default shell)".to_owned(),
        });
    let action = KeyAssignment::SpawnCommandInNewTab(Box::new(command.clone()));
    (Entry::new(label), action)
}

fn workspaces(sources: &Sources) -> Vec<(Entry, KeyAssignment)> {
    let switch = |name: Option<String>| {
        KeyAssignment::SwitchToWorkspace(Box::new(SwitchToWorkspace { name, spawn: None }))
    };
    let others = sources
        .workspaces
        .iter()
        .filter(|w| **w != sources.workspace);
    let mut rows: Vec<(Entry, KeyAssignment)> = others
        .map(|name| {
            let entry = Entry::new(format!("Switch to workspace: `{name}`"));
            (entry, switch(Some(name.clone())))
        })
        .collect();
    let new = format!("Create new workspace (current is `{}`)", sources.workspace);
    rows.push((Entry::new(new), switch(None)));
    rows
}

fn tab((index, tab): (usize, &TabRow)) -> (Entry, KeyAssignment) {
    let panes = match tab.panes {
        1 => String::new(),
        n => format!("{n} panes"),
    };
    let mark = if tab.active { "* " } else { "  " };
    let entry = Entry::new(format!("{mark}{}", config::format::plain_text(&tab.title)));
    (
        entry.with_right(panes),
        KeyAssignment::ActivateTab(index as isize),
    )
}

fn key_assignments(config: &Config, bindings: &KeyBindings) -> Vec<(Entry, KeyAssignment)> {
    let keys = bindings.effective(None);
    let shown = keys.iter().filter(|key| {
        !matches!(
            key.action,
            KeyAssignment::Nop | KeyAssignment::DisableDefaultAssignment
        )
    });
    // Each assignment once, with all its keys.
    let mut rows: Vec<(&KeyAssignment, Vec<String>)> = Vec::new();
    for key in shown {
        let cap = key_cap(key, config.ui_key_cap_rendering);
        match rows.iter_mut().find(|(action, _)| **action == key.action) {
            Some((_, caps)) if caps.contains(&cap) => {}
            Some((_, caps)) => caps.push(cap),
            None => rows.push((&key.action, vec![cap])),
        }
    }
    rows.into_iter()
        .map(|(action, caps)| {
            let entry = Entry::new(describe(action)).with_right(caps.join(", "));
            (entry, action.clone())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Sources {
        let tab = |title: &str, active| TabRow {
            title: title.to_owned(),
            panes: 1,
            active,
        };
        Sources {
            tabs: vec![tab("first", false), tab("second", true)],
            workspaces: vec!["default".to_owned(), "work".to_owned()],
            workspace: "default".to_owned(),
            domains: vec!["local".to_owned()],
            commands: Vec::new(),
        }
    }

    fn labels(flags: LauncherFlags) -> Vec<String> {
        let config = Config {
            launch_menu: vec![SpawnCommand {
                args: Some(vec!["top".to_owned(), "-d1".to_owned()]),
                ..SpawnCommand::default()
            }],
            ..Config::default()
        };
        let args = LauncherActionArgs {
            flags,
            ..default_arguments()
        };
        let setup = launcher(&args, &sources(), &config, &KeyBindings::new(&config));
        setup.entries.iter().map(|e| e.plain().to_owned()).collect()
    }

    #[test]
    fn flags_say_what_is_listed() {
        use LauncherFlags as F;
        assert_eq!(labels(F::LAUNCH_MENU_ITEMS), ["top -d1"]);
        assert_eq!(labels(F::TABS), ["  first", "* second"]);
        assert_eq!(labels(F::DOMAINS), ["New tab (domain `local`)"]);
        assert_eq!(
            labels(F::WORKSPACES),
            [
                "Switch to workspace: `work`",
                "Create new workspace (current is `default`)"
            ]
        );
        assert!(labels(F::KEY_ASSIGNMENTS).contains(&"Show Debug Overlay".to_owned()));
        assert_eq!(navigator(&sources()).selected, 1);
    }
}
