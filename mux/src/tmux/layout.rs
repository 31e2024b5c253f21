//! tmux's description of how the panes of a window divide it, such as
//! `b25f,80x24,0,0{40x24,0,0,1,39x24,41,0[39x12,41,0,2,39x11,41,13,3]}`: a
//! checksum, then cells. A cell is its size and place, and a pane's number or
//! the cells in it, side by side in `{}` and one above the other in `[]`.

use crate::attach::NodeState;
use crate::{PaneId, SplitAxis};

/// Cells within cells, and panes of a window, at most.
const MAX_DEPTH: usize = 64;
const MAX_PANES: usize = 1000;
/// Cells of a pane at most: the other side must not fill the memory.
const MAX_CELLS: usize = 1_000_000;

/// A window's panes and where they are.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WindowLayout {
    /// Columns and rows of the whole.
    pub(super) size: (usize, usize),
    /// The tree of splits, each before its two sides.
    pub(super) nodes: Vec<NodeState>,
    /// Columns and rows of each pane.
    pub(super) panes: Vec<(PaneId, (usize, usize))>,
}

impl WindowLayout {
    /// Reads such a description; `None` where it is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (checksum, cells) = text.split_once(',')?;
        if checksum.len() != 4 || !checksum.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let mut rest = cells;
        let mut layout = Self {
            size: (0, 0),
            nodes: Vec::new(),
            panes: Vec::new(),
        };
        let cell = layout.cell(&mut rest, 0)?;
        layout.size = cell.size;
        layout.nodes = cell.nodes;
        rest.is_empty().then_some(layout)
    }

    fn cell(&mut self, rest: &mut &str, depth: usize) -> Option<Cell> {
        if depth > MAX_DEPTH || self.panes.len() > MAX_PANES {
            return None;
        }
        let cols = number(rest)?;
        take(rest, 'x')?;
        let rows = number(rest)?;
        for _ in 0..2 {
            take(rest, ',')?;
            number(rest)?;
        }
        let size = (cols, rows);
        if !is_sensible(size) {
            return None;
        }
        let (axis, end) = match rest.chars().next()? {
            '{' => (SplitAxis::Horizontal, '}'),
            '[' => (SplitAxis::Vertical, ']'),
            _ => {
                take(rest, ',')?;
                let pane = number(rest)?;
                self.panes.push((pane, size));
                let nodes = vec![NodeState::Leaf(pane)];
                return Some(Cell { size, nodes });
            }
        };
        *rest = &rest[1..];
        let mut cells = vec![self.cell(rest, depth + 1)?];
        while take(rest, ',').is_some() {
            cells.push(self.cell(rest, depth + 1)?);
        }
        take(rest, end)?;
        let nodes = beside(cells, axis);
        Some(Cell { size, nodes })
    }
}

/// Whether a terminal of this size can be made.
fn is_sensible((cols, rows): (usize, usize)) -> bool {
    cols > 0 && rows > 0 && cols.saturating_mul(rows) <= MAX_CELLS
}

struct Cell {
    size: (usize, usize),
    nodes: Vec<NodeState>,
}

/// Cells beside each other as splits of two: the first, and the others.
fn beside(cells: Vec<Cell>, axis: SplitAxis) -> Vec<NodeState> {
    let length = |cell: &Cell| match axis {
        SplitAxis::Horizontal => cell.size.0,
        SplitAxis::Vertical => cell.size.1,
    };
    // A divider between any two takes a cell.
    let mut left: usize = cells.iter().map(length).sum::<usize>() + cells.len() - 1;
    let count = cells.len();
    let mut nodes = Vec::new();
    for (at, cell) in cells.into_iter().enumerate() {
        if at + 1 < count {
            let shared = left.saturating_sub(1).max(1);
            let share = length(&cell) as f64 / shared as f64;
            nodes.push(NodeState::Split { axis, share });
            left = left.saturating_sub(length(&cell) + 1);
        }
        nodes.extend(cell.nodes);
    }
    nodes
}

fn take(rest: &mut &str, wanted: char) -> Option<()> {
    *rest = rest.strip_prefix(wanted)?;
    Some(())
}

/// A number that tmux may have for a size or a pane.
fn number(rest: &mut &str) -> Option<usize> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 10 {
        return None;
    }
    let (number, after) = rest.split_at(digits);
    *rest = after;
    let number: u32 = number.parse().ok()?;
    usize::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Rect;
    use crate::tree::Tree;
    use proptest::prelude::*;

    #[test]
    fn panes_are_where_tmux_has_them() {
        let text =
            "b25f,80x24,0,0{40x24,0,0,1,19x24,41,0[19x12,41,0,2,19x11,41,13,3],19x24,61,0,7}";
        let layout = WindowLayout::parse(text).unwrap();
        assert_eq!(layout.size, (80, 24));
        let tree = Tree::from_nodes(&layout.nodes, &Some).unwrap();
        let area = Rect {
            left: 0,
            top: 0,
            cols: 80,
            rows: 24,
        };
        let places: Vec<_> = (tree.layout(area).into_iter())
            .map(|(pane, area)| (pane, area.left, area.top, area.cols, area.rows))
            .collect();
        assert_eq!(
            places,
            [
                (1, 0, 0, 40, 24),
                (2, 41, 0, 19, 12),
                (3, 41, 13, 19, 11),
                (7, 61, 0, 19, 24)
            ]
        );
        for (pane, size) in layout.panes {
            let place = places.iter().find(|place| place.0 == pane).unwrap();
            assert_eq!(size, (place.3, place.4));
        }
    }

    #[test]
    fn nonsense_is_refused() {
        let deep = format!("aaaa,{}", "1x1,0,0{".repeat(100_000));
        for text in [
            "",
            "b25f",
            "b25f,80x24,0,0",
            "b25f,80x24,0,0,1,",
            "b25f,80x24,0,0{80x24,0,0,1",
            "b25f,80x24,0,0{80x24,0,0,1]",
            "zzzz,80x24,0,0,1",
            "b25f,99999999999x24,0,0,1",
            "b25f,100000x100000,0,0,1",
            "b25f,0x24,0,0,1",
            &deep,
        ] {
            assert_eq!(WindowLayout::parse(text), None);
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9a-f]{4},[0-9x,{}\\[\\]]{0,80}") {
            if let Some(layout) = WindowLayout::parse(&text) {
                let _ = Tree::from_nodes(&layout.nodes, &Some);
            }
        }
    }
}
