//! Quick select: everything on the screen that looks like something to copy
//! gets a label; typing the label copies it.

use super::{Bar, Colors, Mark, ModeView};
use crate::overlay::{Line, Style, labels, typed_text};
use config::Config;
use config::keys::QuickSelectArguments;
use std::collections::HashMap;
use term::{Point, SearchMatch, SearchPattern, Snapshot, StableRow, Terminal};
use wezterm_types::{KeyCode, KeyEvent};

/// Rows searched above and below the screen unless told otherwise.
const SCOPE: usize = 1000;

/// Rows that a user may ask for.
const MAX_SCOPE: usize = 100_000;

/// Matches that get a label.
const MAX_MATCHES: usize = 2000;

/// What is looked for unless the configuration says otherwise; the first that
/// matches at a place wins.
const PATTERNS: [&str; 12] = [
    // Targets of Markdown links, and URLs.
    r"\]\([^)\s]+\)",
    r#"(?:https?://|git@|git://|ssh://|ftp://|file:///)[^\s"'<>`]*[^\s"'<>`.,;:!?)\]}]"#,
    // Files of a diff.
    r"(?:---|\+\+\+) [ab]/\S+",
    // Digests of images, addresses of IPFS, UUIDs.
    r"sha256:[0-9a-f]{64}",
    r"\bQm[0-9A-Za-z]{44}\b",
    r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b",
    // Paths.
    r"(?:[.\w@~-]+)?(?:/[.\w@+-]+)+",
    // Colours, network addresses, pointers.
    r"#[0-9a-fA-F]{6}\b",
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b",
    r"\b(?:[0-9a-fA-F]{1,4}:){3,7}(?::?[0-9a-fA-F]{1,4}){1,4}\b",
    // Commits and hexadecimal numbers.
    r"\b(?:0x[0-9a-fA-F]+|[0-9a-f]{7,40})\b",
    r"\b\d{4,}\b",
];

/// Something that can be chosen.
#[derive(Clone, Debug)]
struct Choice {
    place: SearchMatch,
    text: String,
    label: String,
}

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) start: Point,
    pub(crate) end: Point,
    pub(crate) text: String,
    /// A letter of the label was a capital: it is pasted, too.
    pub(crate) paste: bool,
}

/// The mode.
#[derive(Debug)]
pub(crate) struct QuickSelect {
    pub(crate) args: QuickSelectArguments,
    choices: Vec<Choice>,
    typed: String,
    /// Columns of the terminal: with other ones, its rows have other numbers.
    pub(super) cols: usize,
}

/// What a key did.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Nothing,
    Used,
    Leave,
    Chosen(Chosen),
}

impl QuickSelect {
    /// Looks for what the arguments and the configuration name.
    ///
    /// # Errors
    /// A pattern that is no regular expression.
    pub(crate) fn new(
        args: &QuickSelectArguments,
        config: &Config,
        terminal: &Terminal,
    ) -> Result<Self, String> {
        let mut patterns: Vec<&str> = args.patterns.iter().map(String::as_str).collect();
        if patterns.is_empty() {
            patterns.extend(config.quick_select_patterns.iter().map(String::as_str));
            if !config.disable_default_quick_select_patterns {
                patterns.extend(PATTERNS);
            }
        }
        let each: Vec<String> = patterns.iter().map(|p| format!("(?:{p})")).collect();
        for pattern in &patterns {
            let alone = SearchPattern::Regex((*pattern).to_owned());
            alone.compile().map_err(|error| error.to_string())?;
        }
        let mut this = Self {
            args: args.clone(),
            choices: Vec::new(),
            typed: String::new(),
            cols: terminal.dimensions().cols,
        };
        if patterns.is_empty() {
            return Ok(this);
        }
        let searcher = SearchPattern::Regex(each.join("|"))
            .compile()
            .map_err(|error| error.to_string())?;
        let dims = terminal.dimensions();
        let scope = args.scope_lines.unwrap_or(SCOPE).min(MAX_SCOPE) as StableRow;
        let shown = dims.viewport_top..dims.viewport_top + dims.viewport_rows as StableRow;
        let mut found =
            terminal.search_rows(&searcher, shown.start - scope..shown.end + scope, 100_000);
        // What is seen comes first, from the bottom up: it gets the short
        // labels.
        found.sort_by_key(|m| (!shown.contains(&m.start.row), std::cmp::Reverse(m.start)));
        found.truncate(MAX_MATCHES);
        let texts: Vec<String> = found
            .iter()
            .map(|m| terminal.text_between(m.start, m.end))
            .collect();
        let alphabet = match args.alphabet.as_str() {
            "" => &config.quick_select_alphabet,
            own => own,
        };
        // The same text has the same label wherever it is.
        let mut distinct: Vec<&str> = Vec::new();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        for text in &texts {
            numbers.entry(text).or_insert_with(|| {
                distinct.push(text);
                distinct.len() - 1
            });
        }
        let labels = labels(&alphabet.to_lowercase(), distinct.len());
        this.choices = found
            .into_iter()
            .zip(&texts)
            .filter_map(|(place, text)| {
                let label = labels.get(*numbers.get(text.as_str())?)?;
                Some(Choice {
                    place,
                    text: text.clone(),
                    label: label.clone(),
                })
            })
            .collect();
        Ok(this)
    }

