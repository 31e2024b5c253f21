//! Lines of styled cells: the retro tab bar's material.

use config::color::{ResolvedPalette, TabBarColor};
use config::format::{SpanAttrs, SpanColor, column_width, parse_styled};
use smol_str::SmolStr;
use unicode_segmentation::UnicodeSegmentation;
use wezterm_types::{Intensity, Rgba, Underline};

/// What a stretch of the bar's text looks like, colours resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarAttrs {
    /// Text.
    pub fg: Rgba,
    /// Behind the text.
    pub bg: Rgba,
    /// Bold or half-bright.
    pub intensity: Intensity,
    /// Slant.
    pub italic: bool,
    /// Line below.
    pub underline: Underline,
    /// Line through.
    pub strikethrough: bool,
}

impl BarAttrs {
    /// Plain text in these colours.
    #[must_use]
    pub fn plain(fg: Rgba, bg: Rgba) -> Self {
        Self {
            fg,
            bg,
            intensity: Intensity::Normal,
            italic: false,
            underline: Underline::None,
            strikethrough: false,
        }
    }

    /// What `span` looks like where the plain text looks like `self`.
    #[must_use]
    pub fn with_span(self, span: &SpanAttrs, palette: &ResolvedPalette) -> Self {
        let resolve = |color: SpanColor, default: Rgba| match color {
            SpanColor::Default => default,
            SpanColor::Indexed(index) => palette.colors[usize::from(index)],
            SpanColor::Rgb(color) => color,
        };
        let mut fg = resolve(span.fg, self.fg);
        let mut bg = resolve(span.bg, self.bg);
        if span.reverse {
            std::mem::swap(&mut fg, &mut bg);
        }
        if span.invisible {
            fg = bg;
        }
        let chosen = |set: bool, own: bool| set || own;
        Self {
            fg,
            bg,
            intensity: if span.intensity == Intensity::Normal {
                self.intensity
            } else {
                span.intensity
            },
            italic: chosen(span.italic, self.italic),
            underline: if span.underline == Underline::None {
                self.underline
            } else {
                span.underline
            },
            strikethrough: chosen(span.strikethrough, self.strikethrough),
        }
    }
}

impl From<&TabBarColor> for BarAttrs {
    fn from(color: &TabBarColor) -> Self {
        Self {
            fg: color.fg_color,
            bg: color.bg_color,
            intensity: color.intensity,
            italic: color.italic,
            underline: color.underline,
            strikethrough: color.strikethrough,
        }
    }
}

/// One grapheme cluster of the bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarCell {
    /// The cluster; short ones, which is nearly all, need no memory of their own.
    pub text: SmolStr,
    /// Its columns, 1 or 2.
    pub width: u8,
    /// What it looks like.
    pub attrs: BarAttrs,
}

/// A line of cells that knows its width in columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellLine {
    cells: Vec<BarCell>,
    width: usize,
}

impl CellLine {
    /// A line of no cells.
    pub const EMPTY: Self = Self {
        cells: Vec::new(),
        width: 0,
    };

    /// The cells of `text`, whose escapes colour it over `attrs`.
    #[must_use]
    pub fn styled(text: &str, attrs: BarAttrs, palette: &ResolvedPalette) -> Self {
        let mut line = Self::default();
        for span in parse_styled(text) {
            let attrs = attrs.with_span(&span.attrs, palette);
            for cluster in span.text.graphemes(true) {
                line.push(cluster, attrs);
            }
        }
        line
    }

    /// The cells of `text` as it is, without escapes.
    #[must_use]
    pub fn plain(text: &str, attrs: BarAttrs) -> Self {
        let mut line = Self::default();
        for cluster in text.graphemes(true) {
            line.push(cluster, attrs);
        }
        line
    }

    /// `width` spaces.
    #[must_use]
    pub fn blank(width: usize, attrs: BarAttrs) -> Self {
        let mut line = Self::default();
        for _ in 0..width {
            line.push(" ", attrs);
        }
        line
    }

