//! What callbacks receive: plain to read, safe to write to, never of another VM.
#![allow(missing_docs, clippy::unwrap_used)]

mod tabbar_support;

use mlua::{Lua, Table};
use std::rc::Rc;
use std::time::{Duration, Instant};
use tabbar_support::*;
use wezterm_gui::lua_ser_cache::{LuaSerCache, OwnArguments, UNUSED_LIMIT};
use wezterm_gui::tab_information::{TabList, VersionCounter};

struct Bench {
    lua: Lua,
    facts: Rc<Facts>,
    cache: LuaSerCache,
    list: TabList,
}

impl Bench {
    fn new() -> Self {
        let facts = Rc::new(Facts::default());
        let mut list = TabList::new(1, &VersionCounter::default());
        let mut first = tab(1, 0, "one");
        first.is_active = true;
        first.panes[0].user_vars.insert("k".into(), "v".into());
        list.update(vec![first, tab(2, 1, "two"), tab(3, 2, "three")]);
        Self {
            lua: Lua::new(),
            cache: LuaSerCache::new(facts.clone()),
            facts,
            list,
        }
    }

    /// Runs `code` with `tab`, `tabs`, `panes` and `config` in reach.
    fn run<R: mlua::FromLuaMulti>(&mut self, code: &str) -> mlua::Result<R> {
        self.cache.prepare(&self.lua, &self.list)?;
        let window = self.list.window_id();
        let (tab, _) = self.cache.tab_object(window, 0)?;
        let (tabs, panes, config) = self.cache.own_arguments(window, OwnArguments::ALL)?;
        self.lua
            .load(format!("local tab, tabs, panes, config = ... {code}"))
            .call((tab, tabs, panes, config))
    }
}

#[test]
fn all_fields_are_there() {
    let mut b = Bench::new();
    let missing: String = b
        .run(
            "local missing = ''
             for _, k in ipairs { 'tab_id', 'tab_index', 'is_active', 'tab_title', 'window_id', 'window_title', 'active_pane', 'panes', 'is_last_active' } do
               if tab[k] == nil then missing = missing .. k .. ' ' end
             end
             for _, k in ipairs { 'pane_id', 'pane_index', 'is_active', 'is_zoomed', 'has_unseen_output', 'left', 'top', 'width',
               'height', 'pixel_width', 'pixel_height', 'title', 'user_vars', 'progress', 'current_working_dir', 'domain_name',
               'foreground_process_name' } do
               if tab.active_pane[k] == nil then missing = missing .. k .. ' ' end
             end
             return missing",
        )
        .unwrap();
    assert_eq!(missing, "");
    let tty: Option<String> = b.run("return tab.active_pane.tty_name").unwrap();
    assert_eq!(tty, None);
}

#[test]
fn facts_are_asked_for_once_and_only_when_read() {
    let mut b = Bench::new();
    let _: String = b.run("return tab.active_pane.title").unwrap();
    assert_eq!(b.facts.asked.get(), 0);
    for _ in 0..3 {
        let cwd: String = b.run("return tab.active_pane.current_working_dir").unwrap();
        assert_eq!(cwd, "file:///home/501");
    }
    assert_eq!(b.facts.asked.get(), 1);
}

#[test]
fn objects_refuse_writes_and_name_the_field() {
    let mut b = Bench::new();
    for (code, field) in [
        ("tab.tab_title = 'x'", "tab_title"),
        ("tab.mine = 1", "mine"),
        ("tab.active_pane.title = 'x'", "title"),
        ("tabs[2].is_active = true", "is_active"),
        ("panes[1].title = nil", "title"),
        ("rawset(tab, 'tab_id', 9)", "tab_id"),
        ("table.insert(tab, 'x')", "1"),
    ] {
        let error = b.run::<()>(code).unwrap_err().to_string();
        assert!(error.contains(&format!("'{field}'")), "{code}: {error}");
    }
    assert!(b.run::<()>("setmetatable(tab, {})").is_err());
    let title: String = b.run("return tab.active_pane.title").unwrap();
    assert_eq!(title, "one");
}

#[test]
fn arguments_are_the_callbacks_own_for_one_call() {
    let mut b = Bench::new();
    let seen: (usize, i64, usize, String) = b
        .run(
            "tabs[1] = nil table.insert(tabs, 'x') panes.extra = 1
             config.tab_max_width = 3 config.colors.tab_bar.background = 'red' config.keys = nil
             tab.active_pane.user_vars.k = 'changed' table.remove(tab.panes)
             return #tab.panes, config.tab_max_width, config.keys and 1 or 0, config.colors.tab_bar.background",
        )
        .unwrap();
    assert_eq!(seen, (1, 3, 0, "red".into()));
    let next: (usize, Option<i64>, i64, String, usize, String) = b
        .run(
            "return #tabs, panes.extra, config.tab_max_width, config.colors.tab_bar.background,
               #config.keys, tab.active_pane.user_vars.k",
        )
        .unwrap();
    assert_eq!(next, (3, None, 16, "#111111".into(), 2, "v".into()));
}

