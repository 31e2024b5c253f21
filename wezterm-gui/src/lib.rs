//! The application's parts that stand on their own: the tab bar, from the
//! description of a window's tabs to a line of cells or a list of rectangles.
//!
//! Nothing here opens a window, starts a process or paints.

#![forbid(unsafe_code)]

pub mod callback_cache;
pub mod fancy_tab_bar;
pub mod lua_ser_cache;
pub mod tab_information;
pub mod tabbar;
