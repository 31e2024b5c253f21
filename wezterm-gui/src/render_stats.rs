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
