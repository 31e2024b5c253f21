//! Copy mode and search: a cursor that moves over a pane's text by keys,
//! selects, and goes from match to match.

use super::motion;
use super::search::Search;
use super::{Bar, Colors, Mark, ModeView};
use crate::overlay::{Edit, Line, Style, typed_text};
use config::keys::{CopyModeAssignment as Do, Pattern};
use config::structs::{SelectionMode as By, SemanticType as Zone};
use term::{Point, SelectionMode, SemanticType, Snapshot, StableRow, Terminal, ViewportScroll};
use wezterm_types::KeyEvent;

/// A jump to a character of the row (`f`, `F`, `t`, `T`).
#[derive(Clone, Debug)]
struct Jump {
    forward: bool,
    before: bool,
    /// The character; `None` until it is typed.
    target: Option<String>,
}

/// The mode.
#[derive(Debug)]
pub(crate) struct CopyMode {
    cursor: Point,
    /// Where the selection began, and what it is made of.
    anchor: Option<(Point, SelectionMode)>,
    search: Option<Search>,
    /// The pattern is being typed: keys are those of `search_mode`.
    editing: bool,
    jump: Option<Jump>,
    /// The next key is the character to jump to.
    awaits_target: bool,
    /// Columns of the terminal: with other ones, its rows have other numbers.
    cols: usize,
}

impl CopyMode {
    /// `ActivateCopyMode`: at the program's cursor where that is shown.
    pub(crate) fn new(terminal: &Terminal) -> Self {
        let dims = terminal.dimensions();
        let cursor = terminal.cursor();
        let rows = dims.viewport_top..dims.viewport_top + dims.viewport_rows as StableRow;
        let at = if rows.contains(&cursor.stable) {
            Point::new(cursor.stable, cursor.col)
        } else {
            Point::new(rows.end - 1, 0)
        };
        Self {
            cursor: at,
            anchor: None,
            search: None,
            editing: false,
            jump: None,
            awaits_target: false,
            cols: dims.cols,
        }
    }

    /// `Search`.
    pub(crate) fn search(&mut self, terminal: &mut Terminal, pattern: &Pattern) {
        let selected = terminal.selection_text();
        let dims = terminal.dimensions();
        let bottom = dims.viewport_top + dims.viewport_rows as StableRow - 1;
        let from = Point::new(bottom, dims.cols);
        let mut search = Search::new(pattern, selected, from);
        search.restart(terminal);
        self.search = Some(search);
        self.editing = true;
        self.go_to_match(terminal);
    }

    /// `ActivateCopyMode` while searching: the pattern stays, keys are those
    /// of copy mode.
    pub(crate) fn accept_pattern(&mut self) {
        self.editing = false;
    }

