//! XTWINOPS: what a program may ask of the window, and what it is told.
//!
//! A change of size takes effect on the grid at once, so that what follows
//! in the same output finds it, and the owner of the window is asked to
//! follow; where it cannot, it says so by giving the size that there is.

use super::args::Args;
use crate::core::Core;
use crate::events::{TerminalEvent, WindowOp};
use std::fmt::Write as _;
use wezterm_types::TerminalSize;

/// Cells asked for by a program, at most.
const MAX_COLS: usize = 1000;
const MAX_ROWS: usize = 500;

/// What the owner of the window tells about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WindowState {
    /// Size of the screen that the window is on, pixels; `None` if unknown.
    pub screen: Option<(usize, usize)>,
    /// Size of the whole window, pixels; `None` if unknown.
    pub window: Option<(usize, usize)>,
    /// Place of the window on the desktop, pixels; `None` where windows do
    /// not know (Wayland).
    pub position: Option<(i32, i32)>,
}

impl Core {
    /// Size of a cell, pixels, as the grid was given it.
    fn cell_pixels(&self) -> (usize, usize) {
        let width = self.size.pixel_width / self.size.cols.max(1);
        let height = self.size.pixel_height / self.size.rows.max(1);
        (width.max(1), height.max(1))
    }

    fn screen_pixels(&self) -> (usize, usize) {
        self.window
            .screen
            .unwrap_or((self.size.pixel_width, self.size.pixel_height))
    }

    fn screen_cells(&self) -> (usize, usize) {
        let (width, height) = self.screen_pixels();
        let (cell_w, cell_h) = self.cell_pixels();
        let cols = (width / cell_w).clamp(1, MAX_COLS);
        (cols, (height / cell_h).clamp(1, MAX_ROWS))
    }

    /// Whether programs may change the window; said once more for each
    /// operation, as they are off by default.
    fn may_change(&self, what: &str) -> bool {
        if !self.config.enable_window_ops {
            self.unknown(|| format!("{what}: switched off, see enable_window_ops"));
        }
        self.config.enable_window_ops
    }

    /// Changes the grid to so many cells (`None` leaves them, 0 is as many
    /// as fit on the screen) and asks for a window of that size.
    pub(crate) fn ask_for_cells(&mut self, rows: Option<usize>, cols: Option<usize>) {
        if !self.may_change("a change of the size") {
            return;
        }
        let (max_cols, max_rows) = self.screen_cells();
        let of = |asked: Option<usize>, now: usize, max: usize| match asked {
            None => now,
            Some(0) => max,
            Some(n) => n,
        };
        let rows = of(rows, self.rows(), max_rows).min(MAX_ROWS);
        let cols = of(cols, self.cols(), max_cols).clamp(2, MAX_COLS);
        let (cell_w, cell_h) = self.cell_pixels();
        self.resize(TerminalSize {
            rows,
            cols,
            pixel_width: cols * cell_w,
            pixel_height: rows * cell_h,
            dpi: self.size.dpi,
        });
        self.window_op(WindowOp::Cells { rows, cols });
    }

    fn window_op(&mut self, op: WindowOp) {
        self.events.push(TerminalEvent::WindowOp(op));
    }

    pub(super) fn window_operation(&mut self, args: &Args) -> bool {
        let (what, arg) = (args.at(0), args.at(1));
        match what {
            1 | 2 => {
                if self.may_change("iconify") {
                    self.iconified = what == 2;
                    self.window_op(WindowOp::Iconify(what == 2));
                }
            }
            3 => {
                if self.may_change("move") {
                    self.window_op(WindowOp::Move(args.at(1).into(), args.at(2).into()));
                }
            }
            4 => {
                let (cell_w, cell_h) = self.cell_pixels();
                let cells = |n: Option<usize>, cell: usize| {
                    n.map(|n| if n == 0 { 0 } else { (n / cell).max(1) })
                };
                // What is missing stays as it is; zero is as much as there is room for.
                self.ask_for_cells(cells(args.given(1), cell_h), cells(args.given(2), cell_w));
            }
            5 | 6 => {
                if self.may_change("raise or lower") {
                    self.window_op(WindowOp::Raise(what == 5));
                }
            }
            // Refresh: it is always fresh.
            7 => {}
            8 => self.ask_for_cells(args.given(1), args.given(2)),
            9 => self.maximize(arg),
            10 => self.fullscreen(arg),
            24.. => self.ask_for_cells(Some(what.into()), None),
            22 => self.shell.push_titles(args.at(2)),
            23 => self.shell.pop_titles(arg, args.at(2), &mut self.events),
            20 | 21 => self.report_title(what),
            _ => return self.report_window(what, arg),
        }
        true
    }

