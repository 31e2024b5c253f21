//! Starting a program on a terminal, by posix_spawn(3): to copy the memory map
//! of this process, as fork(2) does, takes twice as long as the rest.

use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use std::collections::BTreeMap;
use std::ffi::{CStr, CString, OsStr, OsString, c_char, c_int};
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::ptr;

/// What runs a file that is no program and does not name one.
const SHELL: &CStr = c"/bin/sh";
/// Signals that the program finds as they are at first, whatever became of
/// them here.
const SIGNALS: [c_int; 7] = [
    libc::SIGCHLD,
    libc::SIGHUP,
    libc::SIGINT,
    libc::SIGQUIT,
    libc::SIGTERM,
    libc::SIGALRM,
    libc::SIGPIPE,
];

/// What to start.
#[derive(Debug)]
pub(crate) struct Launch {
    pub(crate) program: PathBuf,
    /// From argument 0 on: what the program is told that it is called.
    pub(crate) arguments: Vec<OsString>,
    pub(crate) dir: PathBuf,
    /// All of it.
    pub(crate) environment: BTreeMap<OsString, OsString>,
}

/// A program that was started. It runs on when this is dropped.
#[derive(Debug)]
pub(crate) struct Program {
    pid: Pid,
    ended: Option<ExitStatus>,
}

impl Program {
    /// Starts a program in a session of its own on the terminal `tty`, which is
    /// all it has open.
    ///
    /// # Errors
    /// Those of posix_spawn(3), or a zero byte in a string.
    pub(crate) fn start(launch: &Launch, tty: BorrowedFd<'_>) -> io::Result<Self> {
        let path = c_string(launch.program.as_os_str())?;
        let arguments = launch.arguments.iter().map(|argument| c_string(argument));
        let argv: Vec<_> = arguments.collect::<io::Result<_>>()?;
        let assignments = launch.environment.iter().map(|(name, value)| {
            let mut assignment = name.clone();
            assignment.push("=");
            assignment.push(value);
            c_string(&assignment)
        });
        let environment: Vec<_> = assignments.collect::<io::Result<_>>()?;
        let actions = Actions::new(&launch.dir, tty)?;
        let attributes = Attributes::new()?;
        let pid = match spawn(&path, &argv, &environment, &actions, &attributes) {
            Err(error) if error.raw_os_error() == Some(libc::ENOEXEC) => {
                // As execvp(3) does.
                let mut script = vec![SHELL.to_owned(), path];
                script.extend(argv.into_iter().skip(1));
                spawn(SHELL, &script, &environment, &actions, &attributes)
            }
            result => result,
        }?;
        Ok(Self { pid, ended: None })
    }

    /// The process.
    pub(crate) fn pid(&self) -> Pid {
        self.pid
    }

