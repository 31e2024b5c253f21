use crate::wait::wait_for;
use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process_group};
use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The process groups a desktop has started, shared with its watchdog.
#[derive(Clone, Default)]
pub(crate) struct Groups(Arc<Mutex<Vec<Pid>>>);

impl Groups {
    fn add(&self, pid: Pid) {
        self.lock().push(pid);
    }

    fn remove(&self, pid: Pid) {
        self.lock().retain(|known| *known != pid);
    }

    pub(crate) fn kill_all(&self) {
        for pid in self.lock().iter() {
            // Fails when the group has ended by itself.
            let _ = kill_process_group(*pid, Signal::KILL);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Pid>> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// A command that dies with the thread that starts it, even when that is
/// killed. `setpriv` sets this up, and drops root where `uid` says so, since
/// both need a call between fork and exec.
pub(crate) fn guarded(program: impl AsRef<OsStr>, uid: Option<u32>) -> Command {
    let mut command = Command::new("setpriv");
    if let Some(uid) = uid {
        command.args([
            format!("--reuid={uid}"),
            format!("--regid={uid}"),
            "--clear-groups".to_owned(),
        ]);
    }
    command
        .args(["--pdeathsig", "KILL", "--"])
        .arg(program.as_ref());
    command
}

/// A running process in a group of its own, with its output in files; the
/// group is killed when this is dropped.
pub(crate) struct Process {
    name: String,
    child: Child,
    pid: Pid,
    groups: Groups,
    stdout: PathBuf,
    stderr: PathBuf,
}

impl Process {
    /// Starts `command`; its output goes to `<name>.stdout` and
    /// `<name>.stderr` in `logs`.
    pub(crate) fn start(
        name: &str,
        mut command: Command,
        logs: &Path,
        groups: &Groups,
    ) -> Result<Self> {
        let stdout = logs.join(format!("{name}.stdout"));
        let stderr = logs.join(format!("{name}.stderr"));
        let create = |path: &Path| {
            File::create(path).with_context(|| format!("cannot create {}", path.display()))
        };
        command
            .stdin(Stdio::piped())
            .stdout(create(&stdout)?)
            .stderr(create(&stderr)?)
            .process_group(0);
        let child = command.spawn().with_context(|| {
            format!("cannot start {name} ({command:?}); `ci/setup test` installs what tests need")
        })?;
        let pid = Pid::from_child(&child);
        groups.add(pid);
        Ok(Self {
            name: name.to_owned(),
            child,
            pid,
            groups: groups.clone(),
            stdout,
            stderr,
        })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn stdin(&mut self) -> Option<&mut ChildStdin> {
        self.child.stdin.as_mut()
    }

    pub(crate) fn close_stdin(&mut self) {
        self.child.stdin = None;
    }

    /// Everything written to standard output so far.
    pub(crate) fn stdout(&self) -> String {
        read_lossy(&self.stdout)
    }

    /// Everything written to standard error so far.
    pub(crate) fn stderr(&self) -> String {
        read_lossy(&self.stderr)
    }

    pub(crate) fn try_wait(&mut self) -> Result<Option<ExitStatus>> {
        self.child
            .try_wait()
            .with_context(|| format!("cannot wait for {}", self.name))
    }

    pub(crate) fn wait_exit(&mut self, limit: Duration) -> Result<ExitStatus> {
        let what = format!("{} to end", self.name);
        wait_for(&what, limit, || self.try_wait())
    }

    /// The last lines of both outputs, for messages.
    pub(crate) fn tail(&self) -> String {
        let last = |text: &str| {
            let lines: Vec<&str> = text.lines().collect();
            lines[lines.len().saturating_sub(15)..].join("\n")
        };
        format!(
            "--- {0} stdout ---\n{1}\n--- {0} stderr ---\n{2}",
            self.name,
            last(&self.stdout()),
            last(&self.stderr())
        )
    }
}

impl Process {
    /// Kills the group and waits for its leader.
    pub(crate) fn kill(&mut self) {
        // The group may live on after its leader: always kill it. Both calls
        // fail only when there is nothing left to end.
        let _ = kill_process_group(self.pid, Signal::KILL);
        let _ = self.child.wait();
        self.groups.remove(self.pid);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

fn read_lossy(path: &Path) -> String {
    // A log that cannot be read is as good as an empty one in a message.
    std::fs::read(path)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}
