//! A pseudo-terminal and the program on it (pty(7)).

use crate::command::ResolvedCommand;
use crate::error::{MuxError, Result};
use crate::program::Program;
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcgetpgrp, tcsetwinsize};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
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
    pub(crate) fn spawn(command: &ResolvedCommand, size: TerminalSize) -> Result<(Self, Program)> {
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
        let program = Program::start(&command.launch, peer.as_fd());
        let program = program.map_err(|source| MuxError::Spawn {
            program: command.argv.first().cloned().unwrap_or_default(),
            cwd: command.launch.dir.clone(),
            source,
        })?;
        Ok((Self { fd, tty_name }, program))
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
