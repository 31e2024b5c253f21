//! Scrolling of a bar whose tabs do not fit.
//!
//! The unit is a tab: a scrolled bar begins with a whole one. Widths and room
//! are in whatever unit the bar is laid out in (columns, rows or pixels).

/// Where a bar is scrolled to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scroll {
    /// The place of the first tab to show, counted from 0.
    pub first: usize,
    /// Whether the active tab has to be in view.
    pub follow: bool,
}

impl Default for Scroll {
    fn default() -> Self {
        Self {
            first: 0,
            follow: true,
        }
    }
}

/// The tabs that a bar shows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shown {
    /// The place of the first one.
    pub first: usize,
    /// One past the place of the last one, which may be cut off.
    pub end: usize,
    /// Whether not all fit, so that the bar needs its marks.
    pub overflow: bool,
    /// Whether there is something to scroll to after the last one.
    pub more: bool,
}

impl Scroll {
    /// Finds the tabs to show of tabs as wide as `widths`. Without marks they
    /// have `room`; when that is not enough, `marked` is left beside the marks.
    #[must_use]
    pub fn resolve(self, widths: &[f32], active: Option<usize>, room: f32, marked: f32) -> Shown {
        let count = widths.len();
        if count < 2 || fits(widths, room) {
            return Shown {
                end: count,
                ..Shown::default()
            };
        }
        let last_first = last_first(widths, marked);
        let mut first = self.first.min(last_first);
        if let Some(active) = active.filter(|active| self.follow && *active < count) {
            first = first.min(active);
            let mut wanted: f32 = widths[first..=active].iter().sum();
            while wanted > marked && first < active {
                wanted -= widths[first];
                first += 1;
            }
        }
        let mut end = first;
        let mut used = 0.0;
        while end < count && (used < marked || end == first) {
            used += widths[end];
            end += 1;
        }
        Shown {
            first,
            end,
            overflow: true,
            more: end < count || used > marked,
        }
    }
}

/// Whether tabs have enough room; looks at no more of them than fit.
fn fits(widths: &[f32], room: f32) -> bool {
    let mut used = 0.0;
    widths.iter().all(|width| {
        used += width;
        used <= room
    })
}

/// The first tab when the bar is scrolled to its end.
fn last_first(widths: &[f32], room: f32) -> usize {
    let mut first = widths.len().saturating_sub(1);
    let mut used = widths.last().copied().unwrap_or(0.0);
    while first > 0 && used + widths[first - 1] <= room {
        first -= 1;
        used += widths[first];
    }
    first
}

/// What moves a scrolled bar back to its active tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Anchor {
    active: Option<(usize, usize)>,
    title: String,
    tabs: usize,
    size: (u32, u32),
}

/// The scroll position of one window's bar.
#[derive(Debug, Default)]
pub struct ScrollState {
    scroll: Scroll,
    anchor: Anchor,
}

impl ScrollState {
    /// Where the bar is scrolled to.
    #[must_use]
    pub fn scroll(&self) -> Scroll {
        self.scroll
    }

    /// Moves by tabs, negative towards the first. The active tab may go out of
    /// view until something about it or the bar changes.
    pub fn by(&mut self, tabs: isize) {
        self.scroll.first = self.scroll.first.saturating_add_signed(tabs);
        self.scroll.follow = false;
    }

    /// What was shown in the end.
    pub fn settle(&mut self, first: usize) {
        self.scroll.first = first;
    }

    /// Brings the active tab into view when another one became active, when it
    /// was moved or renamed, when tabs came or went, or when the bar has
    /// another size. `active` is its id and place, `size` in pixels.
    pub fn observe(
        &mut self,
        active: Option<(usize, usize)>,
        title: &str,
        tabs: usize,
        size: (u32, u32),
    ) {
        let anchor = &mut self.anchor;
        if anchor.active == active
            && anchor.tabs == tabs
            && anchor.size == size
            && anchor.title == title
        {
            return;
        }
        *anchor = Anchor {
            active,
            title: title.to_owned(),
            tabs,
            size,
        };
        self.scroll.follow = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_fits_is_not_scrolled() {
        let shown = Scroll {
            first: 2,
            follow: false,
        }
        .resolve(&[3.0, 3.0, 4.0], Some(0), 10.0, 6.0);
        assert_eq!((shown.first, shown.end, shown.overflow), (0, 3, false));
    }

    #[test]
    fn the_end_of_the_bar_is_not_left_empty() {
        let scroll = Scroll {
            first: 99,
            follow: false,
        };
        let shown = scroll.resolve(&[5.0; 6], Some(0), 20.0, 16.0);
        assert_eq!((shown.first, shown.end, shown.more), (3, 6, false));
    }

    #[test]
    fn only_news_of_the_active_tab_bring_it_back() {
        let mut state = ScrollState::default();
        state.observe(Some((7, 0)), "zsh", 9, (100, 20));
        state.by(3);
        state.observe(Some((7, 0)), "zsh", 9, (100, 20));
        assert!(!state.scroll().follow);
        for (active, title, tabs, size) in [
            (Some((8, 1)), "zsh", 9, (100, 20)),
            (Some((8, 1)), "vi", 9, (100, 20)),
            (Some((8, 1)), "vi", 10, (100, 20)),
            (Some((8, 1)), "vi", 10, (90, 20)),
        ] {
            state.observe(active, title, tabs, size);
            assert!(state.scroll().follow, "{title} {tabs} {size:?}");
            state.by(-1);
        }
    }

    proptest! {
        #[test]
        fn the_active_tab_is_whole_where_it_can_be(
            widths in prop::collection::vec(1u32..20, 1..40),
            active in 0usize..40,
            first in 0usize..50,
            room in 1u32..100,
        ) {
            let widths: Vec<f32> = widths.into_iter().map(|width| width as f32).collect();
            let active = active % widths.len();
            let room = room as f32;
            let shown = Scroll { first, follow: true }.resolve(&widths, Some(active), room, room);
            prop_assert!(shown.first <= active && active < shown.end);
            let upto: f32 = widths[shown.first..=active].iter().sum();
            prop_assert!(upto <= room || shown.first == active || !shown.overflow);
            let again = Scroll { first: shown.first, follow: true }
                .resolve(&widths, Some(active), room, room);
            prop_assert_eq!(shown, again);
        }
    }
}
