//! A line of text being typed: a cursor, the usual keys, and a history.

use super::keys::typed_text;
use unicode_segmentation::UnicodeSegmentation as _;
use wezterm_types::{KeyCode, KeyEvent, Modifiers};

/// Bytes that a line may have; what is pasted beyond is cut off.
const MAX_BYTES: usize = 64 << 10;

/// Lines that a history keeps.
const MAX_HISTORY: usize = 1000;

/// What a key did to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// It is no key of a line.
    None,
    /// The cursor moved.
    Moved,
    /// The text changed.
    Changed,
}

/// One line of text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Editor {
    text: String,
    /// Byte of the cursor; between two graphemes.
    cursor: usize,
    /// Text taken out by Ctrl+K, Ctrl+U or Ctrl+W, for Ctrl+Y.
    killed: String,
}

impl Editor {
    /// A line that begins with `text`, the cursor behind it.
    pub(crate) fn new(text: &str) -> Self {
        let mut editor = Self::default();
        editor.insert(text);
        editor
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The text before the cursor.
    pub(crate) fn before_cursor(&self) -> &str {
        &self.text[..self.cursor]
    }

    /// Replaces the text; the cursor is behind it.
    pub(crate) fn set(&mut self, text: &str) {
        self.text.clear();
        self.cursor = 0;
        self.insert(text);
    }

    /// Puts text in at the cursor. Line ends become blanks, other controls go.
    pub(crate) fn insert(&mut self, text: &str) {
        let mut clean = String::with_capacity(text.len().min(MAX_BYTES));
        for c in text
            .trim_end_matches(['\r', '\n'])
            .replace("\r\n", "\n")
            .chars()
        {
            let c = match c {
                '\n' | '\r' | '\t' => ' ',
                c if c.is_control() => continue,
                c => c,
            };
            if self.text.len() + clean.len() + c.len_utf8() > MAX_BYTES {
                break;
            }
            clean.push(c);
        }
        self.text.insert_str(self.cursor, &clean);
        self.cursor += clean.len();
    }

    /// Handles a pressed key, as readline(3) does.
    pub(crate) fn key(&mut self, event: &KeyEvent) -> Edit {
        let mods = event.modifiers - Modifiers::SHIFT;
        let ctrl = mods == Modifiers::CTRL;
        let alt = mods == Modifiers::ALT;
        if !(mods.is_empty() || ctrl || alt) {
            return Edit::None;
        }
        let key = match event.key {
            KeyCode::Char(c) => KeyCode::Char(c.to_ascii_lowercase()),
            key => key,
        };
        match (key, ctrl, alt) {
            (KeyCode::LeftArrow, false, false) | (KeyCode::Char('b'), true, _) => {
                self.go(self.previous())
            }
            (KeyCode::RightArrow, false, false) | (KeyCode::Char('f'), true, _) => {
                self.go(self.next())
            }
            (KeyCode::LeftArrow, ..) | (KeyCode::Char('b'), _, true) => self.go(self.word_start()),
            (KeyCode::RightArrow, ..) | (KeyCode::Char('f'), _, true) => self.go(self.word_end()),
            (KeyCode::Home, ..) | (KeyCode::Char('a'), true, _) => self.go(0),
            (KeyCode::End, ..) | (KeyCode::Char('e'), true, _) => self.go(self.text.len()),
            (KeyCode::Backspace, false, false) | (KeyCode::Char('h'), true, _) => {
                self.remove(self.previous(), self.cursor, false)
            }
            (KeyCode::Backspace, ..) | (KeyCode::Char('w'), true, _) => {
                self.remove(self.word_start(), self.cursor, true)
            }
            (KeyCode::Delete, ..) | (KeyCode::Char('d'), true, _) => {
                self.remove(self.cursor, self.next(), false)
            }
            (KeyCode::Char('d'), _, true) => self.remove(self.cursor, self.word_end(), true),
            (KeyCode::Char('k'), true, _) => self.remove(self.cursor, self.text.len(), true),
            (KeyCode::Char('u'), true, _) => self.remove(0, self.cursor, true),
            (KeyCode::Char('y'), true, _) => {
                let killed = self.killed.clone();
                self.insert(&killed);
                Edit::Changed
            }
            _ => match typed_text(event) {
                Some(text) => {
                    self.insert(text);
                    Edit::Changed
                }
                None => Edit::None,
            },
        }
    }

    fn go(&mut self, to: usize) -> Edit {
        self.cursor = to;
        Edit::Moved
    }

    fn remove(&mut self, from: usize, to: usize, keep: bool) -> Edit {
        if from >= to {
            return Edit::Moved;
        }
        let gone: String = self.text.drain(from..to).collect();
        if keep {
            self.killed = gone;
        }
        self.cursor = from;
        Edit::Changed
    }

    fn previous(&self) -> usize {
        let before = self.before_cursor();
        before
            .grapheme_indices(true)
            .next_back()
            .map_or(0, |(at, _)| at)
    }

    fn next(&self) -> usize {
        let after = &self.text[self.cursor..];
        self.cursor + after.graphemes(true).next().map_or(0, str::len)
    }

    fn word_start(&self) -> usize {
        let before = self.before_cursor();
        let trimmed = before.trim_end_matches(|c: char| !c.is_alphanumeric());
        trimmed
            .char_indices()
            .rev()
            .find(|(_, c)| !c.is_alphanumeric())
            .map_or(0, |(at, c)| at + c.len_utf8())
    }

    fn word_end(&self) -> usize {
        let after = &self.text[self.cursor..];
        let mut in_word = false;
        for (at, c) in after.char_indices() {
            if c.is_alphanumeric() {
                in_word = true;
            } else if in_word {
                return self.cursor + at;
            }
        }
        self.text.len()
    }
}

/// Lines typed before, and where in them the user is.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    lines: Vec<String>,
    /// Index into `lines`, and the line that was being typed.
    at: Option<(usize, String)>,
}

