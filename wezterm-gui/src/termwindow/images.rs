//! Images that programs show between the text (sixel, iTerm2, kitty): scaled
//! once to the size they are shown at, and kept while they are. Of an
//! animation the frames that were shown are kept, as many as fit.

use super::frame::owner;
use crate::pictures::{Picture, Pictures, Pixels, scaled};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::time::Instant;
use term::{Image, ImagePlacement, Snapshot};
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
    /// The animation it is a frame of: its image, and the pane's.
    animation: Option<(mux::PaneId, u64)>,
    /// Of the scaled pixels.
    bytes: usize,
}

/// The images of the panes of one window.
#[derive(Debug, Default)]
pub(super) struct Images {
    scaled: HashMap<Key, Kept>,
    /// Pixels of the newest images, premultiplied, by pane and image.
    sources: Vec<((mux::PaneId, u64), Rc<Pixels>)>,
    round: u64,
    revision: u64,
    /// When an animation shows its next frame.
    next: Option<Instant>,
}

impl Images {
    /// Bytes of scaled frames that are kept although others are shown.
    const MOST_FRAME_BYTES: usize = 64 << 20;

    /// Images whose pixels are kept for another size.
    const MOST_SOURCES: usize = 8;

    /// A frame begins.
    pub(super) fn begin(&mut self) {
        self.round += 1;
        self.next = None;
    }

