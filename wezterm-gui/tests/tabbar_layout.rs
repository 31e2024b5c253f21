//! The retro and fancy layouts, and callbacks that fail.
#![allow(missing_docs, clippy::unwrap_used)]

mod tabbar_support;

use config::Config;
use proptest::prelude::*;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tabbar_support::*;
use wezterm_gui::callback_cache::{CallbackCache, CallbackHost};
use wezterm_gui::fancy_tab_bar::{BarShape, FancyInput, FancyTabBar, TextMeasure};
use wezterm_gui::tab_information::{Progress, TabList, VersionCounter};
use wezterm_gui::tabbar::{
    BarAttrs, BarView, Fit, Pointer, Rename, Scroll, TabBar, TabBarInput, TabBarItem, WindowTitle,
    shows_tab_bar,
};

struct Bar {
    list: TabList,
    config: Config,
    cache: CallbackCache,
    bar: TabBar,
    host: Host,
    width: usize,
    pointer: Pointer,
    status: (&'static str, &'static str),
    buttons: bool,
    tick: u64,
    now: Instant,
    rows: usize,
    scroll: Scroll,
    fit: Fit,
    rename: Option<Rename>,
}

impl Bar {
    fn new(titles: &[&str], handler: &str) -> Self {
        let mut list = TabList::new(1, &VersionCounter::default());
        let mut tabs: Vec<_> = (titles.iter().enumerate())
            .map(|(i, title)| tab(i + 1, i, title))
            .collect();
        tabs[0].is_active = true;
        list.update(tabs);
        Self {
            list,
            config: config(false),
            cache: CallbackCache::new(Rc::new(Facts::default())),
            bar: TabBar::default(),
            host: Host::new(handler, Purity::Unknown),
            width: 40,
            pointer: Pointer::Away,
            status: ("", ""),
            buttons: false,
            tick: 0,
            now: Instant::now(),
            rows: 0,
            scroll: Scroll::default(),
            fit: Fit::default(),
            rename: None,
        }
    }

    fn update(&mut self) -> bool {
        let palette = self.config.palette();
        let input = TabBarInput {
            list: &self.list,
            config: &self.config,
            palette: &palette,
            look: self.tick,
            width: self.width,
            pointer: self.pointer,
            left_status: self.status.0,
            right_status: self.status.1,
            window_buttons: self.buttons,
            refresh: self.tick,
            view: BarView {
                rows: self.rows,
                scroll: self.scroll,
                fit: self.fit,
                rename: self.rename.as_ref(),
                ..BarView::default()
            },
        };
        let host: &dyn CallbackHost = &self.host;
        let computed = self
            .bar
            .update(&input, &mut self.cache, Some(host), self.now);
        self.fit = self.bar.state().fit();
        self.scroll.first = self.bar.state().first();
        computed
    }

    fn text(&mut self) -> String {
        self.tick += 1;
        self.update();
        self.bar.state().line().text()
    }
}

#[test]
fn default_titles_and_buttons() {
    let mut bar = Bar::new(&["zsh", "a"], "");
    assert_eq!(bar.text(), format!("{:<40}", " 1: zsh  2: a  + "));
    bar.config.tab_and_split_indices_are_zero_based = true;
    bar.config.show_new_tab_button_in_tab_bar = false;
    assert_eq!(bar.text(), format!("{:<40}", " 0: zsh  1: a "));
    bar.config.show_tab_index_in_tab_bar = false;
    assert_eq!(bar.text(), format!("{:<40}", "zsh  a    "));
    bar.config.show_tabs_in_tab_bar = false;
    assert_eq!(bar.text(), " ".repeat(40));
}

#[test]
fn explicit_titles_and_progress() {
    let mut bar = Bar::new(&["zsh"], "");
    let mut tabs = bar.list.tabs().to_vec();
    tabs[0].tab_title = "mine".into();
    tabs[0].panes[0].progress = Progress::Percentage(100);
    bar.list.update(tabs);
    assert!(bar.text().starts_with("\u{f0aa5}  1: mine "));
    let palette = bar.config.palette();
    assert_eq!(
        bar.bar.state().line().cells()[0].attrs.fg,
        palette.colors[2]
    );
}

