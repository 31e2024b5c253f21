//! Which programs would be lost if a pane, tab or window were closed.

use crate::shared::Shared;
use config::Config;
use mux::procinfo::ProcessInfo;
use mux::{PaneId, TabId, WindowId};
use std::path::Path;

/// The program in a pane, unless nothing would be lost with it: the handler of
/// `mux-is-process-stateful` says so, or where it says nothing, it is one of those
/// that `skip_close_confirmation_for_processes_named` lists, such as a shell at its
/// prompt.
pub(crate) fn in_pane(shared: &Shared, config: &Config, pane: PaneId) -> Option<String> {
    // The handler may use the mux.
    let pane = shared.mux.borrow().pane(pane)?;
    if pane.is_dead() {
        return None;
    }
    let info = pane.foreground_process_info();
    let verdict = info.as_ref().and_then(|info| is_stateful(shared, info));
    if verdict == Some(false) {
        return None;
    }
    let names = info.map(|info| {
        // `sh` may be a link to `dash`: the user knows it by either name.
        let called = info.argv.first().map(|name| base_name(name));
        let file = base_name(&info.executable.to_string_lossy());
        [Some(info.name), Some(file), called]
    });
    let Some(names) = names else {
        // Unknown: better to ask than to end it.
        return Some("a program".to_owned());
    };
    let skip = &config.skip_close_confirmation_for_processes_named;
    let names: Vec<String> = names
        .into_iter()
        .flatten()
        .filter(|name| !name.is_empty())
        .collect();
    if verdict.is_none() && names.iter().any(|name| skip.contains(name)) {
        return None;
    }
    names.into_iter().next()
}

/// What the handler of `mux-is-process-stateful` says of a process. Its errors
/// are told where errors of Lua are.
fn is_stateful(shared: &Shared, info: &ProcessInfo) -> Option<bool> {
    const EVENT: &str = "mux-is-process-stateful";
    let runtime = shared.configuration.runtime.as_ref()?;
    if !runtime.has_handlers(EVENT) {
        return None;
    }
    let table = config::lua::process_table(runtime.lua(), info).ok()?;
    let said = runtime.call_sync::<_, Option<bool>>(EVENT, table);
    said.ok().flatten().flatten()
}

/// The last part of a path; a login shell's leading dash is no part of it.
fn base_name(path: &str) -> String {
    let name = Path::new(path)
        .file_name()
        .map_or_else(|| path.into(), |name| name.to_string_lossy());
    name.trim_start_matches('-').to_owned()
}

/// The programs in a tab.
pub(crate) fn in_tab(shared: &Shared, config: &Config, tab: TabId) -> Vec<String> {
    let panes = shared.mux.borrow().tab(tab).map(mux::Tab::panes);
    let panes = panes.unwrap_or_default();
    let mut names: Vec<String> = panes
        .into_iter()
        .filter_map(|pane| in_pane(shared, config, pane))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The programs in a window.
pub(crate) fn in_window(shared: &Shared, config: &Config, window: WindowId) -> Vec<String> {
    let tabs = shared
        .mux
        .borrow()
        .window(window)
        .map(|w| w.tabs().to_vec());
    let mut names: Vec<String> = tabs
        .unwrap_or_default()
        .into_iter()
        .flat_map(|tab| in_tab(shared, config, tab))
        .collect();
    names.sort();
    names.dedup();
    names
}
