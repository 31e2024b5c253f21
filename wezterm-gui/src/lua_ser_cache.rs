//! Lua tables for tabs and panes, made once and kept in the VM's registry until
//! what they show has changed.
//!
//! [`LuaSerCache`] belongs to one Lua VM at a time. Shown a different VM (after
//! a reload) it forgets everything, so a table of an old VM never reaches a new
//! one. The objects are snapshots: a change makes a new table for one pane and
//! one for its tab, and whoever kept the old ones still reads the old values.

mod facts;
mod table_cache;
mod tables;

pub(crate) use facts::{Fact, Facts};

pub use table_cache::{LuaTableCache, TableCacheStats};

use crate::tab_information::{
    Changed, PaneId, PaneInformation, TabId, TabInformation, TabList, WindowId,
};
use mlua::{Function, Lua, LuaString, RegistryKey, Table, Value};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tables::{create_pane_info_table, create_tab_info_table, provide};

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
    /// The effective configuration of a window, one shared table for a VM and
    /// version: callbacks see it through a view of their own and never write to
    /// it.
    ///
    /// # Errors
    /// When the VM cannot make it, out of memory included.
    fn config_table(&self, lua: &Lua, window: WindowId) -> mlua::Result<Table>;
    /// Moves when the configuration of a window becomes another one, by
    /// `window:set_config_overrides` or the end of it.
    fn config_version(&self, window: WindowId) -> u64 {
        let _ = window;
        0
    }
}

/// What [`LuaSerCache::get_cache_stats`] reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheStats {
    /// The tab objects.
    pub tabs: TableCacheStats,
    /// The pane objects.
    pub panes: TableCacheStats,
}

/// The functions of `objects.lua` in one VM.
struct Prelude {
    /// Recognises the VM: only the VM that made it owns it.
    marker: RegistryKey,
    make_pane: Function,
    make_tab: Function,
    sequence: Function,
    own_arguments: Function,
    start_recording: Function,
    stop_recording: Function,
}

/// Which of the arguments that are a callback's own it looks at; the others
/// need not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnArguments {
    /// `tabs`.
    pub tabs: bool,
    /// `panes`.
    pub panes: bool,
    /// `config`.
    pub config: bool,
}

impl OwnArguments {
    /// All of them.
    pub const ALL: Self = Self {
        tabs: true,
        panes: true,
        config: true,
    };
}

/// An object that a callback has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// A `TabInformation`.
    Tab(TabId),
    /// A `PaneInformation`.
    Pane(PaneId),
}

/// The fields that a callback has read of an object: a bit each, in the order
/// in which a loop over the object finds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldReads {
    /// Whose.
    pub object: Object,
    /// Which.
    pub fields: u64,
}

/// The objects that one window's callbacks are given, ready for any number of
/// calls, and what they show.
struct PreparedArguments {
    version: u64,
    last_access: Instant,
    tab_ids: Vec<TabId>,
    pane_ids: Vec<Vec<PaneId>>,
    objects: Vec<Table>,
    active_panes: Vec<Option<Table>>,
    tabs: Table,
    panes: Table,
}

/// The tables of one Lua VM's tabs and panes. See the module's description.
pub struct LuaSerCache {
    source: Rc<dyn TabDataSource>,
    facts: Rc<Facts>,
    prelude: Option<Prelude>,
    tabs: LuaTableCache<TabId, TabInformation>,
    panes: LuaTableCache<PaneId, PaneInformation>,
    windows: HashMap<WindowId, PreparedArguments>,
    /// What the `panes` sequences of the last preparation took.
    panes_time: Duration,
}

impl LuaSerCache {
    /// An empty cache; it binds to the first VM it is shown.
    #[must_use]
    pub fn new(source: Rc<dyn TabDataSource>) -> Self {
        Self {
            facts: Rc::new(Facts::new(Rc::clone(&source))),
            source,
            prelude: None,
            tabs: LuaTableCache::default(),
            panes: LuaTableCache::default(),
            windows: HashMap::new(),
            panes_time: Duration::ZERO,
        }
    }

    /// Moves when the configuration of a window becomes another one.
    #[must_use]
    pub fn config_version(&self, window: WindowId) -> u64 {
        self.source.config_version(window)
    }

    /// What is computed when a callback first reads it.
    pub(crate) fn facts(&self) -> &Rc<Facts> {
        &self.facts
    }

    /// The window's tabs as a table of the caller's own: writing to it touches
    /// nothing that is kept.
    ///
    /// # Errors
    /// When the VM is out of memory.
    pub fn get_tabs_as_lua_sequence(&mut self, lua: &Lua, list: &TabList) -> mlua::Result<Table> {
        self.prepare(lua, list)?;
        let sequence = &self.prelude()?.sequence;
        sequence.call(&self.window(list.window_id())?.tabs)
    }

