//! Handlers that are shown to be pure run only when what they read has changed,
//! and their titles equal those of handlers that always run.
#![allow(missing_docs, clippy::unwrap_used)]

mod tabbar_support;

use config::{Convert, Cx, RuntimeContext};
use proptest::prelude::*;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tabbar_support::*;
use wezterm_gui::callback_cache::{
    CallbackCache, CallbackEvent, CallbackHost, CallbackPolicy, RunReason, Title,
};
use wezterm_gui::tab_information::{Progress, TabInformation, TabList, VersionCounter};
use wezterm_gui::tabbar::RuntimeHost;

const POLICY: CallbackPolicy = CallbackPolicy {
    cache: true,
    budget: Duration::from_secs(20),
};

struct Bench {
    host: RuntimeHost,
    cache: CallbackCache,
    list: TabList,
    tabs: Vec<TabInformation>,
}

impl Bench {
    fn new(event: CallbackEvent, handler: &str, tabs: usize) -> Self {
        let (runtime, cache) = runtime_with_cache(RuntimeContext::new(Arc::new(|| ())));
        let code = format!("local wezterm = require 'wezterm' return {handler}");
        let function = runtime.lua().load(code).eval().unwrap();
        runtime.state().add_handler(event.name(), function);
        let mut bench = Self {
            host: RuntimeHost {
                runtime: Rc::new(runtime),
                config_generation: 1,
            },
            cache,
            list: TabList::new(1, &VersionCounter::default()),
            tabs: (0..tabs).map(|n| tab(n + 1, n, &format!("t{n}"))).collect(),
        };
        bench.tabs[0].is_active = true;
        bench.list.update(bench.tabs.clone());
        bench
    }

    fn titles(&mut self, hover: Option<usize>, width: usize) -> Vec<Title> {
        self.list.update(self.tabs.clone());
        let mut pass = self
            .cache
            .begin(&self.host, &self.list, POLICY, Instant::now());
        (0..self.tabs.len())
            .map(|place| pass.tab_title(place, hover == Some(place), width))
            .collect()
    }

    fn window_title(&mut self) -> Option<String> {
        self.list.update(self.tabs.clone());
        self.cache
            .begin(&self.host, &self.list, POLICY, Instant::now())
            .window_title()
    }

    /// The calls that `change` and the titles after it cost.
    fn calls(&mut self, change: impl FnOnce(&mut Vec<TabInformation>)) -> u64 {
        let before = self.cache.stats().calls();
        change(&mut self.tabs);
        self.titles(None, 20);
        self.cache.stats().calls() - before
    }

    fn lua(&self, code: &str) {
        let function = self.host.runtime.lua().load(code).into_function().unwrap();
        let runtime = &self.host.runtime;
        let () = runtime
            .call_function("other", &function, (), Duration::from_secs(20))
            .unwrap();
    }
}

fn resize(tabs: &mut [TabInformation], width: usize) {
    for pane in tabs.iter_mut().flat_map(|tab| &mut tab.panes) {
        pane.width = width;
        pane.pixel_width = width * 8;
        pane.height += 1;
        pane.facts_version += 1;
    }
}

const TITLE_ONLY: &str = "function(tab, tabs, panes, config, hover, max_width)
    local title = tab.tab_title
    if not title or #title == 0 then title = tab.active_pane.title end
    return { { Text = ' ' .. tab.tab_index .. ': ' .. title .. (tab.is_active and '*' or '') } }
  end";

#[test]
fn a_resize_runs_no_handler_that_reads_only_titles() {
    let mut bench = Bench::new(CallbackEvent::FormatTabTitle, TITLE_ONLY, 50);
    assert_eq!(bench.cache.pure_handlers(&bench.host), 1);
    assert_eq!(bench.calls(|_| ()), 50);
    for width in 10..40 {
        assert_eq!(bench.calls(|tabs| resize(tabs, width)), 0);
    }
    bench.titles(Some(3), 7);
    assert_eq!(
        bench.cache.stats().calls(),
        50,
        "neither hover nor width is read"
    );
    assert_eq!(bench.calls(|tabs| tabs[7].panes[0].title = "new".into()), 1);
    assert_eq!(bench.calls(|tabs| tabs[7].panes[0].width = 1), 0);
    assert_eq!(bench.calls(|tabs| tabs[8].tab_title = "named".into()), 1);
    let activate = |tabs: &mut Vec<TabInformation>| {
        tabs[0].is_active = false;
        tabs[1].is_active = true;
    };
    assert_eq!(bench.calls(activate), 2);
    assert!(bench.cache.stats().hits() > 0);
    assert_eq!(bench.cache.stats().runs_for(RunReason::Volatile), 0);
    // Other Lua may have changed anything, but not what this one can read.
    bench.lua("x = 1");
    assert_eq!(bench.calls(|_| ()), 0);
}

