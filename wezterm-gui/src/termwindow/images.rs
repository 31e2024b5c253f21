//! Images that programs show between the text (sixel, iTerm2, kitty): scaled
//! once to the size they are shown at, and kept while they are.

use super::frame::owner;
use crate::pictures::{Picture, Pictures, Pixels, scaled};
use std::collections::HashMap;
use std::rc::Rc;
use term::{ImagePlacement, Snapshot};
use wezterm_render::{Quad, Quads, RectF, Strip, StripId};

/// Longest side of an image on the screen, in pixels.
const MOST: f32 = 8192.0;

/// What identifies a scaled image: pane, image, part of it, size.
type Key = (mux::PaneId, u64, [u32; 4], (u32, u32));

#[derive(Debug)]
struct Kept {
    picture: Picture,
    quads: Quads,
    revision: u64,
    round: u64,
}

/// The images of the panes of one window.
#[derive(Debug, Default)]
pub(super) struct Images {
    scaled: HashMap<Key, Kept>,
    /// Pixels of the newest images, premultiplied, by pane and image.
    sources: Vec<((mux::PaneId, u64), Rc<Pixels>)>,
    round: u64,
    revision: u64,
}

impl Images {
    /// Images whose pixels are kept for another size.
    const MOST_SOURCES: usize = 8;

    /// A frame begins.
    pub(super) fn begin(&mut self) {
        self.round += 1;
    }

    /// The frame has all its images: lets those go that it does not show.
    pub(super) fn end(&mut self, pictures: &mut Pictures) {
        let round = self.round;
        self.scaled.retain(|_, kept| {
            let keep = kept.round == round;
            if !keep {
                pictures.remove(&kept.picture);
            }
            keep
        });
    }

    /// Strips of the images of a pane that are below the text, or above it.
    /// `area` is the pane's cells on the screen.
    pub(super) fn strips(
        &mut self,
        (pane, snapshot): (mux::PaneId, &Snapshot),
        above: bool,
        (area, cell): (RectF, (u32, u32)),
        pictures: &mut Pictures,
        out: &mut Vec<Strip>,
    ) {
        for (index, placement) in snapshot.images.iter().enumerate() {
            if (placement.z_index >= 0) != above {
                continue;
            }
            let Some(kept) = self.kept(pane, placement, pictures) else {
                continue;
            };
            let row = placement.row - snapshot.dims.viewport_top;
            let origin = (
                area.x + (placement.col as u32 * cell.0) as f32 + placement.offset.0,
                area.y + row as f32 * cell.1 as f32 + placement.offset.1,
            );
            out.push(Strip {
                id: StripId::other(owner::IMAGES + pane as u64, index as i64),
                revision: kept.revision,
                origin,
                clip: area,
                quads: kept.quads.clone(),
            });
        }
    }

    fn kept(
        &mut self,
        pane: mux::PaneId,
        placement: &ImagePlacement,
        pictures: &mut Pictures,
    ) -> Option<&Kept> {
        let side = |length: f32| length.round().clamp(0.0, MOST) as u32;
        let size = (side(placement.size.0), side(placement.size.1));
        if size.0 == 0 || size.1 == 0 {
            return None;
        }
        let part = placement.source.map(f32::to_bits);
        let key = (pane, placement.image.id, part, size);
        if !self.scaled.contains_key(&key) {
            let source = self.source(pane, placement)?;
            let pixels = scaled(&source, placement.source, size.0, size.1);
            let picture = pictures.add(&pixels);
            let mut quads: Vec<Quad> = Vec::new();
            picture.quads(0.0, 0.0, 255, &mut quads);
            self.revision += 1;
            let kept = Kept {
                picture,
                quads: quads.into(),
                revision: self.revision,
                round: self.round,
            };
            self.scaled.insert(key, kept);
        }
        let kept = self.scaled.get_mut(&key)?;
        kept.round = self.round;
        Some(kept)
    }

    fn source(&mut self, pane: mux::PaneId, placement: &ImagePlacement) -> Option<Rc<Pixels>> {
        let image = &placement.image;
        let key = (pane, image.id);
        if let Some((_, pixels)) = self.sources.iter().find(|(known, _)| *known == key) {
            return Some(pixels.clone());
        }
        let pixels = Pixels::from_straight(image.width, image.height, &image.rgba)?;
        let pixels = Rc::new(pixels);
        if self.sources.len() >= Self::MOST_SOURCES {
            self.sources.remove(0);
        }
        self.sources.push((key, pixels.clone()));
        Some(pixels)
    }
}
