//! The tab bar of a window as strips: what the engine has laid out, turned
//! into quads when it changed.

use super::TermWindow;
use super::clicks::Clicks;
use super::frame::owner;
use super::geometry::{CellSize, PixelRect};
use super::settings::load_fonts;
use super::tab_state::TabState;
use crate::fancy_tab_bar::{FancyInput, FancyTabBar, fancy_bar_height};
use crate::fonts;
use crate::shared::Shared;
use crate::tab_bar_paint::{Proportional, fancy_quads, retro_quads};
use crate::tab_information::TabList;
use crate::tabbar::drag::{Drag, Span};
use crate::tabbar::{
    BarView, Bells, Fit, Pointer, Rename, Scroll, ScrollState, TabBar, TabBarInput, TabBarItem,
    TabBarState, Tooltip, bar_position, shows_tab_bar,
};
use config::Config;
use config::structs::WindowDecorations;
use std::rc::Rc;
use std::time::Instant;
use wezterm_font::FontSet;
use wezterm_render::{RectF, Strip, StripId};

/// The tab bar of one window.
pub(crate) struct TabBarView {
    /// The proportional font of the fancy bar.
    pub(crate) fonts: FontSet,
    /// Whether the bar takes part in the layout.
    pub(crate) shown: bool,
    pub(crate) strips: Vec<Strip>,
    pub(super) list: TabList,
    state: TabState,
    bar: TabBar,
    fancy: FancyTabBar,
    /// Pointer in pixels from the window's top left, while over the bar.
    pointer: Option<(f64, f64)>,
    painted: Option<Painted>,
    /// Moves with every change of the configuration or the fonts.
    look: u64,
    revision: u64,
    stamp_hits: u64,
    pub(super) scroll: ScrollState,
    fit: Fit,
    pub(super) bells: Bells,
    pub(super) rename: Option<Rename>,
    pub(super) drag: Drag,
    pub(super) clicks: Clicks,
    pub(super) tooltip: Tooltip,
    /// The shown tooltip's lines.
    pub(super) tooltip_lines: Vec<String>,
}

/// What the strips were made from, besides the bar's state.
#[derive(Clone, Debug, PartialEq)]
struct Painted {
    /// Compared by content: handlers often compute what was there before.
    state: Rc<TabBarState>,
    rect: PixelRect,
    focused: bool,
    hovered: TabBarItem,
    look: u64,
    maximized: bool,
    scroll: Scroll,
}

impl TabBarView {
    pub(super) fn new(
        shared: &Shared,
        mux_window: mux::WindowId,
        config: &Config,
        dpi: u32,
    ) -> anyhow::Result<Self> {
        let fonts = load_fonts(shared, &fonts::tab_bar(config, dpi))?;
        Ok(Self {
            fonts,
            shown: shows_tab_bar(config, 1),
            strips: Vec::new(),
            list: TabList::new(mux_window, &shared.versions),
            state: TabState::default(),
            bar: TabBar::default(),
            fancy: FancyTabBar::default(),
            pointer: None,
            painted: None,
            look: 0,
            revision: 0,
            stamp_hits: 0,
            scroll: ScrollState::default(),
            fit: Fit::default(),
            bells: Bells::default(),
            rename: None,
            drag: Drag::default(),
            clicks: Clicks::default(),
            tooltip: Tooltip::default(),
            tooltip_lines: Vec::new(),
        })
    }

    /// Shows the tabs of another window of the mux.
    pub(super) fn show(&mut self, shared: &Shared, mux_window: mux::WindowId) {
        self.list = TabList::new(mux_window, &shared.versions);
        self.state = TabState::default();
        self.scroll = ScrollState::default();
        self.fit = Fit::default();
        self.bells = Bells::default();
        self.rename = None;
        self.drag = Drag::default();
        self.clicks = Clicks::default();
        self.tooltip = Tooltip::default();
        self.invalidate();
    }

