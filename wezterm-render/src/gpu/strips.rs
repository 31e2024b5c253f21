//! All instances of a scene in paint order, so that one draw call paints them.
//!
//! Every strip has a slot with room to grow; the rest of a slot is instances
//! that paint nothing. A strip that changes is rewritten in its place, and
//! only a strip that outgrows its slot moves those after it.

use super::instance::Instance;
use crate::{RectF, Strip, StripId};
use std::ops::Range;

#[derive(Debug)]
struct Slot {
    id: StripId,
    revision: u64,
    origin: (f32, f32),
    clip: RectF,
    start: usize,
    capacity: usize,
    /// Instances in use; the rest are zero.
    len: usize,
}

impl Slot {
    fn shows(&self, strip: &Strip) -> bool {
        self.id == strip.id
            && self.revision == strip.revision
            && self.origin == strip.origin
            && self.clip == strip.clip
    }
}

/// See the module's description.
#[derive(Debug, Default)]
pub(super) struct StripTable {
    slots: Vec<Slot>,
    instances: Vec<Instance>,
    scratch: Vec<Instance>,
    /// Parts of `instances` that changed since they were last taken.
    dirty: Vec<Range<usize>>,
}

impl StripTable {
    /// The smallest slot, in instances.
    const SMALLEST: usize = 32;

    /// Everything that is to be drawn.
    pub(super) fn instances(&self) -> &[Instance] {
        &self.instances
    }

    /// Takes the ranges of [`Self::instances`] that have changed.
    pub(super) fn take_dirty(&mut self) -> Vec<Range<usize>> {
        std::mem::take(&mut self.dirty)
    }

    /// Marks everything as changed: the GPU's copy is gone.
    pub(super) fn all_dirty(&mut self) {
        self.dirty.clear();
        self.dirty.push(0..self.instances.len());
    }

    /// Forgets everything: what instances refer to has changed.
    pub(super) fn clear(&mut self) {
        self.slots.clear();
        self.instances.clear();
        self.dirty.clear();
    }

    /// Makes the strip at `index` be `strip`, encoding it by `encode` if it is
    /// not. Strips come in order. Returns the instances written.
    pub(super) fn set(
        &mut self,
        index: usize,
        strip: &Strip,
        encode: impl FnOnce(&mut Vec<Instance>),
    ) -> usize {
        if self.slots.get(index).is_some_and(|slot| slot.shows(strip)) {
            return 0;
        }
        self.scratch.clear();
        encode(&mut self.scratch);
        let len = self.scratch.len();
        if self.slots.get(index).is_none_or(|slot| slot.capacity < len) {
            self.cut(index);
            let start = self.instances.len();
            let capacity = len.next_power_of_two().max(Self::SMALLEST);
            self.instances.resize(start + capacity, Instance::default());
            self.mark(start..start + capacity);
            self.slots.push(Slot {
                id: strip.id,
                revision: 0,
                origin: strip.origin,
                clip: strip.clip,
                start,
                capacity,
                len: 0,
            });
        }
        let slot = &mut self.slots[index];
        slot.id = strip.id;
        slot.revision = strip.revision;
        slot.origin = strip.origin;
        slot.clip = strip.clip;
        let touched = slot.start..slot.start + len.max(slot.len);
        slot.len = len;
        let (used, unused) = self.instances[touched.clone()].split_at_mut(len);
        used.copy_from_slice(&self.scratch);
        unused.fill(Instance::default());
        self.mark(touched);
        len
    }

    /// Drops the strips from `index` on.
    pub(super) fn cut(&mut self, index: usize) {
        if let Some(slot) = self.slots.get(index) {
            self.instances.truncate(slot.start);
            self.slots.truncate(index);
            let end = self.instances.len();
            self.dirty.retain_mut(|range| {
                range.end = range.end.min(end);
                range.start < range.end
            });
        }
    }

    fn mark(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        match self.dirty.last_mut() {
            // A gap of a few instances costs less than another upload.
            Some(last) if range.start <= last.end + Self::SMALLEST && last.start <= range.start => {
                last.end = last.end.max(range.end);
            }
            _ => self.dirty.push(range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PixelRect, Quad};
    use proptest::prelude::*;
    use wezterm_types::Rgba;

    fn strip(id: i64, revision: u64, quads: usize) -> Strip {
        let solid = |x: usize| Quad::Solid {
            rect: RectF::new(x as f32, id as f32, 1.0, 1.0),
            color: Rgba::hex(revision as u32),
        };
        Strip {
            id: StripId::other(0, id),
            revision,
            origin: (0.0, 0.0),
            clip: RectF::new(0.0, 0.0, 1000.0, 1000.0),
            quads: (0..quads).map(solid).collect(),
        }
    }

    fn encode(strip: &Strip, out: &mut Vec<Instance>) {
        let target = PixelRect::of_size((1000, 1000));
        super::super::instance::encode(strip, target, |_| None, out);
    }

    /// Brings the table up to date, and a copy as the GPU would have it.
    fn sync(table: &mut StripTable, gpu: &mut Vec<Instance>, strips: &[Strip]) -> usize {
        let mut written = 0;
        for (index, strip) in strips.iter().enumerate() {
            written += table.set(index, strip, |out| encode(strip, out));
        }
        table.cut(strips.len());
        gpu.resize(table.instances().len(), Instance::default());
        for range in table.take_dirty() {
            gpu[range.clone()].copy_from_slice(&table.instances()[range]);
        }
        written
    }

    fn drawn(instances: &[Instance]) -> Vec<Instance> {
        let empty = Instance::default();
        instances.iter().copied().filter(|i| *i != empty).collect()
    }

    #[test]
    fn only_what_changed_is_written() {
        let (mut table, mut gpu) = (StripTable::default(), Vec::new());
        let mut strips: Vec<_> = (0..10).map(|id| strip(id, 1, 20)).collect();
        assert_eq!(sync(&mut table, &mut gpu, &strips), 200);
        assert_eq!(sync(&mut table, &mut gpu, &strips), 0);
        strips[4] = strip(4, 2, 25);
        assert_eq!(sync(&mut table, &mut gpu, &strips), 25);
        strips[4] = strip(4, 3, 100);
        assert_eq!(sync(&mut table, &mut gpu, &strips), 200);
    }

    proptest! {
        #[test]
        fn the_gpu_draws_what_the_scene_has(
            frames in prop::collection::vec(
                prop::collection::vec((0..12i64, 0..4u64, 0..90usize), 0..8),
                1..8,
            )
        ) {
            let (mut table, mut gpu) = (StripTable::default(), Vec::new());
            for frame in frames {
                // A revision stands for one content: take the number of quads from it.
                let strips: Vec<_> = frame
                    .iter()
                    .map(|&(id, revision, quads)| strip(id, revision * 100 + quads as u64, quads))
                    .collect();
                sync(&mut table, &mut gpu, &strips);
                let mut expected = Vec::new();
                strips.iter().for_each(|strip| encode(strip, &mut expected));
                prop_assert_eq!(drawn(&gpu), drawn(&expected));
            }
        }
    }
}
