//! The callbacks of one layout: arguments are made once, and only when a
//! callback has to run.

use super::memo::{Call, Miss};
use super::stats::RunReason;
use super::{
    CallError, CallbackCache, CallbackEvent, CallbackHost, CallbackPolicy, PureHandler, Target,
    Title, reads, results,
};
use crate::lua_ser_cache::{FieldReads, OwnArguments};
use crate::tab_information::TabList;
use mlua::{IntoLuaMulti, MultiValue};
use std::rc::Rc;
use std::time::Instant;

/// See the module's description.
pub struct TitlePass<'a> {
    cache: &'a mut CallbackCache,
    host: &'a dyn CallbackHost,
    list: &'a TabList,
    policy: CallbackPolicy,
    now: Instant,
    prepared: bool,
}

impl<'a> TitlePass<'a> {
    pub(super) fn new(
        cache: &'a mut CallbackCache,
        host: &'a dyn CallbackHost,
        list: &'a TabList,
        policy: CallbackPolicy,
        now: Instant,
    ) -> Self {
        Self {
            cache,
            host,
            list,
            policy,
            now,
            prepared: false,
        }
    }

    /// `format-tab-title` for the tab at `place`. `max_width` is in cells.
    pub fn tab_title(&mut self, place: usize, hover: bool, max_width: usize) -> Title {
        self.tab_title_and_hold(place, hover, max_width).0
    }

    /// As [`tab_title`](Self::tab_title), and whether the title holds while
    /// neither its own tab nor the order of the tabs has changed.
    pub(crate) fn tab_title_and_hold(
        &mut self,
        place: usize,
        hover: bool,
        max_width: usize,
    ) -> (Title, bool) {
        let Some(tab) = self.list.tabs().get(place) else {
            return (None, false);
        };
        let target = (CallbackEvent::FormatTabTitle, tab.tab_id);
        self.title(target, place, hover, max_width)
    }

    /// `format-window-title` for the window, as plain text with its escapes
    /// removed.
    pub fn window_title(&mut self) -> Option<String> {
        self.list.active_tab()?;
        let target = (CallbackEvent::FormatWindowTitle, self.list.window_id());
        let title = self.title(target, self.list.active_place(), false, 0).0?;
        Some(config::format::plain_text(&title))
    }

    fn title(
        &mut self,
        target: Target,
        place: usize,
        hover: bool,
        max_width: usize,
    ) -> (Title, bool) {
        let event = target.0;
        if !self.host.has_handlers(event.name()) {
            return (None, false);
        }
        // Other callbacks of this pass may have run: asked for each time, which
        // costs a comparison while nothing has moved.
        let pure = match self.policy.cache {
            true => self.cache.pure_handler(self.host, event),
            false => None,
        };
        let call = pure
            .as_ref()
            .map(|pure| self.call(pure, event, place, hover, max_width));
        let miss = match &call {
            Some(call) => {
                let facts = Rc::clone(self.cache.tables.facts());
                match self.cache.memo.lookup(target, call, self.list, &facts) {
                    Ok(kept) => {
                        self.cache.stats.of_mut(event).memo_hits += 1;
                        return kept;
                    }
                    Err(miss) => miss,
                }
            }
            None if self.policy.cache => Miss::Plain(RunReason::Volatile),
            None => Miss::Plain(RunReason::CacheOff),
        };
        if self.cache.reports.rests(event, self.now) {
            return (self.last_good(target), false);
        }
        log::trace!(
            target: "wezterm_gui::tabbar",
            "{} of {} {} runs: {miss}",
            event.name(),
            match event {
                CallbackEvent::FormatTabTitle => "tab",
                CallbackEvent::FormatWindowTitle => "window",
            },
            target.1,
        );
        self.run(target, place, (hover, max_width), (pure, call), miss)
    }

    /// What a call of a pure handler depends on, besides what it will read.
    fn call(
        &self,
        pure: &PureHandler,
        event: CallbackEvent,
        place: usize,
        hover: bool,
        max_width: usize,
    ) -> Call {
        let wanted = reads::own_arguments(&pure.reads);
        let window = self.list.window_id();
        // The window's title is that of the tab which is shown.
        let of_active = event == CallbackEvent::FormatWindowTitle;
        Call {
            hover: hover && reads::reads_hover(&pure.reads),
            max_width: match reads::reads_max_width(&pure.reads) {
                true => max_width,
                false => 0,
            },
            config: match wanted.config {
                true => (
                    self.host.config_generation(),
                    self.cache.tables.config_version(window),
                ),
                false => (self.host.config_generation(), 0),
            },
            outside: pure.outside,
            tabs: wanted.tabs.then(|| self.list.order()),
            subject: match of_active {
                true => self.list.tabs().get(place).map(|tab| tab.tab_id),
                false => None,
            },
        }
    }

