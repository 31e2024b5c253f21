//! A search in a pane: the pattern that is typed, what was found, and how far
//! the scrollback has been looked at. It goes from the newest rows up, a part
//! at a time, so that a large scrollback holds no frame.

use crate::overlay::Editor;
use config::keys::Pattern;
use std::collections::VecDeque;
use term::{Point, SearchMatch, SearchPattern, Searcher, StableRow, Terminal};

/// Rows that are searched in one go.
const PART: StableRow = 1000;

/// Matches that are kept; with more, the oldest rows are not searched.
const MAX_MATCHES: usize = 100_000;

/// Changed rows beyond which everything is searched anew, in parts.
const MAX_FRESH: StableRow = 4 * PART;

/// How the pattern is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    #[default]
    CaseSensitive,
    CaseInsensitive,
    Regex,
}

impl Kind {
    fn next(self) -> Self {
        match self {
            Self::CaseSensitive => Self::CaseInsensitive,
            Self::CaseInsensitive => Self::Regex,
            Self::Regex => Self::CaseSensitive,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::CaseSensitive => "case-sensitive",
            Self::CaseInsensitive => "ignore-case",
            Self::Regex => "regex",
        }
    }
}

/// The search.
#[derive(Debug, Default)]
pub(crate) struct Search {
    pub(crate) editor: Editor,
    kind: Kind,
    searcher: Option<Searcher>,
    error: Option<String>,
    /// From the oldest to the newest.
    matches: VecDeque<SearchMatch>,
    /// Rows from here up have not been searched yet; `None` when all have.
    unsearched: Option<StableRow>,
    /// Rows from here on may have changed since they were searched.
    settled: StableRow,
    /// The terminal's generation and columns as of the last look.
    seen: (u64, usize),
    /// Where the match begins that the user is at.
    current: Option<Point>,
    /// From where the first match is looked for, upwards.
    from: Point,
}

impl Search {
    /// A search that begins at a place. `selected` is the selected text.
    pub(crate) fn new(pattern: &Pattern, selected: Option<String>, from: Point) -> Self {
        let (kind, text) = match pattern {
            Pattern::CurrentSelectionOrEmptyString => {
                let first = selected.unwrap_or_default();
                let line = first.lines().next().unwrap_or_default().to_owned();
                (Kind::CaseSensitive, line)
            }
            Pattern::CaseSensitiveString(text) => (Kind::CaseSensitive, text.clone()),
            Pattern::CaseInSensitiveString(text) => (Kind::CaseInsensitive, text.clone()),
            Pattern::Regex(text) => (Kind::Regex, text.clone()),
        };
        Self {
            editor: Editor::new(&text),
            kind,
            from,
            ..Self::default()
        }
    }

    /// The pattern has changed: everything is looked at anew, the newest part
    /// at once.
    pub(crate) fn restart(&mut self, terminal: &Terminal) {
        let text = self.editor.text().to_owned();
        self.matches.clear();
        self.current = None;
        self.error = None;
        self.searcher = None;
        self.unsearched = None;
        self.looked(terminal);
        if text.is_empty() {
            return;
        }
        let pattern = match self.kind {
            Kind::CaseSensitive => SearchPattern::CaseSensitive(text),
            Kind::CaseInsensitive => SearchPattern::CaseInsensitive(text),
            Kind::Regex => SearchPattern::Regex(text),
        };
        match pattern.compile() {
            Ok(searcher) => self.searcher = Some(searcher),
            Err(error) => {
                // What is wrong stands in the last line.
                let text = error.to_string();
                let last = text.lines().rfind(|line| line.contains("error:"));
                self.error = Some(last.unwrap_or("not a regular expression").to_owned());
                return;
            }
        }
        let dims = terminal.dimensions();
        self.unsearched = Some(dims.physical_top + dims.viewport_rows as StableRow);
        self.step(terminal);
    }

    /// Turns to the next way to mean the pattern.
    pub(crate) fn cycle_kind(&mut self, terminal: &Terminal) {
        self.kind = self.kind.next();
        self.restart(terminal);
    }

