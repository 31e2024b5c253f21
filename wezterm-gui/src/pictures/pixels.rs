//! Pixels of pictures before they are painted.

use std::path::Path;

/// Rows from the top, four bytes a pixel: red, green, blue, alpha;
/// gamma-encoded, colours premultiplied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pixels {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) data: Vec<u8>,
}

impl Pixels {
    /// Longest side of a picture that is taken.
    const MOST: u32 = 16_384;

    /// A picture of one colour.
    pub(crate) fn filled(width: u32, height: u32, rgba: [u8; 4]) -> Self {
        let [r, g, b, a] = rgba;
        let mul = |c: u8| (u32::from(c) * u32::from(a) + 127) / 255;
        let pixel = [mul(r) as u8, mul(g) as u8, mul(b) as u8, a];
        Self {
            width,
            height,
            data: pixel.repeat(width as usize * height as usize),
        }
    }

    /// A picture from straight alpha; `None` if the bytes are too few.
    pub(crate) fn from_straight(width: usize, height: usize, rgba: &[u8]) -> Option<Self> {
        let len = width.checked_mul(height)?.checked_mul(4)?;
        let mut data = rgba.get(..len)?.to_vec();
        for pixel in data.as_chunks_mut::<4>().0 {
            let a = u32::from(pixel[3]);
            if a != 255 {
                for c in &mut pixel[..3] {
                    *c = ((u32::from(*c) * a + 127) / 255) as u8;
                }
            }
        }
        Some(Self {
            width: u32::try_from(width).ok()?,
            height: u32::try_from(height).ok()?,
            data,
        })
    }

    /// Reads a file; of an animation, the first frame.
    ///
    /// # Errors
    /// A message that names the file.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let failed =
            |reason: String| format!("the picture {} can not be shown: {reason}", path.display());
        let reader = image::ImageReader::open(path)
            .and_then(image::ImageReader::with_guessed_format)
            .map_err(|error| failed(error.to_string()))?;
        let mut reader = reader;
        let mut limits = image::Limits::default();
        limits.max_image_width = Some(Self::MOST);
        limits.max_image_height = Some(Self::MOST);
        reader.limits(limits);
        let image = reader.decode().map_err(|error| failed(error.to_string()))?;
        let image = image.into_rgba8();
        let (width, height) = image.dimensions();
        Self::from_straight(width as usize, height as usize, image.as_raw())
            .ok_or_else(|| failed("it has too few pixels".to_owned()))
    }

    /// `width` pixels of a row, from column `x`.
    pub(crate) fn row(&self, y: u32, x: u32, width: u32) -> &[u8] {
        let start = (y as usize * self.width as usize + x as usize) * 4;
        &self.data[start..start + width as usize * 4]
    }

    /// One pixel.
    pub(crate) fn at(&self, x: u32, y: u32) -> [u8; 4] {
        let start = (y as usize * self.width as usize + x as usize) * 4;
        let found = self.data.get(start..start + 4);
        found.map_or([0; 4], |pixel| [pixel[0], pixel[1], pixel[2], pixel[3]])
    }

    /// Whether nothing shines through.
    pub(crate) fn is_opaque(&self) -> bool {
        self.data
            .as_chunks::<4>()
            .0
            .iter()
            .all(|pixel| pixel[3] == 255)
    }
}

/// A part of a picture (`[x, y, width, height]` in its pixels) at another size:
/// the mean of what a pixel covers where it shrinks, and a mix of the nearest
/// four where it grows.
pub(crate) fn scaled(from: &Pixels, part: [f32; 4], width: u32, height: u32) -> Pixels {
    let columns = spans(part[0], part[2], from.width, width);
    let rows = spans(part[1], part[3], from.height, height);
    let mut data = Vec::with_capacity(width as usize * height as usize * 4);
    for row in &rows {
        for column in &columns {
            let mut sum = [0f32; 4];
            for &(y, wy) in row {
                for &(x, wx) in column {
                    let pixel = from.at(x, y);
                    for (sum, value) in sum.iter_mut().zip(pixel) {
                        *sum += f32::from(value) * wx * wy;
                    }
                }
            }
            data.extend(sum.map(|c| (c + 0.5).clamp(0.0, 255.0) as u8));
        }
    }
    Pixels {
        width,
        height,
        data,
    }
}

/// For each of `to` places, which of the `limit` places it is made of, and how
/// much of each; the weights add up to 1.
fn spans(start: f32, length: f32, limit: u32, to: u32) -> Vec<Vec<(u32, f32)>> {
    let last = limit.saturating_sub(1);
    let step = length.max(0.0) / to.max(1) as f32;
    let place = |at: f32| (at.max(0.0) as u32).min(last);
    (0..to)
        .map(|index| {
            let low = start + index as f32 * step;
            if step <= 1.0 {
                let middle = low + step / 2.0 - 0.5;
                let part = (middle - middle.floor()).clamp(0.0, 1.0);
                let first = place(middle.floor());
                let second = place(middle.floor() + 1.0);
                return vec![(first, 1.0 - part), (second, part)];
            }
            let high = low + step;
            let mut list: Vec<(u32, f32)> = (place(low)..=place(high))
                .map(|at| {
                    let covered = high.min(at as f32 + 1.0) - low.max(at as f32);
                    (at, covered.max(0.0))
                })
                .collect();
            let sum: f32 = list.iter().map(|(_, weight)| weight).sum();
            if sum > 0.0 {
                list.iter_mut().for_each(|(_, weight)| *weight /= sum);
            } else {
                list.truncate(1);
                list.iter_mut().for_each(|(_, weight)| *weight = 1.0);
            }
            list
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_colour_stays_one_colour_at_any_size() {
        let from = Pixels::filled(7, 5, [200, 100, 50, 128]);
        for (width, height) in [(7, 5), (70, 50), (3, 2), (1, 1), (100, 1)] {
            let to = scaled(&from, [0.0, 0.0, 7.0, 5.0], width, height);
            assert_eq!(to, Pixels::filled(width, height, [200, 100, 50, 128]));
        }
    }

    #[test]
    fn the_same_size_is_the_same_picture() {
        let data: Vec<u8> = (0..4 * 6 * 5).map(|n| (n * 7 % 250) as u8).collect();
        let from = Pixels {
            width: 6,
            height: 5,
            data,
        };
        assert_eq!(scaled(&from, [0.0, 0.0, 6.0, 5.0], 6, 5), from);
    }

    #[test]
    fn nonsense_parts_are_harmless() {
        let from = Pixels::filled(4, 4, [9, 9, 9, 255]);
        for part in [
            [-5.0, 9.0, 100.0, -3.0],
            [f32::NAN, 0.0, f32::INFINITY, 1.0],
            [0.0; 4],
        ] {
            assert_eq!(scaled(&from, part, 3, 3).data.len(), 36);
        }
    }
}
