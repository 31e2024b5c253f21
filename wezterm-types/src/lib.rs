//! The words the other crates share: colours, keys, modifiers, mouse buttons,
//! text attributes and sizes.
//!
//! This crate owns vocabulary only. It does no I/O, except that [`procinfo`]
//! reads what the kernel tells of processes; it knows no Lua, no terminal and no
//! window, and every type is plain data that can be copied or compared.

#![forbid(unsafe_code)]

mod color;
mod geometry;
mod key;
mod mouse;
pub mod procinfo;
mod style;

pub use color::Rgba;
pub use geometry::TerminalSize;
pub use key::{KeyCode, KeyEvent, KeyEventKind, Leds, Modifiers, PhysKeyCode};
pub use mouse::{MouseButton, MouseEventKind, ScrollDelta};
pub use style::{Intensity, Underline};
