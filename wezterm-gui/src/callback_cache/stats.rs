//! What the callbacks cost, and why they ran.

use super::CallbackEvent;
use crate::stats::Histogram;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Why a callback was run rather than its kept result used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunReason {
    /// There was no result for this tab or window.
    First,
    /// A field of a tab or pane that it had read has changed.
    Field,
    /// It looks at `tabs`, and the order or number of the tabs has changed.
    Tabs,
    /// It looks at `panes`, and other panes are shown.
    Panes,
    /// It reads `hover`, which has changed.
    Hover,
    /// It reads `max_width`, which has changed.
    Width,
    /// It reads `config`, which has changed.
    Config,
    /// Something that it reads outside its arguments has changed.
    Outside,
    /// It is volatile: it is run whenever the bar is made anew.
    Volatile,
    /// The cache is switched off.
    CacheOff,
}

impl RunReason {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::First,
        Self::Field,
        Self::Tabs,
        Self::Panes,
        Self::Hover,
        Self::Width,
        Self::Config,
        Self::Outside,
        Self::Volatile,
        Self::CacheOff,
    ];

    /// Its name in the statistics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Field => "field",
            Self::Tabs => "tabs",
            Self::Panes => "panes",
            Self::Hover => "hover",
            Self::Width => "width",
            Self::Config => "config",
            Self::Outside => "outside",
            Self::Volatile => "volatile",
            Self::CacheOff => "cache_off",
        }
    }
}

/// The runs of one event's handler.
#[derive(Clone, Debug, Default)]
pub struct EventStats {
    /// Times it was run.
    pub runs: u64,
    /// Times a kept result was used instead.
    pub memo_hits: u64,
    /// Runs that raised, overran or returned something unusable.
    pub failures: u64,
    /// Runs that were stopped because they took longer than the budget.
    pub over_budget: u64,
    reasons: [u64; RunReason::ALL.len()],
    time: Histogram,
}

impl EventStats {
    /// Runs for `reason`.
    #[must_use]
    pub fn runs_for(&self, reason: RunReason) -> u64 {
        self.reasons[reason as usize]
    }

    /// A percentile (0..=100) of the time that one run took, in µs.
    #[must_use]
    pub fn percentile_us(&self, percent: f64) -> u64 {
        self.time.percentile_us(percent)
    }

    pub(super) fn ran(&mut self, reason: RunReason, time: Duration) {
        self.runs += 1;
        self.reasons[reason as usize] += 1;
        self.time.record(time);
    }
}

/// Calls and reuse since the cache was made.
#[derive(Clone, Debug, Default)]
pub struct CallbackStats {
    events: [EventStats; CallbackEvent::ALL.len()],
}

impl CallbackStats {
    /// Those of one event.
    #[must_use]
    pub fn of(&self, event: CallbackEvent) -> &EventStats {
        &self.events[event as usize]
    }

    pub(super) fn of_mut(&mut self, event: CallbackEvent) -> &mut EventStats {
        &mut self.events[event as usize]
    }

    /// The part of `wezterm cli stats` that this struct knows.
    pub(crate) fn to_json(&self) -> Value {
        let reasons = |runs: &dyn Fn(RunReason) -> u64| -> Map<String, Value> {
            RunReason::ALL
                .into_iter()
                .map(|reason| (reason.name().to_owned(), json!(runs(reason))))
                .collect()
        };
        let events: Map<String, Value> = CallbackEvent::ALL
            .into_iter()
            .map(|event| {
                let stats = self.of(event);
                let value = json!({
                    "runs": stats.runs,
                    "memo_hits": stats.memo_hits,
                    "failures": stats.failures,
                    "over_budget": stats.over_budget,
                    "runs_by_reason": reasons(&|reason| stats.runs_for(reason)),
                    "p50_us": stats.percentile_us(50.0),
                    "p99_us": stats.percentile_us(99.0),
                });
                (event.name().to_owned(), value)
            })
            .collect();
        json!({
            "callbacks_run": self.calls(),
            "memo_hits": self.hits(),
            "volatile_runs": self.runs_for(RunReason::Volatile),
            "failures": self.failures(),
            "over_budget": self.over_budget(),
            "runs_by_reason": reasons(&|reason| self.runs_for(reason)),
            "events": events,
        })
    }

    fn sum(&self, count: impl Fn(&EventStats) -> u64) -> u64 {
        self.events.iter().map(count).sum()
    }

    /// Times a callback was run.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.sum(|event| event.runs)
    }

    /// Times a kept result was used instead.
    #[must_use]
    pub fn hits(&self) -> u64 {
        self.sum(|event| event.memo_hits)
    }

    /// Runs that raised, overran or returned something unusable.
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.sum(|event| event.failures)
    }

    /// Runs that were stopped because they took longer than the budget.
    #[must_use]
    pub fn over_budget(&self) -> u64 {
        self.sum(|event| event.over_budget)
    }

    /// Runs for `reason`.
    #[must_use]
    pub fn runs_for(&self, reason: RunReason) -> u64 {
        self.sum(|event| event.runs_for(reason))
    }
}
