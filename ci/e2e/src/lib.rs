//! Drives real programs on a private desktop that nobody sees.
//!
//! A test calls [`run`], gets a [`Desktop`] (a headless compositor with a
//! keyboard and a pointer of its own), starts programs on it, types, clicks,
//! looks at pixels and waits for conditions. Whatever happens, every process
//! is ended, temporary files are removed, and a failure leaves a screenshot
//! and all logs under `target/e2e/<test>/`.
//!
//! ```no_run
//! # fn main() -> e2e::Outcome {
//! e2e::run("greets", e2e::Options::default(), |desktop| {
//!     let terminal = e2e::Wezterm::start(desktop, "return {}", &["start"])?;
//!     desktop.wait_for_window("org.wezfurlong.wezterm")?;
//!     desktop.keyboard()?.type_text("echo hello\n")?;
//!     desktop.wait_for("the greeting", || {
//!         Ok(terminal.cli(&["get-text"])?.contains("hello").then_some(()))
//!     })
//! })
//! # }
//! ```
//!
//! Tests of the terminal itself start with [`Terminal`], which is at the prompt
//! of a shell and knows where its cells are on the screen. Their configurations
//! build on `configs/base.lua`; `E2E_FRONT_END=WebGpu` runs them all with another
//! painter.
//!
//! Programs live until the test ends or [`Program::kill`]; dropping the handle
//! leaves them running, so that a failure's screenshot shows them. They end
//! with the thread that started them: start them from the test's own.

#![forbid(unsafe_code)]

mod bus;
mod compositor;
mod cursor;
mod desktop;
mod input;
mod input_method;
mod keymap;
mod process;
mod program;
mod screenshot;
mod sway;
mod terminal;
mod wait;
mod watchdog;

pub use anyhow::{Context, Error, Result, anyhow, bail, ensure};
pub use bus::start_bus;
pub use compositor::Compositor;
pub use desktop::{Desktop, Failure, Options, Outcome, run};
pub use input::{Axis, Button, Keyboard, Modifier, Pointer};
pub use input_method::InputMethod;
pub use program::{Program, Wezterm, example, target_dir, wezterm_binary};
pub use screenshot::{Pixel, Screenshot};
pub use sway::{Rect, WindowInfo};
pub use terminal::{APP_ID, Grid, PROMPT, Pane, Terminal, wait_for_color, wait_for_picture};
pub use wait::{PATIENCE, wait_for};
