//! Lua tables for tabs and panes, made once and kept in the VM's registry until
//! what they show has changed.
//!
//! [`LuaSerCache`] belongs to one Lua VM at a time. Shown a different VM (after
//! a reload) it forgets everything, so a table of an old VM never reaches a new
//! one. The objects are snapshots: a change makes a new table for one pane and
//! one for its tab, and whoever kept the old ones still reads the old values.

use crate::tab_information::WindowId;
use crate::tab_information::{PaneId, PaneInformation, Progress, TabId, TabInformation, TabList};
use mlua::{Function, Lua, RegistryKey, Table, Value};
use std::collections::HashMap;
use std::hash::Hash;
use std::marker::PhantomData;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// How long an entry may lie unused before [`LuaSerCache::cleanup_lua_caches`]
/// drops it.
pub const UNUSED_LIMIT: Duration = Duration::from_secs(60);

/// Answers for the fields that are computed when a callback first reads them.
/// Every answer comes from what is known already: none of these may block.
pub trait TabDataSource {
    /// The pane's directory as URL text (OSC 7 form), `None` when unknown.
    fn current_working_dir(&self, pane: PaneId) -> Option<String>;
    /// Path of the foreground program, `None` when unknown.
    fn foreground_process_name(&self, pane: PaneId) -> Option<String>;
    /// The pane's terminal device, `None` when it has none.
    fn tty_name(&self, pane: PaneId) -> Option<String>;
    /// The domain the pane runs in, `None` when the pane is gone.
    fn domain_name(&self, pane: PaneId) -> Option<String>;
    /// The `Url` object for `url`.
    ///
    /// # Errors
    /// When the VM cannot make it, out of memory included.
    fn url_value(&self, lua: &Lua, url: &str) -> mlua::Result<Value>;
    /// The effective configuration, one shared table for a VM: callbacks see it
    /// through a view of their own and never write to it.
    ///
    /// # Errors
    /// When the VM cannot make it, out of memory included.
    fn config_table(&self, lua: &Lua) -> mlua::Result<Table>;
}

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

/// What [`LuaSerCache::get_cache_stats`] reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheStats {
    /// The tab objects.
    pub tabs: TableCacheStats,
    /// The pane objects.
    pub panes: TableCacheStats,
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
    hits: u64,
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
    fn get(&mut self, lua: &Lua, id: K, generation: u64, now: Instant) -> Option<Table> {
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

    fn put(
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

    fn invalidate(&mut self, id: Option<K>) {
        let before = self.entries.len();
        match id {
            Some(id) => {
                self.entries.remove(&id);
            }
            None => self.entries.clear(),
        }
        self.evictions += (before - self.entries.len()) as u64;
    }

    fn touch(&mut self, id: K, at: Instant) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.last_access = entry.last_access.max(at);
        }
    }

    fn evict_unused(&mut self, now: Instant) {
        let before = self.entries.len();
        self.entries
            .retain(|_, entry| now.saturating_duration_since(entry.last_access) < UNUSED_LIMIT);
        self.evictions += (before - self.entries.len()) as u64;
    }

    fn stats(&self) -> TableCacheStats {
        TableCacheStats {
            entries: self.entries.len(),
            hits: self.hits,
            misses: self.misses,
            evictions: self.evictions,
        }
    }
}

/// The functions of `objects.lua` in one VM.
struct Prelude {
    /// Recognises the VM: only the VM that made it owns it.
    marker: RegistryKey,
    make_pane: Function,
    make_tab: Function,
    sequence: Function,
    own_arguments: Function,
}

/// The kept sequences of one window.
struct Sequences {
    version: u64,
    last_access: Instant,
    tab_ids: Vec<TabId>,
    pane_ids: Vec<PaneId>,
}

/// The objects that one window's callbacks are given, ready for any number of
/// calls. Cloning copies handles, not tables.
#[derive(Clone)]
pub struct PreparedArguments {
    objects: Rc<[Table]>,
    active_panes: Rc<[Option<Table>]>,
    tabs: Table,
    panes: Table,
    own_arguments: Function,
}

impl PreparedArguments {
    /// The object of the tab at `place`, and of its active pane.
    #[must_use]
    pub fn tab(&self, place: usize) -> Option<(&Table, Option<&Table>)> {
        let pane = self.active_panes.get(place)?.as_ref();
        Some((self.objects.get(place)?, pane))
    }

