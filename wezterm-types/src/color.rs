use serde::{Deserialize, Serialize};
use std::fmt;

/// A colour in the sRGB space with straight (not premultiplied) alpha,
/// 8 bits a channel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Rgba {
    /// Red, 0..=255, gamma-encoded.
    pub r: u8,
    /// Green, 0..=255, gamma-encoded.
    pub g: u8,
    /// Blue, 0..=255, gamma-encoded.
    pub b: u8,
    /// Opacity: 0 is transparent, 255 opaque.
    pub a: u8,
}

impl Rgba {
    /// Nothing painted at all.
    pub const TRANSPARENT: Self = Self::new(0, 0, 0, 0);
    /// Opaque black.
    pub const BLACK: Self = Self::rgb(0, 0, 0);
    /// Opaque white.
    pub const WHITE: Self = Self::rgb(255, 255, 255);

    /// A colour from its four channels.
    #[must_use]
    pub const fn new(r: u8, g: u8, b: u8, a: u8) -> Self {
        Self { r, g, b, a }
    }

    /// An opaque colour.
    #[must_use]
    pub const fn rgb(r: u8, g: u8, b: u8) -> Self {
        Self::new(r, g, b, 255)
    }

    /// An opaque colour from `0xRRGGBB`.
    #[must_use]
    pub const fn hex(value: u32) -> Self {
        Self::rgb((value >> 16) as u8, (value >> 8) as u8, value as u8)
    }

    /// The same colour with its opacity multiplied by `factor` (clamped to 0..=1).
    #[must_use]
    pub fn mul_alpha(self, factor: f32) -> Self {
        let a = f32::from(self.a) * factor.clamp(0.0, 1.0);
        Self {
            a: a.round() as u8,
            ..self
        }
    }

    /// Whether nothing behind this colour can be seen.
    #[must_use]
    pub const fn is_opaque(self) -> bool {
        self.a == 255
    }
}

impl fmt::Display for Rgba {
    /// `#rrggbb` when opaque, else the CSS form `rgba(r,g,b,percent)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { r, g, b, a } = *self;
        if self.is_opaque() {
            write!(f, "#{r:02x}{g:02x}{b:02x}")
        } else {
            write!(f, "rgba({r},{g},{b},{}%)", f32::from(a) / 2.55)
        }
    }
}

impl fmt::Debug for Rgba {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_is_css() {
        assert_eq!(Rgba::hex(0x12_abef).to_string(), "#12abef");
        assert_eq!(Rgba::TRANSPARENT.to_string(), "rgba(0,0,0,0%)");
    }

    #[test]
    fn alpha_is_multiplied_and_clamped() {
        assert_eq!(Rgba::WHITE.mul_alpha(0.5).a, 128);
        assert_eq!(Rgba::WHITE.mul_alpha(7.0).a, 255);
        assert_eq!(Rgba::WHITE.mul_alpha(f32::NAN).a, 0);
    }
}
