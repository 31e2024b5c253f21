//! Rectangles, in physical pixels, y downwards.

/// A rectangle before it is snapped to pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RectF {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl RectF {
    /// The part of it that lies in another, possibly of no size.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let right = (self.x + self.width).min(other.x + other.width);
        let bottom = (self.y + self.height).min(other.y + other.height);
        Self::new(x, y, (right - x).max(0.0), (bottom - y).max(0.0))
    }

    /// A rectangle from its top left corner and size.
    #[must_use]
    pub const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    /// The pixels that it covers when moved by `offset`: each edge goes to the
    /// nearest pixel boundary, so neighbours that share an edge neither overlap
    /// nor leave a gap.
    #[must_use]
    pub fn snap(&self, offset: (f32, f32)) -> PixelRect {
        let (x, y) = (self.x + offset.0, self.y + offset.1);
        PixelRect {
            left: round(x),
            top: round(y),
            right: round(x + self.width),
            bottom: round(y + self.height),
        }
    }
}

/// The nearest whole number, halves upwards; saturates, NaN is 0.
pub(crate) fn round(v: f32) -> i32 {
    // Coordinates stay far from overflow, so that sums and differences of two
    // of them are always in range.
    const LIMIT: f32 = 1_000_000.0;
    let v = (v + 0.5).clamp(-LIMIT, LIMIT);
    // `floor` is a function call where the processor is any x86-64.
    let towards_zero = v as i32;
    towards_zero - i32::from(towards_zero as f32 > v)
}

/// A rectangle of whole pixels: `left..right` by `top..bottom`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PixelRect {
    /// First column.
    pub left: i32,
    /// First row.
    pub top: i32,
    /// Column after the last.
    pub right: i32,
    /// Row after the last.
    pub bottom: i32,
}

impl PixelRect {
    /// All of a surface of `size` pixels.
    #[must_use]
    pub fn of_size(size: (u32, u32)) -> Self {
        Self {
            left: 0,
            top: 0,
            right: i32::try_from(size.0).unwrap_or(i32::MAX),
            bottom: i32::try_from(size.1).unwrap_or(i32::MAX),
        }
    }

    /// Whether it covers no pixel.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.left >= self.right || self.top >= self.bottom
    }

    /// Width in pixels.
    #[must_use]
    pub const fn width(&self) -> u32 {
        if self.is_empty() {
            0
        } else {
            (self.right - self.left) as u32
        }
    }

    /// Height in pixels.
    #[must_use]
    pub const fn height(&self) -> u32 {
        if self.is_empty() {
            0
        } else {
            (self.bottom - self.top) as u32
        }
    }

    /// Pixels covered.
    #[must_use]
    pub const fn area(&self) -> u64 {
        self.width() as u64 * self.height() as u64
    }

    /// The pixels in both, possibly none.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    /// Whether a pixel is in both.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        !self.intersect(other).is_empty()
    }

    /// The smallest rectangle around both; an empty one adds nothing.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        if self.is_empty() {
            return *other;
        }
        if other.is_empty() {
            return *self;
        }
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Whether every pixel of `other` is in this one.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.is_empty() || self.intersect(other) == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_their_edge() {
        let a = RectF::new(0.0, 0.0, 8.4, 17.5).snap((0.25, 0.25));
        let b = RectF::new(8.4, 0.0, 8.4, 17.5).snap((0.25, 0.25));
        assert_eq!(a.right, b.left);
    }

    #[test]
    fn nonsense_is_harmless() {
        assert!(RectF::new(f32::NAN, 0.0, 1.0, 1.0).snap((0.0, 0.0)).left == 0);
        let huge = RectF::new(-f32::INFINITY, -1e30, f32::MAX, 1e30).snap((0.0, 0.0));
        assert!(huge.area() < u64::MAX);
        assert_eq!(RectF::new(5.0, 5.0, -2.0, 3.0).snap((0.0, 0.0)).area(), 0);
    }

    #[test]
    fn union_ignores_the_empty() {
        let a = PixelRect {
            left: 3,
            top: 4,
            right: 5,
            bottom: 6,
        };
        assert_eq!(a.union(&PixelRect::default()), a);
        assert_eq!(PixelRect::default().union(&a), a);
        assert!(a.contains(&PixelRect::default()));
    }
}
