//! Blinking of the cursor and of text: which half of its period it is in, and
//! when the next half begins. Nothing ticks while nothing visible blinks.

use std::time::{Duration, Instant};

/// One thing that blinks.
#[derive(Debug)]
pub(crate) struct Blink {
    /// Length of one half; zero for "does not blink".
    half: Duration,
    since: Instant,
    running: bool,
    /// What [`Blink::changed`] saw last.
    was_visible: bool,
}

impl Blink {
    /// Halves of `rate_ms` milliseconds each (`cursor_blink_rate`,
    /// `text_blink_rate`); 0 never blinks.
    pub(crate) fn new(rate_ms: u64, now: Instant) -> Self {
        Self {
            half: Duration::from_millis(rate_ms),
            since: now,
            running: false,
            was_visible: true,
        }
    }

    /// Follows a change of the rate.
    pub(crate) fn set_rate(&mut self, rate_ms: u64) {
        self.half = Duration::from_millis(rate_ms);
    }

    /// Whether something visible blinks; it starts in its visible half.
    pub(crate) fn set_running(&mut self, running: bool, now: Instant) {
        if running && !self.running {
            self.since = now;
        }
        self.running = running && !self.half.is_zero();
    }

    /// Starts the visible half anew, as a key press does for the cursor.
    pub(crate) fn restart(&mut self, now: Instant) {
        self.since = now;
    }

    /// Whether the blinking thing is to be seen.
    pub(crate) fn visible(&self, now: Instant) -> bool {
        !self.running || self.halves(now).is_multiple_of(2)
    }

    /// When [`Blink::visible`] changes next.
    pub(crate) fn deadline(&self, now: Instant) -> Option<Instant> {
        if !self.running {
            return None;
        }
        let halves = u32::try_from(self.halves(now) + 1).unwrap_or(u32::MAX);
        self.half
            .checked_mul(halves)
            .and_then(|passed| self.since.checked_add(passed))
    }

    /// Whether it went on or off since the last call.
    pub(crate) fn changed(&mut self, now: Instant) -> bool {
        let visible = self.visible(now);
        std::mem::replace(&mut self.was_visible, visible) != visible
    }

    fn halves(&self, now: Instant) -> u128 {
        let passed = now.saturating_duration_since(self.since);
        passed.as_nanos() / self.half.as_nanos().max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_half_comes_first_and_deadlines_are_the_changes() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut blink = Blink::new(500, start);
        assert_eq!(blink.deadline(start), None);
        blink.set_running(true, start);
        assert!(blink.visible(at(499)));
        assert!(!blink.visible(at(500)));
        assert!(blink.visible(at(1000)));
        assert_eq!(blink.deadline(at(600)), Some(at(1000)));
        blink.restart(at(700));
        assert!(blink.visible(at(900)));
    }

    #[test]
    fn a_rate_of_zero_never_blinks() {
        let now = Instant::now();
        let mut blink = Blink::new(0, now);
        blink.set_running(true, now);
        assert!(blink.visible(now + Duration::from_secs(9)));
        assert_eq!(blink.deadline(now), None);
    }
}
