//! `ShowDebugOverlay`: the log, a Lua prompt in the configuration's VM, and
//! the counters of `wezterm cli stats`.

mod counters;
mod lines;
mod log_page;
mod session;
mod show;

pub(crate) use session::{Session, SharedSession, Speaker};
pub(crate) use show::show;

use super::{Edit, Editor, Line, Outcome, Overlay, Reply, Size, Style, View};
use crate::logbook::Logbook;
use counters::Counters;
use lines::visible;
pub(super) use lines::wrap;
use log_page::LogPage;
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wezterm_types::{KeyCode, KeyEvent, Modifiers, MouseButton};

/// Before the line that is typed.
const PROMPT: &str = "> ";

/// A page of the overlay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Page {
    #[default]
    Lua,
    Log,
    Perf,
}

impl Page {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Lua, "lua"), (Self::Log, "log"), (Self::Perf, "perf")];

    fn step(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|(page, _)| *page == self);
        Self::ALL[(at.unwrap_or(0) + by) % Self::ALL.len()].0
    }
}

/// The debug overlay.
pub(crate) struct Debug {
    session: SharedSession,
    log: LogPage,
    counters: Counters,
    editor: Editor,
    /// Lines scrolled away from where the page that is shown begins.
    back: usize,
    /// Rows of the page as of the last view.
    rows: usize,
}

impl Debug {
    /// Opens where the user left it last.
    pub(crate) fn new(session: SharedSession, book: Arc<Logbook>) -> Self {
        Self {
            session,
            log: LogPage::new(book),
            counters: Counters::default(),
            editor: Editor::default(),
            back: 0,
            rows: 0,
        }
    }

    fn page(&self) -> Page {
        self.session.borrow().page
    }

    fn turn_to(&mut self, page: Page) -> Reply {
        self.session.borrow_mut().page = page;
        self.back = 0;
        Reply::Used
    }

    fn scroll(&mut self, lines: isize) -> Reply {
        // The counters begin at their first line, the others at their last.
        let by = match self.page() {
            Page::Perf => lines,
            Page::Lua | Page::Log => -lines,
        };
        self.back = self.back.saturating_add_signed(by);
        Reply::Used
    }

    fn enter(&mut self) -> Reply {
        let line = self.editor.text().to_owned();
        if line.trim().is_empty() {
            return Reply::Used;
        }
        self.editor.set("");
        self.back = 0;
        let mut session = self.session.borrow_mut();
        session.history.push(&line);
        session.say(Speaker::User, &format!("{PROMPT}{line}"));
        Reply::Do(Outcome::Evaluate(line))
    }

    /// The names of the pages and how to leave.
    fn header(&self, style: &Style) -> Line {
        let mut line = Line::default();
        for (page, name) in Page::ALL {
            if page == self.page() {
                line.push_look(
                    format!(" {name} "),
                    crate::text_row::Look {
                        bold: true,
                        ..crate::text_row::Look::plain(style.selected_fg, Some(style.selected_bg))
                    },
                );
            } else {
                line.push(format!(" {name} "), style.dim);
            }
        }
        line.right("Tab next page  Esc leave ", style.dim);
        line
    }

    fn lua_lines(&mut self, size: Size, style: &Style) -> (Vec<Line>, (usize, usize)) {
        let typed = format!("{PROMPT}{}", self.editor.text());
        let mut prompt: Vec<Line> = wrap(&typed, size.cols)
            .into_iter()
            .map(|text| Line::plain(text, style.fg))
            .collect();
        // A long line shows its end.
        let shown = prompt.len().min((size.rows / 2).max(1));
        prompt.drain(..prompt.len() - shown);
        let before = format!("{PROMPT}{}", self.editor.before_cursor());
        let before = wrap(&before, size.cols);
        let all = wrap(&typed, size.cols).len();
        let mut row = before.len() - 1;
        let mut col = config::format::column_width(before.last().map_or("", String::as_str));
        if col >= size.cols {
            (row, col) = (row + 1, 0);
        }
        let row = (row + shown).saturating_sub(all);
        let room = size.rows.saturating_sub(shown);
        let session = self.session.borrow();
        let mut lines = visible(session.lines(), &mut self.back, size.cols, room, |said| {
            (
                &said.text,
                match said.by {
                    Speaker::Program => style.dim,
                    Speaker::User => style.accent,
                    Speaker::Lua => style.fg,
                    Speaker::Error => style.error,
                },
            )
        });
        let row = lines.len() + row;
        lines.append(&mut prompt);
        (lines, (col, row))
    }
}

