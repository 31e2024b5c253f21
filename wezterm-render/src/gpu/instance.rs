//! Quads as the vertex shader reads them.

use super::atlas::Place;
use crate::geometry::round;
use crate::shapes::{Line, RoundedRect};
use crate::{PixelRect, Quad, Strip};
use wezterm_font::{GlyphKey, GlyphKind};
use wezterm_types::{Rgba, Underline};

/// One instance; all zero paints nothing. `quad.wgsl` says what fields mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct Instance {
    rect: [u16; 4],
    source: [u16; 4],
    color: [u8; 4],
    params: [u16; 4],
}

impl Instance {
    pub(super) const SIZE: u64 = size_of::<Self>() as u64;

    pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 4] = wgpu::vertex_attr_array![
        0 => Uint16x4,
        1 => Uint16x4,
        2 => Unorm8x4,
        3 => Uint16x4,
    ];

    fn new(area: PixelRect, kind: Kind, color: Rgba) -> Self {
        Self {
            rect: [
                area.left as u16,
                area.top as u16,
                area.width() as u16,
                area.height() as u16,
            ],
            source: [0, 0, 0, kind as u16],
            color: [color.r, color.g, color.b, color.a],
            params: [0; 4],
        }
    }

    fn from(self, u: u32, v: u32, layer: u16) -> Self {
        let kind = self.source[3];
        Self {
            source: [u as u16, v as u16, layer, kind],
            ..self
        }
    }

    fn with(self, params: [u32; 4]) -> Self {
        Self {
            params: params.map(|p| p as u16),
            ..self
        }
    }
}

/// The constants of the same names in `quad.wgsl`.
#[derive(Clone, Copy)]
#[repr(u16)]
enum Kind {
    Solid = 0,
    Mask = 1,
    Picture = 2,
    Wave = 3,
    Dash = 4,
    Rounded = 5,
}

/// Turns a strip into instances on a target of `target` pixels. `place` finds
/// a glyph in the atlas; what it does not find is left out.
pub(super) fn encode(
    strip: &Strip,
    target: PixelRect,
    mut place: impl FnMut(GlyphKey) -> Option<Place>,
    out: &mut Vec<Instance>,
) {
    let clip = strip.bounds().intersect(&target);
    if clip.is_empty() {
        return;
    }
    for quad in strip.quads.iter() {
        match *quad {
            Quad::Solid { rect, color } => {
                push(rect.snap(strip.origin), clip, color, out, |area| {
                    Instance::new(area, Kind::Solid, color)
                });
            }
            Quad::Glyph { x, y, key, color } => {
                let Some(place) = place(key) else { continue };
                let at = (round(x + strip.origin.0), round(y + strip.origin.1));
                let whole = place.area(at);
                let kind = match place.kind {
                    GlyphKind::Mask => Kind::Mask,
                    GlyphKind::Color => Kind::Picture,
                };
                push(whole, clip, color, out, |area| {
                    let u = u32::from(place.u) + (area.left - whole.left) as u32;
                    let v = u32::from(place.v) + (area.top - whole.top) as u32;
                    Instance::new(area, kind, color).from(u, v, place.layer)
                });
            }
            Quad::Underline {
                rect,
                kind,
                thickness,
                color,
            } => {
                let whole = rect.snap(strip.origin);
                let line = Line::new(kind, thickness, whole.height(), round(strip.origin.0));
                underline(&line, whole, clip, color, out);
            }
            Quad::Rounded {
                rect,
                radius,
                corners,
                color,
            } => {
                let whole = rect.snap(strip.origin);
                let shape = RoundedRect::new(whole, radius, corners);
                push(whole, clip, color, out, |area| {
                    let (dx, dy) = (area.left - whole.left, area.top - whole.top);
                    let bits = u32::from(corners.top_left)
                        | u32::from(corners.top_right) << 1
                        | u32::from(corners.bottom_left) << 2
                        | u32::from(corners.bottom_right) << 3;
                    Instance::new(area, Kind::Rounded, color)
                        .from(dx as u32, dy as u32, 0)
                        .with([whole.width(), whole.height(), shape.radius16, bits])
                });
            }
        }
    }
}

