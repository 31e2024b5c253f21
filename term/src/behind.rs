//! The main screen while the alternate one is shown.
//!
//! Of sizes that come meanwhile it gets the last one only, when it is shown
//! again: to wrap 100,000 lines of scrollback takes longer than a frame has, and
//! nobody sees it. Until then its grid has the size that it had.

use crate::core::Core;
use crate::vt::{self, GridExt as _};
use rio_vt::ansi::mode::{NamedPrivateMode, PrivateMode};
use rio_vt::crosswords::grid::{Dimensions as _, Grid};
use rio_vt::crosswords::pos::Line;
use rio_vt::performer::handler::Handler as _;
use std::sync::atomic::Ordering;
use wezterm_types::TerminalSize;

impl Core {
    /// Another size while the alternate screen is shown, which is cut off at
    /// the right, and at the top where the cursor would not be seen.
    pub(crate) fn resize_alternate(&mut self, size: TerminalSize) {
        let (rows, cols) = (self.vt.grid.screen_lines(), self.vt.grid.columns());
        self.behind_alternate(|core| {
            // Images move with the rows that they are on.
            core.main_waits = !core.has_images();
            if !core.main_waits {
                core.wrap_main(size);
                return;
            }
            let stand_in = Grid::new(rows, cols, 0);
            let main = std::mem::replace(&mut core.vt.grid, stand_in);
            core.vt.resize(vt::grid_size(size));
            core.vt.grid = main;
        });
    }

    /// Gives the main screen, which is shown, its size.
    fn wrap_main(&mut self, size: TerminalSize) {
        let place = self.vt.grid.cursor.pos;
        let update = self.vt.sync_update_started;
        self.wrapping.store(true, Ordering::Release);
        self.resize_main(size);
        self.wrapping.store(false, Ordering::Release);
        if update.is_some() {
            // A new size ended it, which is not news for the program.
            self.vt
                .set_private_mode(PrivateMode::Named(NamedPrivateMode::SyncUpdate));
            self.vt.sync_update_started = update;
        }
        // Mode 1049 saved the cursor's place: it moves with the text.
        if let Some(saved) = self.main_saved.as_mut().filter(|saved| saved.pos == place) {
            saved.pos = self.vt.grid.cursor.pos;
        }
    }

    /// The main screen, which is shown, gets the size that it waits for, if it
    /// does. Margins are those of both screens.
    pub(crate) fn catch_up(&mut self) {
        if std::mem::take(&mut self.main_waits) {
            self.wrap_main(self.size);
            self.apply_margins();
        }
    }

    /// The same behind the alternate screen, for those who look at both.
    pub(crate) fn catch_up_behind(&mut self) {
        if self.main_waits {
            self.behind_alternate(Self::catch_up);
        }
    }

    /// Calls `f` with the main screen in front. What the alternate one holds is
    /// put back afterwards.
    fn behind_alternate(&mut self, f: impl FnOnce(&mut Self)) {
        let copy = vt::ScreenCopy::take(&self.vt);
        let mut cursor = self.vt.grid.cursor.clone();
        let saved = self.vt.grid.saved_cursor.clone();
        // Those of sixel and iTerm2; they would go with the text.
        let mut images = std::mem::take(&mut self.vt.graphics.atlas_placements);
        let top = self.vt.scrollback_top();
        self.vt.swap_alt();
        f(self);
        self.vt.swap_alt();
        let row = usize::try_from(cursor.pos.row.0).unwrap_or(0);
        let skipped = (row + 1).saturating_sub(self.vt.grid.screen_lines());
        copy.put_back(&mut self.vt, skipped);
        let new_top = self.vt.scrollback_top();
        images.retain_mut(|image| {
            image.abs_row += new_top - top - skipped as i64;
            image.abs_row >= new_top
        });
        self.vt.graphics.atlas_placements = images;
        self.vt.graphics.recount_atlas_keys();
        self.vt.send_graphics_updates();
        cursor.pos.row = Line(i32::try_from(row - skipped).unwrap_or(0));
        self.vt.grid.cursor = cursor;
        self.vt.grid.saved_cursor = saved;
        self.clamp_cursor();
    }
}
