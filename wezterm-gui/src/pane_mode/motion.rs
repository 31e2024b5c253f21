//! Moves of the copy mode cursor over a terminal's text.

use term::{Point, SemanticType, SemanticZone, StableRow, Terminal};
use unicode_segmentation::UnicodeSegmentation as _;

/// Rows that a word is looked for in.
const MAX_ROWS: StableRow = 2000;

/// A row as words and blanks: where each begins and ends, and whether it is
/// blank.
fn words(terminal: &Terminal, row: StableRow) -> Vec<(usize, usize, bool)> {
    let cells = terminal.row_characters(row);
    let mut text = String::new();
    let mut starts = Vec::new();
    for (col, cell) in &cells {
        starts.push((text.len(), *col));
        text.push_str(cell);
    }
    let col_at = |byte: usize| {
        let at = starts.partition_point(|(start, _)| *start <= byte);
        at.checked_sub(1).map_or(0, |at| starts[at].1)
    };
    text.split_word_bound_indices()
        .map(|(start, word)| {
            let last = start + word.len() - 1;
            (col_at(start), col_at(last), word.trim().is_empty())
        })
        .collect()
}

/// The last row there is.
pub(crate) fn last_row(terminal: &Terminal) -> StableRow {
    let dims = terminal.dimensions();
    dims.physical_top + dims.viewport_rows as StableRow - 1
}

/// The place inside of what exists.
pub(crate) fn clamp(terminal: &Terminal, at: Point) -> Point {
    let dims = terminal.dimensions();
    Point::new(
        at.row.clamp(dims.scrollback_top, last_row(terminal)),
        at.col.min(dims.cols.saturating_sub(1)),
    )
}

/// The beginning of the next word.
pub(crate) fn forward_word(terminal: &Terminal, at: Point) -> Point {
    let last = last_row(terminal).min(at.row + MAX_ROWS);
    for row in at.row..=last {
        let next = words(terminal, row)
            .into_iter()
            .find(|(start, _, blank)| !blank && (row > at.row || *start > at.col));
        if let Some((start, ..)) = next {
            return Point::new(row, start);
        }
    }
    end_of_line(terminal, Point::new(last, 0))
}

/// The end of this word, or of the next one where the cursor is there.
pub(crate) fn forward_word_end(terminal: &Terminal, at: Point) -> Point {
    let last = last_row(terminal).min(at.row + MAX_ROWS);
    for row in at.row..=last {
        let next = words(terminal, row)
            .into_iter()
            .find(|(_, end, blank)| !blank && (row > at.row || *end > at.col));
        if let Some((_, end, _)) = next {
            return Point::new(row, end);
        }
    }
    end_of_line(terminal, Point::new(last, 0))
}

/// The beginning of this word, or of the one before where the cursor is there.
pub(crate) fn backward_word(terminal: &Terminal, at: Point) -> Point {
    let first = terminal.dimensions().scrollback_top.max(at.row - MAX_ROWS);
    for row in (first..=at.row).rev() {
        let before = words(terminal, row)
            .into_iter()
            .rfind(|(start, _, blank)| !blank && (row < at.row || *start < at.col));
        if let Some((start, ..)) = before {
            return Point::new(row, start);
        }
    }
    Point::new(first, 0)
}

/// The first character of a row that is no blank.
pub(crate) fn start_of_content(terminal: &Terminal, at: Point) -> Point {
    let cells = terminal.row_characters(at.row);
    let first = cells.iter().find(|(_, text)| !text.trim().is_empty());
    Point::new(at.row, first.map_or(0, |(col, _)| *col))
}

/// The last character of a row that is no blank.
pub(crate) fn end_of_line(terminal: &Terminal, at: Point) -> Point {
    let cells = terminal.row_characters(at.row);
    Point::new(at.row, cells.last().map_or(0, |(col, _)| *col))
}

/// Where a character is in the row of the cursor, right or left of it; one
/// cell before it with `before`.
pub(crate) fn jump(
    terminal: &Terminal,
    at: Point,
    target: &str,
    forward: bool,
    before: bool,
) -> Option<Point> {
    let cells = terminal.row_characters(at.row);
    let here = cells.partition_point(|(col, _)| *col < at.col);
    let is_target = |index: usize| cells.get(index).is_some_and(|(_, text)| text == target);
    // Repeated, `t` must not stay at the character it stands before.
    let skip = usize::from(before) + 1;
    let found = if forward {
        (here + skip..cells.len()).find(|index| is_target(*index))
    } else {
        (0..(here + 1).saturating_sub(skip))
            .rev()
            .find(|index| is_target(*index))
    }?;
    let found = match (before, forward) {
        (false, _) => found,
        (true, true) => found - 1,
        (true, false) => found + 1,
    };
    cells.get(found).map(|(col, _)| Point::new(at.row, *col))
}

