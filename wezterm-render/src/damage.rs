//! What has changed between two scenes, and which pixels that is.

use crate::{PixelRect, Scene, Strip, StripId};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// How much has changed, from nothing to everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Damage {
    /// Nothing: no frame is needed.
    #[default]
    None,
    /// Cursors only.
    Cursor,
    /// Some strips.
    Rows,
    /// The size, the background or the order of strips: repaint everything.
    Full,
}

impl Damage {
    /// The damage of both together.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        self.max(other)
    }
}

/// Pixels to repaint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DamageRegion {
    /// How much it is.
    pub level: Damage,
    /// Pixels that may differ, unless `level` is [`Damage::Full`]. Rectangles
    /// may overlap.
    pub rects: Vec<PixelRect>,
}

impl DamageRegion {
    /// Everything.
    #[must_use]
    pub fn full() -> Self {
        Self {
            level: Damage::Full,
            rects: Vec::new(),
        }
    }

    /// Nothing.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds the damage of another frame.
    pub fn merge(&mut self, other: &Self) {
        self.level = self.level.merge(other.level);
        if self.level == Damage::Full {
            self.rects.clear();
        } else {
            for rect in &other.rects {
                self.add(*rect);
            }
        }
    }

    /// The rectangles to repaint on a surface of `size`.
    #[must_use]
    pub fn rects_within(&self, size: (u32, u32)) -> Vec<PixelRect> {
        let all = PixelRect::of_size(size);
        if self.level == Damage::Full {
            return vec![all];
        }
        self.rects
            .iter()
            .map(|rect| rect.intersect(&all))
            .filter(|rect| !rect.is_empty())
            .collect()
    }

    /// Adds a rectangle; one that together with an earlier one forms a
    /// rectangle (the next row) is joined to it.
    fn add(&mut self, rect: PixelRect) {
        if rect.is_empty() {
            return;
        }
        // Rows come in order, so the last is the likely neighbour. An overlap
        // elsewhere costs time, not correctness.
        for old in self.rects.iter_mut().rev().take(4) {
            let joined = old.union(&rect);
            if joined.area() <= old.area() + rect.area() - old.intersect(&rect).area() {
                *old = joined;
                return;
            }
        }
        self.rects.push(rect);
    }

    fn add_strip(&mut self, strip: &Strip) {
        self.level = self.level.merge(if strip.id.is_cursor() {
            Damage::Cursor
        } else {
            Damage::Rows
        });
        self.add(strip.bounds());
    }
}

impl Scene {
    /// What has to be repainted on pixels that show `prev`.
    ///
    /// Strips are compared by id, revision, origin and clip. Scenes of another
    /// size or background, and strips in another order, are damaged in full.
    #[must_use]
    pub fn damage_since(&self, prev: &Self) -> DamageRegion {
        if self.size != prev.size || self.clear != prev.clear {
            return DamageRegion::full();
        }
        let mut region = DamageRegion::none();
        let same_ids = self.strips.len() == prev.strips.len()
            && self
                .strips
                .iter()
                .zip(&prev.strips)
                .all(|(new, old)| new.id == old.id);
        if same_ids {
            for (new, old) in self.strips.iter().zip(&prev.strips) {
                add_change(&mut region, old, new);
            }
            return region;
        }
        let mut old_places: FxHashMap<StripId, usize> = FxHashMap::default();
        for (place, old) in prev.strips.iter().enumerate() {
            old_places.insert(old.id, place);
        }
        let mut kept = vec![false; prev.strips.len()];
        let mut last_place = None;
        for new in &self.strips {
            let Some(&place) = old_places.get(&new.id) else {
                region.add_strip(new);
                continue;
            };
            if last_place.is_some_and(|last| place <= last) {
                return DamageRegion::full();
            }
            last_place = Some(place);
            kept[place] = true;
            add_change(&mut region, &prev.strips[place], new);
        }
        for (old, _) in prev.strips.iter().zip(kept).filter(|(_, kept)| !kept) {
            region.add_strip(old);
        }
        region
    }
}

fn add_change(region: &mut DamageRegion, old: &Strip, new: &Strip) {
    if !new.same_pixels(old) {
        region.add_strip(old);
        region.add_strip(new);
    }
}

