//! A small Lua host and the way the original hands out its arguments, shared by
//! the tests and the benchmark of the tab bar.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used)]

use config::purity::Reads;
use config::{Config, LuaRuntime, RuntimeContext};
use mlua::{Function, IntoLuaMulti, Lua, MultiValue, Table, Value};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wezterm_gui::callback_cache::{
    CallError, CallbackCache, CallbackEvent, CallbackHost, PureHandler,
};
use wezterm_gui::lua_ser_cache::TabDataSource;
use wezterm_gui::tab_information::{
    PaneId, PaneInformation, Progress, TabInformation, TabList, WindowId,
};

/// What the host says of its handler.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purity {
    #[default]
    Unknown,
    /// Its result depends on its arguments alone.
    Arguments,
}

pub struct Host {
    pub lua: Lua,
    pub handler: RefCell<Option<Function>>,
    pub purity: Cell<Purity>,
    pub epoch: Cell<u64>,
    pub calls: Cell<u64>,
    pub overrun: Cell<bool>,
}

impl Host {
    pub fn new(handler: &str, purity: Purity) -> Self {
        let lua = Lua::new();
        let handler = if handler.is_empty() {
            None
        } else {
            Some(lua.load(handler).eval().unwrap())
        };
        Self {
            lua,
            handler: RefCell::new(handler),
            purity: Cell::new(purity),
            epoch: Cell::new(0),
            calls: Cell::new(0),
            overrun: Cell::new(false),
        }
    }
}

impl CallbackHost for Host {
    fn lua(&self) -> &Lua {
        &self.lua
    }
    fn has_handlers(&self, _: &str) -> bool {
        self.handler.borrow().is_some()
    }
    fn call(&self, event: &str, args: MultiValue, _: Duration) -> Result<Value, CallError> {
        self.epoch.set(self.epoch.get() + 1);
        self.calls.set(self.calls.get() + 1);
        if self.overrun.get() {
            return Err(CallError::Overrun(format!("{event} ran too long")));
        }
        let handler = self.handler.borrow().clone().unwrap();
        handler
            .call(args)
            .map_err(|error| CallError::Raised(error.to_string()))
    }
    fn epoch(&self) -> u64 {
        self.epoch.get()
    }
    fn config_generation(&self) -> u64 {
        1
    }
    fn pure_handler(&self, _: CallbackEvent, _: u64) -> Option<PureHandler> {
        (self.purity.get() == Purity::Arguments).then(|| PureHandler {
            reads: Rc::new(Reads::all()),
            outside: 0,
        })
    }
}

/// A VM as the application makes it, and the caches that belong to it.
pub fn runtime_with_cache(context: RuntimeContext) -> (LuaRuntime, CallbackCache) {
    let made: Rc<RefCell<Option<CallbackCache>>> = Rc::default();
    let slot = Rc::clone(&made);
    let bind: config::RuntimeModule = Rc::new(move |runtime: &LuaRuntime| {
        let mut cache = CallbackCache::new(Rc::new(Facts::default()));
        cache.tables().bind(runtime.lua())?;
        *slot.borrow_mut() = Some(cache);
        Ok(())
    });
    let runtime = LuaRuntime::new(context, &[bind]).unwrap();
    (runtime, made.take().unwrap())
}

/// Facts made from the pane's number; counts how often it was asked.
#[derive(Default)]
pub struct Facts {
    pub asked: Cell<usize>,
}

impl TabDataSource for Facts {
    fn current_working_dir(&self, pane: PaneId) -> Option<String> {
        self.asked.set(self.asked.get() + 1);
        (pane < 1000).then(|| format!("file:///home/{pane}"))
    }
    fn foreground_process_name(&self, pane: PaneId) -> Option<String> {
        self.asked.set(self.asked.get() + 1);
        Some(format!("/bin/p{pane}"))
    }
    fn tty_name(&self, _: PaneId) -> Option<String> {
        None
    }
    fn domain_name(&self, _: PaneId) -> Option<String> {
        Some("local".into())
    }
    fn url_value(&self, lua: &Lua, url: &str) -> mlua::Result<Value> {
        Ok(Value::String(lua.create_string(url)?))
    }
    fn config_table(&self, lua: &Lua, _: WindowId) -> mlua::Result<Table> {
        if let Ok(table) = lua.named_registry_value::<Table>("test config") {
            return Ok(table);
        }
        let table: Table = lua
            .load("return { tab_max_width = 16, colors = { tab_bar = { background = '#111111' } }, keys = { 'a', 'b' } }")
            .eval()?;
        lua.set_named_registry_value("test config", &table)?;
        Ok(table)
    }
}

