use crate::PaneId;
use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Calls into the main loop from any thread.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// Which panes have news. However many there are, the main loop is woken once
/// until it has taken them; not at all for output while a frame is on its way.
pub(crate) struct Notify {
    wake: Wake,
    pending: AtomicBool,
    /// The main loop takes the news by itself, soon enough to show output.
    frame_comes: AtomicBool,
    panes: Mutex<BTreeSet<PaneId>>,
}

impl Notify {
    pub(crate) fn new(wake: Wake) -> Self {
        Self {
            wake,
            pending: AtomicBool::new(false),
            frame_comes: AtomicBool::new(false),
            panes: Mutex::new(BTreeSet::new()),
        }
    }

    /// There is news of this pane.
    pub(crate) fn pane(&self, pane: PaneId) {
        self.panes.lock().insert(pane);
        self.wake();
    }

    /// This pane has output, and nothing else is new of it.
    pub(crate) fn output(&self, pane: PaneId) {
        self.panes.lock().insert(pane);
        // After the pane is among those with news: a main loop that takes them
        // without this one has said before that no frame comes.
        if !self.frame_comes.load(Ordering::Acquire) {
            self.wake();
        }
    }

    /// Until the news are taken next: whether they will be without a call, when
    /// what panes show is drawn.
    pub(crate) fn set_frame_comes(&self, comes: bool) {
        self.frame_comes.store(comes, Ordering::Release);
    }

    /// There is news.
    pub(crate) fn wake(&self) {
        if !self.pending.swap(true, Ordering::AcqRel) {
            (self.wake)();
        }
    }

    /// The panes that have news since the last call.
    pub(crate) fn take(&self) -> BTreeSet<PaneId> {
        // First the flags: news that comes in between wakes once too often, never too rarely.
        self.frame_comes.store(false, Ordering::Release);
        self.pending.store(false, Ordering::Release);
        std::mem::take(&mut *self.panes.lock())
    }
}

impl fmt::Debug for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notify").finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    /// One that counts how often it is called.
    pub(crate) fn counting_wake() -> (Wake, Arc<AtomicUsize>) {
        let count = Arc::new(AtomicUsize::new(0));
        let its = Arc::clone(&count);
        let wake = move || {
            its.fetch_add(1, Ordering::Relaxed);
        };
        (Arc::new(wake), count)
    }

    #[test]
    fn many_news_wake_once() {
        let (wake, count) = counting_wake();
        let notify = Notify::new(wake);
        for pane in [3, 1, 3] {
            notify.pane(pane);
        }
        assert_eq!(count.load(Ordering::Relaxed), 1);
        assert_eq!(notify.take().into_iter().collect::<Vec<_>>(), [1, 3]);
        notify.pane(2);
        assert_eq!(count.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn output_wakes_nobody_while_a_frame_comes() {
        let (wake, count) = counting_wake();
        let notify = Notify::new(wake);
        let woken = || count.load(Ordering::Relaxed);
        notify.output(1);
        assert_eq!(woken(), 1);
        notify.take();
        notify.set_frame_comes(true);
        notify.output(1);
        assert_eq!(woken(), 1);
        // Other news do, and the output is among what is taken.
        notify.pane(2);
        assert_eq!(woken(), 2);
        assert_eq!(notify.take().into_iter().collect::<Vec<_>>(), [1, 2]);
        // From then on it does again.
        notify.output(1);
        assert_eq!(woken(), 3);
    }
}
