//! What all windows share. The application owns it and lends it to a window
//! for the time of one event.

use crate::lua_api::SharedGuiState;
use crate::stats::Stats;
use crate::surface::Gpu;
use crate::tabbar::TabBarEngine;
use config::Configuration;
use config::keys::{KeyBindings, MouseBindings};
use mux::{SharedMux, SpawnCommand};
use std::path::PathBuf;
use std::rc::Rc;
use wezterm_font::FontSystem;
use wezterm_render::GlyphCache;

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
    /// Tables and memos of this VM; a reload makes new ones.
    pub(crate) tab_bars: TabBarEngine,
    pub(crate) stats: Stats,
    /// What windows ask of the application.
    pub(crate) requests: Vec<Request>,
}

/// What a window can not do by itself.
#[derive(Debug)]
pub(crate) enum Request {
    SpawnWindow(SpawnCommand),
    ActivateWindow(mux::WindowId),
    ReloadConfiguration,
    Quit,
    /// Run the handlers of an event with this window and pane.
    Emit {
        event: String,
        window: mux::WindowId,
        pane: mux::PaneId,
    },
    OpenUri {
        window: mux::WindowId,
        pane: mux::PaneId,
        uri: String,
    },
}

impl Shared {
    /// The glyph cache all windows use.
    pub(crate) fn glyph_cache() -> GlyphCache {
        GlyphCache::new(GLYPH_CACHE_BYTES)
    }

    /// Where a new tab starts when its command names no directory: where the
    /// given pane is now.
    pub(crate) fn cwd_of(&self, pane: mux::PaneId) -> Option<PathBuf> {
        self.mux.borrow().pane(pane)?.current_working_dir_path()
    }
}