/// The runs that a change costs, of a handler for four tabs.
#[track_caller]
fn runs_after(handler: &str, change: impl FnOnce(&mut Vec<TabInformation>)) -> u64 {
    let mut bench = Bench::new(CallbackEvent::FormatTabTitle, handler, 4);
    assert_eq!(bench.cache.pure_handlers(&bench.host), 1, "{handler}");
    assert_eq!(bench.calls(|_| ()), 4);
    assert_eq!(bench.calls(|_| ()), 0);
    bench.calls(change)
}

fn rename(place: usize) -> impl FnOnce(&mut Vec<TabInformation>) {
    move |tabs| tabs[place].panes[0].title.push('!')
}

#[test]
fn only_what_a_run_has_read_ends_its_result() {
    let third = "function(tab, tabs) return tabs[3].active_pane.title .. tab.tab_index end";
    assert_eq!(runs_after(third, rename(2)), 4);
    assert_eq!(runs_after(third, rename(1)), 0);
    // The branch that was taken has not looked at the pane.
    let either = "function(tab) if tab.tab_index % 2 == 0 then return tab.tab_title end
        return tab.active_pane.title end";
    assert_eq!(runs_after(either, rename(0)), 0);
    assert_eq!(runs_after(either, rename(1)), 1);
    // Neighbours, as powerline edges need them.
    let next = "function(tab, tabs) local next = tabs[tab.tab_index + 2]
        return next and next.active_pane.title or '-' end";
    assert_eq!(runs_after(next, rename(2)), 1);
    assert_eq!(runs_after(next, rename(0)), 0);
    let count = "function(tab, tabs) return tab.tab_index .. '/' .. #tabs end";
    assert_eq!(runs_after(count, rename(2)), 0);
    assert_eq!(runs_after(count, |tabs| drop(tabs.pop())), 3);
    let all = "function(tab, tabs) local out = '' for _, t in ipairs(tabs) do out = out .. t.active_pane.title end return out end";
    assert_eq!(runs_after(all, rename(3)), 4);
    let shown = "function(tab, tabs, panes) return panes[1].title .. tab.tab_id end";
    assert_eq!(runs_after(shown, rename(0)), 4);
    assert_eq!(runs_after(shown, rename(1)), 0);
    let lone = "function(tab) return tab.active_pane.user_vars.branch or '' end";
    assert_eq!(runs_after(lone, rename(0)), 0);
    let facts = "function(tab) return tab.active_pane.foreground_process_name end";
    assert_eq!(
        runs_after(facts, |tabs| tabs[0].panes[0].facts_version += 1),
        0,
        "another fact has changed, not this one"
    );
}

#[test]
fn a_value_that_comes_back_finds_its_result() {
    let mut bench = Bench::new(
        CallbackEvent::FormatTabTitle,
        "function(tab) return tab.active_pane.title end",
        2,
    );
    bench.calls(|_| ());
    for round in 0..10 {
        let title = ["t0", "busy"][round % 2];
        let runs = bench.calls(|tabs| tabs[0].panes[0].title = title.into());
        assert_eq!(runs, u64::from(round == 1));
    }
}

#[test]
fn outer_state_ends_results_only_when_it_is_read() {
    let handler = "(function() local marks = {} state = { branch = 'main' }
        function mark(id) marks[id] = true end
        return function(tab) return state.branch .. (marks[tab.tab_id] and '*' or '') end end)()";
    let mut bench = Bench::new(CallbackEvent::FormatTabTitle, handler, 3);
    assert_eq!(bench.cache.pure_handlers(&bench.host), 1);
    bench.calls(|_| ());
    bench.lua("unrelated = 1 state.other = 2");
    assert_eq!(bench.calls(|_| ()), 0);
    bench.lua("mark(2)");
    assert_eq!(bench.calls(|_| ()), 3);
    assert_eq!(bench.titles(None, 9)[1].as_deref(), Some("main*"));
    bench.lua("state.branch = 'topic'");
    assert_eq!(bench.titles(None, 9)[1].as_deref(), Some("topic*"));
    assert_eq!(bench.cache.stats().runs_for(RunReason::Outside), 6);
    assert_eq!(bench.cache.stats().runs_for(RunReason::First), 3);
}