#[test]
fn the_standard_functions_act_as_on_plain_tables() {
    let mut b = Bench::new();
    let result: String = b
        .run(
            "local out = {}
             local n = 0 for _ in pairs(tabs) do n = n + 1 end out[#out + 1] = n
             n = 0 for _ in pairs(tab) do n = n + 1 end out[#out + 1] = n
             out[#out + 1] = #tabs
             out[#out + 1] = select('#', table.unpack(tabs))
             table.sort(tabs, function(a, b) return a.tab_id > b.tab_id end)
             out[#out + 1] = tabs[1].tab_id
             out[#out + 1] = table.concat({ next(tab) }, '=')
             out[#out + 1] = next(tab.active_pane.user_vars)
             out[#out + 1] = next(tabs[1].active_pane.user_vars) == nil and 'empty' or 'full'
             local keys = {} for k in pairs(config) do keys[#keys + 1] = k end table.sort(keys)
             out[#out + 1] = table.concat(keys, ',')
             config.mine = 1 config.keys = nil
             keys = {} for k in next, config do keys[#keys + 1] = k end table.sort(keys)
             out[#out + 1] = table.concat(keys, ',')
             return table.concat(out, ' ')",
        )
        .unwrap();
    assert_eq!(
        result,
        "3 9 3 3 3 tab_id=1 k empty colors,keys,tab_max_width colors,mine,tab_max_width"
    );
}

#[test]
fn one_title_touches_one_pane_and_its_tab() {
    let mut b = Bench::new();
    b.run::<()>("").unwrap();
    let before = b.cache.get_cache_stats();
    assert_eq!((before.tabs.misses, before.panes.misses), (3, 3));
    let mut tabs = b.list.tabs().to_vec();
    tabs[1].panes[0].title = "new".into();
    b.list.update(tabs);
    let (title, old): (String, String) = b
        .run("local old = kept or tabs[2] kept = old return tabs[2].active_pane.title, old.active_pane.title")
        .unwrap();
    assert_eq!((title.as_str(), old.as_str()), ("new", "new"));
    let after = b.cache.get_cache_stats();
    assert_eq!((after.tabs.misses, after.panes.misses), (4, 4));
}

#[test]
fn a_kept_object_keeps_its_values() {
    let mut b = Bench::new();
    b.run::<()>("kept = tab").unwrap();
    let mut tabs = b.list.tabs().to_vec();
    tabs[0].panes[0].title = "new".into();
    b.list.update(tabs);
    let titles: (String, String) = b
        .run("return kept.active_pane.title, tab.active_pane.title")
        .unwrap();
    assert_eq!(titles, ("one".into(), "new".into()));
}

#[test]
fn a_table_never_reaches_another_vm() {
    let mut b = Bench::new();
    b.run::<()>("tab.active_pane.title:len() marker = tab").ok();
    b.lua = Lua::new();
    // mlua refuses a foreign table, so this fails if one is served.
    let title: String = b
        .run("assert(marker == nil) return tab.active_pane.title")
        .unwrap();
    assert_eq!(title, "one");
    let stats = b.cache.get_cache_stats();
    assert_eq!((stats.tabs.entries, stats.tabs.evictions), (3, 3));
    let again: Table = b.cache.get_tabs_as_lua_sequence(&b.lua, &b.list).unwrap();
    assert_eq!(again.raw_len(), 3);
}

#[test]
fn invalidation_is_per_id_and_cleanup_takes_the_unused() {
    let mut b = Bench::new();
    b.run::<()>("").unwrap();
    b.cache.invalidate_tab_cache(Some(2));
    assert_eq!(b.cache.get_cache_stats().tabs.entries, 2);
    b.cache.invalidate_pane_cache(Some(501));
    assert_eq!(b.cache.get_cache_stats().panes.entries, 2);
    b.run::<()>("").unwrap();
    assert_eq!(b.cache.get_cache_stats().tabs.entries, 3);

    let now = Instant::now();
    b.cache.cleanup_lua_caches(&b.lua, now);
    assert_eq!(b.cache.get_cache_stats().panes.entries, 3);
    let later = now + UNUSED_LIMIT + Duration::from_secs(1);
    b.cache.cleanup_lua_caches(&b.lua, later);
    let stats = b.cache.get_cache_stats();
    assert_eq!((stats.tabs.entries, stats.panes.entries), (0, 0));
    b.run::<()>("").unwrap();
    b.cache.invalidate_all_lua_caches();
    assert_eq!(b.cache.get_cache_stats().tabs.entries, 0);
}

#[test]
fn long_tab_lists_are_copied_whole() {
    let mut b = Bench::new();
    let tabs = (0..1000).map(|i| tab(i, i, "t")).collect();
    b.list.update(tabs);
    let count: (usize, usize) = b.run("return #tabs, tabs[1000].tab_id").unwrap();
    assert_eq!(count, (1000, 999));
}