    /// Loads the fonts anew.
    pub(super) fn reload_fonts(
        &mut self,
        shared: &Shared,
        config: &Config,
        dpi: u32,
    ) -> anyhow::Result<()> {
        self.fonts = load_fonts(shared, &fonts::tab_bar(config, dpi))?;
        self.invalidate();
        Ok(())
    }

    /// Everything is computed anew for the next frame.
    pub(super) fn invalidate(&mut self) {
        self.look += 1;
        self.bar.invalidate();
    }

    /// Height of a bar above or below, width of one at a side, in pixels.
    pub(super) fn size(&self, config: &Config, cell: CellSize) -> u32 {
        if bar_position(config).is_vertical() {
            config.tab_bar_width as u32 * cell.width
        } else {
            self.row_height(config, cell)
        }
    }

    /// Height of a row of tabs in pixels.
    fn row_height(&self, config: &Config, cell: CellSize) -> u32 {
        if config.use_fancy_tab_bar {
            fancy_bar_height(self.fonts.metrics().cell_height as f32) as u32
        } else {
            cell.height
        }
    }

    /// The pointer is at a place over the bar, or not over it; whether the bar
    /// may look different now.
    pub(super) fn set_pointer(&mut self, at: Option<(f64, f64)>) -> bool {
        let changed = self.pointer != at && (self.pointer.is_some() || at.is_some());
        self.pointer = at;
        changed
    }

    /// Times the bar was computed.
    pub(super) fn builds(&self) -> u64 {
        self.bar.computed()
    }

    /// Frames for which nothing had to be computed.
    pub(super) fn stamp_hits(&self) -> u64 {
        self.stamp_hits
    }

    /// The tabs in view with their places, in pixels from the bar's top left.
    pub(super) fn tab_rects(&self, config: &Config, cell: CellSize) -> Vec<(usize, RectF)> {
        if config.use_fancy_tab_bar {
            let rect = |rect: crate::fancy_tab_bar::BarRect| {
                RectF::new(rect.x, rect.y, rect.width, rect.height)
            };
            return (self.fancy.tabs())
                .map(|(index, area)| (index, rect(area)))
                .collect();
        }
        let (w, h) = (cell.width as f32, cell.height as f32);
        let items = self.bar.state().items().iter();
        items
            .filter_map(|entry| match entry.item {
                TabBarItem::Tab { index, .. } => {
                    let (x, y) = (entry.x as f32 * w, entry.row as f32 * h);
                    Some((index, RectF::new(x, y, entry.width as f32 * w, h)))
                }
                _ => None,
            })
            .collect()
    }

    /// [`Self::tab_rects`] along the bar.
    pub(super) fn spans(&self, config: &Config, cell: CellSize) -> Vec<Span> {
        let vertical = bar_position(config).is_vertical();
        let span = |(index, rect): (usize, RectF)| {
            let (start, length) = if vertical {
                (rect.y, rect.height)
            } else {
                (rect.x, rect.width)
            };
            (index, f64::from(start), f64::from(length))
        };
        self.tab_rects(config, cell).into_iter().map(span).collect()
    }

    /// Whether not all tabs fit, and how many are in view.
    pub(super) fn overflow(&self) -> Option<usize> {
        let state = self.bar.state();
        let scrolls = |item: &TabBarItem| *item == TabBarItem::ScrollBack;
        let in_state = state.items().iter().any(|entry| scrolls(&entry.item));
        if self.fancy.rect_of(TabBarItem::ScrollBack).is_some() {
            return Some(self.fancy.tabs().count());
        }
        let tabs = |entry: &&crate::tabbar::TabEntry| matches!(entry.item, TabBarItem::Tab { .. });
        in_state.then(|| state.items().iter().filter(tabs).count())
    }

    /// Whether the bar scrolls in pixels.
    fn scrolls_by_pixels(config: &Config) -> bool {
        config.use_fancy_tab_bar && !bar_position(config).is_vertical()
    }

