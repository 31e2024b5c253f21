//! Where fonts come from.

use crate::locate::Locator;
use crate::{FontConfig, FontError, FontSet, FontSetId};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The places that are searched for fonts, in this order, before the embedded
/// ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FontDirs {
    /// Directories of font files, searched with all below them.
    pub dirs: Vec<PathBuf>,
    /// Ask fontconfig for the system's fonts.
    pub system: bool,
    /// A file that remembers what fontconfig answered, so that most starts
    /// need not load it. `None`: remember nothing.
    pub match_cache: Option<PathBuf>,
}

impl FontDirs {
    /// The system's fonts.
    #[must_use]
    pub fn system() -> Self {
        Self {
            system: true,
            ..Self::default()
        }
    }

    /// Nothing but the embedded fonts: the same on every machine.
    #[must_use]
    pub fn embedded_only() -> Self {
        Self::default()
    }
}

/// Finds fonts, and keeps those it has found.
///
/// A clone shares what was found. It may be sent to another thread, to load
/// fonts while a window is being made.
#[derive(Clone)]
pub struct FontSystem {
    locator: Arc<Mutex<Locator>>,
    next_set: Arc<AtomicU32>,
}

impl FontSystem {
    /// Reads nothing yet: fonts are looked for when first asked for.
    #[must_use]
    pub fn new(dirs: FontDirs) -> Self {
        Self {
            locator: Arc::new(Mutex::new(Locator::new(dirs))),
            next_set: Arc::default(),
        }
    }

    /// Makes a font set, falling back to what exists. It opens the one face
    /// that gives the cell its size; others follow when text needs them.
    ///
    /// # Errors
    /// A size that cannot be drawn. Missing and broken fonts are
    /// [`FontSet::take_warnings`].
    pub fn load(&self, config: &FontConfig) -> Result<FontSet, FontError> {
        let id = FontSetId(self.next_set.fetch_add(1, Ordering::Relaxed));
        FontSet::new(id, config.clone(), Arc::clone(&self.locator))
    }

    /// The names of all families, sorted: for `ls-fonts --list-system`. Slow:
    /// it reads whatever there is.
    #[must_use]
    pub fn families(&self) -> Vec<String> {
        let mut locator = self.locator.lock().unwrap_or_else(PoisonError::into_inner);
        locator.families()
    }
}
