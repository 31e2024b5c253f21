//! Titles through the caches equal titles made the original's way, for random
//! state changes and callbacks of every kind.
#![allow(missing_docs, clippy::unwrap_used)]

mod tabbar_support;

use config::color::ResolvedPalette;
use proptest::prelude::*;
use std::rc::Rc;
use std::time::Instant;
use tabbar_support::*;
use wezterm_gui::callback_cache::{CallbackCache, CallbackHost, Purity, Title};
use wezterm_gui::tab_information::{Progress, TabInformation, TabList, VersionCounter};
use wezterm_gui::tabbar::{
    BarView, Pointer, TabBar, TabBarInput, TabBarItem, TabBarState, compute_layout,
};

/// (pure?, handler)
const CALLBACKS: &[(bool, &str)] = &[
    (
        true,
        "function(tab, _, _, _, hover, w) return tab.active_pane.title .. tostring(hover) .. w end",
    ),
    (
        true,
        "function(tab, tabs) return tab.tab_index .. '/' .. #tabs end",
    ),
    (
        true,
        "function(tab, tabs) local t = {} for i, o in ipairs(tabs) do t[i] = o.active_pane.title end return table.concat(t, '|') end",
    ),
    (
        true,
        "function(tab, tabs) table.sort(tabs, function(a, b) return a.tab_id > b.tab_id end) table.insert(tabs, 1, 7) return tabs[2].tab_id .. ':' .. #tabs end",
    ),
    (
        true,
        "function(tab, _, _, config) config.tab_max_width = config.tab_max_width + 1 table.insert(config.keys, 'c') config.colors.x = (config.colors.x or 0) + 1 return config.tab_max_width .. #config.keys .. config.colors.x .. tab.active_pane.foreground_process_name end",
    ),
    (
        true,
        "function(tab) local v = tab.active_pane.user_vars local old = (v.x or '-') .. (next(v) or 'none') v.x = 'lost' return old end",
    ),
    (
        true,
        "function(tab) local p = tab.active_pane.progress return type(p) == 'table' and (p.Percentage or -1) .. '%' or p end",
    ),
    (
        true,
        "function(tab, tabs, panes) return #panes .. panes[1].title .. #tab.panes .. (tab.is_active and '*' or '') end",
    ),
    (
        true,
        "function(tab) return { { Foreground = { Color = '#ff0000' } }, { Text = tab.active_pane.title } } end",
    ),
    (
        true,
        "function(tab) if tab.tab_index % 2 == 0 then return nil end return 'odd' end",
    ),
    (
        false,
        "(function() local n = 0 return function(tab) n = n + 1 return tab.tab_id .. '#' .. n end end)()",
    ),
    (
        false,
        "function(tab) return tab.tab_id .. '@' .. tostring(clock) end",
    ),
    (
        false,
        "(function() local last return function(tab) local t = last and last.active_pane.title or 'first' last = tab return t end end)()",
    ),
    (
        false,
        "(function() local seen = {} return function(tab, tabs) seen[#seen + 1] = tabs[1] return seen[1].active_pane.title .. #seen end end)()",
    ),
];

#[derive(Clone, Debug)]
enum Op {
    Title(usize, String),
    Explicit(usize, String),
    Var(usize, u8),
    Progress(usize, u8),
    Add(String),
    Remove(usize),
    Activate(usize),
    Swap(usize),
    Point(Option<usize>),
    Width(usize),
    Status(String),
    Tick,
    Clock(u32),
    Frame,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (0..6usize, "[a-c]{0,6}").prop_map(|(i, s)| Op::Title(i, s)),
        1 => (0..6usize, "[a-c]{0,2}").prop_map(|(i, s)| Op::Explicit(i, s)),
        1 => (0..6usize, 0..3u8).prop_map(|(i, v)| Op::Var(i, v)),
        1 => (0..6usize, 0..101u8).prop_map(|(i, v)| Op::Progress(i, v)),
        2 => "[a-c]{0,20}".prop_map(Op::Add),
        1 => (0..6usize).prop_map(Op::Remove),
        2 => (0..6usize).prop_map(Op::Activate),
        1 => (0..6usize).prop_map(Op::Swap),
        4 => proptest::option::of(0..90usize).prop_map(Op::Point),
        2 => (1..100usize).prop_map(Op::Width),
        1 => "[a-c]{0,9}".prop_map(Op::Status),
        1 => Just(Op::Tick),
        1 => (0..9u32).prop_map(Op::Clock),
        3 => Just(Op::Frame),
    ]
}

#[derive(Clone, PartialEq)]
struct World {
    tabs: Vec<TabInformation>,
    pointer: Option<usize>,
    width: usize,
    status: String,
    tick: u64,
}

