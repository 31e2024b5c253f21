//! What all windows share. The application owns it and lends it to a window
//! for the time of one event.

use crate::callback_cache::{CallbackCache, CallbackStats};
use crate::convert;
use crate::logbook::Logbook;
use crate::lua_api::SharedGuiState;
use crate::lua_host::{NewCaches, TitleCaches};
use crate::lua_ser_cache::CacheStats;
use crate::overlay::debug::{Session, SharedSession};
use crate::position::WindowWish;
use crate::stats::Stats;
use crate::surface::Gpu;
use crate::tab_information::VersionCounter;
use crate::tabbar::RuntimeHost;
use config::keys::{KeyBindings, MouseBindings};
use config::lua::PlainValue;
use config::{Config, Configuration};
use mux::{SharedMux, SpawnCommand, WindowId};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;
use wezterm_font::{FontDirs, FontSystem};
use wezterm_render::GlyphCache;
use wezterm_types::{MouseButton, TerminalSize};

/// Rasterised glyphs of all windows, in bytes.
const GLYPH_CACHE_BYTES: usize = 16 << 20;

/// The shared part of the application.
pub(crate) struct Shared {
    pub(crate) configuration: Configuration,
    pub(crate) keys: Rc<KeyBindings>,
    pub(crate) mouse: Rc<MouseBindings>,
    pub(crate) mux: SharedMux,
    pub(crate) gui: SharedGuiState,
    pub(crate) fonts: FontSystem,
    pub(crate) glyphs: GlyphCache,
    pub(crate) gpu: Gpu,
    /// Tables and memos of the title callbacks of this VM.
    titles: Option<TitleCaches>,
    new_caches: NewCaches,
    /// Versions of tabs and panes, counted over all windows.
    pub(crate) versions: VersionCounter,
    pub(crate) stats: Stats,
    /// What windows ask of the application.
    pub(crate) requests: Vec<Request>,
    /// What was said at the Lua prompt of the debug overlay.
    pub(crate) debug: SharedSession,
    /// Commands of the palette used lately, the last first.
    pub(crate) recent_commands: Vec<String>,
    /// Characters picked lately, the last first.
    pub(crate) recent_characters: Vec<String>,
    /// Characters without a glyph that the user was told of.
    pub(crate) missing_glyphs: crate::missing_glyphs::MissingGlyphs,
    /// The newest lines of the log.
    pub(crate) logbook: Arc<Logbook>,
    host: Option<Rc<RuntimeHost>>,
}

/// What a window can not do by itself.
#[derive(Debug)]
pub(crate) enum Request {
    SpawnWindow(SpawnCommand, WindowWish),
    ActivateWindow(WindowId),
    SwitchWorkspace {
        name: Option<String>,
        spawn: SpawnCommand,
        size: TerminalSize,
    },
    ReloadConfiguration,
    /// Open the windows of the last run.
    RestoreSession,
    Quit,
    /// Run the handlers of an event with this window and pane.
    Emit {
        event: String,
        window: WindowId,
        pane: mux::PaneId,
    },
    /// As `Emit`, with more arguments.
    Callback {
        event: String,
        window: WindowId,
        pane: mux::PaneId,
        arguments: Vec<Option<String>>,
    },
    /// Open the command palette, with what Lua adds to it.
    CommandPalette {
        window: WindowId,
        pane: mux::PaneId,
    },
    /// Run a line in the configuration's VM, for the debug overlay.
    Evaluate {
        window: WindowId,
        pane: mux::PaneId,
        line: String,
    },
    OpenUri {
        window: WindowId,
        pane: mux::PaneId,
        uri: String,
    },
    /// The `+` of the tab bar was clicked.
    NewTabButton {
        window: WindowId,
        pane: mux::PaneId,
        button: MouseButton,
    },
}

impl Shared {
    /// Everything but windows.
    pub(crate) fn new(
        configuration: Configuration,
        mux: SharedMux,
        gui: SharedGuiState,
        new_caches: NewCaches,
        logbook: Arc<Logbook>,
    ) -> Self {
        let config = configuration.config.clone();
        let mut this = Self {
            keys: Rc::default(),
            mouse: Rc::default(),
            fonts: fonts(&config),
            glyphs: GlyphCache::new(GLYPH_CACHE_BYTES),
            gpu: Gpu::default(),
            titles: None,
            new_caches,
            versions: VersionCounter::default(),
            stats: Stats::default(),
            requests: Vec::new(),
            debug: Session::shared(&greeting(&configuration)),
            logbook,
            missing_glyphs: crate::missing_glyphs::MissingGlyphs::default(),
            recent_commands: Vec::new(),
            recent_characters: Vec::new(),
            host: None,
            configuration,
            mux,
            gui,
        };
        this.follow_configuration();
        this
    }

