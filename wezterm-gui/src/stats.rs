//! Counters and latencies of the running program, for `wezterm cli stats`.

use crate::render_stats::{RenderStats, times};
use serde_json::{Value, json};
use std::time::Duration;

/// Buckets of a [`Histogram`]: powers of the square root of two, in
/// microseconds, from 1 µs to over a minute.
const BUCKETS: usize = 54;

/// A latency histogram of fixed size; percentiles are exact to a factor of √2.
#[derive(Clone, Debug)]
pub(crate) struct Histogram {
    counts: [u64; BUCKETS],
    total: u64,
    max: Duration,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: [0; BUCKETS],
            total: 0,
            max: Duration::ZERO,
        }
    }
}

impl Histogram {
    /// Records one operation's time.
    pub(crate) fn record(&mut self, time: Duration) {
        let micros = time.as_micros().max(1) as f64;
        let bucket = (micros.log2() * 2.0).floor() as usize;
        self.counts[bucket.min(BUCKETS - 1)] += 1;
        self.total += 1;
        self.max = self.max.max(time);
    }

    /// Operations recorded.
    pub(crate) fn count(&self) -> u64 {
        self.total
    }

    /// The longest time recorded.
    pub(crate) fn max(&self) -> Duration {
        self.max
    }

    /// `{"count", "p50_us", "p99_us"}`.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "count": self.total,
            "p50_us": self.percentile_us(50.0),
            "p99_us": self.percentile_us(99.0),
        })
    }

    /// The upper edge in µs of the bucket that holds the `p`-th percentile
    /// (0..=100); 0 when nothing was recorded.
    pub(crate) fn percentile_us(&self, p: f64) -> u64 {
        let wanted = (self.total as f64 * p / 100.0).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (bucket, count) in self.counts.iter().enumerate() {
            seen += count;
            if *count > 0 && seen >= wanted {
                return 2f64.powf((bucket + 1) as f64 / 2.0).round() as u64;
            }
        }
        0
    }
}

/// Frames of all windows.
#[derive(Clone, Debug, Default)]
pub(crate) struct FrameStats {
    /// Frames whose scene was built and painted.
    pub(crate) drawn: u64,
    /// Frames handed to the compositor.
    pub(crate) presented: u64,
    /// Redraws that found nothing changed and painted nothing.
    pub(crate) skipped: u64,
    /// Time from `RedrawRequested` to after presenting.
    pub(crate) time: Histogram,
}

/// Size changes of all windows.
#[derive(Clone, Debug, Default)]
pub(crate) struct ResizeStats {
    /// Sizes the compositor asked for.
    pub(crate) configures: u64,
    /// Sizes that were laid out and painted; the others were overtaken.
    pub(crate) applied: u64,
    /// Frames committed in another size than the newest one that was known
    /// when they were begun; there should be none.
    pub(crate) stale: u64,
}

/// What the frame path counts; one owner, the application.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stats {
    pub(crate) frames: FrameStats,
    pub(crate) resize: ResizeStats,
    pub(crate) render: RenderStats,
    /// Rows shaped and turned into quads.
    pub(crate) rows_built: u64,
    /// Times that the tab bar was made anew, and what each took.
    pub(crate) tab_bar_build: Histogram,
    /// Keys handled, and the time until their bytes were queued for the child.
    pub(crate) input: Histogram,
}

impl Stats {
    /// The part of `wezterm cli stats` that this struct knows.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "frames": {
                "drawn": self.frames.drawn,
                "presented": self.frames.presented,
                "skipped": self.frames.skipped,
                "p50_us": self.frames.time.percentile_us(50.0),
                "p99_us": self.frames.time.percentile_us(99.0),
                "max_us": times(&self.frames.time)["max_us"],
            },
            "render": self.render.to_json(),
            "resize": {
                "configures": self.resize.configures,
                "applied": self.resize.applied,
                "stale": self.resize.stale,
            },
            "rows": { "built": self.rows_built },
            "input": {
                "p50_us": self.input.percentile_us(50.0),
                "p99_us": self.input.percentile_us(99.0),
            },
        })
    }
}

/// Every value of the counters with its path, such as `frames.drawn`, in the
/// order of the names, the values of a part before its parts. Lists are left out: they hold texts for tests.
pub(crate) fn flatten(stats: &Value) -> Vec<(String, Value)> {
    fn walk(path: &str, value: &Value, out: &mut Vec<(String, Value)>) {
        match value {
            Value::Object(fields) => {
                let (parts, leaves): (Vec<_>, Vec<_>) =
                    fields.iter().partition(|(_, value)| value.is_object());
                for (name, value) in leaves.into_iter().chain(parts) {
                    let dot = if path.is_empty() { "" } else { "." };
                    walk(&format!("{path}{dot}{name}"), value, out);
                }
            }
            Value::Array(_) => {}
            other => out.push((path.to_owned(), other.clone())),
        }
    }
    let mut out = Vec::new();
    walk("", stats, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_within_a_bucket() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.percentile_us(50.0), 0);
        for micros in 1..=1000 {
            histogram.record(Duration::from_micros(micros));
        }
        let p50 = histogram.percentile_us(50.0);
        assert!((500..=724).contains(&p50), "{p50}");
        assert!(histogram.percentile_us(99.0) >= 990);
        histogram.record(Duration::from_secs(100_000));
        assert!(histogram.percentile_us(100.0) > 1_000_000);
    }
}
