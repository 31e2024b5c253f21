//! Overlays: what lies over a window's panes and takes its keyboard for a
//! while. docs/overlays.md has the picture.

pub(crate) mod char_select;
mod characters;
pub(crate) mod chooser;
pub(crate) mod commands;
pub(crate) mod debug;
mod editor;
mod fuzzy;
mod keycaps;
mod keys;
mod labels;
pub(crate) mod launcher;
mod list;
pub(crate) mod pane_select;
pub(crate) mod prompt;
#[cfg(test)]
mod property;
mod style;
pub(crate) mod view;

pub(crate) use editor::{Edit, Editor};
pub(crate) use keys::typed_text;
pub(crate) use labels::labels;
pub(crate) use list::{Entry, List};
pub(crate) use style::Style;
pub(crate) use view::{Line, Size, View};

use config::Config;
use config::keys::KeyAssignment;
use config::structs::{ClipboardCopyDestination, PaneSelectMode};
use mux::PaneId;
use pane_select::Mark;
use serde_json::Value;
use std::time::Instant;
use wezterm_types::{KeyEvent, MouseButton};

/// What became of an input.
#[derive(Debug)]
pub(crate) enum Reply {
    /// The overlay has no use for it: bindings may have.
    Pass,
    /// The overlay may look different now.
    Used,
    /// As [`Reply::Used`], and this is to be done.
    Do(Outcome),
    /// The overlay is over.
    Close,
    /// The overlay is over, and this is to be done.
    Finish(Outcome),
}

/// What an overlay wants done; it can not do it by itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// Carry out a key assignment for the active pane.
    Perform(Box<KeyAssignment>),
    /// Run this line in the configuration's Lua VM.
    Evaluate(String),
    /// Carry out what the user's Lua asked for, with more arguments for a
    /// callback. Nothing in place of all of them says that the user left.
    Callback {
        action: Box<KeyAssignment>,
        arguments: Vec<Option<String>>,
    },
    /// Type a character into the pane, and offer it to other programs.
    Character {
        text: String,
        copy: Option<ClipboardCopyDestination>,
    },
    /// Do to this pane what `PaneSelect` was asked to.
    Pane { pane: PaneId, mode: PaneSelectMode },
    /// Carry out a command of the palette, and remember it.
    Command {
        brief: String,
        action: Box<KeyAssignment>,
    },
}

/// Where an overlay lies in the area of the panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// All of it.
    Full,
    /// A panel in the middle of its upper edge, at most this large, in cells.
    Top(Size),
    /// Nowhere but on its marks.
    OverPanes,
}

/// A window overlay.
pub(crate) trait Overlay {
    /// Its name, for `wezterm cli stats`.
    fn name(&self) -> &'static str;

    /// Where it lies, where `room` cells fit.
    fn place(&self, _config: &Config, _room: Size) -> Place {
        Place::Full
    }

    /// The size of its text in points; `None` is the grid's.
    fn font_size(&self, _config: &Config) -> Option<f64> {
        None
    }

    /// Its colours.
    fn style(&self, config: &Config) -> Style {
        Style::of_terminal(&config.palette())
    }

    /// A key went down. Escape must end it, in one step or a few.
    fn key(&mut self, key: &KeyEvent) -> Reply;

    /// Text of an input method, or pasted.
    fn text(&mut self, _text: &str) -> Reply {
        Reply::Used
    }

    /// A button went down on a cell of it.
    fn click(&mut self, _button: MouseButton, _col: usize, _row: usize) -> Reply {
        Reply::Used
    }

    /// The wheel turned by lines; negative is up.
    fn wheel(&mut self, _lines: isize) -> Reply {
        Reply::Used
    }

    /// The lines that fit into `size`.
    fn view(&mut self, size: Size, style: &Style) -> View;

    /// Labels over panes, with [`Place::OverPanes`].
    fn marks(&self) -> Vec<Mark> {
        Vec::new()
    }

    /// When it may look different without an input, if ever.
    fn deadline(&self) -> Option<Instant> {
        None
    }

    /// The deadline has come, or another one of the window's: the next one is
    /// later. Whether it looks different now.
    fn tick(&mut self, _now: Instant) -> bool {
        false
    }

    /// Whether it wants the counters of `wezterm cli stats` now.
    fn wants_stats(&self, _now: Instant) -> bool {
        false
    }

    /// The counters it wanted.
    fn set_stats(&mut self, _stats: &Value, _now: Instant) {}
}
