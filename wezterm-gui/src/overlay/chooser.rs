//! A list with a title, over all panes or as a panel: the launcher, the tab
//! navigator, `InputSelector` and the command palette.

use super::labels::labels;
use super::{Edit, Editor, Entry, Line, List, Outcome, Overlay, Place, Reply, Size, Style, View};
use config::Config;
use wezterm_types::{KeyCode, KeyEvent, MouseButton, Rgba};

/// What choosing an entry does.
pub(crate) type Pick = Box<dyn Fn(usize, &Entry) -> Outcome>;

/// What a chooser is made of.
pub(crate) struct Setup {
    /// Its name, for `wezterm cli stats`.
    pub(crate) name: &'static str,
    /// The first line.
    pub(crate) title: String,
    /// Above the list.
    pub(crate) help: String,
    /// Before what is typed to search.
    pub(crate) fuzzy_help: String,
    /// Letters that choose a visible line; not while searching.
    pub(crate) alphabet: String,
    /// Whether typing searches from the start.
    pub(crate) fuzzy: bool,
    pub(crate) entries: Vec<Entry>,
    /// The entry that is chosen first.
    pub(crate) selected: usize,
    pub(crate) pick: Pick,
    /// What leaving without a choice does.
    pub(crate) cancel: Option<Outcome>,
    /// A panel of the command palette's looks.
    pub(crate) panel: bool,
}

/// The overlay.
pub(crate) struct Chooser {
    setup: Setup,
    list: List,
    /// What is typed to search; `None` while letters choose.
    search: Option<Editor>,
    /// Letters of a label typed so far.
    typed: String,
    /// Labels of the visible rows.
    labels: Vec<String>,
    /// Row of the first entry, as of the last view.
    first_row: usize,
    palette: [Rgba; 256],
}

impl Chooser {
    /// A chooser; `config` has its colours.
    pub(crate) fn new(mut setup: Setup, config: &Config) -> Self {
        let mut list = List::new(std::mem::take(&mut setup.entries));
        list.select(setup.selected);
        Self {
            list,
            search: setup.fuzzy.then(Editor::default),
            setup,
            typed: String::new(),
            labels: Vec::new(),
            first_row: 0,
            palette: config.palette().colors,
        }
    }

    fn choose(&self, chosen: Option<(usize, &Entry)>) -> Reply {
        match chosen {
            Some((number, entry)) => Reply::Finish((self.setup.pick)(number, entry)),
            None => Reply::Used,
        }
    }

    fn cancel(&self) -> Reply {
        match &self.setup.cancel {
            Some(outcome) => Reply::Finish(outcome.clone()),
            None => Reply::Close,
        }
    }

    /// A letter while not searching: `/` searches, others choose a line.
    fn letter(&mut self, text: &str) -> Reply {
        if text == "/" && !self.setup.alphabet.contains('/') {
            self.search = Some(Editor::default());
            self.typed.clear();
            return Reply::Used;
        }
        self.typed.push_str(text);
        let typed = self.typed.as_str();
        if let Some(row) = self.labels.iter().position(|label| label == typed) {
            return self.choose(self.list.in_row(row));
        }
        if !self.labels.iter().any(|label| label.starts_with(typed)) {
            self.typed.clear();
            match text {
                "j" => self.list.step(1),
                "k" => self.list.step(-1),
                _ => {}
            }
        }
        Reply::Used
    }

    fn heading(&self, style: &Style) -> Vec<Line> {
        let mut lines = Vec::new();
        if !self.setup.title.is_empty() {
            let mut line = Line::default();
            line.push(self.setup.title.clone(), style.accent);
            let (matching, all) = self.list.counts();
            line.right(format!("{matching}/{all} "), style.dim);
            lines.push(line);
        }
        match &self.search {
            Some(editor) => {
                let mut line = Line::plain(self.setup.fuzzy_help.clone(), style.dim);
                line.push(editor.text(), style.fg);
                lines.push(line);
            }
            None => {
                let help = self.setup.help.lines();
                lines.extend(help.map(|text| {
                    let mut line = Line::default();
                    line.push_styled(text, style, &self.palette);
                    line
                }));
            }
        }
        lines
    }
}

