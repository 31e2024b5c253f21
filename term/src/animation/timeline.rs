//! Which frame is shown when.

use std::time::{Duration, Instant};

/// How an animation runs (the `s` of kitty's `a=a`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum State {
    /// It does not.
    #[default]
    Stopped,
    /// Up to the last frame, to wait there for more of them.
    Loading,
    /// From the last frame back to the first.
    Running,
}

/// Where an animation was at some time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Playback {
    pub(crate) state: State,
    /// The frame shown at `since`, which began then.
    pub(crate) index: usize,
    pub(crate) since: Instant,
    /// Times that the end was reached before.
    pub(crate) loops: u32,
    /// Times that it is reached before it stops; 0 for never.
    pub(crate) max_loops: u32,
}

/// Where it is at another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) index: usize,
    /// When this frame began.
    pub(crate) since: Instant,
    pub(crate) loops: u32,
    /// When the next one does; `None` where this one stays.
    pub(crate) next: Option<Instant>,
}

impl Playback {
    pub(crate) fn stopped(now: Instant) -> Self {
        Self {
            state: State::Stopped,
            index: 0,
            since: now,
            loops: 0,
            max_loops: 0,
        }
    }

    /// Where it is at `now`, with `count` frames of these gaps. While they are
    /// `growing`, it waits at the last as if it were loading.
    pub(crate) fn place(
        &self,
        gap: impl Fn(usize) -> Duration,
        count: usize,
        growing: bool,
        now: Instant,
    ) -> Place {
        let last = count.saturating_sub(1);
        let index = self.index.min(last);
        let stays = Place {
            index,
            since: self.since,
            loops: self.loops,
            next: None,
        };
        let total: Duration = (0..count).map(&gap).sum();
        if self.state == State::Stopped || count < 2 || total.is_zero() {
            return stays;
        }
        let mut passed = now.saturating_duration_since(self.since);
        let (mut index, mut loops) = (index, self.loops);
        let rest: Duration = (index..count).map(&gap).sum();
        if passed >= rest {
            let at_end = Place {
                index: last,
                since: (now.checked_sub(passed - (rest - gap(last)))).unwrap_or(now),
                loops,
                next: None,
            };
            if growing || self.state == State::Loading {
                return at_end;
            }
            passed -= rest;
            let times = 1 + passed.as_nanos() / total.as_nanos();
            loops = loops.saturating_add(u32::try_from(times).unwrap_or(u32::MAX));
            if self.max_loops != 0 && loops >= self.max_loops {
                return Place {
                    loops: self.max_loops,
                    ..at_end
                };
            }
            let within = passed.as_nanos() % total.as_nanos();
            passed = Duration::from_nanos(u64::try_from(within).unwrap_or(0));
            index = 0;
        }
        while index < last && gap(index) <= passed {
            passed -= gap(index);
            index += 1;
        }
        let since = now.checked_sub(passed).unwrap_or(now);
        let waits = growing || self.state == State::Loading;
        let ends = self.max_loops != 0 && loops.saturating_add(1) >= self.max_loops;
        let is_final = index == last && (waits || ends);
        Place {
            index,
            since,
            loops,
            next: (!is_final).then(|| since.checked_add(gap(index))).flatten(),
        }
    }

