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
                    (Some(moved), Some(passed))
                        if moved != 0.0 && passed > 0.05 && !is_time(&name) =>
                    {
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

    /// The counters by section, in as many columns as fit, from the line
    /// `top` on, which is brought down to what there is.
    pub(super) fn lines(&self, size: Size, top: &mut usize, style: &Style) -> Vec<Line> {
        let names = self.width(|row| row.name.rsplit('.').next().unwrap_or_default());
        let values = self.width(|row| &row.value);
        let column = names + values + 16;
        let columns = (size.cols / column).max(1);
        let mut lines: Vec<Line> = Vec::new();
        for group in self.rows.chunk_by(|a, b| section(a) == section(b)) {
            let heading = group.first().map_or("", section_of);
            lines.push(Line::plain(heading, style.accent));
            for rows in group.chunks(columns) {
                let mut line = Line::default();
                for row in rows {
                    let name = row.name.rsplit('.').next().unwrap_or_default();
                    let rate = row.rate.map(|rate| format!("{rate:+.0}/s"));
                    line.push(format!("  {name:names$} "), style.dim);
                    line.push(format!("{:>values$}", row.value), style.fg);
                    line.push(format!("{:>11}  ", rate.unwrap_or_default()), style.accent);
                }
                lines.push(line);
            }
        }
        *top = (*top).min(lines.len().saturating_sub(size.rows));
        lines.drain(..*top);
        lines.truncate(size.rows);
        lines
    }

    fn width(&self, of: impl Fn(&Row) -> &str) -> usize {
        self.rows.iter().map(|row| of(row).len()).max().unwrap_or(0)
    }
}

/// A percentile or a maximum, which has no rate.
fn is_time(name: &str) -> bool {
    name.ends_with("_us") && !name.ends_with("total_us")
}

/// What stands before the last dot of a name.
fn section(row: &Row) -> &str {
    row.name.rsplit_once('.').map_or("", |(section, _)| section)
}

/// A section in words.
fn section_of(row: &Row) -> &str {
    match section(row) {
        "" => "program",
        section => section,
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
            [
                "program",
                "painter Vulkan",
                "frames",
                "drawn 70 +60/s",
                "new",
                "p99_us 1.5"
            ]
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
        let mut top = 0;
        let first = counters.lines(size, &mut top, &style)[1].text();
        assert!(first.starts_with("  n00"), "{first}");
        top = usize::MAX;
        let lines = counters.lines(size, &mut top, &style);
        assert!(lines[4].text().starts_with("  n29"), "{lines:?}");
        assert_eq!(top, 31 - 5);
    }
}
