//! `CharSelect`: picks a character for the active pane.

use super::characters::{GROUPS, all, character, of_group};
use super::{Edit, Editor, Line, List, Outcome, Overlay, Place, Reply, Size, Style, View};
use config::Config;
use config::keys::CharSelectArguments;
use config::structs::CharSelectGroup as Group;
use wezterm_types::{KeyCode, KeyEvent, Modifiers, MouseButton, Rgba};

/// The overlay.
pub(crate) struct CharSelect {
    args: CharSelectArguments,
    recent: Vec<String>,
    /// Index into [`GROUPS`].
    group: usize,
    list: List,
    /// All groups, once something was typed.
    everything: Option<List>,
    editor: Editor,
    palette: [Rgba; 256],
}

impl CharSelect {
    /// Opens the group that is asked for, else the characters used lately,
    /// else the first emoji.
    pub(crate) fn new(args: CharSelectArguments, recent: &[String], config: &Config) -> Self {
        let group = args.group.unwrap_or(if recent.is_empty() {
            Group::SmileysAndEmotion
        } else {
            Group::RecentlyUsed
        });
        let at = GROUPS.iter().position(|(of, _)| *of == group).unwrap_or(1);
        Self {
            args,
            recent: recent.to_vec(),
            group: at,
            list: List::new(of_group(group, recent)),
            everything: None,
            editor: Editor::default(),
            palette: config.palette().colors,
        }
    }

    fn turn(&mut self, by: usize) -> Reply {
        self.group = (self.group + by) % GROUPS.len();
        self.list = List::new(of_group(GROUPS[self.group].0, &self.recent));
        self.editor.set("");
        Reply::Used
    }

    fn is_searching(&self) -> bool {
        !self.editor.text().trim().is_empty()
    }

    /// The list that is shown.
    fn shown(&mut self) -> &mut List {
        if self.is_searching() {
            self.everything
                .get_or_insert_with(|| List::new(all(&self.recent)))
        } else {
            &mut self.list
        }
    }

    fn search(&mut self) {
        let text = self.editor.text().to_owned();
        if self.is_searching() {
            self.shown().set_filter(&text);
        }
    }

    fn choose(&mut self, row: Option<usize>) -> Reply {
        let list = self.shown();
        let chosen = match row {
            Some(row) => list.in_row(row),
            None => list.selected(),
        };
        let Some(text) = chosen.map(|(_, entry)| character(entry).to_owned()) else {
            return Reply::Used;
        };
        Reply::Finish(Outcome::Character {
            text,
            copy: self.args.copy_on_select.then_some(self.args.copy_to),
        })
    }
}

impl Overlay for CharSelect {
    fn name(&self) -> &'static str {
        "characters"
    }

    fn place(&self, _config: &Config, room: Size) -> Place {
        Place::Top(Size {
            cols: 70.min(room.cols.saturating_sub(6)),
            rows: (room.rows * 3 / 5).max(3),
        })
    }

    fn font_size(&self, config: &Config) -> Option<f64> {
        Some(config.char_select_font_size)
    }

    fn style(&self, config: &Config) -> Style {
        let (fg, bg) = (config.char_select_fg_color, config.char_select_bg_color);
        Style::of(fg, bg, &config.palette())
    }

    fn key(&mut self, key: &KeyEvent) -> Reply {
        let shift = key.modifiers.contains(Modifiers::SHIFT);
        let ctrl = key.modifiers - Modifiers::SHIFT == Modifiers::CTRL;
        match key.key {
            KeyCode::Escape => return Reply::Close,
            KeyCode::Enter if key.modifiers.is_empty() => return self.choose(None),
            KeyCode::Tab if shift => return self.turn(GROUPS.len() - 1),
            KeyCode::Tab => return self.turn(1),
            KeyCode::Char('r' | 'R') if ctrl && shift => return self.turn(GROUPS.len() - 1),
            KeyCode::Char('r') if ctrl => return self.turn(1),
            _ => {}
        }
        if self.shown().key(key) {
            return Reply::Used;
        }
        match self.editor.key(key) {
            Edit::None => Reply::Pass,
            Edit::Moved => Reply::Used,
            Edit::Changed => {
                self.search();
                Reply::Used
            }
        }
    }

    fn text(&mut self, text: &str) -> Reply {
        self.editor.insert(text);
        self.search();
        Reply::Used
    }

    fn click(&mut self, button: MouseButton, _col: usize, row: usize) -> Reply {
        match (button, row) {
            (MouseButton::Left, 0) => self.turn(1),
            (MouseButton::Left, row) => self.choose(Some(row - 1)),
            _ => Reply::Used,
        }
    }

    fn wheel(&mut self, lines: isize) -> Reply {
        self.shown().scroll(lines);
        Reply::Used
    }

    fn view(&mut self, size: Size, style: &Style) -> View {
        let mut heading = Line::plain("> ", style.dim);
        heading.push(self.editor.text(), style.fg);
        let group = match self.is_searching() {
            true => "All",
            false => GROUPS[self.group].1,
        };
        heading.right(format!("{group}  (Tab next)"), style.dim);
        let cursor = 2 + config::format::column_width(self.editor.before_cursor());
        let room = Size {
            cols: size.cols,
            rows: size.rows.saturating_sub(1).max(1),
        };
        let palette = self.palette;
        let rows = self.shown().lines(room, style, &palette, |_| None);
        let mut lines = vec![heading];
        if rows.is_empty() {
            lines.push(Line::plain("no character of that name", style.dim));
        }
        lines.extend(rows);
        View {
            lines,
            cursor: Some((cursor, 0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys::tests::press;
    use super::*;

    const SIZE: Size = Size { cols: 60, rows: 8 };

    #[test]
    fn names_are_searched_in_all_groups() {
        let config = Config::default();
        let style = Style::of_terminal(&config.palette());
        let mut select = CharSelect::new(CharSelectArguments::default(), &[], &config);
        let none = Modifiers::empty();
        assert!(select.view(SIZE, &style).text()[0].contains("Smileys"));
        select.key(&press(KeyCode::Tab, none));
        assert!(select.view(SIZE, &style).text()[0].contains("People"));
        select.text("snowman without snow");
        assert!(select.view(SIZE, &style).text()[1].contains("snowman without snow"));
        match select.key(&press(KeyCode::Enter, none)) {
            Reply::Finish(Outcome::Character { text, copy }) => {
                assert!(text.starts_with('\u{26c4}'), "{text:?}");
                assert!(copy.is_some());
            }
            other => panic!("{other:?}"),
        }
        select.text("no such name zzqq");
        assert!(matches!(
            select.key(&press(KeyCode::Enter, none)),
            Reply::Used
        ));
        assert!(matches!(
            select.key(&press(KeyCode::Escape, none)),
            Reply::Close
        ));
    }
}
