//! What a terminal shows at another width, before all of its scrollback is
//! wrapped anew: a copy of the rows on the screen and of some above.

use crate::core::Core;
use crate::snapshot::Snapshot;
use crate::terminal::Terminal;
use crate::vt::GridExt as _;
use rio_vt::ansi::mode::{NamedPrivateMode, PrivateMode};
use rio_vt::crosswords::Mode;
use rio_vt::crosswords::grid::Dimensions;
use rio_vt::crosswords::grid::storage::Storage;
use rio_vt::crosswords::pos::Line;
use rio_vt::performer::handler::Handler;
use wezterm_types::TerminalSize;

/// Rows above the screen that are taken along, as a multiple of those on it: a
/// wider screen shows some of them. They are copied and wrapped for each size.
const SCREENS_ABOVE: usize = 2;

/// See the module. It takes no input and shows what the terminal did when it was
/// made.
#[derive(Debug)]
pub struct Preview {
    /// As the terminal was: where lines are cut depends on the widths before.
    base: Core,
    shown: Option<Core>,
    /// There is more above than was taken along.
    is_cut: bool,
}

impl Terminal {
    /// The part of the terminal that is shown, which is wrapped anew in no time.
    ///
    /// `None` where what is shown is not just the end of the text: of the
    /// alternate screen, with images, scrolled back, or during a synchronized
    /// update.
    pub fn preview(&mut self) -> Option<Preview> {
        let core = &self.core;
        let is_plain = !core.is_alt()
            && !core.in_sync()
            && !core.has_images()
            && core.vt.grid.display_offset() == 0;
        if !is_plain {
            return None;
        }
        let above = core.vt.grid.history_size();
        let base = self.core.excerpt();
        let is_cut = base.vt.grid.history_size() < above;
        Some(Preview {
            base,
            shown: None,
            is_cut,
        })
    }
}

impl Preview {
    /// Gives it a size, whatever it had before; whether it knows all that the
    /// terminal will show.
    pub fn resize(&mut self, size: TerminalSize) -> bool {
        let shown = self.shown.insert(self.base.excerpt());
        shown.resize(size);
        !(self.is_cut && shown.vt.grid.history_size() == 0)
    }

    /// Makes `snap` a snapshot of what is shown. Rows are not counted as those
    /// of the terminal.
    pub fn snapshot(&mut self, snap: &mut Snapshot) {
        *snap = Snapshot::default();
        self.shown.as_mut().unwrap_or(&mut self.base).snapshot(snap);
    }
}

impl Core {
    /// A copy of the rows on the screen, and of some above it.
    fn excerpt(&mut self) -> Self {
        let (rows, cols) = (self.vt.grid.screen_lines(), self.vt.grid.columns());
        let above = self.vt.grid.history_size();
        // From the beginning of a line on.
        let top = self.vt.physical_top();
        let kept = (1..=above.min(rows * SCREENS_ABOVE))
            .rev()
            .find(|kept| !self.vt.is_wrapped(top - *kept as i64 - 1))
            .unwrap_or(0);
        // The tables of styles and links belong to the grid, which is copied
        // without its rows.
        let all = std::mem::replace(&mut self.vt.grid.raw, Storage::with_capacity(1, 1));
        let mut grid = self.vt.grid.clone();
        self.vt.grid.raw = all;
        grid.raw = Storage::with_capacity(rows, cols);
        grid.raw.initialize(kept, cols);
        for line in (-(kept as i32)..rows as i32).map(Line) {
            grid[line].copy_from(&self.vt.grid[line]);
        }

        let mut core = Self::new(self.size, self.config.clone());
        core.vt.grid = grid;
        if !self.vt.mode().contains(Mode::SHOW_CURSOR) {
            let cursor = PrivateMode::Named(NamedPrivateMode::ShowCursor);
            core.vt.unset_private_mode(cursor);
        }
        core.modes = self.modes.clone();
        core.modes.report_resize = false;
        core.palette = self.palette.clone();
        core.copy_cursor_style(self);
        core.selection = self.selection.as_ref().map(|selection| {
            // Its rows are those of fewer above.
            selection.shifted(&core.vt, kept as i64 - above as i64)
        });
        core
    }
}
