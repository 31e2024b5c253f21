//! When the program's own code is not kept in memory: a while after the last
//! frame, and not often. A cursor that blinks fetches it back each time.

use std::time::{Duration, Instant};

/// After the last frame. What else is done then, as freeing buffers and looking
/// at what a pane's program is, is over.
const AFTER: Duration = Duration::from_millis(600);
/// From one time to the next, at least.
const SELDOM: Duration = Duration::from_secs(1);

/// See the module's description.
#[derive(Debug, Default)]
pub(super) struct CodeRest {
    /// Frames drawn, as last seen.
    drawn: u64,
    due: Option<Instant>,
    last: Option<Instant>,
}

impl CodeRest {
    /// Whether code is to be released now, when so many frames were drawn.
    pub(super) fn due(&mut self, drawn: u64, now: Instant) -> bool {
        if self.drawn != drawn {
            self.drawn = drawn;
            let allowed = self.last.map_or(now, |last| last + SELDOM);
            self.due = Some(allowed.max(now + AFTER));
        }
        let due = self.due.is_some_and(|due| due <= now);
        if due {
            self.due = None;
            self.last = Some(now);
        }
        due
    }

    /// When to ask again.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_program_rests_once() {
        let start = Instant::now();
        let mut rest = CodeRest::default();
        assert!(!rest.due(0, start));
        assert_eq!(rest.deadline(), None);
        assert!(!rest.due(1, start));
        assert!(!rest.due(2, start + AFTER / 2));
        assert_eq!(rest.deadline(), Some(start + AFTER / 2 + AFTER));
        assert!(rest.due(2, start + AFTER * 2));
        assert!(!rest.due(2, start + AFTER * 90));
        assert_eq!(rest.deadline(), None);
    }

    #[test]
    fn a_blinking_cursor_is_no_reason_to_rest_each_time() {
        let mut now = Instant::now();
        let mut rest = CodeRest::default();
        let mut rested = 0;
        for frame in 1..=100u64 {
            rested += usize::from(rest.due(frame, now));
            now += AFTER + Duration::from_millis(50);
            rested += usize::from(rest.due(frame, now));
        }
        assert!(rested <= 51, "{rested} times in 65 s");
        assert!(rested >= 10, "{rested} times in 65 s");
    }
}