    pub(super) fn name(&self) -> &'static str {
        if self.editing { "search" } else { "copy_mode" }
    }

    pub(super) fn key_table(&self) -> &'static str {
        if self.editing {
            "search_mode"
        } else {
            "copy_mode"
        }
    }

    /// Whether a character to jump to is awaited: then keys have no bindings.
    pub(super) fn awaits_key(&self) -> bool {
        self.awaits_target
    }

    /// A key that no table has; whether it is used.
    pub(super) fn key(&mut self, terminal: &mut Terminal, key: &KeyEvent) -> bool {
        if std::mem::take(&mut self.awaits_target) {
            match (typed_text(key), &mut self.jump) {
                (Some(text), Some(jump)) => {
                    jump.target = Some(text.to_owned());
                    self.jump_again(terminal, false);
                }
                // Escape, or no text: there is nothing to jump to.
                _ => self.jump = None,
            }
            return true;
        }
        if !self.editing {
            return false;
        }
        let Some(search) = &mut self.search else {
            return false;
        };
        match search.editor.key(key) {
            Edit::None => false,
            Edit::Moved => true,
            Edit::Changed => {
                search.restart(terminal);
                self.go_to_match(terminal);
                true
            }
        }
    }

    /// Text of an input method, or pasted; whether there is a field for it.
    pub(super) fn text(&mut self, terminal: &mut Terminal, text: &str) -> bool {
        match &mut self.search {
            Some(search) if self.editing => {
                search.editor.insert(text);
                search.restart(terminal);
                self.go_to_match(terminal);
                true
            }
            _ => false,
        }
    }

    /// Carries out an assignment; false when the mode is over.
    pub(super) fn perform(&mut self, terminal: &mut Terminal, action: &Do) -> bool {
        let dims = terminal.dimensions();
        let at = self.cursor;
        let rows = dims.viewport_rows as StableRow;
        let row = |row: StableRow| Point::new(row, at.col);
        let by_rows = |n: f64| {
            row(at
                .row
                .saturating_add((n * rows as f64).round() as StableRow))
        };
        let to = match action {
            Do::Close => {
                if self.anchor.is_some() && !self.editing {
                    terminal.clear_selection();
                }
                return false;
            }
            Do::MoveLeft => step(terminal, at, false),
            Do::MoveRight => step(terminal, at, true),
            Do::MoveUp => row(at.row - 1),
            Do::MoveDown => row(at.row + 1),
            Do::MoveByPage(pages) => by_rows(*pages),
            Do::PageUp => by_rows(-1.0),
            Do::PageDown => by_rows(1.0),
            Do::MoveToViewportTop => row(dims.viewport_top),
            Do::MoveToViewportMiddle => row(dims.viewport_top + rows / 2),
            Do::MoveToViewportBottom => row(dims.viewport_top + rows - 1),
            Do::MoveToScrollbackTop => Point::new(dims.scrollback_top, 0),
            Do::MoveToScrollbackBottom => {
                let last = motion::last_row(terminal);
                motion::end_of_line(terminal, Point::new(last, 0))
            }
            Do::MoveToStartOfLine => Point::new(at.row, 0),
            Do::MoveToStartOfNextLine => Point::new(at.row + 1, 0),
            Do::MoveToStartOfLineContent => motion::start_of_content(terminal, at),
            Do::MoveToEndOfLineContent => motion::end_of_line(terminal, at),
            Do::MoveForwardWord => motion::forward_word(terminal, at),
            Do::MoveForwardWordEnd => motion::forward_word_end(terminal, at),
            Do::MoveBackwardWord => motion::backward_word(terminal, at),
            Do::MoveForwardSemanticZone => zone(terminal, at, None, true),
            Do::MoveBackwardSemanticZone => zone(terminal, at, None, false),
            Do::MoveForwardZoneOfType(kind) => zone(terminal, at, Some(*kind), true),
            Do::MoveBackwardZoneOfType(kind) => zone(terminal, at, Some(*kind), false),
            Do::MoveToSelectionOtherEnd => self.other_end(false),
            Do::MoveToSelectionOtherEndHoriz => self.other_end(true),
            Do::SetSelectionMode(mode) => {
                self.select(mode.map(selection_mode));
                if self.anchor.is_none() {
                    terminal.clear_selection();
                }
                at
            }
            Do::ClearSelectionMode => {
                self.anchor = None;
                terminal.clear_selection();
                at
            }
            Do::JumpForward(jump) => self.await_target(true, jump.prev_char),
            Do::JumpBackward(jump) => self.await_target(false, jump.prev_char),
            Do::JumpAgain => {
                self.jump_again(terminal, false);
                return true;
            }
            Do::JumpReverse => {
                self.jump_again(terminal, true);
                return true;
            }
            Do::PriorMatch
            | Do::NextMatch
            | Do::PriorMatchPage
            | Do::NextMatchPage
            | Do::CycleMatchType
            | Do::ClearPattern
            | Do::EditPattern
            | Do::AcceptPattern => {
                self.search_action(terminal, action);
                return true;
            }
        };
        self.go(terminal, to);
        true
    }

    fn search_action(&mut self, terminal: &mut Terminal, action: &Do) {
        let dims = terminal.dimensions();
        let end = dims.viewport_top + dims.viewport_rows as StableRow;
        if *action == Do::AcceptPattern {
            self.editing = false;
            return;
        }
        let search = self.search.get_or_insert_default();
        match action {
            Do::PriorMatch => search.go(-1),
            Do::NextMatch => search.go(1),
            Do::PriorMatchPage => search.go_beyond(dims.viewport_top, false),
            Do::NextMatchPage => search.go_beyond(end, true),
            Do::CycleMatchType => search.cycle_kind(terminal),
            Do::ClearPattern => {
                search.editor.set("");
                search.restart(terminal);
            }
            Do::EditPattern => self.editing = true,
            _ => {}
        }
        self.go_to_match(terminal);
    }

    /// Moves the cursor, and with it the selection and the viewport.
    fn go(&mut self, terminal: &mut Terminal, to: Point) {
        self.cursor = motion::clamp(terminal, to);
        if let Some((anchor, mode)) = self.anchor {
            terminal.start_selection(anchor, mode);
            terminal.extend_selection(self.cursor, mode);
        }
        show(terminal, self.cursor.row);
    }

    /// Goes to the match the search is at, and selects it while no other
    /// selection is made.
    fn go_to_match(&mut self, terminal: &mut Terminal) {
        let Some(found) = self.search.as_ref().and_then(Search::current) else {
            return;
        };
        self.go(terminal, found.start);
        if self.anchor.is_none() {
            terminal.start_selection(found.start, SelectionMode::Cell);
            terminal.extend_selection(found.end, SelectionMode::Cell);
        }
        // Some text around it, where there is some.
        let dims = terminal.dimensions();
        let rows = dims.viewport_rows as StableRow;
        let row = found.start.row - dims.viewport_top;
        if !(1..rows - 1).contains(&row) {
            terminal.scroll_viewport(ViewportScroll::To(found.start.row - rows / 2));
        }
    }

    fn select(&mut self, mode: Option<SelectionMode>) {
        self.anchor = mode.map(|mode| match self.anchor {
            Some((anchor, _)) => (anchor, mode),
            None => (self.cursor, mode),
        });
    }

    fn other_end(&mut self, horizontal: bool) -> Point {
        let Some((anchor, mode)) = self.anchor else {
            return self.cursor;
        };
        let cursor = self.cursor;
        if horizontal && mode == SelectionMode::Block {
            self.anchor = Some((Point::new(anchor.row, cursor.col), mode));
            return Point::new(cursor.row, anchor.col);
        }
        self.anchor = Some((cursor, mode));
        anchor
    }

    fn await_target(&mut self, forward: bool, before: bool) -> Point {
        self.awaits_target = true;
        self.jump = Some(Jump {
            forward,
            before,
            target: None,
        });
        self.cursor
    }

    fn jump_again(&mut self, terminal: &mut Terminal, reverse: bool) {
        let Some(Jump {
            forward,
            before,
            target: Some(target),
        }) = &self.jump
        else {
            return;
        };
        let forward = *forward != reverse;
        if let Some(to) = motion::jump(terminal, self.cursor, target, forward, *before) {
            self.go(terminal, to);
        }
    }

    /// Whether the search has work to do.
    pub(super) fn is_busy(&self) -> bool {
        self.search.as_ref().is_some_and(Search::is_searching)
    }

    /// Does a part of that work.
    pub(super) fn work(&mut self, terminal: &mut Terminal) {
        let Some(search) = &mut self.search else {
            return;
        };
        let before = search.current();
        search.step(terminal);
        if before.is_none() {
            self.go_to_match(terminal);
        }
    }

    /// Follows the terminal: new output, rows that are gone, another width.
    pub(super) fn follow(&mut self, terminal: &Terminal) {
        self.cursor = motion::clamp(terminal, self.cursor);
        let cols = terminal.dimensions().cols;
        if std::mem::replace(&mut self.cols, cols) != cols {
            self.anchor = None;
        }
        if let Some(search) = &mut self.search {
            search.follow(terminal);
        }
    }

    pub(super) fn view(&self, snapshot: &Snapshot, colors: &Colors, style: &Style) -> ModeView {
        let top = snapshot.dims.viewport_top;
        let rows = snapshot.rows.len() as StableRow;
        let mut marks = Vec::new();
        if let Some(search) = &self.search {
            let current = search.current();
            for found in search.in_rows(top..top + rows) {
                let color = match Some(*found) == current {
                    true => colors.active,
                    false => colors.inactive,
                };
                for row in found.start.row.max(top)..=found.end.row.min(top + rows - 1) {
                    let start = if row == found.start.row {
                        found.start.col
                    } else {
                        0
                    };
                    let end = match row == found.end.row {
                        true => found.end.col + 1,
                        false => snapshot.dims.cols,
                    };
                    marks.push(Mark::cells(row, start..end, color));
                }
            }
        }
        let bar = self.search.as_ref().filter(|_| self.editing).map(|search| {
            let mut line = Line::plain("Search: ", style.accent);
            line.push(search.editor.text(), style.fg);
            line.right(format!("{} ", search.status()), style.dim);
            line.bg = Some(style.selected_bg);
            let before = config::format::column_width(search.editor.before_cursor());
            Bar {
                // The match must stay in sight.
                at_top: self.cursor.row == top + rows - 1,
                line,
                cursor: Some(8 + before),
            }
        });
        ModeView {
            marks,
            cursor: (!self.editing).then_some(self.cursor),
            bar,
        }
    }

    /// What `wezterm cli stats` tells of it.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("cursor {} {}", self.cursor.row, self.cursor.col)];
        if let Some(search) = &self.search {
            lines.push(format!("pattern {}", search.editor.text()));
            lines.push(search.status());
        }
        lines
    }
}

