//! Which file of the state directory belongs to which running program: of
//! `session`, `session-2` and so on the first that nobody has locked.

use rustix::fs::{FlockOperation, flock};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Programs that keep sessions at a time; a further one keeps none.
const MAX: usize = 32;

/// A file that is this program's for as long as this lives.
#[derive(Debug)]
pub(super) struct Slot {
    file: PathBuf,
    /// Locked. It stays, so that two can never have a lock each.
    _lock: File,
}

impl Slot {
    /// The session's file, which need not exist.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// Removes the file: its windows are another program's now.
    pub(super) fn remove(self) {
        if let Err(error) = fs::remove_file(&self.file)
            && error.kind() != io::ErrorKind::NotFound
        {
            log::warn!("cannot remove {}: {error}", self.file.display());
        }
    }

    /// `None` when another program has it.
    fn lock(dir: &Path, number: usize) -> io::Result<Option<Self>> {
        let name = match number {
            1 => "session".to_owned(),
            n => format!("session-{n}"),
        };
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(dir.join(format!("{name}.lock")))?;
        match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Self {
                file: dir.join(name),
                _lock: lock,
            })),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// The file for this program, and the others that exist and are nobody's.
///
/// # Errors
/// When the directory cannot be made or written, or too many programs run.
pub(super) fn take(dir: &Path) -> io::Result<(Slot, Vec<Slot>)> {
    fs::create_dir_all(dir)?;
    let mut own = None;
    let mut left = Vec::new();
    for number in 1..=MAX {
        // Behind the own one only what is there matters.
        if own.is_some() && !dir.join(format!("session-{number}")).exists() {
            continue;
        }
        match (Slot::lock(dir, number)?, &own) {
            (Some(slot), None) => own = Some(slot),
            (Some(slot), Some(_)) => left.push(slot),
            (None, _) => {}
        }
    }
    match own {
        Some(own) => Ok((own, left)),
        None => Err(io::Error::other(format!("{MAX} programs keep one already"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_have_files_of_their_own_and_inherit_those_left() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("wezterm");
        let (first, left) = take(&dir).unwrap();
        assert!(left.is_empty());
        let (second, left) = take(&dir).unwrap();
        assert!(left.is_empty());
        assert_ne!(first.file(), second.file());
        for slot in [&first, &second] {
            fs::write(slot.file(), "x").unwrap();
        }
        // One ends: the next takes its file.
        let file = first.file().to_owned();
        drop(first);
        let (third, left) = take(&dir).unwrap();
        assert_eq!(third.file(), file);
        assert!(left.is_empty());
        // All end: the next has both.
        drop((second, third));
        let (own, left) = take(&dir).unwrap();
        assert_eq!(own.file(), file);
        assert_eq!(left.len(), 1);
        for slot in left {
            slot.remove();
        }
        assert_eq!(take(&dir).unwrap().1.len(), 0);
    }
}
