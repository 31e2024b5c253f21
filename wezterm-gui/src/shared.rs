//! What all windows share. The application owns it and lends it to a window
//! for the time of one event.

use crate::callback_cache::CallbackCache;
use crate::convert;
use crate::lua_api::SharedGuiState;
use crate::lua_host::{MuxFacts, RuntimeHost};
use crate::stats::Stats;
use crate::surface::Gpu;
use crate::tab_information::VersionCounter;
use config::keys::{KeyBindings, MouseBindings};
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
    pub(crate) tab_bars: CallbackCache,
    /// Versions of tabs and panes, counted over all windows.
    pub(crate) versions: VersionCounter,
    pub(crate) stats: Stats,
    /// What windows ask of the application.
    pub(crate) requests: Vec<Request>,
    host: Option<Rc<RuntimeHost>>,
}

/// What a window can not do by itself.
#[derive(Debug)]
pub(crate) enum Request {
    SpawnWindow(SpawnCommand),
    ActivateWindow(WindowId),
    SwitchWorkspace {
        name: Option<String>,
        spawn: SpawnCommand,
        size: TerminalSize,
    },
    ReloadConfiguration,
    Quit,
    /// Run the handlers of an event with this window and pane.
    Emit {
        event: String,
        window: WindowId,
        pane: mux::PaneId,
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
    ) -> Self {
        let config = configuration.config.clone();
        let mut this = Self {
            keys: Rc::default(),
            mouse: Rc::default(),
            fonts: fonts(&config),
            glyphs: GlyphCache::new(GLYPH_CACHE_BYTES),
            gpu: Gpu::default(),
            tab_bars: callbacks(&configuration, &mux),
            versions: VersionCounter::default(),
            stats: Stats::default(),
            requests: Vec::new(),
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
        self.configuration = configuration;
        let config = self.configuration.config.clone();
        if config.font_dirs != font_dirs {
            self.fonts = fonts(&config);
        }
        self.tab_bars = callbacks(&self.configuration, &self.mux);
        // Keys of the old VM's registry mean nothing in the new one.
        self.gui.borrow_mut().overrides.clear();
        self.follow_configuration();
        let settings =
            convert::mux_settings(&config, self.configuration.config_file.as_deref());
        self.mux.borrow_mut().set_settings(settings);
    }

    fn follow_configuration(&mut self) {
        let config = &self.configuration.config;
        self.keys = Rc::new(KeyBindings::new(config));
        self.mouse = Rc::new(MouseBindings::new(config));
        self.host = self.configuration.runtime.clone().map(|runtime| {
            Rc::new(RuntimeHost {
                runtime,
                generation: self.configuration.generation,
            })
        });
    }

    /// The Lua VM, as the caches need it.
    pub(crate) fn host(&self) -> Option<Rc<RuntimeHost>> {
        self.host.clone()
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
        let apply = || -> anyhow::Result<Config> {
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
            .map_err(|error| format!("set_config_overrides: {error:#}"))
    }

    /// Where a new tab starts when its command names no directory: where the
    /// given pane is now.
    pub(crate) fn cwd_of(&self, pane: mux::PaneId) -> Option<PathBuf> {
        self.mux.borrow().pane(pane)?.current_working_path()
    }

    /// A window is gone.
    pub(crate) fn forget_window(&mut self, window: WindowId) {
        self.tab_bars.forget_window(window);
        let mut gui = self.gui.borrow_mut();
        gui.windows.remove(&window);
        gui.overrides.remove(&window);
    }

    /// Whether there are Lua tables that could be dropped.
    pub(crate) fn lua_has_run(&self) -> bool {
        self.host
            .as_ref()
            .is_some_and(|host| host.runtime.calls() > 0)
    }

    /// Drops Lua tables that were not used for a while, and lets the garbage
    /// collector take a step while no frame waits.
    pub(crate) fn cleanup(&mut self, now: Instant) {
        if let Some(host) = &self.host {
            let lua = host.runtime.lua();
            self.tab_bars.tables().cleanup_lua_caches(lua, now);
            if let Err(error) = host.runtime.gc_step() {
                log::warn!("a Lua finalizer failed: {error}");
            }
        }
    }

    /// The counters that this struct knows.
    pub(crate) fn stats_json(&mut self) -> Value {
        let mut stats = self.stats.to_json();
        let tables = self.tab_bars.tables().get_cache_stats();
        let table = |stats: &crate::lua_ser_cache::TableCacheStats| {
            json!({
                "entries": stats.entries,
                "hits": stats.hits,
                "misses": stats.misses,
                "evictions": stats.evictions,
            })
        };
        let calls = self.tab_bars.stats();
        stats["tab_bar"] = json!({
            "callbacks_run": calls.calls,
            "memo_hits": calls.hits,
            "failures": calls.failures,
        });
        let runtime = self.configuration.runtime.as_ref();
        stats["lua"] = json!({
            "calls": runtime.map_or(0, |runtime| runtime.calls()),
            "memory_bytes": runtime.map_or(0, |runtime| runtime.memory_bytes()),
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

fn callbacks(configuration: &Configuration, mux: &SharedMux) -> CallbackCache {
    CallbackCache::new(Rc::new(MuxFacts {
        mux: mux.clone(),
        runtime: configuration.runtime.clone(),
    }))
}

/// The font system; what fontconfig answered is kept between runs.
fn fonts(config: &Config) -> FontSystem {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    FontSystem::new(FontDirs {
        dirs: config.font_dirs.iter().map(PathBuf::from).collect(),
        match_cache: cache.map(|dir| dir.join("wezterm").join("fonts")),
        ..FontDirs::system()
    })
}
