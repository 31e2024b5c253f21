//! The bytes of a font file.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// A font file in memory, mapped or embedded; shared by all faces in it.
pub(crate) struct FontData(Bytes);

enum Bytes {
    Embedded(&'static [u8]),
    Mapped(memmap2::Mmap),
}

impl FontData {
    pub(crate) const fn embedded(bytes: &'static [u8]) -> Self {
        Self(Bytes::Embedded(bytes))
    }

    /// Maps a file; only what is used of it is read from the disk.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
        }
        // SAFETY: the mapping is read-only and private, and nobody keeps a
        // reference beyond `self`. Another process that truncates the file
        // while it is mapped would fault us; font installers replace files
        // by renaming, and every program that shows text relies on that.
        #[allow(unsafe_code)]
        let map = unsafe { memmap2::Mmap::map(&file)? };
        Ok(Self(Bytes::Mapped(map)))
    }
}

impl AsRef<[u8]> for FontData {
    fn as_ref(&self) -> &[u8] {
        match &self.0 {
            Bytes::Embedded(bytes) => bytes,
            Bytes::Mapped(map) => map,
        }
    }
}

/// For sources that share ownership of the bytes.
pub(crate) fn shared(data: &Arc<FontData>) -> Arc<dyn AsRef<[u8]> + Send + Sync> {
    Arc::clone(data) as _
}
