//! Shaped text, by style and text.

use crate::lru::Lru;
use crate::{CacheStats, ShapedRun};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Longer text is shaped but not kept: it would push everything else out.
const MAX_TEXT: usize = 4096;

/// A bounded cache of shaped text.
pub(crate) struct RunCache(Lru<u64, Entry>);

/// A shaped run with what it was shaped from: the key is only its hash.
struct Entry {
    style: usize,
    text: Box<str>,
    run: Arc<ShapedRun>,
}

impl RunCache {
    pub(crate) fn new(capacity: usize) -> Self {
        Self(Lru::new(capacity))
    }

    /// The key of a text, for [`Self::get`] and [`Self::insert`].
    pub(crate) fn key(style: usize, text: &str) -> u64 {
        // Texts that are made to have the same key push each other out, no more.
        let mut hasher = FxHasher::default();
        (style, text).hash(&mut hasher);
        hasher.finish()
    }

    pub(crate) fn get(&mut self, key: u64, style: usize, text: &str) -> Option<Arc<ShapedRun>> {
        let same = |entry: &Entry| entry.style == style && *entry.text == *text;
        self.0.get(key, same).map(|entry| Arc::clone(&entry.run))
    }

    pub(crate) fn insert(&mut self, key: u64, style: usize, text: &str, run: &Arc<ShapedRun>) {
        if text.len() <= MAX_TEXT {
            let entry = Entry {
                style,
                text: text.into(),
                run: Arc::clone(run),
            };
            self.0.insert(key, entry);
        }
    }

    pub(crate) fn stats(&self) -> CacheStats {
        self.0.stats()
    }
}