fn apply(world: &mut World, next_id: &mut usize, op: &Op) {
    let count = world.tabs.len().max(1);
    match op {
        Op::Title(i, s) => {
            world.tabs[i % count].panes[0].title.clone_from(s);
        }
        Op::Explicit(i, s) => {
            world.tabs[i % count].tab_title.clone_from(s);
        }
        Op::Var(i, v) => {
            world.tabs[i % count].panes[0]
                .user_vars
                .insert("x".into(), v.to_string());
        }
        Op::Progress(i, v) => {
            world.tabs[i % count].panes[0].progress = Progress::Percentage(*v);
        }
        Op::Add(s) => {
            *next_id += 1;
            let place = world.tabs.len();
            world.tabs.push(tab(*next_id, place, s));
        }
        Op::Remove(i) => {
            if world.tabs.len() > 1 {
                world.tabs.remove(i % count);
            }
        }
        Op::Activate(i) => {
            for (place, tab) in world.tabs.iter_mut().enumerate() {
                tab.is_active = place == i % count;
            }
        }
        Op::Swap(i) => world.tabs.swap(i % count, 0),
        Op::Point(column) => world.pointer = *column,
        Op::Width(width) => world.width = *width,
        Op::Status(s) => world.status.clone_from(s),
        Op::Tick => world.tick += 1,
        Op::Clock(_) | Op::Frame => {}
    }
    for (place, tab) in world.tabs.iter_mut().enumerate() {
        tab.tab_index = place;
    }
    if !world.tabs.iter().any(|tab| tab.is_active) {
        world.tabs[0].is_active = true;
    }
}

fn reference_title(host: &Host, list: &TabList, place: usize, hover: bool, width: usize) -> Title {
    let args = fresh_arguments(&host.lua, list, place, hover, width);
    let value = host
        .call("format-tab-title", args, std::time::Duration::MAX)
        .unwrap();
    match value {
        mlua::Value::Nil => None,
        mlua::Value::String(text) => Some(text.to_string_lossy().into()),
        items => {
            use config::Convert;
            let items = Vec::<config::format::FormatItem>::from_lua(
                &items,
                &mut config::Cx::new(&host.lua),
            )
            .unwrap();
            Some(config::format::format_items_as_escapes(&items).into())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 192,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]
    #[test]
    fn cached_and_uncached_titles_are_equal(
        which in 0..CALLBACKS.len(),
        ops in proptest::collection::vec(op(), 1..40),
    ) {
        let (pure, handler) = CALLBACKS[which];
        let handler = format!("return {handler}");
        let purity = if pure { Purity::Arguments } else { Purity::Unknown };
        let cached = Host::new(&handler, purity);
        let plain = Host::new(&handler, Purity::Unknown);
        let config = config(false);
        let palette: ResolvedPalette = config.palette();
        let now = Instant::now();
        let mut cache = CallbackCache::new(Rc::new(Facts::default()));
        let mut bar = TabBar::default();
        let mut reference = TabBarState::default();
        let mut shown: Option<(World, TabBarItem)> = None;
        let mut list = TabList::new(1, &VersionCounter::default());
        let mut next_id = 1;
        let mut world = World {
            tabs: vec![tab(1, 0, "start")],
            pointer: None,
            width: 60,
            status: String::new(),
            tick: 0,
        };
        for op in &ops {
            apply(&mut world, &mut next_id, op);
            if let Op::Clock(time) = op {
                for host in [&cached, &plain] {
                    host.lua.globals().set("clock", *time).unwrap();
                }
            }
            list.update(world.tabs.clone());
            let input = TabBarInput {
                list: &list,
                config: &config,
                palette: &palette,
                look: 1,
                width: world.width,
                pointer: world.pointer.map_or(Pointer::Away, Pointer::Column),
                left_status: "",
                right_status: &world.status,
                window_buttons: false,
                refresh: world.tick,
                view: BarView::default(),
            };
            let calls = cached.calls.get();
            let computed = bar.update(&input, &mut cache, Some(&cached), now);
            prop_assert!(computed || cached.calls.get() == calls, "a frame without change ran Lua");

            // The other way: no stamps, the world itself is compared.
            let hovered = world.pointer.map_or(TabBarItem::None, |column| reference.hit_test(column));
            let mut seen = world.clone();
            seen.pointer = None;
            let seen = Some((seen, hovered));
            if pure || seen != shown {
                reference = compute_layout(&input, hovered, &mut |place, hover, width| {
                    reference_title(&plain, &list, place, hover, width)
                });
                shown = seen.map(|(world, _)| (world, reference.hovered()));
            }
            prop_assert_eq!(bar.state().tab_texts(), reference.tab_texts(), "after {:?}", op);
            if computed || pure {
                prop_assert_eq!(bar.state().line(), reference.line());
            }
            prop_assert!(cache.take_reports().is_empty());
            prop_assert_eq!(bar.state().line().width(), world.width);
        }
    }
}