impl Overlay for Chooser {
    fn name(&self) -> &'static str {
        self.setup.name
    }

    fn place(&self, config: &Config, room: Size) -> Place {
        if !self.setup.panel {
            return Place::Full;
        }
        let most = config.command_palette_rows.unwrap_or(room.rows * 3 / 5);
        Place::Top(Size {
            cols: 100.min(room.cols.saturating_sub(6)),
            rows: most.clamp(1, room.rows.saturating_sub(3).max(1)) + 1,
        })
    }

    fn font_size(&self, config: &Config) -> Option<f64> {
        self.setup.panel.then_some(config.command_palette_font_size)
    }

    fn style(&self, config: &Config) -> Style {
        let palette = config.palette();
        if self.setup.panel {
            let (fg, bg) = (
                config.command_palette_fg_color,
                config.command_palette_bg_color,
            );
            Style::of(fg, bg, &palette)
        } else {
            Style::of_terminal(&palette)
        }
    }

    fn key(&mut self, key: &KeyEvent) -> Reply {
        match key.key {
            KeyCode::Escape => return self.cancel(),
            KeyCode::Char('c' | 'g') if key.modifiers == wezterm_types::Modifiers::CTRL => {
                return self.cancel();
            }
            KeyCode::Enter if key.modifiers.is_empty() => {
                return self.choose(self.list.selected());
            }
            _ => {}
        }
        if self.list.key(key) {
            return Reply::Used;
        }
        if self.search.is_none() {
            return match super::keys::typed_text(key) {
                Some(text) => {
                    let text = text.to_owned();
                    self.letter(&text)
                }
                None => Reply::Pass,
            };
        }
        let Some(editor) = &mut self.search else {
            return Reply::Pass;
        };
        if editor.text().is_empty() && key.key == KeyCode::Backspace && !self.setup.fuzzy {
            self.search = None;
            return Reply::Used;
        }
        match editor.key(key) {
            Edit::None => Reply::Pass,
            Edit::Moved => Reply::Used,
            Edit::Changed => {
                self.list.set_filter(editor.text());
                Reply::Used
            }
        }
    }

    fn text(&mut self, text: &str) -> Reply {
        let editor = self.search.get_or_insert_default();
        editor.insert(text);
        self.list.set_filter(editor.text());
        Reply::Used
    }

    fn click(&mut self, button: MouseButton, _col: usize, row: usize) -> Reply {
        match (button, row.checked_sub(self.first_row)) {
            (MouseButton::Left, Some(row)) => self.choose(self.list.in_row(row)),
            _ => Reply::Used,
        }
    }

    fn wheel(&mut self, lines: isize) -> Reply {
        self.list.scroll(lines);
        Reply::Used
    }

    fn view(&mut self, size: Size, style: &Style) -> View {
        let mut lines = self.heading(style);
        if lines.len() + 1 > size.rows {
            let extra = lines.len() + 1 - size.rows;
            lines.drain(..extra.min(lines.len()));
        }
        let cursor = self.search.as_ref().map(|editor| {
            let before = format!("{}{}", self.setup.fuzzy_help, editor.before_cursor());
            let col = config::format::column_width(&before);
            (col, lines.len().saturating_sub(1))
        });
        self.first_row = lines.len();
        let room = Size {
            cols: size.cols,
            rows: size.rows.saturating_sub(lines.len()).max(1),
        };
        let (matching, _) = self.list.counts();
        self.labels = if self.search.is_some() {
            Vec::new()
        } else {
            labels(&self.setup.alphabet, matching.min(room.rows))
        };
        let width = self.labels.iter().map(|label| label.chars().count()).max();
        let prefix = |row: usize| {
            let width = width?;
            let label = self.labels.get(row).map_or("", String::as_str);
            let dot = if label.is_empty() { " " } else { "." };
            Some(format!(" {label:>width$}{dot} "))
        };
        let rows = self.list.lines(room, style, &self.palette, prefix);
        if rows.is_empty() {
            lines.push(Line::plain("nothing matches", style.dim));
        }
        lines.extend(rows);
        View { lines, cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys::tests::press;
    use super::*;
    use config::keys::KeyAssignment;
    use wezterm_types::Modifiers;

    const SIZE: Size = Size { cols: 40, rows: 8 };

    fn chooser(fuzzy: bool) -> (Chooser, Style) {
        let config = Config::default();
        let setup = Setup {
            name: "test",
            title: "Title".to_owned(),
            help: "help".to_owned(),
            fuzzy_help: "Find: ".to_owned(),
            alphabet: "abc".to_owned(),
            fuzzy,
            entries: (0..9).map(|n| Entry::new(format!("entry {n}"))).collect(),
            selected: 0,
            pick: Box::new(|number, entry| {
                let text = format!("{number} {}", entry.plain());
                Outcome::Perform(Box::new(KeyAssignment::SendString(text)))
            }),
            cancel: None,
            panel: false,
        };
        let style = Style::of_terminal(&config.palette());
        (Chooser::new(setup, &config), style)
    }

    fn key(chooser: &mut Chooser, key: KeyCode) -> Reply {
        chooser.key(&press(key, Modifiers::empty()))
    }

    fn chosen(reply: &Reply) -> Option<String> {
        match reply {
            Reply::Finish(Outcome::Perform(action)) => match action.as_ref() {
                KeyAssignment::SendString(text) => Some(text.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    #[test]
    fn letters_choose_until_the_search_begins() {
        let (mut chooser, style) = chooser(false);
        let view = chooser.view(SIZE, &style);
        assert_eq!(view.text()[..3], ["Title  9/9 ", "help", "  a. entry 0"]);
        assert_eq!(view.lines.len(), 8);
        assert_eq!(view.cursor, None);
        // Labels of two letters: six rows, three letters.
        assert_eq!(chosen(&key(&mut chooser, KeyCode::Char('c'))), None);
        let reply = key(&mut chooser, KeyCode::Char('b'));
        assert_eq!(chosen(&reply).as_deref(), Some("2 entry 2"));
        key(&mut chooser, KeyCode::Char('j'));
        let reply = key(&mut chooser, KeyCode::Enter);
        assert_eq!(chosen(&reply).as_deref(), Some("1 entry 1"));
        key(&mut chooser, KeyCode::Char('/'));
        key(&mut chooser, KeyCode::Char('7'));
        let view = chooser.view(SIZE, &style);
        assert_eq!(view.text(), ["Title  1/9 ", "Find: 7", "entry 7"]);
        assert_eq!(view.cursor, Some((7, 1)));
        let reply = key(&mut chooser, KeyCode::Enter);
        assert_eq!(chosen(&reply).as_deref(), Some("7 entry 7"));
        assert!(matches!(key(&mut chooser, KeyCode::Escape), Reply::Close));
    }

    #[test]
    fn a_click_chooses_and_text_is_searched() {
        let (mut chooser, style) = chooser(true);
        chooser.view(SIZE, &style);
        chooser.wheel(1);
        chooser.view(SIZE, &style);
        let reply = chooser.click(MouseButton::Left, 3, 2);
        assert_eq!(chosen(&reply).as_deref(), Some("1 entry 1"));
        assert!(matches!(
            chooser.click(MouseButton::Left, 0, 0),
            Reply::Used
        ));
        chooser.text("entry 3\n");
        assert_eq!(chooser.view(SIZE, &style).text()[2], "entry 3");
        chooser.text("zzz");
        assert_eq!(chooser.view(SIZE, &style).text()[2], "nothing matches");
        assert!(matches!(key(&mut chooser, KeyCode::Enter), Reply::Used));
    }

    #[test]
    fn any_size_has_a_view() {
        let (mut chooser, style) = chooser(true);
        for (cols, rows) in [(1, 1), (3, 2), (300, 100)] {
            let size = Size { cols, rows };
            assert!(!chooser.view(size, &style).lines.is_empty());
        }
    }
}
