//! Numbers from 0 to 1 for the moments of a change, as CSS has them
//! (css-easing-1).

use config::structs::EasingFunction;
use std::time::Duration;

/// How far a change has come after `part` (0 to 1) of its time.
pub(crate) fn ease(function: EasingFunction, part: f32) -> f32 {
    let part = part.clamp(0.0, 1.0);
    let [x1, y1, x2, y2] = match function {
        EasingFunction::Linear => return part,
        EasingFunction::Constant => return if part < 1.0 { 0.0 } else { 1.0 },
        EasingFunction::Ease => [0.25, 0.1, 0.25, 1.0],
        EasingFunction::EaseIn => [0.42, 0.0, 1.0, 1.0],
        EasingFunction::EaseInOut => [0.42, 0.0, 0.58, 1.0],
        EasingFunction::EaseOut => [0.0, 0.0, 0.58, 1.0],
        EasingFunction::CubicBezier(points) => points.map(|p| p as f32),
    };
    let curve = |a: f32, b: f32, t: f32| {
        let rest = 1.0 - t;
        3.0 * rest * rest * t * a + 3.0 * rest * t * t * b + t * t * t
    };
    // x grows with t where x1 and x2 are within 0 and 1, as CSS demands.
    let (x1, x2) = (x1.clamp(0.0, 1.0), x2.clamp(0.0, 1.0));
    let (mut low, mut high) = (0.0f32, 1.0f32);
    for _ in 0..24 {
        let middle = (low + high) / 2.0;
        if curve(x1, x2, middle) < part {
            low = middle;
        } else {
            high = middle;
        }
    }
    curve(y1, y2, (low + high) / 2.0).clamp(0.0, 1.0)
}

/// The part of `whole` that has passed; everything where there is no time.
pub(crate) fn part(passed: Duration, whole: Duration) -> f32 {
    if whole.is_zero() {
        1.0
    } else {
        (passed.as_secs_f32() / whole.as_secs_f32()).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curve_goes_from_nothing_to_everything() {
        use EasingFunction as E;
        let bezier = E::CubicBezier([0.1, 0.7, 1.0, 0.1]);
        for function in [
            E::Linear,
            E::Ease,
            E::EaseIn,
            E::EaseOut,
            E::EaseInOut,
            bezier,
        ] {
            assert!(ease(function, 0.0) < 0.001, "{function:?}");
            assert!(ease(function, 1.0) > 0.999, "{function:?}");
            let steps: Vec<f32> = (0..=20).map(|n| ease(function, n as f32 / 20.0)).collect();
            assert!(steps.is_sorted(), "{function:?}: {steps:?}");
        }
        assert!(ease(E::EaseIn, 0.5) < 0.4 && ease(E::EaseOut, 0.5) > 0.6);
        assert_eq!(ease(E::Constant, 0.99), 0.0);
    }
}
