//! Counting clicks: single, double, triple, and so on.

use std::time::{Duration, Instant};
use wezterm_types::MouseButton;

/// The longest time between two presses of one streak.
const STREAK_TIME: Duration = Duration::from_millis(500);

/// Presses of one button on one cell in quick succession.
#[derive(Debug, Default)]
pub(crate) struct Clicks {
    last: Option<(MouseButton, (usize, usize), Instant, usize)>,
}

impl Clicks {
    /// Counts a press at a cell; returns the streak's length, 1 for a first click.
    pub(crate) fn press(
        &mut self,
        button: MouseButton,
        cell: (usize, usize),
        now: Instant,
    ) -> usize {
        let streak = match self.last {
            Some((b, c, at, n)) if b == button && c == cell && now - at <= STREAK_TIME => n + 1,
            _ => 1,
        };
        self.last = Some((button, cell, now, streak));
        streak
    }

    /// The length of the streak of the button that was pressed last.
    pub(crate) fn streak(&self) -> usize {
        self.last.map_or(1, |(.., n)| n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streaks_end_by_time_place_and_button() {
        let start = Instant::now();
        let mut clicks = Clicks::default();
        let at = |ms| start + Duration::from_millis(ms);
        assert_eq!(clicks.press(MouseButton::Left, (1, 1), at(0)), 1);
        assert_eq!(clicks.press(MouseButton::Left, (1, 1), at(300)), 2);
        assert_eq!(clicks.press(MouseButton::Left, (1, 1), at(600)), 3);
        assert_eq!(clicks.press(MouseButton::Left, (2, 1), at(700)), 1);
        assert_eq!(clicks.press(MouseButton::Left, (2, 1), at(2000)), 1);
        assert_eq!(clicks.press(MouseButton::Right, (2, 1), at(2001)), 1);
        assert_eq!(clicks.streak(), 1);
    }
}