    /// `tabs`, `panes` and `config` for one call: the callback may write to
    /// them, and what it writes is gone at the next call.
    ///
    /// # Errors
    /// When the VM is out of memory.
    pub fn own(&self) -> mlua::Result<(Table, Table, Table)> {
        self.own_arguments.call((&self.tabs, &self.panes))
    }
}

/// The tables of one Lua VM's tabs and panes. See the module's description.
pub struct LuaSerCache {
    source: Rc<dyn TabDataSource>,
    prelude: Option<Prelude>,
    tabs: LuaTableCache<TabId, TabInformation>,
    panes: LuaTableCache<PaneId, PaneInformation>,
    sequences: HashMap<WindowId, (Sequences, PreparedArguments)>,
}

impl LuaSerCache {
    /// An empty cache; it binds to the first VM it is shown.
    #[must_use]
    pub fn new(source: Rc<dyn TabDataSource>) -> Self {
        Self {
            source,
            prelude: None,
            tabs: LuaTableCache::default(),
            panes: LuaTableCache::default(),
            sequences: HashMap::new(),
        }
    }

    /// The window's tabs as a table of the caller's own: writing to it touches
    /// nothing that is kept.
    ///
    /// # Errors
    /// When the VM is out of memory.
    pub fn get_tabs_as_lua_sequence(&mut self, lua: &Lua, list: &TabList) -> mlua::Result<Table> {
        let arguments = self.prepare(lua, list)?;
        self.copy_of(&arguments.tabs)
    }

    /// The active tab's panes as a table of the caller's own.
    ///
    /// # Errors
    /// When the VM is out of memory.
    pub fn get_panes_as_lua_sequence(&mut self, lua: &Lua, list: &TabList) -> mlua::Result<Table> {
        let arguments = self.prepare(lua, list)?;
        self.copy_of(&arguments.panes)
    }

    /// Brings everything `list` shows up to date and returns it. Called once
    /// before the callbacks of a pass.
    ///
    /// # Errors
    /// When the VM is out of memory.
    pub fn prepare(&mut self, lua: &Lua, list: &TabList) -> mlua::Result<PreparedArguments> {
        self.bind(lua)?;
        let now = Instant::now();
        if let Some((kept, arguments)) = self.sequences.get_mut(&list.window_id())
            && kept.version == list.version()
        {
            kept.last_access = now;
            self.tabs.hits += kept.tab_ids.len() as u64;
            self.panes.hits += kept.pane_ids.len() as u64;
            let arguments = arguments.clone();
            if log::log_enabled!(log::Level::Debug) {
                let elapsed = now.elapsed();
                log_serialization(list, elapsed, Duration::ZERO);
            }
            return Ok(arguments);
        }
        let made = self.build(lua, list, now)?;
        let arguments = made.1.clone();
        self.sequences.insert(list.window_id(), made);
        Ok(arguments)
    }

    fn build(
        &mut self,
        lua: &Lua,
        list: &TabList,
        now: Instant,
    ) -> mlua::Result<(Sequences, PreparedArguments)> {
        let mut pane_ids = Vec::new();
        let mut active_panes = Vec::with_capacity(list.tabs().len());
        for tab in list.tabs() {
            for pane in &tab.panes {
                self.pane(lua, pane, now)?;
                pane_ids.push(pane.pane_id);
            }
            active_panes.push(match tab.active_pane() {
                Some(pane) => Some(self.pane(lua, pane, now)?),
                None => None,
            });
        }
        let panes = lua.create_table()?;
        for pane in list.active_panes() {
            panes.raw_push(self.pane(lua, pane, now)?)?;
        }
        let panes_elapsed = now.elapsed();
        let tabs = lua.create_table()?;
        let mut objects = Vec::with_capacity(list.tabs().len());
        for tab in list.tabs() {
            let object = self.tab(lua, tab, now)?;
            tabs.raw_push(&object)?;
            objects.push(object);
        }
        if log::log_enabled!(log::Level::Debug) {
            let tabs_elapsed = now.elapsed().saturating_sub(panes_elapsed);
            log_serialization(list, tabs_elapsed, panes_elapsed);
        }
        let own_arguments = self.prelude()?.own_arguments.clone();
        let arguments = PreparedArguments {
            objects: objects.into(),
            active_panes: active_panes.into(),
            tabs,
            panes,
            own_arguments,
        };
        let kept = Sequences {
            version: list.version(),
            last_access: now,
            tab_ids: list.tabs().iter().map(|tab| tab.tab_id).collect(),
            pane_ids,
        };
        Ok((kept, arguments))
    }

