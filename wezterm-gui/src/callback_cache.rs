//! What the title callbacks returned, kept for as long as it is known to be
//! what they would return again.
//!
//! A callback is of unknown [`Purity`] until the host says otherwise, and is
//! then run whenever the bar asks (the bar asks only when something the bar
//! shows has changed, see [`crate::tabbar::TabBar`]). The result of a pure one
//! is kept while all that it can read is unchanged: the fields of tabs and
//! panes that the host names, hover, width, the configuration, and what lies
//! outside its arguments, which is unchanged while no other Lua has run.
//! A callback that fails or overruns its budget never takes a title away: the
//! last good one stays, and each distinct message is reported once.

mod reads;

use crate::lua_ser_cache::{LuaSerCache, PreparedArguments, TabDataSource};
use crate::tab_information::{TabId, TabList, WindowId};
use config::format::{FormatItem, format_items_as_escapes};
use config::purity::Reads;
use config::{Convert, Cx};
use mlua::{IntoLuaMulti, Lua, MultiValue, Table, Value};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Results kept for one tab (or window): each hover state at a few widths.
const KEPT_PER_TARGET: usize = 8;
/// How much longer than the budget a callback rests after overrunning it.
const REST_FACTOR: u32 = 10;

/// The events whose results are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallbackEvent {
    /// `format-tab-title`, once for each tab.
    FormatTabTitle,
    /// `format-window-title`, once for each window.
    FormatWindowTitle,
}

impl CallbackEvent {
    /// The name it has in `wezterm.on`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FormatTabTitle => "format-tab-title",
            Self::FormatWindowTitle => "format-window-title",
        }
    }
}

/// What is known about the handler of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purity {
    /// It may read or change anything: its results are not kept.
    #[default]
    Unknown,
    /// Its result depends on its arguments alone, and it changes nothing that
    /// outlives the call.
    Arguments,
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
    /// What is known about the handler of `event`, where [`reads`](Self::reads)
    /// says nothing.
    fn purity(&self, event: &str) -> Purity {
        let _ = event;
        Purity::Unknown
    }
    /// What the handler of `event` reads of its arguments, if it is pure. The
    /// answer holds while `stamp` stays, which moves whenever Lua has run that
    /// is not known to be pure.
    fn reads(&self, event: CallbackEvent, stamp: u64) -> Option<Rc<Reads>> {
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
    /// `tab_bar_callback_budget_ms`: how long one call may take.
    pub budget: Duration,
}

/// Calls and reuse since the cache was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallbackStats {
    /// Times a callback was run.
    pub calls: u64,
    /// Times a kept result was used instead.
    pub hits: u64,
    /// Calls that raised, overran or returned something unusable.
    pub failures: u64,
    /// Calls of handlers that are not known to be pure.
    pub volatile_runs: u64,
}

