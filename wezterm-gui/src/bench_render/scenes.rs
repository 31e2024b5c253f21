//! What `wezterm bench-render` shows.

use super::Panes;
use anyhow::Context;
use clap::ValueEnum;
use config::LuaRuntime;
use mux::{Direction, MoveTarget, Mux, PaneId, SplitRequest};
use std::fmt::Write as _;
use std::sync::Arc;
use wezterm_types::TerminalSize;

/// A scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SceneKind {
    /// A pane of coloured text in which a line is printed each frame.
    Text,
    /// The same with wide characters and emoji.
    Emoji,
    /// 50 tabs with a title callback; a tab's title changes each frame.
    Tabs50,
    /// Eight panes, each with a new line each frame.
    Panes8,
    /// A new window size each frame, with a full scrollback.
    Resize,
    /// Every cell changes each frame, and has colours of its own.
    Dense,
    /// One key's echo a frame.
    Key,
    /// Nothing changes.
    Idle,
}

impl SceneKind {
    /// As on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Emoji => "emoji",
            Self::Tabs50 => "tabs50",
            Self::Panes8 => "panes8",
            Self::Resize => "resize",
            Self::Dense => "dense",
            Self::Key => "key",
            Self::Idle => "idle",
        }
    }
}

/// The title callback of the scene with tabs, unless the configuration has one.
const CALLBACK: &str = "
local wezterm = require 'wezterm'
wezterm.on('format-tab-title', function(tab, tabs, panes, config, hover, max_width)
  local title = tab.tab_title ~= '' and tab.tab_title or tab.active_pane.title
  return ' ' .. tab.tab_index + 1 .. ': ' .. wezterm.truncate_right(title, max_width - 6) .. ' '
end)";

/// Gives the VM what the scene needs.
pub(super) fn prepare_lua(scene: SceneKind, runtime: &LuaRuntime) -> anyhow::Result<()> {
    if scene == SceneKind::Tabs50 {
        let loaded = runtime.lua().load(CALLBACK).exec();
        loaded.map_err(|error| anyhow::anyhow!("the scene's title callback: {error}"))?;
    }
    Ok(())
}

/// Opens the scene's panes; none runs a program.
pub(super) fn open_panes(scene: SceneKind, mux: &mut Mux) -> anyhow::Result<Panes> {
    let size = TerminalSize::default();
    let (window, _, first) = mux.message_window("", size, None)?;
    let mut panes = vec![first];
    let (tabs, splits) = match scene {
        SceneKind::Tabs50 => (49, 0),
        SceneKind::Panes8 => (0, 7),
        _ => (0, 0),
    };
    for _ in 0..tabs {
        let (_, _, pane) = mux.message_window("", size, None)?;
        mux.move_pane_to_new_tab(pane, MoveTarget::Window(window))?;
        panes.push(pane);
    }
    // A large tab, so that there is room for all of them before it is laid out.
    mux.resize_window(
        window,
        TerminalSize {
            rows: 100,
            cols: 300,
            ..size
        },
    )?;
    for split in 0..splits {
        let (_, _, pane) = mux.message_window("", size, None)?;
        let request = SplitRequest {
            direction: if split < 3 {
                Direction::Right
            } else {
                Direction::Down
            },
            ..SplitRequest::default()
        };
        let at = panes[if split < 3 { split } else { split - 3 }];
        mux.move_pane_into_split(at, request, pane)?;
        panes.push(pane);
    }
    mux.activate_tab(window, 0)?;
    mux.activate_pane(first)?;
    Ok((window, panes))
}

/// The state of a scene.
pub(super) struct Scenery {
    kind: SceneKind,
    panes: Vec<PaneId>,
    size: (u32, u32),
    lines: u32,
    line: String,
}

impl Scenery {
    pub(super) fn new(kind: SceneKind, panes: Vec<PaneId>, size: (u32, u32), lines: u32) -> Self {
        Self {
            kind,
            panes,
            size,
            lines,
            line: String::new(),
        }
    }

