//! `wezterm cli stats --watch`: what moves, a line a second.

use super::CliError;
use super::print::flatten;
use crate::control::{Client, ClientError, Request, Response};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// Between two lines.
const INTERVAL: Duration = Duration::from_secs(1);

/// Prints until the instance ends or nobody reads any more; neither is a
/// failure.
pub(super) fn run(client: &mut Client, out: &mut impl Write) -> Result<(), CliError> {
    let started = Instant::now();
    let mut due = started;
    let Some(mut before) = numbers(client)? else {
        return Ok(());
    };
    loop {
        due += INTERVAL;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let Some(now) = numbers(client)? else {
            return Ok(());
        };
        let seconds = started.elapsed().as_secs_f64().round();
        let line = format!("{seconds}s  {}\n", changes(&before, &now));
        match out.write_all(line.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => before = now,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            Err(source) => {
                return Err(CliError::Io {
                    what: "write the counters",
                    source,
                });
            }
        }
    }
}

/// All numbers by their paths; `None` when the instance has ended.
fn numbers(client: &mut Client) -> Result<Option<BTreeMap<String, f64>>, CliError> {
    match client.call(&Request::Stats) {
        Ok(Response::Json(stats)) => Ok(Some(numbers_of(&stats))),
        Ok(_) => Ok(None),
        Err(ClientError::Broken { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn numbers_of(stats: &Value) -> BTreeMap<String, f64> {
    let mut rows = Vec::new();
    flatten("", stats, &mut rows);
    rows.into_iter()
        .filter_map(|row| match &row[..] {
            [name, value] => Some((name.clone(), value.parse().ok()?)),
            _ => None,
        })
        .collect()
}

/// `name=value(+change)` for each number that is not what it was.
fn changes(before: &BTreeMap<String, f64>, now: &BTreeMap<String, f64>) -> String {
    let moved: Vec<String> = now
        .iter()
        .filter_map(|(name, value)| {
            let change = value - before.get(name).unwrap_or(&0.0);
            (change != 0.0).then(|| format!("{name}={value}({change:+})"))
        })
        .collect();
    match moved.is_empty() {
        true => "nothing has changed".to_owned(),
        false => moved.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_has_what_changed_and_nothing_else() {
        let before = numbers_of(&json!({"frames": {"drawn": 10, "p50_us": 64}, "painter": "x"}));
        let now = numbers_of(
            &json!({"frames": {"drawn": 70, "p50_us": 32}, "painter": "x", "new": 1, "l": [1]}),
        );
        assert_eq!(
            changes(&before, &now),
            "frames.drawn=70(+60) frames.p50_us=32(-32) new=1(+1)"
        );
        assert_eq!(changes(&now, &now), "nothing has changed");
    }
}
