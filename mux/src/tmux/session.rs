//! A tmux session as an attached server: what tmux says becomes the messages
//! of a server, and what a client asks for becomes commands of tmux. Pure: it
//! is given lines and messages, and says what to send where.
//!
//! A change of any kind is answered by asking for all windows and panes anew;
//! output needs no asking. Of a pane that is new, the contents are asked for,
//! and its output counts from then on.

#[cfg(test)]
mod tests;

use super::command::{self, quote};
use super::contents::{self, Contents};
use super::layout::WindowLayout;
use super::line::{Line, number};
use crate::PaneId;
use crate::attach::{ClientMessage, NodeState, PaneState, ServerMessage, TabState, WindowState};
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use wezterm_types::TerminalSize;

/// Bytes of a copy that are sent in one message.
const PART: usize = 1 << 20;
/// Windows of a session, and answers awaited, at most.
const MAX_WINDOWS: usize = 1000;
const MAX_WAITING: usize = 100_000;

/// Seconds for which output may wait in tmux before it leaves it out.
const PAUSE_AFTER: u32 = 5;

/// What is to be sent.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    /// Commands, each a line.
    pub(super) commands: VecDeque<String>,
    /// For the client.
    pub(super) messages: VecDeque<ServerMessage>,
    /// Why this tmux can not be shown, for the user.
    pub(super) refusal: Option<String>,
}

/// The answer that a command is to have.
#[derive(Debug)]
enum Awaited {
    /// Nothing to be done with it.
    Nothing,
    /// Of tmux.
    Version,
    /// What no tmux before 3.2 can do.
    FlowControl,
    Windows,
    Panes,
    /// What a request of the client has come to.
    Done(u64),
    /// As `Done`, and the answer names a new pane.
    NewPane(u64),
    /// A part of the contents of a pane.
    Contents(PaneId),
}

/// A window of tmux.
#[derive(Debug)]
struct Window {
    id: usize,
    is_active: bool,
    is_zoomed: bool,
    active_pane: PaneId,
    layout: WindowLayout,
    name: String,
}

/// A pane of tmux.
#[derive(Debug)]
struct Pane {
    size: (usize, usize),
    /// Its contents, as far as they have come; `None` once they are shown.
    contents: Option<Contents>,
    /// tmux has left out output since they were asked for: they are to be
    /// asked for again.
    is_behind: bool,
    state: PaneState,
}

/// See the module's description.
#[derive(Debug)]
pub(super) struct Session {
    /// What is awaited, and the command line that it belongs to.
    awaited: VecDeque<(u64, Awaited)>,
    lines: u64,
    /// All is to be asked for; that has been done and not been answered.
    is_stale: bool,
    is_asking: bool,
    windows: Vec<Window>,
    panes: BTreeMap<PaneId, Pane>,
    /// New panes that the client waits for.
    expected: Vec<(u64, PaneId)>,
    /// Of the client's window.
    size: TerminalSize,
    /// What tmux calls its version.
    version: String,
    out: Outbox,
}

impl Session {
    /// A session that nobody knows anything of; `size` is what it is likely to be
    /// given.
    pub(super) fn new(size: TerminalSize) -> Self {
        let mut session = Self {
            awaited: VecDeque::new(),
            lines: 0,
            is_stale: true,
            is_asking: false,
            windows: Vec::new(),
            panes: BTreeMap::new(),
            expected: Vec::new(),
            size,
            version: String::new(),
            out: Outbox::default(),
        };
        // A client has one connection to one session: any number will do.
        session.tell(ServerMessage::Welcome { server: 0 });
        // A pane whose output waits is stopped by tmux, and copied anew.
        let flow = format!("refresh-client -f pause-after={PAUSE_AFTER}");
        let version = "display-message -p '#{version}'".to_owned();
        session.command(vec![(version, Awaited::Version)]);
        session.command(vec![(flow, Awaited::FlowControl)]);
        session.ask_if_stale();
        session
    }

    /// What has come to be sent since the last call.
    pub(super) fn take_out(&mut self) -> Outbox {
        std::mem::take(&mut self.out)
    }

    fn tell(&mut self, message: ServerMessage) {
        self.out.messages.push_back(message);
    }

