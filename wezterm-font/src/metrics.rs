//! The size of a cell and of the lines in it.

use crate::Stretch;
use crate::face::Face;

/// Geometry of one cell, in physical pixels from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CellMetrics {
    /// Width of a cell, at least 1.
    pub cell_width: u32,
    /// Height of a cell, at least 1.
    pub cell_height: u32,
    /// From the top of the cell down to the baseline.
    pub baseline: i32,
    /// From the top of the cell down to the top of an underline; the line
    /// lies within the cell.
    pub underline_position: i32,
    /// Height of an underline, at least 1; also the weight of box drawing.
    pub underline_thickness: u32,
    /// From the top of the cell down to the top of a strike-through.
    pub strikethrough_position: i32,
    /// Height of a strike-through, at least 1.
    pub strikethrough_thickness: u32,
    /// Height of a capital above the baseline.
    pub cap_height: u32,
    /// Height of an `x` above the baseline.
    pub x_height: u32,
}

/// Beyond this a cell would not fit a screen.
const MAX_CELL: f32 = 4096.0;
/// A length this little above a whole pixel is that pixel: 9.0004 is 9.
const SLACK: f32 = 0.01;

impl CellMetrics {
    /// The cell of a line of double size. Lines get as much thicker as the
    /// cell gets higher.
    #[must_use]
    pub fn stretched(&self, stretch: Stretch) -> Self {
        let (x, y) = stretch.factors();
        let down = |length: i32| length * y as i32;
        Self {
            cell_width: self.cell_width * x,
            cell_height: self.cell_height * y,
            baseline: down(self.baseline),
            underline_position: down(self.underline_position),
            underline_thickness: self.underline_thickness * y,
            strikethrough_position: down(self.strikethrough_position),
            strikethrough_thickness: self.strikethrough_thickness * y,
            cap_height: self.cap_height * y,
            x_height: self.x_height * y,
        }
    }

    /// Measures a face. The cell is as wide as the widest of ASCII and as
    /// high as a line, both rounded up so that no glyph touches its
    /// neighbour; `line_height` and `cell_width` are factors on that.
    pub(crate) fn of(face: &Face, line_height: f32, cell_width: f32) -> Self {
        let px = |units: f32| face.px(units);
        let metrics = face.font.metrics();
        let style = face.font.style_metrics();
        let (ascent, descent, gap) = match metrics.h_line() {
            Some(line) => (
                px(line.ascender.to_f32()),
                px(line.descender.to_f32()).abs(),
                px(line.line_gap.to_f32()).max(0.0),
            ),
            None => (face.size * 0.8, face.size * 0.2, 0.0),
        };
        let natural_width = (' '..='~')
            .map(|c| face.glyph(c))
            .filter(|glyph| *glyph != 0)
            .map(|glyph| face.advance(glyph))
            .fold(0.0, f32::max);
        let natural_width = if natural_width > 0.0 {
            natural_width
        } else {
            face.size * 0.6
        };
        let natural_height = up(ascent + descent + gap);
        let width = up(natural_width * cell_width);
        let height = up(natural_height * line_height);
        // Half of what `line_height` adds or takes goes above the text.
        let above = (height - natural_height) / 2.0;
        let baseline = (above + gap / 2.0 + ascent).round();

        let positive = |units: Option<f32>| units.map(px).filter(|v| *v > 0.0);
        let x_height = positive(metrics.x_height.map(|v| v.to_f32())).unwrap_or(ascent * 0.55);
        let cap_height = positive(metrics.cap_height.map(|v| v.to_f32())).unwrap_or(ascent * 0.75);

        let underline = style.underline;
        let thickness = positive(underline.map(|u| u.thickness.to_f32()))
            .unwrap_or(face.size / 14.0)
            .round()
            .clamp(1.0, (height / 4.0).max(1.0));
        let below = underline.map_or(-face.size / 10.0, |u| px(u.position.to_f32()));
        let underline_top = (baseline - below - thickness / 2.0).round();
        // Between the baseline and the cell's last row, wherever the font
        // would have it.
        let last = height - thickness;
        let underline_position = underline_top.max(baseline + 1.0).min(last).max(0.0);

        let strike = style.strike_through;
        let strike_thickness = positive(strike.map(|s| s.thickness.to_f32()))
            .unwrap_or(thickness)
            .round()
            .clamp(1.0, (height / 4.0).max(1.0));
        let strike_above = positive(strike.map(|s| s.position.to_f32())).unwrap_or(x_height / 2.0);
        let strikethrough_position = (baseline - strike_above)
            .round()
            .min(height - strike_thickness)
            .max(0.0);
        Self {
            cell_width: width as u32,
            cell_height: height as u32,
            baseline: baseline as i32,
            underline_position: underline_position as i32,
            underline_thickness: thickness as u32,
            strikethrough_position: strikethrough_position as i32,
            strikethrough_thickness: strike_thickness as u32,
            cap_height: cap_height.round() as u32,
            x_height: x_height.round() as u32,
        }
    }
}

/// Rounds a length up to whole pixels.
fn up(pixels: f32) -> f32 {
    (pixels - SLACK).ceil().clamp(1.0, MAX_CELL)
}
