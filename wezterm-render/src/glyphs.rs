//! Rasterised glyphs, kept as long as there is room.

use rustc_hash::FxHashMap;
use wezterm_font::{CacheStats, FontSet, GlyphKey, RasterGlyph};

/// Where painters get the pixels of glyphs.
pub trait GlyphSource {
    /// The pixels, or `None` when the glyph has no ink.
    fn glyph(&mut self, key: GlyphKey) -> Option<&RasterGlyph>;
}

/// Draws glyphs that a [`GlyphCache`] does not have.
pub trait GlyphRasterizer {
    /// Draws one glyph; `None` when it has no ink or is unknown.
    fn rasterize(&mut self, key: GlyphKey) -> Option<RasterGlyph>;
}

impl GlyphRasterizer for FontSet {
    fn rasterize(&mut self, key: GlyphKey) -> Option<RasterGlyph> {
        Self::rasterize(self, key)
    }
}

/// Glyphs of several font sets: each key knows its own.
impl GlyphRasterizer for [&mut FontSet] {
    fn rasterize(&mut self, key: GlyphKey) -> Option<RasterGlyph> {
        self.iter_mut()
            .find(|set| set.id() == key.set)
            .and_then(|set| set.rasterize(key))
    }
}

/// A bounded cache of rasterised glyphs. Those without ink are remembered too.
#[derive(Debug)]
pub struct GlyphCache {
    /// Where in `entries` a glyph is.
    places: FxHashMap<GlyphKey, u32>,
    entries: Vec<Entry>,
    capacity: usize,
    bytes: usize,
    clock: u64,
    stats: CacheStats,
}

#[derive(Debug)]
struct Entry {
    key: GlyphKey,
    glyph: Option<RasterGlyph>,
    last_used: u64,
}

impl Entry {
    fn bytes(&self) -> usize {
        size_of::<(GlyphKey, u32, Self)>() + self.glyph.as_ref().map_or(0, |glyph| glyph.data.len())
    }
}

impl GlyphCache {
    /// A cache that holds about `capacity` bytes; one glyph always fits.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            places: FxHashMap::default(),
            entries: Vec::new(),
            capacity,
            bytes: 0,
            clock: 0,
            stats: CacheStats::default(),
        }
    }

    /// The glyph, drawn by `rasterizer` if it is not here.
    pub fn get<R: GlyphRasterizer + ?Sized>(
        &mut self,
        key: GlyphKey,
        rasterizer: &mut R,
    ) -> Option<&RasterGlyph> {
        self.clock += 1;
        if let Some(&at) = self.places.get(&key) {
            self.stats.hits += 1;
            let entry = &mut self.entries[at as usize];
            entry.last_used = self.clock;
            return entry.glyph.as_ref();
        }
        self.stats.misses += 1;
        let entry = Entry {
            key,
            glyph: rasterizer.rasterize(key),
            last_used: self.clock,
        };
        self.make_room(entry.bytes());
        self.bytes += entry.bytes();
        self.places.insert(key, self.entries.len() as u32);
        self.entries.push(entry);
        self.entries.last()?.glyph.as_ref()
    }

    /// A [`GlyphSource`] of this cache and `rasterizer`.
    pub fn source<'a, R: GlyphRasterizer + ?Sized>(
        &'a mut self,
        rasterizer: &'a mut R,
    ) -> CachedGlyphs<'a, R> {
        CachedGlyphs {
            cache: self,
            rasterizer,
        }
    }

    /// Forgets every glyph; counters stay.
    pub fn clear(&mut self) {
        self.places = FxHashMap::default();
        self.entries = Vec::new();
        self.bytes = 0;
    }

    /// Bytes held now.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Counters since the cache was made.
    #[must_use]
    pub fn stats(&self) -> CacheStats {
        CacheStats {
            len: self.entries.len(),
            ..self.stats
        }
    }

    /// Drops the quarter that was not used for longest, until `wanted` bytes
    /// fit. In bulk, so that an entry needs no links to its neighbours.
    fn make_room(&mut self, wanted: usize) {
        while self.bytes + wanted > self.capacity && !self.entries.is_empty() {
            let mut ages: Vec<u64> = self.entries.iter().map(|entry| entry.last_used).collect();
            let quarter = ages.len() / 4;
            let (_, &mut oldest_kept, _) = ages.select_nth_unstable(quarter);
            let before = self.entries.len();
            let bytes = &mut self.bytes;
            self.entries.retain(|entry| {
                let keep = entry.last_used > oldest_kept;
                if !keep {
                    *bytes -= entry.bytes();
                }
                keep
            });
            self.stats.evictions += (before - self.entries.len()) as u64;
            let numbered = self.entries.iter().zip(0..);
            self.places = numbered.map(|(entry, at)| (entry.key, at)).collect();
        }
    }
}

/// See [`GlyphCache::source`].
#[derive(Debug)]
pub struct CachedGlyphs<'a, R: ?Sized> {
    cache: &'a mut GlyphCache,
    rasterizer: &'a mut R,
}

impl<R: GlyphRasterizer + ?Sized> GlyphSource for CachedGlyphs<'_, R> {
    fn glyph(&mut self, key: GlyphKey) -> Option<&RasterGlyph> {
        self.cache.get(key, self.rasterizer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wezterm_font::{FontId, FontSetId, GlyphKind};

    struct Squares;

    impl GlyphRasterizer for Squares {
        fn rasterize(&mut self, key: GlyphKey) -> Option<RasterGlyph> {
            (key.glyph != 0).then(|| RasterGlyph {
                left: 0,
                top: 10,
                width: 10,
                height: 10,
                kind: GlyphKind::Mask,
                data: vec![key.glyph as u8; 100],
            })
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

    #[test]
    fn counts_and_remembers_the_empty() {
        let mut cache = GlyphCache::new(10_000);
        assert!(cache.get(key(0), &mut Squares).is_none());
        assert!(cache.get(key(0), &mut Squares).is_none());
        assert_eq!(cache.get(key(3), &mut Squares).map(|g| g.data[0]), Some(3));
        let stats = cache.stats();
        assert_eq!((stats.len, stats.hits, stats.misses), (2, 1, 2));
    }

    #[test]
    fn stays_bounded_and_keeps_what_is_used() {
        let mut cache = GlyphCache::new(4_000);
        for glyph in 1..500 {
            cache.get(key(1), &mut Squares);
            cache.get(key(glyph), &mut Squares);
            assert!(cache.bytes() <= 4_000);
        }
        let misses = cache.stats().misses;
        cache.get(key(1), &mut Squares);
        assert_eq!(cache.stats().misses, misses);
        assert!(cache.stats().evictions > 400);
    }

    #[test]
    fn one_glyph_always_fits() {
        let mut cache = GlyphCache::new(0);
        assert!(cache.get(key(1), &mut Squares).is_some());
        assert!(cache.get(key(2), &mut Squares).is_some());
        assert_eq!(cache.stats().len, 1);
    }
}
