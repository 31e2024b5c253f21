//! One whole tab bar, in the ways there are to hand a window's tabs to
//! `format-tab-title`, for what may have happened since the last frame.
//!
//! The table of Lua calls and allocations comes first: both are counted, so
//! they are the same on every machine. Criterion's times follow.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

#[path = "../tests/counting_allocator/mod.rs"]
mod counting_allocator;
#[path = "../tests/tabbar_support/mod.rs"]
mod tabbar_support;
#[path = "tab_bar/ways.rs"]
mod ways;

use counting_allocator::allocations;
use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use std::time::{Duration, Instant};
use ways::{Way, Window};

const COUNTS: [usize; 6] = [1, 3, 10, 50, 200, 1000];

/// What has happened since the last frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// There was none: all caches are empty.
    First,
    Nothing,
    OneTitle,
    AllTitles,
    Hover,
    Pixel,
    MaxWidth,
}

impl Change {
    const ALL: [Self; 7] = [
        Self::First,
        Self::Nothing,
        Self::OneTitle,
        Self::AllTitles,
        Self::Hover,
        Self::Pixel,
        Self::MaxWidth,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::First => "first build",
            Self::Nothing => "nothing changed",
            Self::OneTitle => "one title",
            Self::AllTitles => "all titles",
            Self::Hover => "hover",
            Self::Pixel => "a pixel wider",
            Self::MaxWidth => "another max_width",
        }
    }

    fn apply(self, window: &mut Window, round: usize) {
        let odd = round % 2 == 1;
        match self {
            Self::First => window.forget(),
            // A pixel more is no column more.
            Self::Nothing | Self::Pixel => {}
            Self::OneTitle => window.rename(0, round),
            Self::AllTitles => (0..window.len()).for_each(|place| window.rename(place, round)),
            Self::Hover => window.point(usize::from(odd)),
            Self::MaxWidth => window.set_max_width(if odd { 15 } else { 16 }),
        }
    }

    /// Whether the original makes the bar anew.
    fn rebuilds(self) -> bool {
        self != Self::Nothing
    }
}

/// Lua calls and allocations of one frame after a change that was made before.
fn counted(way: Way, count: usize, change: Change) -> (u64, u64) {
    let mut window = Window::new(way, count);
    let mut cost = (0, 0);
    for round in 0..4 {
        change.apply(&mut window, round);
        let before = (window.calls(), allocations());
        window.frame(change.rebuilds());
        cost = (window.calls() - before.0, allocations() - before.1);
    }
    cost
}

/// The original's way takes seconds where there are many tabs.
fn is_measured(way: Way, count: usize) -> bool {
    way != Way::Original || count <= 200
}

fn table() {
    println!("Lua calls / allocations of a frame\n");
    let heads = Change::ALL.map(Change::name).join(" | ");
    println!("| way | tabs | {heads} |\n|---|---{}|", "|---".repeat(7));
    for way in Way::ALL {
        for count in COUNTS.into_iter().filter(|count| is_measured(way, *count)) {
            let cells = Change::ALL.map(|change| {
                let (calls, allocated) = counted(way, count, change);
                format!("{calls} / {allocated}")
            });
            println!("| {} | {count} | {} |", way.name(), cells.join(" | "));
        }
    }
    println!();
}

fn bench(c: &mut Criterion) {
    table();
    for change in Change::ALL {
        let mut group = c.benchmark_group(change.name());
        group
            .sample_size(10)
            .sampling_mode(SamplingMode::Flat)
            .measurement_time(Duration::from_millis(200))
            .warm_up_time(Duration::from_millis(50));
        for count in COUNTS {
            for way in Way::ALL.into_iter().filter(|way| is_measured(*way, count)) {
                group.bench_function(BenchmarkId::new(way.name(), count), |b| {
                    // Criterion comes here for each sample.
                    let mut window = Window::new(way, count);
                    window.settle();
                    let mut round = 0;
                    // Only the frame is timed, not what has happened before it.
                    b.iter_custom(|times| {
                        let mut total = Duration::ZERO;
                        for _ in 0..times {
                            round += 1;
                            change.apply(&mut window, round);
                            let started = Instant::now();
                            window.frame(change.rebuilds());
                            total += started.elapsed();
                        }
                        total
                    });
                });
            }
        }
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