    /// Takes the newest tabs; what was about tabs that are gone goes.
    fn follow(&mut self, mux: &mux::Mux, rect: PixelRect) {
        let changed = self.state.follow(&mut self.list, mux);
        if let Some(rename) = self.rename.as_ref().filter(|_| changed)
            && self.list.place_of(rename.tab()).is_none()
        {
            self.rename = None;
        }
        let tabs = self.list.tabs();
        self.bells.observe(tabs);
        let active = self.list.active_tab();
        self.scroll.observe(
            active.map(|tab| (tab.tab_id, tab.tab_index)),
            active.map_or("", |tab| tab.effective_title()),
            tabs.len(),
            (rect.width, rect.height),
        );
    }
}

impl TermWindow {
    /// Brings tabs, titles and the bar up to date for this frame.
    pub(crate) fn update_tab_bar(&mut self, shared: &mut Shared) {
        self.tab_bar.follow(&shared.mux.borrow(), self.layout.bar);
        let shown = shows_tab_bar(&self.config, self.tab_bar.list.tabs().len());
        if shown != self.tab_bar.shown {
            self.tab_bar.shown = shown;
            // The grid gets or gives the cells of the bar.
            self.pending_size = Some(self.layout.input.window);
            self.apply_size(shared);
        }
        if shared.titles_look_around() {
            // What `wezterm.gui` says of this window is what it shows now.
            let mirror = self.mirror(shared);
            let mut gui = shared.gui.borrow_mut();
            gui.windows.insert(self.mux_window, mirror);
        }
        self.update_window_title(shared);
        if !shown {
            self.tab_bar.strips.clear();
            self.tab_bar.painted = None;
            self.tab_bar.rename = None;
            return;
        }
        let hovered = self.compute_bar(shared);
        self.paint_bar(hovered);
        // The tabs may have moved under a tab that is being dragged.
        self.follow_drag(shared);
    }

    /// Where a point of the window is in the bar, for the engine.
    fn bar_pointer(&self, at: Option<(f64, f64)>) -> Pointer {
        let Some((x, y)) = at else {
            return Pointer::Away;
        };
        let rect = self.layout.bar;
        let cell = self.layout.input.cell;
        let (x, y) = (x - f64::from(rect.x), y - f64::from(rect.y));
        if self.config.use_fancy_tab_bar {
            return Pointer::Over(self.tab_bar.fancy.hit_test(x as f32, y as f32));
        }
        let column = (x.max(0.0) / f64::from(cell.width)) as usize;
        if bar_position(&self.config).is_vertical() {
            let row = (y.max(0.0) / f64::from(cell.height)) as usize;
            Pointer::Cell { column, row }
        } else {
            Pointer::Column(column)
        }
    }

    /// The engine: one comparison when nothing has moved.
    fn compute_bar(&mut self, shared: &mut Shared) -> TabBarItem {
        let config = self.config.clone();
        let palette = self.palette.clone();
        let rect = self.layout.bar;
        let cell = self.layout.input.cell;
        let pointer = self.bar_pointer(self.tab_bar.pointer);
        let by_pixels = TabBarView::scrolls_by_pixels(&config);
        let view = &mut self.tab_bar;
        let input = TabBarInput {
            list: &view.list,
            config: &config,
            palette: &palette,
            look: view.look,
            width: (rect.width / cell.width).max(1) as usize,
            pointer,
            left_status: &self.status.left,
            right_status: &self.status.right,
            window_buttons: config
                .window_decorations
                .contains(WindowDecorations::INTEGRATED_BUTTONS),
            // A status tick runs a handler, which moves the host's epoch.
            refresh: 0,
            view: BarView {
                rows: (rect.height / view.row_height(&config, cell).max(1)) as usize,
                scroll: if by_pixels {
                    Scroll::default()
                } else {
                    view.scroll.scroll()
                },
                fit: view.fit,
                rename: view.rename.as_ref(),
                bells: Some(&view.bells),
            },
        };
        let now = Instant::now();
        let computed = match shared.titles() {
            Some((cache, host)) => view.bar.update(&input, cache, Some(host), now),
            None => false,
        };
        if computed {
            shared.stats.tab_bar_build.record(now.elapsed());
        } else {
            view.stamp_hits += 1;
        }
        let state = view.bar.state().clone();
        if !by_pixels {
            view.scroll.settle(state.first());
        }
        // The titles that came fit no longer, or fit again: the next frame asks
        // for others.
        view.fit = state.fit();
        if computed && state.is_unsettled() {
            self.request_redraw();
        }
        state.hovered()
    }

