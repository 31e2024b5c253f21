//! What an overlay shows, as lines of text; and those lines as strips.

use super::Style;
use super::pane_select::Mark;
use crate::text_row::{Look, TextRow, moved};
use config::format::{SpanAttrs, SpanColor, parse_styled};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use wezterm_font::FontSet;
use wezterm_render::{Corners, Quad, RectF, Strip, StripId};
use wezterm_types::{Intensity, Rgba};

/// A size in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) cols: usize,
    pub(crate) rows: usize,
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    spans: Vec<(String, Look)>,
    /// At the right edge; what is on the left gives way.
    right: Vec<(String, Look)>,
    /// The ground of the whole line.
    pub(crate) bg: Option<Rgba>,
}

impl Line {
    /// A line of one look.
    pub(crate) fn plain(text: impl Into<String>, color: Rgba) -> Self {
        let mut line = Self::default();
        line.push(text, color);
        line
    }

    /// Appends text.
    pub(crate) fn push(&mut self, text: impl Into<String>, color: Rgba) -> &mut Self {
        self.push_look(text, Look::plain(color, None))
    }

    /// Appends text of any look.
    pub(crate) fn push_look(&mut self, text: impl Into<String>, look: Look) -> &mut Self {
        let text = text.into();
        if !text.is_empty() {
            self.spans.push((text, look));
        }
        self
    }

    /// Appends text that may hold escapes of `wezterm.format`.
    pub(crate) fn push_styled(&mut self, text: &str, style: &Style, palette: &[Rgba; 256]) {
        for span in parse_styled(text) {
            self.push_look(span.text, look(&span.attrs, style, palette));
        }
    }

    /// Puts text at the right edge.
    pub(crate) fn right(&mut self, text: impl Into<String>, color: Rgba) -> &mut Self {
        self.right.push((text.into(), Look::plain(color, None)));
        self
    }

    /// The text of the line, both sides.
    pub(crate) fn text(&self) -> String {
        let left = self.spans.iter().map(|(text, _)| text.as_str());
        let right = self.right.iter().map(|(text, _)| text.as_str());
        let mut out: String = left.collect();
        for text in right {
            if !out.is_empty() {
                out.push_str("  ");
            }
            out.push_str(text);
        }
        out
    }

    fn hash(&self, hasher: &mut DefaultHasher) {
        for (text, look) in self.spans.iter().chain(&self.right) {
            (text, look).hash(hasher);
        }
        (self.spans.len(), self.bg).hash(hasher);
    }

    /// The line as a row of `cols` cells.
    fn row(&self, cols: usize) -> TextRow {
        let width = |spans: &[(String, Look)]| -> usize {
            let each = spans.iter();
            each.map(|(text, _)| config::format::column_width(text))
                .sum()
        };
        let right = width(&self.right);
        let mut room = cols.saturating_sub(if right > 0 { right + 2 } else { 0 });
        let mut row = TextRow::default();
        for (text, look) in &self.spans {
            let fits = config::format::truncate_right(text, room);
            row.push_str(fits, *look);
            room = room.saturating_sub(config::format::column_width(fits));
            if fits.len() < text.len() {
                break;
            }
        }
        if right > 0 && right <= cols {
            let blank = Look::plain(Rgba::TRANSPARENT, None);
            while row.cols() + right < cols {
                row.push(" ", 1, blank);
            }
            for (text, look) in &self.right {
                row.push_str(text, *look);
            }
        }
        row
    }
}

/// The look of a span of `wezterm.format` on an overlay's ground.
pub(crate) fn look(attrs: &SpanAttrs, style: &Style, palette: &[Rgba; 256]) -> Look {
    let color = |color: SpanColor, default: Rgba| match color {
        SpanColor::Default => default,
        SpanColor::Indexed(n) => palette[usize::from(n)],
        SpanColor::Rgb(rgb) => rgb,
    };
    let mut fg = color(attrs.fg, style.fg);
    let mut bg = (attrs.bg != SpanColor::Default).then(|| color(attrs.bg, style.bg));
    if attrs.reverse {
        (fg, bg) = (bg.unwrap_or(style.bg), Some(fg));
    }
    if attrs.intensity == Intensity::Half {
        fg = style.dim;
    }
    Look {
        underline: attrs.underline,
        underline_color: color(attrs.underline_color, fg),
        strikethrough: attrs.strikethrough,
        overline: attrs.overline,
        bold: attrs.intensity == Intensity::Bold,
        italic: attrs.italic,
        hidden: attrs.invisible,
        ..Look::plain(fg, bg)
    }
}

/// What an overlay shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct View {
    /// From the top; the rest is blank.
    pub(crate) lines: Vec<Line>,
    /// Column and row of the text cursor.
    pub(crate) cursor: Option<(usize, usize)>,
}

impl View {
    /// The text on the screen, line by line.
    pub(crate) fn text(&self) -> Vec<String> {
        self.lines.iter().map(Line::text).collect()
    }
}

/// A panel on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Panel {
    /// All of it, physical pixels.
    pub(crate) area: RectF,
    /// Where the first cell is.
    pub(crate) origin: (f32, f32),
    /// Cells.
    pub(crate) size: Size,
    /// Whether it has an edge and round corners.
    pub(crate) framed: bool,
}

