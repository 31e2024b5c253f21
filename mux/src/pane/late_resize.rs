//! Widths that a pane's thread applies, instead of whoever asks.
//!
//! To give a terminal another width is to wrap all of its scrollback again:
//! tens of milliseconds for 100,000 lines, more than a frame has. So the pane's
//! thread does it where the scrollback is long, a window shows the rows as they
//! were until then, and of widths that come meanwhile only the newest counts.

use parking_lot::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use wezterm_types::TerminalSize;

/// With fewer rows than these, wrapping takes about a millisecond at most.
const LONG: usize = 8192;
/// Wrapping takes this part of the thread's time at most, while widths keep
/// coming, but its turn comes as often as [`MAX_PAUSE`] says.
const SHARE: u32 = 16;
const MAX_PAUSE: Duration = Duration::from_millis(100);

/// The width that waits, if any.
#[derive(Debug, Default)]
pub(super) struct LateResize {
    waiting: Mutex<Option<TerminalSize>>,
    running: AtomicBool,
}

impl LateResize {
    /// Whether a change to `size` is to wait, of a terminal that has `now` and
    /// keeps so many `rows`.
    pub(super) fn is_wanted(now: TerminalSize, size: TerminalSize, rows: usize) -> bool {
        now.cols != size.cols && rows > LONG
    }

    /// Lets a size wait; the newest replaces those before.
    pub(super) fn put(&self, size: TerminalSize) {
        *self.waiting.lock() = Some(size);
    }

    /// The size that waited, which waits no more: it is to be applied, or
    /// forgotten because another one is. With the terminal's lock held.
    pub(super) fn take(&self) -> Option<TerminalSize> {
        self.waiting.lock().take()
    }

    /// Whether a size waits.
    pub(super) fn is_waiting(&self) -> bool {
        self.waiting.lock().is_some()
    }

    /// Whether a size is being applied right now: the terminal's lock is taken
    /// for longer than a frame may wait.
    pub(super) fn is_running(&self) -> bool {
        self.running.load(Ordering::Acquire)
    }

    /// Runs what locks the terminal, takes the size and applies it.
    pub(super) fn run(&self, apply: impl FnOnce()) {
        // First the flag: a frame sees it before the lock is taken.
        self.running.store(true, Ordering::Release);
        apply();
        self.running.store(false, Ordering::Release);
    }
}

/// When the thread may wrap again.
#[derive(Debug, Default)]
pub(super) struct Pace {
    not_before: Option<Instant>,
}

impl Pace {
    /// Wrapping has just ended, and took so long.
    pub(super) fn took(&mut self, time: Duration, now: Instant) {
        self.not_before = Some(now + (time * (SHARE - 1)).min(MAX_PAUSE));
    }

    /// When it may run; `now` where it may at once.
    pub(super) fn next(&self, now: Instant) -> Instant {
        self.not_before.map_or(now, |at| at.max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(cols: usize, rows: usize) -> TerminalSize {
        TerminalSize {
            cols,
            rows,
            ..TerminalSize::default()
        }
    }

    #[test]
    fn only_long_scrollbacks_wait_and_only_for_widths() {
        let wanted = LateResize::is_wanted;
        assert!(wanted(size(80, 24), size(81, 24), LONG + 1));
        assert!(!wanted(size(80, 24), size(81, 24), LONG));
        assert!(!wanted(size(80, 24), size(80, 50), LONG + 1));
    }

    #[test]
    fn the_newest_size_counts_once() {
        let late = LateResize::default();
        late.put(size(80, 24));
        late.put(size(90, 24));
        let mut applied = Vec::new();
        for _ in 0..2 {
            late.run(|| {
                assert!(late.is_running());
                applied.extend(late.take().map(|size| size.cols));
            });
        }
        assert_eq!(applied, [90]);
        assert!(!late.is_running() && !late.is_waiting());
    }

    #[test]
    fn pauses_are_bounded() {
        let now = Instant::now();
        let mut pace = Pace::default();
        assert_eq!(pace.next(now), now);
        pace.took(Duration::from_millis(2), now);
        assert_eq!(pace.next(now), now + Duration::from_millis(30));
        pace.took(Duration::from_secs(1), now);
        assert_eq!(pace.next(now), now + MAX_PAUSE);
        assert_eq!(pace.next(now + MAX_PAUSE * 2), now + MAX_PAUSE * 2);
    }
}