    /// DECSCPP: 80 or 132 columns.
    pub(super) fn columns_per_page(&mut self, columns: u16) -> bool {
        let columns = match columns {
            0 | 80 => 80,
            132 => 132,
            _ => return false,
        };
        self.modes.columns_132 = columns == 132;
        if self.cols() != columns {
            self.ask_for_cells(None, Some(columns));
        }
        true
    }

    fn maximize(&mut self, how: u16) {
        if !self.may_change("maximize") {
            return;
        }
        let now = (self.rows(), self.cols());
        match how {
            0 => {
                if let Some((rows, cols)) = self.unmaximized.take() {
                    self.window_op(WindowOp::Maximize(false));
                    self.ask_for_cells(Some(rows), Some(cols));
                }
            }
            1 => {
                self.unmaximized.get_or_insert(now);
                self.ask_for_cells(Some(0), Some(0));
                self.window_op(WindowOp::Maximize(true));
            }
            2 | 3 => {
                self.unmaximized.get_or_insert(now);
                let (rows, cols) = if how == 2 {
                    (Some(0), None)
                } else {
                    (None, Some(0))
                };
                self.ask_for_cells(rows, cols);
            }
            _ => {}
        }
    }

    fn fullscreen(&mut self, how: u16) {
        if !self.may_change("full screen") {
            return;
        }
        let on = match how {
            0 => false,
            1 => true,
            2 => self.windowed.is_none(),
            _ => return,
        };
        match (on, self.windowed) {
            (true, None) => {
                self.windowed = Some((self.rows(), self.cols()));
                self.ask_for_cells(Some(0), Some(0));
                self.window_op(WindowOp::FullScreen(true));
            }
            (false, Some((rows, cols))) => {
                self.windowed = None;
                self.window_op(WindowOp::FullScreen(false));
                self.ask_for_cells(Some(rows), Some(cols));
            }
            _ => {}
        }
    }

    fn report_title(&mut self, what: u16) {
        if !self.config.enable_title_reporting {
            return;
        }
        let (letter, text) = match what {
            20 => ('L', &self.shell.label),
            _ => ('l', &self.shell.title),
        };
        let text = if self.modes.titles.query_hex {
            text.bytes().fold(String::new(), |mut out, byte| {
                let _ = write!(out, "{byte:02x}");
                out
            })
        } else {
            text.clone()
        };
        self.reply(format!("\x1b]{letter}{text}\x1b\\"));
    }

    /// The size of the text and of a cell is for everybody; of the window
    /// and the screen there is no more than the text if nobody told.
    fn report_window(&mut self, what: u16, arg: u16) -> bool {
        let (rows, cols) = (self.rows(), self.cols());
        let (width, height) = (self.size.pixel_width, self.size.pixel_height);
        let reply = match what {
            11 if self.iconified => "\x1b[2t".to_owned(),
            11 => "\x1b[1t".to_owned(),
            13 => {
                let (x, y) = self.window.position.unwrap_or((0, 0));
                format!("\x1b[3;{};{}t", x.max(0), y.max(0))
            }
            14 if arg == 2 => {
                let (width, height) = self.window.window.unwrap_or((width, height));
                format!("\x1b[4;{height};{width}t")
            }
            14 => format!("\x1b[4;{height};{width}t"),
            15 => {
                let (width, height) = self.screen_pixels();
                format!("\x1b[5;{height};{width}t")
            }
            16 => {
                let (width, height) = self.cell_pixels();
                format!("\x1b[6;{height};{width}t")
            }
            18 => format!("\x1b[8;{rows};{cols}t"),
            19 => {
                let (cols, rows) = self.screen_cells();
                format!("\x1b[9;{rows};{cols}t")
            }
            _ => return false,
        };
        self.reply(reply);
        true
    }
}
