//! One row of text with its looks resolved to colours: what the grid, the
//! retro tab bar and the overlays have in common. [`TextRow::quads`] turns it
//! into painter-neutral quads relative to the row's top left corner.

use config::structs::AllowSquareGlyphOverflow;
use std::ops::Range;
use term::LineSize;
use wezterm_font::{CellMetrics, FontId, FontSet, FontStyle, GlyphKey, Stretch};
use wezterm_render::{Quad, RectF};
use wezterm_types::{Rgba, Underline};

/// The look of a cell, every colour resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Look {
    pub(crate) fg: Rgba,
    /// `None` shows what is behind the row.
    pub(crate) bg: Option<Rgba>,
    pub(crate) underline: Underline,
    pub(crate) underline_color: Rgba,
    pub(crate) strikethrough: bool,
    pub(crate) overline: bool,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    /// SGR 8, or the blank half of a blink: the background stays.
    pub(crate) hidden: bool,
}

impl Look {
    /// Plain text in one colour.
    pub(crate) fn plain(fg: Rgba, bg: Option<Rgba>) -> Self {
        Self {
            fg,
            bg,
            underline: Underline::None,
            underline_color: fg,
            strikethrough: false,
            overline: false,
            bold: false,
            italic: false,
            hidden: false,
        }
    }

    fn font_style(&self) -> FontStyle {
        FontStyle {
            bold: self.bold,
            italic: self.italic,
            ..FontStyle::default()
        }
    }

    /// Whether two neighbours can be shaped in one run.
    fn shapes_with(&self, other: &Self) -> bool {
        self.fg == other.fg
            && self.bold == other.bold
            && self.italic == other.italic
            && self.hidden == other.hidden
    }
}

/// A cell, or two when wide.
#[derive(Clone, Debug)]
struct Entry {
    /// Bytes in [`TextRow::text`]; empty for a blank.
    text: Range<usize>,
    col: usize,
    width: usize,
    look: Look,
    /// Its text is read from right to left.
    rtl: bool,
}

/// A row of text, built from left to right.
#[derive(Clone, Debug)]
pub(crate) struct TextRow {
    /// `allow_square_glyphs_to_overflow_width`: when an icon may be two cells
    /// wide.
    pub(crate) overflow: AllowSquareGlyphOverflow,
    /// Of double size: the glyphs are, and only a half of the columns is shown.
    pub(crate) size: LineSize,
    text: String,
    entries: Vec<Entry>,
    cols: usize,
}

impl Default for TextRow {
    /// An empty row whose icons grow where a blank follows them.
    fn default() -> Self {
        Self {
            overflow: AllowSquareGlyphOverflow::WhenFollowedBySpace,
            size: LineSize::Single,
            text: String::new(),
            entries: Vec::new(),
            cols: 0,
        }
    }
}

impl TextRow {
    /// Empties the row and keeps its allocations.
    pub(crate) fn clear(&mut self) {
        self.size = LineSize::Single;
        self.text.clear();
        self.entries.clear();
        self.cols = 0;
    }

    /// The width so far, in cells.
    pub(crate) fn cols(&self) -> usize {
        self.cols
    }

    /// Appends a cell of `width` columns (1 or 2) that shows one grapheme.
    pub(crate) fn push(&mut self, grapheme: &str, width: usize, look: Look) {
        self.push_directed(grapheme, width, look, false);
    }

    /// As [`push`](Self::push); neighbours that are read from right to left are
    /// shaped so: the first of them in the text is the last pushed.
    pub(crate) fn push_directed(&mut self, grapheme: &str, width: usize, look: Look, rtl: bool) {
        let start = self.text.len();
        if grapheme != " " && !look.hidden {
            self.text.push_str(grapheme);
        }
        self.entries.push(Entry {
            text: start..self.text.len(),
            col: self.cols,
            width: width.max(1),
            look,
            rtl,
        });
        self.cols += width.max(1);
    }

    /// Appends a string, grapheme by grapheme, each as wide as a terminal
    /// shows it; graphemes of no width are dropped.
    pub(crate) fn push_str(&mut self, text: &str, look: Look) {
        use unicode_segmentation::UnicodeSegmentation;
        for grapheme in text.graphemes(true) {
            match config::format::column_width(grapheme) {
                0 => {}
                width => self.push(grapheme, width, look),
            }
        }
    }

    /// The row as quads, in paint order: backgrounds, glyphs, lines.
    pub(crate) fn quads(&self, fonts: &mut FontSet) -> Vec<Quad> {
        let mut out = Vec::with_capacity(self.entries.len() + 8);
        self.quads_into(fonts, &mut out);
        out
    }