impl History {
    /// Keeps a line; one that repeats the last is not kept twice.
    pub(crate) fn push(&mut self, line: &str) {
        self.at = None;
        if line.trim().is_empty() || self.lines.last().is_some_and(|last| last == line) {
            return;
        }
        if self.lines.len() == MAX_HISTORY {
            self.lines.remove(0);
        }
        self.lines.push(line.to_owned());
    }

    /// Up and Down, Ctrl+P and Ctrl+N: another line into the editor. Whether
    /// it was such a key.
    pub(crate) fn key(&mut self, event: &KeyEvent, editor: &mut Editor) -> bool {
        let ctrl = event.modifiers == Modifiers::CTRL;
        let back = match event.key {
            KeyCode::UpArrow => true,
            KeyCode::DownArrow => false,
            KeyCode::Char('p') if ctrl => true,
            KeyCode::Char('n') if ctrl => false,
            _ => return false,
        };
        let at = match (&self.at, back) {
            (None, true) => self.lines.len().checked_sub(1),
            (None, false) => return true,
            (Some((at, _)), true) => Some(at.saturating_sub(1)),
            (Some((at, _)), false) => Some(at + 1),
        };
        let Some(at) = at else { return true };
        let typed = match self.at.take() {
            Some((_, typed)) => typed,
            None => editor.text().to_owned(),
        };
        match self.lines.get(at) {
            Some(line) => {
                editor.set(line);
                self.at = Some((at, typed));
            }
            None => editor.set(&typed),
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys::tests::press;
    use super::*;

    fn keys(editor: &mut Editor, keys: &[(KeyCode, Modifiers)]) {
        for (key, mods) in keys {
            editor.key(&press(*key, *mods));
        }
    }

    const NONE: Modifiers = Modifiers::empty();
    const CTRL: Modifiers = Modifiers::CTRL;

    #[test]
    fn keys_edit_by_grapheme_and_word() {
        let mut editor = Editor::new("héllo wörld 👩‍🚀");
        keys(&mut editor, &[(KeyCode::Backspace, NONE)]);
        assert_eq!(editor.text(), "héllo wörld ");
        keys(&mut editor, &[(KeyCode::Char('w'), CTRL)]);
        assert_eq!(editor.text(), "héllo ");
        keys(
            &mut editor,
            &[
                (KeyCode::Home, NONE),
                (KeyCode::RightArrow, NONE),
                (KeyCode::Delete, NONE),
                (KeyCode::Char('e'), NONE),
            ],
        );
        assert_eq!(editor.text(), "hello ");
        assert_eq!(editor.before_cursor(), "he");
        keys(&mut editor, &[(KeyCode::Char('k'), CTRL)]);
        keys(&mut editor, &[(KeyCode::Char('a'), CTRL)]);
        keys(&mut editor, &[(KeyCode::Char('y'), CTRL)]);
        assert_eq!(editor.text(), "llo he");
        assert_eq!(editor.key(&press(KeyCode::Function(1), NONE)), Edit::None);
        assert_eq!(editor.key(&press(KeyCode::Char('q'), CTRL)), Edit::None);
    }

    #[test]
    fn what_is_pasted_is_one_bounded_line() {
        let mut editor = Editor::default();
        editor.insert("a\r\nb\tc\u{1b}[31m\n");
        assert_eq!(editor.text(), "a b c[31m");
        editor.insert(&"x".repeat(MAX_BYTES * 2));
        assert_eq!(editor.text().len(), MAX_BYTES);
    }

    #[test]
    fn history_goes_back_and_returns_to_what_was_typed() {
        let mut history = History::default();
        for line in ["one", "two", "two", "  "] {
            history.push(line);
        }
        let mut editor = Editor::new("typed");
        let mut go = |key| {
            assert!(history.key(&press(key, NONE), &mut editor));
            editor.text().to_owned()
        };
        assert_eq!(go(KeyCode::DownArrow), "typed");
        assert_eq!(go(KeyCode::UpArrow), "two");
        assert_eq!(go(KeyCode::UpArrow), "one");
        assert_eq!(go(KeyCode::UpArrow), "one");
        assert_eq!(go(KeyCode::DownArrow), "two");
        assert_eq!(go(KeyCode::DownArrow), "typed");
    }
}
