//! `PromptInputLine`: a line to type for a callback; and `Confirmation`: yes
//! or no.

use super::debug::wrap;
use super::{Edit, Editor, Line, Outcome, Overlay, Reply, Size, Style, View};
use config::Config;
use config::keys::PromptInputLine;
use wezterm_types::{KeyCode, KeyEvent, Modifiers, MouseButton, Rgba};

/// The overlay of `PromptInputLine`.
pub(crate) struct Prompt {
    asked: PromptInputLine,
    editor: Editor,
    palette: [Rgba; 256],
}

impl Prompt {
    /// Asks for a line.
    pub(crate) fn new(asked: PromptInputLine, config: &Config) -> Self {
        Self {
            editor: Editor::new(asked.initial_value.as_deref().unwrap_or_default()),
            asked,
            palette: config.palette().colors,
        }
    }

    fn finish(&self, line: Option<&str>) -> Reply {
        Reply::Finish(Outcome::Callback {
            action: self.asked.action.clone(),
            arguments: vec![line.map(str::to_owned)],
        })
    }
}

impl Overlay for Prompt {
    fn name(&self) -> &'static str {
        "prompt"
    }

    fn key(&mut self, key: &KeyEvent) -> Reply {
        let ctrl = key.modifiers == Modifiers::CTRL;
        match key.key {
            KeyCode::Escape => self.finish(None),
            KeyCode::Char('c' | 'g') if ctrl => self.finish(None),
            KeyCode::Char('d') if ctrl && self.editor.text().is_empty() => self.finish(None),
            KeyCode::Enter => self.finish(Some(self.editor.text())),
            _ => match self.editor.key(key) {
                Edit::None => Reply::Pass,
                Edit::Moved | Edit::Changed => Reply::Used,
            },
        }
    }

    fn text(&mut self, text: &str) -> Reply {
        self.editor.insert(text);
        Reply::Used
    }

    fn view(&mut self, size: Size, style: &Style) -> View {
        let mut lines: Vec<Line> = Vec::new();
        for text in self.asked.description.lines() {
            let mut line = Line::default();
            line.push_styled(text, style, &self.palette);
            lines.push(line);
        }
        lines.truncate(size.rows.saturating_sub(1));
        let prompt = config::format::plain_text(&self.asked.prompt);
        let shown = format!("{prompt}{}", self.editor.text());
        let before = wrap(
            &format!("{prompt}{}", self.editor.before_cursor()),
            size.cols,
        );
        let col = config::format::column_width(before.last().map_or("", String::as_str));
        let row = before.len() - 1;
        let room = size.rows - lines.len();
        let skip = (row + 1).saturating_sub(room);
        let top = lines.len();
        let rows = wrap(&shown, size.cols).into_iter().skip(skip).take(room);
        lines.extend(rows.map(|text| Line::plain(text, style.fg)));
        View {
            lines,
            cursor: Some((col, top + row - skip)),
        }
    }
}

/// The overlay of `Confirmation`.
pub(crate) struct Confirm {
    message: String,
    yes: Outcome,
    no: Option<Outcome>,
    /// Which answer Enter gives.
    on_yes: bool,
    palette: [Rgba; 256],
    /// Row of the answers, as of the last view.
    row: usize,
}

/// The answers, with two blanks between.
const YES: &str = " [Y]es ";
const NO: &str = " [N]o ";

impl Confirm {
    /// Asks a question.
    pub(crate) fn new(message: &str, yes: Outcome, no: Option<Outcome>, config: &Config) -> Self {
        Self {
            message: message.to_owned(),
            yes,
            no,
            on_yes: true,
            palette: config.palette().colors,
            row: 0,
        }
    }

    fn answer(&self, yes: bool) -> Reply {
        match (yes, &self.no) {
            (true, _) => Reply::Finish(self.yes.clone()),
            (false, Some(no)) => Reply::Finish(no.clone()),
            (false, None) => Reply::Close,
        }
    }
}