    /// The same animation, seen from `now`: to be taken before its frames
    /// change. One that waits for frames shows the next as soon as it comes.
    pub(crate) fn rebased(
        &self,
        gap: impl Fn(usize) -> Duration,
        count: usize,
        now: Instant,
    ) -> Self {
        let place = self.place(&gap, count, false, now);
        let since = match place.next {
            None if self.state == State::Loading && count > 0 => {
                let ready = now.checked_sub(gap(place.index)).unwrap_or(now);
                place.since.max(ready)
            }
            _ => place.since,
        };
        Self {
            index: place.index,
            since,
            loops: place.loops,
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    fn play(state: State, max_loops: u32, start: Instant) -> Playback {
        Playback {
            state,
            max_loops,
            ..Playback::stopped(start)
        }
    }

    /// Frame, milliseconds to the next, at a time.
    fn at(playback: &Playback, gaps: &[u64], passed: u64) -> (usize, Option<u64>) {
        let start = playback.since;
        let now = start + ms(passed);
        let place = playback.place(|i| ms(gaps[i]), gaps.len(), false, now);
        let next = place.next.map(|next| (next - start).as_millis() as u64);
        (place.index, next)
    }

    #[test]
    fn frames_follow_their_gaps() {
        let start = Instant::now();
        // state, loops, gaps, time, frame, when it changes.
        type Row<'a> = (State, u32, &'a [u64], u64, usize, Option<u64>);
        let rows: &[Row<'_>] = &[
            (State::Stopped, 0, &[10, 20], 15, 0, None),
            (State::Running, 0, &[10, 20], 0, 0, Some(10)),
            (State::Running, 0, &[10, 20], 10, 1, Some(30)),
            (State::Running, 0, &[10, 20], 30, 0, Some(40)),
            (State::Running, 0, &[10, 20], 3_000_045, 1, Some(3_000_060)),
            // A first frame without a gap is never seen.
            (State::Running, 0, &[0, 10, 20], 0, 1, Some(10)),
            (State::Running, 0, &[0, 10, 0, 20], 30, 1, Some(40)),
            (State::Running, 0, &[10, 20, 0], 29, 1, Some(30)),
            // Nothing to wait for.
            (State::Running, 0, &[0, 0], 10, 0, None),
            (State::Running, 0, &[10], 50, 0, None),
            (State::Running, 0, &[], 50, 0, None),
            // Twice, and then the last frame stays.
            (State::Running, 2, &[10, 20], 29, 1, Some(30)),
            (State::Running, 2, &[10, 20], 59, 1, None),
            (State::Running, 2, &[10, 20], 60, 1, None),
            (State::Running, 1, &[10, 20], 31, 1, None),
            // Loading waits at the end.
            (State::Loading, 0, &[10, 20], 9, 0, Some(10)),
            (State::Loading, 0, &[10, 20], 29, 1, None),
            (State::Loading, 0, &[10, 20], 500, 1, None),
        ];
        for &(state, loops, gaps, time, frame, next) in rows {
            let play = play(state, loops, start);
            let row = format!("{state:?} {loops} {gaps:?} at {time}");
            assert_eq!(at(&play, gaps, time), (frame, next), "{row}");
        }
    }

    #[test]
    fn a_frame_that_was_waited_for_is_shown_when_it_comes() {
        let start = Instant::now();
        let loading = play(State::Loading, 0, start);
        let gaps = [10, 20];
        let now = start + ms(500);
        let rebased = loading.rebased(|i| ms(gaps[i]), 2, now);
        let more = [10, 20, 30];
        let place = rebased.place(|i| ms(more[i]), 3, false, now);
        assert_eq!((place.index, place.since), (2, now));
        assert_eq!(place.next, None, "it is the last, for now");
    }

    proptest! {
        /// However often an animation is looked at, it runs the same.
        #[test]
        fn rebasing_changes_nothing(
            gaps in prop::collection::vec(0u64..50, 1..6),
            steps in prop::collection::vec(0u64..200, 1..8),
            max_loops in 0u32..4,
        ) {
            let start = Instant::now();
            let once = play(State::Running, max_loops, start);
            let mut often = once;
            let mut now = start;
            let gap = |i: usize| ms(gaps[i]);
            for step in steps {
                now += ms(step);
                let wanted = once.place(gap, gaps.len(), false, now);
                let got = often.place(gap, gaps.len(), false, now);
                prop_assert_eq!((got.index, got.next), (wanted.index, wanted.next));
                often = often.rebased(gap, gaps.len(), now);
            }
        }

        #[test]
        fn the_next_frame_comes_later(
            gaps in prop::collection::vec(0u64..50, 1..6),
            passed in 0u64..10_000,
        ) {
            let start = Instant::now();
            let now = start + ms(passed);
            let play = play(State::Running, 0, start);
            let place = play.place(|i| ms(gaps[i]), gaps.len(), false, now);
            prop_assert!(place.next.is_none_or(|next| next > now));
            prop_assert!(place.since <= now);
        }
    }
}
