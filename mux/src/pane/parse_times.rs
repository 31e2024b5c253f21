//! How long the terminal of a pane takes for its output.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Buckets: the powers of two of microseconds; the last has all that is longer.
pub const PARSE_BUCKETS: usize = 24;

/// A histogram that the pane's thread writes and the main thread reads.
#[derive(Debug, Default)]
pub(super) struct ParseTimes {
    counts: [AtomicU64; PARSE_BUCKETS],
}

impl ParseTimes {
    /// Notes the time of one slice of output.
    pub(super) fn record(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let bucket = (u64::BITS - micros.leading_zeros()) as usize;
        self.counts[bucket.min(PARSE_BUCKETS - 1)].fetch_add(1, Ordering::Relaxed);
    }

    /// How many slices took less than `1 << index` microseconds, and not less
    /// than half of that, by index.
    pub(super) fn counts(&self) -> [u64; PARSE_BUCKETS] {
        std::array::from_fn(|index| self.counts[index].load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_fall_into_powers_of_two() {
        let times = ParseTimes::default();
        for micros in [0, 1, 3, 4, 1000, u64::MAX] {
            times.record(Duration::from_micros(micros));
        }
        let counts = times.counts();
        assert_eq!(counts[..4], [1, 1, 1, 1]);
        assert_eq!((counts[10], counts[PARSE_BUCKETS - 1]), (1, 1));
    }
}
