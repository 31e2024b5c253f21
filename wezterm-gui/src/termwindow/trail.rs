//! The trail of a cursor that jumps (`cursor_trail_ms`): ever fainter cells on
//! the way from where it was to where it is.

use std::time::{Duration, Instant};
use wezterm_render::{Quad, RectF};
use wezterm_types::Rgba;

/// The trail of the active pane's cursor. Positions are pixels of the window.
#[derive(Debug, Default)]
pub(super) struct Trail {
    pane: Option<mux::PaneId>,
    at: (f32, f32),
    /// Where the last jump began, and when.
    jump: Option<((f32, f32), Instant)>,
}

impl Trail {
    /// Cells of a trail.
    const STEPS: u32 = 12;

    /// The cursor of a pane is at a place; a step of one cell is no jump.
    pub(super) fn follow(
        &mut self,
        pane: mux::PaneId,
        to: (f32, f32),
        cell: (f32, f32),
        length: Duration,
        now: Instant,
    ) {
        let from = std::mem::replace(&mut self.at, to);
        if self.pane.replace(pane) != Some(pane) || length.is_zero() {
            self.jump = None;
            return;
        }
        let (dx, dy) = ((to.0 - from.0).abs(), (to.1 - from.1).abs());
        if dx > cell.0 * 2.5 || dy > cell.1 * 1.5 {
            self.jump = Some((from, now));
        } else if dx + dy > 0.0 {
            self.jump = None;
        }
    }

    /// Appends what is left of the trail, in pixels of the window; whether
    /// there will be a next frame of it.
    pub(super) fn quads(
        &mut self,
        (cell, color): ((f32, f32), Rgba),
        length: Duration,
        now: Instant,
        out: &mut Vec<Quad>,
    ) -> bool {
        let Some((from, since)) = self.jump else {
            return false;
        };
        let passed = crate::easing::part(now.saturating_duration_since(since), length);
        if passed >= 1.0 {
            self.jump = None;
            return false;
        }
        for step in 0..Self::STEPS {
            let place = step as f32 / Self::STEPS as f32;
            // The tail catches up with the cursor.
            if place < passed {
                continue;
            }
            let at = |from: f32, to: f32| from + (to - from) * place;
            out.push(Quad::Solid {
                rect: RectF::new(at(from.0, self.at.0), at(from.1, self.at.1), cell.0, cell.1),
                color: color.mul_alpha(0.35 * place * (1.0 - passed)),
            });
        }
        true
    }

    /// Whether a frame is due.
    pub(super) fn is_running(&self) -> bool {
        self.jump.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_leaves_a_trail_that_ends() {
        let start = Instant::now();
        let length = Duration::from_millis(100);
        let cell = (10.0, 20.0);
        let mut trail = Trail::default();
        trail.follow(1, (0.0, 0.0), cell, length, start);
        assert!(!trail.is_running());
        trail.follow(1, (10.0, 0.0), cell, length, start);
        assert!(!trail.is_running(), "typing is no jump");
        trail.follow(1, (300.0, 200.0), cell, length, start);
        assert!(trail.is_running());
        let mut early = Vec::new();
        let look = (cell, Rgba::WHITE);
        assert!(trail.quads(look, length, start + length / 4, &mut early));
        let mut late = Vec::new();
        assert!(trail.quads(look, length, start + length / 4 * 3, &mut late));
        assert!(late.len() < early.len() && !late.is_empty());
        assert!(!trail.quads(look, length, start + length, &mut late));
        assert!(!trail.is_running());
        // Another pane's cursor has not jumped.
        trail.follow(2, (0.0, 0.0), cell, length, start);
        assert!(!trail.is_running());
    }
}
