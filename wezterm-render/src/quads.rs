//! The quads of a strip, shared by the scene and whatever made it, in memory
//! that is used again.

use crate::Quad;
use std::ops::Deref;
use std::sync::Arc;

/// Quads in paint order; a clone shares them.
#[derive(Clone, Debug, Default)]
pub struct Quads(Arc<Vec<Quad>>);

impl Deref for Quads {
    type Target = [Quad];

    fn deref(&self) -> &[Quad] {
        &self.0
    }
}

impl From<Vec<Quad>> for Quads {
    fn from(quads: Vec<Quad>) -> Self {
        Self(Arc::new(quads))
    }
}

impl<const N: usize> From<[Quad; N]> for Quads {
    fn from(quads: [Quad; N]) -> Self {
        Self::from(Vec::from(quads))
    }
}

impl FromIterator<Quad> for Quads {
    fn from_iter<T: IntoIterator<Item = Quad>>(quads: T) -> Self {
        Self::from(Vec::from_iter(quads))
    }
}

/// Memory of quads that are shown no more. In a steady state, making the quads
/// of a changed row takes no memory from the heap.
#[derive(Debug, Default)]
pub struct QuadPool {
    retired: Vec<Quads>,
}

impl QuadPool {
    /// Quads kept; those of a screenful of rows, changed in every frame.
    const MOST: usize = 256;

    /// Gives quads back. Others may still hold clones of them.
    pub fn retire(&mut self, quads: Quads) {
        if self.retired.len() < Self::MOST {
            self.retired.push(quads);
        }
    }

    /// Frees all but so many of the quads that were given back.
    pub fn shrink_to(&mut self, count: usize) {
        self.retired.truncate(count);
    }

    /// Makes quads: `fill` appends to an empty list.
    pub fn make(&mut self, fill: impl FnOnce(&mut Vec<Quad>)) -> Quads {
        let unused = self
            .retired
            .iter()
            .rposition(|quads| Arc::strong_count(&quads.0) == 1);
        let mut quads = unused.map_or_else(Quads::default, |at| self.retired.swap_remove(at));
        match Arc::get_mut(&mut quads.0) {
            Some(list) => {
                list.clear();
                fill(list);
                quads
            }
            None => {
                let mut list = Vec::new();
                fill(&mut list);
                list.into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RectF;
    use wezterm_types::Rgba;

    fn solid(x: f32) -> Quad {
        Quad::Solid {
            rect: RectF::new(x, 0.0, 1.0, 1.0),
            color: Rgba::WHITE,
        }
    }

    #[test]
    fn memory_is_used_again_but_never_while_it_is_shown() {
        let mut pool = QuadPool::default();
        let first = pool.make(|out| out.push(solid(1.0)));
        let place = first.as_ptr();
        let shown = first.clone();
        pool.retire(first);
        let second = pool.make(|out| out.push(solid(2.0)));
        assert_ne!(second.as_ptr(), place);
        assert_eq!(*shown, [solid(1.0)]);
        drop(shown);
        let third = pool.make(|out| out.push(solid(3.0)));
        assert_eq!(third.as_ptr(), place);
        assert_eq!(*third, [solid(3.0)]);
    }

    #[test]
    fn what_is_given_back_can_be_freed() {
        let mut pool = QuadPool::default();
        let all: Vec<_> = (0..3)
            .map(|_| pool.make(|out| out.push(solid(1.0))))
            .collect();
        all.into_iter().for_each(|quads| pool.retire(quads));
        pool.shrink_to(1);
        assert_eq!(pool.retired.len(), 1);
    }
}
