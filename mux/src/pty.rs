//! A pseudo-terminal and the program on it (pty(7)).

use crate::command::ResolvedCommand;
use crate::error::{MuxError, Result};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcgetpgrp, tcsetwinsize};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Stdio};
use wezterm_types::TerminalSize;

/// The side of a pseudo-terminal that a terminal holds. Reads and writes do
/// not block.
#[derive(Debug)]
pub(crate) struct PtyMaster {
    fd: OwnedFd,
    tty_name: Option<String>,
}

impl PtyMaster {
    /// Opens a pseudo-terminal and starts a program on it.
    pub(crate) fn spawn(command: ResolvedCommand, size: TerminalSize) -> Result<(Self, Child)> {
        let step = |what| {
            move |error: rustix::io::Errno| MuxError::Pty {
                what,
                source: error.into(),
            }
        };
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let fd = openpt(flags).map_err(step("open /dev/ptmx"))?;
        grantpt(&fd).map_err(step("grant"))?;
        unlockpt(&fd).map_err(step("unlock"))?;
        let peer = ioctl_tiocgptpeer(&fd, flags).map_err(step("open its other side"))?;
        tcsetwinsize(&fd, winsize(size)).map_err(step("set its size"))?;
        fcntl_setfl(
            &fd,
            fcntl_getfl(&fd).map_err(step("read its flags"))? | OFlags::NONBLOCK,
        )
        .map_err(step("set its flags"))?;
        let tty_name = ptsname(&fd, Vec::new())
            .ok()
            .and_then(|name| name.into_string().ok());
        let child = start(command, &peer)?;
        Ok((Self { fd, tty_name }, child))
    }

    /// Tells the program a new size (SIGWINCH).
    pub(crate) fn resize(&self, size: TerminalSize) -> io::Result<()> {
        Ok(tcsetwinsize(&self.fd, winsize(size))?)
    }

    pub(crate) fn tty_name(&self) -> Option<&str> {
        self.tty_name.as_deref()
    }

    /// The group of processes that reads the keyboard now.
    pub(crate) fn foreground_group(&self) -> Option<u32> {
        let pid = tcgetpgrp(&self.fd).ok()?;
        u32::try_from(pid.as_raw_nonzero().get()).ok()
    }

    /// Whether the program reads without echo by lines, as password prompts do.
    pub(crate) fn is_password_input(&self) -> bool {
        use rustix::termios::LocalModes;
        rustix::termios::tcgetattr(&self.fd).is_ok_and(|modes| {
            !modes.local_modes.contains(LocalModes::ECHO)
                && modes.local_modes.contains(LocalModes::ICANON)
        })
    }
}

impl AsFd for PtyMaster {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

fn winsize(size: TerminalSize) -> Winsize {
    let clamp = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    Winsize {
        ws_row: clamp(size.rows),
        ws_col: clamp(size.cols),
        ws_xpixel: clamp(size.pixel_width),
        ws_ypixel: clamp(size.pixel_height),
    }
}

fn start(resolved: ResolvedCommand, peer: &OwnedFd) -> Result<Child> {
    let ResolvedCommand {
        mut command,
        argv,
        cwd,
    } = resolved;
    let failed = |source| MuxError::Spawn {
        program: argv.first().cloned().unwrap_or_default(),
        cwd: cwd.clone(),
        source,
    };
    let dup = || peer.try_clone().map(Stdio::from).map_err(failed);
    command.stdin(dup()?).stdout(dup()?).stderr(dup()?);
    #[allow(
        unsafe_code,
        reason = "a session leader can only be made between fork and exec"
    )]
    // SAFETY: between fork and exec only async-signal-safe system calls are made,
    // on values that live on the stack; nothing allocates or takes a lock.
    unsafe {
        command.pre_exec(become_session_leader);
    }
    command.spawn().map_err(failed)
}

/// Runs in the child: default signals, a session of its own with the terminal
/// as its controlling one, and no file of ours left open.
#[allow(unsafe_code, reason = "raw system calls; see each SAFETY line")]
fn become_session_leader() -> io::Result<()> {
    for signal in [
        libc::SIGCHLD,
        libc::SIGHUP,
        libc::SIGINT,
        libc::SIGQUIT,
        libc::SIGTERM,
        libc::SIGALRM,
        libc::SIGPIPE,
    ] {
        // SAFETY: SIG_DFL is a valid disposition for these signals.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    // SAFETY: takes no pointers.
    if unsafe { libc::setsid() } == -1 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: descriptor 0 is the terminal's, as set by the caller; the argument is an integer.
    if unsafe { libc::ioctl(0, libc::TIOCSCTTY, 0) } == -1 {
        return Err(io::Error::last_os_error());
    }
    // Files others left open in us must not leak into shells. Marked, not closed: the
    // standard library's own pipe, which reports a failed exec, is among them. Kernels
    // before 5.11 say no, which is harmless: our own files close on exec anyway.
    // SAFETY: takes no pointers.
    unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, 1 << 2) };
    Ok(())
}
