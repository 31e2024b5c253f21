use super::worker::{LoadError, Loaded, Selections, Worker};
use super::{ClipboardKind, Connector, LOAD_TIMEOUT};
use std::sync::Arc;
use x11_clipboard::{Atom, Clipboard};

/// Loads and stores through two connections of its own, on the worker thread.
pub(super) struct X11Connector;

impl Connector for X11Connector {
    fn start(&self, loaded: Arc<dyn Fn(Loaded) + Send + Sync>) -> Worker {
        Worker::start(
            || match Clipboard::new() {
                Ok(clipboard) => Ok(Box::new(X11Selections(clipboard)) as Box<dyn Selections>),
                Err(err) => Err(format!("the X11 server does not answer: {err}")),
            },
            loaded,
        )
    }

    fn store(&self, _: ClipboardKind, _: &str) -> bool {
        false
    }
}

struct X11Selections(Clipboard);

impl X11Selections {
    fn selection(&self, kind: ClipboardKind) -> Atom {
        match kind {
            ClipboardKind::Clipboard => self.0.setter.atoms.clipboard,
            ClipboardKind::Primary => self.0.setter.atoms.primary,
        }
    }
}

impl Selections for X11Selections {
    fn load(&mut self, kind: ClipboardKind) -> Result<String, LoadError> {
        let atoms = &self.0.getter.atoms;
        // Shorter than the event loop's patience, so that this thread lives on.
        let timeout = LOAD_TIMEOUT * 9 / 10;
        let bytes = self
            .0
            .load(
                self.selection(kind),
                atoms.utf8_string,
                atoms.property,
                timeout,
            )
            .map_err(|err| LoadError::Empty(err.to_string()))?;
        if bytes.is_empty() {
            return Err(LoadError::Empty("nobody owns it".to_owned()));
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn store(&mut self, kind: ClipboardKind, text: String) -> Result<(), String> {
        self.0
            .store(self.selection(kind), self.0.setter.atoms.utf8_string, text)
            .map_err(|err| err.to_string())
    }
}
