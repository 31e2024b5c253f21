//! `ulimit_nofile` and `ulimit_nproc`: a pane takes three files, and systems
//! allow a program 1,024 unless it asks for more.

use config::Config;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files of a server at least: thousands of panes.
const SERVER_FILES: u64 = 16_384;

/// Asks for as many open files and processes as the configuration wants, a
/// server for more files, as far as the system lets programs ask. Never for less
/// than there is.
pub(crate) fn raise(config: &Config, is_server: bool) {
    let least = if is_server { SERVER_FILES } else { 0 };
    let files = config.ulimit_nofile.max(least);
    for (resource, name, wanted) in [
        (Resource::Nofile, "ulimit_nofile", files),
        (Resource::Nproc, "ulimit_nproc", config.ulimit_nproc),
    ] {
        let now = getrlimit(resource);
        let Some(raised) = raised(now.current, now.maximum, wanted) else {
            continue;
        };
        let limit = Rlimit {
            current: Some(raised),
            maximum: now.maximum,
        };
        match setrlimit(resource, limit) {
            Ok(()) => log::debug!("{name}: {raised} instead of {:?}", now.current),
            Err(error) => log::warn!("{name}: a limit of {raised} was not granted: {error}"),
        }
    }
}

/// The limit to ask for; `None` as a limit is none.
fn raised(current: Option<u64>, maximum: Option<u64>, wanted: u64) -> Option<u64> {
    let raised = wanted.min(maximum.unwrap_or(u64::MAX));
    current
        .is_some_and(|current| current < raised)
        .then_some(raised)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_only_rise_and_not_beyond_what_is_allowed() {
        assert_eq!(raised(Some(1024), Some(4096), 2048), Some(2048));
        assert_eq!(raised(Some(1024), Some(1500), 2048), Some(1500));
        assert_eq!(raised(Some(1024), None, 2048), Some(2048));
        assert_eq!(raised(Some(4096), Some(8192), 2048), None);
        assert_eq!(raised(Some(1500), Some(1500), 2048), None);
        assert_eq!(raised(None, None, 2048), None);
    }
}
