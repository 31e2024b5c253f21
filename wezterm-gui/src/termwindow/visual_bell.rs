//! The flash at BEL (`visual_bell`).

use crate::easing::{ease, part};
use config::structs::VisualBell;
use std::time::{Duration, Instant};

/// The flash of one window, which is one pane's at a time.
#[derive(Debug, Default)]
pub(super) struct Flash {
    since: Option<(mux::PaneId, Instant)>,
}

impl Flash {
    /// A pane rang; whether that is to be seen.
    pub(super) fn ring(&mut self, pane: mux::PaneId, bell: &VisualBell, now: Instant) -> bool {
        let wanted = !whole(bell).is_zero();
        if wanted {
            self.since = Some((pane, now));
        }
        wanted
    }

    /// How strong a pane's flash is, 0 to 1.
    pub(super) fn intensity(&self, pane: mux::PaneId, bell: &VisualBell, now: Instant) -> f32 {
        let Some((_, since)) = self.since.filter(|(rang, _)| *rang == pane) else {
            return 0.0;
        };
        let passed = now.saturating_duration_since(since);
        let (up, down) = durations(bell);
        if passed < up {
            ease(bell.fade_in_function, part(passed, up))
        } else if passed < up + down {
            1.0 - ease(bell.fade_out_function, part(passed - up, down))
        } else {
            0.0
        }
    }

    /// Whether frames are due; forgets a flash that is over.
    pub(super) fn is_running(&mut self, bell: &VisualBell, now: Instant) -> bool {
        let over = |since| now.saturating_duration_since(since) > whole(bell);
        if self.since.is_some_and(|(_, since)| over(since)) {
            self.since = None;
        }
        self.since.is_some()
    }
}

fn durations(bell: &VisualBell) -> (Duration, Duration) {
    // An hour is longer than anybody looks.
    let time = |ms: u64| Duration::from_millis(ms.min(3_600_000));
    (
        time(bell.fade_in_duration_ms),
        time(bell.fade_out_duration_ms),
    )
}

fn whole(bell: &VisualBell) -> Duration {
    let (up, down) = durations(bell);
    up + down
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flash_comes_and_goes() {
        let bell = VisualBell {
            fade_in_duration_ms: 100,
            fade_out_duration_ms: 100,
            ..VisualBell::default()
        };
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut flash = Flash::default();
        assert!(!flash.ring(1, &VisualBell::default(), start));
        assert!(!flash.is_running(&bell, start));
        assert!(flash.ring(1, &bell, start));
        assert_eq!(flash.intensity(2, &bell, at(50)), 0.0);
        let middle = flash.intensity(1, &bell, at(50));
        assert!(middle > 0.2 && middle < flash.intensity(1, &bell, at(99)));
        assert!(flash.intensity(1, &bell, at(190)) < 0.2);
        assert!(flash.is_running(&bell, at(190)));
        assert!(!flash.is_running(&bell, at(201)));
    }
}
