//! The edit field in which a tab is renamed in place.

use super::cells::{BarAttrs, CellLine};
use crate::tab_information::TabId;
use config::color::ResolvedPalette;
use config::format::column_width;
use std::cell::Cell;
use unicode_segmentation::UnicodeSegmentation;
use wezterm_types::{KeyCode, KeyEvent, Modifiers, Underline};

/// Graphemes of a title at most: more than any bar shows.
const LIMIT: usize = 256;

/// What a key made of the edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenameKey {
    /// It goes on.
    Edited,
    /// The title is to be taken.
    Commit,
    /// The old title stays.
    Cancel,
}

/// A tab whose title is being edited.
#[derive(Clone, Debug)]
pub struct Rename {
    tab: TabId,
    /// One grapheme cluster each.
    text: Vec<String>,
    /// Place of the cursor, 0..=text.len().
    cursor: usize,
    /// The other end of the selection.
    anchor: usize,
    /// Text that an input method composes at the cursor.
    preedit: String,
    /// The title before.
    initial: String,
    revision: u64,
    /// Columns of the text that were left of what was shown last, and those
    /// that were shown.
    shown: Cell<(usize, usize)>,
}

impl Rename {
    /// Starts to edit `title`, all of it selected.
    #[must_use]
    pub fn new(tab: TabId, title: &str) -> Self {
        let mut this = Self {
            tab,
            text: Vec::new(),
            cursor: 0,
            anchor: 0,
            preedit: String::new(),
            initial: String::new(),
            revision: 0,
            shown: Cell::default(),
        };
        this.insert(title);
        this.anchor = 0;
        this.initial = this.title();
        this
    }

    /// The tab.
    #[must_use]
    pub fn tab(&self) -> TabId {
        self.tab
    }

    /// Moves with every change of what is shown.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The text so far, without what is being composed. Blanks at its ends are
    /// left out; empty means the automatic title.
    #[must_use]
    pub fn title(&self) -> String {
        self.text.concat().trim().to_owned()
    }

