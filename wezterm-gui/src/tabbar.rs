//! The tab bar of one window: which items it shows, where, and with what text.
//!
//! [`TabBar`] computes a new [`TabBarState`] only when its stamp (everything the
//! bar shows or is told) has moved; otherwise a frame costs one comparison and
//! no Lua at all. The state is a line of cells with item ranges, which is all
//! the retro bar is; [`crate::fancy_tab_bar`] lays the same items out in pixels.
//! Nothing here paints.

mod cells;
pub mod drag;
mod fit;
mod layout;
mod lines;
mod marks;
mod rename;
mod runtime_host;
mod scroll;
mod titles;
mod tooltip;
mod vertical;

pub use cells::{BarAttrs, BarCell, CellLine};
pub use fit::Fit;
use layout::compute_kept_layout;
pub use layout::compute_layout;
use lines::{Answer, Basis, LineCache};
pub use marks::{Bells, TabMarks};
pub use rename::{Rename, RenameKey};
pub use runtime_host::RuntimeHost;
pub use scroll::{Scroll, ScrollState, Shown};
pub use titles::{WindowTitle, default_tab_title, default_window_title};
pub use tooltip::Tooltip;

use crate::callback_cache::{CallbackCache, CallbackEvent, CallbackHost, CallbackPolicy};
use crate::tab_information::TabList;
use config::Config;
use config::color::ResolvedPalette;
use config::options::AutoOff;
use config::structs::{IntegratedTitleButton, TabBarPosition};
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What lies under a point of the tab bar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TabBarItem {
    /// Bare bar.
    #[default]
    None,
    /// The text set with `window:set_left_status`.
    LeftStatus,
    /// The text set with `window:set_right_status`.
    RightStatus,
    /// A tab.
    Tab {
        /// Its place, counted from 0.
        index: usize,
        /// Whether it is the one shown.
        active: bool,
    },
    /// The close button of the tab at this place.
    CloseTab(usize),
    /// The mark that there are tabs before the first one shown.
    ScrollBack,
    /// The mark that there are tabs after the last one shown.
    ScrollForward,
    /// The plus button.
    NewTabButton,
    /// One of the window's own buttons.
    WindowButton(IntegratedTitleButton),
}

impl TabBarItem {
    /// The place of the tab this item belongs to.
    #[must_use]
    pub fn tab_index(self) -> Option<usize> {
        match self {
            Self::Tab { index, .. } | Self::CloseTab(index) => Some(index),
            _ => None,
        }
    }
}

/// Where the pointer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pointer {
    /// Not over the bar.
    #[default]
    Away,
    /// Over this column of the retro bar, counted from 0.
    Column(usize),
    /// Over this cell of a retro bar at the left or right.
    Cell {
        /// Counted from 0.
        column: usize,
        /// Counted from 0.
        row: usize,
    },
    /// Over this item of the fancy bar.
    Over(TabBarItem),
}

/// An item and the cells it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabEntry {
    /// What it is.
    pub item: TabBarItem,
    /// Its row, counted from 0; a bar above or below the terminal has one.
    pub row: usize,
    /// Its first column, counted from 0.
    pub x: usize,
    /// Its columns.
    pub width: usize,
    /// Its text, cut to `width` in the retro bar and whole in the fancy one.
    pub title: Rc<CellLine>,
    /// What a tab is marked with.
    pub marks: TabMarks,
}

/// A laid-out tab bar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TabBarState {
    lines: Vec<CellLine>,
    items: Vec<TabEntry>,
    hovered: TabBarItem,
    first: usize,
    more: bool,
    fit: Fit,
    unsettled: bool,
}

const NO_CELLS: &CellLine = &CellLine::EMPTY;

impl TabBarState {
    /// The retro bar's cells, exactly as wide as the window: the first row of a
    /// bar at the left or right.
    #[must_use]
    pub fn line(&self) -> &CellLine {
        self.lines.first().unwrap_or(NO_CELLS)
    }

    /// The rows of the bar, each exactly as wide as the bar.
    #[must_use]
    pub fn lines(&self) -> &[CellLine] {
        &self.lines
    }

    /// The first tab shown, counted from 0; in the fancy bar above or below the
    /// terminal, which scrolls in pixels, it is always 0.
    #[must_use]
    pub fn first(&self) -> usize {
        self.first
    }

    /// Whether there are tabs after the last one shown.
    #[must_use]
    pub fn more(&self) -> bool {
        self.more
    }

