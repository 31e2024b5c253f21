//! Pictures shown between the text: sixel, iTerm2's inline files and kitty
//! graphics. The grid decodes them and moves them with the text; here their
//! pixels are kept for as long as they are shown, in one format.

use crate::animation::{Animation, Charge, Frame, Frames, Meter, Playback, ShownFrame};
use crate::placeholders;
use crate::snapshot::{RenderableDimensions, StableRow};
use crate::vt::Vt;
use rio_vt::ansi::graphics::{Graphics, StoredImage, UpdateQueues, resolve_source_rect};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// A decoded picture. Two with the same `id` are the same.
pub struct Image {
    /// Unique within the terminal, never used again.
    pub id: u64,
    /// Width, pixels.
    pub width: usize,
    /// Height, pixels.
    pub height: usize,
    /// Rows from the top, four bytes a pixel: red, green, blue and straight
    /// alpha, gamma-encoded.
    pub rgba: Vec<u8>,
    /// Frames of animations are counted for as long as they are kept.
    _charge: Option<Charge>,
}

impl Image {
    pub(crate) fn new(
        id: u64,
        (width, height): (usize, usize),
        rgba: Vec<u8>,
        charge: Option<Charge>,
    ) -> Self {
        Self {
            id,
            width,
            height,
            rgba,
            _charge: charge,
        }
    }
}

/// Numbers that are given out once in a terminal.
#[derive(Clone, Debug, Default)]
pub(crate) struct ImageIds(Arc<AtomicU64>);

impl ImageIds {
    pub(crate) fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl PartialEq for Image {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Image {}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Image {} ({}x{})", self.id, self.width, self.height)
    }
}

/// A picture, or a part of one, at a place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct ImagePlacement {
    /// The pixels; of an animation, those of its first frame.
    pub image: Arc<Image>,
    /// Which frame is shown when. All are as large as the first.
    pub animation: Option<Arc<Animation>>,
    /// The part of the image shown: x, y, width and height, image pixels.
    pub source: [f32; 4],
    /// Row of its top left corner.
    pub row: StableRow,
    /// Column of its top left corner.
    pub col: usize,
    /// Distance from that cell's corner, physical pixels.
    pub offset: (f32, f32),
    /// Size on the screen, physical pixels.
    pub size: (f32, f32),
    /// Below the text when negative, above it from 0 on.
    pub z_index: i32,
}

impl ImagePlacement {
    /// The picture to show at a time.
    #[must_use]
    pub fn shown(&self, now: Instant) -> ShownFrame {
        let frame = self.animation.as_ref().and_then(|a| a.at(now));
        frame.unwrap_or_else(|| ShownFrame {
            image: Arc::clone(&self.image),
            until: self.animation.as_ref().and_then(|a| a.retry(now)),
        })
    }
}

/// Where the grid's keys of sixel and inline images begin; kitty's ids are
/// below.
const FIRST_ATLAS_KEY: u64 = 1 << 32;

#[derive(Debug, Default)]
pub(crate) struct Images {
    atlas: HashMap<u64, Arc<Image>>,
    /// By the client's id, with the time of the transmission it is of.
    kitty: HashMap<u32, (Instant, Arc<Image>)>,
    /// Animations of sixel's and inline images' keys.
    atlas_animations: HashMap<u64, Arc<Animation>>,
    /// Those of kitty images on both screens: id and time of transmission.
    kitty_animations: HashMap<(u32, Instant), Arc<Animation>>,
    pub(crate) ids: ImageIds,
    pub(crate) meter: Meter,
}

impl Images {
    /// Takes new pixels and lets go of those no longer shown.
    pub(crate) fn absorb(&mut self, queues: UpdateQueues) {
        for data in queues.pending {
            let key = FIRST_ATLAS_KEY + data.id.get();
            if let Some(image) = self.image(data.width, data.height, &data.pixels) {
                self.atlas.insert(key, image);
            }
        }
        for key in queues.remove_queue {
            self.atlas.remove(&key);
            self.atlas_animations.remove(&key);
        }
    }