    /// The active tab's panes as a table of the caller's own.
    ///
    /// # Errors
    /// When the VM is out of memory.
    pub fn get_panes_as_lua_sequence(&mut self, lua: &Lua, list: &TabList) -> mlua::Result<Table> {
        self.prepare(lua, list)?;
        let sequence = &self.prelude()?.sequence;
        sequence.call(&self.window(list.window_id())?.panes)
    }

    /// Brings everything `list` shows up to date. Called once before the
    /// callbacks of a pass; what has not changed since the last is not touched.
    ///
    /// # Errors
    /// When the VM is out of memory.
    pub fn prepare(&mut self, lua: &Lua, list: &TabList) -> mlua::Result<()> {
        self.bind(lua)?;
        let now = Instant::now();
        self.panes_time = Duration::ZERO;
        let id = list.window_id();
        // Out of the map while it is changed: what fails half-way is not kept.
        let kept = self.windows.remove(&id);
        let changed = match &kept {
            Some(kept) => list.changed_since(kept.version),
            None => Changed::All,
        };
        let mut ready = match (kept, changed) {
            (Some(mut kept), Changed::Places(places)) => {
                self.tabs.hits += (list.tabs().len() - places.len()) as u64;
                for place in places {
                    self.refresh(lua, list, &mut kept, place, now)?;
                }
                kept
            }
            _ => self.build(lua, list, now)?,
        };
        ready.version = list.version();
        ready.last_access = now;
        self.windows.insert(id, ready);
        if log::log_enabled!(log::Level::Debug) {
            let panes = self.panes_time;
            log_serialization(list, now.elapsed().saturating_sub(panes), panes);
        }
        Ok(())
    }

    /// The object of the tab at `place`, and of its active pane, as of the last
    /// [`prepare`](Self::prepare).
    ///
    /// # Errors
    /// When there is no such tab, or nothing was prepared.
    pub fn tab_object(
        &self,
        window: WindowId,
        place: usize,
    ) -> mlua::Result<(&Table, Option<&Table>)> {
        let ready = self.window(window)?;
        match (ready.objects.get(place), ready.active_panes.get(place)) {
            (Some(tab), Some(pane)) => Ok((tab, pane.as_ref())),
            _ => Err(mlua::Error::runtime("there is no such tab")),
        }
    }

    /// `tabs`, `panes` and `config` for one call, as of the last
    /// [`prepare`](Self::prepare): the callback may write to them, and what it
    /// writes is gone at the next call. What is not wanted is an empty table.
    ///
    /// # Errors
    /// When the VM is out of memory.
    pub fn own_arguments(
        &self,
        window: WindowId,
        wanted: OwnArguments,
    ) -> mlua::Result<(Table, Table, Table)> {
        let ready = self.window(window)?;
        self.prelude()?.own_arguments.call((
            window,
            wanted.tabs.then_some(&ready.tabs),
            wanted.panes.then_some(&ready.panes),
            wanted.config,
        ))
    }

    /// From now on reads of tab and pane objects are noted.
    ///
    /// # Errors
    /// When the VM is out of memory.
    pub fn start_recording(&self) -> mlua::Result<()> {
        self.prelude()?.start_recording.call(())
    }

    /// What was read since [`start_recording`](Self::start_recording).
    ///
    /// # Errors
    /// When the VM is out of memory.
    pub fn stop_recording(&self) -> mlua::Result<Vec<FieldReads>> {
        let noted: Vec<u64> = self.prelude()?.stop_recording.call(())?;
        Ok(noted
            .chunks_exact(2)
            .map(|pair| FieldReads {
                object: match pair[0] % 2 {
                    0 => Object::Pane((pair[0] / 2) as PaneId),
                    _ => Object::Tab((pair[0] / 2) as TabId),
                },
                fields: pair[1],
            })
            .collect())
    }

    fn window(&self, id: WindowId) -> mlua::Result<&PreparedArguments> {
        self.windows
            .get(&id)
            .ok_or_else(|| mlua::Error::runtime("the window's objects were not made"))
    }

    fn build(
        &mut self,
        lua: &Lua,
        list: &TabList,
        now: Instant,
    ) -> mlua::Result<PreparedArguments> {
        let mut ready = PreparedArguments {
            version: list.version(),
            last_access: now,
            tab_ids: Vec::with_capacity(list.tabs().len()),
            pane_ids: Vec::with_capacity(list.tabs().len()),
            objects: Vec::with_capacity(list.tabs().len()),
            active_panes: Vec::with_capacity(list.tabs().len()),
            tabs: lua.create_table_with_capacity(list.tabs().len(), 0)?,
            panes: lua.create_table()?,
        };
        for tab in list.tabs() {
            let (object, active_pane) = self.objects(lua, tab, now)?;
            ready.tab_ids.push(tab.tab_id);
            ready
                .pane_ids
                .push(tab.panes.iter().map(|pane| pane.pane_id).collect());
            ready.tabs.raw_push(&object)?;
            ready.objects.push(object);
            ready.active_panes.push(active_pane);
        }
        ready.panes = self.shown_panes(lua, list, now)?;
        Ok(ready)
    }

