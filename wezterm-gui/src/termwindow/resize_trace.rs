//! What became of each size that the compositor asked for, as
//! `RUST_LOG=wezterm_gui::resize=debug` prints it.
//!
//! winit acknowledges a configure itself and does not tell its serial, so
//! sizes are numbered in the order they came in.

use std::fmt;
use std::time::{Duration, Instant};
use window::Presentation;

/// Sizes of one drag come closer to each other than this.
const SETTLED: Duration = Duration::from_millis(200);

/// Target of the log lines.
const TARGET: &str = "wezterm_gui::resize";

/// One size that was laid out and painted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Step {
    /// Number of the configure, the first of the window being 1.
    pub(super) configure: u64,
    /// Sizes that came before it, since the last frame, and were overtaken.
    pub(super) coalesced: u64,
    pub(super) pixels: (u32, u32),
    pub(super) cells: (usize, usize),
    pub(super) reflow: Duration,
    pub(super) tab_bar: Duration,
    pub(super) lua_calls: u64,
    pub(super) scene: Duration,
    pub(super) paint: Duration,
    pub(super) presented: bool,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "configure {}: {}x{} px, {}x{} cells, reflow {} µs, tab bar {} µs ({} Lua calls), \
             scene {} µs, paint {} µs, {}, coalesced {}",
            self.configure,
            self.pixels.0,
            self.pixels.1,
            self.cells.0,
            self.cells.1,
            self.reflow.as_micros(),
            self.tab_bar.as_micros(),
            self.lua_calls,
            self.scene.as_micros(),
            self.paint.as_micros(),
            if self.presented {
                "committed"
            } else {
                "not committed"
            },
            self.coalesced,
        )
    }
}

/// The sizes of one window.
#[derive(Debug, Default)]
pub(super) struct Resizes {
    configures: u64,
    /// Sizes since the last frame.
    waiting: u64,
    /// The step of the frame being made.
    step: Option<Step>,
    /// When the last size came.
    last: Option<Instant>,
}

impl Resizes {
    /// The compositor asked for a size.
    pub(super) fn configured(&mut self, now: Instant) {
        self.last = Some(now);
        self.configures += 1;
        self.waiting += 1;
    }

    /// A size is laid out, in so much time.
    pub(super) fn applied(&mut self, pixels: (u32, u32), cells: (usize, usize), reflow: Duration) {
        let waiting = std::mem::take(&mut self.waiting);
        let step = self.step.get_or_insert_with(Step::default);
        step.configure = self.configures;
        step.coalesced += waiting.saturating_sub(1);
        step.pixels = pixels;
        step.cells = cells;
        step.reflow += reflow;
    }

    /// When the window's size has been the same for long enough for more sizes
    /// to be unlikely.
    pub(super) fn settles_at(&self) -> Option<Instant> {
        Some(self.last? + SETTLED)
    }

    /// The number of the configure whose size this frame is the first to have.
    pub(super) fn configure(&self) -> Option<u64> {
        self.step.as_ref().map(|step| step.configure)
    }

    /// The step of this frame, if its size is new; called once a frame.
    pub(super) fn take(&mut self) -> Option<Step> {
        self.step.take()
    }
}

/// Prints a finished step.
pub(super) fn print(step: &Step) {
    log::debug!(target: TARGET, "{step}");
}

/// Whether steps are printed.
pub(super) fn is_on() -> bool {
    log::log_enabled!(target: TARGET, log::Level::Debug)
}

/// Prints when the frame of a configure was shown.
pub(super) fn print_presented(configure: u64, presentation: Presentation) {
    match presentation {
        Presentation::Shown { at, after, .. } => log::debug!(
            target: TARGET,
            "configure {configure}: presented at {:.6} s, {} µs after its commit",
            at.as_secs_f64(),
            after.map_or_else(|| "?".to_owned(), |after| after.as_micros().to_string()),
        ),
        Presentation::Discarded => {
            log::debug!(target: TARGET, "configure {configure}: never shown");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overtaken_sizes_are_counted() {
        let mut resizes = Resizes::default();
        resizes.applied((10, 10), (1, 1), Duration::from_micros(5));
        assert_eq!(resizes.take().map(|step| step.coalesced), Some(0));
        for _ in 0..3 {
            resizes.configured(Instant::now());
        }
        resizes.applied((20, 10), (2, 1), Duration::from_micros(5));
        // The tab bar came or went in the same frame.
        resizes.applied((20, 10), (2, 1), Duration::from_micros(4));
        let step = resizes.take().unwrap();
        assert_eq!((step.configure, step.coalesced), (3, 2));
        assert_eq!(step.reflow, Duration::from_micros(9));
        assert_eq!(
            step.to_string(),
            "configure 3: 20x10 px, 2x1 cells, reflow 9 µs, tab bar 0 µs (0 Lua calls), \
             scene 0 µs, paint 0 µs, not committed, coalesced 2"
        );
        assert!(resizes.take().is_none());
    }
}
