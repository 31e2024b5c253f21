//! The thread of a pane: reads output, writes input, waits for the program's
//! end and looks at what runs in the foreground. It sleeps in `poll` and costs
//! nothing while nothing happens.

use super::backlog::Parser;
use super::late_resize::Pace;
use super::{ExitStatus, Pane, PtyMaster};
use crate::error::{MuxError, Result};
use crate::program::Program;
use rustix::buffer::spare_capacity;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// What Linux hands over at once when its buffer for a terminal is full (its
/// `N_TTY_BUF_SIZE`, less one).
const TTY_BUFFER: usize = 4095;
/// Output read in a turn before it is processed.
const READ_SIZE: usize = 16 * TTY_BUFFER;
/// The foreground process is looked at this long after something happened, and
/// once more later, for what starts slowly.
const PROCESS_DELAYS: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(450)];
/// The thread that parses a flood is kept this long after it.
const PARSER_REST: Duration = Duration::from_millis(300);
/// Output of a program that has ended is awaited this long; what it started
/// may hold the terminal open for ever.
const DRAIN_QUIET: Duration = Duration::from_millis(50);
const DRAIN_LIMIT: Duration = Duration::from_secs(1);
/// From SIGHUP to SIGKILL.
const KILL_GRACE: Duration = Duration::from_millis(500);
/// Without pidfd (kernels before 5.3) the end of a program is asked for this often.
const WAIT_INTERVAL: Duration = Duration::from_millis(100);

pub(super) fn start(pane: &Arc<Pane>, program: Program) -> Result<()> {
    let Some(pty) = pane.pty.clone() else {
        return Ok(());
    };
    let pidfd = pidfd_open(program.pid(), PidfdFlags::empty()).ok();
    let io = PaneIo {
        pane: Arc::clone(pane),
        pty,
        program,
        pidfd,
        is_open: true,
        exited: None,
        last_output: Instant::now(),
        parser: None,
        look_at: [Some(Instant::now()), None],
        pace: Pace::default(),
    };
    std::thread::Builder::new()
        .name(format!("pane-{}", pane.id))
        .stack_size(512 * 1024)
        .spawn(move || io.run())
        .map_err(|source| MuxError::Pty {
            what: "start a thread",
            source,
        })?;
    Ok(())
}

struct PaneIo {
    pane: Arc<Pane>,
    pty: Arc<PtyMaster>,
    program: Program,
    pidfd: Option<OwnedFd>,
    /// Whether the terminal's other side is open.
    is_open: bool,
    exited: Option<(ExitStatus, Instant)>,
    last_output: Instant,
    /// Parses a flood, and until when it is kept.
    parser: Option<(Parser, Instant)>,
    look_at: [Option<Instant>; 2],
    /// Of wrapping a long scrollback again.
    pace: Pace,
}

impl PaneIo {
    fn run(mut self) {
        let mut buffer = Vec::new();
        let pane = Arc::clone(&self.pane);
        while !pane.kill.load(Ordering::Acquire) {
            if self.turn(&pane, &mut buffer) {
                self.finish(&pane);
                return;
            }
        }
        self.end_program();
        self.finish(&pane);
    }

    /// Waits for something and deals with it; whether all is over.
    fn turn(&mut self, pane: &Arc<Pane>, buffer: &mut Vec<u8>) -> bool {
        let (readable, writable, woken, ended) = self.wait(pane);
        if woken {
            pane.input.clear_wake();
        }
        if writable && !pane.input.write_to(self.pty.as_fd()) {
            pane.input.close();
        }
        if readable {
            self.read(pane, buffer);
        }
        if woken || readable {
            self.plan_looks();
        }
        if self.exited.is_none()
            && (ended || self.pidfd.is_none())
            && let Ok(Some(status)) = self.program.try_wait()
        {
            self.exited = Some((status.into(), Instant::now()));
        }
        self.resize(pane);
        self.timers(pane);
        match &self.exited {
            None => false,
            Some((_, when)) => {
                !self.is_open
                    || when.elapsed() > DRAIN_LIMIT
                    || (when.elapsed() > DRAIN_QUIET && self.last_output.elapsed() > DRAIN_QUIET)
            }
        }
    }

