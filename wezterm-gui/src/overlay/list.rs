//! A list to choose from: it scrolls, is narrowed by typing, and makes lines
//! only of what is visible.

use super::fuzzy::Fuzzy;
use super::{Line, Size, Style};
use crate::text_row::Look;
use config::format::{column_width, plain_text, truncate_right};
use unicode_segmentation::UnicodeSegmentation as _;
use wezterm_types::{KeyCode, KeyEvent, Modifiers, Rgba};

/// One entry.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// What is shown; escapes of `wezterm.format` are allowed.
    label: String,
    /// The label without escapes, where it has some.
    plain: Option<String>,
    /// Shown at the right edge.
    right: String,
    /// Shown after the label, dimmed; searched, too.
    pub(crate) note: String,
}

impl Entry {
    /// An entry of this label.
    pub(crate) fn new(label: impl Into<String>) -> Self {
        let label = label.into();
        let plain = label.contains(char::is_control).then(|| plain_text(&label));
        Self {
            label,
            plain,
            ..Self::default()
        }
    }

    /// With a text at the right edge.
    pub(crate) fn with_right(mut self, right: impl Into<String>) -> Self {
        self.right = right.into();
        self
    }

    /// With a dimmed text after the label.
    pub(crate) fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// The label as it was given.
    pub(crate) fn label(&self) -> &str {
        &self.label
    }

    /// The label without escapes.
    pub(crate) fn plain(&self) -> &str {
        self.plain.as_deref().unwrap_or(&self.label)
    }
}

/// The list.
#[derive(Debug)]
pub(crate) struct List {
    entries: Vec<Entry>,
    /// Entries that match, the best first.
    order: Vec<u32>,
    filter: String,
    fuzzy: Fuzzy,
    /// Index into `order`.
    selected: usize,
    /// First visible index into `order`.
    top: usize,
    /// Rows it was drawn with last.
    rows: usize,
}

impl List {
    /// A list of these entries, the first chosen.
    pub(crate) fn new(entries: Vec<Entry>) -> Self {
        Self {
            order: (0..entries.len() as u32).collect(),
            entries,
            filter: String::new(),
            fuzzy: Fuzzy::default(),
            selected: 0,
            top: 0,
            rows: 1,
        }
    }

    /// Chooses an entry by its number.
    pub(crate) fn select(&mut self, entry: usize) {
        if let Some(at) = self.order.iter().position(|n| *n as usize == entry) {
            self.selected = at;
        }
    }

    /// The chosen entry and its number.
    pub(crate) fn selected(&self) -> Option<(usize, &Entry)> {
        self.at(self.selected)
    }

    /// The entry in a visible row, and its number.
    pub(crate) fn in_row(&self, row: usize) -> Option<(usize, &Entry)> {
        (row < self.rows).then(|| self.at(self.top + row))?
    }

    fn at(&self, at: usize) -> Option<(usize, &Entry)> {
        let entry = *self.order.get(at)? as usize;
        Some((entry, self.entries.get(entry)?))
    }

    /// Entries that match, and all there are.
    pub(crate) fn counts(&self) -> (usize, usize) {
        (self.order.len(), self.entries.len())
    }

    /// Shows the entries that match a pattern; the best is chosen.
    pub(crate) fn set_filter(&mut self, filter: &str) {
        if filter == self.filter {
            return;
        }
        // What did not match does not match more letters either.
        let narrower = filter.starts_with(&self.filter) && !filter.contains(['!', '^', '$', '\'']);
        filter.clone_into(&mut self.filter);
        self.selected = 0;
        self.top = 0;
        if filter.trim().is_empty() {
            self.order = (0..self.entries.len() as u32).collect();
            return;
        }
        self.fuzzy.set_pattern(filter);
        let searched: Box<dyn Iterator<Item = u32>> = if narrower {
            let mut before = std::mem::take(&mut self.order);
            before.sort_unstable();
            Box::new(before.into_iter())
        } else {
            Box::new(0..self.entries.len() as u32)
        };
        let mut found: Vec<(u32, u32)> = Vec::new();
        let mut both = String::new();
        for n in searched {
            let entry = &self.entries[n as usize];
            let score = if entry.note.is_empty() {
                self.fuzzy.score(entry.plain())
            } else {
                both.clear();
                both.push_str(entry.plain());
                both.push_str("  ");
                both.push_str(&entry.note);
                self.fuzzy.score(&both)
            };
            if let Some(score) = score {
                found.push((score, n));
            }
        }
        found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        self.order = found.into_iter().map(|(_, n)| n).collect();
    }

    /// Moves the choice: arrows, page keys, Ctrl+P and Ctrl+N. Whether it was
    /// such a key.
    pub(crate) fn key(&mut self, key: &KeyEvent) -> bool {
        let ctrl = key.modifiers == Modifiers::CTRL;
        if !(key.modifiers.is_empty() || ctrl) {
            return false;
        }
        let page = self.rows.saturating_sub(1).max(1) as isize;
        let by = match (key.key, ctrl) {
            (KeyCode::UpArrow, _) | (KeyCode::Char('p'), true) => -1,
            (KeyCode::DownArrow, _) | (KeyCode::Char('n'), true) => 1,
            (KeyCode::PageUp, _) => -page,
            (KeyCode::PageDown, _) => page,
            (KeyCode::Home, true) => isize::MIN + 1,
            (KeyCode::End, true) => isize::MAX,
            _ => return false,
        };
        self.step(by);
        true
    }

    /// Moves the choice by entries; stops at the ends.
    pub(crate) fn step(&mut self, by: isize) {
        let last = self.order.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
    }