impl Overlay for Debug {
    fn name(&self) -> &'static str {
        "debug"
    }

    fn key(&mut self, key: &KeyEvent) -> Reply {
        let page = self.page();
        let ctrl = key.modifiers == Modifiers::CTRL;
        let rows = self.rows as isize;
        match key.key {
            KeyCode::Escape => return Reply::Close,
            KeyCode::Char('d') if ctrl && self.editor.text().is_empty() => return Reply::Close,
            KeyCode::Tab if key.modifiers.is_empty() => return self.turn_to(page.step(1)),
            KeyCode::Tab if key.modifiers == Modifiers::SHIFT => {
                return self.turn_to(page.step(2));
            }
            KeyCode::PageUp if key.modifiers.is_empty() => return self.scroll(1 - rows),
            KeyCode::PageDown if key.modifiers.is_empty() => return self.scroll(rows - 1),
            _ => {}
        }
        if page != Page::Lua {
            return match key.key {
                KeyCode::UpArrow => self.scroll(-1),
                KeyCode::DownArrow => self.scroll(1),
                KeyCode::Home => self.scroll(isize::MIN + 1),
                KeyCode::End => self.scroll(isize::MAX),
                _ => Reply::Pass,
            };
        }
        match key.key {
            KeyCode::Enter => return self.enter(),
            KeyCode::Char('l') if ctrl => {
                self.session.borrow_mut().clear();
                return Reply::Used;
            }
            _ => {}
        }
        let session = self.session.clone();
        if session.borrow_mut().history.key(key, &mut self.editor) {
            return Reply::Used;
        }
        match self.editor.key(key) {
            Edit::None => Reply::Pass,
            Edit::Moved | Edit::Changed => {
                self.back = 0;
                Reply::Used
            }
        }
    }

    fn text(&mut self, text: &str) -> Reply {
        if self.page() == Page::Lua {
            self.editor.insert(text);
        }
        Reply::Used
    }

    fn click(&mut self, button: MouseButton, col: usize, row: usize) -> Reply {
        if row == 0 && button == MouseButton::Left {
            let mut end = 0;
            for (page, name) in Page::ALL {
                end += name.len() + 2;
                if col < end {
                    return self.turn_to(page);
                }
            }
        }
        Reply::Used
    }

    fn wheel(&mut self, lines: isize) -> Reply {
        self.scroll(lines)
    }

    fn view(&mut self, size: Size, style: &Style) -> View {
        let mut lines = Vec::new();
        // A very low window has room for the page only.
        if size.rows > 4 {
            lines.push(self.header(style));
            lines.push(Line::default());
        }
        let room = Size {
            cols: size.cols,
            rows: size.rows.saturating_sub(lines.len()).max(1),
        };
        self.rows = room.rows;
        let top = lines.len();
        let mut cursor = None;
        match self.page() {
            Page::Lua => {
                let (mut page, (col, row)) = self.lua_lines(room, style);
                cursor = Some((col, top + row));
                lines.append(&mut page);
            }
            Page::Log => lines.append(&mut self.log.lines(room, &mut self.back, style)),
            Page::Perf => lines.append(&mut self.counters.lines(room, &mut self.back, style)),
        }
        View { lines, cursor }
    }

    fn deadline(&self) -> Option<Instant> {
        match self.page() {
            Page::Lua => None,
            Page::Log => Some(self.log.due()),
            Page::Perf => Some(self.counters.due()),
        }
    }

    fn tick(&mut self, now: Instant) -> bool {
        self.page() == Page::Log && self.log.look(now)
    }

    fn wants_stats(&self, now: Instant) -> bool {
        self.page() == Page::Perf && self.counters.due() <= now
    }

    fn set_stats(&mut self, stats: &Value, now: Instant) {
        self.counters.set(stats, now);
    }
}