    fn looked(&mut self, terminal: &Terminal) {
        let dims = terminal.dimensions();
        self.settled = dims.physical_top;
        self.seen = (terminal.generation(), dims.cols);
    }

    /// Whether there are rows to be searched still.
    pub(crate) fn is_searching(&self) -> bool {
        self.unsearched.is_some()
    }

    /// Searches one more part.
    pub(crate) fn step(&mut self, terminal: &Terminal) {
        let (Some(end), Some(searcher)) = (self.unsearched, &self.searcher) else {
            self.unsearched = None;
            return;
        };
        let top = terminal.dimensions().scrollback_top;
        let start = (end - PART).max(top);
        let room = MAX_MATCHES.saturating_sub(self.matches.len());
        let found = terminal.search_rows(searcher, start..end, room.max(1));
        for found in found.into_iter().rev() {
            self.matches.push_front(found);
        }
        self.unsearched = (start > top && self.matches.len() < MAX_MATCHES).then_some(start);
        if self.current.is_none() {
            let before = self.matches.partition_point(|m| m.start <= self.from);
            let nearest = match before.checked_sub(1) {
                Some(at) => self.matches.get(at),
                // Nothing above: once all is known, the newest.
                None if self.unsearched.is_none() => self.matches.back(),
                None => None,
            };
            self.current = nearest.map(|m| m.start);
        }
    }

    /// Follows what the terminal's program has printed.
    pub(crate) fn follow(&mut self, terminal: &Terminal) {
        let Some(searcher) = &self.searcher else {
            return;
        };
        let dims = terminal.dimensions();
        if self.seen == (terminal.generation(), dims.cols) {
            return;
        }
        let bottom = dims.physical_top + dims.viewport_rows as StableRow;
        if self.seen.1 != dims.cols || bottom - self.settled > MAX_FRESH {
            let current = self.current;
            self.restart(terminal);
            self.current = current.or(self.current);
            return;
        }
        while self
            .matches
            .front()
            .is_some_and(|m| m.start.row < dims.scrollback_top)
        {
            self.matches.pop_front();
        }
        // From the beginning of the line that goes into the changed rows.
        let from = self.settled.min(dims.physical_top);
        let kept = self.matches.partition_point(|m| m.end.row < from);
        self.matches.truncate(kept);
        let room = MAX_MATCHES.saturating_sub(self.matches.len());
        self.matches
            .extend(terminal.search_rows(searcher, from..bottom, room));
        self.looked(terminal);
    }

    /// The match that the user is at.
    pub(crate) fn current(&self) -> Option<SearchMatch> {
        self.matches.get(self.index()?).copied()
    }

    fn index(&self) -> Option<usize> {
        let current = self.current?;
        let at = self.matches.partition_point(|m| m.start < current);
        Some(at.min(self.matches.len().checked_sub(1)?))
    }

    /// Goes to another match, by so many; past an end it goes on at the other.
    pub(crate) fn go(&mut self, by: isize) {
        let Some(last) = self.matches.len().checked_sub(1) else {
            return;
        };
        let at = self.index().unwrap_or(last) as isize;
        let at = (at + by).rem_euclid(last as isize + 1);
        self.current = self.matches.get(at as usize).map(|m| m.start);
    }

    /// Goes to the last match above a row, or the first from a row on; past an
    /// end it stays.
    pub(crate) fn go_beyond(&mut self, row: StableRow, down: bool) {
        let at = if down {
            let at = self.matches.partition_point(|m| m.start.row < row);
            (at < self.matches.len()).then_some(at)
        } else {
            self.matches
                .partition_point(|m| m.start.row < row)
                .checked_sub(1)
        };
        if let Some(found) = at.and_then(|at| self.matches.get(at)) {
            self.current = Some(found.start);
        }
    }

    /// The matches that touch these rows.
    pub(crate) fn in_rows(
        &self,
        rows: std::ops::Range<StableRow>,
    ) -> impl Iterator<Item = &SearchMatch> {
        let from = self.matches.partition_point(|m| m.end.row < rows.start);
        let rest = self.matches.range(from..);
        rest.take_while(move |m| m.start.row < rows.end)
    }

