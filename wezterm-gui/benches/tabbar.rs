//! One whole tab bar: the original's way (all tables made anew for every call),
//! kept tables, remembered results, and a frame in which nothing has changed.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../tests/tabbar_support/mod.rs"]
mod tabbar_support;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tabbar_support::*;
use wezterm_gui::callback_cache::{CallbackCache, CallbackHost};
use wezterm_gui::tab_information::{TabList, VersionCounter};
use wezterm_gui::tabbar::{BarView, Pointer, TabBar, TabBarInput, TabBarItem, compute_layout};

const HANDLER: &str = "return function(tab, tabs, panes, config, hover, max_width)
  local title = tab.tab_title
  if title == '' then title = tab.active_pane.title end
  return ' ' .. tab.tab_index + 1 .. '/' .. #tabs .. ' ' .. title:sub(1, max_width - 6) .. ' '
end";

fn bench(c: &mut Criterion) {
    let config = config(false);
    let palette = config.palette();
    let mut group = c.benchmark_group("tab bar");
    group
        .sample_size(20)
        .measurement_time(Duration::from_secs(1))
        .warm_up_time(Duration::from_millis(300));
    for count in [3usize, 10, 50, 200] {
        let mut list = TabList::new(1, &VersionCounter::default());
        let mut tabs: Vec<_> = (0..count).map(|i| tab(i, i, "~/src/project")).collect();
        tabs[0].is_active = true;
        list.update(tabs);
        let input = |refresh| TabBarInput {
            list: &list,
            config: &config,
            palette: &palette,
            look: 1,
            width: count * 20,
            pointer: Pointer::Away,
            left_status: "",
            right_status: "",
            window_buttons: false,
            refresh,
            view: BarView::default(),
        };
        group.bench_with_input(BenchmarkId::new("original", count), &count, |b, _| {
            let host = Host::new(HANDLER, Purity::Unknown);
            b.iter(|| {
                compute_layout(&input(0), TabBarItem::None, &mut |place, hover, width| {
                    let args = fresh_arguments(&host.lua, &list, place, hover, width);
                    let value = host.call("", args, Duration::MAX).unwrap();
                    Some(value.as_string().unwrap().to_string_lossy().into())
                })
            });
        });
        for (name, purity, moving) in [
            ("kept tables", Purity::Unknown, true),
            ("kept results", Purity::Arguments, true),
            ("nothing changed", Purity::Unknown, false),
        ] {
            group.bench_with_input(BenchmarkId::new(name, count), &count, |b, _| {
                let host = Host::new(HANDLER, purity);
                let mut cache = CallbackCache::new(Rc::new(Facts::default()));
                let mut bar = TabBar::default();
                let now = Instant::now();
                let mut refresh = 0;
                b.iter(|| {
                    refresh += u64::from(moving);
                    black_box(bar.update(&input(refresh), &mut cache, Some(&host), now))
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
