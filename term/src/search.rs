//! Searching the scrollback and the screen. Lines are searched whole, over
//! their wraps.

use crate::cell::Cell;
use crate::frame::read_row;
use crate::snapshot::{Point, StableRow};
use crate::vt::{GridExt as _, Vt};
use regex::{Regex, RegexBuilder};
use rio_vt::crosswords::grid::Dimensions;
use std::ops::Range;

/// Memory a pattern may compile to, in bytes.
const MAX_PATTERN: usize = 1 << 20;

/// Bytes of a wrapped line that are searched together; a longer one is
/// searched in parts.
const MAX_LINE: usize = 1 << 20;

/// What to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchPattern {
    /// This text.
    CaseSensitive(String),
    /// This text, however it is capitalised.
    CaseInsensitive(String),
    /// A regular expression, in the syntax of the `regex` crate.
    Regex(String),
}

/// A place where the pattern was found, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchMatch {
    /// First cell.
    pub start: Point,
    /// Last cell.
    pub end: Point,
}

/// Why a search could not begin.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The pattern is not a regular expression.
    #[error(
        "cannot search for the regular expression `{pattern}`: {source}; correct it or search for plain text"
    )]
    Pattern {
        /// What was asked for.
        pattern: String,
        /// What is wrong with it.
        source: regex::Error,
    },
}

/// A pattern that is ready to be looked for.
#[derive(Clone, Debug)]
pub struct Searcher(Regex);

impl SearchPattern {
    /// Prepares a search of many parts of a terminal's text. Matching takes
    /// time linear in the text, whatever the pattern.
    ///
    /// # Errors
    /// The pattern is no regular expression, or one that is too large.
    pub fn compile(&self) -> Result<Searcher, SearchError> {
        let (source, insensitive, text) = match self {
            Self::CaseSensitive(text) => (regex::escape(text), false, text),
            Self::CaseInsensitive(text) => (regex::escape(text), true, text),
            Self::Regex(text) => (text.clone(), false, text),
        };
        RegexBuilder::new(&source)
            .case_insensitive(insensitive)
            .size_limit(MAX_PATTERN)
            .build()
            .map(Searcher)
            .map_err(|source| SearchError::Pattern {
                pattern: text.clone(),
                source,
            })
    }
}

/// The matches in some rows from the oldest to the newest, at most `limit`. A
/// line that is wrapped is searched whole where it begins inside of `rows`.
pub(crate) fn search(
    vt: &Vt,
    searcher: &Searcher,
    rows: Range<StableRow>,
    limit: usize,
) -> Vec<SearchMatch> {
    let regex = &searcher.0;
    let cols = vt.grid.columns();
    let mut found = Vec::new();
    let (mut text, mut places) = (String::new(), Vec::new());
    let (mut cells, mut extras): (Vec<Cell>, _) = (Vec::new(), Vec::new());
    let bottom = vt.bottom();
    let mut row = rows.start.max(vt.scrollback_top());
    while row > vt.scrollback_top() && row < rows.end && vt.is_wrapped(row - 1) {
        row += 1;
    }
    while row < bottom && (row < rows.end || !text.is_empty()) {
        let here = row;
        row += 1;
        let Some(source) = vt.stable_row(here) else {
            continue;
        };
        read_row(&vt.grid, source, cols, &mut cells, &mut extras);
        let skip_last = source.last().is_some_and(|last| last.is_leading_spacer());
        let shown = cells.len() - usize::from(skip_last);
        for (col, cell) in cells[..shown].iter().enumerate() {
            if cell.width == 0 {
                continue;
            }
            places.push((text.len(), Point::new(here, col), cell.width));
            match cell.extra_text(&extras) {
                Some(cluster) => text.push_str(cluster),
                None => text.push(cell.c),
            }
        }
        if vt.is_wrapped(here) && row < bottom && text.len() < MAX_LINE {
            continue;
        }
        let at = |byte: usize| {
            places
                .partition_point(|(start, ..)| *start <= byte)
                .checked_sub(1)
        };
        for hit in regex
            .find_iter(text.trim_end())
            .filter(|hit| !hit.is_empty())
        {
            if found.len() >= limit {
                return found;
            }
            let first = at(hit.start()).and_then(|i| places.get(i));
            let last = at(hit.end() - 1).and_then(|i| places.get(i));
            if let (Some(&(_, start, _)), Some(&(_, end, width))) = (first, last) {
                let end = Point::new(end.row, end.col + usize::from(width) - 1);
                found.push(SearchMatch { start, end });
            }
        }
        text.clear();
        places.clear();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Terminal, TerminalConfig};
    use wezterm_types::TerminalSize;

    #[test]
    fn lines_are_searched_over_their_wraps() {
        let size = TerminalSize {
            rows: 4,
            cols: 10,
            ..TerminalSize::default()
        };
        let mut terminal = Terminal::new(size, TerminalConfig::default());
        terminal.advance("one Needle\r\n12345 needle in 日本語 hay\r\n\r\nend\r\n".as_bytes());
        let find = |pattern| terminal.search(&pattern, 100).unwrap();
        let at = |a: (i64, usize), b: (i64, usize)| SearchMatch {
            start: Point::new(a.0, a.1),
            end: Point::new(b.0, b.1),
        };
        let needle = || "needle".to_owned();
        assert_eq!(
            find(SearchPattern::CaseSensitive(needle())),
            [at((1, 6), (2, 1))]
        );
        assert_eq!(find(SearchPattern::CaseInsensitive(needle())).len(), 2);
        assert_eq!(
            find(SearchPattern::Regex("本.".into())),
            [at((2, 8), (3, 1))]
        );
        assert_eq!(find(SearchPattern::Regex("x*".into())), []);
        assert_eq!(find(SearchPattern::CaseSensitive("n.".into())), []);
        let error = terminal.search(&SearchPattern::Regex("(".into()), 1);
        assert!(error.unwrap_err().to_string().contains("`(`"));
        let one = terminal.search(&SearchPattern::Regex(".".into()), 3);
        assert_eq!(one.unwrap().len(), 3);
    }
    #[test]
    fn parts_find_together_what_the_whole_has() {
        let size = TerminalSize {
            rows: 4,
            cols: 7,
            ..TerminalSize::default()
        };
        let mut terminal = Terminal::new(size, TerminalConfig::default());
        for n in 0..50 {
            terminal.advance(format!("line {n} wraps with a needle here\r\n").as_bytes());
        }
        let pattern = SearchPattern::CaseSensitive("needle".to_owned());
        let all = terminal.search(&pattern, 1000).unwrap();
        assert_eq!(all.len(), 50);
        let searcher = pattern.compile().unwrap();
        let dims = terminal.dimensions();
        let bottom = dims.physical_top + dims.viewport_rows as i64;
        for step in 1..12 {
            let mut found = Vec::new();
            let mut row = dims.scrollback_top;
            while row < bottom {
                found.extend(terminal.search_rows(&searcher, row..row + step, 1000));
                row += step;
            }
            assert_eq!(found, all, "{step}");
        }
    }
}