/// What a kept result was computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
struct MemoKey {
    /// False also where it is not read.
    hover: bool,
    /// 0 also where it is not read.
    max_width: usize,
    inputs: Inputs,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inputs {
    config_generation: u64,
    /// See [`CallbackCache::impure_epoch`].
    outer: u64,
    arguments: Arguments,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Arguments {
    /// Anything may be read: the version of all tabs.
    Version(u64),
    /// What is read, as it is.
    Read { own: Vec<u8>, window: Rc<[u8]> },
}

/// After an overrun: when the event may be tried again, and the rest after the
/// next overrun.
#[derive(Clone, Copy, Debug)]
struct Rest {
    until: Instant,
    next: Duration,
}

/// One tab's or one window's place in the caches.
type Target = (CallbackEvent, usize);

/// Results of the title callbacks of one Lua VM. See the module's description.
pub struct CallbackCache {
    tables: LuaSerCache,
    memo: HashMap<Target, Vec<(MemoKey, Title)>>,
    last_good: HashMap<Target, Title>,
    resting: HashMap<CallbackEvent, Rest>,
    reported: HashSet<String>,
    reports: Vec<String>,
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
            memo: HashMap::new(),
            last_good: HashMap::new(),
            resting: HashMap::new(),
            reported: HashSet::new(),
            reports: Vec::new(),
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
        self.memo.clear();
        self.last_good.clear();
        self.resting.clear();
        self.reported.clear();
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
        self.memo.remove(&target);
        self.last_good.remove(&target);
    }

    /// Calls and reuse so far.
    #[must_use]
    pub fn stats(&self) -> CallbackStats {
        self.stats
    }

    /// Messages that nobody has been told yet, each distinct text once.
    pub fn take_reports(&mut self) -> Vec<String> {
        std::mem::take(&mut self.reports)
    }

    /// The host's epoch without the calls made through this cache: it moves
    /// only when other Lua has run.
    #[must_use]
    pub fn foreign_epoch(&self, host: &dyn CallbackHost) -> u64 {
        host.epoch().wrapping_sub(self.own_epochs)
    }

    /// The host's epoch without the calls of pure handlers: it moves when Lua
    /// has run that may have changed what a pure handler reads.
    fn impure_epoch(&self, host: &dyn CallbackHost) -> u64 {
        host.epoch().wrapping_sub(self.pure_epochs)
    }

    /// Has the handlers analysed now, so that no frame waits for it.
    pub fn analyse_handlers(&self, host: &dyn CallbackHost) {
        let _ = self.pure_handlers(host);
    }

    /// How many of the title callbacks have a handler that is known to be pure.
    #[must_use]
    pub fn pure_handlers(&self, host: &dyn CallbackHost) -> usize {
        [
            CallbackEvent::FormatTabTitle,
            CallbackEvent::FormatWindowTitle,
        ]
        .into_iter()
        .filter(|event| host.reads(*event, self.impure_epoch(host)).is_some())
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
        TitlePass {
            cache: self,
            host,
            list,
            policy,
            now,
            prepared: None,
            window: None,
        }
    }

    fn lookup(&mut self, target: Target, key: &MemoKey) -> Option<Title> {
        let kept = self.memo.get(&target)?;
        let (_, title) = kept.iter().find(|(kept, _)| kept == key)?;
        self.stats.hits += 1;
        Some(title.clone())
    }

    fn keep(&mut self, target: Target, key: MemoKey, title: Title) {
        let kept = self.memo.entry(target).or_default();
        kept.retain(|(kept, _)| kept.inputs == key.inputs);
        if kept.len() >= KEPT_PER_TARGET {
            kept.remove(0);
        }
        kept.push((key, title));
    }

    fn report(&mut self, event: CallbackEvent, error: &str) {
        self.stats.failures += 1;
        let text = format!("{}: {error}", event.name());
        if self.reported.insert(text.clone()) {
            self.reports.push(text);
        }
    }

    fn rest_after_overrun(&mut self, event: CallbackEvent, budget: Duration, now: Instant) {
        let first = budget.saturating_mul(REST_FACTOR);
        let length = self.resting.get(&event).map_or(first, |rest| rest.next);
        let longest = Duration::from_secs(60).max(first);
        self.resting.insert(
            event,
            Rest {
                until: now + budget + length,
                next: length.saturating_mul(2).min(longest),
            },
        );
    }
}

/// The callbacks of one layout: arguments are made once, and only when a
/// callback has to run.
pub struct TitlePass<'a> {
    cache: &'a mut CallbackCache,
    host: &'a dyn CallbackHost,
    list: &'a TabList,
    policy: CallbackPolicy,
    now: Instant,
    prepared: Option<PreparedArguments>,
    /// What the handlers of an event read of the window: the same for all tabs.
    window: Option<(CallbackEvent, Rc<[u8]>)>,
}

