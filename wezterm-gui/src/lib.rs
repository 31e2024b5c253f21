//! The application `wezterm`: windows over the mux, the tab bar drawn by the
//! user's Lua, input, actions and the command line. `main.rs` calls
//! [`cli::main`]; everything else is reached from there.
//!
//! docs/architecture.md tells how the parts fit together.

#![forbid(unsafe_code)]

mod actions;
mod app;
mod busy;
pub mod callback_cache;
pub mod cli;
mod colors;
mod commands;
mod convert;
pub mod fancy_tab_bar;
mod fonts;
mod lua_api;
mod lua_host;
pub mod lua_ser_cache;
mod shared;
mod stats;
mod surface;
pub mod tab_information;
pub mod tabbar;
mod termwindow;
mod text_row;
