use super::ClipboardKind;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

/// Work for the thread that may block.
pub(crate) enum Job {
    /// Read a selection and answer with `id`.
    Load {
        /// Number of the request.
        id: u64,
        /// Which selection.
        kind: ClipboardKind,
    },
    /// Offer a text.
    Store {
        /// Which selection.
        kind: ClipboardKind,
        /// The text.
        text: String,
    },
}

/// What became of a [`Job::Load`].
#[derive(Debug)]
pub(crate) enum Loaded {
    /// The text.
    Text { id: u64, text: String },
    /// There is nothing, or no text, to read.
    Empty { id: u64, reason: String },
    /// The display has no such selection.
    Unsupported { id: u64, reason: String },
}

impl Loaded {
    pub(crate) fn id(&self) -> u64 {
        match self {
            Self::Text { id, .. } | Self::Empty { id, .. } | Self::Unsupported { id, .. } => *id,
        }
    }
}

/// The selections as the worker thread sees them; every call may block.
pub(crate) trait Selections {
    fn load(&mut self, kind: ClipboardKind) -> Result<String, LoadError>;
    fn store(&mut self, kind: ClipboardKind, text: String) -> Result<(), String>;
}

/// Why nothing was read.
pub(crate) enum LoadError {
    /// There is nothing, or no text, to read now.
    Empty(String),
    /// The display has no such selection.
    Unsupported(String),
}

/// A thread that does jobs in order and ends when this is dropped.
pub(crate) struct Worker(Sender<Job>);

impl Worker {
    /// `open` connects on the new thread; where it fails, every load is
    /// answered as unsupported, with its reason.
    pub(crate) fn start(
        open: impl FnOnce() -> Result<Box<dyn Selections>, String> + Send + 'static,
        loaded: Arc<dyn Fn(Loaded) + Send + Sync>,
    ) -> Self {
        let (jobs_tx, jobs) = channel();
        let thread = std::thread::Builder::new().name("clipboard".to_owned());
        let spawned = thread.spawn(move || {
            let mut selections = open();
            for job in jobs {
                match (job, &mut selections) {
                    (Job::Load { id, kind }, Ok(selections)) => {
                        loaded(match selections.load(kind) {
                            Ok(text) => Loaded::Text { id, text },
                            Err(LoadError::Empty(reason)) => Loaded::Empty { id, reason },
                            Err(LoadError::Unsupported(reason)) => {
                                Loaded::Unsupported { id, reason }
                            }
                        });
                    }
                    (Job::Load { id, .. }, Err(reason)) => loaded(Loaded::Unsupported {
                        id,
                        reason: reason.clone(),
                    }),
                    (Job::Store { kind, text }, Ok(selections)) => {
                        if let Err(reason) = selections.store(kind, text) {
                            log::error!("cannot fill the {}: {reason}", kind.name());
                        }
                    }
                    // Said when somebody wants to read it.
                    (Job::Store { .. }, Err(_)) => {}
                }
            }
        });
        if let Err(err) = spawned {
            log::error!("cannot start the clipboard thread: {err}");
        }
        Self(jobs_tx)
    }

    pub(crate) fn send(&self, job: Job) {
        // Fails only when the thread could not be started; the request's
        // deadline answers then.
        let _ = self.0.send(job);
    }
}