    fn wait(&self, pane: &Pane) -> (bool, bool, bool, bool) {
        let mut wanted = PollFlags::IN;
        if !pane.input.is_empty() {
            wanted |= PollFlags::OUT;
        }
        let event = pane.input.as_fd();
        let mut fds = vec![PollFd::new(&event, PollFlags::IN)];
        if self.is_open {
            fds.push(PollFd::new(&*self.pty, wanted));
        }
        let with_pidfd = match &self.pidfd {
            Some(pidfd) if self.exited.is_none() => {
                fds.push(PollFd::new(pidfd, PollFlags::IN));
                true
            }
            _ => false,
        };
        let timeout = self
            .timeout(pane)
            .and_then(|time| Timespec::try_from(time).ok());
        if poll(&mut fds, timeout.as_ref()).is_err() {
            return (false, false, false, false);
        }
        let woken = !fds[0].revents().is_empty();
        let pty = if self.is_open {
            fds[1].revents()
        } else {
            PollFlags::empty()
        };
        let ended = with_pidfd && fds.last().is_some_and(|fd| !fd.revents().is_empty());
        let gone = PollFlags::HUP | PollFlags::ERR;
        (
            pty.intersects(PollFlags::IN | gone),
            pty.intersects(PollFlags::OUT),
            woken,
            ended,
        )
    }

    /// Until when nothing needs to be done by itself.
    fn timeout(&self, pane: &Pane) -> Option<Duration> {
        let now = Instant::now();
        let mut next: Vec<Instant> = self.look_at.iter().flatten().copied().collect();
        next.extend(pane.late_resize.waiting().map(|size| self.pace.next(size)));
        next.extend(*pane.sync_deadline.lock());
        next.extend(self.parser.as_ref().map(|(_, kept_until)| *kept_until));
        if self.exited.is_some() {
            next.push(now + DRAIN_QUIET);
        } else if self.pidfd.is_none() {
            next.push(now + WAIT_INTERVAL);
        }
        let first = next.into_iter().min()?;
        // Rounded up, so that a timer is never found to be a moment away.
        Some(first.saturating_duration_since(now) + Duration::from_micros(100))
    }

    fn read(&mut self, pane: &Arc<Pane>, buffer: &mut Vec<u8>) {
        buffer.clear();
        buffer.reserve(READ_SIZE);
        while buffer.len() < READ_SIZE {
            match rustix::io::read(&*self.pty, spare_capacity(buffer)) {
                Ok(0) => {
                    self.is_open = false;
                    break;
                }
                // There is no more at the moment, and to be told so costs the
                // wait for what fills the terminal's buffer.
                Ok(count) if count < TTY_BUFFER => break,
                Ok(_) | Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break,
                // EIO is how Linux says that the other side was closed.
                Err(_) => {
                    self.is_open = false;
                    break;
                }
            }
        }
        if !buffer.is_empty() {
            self.last_output = Instant::now();
            self.parse(pane, buffer);
        }
        if !self.is_open {
            pane.input.close();
        }
    }

    /// Parses output here, or in a flood and until all of that is parsed on
    /// another thread.
    fn parse(&mut self, pane: &Arc<Pane>, output: &mut Vec<u8>) {
        if output.len() >= READ_SIZE && self.parser.is_none() {
            let its = Arc::clone(pane);
            let parse = move |output: &[u8]| {
                parse_here(&its, output);
                its.wake_for_sync();
            };
            self.parser = Parser::start(format!("parse-{}", pane.id), parse)
                .ok()
                .map(|parser| (parser, self.last_output + PARSER_REST));
        }
        match &mut self.parser {
            // What is little is parsed sooner than it is handed over.
            Some((parser, kept_until)) if output.len() > TTY_BUFFER || !parser.is_idle() => {
                *kept_until = self.last_output + PARSER_REST;
                parser.push(output);
            }
            _ => parse_here(pane, output),
        }
    }