    /// Appends a grapheme cluster; one of no width is left out.
    pub(super) fn push(&mut self, cluster: &str, attrs: BarAttrs) {
        let width = column_width(cluster).min(2) as u8;
        if width == 0 {
            return;
        }
        self.width += usize::from(width);
        self.cells.push(BarCell {
            text: cluster.into(),
            width,
            attrs,
        });
    }

    /// The cells, left to right.
    #[must_use]
    pub fn cells(&self) -> &[BarCell] {
        &self.cells
    }

    /// Width in columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// The text alone.
    #[must_use]
    pub fn text(&self) -> String {
        self.cells.iter().map(|cell| &*cell.text).collect()
    }

    /// Makes the line exactly `width` columns wide: cut, or filled with blanks.
    pub fn fit(&mut self, width: usize, blank: BarAttrs) {
        self.truncate_right(width);
        self.append(&Self::blank(width - self.width, blank));
    }

    /// Splits the line into at most `most` lines of at most `width` columns,
    /// between words where it can.
    #[must_use]
    pub fn wrap(&self, width: usize, most: usize) -> Vec<Self> {
        let mut lines: Vec<Self> = Vec::new();
        let mut line = Self::default();
        for cell in &self.cells {
            let columns = usize::from(cell.width);
            if line.width + columns > width {
                let word = line.cells.iter().rposition(|cell| &*cell.text == " ");
                let rest = match word {
                    Some(blank) if &*cell.text != " " => line.cells.split_off(blank + 1),
                    _ => Vec::new(),
                };
                line.width = line.cells.iter().map(|cell| usize::from(cell.width)).sum();
                lines.push(std::mem::take(&mut line));
                if lines.len() >= most || columns > width {
                    lines.truncate(most);
                    return lines;
                }
                line.width = rest.iter().map(|cell| usize::from(cell.width)).sum();
                line.cells = rest;
            }
            line.width += columns;
            line.cells.push(cell.clone());
        }
        if line.width > 0 && lines.len() < most {
            lines.push(line);
        }
        lines
    }

    /// Appends `other`.
    pub fn append(&mut self, other: &Self) {
        self.width += other.width;
        self.cells.extend_from_slice(&other.cells);
    }

    /// Drops cells from the right until at most `width` columns are left.
    pub fn truncate_right(&mut self, width: usize) {
        while self.width > width
            && let Some(cell) = self.cells.pop()
        {
            self.width -= usize::from(cell.width);
        }
    }

    /// Drops cells from the left until at most `width` columns are left.
    pub fn truncate_left(&mut self, width: usize) {
        let mut dropped = 0;
        let mut columns = 0;
        while self.width - columns > width {
            let Some(cell) = self.cells.get(dropped) else {
                break;
            };
            columns += usize::from(cell.width);
            dropped += 1;
        }
        self.cells.drain(..dropped);
        self.width -= columns;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_between_words_where_they_can_be() {
        let attrs = BarAttrs::plain(Rgba::WHITE, Rgba::BLACK);
        let wrap = |text: &str, width, most| -> Vec<String> {
            let line = CellLine::plain(text, attrs);
            let lines = line.wrap(width, most);
            for line in &lines {
                assert!(line.width() <= width, "{text:?}");
            }
            lines.iter().map(CellLine::text).collect()
        };
        assert_eq!(wrap("one two three", 8, 9), ["one two ", "three"]);
        assert_eq!(wrap("abcdefghij", 4, 2), ["abcd", "efgh"]);
        assert_eq!(wrap("a 漢字漢字", 5, 9), ["a ", "漢字", "漢字"]);
        assert_eq!(wrap("漢", 1, 3), [""]);
        assert!(wrap("abc", 4, 0).is_empty());
        assert!(wrap("", 4, 3).is_empty());
    }
}
