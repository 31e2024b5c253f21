//! One pane: a terminal, the program in it, and the thread that carries bytes
//! between the two.

mod backlog;
mod control_mode;
mod exit;
mod io;
mod late_resize;
mod parse_times;
mod queue;
mod remote;

pub use exit::ExitStatus;
pub use parse_times::PARSE_BUCKETS;

use crate::attach::{PaneState, PaneTap, RemoteEnd};
use crate::error::{MuxError, Result};
use crate::notify::Notify;
use crate::program::Program;
use crate::pty::PtyMaster;
use crate::{DomainId, PaneId};
use control_mode::ControlMode;
pub(crate) use control_mode::ControlNews;
use late_resize::LateResize;
use parking_lot::{Mutex, MutexGuard};
use parse_times::ParseTimes;
use queue::InputQueue;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Instant;
use term::{Progress, Terminal, TerminalEvent};
use wezterm_types::TerminalSize;
use wezterm_types::procinfo::{self, ForegroundProcess, ProcessInfo};

/// What shows in titles, copied out of the terminal when it changes so that
/// reading it never waits for a program's output to be processed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PaneFacts {
    title: String,
    cwd: Option<String>,
    progress: Progress,
    user_vars: BTreeMap<String, String>,
    process: Option<ForegroundProcess>,
}

/// A pane; shared by the main loop and the pane's own thread.
#[derive(Debug)]
pub struct Pane {
    id: PaneId,
    domain: DomainId,
    domain_name: String,
    argv: Vec<String>,
    pid: Option<u32>,
    tty_name: Option<String>,
    terminal: Mutex<Terminal>,
    facts: Mutex<PaneFacts>,
    events: Mutex<Vec<TerminalEvent>>,
    exit: Mutex<Option<ExitStatus>>,
    pty: Option<Arc<PtyMaster>>,
    input: InputQueue,
    late_resize: LateResize,
    /// When a synchronised update ends by itself, copied out of the terminal so
    /// that whoever reads output never waits for it to be parsed.
    sync_deadline: Mutex<Option<Instant>>,
    notify: Arc<Notify>,
    generation: AtomicU64,
    output_generation: AtomicU64,
    bytes_read: AtomicU64,
    parse_times: ParseTimes,
    focused: AtomicBool,
    unseen: AtomicBool,
    kill: AtomicBool,
    read_only: AtomicBool,
    /// Panes that get the same input: those of a tab that broadcasts.
    peers: Mutex<Vec<Weak<Pane>>>,
    /// What attached clients are told; `None` where none can attach.
    tap: Option<Mutex<PaneTap>>,
    /// The program runs elsewhere, behind this.
    remote: Option<RemoteEnd>,
    /// Whether tmux speaks its control mode in it.
    control: Mutex<ControlMode>,
}

/// What a new pane is made of.
pub(crate) struct PaneParts {
    pub(crate) id: PaneId,
    pub(crate) domain: DomainId,
    pub(crate) domain_name: String,
    pub(crate) argv: Vec<String>,
    pub(crate) terminal: Terminal,
    pub(crate) notify: Arc<Notify>,
    /// Whether clients can attach.
    pub(crate) with_tap: bool,
}

impl Pane {
    /// A pane without a program, which shows what it is given.
    pub(crate) fn without_program(parts: PaneParts) -> Result<Arc<Self>> {
        Ok(Arc::new(Self::build(parts, None, None)?))
    }

    /// A pane whose program runs on a server, which feeds its terminal.
    pub(crate) fn remote(parts: PaneParts, end: RemoteEnd, state: &PaneState) -> Result<Arc<Self>> {
        let mut pane = Self::build(parts, None, None)?;
        pane.remote = Some(end);
        pane.tty_name.clone_from(&state.tty_name);
        let pane = Arc::new(pane);
        pane.remote_state(state);
        Ok(pane)
    }

    /// A pane for a program that was just started.
    pub(crate) fn start(parts: PaneParts, pty: PtyMaster, program: Program) -> Result<Arc<Self>> {
        let pane = Arc::new(Self::build(parts, Some(pty), Some(program.id()))?);
        io::start(&pane, program)?;
        Ok(pane)
    }

