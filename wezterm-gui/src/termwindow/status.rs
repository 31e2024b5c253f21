//! The status areas of the tab bar, and the tick that updates them.

use std::time::{Duration, Instant};

/// What `set_left_status` and `set_right_status` have set, and when the
/// `update-status` handlers run next.
#[derive(Debug, Default)]
pub(crate) struct Status {
    pub(crate) left: String,
    pub(crate) right: String,
    next_tick: Option<Instant>,
}

impl Status {
    /// Whether the handlers should run now; the next time is `interval` later.
    pub(crate) fn due(&mut self, now: Instant, interval: Duration) -> bool {
        if self.next_tick.is_some_and(|at| at > now) {
            return false;
        }
        self.next_tick = Some(now + interval.max(Duration::from_millis(10)));
        true
    }

    /// When [`Status::due`] is true again.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.next_tick
    }

    /// Runs the handlers at the next opportunity, as after a reload.
    pub(crate) fn reset(&mut self) {
        self.next_tick = None;
    }
}
