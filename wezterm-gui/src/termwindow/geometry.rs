//! Where things are in a window: the tab bar, the borders, the padding and the
//! grid of cells between them. All values are physical pixels with the origin
//! at the top left of the window.

use config::structs::TabBarPosition;
use wezterm_types::TerminalSize;

/// A rectangle in physical pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PixelRect {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl PixelRect {
    /// Whether a pointer position is inside.
    pub(crate) fn contains(&self, x: f64, y: f64) -> bool {
        x >= f64::from(self.x)
            && y >= f64::from(self.y)
            && x < f64::from(self.x + self.width)
            && y < f64::from(self.y + self.height)
    }
}

/// Widths of the four edges around something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edges {
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) right: u32,
    pub(crate) bottom: u32,
}

/// The size of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CellSize {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Where the grid goes in one direction when there is room to spare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Align {
    #[default]
    Start,
    Center,
    End,
}

impl Align {
    /// Pixels before the grid, of so many to spare.
    fn before(self, spare: u32) -> u32 {
        match self {
            Self::Start => 0,
            Self::Center => spare / 2,
            Self::End => spare,
        }
    }
}

/// What a layout is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LayoutInput {
    pub(crate) window: (u32, u32),
    pub(crate) cell: CellSize,
    pub(crate) dpi: u32,
    /// `window_padding`, resolved to pixels.
    pub(crate) padding: Edges,
    /// `window_frame` borders, resolved to pixels.
    pub(crate) border: Edges,
    /// Height of a tab bar above or below, width of one at a side; 0 when it is
    /// hidden.
    pub(crate) bar_size: u32,
    pub(crate) bar_at: TabBarPosition,
    /// `window_content_alignment`: horizontally, vertically.
    pub(crate) align: (Align, Align),
}

impl LayoutInput {
    /// What the tab bar takes of each side.
    pub(crate) fn bar_edges(&self) -> Edges {
        let mut edges = Edges::default();
        let side = match self.bar_at {
            TabBarPosition::Top => &mut edges.top,
            TabBarPosition::Bottom => &mut edges.bottom,
            TabBarPosition::Left => &mut edges.left,
            TabBarPosition::Right => &mut edges.right,
        };
        *side = self.bar_size;
        edges
    }
}

/// Where everything is, for one window size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) input: LayoutInput,
    /// The tab bar; of height or width 0 when hidden.
    pub(crate) bar: PixelRect,
    /// The cells; the rest up to the edges is padding.
    pub(crate) grid: PixelRect,
    /// The grid's size as the panes' programs see it.
    pub(crate) size: TerminalSize,
}

impl Layout {
    /// Lays a window out. A window too small for one cell still gets a grid of
    /// one cell, which is then cut off by the window's edge.
    pub(crate) fn new(input: LayoutInput) -> Self {
        let LayoutInput {
            window: (width, height),
            cell,
            padding,
            border,
            bar_size,
            bar_at,
            dpi,
            align,
        } = input;
        let cell = CellSize {
            width: cell.width.max(1),
            height: cell.height.max(1),
        };
        let inner = (
            width.saturating_sub(border.left + border.right),
            height.saturating_sub(border.top + border.bottom),
        );
        // A narrow window is not all bar.
        let bar_size = if bar_at.is_vertical() {
            bar_size.min(inner.0 / 2)
        } else {
            bar_size
        };
        let input = LayoutInput { bar_size, ..input };
        let bar = PixelRect {
            x: if bar_at == TabBarPosition::Right {
                width.saturating_sub(border.right + bar_size)
            } else {
                border.left
            },
            y: if bar_at == TabBarPosition::Bottom {
                height.saturating_sub(border.bottom + bar_size)
            } else {
                border.top
            },
            width: if bar_at.is_vertical() {
                bar_size
            } else {
                inner.0
            },
            height: if bar_at.is_vertical() {
                inner.1
            } else {
                bar_size
            },
        };
        let taken = input.bar_edges();
        let left = border.left + taken.left + padding.left;
        let top = border.top + taken.top + padding.top;
        let across = left + padding.right + taken.right + border.right;
        let down = top + padding.bottom + taken.bottom + border.bottom;
        let cols = (width.saturating_sub(across) / cell.width).max(1);
        let rows = (height.saturating_sub(down) / cell.height).max(1);
        let spare = (
            width.saturating_sub(across + cols * cell.width),
            height.saturating_sub(down + rows * cell.height),
        );
        let grid = PixelRect {
            x: left + align.0.before(spare.0),
            y: top + align.1.before(spare.1),
            width: cols * cell.width,
            height: rows * cell.height,
        };
        Self {
            input: LayoutInput { cell, ..input },
            bar,
            grid,
            size: TerminalSize {
                rows: rows as usize,
                cols: cols as usize,
                pixel_width: grid.width as usize,
                pixel_height: grid.height as usize,
                dpi,
            },
        }
    }

    /// What the borders and the tab bar leave of the window.
    pub(crate) fn content(&self) -> PixelRect {
        let LayoutInput { window, border, .. } = self.input;
        let bar = self.input.bar_edges();
        let across = border.left + bar.left + bar.right + border.right;
        let down = border.top + bar.top + bar.bottom + border.bottom;
        PixelRect {
            x: border.left + bar.left,
            y: border.top + bar.top,
            width: window.0.saturating_sub(across),
            height: window.1.saturating_sub(down),
        }
    }

