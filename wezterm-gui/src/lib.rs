//! The application `wezterm`: windows over the mux, the tab bar drawn by the
//! user's Lua, input, actions and the command line. `main.rs` calls
//! [`cli::main`]; everything else is reached from there.
//!
//! docs/architecture.md tells how the parts fit together.

#![forbid(unsafe_code)]

mod actions;
mod app;
pub mod bench_render;
mod bounded;
mod busy;
pub mod callback_cache;
pub mod cli;
mod colors;
mod commands;
mod contrast;
mod convert;
mod easing;
pub mod fancy_tab_bar;
mod fonts;
mod imgcat;
mod limits;
mod links;
mod logbook;
mod lua_api;
mod lua_host;
pub mod lua_ser_cache;
mod missing_glyphs;
mod overlay;
mod pane_mode;
mod pictures;
mod position;
mod render_stats;
mod shared;
mod stats;
mod surface;
pub mod tab_bar_paint;
pub mod tab_information;
pub mod tabbar;
mod termwindow;
mod text_row;