impl TitlePass<'_> {
    /// `format-tab-title` for the tab at `place`. `max_width` is in cells.
    pub fn tab_title(&mut self, place: usize, hover: bool, max_width: usize) -> Title {
        let tab = self.list.tabs().get(place)?;
        let target = (CallbackEvent::FormatTabTitle, tab.tab_id);
        self.title(target, place, hover, max_width, |arguments| {
            let (tab, _) = arguments
                .tab(place)
                .ok_or_else(|| mlua::Error::runtime("no such tab"))?;
            Ok(Call::Tab(tab.clone()))
        })
    }

    /// `format-window-title` for the window, as plain text with its escapes
    /// removed.
    pub fn window_title(&mut self) -> Option<String> {
        let active = self.list.active_tab()?.tab_id;
        let place = self
            .list
            .tabs()
            .iter()
            .position(|tab| tab.tab_id == active)?;
        let target = (CallbackEvent::FormatWindowTitle, self.list.window_id());
        let title = self.title(target, place, false, 0, |arguments| {
            let (tab, pane) = arguments
                .tab(place)
                .ok_or_else(|| mlua::Error::runtime("no such tab"))?;
            Ok(Call::Window(tab.clone(), pane.cloned()))
        })?;
        Some(config::format::plain_text(&title))
    }

    fn title(
        &mut self,
        target: Target,
        place: usize,
        hover: bool,
        max_width: usize,
        objects: impl FnOnce(&PreparedArguments) -> mlua::Result<Call>,
    ) -> Title {
        let event = target.0;
        if !self.host.has_handlers(event.name()) {
            return None;
        }
        let key = self.memo_key(event, place, hover, max_width);
        if let Some(key) = &key
            && let Some(title) = self.cache.lookup(target, key)
        {
            return title;
        }
        if let Some(rest) = self.cache.resting.get(&event)
            && self.now < rest.until
        {
            return self.last_good(target);
        }
        let epoch = self.host.epoch();
        let outside = self.host.outside_reads();
        let started = Instant::now();
        let result = self.run(event, hover, max_width, objects);
        // A handler may catch the error that ends it, and return something else.
        let in_time = started.elapsed() < self.policy.budget;
        let ran = self.host.epoch().wrapping_sub(epoch);
        self.cache.own_epochs = self.cache.own_epochs.wrapping_add(ran);
        self.cache.stats.volatile_runs += u64::from(key.is_none());
        match result {
            Ok(title) => {
                if let Some(key) = key
                    && in_time
                    && self.host.outside_reads() == outside
                {
                    self.cache.pure_epochs = self.cache.pure_epochs.wrapping_add(ran);
                    self.cache.keep(target, key, title.clone());
                }
                self.cache.last_good.insert(target, title.clone());
                title
            }
            Err(error) => {
                if matches!(error, CallError::Overrun(_)) {
                    self.cache
                        .rest_after_overrun(event, self.policy.budget, self.now);
                }
                self.cache.report(event, &error.to_string());
                self.last_good(target)
            }
        }
    }

    /// What a result for the tab at `place` depends on; `None` when it is not
    /// to be kept.
    fn memo_key(
        &mut self,
        event: CallbackEvent,
        place: usize,
        hover: bool,
        max_width: usize,
    ) -> Option<MemoKey> {
        if !self.policy.cache {
            return None;
        }
        let outer = self.cache.impure_epoch(self.host);
        let (hover, max_width, arguments) = match self.host.reads(event, outer) {
            Some(read) => {
                let arguments = Arguments::Read {
                    own: reads::of_own_tab(&read, self.list.tabs().get(place)?),
                    window: self.window(event, &read),
                };
                let hover = hover && reads::reads_hover(&read);
                let width = if reads::reads_max_width(&read) {
                    max_width
                } else {
                    0
                };
                (hover, width, arguments)
            }
            None if self.host.purity(event.name()) == Purity::Arguments => {
                (hover, max_width, Arguments::Version(self.list.version()))
            }
            None => return None,
        };
        Some(MemoKey {
            hover,
            max_width,
            inputs: Inputs {
                config_generation: self.host.config_generation(),
                outer,
                arguments,
            },
        })
    }

    fn window(&mut self, event: CallbackEvent, read: &Reads) -> Rc<[u8]> {
        if let Some((kept, window)) = &self.window
            && *kept == event
        {
            return Rc::clone(window);
        }
        let window: Rc<[u8]> = reads::of_window(read, self.list).into();
        self.window = Some((event, Rc::clone(&window)));
        window
    }

    fn last_good(&self, target: Target) -> Title {
        self.cache.last_good.get(&target).cloned().flatten()
    }

    fn run(
        &mut self,
        event: CallbackEvent,
        hover: bool,
        max_width: usize,
        objects: impl FnOnce(&PreparedArguments) -> mlua::Result<Call>,
    ) -> Result<Title, CallError> {
        let raised = |error: mlua::Error| CallError::Raised(error.to_string());
        let lua = self.host.lua();
        let args = {
            let prepared = self.prepared().map_err(raised)?;
            let call = objects(prepared).map_err(raised)?;
            let (tabs, panes, config) = prepared.own().map_err(raised)?;
            match call {
                Call::Tab(tab) => (tab, tabs, panes, config, hover, max_width).into_lua_multi(lua),
                Call::Window(tab, pane) => (tab, pane, tabs, panes, config).into_lua_multi(lua),
            }
            .map_err(raised)?
        };
        let result = self.host.call(event.name(), args, self.policy.budget);
        self.cache.stats.calls += 1;
        title_from_lua(lua, event, &result?)
    }

    fn prepared(&mut self) -> mlua::Result<&PreparedArguments> {
        if self.prepared.is_none() {
            if !self.policy.cache {
                self.cache.tables.invalidate_all_lua_caches();
            }
            let lua = self.host.lua();
            self.prepared = Some(self.cache.tables.prepare(lua, self.list)?);
        }
        self.prepared
            .as_ref()
            .ok_or_else(|| mlua::Error::runtime("the tab objects were not made"))
    }
}

/// The objects that come before `tabs`, `panes` and `config`.
enum Call {
    Tab(Table),
    Window(Table, Option<Table>),
}

/// Reads a callback's result: a string, a list of `FormatItem`s for tabs, or nil.
fn title_from_lua(lua: &Lua, event: CallbackEvent, value: &Value) -> Result<Title, CallError> {
    match (event, value) {
        (_, Value::Nil) => Ok(None),
        (_, Value::String(text)) => Ok(Some(text.to_string_lossy().into())),
        (CallbackEvent::FormatTabTitle, Value::Table(_)) => {
            Vec::<FormatItem>::from_lua(value, &mut Cx::new(lua))
                .map(|items| Some(format_items_as_escapes(&items).into()))
                .map_err(|error| CallError::Raised(format!("the returned list: {error}")))
        }
        (_, other) => {
            let wanted = match event {
                CallbackEvent::FormatTabTitle => "a string, a list of FormatItem, or nil",
                CallbackEvent::FormatWindowTitle => "a string or nil",
            };
            Err(CallError::Raised(format!(
                "the handler must return {wanted}, but it returned a {}",
                other.type_name()
            )))
        }
    }
}
