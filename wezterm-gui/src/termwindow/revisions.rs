//! Strips whose content is compared by value: rectangles of one colour, the
//! cursor, and the text of an input method. What has not changed keeps its
//! revision and its memory.

use std::collections::HashMap;
use wezterm_render::{Quad, QuadPool, Quads, RectF, Strip, StripId};
use wezterm_types::Rgba;

/// One strip's content.
#[derive(Debug)]
struct Kept {
    quads: Quads,
    revision: u64,
    /// The round in which it was wanted last.
    round: u64,
}

/// Gives a revision to each different content of a strip.
#[derive(Debug, Default)]
pub(crate) struct Revisions {
    kept: HashMap<StripId, Kept>,
    preedit: (String, u64),
    pool: QuadPool,
    scratch: Vec<Quad>,
    next: u64,
    round: u64,
}

impl Revisions {
    /// Rounds after which a strip that is not wanted is forgotten.
    const MEMORY: u64 = 64;

    /// A frame begins: strips that were not wanted for long are forgotten.
    pub(crate) fn begin(&mut self) {
        self.round += 1;
        if self.round.is_multiple_of(Self::MEMORY) {
            let (round, pool) = (self.round, &mut self.pool);
            self.kept.retain(|_, kept| {
                let keep = kept.round + Self::MEMORY >= round;
                if !keep {
                    pool.retire(std::mem::take(&mut kept.quads));
                }
                keep
            });
        }
    }

    /// The quads that `fill` makes and their revision: the same for as long as
    /// the strip's quads are.
    pub(crate) fn of(&mut self, id: StripId, fill: impl FnOnce(&mut Vec<Quad>)) -> (Quads, u64) {
        self.scratch.clear();
        fill(&mut self.scratch);
        let (scratch, pool, next) = (&self.scratch, &mut self.pool, &mut self.next);
        let mut renew = || {
            *next += 1;
            let quads = pool.make(|out| out.extend_from_slice(scratch));
            (quads, *next)
        };
        let round = self.round;
        let kept = self.kept.entry(id).or_insert_with(|| {
            let (quads, revision) = renew();
            Kept {
                quads,
                revision,
                round,
            }
        });
        kept.round = round;
        if *kept.quads != **scratch {
            let (quads, revision) = renew();
            pool.retire(std::mem::replace(&mut kept.quads, quads));
            kept.revision = revision;
        }
        (kept.quads.clone(), kept.revision)
    }

    /// A strip of one colour.
    pub(crate) fn solid(&mut self, id: StripId, rect: RectF, color: Rgba) -> Strip {
        let (quads, revision) = self.of(id, |out| {
            out.push(Quad::Solid {
                rect: RectF::new(0.0, 0.0, rect.width, rect.height),
                color,
            });
        });
        Strip {
            id,
            revision,
            origin: (rect.x, rect.y),
            clip: rect,
            quads,
        }
    }

    /// The revision of text an input method composes.
    pub(crate) fn of_preedit(&mut self, text: &str) -> u64 {
        if self.preedit.0 != text {
            self.next += 1;
            self.preedit = (text.to_owned(), self.next);
        }
        self.preedit.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_keeps_its_revision() {
        let mut revisions = Revisions::default();
        let id = StripId::other(1, 2);
        let rect = RectF::new(1.0, 2.0, 3.0, 4.0);
        revisions.begin();
        let first = revisions.solid(id, rect, Rgba::WHITE);
        let again = revisions.solid(id, rect, Rgba::WHITE);
        assert_eq!(first.revision, again.revision);
        let black = revisions.solid(id, rect, Rgba::BLACK);
        assert_ne!(first.revision, black.revision);
        // Back to the old content is still a change.
        let white = revisions.solid(id, rect, Rgba::WHITE);
        assert!(white.revision != first.revision && white.revision != black.revision);
        assert_eq!(*first.quads, *white.quads);
    }

    #[test]
    fn what_is_not_wanted_is_forgotten() {
        let mut revisions = Revisions::default();
        for round in 0..1000 {
            revisions.begin();
            revisions.solid(StripId::other(1, round), RectF::default(), Rgba::WHITE);
            assert!(revisions.kept.len() <= 2 * Revisions::MEMORY as usize + 1);
        }
    }
}
