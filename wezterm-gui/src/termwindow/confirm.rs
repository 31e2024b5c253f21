//! Asking before something is lost: a panel over the window that takes the
//! keyboard until it is answered.

use wezterm_types::{KeyCode, KeyEvent};

/// What a "yes" does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    ClosePane(mux::PaneId),
    CloseTab(mux::TabId),
    CloseWindow,
    Quit,
    /// The windows of the last run.
    RestoreSession,
    /// Lines that would run one by one in a shell without bracketed paste.
    Paste(mux::PaneId, String),
}

/// A question that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Confirmation {
    pub(crate) question: Question,
    pub(crate) text: String,
}

/// What a key answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    No,
    /// Some other key: keep asking.
    None,
}

impl Confirmation {
    /// Asks; `text` says what would be lost.
    pub(crate) fn new(question: Question, text: impl Into<String>) -> Self {
        Self {
            question,
            text: text.into(),
        }
    }

    /// Reads a pressed key: y or Enter, n or Escape.
    pub(crate) fn answer(event: &KeyEvent) -> Answer {
        match event.key {
            KeyCode::Char('y' | 'Y') | KeyCode::Enter => Answer::Yes,
            KeyCode::Char('n' | 'N' | 'q') | KeyCode::Escape => Answer::No,
            _ => Answer::None,
        }
    }
}