/// The damage of the last frames, for painters whose buffers come back some
/// frames old (the buffer age of EGL and of `wl_shm` pools).
#[derive(Clone, Debug, Default)]
pub struct DamageHistory {
    /// The newest frame first.
    frames: VecDeque<DamageRegion>,
}

impl DamageHistory {
    /// Older buffers are repainted in full.
    const DEPTH: usize = 4;

    /// Notes what changed in the frame that is about to be painted.
    pub fn push(&mut self, frame: DamageRegion) {
        self.frames.truncate(Self::DEPTH - 1);
        self.frames.push_front(frame);
    }

    /// What to repaint in a buffer that shows the scene of `age` frames ago:
    /// 1 is the frame before the one pushed last, 0 is a buffer of unknown
    /// contents.
    #[must_use]
    pub fn for_age(&self, age: usize) -> DamageRegion {
        if age == 0 || age > self.frames.len() {
            return DamageRegion::full();
        }
        let mut region = DamageRegion::none();
        for frame in self.frames.iter().take(age) {
            region.merge(frame);
        }
        region
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RectF;
    use wezterm_types::Rgba;

    fn strip(row: i64, revision: u64) -> Strip {
        let rect = RectF::new(0.0, row as f32 * 10.0, 100.0, 10.0);
        Strip {
            id: StripId::pane_row(1, row),
            revision,
            origin: (rect.x, rect.y),
            clip: rect,
            quads: [].into(),
        }
    }

    fn scene(strips: Vec<Strip>) -> Scene {
        Scene {
            size: (100, 100),
            clear: Rgba::BLACK,
            strips,
        }
    }

    #[test]
    fn nothing_changed_nothing_damaged() {
        let a = scene(vec![strip(0, 0), strip(1, 0)]);
        assert_eq!(a.clone().damage_since(&a), DamageRegion::none());
    }

    #[test]
    fn changed_rows_are_joined() {
        let a = scene((0..5).map(|row| strip(row, 0)).collect());
        let mut b = a.clone();
        b.strips[1].revision = 1;
        b.strips[2].revision = 1;
        let damage = b.damage_since(&a);
        assert_eq!(damage.level, Damage::Rows);
        let rows = RectF::new(0.0, 10.0, 100.0, 20.0).snap((0.0, 0.0));
        assert_eq!(damage.rects, [rows]);
    }

    #[test]
    fn a_cursor_is_less_than_a_row() {
        let mut a = scene(vec![strip(0, 0)]);
        a.strips.push(Strip {
            id: StripId::cursor(1),
            ..strip(0, 0)
        });
        let mut b = a.clone();
        b.strips[1].revision = 7;
        assert_eq!(b.damage_since(&a).level, Damage::Cursor);
        b.strips.pop();
        assert_eq!(b.damage_since(&a).level, Damage::Cursor);
        b.strips.clear();
        assert_eq!(b.damage_since(&a).level, Damage::Rows);
    }

    #[test]
    fn another_order_is_full_damage() {
        let a = scene(vec![strip(0, 0), strip(1, 0)]);
        let b = scene(vec![strip(1, 0), strip(0, 0)]);
        assert_eq!(b.damage_since(&a), DamageRegion::full());
        let twice = scene(vec![strip(0, 0), strip(0, 0), strip(1, 0)]);
        assert_eq!(twice.damage_since(&a), DamageRegion::full());
    }

    #[test]
    fn history_adds_up_to_the_age() {
        let mut history = DamageHistory::default();
        assert_eq!(history.for_age(1), DamageRegion::full());
        let rows = |row: i64| {
            let mut region = DamageRegion::none();
            region.add_strip(&strip(row, 0));
            region
        };
        history.push(rows(0));
        history.push(rows(5));
        assert_eq!(history.for_age(1), rows(5));
        assert_eq!(history.for_age(2).rects.len(), 2);
        assert_eq!(history.for_age(3), DamageRegion::full());
        assert_eq!(history.for_age(0), DamageRegion::full());
        history.push(DamageRegion::full());
        assert_eq!(history.for_age(2), DamageRegion::full());
    }
}
