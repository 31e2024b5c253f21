//! Widths that a pane's thread applies, instead of whoever asks.
//!
//! To give a terminal another width is to wrap all of its scrollback again:
//! tens of milliseconds for 100,000 lines, more than a frame has. So the pane's
//! thread does it where the scrollback is long, a window shows a [`Preview`] until
//! then, and of widths that come meanwhile only the newest counts.

use parking_lot::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use term::{Preview, Terminal};
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
    state: Mutex<State>,
    running: AtomicBool,
}

#[derive(Debug, Default)]
struct State {
    waiting: Option<TerminalSize>,
    preview: Option<Shown>,
    /// Sizes that were shown in advance, ever.
    shown: u64,
}

/// What the window shows meanwhile.
#[derive(Debug)]
struct Shown {
    preview: Preview,
    /// Generation of the terminal that it was made of.
    of: u64,
}

impl LateResize {
    /// Whether a change to `size` is to wait, of a terminal that has `now` and
    /// keeps so many `rows`.
    pub(super) fn is_wanted(now: TerminalSize, size: TerminalSize, rows: usize) -> bool {
        now.cols != size.cols && rows > LONG
    }

    /// Lets a size wait; the newest replaces those before. It is shown at once
    /// if that can be done with what is known of the `terminal`, which may be
    /// busy.
    pub(super) fn put(&self, size: TerminalSize, terminal: Option<&mut Terminal>) {
        let mut state = self.state.lock();
        state.waiting = Some(size);
        if let Some(terminal) = terminal {
            let now = terminal.generation();
            if state.preview.as_ref().is_none_or(|shown| shown.of != now) {
                let preview = terminal.preview();
                state.preview = preview.map(|preview| Shown { preview, of: now });
            }
        }
        state.preview.take_if(|shown| !shown.preview.resize(size));
        state.shown += 1;
    }

    /// The size that waited, which waits no more: it is to be applied, or
    /// forgotten because another one is. With the terminal's lock held.
    pub(super) fn take(&self) -> Option<TerminalSize> {
        self.state.lock().waiting.take()
    }

    /// Whether a size waits.
    pub(super) fn is_waiting(&self) -> bool {
        self.state.lock().waiting.is_some()
    }

    /// The terminal has a size that was taken: it shows that itself, unless a
    /// newer one waits by now.
    pub(super) fn applied(&self) {
        let mut state = self.state.lock();
        if state.waiting.is_none() {
            state.preview = None;
        }
    }

    /// What is shown of the newest size before it is applied, if anything is,
    /// with a number that no other has had.
    pub(super) fn with_preview<R>(&self, f: impl FnOnce(u64, &mut Preview) -> R) -> Option<R> {
        let mut state = self.state.lock();
        let number = state.shown;
        let shown = state.preview.as_mut()?;
        Some(f(number, &mut shown.preview))
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
        late.put(size(80, 24), None);
        late.put(size(90, 24), None);
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
    fn the_newest_size_is_shown_until_it_is_applied() {
        let mut terminal = Terminal::new(size(80, 24), term::TerminalConfig::default());
        terminal.advance(b"some text that is longer than twenty columns");
        let late = LateResize::default();
        let shown = || {
            late.with_preview(|number, preview| {
                let mut snapshot = term::Snapshot::default();
                preview.snapshot(&mut snapshot);
                (number, snapshot.dims.cols, snapshot.rows[1].text())
            })
        };
        assert_eq!(shown(), None);
        late.put(size(20, 24), Some(&mut terminal));
        let first = shown().expect("a preview");
        assert_eq!((first.1, first.2.as_str()), (20, "nger than twenty col"));
        // The terminal is busy with the first.
        assert!(late.take().is_some());
        late.put(size(30, 24), None);
        let second = shown().expect("a preview");
        assert_eq!((second.1, second.2.trim_end()), (30, "twenty columns"));
        assert_ne!(first.0, second.0);
        late.applied();
        assert!(shown().is_some());
        assert!(late.take().is_some());
        late.applied();
        assert_eq!(shown(), None);
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
