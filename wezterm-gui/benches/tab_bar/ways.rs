//! The ways to hand tabs to a callback.

use crate::tabbar_support::{Facts, config, fresh_pane, fresh_tab, runtime_with_cache, tab};
use config::color::ResolvedPalette;
use config::{Config, RuntimeContext};
use mlua::{Function, IntoLuaMulti, Lua, MultiValue, RegistryKey, Table, Value};
use std::cell::Cell;
use std::hint::black_box;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wezterm_gui::callback_cache::{CallbackCache, Title};
use wezterm_gui::tab_information::{PaneInformation, TabInformation, TabList, VersionCounter};
use wezterm_gui::tabbar::{
    BarView, Pointer, RuntimeHost, TabBar, TabBarInput, TabBarItem, compute_layout,
};

/// Reads its own tab, as most do.
const HANDLER: &str = "return function(tab, tabs, panes, config, hover, max_width)
  local title = tab.tab_title
  if #title == 0 then title = tab.active_pane.title end
  local mark = hover and '*' or ' '
  return ' ' .. tab.tab_index + 1 .. mark .. title:sub(1, max_width - 5) .. ' '
end";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Two calls a tab; all tables and the configuration made for each call.
    Original,
    /// One call a tab; all tables made once a bar.
    Eager,
    /// Tables of tabs and panes kept in the registry, sequences made anew.
    Registry,
    /// Objects whose fields are asked for when they are read.
    Lazy,
    /// This program's engine.
    Engine,
}

impl Way {
    pub(crate) const ALL: [Self; 5] = [
        Self::Original,
        Self::Eager,
        Self::Registry,
        Self::Lazy,
        Self::Engine,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Original => "a original",
            Self::Eager => "b eager",
            Self::Registry => "c registry",
            Self::Lazy => "d lazy",
            Self::Engine => "e engine",
        }
    }
}

/// A window with its tabs, and the caches that a way has.
pub(crate) struct Window {
    way: Way,
    list: TabList,
    config: Config,
    palette: ResolvedPalette,
    look: u64,
    pointer: Pointer,
    host: RuntimeHost,
    handler: Function,
    calls: Cell<u64>,
    // The engine's:
    cache: CallbackCache,
    bar: TabBar,
    // The registry's: key and generation by place.
    kept: Vec<Option<(u64, RegistryKey)>>,
    config_table: Option<Table>,
}

impl Window {
    pub(crate) fn new(way: Way, count: usize) -> Self {
        let (runtime, cache) = runtime_with_cache(RuntimeContext::new(Arc::new(|| ())));
        let handler: Function = runtime.lua().load(HANDLER).eval().unwrap();
        runtime
            .state()
            .add_handler("format-tab-title", handler.clone());
        let mut config = config(false);
        config.lua_callback_budget_ms = 60_000;
        let mut list = TabList::new(1, &VersionCounter::default());
        let mut tabs: Vec<_> = (0..count).map(|n| tab(n + 1, n, "~/src/project")).collect();
        tabs[0].is_active = count == 1;
        if let Some(second) = tabs.get_mut(1) {
            second.is_active = true;
        }
        list.update(tabs);
        Self {
            way,
            list,
            palette: config.palette(),
            config,
            look: 1,
            pointer: Pointer::Away,
            host: RuntimeHost {
                runtime: Rc::new(runtime),
                config_generation: 1,
            },
            handler,
            calls: Cell::new(0),
            cache,
            bar: TabBar::default(),
            kept: (0..count).map(|_| None).collect(),
            config_table: None,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.list.tabs().len()
    }

    pub(crate) fn calls(&self) -> u64 {
        match self.way {
            Way::Engine => self.cache.stats().calls(),
            _ => self.calls.get(),
        }
    }

    /// Empties all caches.
    pub(crate) fn forget(&mut self) {
        self.cache.invalidate_all_caches();
        self.bar = TabBar::default();
        self.kept.iter_mut().for_each(|kept| *kept = None);
        self.config_table = None;
        self.host.runtime.lua().expire_registry_values();
    }

    pub(crate) fn rename(&mut self, place: usize, round: usize) {
        let mut tab = self.list.tabs()[place].clone();
        tab.panes[0].title = format!("title {round}");
        self.list.update_tab(place, tab);
    }

    pub(crate) fn point(&mut self, place: usize) {
        self.pointer = Pointer::Column(place * 30);
    }

    pub(crate) fn set_max_width(&mut self, width: usize) {
        self.config.tab_max_width = width;
        self.look += 1;
    }

    /// The bar of the next frame. The other ways make it anew when the original
    /// does.
    pub(crate) fn frame(&mut self, rebuild: bool) {
        if self.way == Way::Engine {
            let input = input(
                &self.list,
                &self.config,
                &self.palette,
                self.look,
                self.pointer,
                BarView {
                    fit: self.bar.state().fit(),
                    ..BarView::default()
                },
            );
            black_box(
                self.bar
                    .update(&input, &mut self.cache, Some(&self.host), Instant::now()),
            );
        } else if rebuild {
            let arguments = Arguments::prepare(self);
            let input = input(
                &self.list,
                &self.config,
                &self.palette,
                self.look,
                self.pointer,
                BarView::default(),
            );
            let state = compute_layout(&input, TabBarItem::None, &mut |place, hover, width| {
                if self.way == Way::Original {
                    // Once to measure it.
                    black_box(self.title(&arguments, place, hover, width));
                }
                self.title(&arguments, place, hover, width)
            });
            black_box(state);
        }
    }

    /// Frames until the bar has come to rest: titles that do not fit are asked
    /// for once more, with less room.
    pub(crate) fn settle(&mut self) {
        self.frame(true);
        while self.way == Way::Engine && self.computes() {}
    }

    fn computes(&mut self) -> bool {
        let before = self.bar.computed();
        self.frame(false);
        self.bar.computed() > before
    }

    fn lua(&self) -> &Lua {
        self.host.runtime.lua()
    }

    fn title(&self, arguments: &Arguments, place: usize, hover: bool, width: usize) -> Title {
        let args = arguments.of(self, place, hover, width).unwrap();
        self.calls.set(self.calls.get() + 1);
        let value = self
            .host
            .runtime
            .call_function::<_, Value>("format-tab-title", &self.handler, args, Duration::MAX / 4)
            .unwrap();
        Some(value.as_string().unwrap().to_string_lossy().into())
    }
}

fn input<'a>(
    list: &'a TabList,
    config: &'a Config,
    palette: &'a ResolvedPalette,
    look: u64,
    pointer: Pointer,
    view: BarView<'a>,
) -> TabBarInput<'a> {
    TabBarInput {
        list,
        config,
        palette,
        look,
        width: 200,
        pointer,
        left_status: "",
        right_status: "",
        window_buttons: false,
        refresh: 0,
        view,
    }
}