    /// Replaces the configuration. Tables and memos of the old VM go with it.
    pub(crate) fn adopt(&mut self, configuration: Configuration) {
        let font_dirs = self.configuration.config.font_dirs.clone();
        let same_vm = match (&self.configuration.runtime, &configuration.runtime) {
            (Some(old), Some(new)) => Rc::ptr_eq(old, new),
            _ => false,
        };
        if !same_vm {
            self.carry_overrides(configuration.runtime.as_deref());
        }
        self.configuration = configuration;
        let config = self.configuration.config.clone();
        if config.font_dirs != font_dirs {
            self.fonts = fonts(&config);
        }
        if same_vm {
            // The file is broken: the caches made for it belong to no VM.
            self.new_caches.borrow_mut().clear();
        }
        self.follow_configuration();
        let settings = convert::mux_settings(&config, self.configuration.config_file.as_deref());
        self.mux.borrow_mut().set_settings(settings);
    }

    /// Copies what `set_config_overrides` has set from the VM in force to the
    /// one that follows it: keys of one's registry mean nothing in the other.
    fn carry_overrides(&self, to: Option<&config::LuaRuntime>) {
        let old = std::mem::take(&mut self.gui.borrow_mut().overrides);
        let (Some(from), Some(to)) = (self.configuration.runtime.as_deref(), to) else {
            return;
        };
        for (window, key) in old {
            let copied = from
                .lua()
                .registry_value::<mlua::Value>(&key)
                .and_then(|value| PlainValue::from_value(&value))
                .and_then(|plain| to.lua().create_registry_value(plain));
            match copied {
                Ok(key) => drop(self.gui.borrow_mut().overrides.insert(window, key)),
                Err(error) => log::warn!(
                    "the overrides of window {window} do not outlive the reload: {error}"
                ),
            }
        }
    }

    fn follow_configuration(&mut self) {
        let config = &self.configuration.config;
        self.keys = Rc::new(KeyBindings::new(config));
        self.mouse = Rc::new(MouseBindings::new(config));
        if let Some(caches) = self.new_caches.borrow_mut().drain(..).last() {
            caches.belongs_to(self.configuration.runtime.as_ref());
            self.titles = Some(caches);
        }
        if let Some(titles) = &mut self.titles {
            titles.callbacks.invalidate_all_caches();
        }
        self.host = self.configuration.runtime.clone().map(|runtime| {
            Rc::new(RuntimeHost {
                runtime,
                config_generation: self.configuration.generation,
            })
        });
        if let Some((callbacks, host)) = self.titles() {
            callbacks.analyse_handlers(host);
        }
    }

    /// The caches of the title callbacks, and the VM these run in. `None`
    /// while there is no VM.
    pub(crate) fn titles(&mut self) -> Option<(&mut CallbackCache, &RuntimeHost)> {
        match (&mut self.titles, &self.host) {
            (Some(titles), Some(host)) => Some((&mut titles.callbacks, host)),
            _ => None,
        }
    }

    /// Whether a title callback may look at more than its arguments.
    pub(crate) fn titles_look_around(&mut self) -> bool {
        self.titles()
            .is_some_and(|(callbacks, host)| callbacks.has_volatile_handler(host))
    }

    /// Messages of title callbacks that nobody has been told yet.
    pub(crate) fn take_title_reports(&mut self) -> Vec<String> {
        self.titles
            .as_mut()
            .map(|titles| titles.callbacks.take_reports())
            .unwrap_or_default()
    }

    /// The configuration of a window: the overrides it has set, if any.
    pub(crate) fn compute_overrides(&self, window: WindowId) -> Result<Arc<Config>, String> {
        let base = self.configuration.config.clone();
        let Some(runtime) = &self.configuration.runtime else {
            return Ok(base);
        };
        let lua = runtime.lua();
        let overrides = match self.gui.borrow().overrides.get(&window) {
            Some(key) => lua.registry_value::<mlua::Table>(key),
            None => return Ok(base),
        };
        let apply = || -> mlua::Result<Config> {
            let mut config = Config::clone(&base);
            for pair in overrides?.pairs::<String, mlua::Value>() {
                let (name, value) = pair?;
                for warning in config.set_from_lua(lua, &name, &value, false)? {
                    log::warn!("set_config_overrides: {warning}");
                }
            }
            for warning in config.resolve_colors() {
                log::warn!("set_config_overrides: {warning}");
            }
            Ok(config)
        };
        apply()
            .map(Arc::new)
            .map_err(|error| format!("set_config_overrides: {error}"))
    }

    /// Tells the title callbacks which configuration a window has.
    pub(crate) fn set_own_config(&self, window: WindowId, config: &Arc<Config>) {
        if let Some(titles) = &self.titles {
            let own = !Arc::ptr_eq(config, &self.configuration.config);
            titles.set_own_config(window, own.then(|| Arc::clone(config)));
        }
    }

    /// Where a new tab starts when its command names no directory: where the
    /// given pane is now.
    pub(crate) fn cwd_of(&self, pane: mux::PaneId) -> Option<PathBuf> {
        self.mux.borrow().pane(pane)?.current_working_path()
    }

    /// Puts a command of the palette before the others next time.
    pub(crate) fn remember_command(&mut self, brief: String) {
        /// As many as one sees at a glance.
        const MOST: usize = 8;
        self.recent_commands.retain(|other| *other != brief);
        self.recent_commands.insert(0, brief);
        self.recent_commands.truncate(MOST);
    }

