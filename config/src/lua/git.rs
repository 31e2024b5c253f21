//! Running the system's `git`: without questions, and not for ever.

use std::ffi::OsStr;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long one command may take. A network that swallows packets would hold
/// the loading of a configuration for minutes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program.
pub(super) struct Git<'a> {
    program: &'a OsStr,
}

impl<'a> Git<'a> {
    pub(super) fn new(program: &'a OsStr) -> Self {
        Self { program }
    }

    /// Runs a command in a repository; see [`run`](Self::run).
    pub(super) fn run_in(&self, dir: &Path, args: &[&str], what: &str) -> Result<String, String> {
        let dir = dir.to_string_lossy();
        let mut all = vec!["-C", &dir];
        all.extend_from_slice(args);
        self.run(&all, what)
    }

    /// What a command prints. The error says that `what` failed, and why.
    pub(super) fn run(&self, args: &[&str], what: &str) -> Result<String, String> {
        let mut child = Command::new(self.program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Nobody is there to answer a question.
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ASKPASS", "true")
            .env("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
            .spawn()
            .map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => {
                    format!("cannot {what}: git is not installed, or not in PATH")
                }
                _ => format!("cannot {what}: running git failed: {error}"),
            })?;
        let out = collect(child.stdout.take());
        let errors = collect(child.stderr.take());
        let started = Instant::now();
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if started.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Ok(None) => {
                    let _ = child.kill();
                    let _ = child.wait();
                    let seconds = PATIENCE.as_secs();
                    return Err(format!(
                        "cannot {what}: git took longer than {seconds} seconds; is the network there?"
                    ));
                }
                Err(error) => return Err(format!("cannot {what}: {error}")),
            }
        };
        let text = |thread: std::thread::JoinHandle<String>| thread.join().unwrap_or_default();
        let (out, errors) = (text(out), text(errors));
        match status.success() {
            true => Ok(out),
            false => Err(format!("cannot {what}: {}", errors.trim())),
        }
    }
}

/// Reads a pipe to its end, in a thread: a full one would stop the child.
fn collect(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // What was read before an error is still worth showing.
            let _ = pipe.take(1 << 20).read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
