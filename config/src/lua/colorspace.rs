//! Colours as numbers: sRGB, linear light, HSL, HSV, CIE Lab and the
//! painter's colour wheel. Channels are 0 to 1, hues are degrees.

/// A colour in sRGB with straight alpha, each channel 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Srgb {
    pub(super) r: f64,
    pub(super) g: f64,
    pub(super) b: f64,
    pub(super) a: f64,
}

/// Hue in degrees, saturation and lightness (or value).
pub(super) type Hsl = (f64, f64, f64);

/// The painter's wheel: every 15 degrees of it, the hue of the colour there,
/// so that red lies opposite green and yellow opposite violet.
const PAINTERS: [f64; 25] = [
    0.0, 8.0, 17.0, 26.0, 34.0, 41.0, 48.0, 54.0, 60.0, 81.0, 103.0, 123.0, 138.0, 155.0, 171.0,
    187.0, 204.0, 219.0, 234.0, 251.0, 267.0, 282.0, 298.0, 329.0, 360.0,
];

impl Srgb {
    /// Light of each channel, as a display emits it (IEC 61966-2-1).
    pub(super) fn linear(self) -> [f64; 3] {
        [self.r, self.g, self.b].map(|c| {
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    fn extremes(self) -> (f64, f64) {
        (
            self.r.max(self.g).max(self.b),
            self.r.min(self.g).min(self.b),
        )
    }

    fn hue(self) -> f64 {
        let (max, min) = self.extremes();
        let span = max - min;
        if span <= f64::EPSILON {
            return 0.0;
        }
        let sixth = if max == self.r {
            (self.g - self.b) / span
        } else if max == self.g {
            (self.b - self.r) / span + 2.0
        } else {
            (self.r - self.g) / span + 4.0
        };
        (sixth * 60.0).rem_euclid(360.0)
    }

    pub(super) fn hsl(self) -> Hsl {
        let (max, min) = self.extremes();
        let lightness = f64::midpoint(max, min);
        let room = 1.0 - (2.0 * lightness - 1.0).abs();
        let saturation = if room <= f64::EPSILON {
            0.0
        } else {
            (max - min) / room
        };
        (self.hue(), saturation, lightness)
    }

    pub(super) fn from_hsl((hue, saturation, lightness): Hsl, a: f64) -> Self {
        let (s, l) = (saturation.clamp(0.0, 1.0), lightness.clamp(0.0, 1.0));
        let chroma = s * l.min(1.0 - l);
        let channel = |n: f64| {
            let k = (n + hue / 30.0).rem_euclid(12.0);
            l - chroma * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
        };
        let (r, g, b) = (channel(0.0), channel(8.0), channel(4.0));
        Self { r, g, b, a }
    }

    pub(super) fn hsv(self) -> Hsl {
        let (max, min) = self.extremes();
        let saturation = if max <= 0.0 { 0.0 } else { (max - min) / max };
        (self.hue(), saturation, max)
    }

    pub(super) fn from_hsv((hue, saturation, value): Hsl, a: f64) -> Self {
        let channel = |n: f64| {
            let k = (n + hue / 60.0).rem_euclid(6.0);
            value - value * saturation * k.min(4.0 - k).clamp(0.0, 1.0)
        };
        let (r, g, b) = (channel(5.0), channel(3.0), channel(1.0));
        Self { r, g, b, a }
    }

    /// CIE L*a*b* under D65.
    pub(super) fn lab(self) -> [f64; 3] {
        let [r, g, b] = self.linear();
        let f = |t: f64| {
            if t > 216.0 / 24_389.0 {
                t.cbrt()
            } else {
                (24_389.0 / 27.0 * t + 16.0) / 116.0
            }
        };
        let x = f((0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / 0.950_47);
        let y = f(0.212_672_9 * r + 0.715_152_2 * g + 0.072_175 * b);
        let z = f((0.019_333_9 * r + 0.119_192 * g + 0.950_304_1 * b) / 1.088_83);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// Relative luminance (WCAG 2).
    pub(super) fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast ratio (WCAG 2), 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        a.max(b) / a.min(b)
    }

    /// The hue on the painter's wheel moved by `degrees`.
    pub(super) fn turned_ryb(self, degrees: f64) -> Self {
        let (hue, s, l) = self.hsl();
        let wheel = (to_painters(hue) + degrees).rem_euclid(360.0);
        Self::from_hsl((from_painters(wheel), s, l), self.a)
    }

    /// The hue moved by `degrees`.
    pub(super) fn turned(self, degrees: f64) -> Self {
        let (hue, s, l) = self.hsl();
        Self::from_hsl(((hue + degrees).rem_euclid(360.0), s, l), self.a)
    }
}

fn to_painters(hue: f64) -> f64 {
    let next = PAINTERS
        .iter()
        .position(|at| *at >= hue)
        .unwrap_or(24)
        .max(1);
    let (low, high) = (PAINTERS[next - 1], PAINTERS[next]);
    15.0 * ((next - 1) as f64 + (hue - low) / (high - low))
}

fn from_painters(wheel: f64) -> f64 {
    let index = ((wheel / 15.0) as usize).min(23);
    let part = wheel / 15.0 - index as f64;
    PAINTERS[index] + part * (PAINTERS[index + 1] - PAINTERS[index])
}

/// CIEDE2000 between two colours in L*a*b* (Sharma, Wu and Dalal 2005).
pub(super) fn delta_e([l1, a1, b1]: [f64; 3], [l2, a2, b2]: [f64; 3]) -> f64 {
    let pow7 = |c: f64| (c.powi(7) / (c.powi(7) + 25_f64.powi(7))).sqrt();
    let mean_c = f64::midpoint(a1.hypot(b1), a2.hypot(b2));
    let g = 0.5 * (1.0 - pow7(mean_c));
    let (a1, a2) = (a1 * (1.0 + g), a2 * (1.0 + g));
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| b.atan2(a).to_degrees().rem_euclid(360.0);
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let grey = c1 * c2 == 0.0;
    let mut dh = h2 - h1;
    if grey {
        dh = 0.0;
    } else if dh > 180.0 {
        dh -= 360.0;
    } else if dh < -180.0 {
        dh += 360.0;
    }
    let mean_h = if grey {
        h1 + h2
    } else if (h1 - h2).abs() <= 180.0 {
        f64::midpoint(h1, h2)
    } else if h1 + h2 < 360.0 {
        f64::midpoint(h1, h2) + 180.0
    } else {
        f64::midpoint(h1, h2) - 180.0
    };
    let (dl, dc) = (l2 - l1, c2 - c1);
    let dh = 2.0 * (c1 * c2).sqrt() * (dh / 2.0).to_radians().sin();
    let (mean_l, mean_c) = (f64::midpoint(l1, l2), f64::midpoint(c1, c2));
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t =
        1.0 - 0.17 * cos(mean_h - 30.0) + 0.24 * cos(2.0 * mean_h) + 0.32 * cos(3.0 * mean_h + 6.0)
            - 0.20 * cos(4.0 * mean_h - 63.0);
    let square = (mean_l - 50.0).powi(2);
    let sl = 1.0 + 0.015 * square / (20.0 + square).sqrt();
    let sc = 1.0 + 0.045 * mean_c;
    let sh = 1.0 + 0.015 * mean_c * t;
    let turn = 30.0 * (-((mean_h - 275.0) / 25.0).powi(2)).exp();
    let rt = -2.0 * pow7(mean_c) * (2.0 * turn).to_radians().sin();
    let (l, c, h) = (dl / sl, dc / sc, dh / sh);
    (l * l + c * c + h * h + rt * c * h).max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn delta_e_is_that_of_the_paper() {
        // Pairs 1, 7 and 25 of the published test data.
        let pairs = [
            ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
            ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
            (
                [60.2574, -34.0099, 36.2677],
                [60.4626, -34.1751, 39.4387],
                1.2644,
            ),
        ];
        for (one, two, expected) in pairs {
            assert!((delta_e(one, two) - expected).abs() < 1e-4, "{one:?}");
        }
    }

    proptest! {
        #[test]
        fn every_space_leads_back(r in 0.0..1.0, g in 0.0..1.0, b in 0.0..1.0) {
            let c = Srgb { r, g, b, a: 1.0 };
            for back in [
                Srgb::from_hsl(c.hsl(), 1.0),
                Srgb::from_hsv(c.hsv(), 1.0),
                c.turned_ryb(180.0).turned_ryb(180.0),
            ] {
                prop_assert!((back.r - r).abs() + (back.g - g).abs() + (back.b - b).abs() < 1e-6);
            }
        }
    }
}
