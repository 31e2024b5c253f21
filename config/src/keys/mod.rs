//! What keys and mouse buttons do: the assignments, the bindings as they are
//! written in `wezterm.lua`, the default ones, and the lookup of an event.

mod action;
mod arguments;
mod assignment;
mod binding;
mod defaults;
mod layout;
mod lookup;
mod mouse;

pub use action::install_action;
pub use arguments::*;
pub use assignment::{CopyModeAssignment, KeyAssignment, Pattern};
pub use binding::{Key, KeyNoAction, KeySpec, LeaderKey};
pub use defaults::{default_key_tables, default_keys};
pub use layout::us_character;
pub use lookup::{KeyBindings, Leader};
pub use mouse::{AltScreen, Mouse, MouseBindings, MouseEventTrigger, MousePress, default_mouse};
