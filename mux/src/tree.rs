//! How the panes of a tab divide its cells: a binary tree of splits.
//!
//! The tree knows pane numbers and cells only. A split remembers the share of
//! its first side, not cells, so that a tab made small and large again has its
//! panes where they were.

mod shape;

use crate::PaneId;
use crate::geometry::{Direction, Rect, SplitAxis, SplitDivider, SplitRequest, SplitSize};

/// A tree of at least one pane.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    Leaf(PaneId),
    Split(Box<Split>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Split {
    axis: SplitAxis,
    /// Of the cells that the two sides share, how much the first has, 0..=1.
    share: f64,
    first: Tree,
    second: Tree,
}

impl Split {
    /// The lengths of both sides of `total` cells, the divider taken off.
    /// Each side gets what its splits need at least, while there is that much.
    fn lengths(&self, total: usize) -> (usize, usize) {
        let available = total.saturating_sub(1);
        let min_first = self.first.min_length(self.axis);
        let min_second = self.second.min_length(self.axis);
        if available < min_first + min_second {
            let first = (available / 2).max(1);
            return (first, available.saturating_sub(first).max(1));
        }
        let wanted = (self.share * available as f64).round() as usize;
        let first = wanted.clamp(min_first, available - min_second);
        (first, available - first)
    }

    fn areas(&self, area: Rect) -> (Rect, Rect) {
        let (first, second) = self.lengths(area.length(self.axis));
        (
            area.slice(self.axis, 0, first),
            area.slice(self.axis, first + 1, second),
        )
    }
}

impl Tree {
    fn min_length(&self, axis: SplitAxis) -> usize {
        match self {
            Self::Leaf(_) => 1,
            Self::Split(split) => {
                let first = split.first.min_length(axis);
                let second = split.second.min_length(axis);
                if split.axis == axis {
                    first + second + 1
                } else {
                    first.max(second)
                }
            }
        }
    }

    /// The panes from the top left to the bottom right.
    pub(crate) fn panes(&self) -> Vec<PaneId> {
        let mut out = Vec::new();
        self.visit(&mut |pane| out.push(pane));
        out
    }

    fn visit(&self, f: &mut impl FnMut(PaneId)) {
        match self {
            Self::Leaf(pane) => f(*pane),
            Self::Split(split) => {
                split.first.visit(f);
                split.second.visit(f);
            }
        }
    }

    pub(crate) fn contains(&self, pane: PaneId) -> bool {
        match self {
            Self::Leaf(leaf) => *leaf == pane,
            Self::Split(split) => split.first.contains(pane) || split.second.contains(pane),
        }
    }

    /// Where each pane is in `area`, in the order of [`Tree::panes`].
    pub(crate) fn layout(&self, area: Rect) -> Vec<(PaneId, Rect)> {
        let mut out = Vec::new();
        self.layout_into(area, &mut out);
        out
    }

    fn layout_into(&self, area: Rect, out: &mut Vec<(PaneId, Rect)>) {
        match self {
            Self::Leaf(pane) => out.push((*pane, area)),
            Self::Split(split) => {
                let (first, second) = split.areas(area);
                split.first.layout_into(first, out);
                split.second.layout_into(second, out);
            }
        }
    }

    /// The dividers, numbered in the order of a walk from the root.
    pub(crate) fn dividers(&self, area: Rect) -> Vec<SplitDivider> {
        let mut out = Vec::new();
        self.dividers_into(area, &mut out);
        out
    }

    fn dividers_into(&self, area: Rect, out: &mut Vec<SplitDivider>) {
        if let Self::Split(split) = self {
            let (first, second) = split.areas(area);
            let line = area.slice(split.axis, first.length(split.axis), 1);
            out.push(SplitDivider {
                index: out.len(),
                axis: split.axis,
                left: line.left,
                top: line.top,
                length: line.length(split.axis.other()),
            });
            split.first.dividers_into(first, out);
            split.second.dividers_into(second, out);
        }
    }

    /// Gives part of the place of `at` (or of the whole tree) to `new`.
    /// `area` is the place of the tree. `false`, and nothing changed, when
    /// there is no room or no such pane.
    pub(crate) fn split(
        &mut self,
        at: PaneId,
        new: PaneId,
        request: &SplitRequest,
        area: Rect,
    ) -> bool {
        let axis = request.direction.axis();
        if request.top_level {
            if area.length(axis) < self.min_length(axis) + 2 {
                return false;
            }
            let share = request.share(area.length(axis));
            let old = std::mem::replace(self, Self::Leaf(new));
            *self = Self::joined(axis, share, old, new, request.direction.is_before());
            return true;
        }
        match self {
            Self::Leaf(pane) if *pane == at => {
                if area.length(axis) < 3 {
                    return false;
                }
                let share = request.share(area.length(axis));
                let old = Self::Leaf(*pane);
                *self = Self::joined(axis, share, old, new, request.direction.is_before());
                true
            }
            Self::Leaf(_) => false,
            Self::Split(split) => {
                let (first, second) = split.areas(area);
                split.first.split(at, new, request, first)
                    || split.second.split(at, new, request, second)
            }
        }
    }

    fn joined(axis: SplitAxis, new_share: f64, old: Self, new: PaneId, before: bool) -> Self {
        let new = Self::Leaf(new);
        let (share, first, second) = if before {
            (new_share, new, old)
        } else {
            (1.0 - new_share, old, new)
        };
        Self::Split(Box::new(Split {
            axis,
            share,
            first,
            second,
        }))
    }

    /// Takes a pane out; its neighbour in the split grows over its place.
    /// Returns the pane to go to, or `None` when the pane is not there or is
    /// the last one (which stays).
    pub(crate) fn remove(&mut self, pane: PaneId) -> Option<PaneId> {
        let Self::Split(split) = self else {
            return None;
        };
        let is = |tree: &Self| matches!(tree, Self::Leaf(leaf) if *leaf == pane);
        let survivor = if is(&split.first) {
            std::mem::replace(&mut split.second, Self::Leaf(pane))
        } else if is(&split.second) {
            std::mem::replace(&mut split.first, Self::Leaf(pane))
        } else {
            let first = split.first.remove(pane);
            return first.or_else(|| split.second.remove(pane));
        };
        *self = survivor;
        self.panes().first().copied()
    }

    /// Puts other panes in the places, in the order of [`Tree::panes`].
    fn assign(&mut self, panes: &mut impl Iterator<Item = PaneId>) {
        match self {
            Self::Leaf(pane) => {
                if let Some(next) = panes.next() {
                    *pane = next;
                }
            }
            Self::Split(split) => {
                split.first.assign(panes);
                split.second.assign(panes);
            }
        }
    }

    /// Moves every pane to the next place, or to the one before; the places stay.
    pub(crate) fn rotate(&mut self, clockwise: bool) {
        let mut panes = self.panes();
        if clockwise {
            panes.rotate_right(1);
        } else {
            panes.rotate_left(1);
        }
        self.assign(&mut panes.into_iter());
    }

    /// Exchanges the places of two panes.
    pub(crate) fn swap(&mut self, a: PaneId, b: PaneId) {
        let panes = self.panes().into_iter().map(|pane| match pane {
            pane if pane == a => b,
            pane if pane == b => a,
            pane => pane,
        });
        self.assign(&mut panes.collect::<Vec<_>>().into_iter());
    }

    /// Moves the divider that is nearest to `pane` along `direction`, by up to
    /// `cells`; whether anything moved.
    pub(crate) fn adjust(
        &mut self,
        pane: PaneId,
        direction: Direction,
        cells: usize,
        area: Rect,
    ) -> bool {
        let Self::Split(split) = self else {
            return false;
        };
        let (first, second) = split.areas(area);
        let in_first = split.first.contains(pane);
        if !in_first && !split.second.contains(pane) {
            return false;
        }
        let deeper = if in_first {
            split.first.adjust(pane, direction, cells, first)
        } else {
            split.second.adjust(pane, direction, cells, second)
        };
        if deeper {
            return true;
        }
        if split.axis != direction.axis() {
            return false;
        }
        let delta = isize::try_from(cells).unwrap_or(isize::MAX);
        let delta = if direction.is_before() { -delta } else { delta };
        split.move_divider(area.length(split.axis), delta)
    }

    /// Moves divider `index` (as numbered by [`Tree::dividers`]) by `delta` cells.
    pub(crate) fn move_divider(&mut self, index: usize, delta: isize, area: Rect) -> bool {
        let mut left = index;
        self.move_nth(&mut left, delta, area).unwrap_or(false)
    }

    fn move_nth(&mut self, left: &mut usize, delta: isize, area: Rect) -> Option<bool> {
        let Self::Split(split) = self else {
            return None;
        };
        if *left == 0 {
            return Some(split.move_divider(area.length(split.axis), delta));
        }
        *left -= 1;
        let (first, second) = split.areas(area);
        let moved = split.first.move_nth(left, delta, first);
        moved.or_else(|| split.second.move_nth(left, delta, second))
    }

    /// Whether every share is sane and no pane is there twice.
    pub(crate) fn check(&self) -> bool {
        let mut panes = self.panes();
        let count = panes.len();
        panes.sort_unstable();
        panes.dedup();
        panes.len() == count && self.shares_are_sane()
    }

    fn shares_are_sane(&self) -> bool {
        match self {
            Self::Leaf(_) => true,
            Self::Split(split) => {
                (0.0..=1.0).contains(&split.share)
                    && split.first.shares_are_sane()
                    && split.second.shares_are_sane()
            }
        }
    }
}

impl Split {
    fn move_divider(&mut self, total: usize, delta: isize) -> bool {
        let (first, second) = self.lengths(total);
        let min_first = self.first.min_length(self.axis);
        let min_second = self.second.min_length(self.axis);
        let available = first + second;
        if available < min_first + min_second {
            return false;
        }
        let moved = first
            .saturating_add_signed(delta)
            .clamp(min_first, available - min_second);
        if moved == first {
            return false;
        }
        self.share = moved as f64 / available as f64;
        true
    }
}

impl SplitRequest {
    /// The share of the new side of `total` cells, the divider among them.
    fn share(&self, total: usize) -> f64 {
        let available = total.saturating_sub(1).max(1) as f64;
        let share = match self.size {
            SplitSize::Cells(cells) => cells as f64 / available,
            SplitSize::Percent(percent) => f64::from(percent) / 100.0,
        };
        share.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect {
        left: 0,
        top: 0,
        cols: 80,
        rows: 24,
    };

    fn request(direction: Direction, size: SplitSize) -> SplitRequest {
        SplitRequest {
            direction,
            size,
            top_level: false,
        }
    }

    #[test]
    fn a_split_halves_and_leaves_a_divider() {
        let mut tree = Tree::Leaf(1);
        assert!(tree.split(
            1,
            2,
            &request(Direction::Right, SplitSize::Percent(50)),
            AREA
        ));
        let layout = tree.layout(AREA);
        assert_eq!((layout[0].1.left, layout[0].1.cols), (0, 40));
        assert_eq!((layout[1].1.left, layout[1].1.cols), (41, 39));
        let dividers = tree.dividers(AREA);
        assert_eq!((dividers[0].left, dividers[0].length), (40, 24));
    }

    #[test]
    fn cells_sides_and_top_level() {
        let mut tree = Tree::Leaf(1);
        assert!(tree.split(1, 2, &request(Direction::Up, SplitSize::Cells(5)), AREA));
        assert_eq!(tree.panes(), [2, 1]);
        assert_eq!(tree.layout(AREA)[0].1.rows, 5);
        let mut top = request(Direction::Left, SplitSize::Cells(10));
        top.top_level = true;
        assert!(tree.split(1, 3, &top, AREA));
        let layout = tree.layout(AREA);
        assert_eq!(layout[0], (3, Rect { cols: 10, ..AREA }));
        assert_eq!(layout[1].1.left, 11);
    }

    #[test]
    fn sizes_return_after_the_tab_was_small() {
        let mut tree = Tree::Leaf(1);
        tree.split(1, 2, &request(Direction::Right, SplitSize::Cells(20)), AREA);
        tree.split(2, 3, &request(Direction::Down, SplitSize::Cells(6)), AREA);
        let before = tree.layout(AREA);
        for cols in (1..80).rev() {
            let small = Rect {
                cols,
                rows: 1,
                ..AREA
            };
            for (_, area) in tree.layout(small) {
                assert!(area.cols > 0 && area.rows > 0);
            }
        }
        assert_eq!(tree.layout(AREA), before);
    }

    #[test]
    fn adjusting_moves_the_nearest_divider_of_that_axis() {
        let mut tree = Tree::Leaf(1);
        tree.split(
            1,
            2,
            &request(Direction::Right, SplitSize::Percent(50)),
            AREA,
        );
        tree.split(
            2,
            3,
            &request(Direction::Down, SplitSize::Percent(50)),
            AREA,
        );
        assert!(tree.adjust(3, Direction::Left, 5, AREA));
        assert_eq!(tree.layout(AREA)[0].1.cols, 35);
        assert!(tree.adjust(3, Direction::Up, 2, AREA));
        assert!(!Tree::Leaf(1).adjust(1, Direction::Left, 1, AREA));
        assert!(tree.adjust(1, Direction::Left, 500, AREA));
        assert_eq!(tree.layout(AREA)[0].1.cols, 1);
        assert!(!tree.adjust(1, Direction::Left, 1, AREA));
    }

    #[test]
    fn removing_goes_to_the_neighbour_and_the_last_pane_stays() {
        let mut tree = Tree::Leaf(1);
        tree.split(
            1,
            2,
            &request(Direction::Right, SplitSize::Percent(50)),
            AREA,
        );
        tree.split(
            2,
            3,
            &request(Direction::Down, SplitSize::Percent(50)),
            AREA,
        );
        assert_eq!(tree.remove(3), Some(2));
        assert_eq!(tree.remove(9), None);
        assert_eq!(tree.remove(1), Some(2));
        assert_eq!(tree.remove(2), None);
        assert_eq!(tree, Tree::Leaf(2));
    }

    #[test]
    fn rotation_and_swap_keep_the_places() {
        let mut tree = Tree::Leaf(1);
        tree.split(1, 2, &request(Direction::Right, SplitSize::Cells(9)), AREA);
        tree.split(2, 3, &request(Direction::Down, SplitSize::Cells(3)), AREA);
        let places: Vec<Rect> = tree
            .layout(AREA)
            .into_iter()
            .map(|(_, area)| area)
            .collect();
        tree.rotate(true);
        assert_eq!(tree.panes(), [3, 1, 2]);
        tree.rotate(false);
        assert_eq!(tree.panes(), [1, 2, 3]);
        tree.swap(1, 3);
        assert_eq!(tree.panes(), [3, 2, 1]);
        let after: Vec<Rect> = tree
            .layout(AREA)
            .into_iter()
            .map(|(_, area)| area)
            .collect();
        assert_eq!(places, after);
    }
}
