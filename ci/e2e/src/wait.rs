use anyhow::{Result, bail};
use std::time::{Duration, Instant};

/// How long a condition may take by default; generous, since machines that
/// run tests are busy.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Checks `condition` again and again until it yields a value.
///
/// # Errors
/// What `condition` fails with, or that `what` did not come within `limit`.
pub fn wait_for<T>(
    what: &str,
    limit: Duration,
    mut condition: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(value) = condition()? {
            return Ok(value);
        }
        if start.elapsed() >= limit {
            bail!("waited {limit:?} in vain for {what}");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
