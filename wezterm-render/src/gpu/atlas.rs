//! Where each glyph lies in the atlas: a stack of square pages with four bytes
//! a texel, in which masks are alpha and nothing else. This is bookkeeping only;
//! `pipeline.rs` holds the texture and copies what [`Atlas::take_uploads`] lists.

use crate::cpu::{glyph_area_of, is_sound};
use crate::{GlyphSource, PixelRect, Quad, Scene};
use etagere::{AllocId, AtlasAllocator, size2};
use rustc_hash::FxHashMap;
use std::ops::Range;
use wezterm_font::{GlyphKey, GlyphKind, RasterGlyph};

/// A glyph in the atlas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) kind: GlyphKind,
    /// Texel of the glyph's top left corner.
    pub(super) u: u16,
    pub(super) v: u16,
    pub(super) layer: u16,
    pub(super) width: u16,
    pub(super) height: u16,
    left: i32,
    top: i32,
}

impl Place {
    /// The pixels it covers when its origin is at `origin`.
    pub(super) fn area(&self, origin: (i32, i32)) -> PixelRect {
        let size = (u32::from(self.width), u32::from(self.height));
        glyph_area_of((self.left, self.top), size, origin)
    }
}

/// No room for a glyph, however much was evicted: [`Atlas::clear`] may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full;

/// Texels to copy into a page.
#[derive(Clone, Debug)]
pub(super) struct Upload {
    pub(super) place: Place,
    /// Where in the bytes of the uploads they are.
    pub(super) bytes: Range<usize>,
}

#[derive(Debug)]
struct Entry {
    /// `None`: the glyph has no ink.
    place: Option<(Place, AllocId)>,
    last_used: u64,
}

/// What the pages are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PageSize {
    /// Texels on a side.
    pub(super) side: u32,
    /// Number of pages.
    pub(super) layers: u32,
}

struct Pages {
    side: u32,
    /// What `side` is to be after the next clean start.
    wanted_side: u32,
    layers: Vec<AtlasAllocator>,
}

impl Pages {
    /// A texture of one layer is no array for OpenGL.
    const FEWEST: usize = 2;
    /// 32 pages of 512 texels show 8 million pixels of different glyphs.
    const MOST: usize = 32;

    fn new(side: u32) -> Self {
        Self {
            side,
            wanted_side: side,
            layers: Vec::new(),
        }
    }

    fn size(&self) -> PageSize {
        PageSize {
            side: self.side,
            layers: self.layers.len() as u32,
        }
    }

    fn allocate(&mut self, glyph: &RasterGlyph) -> Option<(Place, AllocId)> {
        let size = size2(glyph.width as i32, glyph.height as i32);
        let fits = |page: &mut AtlasAllocator| page.allocate(size);
        let (layer, allocation) = self
            .layers
            .iter_mut()
            .enumerate()
            .find_map(|(layer, page)| Some((layer, fits(page)?)))?;
        let place = Place {
            kind: glyph.kind,
            u: allocation.rectangle.min.x as u16,
            v: allocation.rectangle.min.y as u16,
            layer: layer as u16,
            width: glyph.width as u16,
            height: glyph.height as u16,
            left: glyph.left,
            top: glyph.top,
        };
        Some((place, allocation.id))
    }

    /// Doubles the number of pages; false at the most.
    fn grow(&mut self) -> bool {
        let wanted = (self.layers.len() * 2).clamp(Self::FEWEST, Self::MOST);
        if wanted == self.layers.len() {
            return false;
        }
        let side = self.side as i32;
        self.layers
            .resize_with(wanted, || AtlasAllocator::new(size2(side, side)));
        true
    }
}

/// See the module's description.
pub(super) struct Atlas {
    pages: Pages,
    largest_side: u32,
    entries: FxHashMap<GlyphKey, Entry>,
    frame: u64,
    /// The frame in which glyphs out of use were last evicted.
    evicted_in: u64,
    uploads: Vec<Upload>,
    bytes: Vec<u8>,
    evictions: u64,
}

impl Atlas {
    /// An empty atlas whose pages are at most `largest_side` texels wide.
    pub(super) fn new(largest_side: u32) -> Self {
        Self {
            pages: Pages::new(512.min(largest_side)),
            largest_side: largest_side.min(1 << 14),
            entries: FxHashMap::default(),
            frame: 1,
            evicted_in: 0,
            uploads: Vec::new(),
            bytes: Vec::new(),
            evictions: 0,
        }
    }

    /// The size of the pages.
    pub(super) fn page_size(&self) -> PageSize {
        self.pages.size()
    }

    /// Glyphs dropped to make room.
    pub(super) fn evictions(&self) -> u64 {
        self.evictions
    }

