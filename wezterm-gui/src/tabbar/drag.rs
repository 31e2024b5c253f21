//! A press on the tab bar that may become a drag: of a tab, to reorder it, or
//! of the bare bar, to move the window. Nothing here knows the desktop.

use super::TabBarItem;
use crate::tab_information::TabId;
use std::time::{Duration, Instant};

/// Pixels at a scale of 1 (96 dpi) that the pointer has to move before a press
/// is no click any more.
const THRESHOLD: f64 = 8.0;

/// Between two steps of a tab that is held past the end of the bar.
const STEP_TIME: Duration = Duration::from_millis(200);

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    Tab {
        id: TabId,
        origin: usize,
        double: bool,
    },
    Bar,
}

/// What a motion of the pointer makes of the press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DragMove {
    /// Nothing yet.
    Nothing,
    /// The window is to be moved; the press is over.
    Window,
    /// The tab is being dragged: see [`reorder`].
    Tab(TabId),
}

/// The press of one window, if there is one.
#[derive(Debug, Default)]
pub struct Drag {
    held: Option<Held>,
    start: (f64, f64),
    moving: bool,
    next_step: Option<Instant>,
}

impl Drag {
    /// The left button went down on a tab at this place of the bar, for the
    /// second time in quick succession where it is a `double` click.
    pub fn press_tab(&mut self, id: TabId, origin: usize, double: bool, at: (f64, f64)) {
        self.press(Held::Tab { id, origin, double }, at);
    }

    /// The left button went down on the bare bar.
    pub fn press_bar(&mut self, at: (f64, f64)) {
        self.press(Held::Bar, at);
    }

    fn press(&mut self, held: Held, at: (f64, f64)) {
        *self = Self {
            held: Some(held),
            start: at,
            ..Self::default()
        };
    }

    /// The pointer moved; `dpi` is the screen's.
    pub fn motion(&mut self, at: (f64, f64), dpi: u32) -> DragMove {
        let Some(held) = self.held else {
            return DragMove::Nothing;
        };
        let far = THRESHOLD * f64::from(dpi) / 96.0;
        let moved = (at.0 - self.start.0).hypot(at.1 - self.start.1);
        self.moving |= moved >= far;
        match held {
            _ if !self.moving => DragMove::Nothing,
            Held::Bar => {
                *self = Self::default();
                DragMove::Window
            }
            Held::Tab { id, .. } => DragMove::Tab(id),
        }
    }

    /// The button went up, or the press means nothing any more. Returns the tab
    /// where it was the end of a double click.
    pub fn release(&mut self) -> Option<TabId> {
        let was = std::mem::take(self);
        match was.held {
            Some(Held::Tab {
                id, double: true, ..
            }) if !was.moving => Some(id),
            _ => None,
        }
    }

    /// The tab being dragged, past the threshold.
    #[must_use]
    pub fn dragged(&self) -> Option<TabId> {
        match self.held {
            Some(Held::Tab { id, .. }) if self.moving => Some(id),
            _ => None,
        }
    }

    /// Ends the drag of a tab; returns it and the place it came from.
    pub fn cancel(&mut self) -> Option<(TabId, usize)> {
        let held = self.held.filter(|_| self.moving);
        match held {
            Some(Held::Tab { id, origin, .. }) => {
                self.release();
                Some((id, origin))
            }
            _ => None,
        }
    }

    /// Whether a tab held past an end of the bar goes one further now.
    pub fn step(&mut self, now: Instant) -> bool {
        if self.next_step.is_some_and(|at| at > now) {
            return false;
        }
        self.next_step = Some(now + STEP_TIME);
        true
    }

    /// The tab is within the bar: no steps are due.
    pub fn rest(&mut self) {
        self.next_step = None;
    }

    /// When [`Drag::step`] is true again.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.next_step
    }
}

/// A tab along the bar: its place among the tabs, its start and its length.
pub type Span = (usize, f64, f64);

/// Where a dragged tab belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where it is.
    Here,
    /// At this place.
    To(usize),
    /// One further towards the first (-1) or the last (1) tab, which are out
    /// of view.
    Beyond(isize),
}

