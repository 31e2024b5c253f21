//! Links in a pane's text: those that a program marked (OSC 8), and what
//! `hyperlink_rules` finds in the lines on the screen.

use config::structs::HyperlinkRule;
use regex::{Captures, Regex, RegexBuilder};
use std::ops::Range;
use term::{Snapshot, StableRow};

/// Longest line that is searched, in rows and in bytes.
const MAX_ROWS: usize = 64;
const MAX_BYTES: usize = 64 << 10;
/// Memory a compiled rule may take; what is larger is no address any more.
const MAX_RULE: usize = 1 << 20;

/// `hyperlink_rules`, compiled.
#[derive(Debug, Default)]
pub(crate) struct LinkRules(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    regex: Regex,
    format: String,
    highlight: usize,
}

/// A link, and the cells that show it: columns by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) uri: String,
    pub(crate) spans: Vec<(StableRow, Range<usize>)>,
}

impl LinkRules {
    /// A rule that is no regular expression is left out, and said so.
    pub(crate) fn new(rules: &[HyperlinkRule]) -> Self {
        let compile = |rule: &HyperlinkRule| {
            let regex = RegexBuilder::new(&rule.regex).size_limit(MAX_RULE).build();
            match regex {
                Ok(regex) => Some(Rule {
                    regex,
                    format: rule.format.clone(),
                    highlight: rule.highlight,
                }),
                Err(error) => {
                    log::warn!("hyperlink_rules: {:?} is left out: {error}", rule.regex);
                    None
                }
            }
        };
        Self(rules.iter().filter_map(compile).collect())
    }

    /// The link at a row and column of the viewport. The first rule that
    /// matches there wins.
    pub(crate) fn at(&self, snapshot: &Snapshot, row: usize, col: usize) -> Option<Link> {
        marked(snapshot, row, col).or_else(|| self.found(snapshot, row, col))
    }

    fn found(&self, snapshot: &Snapshot, row: usize, col: usize) -> Option<Link> {
        let line = Line::around(snapshot, row)?;
        let at = line
            .places
            .iter()
            .position(|place| (place.row, place.col) == (row, col))?;
        let at = line.places.get(at)?.byte;
        self.0.iter().find_map(|rule| {
            rule.regex.captures_iter(&line.text).find_map(|captures| {
                let shown = captures
                    .get(rule.highlight)
                    .or_else(|| captures.get(0))?
                    .range();
                shown.contains(&at).then(|| Link {
                    uri: expand(&rule.format, &captures),
                    spans: line.spans(snapshot, &shown),
                })
            })
        })
    }
}

/// `$0` to `$9` and so on in a format; the rest as it is.
fn expand(format: &str, captures: &Captures<'_>) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        match after[..digits].parse::<usize>() {
            Ok(n) => out.push_str(captures.get(n).map_or("", |group| group.as_str())),
            Err(_) => out.push('$'),
        }
        rest = &after[digits..];
    }
    out + rest
}

/// The OSC 8 link at a cell, with the cells of the same link around it.
fn marked(snapshot: &Snapshot, row: usize, col: usize) -> Option<Link> {
    let link_of = |row: usize, col: usize| {
        let row = snapshot.rows.get(row)?;
        row.extra(row.cells.get(col)?)?.hyperlink.as_ref()
    };
    let link = link_of(row, col)?;
    let same = |row: usize, col: usize| link_of(row, col).is_some_and(|other| other == link);
    let mut spans = Vec::new();
    for (index, shown) in snapshot.rows.iter().enumerate() {
        let mut start = None;
        for col in 0..=shown.cells.len() {
            let inside = same(index, col)
                || (start.is_some() && shown.cells.get(col).is_some_and(|cell| cell.width == 0));
            match (start, inside) {
                (None, true) => start = Some(col),
                (Some(from), false) => {
                    spans.push((shown.stable, from..col));
                    start = None;
                }
                _ => {}
            }
        }
    }
    Some(Link {
        uri: link.uri.clone(),
        spans,
    })
}

/// Where a cell of a line is: on the screen and in the text.
#[derive(Clone, Copy, Debug)]
struct Place {
    row: usize,
    col: usize,
    width: usize,
    byte: usize,
}

/// A line of the screen, joined over wraps.
#[derive(Debug)]
struct Line {
    text: String,
    places: Vec<Place>,
}

