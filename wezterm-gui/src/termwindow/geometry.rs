//! Where things are in a window: the tab bar, the borders, the padding and the
//! grid of cells between them. All values are physical pixels with the origin
//! at the top left of the window.

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
    /// Height of the tab bar; 0 when it is hidden.
    pub(crate) bar_height: u32,
    pub(crate) bar_at_bottom: bool,
    /// `window_content_alignment`: horizontally, vertically.
    pub(crate) align: (Align, Align),
}

/// Where everything is, for one window size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) input: LayoutInput,
    /// The tab bar; of height 0 when hidden.
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
            bar_height,
            bar_at_bottom,
            dpi,
            align,
        } = input;
        let cell = CellSize {
            width: cell.width.max(1),
            height: cell.height.max(1),
        };
        let bar = PixelRect {
            x: border.left,
            y: if bar_at_bottom {
                height.saturating_sub(border.bottom + bar_height)
            } else {
                border.top
            },
            width: width.saturating_sub(border.left + border.right),
            height: bar_height,
        };
        let (bar_top, bar_bottom) = if bar_at_bottom {
            (0, bar_height)
        } else {
            (bar_height, 0)
        };
        let across = border.left + padding.left + padding.right + border.right;
        let down = border.top + bar_top + padding.top + padding.bottom + bar_bottom + border.bottom;
        let cols = (width.saturating_sub(across) / cell.width).max(1);
        let rows = (height.saturating_sub(down) / cell.height).max(1);
        let spare = (
            width.saturating_sub(across + cols * cell.width),
            height.saturating_sub(down + rows * cell.height),
        );
        let grid = PixelRect {
            x: border.left + padding.left + align.0.before(spare.0),
            y: border.top + bar_top + padding.top + align.1.before(spare.1),
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

    /// The window size that shows a grid of `cols` by `rows` cells, everything
    /// else as in `input`.
    pub(crate) fn window_size_for(input: &LayoutInput, cols: u32, rows: u32) -> (u32, u32) {
        let LayoutInput {
            cell,
            padding,
            border,
            bar_height,
            ..
        } = *input;
        (
            border.left + padding.left + cols * cell.width + padding.right + border.right,
            border.top
                + bar_height
                + padding.top
                + rows * cell.height
                + padding.bottom
                + border.bottom,
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
            bar_height: 20,
            bar_at_bottom: false,
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
            bar_at_bottom: true,
            ..input(820, 520)
        });
        assert_eq!(layout.grid.y, 10);
        assert_eq!(layout.bar.y, 500);
    }

    proptest! {
        #[test]
        fn any_window_has_a_grid(width in 0u32..5000, height in 0u32..5000, cell_w in 0u32..60, cell_h in 0u32..60, bottom: bool, align in 0..3usize) {
            let layout = Layout::new(LayoutInput {
                cell: CellSize { width: cell_w, height: cell_h },
                bar_at_bottom: bottom,
                align: ([Align::Start, Align::Center, Align::End][align], [Align::End, Align::Start, Align::Center][align]),
                ..input(width, height)
            });
            prop_assert!(layout.size.cols >= 1 && layout.size.rows >= 1);
            if layout.size.cols > 1 {
                prop_assert!(layout.grid.x + layout.grid.width <= width);
            }
            if layout.size.rows > 1 {
                prop_assert!(layout.grid.y + layout.grid.height <= height);
            }
        }
    }
}
