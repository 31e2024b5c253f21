//! Laid-out tab bars as quads, relative to the bar's top left corner.

use crate::fancy_tab_bar::{BarShape, BarSymbol, FancyTabBar, TextMeasure};
use crate::tabbar::{BarAttrs, TabBarState};
use crate::text_row::{Look, TextRow, moved};
use config::color::ResolvedPalette;
use wezterm_font::{FontSet, FontStyle};
use wezterm_render::{Corners, Quad, RectF};
use wezterm_types::{Intensity, Rgba};

fn look(attrs: &BarAttrs, bg: Option<Rgba>) -> Look {
    Look {
        underline: attrs.underline,
        strikethrough: attrs.strikethrough,
        bold: attrs.intensity == Intensity::Bold,
        italic: attrs.italic,
        ..Look::plain(attrs.fg, bg)
    }
}

fn font_style(attrs: &BarAttrs) -> FontStyle {
    FontStyle {
        bold: attrs.intensity == Intensity::Bold,
        half: attrs.intensity == Intensity::Half,
        italic: attrs.italic,
        ..FontStyle::default()
    }
}

/// The retro bar: rows of cells over the bar's background, and marks on its
/// tabs. `width` and `height` of the bar are physical pixels; a cell is as large
/// as `fonts` say.
pub fn retro_quads(
    state: &TabBarState,
    (width, height): (f32, f32),
    palette: &ResolvedPalette,
    fonts: &mut FontSet,
) -> Vec<Quad> {
    let cell = fonts.metrics();
    let cell = (cell.cell_width as f32, cell.cell_height as f32);
    let mut quads = vec![Quad::Solid {
        rect: RectF::new(0.0, 0.0, width, height),
        color: palette.tab_bar.background,
    }];
    for (index, line) in state.lines().iter().enumerate() {
        let mut row = TextRow::default();
        for cell in line.cells() {
            row.push(
                &cell.text,
                usize::from(cell.width),
                look(&cell.attrs, Some(cell.attrs.bg)),
            );
        }
        let y = index as f32 * cell.1;
        let moved = |quad| moved(quad, 0.0, y);
        quads.extend(row.quads(fonts).into_iter().map(moved));
    }
    for entry in state.items() {
        let area = (
            entry.x as f32 * cell.0,
            entry.row as f32 * cell.1,
            entry.width as f32 * cell.0,
            cell.1,
        );
        for mark in entry.marks.decorations(area, cell.1, palette) {
            let (x, y, width, height) = mark.rect;
            let rect = RectF::new(x, y, width, height);
            quads.push(filled(rect, mark.color, mark.radius, Corners::ALL));
        }
    }
    quads
}

fn filled(rect: RectF, color: Rgba, radius: f32, corners: Corners) -> Quad {
    if radius > 0.0 {
        Quad::Rounded {
            rect,
            radius,
            corners,
            color,
        }
    } else {
        Quad::Solid { rect, color }
    }
}

/// Measures with the proportional font.
pub struct Proportional<'a>(pub &'a mut FontSet);

impl TextMeasure for Proportional<'_> {
    fn width(&mut self, text: &str, attrs: &BarAttrs) -> f32 {
        self.0.measure(text, font_style(attrs))
    }

    fn line_height(&self) -> f32 {
        self.0.metrics().cell_height as f32
    }
}

