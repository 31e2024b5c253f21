//! Trees as lists of nodes, trees made from an order, and equal shares.

use super::{Split, Tree};
use crate::PaneId;
use crate::attach::NodeState;
use crate::geometry::{Layout, Rect, SplitAxis};

/// Deepest tree that is taken from elsewhere.
const MAX_DEPTH: usize = 256;

impl Tree {
    /// The nodes, each before its two sides.
    pub(crate) fn nodes(&self) -> Vec<NodeState> {
        let mut out = Vec::new();
        self.nodes_into(&mut out);
        out
    }

    fn nodes_into(&self, out: &mut Vec<NodeState>) {
        match self {
            Self::Leaf(pane) => out.push(NodeState::Leaf(*pane)),
            Self::Split(split) => {
                out.push(NodeState::Split {
                    axis: split.axis,
                    share: split.share,
                });
                split.first.nodes_into(out);
                split.second.nodes_into(out);
            }
        }
    }

    /// The tree of such a list, its panes renamed. `None` when it is no tree.
    pub(crate) fn from_nodes(
        nodes: &[NodeState],
        rename: &impl Fn(PaneId) -> Option<PaneId>,
    ) -> Option<Self> {
        let mut rest = nodes.iter();
        let tree = Self::take(&mut rest, rename, 0)?;
        (rest.next().is_none() && tree.check()).then_some(tree)
    }

    fn take(
        rest: &mut std::slice::Iter<'_, NodeState>,
        rename: &impl Fn(PaneId) -> Option<PaneId>,
        depth: usize,
    ) -> Option<Self> {
        if depth > MAX_DEPTH {
            return None;
        }
        Some(match *rest.next()? {
            NodeState::Leaf(pane) => Self::Leaf(rename(pane)?),
            NodeState::Split { axis, share } => Self::Split(Box::new(Split {
                axis,
                share: if share.is_finite() {
                    share.clamp(0.0, 1.0)
                } else {
                    0.5
                },
                first: Self::take(rest, rename, depth + 1)?,
                second: Self::take(rest, rename, depth + 1)?,
            })),
        })
    }

    /// Panes that a split along the axis has beside each other.
    fn count_along(&self, axis: SplitAxis) -> usize {
        match self {
            Self::Split(split) if split.axis == axis => {
                split.first.count_along(axis) + split.second.count_along(axis)
            }
            _ => 1,
        }
    }

    /// Gives panes beside each other equal lengths in this area, to a cell; the
    /// splits stay.
    pub(crate) fn equalize(&mut self, area: Rect) {
        if let Self::Split(split) = self {
            let first = split.first.count_along(split.axis);
            let all = first + split.second.count_along(split.axis);
            // Each divider among them takes a cell.
            let total = area.length(split.axis);
            let cells = total.saturating_sub(all - 1);
            let wanted = (cells * first).div_ceil(all) + first - 1;
            split.share = wanted as f64 / total.saturating_sub(1).max(1) as f64;
            split.share = split.share.min(1.0);
            let (first, second) = split.areas(area);
            split.first.equalize(first);
            split.second.equalize(second);
        }
    }

    /// Trees beside each other, of equal lengths.
    fn even(axis: SplitAxis, mut trees: Vec<Self>) -> Option<Self> {
        let mut tree = trees.pop()?;
        let mut count = 1.0;
        while let Some(first) = trees.pop() {
            count += 1.0;
            tree = Self::Split(Box::new(Split {
                axis,
                share: 1.0 / count,
                first,
                second: tree,
            }));
        }
        Some(tree)
    }

    /// The panes in an order, `main` being the large one of those that have one.
    pub(crate) fn arranged(
        panes: &[PaneId],
        main: PaneId,
        layout: Layout,
        area: Rect,
    ) -> Option<Self> {
        let mut tree = Self::ordered(panes, main, layout)?;
        match (&mut tree, layout) {
            (Self::Split(split), Layout::MainLeft | Layout::MainTop) => {
                let (_, stack) = split.areas(area);
                split.second.equalize(stack);
            }
            (tree, _) => tree.equalize(area),
        }
        Some(tree)
    }