impl Line {
    fn around(snapshot: &Snapshot, row: usize) -> Option<Self> {
        let rows = &snapshot.rows;
        rows.get(row)?;
        let wraps = |row: usize| rows.get(row).is_some_and(|row| row.wrapped);
        let mut first = row;
        while first > 0 && wraps(first - 1) && row - first < MAX_ROWS {
            first -= 1;
        }
        let mut line = Self {
            text: String::new(),
            places: Vec::new(),
        };
        for (index, shown) in rows.iter().enumerate().skip(first).take(2 * MAX_ROWS) {
            for (col, cell) in shown.cells.iter().enumerate() {
                if cell.width > 0 && line.text.len() < MAX_BYTES {
                    line.places.push(Place {
                        row: index,
                        col,
                        width: usize::from(cell.width),
                        byte: line.text.len(),
                    });
                    line.text.push_str(shown.cell_text(cell, &mut [0; 4]));
                }
            }
            if !shown.wrapped {
                break;
            }
        }
        Some(line)
    }

    fn spans(&self, snapshot: &Snapshot, bytes: &Range<usize>) -> Vec<(StableRow, Range<usize>)> {
        let mut spans: Vec<(StableRow, Range<usize>)> = Vec::new();
        for place in self
            .places
            .iter()
            .filter(|place| bytes.contains(&place.byte))
        {
            let stable = snapshot.rows[place.row].stable;
            let end = place.col + place.width;
            match spans.last_mut() {
                Some((row, range)) if *row == stable => range.end = end,
                _ => spans.push((stable, place.col..end)),
            }
        }
        spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use term::{Terminal, TerminalConfig};
    use wezterm_types::TerminalSize;

    fn shown(text: &str) -> Snapshot {
        let size = TerminalSize {
            rows: 6,
            cols: 20,
            ..TerminalSize::default()
        };
        let mut terminal = Terminal::new(size, TerminalConfig::default());
        terminal.advance(text.as_bytes());
        let mut snapshot = Snapshot::default();
        terminal.snapshot(&mut snapshot);
        snapshot
    }

    fn default_rules() -> LinkRules {
        LinkRules::new(&config::structs::default_hyperlink_rules())
    }

    #[test]
    fn addresses_are_found_over_wraps() {
        let snapshot = shown("see https://example.org/a/b now");
        let rules = default_rules();
        let want = Link {
            uri: "https://example.org/a/b".to_owned(),
            spans: vec![(0, 4..20), (1, 0..7)],
        };
        for (row, col) in [(0, 4), (0, 19), (1, 0), (1, 6)] {
            assert_eq!(rules.at(&snapshot, row, col), Some(want.clone()));
        }
        for (row, col) in [(0, 0), (0, 3), (1, 8), (5, 0), (9, 9)] {
            assert_eq!(rules.at(&snapshot, row, col), None, "{row} {col}");
        }
    }

    #[test]
    fn the_highlighted_group_is_the_link() {
        let snapshot = shown("(http://a.b) me@c.de");
        let rules = default_rules();
        let link = rules.at(&snapshot, 0, 3).map(|link| (link.uri, link.spans));
        assert_eq!(link, Some(("http://a.b".to_owned(), vec![(0, 1..11)])));
        let mail = rules.at(&snapshot, 0, 14).map(|link| link.uri);
        assert_eq!(mail.as_deref(), Some("mailto:me@c.de"));
    }

    #[test]
    fn marked_links_come_first_and_are_whole() {
        let snapshot = shown(
            "\x1b]8;id=1;x:1\x07http://漢字\x1b]8;;\x07 -\r\n\x1b]8;id=1;x:1\x07b\x1b]8;;\x07",
        );
        let link = default_rules().at(&snapshot, 0, 2);
        let want = Link {
            uri: "x:1".to_owned(),
            spans: vec![(0, 0..11), (1, 0..1)],
        };
        assert_eq!(link, Some(want));
    }

    #[test]
    fn rules_of_the_user_and_broken_ones() {
        let rule = |regex: &str, format: &str| HyperlinkRule {
            regex: regex.to_owned(),
            format: format.to_owned(),
            highlight: 0,
        };
        let rules = LinkRules::new(&[rule("(", "x"), rule(r"T(\d+)", "https://t/$1?$$x")]);
        let link = rules.at(&shown("fix T123 now"), 0, 5);
        assert_eq!(
            link.map(|link| link.uri).as_deref(),
            Some("https://t/123?$$x")
        );
    }
}
