use crate::process::Groups;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// How long a test has to fail after its processes were killed.
const GRACE: Duration = Duration::from_secs(20);

/// Bounds a test: past its limit all its processes are killed, which makes
/// whatever it waits for fail; if it hangs even then, the test program ends.
pub(crate) struct Watchdog(Option<Sender<()>>);

impl Watchdog {
    pub(crate) fn start(test: &str, limit: Duration, groups: Groups) -> Self {
        let (alive, ended) = channel::<()>();
        let test = test.to_owned();
        let spawned = std::thread::Builder::new()
            .name(format!("watchdog {test}"))
            .spawn(move || {
                if ended.recv_timeout(limit) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
                eprintln!("{test}: over its limit of {limit:?}, ending its processes");
                groups.kill_all();
                if ended.recv_timeout(GRACE) == Err(RecvTimeoutError::Timeout) {
                    eprintln!("{test}: hangs, ending the test program");
                    std::process::exit(124);
                }
            });
        if let Err(err) = spawned {
            eprintln!("cannot bound the test's time: {err}");
        }
        Self(Some(alive))
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.0 = None;
    }
}