    /// What the next layout is to be given.
    #[must_use]
    pub fn fit(&self) -> Fit {
        self.fit
    }

    /// Whether the next layout will ask for titles of another width than this
    /// one did, so that it is due at once.
    #[must_use]
    pub fn is_unsettled(&self) -> bool {
        self.unsettled
    }

    /// The items, left to right and top to bottom; those that lie on another
    /// one come after it.
    #[must_use]
    pub fn items(&self) -> &[TabEntry] {
        &self.items
    }

    /// The item under the pointer when the state was computed.
    #[must_use]
    pub fn hovered(&self) -> TabBarItem {
        self.hovered
    }

    /// The item at `column` of the retro bar.
    #[must_use]
    pub fn hit_test(&self, column: usize) -> TabBarItem {
        self.hit_test_at(column, 0)
    }

    /// The item at a cell of the retro bar.
    #[must_use]
    pub fn hit_test_at(&self, column: usize, row: usize) -> TabBarItem {
        self.items
            .iter()
            .rev()
            .filter(|entry| entry.row == row)
            .find(|entry| entry.x <= column && column < entry.x + entry.width)
            .map_or(TabBarItem::None, |entry| entry.item)
    }

    /// The titles of the tabs as plain text, in order.
    #[must_use]
    pub fn tab_texts(&self) -> Vec<String> {
        self.items
            .iter()
            .filter(|entry| matches!(entry.item, TabBarItem::Tab { .. }))
            .map(|entry| entry.title.text())
            .collect()
    }
}

/// Everything a tab bar is computed from.
#[derive(Clone, Copy)]
pub struct TabBarInput<'a> {
    /// The window's tabs.
    pub list: &'a TabList,
    /// The window's effective configuration.
    pub config: &'a Config,
    /// Its colours.
    pub palette: &'a ResolvedPalette,
    /// Moves whenever `config` or `palette` differs from before, window
    /// overrides included.
    pub look: u64,
    /// The bar's width in cells.
    pub width: usize,
    /// Where the pointer is.
    pub pointer: Pointer,
    /// Formatted text for the left end.
    pub left_status: &'a str,
    /// Formatted text for the right end.
    pub right_status: &'a str,
    /// Whether the bar holds the window's buttons (`INTEGRATED_BUTTONS`).
    pub window_buttons: bool,
    /// Moves at each status tick (`update-status`), so that callbacks that
    /// show the time run again then, and not at each frame.
    pub refresh: u64,
    /// What the user has done to the bar.
    pub view: BarView<'a>,
}

/// What a window keeps of its bar, besides what is shown in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct BarView<'a> {
    /// Rows of a bar at the left or right.
    pub rows: usize,
    /// Where it is scrolled to.
    pub scroll: Scroll,
    /// [`TabBarState::fit`] of the layout before.
    pub fit: Fit,
    /// The tab that is being renamed.
    pub rename: Option<&'a Rename>,
    /// Tabs with a bell.
    pub bells: Option<&'a Bells>,
}

/// The part of a [`BarView`] that a kept state was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ViewStamp {
    rows: usize,
    scroll: Scroll,
    narrow: bool,
    rename: Option<(usize, u64)>,
    bells: u64,
}

impl From<&BarView<'_>> for ViewStamp {
    fn from(view: &BarView<'_>) -> Self {
        Self {
            rows: view.rows,
            scroll: view.scroll,
            narrow: view.fit.narrow,
            rename: view.rename.map(|rename| (rename.tab(), rename.revision())),
            bells: view.bells.map_or(0, Bells::revision),
        }
    }
}

/// What a kept state was computed from, but for the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    list: u64,
    look: u64,
    width: usize,
    hovered: TabBarItem,
    window_buttons: bool,
    refresh: u64,
    view: ViewStamp,
    callbacks: Option<CallbackStamp>,
}

/// What matters only while a callback is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CallbackStamp {
    config_generation: u64,
    outside: Outside,
}

/// What a callback may show of the world outside its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outside {
    /// What a pure handler can read of it has this version.
    Version(u64),
    /// A volatile one may show anything: other Lua has run this often.
    Epoch(u64),
}

impl CallbackStamp {
    /// `None` when nothing is registered for `event`.
    pub(crate) fn of(
        cache: &CallbackCache,
        host: Option<&dyn CallbackHost>,
        event: CallbackEvent,
        policy: CallbackPolicy,
    ) -> Option<Self> {
        let host = host.filter(|host| host.has_handlers(event.name()))?;
        let pure = match policy.cache {
            true => cache.pure_handler(host, event),
            false => None,
        };
        Some(Self {
            config_generation: host.config_generation(),
            outside: match pure {
                Some(pure) => Outside::Version(pure.outside),
                None => Outside::Epoch(cache.foreign_epoch(host)),
            },
        })
    }
}

