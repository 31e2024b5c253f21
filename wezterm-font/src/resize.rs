//! Fitting colour glyphs, which come in fixed sizes, into cells.

use crate::{CellMetrics, GlyphKind, RasterGlyph};
use swash::scale::image::Image;

/// Scales a picture (straight RGBA) to fill its cells as far as its shape
/// allows, centred; with no cells given, to the height of a line.
pub(crate) fn fit_color(image: &Image, cells: u8, cell: &CellMetrics) -> Option<RasterGlyph> {
    let (width, height) = (image.placement.width, image.placement.height);
    if image.data.len() != width as usize * height as usize * 4 {
        return None;
    }
    let by_height = cell.cell_height as f32 / height as f32;
    let room = u32::from(cells) * cell.cell_width;
    let factor = match cells {
        0 => by_height,
        _ => by_height.min(room as f32 / width as f32),
    };
    let scaled = |side: u32| ((side as f32 * factor).round() as u32).max(1);
    let (w, h) = (scaled(width), scaled(height).min(cell.cell_height));
    let left = match cells {
        0 => (image.placement.left as f32 * factor).round() as i32,
        _ => (room as i32 - w as i32) / 2,
    };
    Some(RasterGlyph {
        left,
        top: cell.baseline - (cell.cell_height as i32 - h as i32) / 2,
        width: w,
        height: h,
        kind: GlyphKind::Color,
        data: resample(&image.data, (width, height), (w, h)),
    })
}

/// Averages the source pixels under each target pixel by the area they
/// share, with colour weighted by alpha. The result is premultiplied.
fn resample(data: &[u8], from: (u32, u32), to: (u32, u32)) -> Vec<u8> {
    let columns = spans(from.0, to.0);
    let rows = spans(from.1, to.1);
    // Across first: one pass per axis.
    let stride = to.0 as usize * 4;
    let mut wide = vec![0f32; stride * from.1 as usize];
    for y in 0..from.1 as usize {
        for (x, span) in columns.iter().enumerate() {
            let mut sum = [0f32; 4];
            for (sx, weight) in span.iter() {
                let at = (y * from.0 as usize + sx) * 4;
                let Some(&[r, g, b, a]) = data.get(at..at + 4) else {
                    continue;
                };
                let alpha = f32::from(a) * weight;
                for (total, channel) in sum.iter_mut().zip([r, g, b]) {
                    *total += f32::from(channel) * alpha / 255.0;
                }
                sum[3] += alpha;
            }
            let at = y * stride + x * 4;
            wide[at..at + 4].copy_from_slice(&sum);
        }
    }
    let mut out = Vec::with_capacity(stride * to.1 as usize);
    for span in &rows {
        for x in 0..stride {
            let sum: f32 = span.iter().map(|(sy, w)| wide[sy * stride + x] * w).sum();
            out.push(sum.round().clamp(0.0, 255.0) as u8);
        }
    }
    out
}

/// The source pixels of one target pixel, with weights that sum to 1.
struct Span {
    first: usize,
    weights: Vec<f32>,
}

impl Span {
    fn iter(&self) -> impl Iterator<Item = (usize, f32)> + '_ {
        let at = self.first..;
        at.zip(self.weights.iter().copied())
    }
}

/// Area weights when shrinking, linear interpolation when growing.
fn spans(from: u32, to: u32) -> Vec<Span> {
    let step = from as f32 / to as f32;
    let last = from.saturating_sub(1) as usize;
    (0..to)
        .map(|n| {
            if step >= 1.0 {
                let (start, end) = (n as f32 * step, (n + 1) as f32 * step);
                let first = (start.floor() as usize).min(last);
                let stop = ((end - 1e-4).floor() as usize).clamp(first, last);
                let weights = (first..=stop)
                    .map(|s| {
                        let (a, b) = (s as f32, s as f32 + 1.0);
                        (b.min(end) - a.max(start)).max(0.0) / step
                    })
                    .collect();
                Span { first, weights }
            } else {
                let centre = ((n as f32 + 0.5) * step - 0.5).max(0.0);
                let first = (centre.floor() as usize).min(last);
                let part = if first == last { 0.0 } else { centre.fract() };
                let mut weights = vec![1.0 - part];
                if first < last {
                    weights.push(part);
                }
                Span { first, weights }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_sum_to_one() {
        for from in 1..40 {
            for to in 1..40 {
                for span in spans(from, to) {
                    let sum: f32 = span.weights.iter().sum();
                    assert!((sum - 1.0).abs() < 1e-3, "{from} to {to}: {sum}");
                    assert!(span.first + span.weights.len() <= from as usize);
                }
            }
        }
    }

    #[test]
    fn a_flat_picture_stays_flat_and_is_premultiplied() {
        let data = [200u8, 100, 0, 128].repeat(7 * 5);
        for to in [(3, 2), (7, 5), (20, 11), (1, 1)] {
            let out = resample(&data, (7, 5), to);
            assert_eq!(out.len(), (to.0 * to.1 * 4) as usize);
            assert!(out.chunks(4).all(|p| p == [100, 50, 0, 128]), "{to:?}");
        }
    }

    #[test]
    fn transparent_pixels_lend_no_colour() {
        let data = [255, 0, 0, 0, 0, 255, 0, 255];
        assert_eq!(resample(&data, (2, 1), (1, 1)), [0, 128, 0, 128]);
    }
}