    /// Puts a character before the others next time.
    pub(crate) fn remember_character(&mut self, text: &str) {
        /// A screen or two of them.
        const MOST: usize = 64;
        self.recent_characters.retain(|other| other != text);
        self.recent_characters.insert(0, text.to_owned());
        self.recent_characters.truncate(MOST);
    }

    /// A tab is gone.
    pub(crate) fn forget_tab(&mut self, tab: mux::TabId) {
        if let Some(titles) = &mut self.titles {
            titles.callbacks.forget_tab(tab);
        }
    }

    /// A window is gone.
    pub(crate) fn forget_window(&mut self, window: WindowId) {
        if let Some(titles) = &mut self.titles {
            titles.callbacks.forget_window(window);
            titles.set_own_config(window, None);
        }
        self.gui.borrow_mut().forget(window);
    }

    /// Calls of Lua functions, ever.
    pub(crate) fn lua_calls(&self) -> u64 {
        self.host.as_ref().map_or(0, |host| host.runtime.calls())
    }

    /// Whether there are Lua tables that could be dropped.
    pub(crate) fn lua_has_run(&self) -> bool {
        self.host
            .as_ref()
            .is_some_and(|host| host.runtime.calls() > 0)
    }

    /// Drops Lua tables that were not used for a while, and lets the garbage
    /// collector have them.
    pub(crate) fn cleanup(&mut self, now: Instant) {
        if let Some((callbacks, host)) = self.titles() {
            callbacks
                .tables()
                .cleanup_lua_caches(host.runtime.lua(), now);
        }
    }

    /// The counters that this struct knows.
    pub(crate) fn stats_json(&mut self) -> Value {
        let mut stats = self.stats.to_json();
        let pure = self
            .titles()
            .map_or(0, |(callbacks, host)| callbacks.pure_handlers(host));
        let (tables, mut tab_bar) = match &mut self.titles {
            Some(titles) => (
                titles.callbacks.tables().get_cache_stats(),
                titles.callbacks.stats().to_json(),
            ),
            None => (CacheStats::default(), CallbackStats::default().to_json()),
        };
        tab_bar["pure_handlers"] = json!(pure);
        tab_bar["build"] = self.stats.tab_bar_build.to_json();
        stats["tab_bar"] = tab_bar;
        let table = |stats: &crate::lua_ser_cache::TableCacheStats| {
            json!({
                "entries": stats.entries,
                "hits": stats.hits,
                "misses": stats.misses,
                "evictions": stats.evictions,
            })
        };
        let runtime = self.configuration.runtime.as_ref();
        stats["lua"] = json!({
            "calls": runtime.map_or(0, |runtime| runtime.calls()),
            "memory_bytes": runtime.map_or(0, |runtime| runtime.memory_bytes()),
            "global_bytes": runtime.map_or(0, |runtime| runtime.state().context().globals.bytes()),
            "gc": runtime.map(|runtime| gc_json(&runtime.gc_stats())),
            "events": runtime.map(|runtime| events_json(runtime)),
            "table_cache": { "tabs": table(&tables.tabs), "panes": table(&tables.panes) },
        });
        let glyphs = self.glyphs.stats();
        stats["glyph_cache"] = json!({
            "entries": glyphs.len,
            "hits": glyphs.hits,
            "misses": glyphs.misses,
            "evictions": glyphs.evictions,
            "bytes": self.glyphs.bytes(),
        });
        stats["config"] = json!({ "generation": self.configuration.generation });
        stats
    }
}

/// What the Lua prompt begins with.
fn greeting(configuration: &Configuration) -> String {
    let file = configuration.config_file.as_deref();
    format!(
        "wezterm {}, Lua 5.4, configuration: {}\n\
         Enter Lua expressions or statements; `window`, `pane` and `wezterm` are there, and \
         what the configuration has made global.",
        convert::VERSION,
        file.map_or_else(|| "none".to_owned(), |file| file.display().to_string()),
    )
}

fn gc_json(stats: &config::runtime::GcStats) -> serde_json::Value {
    json!({
        "steps": stats.steps,
        "cycles": stats.cycles,
        "longest_us": stats.longest.as_micros() as u64,
        "total_us": stats.total.as_micros() as u64,
    })
}

fn events_json(runtime: &config::LuaRuntime) -> serde_json::Value {
    let events = runtime.event_stats().into_iter().map(|(name, stats)| {
        let stats = json!({
            "calls": stats.calls,
            "total_us": stats.time.as_micros() as u64,
            "allocated_bytes": stats.allocated,
        });
        (name, stats)
    });
    serde_json::Value::Object(events.collect())
}

/// The font system; what fontconfig answered is kept between runs.
pub(crate) fn fonts(config: &Config) -> FontSystem {
    FontSystem::new(FontDirs {
        dirs: config.font_dirs.iter().map(PathBuf::from).collect(),
        match_cache: cache_dir().map(|dir| dir.join("fonts")),
        ..FontDirs::system()
    })
}

/// `$XDG_CACHE_HOME/wezterm`, where things are kept that can be made again.
pub(crate) fn cache_dir() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))?;
    Some(cache.join("wezterm"))
}