    fn pane(&mut self, lua: &Lua, pane: &PaneInformation, now: Instant) -> mlua::Result<Table> {
        if let Some(table) = self.panes.get(lua, pane.pane_id, pane.generation, now) {
            return Ok(table);
        }
        let table = create_pane_info_table(lua, &self.prelude()?.make_pane, pane)?;
        self.panes
            .put(lua, pane.pane_id, pane.generation, now, &table)?;
        Ok(table)
    }

    fn tab(&mut self, lua: &Lua, tab: &TabInformation, now: Instant) -> mlua::Result<Table> {
        if let Some(table) = self.tabs.get(lua, tab.tab_id, tab.generation, now) {
            return Ok(table);
        }
        let panes = lua.create_table()?;
        for pane in &tab.panes {
            panes.raw_push(self.pane(lua, pane, now)?)?;
        }
        let active_pane = match tab.active_pane() {
            Some(pane) => Some(self.pane(lua, pane, now)?),
            None => None,
        };
        let make_tab = &self.prelude()?.make_tab;
        let table = create_tab_info_table(lua, make_tab, tab, active_pane, panes)?;
        self.tabs
            .put(lua, tab.tab_id, tab.generation, now, &table)?;
        Ok(table)
    }

    /// Forgets every table.
    pub fn invalidate_all_lua_caches(&mut self) {
        self.invalidate_tab_cache(None);
        self.invalidate_pane_cache(None);
    }

    /// Forgets one tab's table, or every tab's.
    pub fn invalidate_tab_cache(&mut self, id: Option<TabId>) {
        self.tabs.invalidate(id);
        self.sequences
            .retain(|_, (kept, _)| id.is_some_and(|id| !kept.tab_ids.contains(&id)));
    }

    /// Forgets one pane's table, or every pane's, and those of the tabs that
    /// show it.
    pub fn invalidate_pane_cache(&mut self, id: Option<PaneId>) {
        self.panes.invalidate(id);
        let showing: Vec<TabId> = self
            .sequences
            .values()
            .filter(|(kept, _)| id.is_none_or(|id| kept.pane_ids.contains(&id)))
            .flat_map(|(kept, _)| kept.tab_ids.iter().copied())
            .collect();
        for tab in showing {
            self.tabs.invalidate(Some(tab));
        }
        self.sequences
            .retain(|_, (kept, _)| id.is_some_and(|id| !kept.pane_ids.contains(&id)));
    }

    /// Drops what nothing has asked for since [`UNUSED_LIMIT`] before `now`, and
    /// lets the VM reuse the registry slots of everything dropped so far.
    pub fn cleanup_lua_caches(&mut self, lua: &Lua, now: Instant) {
        self.sequences
            .retain(|_, (kept, _)| now.saturating_duration_since(kept.last_access) < UNUSED_LIMIT);
        for (kept, _) in self.sequences.values() {
            for id in &kept.tab_ids {
                self.tabs.touch(*id, kept.last_access);
            }
            for id in &kept.pane_ids {
                self.panes.touch(*id, kept.last_access);
            }
        }
        self.tabs.evict_unused(now);
        self.panes.evict_unused(now);
        lua.expire_registry_values();
    }

    /// Sizes and traffic, for the statistics.
    #[must_use]
    pub fn get_cache_stats(&self) -> CacheStats {
        CacheStats {
            tabs: self.tabs.stats(),
            panes: self.panes.stats(),
        }
    }

    fn copy_of(&self, master: &Table) -> mlua::Result<Table> {
        self.prelude()?.sequence.call(master)
    }

    fn prelude(&self) -> mlua::Result<&Prelude> {
        self.prelude
            .as_ref()
            .ok_or_else(|| mlua::Error::runtime("the tab-bar objects are bound to no Lua VM"))
    }

