//! What has changed between two scenes, and which pixels that is.

use crate::{PixelRect, RectF, Scene, Strip, StripId};
use rustc_hash::FxHashMap;

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
    pub fn rects_within(&self, size: (u32, u32)) -> impl Iterator<Item = PixelRect> {
        let all = PixelRect::of_size(size);
        let whole = (self.level == Damage::Full).then_some(all);
        self.rects
            .iter()
            .map(move |rect| rect.intersect(&all))
            .chain(whole)
            .filter(|rect| !rect.is_empty())
    }

    /// Makes it nothing, and keeps its memory.
    pub fn clear(&mut self) {
        self.level = Damage::None;
        self.rects.clear();
    }

    /// Makes it everything, and keeps its memory.
    pub fn fill(&mut self) {
        self.level = Damage::Full;
        self.rects.clear();
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

    fn add_part(&mut self, part: &Part) {
        self.level = self.level.merge(if part.id.is_cursor() {
            Damage::Cursor
        } else {
            Damage::Rows
        });
        self.add(part.clip.snap((0.0, 0.0)));
    }
}

/// What identifies the pixels of a strip.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Part {
    id: StripId,
    revision: u64,
    origin: (f32, f32),
    clip: RectF,
}

impl From<&Strip> for Part {
    fn from(strip: &Strip) -> Self {
        Self {
            id: strip.id,
            revision: strip.revision,
            origin: strip.origin,
            clip: strip.clip,
        }
    }
}

/// What a scene shows, without its quads: enough to tell what differs in
/// another one. Keeps no quads alive.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    size: (u32, u32),
    clear: wezterm_types::Rgba,
    parts: Vec<Part>,
    places: FxHashMap<StripId, usize>,
    kept: Vec<bool>,
}

impl Outline {
    /// The outline of a scene.
    #[must_use]
    pub fn of(scene: &Scene) -> Self {
        let mut outline = Self::default();
        outline.follow(scene);
        outline
    }

    /// Becomes the outline of another scene, in the same memory.
    pub fn follow(&mut self, scene: &Scene) {
        self.size = scene.size;
        self.clear = scene.clear;
        self.parts.clear();
        self.parts.extend(scene.strips.iter().map(Part::from));
    }

    /// Sets `region` to what has to be repainted on pixels that show this, for
    /// them to show `scene`.
    ///
    /// Strips are compared by id, revision, origin and clip. Scenes of another
    /// size or background, and strips in another order, are damaged in full.
    pub fn damage_to(&mut self, scene: &Scene, region: &mut DamageRegion) {
        region.clear();
        if scene.size != self.size || scene.clear != self.clear {
            region.fill();
            return;
        }
        let same_ids = scene.strips.len() == self.parts.len()
            && scene
                .strips
                .iter()
                .zip(&self.parts)
                .all(|(new, old)| new.id == old.id);
        if same_ids {
            for (new, old) in scene.strips.iter().zip(&self.parts) {
                add_change(region, old, new);
            }
            return;
        }
        self.places.clear();
        let numbered = self.parts.iter().enumerate();
        self.places
            .extend(numbered.map(|(place, old)| (old.id, place)));
        self.kept.clear();
        self.kept.resize(self.parts.len(), false);
        let mut last_place = None;
        for new in &scene.strips {
            let Some(&place) = self.places.get(&new.id) else {
                region.add_part(&new.into());
                continue;
            };
            if last_place.is_some_and(|last| place <= last) {
                region.fill();
                return;
            }
            last_place = Some(place);
            self.kept[place] = true;
            add_change(region, &self.parts[place], new);
        }
        for (old, _) in self
            .parts
            .iter()
            .zip(&self.kept)
            .filter(|(_, kept)| !**kept)
        {
            region.add_part(old);
        }
    }
}

impl Scene {
    /// What has to be repainted on pixels that show `prev`; see
    /// [`Outline::damage_to`].
    #[must_use]
    pub fn damage_since(&self, prev: &Self) -> DamageRegion {
        let mut region = DamageRegion::none();
        Outline::of(prev).damage_to(self, &mut region);
        region
    }
}

fn add_change(region: &mut DamageRegion, old: &Part, new: &Strip) {
    let new = Part::from(new);
    if new != *old {
        region.add_part(old);
        region.add_part(&new);
    }
}

/// The damage of the last frames, for painters whose buffers come back some
/// frames old (the buffer age of EGL and of `wl_shm` pools).
#[derive(Clone, Debug, Default)]
pub struct DamageHistory {
    frames: [DamageRegion; Self::DEPTH],
    /// Where the newest frame is; older ones follow, around the end.
    newest: usize,
    len: usize,
}

impl DamageHistory {
    /// Older buffers are repainted in full.
    const DEPTH: usize = 4;

    /// Notes what changed in the frame that is about to be painted.
    pub fn push(&mut self, frame: &DamageRegion) {
        self.newest = (self.newest + Self::DEPTH - 1) % Self::DEPTH;
        self.len = (self.len + 1).min(Self::DEPTH);
        let slot = &mut self.frames[self.newest];
        slot.level = frame.level;
        slot.rects.clone_from(&frame.rects);
    }

    /// Forgets all frames: buffers are of another size now.
    pub fn clear(&mut self) {
        self.len = 0;
    }

    /// Sets `region` to what has to be repainted in a buffer that shows the
    /// scene of `age` frames ago: 1 is the frame before the one pushed last, 0
    /// is a buffer of unknown contents.
    pub fn for_age(&self, age: usize, region: &mut DamageRegion) {
        region.clear();
        if age == 0 || age > self.len {
            region.fill();
            return;
        }
        for ago in 0..age {
            region.merge(&self.frames[(self.newest + ago) % Self::DEPTH]);
        }
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
        let for_age = |history: &DamageHistory, age| {
            let mut region = DamageRegion::none();
            history.for_age(age, &mut region);
            region
        };
        assert_eq!(for_age(&history, 1), DamageRegion::full());
        let rows = |row: i64| {
            let mut region = DamageRegion::none();
            region.add_part(&Part::from(&strip(row, 0)));
            region
        };
        history.push(&rows(0));
        history.push(&rows(5));
        assert_eq!(for_age(&history, 1), rows(5));
        assert_eq!(for_age(&history, 2).rects.len(), 2);
        assert_eq!(for_age(&history, 3), DamageRegion::full());
        assert_eq!(for_age(&history, 0), DamageRegion::full());
        history.push(&DamageRegion::full());
        assert_eq!(for_age(&history, 2), DamageRegion::full());
        for row in 0..9 {
            history.push(&rows(row * 2));
        }
        assert_eq!(for_age(&history, 4).rects.len(), 4);
        history.clear();
        assert_eq!(for_age(&history, 1), DamageRegion::full());
    }
}
