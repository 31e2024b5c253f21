//! The retro and fancy layouts, and callbacks that fail.
#![allow(missing_docs, clippy::unwrap_used)]

mod tabbar_support;

use config::Config;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tabbar_support::*;
use wezterm_gui::callback_cache::{CallbackCache, CallbackHost};
use wezterm_gui::fancy_tab_bar::{BarShape, FancyInput, FancyTabBar, TextMeasure};
use wezterm_gui::tab_information::{Progress, TabList, VersionCounter};
use wezterm_gui::tabbar::{
    BarAttrs, Pointer, TabBar, TabBarInput, TabBarItem, WindowTitle, shows_tab_bar,
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
        }
    }

    fn update(&mut self) -> bool {
        let palette = self.config.palette();
        let input = TabBarInput {
            list: &self.list,
            config: &self.config,
            palette: &palette,
            look: 1,
            width: self.width,
            pointer: self.pointer,
            left_status: self.status.0,
            right_status: self.status.1,
            window_buttons: self.buttons,
            refresh: self.tick,
        };
        let host: &dyn CallbackHost = &self.host;
        self.bar
            .update(&input, &mut self.cache, Some(host), self.now)
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
fn titles_shrink_evenly_when_they_do_not_fit() {
    let mut bar = Bar::new(&["aaaaaaaaaaaa"; 5], "");
    bar.width = 33;
    bar.update();
    let widths: Vec<_> = bar
        .bar
        .state()
        .items()
        .iter()
        .map(|entry| entry.width)
        .collect();
    assert_eq!(widths, [6, 6, 6, 6, 6, 3]);
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
