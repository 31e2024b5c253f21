//! When a painter frees what a window at rest does not need: half a second
//! after the last frame, and later where frames come again soon after that, as
//! those of a blinking cursor do. Memory that is given back costs more to get
//! again than a frame costs to paint.

use std::time::{Duration, Instant};

/// The shortest and the longest time after a frame.
const SHORTEST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(4);

/// See the module's description.
#[derive(Debug)]
pub(super) struct Rest {
    after: Duration,
    due: Option<Instant>,
    /// When memory was freed last.
    rested: Option<Instant>,
}

impl Default for Rest {
    fn default() -> Self {
        Self {
            after: SHORTEST,
            due: None,
            rested: None,
        }
    }
}

impl Rest {
    /// A frame was painted.
    pub(super) fn painted(&mut self, now: Instant) {
        if let Some(rested) = self.rested.take() {
            self.after = if now.saturating_duration_since(rested) < self.after * 2 {
                (self.after * 2).min(LONGEST)
            } else {
                SHORTEST
            };
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
    fn blinking_is_no_rest() {
        let mut now = Instant::now();
        let mut rest = Rest::default();
        let mut freed = 0;
        for _ in 0..100 {
            rest.painted(now);
            now += Duration::from_millis(800);
            freed += usize::from(rest.due(now));
        }
        assert!(freed <= 2, "{freed}");
        // A window that is quiet for long rests soon after its next frame.
        now += LONGEST * 3;
        assert!(rest.due(now));
        now += LONGEST * 9;
        rest.painted(now);
        assert!(rest.due(now + SHORTEST));
    }
}