    /// Makes `lua` the VM of this cache, forgetting what belonged to another.
    ///
    /// # Errors
    /// When the VM is out of memory.
    pub fn bind(&mut self, lua: &Lua) -> mlua::Result<()> {
        if let Some(prelude) = &self.prelude
            && lua.owns_registry_value(&prelude.marker)
        {
            return Ok(());
        }
        self.invalidate_all_lua_caches();
        self.prelude = None;
        let source = Rc::clone(&self.source);
        let provide =
            lua.create_function(move |lua, (pane, field): (PaneId, mlua::LuaString)| {
                provide(lua, source.as_ref(), pane, &field)
            })?;
        let source = Rc::clone(&self.source);
        let config_source = lua.create_function(move |lua, ()| source.config_table(lua))?;
        let (make_pane, make_tab, sequence, own_arguments, next, rawset): (
            Function,
            Function,
            Function,
            Function,
            Function,
            Function,
        ) = lua
            .load(include_str!("lua_ser_cache/objects.lua"))
            .set_name("=[tab bar objects]")
            .call((provide, config_source))?;
        lua.globals().set("next", next)?;
        lua.globals().set("rawset", rawset)?;
        self.prelude = Some(Prelude {
            marker: lua.create_registry_value(true)?,
            make_pane,
            make_tab,
            sequence,
            own_arguments,
        });
        Ok(())
    }
}

fn log_serialization(list: &TabList, tabs: Duration, panes: Duration) {
    log::debug!(
        "Lua serialization (cached): tabs={} in {tabs:?}, panes={} in {panes:?}",
        list.tabs().len(),
        list.active_panes().len(),
    );
}

fn provide(
    lua: &Lua,
    source: &dyn TabDataSource,
    pane: PaneId,
    field: &mlua::LuaString,
) -> mlua::Result<Value> {
    let text = match &*field.as_bytes() {
        b"current_working_dir" => {
            return match source.current_working_dir(pane) {
                Some(url) => source.url_value(lua, &url),
                None => Ok(Value::Nil),
            };
        }
        b"foreground_process_name" => source.foreground_process_name(pane).or(Some(String::new())),
        b"domain_name" => source.domain_name(pane).or(Some(String::new())),
        b"tty_name" => source.tty_name(pane),
        _ => None,
    };
    match text {
        Some(text) => Ok(Value::String(lua.create_string(text)?)),
        None => Ok(Value::Nil),
    }
}

fn create_pane_info_table(
    lua: &Lua,
    make_pane: &Function,
    pane: &PaneInformation,
) -> mlua::Result<Table> {
    let fields = lua.create_table_with_capacity(0, 20)?;
    fields.raw_set("pane_id", pane.pane_id)?;
    fields.raw_set("pane_index", pane.pane_index)?;
    fields.raw_set("is_active", pane.is_active)?;
    fields.raw_set("is_zoomed", pane.is_zoomed)?;
    fields.raw_set("has_unseen_output", pane.has_unseen_output)?;
    fields.raw_set("left", pane.left)?;
    fields.raw_set("top", pane.top)?;
    fields.raw_set("width", pane.width)?;
    fields.raw_set("height", pane.height)?;
    fields.raw_set("pixel_width", pane.pixel_width)?;
    fields.raw_set("pixel_height", pane.pixel_height)?;
    fields.raw_set("title", pane.title.as_str())?;
    let user_vars = lua.create_table_with_capacity(0, pane.user_vars.len())?;
    for (name, value) in &pane.user_vars {
        user_vars.raw_set(name.as_str(), value.as_str())?;
    }
    make_pane.call((fields, user_vars, progress_value(lua, pane.progress)?))
}

fn create_tab_info_table(
    lua: &Lua,
    make_tab: &Function,
    tab: &TabInformation,
    active_pane: Option<Table>,
    panes: Table,
) -> mlua::Result<Table> {
    let fields = lua.create_table_with_capacity(0, 9)?;
    fields.raw_set("tab_id", tab.tab_id)?;
    fields.raw_set("tab_index", tab.tab_index)?;
    fields.raw_set("is_active", tab.is_active)?;
    fields.raw_set("tab_title", tab.tab_title.as_str())?;
    fields.raw_set("window_id", tab.window_id)?;
    fields.raw_set("window_title", tab.window_title.as_str())?;
    fields.raw_set("active_pane", active_pane)?;
    make_tab.call((fields, panes))
}

/// `"None"`, `"Indeterminate"`, `{Percentage=n}` or `{Error=n}`.
fn progress_value(lua: &Lua, progress: Progress) -> mlua::Result<Value> {
    let (name, percent) = match progress {
        Progress::None => return Ok(Value::String(lua.create_string("None")?)),
        Progress::Indeterminate => return Ok(Value::String(lua.create_string("Indeterminate")?)),
        Progress::Percentage(percent) => ("Percentage", percent),
        Progress::Error(percent) => ("Error", percent),
    };
    let table = lua.create_table_with_capacity(0, 1)?;
    table.raw_set(name, percent)?;
    Ok(Value::Table(table))
}
