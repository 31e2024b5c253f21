//! A terminal with one window at its prompt: where its cells are on the
//! screen, and what `wezterm cli` says about it.

use crate::desktop::Desktop;
use crate::program::Wezterm;
use crate::screenshot::{Pixel, Screenshot};
use crate::sway::{Rect, WindowInfo};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::fs;
use std::ops::{Deref, DerefMut};

/// The app id of the terminal's windows.
pub const APP_ID: &str = "org.wezfurlong.wezterm";

/// The prompt of the shell that `configs/base.lua` starts.
pub const PROMPT: &str = "ready>";

/// What configurations of tests build on, beside them as `base.lua`.
const BASE: &str = include_str!("../configs/base.lua");

/// A configuration that is [`BASE`] and nothing else.
const PLAIN: &str = include_str!("../configs/plain.lua");

/// A pane, as `wezterm cli list --format json` prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named as in the JSON")]
pub struct Pane {
    pub window_id: u64,
    pub tab_id: u64,
    pub pane_id: u64,
    pub rows: i32,
    pub cols: i32,
    pub pixel_width: i32,
    pub pixel_height: i32,
    pub cursor_x: i32,
    pub title: String,
    pub tty_name: String,
}

impl Pane {
    fn from_json(row: &Value) -> Result<Self> {
        let id = |name: &str| {
            row[name]
                .as_u64()
                .with_context(|| format!("{name} in {row}"))
        };
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let int = |value: &Value| -> Result<i32> {
            let int = value.as_i64().and_then(|int| i32::try_from(int).ok());
            int.with_context(|| format!("a number is missing in {row}"))
        };
        let size = &row["size"];
        Ok(Self {
            window_id: id("window_id")?,
            tab_id: id("tab_id")?,
            pane_id: id("pane_id")?,
            rows: int(&size["rows"])?,
            cols: int(&size["cols"])?,
            pixel_width: int(&size["pixel_width"])?,
            pixel_height: int(&size["pixel_height"])?,
            cursor_x: int(&row["cursor_x"])?,
            title: text("title"),
            tty_name: text("tty_name"),
        })
    }

    /// Width and height of a cell in pixels.
    ///
    /// # Errors
    /// The pane's pixels are no whole number of cells.
    pub fn cell(&self) -> Result<(i32, i32)> {
        ensure!(
            self.cols > 0 && self.rows > 0 && self.pixel_width > 0 && self.pixel_height > 0,
            "a pane without size: {self:?}"
        );
        ensure!(
            self.pixel_width % self.cols == 0 && self.pixel_height % self.rows == 0,
            "a pane of no whole cells: {self:?}"
        );
        Ok((self.pixel_width / self.cols, self.pixel_height / self.rows))
    }
}

/// Where the cells of a window are on the screen, for the layout that
/// `configs/base.lua` gives it, on a screen of scale 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The window.
    pub window: Rect,
    /// Width of a cell in pixels.
    pub cell_width: i32,
    /// Height of a cell, and of the tab bar, in pixels.
    pub cell_height: i32,
    /// Columns of the active pane.
    pub cols: i32,
    /// Rows of the active pane.
    pub rows: i32,
}

impl Grid {
    /// `width` cells of the pane from a column and row on, both from 0.
    #[must_use]
    pub const fn cells(&self, col: i32, row: i32, width: i32) -> Rect {
        // The bar is one row of cells.
        self.screen_cells(col, row + 1, width)
    }

    /// A cell of the pane.
    #[must_use]
    pub const fn cell(&self, col: i32, row: i32) -> Rect {
        self.cells(col, row, 1)
    }

    /// `width` cells of the tab bar from a column on.
    #[must_use]
    pub const fn bar(&self, col: i32, width: i32) -> Rect {
        self.screen_cells(col, 0, width)
    }

    /// The whole window below the bar.
    #[must_use]
    pub const fn pane(&self) -> Rect {
        Rect::new(
            self.window.x,
            self.window.y + self.cell_height,
            self.cols * self.cell_width,
            self.rows * self.cell_height,
        )
    }

    const fn screen_cells(&self, col: i32, row: i32, width: i32) -> Rect {
        Rect::new(
            self.window.x + col * self.cell_width,
            self.window.y + row * self.cell_height,
            width * self.cell_width,
            self.cell_height,
        )
    }
}

