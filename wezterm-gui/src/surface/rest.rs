//! When a painter frees what a window at rest does not need: half a second
//! after the last frame, and later where frames come again soon after that time
//! and again, as those of a blinking cursor do. Memory that is given back costs
//! more to get again than a frame costs to paint.

use std::time::{Duration, Instant};

/// The shortest and the longest time after a frame.
const SHORTEST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(4);
/// Memory is freed in vain so often in a row before it is kept for longer: a few
/// times is a user who does one thing after another.
const IN_VAIN: u32 = 8;

/// See the module's description.
#[derive(Debug)]
pub(super) struct Rest {
    after: Duration,
    due: Option<Instant>,
    /// When memory was freed last.
    rested: Option<Instant>,
    /// How often in a row it was needed again soon.
    in_vain: u32,
}

impl Default for Rest {
    fn default() -> Self {
        Self {
            after: SHORTEST,
            due: None,
            rested: None,
            in_vain: 0,
        }
    }
}

impl Rest {
    /// A frame was painted.
    pub(super) fn painted(&mut self, now: Instant) {
        if let Some(rested) = self.rested.take() {
            if now.saturating_duration_since(rested) < self.after * 2 {
                self.in_vain += 1;
            } else {
                self.in_vain = 0;
                self.after = SHORTEST;
            }
            if self.in_vain == IN_VAIN {
                self.in_vain = 0;
                self.after = (self.after * 2).min(LONGEST);
            }
        }
        self.due = Some(now + self.after);
    }

    /// When [`Self::due`] is to be asked.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.due
    }

    /// Whether it is time to free memory; true once.
    pub(super) fn due(&mut self, now: Instant) -> bool {
        let due = self.due.is_some_and(|due| due <= now);
        if due {
            self.due = None;
            self.rested = Some(now);
        }
        due
    }

    /// There will be more to free.
    pub(super) fn again(&mut self, now: Instant) {
        self.due = Some(now + self.after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_at_rest_frees_once() {
        let start = Instant::now();
        let mut rest = Rest::default();
        assert_eq!(rest.deadline(), None);
        rest.painted(start);
        assert!(!rest.due(start + SHORTEST / 2));
        assert!(rest.due(start + SHORTEST));
        assert!(!rest.due(start + SHORTEST * 9));
        assert_eq!(rest.deadline(), None);
    }

    #[test]
    fn one_thing_after_another_frees_after_each() {
        let mut now = Instant::now();
        let mut rest = Rest::default();
        for _ in 0..2 {
            rest.painted(now);
            assert!(rest.due(now + SHORTEST));
            now += SHORTEST + SHORTEST / 2;
        }
        rest.painted(now);
        assert!(rest.due(now + SHORTEST));
    }

    #[test]
    fn blinking_is_no_rest() {
        let mut now = Instant::now();
        let mut rest = Rest::default();
        let mut freed = 0_u32;
        for _ in 0..100 {
            rest.painted(now);
            now += Duration::from_millis(800);
            freed += u32::from(rest.due(now));
        }
        assert!(freed <= 2 * IN_VAIN, "{freed}");
        // A window that is quiet for long rests soon after its next frame.
        now += LONGEST * 3;
        assert!(rest.due(now));
        now += LONGEST * 9;
        rest.painted(now);
        assert!(rest.due(now + SHORTEST));
    }
}