/// Appends the strips of a view; `owner` tells them from those of others.
pub(crate) fn strips(
    view: &View,
    panel: &Panel,
    style: &Style,
    owner: u64,
    fonts: &mut FontSet,
    out: &mut Vec<Strip>,
) {
    let metrics = fonts.metrics();
    let (cell_width, cell_height) = (metrics.cell_width as f32, metrics.cell_height as f32);
    let strip = |index: i64, area: RectF, revision: u64, quads: Vec<Quad>| Strip {
        id: StripId::other(owner, index),
        revision,
        origin: (area.x, area.y),
        clip: area,
        quads: quads.into(),
    };
    let mut hasher = DefaultHasher::new();
    (style.bg, style.edge, panel.framed).hash(&mut hasher);
    out.push(strip(-1, panel.area, hasher.finish(), ground(panel, style)));
    let width = panel.size.cols as f32 * cell_width;
    for (index, line) in view.lines.iter().take(panel.size.rows).enumerate() {
        let mut hasher = DefaultHasher::new();
        (metrics.cell_width, metrics.cell_height, panel.size.cols).hash(&mut hasher);
        fonts.id().hash(&mut hasher);
        line.hash(&mut hasher);
        let area = RectF::new(
            panel.origin.0,
            panel.origin.1 + index as f32 * cell_height,
            width,
            cell_height,
        );
        let mut quads = Vec::new();
        if let Some(color) = line.bg {
            quads.push(Quad::Solid {
                rect: RectF::new(0.0, 0.0, width, cell_height),
                color,
            });
        }
        quads.extend(line.row(panel.size.cols).quads(fonts));
        out.push(strip(index as i64, area, hasher.finish(), quads));
    }
    if let Some((col, row)) = view.cursor.filter(|(_, row)| *row < panel.size.rows) {
        let area = RectF::new(
            panel.origin.0 + col.min(panel.size.cols.saturating_sub(1)) as f32 * cell_width,
            panel.origin.1 + row as f32 * cell_height,
            (cell_width / 5.0).max(2.0).round(),
            cell_height,
        );
        let mut hasher = DefaultHasher::new();
        style.fg.hash(&mut hasher);
        let bar = Quad::Solid {
            rect: RectF::new(0.0, 0.0, area.width, area.height),
            color: style.fg,
        };
        out.push(strip(i64::MAX - 1, area, hasher.finish(), vec![bar]));
    }
}

/// A label in the middle of a pane.
pub(crate) fn mark(
    mark: &Mark,
    area: RectF,
    style: &Style,
    owner: u64,
    fonts: &mut FontSet,
) -> Strip {
    let metrics = fonts.metrics();
    let mut row = TextRow::default();
    row.push_str(&mark.text, Look::plain(style.fg, None));
    let dx = (area.width - row.cols() as f32 * metrics.cell_width as f32) / 2.0;
    let dy = (area.height - metrics.cell_height as f32) / 2.0;
    let ground = Quad::Solid {
        rect: RectF::new(0.0, 0.0, area.width, area.height),
        color: style.bg,
    };
    let text = row.quads(fonts).into_iter();
    let quads = text.map(|quad| moved(quad, dx.round(), dy.round()));
    let mut hasher = DefaultHasher::new();
    (&mark.text, style.fg, style.bg, fonts.id()).hash(&mut hasher);
    (area.width.to_bits(), area.height.to_bits()).hash(&mut hasher);
    Strip {
        id: StripId::other(owner, mark.pane as i64),
        revision: hasher.finish(),
        origin: (area.x, area.y),
        clip: area,
        quads: std::iter::once(ground).chain(quads).collect(),
    }
}

/// The ground of a panel and its edge.
fn ground(panel: &Panel, style: &Style) -> Vec<Quad> {
    let all = RectF::new(0.0, 0.0, panel.area.width, panel.area.height);
    if !panel.framed {
        return vec![Quad::Solid {
            rect: all,
            color: style.bg,
        }];
    }
    let inner = RectF::new(0.0, 0.0, all.width - 2.0, all.height - 2.0);
    let rounded = |rect, radius, color| Quad::Rounded {
        rect,
        radius,
        corners: Corners::ALL,
        color,
    };
    vec![
        rounded(all, 6.0, style.edge),
        moved(rounded(inner, 5.0, style.bg), 1.0, 1.0),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use config::Config;

    const INK: Rgba = Rgba::rgb(200, 200, 200);

    #[test]
    fn what_is_on_the_right_is_seen_whole() {
        let mut line = Line::plain("a long description of a command", INK);
        line.right("CTRL+x", INK);
        let row = line.row(20);
        assert!(row.cols() <= 20, "{}", row.cols());
        assert_eq!(line.text(), "a long description of a command  CTRL+x");
        let mut short = Line::plain("ab", INK);
        short.right("x", INK);
        assert_eq!(short.row(20).cols(), 20);
    }

    #[test]
    fn escapes_of_labels_become_looks() {
        let palette = Config::default().palette();
        let style = Style::of_terminal(&palette);
        let mut line = Line::default();
        line.push_styled("\u{1b}[31mred\u{1b}[0m plain\u{7}", &style, &palette.colors);
        assert_eq!(line.text(), "red plain");
        assert_eq!(line.spans[0].1.fg, palette.colors[1]);
        assert_eq!(line.spans[1].1.fg, style.fg);
    }
}
