use crate::config::TerminalConfig;
use crate::core::Core;
use crate::dispatch::WindowState;
use crate::events::{Progress, TerminalEvent};
use crate::feed::Feed;
use crate::input::MouseState;
use crate::palette::Palette;
use crate::search::{self, SearchError, SearchMatch, SearchPattern, Searcher};
use crate::selection::Selection;
use crate::snapshot::{CursorSnapshot, Point, RenderableDimensions, Snapshot, StableRow};
use crate::text;
use crate::vt::GridExt as _;
use rio_vt::crosswords::Mode;
use rio_vt::crosswords::grid::{Dimensions, Scroll};
use rio_vt::crosswords::pos::Column;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;
use wezterm_types::TerminalSize;

/// How far to move the viewport over the scrollback.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ViewportScroll {
    /// Rows; negative is up, towards older text.
    Lines(isize),
    /// Heights of the screen; negative is up.
    Pages(f64),
    /// The oldest row.
    Top,
    /// The screen itself.
    Bottom,
    /// Prompts marked by OSC 133; negative is up.
    ToPrompt(isize),
    /// This row at the top, as far as there are rows.
    To(StableRow),
}

/// What a selection is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SelectionMode {
    /// Cells in reading order.
    Cell,
    /// Whole words.
    Word,
    /// Whole lines, joined over wraps.
    Line,
    /// A rectangle.
    Block,
    /// A prompt, an input or an output, as marked by OSC 133.
    SemanticZone,
}

/// What [`Terminal::clear_scrollback`] erases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EraseMode {
    /// Rows above the screen.
    ScrollbackOnly,
    /// The screen too, but for the line of the cursor.
    ScrollbackAndViewport,
}

/// What text is, as marked by OSC 133.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SemanticType {
    /// Output of a command, and all unmarked text.
    #[default]
    Output,
    /// What the user typed.
    Input,
    /// The shell's prompt.
    Prompt,
}

/// A run of text of one type, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SemanticZone {
    /// Its first cell.
    pub start: Point,
    /// Its last cell.
    pub end: Point,
    /// Its type.
    pub kind: SemanticType,
}

/// One terminal.
#[derive(Debug)]
pub struct Terminal {
    feed: Feed,
    pub(crate) core: Core,
    pub(crate) mouse: MouseState,
}

impl Terminal {
    /// A blank terminal.
    #[must_use]
    pub fn new(size: TerminalSize, config: TerminalConfig) -> Self {
        Self {
            feed: Feed::default(),
            core: Core::new(size, config),
            mouse: MouseState::default(),
        }
    }

    /// Takes a changed configuration; what programs set stays.
    pub fn set_config(&mut self, config: TerminalConfig) {
        self.core.set_config(config);
    }

    /// Processes output of the child.
    pub fn advance(&mut self, bytes: &[u8]) {
        self.feed.advance(&mut self.core, bytes);
        self.core.settle();
    }

    /// When a synchronized update (mode 2026) ends by itself, if one is on.
    #[must_use]
    pub fn sync_deadline(&self) -> Option<Instant> {
        self.core.vt.sync_update_deadline()
    }

    /// Ends a synchronized update that is past its deadline; whether it did.
    pub fn expire_sync(&mut self, now: Instant) -> bool {
        let expired = self.core.vt.sync_update_expired(now);
        if expired {
            self.core.end_sync();
            self.core.settle();
        }
        expired
    }

    /// Appends what happened since the last call.
    pub fn drain_events(&mut self, out: &mut Vec<TerminalEvent>) {
        self.core.events.drain_into(out);
    }

    /// Bytes to write to the child, in answer to its queries.
    #[must_use]
    pub fn take_replies(&mut self) -> Vec<u8> {
        self.core.replies.take()
    }

    /// Changes the size; text is wrapped anew when the width changes. Grids
    /// are 2 to 4096 columns wide and 1 to 2048 rows high, whatever is asked.
    pub fn resize(&mut self, size: TerminalSize) {
        self.core.resize(size);
    }