#[test]
fn a_table_that_is_returned_again_is_copied_at_once() {
    let handler = "(function() local items = { { Text = '' } }
        return function(tab) items[1].Text = tab.active_pane.title return items end end)()";
    let mut bench = Bench::new(CallbackEvent::FormatTabTitle, handler, 3);
    let titles = bench.titles(None, 9);
    assert_eq!(titles[0].as_deref(), Some("t0"));
    assert_eq!(titles[2].as_deref(), Some("t2"));
}

#[test]
fn a_result_that_is_too_large_is_cut_with_a_message() {
    for (handler, said) in [
        ("function() return ('x'):rep(10 * 1024 * 1024) end", "bytes"),
        (
            "function() return { { Text = ('x'):rep(10 * 1024 * 1024) } } end",
            "bytes",
        ),
        (
            "function() local t = {} for i = 1, 1000000 do t[i] = { Text = 'x' } end return t end",
            "items",
        ),
        (
            "function() local t = {} for i = 1, 100 do t[i] = { Text = ('x'):rep(1000) } end return t end",
            "bytes",
        ),
    ] {
        let mut bench = Bench::new(CallbackEvent::FormatTabTitle, handler, 2);
        let titles = bench.titles(None, 9);
        let length = titles[0].as_ref().unwrap().len();
        assert!((1_000..=20_000).contains(&length), "{length}");
        assert!(titles[0].as_ref().unwrap().bytes().all(|byte| byte == b'x'));
        let reports = bench.cache.take_reports();
        assert_eq!(reports.len(), 1, "{reports:?}");
        assert!(reports[0].contains(said), "{reports:?}");
    }
}

#[test]
fn errors_with_a_changing_text_are_reported_once() {
    let handler =
        "(function() local n = 0 return function() n = n + 1 error('wrong ' .. n) end end)()";
    let mut bench = Bench::new(CallbackEvent::FormatTabTitle, handler, 3);
    for _ in 0..20 {
        bench.titles(None, 9);
    }
    assert_eq!(bench.cache.take_reports().len(), 1);
    assert_eq!(bench.host.runtime.state().take_errors().len(), 1);
    assert_eq!(bench.cache.stats().failures(), 60);
}

#[test]
fn what_is_read_ends_a_result() {
    let reads_width =
        "function(tab, _, _, _, hover, w) return tab.active_pane.width .. tostring(hover) .. w end";
    let mut bench = Bench::new(CallbackEvent::FormatTabTitle, reads_width, 3);
    bench.calls(|_| ());
    assert_eq!(bench.calls(|tabs| tabs[1].panes[0].width = 9), 1);
    let before = bench.cache.stats().calls();
    bench.titles(Some(1), 20);
    assert_eq!(bench.cache.stats().calls() - before, 1);
    bench.titles(Some(1), 19);
    assert_eq!(bench.cache.stats().calls() - before, 4);
}

#[test]
fn a_volatile_handler_runs_each_time() {
    let counts =
        "(function() local n = 0 return function(tab) n = n + 1 return tostring(n) end end)()";
    let mut bench = Bench::new(CallbackEvent::FormatTabTitle, counts, 3);
    assert_eq!(bench.cache.pure_handlers(&bench.host), 0);
    assert_eq!(bench.calls(|_| ()), 3);
    assert_eq!(bench.calls(|_| ()), 3);
    assert_eq!(bench.cache.stats().runs_for(RunReason::Volatile), 6);
}

#[test]
fn a_helper_that_becomes_volatile_is_followed() {
    let mut bench = Bench::new(
        CallbackEvent::FormatTabTitle,
        "function(tab) return (helper or tostring)(tab.tab_index) end",
        2,
    );
    assert_eq!(bench.titles(None, 1)[1].as_deref(), Some("1"));
    bench.lua("n = 0 function helper() n = n + 1 return 'n' .. n end");
    assert_eq!(bench.titles(None, 1)[1].as_deref(), Some("n2"));
    assert_eq!(bench.titles(None, 1)[1].as_deref(), Some("n4"));
}

#[test]
fn an_error_is_not_kept() {
    let handler = "function(tab) if broken then error('no') end return tab.active_pane.title end";
    let mut bench = Bench::new(CallbackEvent::FormatTabTitle, handler, 2);
    assert_eq!(bench.calls(|_| ()), 2);
    bench.lua("broken = true");
    assert_eq!(bench.calls(|_| ()), 2);
    assert_eq!(bench.calls(|_| ()), 2);
    assert_eq!(bench.cache.stats().failures(), 4);
}