/// What a way has ready before the calls of one bar.
enum Arguments {
    Nothing,
    Tables { tabs: Vec<Table>, config: Table },
}

impl Arguments {
    fn prepare(window: &mut Window) -> Self {
        let tabs: Vec<Table> = match window.way {
            Way::Original | Way::Engine => return Self::Nothing,
            Way::Eager => {
                let tabs = window.list.tabs().iter();
                tabs.map(|tab| fresh_tab(window.lua(), &Facts::default(), tab))
                    .collect()
            }
            Way::Registry => (0..window.len()).map(|place| kept(window, place)).collect(),
            Way::Lazy => {
                let tabs = window.list.tabs().iter();
                tabs.map(|tab| lazy_tab(window.lua(), tab).unwrap())
                    .collect()
            }
        };
        let config = match (&window.config_table, window.way) {
            (Some(table), Way::Registry | Way::Lazy) => table.clone(),
            _ => window.config.to_lua(window.lua()).unwrap(),
        };
        window.config_table = Some(config.clone());
        Self::Tables { tabs, config }
    }

    fn of(
        &self,
        window: &Window,
        place: usize,
        hover: bool,
        width: usize,
    ) -> mlua::Result<MultiValue> {
        let lua = window.lua();
        let facts = Facts::default();
        let shown = window.list.active_panes().iter();
        match self {
            Self::Nothing => {
                let tabs = window.list.tabs().iter();
                let tabs: Vec<Table> = tabs.map(|tab| fresh_tab(lua, &facts, tab)).collect();
                let panes: Vec<Table> = shown.map(|pane| fresh_pane(lua, &facts, pane)).collect();
                let tab = fresh_tab(lua, &facts, &window.list.tabs()[place]);
                let config = window.config.to_lua(lua)?;
                (tab, tabs, panes, config, hover, width).into_lua_multi(lua)
            }
            Self::Tables { tabs, config } => {
                let panes: Vec<Table> = shown.map(|pane| fresh_pane(lua, &facts, pane)).collect();
                let sequence = lua.create_sequence_from(tabs.iter().cloned())?;
                (&tabs[place], sequence, panes, config, hover, width).into_lua_multi(lua)
            }
        }
    }
}

/// The table kept for a tab, made anew where the tab has changed.
fn kept(window: &mut Window, place: usize) -> Table {
    let tab = &window.list.tabs()[place];
    let lua = window.host.runtime.lua();
    if let Some((generation, key)) = &window.kept[place]
        && *generation == tab.generation
    {
        return lua.registry_value(key).unwrap();
    }
    let table = fresh_tab(lua, &Facts::default(), tab);
    let key = lua.create_registry_value(&table).unwrap();
    window.kept[place] = Some((tab.generation, key));
    table
}

/// An object without fields, which asks for each of them.
fn lazy_tab(lua: &Lua, tab: &TabInformation) -> mlua::Result<Table> {
    let object = lua.create_table()?;
    let metatable = lua.create_table()?;
    let tab = tab.clone();
    metatable.set(
        "__index",
        lua.create_function(move |lua, (_, name): (Table, mlua::LuaString)| {
            Ok(match &*name.as_bytes() {
                b"tab_id" => Value::Integer(tab.tab_id as i64),
                b"tab_index" => Value::Integer(tab.tab_index as i64),
                b"is_active" => Value::Boolean(tab.is_active),
                b"tab_title" => Value::String(lua.create_string(&tab.tab_title)?),
                b"active_pane" => Value::Table(lazy_pane(lua, &tab.panes[0])?),
                _ => Value::Nil,
            })
        })?,
    )?;
    object.set_metatable(Some(metatable))?;
    Ok(object)
}

fn lazy_pane(lua: &Lua, pane: &PaneInformation) -> mlua::Result<Table> {
    let object = lua.create_table()?;
    let metatable = lua.create_table()?;
    let title = pane.title.clone();
    metatable.set(
        "__index",
        lua.create_function(move |lua, (_, name): (Table, mlua::LuaString)| {
            Ok(match &*name.as_bytes() {
                b"title" => Value::String(lua.create_string(&title)?),
                _ => Value::Nil,
            })
        })?,
    )?;
    object.set_metatable(Some(metatable))?;
    Ok(object)
}