/// One window's tab bar, kept between frames.
#[derive(Debug, Default)]
pub struct TabBar {
    state: Rc<TabBarState>,
    stamp: Option<Stamp>,
    /// The scroll position the state was computed from; it has the one that
    /// came of it.
    asked: Scroll,
    left_status: String,
    right_status: String,
    lines: LineCache,
    computed: u64,
}

impl TabBar {
    /// The last computed state.
    #[must_use]
    pub fn state(&self) -> &Rc<TabBarState> {
        &self.state
    }

    /// How often the bar was computed anew.
    #[must_use]
    pub fn computed(&self) -> u64 {
        self.computed
    }

    /// Makes the next [`update`](Self::update) compute whatever the stamp says.
    pub fn invalidate(&mut self) {
        self.stamp = None;
        self.lines = LineCache::default();
    }

    /// Brings the bar up to date for the frame that is about to be drawn. True
    /// when it was computed anew. `host` is `None` while there is no Lua VM.
    pub fn update(
        &mut self,
        input: &TabBarInput<'_>,
        cache: &mut CallbackCache,
        host: Option<&dyn CallbackHost>,
        now: Instant,
    ) -> bool {
        let hovered = self.hovered(input.pointer);
        let policy = callback_policy(input.config);
        let mut stamp = Stamp {
            list: input.list.version(),
            look: input.look,
            width: input.width,
            hovered,
            window_buttons: input.window_buttons,
            refresh: input.refresh,
            view: ViewStamp::from(&input.view),
            callbacks: CallbackStamp::of(cache, host, CallbackEvent::FormatTabTitle, policy),
        };
        if input.view.scroll == self.asked {
            stamp.view.scroll.first = self.state.first;
        }
        if self.stamp == Some(stamp)
            && self.left_status == input.left_status
            && self.right_status == input.right_status
        {
            return false;
        }
        let basis = Basis::new(input, stamp.callbacks, policy);
        self.lines.begin(input, Some(basis));
        let lines = &mut self.lines;
        let state = match host.filter(|_| stamp.callbacks.is_some()) {
            Some(host) => {
                let mut pass = cache.begin(host, input.list, policy, now);
                compute_kept_layout(input, hovered, lines, &mut |place, hover, max_width| {
                    let (title, own) = pass.tab_title_and_hold(place, hover, max_width);
                    Answer { title, own }
                })
            }
            None => compute_kept_layout(input, hovered, lines, &mut |_, _, _| Answer {
                title: None,
                own: true,
            }),
        };
        // The layout may have moved another item under a resting pointer.
        stamp.hovered = state.hovered;
        stamp.view.scroll.first = state.first;
        if !state.unsettled {
            stamp.view.narrow = state.fit.narrow;
        }
        self.asked = input.view.scroll;
        self.state = Rc::new(state);
        self.stamp = Some(stamp);
        input.left_status.clone_into(&mut self.left_status);
        input.right_status.clone_into(&mut self.right_status);
        self.computed += 1;
        true
    }

    fn hovered(&self, pointer: Pointer) -> TabBarItem {
        match pointer {
            Pointer::Away => TabBarItem::None,
            Pointer::Column(column) => self.state.hit_test(column),
            Pointer::Cell { column, row } => self.state.hit_test_at(column, row),
            Pointer::Over(item) => item,
        }
    }
}

/// The side of the window that the bar is at.
#[must_use]
pub fn bar_position(config: &Config) -> TabBarPosition {
    config
        .tab_bar_position
        .unwrap_or(if config.tab_bar_at_bottom {
            TabBarPosition::Bottom
        } else {
            TabBarPosition::Top
        })
}

/// How callbacks run under `config`.
#[must_use]
pub fn callback_policy(config: &Config) -> CallbackPolicy {
    CallbackPolicy {
        cache: config.tab_bar_callback_cache == AutoOff::Auto,
        budget: Duration::from_millis(config.lua_callback_budget_ms),
    }
}

/// Whether a window with `tabs` tabs shows its bar.
#[must_use]
pub fn shows_tab_bar(config: &Config, tabs: usize) -> bool {
    config.enable_tab_bar && !(config.hide_tab_bar_if_only_one_tab && tabs <= 1)
}
