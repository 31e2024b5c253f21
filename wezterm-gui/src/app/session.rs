//! Sessions: written down while the program runs, opened again by the next.

use super::App;
use crate::termwindow::confirm::{Confirmation, Question};
use config::structs::RestoreSession;
use mux::session::Session;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// When a session is written next.
#[derive(Debug, Default)]
pub(super) struct Saver {
    next: Option<Instant>,
    writing: Arc<AtomicBool>,
    /// The last one; to be asked about as soon as there is a window.
    last: Option<Session>,
    asked: bool,
}

/// `$XDG_STATE_HOME/wezterm/session`.
fn file() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME")
        .map(PathBuf::from)
        .filter(|dir| dir.is_absolute())
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/state")))?;
    Some(state.join("wezterm").join("session"))
}

impl App {
    /// Opens the windows of the last run, if the user wants that without being
    /// asked; whether there were any.
    pub(super) fn restores_at_start(&mut self) -> bool {
        let wanted = self.shared.configuration.config.restore_session;
        let session = match (wanted, file()) {
            (RestoreSession::never, _) | (_, None) => return false,
            (_, Some(file)) if !file.exists() => return false,
            (_, Some(file)) => match Session::load(&file) {
                Ok(session) => session,
                Err(error) => {
                    log::error!("the last session, {}, is lost: {error}", file.display());
                    return false;
                }
            },
        };
        if session.windows() == 0 {
            return false;
        }
        if wanted == RestoreSession::ask {
            self.session.last = Some(session);
            return false;
        }
        self.open_session(&session)
    }

    /// The user said yes.
    pub(super) fn restore_session(&mut self) {
        // Kept since the start: the file has been written anew meanwhile.
        if let Some(session) = self.session.last.take() {
            self.open_session(&session);
        }
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
        if let Some(session) = self.session.last.as_ref().filter(|_| !self.session.asked) {
            let count = session.windows();
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
            && let Some(file) = file()
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
