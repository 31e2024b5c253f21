//! Frames without a change, and those of typed keys, take no memory from the
//! heap once the caches are warm.

mod counting_allocator;

use counting_allocator::allocations;
use wezterm_gui::bench_render::{Bench, BenchPainter, SceneKind};
use wezterm_gui::cli::ConfigArgs;

/// The most allocations that one of `frames` frames needed.
fn most_allocations(scene: SceneKind, frames: u32) -> u64 {
    let config = ConfigArgs {
        skip_config: true,
        // Fonts of the machine differ; those we bring do not.
        overrides: vec![("font_size".to_owned(), "12".to_owned())],
        ..ConfigArgs::default()
    };
    let mut bench = Bench::new(&config, scene, BenchPainter::Cpu, (800, 600), 1000)
        .expect("a window offscreen");
    for _ in 0..300 {
        bench.change().expect("a change");
        bench.draw();
    }
    let painted = bench.painted();
    let mut most = 0;
    for _ in 0..frames {
        bench.change().expect("a change");
        // The tab bar's own share is looked at by its own tests.
        let before_bar = allocations();
        bench.update_tab_bar();
        let before = allocations();
        bench.draw();
        let drawn = allocations() - before;
        most = most.max(drawn.saturating_sub(before - before_bar));
    }
    let expected = match scene {
        SceneKind::Idle => 0,
        _ => u64::from(frames),
    };
    assert_eq!(bench.painted() - painted, expected, "frames were painted");
    most
}

#[test]
fn a_frame_without_a_change_allocates_nothing() {
    assert_eq!(most_allocations(SceneKind::Idle, 200), 0);
}

#[test]
fn the_counter_counts() {
    let before = allocations();
    drop(std::hint::black_box(vec![1u8; 100]));
    assert_eq!(allocations() - before, 1);
}

#[test]
fn the_frame_of_a_typed_key_allocates_nothing() {
    assert_eq!(most_allocations(SceneKind::Key, 200), 0);
}