    /// What there is to say beside the pattern.
    pub(crate) fn status(&self) -> String {
        if let Some(error) = &self.error {
            return format!("{} · {error}", self.kind.words());
        }
        if self.searcher.is_none() {
            return self.kind.words().to_owned();
        }
        let more = if self.unsearched.is_some() { "…" } else { "" };
        let at = self.index().map_or(0, |at| at + 1);
        let count = self.matches.len();
        format!("{at}/{count}{more} matches · {}", self.kind.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use term::TerminalConfig;
    use wezterm_types::TerminalSize;

    fn terminal(lines: usize) -> Terminal {
        let size = TerminalSize {
            rows: 5,
            cols: 30,
            ..TerminalSize::default()
        };
        let config = TerminalConfig {
            scrollback_lines: 100_000,
            ..TerminalConfig::default()
        };
        let mut terminal = Terminal::new(size, config);
        for n in 0..lines {
            terminal.advance(format!("line {n} Needle\r\n").as_bytes());
        }
        terminal
    }

    fn search(terminal: &Terminal, pattern: &Pattern) -> Search {
        let dims = terminal.dimensions();
        let from = Point::new(dims.physical_top + 4, 0);
        let mut search = Search::new(pattern, None, from);
        search.restart(terminal);
        search
    }

    #[test]
    fn a_large_scrollback_is_searched_in_parts() {
        let terminal = terminal(5000);
        let mut search = search(&terminal, &Pattern::CaseSensitiveString("Needle".into()));
        // The newest match is known at once.
        assert_eq!(search.current().map(|m| m.start.row), Some(4999));
        assert!(search.is_searching());
        let mut parts = 1;
        while search.is_searching() {
            search.step(&terminal);
            parts += 1;
        }
        assert_eq!(parts, 6);
        assert_eq!(search.status(), "5000/5000 matches · case-sensitive");
        search.go(1);
        assert_eq!(search.current().map(|m| m.start.row), Some(0));
        search.go(-2);
        assert_eq!(search.current().map(|m| m.start.row), Some(4998));
        search.go_beyond(4990, false);
        assert_eq!(search.current().map(|m| m.start.row), Some(4989));
        search.go_beyond(4995, true);
        assert_eq!(search.current().map(|m| m.start.row), Some(4995));
        assert_eq!(search.in_rows(10..13).count(), 3);
    }

    #[test]
    fn output_is_followed() {
        let mut terminal = terminal(20);
        let mut search = search(&terminal, &Pattern::CaseInSensitiveString("needle".into()));
        assert_eq!(search.status(), "20/20 matches · ignore-case");
        terminal.advance(b"another NEEDLE\r\n");
        search.follow(&terminal);
        assert_eq!(search.status(), "20/21 matches · ignore-case");
        // A row of the screen is overwritten.
        terminal.advance(b"\x1b[H\x1b[K\x1b[9B");
        search.follow(&terminal);
        assert!(
            search.status().contains("/20 matches"),
            "{}",
            search.status()
        );
        for _ in 0..10_000 {
            terminal.advance(b"needle\r\n");
        }
        search.follow(&terminal);
        while search.is_searching() {
            search.step(&terminal);
        }
        assert!(search.status().contains("/100"), "{}", search.status());
    }

    #[test]
    fn patterns_that_do_not_compile_say_so() {
        let terminal = terminal(3);
        let mut search = search(&terminal, &Pattern::Regex("(".into()));
        assert!(
            search.status().contains("unclosed group"),
            "{}",
            search.status()
        );
        assert_eq!(search.current(), None);
        search.cycle_kind(&terminal);
        assert_eq!(search.status(), "0/0 matches · case-sensitive");
        let selected = Search::new(
            &Pattern::CurrentSelectionOrEmptyString,
            Some("two\nlines".to_owned()),
            Point::default(),
        );
        assert_eq!(selected.editor.text(), "two");
    }
}
