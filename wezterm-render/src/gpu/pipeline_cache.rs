//! Compiled pipelines, kept in a file from one run to the next.
//!
//! The file is one adapter's, belongs to the user alone and is replaced at
//! once. Drivers trust what they are given, so a checksum of our own decides
//! whether it is: a file that is damaged, foreign or writable by others counts
//! as not there. `wgpu` sees to it that another driver's is not used.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

/// First bytes of the file; the number is the version of its form. Length and
/// CRC-32 of the rest follow, both little endian.
const MAGIC: &[u8; 20] = b"wezterm pipelines 1\n";
const HEADER: usize = MAGIC.len() + 8 + 4;
/// A larger file is not ours: two pipelines take some hundred KiB.
const MAX_BYTES: u64 = 32 << 20;

/// What the driver has compiled.
pub(super) struct PipelineCache {
    cache: wgpu::PipelineCache,
    file: PathBuf,
    /// Whether there was a sound file at the start.
    was_known: bool,
    /// Checksum of what the file holds, if it is sound.
    stored: Option<u32>,
    /// Pipelines were made since the file was read or written.
    unsaved: bool,
}

impl PipelineCache {
    /// The cache of the adapter `info` in `directory`; `None` where the driver
    /// has no such caches.
    pub(super) fn open(
        device: &wgpu::Device,
        info: &wgpu::AdapterInfo,
        directory: &Path,
    ) -> Option<Self> {
        if !device.features().contains(wgpu::Features::PIPELINE_CACHE) {
            return None;
        }
        let file = directory.join(wgpu::util::pipeline_cache_key(info)?);
        let known = read(&file).unwrap_or_else(|error| {
            log::warn!(
                "compiled pipelines of earlier runs in {} are not used: {error}",
                file.display()
            );
            None
        });
        let stored = known.as_deref().map(crc32fast::hash);
        let descriptor = wgpu::PipelineCacheDescriptor {
            label: Some("wezterm"),
            data: known.as_deref(),
            fallback: true,
        };
        // SAFETY: the data, if any, was got from `get_data` and written by
        // `save`: nobody else can write the file, and its checksum is right.
        let cache = unsafe { device.create_pipeline_cache(&descriptor) };
        Some(Self {
            cache,
            file,
            was_known: stored.is_some(),
            stored,
            unsaved: false,
        })
    }

    /// For the descriptor of a pipeline that is made now.
    pub(super) fn for_pipeline(&mut self) -> &wgpu::PipelineCache {
        self.unsaved = true;
        &self.cache
    }

    /// Whether an earlier run has left something.
    pub(super) fn was_known(&self) -> bool {
        self.was_known
    }

    /// Whether [`Self::save`] may have something to do.
    pub(super) fn is_unsaved(&self) -> bool {
        self.unsaved
    }

    /// Writes the file, if it would hold something else than before.
    pub(super) fn save(&mut self) {
        self.unsaved = false;
        let Some(data) = self.cache.get_data() else {
            return;
        };
        let sum = crc32fast::hash(&data);
        if self.stored == Some(sum) {
            return;
        }
        match write(&self.file, &data) {
            Ok(()) => self.stored = Some(sum),
            Err(error) => log::warn!(
                "compiled pipelines are not kept in {}: {error}",
                self.file.display()
            ),
        }
    }
}

/// Reads a file of [`write`]; `None` where there is none.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let refuse = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.mode() & 0o022 != 0 {
        return Err(refuse("others can write it"));
    }
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes)?;
    let damaged = || refuse("it is damaged");
    let (header, data) = bytes.split_at_checked(HEADER).ok_or_else(damaged)?;
    if header != head_of(data) {
        return Err(damaged());
    }
    Ok(Some(data.to_vec()))
}

/// Replaces the file, which only the user can read, at once.
fn write(path: &Path, data: &[u8]) -> io::Result<()> {
    let directory = path.parent().unwrap_or_else(|| Path::new("."));
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)?;
    // Made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    file.write_all(&head_of(data))?;
    file.write_all(data)?;
    file.persist(path)?;
    Ok(())
}

fn head_of(data: &[u8]) -> [u8; HEADER] {
    let mut head = [0; HEADER];
    head[..MAGIC.len()].copy_from_slice(MAGIC);
    head[MAGIC.len()..HEADER - 4].copy_from_slice(&(data.len() as u64).to_le_bytes());
    head[HEADER - 4..].copy_from_slice(&crc32fast::hash(data).to_le_bytes());
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn what_was_written_is_read_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("below/that/file");
        assert!(read(&path).unwrap().is_none());
        for data in [&b"first"[..], b"", b"another one"] {
            write(&path, data).unwrap();
            assert_eq!(read(&path).unwrap().as_deref(), Some(data));
        }
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        // Nothing else is left behind.
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        write(&path, b"some compiled pipelines").unwrap();
        let sound = fs::read(&path).unwrap();
        for at in 0..sound.len() {
            let mut damaged = sound.clone();
            damaged[at] ^= 0x10;
            fs::write(&path, &damaged).unwrap();
            assert!(read(&path).is_err(), "byte {at}");
            fs::write(&path, &sound[..at]).unwrap();
            assert!(read(&path).is_err(), "cut at {at}");
        }
        fs::write(&path, [&sound[..], b"!"].concat()).unwrap();
        assert!(read(&path).is_err());
    }

    #[test]
    fn what_others_can_write_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        write(&path, b"data").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o620)).unwrap();
        assert!(read(&path).is_err());
        assert!(read(dir.path()).is_err());
    }
}
