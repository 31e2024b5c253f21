//! The thread between tmux and a client.

use super::session::Session;
use super::{DETACH, Line};
use crate::attach::{ClientMessage, wire_read, wire_write};
use crate::control::{self, Hello, Request, Response};
use parking_lot::Mutex;
use std::io;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use wezterm_types::TerminalSize;

/// What waits for the thread at most: then tmux waits, too.
const MAX_EVENTS: usize = 4096;

/// Sends bytes to tmux; an error ends the gateway.
pub(crate) type ToTmux = Box<dyn Fn(&[u8]) -> Result<(), String> + Send>;

enum Event {
    Tmux(Line),
    /// The client is attached.
    Ready,
    Client(ClientMessage),
    ClientGone,
}

/// Given what tmux says; the thread ends when all of these are dropped.
#[derive(Clone, Debug)]
pub(crate) struct Gateway {
    events: SyncSender<Event>,
    refusal: Refusal,
}

/// Why tmux can not be shown, once that is known.
type Refusal = Arc<Mutex<Option<String>>>;

impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Event")
    }
}

impl Gateway {
    /// Starts the thread. `size` is that of the terminal in which tmux was
    /// started. Also returns the client's end of the connection.
    ///
    /// # Errors
    /// When the system is out of threads or file descriptors.
    pub(crate) fn start(size: TerminalSize, to_tmux: ToTmux) -> io::Result<(Self, UnixStream)> {
        let (ours, theirs) = UnixStream::pair()?;
        let reader = ours.try_clone()?;
        let (events, incoming) = sync_channel(MAX_EVENTS);
        let told = events.clone();
        let refusal = Refusal::default();
        let refused = Arc::clone(&refusal);
        let thread = |name: &str| std::thread::Builder::new().name(name.to_owned());
        thread("tmux-client").spawn(move || listen(reader, &told))?;
        thread("tmux").spawn(move || {
            if let Err(error) = serve(&incoming, &ours, size, &to_tmux, &refused) {
                log::info!("the connection to tmux ends: {error}");
            }
            // Ends the other thread as well.
            let _ = ours.shutdown(std::net::Shutdown::Both);
        })?;
        Ok((Self { events, refusal }, theirs))
    }

    /// Why tmux can not be shown, for the user.
    pub(crate) fn refusal(&self) -> Option<String> {
        self.refusal.lock().clone()
    }

    /// Takes what tmux says.
    pub(crate) fn line(&self, line: Line) {
        // Fails only when the thread has ended, and then nobody listens.
        let _ = self.events.send(Event::Tmux(line));
    }
}

/// The other end of a gateway that takes a line when it is told to.
#[cfg(test)]
pub(crate) struct Taker(Receiver<Event>);

#[cfg(test)]
impl Taker {
    pub(crate) fn take(&self) {
        let _ = self.0.recv();
    }
}

#[cfg(test)]
impl Gateway {
    /// One whose thread does nothing by itself.
    pub(crate) fn stuck() -> (Self, Taker) {
        let (events, incoming) = sync_channel(0);
        let refusal = Refusal::default();
        (Self { events, refusal }, Taker(incoming))
    }
}

/// Reads what the client says.
fn listen(mut stream: UnixStream, events: &SyncSender<Event>) {
    let mut converse = || -> io::Result<()> {
        welcome(&mut stream)?;
        let mut event = Event::Ready;
        while events.send(event).is_ok() {
            match wire_read(&mut stream)? {
                Some(message) => event = Event::Client(message),
                None => break,
            }
        }
        Ok(())
    };
    if let Err(error) = converse() {
        log::debug!("the client of tmux: {error}");
    }
    let _ = events.send(Event::ClientGone);
}

/// The greeting of a server, and the answer to the request to attach.
fn welcome(stream: &mut UnixStream) -> io::Result<()> {
    let _: Option<Hello> = control::wire_read(stream)?;
    control::wire_write(stream, &Hello::ours())?;
    match control::wire_read(stream)? {
        Some(Request::Attach) => control::wire_write(stream, &Response::Done),
        _ => Err(io::Error::other("a client that does not attach")),
    }
}

/// Translates until one side is gone.
fn serve(
    incoming: &Receiver<Event>,
    mut client: &UnixStream,
    size: TerminalSize,
    to_tmux: &ToTmux,
    refused: &Refusal,
) -> io::Result<()> {
    let mut session: Option<Session> = None;
    // Nothing is said before tmux has shown itself: what only begins like it
    // must not be typed at.
    let (mut is_ready, mut is_tmux) = (false, false);
    for event in incoming {
        match (event, &mut session) {
            (Event::Ready, _) => is_ready = true,
            (Event::ClientGone, _) => {
                // The window was closed: its programs live on in tmux.
                to_tmux(DETACH).map_err(io::Error::other)?;
                return Ok(());
            }
            (Event::Tmux(Line::Exit(_)), _) => return Ok(()),
            (Event::Tmux(line), Some(session)) => session.line(line),
            (Event::Client(message), Some(session)) => session.message(message),
            (Event::Tmux(Line::Changed), None) => is_tmux = true,
            // Before there is a client nothing need be known.
            (Event::Tmux(_) | Event::Client(_), None) => {}
        }
        if session.is_none() && is_ready && is_tmux {
            session = Some(Session::new(size));
        }
        let Some(session) = &mut session else {
            continue;
        };
        let out = session.take_out();
        if let Some(refusal) = out.refusal {
            *refused.lock() = Some(refusal.clone());
            to_tmux(DETACH).map_err(io::Error::other)?;
            return Err(io::Error::other(refusal));
        }
        for command in out.commands {
            to_tmux(format!("{command}\n").as_bytes()).map_err(io::Error::other)?;
        }
        for message in out.messages {
            wire_write(&mut client, &message)?;
        }
    }
    Ok(())
}
