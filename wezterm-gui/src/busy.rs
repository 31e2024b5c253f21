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
    // Unknown: better to ask than to end it.
    let name = match pane.foreground_process_name() {
        Some(path) => Path::new(&path)
            .file_name()
            .map_or(path.clone(), |name| name.to_string_lossy().into_owned()),
        None => "a program".to_owned(),
    };
    let skip = &config.skip_close_confirmation_for_processes_named;
    (!skip.contains(&name)).then_some(name)
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
