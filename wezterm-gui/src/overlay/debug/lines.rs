//! Text in lines of a width, and the part of it that is shown.

use super::Line;
use unicode_segmentation::UnicodeSegmentation as _;
use wezterm_types::Rgba;

/// A text in lines of at most `cols` columns, one at least. Tabs become
/// blanks, controls go.
pub(in crate::overlay) fn wrap(text: &str, cols: usize) -> Vec<String> {
    let cols = cols.max(1);
    let mut out = Vec::new();
    for line in text.split('\n') {
        let mut current = String::new();
        let mut width = 0;
        for grapheme in line.graphemes(true) {
            let grapheme = if grapheme == "\t" { "    " } else { grapheme };
            if grapheme.chars().any(char::is_control) {
                continue;
            }
            let w = config::format::column_width(grapheme);
            if width + w > cols && width > 0 {
                out.push(std::mem::take(&mut current));
                width = 0;
            }
            current.push_str(grapheme);
            width += w;
        }
        out.push(current);
    }
    out
}

/// The `rows` lines that end `back` lines before the last; `back` is brought
/// down to what there is. Only what is shown is wrapped, and what is below it.
pub(super) fn visible<'a, T: 'a>(
    items: impl DoubleEndedIterator<Item = &'a T>,
    back: &mut usize,
    cols: usize,
    rows: usize,
    show: impl Fn(&'a T) -> (&'a str, Rgba),
) -> Vec<Line> {
    let wanted = back.saturating_add(rows);
    // From the last line up.
    let mut lines: Vec<Line> = Vec::new();
    for item in items.rev() {
        if lines.len() >= wanted {
            break;
        }
        let (text, color) = show(item);
        let wrapped = wrap(text, cols).into_iter().rev();
        lines.extend(wrapped.map(|text| Line::plain(text, color)));
    }
    *back = (*back).min(lines.len().saturating_sub(rows));
    let end = (*back + rows).min(lines.len());
    let mut shown: Vec<Line> = lines.drain(*back..end).collect();
    shown.reverse();
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_by_columns() {
        assert_eq!(
            wrap("ab漢字c\n\nx\ty", 4),
            ["ab漢", "字c", "", "x", "    ", "y"]
        );
        assert_eq!(wrap("", 0), [""]);
        assert_eq!(wrap("漢字", 1), ["漢", "字"]);
    }
}
