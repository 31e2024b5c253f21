//! One layer of a background: where it is, and its pixels.

use super::Surroundings;
use crate::colors::transform;
use crate::pictures::{ImageFiles, Pixels, scaled};
use config::structs::{
    BackgroundAttachment, BackgroundHorizontalAlignment, BackgroundLayer, BackgroundOrigin,
    BackgroundRepeat, BackgroundSize, BackgroundSource, BackgroundVerticalAlignment, Dimension,
    DimensionContext, Gradient, GradientOrientation, HsbTransform,
};
use wezterm_types::Rgba;

/// Colours that a gradient is computed in.
const STEPS: usize = 1024;

/// Longest side of a layer, in pixels.
const MOST: f64 = 16_384.0;

/// The box that a layer is laid out in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    cell: (u32, u32),
    dpi: u32,
    /// How far the layer is moved up.
    scrolled: f64,
}

impl Place {
    pub(super) fn new(layer: &BackgroundLayer, around: &Surroundings) -> Self {
        let (left, top, width, height) = match layer.origin {
            BackgroundOrigin::BorderBox => (0, 0, around.window.0, around.window.1),
            BackgroundOrigin::PaddingBox => around.content,
        };
        let factor = match layer.attachment {
            BackgroundAttachment::Fixed => 0.0,
            BackgroundAttachment::Scroll => 1.0,
            BackgroundAttachment::Parallax(factor) => factor,
        };
        Self {
            left: f64::from(left),
            top: f64::from(top),
            width: f64::from(width).max(1.0),
            height: f64::from(height).max(1.0),
            cell: around.cell,
            dpi: around.dpi,
            scrolled: around.scrolled * factor,
        }
    }

    fn across(&self, length: Dimension) -> f64 {
        self.pixels(length, self.cell.0, self.width)
    }

    fn down(&self, length: Dimension) -> f64 {
        self.pixels(length, self.cell.1, self.height)
    }

    fn pixels(&self, length: Dimension, cell: u32, whole: f64) -> f64 {
        let context = DimensionContext {
            dpi: f64::from(self.dpi),
            pixel_cell: f64::from(cell),
            pixel_max: whole,
        };
        length.to_pixels(context)
    }

    /// The size of a layer whose source has `natural` pixels, if it has a size
    /// of its own.
    fn size(&self, layer: &BackgroundLayer, natural: Option<(u32, u32)>) -> (u32, u32) {
        let (nw, nh) = natural.map_or((self.width, self.height), |(w, h)| {
            (f64::from(w).max(1.0), f64::from(h).max(1.0))
        });
        let (fit_w, fit_h) = (self.width / nw, self.height / nh);
        let side =
            |size: BackgroundSize, natural: f64, length: &dyn Fn(Dimension) -> f64| match size {
                BackgroundSize::Contain => natural * fit_w.min(fit_h),
                BackgroundSize::Cover => natural * fit_w.max(fit_h),
                BackgroundSize::Dimension(dimension) => length(dimension),
            };
        let width = side(layer.width, nw, &|length| self.across(length));
        let height = side(layer.height, nh, &|length| self.down(length));
        (
            width.round().clamp(1.0, MOST) as u32,
            height.round().clamp(1.0, MOST) as u32,
        )
    }
}

