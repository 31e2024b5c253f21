//! What is shown now, kept row by row so that a snapshot copies only what
//! has changed. A row is compared before it is renewed: rewriting a line with
//! the same text moves no generation.

use crate::bidi::{self, LineDirection, VisualOrder};
use crate::cell::{Cell, CellExtra, Hyperlink};
use crate::config::CursorStyle;
use crate::images::ImagePlacement;
use crate::line_size::{LineSize, LineSizes};
use crate::palette::Palette;
use crate::selection::Selection;
use crate::snapshot::{CursorSnapshot, RenderableDimensions, Snapshot, SnapshotRow, StableRow};
use crate::style;
use crate::vt::{GridExt as _, Vt, shown_char};
use rio_vt::crosswords::Mode;
use rio_vt::crosswords::grid::Grid;
use rio_vt::crosswords::grid::row::Row;
use rio_vt::crosswords::pos::Line;
use rio_vt::crosswords::square::{Square, Wide};
use rio_vt::event::TerminalDamage;
use std::sync::Arc;

/// The state a frame is made of besides the grid.
pub(crate) struct Context<'a> {
    pub(crate) generation: u64,
    pub(crate) dims: RenderableDimensions,
    pub(crate) cursor_style: CursorStyle,
    pub(crate) palette: Arc<Palette>,
    pub(crate) reverse_video: bool,
    pub(crate) mouse_grabbed: bool,
    pub(crate) selection: Option<&'a Selection>,
    pub(crate) images: Vec<ImagePlacement>,
    pub(crate) line_sizes: &'a LineSizes,
    /// The direction of lines; `None` shows all columns in their order.
    pub(crate) bidi: Option<LineDirection>,
}

#[derive(Debug)]
pub(crate) struct Frame {
    shown: Snapshot,
    next_row_generation: u64,
    /// The terminal has moved on since the last refresh.
    pub(crate) stale: bool,
    cells: Vec<Cell>,
    extras: Vec<CellExtra>,
    /// Memory of the rows before those that are shown, to use again.
    spare_rows: Vec<SnapshotRow>,
    /// Cells of rows that were replaced; snapshots may still hold them.
    retired: Vec<Arc<[Cell]>>,
    /// What most rows have.
    no_extras: Arc<[CellExtra]>,
    /// What the rows shown were ordered by.
    bidi: Option<LineDirection>,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            shown: Snapshot::default(),
            next_row_generation: 1,
            stale: true,
            cells: Vec::new(),
            extras: Vec::new(),
            spare_rows: Vec::new(),
            retired: Vec::new(),
            no_extras: Arc::new([]),
            bidi: None,
        }
    }
}

impl Frame {
    pub(crate) fn shown(&self) -> &Snapshot {
        &self.shown
    }

    pub(crate) fn refresh(&mut self, vt: &mut Vt, context: &Context<'_>) {
        let dims = context.dims;
        // Rows below a scroll region stay in place while the rows above them
        // go into the scrollback, so their numbers change unnoticed.
        let all = vt.peek_damage_event() == Some(TerminalDamage::Full)
            || self.shown.dims.physical_top != dims.physical_top
            || self.shown.alt_screen != vt.mode().contains(Mode::ALT_SCREEN);
        let before = self.next_row_generation;
        let mut old = std::mem::take(&mut self.shown.rows);
        old.extend(self.shown.below.take());
        let old_top = old.first().map_or(0, |row| row.stable);
        let mut rows = std::mem::take(&mut self.spare_rows);
        let offset = (dims.physical_top - dims.viewport_top) as i32;
        // Scrolled back, one more is there for who shows parts of rows.
        let count = dims.viewport_rows + usize::from(offset > 0);
        rows.reserve(count);
        for i in 0..count {
            let stable = dims.viewport_top + i as i64;
            let line = Line(i as i32 - offset);
            let selection = context
                .selection
                .and_then(|selection| selection.columns(stable, dims.cols));
            let size = context.line_sizes.get(stable);
            let known = usize::try_from(stable - old_top)
                .ok()
                .and_then(|i| old.get_mut(i))
                .filter(|row| row.stable == stable && row.cells.len() == dims.cols);
            let row = &vt.grid[line];
            let renewed = match &known {
                Some(_) if !all && !row.dirty => None,
                Some(known) => {
                    self.read_row(&vt.grid, row, dims.cols);
                    let wrapped = row.last().is_some_and(|cell| cell.wrapline());
                    let same = *known.cells == *self.cells
                        && *known.extras == *self.extras
                        && known.wrapped == wrapped;
                    (!same).then_some(wrapped)
                }
                None => {
                    self.read_row(&vt.grid, row, dims.cols);
                    Some(row.last().is_some_and(|cell| cell.wrapline()))
                }
            };
            vt.grid[line].dirty = false;
            rows.push(match (known, renewed) {
                (Some(known), None) if known.selection == selection && known.size == size => {
                    known.clone()
                }
                (Some(known), None) => SnapshotRow {
                    generation: self.next_generation(),
                    selection,
                    size,
                    ..known.clone()
                },
                (known, wrapped) => {
                    if let Some(known) = known
                        && self.retired.len() < dims.viewport_rows
                    {
                        self.retired.push(Arc::clone(&known.cells));
                    }
                    SnapshotRow {
                        size,
                        ..self.new_row(stable, wrapped.unwrap_or(false), selection)
                    }
                }
            });
        }
        old.clear();
        self.spare_rows = old;
        if context.bidi.is_some() || self.bidi.is_some() {
            self.order(vt, &mut rows, before, context.bidi);
        }
        let below = rows.pop_if(|_| offset > 0);
        vt.reset_damage();
        self.stale = false;
        // Most of the time there are none, and none before.
        let images = if *self.shown.images == *context.images {
            Arc::clone(&self.shown.images)
        } else {
            context.images.as_slice().into()
        };
        self.shown = Snapshot {
            generation: context.generation,
            cursor: cursor(vt, &rows, offset, context),
            rows,
            below,
            dims,
            palette: Arc::clone(&context.palette),
            reverse_video: context.reverse_video,
            alt_screen: vt.mode().contains(Mode::ALT_SCREEN),
            mouse_grabbed: context.mouse_grabbed,
            images,
        };
    }