    /// Prints what is there before the first frame.
    pub(super) fn fill(&mut self, mux: &Mux) -> anyhow::Result<()> {
        let lines = if self.kind == SceneKind::Resize {
            u64::from(self.lines)
        } else {
            100
        };
        for at in 0..self.panes.len() {
            for number in 0..lines {
                self.print(mux, at, number)?;
            }
        }
        Ok(())
    }

    /// What changes for a frame; a size if the window's is to be another one.
    pub(super) fn change(
        &mut self,
        frame: u64,
        mux: &mut Mux,
    ) -> anyhow::Result<Option<(u32, u32)>> {
        match self.kind {
            SceneKind::Text | SceneKind::Emoji => self.print(mux, 0, frame)?,
            SceneKind::Panes8 => {
                for at in 0..self.panes.len() {
                    self.print(mux, at, frame)?;
                }
            }
            SceneKind::Tabs50 => {
                let pane = self.panes[frame as usize % self.panes.len()];
                let tab = mux.tab_of_pane(pane).context("a tab is gone")?;
                mux.set_tab_title(tab, &format!("job {frame}"))?;
            }
            SceneKind::Resize => {
                // There and back in steps of a few pixels.
                let at = (frame % 120) as u32;
                let step = if at < 60 { at } else { 120 - at };
                let (width, height) = self.size;
                let (narrow, low) = (width / 120 * step, height / 240 * step);
                return Ok(Some((width - narrow, height - low)));
            }
            SceneKind::Key => {
                // A letter, or a backspace that takes it away.
                let typed: &[u8] = if frame.is_multiple_of(2) {
                    b"x"
                } else {
                    b"\x08 \x08"
                };
                self.pane(mux, 0)?.lock_terminal().advance(typed);
            }
            SceneKind::Dense => self.cover(mux, frame)?,
            SceneKind::Idle => {}
        }
        Ok(None)
    }

    /// Writes every cell of the first pane, each with colours of its own.
    fn cover(&mut self, mux: &Mux, frame: u64) -> anyhow::Result<()> {
        let pane = self.pane(mux, 0)?;
        let mut terminal = pane.lock_terminal();
        let size = terminal.size();
        self.line.clear();
        let mut random = frame.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        for row in 1..=size.rows {
            let _ = write!(self.line, "\x1b[{row}H");
            for _ in 0..size.cols {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                let [front, back, letter, style, ..] = random.to_le_bytes();
                let letter = char::from(b'!' + letter % 94);
                let style = [1, 22, 3, 23, 4, 24, 7, 27][usize::from(style % 8)];
                let _ = write!(self.line, "\x1b[{style};38;5;{front};48;5;{back}m{letter}");
            }
        }
        terminal.advance(self.line.as_bytes());
        Ok(())
    }

    fn pane(&self, mux: &Mux, at: usize) -> anyhow::Result<Arc<mux::Pane>> {
        mux.pane(self.panes[at]).context("a pane is gone")
    }

    /// Prints line `number` into a pane.
    fn print(&mut self, mux: &Mux, at: usize, number: u64) -> anyhow::Result<()> {
        let line = &mut self.line;
        line.clear();
        // Writing to a string does not fail.
        let _ = write!(line, "\r\n\x1b[32m{number:>8}\x1b[m ");
        for word in 0..14u64 {
            let pick = number.wrapping_mul(7).wrapping_add(word * 13);
            let color = 31 + pick % 7;
            let text = match self.kind {
                SceneKind::Emoji => {
                    ["漢字", "😀 🎉", "かな", "👩‍👩‍👧", "→ ∑", "한글"][(pick % 6) as usize]
                }
                _ => ["lorem", "ipsum", "->", "dolor", "==", "sit amet"][(pick % 6) as usize],
            };
            let _ = write!(line, "\x1b[{color}m{text}\x1b[m ");
        }
        self.pane(mux, at)?
            .lock_terminal()
            .advance(self.line.as_bytes());
        Ok(())
    }
}