/// Paints a layer over `canvas`, which has the window's size.
pub(super) fn paint(
    layer: &BackgroundLayer,
    place: &Place,
    files: &mut ImageFiles,
    canvas: &mut Pixels,
) -> Result<(), String> {
    let alpha = (layer.opacity.clamp(0.0, 1.0) * 255.0).round() as u32;
    if alpha == 0 {
        return Ok(());
    }
    let tile = match &layer.source {
        BackgroundSource::Color(color) => {
            let (width, height) = place.size(layer, None);
            let color = adjusted(*color, &layer.hsb);
            Pixels::filled(width, height, [color.r, color.g, color.b, color.a])
        }
        BackgroundSource::Gradient(gradient) => {
            let (width, height) = place.size(layer, None);
            self::gradient(gradient, &layer.hsb, width, height)?
        }
        BackgroundSource::File(file) => {
            let pixels = files.load(&file.path)?;
            let (width, height) = place.size(layer, Some((pixels.width, pixels.height)));
            let whole = [0.0, 0.0, pixels.width as f32, pixels.height as f32];
            let mut tile = scaled(&pixels, whole, width, height);
            if !is_identity(&layer.hsb) {
                adjust(&mut tile, &layer.hsb);
            }
            tile
        }
    };
    let (width, height) = (f64::from(tile.width), f64::from(tile.height));
    let mut left = place.left
        + match layer.horizontal_align {
            BackgroundHorizontalAlignment::Left => 0.0,
            BackgroundHorizontalAlignment::Center => (place.width - width) / 2.0,
            BackgroundHorizontalAlignment::Right => place.width - width,
        };
    let mut top = place.top
        + match layer.vertical_align {
            BackgroundVerticalAlignment::Top => 0.0,
            BackgroundVerticalAlignment::Middle => (place.height - height) / 2.0,
            BackgroundVerticalAlignment::Bottom => place.height - height,
        };
    left += layer.horizontal_offset.map_or(0.0, |by| place.across(by));
    top += layer.vertical_offset.map_or(0.0, |by| place.down(by)) - place.scrolled;
    let step_x = layer.repeat_x_size.map_or(width, |by| place.across(by));
    let step_y = layer.repeat_y_size.map_or(height, |by| place.down(by));
    let columns = Repeat::new(layer.repeat_x, left, step_x, tile.width);
    let rows = Repeat::new(layer.repeat_y, top, step_y, tile.height);

    let sources: Vec<Option<u32>> = (0..canvas.width).map(|x| columns.source(x)).collect();
    let stride = canvas.width as usize * 4;
    if stride == 0 {
        return Ok(());
    }
    for (y, line) in (0..).zip(canvas.data.chunks_exact_mut(stride)) {
        let Some(from) = rows.source(y) else { continue };
        let (pixels, _) = line.as_chunks_mut::<4>();
        for (pixel, source) in pixels.iter_mut().zip(&sources) {
            if let Some(x) = source {
                over(pixel, tile.at(*x, from), alpha);
            }
        }
    }
    Ok(())
}

/// A premultiplied pixel over another one, gamma-encoded as the desktop's
/// compositor mixes.
fn over(below: &mut [u8; 4], top: [u8; 4], alpha: u32) {
    let a = u32::from(top[3]) * alpha / 255;
    if a == 255 {
        *below = top;
        return;
    }
    for (below, top) in below.iter_mut().zip(top) {
        let top = u32::from(top) * alpha / 255;
        let mixed = top + (u32::from(*below) * (255 - a) + 127) / 255;
        *below = mixed.min(255) as u8;
    }
}

/// Copies of a layer in one direction.
struct Repeat {
    how: BackgroundRepeat,
    start: i64,
    step: i64,
    length: i64,
}

impl Repeat {
    fn new(how: BackgroundRepeat, start: f64, step: f64, length: u32) -> Self {
        Self {
            how,
            start: start.clamp(-1e12, 1e12).round() as i64,
            step: step.clamp(1.0, 1e9).round() as i64,
            length: i64::from(length),
        }
    }

    /// The layer's pixel at a pixel of the window.
    fn source(&self, at: u32) -> Option<u32> {
        let from = i64::from(at) - self.start;
        let (copy, place) = match self.how {
            BackgroundRepeat::NoRepeat => (0, from),
            BackgroundRepeat::Repeat | BackgroundRepeat::Mirror => {
                (from.div_euclid(self.step), from.rem_euclid(self.step))
            }
        };
        let place = if self.how == BackgroundRepeat::Mirror && copy % 2 != 0 {
            self.length - 1 - place
        } else {
            place
        };
        (0..self.length)
            .contains(&place)
            .then(|| u32::try_from(place).ok())
            .flatten()
    }
}

fn is_identity(hsb: &HsbTransform) -> bool {
    hsb.hue == 1.0 && hsb.saturation == 1.0 && hsb.brightness == 1.0
}

fn adjusted(color: Rgba, hsb: &HsbTransform) -> Rgba {
    if is_identity(hsb) {
        color
    } else {
        transform(color, hsb)
    }
}

/// Applies `hsb` to every pixel; neighbours are often alike.
fn adjust(pixels: &mut Pixels, hsb: &HsbTransform) {
    let mut last = ([0; 4], [0; 4]);
    for pixel in pixels.data.as_chunks_mut::<4>().0 {
        if *pixel != last.0 {
            let [r, g, b, a] = *pixel;
            let straight = |c: u8| {
                (u32::from(c) * 255)
                    .checked_div(u32::from(a))
                    .unwrap_or(0)
                    .min(255) as u8
            };
            let color = Rgba::new(straight(r), straight(g), straight(b), a);
            let Rgba { r, g, b, a } = transform(color, hsb);
            let mul = |c: u8| ((u32::from(c) * u32::from(a) + 127) / 255) as u8;
            last = (*pixel, [mul(r), mul(g), mul(b), a]);
        }
        *pixel = last.1;
    }
}