    fn image(&mut self, width: usize, height: usize, pixels: &[u8]) -> Option<Arc<Image>> {
        let rgba = to_rgba(width, height, pixels)?;
        let id = self.ids.next();
        Some(Arc::new(Image::new(id, (width, height), rgba, None)))
    }

    /// A frame's pixels, counted.
    pub(crate) fn frame_image(&self, size: (usize, usize), rgba: Vec<u8>) -> Arc<Image> {
        let charge = self.meter.charge(rgba.len());
        Arc::new(Image::new(self.ids.next(), size, rgba, Some(charge)))
    }

    /// Has an inline image play.
    pub(crate) fn animate_atlas(&mut self, graphic: u64, frames: Arc<Frames>, play: Playback) {
        let animation = Animation {
            id: self.ids.next(),
            frames,
            play,
        };
        self.atlas_animations
            .insert(FIRST_ATLAS_KEY + graphic, Arc::new(animation));
    }

    /// The frames of a kitty image, the image itself the first.
    pub(crate) fn kitty_frames(&mut self, id: u32, stored: &StoredImage) -> Option<Vec<Frame>> {
        if let Some(known) = self.kitty_animations.get(&(id, stored.transmission_time)) {
            return Some(known.frames.to_vec());
        }
        let image = self.kitty_image(id, stored)?;
        Some(vec![Frame {
            image,
            gap: std::time::Duration::ZERO,
        }])
    }

    /// How a kitty image's animation runs.
    pub(crate) fn kitty_playback(&self, id: u32, time: Instant) -> Option<Playback> {
        Some(self.kitty_animations.get(&(id, time))?.play)
    }

    /// Replaces the frames of a kitty image (id and time of transmission), or
    /// how they run.
    pub(crate) fn set_kitty_animation(
        &mut self,
        key: (u32, Instant),
        frames: Vec<Frame>,
        play: Playback,
    ) {
        let animation = Animation {
            id: self.ids.next(),
            frames: Arc::new(Frames::new(frames)),
            play,
        };
        self.kitty_animations.insert(key, Arc::new(animation));
    }

    /// Lets go of the animations of images that are gone.
    pub(crate) fn prune(&mut self, graphics: &Graphics) {
        let other = &graphics.kitty_inactive_screen.kitty_images;
        self.kitty_animations.retain(|(id, time), _| {
            [&graphics.kitty_images, other].iter().any(|images| {
                images
                    .get(id)
                    .is_some_and(|stored| stored.transmission_time == *time)
            })
        });
    }

    fn kitty_image(&mut self, id: u32, stored: &StoredImage) -> Option<Arc<Image>> {
        if let Some((time, image)) = self.kitty.get(&id)
            && *time == stored.transmission_time
        {
            return Some(Arc::clone(image));
        }
        let data = &stored.data;
        let image = self.image(data.width, data.height, &data.pixels)?;
        self.kitty
            .insert(id, (stored.transmission_time, Arc::clone(&image)));
        Some(image)
    }

    /// What to show of a kitty image.
    fn kitty_shown(
        &mut self,
        graphics: &Graphics,
        id: u32,
    ) -> Option<(Arc<Image>, Option<Arc<Animation>>)> {
        let stored = graphics.kitty_images.get(&id)?;
        let image = self.kitty_image(id, stored)?;
        let key = (id, stored.transmission_time);
        Some((image, self.kitty_animations.get(&key).cloned()))
    }