    /// Applies a width that waits, once it may.
    fn resize(&mut self, pane: &Pane) {
        let started = Instant::now();
        let waiting = pane.late_resize.waiting();
        if waiting.is_none_or(|size| self.pace.next(size) > started) {
            return;
        }
        Self::resize_now(pane);
        let ended = Instant::now();
        self.pace.took(ended - started, ended);
    }

    /// Applies a width that waits, if one does.
    fn resize_now(pane: &Pane) {
        pane.late_resize.run(|| {
            let mut terminal = pane.terminal.lock();
            let Some(size) = pane.late_resize.take() else {
                return;
            };
            pane.resize_terminal(&mut terminal, size);
            pane.late_resize.applied();
            pane.collect(&mut terminal);
            drop(terminal);
            pane.tell_size(size);
        });
        pane.notify.pane(pane.id);
    }

    fn plan_looks(&mut self) {
        let now = Instant::now();
        // The first look is not put off, so that a steady flood cannot prevent it.
        self.look_at[0].get_or_insert(now + PROCESS_DELAYS[0]);
        self.look_at[1] = Some(now + PROCESS_DELAYS[1]);
    }

    fn timers(&mut self, pane: &Pane) {
        let now = Instant::now();
        self.parser.take_if(|(_, kept_until)| *kept_until <= now);
        let mut look = false;
        for at in &mut self.look_at {
            if at.is_some_and(|at| at <= now) {
                *at = None;
                look = true;
            }
        }
        if look && pane.refresh_process() {
            pane.notify.pane(pane.id);
        }
        if pane.sync_deadline.lock().is_none_or(|at| at > now) {
            return;
        }
        let mut terminal = pane.terminal.lock();
        if terminal.expire_sync(now) {
            pane.collect(&mut terminal);
            drop(terminal);
            pane.output_generation.fetch_add(1, Ordering::AcqRel);
            pane.notify.pane(pane.id);
        }
    }

    fn finish(&mut self, pane: &Pane) {
        // First, all of the output is parsed.
        self.parser = None;
        pane.end_control_mode("its program has ended");
        pane.input.close();
        let status = match self.exited.take() {
            Some((status, _)) => status,
            None => ExitStatus::Unknown,
        };
        *pane.exit.lock() = Some(status);
        // From now on no size waits, and for one that does nobody else would.
        Self::resize_now(pane);
        pane.touch();
        pane.notify.pane(pane.id);
    }

    /// Hangs up, and kills what does not go.
    fn end_program(&mut self) {
        self.hang_up(Signal::HUP);
        let since = Instant::now();
        loop {
            match self.program.try_wait() {
                Ok(None) => {}
                Ok(Some(status)) => {
                    self.exited = Some((status.into(), Instant::now()));
                    return;
                }
                Err(_) => return,
            }
            if since.elapsed() >= KILL_GRACE {
                self.hang_up(Signal::KILL);
                if let Ok(status) = self.program.wait() {
                    self.exited = Some((status.into(), Instant::now()));
                }
                return;
            }
            self.wait_for_end(Duration::from_millis(50));
        }
    }

    fn wait_for_end(&self, time: Duration) {
        match &self.pidfd {
            Some(pidfd) => {
                let timeout = Timespec::try_from(time).ok();
                let _ = poll(&mut [PollFd::new(pidfd, PollFlags::IN)], timeout.as_ref());
            }
            None => std::thread::sleep(time),
        }
    }

    /// Signals the program's group, and the one in the foreground.
    fn hang_up(&self, signal: Signal) {
        let groups = [Some(self.program.id()), self.pty.foreground_group()];
        for group in groups.into_iter().flatten() {
            if let Some(pid) = i32::try_from(group).ok().and_then(Pid::from_raw) {
                let _ = kill_process_group(pid, signal);
            }
        }
    }
}

fn parse_here(pane: &Arc<Pane>, output: &[u8]) {
    let generation = pane.generation();
    pane.take_output(output);
    pane.tell_output(generation);
}