pub fn tab(id: usize, place: usize, title: &str) -> TabInformation {
    TabInformation {
        tab_id: id,
        tab_index: place,
        window_id: 1,
        panes: vec![PaneInformation {
            pane_id: id + 500,
            is_active: true,
            width: 80,
            height: 24,
            title: title.into(),
            ..PaneInformation::default()
        }],
        ..TabInformation::default()
    }
}

pub fn config(fancy: bool) -> Config {
    Config {
        use_fancy_tab_bar: fancy,
        ..Config::default()
    }
}

pub fn fresh_pane(lua: &Lua, facts: &dyn TabDataSource, pane: &PaneInformation) -> Table {
    let t = lua.create_table().unwrap();
    t.set("pane_id", pane.pane_id).unwrap();
    t.set("pane_index", pane.pane_index).unwrap();
    t.set("is_active", pane.is_active).unwrap();
    t.set("is_zoomed", pane.is_zoomed).unwrap();
    t.set("has_unseen_output", pane.has_unseen_output).unwrap();
    t.set("left", pane.left).unwrap();
    t.set("top", pane.top).unwrap();
    t.set("width", pane.width).unwrap();
    t.set("height", pane.height).unwrap();
    t.set("pixel_width", pane.pixel_width).unwrap();
    t.set("pixel_height", pane.pixel_height).unwrap();
    t.set("title", pane.title.as_str()).unwrap();
    t.set("user_vars", pane.user_vars.clone()).unwrap();
    t.set(
        "foreground_process_name",
        facts.foreground_process_name(pane.pane_id),
    )
    .unwrap();
    match pane.progress {
        Progress::None => t.set("progress", "None").unwrap(),
        Progress::Indeterminate => t.set("progress", "Indeterminate").unwrap(),
        Progress::Percentage(n) => {
            let p = lua.create_table().unwrap();
            p.set("Percentage", n).unwrap();
            t.set("progress", p).unwrap();
        }
        Progress::Error(n) => {
            let p = lua.create_table().unwrap();
            p.set("Error", n).unwrap();
            t.set("progress", p).unwrap();
        }
    }
    t
}

pub fn fresh_tab(lua: &Lua, facts: &dyn TabDataSource, tab: &TabInformation) -> Table {
    let t = lua.create_table().unwrap();
    t.set("tab_id", tab.tab_id).unwrap();
    t.set("tab_index", tab.tab_index).unwrap();
    t.set("is_active", tab.is_active).unwrap();
    t.set("is_last_active", tab.is_last_active).unwrap();
    t.set("tab_title", tab.tab_title.as_str()).unwrap();
    t.set("window_id", tab.window_id).unwrap();
    t.set("window_title", tab.window_title.as_str()).unwrap();
    let panes: Vec<Table> = (tab.panes.iter())
        .map(|pane| fresh_pane(lua, facts, pane))
        .collect();
    t.set("active_pane", panes.first().cloned()).unwrap();
    t.set("panes", panes).unwrap();
    t
}

/// The arguments of one call, all of them made anew.
pub fn fresh_arguments(
    lua: &Lua,
    list: &TabList,
    place: usize,
    hover: bool,
    max_width: usize,
) -> MultiValue {
    let facts = Rc::new(Facts::default());
    let tabs: Vec<Table> = (list.tabs().iter())
        .map(|tab| fresh_tab(lua, &*facts, tab))
        .collect();
    // One object for one tab, as the caches have it.
    let tab = tabs[place].clone();
    let panes: Vec<Table> = (list.active_panes().iter())
        .map(|pane| fresh_pane(lua, &*facts, pane))
        .collect();
    let config: Table = lua
        .load("return { tab_max_width = 16, colors = { tab_bar = { background = '#111111' } }, keys = { 'a', 'b' } }")
        .eval()
        .unwrap();
    (tab, tabs, panes, config, hover, max_width)
        .into_lua_multi(lua)
        .unwrap()
}