    /// What is shown in the viewport, lowest first.
    pub(crate) fn placements(
        &mut self,
        vt: &Vt,
        dims: &RenderableDimensions,
    ) -> Vec<ImagePlacement> {
        let graphics = &vt.graphics;
        if graphics.atlas_placements.is_empty()
            && graphics.kitty_placements.is_empty()
            && graphics.kitty_virtual_placements.is_empty()
        {
            self.kitty.clear();
            self.prune(graphics);
            return Vec::new();
        }
        let shown = |row: i64, rows: usize| {
            row < dims.viewport_top + dims.viewport_rows as i64
                && row + rows as i64 > dims.viewport_top
        };
        let (cell_w, cell_h) = (graphics.cell_width, graphics.cell_height);
        let mut out = Vec::new();
        for p in &graphics.atlas_placements {
            let Some(image) = self
                .atlas
                .get(&p.image_key)
                .filter(|_| shown(p.abs_row, p.rows))
            else {
                continue;
            };
            let x = image.width as f32 / p.total_width.max(1) as f32;
            let y = image.height as f32 / p.total_height.max(1) as f32;
            let (w, h) = (p.src_width as f32, p.src_height as f32);
            out.push(ImagePlacement {
                image: Arc::clone(image),
                animation: self.atlas_animations.get(&p.image_key).cloned(),
                source: [p.src_x as f32 * x, p.src_y as f32 * y, w * x, h * y],
                row: p.abs_row,
                col: p.col,
                offset: (0.0, 0.0),
                size: (
                    w * cell_w / f32::from(p.insert_cell_w.max(1)),
                    h * cell_h / f32::from(p.insert_cell_h.max(1)),
                ),
                z_index: 0,
            });
        }
        self.kitty
            .retain(|id, _| graphics.kitty_images.contains_key(id));
        self.prune(graphics);
        let mut overlays: Vec<_> = graphics.kitty_placements.values().collect();
        overlays.sort_by_key(|p| (p.z_index, p.image_id, p.placement_id));
        for p in overlays {
            if !shown(p.dest_row, p.rows as usize) {
                continue;
            }
            let Some((image, animation)) = self.kitty_shown(graphics, p.image_id) else {
                continue;
            };
            let Some((x, y, w, h)) = resolve_source_rect(
                p.source_x,
                p.source_y,
                p.source_width,
                p.source_height,
                image.width,
                image.height,
            ) else {
                continue;
            };
            out.push(ImagePlacement {
                image,
                animation,
                source: [x as f32, y as f32, w as f32, h as f32],
                row: p.dest_row,
                col: p.dest_col,
                offset: (p.cell_x_offset as f32, p.cell_y_offset as f32),
                size: (p.pixel_width as f32, p.pixel_height as f32),
                z_index: p.z_index,
            });
        }
        out
    }

    /// The pieces of images at placeholders in the viewport.
    pub(crate) fn at_placeholders(
        &mut self,
        vt: &Vt,
        dims: &RenderableDimensions,
    ) -> Vec<ImagePlacement> {
        let mut out = Vec::new();
        for run in placeholders::runs(vt, dims) {
            let id = run.image_id();
            let Some((image, animation)) = self.kitty_shown(&vt.graphics, id) else {
                continue;
            };
            let Some(piece) = run.piece(vt, (image.width, image.height)) else {
                continue;
            };
            out.push(ImagePlacement {
                image,
                animation,
                source: piece.source,
                row: run.row,
                col: run.col,
                offset: piece.offset,
                size: piece.size,
                z_index: 0,
            });
        }
        out
    }
}

/// Pixels of three or four bytes as pixels of four; `None` if they are too few.
pub(crate) fn to_rgba(width: usize, height: usize, pixels: &[u8]) -> Option<Vec<u8>> {
    let count = width.checked_mul(height).filter(|count| *count > 0)?;
    match pixels.len() / count {
        4 => Some(pixels.get(..count * 4)?.to_vec()),
        3 => Some(
            pixels
                .chunks_exact(3)
                .take(count)
                .flat_map(|rgb| [rgb[0], rgb[1], rgb[2], 255])
                .collect(),
        ),
        _ => None,
    }
}
