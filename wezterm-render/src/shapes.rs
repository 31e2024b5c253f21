//! The geometry of underlines and rounded rectangles: coverage by formula.
//! `gpu/quad.wgsl` has the same formulas.

use crate::geometry::round;
use crate::{Corners, PixelRect};
use std::f32::consts::TAU;
use wezterm_types::Underline;

/// An underline's pattern; lengths in whole pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) kind: Underline,
    /// Height of the stroke, at least 1.
    pub(crate) thickness: u32,
    /// Height that the pattern has.
    pub(crate) height: u32,
    /// Width after which it repeats, at least 1.
    pub(crate) period: u32,
    /// Top of the second stroke of a double line.
    pub(crate) second: u32,
    /// Where in the window the pattern starts.
    origin: i32,
}

impl Line {
    /// A pattern that starts at column `origin` and may be `room` high.
    pub(crate) fn new(kind: Underline, thickness: f32, room: u32, origin: i32) -> Self {
        let thickness = (round(thickness).clamp(1, 1000) as u32).min(room.max(1));
        let second = (2 * thickness).min(room.saturating_sub(thickness));
        let wave = room.min(4 * thickness);
        let (height, period) = match kind {
            Underline::None => (0, 1),
            Underline::Single => (thickness, 1),
            Underline::Double => (second + thickness, 1),
            Underline::Curly => (wave, 2 * (wave + thickness)),
            Underline::Dotted => (thickness, 2 * thickness),
            Underline::Dashed => (thickness, 5 * thickness),
        };
        Self {
            kind,
            thickness,
            height: height.min(room),
            period,
            second,
            origin,
        }
    }

    /// How far into the pattern the window's column `x` is.
    pub(crate) fn phase(&self, x: i32) -> u32 {
        (x - self.origin).rem_euclid(self.period as i32) as u32
    }

    /// Coverage, 0..=1, of the pixel `phase` into the pattern and `y` below
    /// the top.
    pub(crate) fn coverage(&self, phase: u32, y: u32) -> f32 {
        let t = self.thickness;
        let on = match self.kind {
            Underline::None => false,
            Underline::Single => y < t,
            Underline::Double => y < t || (y >= self.second && y < self.second + t),
            Underline::Dotted => y < t && phase < t,
            Underline::Dashed => y < t && phase < 3 * t,
            Underline::Curly => return self.wave(phase as f32 + 0.5, y as f32 + 0.5),
        };
        f32::from(u8::from(on))
    }

    /// Distance to a sine wave, measured across its slope.
    fn wave(&self, x: f32, y: f32) -> f32 {
        let t = self.thickness as f32;
        let height = self.height as f32;
        let amplitude = (height - t) / 2.0;
        let speed = TAU / self.period as f32;
        let (sin, cos) = (x * speed).sin_cos();
        let slope = amplitude * speed * cos;
        let distance = (y - (height / 2.0 + amplitude * sin)).abs() / (1.0 + slope * slope).sqrt();
        (t / 2.0 + 0.5 - distance).clamp(0.0, 1.0)
    }
}

/// A rectangle with some corners rounded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RoundedRect {
    /// All of it.
    pub(crate) area: PixelRect,
    /// Radius in sixteenths of a pixel.
    pub(crate) radius16: u32,
    pub(crate) corners: Corners,
}

impl RoundedRect {
    pub(crate) fn new(area: PixelRect, radius: f32, corners: Corners) -> Self {
        let most = area.width().min(area.height()).min(4000) * 8;
        Self {
            area,
            radius16: (round(radius * 16.0).max(0) as u32).min(most),
            corners,
        }
    }

    /// Coverage of the pixel `x`, `y` from the top left corner.
    pub(crate) fn coverage(&self, x: u32, y: u32) -> f32 {
        let radius = self.radius16 as f32 / 16.0;
        let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
        let (w, h) = (self.area.width() as f32, self.area.height() as f32);
        let is_round = match (x * 2.0 < w, y * 2.0 < h) {
            (true, true) => self.corners.top_left,
            (false, true) => self.corners.top_right,
            (true, false) => self.corners.bottom_left,
            (false, false) => self.corners.bottom_right,
        };
        let (dx, dy) = (radius - x.min(w - x), radius - y.min(h - y));
        if !is_round || dx <= 0.0 || dy <= 0.0 {
            return 1.0;
        }
        (radius - (dx * dx + dy * dy).sqrt() + 0.5).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Underline; 6] = [
        Underline::None,
        Underline::Single,
        Underline::Double,
        Underline::Curly,
        Underline::Dotted,
        Underline::Dashed,
    ];

    #[test]
    fn patterns_stay_in_their_room() {
        for kind in KINDS {
            for room in 0..12 {
                for thickness in [0.0, 0.4, 1.0, 2.0, 50.0, f32::NAN] {
                    let line = Line::new(kind, thickness, room, 3);
                    assert!(line.height <= room, "{line:?}");
                    assert!(line.thickness >= 1 && line.period >= 1);
                }
            }
        }
    }

    #[test]
    fn patterns_repeat_and_go_on_left_of_the_origin() {
        for kind in KINDS {
            let line = Line::new(kind, 1.0, 5, 10);
            let period = line.period as i32;
            assert_eq!(line.phase(10), 0);
            assert_eq!(line.phase(10 - period), 0);
            assert_eq!(line.phase(9), line.period - 1);
        }
    }

    #[test]
    fn a_wave_has_ink_in_every_column() {
        let line = Line::new(Underline::Curly, 1.0, 4, 0);
        for phase in 0..line.period {
            let ink: f32 = (0..line.height).map(|y| line.coverage(phase, y)).sum();
            assert!(ink > 0.7, "column {phase}: {ink}");
        }
    }

    #[test]
    fn only_round_corners_are_cut() {
        let area = PixelRect {
            left: 0,
            top: 0,
            right: 20,
            bottom: 10,
        };
        let tab = RoundedRect::new(area, 4.0, Corners::TOP);
        assert!(tab.coverage(0, 0) < 0.2);
        assert!(tab.coverage(19, 0) < 0.2);
        assert_eq!(tab.coverage(0, 9), 1.0);
        assert_eq!(tab.coverage(10, 0), 1.0);
        let pill = RoundedRect::new(area, 1e9, Corners::ALL);
        assert_eq!(pill.radius16, 5 * 16);
    }
}
