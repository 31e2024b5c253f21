//! The oldest rows of a full scrollback, which the next lines are written into.
//!
//! Nothing has touched them since they were printed, thousands of lines ago, so
//! they are in none of the processor's nearer caches: to wait for one took
//! longer than to print a line. They are asked for a few lines ahead.

use rio_vt::crosswords::grid::{Dimensions, Grid};
use rio_vt::crosswords::square::Square;

/// So many lines ahead: a few hundred nanoseconds of printing.
const AHEAD: usize = 4;
/// Cells in a cache line of 64 bytes.
const STEP: usize = 64 / size_of::<Square>();

/// Fetches the row that will be the lowest one after a few more scrolls, if
/// the scrollback has reached its `limit` of rows.
#[inline]
pub(crate) fn fetch(grid: &Grid<Square>, limit: usize) {
    let history = grid.history_size();
    if history < limit || history <= AHEAD {
        return;
    }
    let cells = &grid[grid.topmost_line() + AHEAD].inner;
    for cell in cells.iter().step_by(STEP).chain(cells.last()) {
        fetch_line(cell);
    }
}

/// Asks for the cache line that this cell is in, without waiting for it.
#[cfg(target_arch = "x86_64")]
#[inline]
#[allow(unsafe_code, reason = "there is no safe prefetch; see the SAFETY line")]
fn fetch_line(cell: &Square) {
    use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    // SAFETY: PREFETCHT0 is part of SSE, which every x86-64 has; it neither
    // faults nor changes what the program sees, whatever the address.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(cell).cast()) }
}

/// Elsewhere the standard library has no stable way to ask.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn fetch_line(_: &Square) {}