    /// When a frame shows something else although nothing has changed.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.next
    }

    /// Whether that is now; asked once.
    pub(super) fn is_due(&mut self, now: Instant) -> bool {
        self.next.take_if(|next| *next <= now).is_some()
    }

    /// The frame has all its images: lets those go that it does not show.
    pub(super) fn end(&mut self, pictures: &mut Pictures) {
        let round = self.round;
        let played: HashSet<_> = (self.scaled.values())
            .filter(|kept| kept.round == round)
            .filter_map(|kept| kept.animation)
            .collect();
        let mut others: Vec<(u64, usize)> = (self.scaled.values())
            .filter(|kept| kept.round != round)
            .filter(|kept| kept.animation.is_some_and(|of| played.contains(&of)))
            .map(|kept| (kept.round, kept.bytes))
            .collect();
        // Those that were shown last.
        others.sort_unstable_by_key(|(round, _)| std::cmp::Reverse(*round));
        let mut bytes = 0;
        let fitting = others.iter().take_while(|(_, more)| {
            bytes += more;
            bytes <= Self::MOST_FRAME_BYTES
        });
        let oldest = fitting.last().map_or(round, |(round, _)| *round);
        self.scaled.retain(|_, kept| {
            let keep = kept.round == round
                || (kept.round >= oldest && kept.animation.is_some_and(|of| played.contains(&of)));
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
        (above, now): (bool, Instant),
        (area, shift, cell): (RectF, f32, (u32, u32)),
        pictures: &mut Pictures,
        out: &mut Vec<Strip>,
    ) {
        for (index, placement) in snapshot.images.iter().enumerate() {
            if (placement.z_index >= 0) != above {
                continue;
            }
            let frame = placement.shown(now);
            self.next = [self.next, frame.until].into_iter().flatten().min();
            let Some(kept) = self.kept(pane, (placement, &frame.image), pictures) else {
                continue;
            };
            let row = placement.row - snapshot.dims.viewport_top;
            let origin = (
                area.x + (placement.col as u32 * cell.0) as f32 + placement.offset.0,
                area.y - shift + row as f32 * cell.1 as f32 + placement.offset.1,
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
        (placement, image): (&ImagePlacement, &Image),
        pictures: &mut Pictures,
    ) -> Option<&Kept> {
        let side = |length: f32| length.round().clamp(0.0, MOST) as u32;
        let size = (side(placement.size.0), side(placement.size.1));
        if size.0 == 0 || size.1 == 0 {
            return None;
        }
        let part = placement.source.map(f32::to_bits);
        let key = (pane, image.id, part, size);
        if !self.scaled.contains_key(&key) {
            let source = self.source((pane, image), placement.animation.is_some())?;
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
                animation: (placement.animation.as_ref()).map(|_| (pane, placement.image.id)),
                bytes: pixels.data.len(),
            };
            self.scaled.insert(key, kept);
        }
        let kept = self.scaled.get_mut(&key)?;
        kept.round = self.round;
        Some(kept)
    }

    /// An image's pixels. A frame's are needed once, so they are not kept.
    fn source(
        &mut self,
        (pane, image): (mux::PaneId, &Image),
        is_frame: bool,
    ) -> Option<Rc<Pixels>> {
        let key = (pane, image.id);
        if let Some((_, pixels)) = self.sources.iter().find(|(known, _)| *known == key) {
            return Some(pixels.clone());
        }
        let pixels = Pixels::from_straight(image.width, image.height, &image.rgba)?;
        let pixels = Rc::new(pixels);
        if is_frame {
            return Some(pixels);
        }
        if self.sources.len() >= Self::MOST_SOURCES {
            self.sources.remove(0);
        }
        self.sources.push((key, pixels.clone()));
        Some(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use term::{Terminal, TerminalConfig};
    use wezterm_types::TerminalSize;

    /// A red image of 8 by 16 pixels that turns blue after an hour, and red
    /// again after another.
    const ANIMATION: &str = "\x1b_Ga=T,f=24,s=1,v=1,c=1,r=1,i=1,q=2;/wAA\x1b\\\
        \x1b_Ga=f,f=24,s=1,v=1,i=1,q=2,z=3600000;AAD/\x1b\\\
        \x1b_Ga=a,i=1,r=1,z=3600000,s=3\x1b\\";

    fn snapshot(output: &str) -> Snapshot {
        let size = TerminalSize {
            rows: 4,
            cols: 8,
            pixel_width: 64,
            pixel_height: 64,
            dpi: 96,
        };
        let mut terminal = Terminal::new(size, TerminalConfig::default());
        terminal.advance(output.as_bytes());
        let mut snapshot = Snapshot::default();
        terminal.snapshot(&mut snapshot);
        snapshot
    }

    fn frame(
        images: &mut Images,
        snapshot: &Snapshot,
        pictures: &mut Pictures,
        now: Instant,
    ) -> u64 {
        images.begin();
        let mut strips = Vec::new();
        let area = (RectF::new(0.0, 0.0, 64.0, 64.0), 0.0, (8, 16));
        images.strips((1, snapshot), (true, now), area, pictures, &mut strips);
        images.end(pictures);
        strips.first().map_or(0, |strip| strip.revision)
    }

    #[test]
    fn frames_are_scaled_once_and_ask_for_the_next() {
        let (mut images, mut pictures) = (Images::default(), Pictures::default());
        let shown = snapshot(ANIMATION);
        let start = Instant::now();
        let hour = Duration::from_secs(3600);
        let mut at = |part: u32| frame(&mut images, &shown, &mut pictures, start + hour * part / 2);
        let (red, blue) = (at(0), at(3));
        assert_ne!(red, blue);
        assert_eq!((at(4), at(7)), (red, blue), "they were kept");
        let due = images.deadline().unwrap();
        assert!(due > start + hour * 3 && due <= start + hour * 4 + hour / 60);
        assert!(!images.is_due(start));
        assert!(images.is_due(due) && images.deadline().is_none());
        // Nothing to show: nothing to wait for, nothing kept.
        frame(&mut images, &snapshot(""), &mut pictures, start);
        assert_eq!(images.deadline(), None);
        assert!(images.scaled.is_empty());
    }

    #[test]
    fn still_images_wait_for_nothing() {
        let (mut images, mut pictures) = (Images::default(), Pictures::default());
        let still = snapshot(ANIMATION.split_inclusive("\\").next().unwrap());
        assert_ne!(frame(&mut images, &still, &mut pictures, Instant::now()), 0);
        assert_eq!(images.deadline(), None);
    }
}