/// Where the tab at place `dragged` belongs with the pointer at `at` along the
/// bar. Tabs of unequal length never swing between two places.
#[must_use]
pub fn reorder(spans: &[Span], dragged: usize, at: f64) -> Place {
    let Some(index) = spans.iter().position(|span| span.0 == dragged) else {
        return Place::Here;
    };
    let (_, start, length) = spans[index];
    let (mut to, mut left) = (dragged, start);
    for (place, s, l) in &spans[index + 1..] {
        // After the exchange the tab starts where this one ended, less itself.
        if at < (left + l).max(s + l / 2.0) {
            break;
        }
        to = *place;
        left += l;
    }
    let mut right = start + length;
    for (place, s, l) in spans[..index].iter().rev() {
        if at >= (right - l).min(s + l / 2.0) {
            break;
        }
        to = *place;
        right -= l;
    }
    if to != dragged {
        return Place::To(to);
    }
    let (first, last) = (spans[0], spans[spans.len() - 1]);
    if at < first.1 {
        Place::Beyond(-1)
    } else if at >= last.1 + last.2 {
        Place::Beyond(1)
    } else {
        Place::Here
    }
}

/// Whether a double click on this item is one on the bare bar.
#[must_use]
pub fn is_bare(item: TabBarItem) -> bool {
    matches!(
        item,
        TabBarItem::None | TabBarItem::LeftStatus | TabBarItem::RightStatus
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_click_is_no_drag() {
        let mut drag = Drag::default();
        drag.press_tab(7, 2, true, (100.0, 5.0));
        assert_eq!(drag.motion((104.0, 6.0), 96), DragMove::Nothing);
        assert_eq!(drag.dragged(), None);
        assert_eq!(drag.motion((109.0, 5.0), 96), DragMove::Tab(7));
        // Back at the start it is still a drag.
        assert_eq!(drag.motion((100.0, 5.0), 96), DragMove::Tab(7));
        assert_eq!(drag.cancel(), Some((7, 2)));
        assert_eq!(drag.cancel(), None);
        drag.press_tab(7, 2, true, (100.0, 5.0));
        assert_eq!(drag.release(), Some(7));
        drag.press_tab(7, 2, true, (100.0, 5.0));
        drag.motion((150.0, 5.0), 96);
        assert_eq!(drag.release(), None, "a drag is no double click");
        drag.press_bar((0.0, 0.0));
        assert_eq!(drag.motion((10.0, 0.0), 192), DragMove::Nothing);
        assert_eq!(drag.motion((17.0, 0.0), 192), DragMove::Window);
        assert_eq!(drag.motion((50.0, 0.0), 192), DragMove::Nothing);
    }

    #[test]
    fn tabs_step_beyond_the_end_at_a_pace() {
        let spans = [(3, 0.0, 10.0), (4, 10.0, 10.0)];
        assert_eq!(reorder(&spans, 3, -1.0), Place::Beyond(-1));
        assert_eq!(reorder(&spans, 4, 25.0), Place::Beyond(1));
        assert_eq!(reorder(&spans, 3, 25.0), Place::To(4));
        assert_eq!(reorder(&spans, 9, 25.0), Place::Here);
        let (mut drag, now) = (Drag::default(), Instant::now());
        assert!(drag.step(now) && !drag.step(now));
        assert!(drag.step(now + STEP_TIME));
    }

    fn spans(order: &[(usize, f64)]) -> Vec<Span> {
        let mut x = 0.0;
        let place = |(place, (_, length)): (usize, &(usize, f64))| {
            x += length;
            (place, x - length, *length)
        };
        order.iter().enumerate().map(place).collect()
    }

    proptest! {
        #[test]
        fn a_resting_pointer_moves_a_tab_once(
            lengths in prop::collection::vec(1u32..30, 1..12),
            dragged in 0usize..12,
            at in 0u32..300,
        ) {
            let mut order: Vec<(usize, f64)> = lengths.iter().map(|l| f64::from(*l)).enumerate().collect();
            let mut place = dragged % order.len();
            let at = f64::from(at);
            if let Place::To(to) = reorder(&spans(&order), place, at) {
                let tab = order.remove(place);
                order.insert(to, tab);
                place = to;
                let again = reorder(&spans(&order), place, at);
                prop_assert!(!matches!(again, Place::To(_)), "{again:?} from {to}");
            }
        }
    }
}
