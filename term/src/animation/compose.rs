//! Pixels of frames laid over each other.

/// A rectangle of an image, pixels from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rect {
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

impl Rect {
    pub(crate) fn is_within(&self, width: usize, height: usize) -> bool {
        let end = |start: usize, length: usize| start.saturating_add(length);
        end(self.x, self.width) <= width && end(self.y, self.height) <= height
    }

    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let meet = |a: usize, la: usize, b: usize, lb: usize| {
            a < b.saturating_add(lb) && b < a.saturating_add(la)
        };
        meet(self.x, self.width, other.x, other.width)
            && meet(self.y, self.height, other.y, other.height)
    }
}

/// A frame in the making: rows from the top, four bytes a pixel, straight
/// alpha.
#[derive(Clone, Debug)]
pub(crate) struct Canvas {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) rgba: Vec<u8>,
}

impl Canvas {
    /// `None` where the pixels are fewer than the size says.
    pub(crate) fn new(width: usize, height: usize, rgba: Vec<u8>) -> Option<Self> {
        let len = width.checked_mul(height)?.checked_mul(4)?;
        (len > 0 && rgba.len() == len).then_some(Self {
            width,
            height,
            rgba,
        })
    }

    pub(crate) fn filled(width: usize, height: usize, color: [u8; 4]) -> Self {
        Self {
            width,
            height,
            rgba: color.repeat(width * height),
        }
    }

    /// Lays a part of another picture over this one, its corner at `(x, y)`;
    /// what does not fit is left out. `part` is within the other picture.
    pub(crate) fn lay(&mut self, from: &Self, part: Rect, (x, y): (usize, usize), blend: bool) {
        let width = part.width.min(self.width.saturating_sub(x));
        let height = part.height.min(self.height.saturating_sub(y));
        for row in 0..height {
            let source = ((part.y + row) * from.width + part.x) * 4;
            let target = ((y + row) * self.width + x) * 4;
            let (Some(source), Some(target)) = (
                from.rgba.get(source..source + width * 4),
                self.rgba.get_mut(target..target + width * 4),
            ) else {
                return;
            };
            if !blend {
                target.copy_from_slice(source);
                continue;
            }
            for (under, over) in target
                .as_chunks_mut::<4>()
                .0
                .iter_mut()
                .zip(source.as_chunks::<4>().0)
            {
                *under = over_pixel(*over, *under);
            }
        }
    }
}

/// One pixel over another (Porter and Duff's "over", straight alpha).
fn over_pixel(over: [u8; 4], under: [u8; 4]) -> [u8; 4] {
    match over[3] {
        255 => over,
        0 => under,
        _ => {
            let (a, b) = (u32::from(over[3]), u32::from(under[3]));
            // In units of 1/255².
            let rest = b * (255 - a);
            let alpha = a * 255 + rest;
            let mut out = [0; 4];
            for i in 0..3 {
                let sum = u32::from(over[i]) * a * 255 + u32::from(under[i]) * rest;
                out[i] = ((sum + alpha / 2) / alpha) as u8;
            }
            out[3] = ((alpha + 127) / 255) as u8;
            out
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Rect = Rect {
        x: 0,
        y: 0,
        width: 2,
        height: 1,
    };

    #[test]
    fn what_is_laid_over_covers_or_blends_and_never_leaves_the_picture() {
        let from = Canvas::new(2, 1, vec![255, 0, 0, 255, 0, 255, 0, 128]).unwrap();
        let mut to = Canvas::filled(2, 2, [0, 0, 255, 255]);
        to.lay(&from, WHOLE, (0, 1), true);
        assert_eq!(to.rgba[..8], [0, 0, 255, 255, 0, 0, 255, 255]);
        assert_eq!(to.rgba[8..], [255, 0, 0, 255, 0, 128, 127, 255]);
        to.lay(&from, WHOLE, (1, 0), false);
        assert_eq!(to.rgba[..8], [0, 0, 255, 255, 255, 0, 0, 255]);
        to.lay(&from, WHOLE, (9, 9), false);
        assert_eq!(to.rgba.len(), 16);
        let mut clear = Canvas::filled(2, 1, [0; 4]);
        clear.lay(&from, WHOLE, (0, 0), true);
        assert_eq!(clear.rgba, from.rgba);
    }

    #[test]
    fn rectangles_meet_only_inside_both() {
        let rect = |x, y| Rect {
            x,
            y,
            width: 2,
            height: 2,
        };
        assert!(rect(0, 0).overlaps(&rect(1, 1)));
        assert!(!rect(0, 0).overlaps(&rect(2, 0)));
        assert!(rect(0, 0).is_within(2, 2) && !rect(1, 0).is_within(2, 2));
        assert!(!rect(usize::MAX, 0).is_within(2, 2));
    }
}
