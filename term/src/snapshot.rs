use crate::bidi::VisualOrder;
use crate::cell::{Cell, CellExtra};
use crate::config::CursorStyle;
use crate::images::ImagePlacement;
use crate::line_size::LineSize;
use crate::palette::Palette;
use std::ops::Range;
use std::sync::Arc;

/// A row that keeps its number for as long as it exists: 0 is the first line
/// ever printed. Rows that scroll keep theirs; evicted rows move
/// [`RenderableDimensions::scrollback_top`] up. A change of width renumbers.
pub type StableRow = i64;

/// A place in the terminal's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Point {
    /// The row.
    pub row: StableRow,
    /// The column, in cells from the left.
    pub col: usize,
}

impl Point {
    /// A place.
    #[must_use]
    pub const fn new(row: StableRow, col: usize) -> Self {
        Self { row, col }
    }
}

/// Where the parts of a terminal are, in cells and stable rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct RenderableDimensions {
    /// Columns.
    pub cols: usize,
    /// Rows of the screen.
    pub viewport_rows: usize,
    /// Rows of the screen and the scrollback together.
    pub scrollback_rows: usize,
    /// First row of the screen.
    pub physical_top: StableRow,
    /// First row still kept.
    pub scrollback_top: StableRow,
    /// First row shown; less than `physical_top` when scrolled back.
    pub viewport_top: StableRow,
    /// Width of the screen, physical pixels.
    pub pixel_width: usize,
    /// Height of the screen, physical pixels.
    pub pixel_height: usize,
    /// Dots per inch.
    pub dpi: u32,
}

/// The cursor of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct CursorSnapshot {
    /// Row of the viewport, 0 at its top. Only meaningful when `visible`.
    pub row: usize,
    /// Column; the first cell of a wide character.
    pub col: usize,
    /// The row it is on, whether shown or not.
    pub stable: StableRow,
    /// Shape and blinking.
    pub style: CursorStyle,
    /// Shown by the program (DECTCEM) and inside the viewport.
    pub visible: bool,
    /// On a wide character.
    pub wide: bool,
}

/// One row of a snapshot. Clones share the cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotRow {
    /// Moves when the cells, their order, the selected part or the size change,
    /// and only then.
    pub generation: u64,
    /// The row's number; with `generation` it names this content for good.
    pub stable: StableRow,
    /// As many as the snapshot has columns.
    pub cells: Arc<[Cell]>,
    /// What [`Cell::extra`] points into.
    pub extras: Arc<[CellExtra]>,
    /// The text goes on in the next row without a line end.
    pub wrapped: bool,
    /// Selected columns.
    pub selection: Option<Range<usize>>,
    /// Where its columns are shown, if not in their order (`bidi_enabled`).
    /// All other columns here are those of the text.
    pub order: Option<Arc<VisualOrder>>,
    /// Size of the characters; of double size, the right half of the cells
    /// is not shown.
    pub size: LineSize,
}

impl SnapshotRow {
    /// The column on the screen at which a column of the text is shown.
    #[must_use]
    pub fn visual_col(&self, logical: usize) -> usize {
        self.order
            .as_ref()
            .map_or(logical, |order| order.visual(logical))
    }

    /// The column of the text that is shown at a column on the screen.
    #[must_use]
    pub fn logical_col(&self, visual: usize) -> usize {
        self.order
            .as_ref()
            .map_or(visual, |order| order.logical(visual))
    }

    /// The places on the screen of a range of columns of the text.
    #[must_use]
    pub fn visual_ranges(&self, logical: Range<usize>) -> Vec<Range<usize>> {
        match &self.order {
            Some(order) => order.visual_ranges(logical),
            None => vec![logical],
        }
    }

    /// The full text of a cell: empty for the second half of a wide character.
    #[must_use]
    pub fn cell_text<'a>(&'a self, cell: &Cell, buf: &'a mut [u8; 4]) -> &'a str {
        if cell.width == 0 {
            return "";
        }
        match self.extra(cell).and_then(|extra| extra.text.as_deref()) {
            Some(text) => text,
            None => cell.c.encode_utf8(buf),
        }
    }

    /// What a cell has beside one character.
    #[must_use]
    pub fn extra(&self, cell: &Cell) -> Option<&CellExtra> {
        self.extras.get((cell.extra as usize).checked_sub(1)?)
    }

    /// The row's text, blanks at the end included.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::with_capacity(self.cells.len());
        for cell in self.cells.iter() {
            out.push_str(self.cell_text(cell, &mut [0; 4]));
        }
        out
    }
}

/// All that is needed to paint a terminal, without its lock.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// [`Terminal::generation`](crate::Terminal::generation) when it was taken.
    pub generation: u64,
    /// The rows of the viewport, top to bottom.
    pub rows: Vec<SnapshotRow>,
    /// The row after them, where the viewport is scrolled back: for who shows
    /// parts of rows.
    pub below: Option<SnapshotRow>,
    /// The cursor.
    pub cursor: CursorSnapshot,
    /// Sizes and places.
    pub dims: RenderableDimensions,
    /// Colours, with the program's overrides.
    pub palette: Arc<Palette>,
    /// Foreground and background are exchanged (DECSCNM).
    pub reverse_video: bool,
    /// The alternate screen is shown.
    pub alt_screen: bool,
    /// The program reads the mouse.
    pub mouse_grabbed: bool,
    /// Pictures in the viewport, lowest first.
    pub images: Arc<[ImagePlacement]>,
}

impl Clone for Snapshot {
    fn clone(&self) -> Self {
        let mut new = Self::default();
        new.clone_from(self);
        new
    }

    /// Keeps the memory of the rows: frames follow each other fast.
    fn clone_from(&mut self, source: &Self) {
        let Self {
            generation,
            rows,
            below,
            cursor,
            dims,
            palette,
            reverse_video,
            alt_screen,
            mouse_grabbed,
            images,
        } = source;
        self.rows.clone_from(rows);
        self.below.clone_from(below);
        self.generation = *generation;
        self.cursor = *cursor;
        self.dims = *dims;
        self.palette.clone_from(palette);
        self.reverse_video = *reverse_video;
        self.alt_screen = *alt_screen;
        self.mouse_grabbed = *mouse_grabbed;
        self.images.clone_from(images);
    }
}
