//! Colours given by light instead of device values, as XParseColor reads
//! them: `rgbi:` and the spaces of the CIE and of Tektronix. xterm leaves them
//! to Xlib, whose results depend on a monitor: unless told of another, a
//! Tektronix 19" CRT, described here by its primaries and its light curves.

use wezterm_types::Rgba;

/// Light of the monitor's red, green and blue for CIE XYZ.
const XYZ_TO_RGB: [[f64; 3]; 3] = [
    [3.483_405, -1.521_764, -0.559_231],
    [-1.071_528, 1.965_938, 0.036_737],
    [0.063_512, -0.200_205, 0.810_709],
];
/// CIE XYZ of the monitor's white.
const WHITE: [f64; 3] = [0.949_664, 1.0, 1.406_040];
/// Direction of hue 0 of TekHVC: its "best red", u' and v'.
const BEST_RED: (f64, f64) = (0.7127, 0.4931);
/// Distance in u'v' for each unit of chroma and value of TekHVC.
const CHROMA_SCALE: f64 = 7.50725;
/// CIE lightness below which it is proportional to light, and how much.
const DARK: f64 = 7.999_536_24;
const DARK_SCALE: f64 = 903.29;

/// How a gun of the monitor turns device values (0 to 255) into light.
struct Gun {
    /// The value that gives no light, and the next with its light.
    black: f64,
    first: (f64, f64),
    /// The value as a polynomial in the 2.4th root of light, for little light
    /// and for more.
    dark: [f64; 4],
    bright: [f64; 6],
}

const LITTLE: f64 = 0.012;

const GUNS: [Gun; 3] = [
    Gun {
        black: 9.0,
        first: (10.0, 0.000_936),
        dark: [-18.02, 625.43, -2299.36, 5129.66],
        bright: [-4.25, 331.43, -213.67, 271.69, -183.1, 52.93],
    },
    Gun {
        black: 19.0,
        first: (20.0, 0.000_832),
        dark: [10.52, 147.63, 751.89, -1856.48],
        bright: [4.42, 273.25, -116.95, 167.83, -126.48, 52.91],
    },
    Gun {
        black: 14.0,
        first: (15.0, 0.001_341),
        dark: [-16.75, 629.21, -2336.03, 4987.76],
        bright: [-1.67, 323.54, -271.49, 407.81, -309.09, 105.92],
    },
];

impl Gun {
    fn value(&self, light: f64) -> u8 {
        let light = light.clamp(0.0, 1.0);
        let root = light.powf(1.0 / 2.4);
        let polynomial = |factors: &[f64]| factors.iter().rev().fold(0.0, |sum, f| sum * root + f);
        let value = if light < self.first.1 {
            self.black + (self.first.0 - self.black) * light / self.first.1
        } else if light < LITTLE {
            polynomial(&self.dark)
        } else {
            polynomial(&self.bright)
        };
        value.round().clamp(0.0, 255.0) as u8
    }
}

fn from_light(light: [f64; 3]) -> Rgba {
    let [r, g, b] = [0, 1, 2].map(|i| GUNS[i].value(light[i]));
    Rgba::rgb(r, g, b)
}

fn light_of(xyz: [f64; 3]) -> [f64; 3] {
    XYZ_TO_RGB.map(|row| {
        row.iter()
            .zip(xyz)
            .map(|(factor, part)| factor * part)
            .sum()
    })
}

fn chromaticity([x, y, z]: [f64; 3]) -> (f64, f64) {
    let sum = x + 15.0 * y + 3.0 * z;
    (4.0 * x / sum, 9.0 * y / sum)
}

fn from_chromaticity((u, v): (f64, f64), y: f64) -> [f64; 3] {
    if v <= 0.0 {
        return [y, y, y];
    }
    [
        9.0 * u * y / (4.0 * v),
        y,
        y * (12.0 - 3.0 * u - 20.0 * v) / (4.0 * v),
    ]
}