#[test]
fn window_titles_are_kept_too() {
    let handler = "function(tab, pane, tabs) return #tabs .. ' ' .. pane.title end";
    let mut bench = Bench::new(CallbackEvent::FormatWindowTitle, handler, 2);
    assert_eq!(bench.window_title().as_deref(), Some("2 t0"));
    resize(&mut bench.tabs, 5);
    bench.tabs[1].panes[0].title = "unseen".into();
    assert_eq!(bench.window_title().as_deref(), Some("2 t0"));
    assert_eq!(bench.cache.stats().calls(), 1);
    bench.tabs[0].panes[0].title = "seen".into();
    assert_eq!(bench.window_title().as_deref(), Some("2 seen"));
    bench.tabs.pop();
    assert_eq!(bench.window_title().as_deref(), Some("1 seen"));
    assert_eq!(bench.cache.stats().calls(), 3);
}

/// (pure?, handler)
const CALLBACKS: &[(bool, &str)] = &[
    (true, "function(tab) return tab.active_pane.title end"),
    (
        true,
        "function(tab, tabs) return tab.tab_index .. '/' .. #tabs .. tab.tab_title end",
    ),
    (
        true,
        "function(tab, tabs) local t = {} for i, o in ipairs(tabs) do t[i] = o.active_pane.title .. o.tab_id end return table.concat(t, '|') end",
    ),
    (
        true,
        "function(tab, tabs) table.sort(tabs, function(a, b) return a.tab_id > b.tab_id end) return tabs[1].tab_id .. tabs[1].tab_title end",
    ),
    (
        true,
        "function(tab, tabs, panes) return #panes .. panes[1].title .. #tab.panes .. tab.panes[1].width end",
    ),
    (
        true,
        "function(tab, _, panes) local w = 0 for _, p in pairs(panes) do w = w + p.width end return w .. (tab.is_active and '*' or '') end",
    ),
    (
        true,
        "function(tab, _, _, config, hover, w) return config.tab_max_width .. tostring(hover) .. w .. config.keys[1] end",
    ),
    (
        true,
        "function(tab) local v = tab.active_pane.user_vars local old = v.x or '-' v.x = 'lost' return old .. v.x end",
    ),
    (
        true,
        "function(tab) local p = tab.active_pane.progress return type(p) == 'table' and (p.Percentage or -1) .. '%' or p end",
    ),
    (
        true,
        "function(tab) local s = '' for _, k in ipairs { 'title', 'height' } do s = s .. tab.active_pane[k] end return s end",
    ),
    (
        true,
        "function(tab) local s = '' for k, v in pairs(tab.active_pane) do if type(v) == 'number' then s = s .. k .. v .. ' ' end end return s end",
    ),
    (
        true,
        "function(tab, tabs) local out = {} for i = 1, #tabs do if tabs[i].tab_id == tab.tab_id then out[#out + 1] = tostring(i) end end return table.concat(out) .. (tab.active_pane == tab.panes[1] and 'y' or 'n') end",
    ),
    (
        true,
        "function(tab, tabs) local function title(t) return t.active_pane and t.active_pane.title or '' end return title(tab) .. title(tabs[#tabs]) end",
    ),
    (
        true,
        "function(tab) return (outer or '-') .. tab.active_pane.pane_id end",
    ),
    (
        true,
        "function(tab, ...) local tabs = ... return tab.window_title .. #tabs .. select('#', ...) end",
    ),
    (
        false,
        "(function() local n = 0 return function(tab) n = n + 1 return tab.tab_id .. '#' .. n end end)()",
    ),
    (
        false,
        "(function() local last return function(tab) local t = last or 'first' last = tab.active_pane.title return t end end)()",
    ),
    (
        false,
        "(function() local seen = {} return function(tab, tabs) seen[#seen + 1] = tabs[1].tab_id return seen[1] .. #seen end end)()",
    ),
    (
        false,
        "function(tab) if tab.tab_index == 1 then outer = tab.active_pane.title end return outer or '-' end",
    ),
];

#[derive(Clone, Debug)]
enum Op {
    Title(usize, String),
    Explicit(usize, String),
    Var(usize, u8),
    Progress(usize, u8),
    Size(usize, usize),
    ResizeAll(usize),
    Add(String),
    Split(usize),
    Remove(usize),
    Activate(usize),
    Swap(usize),
    Outer(u8),
    Look(Option<usize>, usize),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => (0..6usize, "[a-c]{0,3}").prop_map(|(i, s)| Op::Title(i, s)),
        1 => (0..6usize, "[a-c]{0,2}").prop_map(|(i, s)| Op::Explicit(i, s)),
        1 => (0..6usize, 0..3u8).prop_map(|(i, v)| Op::Var(i, v)),
        1 => (0..6usize, 0..3u8).prop_map(|(i, v)| Op::Progress(i, v)),
        2 => (0..6usize, 1..9usize).prop_map(|(i, w)| Op::Size(i, w)),
        2 => (1..9usize).prop_map(Op::ResizeAll),
        1 => "[a-c]{0,3}".prop_map(Op::Add),
        1 => (0..6usize).prop_map(Op::Split),
        1 => (0..6usize).prop_map(Op::Remove),
        2 => (0..6usize).prop_map(Op::Activate),
        1 => (0..6usize).prop_map(Op::Swap),
        1 => (0..3u8).prop_map(Op::Outer),
        2 => (proptest::option::of(0..6usize), 5..8usize).prop_map(|(h, w)| Op::Look(h, w)),
    ]
}