    /// Replaces the objects of the tab at `place`.
    fn refresh(
        &mut self,
        lua: &Lua,
        list: &TabList,
        ready: &mut PreparedArguments,
        place: usize,
        now: Instant,
    ) -> mlua::Result<()> {
        let Some(tab) = list.tabs().get(place) else {
            return Err(mlua::Error::runtime("there is no such tab"));
        };
        let (object, active_pane) = self.objects(lua, tab, now)?;
        ready.tabs.raw_set(place + 1, &object)?;
        if place == list.active_place() {
            ready.panes = self.shown_panes(lua, list, now)?;
        }
        ready.pane_ids[place] = tab.panes.iter().map(|pane| pane.pane_id).collect();
        ready.objects[place] = object;
        ready.active_panes[place] = active_pane;
        Ok(())
    }

    fn objects(
        &mut self,
        lua: &Lua,
        tab: &TabInformation,
        now: Instant,
    ) -> mlua::Result<(Table, Option<Table>)> {
        let object = self.tab(lua, tab, now)?;
        let active_pane = match tab.active_pane() {
            Some(pane) => Some(self.pane(lua, pane, now)?),
            None => None,
        };
        Ok((object, active_pane))
    }

    fn shown_panes(&mut self, lua: &Lua, list: &TabList, now: Instant) -> mlua::Result<Table> {
        let started = Instant::now();
        let panes = lua.create_table()?;
        for pane in list.active_panes() {
            panes.raw_push(self.pane(lua, pane, now)?)?;
        }
        self.panes_time += started.elapsed();
        Ok(panes)
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
        self.windows
            .retain(|_, ready| id.is_some_and(|id| !ready.tab_ids.contains(&id)));
    }

    /// Forgets one pane's table, or every pane's, and those of the tabs that
    /// show it.
    pub fn invalidate_pane_cache(&mut self, id: Option<PaneId>) {
        self.panes.invalidate(id);
        let showing: Vec<TabId> = self
            .windows
            .values()
            .flat_map(|ready| ready.tab_ids.iter().zip(&ready.pane_ids))
            .filter(|(_, panes)| id.is_none_or(|id| panes.contains(&id)))
            .map(|(tab, _)| *tab)
            .collect();
        for tab in showing {
            self.invalidate_tab_cache(Some(tab));
        }
    }

    /// Drops what nothing has asked for since [`UNUSED_LIMIT`] before `now`, and
    /// lets the VM reuse the registry slots of everything dropped so far.
    pub fn cleanup_lua_caches(&mut self, lua: &Lua, now: Instant) {
        self.windows
            .retain(|_, ready| now.saturating_duration_since(ready.last_access) < UNUSED_LIMIT);
        for ready in self.windows.values() {
            for id in &ready.tab_ids {
                self.tabs.touch(*id, ready.last_access);
            }
            for id in ready.pane_ids.iter().flatten() {
                self.panes.touch(*id, ready.last_access);
            }
        }
        self.tabs.evict_unused(now);
        self.panes.evict_unused(now);
        self.facts.retain(|pane| self.panes.contains(pane));
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
        let (source, facts) = (Rc::clone(&self.source), Rc::clone(&self.facts));
        let provide = lua.create_function(
            move |lua, (pane, generation, name): (PaneId, u64, LuaString)| {
                provide(lua, (&*source, &facts), (pane, generation), &name)
            },
        )?;
        let source = Rc::clone(&self.source);
        let config_source =
            lua.create_function(move |lua, window: WindowId| source.config_table(lua, window))?;
        let made: Table = config::own_chunk!(lua, "objects").call((provide, config_source))?;
        lua.globals().set("next", made.get::<Function>("next")?)?;
        lua.globals()
            .set("rawset", made.get::<Function>("rawset")?)?;
        self.prelude = Some(Prelude {
            marker: lua.create_registry_value(true)?,
            make_pane: made.get("make_pane")?,
            make_tab: made.get("make_tab")?,
            sequence: made.get("sequence")?,
            own_arguments: made.get("own_arguments")?,
            start_recording: made.get("start_recording")?,
            stop_recording: made.get("stop_recording")?,
        });
        Ok(())
    }
}

/// The line of the perf trace: what was asked for, and how long it took.
fn log_serialization(list: &TabList, tabs: Duration, panes: Duration) {
    log::debug!(
        "Lua serialization (cached): tabs={} in {tabs:?}, panes={} in {panes:?}",
        list.tabs().len(),
        list.active_panes().len(),
    );
}
