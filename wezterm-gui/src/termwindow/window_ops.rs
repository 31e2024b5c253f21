//! What programs ask of the window by escape sequences (XTWINOPS), where the
//! user allows it, and what they are told about it.

use super::TermWindow;
use super::geometry::Layout;
use crate::shared::Shared;
use mux::PaneId;
use std::time::{Duration, Instant};
use term::{WindowOp, WindowState};

/// How long a size that a program asked for is held against sizes that the
/// compositor chose before it knew.
const INSIST_FOR: Duration = Duration::from_secs(1);
const INSIST_TIMES: u8 = 3;

/// A size that a program asked for, pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    size: (u32, u32),
    until: Instant,
    left: u8,
}

impl TermWindow {
    /// Whether a size from the compositor is to be left aside for the one a
    /// program has just asked for: leaving full screen, for one, brings the
    /// size of before, which may be on its way already.
    pub(super) fn insists_on_size(&mut self, size: (u32, u32)) -> bool {
        let Some(wish) = &mut self.wish else {
            return false;
        };
        let over = Instant::now() > wish.until || wish.left == 0;
        if over || self.window.is_maximized() || self.window.is_fullscreen() {
            self.wish = None;
            return false;
        }
        if size == wish.size {
            return false;
        }
        wish.left -= 1;
        self.window.set_inner_size(wish.size.0, wish.size.1);
        self.request_redraw();
        true
    }

    /// Where the window is, for the reports of its panes' terminals.
    pub(super) fn window_state(&mut self) -> WindowState {
        if self.screen.is_none() {
            self.screen = self.window.screen_size();
        }
        let pixels = |(width, height): (u32, u32)| (width as usize, height as usize);
        WindowState {
            screen: self.screen.map(pixels),
            window: Some(pixels(self.layout.input.window)),
            position: self.window.position(),
        }
    }

    /// Follows a program's wish. Only the active pane speaks for the window:
    /// one in the background must not move what the user looks at.
    pub(crate) fn window_op(&mut self, shared: &Shared, pane: PaneId, op: WindowOp) {
        if self.active_pane_id(shared) != Some(pane) {
            log::debug!("pane {pane} is not the active one: its {op:?} is left out");
            self.restore_size(pane);
            return;
        }
        match op {
            WindowOp::Cells { rows, cols } => self.follow_cells(pane, rows, cols),
            WindowOp::Move(x, y) => self.window.set_position(x, y),
            WindowOp::Iconify(true) => self.window.minimize(),
            WindowOp::Iconify(false) => self.window.unminimize(),
            WindowOp::Maximize(on) => self.window.set_maximized(on),
            WindowOp::FullScreen(on) => self.window.set_fullscreen(on),
            WindowOp::Raise(true) => self.window.focus(),
            // No display protocol lets a window go behind the others.
            WindowOp::Raise(false) => {}
        }
        self.request_redraw();
    }

    /// The terminal has so many cells now; the window follows, unless the
    /// pane shares it with others.
    fn follow_cells(&mut self, pane: PaneId, rows: usize, cols: usize) {
        if self.panes.len() > 1 {
            self.restore_size(pane);
            return;
        }
        let cells = |n: usize| u32::try_from(n).unwrap_or(1);
        let input = self.layout.input;
        let (width, height) = Layout::window_size_for(&input, cells(cols), cells(rows));
        self.wish = Some(Wish {
            size: (width, height),
            until: Instant::now() + INSIST_FOR,
            left: INSIST_TIMES,
        });
        self.window.set_inner_size(width, height);
    }

    /// Gives a pane the size of its place again.
    fn restore_size(&self, pane: PaneId) {
        if let Some(positioned) = self.panes.iter().find(|p| p.pane.id() == pane) {
            let size = wezterm_types::TerminalSize {
                rows: positioned.height,
                cols: positioned.width,
                pixel_width: positioned.pixel_width,
                pixel_height: positioned.pixel_height,
                dpi: self.layout.size.dpi,
            };
            positioned.pane.resize(size);
        }
    }
}