    /// The window size that shows a grid of `cols` by `rows` cells, everything
    /// else as in `input`.
    pub(crate) fn window_size_for(input: &LayoutInput, cols: u32, rows: u32) -> (u32, u32) {
        let LayoutInput {
            cell,
            padding,
            border,
            ..
        } = *input;
        let bar = input.bar_edges();
        let across = [
            border.left,
            bar.left,
            padding.left,
            padding.right,
            bar.right,
            border.right,
        ];
        let down = [
            border.top,
            bar.top,
            padding.top,
            padding.bottom,
            bar.bottom,
            border.bottom,
        ];
        (
            cols * cell.width + across.iter().sum::<u32>(),
            rows * cell.height + down.iter().sum::<u32>(),
        )
    }

    /// The column and row under a pixel position, which may be outside the
    /// grid: then the nearest cell, as a drag outside the window selects.
    pub(crate) fn cell_at(&self, x: f64, y: f64) -> (usize, usize) {
        let col = (x - f64::from(self.grid.x)) / f64::from(self.input.cell.width);
        let row = (y - f64::from(self.grid.y)) / f64::from(self.input.cell.height);
        (
            (col.max(0.0) as usize).min(self.size.cols - 1),
            (row.max(0.0) as usize).min(self.size.rows - 1),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn input(width: u32, height: u32) -> LayoutInput {
        LayoutInput {
            window: (width, height),
            cell: CellSize {
                width: 10,
                height: 20,
            },
            dpi: 96,
            padding: Edges {
                left: 10,
                top: 10,
                right: 10,
                bottom: 10,
            },
            border: Edges::default(),
            bar_size: 20,
            bar_at: TabBarPosition::Top,
            align: (Align::Start, Align::Start),
        }
    }

    #[test]
    fn room_to_spare_is_where_the_alignment_leaves_it() {
        // 80 columns of 10 and 7 pixels more; 24 rows of 20 and 13 more.
        let at = |align| {
            let layout = Layout::new(LayoutInput {
                align,
                ..input(827, 533)
            });
            (layout.grid.x, layout.grid.y)
        };
        assert_eq!(at((Align::Start, Align::Start)), (10, 30));
        assert_eq!(at((Align::Center, Align::End)), (13, 43));
        assert_eq!(at((Align::End, Align::Center)), (17, 36));
    }

    #[test]
    fn grid_and_window_size_are_inverse() {
        let (width, height) = Layout::window_size_for(&input(0, 0), 80, 24);
        let layout = Layout::new(input(width, height));
        assert_eq!((layout.size.cols, layout.size.rows), (80, 24));
        assert_eq!(layout.grid.y, 30);
        assert_eq!(layout.cell_at(10.0, 30.0), (0, 0));
        assert_eq!(layout.cell_at(-5.0, 1e9), (0, 23));
    }

    #[test]
    fn bar_at_bottom_leaves_the_grid_at_the_top() {
        let layout = Layout::new(LayoutInput {
            bar_at: TabBarPosition::Bottom,
            ..input(820, 520)
        });
        assert_eq!(layout.grid.y, 10);
        assert_eq!(layout.bar.y, 500);
        let content = layout.content();
        assert_eq!((content.y, content.height), (0, 500));
    }

    #[test]
    fn a_bar_at_a_side_takes_columns() {
        let at = |bar_at| LayoutInput {
            bar_at,
            bar_size: 100,
            ..input(920, 500)
        };
        let left = Layout::new(at(TabBarPosition::Left));
        assert_eq!((left.size.cols, left.size.rows), (80, 24));
        assert_eq!((left.bar.x, left.bar.width, left.bar.height), (0, 100, 500));
        assert_eq!((left.grid.x, left.grid.y), (110, 10));
        assert_eq!(left.cell_at(110.0, 10.0), (0, 0));
        let right = Layout::new(at(TabBarPosition::Right));
        assert_eq!((right.bar.x, right.grid.x), (820, 10));
        let size = Layout::window_size_for(&at(TabBarPosition::Right), 80, 24);
        assert_eq!(size, (920, 500));
        let narrow = Layout::new(LayoutInput {
            window: (120, 500),
            ..at(TabBarPosition::Left)
        });
        assert_eq!((narrow.bar.width, narrow.grid.x), (60, 70));
    }

    proptest! {
        #[test]
        fn any_window_has_a_grid(width in 0u32..5000, height in 0u32..5000, cell_w in 0u32..60, cell_h in 0u32..60, side in 0usize..4, align in 0..3usize) {
            use TabBarPosition as At;
            let layout = Layout::new(LayoutInput {
                cell: CellSize { width: cell_w, height: cell_h },
                bar_at: [At::Top, At::Bottom, At::Left, At::Right][side],
                align: ([Align::Start, Align::Center, Align::End][align], [Align::End, Align::Start, Align::Center][align]),
                ..input(width, height)
            });
            prop_assert!(layout.size.cols >= 1 && layout.size.rows >= 1);
            let (bar, content) = (layout.bar, layout.content());
            let apart = |a: u32, a_size: u32, b: u32, b_size: u32| a + a_size <= b || b + b_size <= a;
            prop_assert!(
                content.width == 0 || content.height == 0
                    || apart(bar.x, bar.width, content.x, content.width)
                    || apart(bar.y, bar.height, content.y, content.height)
            );
            if layout.size.cols > 1 {
                prop_assert!(layout.grid.x + layout.grid.width <= width);
            }
            if layout.size.rows > 1 {
                prop_assert!(layout.grid.y + layout.grid.height <= height);
            }
        }
    }
}
