//! What the user is told of failing callbacks, and how long one that overran
//! its budget is left alone.

use super::CallbackEvent;
use super::results::shorten;
use config::runtime::failing_place;
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

/// How much longer than the budget a callback rests after overrunning it.
const REST_FACTOR: u32 = 10;
/// The longest rest, unless the budget asks for more.
const LONGEST_REST: Duration = Duration::from_secs(60);
/// Places that are reported: an error with a changing text must not fill the
/// memory, nor the window.
const MAX_PLACES: usize = 100;
/// The longest message, in bytes.
const MAX_MESSAGE: usize = 2_000;

/// After an overrun: when the event may be tried again, and the rest after the
/// next overrun.
#[derive(Clone, Copy, Debug)]
struct Rest {
    until: Instant,
    next: Duration,
}

/// Messages and rests of the callbacks of one VM.
#[derive(Debug, Default)]
pub(super) struct Reports {
    resting: HashMap<CallbackEvent, Rest>,
    reported: HashSet<String>,
    waiting: Vec<String>,
}

impl Reports {
    /// Notes a message for the user, unless its place was reported before.
    pub(super) fn report(&mut self, event: CallbackEvent, error: &str) {
        let error = shorten(error, MAX_MESSAGE);
        let key = format!("{}: {}", event.name(), failing_place(error));
        if self.reported.len() < MAX_PLACES && self.reported.insert(key) {
            self.waiting.push(format!("{}: {error}", event.name()));
        }
    }

    pub(super) fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.waiting)
    }

    /// Whether the event is to be left alone still.
    pub(super) fn rests(&self, event: CallbackEvent, now: Instant) -> bool {
        self.resting
            .get(&event)
            .is_some_and(|rest| now < rest.until)
    }

    /// Leaves the event alone for a while, longer after each overrun.
    pub(super) fn rest_after_overrun(
        &mut self,
        event: CallbackEvent,
        budget: Duration,
        now: Instant,
    ) {
        let first = budget.saturating_mul(REST_FACTOR);
        let length = self.resting.get(&event).map_or(first, |rest| rest.next);
        let longest = LONGEST_REST.max(first);
        self.resting.insert(
            event,
            Rest {
                until: now + budget + length,
                next: length.saturating_mul(2).min(longest),
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: CallbackEvent = CallbackEvent::FormatTabTitle;

    #[test]
    fn a_place_is_reported_once_whatever_it_says() {
        let mut reports = Reports::default();
        for n in 0..500 {
            reports.report(EVENT, &format!("/a/b.lua:12: number {n}"));
        }
        reports.report(EVENT, "/a/b.lua:13: another line");
        assert_eq!(
            reports.take(),
            [
                "format-tab-title: /a/b.lua:12: number 0",
                "format-tab-title: /a/b.lua:13: another line"
            ]
        );
        for n in 0..500 {
            reports.report(EVENT, &format!("no place {n}"));
        }
        assert!(reports.take().len() <= MAX_PLACES);
    }

    #[test]
    fn a_long_message_is_cut_at_a_character() {
        let mut reports = Reports::default();
        reports.report(EVENT, &"\u{e4}".repeat(1_000_000));
        assert!(reports.take()[0].len() < MAX_MESSAGE + 100);
    }
}
