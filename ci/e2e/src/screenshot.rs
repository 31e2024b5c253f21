use crate::sway::Rect;
use anyhow::{Context, Result, bail, ensure};

/// Red, green and blue of a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pixel(pub u8, pub u8, pub u8);

impl Pixel {
    /// Whether every channel is at most `tolerance` away.
    #[must_use]
    pub fn is_near(self, other: Self, tolerance: u8) -> bool {
        self.0.abs_diff(other.0) <= tolerance
            && self.1.abs_diff(other.1) <= tolerance
            && self.2.abs_diff(other.2) <= tolerance
    }
}

/// What a screen showed; physical pixels from the top left.
#[derive(Clone, PartialEq, Eq)]
pub struct Screenshot {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Screenshot {
    /// Decodes a binary PPM (`P6`, 8 bits), the format of `grim -t ppm`.
    ///
    /// # Errors
    /// The bytes are no such picture, or end early.
    pub fn from_ppm(bytes: &[u8]) -> Result<Self> {
        let mut at = 0;
        let mut word = || -> Result<&str> {
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            let start = at;
            while bytes
                .get(at)
                .is_some_and(|byte| !byte.is_ascii_whitespace())
            {
                at += 1;
            }
            ensure!(at > start, "the picture's header ends early");
            Ok(std::str::from_utf8(&bytes[start..at])?)
        };
        let magic = word()?;
        ensure!(magic == "P6", "not a PPM picture: it starts with {magic:?}");
        let width: u32 = word()?.parse().context("width")?;
        let height: u32 = word()?.parse().context("height")?;
        let depth = word()?;
        ensure!(depth == "255", "channels up to {depth} are not known");
        let rgb = bytes.get(at + 1..).unwrap_or_default().to_vec();
        let expected = u64::from(width) * u64::from(height) * 3;
        if rgb.len() as u64 != expected {
            bail!(
                "{width}x{height} pixels need {expected} bytes, not {}",
                rgb.len()
            );
        }
        Ok(Self { width, height, rgb })
    }

    /// Width and height.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// The pixel at a place; `None` outside.
    #[must_use]
    pub fn pixel(&self, x: u32, y: u32) -> Option<Pixel> {
        if x >= self.width || y >= self.height {
            return None;
        }
        let at = (y as usize * self.width as usize + x as usize) * 3;
        let rgb = self.rgb.get(at..at + 3)?;
        Some(Pixel(rgb[0], rgb[1], rgb[2]))
    }

    /// The part of the picture inside `area`, which is cut to the picture.
    #[must_use]
    pub fn crop(&self, area: Rect) -> Self {
        let clamp = |value: i32, max: u32| u32::try_from(value).unwrap_or(0).min(max);
        let (left, right) = (
            clamp(area.x, self.width),
            clamp(area.x + area.width, self.width),
        );
        let (top, bottom) = (
            clamp(area.y, self.height),
            clamp(area.y + area.height, self.height),
        );
        let right = right.max(left);
        let bottom = bottom.max(top);
        let mut rgb = Vec::new();
        for y in top..bottom {
            let row = y as usize * self.width as usize;
            rgb.extend_from_slice(&self.rgb[(row + left as usize) * 3..(row + right as usize) * 3]);
        }
        Self {
            width: right - left,
            height: bottom - top,
            rgb,
        }
    }

    /// All pixels, row by row.
    pub fn pixels(&self) -> impl Iterator<Item = Pixel> {
        self.rgb
            .chunks_exact(3)
            .map(|rgb| Pixel(rgb[0], rgb[1], rgb[2]))
    }

    /// How many pixels are near a colour.
    #[must_use]
    pub fn count_near(&self, color: Pixel, tolerance: u8) -> usize {
        self.pixels()
            .filter(|pixel| pixel.is_near(color, tolerance))
            .count()
    }

    /// The colour if all pixels have the same one.
    #[must_use]
    pub fn uniform(&self) -> Option<Pixel> {
        let first = self.pixel(0, 0)?;
        self.pixels().all(|pixel| pixel == first).then_some(first)
    }

    /// The smallest rectangle around all pixels near a colour.
    #[must_use]
    pub fn bounds_near(&self, color: Pixel, tolerance: u8) -> Option<Rect> {
        let mut bounds: Option<(u32, u32, u32, u32)> = None;
        for (y, x) in (0..self.height).flat_map(|y| (0..self.width).map(move |x| (y, x))) {
            if self
                .pixel(x, y)
                .is_some_and(|pixel| pixel.is_near(color, tolerance))
            {
                let (left, top, right, bottom) = bounds.unwrap_or((x, y, x, y));
                bounds = Some((left.min(x), top.min(y), right.max(x), bottom.max(y)));
            }
        }
        let (left, top, right, bottom) = bounds?;
        let int = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
        Some(Rect {
            x: int(left),
            y: int(top),
            width: int(right - left + 1),
            height: int(bottom - top + 1),
        })
    }

    /// How many pixels differ by more than `tolerance`; `None` when the sizes
    /// differ.
    #[must_use]
    pub fn difference(&self, other: &Self, tolerance: u8) -> Option<usize> {
        (self.size() == other.size()).then(|| {
            self.pixels()
                .zip(other.pixels())
                .filter(|(a, b)| !a.is_near(*b, tolerance))
                .count()
        })
    }
}

impl std::fmt::Debug for Screenshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Screenshot({}x{})", self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Pixel = Pixel(255, 0, 0);

    /// Black, with a red rectangle of 2x1 pixels at (1, 1).
    fn picture() -> Screenshot {
        let mut bytes = b"P6\n4 3\n255\n".to_vec();
        for y in 0..3 {
            for x in 0..4 {
                let red = y == 1 && (x == 1 || x == 2);
                bytes.extend(if red { [255, 0, 0] } else { [0, 0, 0] });
            }
        }
        Screenshot::from_ppm(&bytes).unwrap()
    }

    #[test]
    fn pixels_are_found_where_they_are() {
        let picture = picture();
        assert_eq!(picture.size(), (4, 3));
        assert_eq!(picture.pixel(1, 1), Some(RED));
        assert_eq!(picture.pixel(0, 1), Some(Pixel(0, 0, 0)));
        assert_eq!(picture.pixel(4, 0), None);
        assert_eq!(picture.count_near(RED, 0), 2);
        assert_eq!(picture.uniform(), None);
        let bounds = picture.bounds_near(RED, 10).unwrap();
        assert_eq!(
            bounds,
            Rect {
                x: 1,
                y: 1,
                width: 2,
                height: 1
            }
        );
        assert_eq!(picture.crop(bounds).uniform(), Some(RED));
        let outside = Rect {
            x: 3,
            y: 2,
            width: 9,
            height: 9,
        };
        assert_eq!(picture.crop(outside).size(), (1, 1));
        assert_eq!(picture.difference(&picture, 0), Some(0));
    }

    #[test]
    fn broken_pictures_are_refused() {
        for bytes in [
            &b""[..],
            b"P5\n1 1\n255\n",
            b"P6\n1 1\n255\n\0",
            b"P6\n1 x\n255\n",
        ] {
            assert!(Screenshot::from_ppm(bytes).is_err(), "{bytes:?}");
        }
    }
}