    /// Its number.
    pub(crate) fn id(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// How it ended, if it did.
    pub(crate) fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.wait_with(WaitOptions::NOHANG)
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> io::Result<ExitStatus> {
        loop {
            if let Some(status) = self.wait_with(WaitOptions::empty())? {
                return Ok(status);
            }
        }
    }

    /// Kills it, unless it has ended.
    pub(crate) fn kill(&self) -> io::Result<()> {
        match self.ended {
            Some(_) => Ok(()),
            None => Ok(kill_process(self.pid, Signal::KILL)?),
        }
    }

    fn wait_with(&mut self, options: WaitOptions) -> io::Result<Option<ExitStatus>> {
        if self.ended.is_none() {
            let ended = rustix::io::retry_on_intr(|| waitpid(Some(self.pid), options))?;
            self.ended = ended.map(|(_, status)| ExitStatus::from_raw(status.as_raw()));
        }
        Ok(self.ended)
    }
}

fn c_string(text: &OsStr) -> io::Result<CString> {
    Ok(CString::new(text.as_bytes())?)
}

/// The error that a function of posix_spawn(3) returns.
fn check(number: c_int) -> io::Result<()> {
    match number {
        0 => Ok(()),
        number => Err(io::Error::from_raw_os_error(number)),
    }
}

/// What happens between the start of the process and that of the program.
struct Actions(libc::posix_spawn_file_actions_t);

impl Actions {
    #[allow(unsafe_code, reason = "posix_spawn(3); see each SAFETY line")]
    fn new(dir: &Path, tty: BorrowedFd<'_>) -> io::Result<Self> {
        let mut raw = MaybeUninit::uninit();
        // SAFETY: `raw` is room for what is initialized there.
        check(unsafe { libc::posix_spawn_file_actions_init(raw.as_mut_ptr()) })?;
        // SAFETY: it was initialized.
        let mut actions = Self(unsafe { raw.assume_init() });
        // A terminal opened by the leader of a session that has none becomes
        // its controlling terminal. Through the descriptor: where it is among
        // the files may not be the same here.
        let path = CString::new(format!("/proc/self/fd/{}", tty.as_raw_fd()))?;
        // SAFETY: `actions` is initialized; the path ends with a zero and is copied.
        check(unsafe {
            let (flags, mode) = (libc::O_RDWR, 0);
            libc::posix_spawn_file_actions_addopen(&mut actions.0, 0, path.as_ptr(), flags, mode)
        })?;
        for fd in 1..3 {
            // SAFETY: `actions` is initialized.
            check(unsafe { libc::posix_spawn_file_actions_adddup2(&mut actions.0, 0, fd) })?;
        }
        let dir = c_string(dir.as_os_str())?;
        // SAFETY: `actions` is initialized; the path ends with a zero and is copied.
        check(unsafe { libc::posix_spawn_file_actions_addchdir_np(&mut actions.0, dir.as_ptr()) })?;
        // SAFETY: `actions` is initialized.
        check(unsafe { libc::posix_spawn_file_actions_addclosefrom_np(&mut actions.0, 3) })?;
        Ok(actions)
    }
}

impl Drop for Actions {
    #[allow(unsafe_code, reason = "posix_spawn(3); see the SAFETY line")]
    fn drop(&mut self) {
        // SAFETY: they are initialized, and nothing has destroyed them.
        unsafe { libc::posix_spawn_file_actions_destroy(&mut self.0) };
    }
}

/// What the new process is like: a session of its own, no signal blocked.
struct Attributes(libc::posix_spawnattr_t);

impl Attributes {
    #[allow(unsafe_code, reason = "posix_spawn(3); see each SAFETY line")]
    fn new() -> io::Result<Self> {
        let mut raw = MaybeUninit::uninit();
        // SAFETY: `raw` is room for what is initialized there.
        check(unsafe { libc::posix_spawnattr_init(raw.as_mut_ptr()) })?;
        // SAFETY: it was initialized.
        let mut attributes = Self(unsafe { raw.assume_init() });
        let flags = libc::POSIX_SPAWN_SETSIGDEF
            | libc::POSIX_SPAWN_SETSIGMASK
            | libc::POSIX_SPAWN_SETSID as c_int;
        let flags = flags.try_into().map_err(io::Error::other)?;
        // SAFETY: `attributes` is initialized.
        check(unsafe { libc::posix_spawnattr_setflags(&mut attributes.0, flags) })?;
        let (none, mut some) = (no_signals(), no_signals());
        for signal in SIGNALS {
            // SAFETY: `some` is a set of signals, and it is one of their numbers.
            unsafe { libc::sigaddset(&mut some, signal) };
        }
        // SAFETY: both are initialized.
        check(unsafe { libc::posix_spawnattr_setsigdefault(&mut attributes.0, &some) })?;
        // SAFETY: both are initialized.
        check(unsafe { libc::posix_spawnattr_setsigmask(&mut attributes.0, &none) })?;
        Ok(attributes)
    }
}

impl Drop for Attributes {
    #[allow(unsafe_code, reason = "posix_spawn(3); see the SAFETY line")]
    fn drop(&mut self) {
        // SAFETY: they are initialized, and nothing has destroyed them.
        unsafe { libc::posix_spawnattr_destroy(&mut self.0) };
    }
}

#[allow(unsafe_code, reason = "sigemptyset(3); see the SAFETY line")]
fn no_signals() -> libc::sigset_t {
    let mut set = MaybeUninit::uninit();
    // SAFETY: `set` is room for a set of signals, which the call initializes.
    unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        set.assume_init()
    }
}