fn apply(tabs: &mut Vec<TabInformation>, next_id: &mut usize, op: &Op) {
    let count = tabs.len();
    *next_id += 1;
    match op {
        Op::Title(i, s) => tabs[i % count].panes[0].title.clone_from(s),
        Op::Explicit(i, s) => tabs[i % count].tab_title.clone_from(s),
        Op::Var(i, v) => {
            let vars = &mut tabs[i % count].panes[0].user_vars;
            vars.insert("x".into(), v.to_string());
        }
        Op::Progress(i, v) => tabs[i % count].panes[0].progress = Progress::Percentage(*v),
        Op::Size(i, w) => tabs[i % count].panes[0].width = *w,
        Op::ResizeAll(w) => resize(tabs, *w),
        Op::Add(s) => tabs.push(tab(*next_id, count, s)),
        Op::Split(i) => {
            let mut pane = tab(*next_id, 0, "split").panes.remove(0);
            pane.is_active = false;
            tabs[i % count].panes.push(pane);
        }
        Op::Remove(i) if count > 1 => drop(tabs.remove(i % count)),
        Op::Activate(i) => {
            for (place, tab) in tabs.iter_mut().enumerate() {
                tab.is_active = place == i % count;
            }
        }
        Op::Swap(i) => tabs.swap(i % count, 0),
        Op::Remove(_) | Op::Outer(_) | Op::Look(..) => {}
    }
    for (place, tab) in tabs.iter_mut().enumerate() {
        tab.tab_index = place;
    }
    if !tabs.iter().any(|tab| tab.is_active) {
        tabs[0].is_active = true;
    }
}

fn reference_title(host: &Host, list: &TabList, place: usize, hover: bool, width: usize) -> Title {
    let args = fresh_arguments(&host.lua, list, place, hover, width);
    match host.call("", args, Duration::MAX).unwrap() {
        mlua::Value::Nil => None,
        mlua::Value::String(text) => Some(text.to_string_lossy().into()),
        items => {
            let items =
                Vec::<config::format::FormatItem>::from_lua(&items, &mut Cx::new(&host.lua));
            Some(config::format::format_items_as_escapes(&items.unwrap()).into())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn kept_and_fresh_titles_are_equal(
        which in 0..CALLBACKS.len(),
        ops in proptest::collection::vec(op(), 1..30),
    ) {
        let (pure, handler) = CALLBACKS[which];
        let mut bench = Bench::new(CallbackEvent::FormatTabTitle, handler, 2);
        prop_assert_eq!(bench.cache.pure_handlers(&bench.host), usize::from(pure), "{}", handler);
        let plain = Host::new(&format!("return {handler}"), Default::default());
        let mut next_id = 10;
        let (mut hover, mut width) = (None, 6);
        for op in &ops {
            apply(&mut bench.tabs, &mut next_id, op);
            match op {
                Op::Outer(value) => {
                    let code = format!("outer = 'o{value}'");
                    bench.lua(&code);
                    plain.lua.load(code).exec().unwrap();
                }
                Op::Look(at, w) => (hover, width) = (*at, *w),
                _ => {}
            }
            let kept = bench.titles(hover, width);
            let fresh: Vec<Title> = (0..bench.tabs.len())
                .map(|place| reference_title(&plain, &bench.list, place, hover == Some(place), width))
                .collect();
            // The original's `pairs` has an order of its own.
            let sorted = |titles: &[Title]| -> Vec<Option<Vec<String>>> {
                titles
                    .iter()
                    .map(|title| title.as_ref().map(|title| {
                        let mut words: Vec<String> = title.split(' ').map(str::to_owned).collect();
                        words.sort();
                        words
                    }))
                    .collect()
            };
            prop_assert_eq!(sorted(&kept), sorted(&fresh), "{} after {:?}", handler, op);
            prop_assert!(bench.cache.take_reports().is_empty());
        }
    }
}
