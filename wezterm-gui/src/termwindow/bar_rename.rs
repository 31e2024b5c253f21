//! Renaming a tab in place: the edit field takes the keyboard and the input
//! method until it ends.

use super::TermWindow;
use crate::shared::Shared;
use crate::tab_information::TabId;
use crate::tabbar::{Rename, RenameKey};
use wezterm_types::{KeyCode, KeyEvent, Modifiers};
use window::{ClipboardKind, ImeEvent};

/// Marks the answer of the clipboard as meant for the edit field; no pane has
/// this number.
pub(super) const RENAME_TOKEN: u64 = u64::MAX;

impl TermWindow {
    /// Whether this tab is being renamed.
    pub(super) fn renaming(&self, tab: TabId) -> bool {
        (self.tab_bar.rename.as_ref()).is_some_and(|rename| rename.tab() == tab)
    }

    /// Opens the edit field of a tab; one that is open elsewhere is taken.
    pub(crate) fn start_rename(&mut self, shared: &Shared, tab: TabId) {
        self.commit_rename(shared);
        let title = {
            let mux = shared.mux.borrow();
            let Some(known) = mux.tab(tab) else {
                return;
            };
            let pane = (mux.all_positioned_panes(tab).into_iter()).find(|pane| pane.is_active);
            match (known.title(), pane) {
                ("", Some(pane)) => pane.pane.title(),
                (title, _) => title.to_owned(),
            }
        };
        if !self.tab_bar.shown || !self.config.show_tabs_in_tab_bar {
            self.notify("The tab bar is not shown: there is no place to rename a tab in.");
            return;
        }
        self.tab_bar.tooltip.dismiss();
        self.tab_bar.drag.release();
        self.tab_bar.rename = Some(Rename::new(tab, &title));
        self.request_redraw();
    }

    /// Ends the edit and takes the title; an empty one goes back to what the
    /// program says. One that was not touched stays what it was.
    pub(super) fn commit_rename(&mut self, shared: &Shared) {
        let Some(rename) = self.tab_bar.rename.take() else {
            return;
        };
        if rename.is_changed() {
            let result = (shared.mux.borrow_mut()).set_tab_title(rename.tab(), &rename.title());
            if let Err(error) = result {
                self.notify(&error.to_string());
            }
        }
        self.request_redraw();
    }

    /// A key while a tab is being renamed; whether it was taken.
    pub(super) fn rename_key(&mut self, shared: &Shared, event: &KeyEvent) -> bool {
        let Some(rename) = &mut self.tab_bar.rename else {
            return false;
        };
        let pastes = match event.key {
            KeyCode::Char('v' | 'V') => event.modifiers.contains(Modifiers::CTRL),
            KeyCode::Insert => event.modifiers.contains(Modifiers::SHIFT),
            _ => false,
        };
        if pastes {
            self.window
                .request_clipboard(ClipboardKind::Clipboard, RENAME_TOKEN);
            return true;
        }
        match rename.key(event) {
            RenameKey::Edited => {}
            RenameKey::Commit => self.commit_rename(shared),
            RenameKey::Cancel => self.tab_bar.rename = None,
        }
        self.request_redraw();
        true
    }

    /// Text of the clipboard for the edit field.
    pub(super) fn rename_paste(&mut self, text: &str) {
        if let Some(rename) = &mut self.tab_bar.rename {
            rename.insert(text);
            self.request_redraw();
        }
    }

    /// Text of an input method while a tab is being renamed; whether it was
    /// taken.
    pub(super) fn rename_ime(&mut self, event: &ImeEvent) -> bool {
        let Some(rename) = &mut self.tab_bar.rename else {
            return false;
        };
        match event {
            ImeEvent::Preedit { text, .. } => rename.compose(text),
            ImeEvent::Commit(text) => rename.insert(text),
            ImeEvent::Enabled => {
                self.ime_place = None;
                self.place_ime();
            }
            ImeEvent::Disabled => rename.compose(""),
        }
        self.request_redraw();
        true
    }

    /// The pointer was pressed in the edit field.
    pub(super) fn click_rename(&mut self, x: f64) {
        let Some((left, _, width, height)) = self.rename_area() else {
            return;
        };
        let (mut left, mut width) = (f64::from(left), f64::from(width));
        let fancy = self.config.use_fancy_tab_bar;
        if fancy {
            // As much as its tabs have around their titles.
            let pad = f64::from(height) * 0.28;
            let close = self.config.show_close_tab_button_in_tabs;
            left += pad;
            width -= pad * if close { 4.0 } else { 2.0 };
        }
        let select = self.keyboard.0.contains(Modifiers::SHIFT);
        let cell = f64::from(self.layout.input.cell.width.max(1));
        if let Some(rename) = &mut self.tab_bar.rename {
            let cell = match rename.columns() {
                columns if fancy && columns > 0 => (width / columns as f64).max(1.0),
                _ => cell,
            };
            rename.click(((x - left) / cell).max(0.0) as usize, select);
            self.request_redraw();
        }
    }

    /// The edit field in pixels of the window, for the input method.
    pub(super) fn rename_area(&self) -> Option<(i32, i32, u32, u32)> {
        let rename = self.tab_bar.rename.as_ref()?;
        let tabs = self.tab_bar.list.tabs();
        let place = tabs.iter().position(|tab| tab.tab_id == rename.tab())?;
        let rects = self.tab_bar.tab_rects(&self.config, self.layout.input.cell);
        let (_, rect) = rects.into_iter().find(|(index, _)| *index == place)?;
        let bar = self.layout.bar;
        Some((
            bar.x as i32 + rect.x as i32,
            bar.y as i32 + rect.y as i32,
            rect.width as u32,
            rect.height as u32,
        ))
    }
}
