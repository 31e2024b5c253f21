//! The page "perf": every number of `wezterm cli stats`, and how fast it
//! moves. It shows what there is, whatever it is called.

use super::{INTERVAL, Line, Size, Style};
use crate::stats::flatten;
use serde_json::Value;
use std::collections::HashMap;
use std::time::Instant;

/// The counters as of the last look and of the one before.
#[derive(Debug)]
pub(super) struct Counters {
    rows: Vec<Row>,
    looked: Option<Instant>,
    due: Instant,
}

impl Default for Counters {
    /// None yet; they are due at once.
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            looked: None,
            due: Instant::now(),
        }
    }
}

#[derive(Debug)]
struct Row {
    name: String,
    value: String,
    number: Option<f64>,
    /// Change since the look before, a second.
    rate: Option<f64>,
}

impl Counters {
    /// When to look next.
    pub(super) fn due(&self) -> Instant {
        self.due
    }

    pub(super) fn set(&mut self, stats: &Value, now: Instant) {
        let passed = self.looked.map(|looked| (now - looked).as_secs_f64());
        let before: HashMap<String, f64> = self
            .rows
            .drain(..)
            .filter_map(|row| Some((row.name, row.number?)))
            .collect();
        self.rows = flatten(stats)
            .into_iter()
            .map(|(name, value)| {
                let number = value.as_f64();
                let moved = number.zip(before.get(&name)).map(|(now, then)| now - then);
                let rate = match (moved, passed) {
                    (Some(moved), Some(passed)) if moved != 0.0 && passed > 0.05 => {
                        Some(moved / passed)
                    }
                    _ => None,
                };
                Row {
                    name,
                    value: match value {
                        Value::String(text) => text,
                        other => other.to_string(),
                    },
                    number,
                    rate,
                }
            })
            .collect();
        self.looked = Some(now);
        self.due = now + INTERVAL;
    }

    /// The counters in as many columns as fit. `back` counts from the end in
    /// the other pages; here it scrolls from the beginning.
    pub(super) fn lines(&self, size: Size, back: &mut usize, style: &Style) -> Vec<Line> {
        let width = |of: fn(&Row) -> &str| self.rows.iter().map(|r| of(r).len()).max().unwrap_or(0);
        let names = width(|row| &row.name);
        let values = width(|row| &row.value);
        let column = names + values + 16;
        let columns = (size.cols / column.max(1)).clamp(1, 3);
        let height = self.rows.len().div_ceil(columns).max(1);
        *back = (*back).min(height.saturating_sub(size.rows));
        let first = height.saturating_sub(size.rows).saturating_sub(*back);
        (first..height.min(first + size.rows))
            .map(|at| {
                let mut line = Line::default();
                for row in (0..columns).filter_map(|n| self.rows.get(n * height + at)) {
                    line.push(format!("{:names$}  ", row.name), style.dim);
                    line.push(format!("{:>values$}", row.value), style.fg);
                    let rate = row
                        .rate
                        .map_or_else(String::new, |rate| format!("{rate:+.0}/s"));
                    line.push(format!("{rate:>11}   "), style.accent);
                }
                line
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use config::Config;
    use serde_json::json;

    #[test]
    fn whatever_the_counters_hold_is_shown_with_its_rate() {
        let style = Style::of_terminal(&Config::default().palette());
        let start = Instant::now();
        let mut counters = Counters::default();
        let size = Size { cols: 60, rows: 20 };
        counters.set(
            &json!({"frames": {"drawn": 10}, "painter": "Vulkan"}),
            start,
        );
        counters.set(
            &json!({"frames": {"drawn": 70}, "painter": "Vulkan", "new": {"p99_us": 1.5}}),
            start + INTERVAL,
        );
        let text: Vec<String> = counters
            .lines(size, &mut 0, &style)
            .iter()
            .map(|line| line.text().split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(
            text,
            ["frames.drawn 70 +60/s", "new.p99_us 1.5", "painter Vulkan"]
        );
    }

    #[test]
    fn a_low_window_scrolls() {
        let style = Style::of_terminal(&Config::default().palette());
        let mut counters = Counters::default();
        let many: serde_json::Map<String, Value> =
            (0..30).map(|n| (format!("n{n:02}"), json!(n))).collect();
        counters.set(&Value::Object(many), Instant::now());
        let size = Size { cols: 20, rows: 5 };
        let mut back = usize::MAX;
        let first = counters.lines(size, &mut back, &style)[0].text();
        assert!(first.starts_with("n00"), "{first}");
        back = 0;
        let lines = counters.lines(size, &mut back, &style);
        assert!(lines[4].text().starts_with("n29"));
    }
}