    /// Scrolls by lines; the choice stays inside.
    pub(crate) fn scroll(&mut self, lines: isize) {
        let last = self.order.len().saturating_sub(self.rows);
        self.top = self.top.saturating_add_signed(lines).min(last);
        let bottom = self.top + self.rows.saturating_sub(1);
        self.selected = self.selected.clamp(self.top, bottom.max(self.top));
        self.step(0);
    }

    /// The visible lines. `prefix` is what stands before an entry in a row.
    pub(crate) fn lines(
        &mut self,
        size: Size,
        style: &Style,
        palette: &[Rgba; 256],
        prefix: impl Fn(usize) -> Option<String>,
    ) -> Vec<Line> {
        self.rows = size.rows.max(1);
        if self.selected < self.top {
            self.top = self.selected;
        } else if self.selected >= self.top + self.rows {
            self.top = self.selected + 1 - self.rows;
        }
        let last = self.order.len().saturating_sub(self.rows);
        self.top = self.top.min(last);
        let end = (self.top + self.rows).min(self.order.len());
        (self.top..end)
            .map(|at| {
                let selected = at == self.selected;
                let before = prefix(at - self.top);
                let entry = &self.entries[self.order[at] as usize];
                let searched = !self.filter.trim().is_empty();
                let mut line = Line::default();
                let ink = if selected {
                    style.selected_fg
                } else {
                    style.fg
                };
                if let Some(before) = before {
                    line.push(before, style.dim);
                }
                if searched && entry.plain.is_none() {
                    let marks = self.fuzzy.matched(entry.plain());
                    push_marked(
                        &mut line,
                        truncate_right(entry.plain(), size.cols),
                        &marks,
                        ink,
                        style,
                    );
                } else {
                    line.push_styled(entry.label(), &Style { fg: ink, ..*style }, palette);
                }
                let used = column_width(&line.text());
                if !entry.note.is_empty() && used + 4 < size.cols {
                    line.push(format!("  {}", entry.note), style.dim);
                }
                if !entry.right.is_empty() {
                    line.right(entry.right.clone(), style.dim);
                }
                line.bg = selected.then_some(style.selected_bg);
                line
            })
            .collect()
    }
}

/// Appends a text whose matched graphemes stand out.
fn push_marked(line: &mut Line, text: &str, marks: &[u32], ink: Rgba, style: &Style) {
    let mut run = String::new();
    let mut marked = false;
    let mut flush = |run: &mut String, marked: bool| {
        if !run.is_empty() {
            let color = if marked { style.accent } else { ink };
            line.push_look(
                std::mem::take(run),
                Look {
                    bold: marked,
                    ..Look::plain(color, None)
                },
            );
        }
    };
    for (at, grapheme) in text.graphemes(true).enumerate() {
        let is_marked = marks.binary_search(&(at as u32)).is_ok();
        if is_marked != marked {
            flush(&mut run, marked);
            marked = is_marked;
        }
        run.push_str(grapheme);
    }
    flush(&mut run, marked);
}

#[cfg(test)]
mod tests {
    use super::super::keys::tests::press;
    use super::*;
    use config::Config;

    fn list(count: usize) -> List {
        List::new(
            (0..count)
                .map(|n| Entry::new(format!("entry {n}")))
                .collect(),
        )
    }

    fn shown(list: &mut List, rows: usize) -> Vec<String> {
        let palette = Config::default().palette();
        let style = Style::of_terminal(&palette);
        let size = Size { cols: 40, rows };
        list.lines(size, &style, &palette.colors, |_| None)
            .iter()
            .map(Line::text)
            .collect()
    }

    #[test]
    fn the_choice_stays_visible() {
        let mut list = list(100);
        assert_eq!(shown(&mut list, 3), ["entry 0", "entry 1", "entry 2"]);
        list.step(3);
        assert_eq!(shown(&mut list, 3), ["entry 1", "entry 2", "entry 3"]);
        list.key(&press(KeyCode::PageDown, Modifiers::empty()));
        assert_eq!(list.selected().unwrap().0, 5);
        list.key(&press(KeyCode::End, Modifiers::CTRL));
        assert_eq!(shown(&mut list, 3)[2], "entry 99");
        list.scroll(-97);
        assert_eq!(shown(&mut list, 3)[0], "entry 0");
        assert_eq!(list.selected().unwrap().0, 2);
        // A smaller window.
        assert_eq!(shown(&mut list, 1), ["entry 2"]);
    }

    #[test]
    fn typing_narrows_and_widens() {
        let mut list = list(100);
        list.set_filter("7");
        assert_eq!(list.counts(), (19, 100));
        list.set_filter("77");
        assert_eq!(shown(&mut list, 3), ["entry 77"]);
        list.set_filter("777");
        assert_eq!(list.selected().map(|(n, _)| n), None);
        list.set_filter("7");
        assert_eq!(list.counts(), (19, 100));
        list.set_filter("");
        assert_eq!(list.counts(), (100, 100));
    }

    #[test]
    fn a_hundred_thousand_entries_cost_what_is_visible() {
        let mut list = list(100_000);
        list.step(isize::MAX);
        assert_eq!(shown(&mut list, 10).len(), 10);
        list.set_filter("99999");
        assert_eq!(shown(&mut list, 10), ["entry 99999"]);
    }

    #[test]
    fn labels_keep_their_colours_and_are_found_without_escapes() {
        let mut list = List::new(vec![
            Entry::new("\u{1b}[31mred\u{1b}[0m"),
            Entry::new("green"),
        ]);
        list.set_filter("31");
        assert_eq!(list.counts().0, 0);
        list.set_filter("red");
        assert_eq!(shown(&mut list, 5), ["red"]);
        assert_eq!(list.selected().unwrap().1.label(), "\u{1b}[31mred\u{1b}[0m");
    }
}
