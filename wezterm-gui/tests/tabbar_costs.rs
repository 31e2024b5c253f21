//! What the tab bar costs, counted: Lua calls and allocations, which are the
//! same on every machine.
#![allow(missing_docs, clippy::unwrap_used)]

mod counting_allocator;
mod tabbar_support;

use config::{Config, RuntimeContext};
use counting_allocator::allocations;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;
use tabbar_support::*;
use wezterm_gui::callback_cache::{CallbackCache, RunReason};
use wezterm_gui::tab_information::{TabList, VersionCounter};
use wezterm_gui::tabbar::{BarView, Pointer, RuntimeHost, TabBar, TabBarInput};

/// Reads its own tab only.
const OWN: &str = "function(tab, tabs, panes, config, hover, max_width)
    local title = tab.tab_title
    if #title == 0 then title = tab.active_pane.title end
    return ' ' .. tab.tab_index + 1 .. ': ' .. wezterm.truncate_right(title, max_width - 5) .. ' '
  end";

struct Bar {
    host: RuntimeHost,
    cache: CallbackCache,
    list: TabList,
    bar: TabBar,
    config: Config,
    width: usize,
    pointer: Pointer,
}

impl Bar {
    fn new(handler: &str, tabs: usize) -> Self {
        let (runtime, cache) = runtime_with_cache(RuntimeContext::new(Arc::new(|| ())));
        let code = format!("local wezterm = require 'wezterm' return {handler}");
        let function = runtime.lua().load(code).eval().unwrap();
        runtime.state().add_handler("format-tab-title", function);
        let mut list = TabList::new(1, &VersionCounter::default());
        let mut all: Vec<_> = (0..tabs).map(|n| tab(n + 1, n, "~/project")).collect();
        all[0].is_active = true;
        list.update(all);
        let mut config = config(false);
        // A busy machine is no reason for a callback to be stopped.
        config.lua_callback_budget_ms = 60_000;
        let mut bar = Self {
            host: RuntimeHost {
                runtime: Rc::new(runtime),
                config_generation: 1,
            },
            cache,
            list,
            bar: TabBar::default(),
            config,
            width: 200,
            pointer: Pointer::Away,
        };
        bar.frame();
        bar.frame();
        bar
    }

    /// Whether the bar was made anew.
    fn frame(&mut self) -> bool {
        let palette = self.config.palette();
        self.frame_with(&palette)
    }

    fn frame_with(&mut self, palette: &config::color::ResolvedPalette) -> bool {
        let input = TabBarInput {
            list: &self.list,
            config: &self.config,
            palette,
            look: 1,
            width: self.width,
            pointer: self.pointer,
            left_status: "",
            right_status: "",
            window_buttons: false,
            refresh: 0,
            view: BarView::default(),
        };
        self.bar
            .update(&input, &mut self.cache, Some(&self.host), Instant::now())
    }

    fn rename(&mut self, place: usize, title: &str) {
        let mut tab = self.list.tabs()[place].clone();
        title.clone_into(&mut tab.panes[0].title);
        assert!(self.list.update_tab(place, tab));
    }

    fn calls(&self) -> u64 {
        self.cache.stats().calls()
    }

    /// Allocations of the frame after `change`, and the callbacks it ran.
    fn cost(&mut self, change: impl FnOnce(&mut Self)) -> (u64, u64) {
        change(self);
        let palette = self.config.palette();
        let (calls, before) = (self.calls(), allocations());
        self.frame_with(&palette);
        (allocations() - before, self.calls() - calls)
    }
}

#[test]
fn a_frame_without_a_change_costs_nothing_at_any_number_of_tabs() {
    for tabs in [1, 3, 10, 50, 200, 1000] {
        let mut bar = Bar::new(OWN, tabs);
        assert_eq!(bar.cost(|_| ()), (0, 0), "{tabs} tabs");
        // Pure Lua that has run elsewhere, and state that is not read.
        let lua = bar.host.runtime.lua().clone();
        lua.load("unrelated = 1").exec().unwrap();
        bar.frame();
        assert_eq!(bar.cost(|_| ()), (0, 0), "{tabs} tabs");
    }
}

#[test]
fn one_changed_title_costs_one_call_whatever_the_number_of_tabs() {
    let cost = |tabs: usize| {
        let mut bar = Bar::new(OWN, tabs);
        // Warm: the same change was made before.
        for title in ["one", "two", "three"] {
            assert_eq!(bar.cost(|bar| bar.rename(2, title)).1, 1, "{tabs} tabs");
        }
        let (allocated, calls) = bar.cost(|bar| bar.rename(2, "four!"));
        assert_eq!(calls, 1, "{tabs} tabs");
        assert_eq!(bar.cache.stats().runs_for(RunReason::Field), 4);
        allocated
    };
    let (ten, thousand) = (cost(10), cost(1000));
    // The window shows some more tabs of a thousand than of ten.
    assert!(
        thousand <= ten * 3 / 2 + 200,
        "{ten} allocations with 10 tabs, {thousand} with 1000"
    );
}

#[test]
fn a_width_that_changes_no_limit_and_a_pixel_run_nothing() {
    let mut bar = Bar::new(OWN, 50);
    assert_eq!(bar.cost(|_| ()).1, 0);
    assert_eq!(bar.cost(|bar| bar.width = 201).1, 0);
    assert_eq!(bar.cost(|bar| bar.pointer = Pointer::Column(3)).1, 0);
}

#[test]
fn a_title_out_of_view_is_asked_for_once_too() {
    let mut bar = Bar::new(OWN, 1000);
    let (_, calls) = bar.cost(|bar| bar.rename(999, "far away"));
    assert_eq!(calls, 1);
    assert_eq!(bar.cost(|_| ()), (0, 0));
}