    /// Appends what [`TextRow::quads`] returns.
    pub(crate) fn quads_into(&self, fonts: &mut FontSet, out: &mut Vec<Quad>) {
        let stretch = stretch_of(self.size);
        let metrics = fonts.metrics().stretched(stretch);
        let cell = (metrics.cell_width as f32, metrics.cell_height as f32);
        // The lower half of a line begins a row above itself.
        let up = match self.size {
            LineSize::Bottom => cell.1 / 2.0,
            _ => 0.0,
        };
        let start = out.len();
        self.backgrounds(cell, out);
        self.glyphs(fonts, (&metrics, stretch), out);
        self.lines(&metrics, out);
        if up > 0.0 {
            for quad in &mut out[start..] {
                *quad = moved(*quad, 0.0, -up);
            }
        }
    }

    /// Calls `each` for every longest run of entries for which `key` is the same.
    fn runs<K: PartialEq>(&self, key: impl Fn(&Entry) -> K, mut each: impl FnMut(&[Entry], K)) {
        let mut rest = self.entries.as_slice();
        while let Some(first) = rest.first() {
            let wanted = key(first);
            let len = rest.iter().take_while(|entry| key(entry) == wanted).count();
            let (run, tail) = rest.split_at(len);
            each(run, wanted);
            rest = tail;
        }
    }

    fn backgrounds(&self, cell: (f32, f32), out: &mut Vec<Quad>) {
        self.runs(
            |entry| entry.look.bg,
            |run, bg| {
                if let Some(color) = bg {
                    out.push(Quad::Solid {
                        rect: span(run, cell.0, 0.0, cell.1),
                        color,
                    });
                }
            },
        );
    }

    /// Glyphs of every run of neighbours that look alike. Blanks end a run, so
    /// the fonts' cache of shaped runs holds words.
    fn glyphs(
        &self,
        fonts: &mut FontSet,
        (metrics, stretch): (&CellMetrics, Stretch),
        out: &mut Vec<Quad>,
    ) {
        let (cell_width, baseline) = (metrics.cell_width as f32, metrics.baseline as f32);
        let (times_x, times_y) = stretch.factors();
        let (times_x, times_y) = (times_x as f32, times_y as f32);
        let mut rest = self.entries.as_slice();
        while let Some(first) = rest.first() {
            if first.text.is_empty() {
                rest = &rest[1..];
                continue;
            }
            let len = rest
                .iter()
                .take_while(|entry| {
                    !entry.text.is_empty()
                        && entry.rtl == first.rtl
                        && entry.look.shapes_with(&first.look)
                })
                .count();
            let (run, tail) = rest.split_at(len);
            rest = tail;
            if first.rtl {
                self.rtl_glyphs(fonts, run, (metrics, stretch), out);
                continue;
            }
            let base = first.text.start;
            let end = run.last().map_or(base, |last| last.text.end);
            let shaped = fonts.shape(&self.text[base..end], first.look.font_style());
            for glyph in &shaped.glyphs {
                let byte = base + glyph.cluster as usize;
                let at = run.partition_point(|entry| entry.text.end <= byte);
                let Some(entry) = run.get(at) else { continue };
                let cells = match glyph.font {
                    // These are drawn to fit their cell.
                    FontId::BLOCK => entry.width,
                    _ => self.room_for(entry),
                };
                let key = GlyphKey {
                    stretch,
                    ..fonts.glyph_key(glyph.font, glyph.glyph, cells as u8)
                };
                out.push(Quad::Glyph {
                    x: entry.col as f32 * cell_width + glyph.x * times_x,
                    y: baseline - glyph.y * times_y,
                    key,
                    color: entry.look.fg,
                });
            }
        }
    }