/// How often a page that moves looks again.
const INTERVAL: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::super::keys::tests::press;
    use super::*;
    use config::Config;

    const SIZE: Size = Size { cols: 40, rows: 12 };

    fn overlay() -> (Debug, Style) {
        let style = Style::of_terminal(&Config::default().palette());
        (Debug::new(Session::shared("hello"), Logbook::new()), style)
    }

    fn key(debug: &mut Debug, key: KeyCode) -> Reply {
        debug.key(&press(key, Modifiers::empty()))
    }

    fn type_line(debug: &mut Debug, text: &str) {
        for c in text.chars() {
            assert!(matches!(key(debug, KeyCode::Char(c)), Reply::Used));
        }
    }

    #[test]
    fn a_line_is_evaluated_and_kept_in_the_history() {
        let (mut debug, style) = overlay();
        type_line(&mut debug, "1+1");
        match key(&mut debug, KeyCode::Enter) {
            Reply::Do(Outcome::Evaluate(line)) => assert_eq!(line, "1+1"),
            other => panic!("{other:?}"),
        }
        debug.session.borrow_mut().say(Speaker::Lua, "2");
        let view = debug.view(SIZE, &style);
        let text = view.text();
        assert_eq!(text[2..], ["hello", "> 1+1", "2", "> "]);
        assert_eq!(view.cursor, Some((2, 5)));
        key(&mut debug, KeyCode::UpArrow);
        assert_eq!(debug.view(SIZE, &style).text()[5], "> 1+1");
    }

    #[test]
    fn what_is_longer_than_the_page_shows_its_end_and_scrolls() {
        let (mut debug, style) = overlay();
        for n in 0..100 {
            debug
                .session
                .borrow_mut()
                .say(Speaker::Lua, &format!("line {n}"));
        }
        let text = |debug: &mut Debug| debug.view(SIZE, &style).text();
        assert_eq!(text(&mut debug)[10], "line 99");
        debug.wheel(-3);
        assert_eq!(text(&mut debug)[10], "line 96");
        debug.wheel(isize::MIN + 1);
        assert_eq!(text(&mut debug)[2], "hello");
        debug.wheel(1000);
        assert_eq!(text(&mut debug)[10], "line 99");
        type_line(&mut debug, &"x".repeat(500));
        let view = debug.view(SIZE, &style);
        assert_eq!(view.lines.len(), SIZE.rows);
        assert_eq!(view.cursor.map(|(_, row)| row), Some(SIZE.rows - 1));
    }

    #[test]
    fn escape_leaves_every_page_and_any_size_has_a_view() {
        let (mut debug, style) = overlay();
        for _ in 0..3 {
            for (cols, rows) in [(1, 1), (2, 3), (500, 200)] {
                debug.view(Size { cols, rows }, &style);
            }
            assert!(matches!(key(&mut debug, KeyCode::Escape), Reply::Close));
            key(&mut debug, KeyCode::Tab);
        }
    }

    #[test]
    fn only_the_perf_page_asks_for_counters() {
        let (mut debug, _) = overlay();
        let now = Instant::now();
        assert!(!debug.wants_stats(now));
        assert_eq!(debug.deadline(), None);
        debug.turn_to(Page::Perf);
        assert!(debug.wants_stats(now + INTERVAL));
        debug.set_stats(&serde_json::json!({"a": 1}), now);
        assert!(!debug.wants_stats(now));
        assert_eq!(debug.deadline(), Some(now + INTERVAL));
    }
}
