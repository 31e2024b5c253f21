//! When the tooltip of a tab is shown: after the pointer has rested on it.

use crate::tab_information::TabId;
use std::time::{Duration, Instant};

/// How long the pointer has to rest on a tab.
const DELAY: Duration = Duration::from_millis(700);

/// The tooltip of one window. Its timer runs only while the pointer rests on a
/// tab whose tooltip is not shown yet.
#[derive(Debug, Default)]
pub struct Tooltip {
    over: Option<TabId>,
    due: Option<Instant>,
    shown: bool,
}

impl Tooltip {
    /// The pointer is over a tab, or over none. Whether a tooltip vanished.
    pub fn point_at(&mut self, tab: Option<TabId>, now: Instant) -> bool {
        if tab != self.over {
            let was = self.shown;
            *self = Self {
                over: tab,
                due: tab.map(|_| now + DELAY),
                shown: false,
            };
            return was;
        }
        // Still moving: rest counts from the last motion.
        if self.due.is_some() {
            self.due = Some(now + DELAY);
        }
        false
    }

    /// A button or a key went down: none for this tab until the pointer comes
    /// back to it. Whether a tooltip vanished.
    pub fn dismiss(&mut self) -> bool {
        self.due = None;
        std::mem::take(&mut self.shown)
    }

    /// When [`Tooltip::tick`] has something to do.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.due
    }

    /// Whether a tooltip has to appear now.
    pub fn tick(&mut self, now: Instant) -> bool {
        if self.due.is_none_or(|due| due > now) {
            return false;
        }
        self.due = None;
        self.shown = true;
        true
    }

    /// The tab whose tooltip is shown.
    #[must_use]
    pub fn shown(&self) -> Option<TabId> {
        self.over.filter(|_| self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_appears_after_a_rest_and_goes_with_the_pointer() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut tooltip = Tooltip::default();
        assert_eq!(tooltip.deadline(), None);
        assert!(!tooltip.point_at(Some(3), at(0)));
        assert!(!tooltip.point_at(Some(3), at(500)));
        assert!(!tooltip.tick(at(900)), "it moved at 500");
        assert!(tooltip.tick(at(1200)));
        assert_eq!(tooltip.shown(), Some(3));
        assert_eq!(tooltip.deadline(), None, "no timer while it is shown");
        assert!(!tooltip.point_at(Some(3), at(1300)));
        assert!(tooltip.point_at(Some(4), at(1400)));
        assert!(!tooltip.dismiss());
        assert!(!tooltip.tick(at(9000)), "not after a click");
        assert!(!tooltip.point_at(None, at(9001)));
        assert_eq!(tooltip.deadline(), None);
    }
}
