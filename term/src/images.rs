//! Pictures shown between the text: sixel, iTerm2's inline files and kitty
//! graphics. The grid decodes them and moves them with the text; here their
//! pixels are kept for as long as they are shown, in one format.

use crate::placeholders;
use crate::snapshot::{RenderableDimensions, StableRow};
use crate::vt::Vt;
use rio_vt::ansi::graphics::{StoredImage, UpdateQueues, resolve_source_rect};
use std::collections::HashMap;
use std::sync::Arc;
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
    /// The pixels.
    pub image: Arc<Image>,
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

/// Where the grid's keys of sixel and inline images begin; kitty's ids are
/// below.
const FIRST_ATLAS_KEY: u64 = 1 << 32;

#[derive(Debug, Default)]
pub(crate) struct Images {
    atlas: HashMap<u64, Arc<Image>>,
    /// By the client's id, with the time of the transmission it is of.
    kitty: HashMap<u32, (Instant, Arc<Image>)>,
    last_id: u64,
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
        }
    }

    fn image(&mut self, width: usize, height: usize, pixels: &[u8]) -> Option<Arc<Image>> {
        let count = width.checked_mul(height).filter(|count| *count > 0)?;
        let rgba = match pixels.len() / count {
            4 => pixels.get(..count * 4)?.to_vec(),
            3 => pixels
                .chunks_exact(3)
                .take(count)
                .flat_map(|rgb| [rgb[0], rgb[1], rgb[2], 255])
                .collect(),
            _ => return None,
        };
        self.last_id += 1;
        Some(Arc::new(Image {
            id: self.last_id,
            width,
            height,
            rgba,
        }))
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
        let mut overlays: Vec<_> = graphics.kitty_placements.values().collect();
        overlays.sort_by_key(|p| (p.z_index, p.image_id, p.placement_id));
        for p in overlays {
            if !shown(p.dest_row, p.rows as usize) {
                continue;
            }
            let Some(image) = graphics
                .kitty_images
                .get(&p.image_id)
                .and_then(|stored| self.kitty_image(p.image_id, stored))
            else {
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
            let stored = vt.graphics.kitty_images.get(&id);
            let Some(image) = stored.and_then(|stored| self.kitty_image(id, stored)) else {
                continue;
            };
            let Some(piece) = run.piece(vt, (image.width, image.height)) else {
                continue;
            };
            out.push(ImagePlacement {
                image,
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
