use super::Mux;
use crate::control::Request;
use crate::error::{MuxError, Result};
use crate::event::MuxEvent;
use crate::{PaneId, WindowId};

impl Mux {
    /// The workspace whose windows are shown.
    #[must_use]
    pub fn active_workspace(&self) -> &str {
        &self.workspace
    }

    /// The workspaces that have windows, in alphabetical order.
    #[must_use]
    pub fn workspace_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .windows
            .values()
            .map(|window| window.workspace.clone())
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// Shows a workspace that has windows.
    ///
    /// # Errors
    /// When no window is in it.
    pub fn set_active_workspace(&mut self, name: &str) -> Result<()> {
        let known = self.workspace_names();
        if !known.iter().any(|known| known == name) {
            return Err(MuxError::NoSuchWorkspace {
                name: name.to_owned(),
                known,
            });
        }
        self.switch_workspace(name);
        Ok(())
    }

    /// Shows a workspace, whether or not it has windows yet.
    pub fn switch_workspace(&mut self, name: &str) {
        if self.workspace != name {
            self.workspace = name.to_owned();
            self.tell(MuxEvent::WorkspaceActivated(name.to_owned()));
        }
    }

    /// Shows the workspace that a pane is in; nothing where there is no such pane.
    pub fn switch_to_workspace_of(&mut self, pane: PaneId) {
        let window = self.window_of_pane(pane).and_then(|id| self.window(id));
        if let Some(name) = window.map(|window| window.workspace().to_owned()) {
            self.switch_workspace(&name);
        }
    }

    /// Renames a workspace in all its windows.
    ///
    /// # Errors
    /// When no window is in it.
    pub fn rename_workspace(&mut self, old: &str, new: &str) -> Result<()> {
        let windows: Vec<WindowId> = self
            .windows
            .values()
            .filter(|window| window.workspace == old)
            .map(crate::Window::id)
            .collect();
        if windows.is_empty() {
            return Err(MuxError::NoSuchWorkspace {
                name: old.to_owned(),
                known: self.workspace_names(),
            });
        }
        for window in windows {
            self.set_workspace(window, new)?;
        }
        if self.workspace == old {
            self.switch_workspace(new);
        }
        Ok(())
    }

    /// Puts a window into a workspace.
    ///
    /// # Errors
    /// When there is no such window.
    pub fn set_workspace(&mut self, window: WindowId, name: &str) -> Result<()> {
        let forwarded = self.forward_window(window, |window| Request::SetWorkspace {
            window,
            name: name.to_owned(),
        });
        if let Some(sent) = forwarded {
            return sent;
        }
        let known = self.window_mut(window)?;
        if known.workspace != name {
            known.workspace = name.to_owned();
            self.touch_window(window);
        }
        Ok(())
    }
}