    fn next_generation(&mut self) -> u64 {
        self.next_row_generation += 1;
        self.next_row_generation
    }

    fn new_row(
        &mut self,
        stable: StableRow,
        wrapped: bool,
        selection: Option<std::ops::Range<usize>>,
    ) -> SnapshotRow {
        SnapshotRow {
            generation: self.next_generation(),
            stable,
            cells: self.share_cells(),
            extras: if self.extras.is_empty() {
                Arc::clone(&self.no_extras)
            } else {
                self.extras.as_slice().into()
            },
            wrapped,
            selection,
            order: None,
            size: LineSize::default(),
        }
    }

    /// Orders the rows by the directions of their lines: of those lines in
    /// which a row is new, that is, of a generation after `before`, and of those
    /// of which a part is not shown.
    fn order(
        &mut self,
        vt: &Vt,
        rows: &mut [SnapshotRow],
        before: u64,
        bidi: Option<LineDirection>,
    ) {
        let all = std::mem::replace(&mut self.bidi, bidi) != bidi;
        let mut start = 0;
        while start < rows.len() {
            let rest = &rows[start..];
            let wrapped = rest.iter().take_while(|row| row.wrapped).count();
            let end = (start + wrapped + 1).min(rows.len());
            let line = &rows[start..end];
            let is_cut = (start == 0
                && line
                    .first()
                    .is_some_and(|row| vt.is_wrapped(row.stable - 1)))
                || line.last().is_some_and(|row| row.wrapped);
            // What was one line with this may have come to end before it.
            let follows_new = start > 0 && rows[start - 1].generation > before;
            if all || is_cut || follows_new || line.iter().any(|row| row.generation > before) {
                let orders = bidi.and_then(|direction| line_orders(vt, line, direction));
                let mut orders = orders.unwrap_or_default().into_iter();
                for row in &mut rows[start..end] {
                    // Of lines of double size only a half is on the screen.
                    let order = orders.next().flatten();
                    let order = order.filter(|_| row.size == LineSize::Single);
                    if row.order.as_deref() != order.as_ref() {
                        row.order = order.map(Arc::new);
                        row.generation = self.next_generation();
                    }
                }
            }
            start = end;
        }
    }

    /// The cells just read, in memory that no snapshot holds any more where
    /// there is some of that size.
    fn share_cells(&mut self) -> Arc<[Cell]> {
        let unused = self
            .retired
            .iter()
            .position(|cells| Arc::strong_count(cells) == 1 && cells.len() == self.cells.len());
        if let Some(at) = unused {
            let mut cells = self.retired.swap_remove(at);
            if let Some(memory) = Arc::get_mut(&mut cells) {
                memory.copy_from_slice(&self.cells);
                return cells;
            }
        }
        self.retired.retain(|cells| cells.len() == self.cells.len());
        self.cells.as_slice().into()
    }

    fn read_row(&mut self, grid: &Grid<Square>, row: &Row<Square>, cols: usize) {
        read_row(grid, row, cols, &mut self.cells, &mut self.extras);
    }
}

/// Rows of a line above and below those shown that are looked at for its order.
const MOST_HIDDEN_ROWS: usize = 100;

