//! Columns: what text takes up in cells, by grapheme clusters (UAX #29) and
//! East Asian width (UAX #11).

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// No line is wider; keeps a mistyped width from taking all memory.
const MAX_PADDING: usize = 1 << 16;

/// The columns that `text` takes up. Control characters take none; escape
/// sequences are not understood, and count as the text they are made of.
#[must_use]
pub fn column_width(text: &str) -> usize {
    text.graphemes(true).map(cluster_width).sum()
}

fn cluster_width(cluster: &str) -> usize {
    if cluster.starts_with(char::is_control) {
        return 0;
    }
    cluster.width().min(2)
}

/// As much of the start of `text` as fits into `max_width` columns.
#[must_use]
pub fn truncate_right(text: &str, max_width: usize) -> &str {
    let mut columns = 0;
    for (start, cluster) in text.grapheme_indices(true) {
        columns += cluster_width(cluster);
        if columns > max_width {
            return &text[..start];
        }
    }
    text
}

/// As much of the end of `text` as fits into `max_width` columns.
#[must_use]
pub fn truncate_left(text: &str, max_width: usize) -> &str {
    let mut columns = 0;
    for (start, cluster) in text.grapheme_indices(true).rev() {
        columns += cluster_width(cluster);
        if columns > max_width {
            return &text[start + cluster.len()..];
        }
    }
    text
}

/// `text` with spaces before it, so that it takes up `min_width` columns
/// (65,536 at most).
#[must_use]
pub fn pad_left(text: &str, min_width: usize) -> String {
    let mut out = padding(text, min_width);
    out.push_str(text);
    out
}

/// `text` with spaces after it, so that it takes up `min_width` columns
/// (65,536 at most).
#[must_use]
pub fn pad_right(text: &str, min_width: usize) -> String {
    let padding = padding(text, min_width);
    format!("{text}{padding}")
}

fn padding(text: &str, min_width: usize) -> String {
    let missing = min_width
        .min(MAX_PADDING)
        .saturating_sub(column_width(text));
    " ".repeat(missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wide_and_combined_characters_count_as_terminals_count_them() {
        assert_eq!(column_width("abc"), 3);
        assert_eq!(column_width("日本"), 4);
        assert_eq!(column_width("e\u{301}"), 1);
        assert_eq!(column_width("👩‍👩‍👧"), 2);
        assert_eq!(column_width("🇩🇪"), 2);
        assert_eq!(column_width("a\tb\r\n"), 2);
    }

    #[test]
    fn truncation_never_splits_a_cluster() {
        assert_eq!(truncate_right("日本", 3), "日");
        assert_eq!(truncate_left("日本", 3), "本");
        assert_eq!(truncate_right("ae\u{301}b", 2), "ae\u{301}");
        assert_eq!(truncate_left("ae\u{301}b", 2), "e\u{301}b");
        assert_eq!(truncate_right("abc", 0), "");
        assert_eq!(truncate_right("abc", 99), "abc");
    }

    #[test]
    fn padding_reaches_the_width_and_is_bounded() {
        assert_eq!(pad_left("日", 4), "  日");
        assert_eq!(pad_right("日", 4), "日  ");
        assert_eq!(pad_right("abc", 2), "abc");
        assert_eq!(pad_left("", usize::MAX).len(), MAX_PADDING);
    }

    proptest! {
        #[test]
        fn truncated_text_fits(text in "\\PC{0,40}", max in 0usize..50) {
            for short in [truncate_left(&text, max), truncate_right(&text, max)] {
                prop_assert!(column_width(short) <= max);
            }
            if column_width(&text) <= max {
                prop_assert_eq!(truncate_left(&text, max), &*text);
                prop_assert_eq!(truncate_right(&text, max), &*text);
            }
        }
    }
}