/// A gradient of a size.
fn gradient(
    gradient: &Gradient,
    hsb: &HsbTransform,
    width: u32,
    height: u32,
) -> Result<Pixels, String> {
    let colors: Vec<[u8; 4]> = config::color::gradient_colors(gradient, STEPS)
        .map_err(|error| format!("a gradient of the background can not be shown: {error}"))?
        .into_iter()
        .map(|color| {
            let Rgba { r, g, b, a } = adjusted(color, hsb);
            let mul = |c: u8| ((u32::from(c) * u32::from(a) + 127) / 255) as u8;
            [mul(r), mul(g), mul(b), a]
        })
        .collect();
    let (w, h) = (f64::from(width), f64::from(height));
    // Neighbouring colours are mixed up a little, which hides their edges.
    let noise = gradient.noise.unwrap_or(64).min(1024) as f64 / 64.0 / 256.0;
    let jitter = |x: u32, y: u32| {
        let hash =
            (x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca6b)).wrapping_mul(0xc2b2_ae35);
        (f64::from(hash >> 16) / 65_535.0 - 0.5) * noise
    };
    let place: Box<dyn Fn(f64, f64) -> f64> = match gradient.orientation {
        GradientOrientation::Horizontal => Box::new(move |x, _| x / w),
        GradientOrientation::Vertical => Box::new(move |_, y| y / h),
        GradientOrientation::Linear(linear) => {
            let angle = linear.angle.unwrap_or(0.0).to_radians();
            let (sin, cos) = (angle.sin(), angle.cos());
            // The line through the middle reaches from corner to corner.
            let length = (w * cos.abs() + h * sin.abs()).max(1.0);
            Box::new(move |x, y| ((x - w / 2.0) * cos - (y - h / 2.0) * sin) / length + 0.5)
        }
        GradientOrientation::Radial(radial) => {
            let (cx, cy) = (radial.cx.unwrap_or(0.5), radial.cy.unwrap_or(0.5));
            let radius = radial.radius.unwrap_or(0.5).max(1e-6);
            Box::new(move |x, y| ((x / w - cx).powi(2) + (y / h - cy).powi(2)).sqrt() / radius)
        }
    };
    let mut data = Vec::with_capacity(width as usize * height as usize * 4);
    for y in 0..height {
        for x in 0..width {
            let at = place(f64::from(x) + 0.5, f64::from(y) + 0.5) + jitter(x, y);
            let index = (at.clamp(0.0, 1.0) * (STEPS - 1) as f64).round() as usize;
            data.extend(colors.get(index).copied().unwrap_or([0; 4]));
        }
    }
    Ok(Pixels {
        width,
        height,
        data,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_follow_each_other() {
        let source = |how, start: f64, step: f64| {
            let repeat = Repeat::new(how, start, step, 3);
            (0..8).map(|at| repeat.source(at)).collect::<Vec<_>>()
        };
        let (a, b, c) = (Some(0), Some(1), Some(2));
        use BackgroundRepeat::{Mirror, NoRepeat, Repeat as Again};
        assert_eq!(
            source(NoRepeat, 2.0, 3.0),
            [None, None, a, b, c, None, None, None]
        );
        assert_eq!(source(Again, 1.0, 3.0), [c, a, b, c, a, b, c, a]);
        assert_eq!(source(Mirror, 0.0, 3.0), [a, b, c, c, b, a, a, b]);
        assert_eq!(source(Again, 0.0, 4.0), [a, b, c, None, a, b, c, None]);
    }

    #[test]
    fn a_gradient_runs_from_its_first_to_its_last_colour() {
        let spec = Gradient {
            colors: vec!["#000000".to_owned(), "#ffffff".to_owned()],
            noise: Some(0),
            ..Gradient::default()
        };
        let hsb = HsbTransform::default();
        let pixels = gradient(&spec, &hsb, 64, 2).unwrap();
        let line: Vec<u8> = (0..64).map(|x| pixels.at(x, 1)[0]).collect();
        assert!(
            line.is_sorted() && line[0] < 5 && line[63] > 250,
            "{line:?}"
        );
        assert!(gradient(&Gradient::default(), &hsb, 4, 4).is_err());
    }

    #[test]
    fn translucent_layers_mix() {
        let mut pixel = [0, 0, 255, 255];
        over(&mut pixel, [255, 0, 0, 255], 128);
        assert_eq!(pixel, [128, 0, 127, 255]);
        over(&mut pixel, [1, 2, 3, 255], 255);
        assert_eq!(pixel, [1, 2, 3, 255]);
    }
}
