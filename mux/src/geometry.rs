use crate::pane::Pane;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use std::sync::Arc;
use wezterm_types::TerminalSize;

/// A way from one pane to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the variants say it all")]
pub enum Direction {
    Up,
    Down,
    Left,
    Right,
    /// The pane after this one in the order of the tab, around the end.
    Next,
    /// The pane before this one, around the start.
    Prev,
}

impl Direction {
    /// The axis along which this direction splits; `Next` and `Prev` go sideways.
    #[must_use]
    pub const fn axis(self) -> SplitAxis {
        match self {
            Self::Up | Self::Down => SplitAxis::Vertical,
            _ => SplitAxis::Horizontal,
        }
    }

    /// Whether it leads to smaller rows or columns.
    #[must_use]
    pub const fn is_before(self) -> bool {
        matches!(self, Self::Up | Self::Left | Self::Prev)
    }
}

impl FromStr for Direction {
    type Err = String;

    /// Names in any case.
    fn from_str(name: &str) -> Result<Self, String> {
        [
            ("up", Self::Up),
            ("down", Self::Down),
            ("left", Self::Left),
            ("right", Self::Right),
            ("next", Self::Next),
            ("prev", Self::Prev),
        ]
        .into_iter()
        .find(|(known, _)| name.eq_ignore_ascii_case(known))
        .map(|(_, direction)| direction)
        .ok_or_else(|| format!("{name:?} is no direction; use Up, Down, Left, Right, Next or Prev"))
    }
}

/// How the two sides of a split lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SplitAxis {
    /// Side by side; the divider is a column.
    Horizontal,
    /// One above the other; the divider is a row.
    Vertical,
}

impl SplitAxis {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Horizontal => Self::Vertical,
            Self::Vertical => Self::Horizontal,
        }
    }
}

/// An order that the panes of a tab are put in, whatever splits there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Layout {
    /// Columns of one width.
    EvenColumns,
    /// Rows of one height.
    EvenRows,
    /// The active pane on the left, the others stacked on the right.
    MainLeft,
    /// The active pane above, the others side by side below.
    MainTop,
    /// Rows of columns, as near to a square as it goes.
    Grid,
}

impl Layout {
    /// All of them, in the order in which they are cycled through.
    pub const ALL: [Self; 5] = [
        Self::EvenColumns,
        Self::EvenRows,
        Self::MainLeft,
        Self::MainTop,
        Self::Grid,
    ];

    /// As named on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EvenColumns => "even-columns",
            Self::EvenRows => "even-rows",
            Self::MainLeft => "main-left",
            Self::MainTop => "main-top",
            Self::Grid => "grid",
        }
    }
}

impl FromStr for Layout {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|layout| name.eq_ignore_ascii_case(layout.name()))
            .ok_or_else(|| {
                let known = Self::ALL.map(Self::name).join(", ");
                format!("{name:?} is no layout; use one of {known}")
            })
    }
}

/// How much a new pane gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SplitSize {
    /// So many columns or rows.
    Cells(usize),
    /// So much of what is divided.
    Percent(u8),
}

/// How to make room for a pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SplitRequest {
    /// The side on which the new pane appears.
    pub direction: Direction,
    /// Its size.
    pub size: SplitSize,
    /// Divides the whole tab instead of one pane.
    pub top_level: bool,
}

impl Default for SplitRequest {
    fn default() -> Self {
        Self {
            direction: Direction::Right,
            size: SplitSize::Percent(50),
            top_level: false,
        }
    }
}

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Rect {
    pub(crate) left: usize,
    pub(crate) top: usize,
    pub(crate) cols: usize,
    pub(crate) rows: usize,
}

impl Rect {
    pub(crate) fn of(size: TerminalSize) -> Self {
        Self {
            left: 0,
            top: 0,
            cols: size.cols.max(1),
            rows: size.rows.max(1),
        }
    }

    pub(crate) fn length(self, axis: SplitAxis) -> usize {
        match axis {
            SplitAxis::Horizontal => self.cols,
            SplitAxis::Vertical => self.rows,
        }
    }

    /// `length` cells along `axis`, starting `offset` from the edge.
    pub(crate) fn slice(self, axis: SplitAxis, offset: usize, length: usize) -> Self {
        match axis {
            SplitAxis::Horizontal => Self {
                left: self.left + offset,
                cols: length,
                ..self
            },
            SplitAxis::Vertical => Self {
                top: self.top + offset,
                rows: length,
                ..self
            },
        }
    }

    /// How many cells two ranges share; negative is their distance.
    fn overlap(a: (usize, usize), b: (usize, usize)) -> isize {
        let start = a.0.max(b.0) as isize;
        let end = (a.0 + a.1).min(b.0 + b.1) as isize;
        end - start
    }

    /// How well `other` lies in a direction from here: the cells of the edge
    /// they share, or `None` when it does not touch that edge.
    pub(crate) fn edge_shared(self, other: Self, direction: Direction) -> Option<usize> {
        let touches = match direction {
            Direction::Left => other.left + other.cols + 1 == self.left,
            Direction::Right => self.left + self.cols + 1 == other.left,
            Direction::Up => other.top + other.rows + 1 == self.top,
            Direction::Down => self.top + self.rows + 1 == other.top,
            Direction::Next | Direction::Prev => false,
        };
        let shared = match direction.axis() {
            SplitAxis::Horizontal => Self::overlap((self.top, self.rows), (other.top, other.rows)),
            SplitAxis::Vertical => Self::overlap((self.left, self.cols), (other.left, other.cols)),
        };
        (touches && shared > 0).then_some(shared as usize)
    }

    /// The same cells as a terminal size; `whole` says how large a cell is.
    pub(crate) fn size(self, whole: TerminalSize) -> TerminalSize {
        let cell = |pixels: usize, cells: usize| pixels / cells.max(1);
        TerminalSize {
            rows: self.rows,
            cols: self.cols,
            pixel_width: self.cols * cell(whole.pixel_width, whole.cols),
            pixel_height: self.rows * cell(whole.pixel_height, whole.rows),
            dpi: whole.dpi,
        }
    }
}

/// The line between two sides of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SplitDivider {
    /// Its number in the tab, for moving it.
    pub index: usize,
    /// `Horizontal`: a column between two panes side by side.
    pub axis: SplitAxis,
    /// Its first column in the tab.
    pub left: usize,
    /// Its first row in the tab.
    pub top: usize,
    /// Its cells.
    pub length: usize,
}

/// A pane with its place in its tab.
#[derive(Clone, Debug)]
pub struct PositionedPane {
    /// Its number in the order of the tab, from 0.
    pub index: usize,
    /// Whether it has the tab's focus.
    pub is_active: bool,
    /// Whether it hides the others.
    pub is_zoomed: bool,
    /// First column, in cells from the tab's left.
    pub left: usize,
    /// First row, in cells from the tab's top.
    pub top: usize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Width in physical pixels.
    pub pixel_width: usize,
    /// Height in physical pixels.
    pub pixel_height: usize,
    /// The pane.
    pub pane: Arc<Pane>,
}