    /// Whether the title is another one now. One that was not touched may be the
    /// program's, which goes on changing.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.title() != self.initial
    }

    /// Puts text in the place of the selection; control characters are left
    /// out.
    pub fn insert(&mut self, text: &str) {
        self.preedit.clear();
        self.delete_selection();
        let clean: String = text.chars().filter(|c| !c.is_control()).collect();
        let room = LIMIT - self.text.len().min(LIMIT);
        let mut new: Vec<String> = Vec::new();
        for cluster in clean.graphemes(true).take(room) {
            if column_width(cluster) > 0 {
                new.push(cluster.to_owned());
                continue;
            }
            // A mark typed by itself belongs to the letter before it.
            let before = match new.last_mut() {
                Some(last) => Some(last),
                None => self.cursor.checked_sub(1).map(|at| &mut self.text[at]),
            };
            if let Some(letter) = before.filter(|letter| letter.len() < 64) {
                letter.push_str(cluster);
            }
        }
        let count = new.len();
        self.text.splice(self.cursor..self.cursor, new);
        self.go(self.cursor + count, false);
    }

    /// Shows what an input method composes.
    pub fn compose(&mut self, text: &str) {
        text.clone_into(&mut self.preedit);
        self.revision += 1;
    }

    /// A key went down.
    pub fn key(&mut self, event: &KeyEvent) -> RenameKey {
        let select = event.modifiers.contains(Modifiers::SHIFT);
        let word = event.modifiers.contains(Modifiers::CTRL);
        let end = self.text.len();
        match event.key {
            KeyCode::Enter => return RenameKey::Commit,
            KeyCode::Escape => return RenameKey::Cancel,
            KeyCode::Home => self.go(0, select),
            KeyCode::End => self.go(end, select),
            KeyCode::LeftArrow if word => self.go(self.word_left(), select),
            KeyCode::RightArrow if word => self.go(self.word_right(), select),
            KeyCode::LeftArrow if !select && self.has_selection() => {
                self.go(self.cursor.min(self.anchor), false);
            }
            KeyCode::RightArrow if !select && self.has_selection() => {
                self.go(self.cursor.max(self.anchor), false);
            }
            KeyCode::LeftArrow => self.go(self.cursor.saturating_sub(1), select),
            KeyCode::RightArrow => self.go(self.cursor + 1, select),
            KeyCode::Backspace => {
                let from = if word {
                    self.word_left()
                } else {
                    self.cursor.saturating_sub(1)
                };
                self.delete_to(from);
            }
            KeyCode::Delete => {
                let to = if word {
                    self.word_right()
                } else {
                    self.cursor + 1
                };
                self.delete_to(to);
            }
            KeyCode::Char('a') if word => {
                self.anchor = 0;
                self.cursor = end;
                self.revision += 1;
            }
            KeyCode::Char('u') if word => {
                self.anchor = 0;
                self.delete_selection();
            }
            _ => {
                let held = Modifiers::CTRL | Modifiers::ALT | Modifiers::SUPER;
                if let Some(text) = &event.text
                    && !event.modifiers.intersects(held)
                {
                    self.insert(text);
                }
            }
        }
        RenameKey::Edited
    }

    fn has_selection(&self) -> bool {
        self.cursor != self.anchor
    }

    fn go(&mut self, to: usize, select: bool) {
        self.cursor = to.min(self.text.len());
        if !select {
            self.anchor = self.cursor;
        }
        self.revision += 1;
    }

    fn delete_to(&mut self, to: usize) {
        if !self.has_selection() {
            self.anchor = to.min(self.text.len());
        }
        self.delete_selection();
    }

    fn delete_selection(&mut self) {
        let (from, to) = (self.cursor.min(self.anchor), self.cursor.max(self.anchor));
        self.text.drain(from..to);
        self.go(from, false);
    }

    fn is_blank(&self, at: usize) -> bool {
        self.text.get(at).is_none_or(|text| text.trim().is_empty())
    }

    fn word_left(&self) -> usize {
        let mut at = self.cursor;
        while at > 0 && self.is_blank(at - 1) {
            at -= 1;
        }
        while at > 0 && !self.is_blank(at - 1) {
            at -= 1;
        }
        at
    }

    fn word_right(&self) -> usize {
        let mut at = self.cursor;
        while at < self.text.len() && self.is_blank(at) {
            at += 1;
        }
        while at < self.text.len() && !self.is_blank(at) {
            at += 1;
        }
        at
    }

    /// The field in at most `width` columns, the cursor among them: a block in
    /// the cursor's colours; what is selected has its colours exchanged.
    #[must_use]
    pub fn line(&self, width: usize, attrs: BarAttrs, palette: &ResolvedPalette) -> CellLine {
        let width = width.max(3);
        let selected = BarAttrs {
            fg: attrs.bg,
            bg: attrs.fg,
            ..attrs
        };
        let block = BarAttrs {
            fg: palette.cursor_fg,
            bg: palette.cursor_bg,
            ..attrs
        };
        let composed = BarAttrs {
            underline: Underline::Single,
            ..attrs
        };
        let (from, to) = (self.cursor.min(self.anchor), self.cursor.max(self.anchor));
        let mut line = CellLine::blank(1, attrs);
        // The first column after the cursor: it has to be in view.
        let mut cursor_end = 0;
        for at in 0..=self.text.len() {
            if at == self.cursor && !self.preedit.is_empty() {
                for cluster in self.preedit.graphemes(true) {
                    line.push(cluster, composed);
                }
            }
            let look = if at == self.cursor {
                block
            } else if (from..to).contains(&at) {
                selected
            } else {
                attrs
            };
            match self.text.get(at) {
                Some(cluster) if column_width(cluster) > 0 => line.push(cluster, look),
                // Nothing to see, but the cursor is there.
                _ if at == self.cursor => line.push(" ", look),
                _ => {}
            }
            if at == self.cursor {
                cursor_end = line.width();
            }
        }
        line.append(&CellLine::blank(1, attrs));
        let hidden = (cursor_end + 1).saturating_sub(width);
        line.truncate_left(line.width() - hidden);
        line.truncate_right(width);
        self.shown.set((hidden, line.width()));
        line
    }

    /// Columns that the field had when it was shown last.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.shown.get().1
    }

    /// The pointer was pressed over this column of the field, as it was shown
    /// last: the cursor goes there, and takes the selection along if `select`.
    pub fn click(&mut self, column: usize, select: bool) {
        // The field begins with a blank.
        let mut left = (self.shown.get().0 + column).saturating_sub(1);
        let mut to = 0;
        for (at, cluster) in self.text.iter().enumerate() {
            if at == self.cursor {
                left = left.saturating_sub(column_width(&self.preedit));
            }
            let width = column_width(cluster);
            if left < width {
                break;
            }
            left -= width;
            to = at + 1;
        }
        self.go(to, select);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use wezterm_types::{KeyEventKind, Leds};

    fn press(rename: &mut Rename, key: KeyCode, modifiers: Modifiers) -> RenameKey {
        let text = match key {
            KeyCode::Char(c) => Some(c.to_string()),
            _ => None,
        };
        rename.key(&KeyEvent {
            key,
            unshifted: key,
            phys: None,
            raw: None,
            modifiers,
            leds: Leds::empty(),
            text,
            kind: KeyEventKind::Press,
        })
    }

    fn type_text(rename: &mut Rename, text: &str) {
        for c in text.chars() {
            press(rename, KeyCode::Char(c), Modifiers::empty());
        }
    }

    const NONE: Modifiers = Modifiers::empty();

    #[test]
    fn typing_replaces_the_old_title() {
        let mut rename = Rename::new(1, "old name");
        type_text(&mut rename, "new");
        assert_eq!(rename.title(), "new");
        assert!(rename.is_changed());
        assert_eq!(press(&mut rename, KeyCode::Enter, NONE), RenameKey::Commit);
        assert_eq!(press(&mut rename, KeyCode::Escape, NONE), RenameKey::Cancel);
    }

    #[test]
    fn keys_move_select_and_delete() {
        let mut rename = Rename::new(1, "one two");
        press(&mut rename, KeyCode::End, NONE);
        press(&mut rename, KeyCode::Backspace, NONE);
        assert_eq!(rename.title(), "one tw");
        press(&mut rename, KeyCode::Home, NONE);
        press(&mut rename, KeyCode::Delete, NONE);
        assert_eq!(rename.title(), "ne tw");
        press(&mut rename, KeyCode::RightArrow, Modifiers::CTRL);
        type_text(&mut rename, "!");
        assert_eq!(rename.title(), "ne! tw");
        press(&mut rename, KeyCode::End, Modifiers::SHIFT);
        type_text(&mut rename, "漢");
        assert_eq!(rename.title(), "ne!漢");
        press(&mut rename, KeyCode::LeftArrow, Modifiers::SHIFT);
        press(&mut rename, KeyCode::Delete, NONE);
        assert_eq!(rename.title(), "ne!");
        press(&mut rename, KeyCode::Char('a'), Modifiers::CTRL);
        press(&mut rename, KeyCode::Backspace, NONE);
        assert_eq!(rename.title(), "");
        type_text(&mut rename, "\u{301}e\u{301}x");
        press(&mut rename, KeyCode::Backspace, NONE);
        assert_eq!(rename.title(), "e\u{301}");
    }

    #[test]
    fn a_click_places_the_cursor_where_it_was_shown() {
        let palette = Config::default().palette();
        let attrs = BarAttrs::plain(palette.foreground, palette.background);
        let mut rename = Rename::new(1, "a漢bc");
        for (column, want) in [
            (0, 0),
            (1, 0),
            (2, 1),
            (3, 1),
            (4, 2),
            (5, 3),
            (6, 4),
            (90, 4),
        ] {
            press(&mut rename, KeyCode::End, NONE);
            let _ = rename.line(20, attrs, &palette);
            rename.click(column, false);
            assert_eq!(rename.cursor, want, "column {column}");
        }
        // The end of a long title is in view: its columns count from there.
        let mut rename = Rename::new(1, &"0123456789".repeat(3));
        press(&mut rename, KeyCode::End, NONE);
        let line = rename.line(10, attrs, &palette).text();
        rename.click(2, false);
        let under = line.chars().nth(2).unwrap().to_string();
        assert_eq!(rename.text[rename.cursor], under);
        rename.click(4, true);
        assert_eq!(rename.cursor - rename.anchor, 2);
    }

    #[test]
    fn an_input_method_writes_here() {
        let mut rename = Rename::new(1, "");
        rename.compose("に");
        assert_eq!(rename.title(), "");
        let palette = Config::default().palette();
        let attrs = BarAttrs::plain(palette.foreground, palette.background);
        assert!(rename.line(20, attrs, &palette).text().contains('に'));
        rename.insert("日本\n");
        assert_eq!(rename.title(), "日本");
        assert!(!rename.line(20, attrs, &palette).text().contains('に'));
    }

    use config::Config;

    proptest! {
        #[test]
        fn the_cursor_is_always_in_view(
            title in "\\PC{0,40}",
            keys in prop::collection::vec(0u8..8, 0..40),
            width in 0usize..30,
        ) {
            let palette = Config::default().palette();
            let attrs = BarAttrs::plain(palette.foreground, palette.background);
            let mut rename = Rename::new(1, &title);
            for key in keys {
                let (key, mods) = match key {
                    0 => (KeyCode::Home, NONE),
                    1 => (KeyCode::End, Modifiers::SHIFT),
                    2 => (KeyCode::LeftArrow, NONE),
                    3 => (KeyCode::RightArrow, Modifiers::CTRL),
                    4 => (KeyCode::Backspace, NONE),
                    5 => (KeyCode::LeftArrow, Modifiers::SHIFT),
                    6 => (KeyCode::Char('漢'), NONE),
                    _ => (KeyCode::Delete, NONE),
                };
                press(&mut rename, key, mods);
            }
            let line = rename.line(width, attrs, &palette);
            prop_assert!(line.width() <= width.max(3));
            prop_assert!(line.cells().iter().any(|cell| cell.attrs.bg == palette.cursor_bg));
        }
    }
}
