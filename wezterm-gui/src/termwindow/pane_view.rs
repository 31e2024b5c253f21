//! One pane as a window shows it: the newest snapshot of its terminal, and the
//! quads of its rows, kept for as long as a row stays as it is. A row that
//! scrolls keeps its quads and only moves.

use crate::colors::{BlinkPhase, ColorRules};
use crate::text_row::TextRow;
use config::structs::AllowSquareGlyphOverflow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};
use term::{CellAttrs, Palette, Snapshot, SnapshotRow, StableRow};
use wezterm_font::{FontSet, FontSetId};
use wezterm_render::{QuadPool, Quads, RectF, Strip, StripId};

/// What the quads of every row depend on, besides the row.
#[derive(Clone, Debug, PartialEq)]
struct Surroundings {
    rules: ColorRules,
    overflow: AllowSquareGlyphOverflow,
    palette: Arc<Palette>,
    fonts: FontSetId,
}

/// The quads of one row.
#[derive(Debug)]
struct CachedRow {
    generation: u64,
    /// Never used twice within a view, so a painter can compare it.
    revision: u64,
    quads: Quads,
    /// Text of the row blinks slowly, rapidly.
    blinks: (bool, bool),
    /// The phase it was built in.
    phase: BlinkPhase,
}

impl CachedRow {
    /// Whether it shows this row in this phase of blinking.
    fn shows(&self, row: &SnapshotRow, phase: BlinkPhase) -> bool {
        self.generation == row.generation
            && (!self.blinks.0 || self.phase.slow == phase.slow)
            && (!self.blinks.1 || self.phase.rapid == phase.rapid)
    }
}

/// The view of one pane in one window.
#[derive(Debug, Default)]
pub(crate) struct PaneView {
    /// Owned by this view; rows are shared with nobody.
    pub(crate) snapshot: Snapshot,
    /// Which preview the snapshot is of, if of any.
    preview: Option<u64>,
    /// The first row of the viewport and how much of it is hidden, 0 to 1: from
    /// touchpads.
    part: Option<(StableRow, f64)>,
    surroundings: Option<Surroundings>,
    rows: HashMap<StableRow, CachedRow>,
    next_revision: u64,
    scratch: TextRow,
    pool: QuadPool,
    /// Rows that were shaped and turned into quads, ever.
    built: u64,
    /// Time the last call of [`PaneView::strips`] took to build rows, if it
    /// built any.
    shaping: Option<Duration>,
}

impl PaneView {
    /// Brings the snapshot up to date. The pane's lock is held only to copy
    /// the rows that changed. While it is held for longer, to wrap a long
    /// scrollback anew, the snapshot is of a preview.
    pub(crate) fn update(&mut self, pane: &mux::Pane, window: term::WindowState) {
        let is_previewed = pane.with_preview(|number, preview| {
            if self.preview != Some(number) {
                preview.snapshot(&mut self.snapshot);
                self.forget_rows();
                self.preview = Some(number);
                self.part = None;
            }
        });
        if is_previewed.is_some() {
            return;
        }
        if pane.is_resizing() && self.snapshot.generation != 0 {
            // What it showed is good enough for this frame; news of it follows.
            return;
        }
        let mut terminal = pane.lock_terminal();
        if self.preview.take().is_some() {
            // Its rows have other numbers.
            self.snapshot = Snapshot::default();
            self.forget_rows();
        }
        terminal.set_window_state(window);
        if terminal.generation() != self.snapshot.generation {
            terminal.snapshot(&mut self.snapshot);
            // Scrolled by other means, it is at whole rows again.
            let top = self.snapshot.dims.viewport_top;
            self.part = self.part.filter(|(of, _)| *of == top);
        }
    }