fn selection_mode(mode: By) -> SelectionMode {
    match mode {
        By::Cell => SelectionMode::Cell,
        By::Word => SelectionMode::Word,
        By::Line => SelectionMode::Line,
        By::Block => SelectionMode::Block,
        By::SemanticZone => SelectionMode::SemanticZone,
    }
}

fn zone(terminal: &Terminal, at: Point, kind: Option<Zone>, forward: bool) -> Point {
    let kind = kind.map(|kind| match kind {
        Zone::Output => SemanticType::Output,
        Zone::Input => SemanticType::Input,
        Zone::Prompt => SemanticType::Prompt,
    });
    motion::zone(terminal, at, kind, forward).unwrap_or(at)
}

/// One character to the left or right; stays in the row.
fn step(terminal: &Terminal, at: Point, right: bool) -> Point {
    let cells = terminal.row_characters(at.row);
    let mut columns = cells.iter().map(|(col, _)| *col);
    let col = if right {
        columns.find(|col| *col > at.col).unwrap_or(at.col + 1)
    } else if cells.last().is_some_and(|(last, _)| at.col > *last + 2) {
        at.col - 1
    } else {
        columns
            .take_while(|col| *col < at.col)
            .last()
            .unwrap_or(at.col.saturating_sub(1))
    };
    Point::new(at.row, col)
}

/// Scrolls as little as it takes to see a row.
pub(super) fn show(terminal: &mut Terminal, row: StableRow) {
    let dims = terminal.dimensions();
    let last = dims.viewport_top + dims.viewport_rows as StableRow - 1;
    if row < dims.viewport_top {
        terminal.scroll_viewport(ViewportScroll::To(row));
    } else if row > last {
        let top = dims.viewport_top + (row - last);
        terminal.scroll_viewport(ViewportScroll::To(top));
    }
}

#[cfg(test)]
mod tests;