    /// Sends commands as one line, of which each has an answer.
    fn command(&mut self, commands: Vec<(String, Awaited)>) {
        if self.awaited.len() > MAX_WAITING {
            log::warn!("tmux answers nothing; a command is left out");
            return;
        }
        self.lines += 1;
        let line: Vec<String> = commands
            .into_iter()
            .map(|(command, awaited)| {
                self.awaited.push_back((self.lines, awaited));
                // A line's end would end the command.
                command.replace(['\n', '\r'], " ")
            })
            .collect();
        self.out.commands.push_back(line.join(" ; "));
    }

    fn ask_if_stale(&mut self) {
        if !self.is_stale || self.is_asking {
            return;
        }
        self.is_stale = false;
        self.is_asking = true;
        self.command(vec![
            (command::LIST_WINDOWS.to_owned(), Awaited::Windows),
            (command::LIST_PANES.to_owned(), Awaited::Panes),
        ]);
    }

    /// Takes what tmux says, but for the end.
    pub(super) fn line(&mut self, line: Line) {
        match line {
            Line::Output { pane, bytes } => {
                // What was printed before its contents came is among them.
                let is_shown = self
                    .panes
                    .get(&pane)
                    .is_some_and(|pane| pane.contents.is_none());
                if is_shown {
                    self.tell(ServerMessage::Output { pane, bytes });
                }
            }
            Line::Answer { ok, lines } => self.answer(ok, &lines),
            Line::Changed => self.is_stale = true,
            Line::Layout(visible) => {
                self.is_stale = true;
                self.resize(&visible);
            }
            Line::Paused(pane) => {
                let command = format!("refresh-client -A '%{pane}:continue'");
                self.command(vec![(command, Awaited::Nothing)]);
                self.ask_again(pane);
            }
            Line::Exit(_) => {}
        }
        self.ask_if_stale();
    }

    /// Gives the panes that can be seen the sizes that they have from here on:
    /// what is printed next is for these.
    fn resize(&mut self, visible: &str) {
        let Some(layout) = WindowLayout::parse(visible) else {
            log::debug!("a layout of tmux makes no sense");
            return;
        };
        for (pane, size) in layout.panes {
            let is_shown = |known: &&mut Pane| known.contents.is_none() && known.size != size;
            if let Some(known) = self.panes.get_mut(&pane).filter(is_shown) {
                known.size = size;
                let size = self.cells(size);
                self.tell(ServerMessage::Resized { pane, size });
            }
        }
    }

    /// Asks for the contents of a pane of which output was left out.
    fn ask_again(&mut self, pane: PaneId) {
        let Some(known) = self.panes.get_mut(&pane) else {
            return;
        };
        known.is_behind = known.contents.is_some();
        if !known.is_behind {
            known.contents = Some(Contents::default());
            self.ask_contents(pane);
        }
    }

    fn ask_contents(&mut self, pane: PaneId) {
        let commands = contents::commands(pane);
        let asked = commands.map(|command| (command, Awaited::Contents(pane)));
        self.command(asked.into());
    }

    fn answer(&mut self, ok: bool, lines: &[Vec<u8>]) {
        let Some((line, awaited)) = self.awaited.pop_front() else {
            log::debug!("tmux answers what nobody has asked");
            return;
        };
        if ok {
            self.success(awaited, lines);
            return;
        }
        let text = lines.first().map(|line| String::from_utf8_lossy(line));
        let text = text.map_or_else(|| "tmux refuses".to_owned(), |text| format!("tmux: {text}"));
        self.failure(awaited, &text);
        // tmux leaves out what comes after it on the line.
        while let Some((of, _)) = self.awaited.front()
            && *of == line
            && let Some((_, awaited)) = self.awaited.pop_front()
        {
            self.failure(awaited, &text);
        }
    }

    fn failure(&mut self, awaited: Awaited, text: &str) {
        match awaited {
            Awaited::Nothing | Awaited::Version => log::debug!("{text}"),
            Awaited::FlowControl => {
                let version = match self.version.as_str() {
                    "" => "this tmux",
                    version => version,
                };
                self.out.refusal = Some(format!(
                    "{version} is too old to be shown: tmux 3.2 or newer is needed"
                ));
            }
            Awaited::Windows | Awaited::Panes => {
                self.is_asking = false;
                log::warn!("{text}");
            }
            Awaited::Done(serial) | Awaited::NewPane(serial) => {
                let result = Err(text.to_owned());
                self.tell(ServerMessage::Reply { serial, result });
            }
            // It was closed meanwhile.
            Awaited::Contents(pane) => drop(self.panes.remove(&pane)),
        }
    }

