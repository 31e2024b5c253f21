//! The grid: rio-vt's `Crosswords`, the channel its own messages take, and
//! the translation between its line numbers and stable rows.

use crate::snapshot::{Point, RenderableDimensions, StableRow};
use rio_vt::ansi::CursorShape;
use rio_vt::ansi::graphics::UpdateQueues;
use rio_vt::crosswords::grid::Dimensions;
use rio_vt::crosswords::grid::row::Row;
use rio_vt::crosswords::pos::{Column, Line};
use rio_vt::crosswords::square::{Square, Wide};
use rio_vt::crosswords::{Crosswords, CrosswordsSize};
use rio_vt::event::{EventListener, RioEvent, WindowId};
use std::sync::{Arc, Mutex, PoisonError};
use wezterm_types::TerminalSize;

pub(crate) type Vt = Crosswords<Inbox>;

/// Smallest and largest grid: rio-vt needs two columns for a wide character,
/// and a size nobody has would only take memory.
const COLS: std::ops::RangeInclusive<usize> = 2..=4096;
const ROWS: std::ops::RangeInclusive<usize> = 1..=2048;

/// Replies and pictures the grid makes by itself; everything else it reports
/// is known here already.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inbox(Arc<Mutex<Letters>>);

#[derive(Default)]
struct Letters {
    replies: Vec<u8>,
    images: Vec<UpdateQueues>,
}

impl std::fmt::Debug for Letters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letters").finish_non_exhaustive()
    }
}

impl Inbox {
    fn open(&self) -> std::sync::MutexGuard<'_, Letters> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn take_replies(&self) -> Vec<u8> {
        std::mem::take(&mut self.open().replies)
    }

    pub(crate) fn take_images(&self) -> Vec<UpdateQueues> {
        std::mem::take(&mut self.open().images)
    }
}

impl EventListener for Inbox {
    fn send_event(&self, event: RioEvent, _: WindowId) {
        match event {
            RioEvent::PtyWrite(_, text) => {
                let mut letters = self.open();
                // Bounded: what one call of `advance` leaves before it is taken.
                if letters.replies.len() < 1 << 20 {
                    letters.replies.extend_from_slice(text.as_bytes());
                }
            }
            RioEvent::UpdateGraphics { queues, .. } => self.open().images.push(queues),
            _ => {}
        }
    }
}

pub(crate) fn grid_size(size: TerminalSize) -> CrosswordsSize {
    let cols = size.cols.clamp(*COLS.start(), *COLS.end());
    let rows = size.rows.clamp(*ROWS.start(), *ROWS.end());
    let px = |total: usize, cells: usize| u32::try_from(total / cells.max(1)).unwrap_or(0);
    CrosswordsSize::new_with_dimensions(
        cols,
        rows,
        u32::try_from(size.pixel_width).unwrap_or(0),
        u32::try_from(size.pixel_height).unwrap_or(0),
        px(size.pixel_width, size.cols),
        px(size.pixel_height, size.rows),
    )
}

pub(crate) fn new(size: TerminalSize, scrollback: usize, inbox: Inbox) -> Vt {
    Crosswords::new(
        grid_size(size),
        CursorShape::Block,
        inbox,
        WindowId::from(0),
        0,
        scrollback,
    )
}

/// What the rest of the crate asks of the grid.
pub(crate) trait GridExt {
    fn physical_top(&self) -> StableRow;
    fn scrollback_top(&self) -> StableRow;
    fn bottom(&self) -> StableRow;
    fn dims(&self, size: TerminalSize) -> RenderableDimensions;
    fn stable(&self, line: Line) -> StableRow;
    fn line(&self, row: StableRow) -> Option<Line>;
    fn stable_row(&self, row: StableRow) -> Option<&Row<Square>>;
    fn cursor_point(&self) -> Point;
    fn marks(&self, square: Square) -> &[char];
    fn move_to(&mut self, row: usize, col: usize);
    fn is_wrapped(&self, row: StableRow) -> bool;
    fn logical_start(&self, row: StableRow) -> StableRow;
    fn logical_end(&self, row: StableRow) -> StableRow;
    fn lines_above_cursor(&self) -> usize;
    fn keep_lines_on_screen(&mut self, lines: usize, size: TerminalSize);
}

/// Longest run of wrapped rows followed when looking for a logical line.
const MAX_LOGICAL_ROWS: i64 = 4096;

impl GridExt for Vt {
    fn physical_top(&self) -> StableRow {
        self.scrollback_top() + self.grid.history_size() as i64
    }

    fn scrollback_top(&self) -> StableRow {
        i64::try_from(self.lines_evicted()).unwrap_or(i64::MAX / 2)
    }

    /// One past the last row.
    fn bottom(&self) -> StableRow {
        self.physical_top() + self.grid.screen_lines() as i64
    }

    fn dims(&self, size: TerminalSize) -> RenderableDimensions {
        let physical_top = self.physical_top();
        RenderableDimensions {
            cols: self.grid.columns(),
            viewport_rows: self.grid.screen_lines(),
            scrollback_rows: self.grid.total_lines(),
            physical_top,
            scrollback_top: self.scrollback_top(),
            viewport_top: physical_top - self.grid.display_offset() as i64,
            pixel_width: size.pixel_width,
            pixel_height: size.pixel_height,
            dpi: size.dpi,
        }
    }

