//! `wezterm imgcat`: a picture made smaller, or another format, before it is
//! sent.

use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader};
use std::io::Cursor;
use std::time::Instant;

/// Pictures are decoded up to so many pixels on a side.
const MAX_SIDE: u32 = 32_768;

/// What is done to the picture.
#[derive(Clone, Debug, Args)]
pub(super) struct ResampleArgs {
    /// Resize to so many pixels, WIDTHxHEIGHT.
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = parse_size)]
    resize: Option<(u32, u32)>,

    /// A picture of more pixels is made smaller.
    #[arg(long, value_name = "COUNT", default_value_t = 25_000_000)]
    max_pixels: u64,

    /// Send the file as it is, however large.
    #[arg(long)]
    no_resample: bool,

    /// How pixels are made of others.
    #[arg(long, value_enum, default_value_t)]
    resample_filter: Filter,

    /// The format that a resized picture is sent in.
    #[arg(long, value_enum, default_value_t)]
    resample_format: Format,

    /// Say how long that took.
    #[arg(long)]
    show_resample_timing: bool,
}

impl Default for ResampleArgs {
    fn default() -> Self {
        Self {
            resize: None,
            max_pixels: 25_000_000,
            no_resample: false,
            resample_filter: Filter::default(),
            resample_format: Format::default(),
            show_resample_timing: false,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Filter {
    Nearest,
    Triangle,
    #[default]
    CatmullRom,
    Gaussian,
    Lanczos3,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    Png,
    Jpeg,
    /// That of the file; PNG where that cannot be written.
    #[default]
    Input,
}

impl ResampleArgs {
    /// The bytes to send.
    ///
    /// # Errors
    /// When the picture is to be resized and cannot be decoded or encoded.
    pub(super) fn apply(&self, data: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        if self.no_resample {
            ensure!(
                self.resize.is_none(),
                "--resize and --no-resample exclude each other"
            );
            return Ok(data);
        }
        let reader = || {
            let mut reader = ImageReader::new(Cursor::new(&data)).with_guessed_format()?;
            let mut limits = image::Limits::default();
            limits.max_image_width = Some(MAX_SIDE);
            limits.max_image_height = Some(MAX_SIDE);
            reader.limits(limits);
            Ok::<_, std::io::Error>(reader)
        };
        let size = reader()?.into_dimensions();
        let (width, height) = match (size, self.resize) {
            (Ok(size), _) => size,
            // What is not known here the terminal may know.
            (Err(_), None) if self.resample_format == Format::Input => return Ok(data),
            (Err(error), _) => return Err(error).context("the picture is not understood"),
        };
        let target = self.resize.or_else(|| self.reduced(width, height));
        if target.is_none() && self.resample_format == Format::Input {
            return Ok(data);
        }
        let since = Instant::now();
        let reader = reader()?;
        let format = match (self.resample_format, reader.format()) {
            (Format::Jpeg, _) | (Format::Input, Some(ImageFormat::Jpeg)) => ImageFormat::Jpeg,
            _ => ImageFormat::Png,
        };
        let mut picture = reader.decode().context("the picture cannot be decoded")?;
        if let Some((width, height)) = target {
            let filter = match self.resample_filter {
                Filter::Nearest => FilterType::Nearest,
                Filter::Triangle => FilterType::Triangle,
                Filter::CatmullRom => FilterType::CatmullRom,
                Filter::Gaussian => FilterType::Gaussian,
                Filter::Lanczos3 => FilterType::Lanczos3,
            };
            picture = picture.resize_exact(width, height, filter);
        }
        if format == ImageFormat::Jpeg {
            // It has no transparency.
            picture = DynamicImage::ImageRgb8(picture.into_rgb8());
        }
        let mut out = Cursor::new(Vec::new());
        picture
            .write_to(&mut out, format)
            .context("the resized picture cannot be encoded")?;
        if self.show_resample_timing {
            eprintln!(
                "resampled in {:.1} ms",
                since.elapsed().as_secs_f64() * 1000.0
            );
        }
        Ok(out.into_inner())
    }

    /// The size with the same proportions that has few enough pixels.
    fn reduced(&self, width: u32, height: u32) -> Option<(u32, u32)> {
        let pixels = u64::from(width) * u64::from(height);
        if pixels <= self.max_pixels {
            return None;
        }
        let scale = (self.max_pixels as f64 / pixels as f64).sqrt();
        let side = |length: u32| ((f64::from(length) * scale) as u32).max(1);
        Some((side(width), side(height)))
    }
}

fn parse_size(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once(['x', 'X']);
    let side = |text: &str| {
        text.parse()
            .ok()
            .filter(|side| (1..=MAX_SIDE).contains(side))
    };
    parts
        .and_then(|(width, height)| Some((side(width)?, side(height)?)))
        .ok_or_else(|| format!("expected pixels such as 300x200, at most {MAX_SIDE} on a side"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(width, height)
            .write_to(&mut out, ImageFormat::Png)
            .unwrap();
        out.into_inner()
    }

    fn size_of(data: &[u8]) -> (u32, u32) {
        let reader = ImageReader::new(Cursor::new(data));
        reader
            .with_guessed_format()
            .unwrap()
            .into_dimensions()
            .unwrap()
    }

    #[test]
    fn a_picture_is_resized_when_asked_or_when_too_large() {
        let picture = png(40, 20);
        let plain = ResampleArgs::default();
        assert_eq!(plain.apply(picture.clone()).unwrap(), picture);
        let resized = ResampleArgs {
            resize: parse_size("8x6").ok(),
            ..plain.clone()
        };
        assert_eq!(size_of(&resized.apply(picture.clone()).unwrap()), (8, 6));
        let small = ResampleArgs {
            max_pixels: 200,
            ..plain.clone()
        };
        assert_eq!(size_of(&small.apply(picture.clone()).unwrap()), (20, 10));
        let as_it_is = ResampleArgs {
            max_pixels: 200,
            no_resample: true,
            ..plain.clone()
        };
        assert_eq!(as_it_is.apply(picture.clone()).unwrap(), picture);
        let jpeg = ResampleArgs {
            resample_format: Format::Jpeg,
            ..plain.clone()
        };
        assert!(jpeg.apply(picture).unwrap().starts_with(b"\xff\xd8"));
        // No picture at all is the terminal's to judge, unless it is resized.
        assert_eq!(plain.apply(b"text".to_vec()).unwrap(), b"text");
        assert!(resized.apply(b"text".to_vec()).is_err());
        assert!(parse_size("0x5").is_err() && parse_size("5").is_err());
    }
}