    fn build(parts: PaneParts, pty: Option<PtyMaster>, pid: Option<u32>) -> Result<Self> {
        Ok(Self {
            id: parts.id,
            domain: parts.domain,
            domain_name: parts.domain_name,
            pid,
            tty_name: pty
                .as_ref()
                .and_then(|pty| Some(pty.tty_name()?.to_owned())),
            argv: parts.argv,
            late_resize: LateResize::new(&parts.terminal),
            terminal: Mutex::new(parts.terminal),
            facts: Mutex::default(),
            events: Mutex::default(),
            exit: Mutex::default(),
            pty: pty.map(Arc::new),
            input: InputQueue::new()?,
            sync_deadline: Mutex::default(),
            notify: parts.notify,
            generation: AtomicU64::new(1),
            output_generation: AtomicU64::new(1),
            bytes_read: AtomicU64::new(0),
            parse_times: ParseTimes::default(),
            focused: AtomicBool::new(false),
            unseen: AtomicBool::new(false),
            kill: AtomicBool::new(false),
            read_only: AtomicBool::new(false),
            peers: Mutex::default(),
            tap: parts.with_tap.then(Mutex::default),
            remote: None,
            control: Mutex::default(),
        })
    }

    /// Its number, unique in this process.
    #[must_use]
    pub fn id(&self) -> PaneId {
        self.id
    }

    /// The domain it runs in.
    #[must_use]
    pub fn domain_id(&self) -> DomainId {
        self.domain
    }

    /// The name of the domain it runs in.
    #[must_use]
    pub fn domain_name(&self) -> &str {
        &self.domain_name
    }

    /// The program and its arguments, as first started.
    #[must_use]
    pub fn argv(&self) -> &[String] {
        &self.argv
    }