    /// Is set while this terminal, which is in use meanwhile, wraps all of its
    /// text for longer than a frame can wait.
    #[must_use]
    pub fn wrapping(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.core.wrapping)
    }

    /// The size last given.
    #[must_use]
    pub fn size(&self) -> TerminalSize {
        self.core.size
    }

    /// Tells where and on what the window is, for the reports of XTWINOPS.
    pub fn set_window_state(&mut self, state: WindowState) {
        self.core.window = state;
    }

    /// Moves when anything a snapshot shows may have changed. During a
    /// synchronized update it rests.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.core.generation()
    }

    /// Brings `snap`, a snapshot of this terminal or a new one, up to date. Rows
    /// that did not change are shared with the earlier snapshot; during a
    /// synchronized update all of it is.
    pub fn snapshot(&mut self, snap: &mut Snapshot) {
        self.core.snapshot(snap);
    }

    /// Moves the viewport.
    pub fn scroll_viewport(&mut self, scroll: ViewportScroll) {
        let vt = &mut self.core.vt;
        let rows = vt.grid.screen_lines() as f64;
        let lines = |n: f64| Scroll::Delta(-(n.clamp(-1e9, 1e9) as i32));
        match scroll {
            ViewportScroll::Lines(n) => vt.scroll_display(lines(n as f64)),
            ViewportScroll::Pages(n) => vt.scroll_display(lines((n * rows).round())),
            ViewportScroll::Top => vt.scroll_display(Scroll::Top),
            ViewportScroll::Bottom => vt.scroll_display(Scroll::Bottom),
            ViewportScroll::ToPrompt(n) => {
                for _ in 0..n.unsigned_abs().min(100_000) {
                    let before = vt.display_offset();
                    vt.scroll_to_prompt(n > 0);
                    if vt.display_offset() == before {
                        break;
                    }
                }
            }
            ViewportScroll::To(row) => {
                let top = vt.physical_top() - vt.display_offset() as i64;
                vt.scroll_display(lines((row.saturating_sub(top)) as f64));
            }
        }
        self.core.settle();
    }

    /// Sizes and places.
    #[must_use]
    pub fn dimensions(&self) -> RenderableDimensions {
        self.core.dims()
    }

    /// Starts a selection at a place. With `Cell` and `Block` nothing is
    /// selected before it is extended.
    pub fn start_selection(&mut self, at: Point, mode: SelectionMode) {
        let core = &mut self.core;
        let selection = Selection::start(&core.vt, at, mode, &core.config.word_boundary);
        core.selection = Some(selection);
        self.selection_changed();
    }

    /// Moves the end of the selection; starts one where there is none.
    pub fn extend_selection(&mut self, to: Point, mode: SelectionMode) {
        let core = &mut self.core;
        let boundary = &core.config.word_boundary;
        let selection = core
            .selection
            .get_or_insert_with(|| Selection::start(&core.vt, to, mode, boundary));
        selection.extend(&core.vt, to, mode, boundary);
        self.selection_changed();
    }

    /// Selects all text, the scrollback included.
    pub fn select_all(&mut self) {
        self.core.selection = Some(Selection::all(&self.core.vt));
        self.selection_changed();
    }

    /// Selects nothing.
    pub fn clear_selection(&mut self) {
        if self.core.selection.take().is_some() {
            self.selection_changed();
        }
    }

    fn selection_changed(&mut self) {
        self.core.touched = true;
        self.core.settle();
    }

    /// Whether something is selected.
    #[must_use]
    pub fn has_selection(&self) -> bool {
        self.core.selection.as_ref().is_some_and(Selection::is_some)
    }

    /// The selected text; wrapped lines are joined, blanks at line ends left
    /// out.
    #[must_use]
    pub fn selection_text(&self) -> Option<String> {
        self.core.selection.as_ref()?.text(&self.core.vt)
    }

    /// Tells the terminal that its pane got or lost the focus.
    pub fn focus_changed(&mut self, focused: bool) -> Option<Vec<u8>> {
        let report = if focused { b"\x1b[I" } else { b"\x1b[O" };
        self.core.modes.focus_events.then(|| report.to_vec())
    }

    /// Tells the terminal whether its pane can be seen; the report for the
    /// child is what it asked for with mode 2033.
    pub fn visibility_changed(&mut self, visible: bool) -> Option<Vec<u8>> {
        let hidden = !visible;
        if std::mem::replace(&mut self.core.hidden, hidden) == hidden {
            return None;
        }
        let state = if visible { 1 } else { 2 };
        let report = format!("\x1b[?999;{state}n");
        (self.core.modes.report_visibility).then(|| report.into_bytes())
    }

    /// Whether the child reads the mouse.
    #[must_use]
    pub fn is_mouse_grabbed(&self) -> bool {
        self.core.modes.mouse.is_grabbing()
    }

    /// Whether the alternate screen is shown.
    #[must_use]
    pub fn is_alt_screen(&self) -> bool {
        self.core.is_alt()
    }

    /// Whether the child tells pastes from typing (mode 2004).
    #[must_use]
    pub fn is_bracketed_paste(&self) -> bool {
        self.core.vt.mode().contains(Mode::BRACKETED_PASTE)
    }

    /// Whether the wheel should send arrow keys: on the alternate screen,
    /// with mode 1007 and without mouse reporting.
    #[must_use]
    pub fn wheel_as_arrow_keys(&self) -> bool {
        self.is_alt_screen() && self.core.modes.alternate_scroll && !self.is_mouse_grabbed()
    }

    /// Arrow keys to send per step of the wheel then.
    #[must_use]
    pub fn alternate_scroll_lines(&self) -> usize {
        self.core.config.alternate_scroll_lines
    }

    /// The window title (OSC 0, 2).
    #[must_use]
    pub fn title(&self) -> &str {
        &self.core.shell.title
    }

    /// The icon name (OSC 1); empty when not set.
    #[must_use]
    pub fn icon_title(&self) -> &str {
        &self.core.shell.icon
    }

    /// The working directory as a URL (OSC 7).
    #[must_use]
    pub fn cwd(&self) -> Option<&str> {
        self.core.shell.cwd.as_deref()
    }

    /// OSC 1337 SetUserVar.
    #[must_use]
    pub fn user_vars(&self) -> &BTreeMap<String, String> {
        &self.core.shell.user_vars
    }

    /// OSC 9;4.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.core.shell.progress
    }

    /// The colours in force, with what the child changed.
    #[must_use]
    pub fn palette(&self) -> &Arc<Palette> {
        self.core.palette.effective()
    }

    /// Where the cursor is, whether it is in the viewport or not.
    #[must_use]
    pub fn cursor(&self) -> CursorSnapshot {
        let dims = self.core.dims();
        let at = self.core.vt.cursor_point();
        let row = usize::try_from(at.row - dims.viewport_top).unwrap_or(usize::MAX);
        let shown = self.core.vt.mode().contains(Mode::SHOW_CURSOR);
        CursorSnapshot {
            row: row.min(dims.viewport_rows),
            col: at.col,
            stable: at.row,
            style: self.core.cursor_style(),
            visible: shown && row < dims.viewport_rows,
            wide: false,
        }
    }

    /// Text of the rows `start..end`, lines joined over wraps and without
    /// blanks at their ends; with `escapes`, colours and attributes as SGR.
    #[must_use]
    pub fn text_range(&self, start: StableRow, end: StableRow, escapes: bool) -> String {
        text::rows(&self.core.vt, start..end, escapes)
    }

    /// Text of the last `rows` rows, the screen's included; blank rows at the
    /// end are left out.
    #[must_use]
    pub fn lines_text(&self, rows: usize, escapes: bool) -> String {
        let end = self.core.vt.bottom();
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        let mut text = self.text_range(end.saturating_sub(rows), end, escapes);
        text.truncate(text.trim_end_matches('\n').len());
        text
    }

    /// Text from one place to another, both inclusive.
    #[must_use]
    pub fn text_between(&self, start: Point, end: Point) -> String {
        text::between(&self.core.vt, start, end, false)
    }

    /// Where the pattern is, from the oldest row to the newest, at most
    /// `limit` places.
    ///
    /// # Errors
    /// The pattern is no regular expression.
    pub fn search(
        &self,
        pattern: &SearchPattern,
        limit: usize,
    ) -> Result<Vec<SearchMatch>, SearchError> {
        let vt = &self.core.vt;
        let searcher = pattern.compile()?;
        let rows = vt.scrollback_top()..vt.bottom();
        Ok(search::search(vt, &searcher, rows, limit))
    }

    /// As [`search`](Self::search), in lines that begin in these rows: a large
    /// scrollback is searched in parts.
    #[must_use]
    pub fn search_rows(
        &self,
        searcher: &Searcher,
        rows: Range<StableRow>,
        limit: usize,
    ) -> Vec<SearchMatch> {
        search::search(&self.core.vt, searcher, rows, limit)
    }

    /// The characters of a row and their columns, without blanks at its end.
    #[must_use]
    pub fn row_characters(&self, row: StableRow) -> Vec<(usize, String)> {
        text::characters(&self.core.vt, row)
    }

    /// Prompts, inputs and outputs in these rows, in order. The first and the
    /// last may go on outside.
    #[must_use]
    pub fn semantic_zones_in(&self, rows: Range<StableRow>) -> Vec<SemanticZone> {
        let vt = &self.core.vt;
        text::zones(
            vt,
            rows.start.max(vt.scrollback_top())..rows.end.min(vt.bottom()),
        )
    }

    /// Prompts, inputs and outputs in order.
    #[must_use]
    pub fn semantic_zones(&self) -> Vec<SemanticZone> {
        let vt = &self.core.vt;
        text::zones(vt, vt.scrollback_top()..vt.bottom())
    }

    /// The prompt, input or output at a place.
    #[must_use]
    pub fn semantic_zone_at(&self, at: Point) -> Option<SemanticZone> {
        text::zone_at(&self.core.vt, at)
    }

    /// The target of the link at a place.
    #[must_use]
    pub fn hyperlink_at(&self, at: Point) -> Option<String> {
        let vt = &self.core.vt;
        let line = vt.line(at.row)?;
        (at.col < vt.grid[line].len())
            .then(|| vt.cell_hyperlink(line, Column(at.col)))?
            .map(|link| link.uri().to_owned())
    }

    /// Erases the scrollback, and with `ScrollbackAndViewport` all of the
    /// screen but the line of the cursor, which becomes the first.
    pub fn clear_scrollback(&mut self, mode: EraseMode) {
        self.core.clear_scrollback(mode);
        self.core.settle();
    }

    /// Bytes for [`Terminal::restore`] that make a terminal of the same size and
    /// configuration show and do what this one does: text, scrollback, attributes, links, modes,
    /// titles, directory, colours, images. They begin with a full reset, and
    /// are about as long as the text they carry.
    #[must_use]
    pub fn dump(&mut self) -> Vec<u8> {
        self.core.dump()
    }

    /// Becomes a copy: takes what [`Terminal::dump`] gave, in a terminal of the
    /// same size. What follows the copy is taken as output is.
    pub fn restore(&mut self, dump: &[u8]) {
        self.core.is_restoring = true;
        self.advance(dump);
        self.core.is_restoring = false;
    }

    /// Returns everything to its initial state (RIS).
    pub fn reset(&mut self) {
        self.core.reset();
        self.core.settle();
    }
}
