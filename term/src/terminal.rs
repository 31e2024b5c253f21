use crate::config::TerminalConfig;
use crate::events::{EventQueue, Progress, Replies, TerminalEvent};
use crate::input::MouseReport;
use crate::palette::PaletteState;
use crate::snapshot::{Point, RenderableDimensions, Snapshot, StableRow};
use std::collections::BTreeMap;
use std::time::Instant;
use wezterm_types::{KeyEvent, TerminalSize};

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
    size: TerminalSize,
    config: TerminalConfig,
    palette: PaletteState,
    events: EventQueue,
    replies: Replies,
    generation: u64,
    user_vars: BTreeMap<String, String>,
}

impl Terminal {
    /// A blank terminal.
    #[must_use]
    pub fn new(size: TerminalSize, config: TerminalConfig) -> Self {
        Self {
            size,
            palette: PaletteState::new(config.palette.clone()),
            config,
            events: EventQueue::default(),
            replies: Replies::default(),
            generation: 1,
            user_vars: BTreeMap::new(),
        }
    }

    /// Takes a changed configuration; what programs set stays.
    pub fn set_config(&mut self, config: TerminalConfig) {
        self.palette.configure(config.palette.clone());
        self.config = config;
        self.generation += 1;
    }

    /// Processes output of the child.
    pub fn advance(&mut self, _bytes: &[u8]) {
        self.generation += 1;
    }

    /// When a synchronized update (mode 2026) ends by itself, if one is on.
    #[must_use]
    pub fn sync_deadline(&self) -> Option<Instant> {
        None
    }

    /// Ends a synchronized update that is past its deadline; whether it did.
    pub fn expire_sync(&mut self, _now: Instant) -> bool {
        false
    }

    /// Appends what happened since the last call.
    pub fn drain_events(&mut self, out: &mut Vec<TerminalEvent>) {
        self.events.drain_into(out);
    }

    /// Bytes to write to the child, in answer to its queries.
    #[must_use]
    pub fn take_replies(&mut self) -> Vec<u8> {
        self.replies.take()
    }

    /// Changes the size; text is wrapped anew when the width changes.
    pub fn resize(&mut self, size: TerminalSize) {
        self.size = size;
        self.generation += 1;
    }

    /// The size last given.
    #[must_use]
    pub fn size(&self) -> TerminalSize {
        self.size
    }

    /// Moves when anything a snapshot shows may have changed.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Brings `snap` up to date, sharing the rows that did not change.
    pub fn snapshot(&mut self, snap: &mut Snapshot) {
        snap.generation = self.generation;
    }

    /// Moves the viewport.
    pub fn scroll_viewport(&mut self, _scroll: ViewportScroll) {}

    /// Sizes and places.
    #[must_use]
    pub fn dimensions(&self) -> RenderableDimensions {
        RenderableDimensions::default()
    }

    /// Starts a selection at a place.
    pub fn start_selection(&mut self, _at: Point, _mode: SelectionMode) {}

    /// Moves the end of the selection; starts one where there is none.
    pub fn extend_selection(&mut self, _to: Point, _mode: SelectionMode) {}

    /// Selects all text, the scrollback included.
    pub fn select_all(&mut self) {}

    /// Selects nothing.
    pub fn clear_selection(&mut self) {}

    /// Whether something is selected.
    #[must_use]
    pub fn has_selection(&self) -> bool {
        false
    }

    /// The selected text; wrapped lines are joined.
    #[must_use]
    pub fn selection_text(&self) -> Option<String> {
        None
    }

    /// A key as bytes for the child; empty when it sends nothing.
    #[must_use]
    pub fn encode_key(&self, _key: &KeyEvent) -> Vec<u8> {
        Vec::new()
    }

    /// The pointer as bytes for the child, if it wants to know.
    pub fn encode_mouse(&mut self, _report: &MouseReport) -> Option<Vec<u8>> {
        None
    }

    /// Pasted text as bytes for the child.
    #[must_use]
    pub fn encode_paste(&self, text: &str) -> Vec<u8> {
        text.as_bytes().to_vec()
    }

    /// Tells the terminal that its pane got or lost the focus.
    pub fn focus_changed(&mut self, _focused: bool) -> Option<Vec<u8>> {
        None
    }

    /// Whether the child reads the mouse.
    #[must_use]
    pub fn is_mouse_grabbed(&self) -> bool {
        false
    }

    /// Whether the alternate screen is shown.
    #[must_use]
    pub fn is_alt_screen(&self) -> bool {
        false
    }

    /// Whether the child tells pastes from typing (mode 2004).
    #[must_use]
    pub fn is_bracketed_paste(&self) -> bool {
        false
    }

    /// Whether the wheel should send arrow keys (alternate screen, mode 1007).
    #[must_use]
    pub fn wheel_as_arrow_keys(&self) -> bool {
        false
    }

    /// The window title (OSC 0, 2).
    #[must_use]
    pub fn title(&self) -> &str {
        ""
    }

    /// The icon name (OSC 1); empty when not set.
    #[must_use]
    pub fn icon_title(&self) -> &str {
        ""
    }

    /// The working directory as a URL (OSC 7).
    #[must_use]
    pub fn cwd(&self) -> Option<&str> {
        None
    }

    /// OSC 1337 SetUserVar.
    #[must_use]
    pub fn user_vars(&self) -> &BTreeMap<String, String> {
        &self.user_vars
    }

    /// OSC 9;4.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress::None
    }

    /// Text of the rows `start..end`, lines joined over wraps and without
    /// blanks at their ends; with `escapes`, colours and attributes as SGR.
    #[must_use]
    pub fn text_range(&self, _start: StableRow, _end: StableRow, _escapes: bool) -> String {
        String::new()
    }

    /// Text of the last `rows` rows that hold any.
    #[must_use]
    pub fn lines_text(&self, _rows: usize, _escapes: bool) -> String {
        String::new()
    }

    /// Text from one place to another, both inclusive.
    #[must_use]
    pub fn text_between(&self, _start: Point, _end: Point) -> String {
        String::new()
    }

    /// Prompts, inputs and outputs in order.
    #[must_use]
    pub fn semantic_zones(&self) -> Vec<SemanticZone> {
        Vec::new()
    }

    /// The target of the link at a place.
    #[must_use]
    pub fn hyperlink_at(&self, _at: Point) -> Option<String> {
        None
    }

    /// Erases the scrollback.
    pub fn clear_scrollback(&mut self, _mode: EraseMode) {}

    /// Returns everything to its initial state (RIS).
    pub fn reset(&mut self) {
        self.generation += 1;
    }
}