/// The orders of the rows of a line, or of that part of it that is shown;
/// `None` where all of it is shown as it is.
fn line_orders(
    vt: &Vt,
    line: &[SnapshotRow],
    direction: LineDirection,
) -> Option<Vec<Option<VisualOrder>>> {
    let (first, last) = (line.first()?, line.last()?);
    let cols = first.cells.len();
    let hidden = |stable: StableRow| {
        let (mut cells, mut extras) = (Vec::with_capacity(cols), Vec::new());
        read_row(
            &vt.grid,
            vt.stable_row(stable)?,
            cols,
            &mut cells,
            &mut extras,
        );
        Some((cells, extras))
    };
    let mut above: Vec<_> = (1..)
        .map(|n| first.stable - n)
        .take_while(|row| vt.is_wrapped(*row))
        .take(MOST_HIDDEN_ROWS)
        .map_while(hidden)
        .collect();
    above.reverse();
    let below: Vec<_> = (last.stable..)
        .take_while(|row| vt.is_wrapped(*row))
        .take(MOST_HIDDEN_ROWS)
        .map_while(|row| hidden(row + 1))
        .collect();
    let mut rows: Vec<bidi::RowText<'_>> = Vec::new();
    rows.extend(above.iter().map(|(c, e)| (&c[..], &e[..])));
    rows.extend(line.iter().map(|row| (&row.cells[..], &row.extras[..])));
    rows.extend(below.iter().map(|(c, e)| (&c[..], &e[..])));
    if !rows.iter().any(|row| bidi::may_reorder(*row, direction)) {
        return None;
    }
    let mut orders = bidi::orders(&rows, direction);
    orders.drain(..above.len());
    orders.truncate(line.len());
    Some(orders)
}

fn cursor(vt: &Vt, rows: &[SnapshotRow], offset: i32, context: &Context<'_>) -> CursorSnapshot {
    let pos = vt.grid.cursor.pos;
    let row = usize::try_from(pos.row.0 + offset).unwrap_or(usize::MAX);
    let cells = rows.get(row).map_or(&[][..], |row| &row.cells[..]);
    let width = |col: usize| cells.get(col).map_or(1, |cell| cell.width);
    let mut col = pos.col.0;
    if width(col) == 0 {
        col = col.saturating_sub(1);
    }
    CursorSnapshot {
        row: row.min(rows.len()),
        col,
        stable: context.dims.physical_top + i64::from(pos.row.0),
        style: context.cursor_style,
        visible: row < rows.len() && vt.mode().contains(Mode::SHOW_CURSOR),
        wide: width(col) == 2,
    }
}

/// Reads a row of the grid as cells. Wide characters come out paired even
/// where an overwrite left half of one in the grid, and rows of an older,
/// smaller width are padded.
pub(crate) fn read_row(
    grid: &Grid<Square>,
    row: &Row<Square>,
    cols: usize,
    cells: &mut Vec<Cell>,
    extras: &mut Vec<CellExtra>,
) {
    cells.clear();
    extras.clear();
    // Neighbours mostly share their style and their link.
    let mut template = (None, Cell::default());
    let mut link: (Option<u16>, Option<Arc<Hyperlink>>) = (None, None);
    for (col, &square) in row.inner.iter().take(cols).enumerate() {
        // A plain character: nothing but its code point is set.
        if square.raw() < 1 << 21 {
            let c = shown_char(square);
            cells.push(Cell {
                c,
                ..Cell::default()
            });
            continue;
        }
        let style_id = square.style_id_checked();
        let mut cell = match style_id {
            Some(id) => {
                if template.0 != Some(id) {
                    template = (Some(id), style::cell_of(&grid.style_of(&square)));
                }
                template.1
            }
            None => style::cell_of(&grid.style_of(&square)),
        };
        cell.c = shown_char(square);
        if square.c() == '\0' && !square.is_bg_only() {
            // Never written: blank, whatever attributes the row was cleared with.
            cell = Cell {
                bg: cell.bg,
                ..Cell::default()
            };
        }
        match square.wide() {
            Wide::Wide if !square.is_bg_only() => {
                let next = row.inner.get(col + 1).filter(|_| col + 1 < cols);
                let paired = next.is_some_and(|next| !next.is_bg_only() && next.is_spacer());
                if paired {
                    cell.width = 2;
                } else {
                    cell.c = ' ';
                }
            }
            Wide::Spacer if !square.is_bg_only() => {
                cell.c = ' ';
                if cells.last().is_some_and(|before: &Cell| before.width == 2) {
                    cell.width = 0;
                }
            }
            _ => {}
        }
        if cell.width > 0
            && (cell.c != ' ' || square.has_hyperlink())
            && let Some(id) = square.extras_id_checked()
            && let Some(found) = grid.extras_table.get(id)
        {
            if link.0 != Some(id) {
                link = (
                    Some(id),
                    found.hyperlink.as_ref().map(|link| {
                        Arc::new(Hyperlink {
                            id: link.id().to_owned(),
                            uri: link.uri().to_owned(),
                        })
                    }),
                );
            }
            let text = (!found.zerowidth.is_empty()).then(|| {
                let cluster = std::iter::once(cell.c).chain(found.zerowidth.iter().copied());
                cluster.collect::<String>().into()
            });
            let extra = CellExtra {
                text,
                hyperlink: link.1.clone(),
            };
            if extra != CellExtra::default() {
                if extras.last() != Some(&extra) {
                    extras.push(extra);
                }
                cell.extra = extras.len() as u32;
            }
        }
        cells.push(cell);
    }
    cells.resize(cols, Cell::default());
}