/// The fancy bar's shapes as quads.
pub fn fancy_quads(bar: &FancyTabBar, fonts: &mut FontSet) -> Vec<Quad> {
    let mut quads = Vec::new();
    for shape in &bar.shapes {
        match shape {
            BarShape::Fill {
                rect,
                color,
                top_radius,
                bottom_radius,
            } => {
                let area = RectF::new(rect.x, rect.y, rect.width, rect.height);
                let corners = Corners {
                    top_left: *top_radius > 0.0,
                    top_right: *top_radius > 0.0,
                    bottom_left: *bottom_radius > 0.0,
                    bottom_right: *bottom_radius > 0.0,
                };
                let radius = top_radius.max(*bottom_radius);
                quads.push(filled(area, *color, radius, corners));
            }
            BarShape::Text {
                x,
                y,
                text,
                attrs,
                clip,
            } => {
                let baseline = y + fonts.metrics().baseline as f32;
                let shaped = fonts.shape_line(text, font_style(attrs));
                for glyph in &shaped.glyphs {
                    let left = x + glyph.x;
                    if left >= clip.x + clip.width || left + glyph.advance <= clip.x {
                        continue;
                    }
                    quads.push(Quad::Glyph {
                        x: left,
                        y: baseline - glyph.y,
                        key: fonts.glyph_key(glyph.font, glyph.glyph, 0),
                        color: attrs.fg,
                    });
                }
            }
            BarShape::Symbol {
                rect,
                symbol,
                color,
            } => quads.extend(symbol_quads(*symbol, *color).into_iter().map(|quad| {
                let scaled = scale(quad, rect.width, rect.height);
                moved(scaled, rect.x, rect.y)
            })),
        }
    }
    quads
}

/// A symbol in a square of side 1; slanted lines are steps of small squares.
fn symbol_quads(symbol: BarSymbol, color: Rgba) -> Vec<Quad> {
    const WEIGHT: f32 = 0.1;
    let bar = |x, y, width, height| Quad::Solid {
        rect: RectF::new(x, y, width, height),
        color,
    };
    let frame = |x: f32, y: f32, side: f32| {
        vec![
            bar(x, y, side, WEIGHT),
            bar(x, y + side - WEIGHT, side, WEIGHT),
            bar(x, y + WEIGHT, WEIGHT, side - 2.0 * WEIGHT),
            bar(x + side - WEIGHT, y + WEIGHT, WEIGHT, side - 2.0 * WEIGHT),
        ]
    };
    let middle = (1.0 - WEIGHT) / 2.0;
    match symbol {
        BarSymbol::Plus => vec![
            bar(0.0, middle, 1.0, WEIGHT),
            bar(middle, 0.0, WEIGHT, middle),
            bar(middle, middle + WEIGHT, WEIGHT, middle),
        ],
        BarSymbol::Line => vec![bar(0.0, 1.0 - WEIGHT, 1.0, WEIGHT)],
        BarSymbol::Square => frame(0.0, 0.0, 1.0),
        BarSymbol::Squares => {
            let mut quads = frame(0.0, 0.25, 0.75);
            quads.push(bar(0.25, 0.0, 0.75, WEIGHT));
            quads.push(bar(1.0 - WEIGHT, WEIGHT, WEIGHT, 0.65));
            quads
        }
        BarSymbol::Back => angle(true, false, color),
        BarSymbol::Forward => angle(false, false, color),
        BarSymbol::Up => angle(true, true, color),
        BarSymbol::Down => angle(false, true, color),
        BarSymbol::Cross => {
            const STEPS: u32 = 16;
            (0..STEPS)
                .flat_map(|step| {
                    let at = step as f32 / STEPS as f32;
                    let size = 1.3 / STEPS as f32;
                    [
                        bar(at, at, size, size),
                        bar(1.0 - at - size, at, size, size),
                    ]
                })
                .collect()
        }
    }
}

/// Two slanted lines that meet at the left of a square of side 1 or, not
/// `first`, at its right; turned, at its top or bottom.
fn angle(first: bool, turned: bool, color: Rgba) -> Vec<Quad> {
    const STEPS: u32 = 16;
    let size = 1.6 / STEPS as f32;
    (0..STEPS)
        .map(|step| {
            let across = step as f32 / STEPS as f32;
            let depth = (2.0 * across - 1.0).abs() * 0.5 + 0.25;
            let depth = if first { depth } else { 1.0 - depth - size };
            let (x, y) = if turned {
                (across, depth)
            } else {
                (depth, across)
            };
            Quad::Solid {
                rect: RectF::new(x, y, size, size),
                color,
            }
        })
        .collect()
}

fn scale(quad: Quad, width: f32, height: f32) -> Quad {
    match quad {
        Quad::Solid { rect, color } => Quad::Solid {
            rect: RectF::new(
                rect.x * width,
                rect.y * height,
                (rect.width * width).max(1.0),
                (rect.height * height).max(1.0),
            ),
            color,
        },
        other => other,
    }
}