    /// Glyphs of neighbours that are read from right to left.
    fn rtl_glyphs(
        &self,
        fonts: &mut FontSet,
        run: &[Entry],
        (metrics, stretch): (&CellMetrics, Stretch),
        out: &mut Vec<Quad>,
    ) {
        let (cell_width, baseline) = (metrics.cell_width as f32, metrics.baseline as f32);
        let (times_x, times_y) = stretch.factors();
        let (times_x, times_y) = (times_x as f32, times_y as f32);
        let Some(style) = run.first().map(|entry| entry.look.font_style()) else {
            return;
        };
        let mut text = String::new();
        let mut ends = Vec::with_capacity(run.len());
        for entry in run.iter().rev() {
            text.push_str(&self.text[entry.text.clone()]);
            ends.push(text.len());
        }
        let shaped = fonts.shape_rtl(&text, style);
        for glyph in &shaped.glyphs {
            let at = ends.partition_point(|end| *end <= glyph.cluster as usize);
            let Some(entry) = run.iter().rev().nth(at) else {
                continue;
            };
            let key = GlyphKey {
                stretch,
                ..fonts.glyph_key(glyph.font, glyph.glyph, entry.width as u8)
            };
            // A ligature is wider than the cell of its first letter, and the
            // others' cells are at the left of it.
            let width = entry.width as f32 * cell_width;
            let next = ends[at];
            let is_single = at + 1 == run.len()
                || (shaped.glyphs.iter()).any(|other| other.cluster as usize == next);
            let wider = match is_single {
                true => 0.0,
                false => (glyph.advance * times_x - width).max(0.0),
            };
            out.push(Quad::Glyph {
                x: entry.col as f32 * cell_width + glyph.x * times_x - wider,
                y: baseline - glyph.y * times_y,
                key,
                color: entry.look.fg,
            });
        }
    }

    /// Cells that a glyph may cover: an icon takes the blank after it, too.
    fn room_for(&self, entry: &Entry) -> usize {
        use AllowSquareGlyphOverflow as Allow;
        let is_icon = self.text[entry.text.clone()]
            .chars()
            .next()
            .is_some_and(|c| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10fffd}'));
        if !is_icon || entry.width != 1 {
            return entry.width;
        }
        let next = entry.col + 1;
        let at = self.entries.partition_point(|other| other.col < next);
        let blank = self
            .entries
            .get(at)
            .is_some_and(|next| next.text.is_empty() && !next.look.hidden);
        match self.overflow {
            Allow::Always => 2,
            Allow::WhenFollowedBySpace if blank => 2,
            Allow::WhenFollowedBySpace | Allow::Never => 1,
        }
    }

    /// Underlines, strike-throughs and overlines, one quad for neighbours that
    /// share one.
    fn lines(&self, metrics: &CellMetrics, out: &mut Vec<Quad>) {
        let cell_width = metrics.cell_width as f32;
        let solid = |run: &[Entry], y: i32, thickness: u32, color: Rgba| Quad::Solid {
            rect: span(run, cell_width, y as f32, thickness as f32),
            color,
        };
        self.runs(
            |entry| (entry.look.underline, entry.look.underline_color),
            |run, (kind, color)| {
                if kind != Underline::None {
                    let y = metrics.underline_position as f32;
                    out.push(Quad::Underline {
                        rect: span(run, cell_width, y, metrics.cell_height as f32 - y),
                        kind,
                        thickness: metrics.underline_thickness as f32,
                        color,
                    });
                }
            },
        );
        self.runs(
            |entry| entry.look.strikethrough.then_some(entry.look.fg),
            |run, color| {
                if let Some(color) = color {
                    out.push(solid(
                        run,
                        metrics.strikethrough_position,
                        metrics.strikethrough_thickness,
                        color,
                    ));
                }
            },
        );
        self.runs(
            |entry| entry.look.overline.then_some(entry.look.fg),
            |run, color| {
                if let Some(color) = color {
                    out.push(solid(run, 0, metrics.underline_thickness, color));
                }
            },
        );
    }
}

/// How much larger the glyphs of such a line are.
pub(crate) fn stretch_of(size: LineSize) -> Stretch {
    match size {
        LineSize::Single => Stretch::None,
        LineSize::Wide => Stretch::Wide,
        LineSize::Top | LineSize::Bottom => Stretch::Large,
    }
}

/// The rectangle over a run of entries, from `y`, `height` pixels high.
fn span(run: &[Entry], cell_width: f32, y: f32, height: f32) -> RectF {
    let (start, end) = match (run.first(), run.last()) {
        (Some(first), Some(last)) => (first.col, last.col + last.width),
        _ => (0, 0),
    };
    RectF {
        x: start as f32 * cell_width,
        y,
        width: (end - start) as f32 * cell_width,
        height,
    }
}