/// What the monitor shows of a colour: if it cannot, one of the same hue and
/// lightness and less chroma, and white if that is too bright.
fn from_xyz(xyz: [f64; 3]) -> Rgba {
    const TOLERANCE: f64 = 1e-4;
    let fits = |xyz| {
        light_of(xyz)
            .iter()
            .all(|light| (-TOLERANCE..=1.0 + TOLERANCE).contains(light))
    };
    let y = xyz[1];
    if fits(xyz) {
        return from_light(light_of(xyz));
    }
    if y >= 1.0 {
        return Rgba::WHITE;
    }
    if y <= 0.0 {
        return from_light([0.0; 3]);
    }
    let (white, wanted) = (chromaticity(WHITE), chromaticity(xyz));
    let at = |part: f64| {
        let mix = |from: f64, to: f64| from + part * (to - from);
        from_chromaticity((mix(white.0, wanted.0), mix(white.1, wanted.1)), y)
    };
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if fits(at(middle)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    from_light(light_of(at(low)))
}

/// Light of a CIE lightness, 0 to 100.
fn light(lightness: f64) -> f64 {
    if lightness < DARK {
        lightness / DARK_SCALE
    } else {
        ((lightness + 16.0) / 116.0).powi(3)
    }
}

/// A colour in one of the spaces, by its name in lower case.
pub(crate) fn parse(space: &str, parts: [f64; 3]) -> Option<Rgba> {
    let [a, b, c] = parts;
    if !parts.iter().all(|part| part.is_finite()) {
        return None;
    }
    Some(match space {
        "rgbi" => from_light(parts),
        "ciexyz" => from_xyz(parts),
        "ciexyy" if b != 0.0 => from_xyz([a / b * c, c, (1.0 - a - b) / b * c]),
        "cieuvy" => from_xyz(from_chromaticity((a, b), c)),
        "cielab" => {
            // As in Xlib, where it is a hundred times too bright at the dark
            // end: what programs expect of such a colour was measured there.
            let dark = a / 9.032_92;
            let cube = (a + 16.0) / 116.0;
            if cube.powi(3) < 0.008_856 {
                from_xyz([
                    WHITE[0] * (b / 3893.5 + dark),
                    dark,
                    WHITE[2] * (dark - c / 1557.4),
                ])
            } else {
                from_xyz([
                    WHITE[0] * (cube + b / 500.0).powi(3),
                    cube.powi(3),
                    WHITE[2] * (cube - c / 200.0).powi(3),
                ])
            }
        }
        "cieluv" => {
            let (u, v) = chromaticity(WHITE);
            let scale = 13.0 * a;
            let (du, dv) = if scale == 0.0 {
                (0.0, 0.0)
            } else {
                (b / scale, c / scale)
            };
            from_xyz(from_chromaticity((u + du, v + dv), light(a)))
        }
        "tekhvc" => {
            let (u, v) = chromaticity(WHITE);
            let start = (BEST_RED.1 - v).atan2(BEST_RED.0 - u);
            let (sin, cos) = (a.to_radians() + start).sin_cos();
            let far = if b == 0.0 {
                0.0
            } else {
                c / (b * CHROMA_SCALE)
            };
            from_xyz(from_chromaticity((u + far * cos, v + far * sin), light(b)))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What xterm answers for the same.
    #[test]
    fn as_xlib_has_it() {
        for (space, n, want) in [
            ("rgbi", 1.0, 0xff_ffff),
            ("rgbi", 0.5, 0xc1_bbbb),
            ("ciexyz", 1.0, 0xff_ffff),
            ("ciexyz", 0.5, 0xdd_b5a0),
            ("cieuvy", 1.0, 0xff_ffff),
            ("cieuvy", 0.5, 0xff_a3ae),
            ("ciexyy", 1.0, 0xff_ffff),
            ("ciexyy", 0.5, 0xf7_b30e),
            ("cielab", 1.0, 0x6c_6767),
            ("cielab", 0.5, 0x52_4f4f),
            ("tekhvc", 1.0, 0x1a_130f),
            ("tekhvc", 0.5, 0x11_130e),
        ] {
            let found = parse(space, [n, n, n]);
            assert_eq!(found, Some(Rgba::hex(want)), "{space} {n}");
        }
        assert_eq!(parse("cmyk", [0.0; 3]), None);
        assert_eq!(parse("rgbi", [f64::NAN; 3]), None);
    }
}