#[test]
fn titles_shrink_evenly_then_the_bar_scrolls() {
    let mut bar = Bar::new(&["aaaaaaaaaaaa"; 5], "");
    let widths = |bar: &Bar| -> Vec<(TabBarItem, usize)> {
        let items = bar.bar.state().items().iter();
        items.map(|entry| (entry.item, entry.width)).collect()
    };
    bar.width = 53;
    bar.update();
    let shares: Vec<_> = widths(&bar).iter().map(|(_, width)| *width).collect();
    assert_eq!(shares, [10, 10, 10, 10, 10, 3]);
    // Five times the least do not fit.
    bar.width = 33;
    bar.update();
    let tab = |index, active| TabBarItem::Tab { index, active };
    assert_eq!(
        widths(&bar),
        [
            (TabBarItem::ScrollBack, 2),
            (tab(0, true), 8),
            (tab(1, false), 8),
            (tab(2, false), 8),
            (tab(3, false), 2),
            (TabBarItem::ScrollForward, 2),
            (TabBarItem::NewTabButton, 3),
        ]
    );
    bar.scroll = Scroll {
        first: 9,
        follow: false,
    };
    bar.update();
    assert_eq!(bar.bar.state().first(), 2);
    assert_eq!(widths(&bar)[1], (tab(2, false), 8));
    assert!(!bar.bar.state().more());
    bar.scroll.follow = true;
    bar.update();
    assert_eq!(bar.bar.state().first(), 0, "the active tab is in view");
    bar.width = 200;
    bar.config.tab_max_width = 8;
    bar.update();
    assert_eq!(bar.bar.state().items()[0].width, 8);
    bar.width = 2;
    bar.update();
    assert_eq!(bar.bar.state().line().width(), 2);
    bar.width = 0;
    bar.update();
    assert_eq!(bar.bar.state().line().width(), 0);
}

