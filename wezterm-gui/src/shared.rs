//! What all windows share. The application owns it and lends it to a window
//! for the time of one event.

use crate::callback_cache::CallbackCache;
use crate::convert;
use crate::lua_api::SharedGuiState;
use crate::lua_host::{NewCaches, TitleCaches};
use crate::stats::Stats;
use crate::surface::Gpu;
use crate::tab_information::VersionCounter;
use crate::tabbar::RuntimeHost;
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
    titles: Option<TitleCaches>,
    new_caches: NewCaches,
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
    /// Open the windows of the last run.
    RestoreSession,
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
        new_caches: NewCaches,
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
        self.configuration = configuration;
        let config = self.configuration.config.clone();
        if config.font_dirs != font_dirs {
            self.fonts = fonts(&config);
        }
        if same_vm {
            // The file is broken: the caches made for it belong to no VM.
            self.new_caches.borrow_mut().clear();
        } else {
            // Keys of the old VM's registry mean nothing in the new one.
            self.gui.borrow_mut().overrides.clear();
        }
        self.follow_configuration();
        let settings = convert::mux_settings(&config, self.configuration.config_file.as_deref());
        self.mux.borrow_mut().set_settings(settings);
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

    /// Where a new tab starts when its command names no directory: where the
    /// given pane is now.
    pub(crate) fn cwd_of(&self, pane: mux::PaneId) -> Option<PathBuf> {
        self.mux.borrow().pane(pane)?.current_working_path()
    }

    /// A window is gone.
    pub(crate) fn forget_window(&mut self, window: WindowId) {
        if let Some(titles) = &mut self.titles {
            titles.callbacks.forget_window(window);
        }
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
        if let Some((callbacks, host)) = self.titles() {
            callbacks
                .tables()
                .cleanup_lua_caches(host.runtime.lua(), now);
            if let Err(error) = host.runtime.gc_step() {
                log::warn!("a Lua finalizer failed: {error}");
            }
        }
    }

    /// The counters that this struct knows.
    pub(crate) fn stats_json(&mut self) -> Value {
        let mut stats = self.stats.to_json();
        let (tables, calls) = match &mut self.titles {
            Some(titles) => (
                titles.callbacks.tables().get_cache_stats(),
                titles.callbacks.stats(),
            ),
            None => Default::default(),
        };
        let table = |stats: &crate::lua_ser_cache::TableCacheStats| {
            json!({
                "entries": stats.entries,
                "hits": stats.hits,
                "misses": stats.misses,
                "evictions": stats.evictions,
            })
        };
        let pure = self
            .titles()
            .map_or(0, |(callbacks, host)| callbacks.pure_handlers(host));
        stats["tab_bar"] = json!({
            "volatile_runs": calls.volatile_runs,
            "pure_handlers": pure,
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