    fn success(&mut self, awaited: Awaited, lines: &[Vec<u8>]) {
        match awaited {
            Awaited::Nothing | Awaited::FlowControl => {}
            Awaited::Version => {
                if let Some(line) = lines.first() {
                    self.version = format!("tmux {}", String::from_utf8_lossy(line));
                }
            }
            Awaited::Windows => {
                let windows = lines.iter().take(MAX_WINDOWS);
                self.windows = windows.filter_map(|line| window(line)).collect();
            }
            Awaited::Panes => {
                self.is_asking = false;
                self.take_panes(lines);
            }
            Awaited::Done(serial) => {
                let result = Ok(None);
                self.tell(ServerMessage::Reply { serial, result });
            }
            Awaited::NewPane(serial) => match lines.first().and_then(|line| number(line)) {
                Some(pane) => {
                    self.expected.push((serial, pane));
                    self.is_stale = true;
                }
                None => {
                    let result = Err("tmux names no pane".to_owned());
                    self.tell(ServerMessage::Reply { serial, result });
                }
            },
            Awaited::Contents(pane) => {
                if let Some(known) = self.panes.get_mut(&pane)
                    && let Some(contents) = &mut known.contents
                    && contents.add(lines)
                {
                    let (bytes, size) = (contents.bytes(known.size), known.size);
                    known.contents = None;
                    self.show(pane, size, &bytes);
                    if self.panes.get(&pane).is_some_and(|known| known.is_behind) {
                        self.ask_again(pane);
                    }
                }
            }
        }
    }

    /// Sends the contents of a pane.
    fn show(&mut self, pane: PaneId, size: (usize, usize), bytes: &[u8]) {
        let size = self.cells(size);
        let count = bytes.len().div_ceil(PART).max(1);
        let mut parts = bytes.chunks(PART);
        for at in 0..count {
            self.tell(ServerMessage::Snapshot {
                pane,
                size,
                first: at == 0,
                last: at + 1 == count,
                bytes: parts.next().unwrap_or_default().to_vec(),
            });
        }
    }

    /// So many cells, as large as the client's are.
    fn cells(&self, (cols, rows): (usize, usize)) -> TerminalSize {
        let of = self.size;
        TerminalSize {
            cols,
            rows,
            pixel_width: of.pixel_width / of.cols.max(1) * cols,
            pixel_height: of.pixel_height / of.rows.max(1) * rows,
            dpi: of.dpi,
        }
    }

    /// The panes that there are, after the windows: now all is known.
    fn take_panes(&mut self, lines: &[Vec<u8>]) {
        let mut before = std::mem::take(&mut self.panes);
        let (mut resized, mut new) = (Vec::new(), Vec::new());
        let mut told: BTreeMap<PaneId, PaneState> = lines
            .iter()
            .filter_map(|line| pane(line))
            .map(|state| (state.id, state))
            .collect();
        let placed: Vec<_> = self.windows.iter().flat_map(places).collect();
        for (id, size) in placed {
            let size_in_cells = self.cells(size);
            let mut state = told.remove(&id).unwrap_or_else(|| unknown_pane(id));
            state.size = size_in_cells;
            let known = match before.remove(&id) {
                Some(known) => {
                    if known.size != size {
                        resized.push(id);
                    }
                    Pane {
                        size,
                        state,
                        ..known
                    }
                }
                None => {
                    new.push(id);
                    Pane {
                        size,
                        is_behind: false,
                        contents: Some(Contents::default()),
                        state,
                    }
                }
            };
            self.panes.insert(id, known);
        }
        self.tell_state();
        for pane in resized {
            if let Some(known) = self.panes.get(&pane) {
                let size = self.cells(known.size);
                self.tell(ServerMessage::Resized { pane, size });
            }
        }
        for pane in new {
            self.ask_contents(pane);
        }
        for (serial, pane) in std::mem::take(&mut self.expected) {
            let result = match self.panes.contains_key(&pane) {
                true => Ok(Some(pane)),
                false => Err("the pane was closed at once".to_owned()),
            };
            self.tell(ServerMessage::Reply { serial, result });
        }
    }

    fn tell_state(&mut self) {
        let tabs: Vec<TabState> = (self.windows.iter())
            .filter_map(|window| self.tab(window))
            .collect();
        let active = self.windows.iter().position(|window| window.is_active);
        let size = tabs.first().map_or(self.size, |tab| tab.size);
        let window = WindowState {
            id: 0,
            title: String::new(),
            // Wherever the client is.
            workspace: String::new(),
            size,
            active: active.unwrap_or(0),
            tabs,
        };
        self.tell(ServerMessage::State {
            full: true,
            windows: vec![window],
            gone: Vec::new(),
        });
    }

