//! What a mux has as a file, so that it can be had again: windows, tabs,
//! splits, directories, titles, workspaces and the text of panes.
//!
//! The file is zstd of JSON, for its user alone, and is replaced as a whole.

use crate::attach::NodeState;
use crate::error::{MuxError, Result};
use crate::tree::Tree;
use crate::{Mux, PaneId, SpawnCommand, TabId, WindowId};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use wezterm_types::TerminalSize;

/// Of the file; another one is refused.
const VERSION: u32 = 1;
/// Text kept of a pane, bytes; older rows are left out.
const MAX_TEXT: usize = 1 << 20;
/// Text kept of all panes.
const MAX_ALL_TEXT: usize = 64 << 20;
/// A file that unpacks to more is refused.
const MAX_FILE: u64 = 256 << 20;

/// All that is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    version: u32,
    workspace: String,
    windows: Vec<SavedWindow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct SavedWindow {
    title: String,
    workspace: String,
    size: TerminalSize,
    active: usize,
    tabs: Vec<SavedTab>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct SavedTab {
    title: String,
    active: PaneId,
    is_zoomed: bool,
    tree: Vec<NodeState>,
    panes: Vec<SavedPane>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct SavedPane {
    id: PaneId,
    cwd: Option<String>,
    /// Rows, the oldest first, with their colours as SGR.
    text: String,
}

impl Session {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read or is no session.
    pub fn load(path: &Path) -> io::Result<Self> {
        let invalid = |text: String| io::Error::new(io::ErrorKind::InvalidData, text);
        let mut text = Vec::new();
        zstd::Decoder::new(File::open(path)?)?
            .take(MAX_FILE + 1)
            .read_to_end(&mut text)?;
        if text.len() as u64 > MAX_FILE {
            return Err(invalid(format!("it unpacks to more than {MAX_FILE} bytes")));
        }
        let session: Self = serde_json::from_slice(&text)
            .map_err(|error| invalid(format!("it is no session: {error}")))?;
        if session.version != VERSION {
            return Err(invalid(format!(
                "it has version {}; this wezterm reads {VERSION}",
                session.version
            )));
        }
        Ok(session)
    }

    /// Writes a file beside the old one and puts it in its place.
    ///
    /// # Errors
    /// When it cannot be written; the old one is there then.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let mut aside = path.as_os_str().to_owned();
        aside.push(format!(".{}.tmp", std::process::id()));
        let aside = Path::new(&aside);
        let result = self.write(aside).and_then(|()| fs::rename(aside, path));
        if result.is_err() {
            let _ = fs::remove_file(aside);
        }
        result
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        let _ = fs::remove_file(path);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        let mut encoder = zstd::Encoder::new(file, 3)?;
        serde_json::to_writer(&mut encoder, self)?;
        let mut file = encoder.finish()?;
        file.flush()?;
        file.sync_all()
    }

    /// Windows in it.
    #[must_use]
    pub fn windows(&self) -> usize {
        self.windows.len()
    }
}

/// The end of a text that fits, from the beginning of a row on.
fn last_rows(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let from = text.len() - max;
    let newline = text.as_bytes()[from..]
        .iter()
        .position(|byte| *byte == b'\n');
    newline.map_or("", |at| &text[from + at + 1..])
}

impl Mux {
    /// What there is now, but for what servers have: that lives on there.
    #[must_use]
    pub fn session(&self) -> Session {
        let mut left = MAX_ALL_TEXT;
        let windows = self
            .windows()
            .filter(|window| window.remote_domain().is_none())
            .map(|window| SavedWindow {
                title: window.title().to_owned(),
                workspace: window.workspace().to_owned(),
                size: window.size(),
                active: window.active_index(),
                tabs: window
                    .tabs()
                    .iter()
                    .filter_map(|tab| self.saved_tab(*tab, &mut left))
                    .collect(),
            })
            .collect();
        Session {
            version: VERSION,
            workspace: self.active_workspace().to_owned(),
            windows,
        }
    }

    fn saved_tab(&self, tab: TabId, left: &mut usize) -> Option<SavedTab> {
        let tab = self.tab(tab)?;
        let panes = tab.panes().into_iter().filter_map(|id| {
            let pane = self.pane(id)?;
            let text = {
                let terminal = pane.lock_terminal();
                let dims = terminal.dimensions();
                // What a program draws on the alternate screen is gone with it.
                let end = if terminal.is_alt_screen() {
                    dims.physical_top
                } else {
                    terminal.cursor().stable + 1
                };
                terminal.text_range(dims.scrollback_top, end, true)
            };
            let text = last_rows(&text, MAX_TEXT.min(*left)).to_owned();
            *left -= text.len();
            Some(SavedPane {
                id,
                cwd: pane
                    .current_working_path()
                    .map(|path| path.to_string_lossy().into_owned()),
                text,
            })
        });
        Some(SavedTab {
            title: tab.title().to_owned(),
            active: tab.active_pane(),
            is_zoomed: tab.is_zoomed(),
            tree: tab.tree.nodes(),
            panes: panes.collect(),
        })
    }

    /// Opens the windows of a session beside those there are; how many. Panes
    /// run the default program where the old ones were, below the old text.
    ///
    /// # Errors
    /// When a program cannot be started; what was opened before stays.
    pub fn restore_session(&mut self, session: &Session) -> Result<usize> {
        /// More windows, tabs or panes than this are no session.
        const MAX_PANES: usize = 10_000;
        let panes: usize = session
            .windows
            .iter()
            .flat_map(|window| &window.tabs)
            .map(|tab| tab.panes.len())
            .sum();
        if panes > MAX_PANES {
            return Err(MuxError::Invalid(format!(
                "the session has {panes} panes; the limit is {MAX_PANES}"
            )));
        }
        let mut count = 0;
        for window in &session.windows {
            if self.restore_window(window)?.is_some() {
                count += 1;
            }
        }
        if count > 0 {
            self.switch_workspace(&session.workspace);
        }
        debug_assert!(self.check());
        Ok(count)
    }

    fn restore_window(&mut self, saved: &SavedWindow) -> Result<Option<WindowId>> {
        let mut window = None;
        for tab in &saved.tabs {
            let Some(first) = tab.panes.first() else {
                continue;
            };
            let command = command_in(first);
            let (id, tab_id, pane) = match window {
                None => self.spawn_window(&command, saved.size, Some(&saved.workspace))?,
                Some(id) => {
                    let (tab, pane) = self.spawn_tab(id, &command, saved.size)?;
                    (id, tab, pane)
                }
            };
            window = Some(id);
            self.restore_tab(tab_id, pane, tab)?;
        }
        if let Some(id) = window {
            self.set_window_title(id, &saved.title)?;
            let active = isize::try_from(saved.active).unwrap_or(0);
            // A tab that could not be made again is not there to be shown.
            let _ = self.activate_tab(id, active);
        }
        Ok(window)
    }

    fn restore_tab(&mut self, tab: TabId, first: PaneId, saved: &SavedTab) -> Result<()> {
        let mut names = vec![(saved.panes[0].id, first)];
        for pane in &saved.panes[1..] {
            // Room for the next one: the places come with the tree.
            self.equalize_panes(tab)?;
            let layout = crate::Layout::Grid;
            self.arrange_panes(tab, layout)?;
            let request = crate::SplitRequest {
                top_level: true,
                ..crate::SplitRequest::default()
            };
            let id = self.split_pane(first, request, &command_in(pane))?;
            names.push((pane.id, id));
        }
        for (saved, (_, id)) in saved.panes.iter().zip(&names) {
            if let Some(pane) = self.pane(*id)
                && !saved.text.is_empty()
            {
                pane.show_restored(&saved.text);
            }
        }
        let rename = |id: PaneId| {
            let known = names.iter().find(|(old, _)| *old == id);
            known.map(|(_, new)| *new)
        };
        let tree =
            Tree::from_nodes(&saved.tree, &rename).filter(|tree| tree.panes().len() == names.len());
        match tree {
            Some(tree) => self.set_tree(tab, tree)?,
            None => log::warn!("a tab's layout cannot be restored; its panes are in a grid"),
        }
        self.set_tab_title(tab, &saved.title)?;
        if let Some(active) = rename(saved.active) {
            self.activate_pane(active)?;
            self.set_zoomed(active, saved.is_zoomed)?;
        }
        Ok(())
    }
}

fn command_in(pane: &SavedPane) -> SpawnCommand {
    SpawnCommand {
        cwd: pane.cwd.as_ref().map(Into::into),
        // Panes of servers are theirs to keep.
        domain: crate::SpawnDomain::Id(0),
        ..SpawnCommand::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_rows() {
        assert_eq!(last_rows("one\ntwo\nthree", 100), "one\ntwo\nthree");
        assert_eq!(last_rows("one\ntwo\nthree", 9), "three");
        assert_eq!(last_rows("one\ntwo\nthree", 3), "");
        assert_eq!(last_rows("ä\nb", 3), "b");
    }
}