/// The terminal under test, with its first window at the shell's prompt.
pub struct Terminal {
    wezterm: Wezterm,
    /// The first window's first pane.
    pub pane: u64,
    /// Lines given to the shell by [`Self::shell`].
    lines: u32,
}

impl Deref for Terminal {
    type Target = Wezterm;

    fn deref(&self) -> &Wezterm {
        &self.wezterm
    }
}

impl DerefMut for Terminal {
    fn deref_mut(&mut self) -> &mut Wezterm {
        &mut self.wezterm
    }
}

impl Terminal {
    /// Starts a terminal with `configs/base.lua` alone and waits for its
    /// prompt.
    ///
    /// # Errors
    /// There is no window, or no prompt in it.
    pub fn plain(desktop: &mut Desktop) -> Result<Self> {
        Self::open(desktop, PLAIN)
    }

    /// Starts a terminal with a configuration that may run `base.lua`, and
    /// waits for its prompt.
    ///
    /// # Errors
    /// There is no window, or no prompt in it.
    pub fn open(desktop: &mut Desktop, config: &str) -> Result<Self> {
        let mut terminal = Self::start(desktop, config, &["start"])?;
        let pane = terminal.pane;
        terminal.wait_for_text(pane, PROMPT)?;
        Ok(terminal)
    }

    /// As [`Self::open`], with other arguments, and without waiting for a
    /// prompt.
    ///
    /// # Errors
    /// There is no window.
    pub fn start(desktop: &mut Desktop, config: &str, args: &[&str]) -> Result<Self> {
        Self::start_with(desktop, config, args, |_| ())
    }

    /// As [`Self::start`], after `change` has had its way with the command.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_with(
        desktop: &mut Desktop,
        config: &str,
        args: &[&str],
        change: impl FnOnce(&mut std::process::Command),
    ) -> Result<Self> {
        fs::write(desktop.dir().join("base.lua"), BASE).context("cannot write base.lua")?;
        let mut wezterm = Wezterm::start_with(desktop, config, args, change)?;
        let pid = i64::from(wezterm.program().id());
        wezterm
            .program()
            .wait_for("a window of the terminal", |_| {
                Ok(desktop
                    .windows()?
                    .into_iter()
                    .find(|window| window.pid == pid))
            })?;
        let panes = wezterm.wait_for_panes("the first pane", |panes| !panes.is_empty())?;
        Ok(Self {
            pane: panes[0].pane_id,
            lines: 0,
            wezterm,
        })
    }

    /// Its windows, as the compositor has them.
    ///
    /// # Errors
    /// The compositor does not answer.
    pub fn windows(&mut self, desktop: &Desktop) -> Result<Vec<WindowInfo>> {
        let pid = i64::from(self.wezterm.program().id());
        let windows = desktop.windows()?.into_iter();
        Ok(windows.filter(|window| window.pid == pid).collect())
    }

    /// Where the cells of its only window are, once the window's size and the
    /// pane's agree.
    ///
    /// # Errors
    /// They never do, or there is not one window.
    pub fn grid(&mut self, desktop: &Desktop) -> Result<Grid> {
        let what = "the pane to fill the window";
        desktop.wait_for(what, || {
            let windows = self.windows(desktop)?;
            let [window] = &windows[..] else {
                bail!("one window was expected, not {windows:?}");
            };
            let panes = self.wezterm.panes()?;
            let pane = match &panes[..] {
                [pane] => pane,
                _ => &self.wezterm.pane(self.wezterm.focused_pane()?)?,
            };
            let (cell_width, cell_height) = pane.cell()?;
            let fits = window.rect.width / cell_width == pane.cols
                && window.rect.height / cell_height == pane.rows + 1;
            Ok(fits.then_some(Grid {
                window: window.rect,
                cell_width,
                cell_height,
                cols: pane.cols,
                rows: pane.rows,
            }))
        })
    }

    /// Runs a line in the first pane's shell and waits for its end, which a
    /// line of its own tells.
    ///
    /// # Errors
    /// It does not end.
    pub fn shell(&mut self, line: &str) -> Result<()> {
        self.lines += 1;
        let (pane, number) = (self.pane, self.lines);
        // The quotes keep what is typed from looking like what is printed.
        let typed = format!("{line}\necho end 'of' line {number}\n");
        let printed = format!("end of line {number}\n");
        self.wezterm.send(pane, &typed)?;
        self.wezterm
            .wait(&format!("the end of {line:?}"), |wezterm| {
                Ok(wezterm.everything(pane)?.contains(&printed).then_some(()))
            })
    }
}

