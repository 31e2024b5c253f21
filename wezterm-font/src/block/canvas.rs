//! One cell of coverage, and the shapes that glyphs are made of.

use crate::{CellMetrics, GlyphKind, RasterGlyph};
use swash::zeno::{Command, Fill, Mask, Point, Stroke, Style};

/// A cell being drawn. The origin is its top left corner.
pub(super) struct Canvas {
    width: i32,
    height: i32,
    /// Weight of a light line.
    light: i32,
    smooth: bool,
    data: Vec<u8>,
}

impl Canvas {
    pub(super) fn new(metrics: &CellMetrics, smooth: bool) -> Self {
        // A cell is never larger than a screen, whoever filled the metrics in.
        let width = metrics.cell_width.clamp(1, 4096);
        let height = metrics.cell_height.clamp(1, 4096);
        let thickest = (width.min(height) / 3).max(1);
        Self {
            width: width as i32,
            height: height as i32,
            light: metrics.underline_thickness.clamp(1, thickest) as i32,
            smooth,
            data: vec![0; width as usize * height as usize],
        }
    }

    pub(super) fn width(&self) -> i32 {
        self.width
    }

    pub(super) fn height(&self) -> i32 {
        self.height
    }

    pub(super) fn light(&self) -> i32 {
        self.light
    }

    /// `n` of `d` parts of the width, on a whole pixel.
    pub(super) fn across(&self, n: i32, d: i32) -> i32 {
        part(self.width, n, d)
    }

    /// `n` of `d` parts of the height, on a whole pixel.
    pub(super) fn down(&self, n: i32, d: i32) -> i32 {
        part(self.height, n, d)
    }

    /// Covers a rectangle, up to but without `right` and `bottom`.
    pub(super) fn rect(&mut self, left: i32, top: i32, right: i32, bottom: i32) {
        self.shade(left, top, right, bottom, 255);
    }

    /// Covers a rectangle in part.
    pub(super) fn shade(&mut self, left: i32, top: i32, right: i32, bottom: i32, value: u8) {
        self.each(left, top, right, bottom, |v| *v = (*v).max(value));
    }

    /// Removes a rectangle.
    pub(super) fn clear(&mut self, left: i32, top: i32, right: i32, bottom: i32) {
        self.each(left, top, right, bottom, |v| *v = 0);
    }

    /// Turns covered into uncovered and back.
    pub(super) fn invert(&mut self) {
        self.data.iter_mut().for_each(|v| *v = 255 - *v);
    }

    /// Weakens what is covered, in percent.
    pub(super) fn fade(&mut self, percent: u16) {
        for v in &mut self.data {
            *v = (u16::from(*v) * percent / 100) as u8;
        }
    }

    fn each(&mut self, left: i32, top: i32, right: i32, bottom: i32, edit: impl Fn(&mut u8)) {
        let (left, right) = (left.clamp(0, self.width), right.clamp(0, self.width));
        if left >= right {
            return;
        }
        for y in top.clamp(0, self.height)..bottom.clamp(0, self.height) {
            let row = (y * self.width) as usize;
            let row = self.data.get_mut(row + left as usize..row + right as usize);
            row.into_iter().flatten().for_each(&edit);
        }
    }

    /// Fills a polygon.
    pub(super) fn polygon(&mut self, points: &[(f32, f32)]) {
        self.fill(&closed(points));
    }

    /// Fills an outline.
    pub(super) fn fill(&mut self, path: &[Command]) {
        self.render(path, Fill::NonZero.into());
    }

    /// Draws an open line through points.
    pub(super) fn polyline(&mut self, points: &[(f32, f32)], width: f32) {
        self.stroke(&open(points), width);
    }

    /// Draws along a path. Ends are cut square, so let them lie outside.
    pub(super) fn stroke(&mut self, path: &[Command], width: f32) {
        self.render(path, Stroke::new(width).into());
    }

    fn render(&mut self, path: &[Command], style: Style<'_>) {
        let mut layer = vec![0; self.data.len()];
        Mask::new(path)
            .size(self.width as u32, self.height as u32)
            .style(style)
            .render_into(&mut layer, None);
        for (value, new) in self.data.iter_mut().zip(layer) {
            let new = match (self.smooth, new) {
                (true, new) => new,
                (false, 128..) => 255,
                (false, _) => 0,
            };
            *value = value.saturating_add(new);
        }
    }

    /// The pixels without empty borders; `None` if nothing is covered.
    pub(super) fn into_glyph(self, baseline: i32) -> Option<RasterGlyph> {
        let width = self.width as usize;
        let row_is_empty = |row: &[u8]| row.iter().all(|v| *v == 0);
        let rows = || self.data.chunks(width);
        let top = rows().position(|r| !row_is_empty(r))?;
        let bottom = rows().rposition(|r| !row_is_empty(r))? + 1;
        let used = |x: usize| rows().any(|row| row.get(x).is_some_and(|v| *v != 0));
        let left = (0..width).find(|x| used(*x))?;
        let right = (0..width).rev().find(|x| used(*x))? + 1;
        let data = rows()
            .skip(top)
            .take(bottom - top)
            .flat_map(|row| row.get(left..right).unwrap_or_default())
            .copied()
            .collect();
        Some(RasterGlyph {
            left: left as i32,
            top: baseline - top as i32,
            width: (right - left) as u32,
            height: (bottom - top) as u32,
            kind: GlyphKind::Mask,
            data,
        })
    }
}

/// `n` of `d` parts of a length, rounded to a whole pixel.
fn part(length: i32, n: i32, d: i32) -> i32 {
    (length * n * 2 + d) / (d * 2)
}

fn open(points: &[(f32, f32)]) -> Vec<Command> {
    let mut points = points.iter().map(|(x, y)| Point::new(*x, *y));
    let start = points.next().map(Command::MoveTo);
    start
        .into_iter()
        .chain(points.map(Command::LineTo))
        .collect()
}

fn closed(points: &[(f32, f32)]) -> Vec<Command> {
    let mut path = open(points);
    path.push(Command::Close);
    path
}
