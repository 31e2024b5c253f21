//! What the title callbacks returned, kept for as long as it is known to be
//! what they would return again.
//!
//! A callback is volatile until the host knows its handler to be pure, and is
//! then run whenever the bar asks (the bar asks only when something the bar
//! shows has changed, see [`crate::tabbar::TabBar`]). The run of a pure one is
//! recorded: its result is kept while every field that it has read is what it
//! was, and so are hover, width and configuration where they can be read, and
//! what it can read outside its arguments.
//! A callback that fails or overruns its budget never takes a title away: the
//! last good one stays, and each failing place is reported once.

mod memo;
mod pass;
mod reads;
mod reports;
mod results;
mod stats;

pub use pass::TitlePass;
pub use stats::{CallbackStats, EventStats, RunReason};

use crate::lua_ser_cache::{LuaSerCache, TabDataSource};
use crate::tab_information::{TabId, TabList, WindowId};
use config::purity::Reads;
use memo::Memo;
use mlua::{Lua, MultiValue, Value};
use reports::Reports;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// The events whose results are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallbackEvent {
    /// `format-tab-title`, once for each tab.
    FormatTabTitle,
    /// `format-window-title`, once for each window.
    FormatWindowTitle,
}

impl CallbackEvent {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::FormatTabTitle, Self::FormatWindowTitle];

    /// The name it has in `wezterm.on`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FormatTabTitle => "format-tab-title",
            Self::FormatWindowTitle => "format-window-title",
        }
    }
}

/// What is known about a handler whose result depends on its arguments and on
/// outer state that it only reads, and which changes nothing that outlives the
/// call.
#[derive(Clone, Debug)]
pub struct PureHandler {
    /// What of its arguments it can read.
    pub reads: Rc<Reads>,
    /// Moves when something that it can read outside them has changed.
    pub outside: u64,
}

/// Why a callback gave no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// It raised an error; the text names file and line.
    #[error("{0}")]
    Raised(String),
    /// It ran longer than it may; the text names file and line.
    #[error("{0}")]
    Overrun(String),
}

/// The Lua runtime, as the caches need it.
pub trait CallbackHost {
    /// The VM the handlers live in.
    fn lua(&self) -> &Lua;
    /// Whether anything is registered for `event`.
    fn has_handlers(&self, event: &str) -> bool;
    /// Calls the first handler of `event`, for at most `budget`.
    ///
    /// # Errors
    /// When the handler raises or overruns.
    fn call(&self, event: &str, args: MultiValue, budget: Duration) -> Result<Value, CallError>;
    /// Moves whenever any Lua code has run, calls made through here included.
    fn epoch(&self) -> u64;
    /// Moves with every (re)load of the configuration.
    fn config_generation(&self) -> u64;
    /// What is known about the first handler of `event`; `None` where it is
    /// volatile. The answer holds while `stamp` stays, which moves whenever Lua
    /// has run that is not known to be pure.
    fn pure_handler(&self, event: CallbackEvent, stamp: u64) -> Option<PureHandler> {
        let _ = (event, stamp);
        None
    }
    /// Moves whenever Lua has asked for something outside its arguments, such
    /// as the time or a file.
    fn outside_reads(&self) -> u64 {
        0
    }
}

/// The text a callback chose: with SGR escapes where it returned `FormatItem`s.
/// `None` means that it left the choice to the terminal.
pub type Title = Option<Rc<str>>;

/// How the callbacks are to be run, from the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallbackPolicy {
    /// `tab_bar_callback_cache`: whether tables and results are kept at all.
    pub cache: bool,
    /// `lua_callback_budget_ms`: how long one call may take.
    pub budget: Duration,
}

/// One tab's or one window's place in the caches.
type Target = (CallbackEvent, usize);

/// Results of the title callbacks of one Lua VM. See the module's description.
pub struct CallbackCache {
    tables: LuaSerCache,
    memo: Memo,
    last_good: HashMap<Target, Title>,
    reports: Reports,
    own_epochs: u64,
    pure_epochs: u64,
    stats: CallbackStats,
}

impl CallbackCache {
    /// An empty cache over `source`.
    #[must_use]
    pub fn new(source: Rc<dyn TabDataSource>) -> Self {
        Self {
            tables: LuaSerCache::new(source),
            memo: Memo::default(),
            last_good: HashMap::new(),
            reports: Reports::default(),
            own_epochs: 0,
            pure_epochs: 0,
            stats: CallbackStats::default(),
        }
    }

    /// The Lua tables beneath, for their statistics and their cleaning.
    pub fn tables(&mut self) -> &mut LuaSerCache {
        &mut self.tables
    }

    /// Forgets everything: after a reload, and whenever in doubt.
    pub fn invalidate_all_caches(&mut self) {
        self.memo = Memo::default();
        self.last_good.clear();
        self.reports = Reports::default();
        self.tables.invalidate_all_lua_caches();
    }

    /// Forgets what belongs to a closed tab.
    pub fn forget_tab(&mut self, tab: TabId) {
        self.forget((CallbackEvent::FormatTabTitle, tab));
        self.tables.invalidate_tab_cache(Some(tab));
    }

    /// Forgets what belongs to a closed window.
    pub fn forget_window(&mut self, window: WindowId) {
        self.forget((CallbackEvent::FormatWindowTitle, window));
    }

    fn forget(&mut self, target: Target) {
        self.memo.forget(target);
        self.last_good.remove(&target);
    }

    /// Calls and reuse so far.
    #[must_use]
    pub fn stats(&self) -> &CallbackStats {
        &self.stats
    }

    /// Messages that nobody has been told yet, one for each failing place.
    pub fn take_reports(&mut self) -> Vec<String> {
        self.reports.take()
    }

    /// The host's epoch without the calls made through this cache: it moves
    /// only when other Lua has run.
    #[must_use]
    pub fn foreign_epoch(&self, host: &dyn CallbackHost) -> u64 {
        host.epoch().wrapping_sub(self.own_epochs)
    }

    /// What is known about the handler of `event` now; `None` where it is
    /// volatile.
    #[must_use]
    pub fn pure_handler(
        &self,
        host: &dyn CallbackHost,
        event: CallbackEvent,
    ) -> Option<PureHandler> {
        // The calls of pure handlers change nothing that a handler reads.
        let stamp = host.epoch().wrapping_sub(self.pure_epochs);
        host.pure_handler(event, stamp)
    }

    /// Whether there is a title callback that is not known to be pure.
    #[must_use]
    pub fn has_volatile_handler(&self, host: &dyn CallbackHost) -> bool {
        CallbackEvent::ALL.into_iter().any(|event| {
            host.has_handlers(event.name()) && self.pure_handler(host, event).is_none()
        })
    }

    /// Has the handlers analysed now, so that no frame waits for it.
    pub fn analyse_handlers(&self, host: &dyn CallbackHost) {
        let _ = self.pure_handlers(host);
    }

    /// How many of the title callbacks have a handler that is known to be pure.
    #[must_use]
    pub fn pure_handlers(&self, host: &dyn CallbackHost) -> usize {
        CallbackEvent::ALL
            .into_iter()
            .filter(|event| self.pure_handler(host, *event).is_some())
            .count()
    }

    /// Prepares the callbacks of one layout of `list`'s tabs.
    pub fn begin<'a>(
        &'a mut self,
        host: &'a dyn CallbackHost,
        list: &'a TabList,
        policy: CallbackPolicy,
        now: Instant,
    ) -> TitlePass<'a> {
        TitlePass::new(self, host, list, policy, now)
    }
}
