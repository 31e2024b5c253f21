//! Text that stays readable: `text_min_contrast_ratio`, by the contrast ratio
//! of WCAG 2 (relative luminance).

use std::sync::OnceLock;
use wezterm_types::Rgba;

/// Linear light of a gamma-encoded byte.
fn linear(c: u8) -> f32 {
    static TABLE: OnceLock<[f32; 256]> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        std::array::from_fn(|c| {
            let c = c as f32 / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        })
    });
    table[usize::from(c)]
}

fn luminance(color: Rgba) -> f32 {
    0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
}

fn ratio(a: f32, b: f32) -> f32 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// `fg`, moved as little as need be towards white or black for a contrast of
/// `wanted` with `bg`. The side is the one that `fg` is on, unless only the
/// other one has room for that much.
pub(crate) fn ensure(fg: Rgba, bg: Rgba, wanted: f32) -> Rgba {
    // The same colour for both hides text on purpose.
    if (fg.r, fg.g, fg.b) == (bg.r, bg.g, bg.b) {
        return fg;
    }
    let below = luminance(bg);
    if ratio(luminance(fg), below) >= wanted {
        return fg;
    }
    let reach = |end: f32| ratio(end, below);
    let lighter = luminance(fg) >= below;
    let to_white = if lighter {
        reach(1.0) >= wanted || reach(1.0) >= reach(0.0)
    } else {
        reach(0.0) < wanted && reach(1.0) > reach(0.0)
    };
    let end = if to_white { 255.0 } else { 0.0 };
    let mixed = |t: f32| {
        let channel = |c: u8| (f32::from(c) + (end - f32::from(c)) * t).round() as u8;
        Rgba::new(channel(fg.r), channel(fg.g), channel(fg.b), fg.a)
    };
    let (mut low, mut high) = (0.0f32, 1.0f32);
    for _ in 0..10 {
        let middle = (low + high) / 2.0;
        if ratio(luminance(mixed(middle)), below) >= wanted {
            high = middle;
        } else {
            low = middle;
        }
    }
    mixed(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enough_contrast_is_left_alone_and_too_little_is_made_up() {
        let (grey, black) = (Rgba::rgb(60, 60, 60), Rgba::BLACK);
        assert_eq!(ensure(Rgba::WHITE, black, 7.0), Rgba::WHITE);
        assert_eq!(ensure(grey, grey, 7.0), grey);
        let mut random = 7u32;
        for _ in 0..500 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [r, g, b, _] = random.to_be_bytes();
            let bg = Rgba::rgb(b, r, g);
            for wanted in [3.0, 4.5] {
                let fg = ensure(Rgba::rgb(r, g, b), bg, wanted);
                if (fg.r, fg.g, fg.b) == (bg.r, bg.g, bg.b) {
                    continue;
                }
                let got = ratio(luminance(fg), luminance(bg));
                assert!(got >= wanted * 0.98, "{fg:?} on {bg:?}: {got}");
            }
        }
    }
}