    /// Moves the viewport by so many lines, negative is up, and parts of them.
    pub(crate) fn scroll(&mut self, terminal: &mut term::Terminal, lines: f64) {
        /// Hundredths of a pixel are rounding errors.
        const NOTHING: f64 = 1.0 / 1024.0;
        let dims = terminal.dimensions();
        let most = (dims.physical_top - dims.scrollback_top) as f64;
        let behind = (dims.physical_top - dims.viewport_top) as f64;
        let behind = (behind - self.hidden_part(dims.viewport_top) - lines).clamp(0.0, most);
        let whole = if (behind - behind.round()).abs() < NOTHING {
            behind.round()
        } else {
            behind.ceil()
        };
        let top = dims.physical_top - whole as StableRow;
        terminal.scroll_viewport(term::ViewportScroll::To(top));
        self.part = Some((top, (whole - behind).max(0.0)));
    }

    /// Rows are in their places again.
    pub(crate) fn show_whole_rows(&mut self) {
        self.part = None;
    }

    /// How much of the first row is hidden, if that is its number.
    fn hidden_part(&self, top: StableRow) -> f64 {
        match self.part {
            Some((of, part)) if of == top => part,
            _ => 0.0,
        }
    }

    /// Pixels by which the rows lie above their places, less than a cell.
    pub(crate) fn shift(&self, cell_height: u32) -> f32 {
        match &self.snapshot.below {
            Some(_) => {
                let part = self.hidden_part(self.snapshot.dims.viewport_top);
                (part * f64::from(cell_height)).round() as f32
            }
            None => 0.0,
        }
    }

    /// Time spent on building rows since the last call; `None` when none was
    /// built.
    pub(crate) fn take_shaping_time(&mut self) -> Option<Duration> {
        self.shaping.take()
    }

    /// Rows built since the view was made.
    pub(crate) fn rows_built(&self) -> u64 {
        self.built
    }

    /// Appends a strip for each row, the first `shift` pixels above the top of
    /// `area` (physical pixels), to which all are cut off: the snapshot may be
    /// of another size while its terminal is busy with the new one.
    /// `pane` tells the strips of panes apart. Returns whether text blinks
    /// slowly, rapidly.
    pub(crate) fn strips(
        &mut self,
        pane: mux::PaneId,
        (rules, phase): (&ColorRules, BlinkPhase),
        overflow: AllowSquareGlyphOverflow,
        fonts: &mut FontSet,
        (area, shift): (RectF, f32),
        out: &mut Vec<Strip>,
    ) -> (bool, bool) {
        let surroundings = Surroundings {
            rules: rules.clone(),
            overflow,
            palette: self.snapshot.palette.clone(),
            fonts: fonts.id(),
        };
        if self.surroundings.as_ref() != Some(&surroundings) {
            self.forget_rows();
        }
        let metrics = fonts.metrics();
        let height = metrics.cell_height as f32;
        let width = (self.snapshot.dims.cols as u32 * metrics.cell_width) as f32;
        let (origin, width) = ((area.x, area.y - shift), width.min(area.width));
        let shown = ((area.height + shift) / height).ceil() as usize;
        let mut blinking = (false, false);
        let rows = self.snapshot.rows.iter().chain(&self.snapshot.below);
        for (index, row) in rows.enumerate().take(shown) {
            let fresh = self
                .rows
                .get(&row.stable)
                .is_some_and(|cached| cached.shows(row, phase));
            if !fresh {
                let started = Instant::now();
                self.next_revision += 1;
                self.built += 1;
                self.scratch.overflow = overflow;
                let blinks = fill(&mut self.scratch, row, &surroundings, phase);
                let scratch = &self.scratch;
                let cached = CachedRow {
                    generation: row.generation,
                    revision: self.next_revision,
                    quads: self.pool.make(|out| scratch.quads_into(fonts, out)),
                    blinks,
                    phase,
                };
                if let Some(old) = self.rows.insert(row.stable, cached) {
                    self.pool.retire(old.quads);
                }
                let taken = started.elapsed();
                self.shaping = Some(self.shaping.unwrap_or_default() + taken);
            }
            let Some(cached) = self.rows.get(&row.stable) else {
                continue;
            };
            blinking.0 |= cached.blinks.0;
            blinking.1 |= cached.blinks.1;
            let at = (origin.0, origin.1 + index as f32 * height);
            out.push(Strip {
                id: StripId::pane_row(pane, row.stable),
                revision: cached.revision,
                origin: at,
                clip: RectF::new(at.0, at.1, width, height).within(area),
                quads: cached.quads.clone(),
            });
        }
        self.surroundings = Some(surroundings);
        self.forget_far_rows();
        blinking
    }

