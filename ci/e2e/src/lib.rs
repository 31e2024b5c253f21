//! Drives real programs on a private desktop that nobody sees.
//!
//! A test calls [`run`], gets a [`Desktop`] (a headless compositor with a
//! keyboard and a pointer of its own), starts programs on it, types, clicks,
//! looks at pixels and waits for conditions. Whatever happens, every process
//! is ended, temporary files are removed, and a failure leaves a screenshot
//! and all logs under `target/e2e/<test>/`.
//!
//! ```no_run
//! # fn main() -> e2e::Result<()> {
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
//! Programs end with the thread that started them, so start them from the
//! thread that runs the test.

#![forbid(unsafe_code)]

mod compositor;
mod desktop;
mod input;
mod keymap;
mod process;
mod program;
mod screenshot;
mod sway;
mod wait;
mod watchdog;

pub use anyhow::{Context, Error, Result, anyhow, bail, ensure};
pub use compositor::Compositor;
pub use desktop::{Desktop, Options, run};
pub use input::{Axis, Button, Keyboard, Modifier, Pointer};
pub use program::{Program, Wezterm, example, target_dir};
pub use screenshot::{Pixel, Screenshot};
pub use sway::{Rect, WindowInfo};
pub use wait::{PATIENCE, wait_for};
