//! Widths that a pane's thread applies, instead of whoever asks.
//!
//! To give a terminal another width is to wrap all of its scrollback again:
//! tens of milliseconds for 100,000 lines, more than a frame has. So the pane's
//! thread does it where the scrollback is long, a window shows a [`Preview`] until
//! then, and of widths that come meanwhile only the newest counts.

use parking_lot::Mutex;
use std::sync::Arc;
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
/// Where a preview shows the widths, the last of them is waited for: none has come
/// for two frames. But not for ever.
const CALM: Duration = Duration::from_millis(33);
const MAX_SHOWN: Duration = Duration::from_millis(250);

/// The width that waits, if any.
#[derive(Debug)]
pub(super) struct LateResize {
    state: Mutex<State>,
    /// Also set by the terminal itself: [`Terminal::wrapping`].
    running: Arc<AtomicBool>,
}

#[derive(Debug, Default)]
struct State {
    /// The newest size, and when it came.
    waiting: Option<(TerminalSize, Instant)>,
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
    /// For this terminal.
    pub(super) fn new(terminal: &Terminal) -> Self {
        Self {
            state: Mutex::default(),
            running: terminal.wrapping(),
        }
    }

    /// Whether a change to `size` is to wait, of a terminal that has `now` and
    /// keeps so many `rows`.
    pub(super) fn is_wanted(now: TerminalSize, size: TerminalSize, rows: usize) -> bool {
        now.cols != size.cols && rows > LONG
    }

    /// Lets a size wait; the newest replaces those before. It is shown at once
    /// if that can be done with what is known of the terminal, which may be
    /// busy. It comes with the generation that it had before its height was
    /// changed.
    pub(super) fn put(&self, size: TerminalSize, terminal: Option<(&mut Terminal, u64)>) {
        let mut state = self.state.lock();
        state.waiting = Some((size, Instant::now()));
        if let Some((terminal, before)) = terminal {
            let now = terminal.generation();
            match &mut state.preview {
                Some(shown) if shown.of == before => shown.of = now,
                preview => {
                    let new = terminal.preview();
                    *preview = new.map(|preview| Shown { preview, of: now });
                }
            }
        }
        state.preview.take_if(|shown| !shown.preview.resize(size));
        state.shown += 1;
    }

    /// The size that waited, which waits no more: it is to be applied, or
    /// forgotten because another one is. With the terminal's lock held.
    pub(super) fn take(&self) -> Option<TerminalSize> {
        self.state.lock().waiting.take().map(|(size, _)| size)
    }

    /// Since when a size waits, if one does, and whether it is shown meanwhile.
    pub(super) fn waiting(&self) -> Option<Waiting> {
        let state = self.state.lock();
        let (_, since) = state.waiting?;
        Some(Waiting {
            since,
            is_shown: state.preview.is_some(),
        })
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

/// See [`LateResize::waiting`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    since: Instant,
    is_shown: bool,
}

/// When the thread may wrap again.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// When it last did, and how long it took.
    last: Option<(Instant, Duration)>,
}

impl Pace {
    /// Wrapping has just ended, and took so long.
    pub(super) fn took(&mut self, time: Duration, now: Instant) {
        self.last = Some((now, time));
    }

    /// When it is time for a size that waits: in the past where it is overdue,
    /// and at once for the first of several.
    pub(super) fn next(&self, waiting: Waiting) -> Instant {
        let Some((last, time)) = self.last else {
            return waiting.since;
        };
        if waiting.is_shown {
            (waiting.since + CALM).min(last + MAX_SHOWN)
        } else {
            last + (time * (SHARE - 1)).min(MAX_PAUSE)
        }
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
        let terminal = Terminal::new(size(80, 24), term::TerminalConfig::default());
        let late = LateResize::new(&terminal);
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
        assert!(!late.is_running() && late.waiting().is_none());
    }

    #[test]
    fn the_newest_size_is_shown_until_it_is_applied() {
        let mut terminal = Terminal::new(size(80, 24), term::TerminalConfig::default());
        terminal.advance(b"some text that is longer than twenty columns");
        let late = LateResize::new(&terminal);
        let shown = || {
            late.with_preview(|number, preview| {
                let mut snapshot = term::Snapshot::default();
                preview.snapshot(&mut snapshot);
                (number, snapshot.dims.cols, snapshot.rows[1].text())
            })
        };
        assert_eq!(shown(), None);
        let generation = terminal.generation();
        late.put(size(20, 24), Some((&mut terminal, generation)));
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
        let ms = Duration::from_millis;
        let waiting = |since, is_shown| Waiting { since, is_shown };
        let mut pace = Pace::default();
        for is_shown in [false, true] {
            assert_eq!(pace.next(waiting(now, is_shown)), now);
        }
        pace.took(ms(2), now);
        assert_eq!(pace.next(waiting(now, false)), now + ms(30));
        pace.took(ms(1000), now);
        assert_eq!(pace.next(waiting(now, false)), now + MAX_PAUSE);
        // As long as sizes come, and once they do no more.
        let later = |time| waiting(now + ms(time), true);
        assert_eq!(pace.next(later(10)), now + ms(10) + CALM);
        assert_eq!(pace.next(later(240)), now + MAX_SHOWN);
        // The first after a rest is overdue.
        assert!(pace.next(later(1000)) < now + ms(1000));
    }
}