    /// Strips, when the state or its surroundings differ from what they show.
    fn paint_bar(&mut self, hovered: TabBarItem) {
        let config = self.config.clone();
        let palette = self.palette.clone();
        let rect = self.layout.bar;
        let maximized = self.window.is_maximized();
        let view = &mut self.tab_bar;
        let mut painted = Painted {
            state: view.bar.state().clone(),
            rect,
            focused: self.focused,
            hovered,
            look: view.look,
            maximized,
            scroll: view.scroll.scroll(),
        };
        if view.painted.as_ref() == Some(&painted) {
            return;
        }
        view.revision += 1;
        let size = (rect.width as f32, rect.height as f32);
        let mut moved = false;
        let quads = if config.use_fancy_tab_bar {
            let input = FancyInput {
                state: view.bar.state(),
                config: &config,
                palette: &palette,
                width: size.0,
                height: size.1,
                scroll: view.scroll.scroll(),
                focused: self.focused,
                window_buttons: config
                    .window_decorations
                    .contains(WindowDecorations::INTEGRATED_BUTTONS),
                maximized,
                hovered,
            };
            let fancy = FancyTabBar::new(&input, &mut Proportional(&mut view.fonts));
            let quads = fancy_quads(&fancy, &mut view.fonts);
            if TabBarView::scrolls_by_pixels(&config) {
                view.scroll.settle(fancy.first());
                painted.scroll = view.scroll.scroll();
                // Another item may have come under a resting pointer.
                moved = (view.painted.as_ref())
                    .is_some_and(|before| before.scroll.first != fancy.first());
            }
            view.fancy = fancy;
            quads
        } else {
            view.fancy = FancyTabBar::default();
            retro_quads(view.bar.state(), size, &palette, &mut self.fonts)
        };
        view.painted = Some(painted);
        view.strips = vec![Strip {
            id: StripId::other(owner::TAB_BAR, 0),
            revision: view.revision,
            origin: (rect.x as f32, rect.y as f32),
            clip: RectF::new(rect.x as f32, rect.y as f32, size.0, size.1),
            quads: quads.into(),
        }];
        if moved {
            self.request_redraw();
        }
    }

    /// The item of the bar under a pixel.
    pub(super) fn bar_item_at(&self, x: f64, y: f64) -> TabBarItem {
        let state = self.tab_bar.bar.state();
        match self.bar_pointer(Some((x, y))) {
            Pointer::Over(item) => item,
            Pointer::Column(column) => state.hit_test(column),
            Pointer::Cell { column, row } => state.hit_test_at(column, row),
            Pointer::Away => TabBarItem::None,
        }
    }

    /// Tells the desktop the window's title when it changed.
    fn update_window_title(&mut self, shared: &mut Shared) {
        let Some((cache, host)) = shared.titles() else {
            return;
        };
        let changed = self.window_title.update(
            (&self.tab_bar.list, &self.config),
            (self.tab_bar.look, 0),
            cache,
            Some(host),
            Instant::now(),
        );
        if changed {
            self.window.set_title(self.window_title.title());
        }
    }
}
