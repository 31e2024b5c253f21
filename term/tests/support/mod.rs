//! What the tests of a terminal, and its fuzz driver, share.

#![allow(dead_code, reason = "each file of tests uses a part")]

use term::{Snapshot, Terminal, TerminalEvent};
use wezterm_types::TerminalSize;

/// So many cells of 8x16 physical pixels.
pub(crate) fn size(cols: usize, rows: usize) -> TerminalSize {
    TerminalSize {
        rows,
        cols,
        pixel_width: cols * 8,
        pixel_height: rows * 16,
        dpi: 96,
    }
}

/// What has happened since the last time.
pub(crate) fn events(terminal: &mut Terminal) -> Vec<TerminalEvent> {
    let mut events = Vec::new();
    terminal.drain_events(&mut events);
    events
}

/// A snapshot of its own.
pub(crate) fn snap(terminal: &mut Terminal) -> Snapshot {
    let mut snap = Snapshot::default();
    terminal.snapshot(&mut snap);
    snap
}
