//! Painting of underlines and rounded rectangles.

use super::Canvas;
pub(super) use crate::shapes::Line;
use crate::shapes::RoundedRect;
use crate::{Corners, PixelRect};
use wezterm_types::Rgba;

fn to_byte(coverage: f32) -> u8 {
    (coverage * 255.0).round() as u8
}

impl Canvas<'_> {
    /// Paints an underline; false if nothing of it is within `clip`.
    pub(super) fn line(
        &mut self,
        line: &Line,
        whole: PixelRect,
        color: Rgba,
        clip: PixelRect,
    ) -> bool {
        let pattern = PixelRect {
            bottom: whole.top + line.height as i32,
            ..whole
        };
        let area = pattern.intersect(&clip);
        if area.is_empty() || color.a == 0 {
            return false;
        }
        let ink = self.blender.ink(color);
        for y in area.top..area.bottom {
            let dy = (y - whole.top) as u32;
            if line.period == 1 {
                if line.coverage(0, dy) > 0.0 {
                    let row = PixelRect {
                        top: y,
                        bottom: y + 1,
                        ..area
                    };
                    self.solid(row, &ink);
                }
                continue;
            }
            self.coverages.clear();
            self.coverages
                .extend((area.left..area.right).map(|x| to_byte(line.coverage(line.phase(x), dy))));
            self.coverage_row(area, y, &ink);
        }
        true
    }

    /// Paints a rectangle with round corners; false if nothing is within
    /// `clip`.
    pub(super) fn rounded(
        &mut self,
        whole: PixelRect,
        radius: f32,
        corners: Corners,
        color: Rgba,
        clip: PixelRect,
    ) -> bool {
        let area = whole.intersect(&clip);
        if area.is_empty() || color.a == 0 {
            return false;
        }
        let shape = RoundedRect::new(whole, radius, corners);
        let ink = self.blender.ink(color);
        let round_rows = shape.radius16.div_ceil(16) as i32;
        for y in area.top..area.bottom {
            if y - whole.top >= round_rows && whole.bottom - 1 - y >= round_rows {
                let row = PixelRect {
                    top: y,
                    bottom: y + 1,
                    ..area
                };
                self.solid(row, &ink);
                continue;
            }
            let dy = (y - whole.top) as u32;
            self.coverages.clear();
            self.coverages.extend(
                (area.left..area.right)
                    .map(|x| to_byte(shape.coverage((x - whole.left) as u32, dy))),
            );
            self.coverage_row(area, y, &ink);
        }
        true
    }

    /// Paints one line of an area as `coverages` says.
    fn coverage_row(&mut self, area: PixelRect, y: i32, ink: &super::Ink) {
        let start = y as usize * self.stride;
        let row = &mut self.pixels[start + area.left as usize..start + area.right as usize];
        self.blender.mask_row(row, self.coverages, ink);
    }
}