    fn stable(&self, line: Line) -> StableRow {
        self.physical_top() + i64::from(line.0)
    }

    fn line(&self, row: StableRow) -> Option<Line> {
        (row >= self.scrollback_top() && row < self.bottom())
            .then(|| i32::try_from(row - self.physical_top()).ok().map(Line))
            .flatten()
    }

    fn stable_row(&self, row: StableRow) -> Option<&Row<Square>> {
        self.line(row).map(|line| &self.grid[line])
    }

    fn cursor_point(&self) -> Point {
        let pos = self.grid.cursor.pos;
        Point::new(self.stable(pos.row), pos.col.0)
    }

    /// What is combined with a cell's character.
    fn marks(&self, square: Square) -> &[char] {
        square
            .extras_id_checked()
            .and_then(|id| self.grid.extras_table.get(id))
            .map_or(&[][..], |extras| &extras.zerowidth)
    }

    /// Moves the cursor, clamped to the screen, margins not considered.
    fn move_to(&mut self, row: usize, col: usize) {
        let row = row.min(self.grid.screen_lines() - 1);
        self.grid.cursor.pos.row = Line(i32::try_from(row).unwrap_or(0));
        self.grid.cursor.pos.col = Column(col.min(self.grid.columns() - 1));
        self.grid.cursor.should_wrap = false;
        // The row it comes from shows the same text as before.
        self.damage_cursor();
    }

    fn is_wrapped(&self, row: StableRow) -> bool {
        self.stable_row(row)
            .and_then(|row| row.last())
            .is_some_and(|cell| cell.wrapline())
    }

    fn logical_start(&self, row: StableRow) -> StableRow {
        let floor = self.scrollback_top().max(row - MAX_LOGICAL_ROWS);
        let mut row = row;
        while row > floor && self.is_wrapped(row - 1) {
            row -= 1;
        }
        row
    }

    fn logical_end(&self, row: StableRow) -> StableRow {
        let ceiling = (self.bottom() - 1).min(row + MAX_LOGICAL_ROWS);
        let mut row = row;
        while row < ceiling && self.is_wrapped(row) {
            row += 1;
        }
        row
    }

    /// How many logical lines start on the screen, down to the cursor's row.
    fn lines_above_cursor(&self) -> usize {
        let top = self.physical_top();
        (top..=self.cursor_point().row)
            .filter(|row| !self.is_wrapped(row - 1))
            .count()
    }

    /// Brings back what a narrower grid pushed into the scrollback although
    /// there are blank rows below the text: rio-vt keeps the blank rows.
    fn keep_lines_on_screen(&mut self, lines: usize, size: TerminalSize) {
        let (top, bottom) = (self.physical_top(), self.bottom());
        let cursor = self.cursor_point().row;
        let first = (self.scrollback_top()..=cursor)
            .rev()
            .filter(|row| !self.is_wrapped(row - 1))
            .nth(lines.saturating_sub(1));
        let Some(hidden) = first.and_then(|row| usize::try_from(top - row).ok()) else {
            return;
        };
        let blank = (cursor + 1..bottom)
            .rev()
            .take_while(|row| self.stable_row(*row).is_some_and(Row::is_clear))
            .count();
        let pulled = hidden.min(blank);
        if lines == 0 || pulled == 0 || self.grid.display_offset() > 0 {
            return;
        }
        // Growing takes rows from the scrollback, shrinking drops blank ones.
        let mut taller = size;
        taller.rows = self.grid.screen_lines() + pulled;
        self.resize(grid_size(taller));
        self.resize(grid_size(size));
    }
}

pub(crate) type SavedGridCursor = rio_vt::crosswords::pos::Cursor<Square>;

/// The cells of the screen as the grid keeps them. They mean the same only
/// to the same grid, and only as long as nothing is printed on it.
#[derive(Debug)]
pub(crate) struct ScreenCopy(Vec<Row<Square>>);

impl ScreenCopy {
    pub(crate) fn take(vt: &Vt) -> Self {
        let rows = 0..vt.grid.screen_lines() as i32;
        Self(rows.map(|row| vt.grid[Line(row)].clone()).collect())
    }

    /// Writes as much as fits of the copy, from the left and from so many rows
    /// below its top.
    pub(crate) fn put_back(self, vt: &mut Vt, skipped: usize) {
        let cols = vt.grid.columns();
        let rows = vt.grid.screen_lines();
        for (i, from) in self.0.iter().skip(skipped).take(rows).enumerate() {
            let row = &mut vt.grid[Line(i as i32)];
            let len = from.len().min(cols);
            row[Column(0)..Column(len)].copy_from_slice(&from[Column(0)..Column(len)]);
            row.has_styles |= from.has_styles;
            row.has_extras |= from.has_extras;
            row.kitty_virtual_placeholder |= from.kitty_virtual_placeholder;
        }
        vt.mark_fully_damaged();
    }
}

/// The cell's character as it shows: blanks and tabs are spaces.
pub(crate) fn shown_char(square: Square) -> char {
    if square.is_bg_only() || matches!(square.wide(), Wide::LeadingSpacer) {
        return ' ';
    }
    match square.c() {
        c if c.is_control() => ' ',
        // Stands for a piece of a kitty image; no font has it.
        '\u{10eeee}' => ' ',
        c => c,
    }
}
