//! What the application adds to the `wezterm` module: `wezterm.gui` and the
//! `Window` object.

mod gui;
mod shared;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod waiting_tests;
mod window;

pub(crate) use gui::register;
pub(crate) use shared::{Command, GuiState, SharedGuiState, WindowMirror};
pub(crate) use window::object as window_object;
