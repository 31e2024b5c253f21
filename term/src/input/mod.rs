//! What the user does, as bytes for the child.

use wezterm_types::{Modifiers, MouseButton, MouseEventKind};

/// Something the pointer did over the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MouseReport {
    /// Press, release or move. A turn of the wheel is a press.
    pub kind: MouseEventKind,
    /// The button; for a move, the one held or `None`.
    pub button: MouseButton,
    /// Modifiers held.
    pub mods: Modifiers,
    /// Column, 0 at the left.
    pub col: usize,
    /// Row of the viewport, 0 at the top.
    pub row: usize,
    /// Physical pixels from the left edge of the text area.
    pub pixel_x: usize,
    /// Physical pixels from the top edge of the text area.
    pub pixel_y: usize,
}