/// Waits until a part of the screen has one colour.
///
/// # Errors
/// It does not; the message has the colours seen last.
pub fn wait_for_color(desktop: &Desktop, what: &str, area: Rect, color: Pixel) -> Result<()> {
    wait_for_picture(desktop, what, area, |shot| {
        let near = shot.count_near(color, 3);
        let all = shot.pixels().count();
        if all > 0 && near == all {
            return Ok(());
        }
        bail!(
            "{near} of {all} pixels are near {color:?}; the first is {:?}",
            shot.pixel(0, 0)
        )
    })
}

/// Waits until a part of the screen passes a check.
///
/// # Errors
/// It does not; the message has the check's last failure.
pub fn wait_for_picture(
    desktop: &Desktop,
    what: &str,
    area: Rect,
    check: impl Fn(&Screenshot) -> Result<()>,
) -> Result<()> {
    let mut last = String::new();
    let outcome = desktop.wait_for(what, || match check(&desktop.screenshot()?.crop(area)) {
        Ok(()) => Ok(Some(())),
        Err(err) => {
            last = format!("{err:#}");
            Ok(None)
        }
    });
    outcome.with_context(|| format!("at {area:?}: {last}"))
}

impl Wezterm {
    /// All panes.
    ///
    /// # Errors
    /// The terminal does not answer, or with something else.
    pub fn panes(&self) -> Result<Vec<Pane>> {
        let rows = self.cli_json(&["list", "--format", "json"])?;
        let rows = rows.as_array().context("the list of panes is no array")?;
        rows.iter().map(Pane::from_json).collect()
    }

    /// The pane of an id.
    ///
    /// # Errors
    /// There is none.
    pub fn pane(&self, id: u64) -> Result<Pane> {
        let mut panes = self.panes()?.into_iter();
        panes
            .find(|pane| pane.pane_id == id)
            .with_context(|| format!("there is no pane {id}"))
    }

    /// The ids of all tabs, in order.
    ///
    /// # Errors
    /// The terminal does not answer.
    pub fn tabs(&self) -> Result<Vec<u64>> {
        let mut tabs: Vec<u64> = self.panes()?.iter().map(|pane| pane.tab_id).collect();
        tabs.dedup();
        Ok(tabs)
    }

    /// The pane that has the keyboard: the active one of the window that has
    /// the focus or had it last.
    ///
    /// # Errors
    /// The terminal does not say.
    pub fn focused_pane(&self) -> Result<u64> {
        let clients = self.cli_json(&["list-clients", "--format", "json"])?;
        clients
            .as_array()
            .into_iter()
            .flatten()
            .find_map(|client| client["focused_pane_id"].as_u64())
            .with_context(|| format!("no client has a focused pane: {clients}"))
    }

    /// The tab that has the keyboard.
    ///
    /// # Errors
    /// As [`Self::focused_pane`].
    pub fn focused_tab(&self) -> Result<u64> {
        Ok(self.pane(self.focused_pane()?)?.tab_id)
    }

    /// The text on a pane's screen.
    ///
    /// # Errors
    /// There is no such pane.
    pub fn text(&self, pane: u64) -> Result<String> {
        self.cli(&["get-text", "--pane-id", &pane.to_string()])
    }

    /// The text of a pane with its scrollback.
    ///
    /// # Errors
    /// There is no such pane.
    pub fn everything(&self, pane: u64) -> Result<String> {
        let id = pane.to_string();
        self.cli(&["get-text", "--pane-id", &id, "--start-line", "-1000000"])
    }

    /// Gives text to a pane's program as if it were typed.
    ///
    /// # Errors
    /// There is no such pane.
    pub fn send(&self, pane: u64, text: &str) -> Result<()> {
        let id = pane.to_string();
        self.cli(&["send-text", "--pane-id", &id, "--no-paste", "--", text])
            .map(|_| ())
    }