impl Overlay for Confirm {
    fn name(&self) -> &'static str {
        "confirmation"
    }

    fn key(&mut self, key: &KeyEvent) -> Reply {
        match key.key {
            KeyCode::Escape => self.answer(false),
            KeyCode::Enter => self.answer(self.on_yes),
            KeyCode::Char('y' | 'Y') => self.answer(true),
            KeyCode::Char('n' | 'N') => self.answer(false),
            KeyCode::LeftArrow | KeyCode::RightArrow | KeyCode::Tab => {
                self.on_yes = !self.on_yes;
                Reply::Used
            }
            _ => Reply::Pass,
        }
    }

    fn click(&mut self, button: MouseButton, col: usize, row: usize) -> Reply {
        if button != MouseButton::Left || row != self.row {
            return Reply::Used;
        }
        match col {
            col if col < YES.len() => self.answer(true),
            col if (YES.len() + 2..YES.len() + 2 + NO.len()).contains(&col) => self.answer(false),
            _ => Reply::Used,
        }
    }

    fn view(&mut self, size: Size, style: &Style) -> View {
        let mut lines: Vec<Line> = Vec::new();
        for text in self.message.lines() {
            let mut line = Line::default();
            line.push_styled(text, style, &self.palette);
            lines.push(line);
        }
        lines.truncate(size.rows.saturating_sub(2));
        lines.push(Line::default());
        self.row = lines.len();
        let mut line = Line::default();
        for (text, chosen) in [(YES, self.on_yes), ("  ", false), (NO, !self.on_yes)] {
            let ground = chosen.then_some(style.selected_bg);
            line.push_look(text, crate::text_row::Look::plain(style.fg, ground));
        }
        lines.push(line);
        View {
            lines,
            cursor: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys::tests::press;
    use super::*;
    use config::keys::KeyAssignment;

    const SIZE: Size = Size { cols: 20, rows: 6 };

    fn style() -> Style {
        Style::of_terminal(&Config::default().palette())
    }

    fn prompt() -> Prompt {
        let asked = PromptInputLine {
            action: Box::new(KeyAssignment::EmitEvent("event".to_owned())),
            description: "What is your name?".to_owned(),
            prompt: "> ".to_owned(),
            initial_value: Some("me".to_owned()),
        };
        Prompt::new(asked, &Config::default())
    }

    fn line(reply: Reply) -> Option<String> {
        match reply {
            Reply::Finish(Outcome::Callback { arguments, .. }) => arguments[0].clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_line_or_nothing_reaches_the_callback() {
        let none = Modifiers::empty();
        let mut prompt = prompt();
        prompt.key(&press(KeyCode::Char('!'), none));
        let view = prompt.view(SIZE, &style());
        assert_eq!(view.text(), ["What is your name?", "> me!"]);
        assert_eq!(view.cursor, Some((5, 1)));
        assert_eq!(
            line(prompt.key(&press(KeyCode::Enter, none))).as_deref(),
            Some("me!")
        );
        assert_eq!(line(prompt.key(&press(KeyCode::Escape, none))), None);
        prompt.text(&"long ".repeat(100));
        for (cols, rows) in [(1, 1), (7, 3), (200, 50)] {
            let view = prompt.view(Size { cols, rows }, &style());
            assert!(view.lines.len() <= rows);
            assert!(view.cursor.is_some_and(|(_, row)| row < rows));
        }
    }

    #[test]
    fn a_question_is_answered_by_key_and_click() {
        let outcome =
            |text: &str| Outcome::Perform(Box::new(KeyAssignment::SendString(text.to_owned())));
        let mut confirm = Confirm::new("Sure?", outcome("yes"), None, &Config::default());
        let none = Modifiers::empty();
        let view = confirm.view(SIZE, &style());
        assert_eq!(view.text(), ["Sure?", "", " [Y]es    [N]o "]);
        let is_yes = |reply| matches!(reply, Reply::Finish(_));
        assert!(is_yes(confirm.key(&press(KeyCode::Char('y'), none))));
        assert!(is_yes(confirm.key(&press(KeyCode::Enter, none))));
        assert!(is_yes(confirm.click(MouseButton::Left, 2, 2)));
        let is_no = |reply| matches!(reply, Reply::Close);
        assert!(is_no(confirm.key(&press(KeyCode::Escape, none))));
        assert!(is_no(confirm.click(MouseButton::Left, 11, 2)));
        confirm.key(&press(KeyCode::Tab, none));
        assert!(is_no(confirm.key(&press(KeyCode::Enter, none))));
    }
}