    fn tab(&self, window: &Window) -> Option<TabState> {
        let panes = (window.layout.panes.iter())
            .map(|(id, _)| Some(self.panes.get(id)?.state.clone()))
            .collect::<Option<Vec<_>>>()?;
        Some(TabState {
            id: window.id,
            title: window.name.clone(),
            size: self.cells(window.layout.size),
            active: window.active_pane,
            is_zoomed: window.is_zoomed,
            tree: window.layout.nodes.clone(),
            panes,
        })
    }

    /// Takes what the client says.
    pub(super) fn message(&mut self, message: ClientMessage) {
        match message {
            ClientMessage::Input { pane, bytes } => {
                for command in command::send_keys(pane, &bytes) {
                    self.command(vec![(command, Awaited::Nothing)]);
                }
            }
            ClientMessage::Request { serial, request } => {
                if let crate::control::Request::ResizeWindow { size, .. } = &request {
                    self.size = *size;
                }
                let active = self.windows.iter().find(|window| window.is_active);
                let view = command::View {
                    tabs: self.windows.iter().map(|window| window.id).collect(),
                    zoomed: (self.windows.iter())
                        .filter(|window| window.is_zoomed)
                        .flat_map(|window| window.layout.panes.iter().map(|(pane, _)| *pane))
                        .collect(),
                    trees: (self.windows.iter())
                        .map(|window| (window.id, nodes(window)))
                        .collect(),
                    active: active.map(|window| window.id),
                };
                match command::of_request(&request, &view) {
                    Ok((command, is_new_pane)) => {
                        let awaited = match is_new_pane {
                            true => Awaited::NewPane(serial),
                            false => Awaited::Done(serial),
                        };
                        self.command(vec![(command, awaited)]);
                    }
                    Err(text) => {
                        let result = Err(text);
                        self.tell(ServerMessage::Reply { serial, result });
                    }
                }
            }
            // tmux's active pane is what the user activates.
            ClientMessage::Focus { .. } => {}
            ClientMessage::Ping => self.tell(ServerMessage::Pong),
        }
        self.ask_if_stale();
    }
}

/// The panes of a window and their sizes; one that is zoomed has all of it.
fn places(window: &Window) -> impl Iterator<Item = (PaneId, (usize, usize))> {
    let zoomed = window.is_zoomed.then_some(window.active_pane);
    (window.layout.panes.iter()).map(move |(pane, size)| match zoomed {
        Some(zoomed) if zoomed == *pane => (*pane, window.layout.size),
        _ => (*pane, *size),
    })
}

fn nodes(window: &Window) -> (&[NodeState], (usize, usize)) {
    (&window.layout.nodes, window.layout.size)
}

/// A line of [`command::LIST_WINDOWS`].
fn window(line: &[u8]) -> Option<Window> {
    let line = String::from_utf8_lossy(line);
    let mut fields = line.splitn(6, ' ');
    let mut next = || fields.next();
    Some(Window {
        id: number(next()?.as_bytes())?,
        is_active: next()? == "1",
        is_zoomed: next()? == "1",
        active_pane: number(next()?.as_bytes())?,
        layout: WindowLayout::parse(next()?)?,
        name: clean(next().unwrap_or_default()),
    })
}

/// A line of [`command::LIST_PANES`].
fn pane(line: &[u8]) -> Option<PaneState> {
    let line = String::from_utf8_lossy(line);
    let (id, rest) = line.split_once(' ')?;
    let (tty, rest) = rest.split_once(' ')?;
    let (path, command) = rest.split_once('\t').unwrap_or((rest, ""));
    let id = number(id.as_bytes())?;
    let path = Some(PathBuf::from(path)).filter(|path| path.is_absolute());
    Some(PaneState {
        argv: vec![clean(command)],
        tty_name: Some(clean(tty)).filter(|tty| !tty.is_empty()),
        process: Some((clean(command), path)),
        ..unknown_pane(id)
    })
}

fn unknown_pane(id: PaneId) -> PaneState {
    PaneState {
        id,
        size: TerminalSize::default(),
        argv: Vec::new(),
        tty_name: None,
        process: None,
        exit: None,
    }
}

/// Text of the other side, for a title: short and without controls.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(1000)
        .collect()
}

/// How a name is given to tmux.
pub(super) fn quoted_name(name: &str) -> String {
    quote(&clean(name))
}