    /// A counter of `wezterm cli stats`, by its JSON pointer, such as
    /// `/frames/drawn`.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn stat(&self, pointer: &str) -> Result<u64> {
        let stats = self.cli_json(&["stats", "--format", "json"])?;
        let value = stats.pointer(pointer).and_then(Value::as_u64);
        value.with_context(|| format!("no counter {pointer} in {stats}"))
    }

    /// What the overlay of a window, or the mode of a pane, shows: its name
    /// and its lines of text. `None` while there is none.
    ///
    /// # Errors
    /// The terminal does not answer.
    pub fn overlay(&self) -> Result<Option<(String, String)>> {
        let stats = self.cli_json(&["stats", "--format", "json"])?;
        let shown = &stats["overlays"][0];
        Ok(shown["name"].as_str().map(|name| {
            let lines = shown["lines"].as_array().into_iter().flatten();
            let lines: Vec<&str> = lines.filter_map(Value::as_str).collect();
            (name.to_owned(), lines.join("\n"))
        }))
    }

    /// Waits until an overlay shows a text, and returns all it shows.
    ///
    /// # Errors
    /// It does not; the message has what is there instead.
    pub fn wait_for_overlay(&mut self, name: &str, wanted: &str) -> Result<String> {
        let mut last = None;
        let outcome = self.wait(&format!("{wanted:?} in the overlay {name}"), |wezterm| {
            last = wezterm.overlay()?;
            Ok(last
                .as_ref()
                .filter(|(is, text)| is == name && text.contains(wanted))
                .map(|(_, text)| text.clone()))
        });
        outcome.with_context(|| format!("what is shown is {last:?}"))
    }

    /// Waits until no overlay is shown.
    ///
    /// # Errors
    /// One stays.
    pub fn wait_for_no_overlay(&mut self) -> Result<()> {
        self.wait("the overlay to go", |wezterm| {
            Ok(wezterm.overlay()?.is_none().then_some(()))
        })
    }

    /// What it logged so far.
    pub fn log(&mut self) -> String {
        self.program().stderr()
    }

    /// Waits until `condition` yields a value, or the terminal has ended.
    ///
    /// # Errors
    /// As [`Program::wait_for`](crate::Program::wait_for).
    pub fn wait<T>(
        &mut self,
        what: &str,
        mut condition: impl FnMut(&Self) -> Result<Option<T>>,
    ) -> Result<T> {
        crate::wait_for(what, crate::PATIENCE, || {
            if let Some(status) = self.program().ended()? {
                bail!("the terminal ended with {status} while {what} was waited for");
            }
            condition(self)
        })
    }

    /// Waits for a text on a pane's screen.
    ///
    /// # Errors
    /// It does not come; the message has what is there instead.
    pub fn wait_for_text(&mut self, pane: u64, wanted: &str) -> Result<()> {
        let mut last = String::new();
        let outcome = self.wait(&format!("{wanted:?} in pane {pane}"), |wezterm| {
            last = wezterm.text(pane)?;
            Ok(last.contains(wanted).then_some(()))
        });
        outcome.with_context(|| format!("the pane shows {:?}", last.trim_end()))
    }

    /// Waits until the list of panes is as wanted, and returns it.
    ///
    /// # Errors
    /// It never is; the message has how it is instead.
    pub fn wait_for_panes(
        &mut self,
        what: &str,
        wanted: impl Fn(&[Pane]) -> bool,
    ) -> Result<Vec<Pane>> {
        let mut last = Ok(Vec::new());
        let outcome = self.wait(what, |wezterm| {
            last = wezterm.panes();
            Ok(last.as_ref().is_ok_and(|panes| wanted(panes)).then_some(()))
        });
        outcome.with_context(|| format!("the panes are {last:?}"))?;
        last
    }

    /// Waits for a line in the log.
    ///
    /// # Errors
    /// It does not come; the message has the log.
    pub fn wait_for_log(&mut self, wanted: &str) -> Result<()> {
        let outcome = crate::wait_for(&format!("{wanted:?} in the log"), crate::PATIENCE, || {
            Ok(self.log().contains(wanted).then_some(()))
        });
        outcome.with_context(|| format!("the log is {:?}", self.log()))
    }
}