/// What the callback is told and how often it is asked.
const ASKED: &str = "asked = {}
    return function(tab, _, _, _, hover, width)
        asked[#asked + 1] = width
        return ('x'):rep(width)
    end";

fn asked(bar: &Bar) -> Vec<usize> {
    let globals = bar.host.lua.globals();
    let asked = globals.get("asked").unwrap();
    globals
        .set("asked", bar.host.lua.create_table().unwrap())
        .unwrap();
    asked
}

#[test]
fn a_callback_is_asked_once_with_the_width_it_gets() {
    let mut bar = Bar::new(&["a"; 6], ASKED);
    bar.width = 200;
    bar.text();
    assert_eq!(asked(&bar), [16; 6]);
    bar.width = 63;
    bar.text();
    assert_eq!(asked(&bar), [16; 6], "as in the original, once");
    assert!(bar.update(), "they did not fit");
    assert_eq!(asked(&bar), [10; 6]);
    assert!(!bar.update(), "now they do");
    bar.text();
    assert_eq!(asked(&bar), [10; 6]);
    bar.width = 30;
    bar.text();
    assert_eq!(asked(&bar), [8; 6]);
    assert!(!bar.update());
    bar.width = 120;
    bar.text();
    assert_eq!(asked(&bar), [16; 6], "there is room again");
    assert!(!bar.update());
}

#[test]
fn a_bar_at_the_side_asks_for_what_is_in_view() {
    let mut bar = Bar::new(&["a"; 100], ASKED);
    bar.config.tab_bar_position = Some(config::structs::TabBarPosition::Left);
    bar.width = 20;
    bar.rows = 12;
    bar.status = ("left", "right status");
    bar.update();
    // A status each, two marks and the button leave seven rows.
    assert_eq!(asked(&bar), [20; 7]);
    let state = bar.bar.state();
    assert_eq!(state.lines().len(), 12);
    assert!(state.lines().iter().all(|line| line.width() == 20));
    assert_eq!(state.hit_test_at(3, 0), TabBarItem::LeftStatus);
    assert_eq!(state.hit_test_at(3, 1), TabBarItem::ScrollBack);
    let first = TabBarItem::Tab {
        index: 0,
        active: true,
    };
    assert_eq!(state.hit_test_at(19, 2), first);
    assert_eq!(state.hit_test_at(0, 9), TabBarItem::ScrollForward);
    assert_eq!(state.hit_test_at(1, 10), TabBarItem::NewTabButton);
    assert_eq!(state.hit_test_at(1, 11), TabBarItem::RightStatus);
    bar.scroll = Scroll {
        first: 50,
        follow: false,
    };
    bar.update();
    assert_eq!(asked(&bar), [20; 7]);
    let place = TabBarItem::Tab {
        index: 50,
        active: false,
    };
    assert_eq!(bar.bar.state().hit_test_at(0, 2), place);
    bar.pointer = Pointer::Cell { column: 4, row: 4 };
    bar.update();
    assert_eq!(bar.bar.state().hovered().tab_index(), Some(52));
    for rows in 0..6 {
        bar.rows = rows;
        bar.update();
        assert!(bar.bar.state().lines().len() <= rows.max(1), "{rows} rows");
    }
}

#[test]
fn a_tab_that_is_renamed_shows_the_field_alone() {
    for handler in ["", "return function(tab) return 'x' .. tab.tab_id end"] {
        let mut bar = Bar::new(&["zsh", "vi"], handler);
        bar.host.purity.set(Purity::Arguments);
        bar.update();
        let before = bar.bar.state().tab_texts();
        bar.rename = Some(Rename::new(2, "old"));
        assert!(bar.update());
        let texts = bar.bar.state().tab_texts();
        assert_eq!((&texts[0], &*texts[1]), (&before[0], " old        "));
        if let Some(rename) = &mut bar.rename {
            rename.insert("new");
        }
        assert!(bar.update());
        assert_eq!(bar.bar.state().tab_texts()[1].trim(), "new");
        bar.rename = None;
        assert!(bar.update());
        assert_eq!(bar.bar.state().tab_texts(), before);
        assert!(!bar.update());
    }
}

#[test]
fn the_retro_bar_closes_by_a_button_where_asked() {
    let mut bar = Bar::new(&["zsh", "vi"], "");
    bar.pointer = Pointer::Column(9);
    bar.update();
    assert_eq!(bar.bar.state().hit_test(14).tab_index(), Some(1));
    assert!(!bar.text().contains('×'));
    bar.config.show_close_tab_button_on_hover = true;
    assert!(bar.text().starts_with(" 1: zsh  2: v× "), "{}", bar.text());
    let state = bar.bar.state();
    assert_eq!(state.hit_test(13), TabBarItem::CloseTab(1));
    assert!(matches!(state.hit_test(11), TabBarItem::Tab { .. }));
}

proptest! {
    #[test]
    fn each_title_is_asked_for_once(
        lengths in prop::collection::vec(0usize..30, 1..40),
        steps in prop::collection::vec((0usize..200, prop::option::of(0usize..200), 0usize..40, 0usize..4), 1..12),
    ) {
        let titles: Vec<String> = lengths.iter().map(|length| "t".repeat(*length)).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let mut bar = Bar::new(&titles, "return function(tab) return tab.active_pane.title end");
        let mut vertical = false;
        for (width, column, first, kind) in steps {
            vertical ^= kind == 3;
            bar.config.tab_bar_position = vertical.then_some(config::structs::TabBarPosition::Right);
            (bar.width, bar.rows) = (width, width / 4);
            bar.pointer = match column {
                None => Pointer::Away,
                Some(column) if vertical => Pointer::Cell { column: 0, row: column / 4 },
                Some(column) => Pointer::Column(column),
            };
            bar.scroll = Scroll { first, follow: kind == 1 };
            bar.tick += 1;
            let before = bar.host.calls.get();
            bar.update();
            let calls = bar.host.calls.get() - before;
            // A tab that came under the pointer, and one that left it.
            let extra = if column.is_some() && !vertical { 2 } else { 0 };
            prop_assert!(calls <= lengths.len() as u64 + extra, "{calls} calls");
            let state = bar.bar.state();
            for line in state.lines() {
                prop_assert_eq!(line.width(), width);
            }
            if kind == 1 && !vertical && width > 60 {
                let active = |entry: &wezterm_gui::tabbar::TabEntry| {
                    matches!(entry.item, TabBarItem::Tab { active: true, .. })
                };
                prop_assert!(state.items().iter().any(active), "the active tab is in view");
            }
        }
    }
}

#[test]
fn statuses_and_window_buttons_have_their_places() {
    let mut bar = Bar::new(&["zsh"], "");
    bar.status = ("L", "0123456789");
    bar.buttons = true;
    assert_eq!(bar.text(), "L 1: zsh  +          0123456789 .  -  X ");
    bar.width = 25;
    assert_eq!(bar.text(), "L 1: zsh  + 6789 .  -  X ");
    let state = bar.bar.state();
    assert_eq!(state.hit_test(0), TabBarItem::LeftStatus);
    assert_eq!(
        state.hit_test(3),
        TabBarItem::Tab {
            index: 0,
            active: true
        }
    );
    assert_eq!(state.hit_test(10), TabBarItem::NewTabButton);
    assert_eq!(state.hit_test(13), TabBarItem::RightStatus);
    assert!(matches!(state.hit_test(24), TabBarItem::WindowButton(_)));
    assert_eq!(state.hit_test(25), TabBarItem::None);
}

#[test]
fn hover_changes_colours_of_inactive_tabs_only() {
    let mut bar = Bar::new(
        &["zsh", "vi"],
        "return function(tab, _, _, _, hover) return tostring(hover) end",
    );
    let palette = bar.config.palette();
    assert!(bar.text().starts_with("falsefalse + "));
    bar.pointer = Pointer::Column(6);
    assert!(bar.update());
    assert_eq!(bar.bar.state().tab_texts(), ["false", "true"]);
    let cell = &bar.bar.state().line().cells()[6];
    assert_eq!(cell.attrs.bg, palette.tab_bar.inactive_tab_hover.bg_color);
    assert!(cell.attrs.italic);
    bar.pointer = Pointer::Column(7);
    assert!(!bar.update(), "moving within a tab changes nothing");
    bar.pointer = Pointer::Column(1);
    bar.update();
    assert_eq!(bar.bar.state().tab_texts(), ["false", "false"]);
}

#[test]
fn an_unchanged_frame_runs_no_lua_and_foreign_lua_ends_the_stamp() {
    let mut bar = Bar::new(
        &["a", "b"],
        "return function(tab) return 'x' .. tab.tab_id end",
    );
    assert!(bar.update());
    let calls = bar.host.calls.get();
    assert_eq!(calls, 2);
    for _ in 0..5 {
        assert!(!bar.update());
    }
    bar.host.epoch.set(bar.host.epoch.get() + 1);
    assert!(bar.update());
    assert_eq!(bar.host.calls.get(), calls + 2);
    bar.tick += 1;
    assert!(bar.update());
}

#[test]
fn a_pure_result_is_used_again() {
    let mut bar = Bar::new(
        &["a", "b"],
        "return function(tab) return 'x' .. tab.tab_id end",
    );
    bar.host.purity.set(Purity::Arguments);
    bar.update();
    bar.width = 50;
    assert!(bar.update());
    assert_eq!(bar.host.calls.get(), 2);
    assert_eq!(bar.cache.stats().hits(), 2);
    bar.cache.invalidate_all_caches();
    bar.width = 60;
    bar.update();
    assert_eq!(bar.host.calls.get(), 4);
}

#[test]
fn errors_keep_the_last_good_title_and_are_told_once() {
    let handler = "return function(tab) if bad then error('no such luck') end return 'good' end";
    let mut bar = Bar::new(&["a", "b"], handler);
    bar.text();
    bar.host.lua.globals().set("bad", true).unwrap();
    bar.tick += 1;
    bar.update();
    assert_eq!(bar.bar.state().tab_texts(), ["good", "good"]);
    let reports = bar.cache.take_reports();
    assert_eq!(reports.len(), 1, "{reports:?}");
    assert!(reports[0].contains("no such luck") && reports[0].contains("format-tab-title"));
    bar.text();
    assert!(bar.cache.take_reports().is_empty());
}

#[test]
fn a_wrong_result_is_named_and_the_default_shown() {
    let mut bar = Bar::new(&["a"], "return function() return 42 end");
    assert!(bar.text().starts_with(" 1: a "));
    let reports = bar.cache.take_reports();
    assert!(
        reports[0].contains("must return") && reports[0].contains("integer"),
        "{reports:?}"
    );
    let mut bar = Bar::new(&["a"], "return function() return { { Txet = 'x' } } end");
    assert!(bar.text().starts_with(" 1: a "));
    assert!(bar.cache.take_reports()[0].contains("Txet"));
}

#[test]
fn an_overrun_rests_the_callback() {
    let mut bar = Bar::new(&["a", "b", "c"], "return function() return 'good' end");
    bar.host.overrun.set(true);
    bar.text();
    assert_eq!(bar.host.calls.get(), 1, "one overrun a layout");
    assert_eq!(bar.cache.take_reports().len(), 1);
    bar.host.overrun.set(false);
    assert!(bar.text().starts_with(" 1: a "));
    bar.now += Duration::from_secs(5);
    assert!(bar.text().starts_with("goodgoodgood"));
}

#[test]
fn window_titles() {
    let mut bar = Bar::new(&["zsh", "vi"], "");
    let mut title = WindowTitle::default();
    let mut update = |bar: &mut Bar, tick| {
        let host: &dyn CallbackHost = &bar.host;
        title.update(
            (&bar.list, &bar.config),
            (1, tick),
            &mut bar.cache,
            Some(host),
            bar.now,
        );
        title.title().to_owned()
    };
    assert_eq!(update(&mut bar, 0), "[1/2] zsh");
    let handler = "return function(tab, pane, tabs) return pane.title .. #tabs end";
    bar.host = Host::new(handler, Purity::Unknown);
    assert_eq!(update(&mut bar, 1), "zsh2");
    assert_eq!(update(&mut bar, 1), "zsh2");
    assert_eq!(bar.host.calls.get(), 1);
}

#[test]
fn the_bar_can_hide() {
    let mut config = config(false);
    assert!(shows_tab_bar(&config, 1));
    config.hide_tab_bar_if_only_one_tab = true;
    assert!(!shows_tab_bar(&config, 1));
    assert!(shows_tab_bar(&config, 2));
    config.enable_tab_bar = false;
    assert!(!shows_tab_bar(&config, 2));
}

struct TenPixels;

impl TextMeasure for TenPixels {
    fn width(&mut self, text: &str, _: &BarAttrs) -> f32 {
        10.0 * text.chars().count() as f32
    }
    fn line_height(&self) -> f32 {
        20.0
    }
}

#[test]
fn the_fancy_bar_fits_and_hits() {
    let mut bar = Bar::new(&["zsh", "a very long title for a tab"], "");
    bar.config.use_fancy_tab_bar = true;
    bar.status = ("left", "right");
    bar.buttons = true;
    bar.update();
    let palette = bar.config.palette();
    for width in [0.0, 1.0, 50.0, 300.0, 900.0, 4000.0] {
        let fancy = FancyTabBar::new(
            &FancyInput {
                state: bar.bar.state(),
                config: &bar.config,
                palette: &palette,
                width,
                height: 0.0,
                scroll: Scroll::default(),
                focused: true,
                window_buttons: true,
                maximized: false,
                hovered: TabBarItem::CloseTab(1),
            },
            &mut TenPixels,
        );
        assert_eq!(fancy.height, 35.0);
        for shape in &fancy.shapes {
            if let BarShape::Text { clip, .. } = shape {
                assert!(
                    clip.x >= 0.0 && clip.x + clip.width <= width.max(150.0) + 0.5,
                    "{width} {clip:?}"
                );
            }
        }
        if width < 900.0 {
            continue;
        }
        for item in [
            TabBarItem::LeftStatus,
            TabBarItem::RightStatus,
            TabBarItem::Tab {
                index: 0,
                active: true,
            },
            TabBarItem::CloseTab(0),
            TabBarItem::CloseTab(1),
            TabBarItem::NewTabButton,
        ] {
            let rect = fancy
                .rect_of(item)
                .unwrap_or_else(|| panic!("{item:?} at {width}"));
            let hit = fancy.hit_test(rect.x + 1.0, rect.y + rect.height / 2.0);
            assert_eq!(hit, item, "at {width}");
        }
        assert_eq!(fancy.hit_test(-1.0, 5.0), TabBarItem::None);
    }
}
