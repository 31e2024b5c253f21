//! Pictures that are no glyphs: backgrounds and images of programs. They are
//! scaled to the screen's pixels once, cut into tiles, and painted as colour
//! glyphs of a font set of their own, so both painters show them with what
//! they have: the software painter reads a tile in place, the GPU's atlas takes
//! and evicts tiles as it does glyphs.

mod pixels;

pub(crate) use pixels::{Pixels, scaled};

use rustc_hash::FxHashMap;
use std::rc::Rc;
use wezterm_font::{FontId, FontSetId, GlyphKey, GlyphKind, RasterGlyph};
use wezterm_render::{GlyphSource, Quad};
use wezterm_types::Rgba;

/// The font set that no font system ever gives out.
const SET: FontSetId = FontSetId(u32::MAX);

/// Longest side of a tile; fits a page of the GPU's atlas.
const TILE: u32 = 256;

/// A picture in the store; removed from it with [`Pictures::remove`].
#[derive(Debug)]
pub(crate) struct Picture {
    tiles: Vec<Tile>,
}

#[derive(Clone, Copy, Debug)]
struct Tile {
    x: u32,
    y: u32,
    number: u32,
}

impl Picture {
    /// Appends the picture with its top left corner at `(x, y)` of the strip.
    pub(crate) fn quads(&self, x: f32, y: f32, alpha: u8, out: &mut Vec<Quad>) {
        out.extend(self.tiles.iter().map(|tile| Quad::Glyph {
            x: x + tile.x as f32,
            y: y + tile.y as f32,
            key: key(tile.number),
            color: Rgba::new(255, 255, 255, alpha),
        }));
    }
}

fn key(number: u32) -> GlyphKey {
    GlyphKey {
        set: SET,
        font: FontId(0),
        glyph: number,
        cells: 0,
        subpixel: 0,
        stretch: wezterm_font::Stretch::None,
    }
}

/// The tiles of all pictures of a window.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    tiles: FxHashMap<u32, RasterGlyph>,
    next: u32,
}

impl Pictures {
    /// Takes a picture in.
    pub(crate) fn add(&mut self, pixels: &Pixels) -> Picture {
        let mut tiles = Vec::new();
        for y in (0..pixels.height).step_by(TILE as usize) {
            for x in (0..pixels.width).step_by(TILE as usize) {
                let (width, height) = (TILE.min(pixels.width - x), TILE.min(pixels.height - y));
                let mut data = Vec::with_capacity((width * height * 4) as usize);
                for row in y..y + height {
                    data.extend_from_slice(pixels.row(row, x, width));
                }
                // A number comes again after four billion tiles.
                self.next = self.next.wrapping_add(1);
                let number = self.next;
                let glyph = RasterGlyph {
                    left: 0,
                    top: 0,
                    width,
                    height,
                    kind: GlyphKind::Color,
                    data,
                };
                self.tiles.insert(number, glyph);
                tiles.push(Tile { x, y, number });
            }
        }
        Picture { tiles }
    }

    /// Lets a picture go.
    pub(crate) fn remove(&mut self, picture: &Picture) {
        for tile in &picture.tiles {
            self.tiles.remove(&tile.number);
        }
    }

    /// A source of tiles, and of glyphs from `glyphs`.
    pub(crate) fn with<'a>(&'a self, glyphs: &'a mut dyn GlyphSource) -> WithPictures<'a> {
        WithPictures {
            pictures: self,
            glyphs,
        }
    }
}

/// See [`Pictures::with`].
pub(crate) struct WithPictures<'a> {
    pictures: &'a Pictures,
    glyphs: &'a mut dyn GlyphSource,
}

impl GlyphSource for WithPictures<'_> {
    fn glyph(&mut self, key: GlyphKey) -> Option<&RasterGlyph> {
        if key.set == SET {
            return self.pictures.tiles.get(&key.glyph);
        }
        self.glyphs.glyph(key)
    }
}

/// Decoded image files, the newest used last.
#[derive(Debug, Default)]
pub(crate) struct ImageFiles {
    files: Vec<(
        std::path::PathBuf,
        Option<std::time::SystemTime>,
        Rc<Pixels>,
    )>,
}

impl ImageFiles {
    /// Files kept.
    const MOST: usize = 8;

    /// The pixels of a file, read again when it was changed.
    ///
    /// # Errors
    /// A message that names the file.
    pub(crate) fn load(&mut self, path: &std::path::Path) -> Result<Rc<Pixels>, String> {
        let changed = std::fs::metadata(path)
            .and_then(|meta| meta.modified())
            .ok();
        let known = |(name, time, _): &(std::path::PathBuf, _, _)| name == path && *time == changed;
        if let Some(at) = self.files.iter().position(known) {
            let entry = self.files.remove(at);
            let pixels = entry.2.clone();
            self.files.push(entry);
            return Ok(pixels);
        }
        let pixels = Rc::new(Pixels::read(path)?);
        if self.files.len() >= Self::MOST {
            self.files.remove(0);
        }
        self.files.push((path.to_owned(), changed, pixels.clone()));
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct NoGlyphs;
    impl GlyphSource for NoGlyphs {
        fn glyph(&mut self, _: GlyphKey) -> Option<&RasterGlyph> {
            None
        }
    }

    #[test]
    fn tiles_cover_the_picture_once_and_go_with_it() {
        let mut pictures = Pictures::default();
        let pixels = Pixels::filled(600, 300, [1, 2, 3, 255]);
        let picture = pictures.add(&pixels);
        let mut quads = Vec::new();
        picture.quads(10.0, 20.0, 255, &mut quads);
        assert_eq!(quads.len(), 6);
        let mut area = 0;
        let mut none = NoGlyphs;
        for quad in &quads {
            let Quad::Glyph { key, .. } = quad else {
                panic!("{quad:?}");
            };
            let mut source = pictures.with(&mut none);
            let tile = source.glyph(*key).unwrap();
            assert_eq!(tile.data.len() as u32, tile.width * tile.height * 4);
            area += tile.width * tile.height;
        }
        assert_eq!(area, 600 * 300);
        pictures.remove(&picture);
        assert!(pictures.tiles.is_empty());
    }
}
