//! The tabs of a mux window, followed: what has changed there is described
//! anew, and nothing else is looked at.

use crate::tab_information::{PaneInformation, Progress, TabInformation, TabList};
use mux::{Mux, Window};

/// Up to where a [`TabList`] has followed its window.
#[derive(Debug, Default)]
pub(super) struct TabState {
    generation: Option<u64>,
}

impl TabState {
    /// Brings `list` up to date; whether anything in it has changed. One
    /// comparison where the window has not.
    pub(super) fn follow(&mut self, list: &mut TabList, mux: &Mux) -> bool {
        let Some(window) = mux.window(list.window_id()) else {
            self.generation = None;
            return list.update(Vec::new());
        };
        let now = Some(window.generation());
        if self.generation == now {
            return false;
        }
        let single = self
            .generation
            .filter(|_| same_tabs(list, window))
            .and_then(|generation| window.tabs_changed_since(generation));
        self.generation = now;
        match single {
            Some(tabs) => {
                let mut changed = false;
                for id in tabs {
                    let described = list
                        .place_of(id)
                        .and_then(|place| Some((place, describe(mux, window, place)?)));
                    if let Some((place, tab)) = described {
                        changed |= list.update_tab(place, tab);
                    }
                }
                changed
            }
            None => {
                let places = 0..window.tabs().len();
                let described = places.filter_map(|place| describe(mux, window, place));
                list.update(described.collect())
            }
        }
    }
}

/// Whether the list shows the window's tabs in their order, the same one active.
fn same_tabs(list: &TabList, window: &Window) -> bool {
    let known = list.tabs().iter().map(|tab| tab.tab_id);
    known.eq(window.tabs().iter().copied()) && list.active_place() == window.active_index()
}

fn describe(mux: &Mux, window: &Window, place: usize) -> Option<TabInformation> {
    let id = *window.tabs().get(place)?;
    let tab = mux.tab(id)?;
    let panes = mux.all_positioned_panes(id);
    Some(TabInformation {
        tab_id: id,
        tab_index: place,
        is_active: place == window.active_index(),
        is_last_active: window.last_active_tab() == Some(id),
        tab_title: tab.title().to_owned(),
        window_id: window.id(),
        window_title: window.title().to_owned(),
        panes: panes.iter().map(describe_pane).collect(),
        generation: 0,
    })
}

fn describe_pane(from: &mux::PositionedPane) -> PaneInformation {
    let pane = &from.pane;
    PaneInformation {
        pane_id: pane.id(),
        pane_index: from.index,
        is_active: from.is_active,
        is_zoomed: from.is_zoomed,
        has_unseen_output: pane.has_unseen_output(),
        left: from.left,
        top: from.top,
        width: from.width,
        height: from.height,
        pixel_width: from.pixel_width,
        pixel_height: from.pixel_height,
        title: pane.title(),
        user_vars: pane.user_vars(),
        progress: match pane.progress() {
            term::Progress::None => Progress::None,
            term::Progress::Percentage(percent) => Progress::Percentage(percent),
            term::Progress::Error(percent) => Progress::Error(percent),
            term::Progress::Indeterminate => Progress::Indeterminate,
        },
        facts_version: pane.generation(),
        generation: 0,
    }
}
