//! Modes of a pane: search, copy mode and quick select. They mark cells of
//! their pane and take its keys; docs/overlays.md has the picture.

mod colors;
mod copy;
mod motion;
mod paint;
#[cfg(test)]
mod property;
mod quick_select;
mod search;

pub(crate) use colors::Colors;
pub(crate) use copy::CopyMode;
pub(crate) use paint::strips;
pub(crate) use quick_select::{Chosen, QuickSelect};

use crate::overlay::{Line, Style};
use colors::Ink;
use config::Config;
use config::keys::CopyModeAssignment;
use quick_select::Typed;
use std::ops::Range;
use term::{Point, Snapshot, StableRow, Terminal};
use wezterm_types::KeyEvent;

/// A mode.
#[derive(Debug)]
pub(crate) enum PaneMode {
    Copy(CopyMode),
    Quick(QuickSelect),
}

/// What became of a key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// The mode has no use for it.
    No,
    /// The mode may look different now.
    Yes,
    /// The mode is over.
    Leave,
    /// The mode is over, and this was chosen.
    Chosen(Chosen),
}

/// Cells that look different.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mark {
    pub(crate) row: StableRow,
    pub(crate) cols: Range<usize>,
    pub(crate) ink: Ink,
    /// Shown in place of the cells' text.
    pub(crate) text: Option<String>,
}

impl Mark {
    /// Cells with their own text.
    fn cells(row: StableRow, cols: Range<usize>, ink: Ink) -> Self {
        Self {
            row,
            cols,
            ink,
            text: None,
        }
    }
}

/// A line over the first or the last row of the pane.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bar {
    pub(crate) at_top: bool,
    pub(crate) line: Line,
    /// The column of its text cursor.
    pub(crate) cursor: Option<usize>,
}

/// What a mode shows over its pane.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ModeView {
    /// Later ones lie over earlier ones.
    pub(crate) marks: Vec<Mark>,
    /// In place of the program's cursor.
    pub(crate) cursor: Option<Point>,
    pub(crate) bar: Option<Bar>,
}

impl PaneMode {
    /// Its name, for `wezterm cli stats`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Copy(mode) => mode.name(),
            Self::Quick(_) => "quick_select",
        }
    }

    /// The key table that its keys are looked up in first, unless it takes
    /// the next key whatever it is.
    pub(crate) fn key_table(&self) -> Option<&'static str> {
        match self {
            Self::Copy(mode) => (!mode.awaits_key()).then_some(mode.key_table()),
            Self::Quick(_) => None,
        }
    }

    /// A key that its table does not have.
    pub(crate) fn key(&mut self, terminal: &mut Terminal, key: &KeyEvent) -> Taken {
        match self {
            Self::Copy(mode) => match mode.key(terminal, key) {
                true => Taken::Yes,
                false => Taken::No,
            },
            Self::Quick(mode) => taken(mode.key(key)),
        }
    }

    /// Text of an input method, or pasted.
    pub(crate) fn text(&mut self, terminal: &mut Terminal, text: &str) -> Taken {
        match self {
            Self::Copy(mode) => match mode.text(terminal, text) {
                true => Taken::Yes,
                false => Taken::No,
            },
            Self::Quick(mode) => taken(mode.text(text)),
        }
    }

    /// Carries out an assignment of copy mode; false when the mode is over.
    pub(crate) fn perform(&mut self, terminal: &mut Terminal, action: &CopyModeAssignment) -> bool {
        match self {
            Self::Copy(mode) => mode.perform(terminal, action),
            Self::Quick(_) => *action != CopyModeAssignment::Close,
        }
    }

    /// Whether it has work to do beside its keys.
    pub(crate) fn is_busy(&self) -> bool {
        match self {
            Self::Copy(mode) => mode.is_busy(),
            Self::Quick(_) => false,
        }
    }

    /// Does a part of that work: a few milliseconds.
    pub(crate) fn work(&mut self, terminal: &mut Terminal) {
        if let Self::Copy(mode) = self {
            mode.work(terminal);
        }
    }

    /// Follows what the terminal's program has printed, and its size.
    pub(crate) fn follow(&mut self, terminal: &Terminal, config: &Config) {
        match self {
            Self::Copy(mode) => mode.follow(terminal),
            Self::Quick(mode) if mode.cols != terminal.dimensions().cols => {
                // The patterns were good when it began.
                if let Ok(anew) = QuickSelect::new(&mode.args, config, terminal) {
                    *mode = anew;
                }
            }
            Self::Quick(_) => {}
        }
    }

    /// What it shows over this snapshot of its pane.
    pub(crate) fn view(&self, snapshot: &Snapshot, colors: &Colors, style: &Style) -> ModeView {
        match self {
            Self::Copy(mode) => mode.view(snapshot, colors, style),
            Self::Quick(mode) => mode.view(snapshot, colors, style),
        }
    }

    /// What `wezterm cli stats` tells of it.
    pub(crate) fn lines(&self) -> Vec<String> {
        match self {
            Self::Copy(mode) => mode.lines(),
            Self::Quick(mode) => mode.lines(),
        }
    }
}

fn taken(typed: Typed) -> Taken {
    match typed {
        Typed::Nothing => Taken::No,
        Typed::Used => Taken::Yes,
        Typed::Leave => Taken::Leave,
        Typed::Chosen(chosen) => Taken::Chosen(chosen),
    }
}
