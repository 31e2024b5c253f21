//! Tells when a file of the configuration changes. No polling.
//!
//! Folders are watched, not files: an editor that writes a new file and renames
//! it over the old one leaves a watch on a file behind.

use crate::runtime::Wake;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long it must be quiet: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(200);

/// Watches the files of one [`Configuration`](crate::Configuration).
pub struct ConfigWatcher {
    watcher: RecommendedWatcher,
    changes: Receiver<Instant>,
    files: Arc<Mutex<BTreeSet<PathBuf>>>,
    dirs: BTreeSet<PathBuf>,
    last: Option<Instant>,
}

impl ConfigWatcher {
    /// Starts to watch `files`; `wake` is called, from another thread, when one
    /// of them changes, appears or goes.
    ///
    /// # Errors
    /// When the kernel has no watch left; the text says what was tried.
    pub fn new(files: &[PathBuf], wake: Wake) -> Result<Self, String> {
        let (sender, changes): (Sender<Instant>, _) = channel();
        let watched = Arc::new(Mutex::new(BTreeSet::new()));
        let shared = Arc::clone(&watched);
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            // Reading the file is no change; loading it does just that.
            if matches!(event.kind, EventKind::Access(_) | EventKind::Other) {
                return;
            }
            let files = shared.lock().unwrap_or_else(PoisonError::into_inner);
            if event.paths.iter().any(|path| files.contains(path)) {
                drop(files);
                let _ = sender.send(Instant::now());
                wake();
            }
        })
        .map_err(|error| format!("cannot watch the configuration for changes: {error}"))?;
        let mut this = Self {
            watcher,
            changes,
            files: watched,
            dirs: BTreeSet::new(),
            last: None,
        };
        this.set_files(files);
        Ok(this)
    }

    /// Watches `files` instead. A folder that cannot be watched is logged.
    pub fn set_files(&mut self, files: &[PathBuf]) {
        let mut wanted = BTreeSet::new();
        let mut dirs = BTreeSet::new();
        for file in files {
            // A file linked to from elsewhere changes at the other end.
            for path in [Some(file.clone()), std::fs::canonicalize(file).ok()] {
                let Some(path) = path else { continue };
                if let Some(dir) = path.parent().filter(|dir| dir.is_dir()) {
                    dirs.insert(dir.to_owned());
                }
                if path.is_dir() {
                    dirs.insert(path.clone());
                }
                wanted.insert(path);
            }
        }
        *self.files.lock().unwrap_or_else(PoisonError::into_inner) = wanted;
        for dir in self.dirs.difference(&dirs) {
            // The folder may be gone, and its watch with it.
            let _ = self.watcher.unwatch(dir);
        }
        let mut now = BTreeSet::new();
        for dir in dirs {
            if self.dirs.contains(&dir) || self.watch(&dir) {
                now.insert(dir);
            }
        }
        self.dirs = now;
    }

    fn watch(&mut self, dir: &Path) -> bool {
        match self.watcher.watch(dir, RecursiveMode::NonRecursive) {
            Ok(()) => true,
            Err(error) => {
                log::warn!("cannot watch {} for changes: {error}", dir.display());
                false
            }
        }
    }

    /// Whether the configuration is to be loaded anew: a file changed, and
    /// then it was quiet for a fifth of a second.
    pub fn poll(&mut self, now: Instant) -> bool {
        if let Some(change) = self.changes.try_iter().last() {
            self.last = Some(change);
        }
        let due = self.deadline().is_some_and(|at| at <= now);
        if due {
            self.last = None;
        }
        due
    }

    /// When to call [`poll`](Self::poll) again, if a change is waiting.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.last.map(|last| last + QUIET)
    }
}
