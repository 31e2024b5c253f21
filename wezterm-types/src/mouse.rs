use serde::{Deserialize, Serialize};

/// A button of the pointer, or a step of its wheel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MouseButton {
    /// Primary button.
    Left,
    /// Wheel button.
    Middle,
    /// Secondary button.
    Right,
    /// First side button (xterm's button 8).
    Back,
    /// Second side button (xterm's button 9).
    Forward,
    /// Wheel away from the user, this many lines.
    WheelUp(usize),
    /// Wheel towards the user, this many lines.
    WheelDown(usize),
    /// Wheel to the left, this many columns.
    WheelLeft(usize),
    /// Wheel to the right, this many columns.
    WheelRight(usize),
    /// No button: a move without one pressed.
    None,
}

/// What happened to a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MouseEventKind {
    /// The button went down, or the wheel turned.
    Press,
    /// The button went up.
    Release,
    /// The pointer moved, with or without a button held.
    Move,
}

/// How far a scroll event went; positive `y` is up (content moves down).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum ScrollDelta {
    /// Whole steps of a wheel.
    Lines {
        /// Steps to the right.
        x: f32,
        /// Steps up.
        y: f32,
    },
    /// Physical pixels, from a touchpad.
    Pixels {
        /// Pixels to the right.
        x: f32,
        /// Pixels up.
        y: f32,
    },
}