    fn run(
        &mut self,
        target: Target,
        place: usize,
        (hover, max_width): (bool, usize),
        (pure, call): (Option<PureHandler>, Option<Call>),
        miss: Miss,
    ) -> (Title, bool) {
        let event = target.0;
        let epoch = self.host.epoch();
        let outside = self.host.outside_reads();
        let wanted = match &pure {
            Some(pure) => reads::own_arguments(&pure.reads),
            None => OwnArguments::ALL,
        };
        let started = Instant::now();
        let result = self
            .arguments(event, place, hover, max_width, wanted)
            .map_err(|error| CallError::Raised(error.to_string()))
            .and_then(|args| self.recorded(event, args, pure.is_some()));
        let took = started.elapsed();
        let ran = self.host.epoch().wrapping_sub(epoch);
        self.cache.own_epochs = self.cache.own_epochs.wrapping_add(ran);
        self.cache.stats.of_mut(event).ran(miss.reason(), took);
        let error = match result {
            Ok((title, field_reads)) => {
                // A handler may catch the error that ends it, and return
                // something else.
                let mut own = false;
                if let Some(call) = call
                    && took < self.policy.budget
                    && self.host.outside_reads() == outside
                {
                    self.cache.pure_epochs = self.cache.pure_epochs.wrapping_add(ran);
                    let facts = Rc::clone(self.cache.tables.facts());
                    let shown = wanted.panes.then(|| {
                        let panes = self.list.active_panes().iter();
                        panes.map(|pane| pane.pane_id).collect()
                    });
                    own = self.cache.memo.keep(
                        target,
                        call,
                        &field_reads,
                        shown,
                        (self.list, &facts),
                        title.clone(),
                    );
                }
                self.cache.last_good.insert(target, title.clone());
                return (title, own);
            }
            Err(error) => error,
        };
        if matches!(error, CallError::Overrun(_)) {
            self.cache.stats.of_mut(event).over_budget += 1;
            let budget = self.policy.budget;
            self.cache
                .reports
                .rest_after_overrun(event, budget, self.now);
        }
        self.cache.stats.of_mut(event).failures += 1;
        self.cache.reports.report(event, &error.to_string());
        (self.last_good(target), false)
    }

    fn last_good(&self, target: Target) -> Title {
        self.cache.last_good.get(&target).cloned().flatten()
    }

    fn arguments(
        &mut self,
        event: CallbackEvent,
        place: usize,
        hover: bool,
        max_width: usize,
        wanted: OwnArguments,
    ) -> mlua::Result<MultiValue> {
        let lua = self.host.lua();
        if !self.prepared {
            if !self.policy.cache {
                self.cache.tables.invalidate_all_lua_caches();
            }
            self.cache.tables.prepare(lua, self.list)?;
            self.prepared = true;
        }
        let tables = &self.cache.tables;
        let window = self.list.window_id();
        let (tab, pane) = tables.tab_object(window, place)?;
        let (tabs, panes, config) = tables.own_arguments(window, wanted)?;
        match event {
            CallbackEvent::FormatTabTitle => {
                (tab, tabs, panes, config, hover, max_width).into_lua_multi(lua)
            }
            CallbackEvent::FormatWindowTitle => {
                (tab, pane, tabs, panes, config).into_lua_multi(lua)
            }
        }
    }

    /// Calls the handler; what it reads is recorded where it is pure.
    fn recorded(
        &mut self,
        event: CallbackEvent,
        args: MultiValue,
        record: bool,
    ) -> Result<(Title, Vec<FieldReads>), CallError> {
        let raised = |error: mlua::Error| CallError::Raised(error.to_string());
        if record {
            self.cache.tables.start_recording().map_err(raised)?;
        }
        let result = self.host.call(event.name(), args, self.policy.budget);
        let read = match record {
            true => self.cache.tables.stop_recording().map_err(raised)?,
            false => Vec::new(),
        };
        let returned =
            results::title_from_lua(self.host.lua(), event, &result?).map_err(CallError::Raised)?;
        if let Some(remark) = returned.remark {
            self.cache.reports.report(event, &remark);
        }
        Ok((returned.title, read))
    }
}