/// The beginning of the next or the last semantic zone, of a type if one is
/// given. Rows are looked at from the cursor on, ever more of them.
pub(crate) fn zone(
    terminal: &Terminal,
    at: Point,
    kind: Option<SemanticType>,
    forward: bool,
) -> Option<Point> {
    let dims = terminal.dimensions();
    let wanted = |zone: &&SemanticZone| kind.is_none_or(|kind| zone.kind == kind);
    let mut rows = 200;
    loop {
        let (range, all) = if forward {
            let end = at.row + rows;
            (at.row..end, end > last_row(terminal))
        } else {
            let start = at.row - rows;
            (start..at.row + 1, start <= dims.scrollback_top)
        };
        let zones = terminal.semantic_zones_in(range);
        // A zone that begins at the edge of what is looked at may begin before.
        let known = if all || forward {
            &zones[..]
        } else {
            zones.get(1..).unwrap_or(&[])
        };
        let found = if forward {
            known
                .iter()
                .skip(1)
                .filter(wanted)
                .find(|zone| zone.start > at)
        } else {
            known.iter().filter(wanted).rfind(|zone| zone.start < at)
        };
        match found {
            Some(zone) => return Some(zone.start),
            None if all => return None,
            None => rows *= 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use term::TerminalConfig;
    use wezterm_types::TerminalSize;

    fn terminal(text: &str) -> Terminal {
        let size = TerminalSize {
            rows: 5,
            cols: 20,
            ..TerminalSize::default()
        };
        let mut terminal = Terminal::new(size, TerminalConfig::default());
        terminal.advance(text.as_bytes());
        terminal
    }

    #[test]
    fn words_are_found_over_rows() {
        let terminal = terminal("one 漢two  x.y\r\n\r\n  last");
        let mut at = Point::new(0, 0);
        let mut seen = Vec::new();
        for _ in 0..12 {
            at = forward_word(&terminal, at);
            seen.push((at.row, at.col));
        }
        assert_eq!(seen[0], (0, 4));
        assert!(seen.contains(&(2, 2)), "{seen:?}");
        assert_eq!(
            backward_word(&terminal, Point::new(2, 2)),
            Point::new(0, 11)
        );
        assert_eq!(backward_word(&terminal, Point::new(0, 0)), Point::new(0, 0));
        assert_eq!(
            forward_word_end(&terminal, Point::new(0, 0)),
            Point::new(0, 2)
        );
        assert_eq!(
            start_of_content(&terminal, Point::new(2, 9)),
            Point::new(2, 2)
        );
        assert_eq!(end_of_line(&terminal, Point::new(2, 0)), Point::new(2, 5));
    }

    #[test]
    fn jumps_stop_at_or_before_a_character() {
        let terminal = terminal("a-b-c-d");
        let at = Point::new(0, 2);
        let go = |forward, before| jump(&terminal, at, "-", forward, before).map(|point| point.col);
        assert_eq!(go(true, false), Some(3));
        assert_eq!(go(true, true), Some(4));
        assert_eq!(go(false, false), Some(1));
        assert_eq!(go(false, true), None);
        assert_eq!(jump(&terminal, at, "x", true, false), None);
    }

    #[test]
    fn zones_are_found_in_both_directions() {
        let mut text = String::new();
        for n in 0..300 {
            text.push_str(&format!(
                "\x1b]133;A\x1b\\$ \x1b]133;B\x1b\\cmd{n}\r\n\x1b]133;C\x1b\\out\r\n"
            ));
        }
        let terminal = terminal(&text);
        let at = Point::new(300, 0);
        let prompt = zone(&terminal, at, Some(SemanticType::Prompt), true);
        assert_eq!(prompt, Some(Point::new(302, 0)));
        let before = zone(&terminal, at, Some(SemanticType::Output), false);
        assert_eq!(before, Some(Point::new(299, 0)));
        assert_eq!(zone(&terminal, Point::new(0, 0), None, false), None);
        let input = zone(&terminal, at, None, true);
        assert_eq!(input, Some(Point::new(300, 2)));
    }
}
