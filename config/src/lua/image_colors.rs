//! `wezterm.color.extract_colors_from_image`: the colours that stand out.
//!
//! Pixels fall into bins of CIE L*a*b*; the fullest bins become colours, each
//! as far from those before it as `threshold` asks. Where that yields too few,
//! the distance is lowered until it does not.

use super::color::Color;
use super::colorspace::{Srgb, delta_e};
use super::registrar::Registrar;
use crate::convert::{Convert, Cx};
use crate::structs::ExtractColorParams;
use mlua::prelude::*;
use std::collections::HashMap;

/// The largest side of an image that is read, in pixels.
const MAX_SIDE: u32 = 16_384;

/// The largest image that is read, in bytes of memory.
const MAX_BYTES: u64 = 256 << 20;

/// How many bins are compared with one another.
const MAX_BINS: usize = 2_000;

/// One bin: how many pixels, and their sum.
#[derive(Default)]
struct Bin {
    count: u32,
    sum: [f64; 3],
}

struct Candidate {
    color: Srgb,
    lab: [f64; 3],
    count: u32,
}

fn load(path: &str, params: &ExtractColorParams) -> Result<image::RgbImage, image::ImageError> {
    let mut reader = image::ImageReader::open(path)?.with_guessed_format()?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_BYTES);
    reader.limits(limits);
    let image = reader.decode()?;
    let (width, height) = (params.max_width.max(1), params.max_height.max(1));
    let small = if image.width() > width || image.height() > height {
        image.thumbnail(width, height)
    } else {
        image
    };
    Ok(small.into_rgb8())
}

fn candidates(image: &image::RgbImage, params: &ExtractColorParams) -> Vec<Candidate> {
    let edge = f64::from(params.fuzziness.max(1));
    // Few of the colours of a drawing are distinct: each is converted once.
    let mut distinct: HashMap<[u8; 3], u32> = HashMap::new();
    for pixel in image.pixels() {
        *distinct.entry(pixel.0).or_default() += 1;
    }
    let mut bins: HashMap<[i32; 3], Bin> = HashMap::new();
    for (rgb, count) in distinct {
        let [r, g, b] = rgb.map(|c| f64::from(c) / 255.0);
        let lab = Srgb { r, g, b, a: 1.0 }.lab();
        if lab[0] < params.min_brightness || lab[0] > params.max_brightness {
            continue;
        }
        let bin = bins
            .entry(lab.map(|c| (c / edge).floor() as i32))
            .or_default();
        bin.count += count;
        for (sum, c) in bin.sum.iter_mut().zip([r, g, b]) {
            *sum += c * f64::from(count);
        }
    }
    let mut out: Vec<Candidate> = bins
        .into_values()
        .map(|bin| {
            let [r, g, b] = bin.sum.map(|sum| sum / f64::from(bin.count));
            let color = Srgb { r, g, b, a: 1.0 };
            Candidate {
                color,
                lab: color.lab(),
                count: bin.count,
            }
        })
        .collect();
    // The order of a hash table is nobody's: ties go by the colour.
    out.sort_by(|a, b| {
        let key = |c: &Candidate| [c.lab[0], c.lab[1], c.lab[2]].map(|c| (c * 1e6) as i64);
        b.count.cmp(&a.count).then_with(|| key(a).cmp(&key(b)))
    });
    out.truncate(MAX_BINS);
    out
}

fn pick(candidates: &[Candidate], params: &ExtractColorParams) -> Vec<Srgb> {
    let wanted = params.num_colors.min(1_000) as usize;
    let mut threshold = params.threshold.clamp(0.0, 1_000.0);
    let mut picked: Vec<&Candidate> = Vec::new();
    loop {
        for candidate in candidates {
            if picked.len() >= wanted {
                break;
            }
            let apart = picked.iter().all(|other| {
                delta_e(candidate.lab, other.lab) >= threshold.max(1e-9)
                    && candidate.color.contrast(other.color) >= params.min_contrast
            });
            if apart {
                picked.push(candidate);
            }
        }
        if picked.len() >= wanted || threshold < 0.5 {
            return picked.iter().map(|candidate| candidate.color).collect();
        }
        threshold *= 0.75;
    }
}

fn extract(lua: &Lua, path: &str, params: &LuaValue) -> mlua::Result<Vec<Color>> {
    let params = match params {
        LuaValue::Nil => ExtractColorParams::default(),
        value => ExtractColorParams::from_lua(value, &mut Cx::new(lua))?,
    };
    let image = load(path, &params)
        .map_err(|error| LuaError::runtime(format!("cannot read the image {path}: {error}")))?;
    let colors = pick(&candidates(&image, &params), &params);
    Ok(colors.into_iter().map(Color).collect())
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    module.submodule("color")?.outside(
        "extract_colors_from_image",
        |lua, state, (path, params): (String, LuaValue)| {
            let colors = extract(lua, &path, &params)?;
            state.watch_file(&std::path::absolute(&path).unwrap_or_default());
            Ok(colors)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params() -> ExtractColorParams {
        ExtractColorParams {
            max_brightness: 100.0,
            ..ExtractColorParams::default()
        }
    }

    #[test]
    fn the_commonest_colours_come_first_and_differ() {
        let mut image = image::RgbImage::from_pixel(40, 40, image::Rgb([200, 0, 0]));
        for x in 0..10 {
            for y in 0..40 {
                image.put_pixel(x, y, image::Rgb([0, 0, 220]));
                image.put_pixel(39 - x / 4, y, image::Rgb([201, 2, 1]));
            }
        }
        let two = ExtractColorParams {
            num_colors: 2,
            ..params()
        };
        let colors = pick(&candidates(&image, &two), &two);
        assert_eq!(colors.len(), 2);
        assert!(colors[0].r > 0.7 && colors[0].b < 0.1, "{colors:?}");
        assert!(colors[1].b > 0.8, "{colors:?}");
        // There are but three; a lower threshold finds them, and no more.
        let many = params();
        let colors = pick(&candidates(&image, &many), &many);
        assert!((2..=3).contains(&colors.len()), "{colors:?}");
    }

    #[test]
    fn brightness_and_contrast_are_limits() {
        let mut image = image::RgbImage::from_pixel(4, 4, image::Rgb([255, 255, 255]));
        image.put_pixel(0, 0, image::Rgb([10, 10, 10]));
        image.put_pixel(1, 0, image::Rgb([30, 30, 30]));
        let default = ExtractColorParams::default();
        assert_eq!(pick(&candidates(&image, &default), &default).len(), 2);
        let contrast = ExtractColorParams {
            min_contrast: 3.0,
            ..ExtractColorParams::default()
        };
        assert_eq!(pick(&candidates(&image, &contrast), &contrast).len(), 1);
    }

    #[test]
    fn a_file_is_read_and_a_broken_one_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.png");
        image::RgbImage::from_pixel(1_000, 10, image::Rgb([0, 128, 0]))
            .save(&file)
            .unwrap();
        let lua = Lua::new();
        let path = file.to_str().unwrap();
        assert_eq!(extract(&lua, path, &LuaValue::Nil).unwrap().len(), 1);
        std::fs::write(&file, "no image").unwrap();
        let error = extract(&lua, path, &LuaValue::Nil).unwrap_err().to_string();
        assert!(error.contains("a.png"), "{error}");
    }
}
