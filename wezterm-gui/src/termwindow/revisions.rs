//! Revisions for strips whose content is compared by value.

use std::collections::HashMap;
use wezterm_render::Quad;

/// Gives a number to each different content of a cursor and a pre-edit.
#[derive(Debug, Default)]
pub(crate) struct Revisions {
    cursors: HashMap<mux::PaneId, (Vec<Quad>, u64)>,
    preedit: (String, u64),
    next: u64,
}

impl Revisions {
    /// The revision of a pane's cursor: the same while its quads are.
    pub(crate) fn of_cursor(&mut self, pane: mux::PaneId, quads: &[Quad]) -> u64 {
        if let Some((old, revision)) = self.cursors.get(&pane)
            && old == quads
        {
            return *revision;
        }
        self.next += 1;
        self.cursors.insert(pane, (quads.to_vec(), self.next));
        self.next
    }

    /// The revision of text an input method composes.
    pub(crate) fn of_preedit(&mut self, text: &str) -> u64 {
        if self.preedit.0 != text {
            self.next += 1;
            self.preedit = (text.to_owned(), self.next);
        }
        self.preedit.1
    }

    /// Forgets panes that are not shown.
    pub(crate) fn retain(&mut self, shown: impl Fn(mux::PaneId) -> bool) {
        self.cursors.retain(|pane, _| shown(*pane));
    }
}
