//! Blinking of the cursor and of text: which half of its period it is in, and
//! when the next half begins. Nothing ticks while nothing visible blinks.

use crate::easing::{ease, part};
use config::structs::EasingFunction;
use std::time::{Duration, Instant};

/// How something fades instead of jumping.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fade {
    appear: EasingFunction,
    disappear: EasingFunction,
    /// Time between steps.
    step: Duration,
}

/// One thing that blinks.
#[derive(Debug)]
pub(crate) struct Blink {
    /// Length of one half; zero for "does not blink".
    half: Duration,
    since: Instant,
    running: bool,
    fade: Option<Fade>,
    /// What [`Blink::changed`] saw last.
    was: f32,
}

impl Blink {
    /// Halves of `rate_ms` milliseconds each (`cursor_blink_rate`,
    /// `text_blink_rate`); 0 never blinks.
    pub(crate) fn new(rate_ms: u64, now: Instant) -> Self {
        Self {
            half: Duration::from_millis(rate_ms),
            since: now,
            running: false,
            fade: None,
            was: 1.0,
        }
    }

    /// Follows a change of the rate.
    pub(crate) fn set_rate(&mut self, rate_ms: u64) {
        self.half = Duration::from_millis(rate_ms);
    }

    /// Makes it fade in and out in `fps` steps a second: an option such as
    /// `cursor_blink_ease_in`, one such as `cursor_blink_ease_out`, and
    /// `animation_fps`.
    pub(crate) fn set_easing(
        &mut self,
        appear: EasingFunction,
        disappear: EasingFunction,
        fps: u32,
    ) {
        let steps = appear == EasingFunction::Constant && disappear == EasingFunction::Constant;
        self.fade = (!steps && fps > 1).then(|| Fade {
            appear,
            disappear,
            step: Duration::from_secs(1) / fps.min(1000),
        });
    }

    /// How much of it is to be seen, 0 to 1: what fades goes away during its
    /// first half and comes back during its second.
    pub(crate) fn intensity(&self, now: Instant) -> f32 {
        let Some(fade) = self.fade.filter(|_| self.running) else {
            return if self.visible(now) { 1.0 } else { 0.0 };
        };
        let passed = now.saturating_duration_since(self.since);
        let steps = passed.as_nanos() / fade.step.as_nanos().max(1);
        let at = steps * fade.step.as_nanos();
        let half = self.half.as_nanos().max(1);
        let within = Duration::from_nanos(u64::try_from(at % half).unwrap_or(0));
        if (at / half).is_multiple_of(2) {
            1.0 - ease(fade.disappear, part(within, self.half))
        } else {
            ease(fade.appear, part(within, self.half))
        }
    }

    /// Whether something visible blinks; it starts in its visible half.
    pub(crate) fn set_running(&mut self, running: bool, now: Instant) {
        if running && !self.running {
            self.since = now;
        }
        self.running = running && !self.half.is_zero();
    }

    /// Starts the visible half anew, as a key press does for the cursor.
    pub(crate) fn restart(&mut self, now: Instant) {
        self.since = now;
    }

    /// Whether the blinking thing is to be seen.
    pub(crate) fn visible(&self, now: Instant) -> bool {
        !self.running || self.halves(now).is_multiple_of(2)
    }

    /// When [`Blink::visible`] changes next.
    pub(crate) fn deadline(&self, now: Instant) -> Option<Instant> {
        if !self.running {
            return None;
        }
        let length = self.fade.map_or(self.half, |fade| fade.step);
        let passed = now.saturating_duration_since(self.since).as_nanos();
        let next = passed / length.as_nanos().max(1) + 1;
        length
            .checked_mul(u32::try_from(next).unwrap_or(u32::MAX))
            .and_then(|passed| self.since.checked_add(passed))
    }

    /// Whether it went on or off since the last call.
    pub(crate) fn changed(&mut self, now: Instant) -> bool {
        let shown = self.intensity(now);
        std::mem::replace(&mut self.was, shown) != shown
    }

    fn halves(&self, now: Instant) -> u128 {
        let passed = now.saturating_duration_since(self.since);
        passed.as_nanos() / self.half.as_nanos().max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_half_comes_first_and_deadlines_are_the_changes() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut blink = Blink::new(500, start);
        assert_eq!(blink.deadline(start), None);
        blink.set_running(true, start);
        assert!(blink.visible(at(499)));
        assert!(!blink.visible(at(500)));
        assert!(blink.visible(at(1000)));
        assert_eq!(blink.deadline(at(600)), Some(at(1000)));
        blink.restart(at(700));
        assert!(blink.visible(at(900)));
    }

    #[test]
    fn what_fades_goes_and_comes_in_steps() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut blink = Blink::new(500, start);
        blink.set_easing(EasingFunction::Linear, EasingFunction::Linear, 10);
        assert_eq!(blink.intensity(at(300)), 1.0);
        blink.set_running(true, start);
        assert_eq!(blink.deadline(at(120)), Some(at(200)));
        let steps: Vec<f32> = (0..10).map(|n| blink.intensity(at(n * 100))).collect();
        let wanted = [1.0, 0.8, 0.6, 0.4, 0.2, 0.0, 0.2, 0.4, 0.6, 0.8];
        assert!(
            steps.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 0.01),
            "{steps:?}"
        );
        assert_eq!(blink.intensity(at(150)), blink.intensity(at(199)));
        assert!(blink.changed(at(100)) && !blink.changed(at(199)));
        blink.set_easing(EasingFunction::Linear, EasingFunction::Linear, 1);
        assert_eq!(
            (blink.intensity(at(499)), blink.intensity(at(500))),
            (1.0, 0.0)
        );
    }

    #[test]
    fn a_rate_of_zero_never_blinks() {
        let now = Instant::now();
        let mut blink = Blink::new(0, now);
        blink.set_running(true, now);
        assert!(blink.visible(now + Duration::from_secs(9)));
        assert_eq!(blink.deadline(now), None);
    }
}
