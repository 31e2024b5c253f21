//! Lua tables by id in the registry of a VM.

use super::UNUSED_LIMIT;
use mlua::{Lua, RegistryKey, Table};
use std::collections::HashMap;
use std::hash::Hash;
use std::marker::PhantomData;
use std::time::Instant;

/// Entries and traffic of one cache since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableCacheStats {
    /// Tables held now.
    pub entries: usize,
    /// Requests answered with a held table.
    pub hits: u64,
    /// Requests that had to make a table.
    pub misses: u64,
    /// Tables dropped by invalidation or for lying unused.
    pub evictions: u64,
}

#[derive(Debug)]
struct CacheEntry {
    registry_key: RegistryKey,
    generation: u64,
    last_access: Instant,
}

/// Lua tables by id, each valid for one generation of what it shows (`T`).
#[derive(Debug)]
pub struct LuaTableCache<K, T> {
    entries: HashMap<K, CacheEntry>,
    pub(super) hits: u64,
    misses: u64,
    evictions: u64,
    _shows: PhantomData<fn(T)>,
}

impl<K, T> Default for LuaTableCache<K, T> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            hits: 0,
            misses: 0,
            evictions: 0,
            _shows: PhantomData,
        }
    }
}

impl<K: Eq + Hash + Copy, T> LuaTableCache<K, T> {
    /// The table held for `id` if it shows `generation`.
    pub(super) fn get(&mut self, lua: &Lua, id: K, generation: u64, now: Instant) -> Option<Table> {
        let entry = self.entries.get_mut(&id)?;
        if entry.generation != generation {
            return None;
        }
        // Fails only for a key of another VM, which then counts as a miss.
        let table = lua.registry_value(&entry.registry_key).ok()?;
        entry.last_access = now;
        self.hits += 1;
        Some(table)
    }

    pub(super) fn put(
        &mut self,
        lua: &Lua,
        id: K,
        generation: u64,
        now: Instant,
        table: &Table,
    ) -> mlua::Result<()> {
        let registry_key = lua.create_registry_value(table)?;
        self.misses += 1;
        self.entries.insert(
            id,
            CacheEntry {
                registry_key,
                generation,
                last_access: now,
            },
        );
        Ok(())
    }

    pub(super) fn invalidate(&mut self, id: Option<K>) {
        let before = self.entries.len();
        match id {
            Some(id) => {
                self.entries.remove(&id);
            }
            None => self.entries.clear(),
        }
        self.evictions += (before - self.entries.len()) as u64;
    }

    pub(super) fn contains(&self, id: K) -> bool {
        self.entries.contains_key(&id)
    }

    pub(super) fn touch(&mut self, id: K, at: Instant) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.last_access = entry.last_access.max(at);
        }
    }

    pub(super) fn evict_unused(&mut self, now: Instant) {
        let before = self.entries.len();
        self.entries
            .retain(|_, entry| now.saturating_duration_since(entry.last_access) < UNUSED_LIMIT);
        self.evictions += (before - self.entries.len()) as u64;
    }

    pub(super) fn stats(&self) -> TableCacheStats {
        TableCacheStats {
            entries: self.entries.len(),
            hits: self.hits,
            misses: self.misses,
            evictions: self.evictions,
        }
    }
}
