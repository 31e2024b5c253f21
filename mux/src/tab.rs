use crate::geometry::{Direction, Rect, SplitDivider};
use crate::tree::Tree;
use crate::{DomainId, PaneId, TabId};
use wezterm_types::TerminalSize;

/// A tab: panes that share its cells, one of them active.
#[derive(Clone, Debug)]
pub struct Tab {
    pub(crate) id: TabId,
    pub(crate) title: String,
    pub(crate) tree: Tree,
    pub(crate) active: PaneId,
    pub(crate) is_zoomed: bool,
    pub(crate) size: TerminalSize,
    pub(crate) generation: u64,
    /// Panes in the order they were last active, the latest last.
    pub(crate) recent: Vec<PaneId>,
    /// Input to one pane goes to all.
    pub(crate) broadcast: bool,
    /// The domain that has it, and its number there, unless it is this one.
    pub(crate) remote: Option<(DomainId, TabId)>,
}

impl Tab {
    pub(crate) fn new(id: TabId, pane: PaneId, size: TerminalSize, generation: u64) -> Self {
        Self {
            id,
            title: String::new(),
            tree: Tree::Leaf(pane),
            active: pane,
            is_zoomed: false,
            size,
            generation,
            recent: vec![pane],
            broadcast: false,
            remote: None,
        }
    }

    /// Its number, unique in this process.
    #[must_use]
    pub fn id(&self) -> TabId {
        self.id
    }

    /// The title the user gave it; empty when none.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The pane that has the focus when this tab has.
    #[must_use]
    pub fn active_pane(&self) -> PaneId {
        self.active
    }

    /// Whether the active pane hides the others.
    #[must_use]
    pub fn is_zoomed(&self) -> bool {
        self.is_zoomed
    }

    /// Whether input to one pane goes to all.
    #[must_use]
    pub fn is_broadcasting(&self) -> bool {
        self.broadcast
    }

    /// All panes, from the top left to the bottom right.
    #[must_use]
    pub fn panes(&self) -> Vec<PaneId> {
        self.tree.panes()
    }

    /// The size of all panes together. A tab that is not shown has the size
    /// it had when it was.
    #[must_use]
    pub fn size(&self) -> TerminalSize {
        self.size
    }

    /// Moves when its title, panes, layout or active pane have changed, or
    /// what a title shows of a pane.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The dividers between its panes; none while zoomed.
    #[must_use]
    pub fn dividers(&self) -> Vec<SplitDivider> {
        if self.is_zoomed {
            Vec::new()
        } else {
            self.tree.dividers(Rect::of(self.size))
        }
    }

    /// The pane in a direction from another one.
    #[must_use]
    pub fn pane_in_direction(&self, from: PaneId, direction: Direction) -> Option<PaneId> {
        let layout = self.tree.layout(Rect::of(self.size));
        let at = layout.iter().position(|(pane, _)| *pane == from)?;
        match direction {
            Direction::Next => Some(layout[(at + 1) % layout.len()].0),
            Direction::Prev => Some(layout[(at + layout.len() - 1) % layout.len()].0),
            _ => {
                let here = layout[at].1;
                layout
                    .iter()
                    .filter_map(|(pane, area)| {
                        let shared = here.edge_shared(*area, direction)?;
                        let recency = self.recent.iter().position(|recent| recent == pane);
                        Some((shared, recency, *pane))
                    })
                    .max()
                    .map(|(.., pane)| pane)
            }
        }
    }

    /// Makes a pane of this tab the active one; whether that is a change.
    pub(crate) fn set_active(&mut self, pane: PaneId) -> bool {
        if !self.tree.contains(pane) {
            return false;
        }
        self.recent.retain(|recent| *recent != pane);
        self.recent.push(pane);
        let changed = self.active != pane;
        self.active = pane;
        changed
    }

    /// Takes a pane out; `false` when it is the last one, which stays.
    pub(crate) fn remove(&mut self, pane: PaneId) -> bool {
        let Some(neighbour) = self.tree.remove(pane) else {
            return false;
        };
        self.recent.retain(|recent| *recent != pane);
        if self.active == pane {
            self.set_active(neighbour);
        }
        self.is_zoomed = false;
        true
    }

    /// Where each pane is; only the active one while zoomed.
    pub(crate) fn visible_layout(&self) -> Vec<(PaneId, Rect)> {
        let area = Rect::of(self.size);
        if self.is_zoomed {
            vec![(self.active, area)]
        } else {
            self.tree.layout(area)
        }
    }

    pub(crate) fn check(&self) -> bool {
        self.tree.check()
            && self.tree.contains(self.active)
            && self.recent.iter().all(|pane| self.tree.contains(*pane))
    }
}