    fn ordered(panes: &[PaneId], main: PaneId, layout: Layout) -> Option<Self> {
        let leaves = |panes: &[PaneId]| panes.iter().copied().map(Self::Leaf).collect();
        let (across, down) = (SplitAxis::Horizontal, SplitAxis::Vertical);
        let with_main = |axis: SplitAxis| {
            let others: Vec<PaneId> = panes.iter().copied().filter(|pane| *pane != main).collect();
            let Some(stack) = Self::even(axis.other(), leaves(&others)) else {
                return Some(Self::Leaf(main));
            };
            Some(Self::Split(Box::new(Split {
                axis,
                share: 0.6,
                first: Self::Leaf(main),
                second: stack,
            })))
        };
        match layout {
            Layout::EvenColumns => Self::even(across, leaves(panes)),
            Layout::EvenRows => Self::even(down, leaves(panes)),
            Layout::MainLeft => with_main(across),
            Layout::MainTop => with_main(down),
            Layout::Grid => {
                let columns = (panes.len() as f64).sqrt().ceil().max(1.0) as usize;
                let rows = panes
                    .chunks(columns)
                    .filter_map(|row| Self::even(across, leaves(row)))
                    .collect();
                Self::even(down, rows)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect {
        left: 0,
        top: 0,
        cols: 89,
        rows: 29,
    };

    fn sizes(tree: &Tree) -> Vec<(usize, usize)> {
        tree.layout(AREA)
            .into_iter()
            .map(|(_, area)| (area.cols, area.rows))
            .collect()
    }

    #[test]
    fn orders_have_the_sizes_they_are_named_for() {
        let panes = [1, 2, 3, 4, 5];
        let tree = |layout| Tree::arranged(&panes, 3, layout, AREA).unwrap();
        assert_eq!(sizes(&tree(Layout::EvenColumns)), [(17, 29); 5]);
        assert_eq!(sizes(&tree(Layout::EvenRows)), [(89, 5); 5]);
        let main = tree(Layout::MainLeft);
        assert_eq!(main.panes(), [3, 1, 2, 4, 5]);
        assert_eq!(sizes(&main)[0], (53, 29));
        assert_eq!(sizes(&tree(Layout::MainTop))[0].0, 89);
        let grid = tree(Layout::Grid);
        assert_eq!(grid.panes(), panes);
        assert_eq!(
            sizes(&grid),
            [(29, 14), (29, 14), (29, 14), (44, 14), (44, 14)]
        );
        assert_eq!(
            Tree::arranged(&[7], 7, Layout::MainTop, AREA),
            Some(Tree::Leaf(7))
        );
    }

    #[test]
    fn equal_shares_keep_the_splits() {
        let mut tree = Tree::arranged(&[1, 2, 3, 4], 2, Layout::MainLeft, AREA).unwrap();
        tree.equalize(AREA);
        assert_eq!(tree.panes(), [2, 1, 3, 4]);
        assert_eq!(sizes(&tree)[0], (44, 29));
        assert_eq!(sizes(&tree)[1..], [(44, 9); 3]);
    }

    #[test]
    fn lists_of_nodes_survive_and_nonsense_is_refused() {
        let tree = Tree::arranged(&[1, 2, 3, 4, 5], 3, Layout::Grid, AREA).unwrap();
        let nodes = tree.nodes();
        assert_eq!(Tree::from_nodes(&nodes, &Some), Some(tree));
        assert_eq!(Tree::from_nodes(&nodes[1..], &Some), None);
        assert_eq!(Tree::from_nodes(&nodes[..3], &Some), None);
        assert_eq!(Tree::from_nodes(&nodes, &|_| Some(1)), None);
        let split = NodeState::Split {
            axis: SplitAxis::Vertical,
            share: f64::NAN,
        };
        let deep = vec![split; 100_000];
        assert_eq!(Tree::from_nodes(&deep, &Some), None);
        let two = [split, NodeState::Leaf(1), NodeState::Leaf(2)];
        assert!(Tree::from_nodes(&two, &Some).unwrap().check());
    }
}