    /// Keeps nothing of the rows built so far.
    fn forget_rows(&mut self) {
        for (_, row) in self.rows.drain() {
            self.pool.retire(row.quads);
        }
    }

    /// Keeps the rows shown and about as many beside them, for scrolling.
    fn forget_far_rows(&mut self) {
        let shown = self.snapshot.rows.len().max(1);
        if self.rows.len() > 3 * shown {
            let top = self.snapshot.dims.viewport_top;
            self.keep_rows(top - shown as StableRow..top + 2 * shown as StableRow);
        }
    }

    fn keep_rows(&mut self, keep: Range<StableRow>) {
        let pool = &mut self.pool;
        self.rows.retain(|stable, row| {
            let near = keep.contains(stable);
            if !near {
                pool.retire(std::mem::take(&mut row.quads));
            }
            near
        });
    }

    /// Nothing is going to change for a while: keeps only what is shown, and
    /// memory for the row that changes next.
    pub(crate) fn rest(&mut self) {
        let top = self.snapshot.dims.viewport_top;
        self.keep_rows(top..top + self.snapshot.rows.len() as StableRow + 1);
        self.pool.shrink_to(1);
    }
}

/// Resolves a row of the terminal into looks; returns whether any of its text
/// blinks slowly, rapidly.
fn fill(
    out: &mut TextRow,
    row: &SnapshotRow,
    surroundings: &Surroundings,
    phase: BlinkPhase,
) -> (bool, bool) {
    out.clear();
    out.size = row.size;
    let mut blinks = (false, false);
    let selection = row.selection.clone().unwrap_or(0..0);
    let mut add = |col: usize, rtl: bool| {
        let Some(cell) = row.cells.get(col).filter(|cell| cell.width > 0) else {
            return;
        };
        let selected = selection.contains(&col);
        blinks.0 |= cell.attrs.contains(CellAttrs::BLINK_SLOW);
        blinks.1 |= cell.attrs.contains(CellAttrs::BLINK_FAST);
        let look = surroundings
            .rules
            .look(cell, &surroundings.palette, selected, phase);
        let mut buf = [0; 4];
        let text = row.cell_text(cell, &mut buf);
        out.push_directed(text, usize::from(cell.width), look, rtl);
    };
    match &row.order {
        None => (0..row.cells.len()).for_each(|col| add(col, false)),
        Some(order) => (0..row.cells.len())
            .map(|at| order.logical(at))
            .for_each(|col| add(col, order.is_rtl(col))),
    }
    blinks
}

#[cfg(test)]
#[path = "pane_view_directions.rs"]
mod directions;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_at_rest_keeps_the_rows_shown() {
        let mut view = PaneView::default();
        let size = wezterm_types::TerminalSize {
            rows: 5,
            cols: 10,
            ..Default::default()
        };
        let mut terminal = term::Terminal::new(size, term::TerminalConfig::default());
        // Ten of the lines are above the screen.
        terminal.advance("line\r\n".repeat(14).as_bytes());
        terminal.snapshot(&mut view.snapshot);
        for stable in 0..30 {
            let row = CachedRow {
                generation: 1,
                revision: 1,
                quads: Quads::default(),
                blinks: (false, false),
                phase: BlinkPhase { slow: 0, rapid: 0 },
            };
            view.rows.insert(stable, row);
        }
        view.rest();
        // A part of one more shows while the viewport is between two rows.
        let mut kept: Vec<_> = view.rows.into_keys().collect();
        kept.sort_unstable();
        assert_eq!(kept, [10, 11, 12, 13, 14, 15]);
    }
}