    pub(super) fn key(&mut self, key: &KeyEvent) -> Typed {
        match key.key {
            KeyCode::Escape => return Typed::Leave,
            KeyCode::Backspace => {
                self.typed.pop();
                return Typed::Used;
            }
            _ => {}
        }
        match typed_text(key) {
            Some(text) => self.text(text),
            None => Typed::Nothing,
        }
    }

    pub(super) fn text(&mut self, text: &str) -> Typed {
        self.typed.push_str(text);
        let lower = self.typed.to_lowercase();
        if let Some(choice) = self.choices.iter().find(|choice| choice.label == lower) {
            return Typed::Chosen(Chosen {
                start: choice.place.start,
                end: choice.place.end,
                text: choice.text.clone(),
                paste: self.typed != lower,
            });
        }
        if !self.choices.iter().any(|c| c.label.starts_with(&lower)) {
            self.typed.clear();
        }
        Typed::Used
    }

    pub(super) fn view(&self, snapshot: &Snapshot, colors: &Colors, style: &Style) -> ModeView {
        let top = snapshot.dims.viewport_top;
        let rows = snapshot.rows.len() as StableRow;
        let lower = self.typed.to_lowercase();
        let mut marks = Vec::new();
        for choice in &self.choices {
            let (start, end) = (choice.place.start, choice.place.end);
            let Some(rest) = choice.label.strip_prefix(&lower) else {
                continue;
            };
            if end.row < top || start.row >= top + rows {
                continue;
            }
            for row in start.row.max(top)..=end.row.min(top + rows - 1) {
                let from = if row == start.row { start.col } else { 0 };
                let to = if row == end.row {
                    end.col + 1
                } else {
                    snapshot.dims.cols
                };
                marks.push(Mark::cells(row, from..to, colors.choice));
            }
            if start.row >= top {
                let to = start.col + rest.chars().count();
                let mut label = Mark::cells(start.row, start.col..to, colors.label);
                label.text = Some(rest.to_owned());
                marks.push(label);
            }
        }
        let label = match self.args.label.as_str() {
            "" => "copy",
            own => own,
        };
        let mut line = Line::plain(format!("Quick select: {label} "), style.accent);
        line.push(self.typed.clone(), style.fg);
        let hint = match self.choices.len() {
            0 => "nothing to select  Esc leave ".to_owned(),
            n => format!("{n} matches  capitals paste  Esc leave "),
        };
        line.right(hint, style.dim);
        line.bg = Some(style.selected_bg);
        ModeView {
            bar: Some(Bar {
                at_top: self
                    .choices
                    .iter()
                    .any(|c| c.place.start.row == top + rows - 1),
                line,
                cursor: None,
            }),
            marks,
            cursor: None,
        }
    }

    pub(super) fn lines(&self) -> Vec<String> {
        let choices = self.choices.iter().take(100);
        choices.map(|c| format!("{} {}", c.label, c.text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use term::TerminalConfig;
    use wezterm_types::TerminalSize;

    fn select(text: &str, args: &QuickSelectArguments) -> Result<QuickSelect, String> {
        let size = TerminalSize {
            rows: 24,
            cols: 120,
            ..TerminalSize::default()
        };
        let mut terminal = Terminal::new(size, TerminalConfig::default());
        terminal.advance(text.as_bytes());
        QuickSelect::new(args, &Config::default(), &terminal)
    }

    fn texts(text: &str) -> Vec<String> {
        let select = select(text, &QuickSelectArguments::default()).unwrap();
        select.choices.into_iter().rev().map(|c| c.text).collect()
    }

    #[test]
    fn default_patterns_find_what_is_worth_copying() {
        for (text, found) in [
            (
                "see https://example.com/a?b=c.",
                vec!["https://example.com/a?b=c"],
            ),
            ("commit 1234abcd (main)", vec!["1234abcd"]),
            (
                "open /usr/local/bin, ./src/main.rs",
                vec!["/usr/local/bin", "./src/main.rs"],
            ),
            (
                "at 0xdeadBEEF and 192.168.1.20",
                vec!["0xdeadBEEF", "192.168.1.20"],
            ),
            ("#ff00aa 12345 123", vec!["#ff00aa", "12345"]),
            (
                "id 123e4567-e89b-12d3-a456-426614174000",
                vec!["123e4567-e89b-12d3-a456-426614174000"],
            ),
            ("nothing here at all", vec![]),
        ] {
            assert_eq!(texts(text), found, "{text}");
        }
    }

    #[test]
    fn labels_choose_and_capitals_paste() {
        let args = QuickSelectArguments {
            patterns: vec!["w[0-9]+".to_owned()],
            alphabet: "ab".to_owned(),
            ..QuickSelectArguments::default()
        };
        let text = "w1 w2 w1 w3";
        let mut one = select(text, &args).unwrap();
        // Nearest to the end first; the same text, the same label.
        assert_eq!(one.lines(), ["a w3", "ba w1", "bb w2", "ba w1"]);
        assert!(matches!(one.text("b"), Typed::Used));
        match one.text("A") {
            Typed::Chosen(chosen) => {
                assert_eq!(chosen.text, "w1");
                assert!(chosen.paste);
            }
            other => panic!("{other:?}"),
        }
        let mut two = select(text, &args).unwrap();
        assert!(matches!(two.text("x"), Typed::Used));
        assert!(matches!(two.text("a"), Typed::Chosen(chosen) if !chosen.paste));
        let wrong = QuickSelectArguments {
            patterns: vec!["(".to_owned()],
            ..args
        };
        assert!(select(text, &wrong).unwrap_err().contains("`(`"));
    }
}