    /// The process first started; `None` in a pane without a program.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.pid
    }

    /// The device of the pseudo-terminal, `/dev/pts/N`.
    #[must_use]
    pub fn tty_name(&self) -> Option<&str> {
        self.tty_name.as_deref()
    }

    /// The terminal. Hold it for as short as a copy takes: the pane's thread
    /// needs it to process output, in portions well under a millisecond.
    pub fn lock_terminal(&self) -> MutexGuard<'_, Terminal> {
        self.terminal.lock()
    }

    /// Sends bytes to the program. Never blocks: they wait in a queue.
    ///
    /// # Errors
    /// When the program reads so little that 256 MiB wait already; nothing of
    /// `bytes` is taken then.
    pub fn write(&self, bytes: &[u8]) -> Result<()> {
        for peer in self.peers() {
            if let Err(error) = peer.write_here(bytes) {
                log::warn!("{error}");
            }
        }
        self.write_here(bytes)
    }

    /// As [`Pane::write`], to this pane alone.
    pub(crate) fn write_here(&self, bytes: &[u8]) -> Result<()> {
        if bytes.is_empty() || self.is_read_only() {
            return Ok(());
        }
        match (&self.remote, &self.pty) {
            (Some(end), _) => end.input(bytes).map_err(MuxError::Invalid),
            (None, Some(_)) if self.take_control_key(bytes) => Ok(()),
            (None, Some(_)) => self.input.push(self.id, bytes),
            (None, None) => Ok(()),
        }
    }

    /// Sends text as a paste: bracketed if the program wants that.
    ///
    /// # Errors
    /// As [`Pane::write`].
    pub fn paste(&self, text: &str) -> Result<()> {
        let bytes = self.lock_terminal().encode_paste(text);
        self.write(&bytes)
    }

    /// Processes bytes as if the program had printed them.
    pub fn inject_output(&self, bytes: &[u8]) {
        self.process_output(bytes);
        self.wake_for_sync();
        self.notify.pane(self.id);
    }

    /// Tells the main loop of output, before which the pane had this generation.
    fn tell_output(&self, generation: u64) {
        if self.generation() == generation && self.events.lock().is_empty() {
            self.notify.output(self.id);
        } else {
            self.notify.pane(self.id);
        }
    }

    /// After output that the pane's thread has not parsed itself: what it
    /// waits for may end sooner now.
    fn wake_for_sync(&self) {
        if self.sync_deadline.lock().is_some() {
            self.input.wake();
        }
    }

    /// Changes the size of the terminal and tells the program. Where a new
    /// width has a long scrollback to be wrapped again, the pane's thread does
    /// that, soon; the height is changed at once.
    pub fn resize(&self, size: TerminalSize) {
        // The server says which size its terminal has.
        if self.remote.is_some() {
            return;
        }
        if self.late_resize.is_running() {
            self.late_resize.put(size, None);
            self.input.wake();
            return;
        }
        let mut terminal = self.terminal.lock();
        let now = terminal.size();
        let rows = terminal.dimensions().scrollback_rows;
        if !self.is_dead() && LateResize::is_wanted(now, size, rows) {
            let before = terminal.generation();
            if now.rows != size.rows {
                let higher = TerminalSize {
                    rows: size.rows,
                    pixel_height: size.pixel_height,
                    ..now
                };
                self.resize_terminal(&mut terminal, higher);
            }
            self.late_resize.put(size, Some((&mut terminal, before)));
            drop(terminal);
            self.input.wake();
            return;
        }
        // One that waited has told the program nothing of the height it has set.
        if self.late_resize.take().is_none() && now == size {
            return;
        }
        self.resize_terminal(&mut terminal, size);
        self.late_resize.applied();
        drop(terminal);
        self.tell_size(size);
    }

    /// The terminal, and what attached clients know of it.
    fn resize_terminal(&self, terminal: &mut Terminal, size: TerminalSize) {
        terminal.resize(size);
        if let Some(tap) = &self.tap {
            tap.lock().resized(self.id, size);
        }
        self.output_generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether the terminal is busy with its size, so that its lock is not to
    /// be waited for in a frame; there is news of the pane when it is done.
    #[must_use]
    pub fn is_resizing(&self) -> bool {
        self.late_resize.is_running()
    }

    /// What the pane shows at a size that its terminal does not have yet, for
    /// which no lock is waited that is held for longer than a frame. With a
    /// number that is another one for each size.
    pub fn with_preview<R>(&self, f: impl FnOnce(u64, &mut term::Preview) -> R) -> Option<R> {
        self.late_resize.with_preview(f)
    }

    /// Tells the program how large its terminal is.
    fn tell_size(&self, size: TerminalSize) {
        if let Some(pty) = &self.pty
            && let Err(error) = pty.resize(size)
        {
            log::warn!(
                "pane {}: cannot set the size of its terminal: {error}",
                self.id
            );
        }
    }

    /// Ends the program: SIGHUP, and SIGKILL when it stays.
    pub fn kill(&self) {
        self.kill.store(true, Ordering::Release);
        self.input.wake();
    }

    /// How the program ended; `None` while it runs.
    #[must_use]
    pub fn exit_status(&self) -> Option<ExitStatus> {
        self.exit.lock().clone()
    }

    /// Whether no program runs (any more).
    #[must_use]
    pub fn is_dead(&self) -> bool {
        (self.pty.is_none() && self.remote.is_none()) || self.exit.lock().is_some()
    }

    /// What the program calls itself (OSC 0, 2), else its name.
    #[must_use]
    pub fn title(&self) -> String {
        let facts = self.facts.lock();
        if !facts.title.is_empty() {
            return facts.title.clone();
        }
        let program = match &facts.process {
            Some(process) => &process.executable,
            None => match self.argv.first() {
                Some(program) => program,
                None => return "wezterm".to_owned(),
            },
        };
        let name = program.rsplit('/').next().unwrap_or(program);
        name.trim_start_matches('-').to_owned()
    }

    /// The path of the program that reads the keyboard now, as last seen.
    #[must_use]
    pub fn foreground_process_name(&self) -> Option<String> {
        let facts = self.facts.lock();
        Some(facts.process.as_ref()?.executable.clone())
    }

    /// The program that reads the keyboard now, with all it started; reads `/proc`.
    #[must_use]
    pub fn foreground_process_info(&self) -> Option<ProcessInfo> {
        procinfo::process_tree(self.pty.as_ref()?.foreground_group().or(self.pid)?)
    }

    /// Whether the program seems to ask for a password (a line without echo).
    #[must_use]
    pub fn is_password_input(&self) -> bool {
        self.pty.as_ref().is_some_and(|pty| pty.is_password_input())
    }

    /// The directory as a URL: what the program says (OSC 7), else that of the
    /// process that reads the keyboard, as last seen.
    #[must_use]
    pub fn current_working_dir(&self) -> Option<String> {
        let facts = self.facts.lock();
        if let Some(url) = &facts.cwd {
            return Some(url.clone());
        }
        let path = facts.process.as_ref()?.cwd.as_ref()?;
        Some(crate::url::from_path(path))
    }

    /// [`Pane::current_working_dir`] as a path on this machine, looked at now:
    /// the process may have gone elsewhere since it was last seen.
    #[must_use]
    pub fn current_working_path(&self) -> Option<PathBuf> {
        self.refresh_process();
        crate::url::to_path(&self.current_working_dir()?)
    }

    /// OSC 9;4.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.facts.lock().progress
    }

    /// OSC 1337 SetUserVar.
    #[must_use]
    pub fn user_vars(&self) -> BTreeMap<String, String> {
        self.facts.lock().user_vars.clone()
    }

    /// Moves when anything that titles show of this pane has changed.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Moves when there was output.
    #[must_use]
    pub fn output_generation(&self) -> u64 {
        self.output_generation.load(Ordering::Acquire)
    }

    /// How long slices of output took to parse: how many took less than
    /// `1 << index` microseconds, and not less than half of that, by index.
    #[must_use]
    pub fn parse_times(&self) -> [u64; PARSE_BUCKETS] {
        self.parse_times.counts()
    }

    /// Bytes of output parsed since the pane was made.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    /// Whether there was output while the pane had no focus.
    #[must_use]
    pub fn has_unseen_output(&self) -> bool {
        self.unseen.load(Ordering::Acquire)
    }

    /// The user has seen the output.
    pub fn mark_seen(&self) {
        if self.unseen.swap(false, Ordering::AcqRel) {
            self.touch();
        }
    }

    /// Whether the user looks at this pane: its output counts as seen then.
    /// Tells the program, if it asked to know (mode 1004).
    pub fn set_focused(&self, focused: bool) {
        if self.focused.swap(focused, Ordering::AcqRel) == focused {
            return;
        }
        if focused {
            self.mark_seen();
        }
        // A program on a server is told by the server.
        if self.remote.is_some() {
            return;
        }
        let report = self.terminal.lock().focus_changed(focused);
        if let Some(bytes) = report {
            self.input.push_reply(&bytes);
        }
    }

    /// Whether the pane's window can be seen at all. Tells the program, if it
    /// asked to know (mode 2033).
    pub fn set_visible(&self, visible: bool) {
        let report = self.terminal.lock().visibility_changed(visible);
        if let Some(bytes) = report {
            self.input.push_reply(&bytes);
        }
    }

    /// Takes what the program asked for since the last call.
    pub(crate) fn take_events(&self) -> Vec<TerminalEvent> {
        std::mem::take(&mut *self.events.lock())
    }

    fn touch(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Feeds the terminal and collects what came of it.
    fn process_output(&self, bytes: &[u8]) {
        self.bytes_read
            .fetch_add(bytes.len() as u64, Ordering::Relaxed);
        /// The lock is given up between slices of this many bytes: a frame waits for one at most.
        const SLICE: usize = 8 * 1024;
        for slice in bytes.chunks(SLICE) {
            let mut terminal = self.terminal.lock();
            let size = terminal.size();
            let started = Instant::now();
            terminal.advance(slice);
            self.parse_times.record(started.elapsed());
            if let Some(tap) = &self.tap {
                tap.lock().output(self.id, slice);
            }
            self.collect(&mut terminal);
            if terminal.size() != size {
                // The program changed it by an escape sequence.
                self.tell_size(terminal.size());
            }
            // Hands the lock to a waiting painter instead of taking it again at once.
            MutexGuard::unlock_fair(terminal);
        }
        self.output_generation.fetch_add(1, Ordering::AcqRel);
        if !self.focused.load(Ordering::Acquire) && !self.unseen.swap(true, Ordering::AcqRel) {
            self.touch();
        }
    }

    fn collect(&self, terminal: &mut Terminal) {
        *self.sync_deadline.lock() = terminal.sync_deadline();
        let replies = terminal.take_replies();
        // The server's terminal has answered already.
        if !replies.is_empty() && self.remote.is_none() {
            self.input.push_reply(&replies);
        }
        let mut events = self.events.lock();
        let known = events.len();
        terminal.drain_events(&mut events);
        // A program that rings without end must not fill the memory of a busy main loop.
        const MAX_EVENTS: usize = 4096;
        let new = events.len().min(MAX_EVENTS) - known.min(MAX_EVENTS);
        events.truncate(MAX_EVENTS);
        drop(events);
        if new == 0 {
            return;
        }
        let mut facts = self.facts.lock();
        let mut changed = false;
        if facts.title != terminal.title() {
            facts.title = terminal.title().to_owned();
            changed = true;
        }
        if facts.cwd.as_deref() != terminal.cwd() {
            facts.cwd = terminal.cwd().map(str::to_owned);
            changed = true;
        }
        if facts.progress != terminal.progress() {
            facts.progress = terminal.progress();
            changed = true;
        }
        if facts.user_vars != *terminal.user_vars() {
            facts.user_vars = terminal.user_vars().clone();
            changed = true;
        }
        drop(facts);
        if changed {
            self.touch();
        }
    }

    /// Looks at the process that reads the keyboard; whether it is another one.
    fn refresh_process(&self) -> bool {
        let Some(pty) = &self.pty else { return false };
        let process = pty
            .foreground_group()
            .or(self.pid)
            .and_then(procinfo::foreground);
        let mut facts = self.facts.lock();
        // A process that is just ending shows no name: the last known one stays.
        if process.is_none() || facts.process == process {
            return false;
        }
        let shown = |process: &Option<ForegroundProcess>| {
            process
                .as_ref()
                .map(|process| (process.executable.clone(), process.cwd.clone()))
        };
        let differs = shown(&facts.process) != shown(&process);
        facts.process = process;
        drop(facts);
        if differs {
            self.touch();
        }
        differs
    }
}
