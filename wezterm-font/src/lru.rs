//! A bounded map that forgets what was used longest ago, and counts.

use crate::CacheStats;
use rustc_hash::FxHashMap;
use std::hash::Hash;

const NONE: usize = usize::MAX;

/// Entries form a list from the newest to the oldest, by index.
pub(crate) struct Lru<K, V> {
    capacity: usize,
    index: FxHashMap<K, usize>,
    slots: Vec<Slot<K, V>>,
    newest: usize,
    oldest: usize,
    hits: u64,
    misses: u64,
    evictions: u64,
}

struct Slot<K, V> {
    key: K,
    value: V,
    newer: usize,
    older: usize,
}

impl<K: Copy + Eq + Hash, V> Lru<K, V> {
    /// Holds at least one entry.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.clamp(1, NONE - 1),
            index: FxHashMap::default(),
            slots: Vec::new(),
            newest: NONE,
            oldest: NONE,
            hits: 0,
            misses: 0,
            evictions: 0,
        }
    }

    /// Looks a key up; `valid` refuses an entry that is not what is meant.
    pub(crate) fn get(&mut self, key: K, valid: impl Fn(&V) -> bool) -> Option<&V> {
        match self.index.get(&key) {
            Some(&slot) if valid(&self.slots[slot].value) => {
                self.hits += 1;
                if slot != self.newest {
                    self.unlink(slot);
                    self.link_newest(slot);
                }
                Some(&self.slots[slot].value)
            }
            _ => {
                self.misses += 1;
                None
            }
        }
    }

    /// Adds or replaces an entry.
    pub(crate) fn insert(&mut self, key: K, value: V) {
        let slot = if let Some(&slot) = self.index.get(&key) {
            self.unlink(slot);
            self.slots[slot].value = value;
            slot
        } else if self.slots.len() < self.capacity {
            self.slots.push(Slot {
                key,
                value,
                newer: NONE,
                older: NONE,
            });
            self.slots.len() - 1
        } else {
            let slot = self.oldest;
            self.unlink(slot);
            self.index.remove(&self.slots[slot].key);
            self.slots[slot].key = key;
            self.slots[slot].value = value;
            self.evictions += 1;
            slot
        };
        self.index.insert(key, slot);
        self.link_newest(slot);
    }

    pub(crate) fn stats(&self) -> CacheStats {
        CacheStats {
            len: self.slots.len(),
            hits: self.hits,
            misses: self.misses,
            evictions: self.evictions,
        }
    }

    fn unlink(&mut self, slot: usize) {
        let (newer, older) = (self.slots[slot].newer, self.slots[slot].older);
        match newer {
            NONE => self.newest = older,
            n => self.slots[n].older = older,
        }
        match older {
            NONE => self.oldest = newer,
            o => self.slots[o].newer = newer,
        }
    }

    fn link_newest(&mut self, slot: usize) {
        self.slots[slot].newer = NONE;
        self.slots[slot].older = self.newest;
        match self.newest {
            NONE => self.oldest = slot,
            n => self.slots[n].newer = slot,
        }
        self.newest = slot;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Against a plain list in order of use.
        #[test]
        fn behaves_as_a_list_in_order_of_use(
            capacity in 1usize..6,
            ops in prop::collection::vec((any::<bool>(), 0u8..10), 0..200),
        ) {
            let mut lru = Lru::new(capacity);
            let mut model: Vec<(u8, usize)> = Vec::new();
            for (n, (insert, key)) in ops.into_iter().enumerate() {
                let at = model.iter().position(|(k, _)| *k == key);
                if insert {
                    lru.insert(key, n);
                    match at {
                        Some(at) => drop(model.remove(at)),
                        None if model.len() == capacity => drop(model.remove(0)),
                        None => {}
                    }
                    model.push((key, n));
                } else {
                    let expected = at.map(|at| {
                        let entry = model.remove(at);
                        model.push(entry);
                        entry.1
                    });
                    prop_assert_eq!(lru.get(key, |_| true).copied(), expected);
                }
                prop_assert_eq!(lru.stats().len, model.len());
            }
        }
    }

    #[test]
    fn counts_and_refuses() {
        let mut lru = Lru::new(1);
        lru.insert(1, 'a');
        assert_eq!(lru.get(1, |v| *v == 'b'), None);
        assert_eq!(lru.get(1, |_| true), Some(&'a'));
        lru.insert(2, 'b');
        assert_eq!(lru.get(1, |_| true), None);
        let stats = lru.stats();
        assert_eq!((stats.hits, stats.misses, stats.evictions), (1, 2, 1));
    }
}
