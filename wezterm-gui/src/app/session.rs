//! Sessions: written down while the program runs, opened again by the next.
//! Each running program has a file of its own; the next one opens those of all
//! that run no longer.

mod slot;

use super::App;
use crate::termwindow::confirm::{Confirmation, Question};
use config::structs::RestoreSession;
use mux::session::Session;
use slot::Slot;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// When a session is written next.
#[derive(Debug, Default)]
pub(super) struct Saver {
    next: Option<Instant>,
    writing: Arc<AtomicBool>,
    /// Where this program writes; taken when it is first needed.
    own: Option<Slot>,
    /// Files of programs that run no longer, until they are opened.
    left: Vec<Slot>,
    /// What was in all of them; to be asked about as soon as there is a window.
    last: Vec<Session>,
    asked: bool,
}

impl Saver {
    /// The file to write. The first call also finds those that are left.
    fn file(&mut self) -> Option<&std::path::Path> {
        if self.own.is_none() {
            let dir = directory()?;
            match slot::take(&dir) {
                Ok((own, left)) => {
                    self.own = Some(own);
                    self.left = left;
                }
                Err(error) => {
                    log::warn!("no session is kept in {}: {error}", dir.display());
                    return None;
                }
            }
        }
        self.own.as_ref().map(Slot::file)
    }

    /// The sessions of programs that run no longer.
    fn load(&mut self) -> Vec<Session> {
        if self.file().is_none() {
            return Vec::new();
        }
        let files = self.own.iter().chain(&self.left).map(Slot::file);
        files
            .filter(|file| file.exists())
            .filter_map(|file| match Session::load(file) {
                Ok(session) => Some(session),
                Err(error) => {
                    log::error!("the last session, {}, is lost: {error}", file.display());
                    None
                }
            })
            .filter(|session| session.windows() > 0)
            .collect()
    }
}

/// `$XDG_STATE_HOME/wezterm`.
fn directory() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME")
        .map(PathBuf::from)
        .filter(|dir| dir.is_absolute())
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/state")))?;
    Some(state.join("wezterm"))
}

impl App {
    /// Opens the windows of the last run, if the user wants that without being
    /// asked; whether there were any.
    pub(super) fn restores_at_start(&mut self) -> bool {
        let wanted = self.shared.configuration.config.restore_session;
        if wanted == RestoreSession::never {
            return false;
        }
        let sessions = self.session.load();
        if wanted == RestoreSession::ask {
            self.session.last = sessions;
            return false;
        }
        self.open_sessions(&sessions)
    }

    /// The user said yes.
    pub(super) fn restore_session(&mut self) {
        // Kept since the start: the file has been written anew meanwhile.
        let sessions = std::mem::take(&mut self.session.last);
        self.open_sessions(&sessions);
    }

    fn open_sessions(&mut self, sessions: &[Session]) -> bool {
        let mut any = false;
        for session in sessions {
            any |= self.open_session(session);
        }
        // From now on they are part of what this program writes.
        for left in std::mem::take(&mut self.session.left) {
            left.remove();
        }
        any
    }

    fn open_session(&mut self, session: &Session) -> bool {
        let restored = self.shared.mux.borrow_mut().restore_session(session);
        match restored {
            Ok(count) => count > 0,
            Err(error) => {
                log::error!("the last session is not complete: {error}");
                self.shared.mux.borrow().windows().next().is_some()
            }
        }
    }

    /// Writes the session when it is time; returns when it is next.
    pub(super) fn save_session(&mut self, now: Instant) -> Option<Instant> {
        let config = self.shared.configuration.config.clone();
        if config.restore_session == RestoreSession::never {
            self.session.next = None;
            return None;
        }
        let interval = Duration::from_secs(config.session_save_interval);
        if !self.session.last.is_empty() && !self.session.asked {
            let count: usize = self.session.last.iter().map(Session::windows).sum();
            let window = self.windows.values_mut().next()?;
            self.session.asked = true;
            window.ask(Confirmation::new(
                Question::RestoreSession,
                format!("Open the {count} window(s) of the last session again?"),
            ));
        }
        let due = *self.session.next.get_or_insert(now + interval);
        if now < due {
            return Some(due);
        }
        self.session.next = Some(now + interval);
        let session = self.shared.mux.borrow().session();
        // An empty one is that of a program that is about to end.
        if session.windows() > 0
            && let Some(file) = self.session.file().map(PathBuf::from)
            && !self.session.writing.swap(true, Ordering::AcqRel)
        {
            let writing = Arc::clone(&self.session.writing);
            // A slow disk delays no frame.
            let thread = std::thread::Builder::new().name("session".to_owned());
            let spawned = thread.spawn(move || {
                let dir = file.parent().unwrap_or(&file);
                let saved = std::fs::create_dir_all(dir).and_then(|()| session.save(&file));
                if let Err(error) = saved {
                    log::warn!("the session is not saved to {}: {error}", file.display());
                }
                writing.store(false, Ordering::Release);
            });
            if spawned.is_err() {
                self.session.writing.store(false, Ordering::Release);
            }
        }
        self.session.next
    }
}
