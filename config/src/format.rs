//! Formatted text: `wezterm.format` and what it makes.