#[allow(unsafe_code, reason = "posix_spawn(3); see the SAFETY line")]
fn spawn(
    path: &CStr,
    argv: &[CString],
    environment: &[CString],
    actions: &Actions,
    attributes: &Attributes,
) -> io::Result<Pid> {
    let pointers = |strings: &[CString]| -> Vec<*mut c_char> {
        let all = strings.iter().map(|string| string.as_ptr().cast_mut());
        all.chain([ptr::null_mut()]).collect()
    };
    let (argv, environment) = (pointers(argv), pointers(environment));
    let mut pid = 0;
    // SAFETY: all strings end with a zero and outlive the call, which does not
    // write to them; both lists end with a null pointer; actions and attributes
    // are initialized.
    check(unsafe {
        libc::posix_spawn(
            &mut pid,
            path.as_ptr(),
            &actions.0,
            &attributes.0,
            argv.as_ptr(),
            environment.as_ptr(),
        )
    })?;
    Pid::from_raw(pid).ok_or_else(|| io::Error::other("a program was started as no process"))
}

#[cfg(test)]
mod tests {
    use super::Launch;
    use crate::command::ResolvedCommand;
    use crate::pty::PtyMaster;
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    use std::ffi::OsString;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::PathBuf;
    use wezterm_types::TerminalSize;

    fn resolved(program: impl Into<PathBuf>, arguments: &[&str]) -> ResolvedCommand {
        let launch = Launch {
            program: program.into(),
            arguments: ["-named"]
                .iter()
                .chain(arguments)
                .map(OsString::from)
                .collect(),
            dir: "/".into(),
            environment: [("PATH", "/usr/bin:/bin"), ("GIVEN", "a=b")]
                .map(|(name, value)| (name.into(), value.into()))
                .into(),
        };
        ResolvedCommand {
            launch,
            argv: Vec::new(),
        }
    }

    /// What it prints until it ends, and the code it ends with.
    fn run(command: &ResolvedCommand) -> (String, Option<i32>) {
        let (pty, mut program) = PtyMaster::spawn(command, TerminalSize::default()).unwrap();
        let mut output = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            poll(&mut [PollFd::new(&pty, PollFlags::IN)], None).unwrap();
            match rustix::io::read(&pty, &mut buffer) {
                Ok(count) if count > 0 => output.extend(&buffer[..count]),
                Err(Errno::INTR | Errno::AGAIN) => {}
                _ => break,
            }
        }
        let status = program.wait().unwrap();
        assert_eq!(program.try_wait().unwrap(), Some(status));
        program.kill().unwrap();
        (String::from_utf8(output).unwrap(), status.code())
    }

    #[test]
    fn a_program_has_its_terminal_and_nothing_else() {
        let script = "echo $0 $1 $GIVEN ${HOME-none}; pwd; : </dev/tty && echo controlled; \
             cut -d' ' -f6,8 /proc/$$/stat | sed \"s/^$$ $$\\$/leads/\"; exit 7";
        let (output, code) = run(&resolved("/bin/sh", &["-c", script, "zero", "one"]));
        let lines: Vec<_> = output.lines().collect();
        assert_eq!(lines[..3], ["zero one a=b none", "/", "controlled"]);
        // The session and the foreground group are its own.
        assert_eq!(lines[3..], ["leads"]);
        assert_eq!(code, Some(7));
        // Without a shell, which blocks signals and has pipes of its own at times.
        // The fourth file is the folder that is listed.
        let (open, _) = run(&resolved("/bin/ls", &["/proc/self/fd"]));
        assert_eq!(
            open.split_whitespace().collect::<Vec<_>>(),
            ["0", "1", "2", "3"]
        );
        let (blocked, _) = run(&resolved("/bin/grep", &["SigBlk", "/proc/self/status"]));
        assert_eq!(blocked.trim_end(), "SigBlk:\t0000000000000000");
    }

    #[test]
    fn a_script_that_names_no_interpreter_is_run_by_the_shell() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("script");
        std::fs::write(&file, "echo \"ran $1\"\n").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o700)).unwrap();
        let (output, code) = run(&resolved(&file, &["x"]));
        assert_eq!((output.as_str(), code), ("ran x\r\n", Some(0)));
    }

    #[test]
    fn what_can_not_be_started_is_an_error() {
        for (program, arguments) in [("/no/such/program", &[][..]), ("/bin/sh", &["a\0b"])] {
            let error = PtyMaster::spawn(&resolved(program, arguments), TerminalSize::default());
            assert!(error.is_err(), "{program}");
        }
    }
}