fn push(
    whole: PixelRect,
    clip: PixelRect,
    color: Rgba,
    out: &mut Vec<Instance>,
    instance: impl FnOnce(PixelRect) -> Instance,
) {
    let area = whole.intersect(&clip);
    if !area.is_empty() && color.a != 0 {
        out.push(instance(area));
    }
}

fn underline(line: &Line, whole: PixelRect, clip: PixelRect, color: Rgba, out: &mut Vec<Instance>) {
    let part = |top: u32, height: u32| PixelRect {
        top: whole.top + top as i32,
        bottom: whole.top + (top + height) as i32,
        ..whole
    };
    match line.kind {
        Underline::None => {}
        Underline::Single | Underline::Double => {
            // One stroke where the two of a double line touch or overlap, so
            // that a translucent colour is not painted twice.
            let two = line.kind == Underline::Double && line.second > line.thickness;
            let first = if two { line.thickness } else { line.height };
            let second = two.then(|| part(line.second, line.thickness));
            for stroke in std::iter::once(part(0, first)).chain(second) {
                push(stroke, clip, color, out, |area| {
                    Instance::new(area, Kind::Solid, color)
                });
            }
        }
        Underline::Dotted | Underline::Dashed => {
            let dash = if line.kind == Underline::Dotted { 1 } else { 3 } * line.thickness;
            push(part(0, line.height), clip, color, out, |area| {
                Instance::new(area, Kind::Dash, color)
                    .from(line.phase(area.left), 0, 0)
                    .with([line.period, dash, 0, 0])
            });
        }
        Underline::Curly => {
            push(part(0, line.height), clip, color, out, |area| {
                Instance::new(area, Kind::Wave, color)
                    .from(line.phase(area.left), (area.top - whole.top) as u32, 0)
                    .with([line.period, line.height, line.thickness, 0])
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RectF, StripId};

    fn encoded(quads: Vec<Quad>, clip: RectF) -> Vec<Instance> {
        let strip = Strip {
            id: StripId::other(0, 0),
            revision: 0,
            origin: (10.0, 20.0),
            clip,
            quads: quads.into(),
        };
        let mut out = Vec::new();
        encode(&strip, PixelRect::of_size((100, 100)), |_| None, &mut out);
        out
    }

    #[test]
    fn quads_are_clipped_to_strip_and_target() {
        let solid = |x| Quad::Solid {
            rect: RectF::new(x, 0.0, 50.0, 5.0),
            color: Rgba::WHITE,
        };
        let quads = vec![solid(0.0), solid(70.0), solid(500.0), solid(-500.0)];
        let out = encoded(quads, RectF::new(15.0, 0.0, 1000.0, 1000.0));
        let rects: Vec<_> = out.iter().map(|instance| instance.rect).collect();
        assert_eq!(rects, [[15, 20, 45, 5], [80, 20, 20, 5]]);
    }

    #[test]
    fn a_clipped_shape_knows_its_offset() {
        let rounded = Quad::Rounded {
            rect: RectF::new(0.0, 0.0, 50.0, 30.0),
            radius: 4.0,
            corners: crate::Corners::TOP,
            color: Rgba::WHITE,
        };
        let out = encoded(vec![rounded], RectF::new(15.0, 23.0, 100.0, 100.0));
        assert_eq!(out[0].source, [5, 3, 0, Kind::Rounded as u16]);
        assert_eq!(out[0].params, [50, 30, 64, 0b0011]);
    }

    #[test]
    fn a_double_line_is_two_strokes_where_there_is_room() {
        let double = |height| Quad::Underline {
            rect: RectF::new(0.0, 0.0, 50.0, height),
            kind: Underline::Double,
            thickness: 1.0,
            color: Rgba::WHITE,
        };
        let all = RectF::new(0.0, 0.0, 100.0, 100.0);
        assert_eq!(encoded(vec![double(3.0)], all).len(), 2);
        assert_eq!(encoded(vec![double(2.0)], all).len(), 1);
        assert!(encoded(vec![double(0.0)], all).is_empty());
    }
}
