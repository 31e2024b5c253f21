//! Where the time of a frame goes, for `wezterm cli stats`.

use crate::stats::Histogram;
use serde_json::{Value, json};
use std::time::Duration;

/// Latencies of the parts of frames of all windows.
#[derive(Clone, Debug, Default)]
pub(crate) struct RenderStats {
    /// Bringing panes to a new size, once for each size applied.
    pub(crate) reflow: Histogram,
    /// Shaping the rows that changed, once for each frame with such rows.
    pub(crate) shape: Histogram,
    /// Putting the scene together, shaping included.
    pub(crate) scene: Histogram,
    /// From the scene to the commit.
    pub(crate) paint: Histogram,
    /// From the commit to the screen, as the compositor tells it.
    pub(crate) present: Histogram,
    /// Frames that the compositor has said were never shown.
    pub(crate) discarded: u64,
}

impl RenderStats {
    /// The part of `wezterm cli stats` that this struct knows.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "reflow": times(&self.reflow),
            "shape": times(&self.shape),
            "scene": times(&self.scene),
            "paint": times(&self.paint),
            "present": times(&self.present),
            "discarded": self.discarded,
        })
    }
}

/// The same of the slices of output that panes have parsed, as
/// [`mux::Pane::parse_times`] counts them: exact to a factor of two.
pub(crate) fn parse_times(panes: impl Iterator<Item = [u64; mux::PARSE_BUCKETS]>) -> Value {
    let mut counts = [0; mux::PARSE_BUCKETS];
    for pane in panes {
        for (sum, count) in counts.iter_mut().zip(pane) {
            *sum += count;
        }
    }
    let total: u64 = counts.iter().sum();
    let percentile = |percent: u64| {
        let wanted = (total * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let bucket = counts.iter().position(|count| {
            seen += count;
            seen >= wanted
        });
        bucket.map_or(0, |bucket| 1u64 << bucket)
    };
    json!({
        "count": total,
        "p50_us": percentile(50),
        "p99_us": percentile(99),
        "max_us": percentile(100),
    })
}

/// Count, p50, p99 and maximum of a histogram.
pub(crate) fn times(histogram: &Histogram) -> Value {
    json!({
        "count": histogram.count(),
        "p50_us": histogram.percentile_us(50.0),
        "p99_us": histogram.percentile_us(99.0),
        "max_us": micros(histogram.max()),
    })
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_of_all_panes_are_counted_together() {
        let mut fast = [0; mux::PARSE_BUCKETS];
        fast[3] = 98;
        let mut slow = [0; mux::PARSE_BUCKETS];
        (slow[5], slow[10]) = (1, 1);
        let times = parse_times([fast, slow].into_iter());
        assert_eq!(times["count"], 100);
        assert_eq!(
            (&times["p50_us"], &times["p99_us"]),
            (&json!(8), &json!(32))
        );
        assert_eq!(times["max_us"], 1024);
        assert_eq!(parse_times(std::iter::empty())["p99_us"], 0);
    }
}
