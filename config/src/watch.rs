//! Tells when a file of the configuration changes. No polling.
//!
//! Folders are watched, not files: an editor that writes a new file and renames
//! it over the old one leaves a watch on a file behind. Where a file or a folder
//! above it is a link, as `stow` and Nix make them, the folder of each link is
//! watched too: pointing a link elsewhere is a change.

use crate::runtime::Wake;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long it must be quiet: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(200);

/// How long changes without a pause may keep it waiting.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many links are followed on the way to one file, as the kernel does.
const MAX_LINKS: usize = 40;

/// What a folder is, whatever its name: device and number.
type Identity = (u64, u64);

/// Watches the files of one [`Configuration`](crate::Configuration).
pub struct ConfigWatcher {
    watcher: RecommendedWatcher,
    changes: Receiver<Instant>,
    files: Arc<Mutex<BTreeSet<PathBuf>>>,
    /// The watched folders, and what each was when its watch began.
    dirs: BTreeMap<PathBuf, Identity>,
    /// The first and the last change that no reload has answered.
    waiting: Option<(Instant, Instant)>,
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
            // A folder on the list stands for what lies in it.
            let listed = |path: &PathBuf| {
                files.contains(path) || path.parent().is_some_and(|dir| files.contains(dir))
            };
            if event.paths.iter().any(listed) {
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
            dirs: BTreeMap::new(),
            waiting: None,
        };
        this.set_files(files);
        Ok(this)
    }

    /// Watches `files` instead. A folder that cannot be watched is logged.
    pub fn set_files(&mut self, files: &[PathBuf]) {
        let mut wanted = BTreeSet::new();
        let mut dirs = BTreeMap::new();
        for file in files {
            // A file linked to from elsewhere changes at the other end.
            wanted.extend(on_the_way(file));
            if let Some(identity) = identity(file) {
                dirs.insert(file.clone(), identity);
            }
        }
        for path in &wanted {
            let dir = path
                .parent()
                .and_then(|dir| identity(dir).map(|id| (dir, id)));
            if let Some((dir, identity)) = dir {
                dirs.insert(dir.to_owned(), identity);
            }
        }
        *self.files.lock().unwrap_or_else(PoisonError::into_inner) = wanted;
        let stale: Vec<PathBuf> = self
            .dirs
            .iter()
            .filter(|(dir, identity)| dirs.get(*dir) != Some(*identity))
            .map(|(dir, _)| dir.clone())
            .collect();
        for dir in stale {
            // The folder may be gone, and its watch with it.
            let _ = self.watcher.unwatch(&dir);
            self.dirs.remove(&dir);
        }
        for (dir, identity) in dirs {
            if !self.dirs.contains_key(&dir) && self.watch(&dir) {
                self.dirs.insert(dir, identity);
            }
        }
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
    /// then it was quiet for a fifth of a second, or it never is.
    pub fn poll(&mut self, now: Instant) -> bool {
        for change in self.changes.try_iter() {
            let first = self.waiting.map_or(change, |(first, _)| first);
            self.waiting = Some((first, change));
        }
        let due = self.deadline().is_some_and(|at| at <= now);
        if due {
            self.waiting = None;
        }
        due
    }

    /// When to call [`poll`](Self::poll) again, if a change is waiting.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        let (first, last) = self.waiting?;
        Some((last + QUIET).min(first + PATIENCE))
    }
}

fn identity(dir: &Path) -> Option<Identity> {
    let data = std::fs::metadata(dir).ok().filter(|data| data.is_dir())?;
    Some((data.dev(), data.ino()))
}

/// What must be watched for `file`: itself, each link on the way to it, where
/// the links lead, and where something is missing, that.
fn on_the_way(file: &Path) -> Vec<PathBuf> {
    let mut out = vec![file.to_owned()];
    let mut rest: Vec<PathBuf> = Vec::new();
    let mut links = 0;
    let push = |rest: &mut Vec<PathBuf>, path: &Path| {
        for part in path.components().rev() {
            rest.push(PathBuf::from(part.as_os_str()));
        }
    };
    push(&mut rest, file);
    let mut at = PathBuf::new();
    while let Some(part) = rest.pop() {
        match part.components().next() {
            Some(Component::ParentDir) => {
                at.pop();
                continue;
            }
            Some(Component::CurDir) | None => continue,
            _ => at.push(&part),
        }
        let Ok(data) = at.symlink_metadata() else {
            // Nothing is below what is not there.
            out.push(at);
            return out;
        };
        if data.is_symlink() {
            out.push(at.clone());
            links += 1;
            let Some(target) = std::fs::read_link(&at).ok().filter(|_| links <= MAX_LINKS) else {
                return out;
            };
            at.pop();
            if target.is_absolute() {
                at = PathBuf::new();
            }
            push(&mut rest, &target);
        }
    }
    out.push(at);
    out
}
