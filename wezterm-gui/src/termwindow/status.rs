//! The status areas of the tab bar, and the tick that updates them.

use std::time::{Duration, Instant};

/// What `set_left_status` and `set_right_status` have set, and when the
/// `update-status` handlers run next.
#[derive(Debug, Default)]
pub(crate) struct Status {
    pub(crate) left: String,
    pub(crate) right: String,
    next_tick: Option<Instant>,
    /// The rest after the next handler that takes too long.
    next_rest: Option<Duration>,
}

/// The first rest and the longest one.
const REST: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(300));

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

    /// Leaves the handlers alone for a while, as one has run too long: the
    /// window was held up, and must not be again at each tick.
    pub(crate) fn rest(&mut self, now: Instant) {
        let length = self.next_rest.unwrap_or(REST.0);
        self.next_tick = Some(now + length);
        self.next_rest = Some(length.saturating_mul(2).min(REST.1));
    }

    /// Runs the handlers at the next opportunity, as after a reload.
    pub(crate) fn reset(&mut self) {
        self.next_tick = None;
        self.next_rest = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_that_takes_too_long_rests_longer_each_time() {
        let (mut status, start) = (Status::default(), Instant::now());
        let interval = Duration::from_secs(1);
        assert!(status.due(start, interval));
        status.rest(start);
        assert_eq!(status.deadline(), Some(start + REST.0));
        assert!(!status.due(start + REST.0 / 2, interval));
        assert!(status.due(start + REST.0, interval));
        for _ in 0..20 {
            status.rest(start);
        }
        assert_eq!(status.deadline(), Some(start + REST.1));
        status.reset();
        assert!(status.due(start, interval));
        status.rest(start);
        assert_eq!(status.deadline(), Some(start + REST.0));
    }
}