/// A quad somewhere else in its strip.
pub(crate) fn moved(quad: Quad, dx: f32, dy: f32) -> Quad {
    let shift = |rect: RectF| RectF {
        x: rect.x + dx,
        y: rect.y + dy,
        ..rect
    };
    match quad {
        Quad::Solid { rect, color } => Quad::Solid {
            rect: shift(rect),
            color,
        },
        Quad::Glyph { x, y, key, color } => Quad::Glyph {
            x: x + dx,
            y: y + dy,
            key,
            color,
        },
        Quad::Underline {
            rect,
            kind,
            thickness,
            color,
        } => Quad::Underline {
            rect: shift(rect),
            kind,
            thickness,
            color,
        },
        Quad::Rounded {
            rect,
            radius,
            corners,
            color,
        } => Quad::Rounded {
            rect: shift(rect),
            radius,
            corners,
            color,
        },
    }
}

#[cfg(test)]
#[path = "text_row_pictures.rs"]
pub(crate) mod pictures;

#[cfg(test)]
mod tests {
    use super::*;
    use wezterm_font::{FontConfig, FontDirs, FontSystem};

    const INK: Rgba = Rgba::rgb(200, 200, 200);
    const RED: Rgba = Rgba::rgb(255, 0, 0);

    fn fonts() -> FontSet {
        FontSystem::new(FontDirs::embedded_only())
            .load(&FontConfig::default())
            .unwrap()
    }

    fn glyph_columns(quads: &[Quad], cell: f32) -> Vec<usize> {
        quads
            .iter()
            .filter_map(|quad| match quad {
                Quad::Glyph { x, .. } => Some((x / cell).round() as usize),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn glyphs_sit_in_their_columns_whatever_is_before_them() {
        let mut fonts = fonts();
        let cell = fonts.metrics().cell_width as f32;
        let mut row = TextRow::default();
        row.push_str("ab c漢d", Look::plain(INK, None));
        assert_eq!(row.cols(), 7);
        let columns = glyph_columns(&row.quads(&mut fonts), cell);
        assert_eq!(columns, [0, 1, 3, 4, 6]);
    }

    #[test]
    fn neighbours_share_one_background_and_one_line() {
        let mut fonts = fonts();
        let mut row = TextRow::default();
        let marked = Look {
            underline: Underline::Curly,
            ..Look::plain(INK, Some(RED))
        };
        row.push_str("plain", Look::plain(INK, None));
        row.push_str("red and curly", marked);
        let quads = row.quads(&mut fonts);
        let solids = quads
            .iter()
            .filter(|quad| matches!(quad, Quad::Solid { color, .. } if *color == RED));
        assert_eq!(solids.count(), 1);
        let lines = quads
            .iter()
            .filter(|quad| matches!(quad, Quad::Underline { .. }));
        assert_eq!(lines.count(), 1);
    }

    #[test]
    fn an_icon_takes_the_blank_after_it_where_allowed() {
        let mut fonts = fonts();
        let mut cells = |text: &str, overflow| {
            let mut row = TextRow {
                overflow,
                ..TextRow::default()
            };
            row.push_str(text, Look::plain(INK, None));
            let quads = row.quads(&mut fonts);
            let sizes: Vec<u8> = quads
                .iter()
                .filter_map(|quad| match quad {
                    Quad::Glyph { key, .. } => Some(key.cells),
                    _ => None,
                })
                .collect();
            sizes
        };
        use AllowSquareGlyphOverflow as Allow;
        assert_eq!(cells("\u{f121} a", Allow::WhenFollowedBySpace), [2, 1]);
        assert_eq!(cells("\u{f121}a", Allow::WhenFollowedBySpace), [1, 1]);
        assert_eq!(cells("\u{f121}a", Allow::Always), [2, 1]);
        assert_eq!(cells("\u{f121} a", Allow::Never), [1, 1]);
        // A powerline glyph is as wide as its cell.
        assert_eq!(cells("\u{e0b0} a", Allow::Always), [1, 1]);
    }

    #[test]
    fn hidden_text_keeps_its_background() {
        let mut fonts = fonts();
        let mut row = TextRow::default();
        let hidden = Look {
            hidden: true,
            ..Look::plain(INK, Some(RED))
        };
        row.push_str("secret", hidden);
        let quads = row.quads(&mut fonts);
        assert_eq!(quads.len(), 1);
        assert!(matches!(quads[0], Quad::Solid { color: RED, .. }));
    }

    #[test]
    fn a_ligature_does_not_move_what_follows() {
        let mut fonts = fonts();
        let cell = fonts.metrics().cell_width as f32;
        let mut row = TextRow::default();
        row.push_str("a->b!=c", Look::plain(INK, None));
        let columns = glyph_columns(&row.quads(&mut fonts), cell);
        assert_eq!(columns.first(), Some(&0));
        assert_eq!(columns.last(), Some(&6));
    }
}