    /// What was placed since the last call, and its texels.
    pub(super) fn take_uploads(&mut self) -> (Vec<Upload>, Vec<u8>) {
        (
            std::mem::take(&mut self.uploads),
            std::mem::take(&mut self.bytes),
        )
    }

    /// Starts a frame: what it does not use may be evicted.
    pub(super) fn begin_frame(&mut self) {
        self.frame += 1;
    }

    /// Forgets everything. All places given out are void.
    pub(super) fn clear(&mut self) {
        let pages = &mut self.pages;
        pages.side = pages.wanted_side;
        let side = pages.side as i32;
        let empty = || AtlasAllocator::new(size2(side, side));
        pages.layers.iter_mut().for_each(|page| *page = empty());
        self.entries.clear();
        self.uploads.clear();
        self.bytes.clear();
        self.evicted_in = 0;
    }

    /// The place of a glyph, which is put into the atlas if need be; `None` if
    /// it has no ink. `scene` is what is being painted: nothing it shows is
    /// evicted.
    pub(super) fn place(
        &mut self,
        key: GlyphKey,
        scene: &Scene,
        glyphs: &mut dyn GlyphSource,
    ) -> Result<Option<Place>, Full> {
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.last_used = self.frame;
            return Ok(entry.place.map(|(place, _)| place));
        }
        let glyph = glyphs
            .glyph(key)
            .filter(|glyph| glyph.width != 0 && glyph.height != 0 && is_sound(glyph));
        let place = match glyph {
            None => None,
            Some(glyph) if glyph.width.max(glyph.height) > self.largest_side => {
                log::warn!(
                    "a glyph of {}x{} pixels is too large for the GPU and left out; \
                     front_end = \"Software\" can show it",
                    glyph.width,
                    glyph.height
                );
                None
            }
            Some(glyph) => {
                let allocated = self.allocate(glyph, scene)?;
                let start = self.bytes.len();
                match glyph.kind {
                    GlyphKind::Mask => {
                        let texels = glyph.data.iter().flat_map(|coverage| [0, 0, 0, *coverage]);
                        self.bytes.extend(texels);
                    }
                    GlyphKind::Color => self.bytes.extend_from_slice(&glyph.data),
                }
                self.uploads.push(Upload {
                    place: allocated.0,
                    bytes: start..self.bytes.len(),
                });
                Some(allocated)
            }
        };
        let entry = Entry {
            place,
            last_used: self.frame,
        };
        self.entries.insert(key, entry);
        Ok(place.map(|(place, _)| place))
    }

    /// Evicts, grows, and gives up, in this order.
    fn allocate(&mut self, glyph: &RasterGlyph, scene: &Scene) -> Result<(Place, AllocId), Full> {
        let side = glyph.width.max(glyph.height);
        let pages = &mut self.pages;
        if side > pages.side {
            // Larger pages take a clean start, except when there are none yet.
            // They stay large: a huge glyph will be back.
            pages.wanted_side = side.next_power_of_two();
            if !pages.layers.is_empty() {
                return Err(Full);
            }
            pages.side = pages.wanted_side;
        }
        if pages.layers.is_empty() {
            pages.grow();
        }
        if let Some(place) = pages.allocate(glyph) {
            return Ok(place);
        }
        if self.evicted_in != self.frame {
            self.evicted_in = self.frame;
            self.evict_unused(scene);
            if let Some(place) = self.pages.allocate(glyph) {
                return Ok(place);
            }
        }
        if self.pages.grow()
            && let Some(place) = self.pages.allocate(glyph)
        {
            return Ok(place);
        }
        Err(Full)
    }

    /// Evicts every glyph that `scene` does not show. Strips that have not
    /// changed do not ask for their glyphs again, so they are asked for here.
    fn evict_unused(&mut self, scene: &Scene) {
        for quad in scene.strips.iter().flat_map(|strip| strip.quads.iter()) {
            if let Quad::Glyph { key, .. } = quad
                && let Some(entry) = self.entries.get_mut(key)
            {
                entry.last_used = self.frame;
            }
        }
        let before = self.entries.len();
        let (pages, frame) = (&mut self.pages, self.frame);
        self.entries.retain(|_, entry| {
            let keep = entry.last_used == frame;
            if let (false, Some((place, id))) = (keep, entry.place) {
                pages.layers[usize::from(place.layer)].deallocate(id);
            }
            keep
        });
        self.evictions += (before - self.entries.len()) as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RectF, Strip, StripId};
    use wezterm_font::{FontId, FontSetId};
    use wezterm_types::Rgba;

    /// Glyph n is a square of `side` texels, all of value n.
    struct Squares {
        side: u32,
        glyph: Option<RasterGlyph>,
    }

    impl Squares {
        fn new(side: u32) -> Self {
            Self { side, glyph: None }
        }
    }

    impl GlyphSource for Squares {
        fn glyph(&mut self, key: GlyphKey) -> Option<&RasterGlyph> {
            self.glyph = (key.glyph != 0).then(|| RasterGlyph {
                left: 0,
                top: 0,
                width: self.side,
                height: self.side,
                kind: GlyphKind::Mask,
                data: vec![key.glyph as u8; (self.side * self.side) as usize],
            });
            self.glyph.as_ref()
        }
    }

    fn key(glyph: u32) -> GlyphKey {
        GlyphKey {
            set: FontSetId(0),
            font: FontId(0),
            glyph,
            cells: 1,
            subpixel: 0,
            stretch: wezterm_font::Stretch::None,
        }
    }

    fn scene(glyphs: Range<u32>) -> Scene {
        let mut scene = Scene::new((1, 1), Rgba::BLACK);
        let quad = |glyph| Quad::Glyph {
            x: 0.0,
            y: 0.0,
            key: key(glyph),
            color: Rgba::WHITE,
        };
        scene.strips.push(Strip {
            id: StripId::other(0, 0),
            revision: 0,
            origin: (0.0, 0.0),
            clip: RectF::default(),
            quads: glyphs.map(quad).collect(),
        });
        scene
    }

    #[test]
    fn a_glyph_is_uploaded_once_and_the_empty_never() {
        let (mut atlas, mut source, scene) = (Atlas::new(4096), Squares::new(8), scene(0..2));
        assert_eq!(atlas.place(key(0), &scene, &mut source), Ok(None));
        let first = atlas.place(key(1), &scene, &mut source);
        assert!(matches!(first, Ok(Some(_))));
        assert_eq!(atlas.place(key(1), &scene, &mut source), first);
        let (uploads, bytes) = atlas.take_uploads();
        assert_eq!((uploads.len(), bytes.len()), (1, 4 * 64));
    }

    #[test]
    fn what_is_shown_stays_and_pages_grow_only_for_it() {
        // A page of 256 texels holds four squares of 100.
        let (mut atlas, mut source) = (Atlas::new(256), Squares::new(100));
        let shown = scene(1..6);
        let kept: Vec<_> = (1..6)
            .map(|glyph| atlas.place(key(glyph), &shown, &mut source))
            .collect();
        for glyph in 100..400 {
            atlas.begin_frame();
            assert!(atlas.place(key(glyph), &shown, &mut source).is_ok());
        }
        assert!(atlas.evictions() > 200);
        assert_eq!(atlas.page_size().layers, 2);
        for (glyph, place) in (1..6).zip(kept) {
            assert_eq!(atlas.place(key(glyph), &shown, &mut source), place);
        }
    }

    #[test]
    fn full_is_said_and_clearing_helps() {
        let (mut atlas, mut source) = (Atlas::new(256), Squares::new(100));
        let shown = scene(1..1000);
        let placed = (1..1000)
            .take_while(|&glyph| atlas.place(key(glyph), &shown, &mut source).is_ok())
            .count();
        assert_eq!(placed, 4 * Pages::MOST);
        atlas.clear();
        assert!(atlas.take_uploads().0.is_empty());
        assert!(atlas.place(key(999), &shown, &mut source).is_ok());
    }

    #[test]
    fn live_places_never_overlap() {
        let (mut atlas, mut source) = (Atlas::new(256), Squares::new(0));
        let mut random = 1u32;
        let mut live: Vec<(u32, Place)> = Vec::new();
        for _ in 0..50 {
            atlas.begin_frame();
            let first = live.first().map_or(1, |(glyph, _)| glyph + 3);
            let shown = scene(first..first + 8);
            live.clear();
            for glyph in first..first + 8 {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                source.side = 20 + random % 60;
                let place = atlas.place(key(glyph), &shown, &mut source);
                live.push((glyph, place.expect("eight fit").expect("ink")));
            }
            let area = |p: &Place| PixelRect {
                left: i32::from(p.u),
                top: i32::from(p.v),
                right: i32::from(p.u + p.width),
                bottom: i32::from(p.v + p.height),
            };
            for (i, (_, a)) in live.iter().enumerate() {
                for (_, b) in &live[..i] {
                    assert!(a.layer != b.layer || !area(a).intersects(&area(b)));
                }
            }
        }
    }

    #[test]
    fn a_huge_glyph_gets_larger_pages() {
        let (mut atlas, mut source, scene) = (Atlas::new(4096), Squares::new(10), scene(0..0));
        assert!(atlas.place(key(1), &scene, &mut source).is_ok());
        source.side = 1500;
        assert_eq!(atlas.place(key(2), &scene, &mut source), Err(Full));
        atlas.clear();
        assert!(matches!(
            atlas.place(key(2), &scene, &mut source),
            Ok(Some(_))
        ));
        assert_eq!(atlas.page_size().side, 2048);
        source.side = 5000;
        assert_eq!(atlas.place(key(3), &scene, &mut source), Ok(None));
    }
}
