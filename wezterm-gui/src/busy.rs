//! Which programs would be lost if a pane, tab or window were closed.

use config::Config;
use mux::{Mux, PaneId, TabId, WindowId};
use std::path::Path;

/// The program in a pane, unless it is one of those that
/// `skip_close_confirmation_for_processes_named` lists, such as a shell at its
/// prompt.
pub(crate) fn in_pane(mux: &Mux, config: &Config, pane: PaneId) -> Option<String> {
    let pane = mux.pane(pane)?;
    if pane.is_dead() {
        return None;
    }
    let names = pane.foreground_process_info().map(|info| {
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
    if names.iter().any(|name| skip.contains(name)) {
        return None;
    }
    names.into_iter().next()
}

/// The last part of a path; a login shell's leading dash is no part of it.
fn base_name(path: &str) -> String {
    let name = Path::new(path)
        .file_name()
        .map_or_else(|| path.into(), |name| name.to_string_lossy());
    name.trim_start_matches('-').to_owned()
}

/// The programs in a tab.
pub(crate) fn in_tab(mux: &Mux, config: &Config, tab: TabId) -> Vec<String> {
    let panes = mux.tab(tab).map(mux::Tab::panes).unwrap_or_default();
    let mut names: Vec<String> = panes
        .into_iter()
        .filter_map(|pane| in_pane(mux, config, pane))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The programs in a window.
pub(crate) fn in_window(mux: &Mux, config: &Config, window: WindowId) -> Vec<String> {
    let tabs = mux.window(window).map(|w| w.tabs().to_vec());
    let mut names: Vec<String> = tabs
        .unwrap_or_default()
        .into_iter()
        .flat_map(|tab| in_tab(mux, config, tab))
        .collect();
    names.sort();
    names.dedup();
    names
}
