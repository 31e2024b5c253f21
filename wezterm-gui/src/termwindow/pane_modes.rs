//! The window's side of pane modes: which panes have one, their keys, their
//! work and what they show.

use super::TermWindow;
use super::frame::owner;
use crate::actions;
use crate::overlay::Style;
use crate::pane_mode::{self, Chosen, Colors, CopyMode, ModeView, PaneMode, QuickSelect, Taken};
use crate::shared::Shared;
use config::keys::{CopyModeAssignment, Pattern, QuickSelectArguments};
use mux::PaneId;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Instant;
use term::{CursorSnapshot, CursorStyle};
use wezterm_render::Strip;
use wezterm_types::{KeyCode, KeyEvent};

/// The modes of a window's panes.
#[derive(Default)]
pub(crate) struct PaneModes {
    modes: HashMap<PaneId, PaneMode>,
    /// What the modes of visible panes show, as of the last frame.
    views: HashMap<PaneId, ModeView>,
}

impl PaneModes {
    /// Whether a pane is in one.
    pub(super) fn has(&self, pane: PaneId) -> bool {
        self.modes.contains_key(&pane)
    }

    /// When there is work to do.
    pub(super) fn deadline(&self, now: Instant) -> Option<Instant> {
        self.modes.values().any(PaneMode::is_busy).then_some(now)
    }

    /// The cursor of a pane's mode in place of the program's.
    pub(super) fn cursor(&self, pane: PaneId, snapshot: &term::Snapshot) -> Option<CursorSnapshot> {
        let view = self.views.get(&pane)?;
        let mut hidden = CursorSnapshot {
            visible: false,
            ..snapshot.cursor
        };
        // Where text is composed while a pattern is typed.
        if let Some(bar) = &view.bar
            && let Some(col) = bar.cursor
        {
            hidden.row = if bar.at_top {
                0
            } else {
                snapshot.rows.len().saturating_sub(1)
            };
            hidden.col = col;
        }
        let Some(at) = view.cursor else {
            return Some(hidden);
        };
        let row = usize::try_from(at.row - snapshot.dims.viewport_top).ok();
        let cells = row.and_then(|row| Some((row, snapshot.rows.get(row)?)));
        let Some((row, cells)) = cells else {
            return Some(hidden);
        };
        let width = |col: usize| cells.cells.get(col).map_or(1, |cell| cell.width);
        let col = match width(at.col) {
            0 => at.col.saturating_sub(1),
            _ => at.col,
        };
        Some(CursorSnapshot {
            row,
            col,
            stable: at.row,
            style: CursorStyle::SteadyBlock,
            visible: true,
            wide: width(col) == 2,
        })
    }
}

impl TermWindow {
    /// `ActivateCopyMode`; a search that is open keeps its pattern.
    pub(crate) fn copy_mode(&mut self, shared: &Shared, pane: PaneId) {
        let Some(found) = shared.mux.borrow().pane(pane) else {
            return;
        };
        let fresh = CopyMode::new(&found.lock_terminal());
        match self.pane_modes.modes.get_mut(&pane) {
            Some(PaneMode::Copy(mode)) => mode.accept_pattern(),
            _ => self.set_pane_mode(pane, PaneMode::Copy(fresh)),
        }
        self.request_redraw();
    }

    /// `Search`.
    pub(crate) fn search(&mut self, shared: &Shared, pane: PaneId, pattern: &Pattern) {
        let Some(found) = shared.mux.borrow().pane(pane) else {
            return;
        };
        let mut terminal = found.lock_terminal();
        let mut mode = match self.pane_modes.modes.remove(&pane) {
            Some(PaneMode::Copy(mode)) => mode,
            _ => CopyMode::new(&terminal),
        };
        mode.search(&mut terminal, pattern);
        drop(terminal);
        self.set_pane_mode(pane, PaneMode::Copy(mode));
    }

    /// `QuickSelect` and `QuickSelectArgs`.
    pub(crate) fn quick_select(
        &mut self,
        shared: &Shared,
        pane: PaneId,
        args: &QuickSelectArguments,
    ) {
        let Some(found) = shared.mux.borrow().pane(pane) else {
            return;
        };
        let mode = QuickSelect::new(args, &self.config, &found.lock_terminal());
        match mode {
            Ok(mode) => self.set_pane_mode(pane, PaneMode::Quick(mode)),
            Err(message) => self.notify(&format!("QuickSelect: {message}")),
        }
    }

    fn set_pane_mode(&mut self, pane: PaneId, mode: PaneMode) {
        self.pane_modes.modes.insert(pane, mode);
        self.request_redraw();
    }

    /// The mode of a pane is over.
    fn leave_pane_mode(&mut self, pane: PaneId) {
        self.pane_modes.modes.remove(&pane);
        self.pane_modes.views.remove(&pane);
        self.request_redraw();
    }

    /// `CopyMode`; without a mode there is nothing to do.
    pub(crate) fn copy_mode_action(
        &mut self,
        shared: &Shared,
        pane: PaneId,
        action: &CopyModeAssignment,
    ) {
        let Some(found) = shared.mux.borrow().pane(pane) else {
            return;
        };
        if let Some(mode) = self.pane_modes.modes.get_mut(&pane) {
            let stays = mode.perform(&mut found.lock_terminal(), action);
            if !stays {
                self.leave_pane_mode(pane);
            }
        }
        self.request_redraw();
    }

    /// The key table of the active pane's mode.
    pub(crate) fn pane_mode_table(&self, pane: PaneId) -> Option<&'static str> {
        self.pane_modes.modes.get(&pane)?.key_table()
    }

    /// Whether the active pane has a mode: then no key reaches its program.
    pub(super) fn has_pane_mode(&self, shared: &Shared) -> bool {
        self.active_pane_id(shared)
            .is_some_and(|pane| self.pane_modes.modes.contains_key(&pane))
    }

    /// A key went down; whether the mode of the active pane used it.
    pub(super) fn pane_mode_key(&mut self, shared: &mut Shared, event: &KeyEvent) -> bool {
        let Some(pane) = self.active_pane(shared) else {
            return false;
        };
        let id = pane.id();
        let Some(mode) = self.pane_modes.modes.get_mut(&id) else {
            return false;
        };
        if event.key.is_modifier() {
            return true;
        }
        let keys = shared.keys.clone();
        // Tables that the user has activated, and the leader, come first.
        if self.keys.active_table().is_some()
            || self.keys.leader_active(Instant::now())
            || keys.leader(event).is_some()
        {
            return false;
        }
        let bound = mode
            .key_table()
            .and_then(|table| keys.lookup_in(table, event));
        if let Some(action) = bound {
            let action = action.clone();
            actions::perform(self, shared, id, &action);
            return true;
        }
        let taken = mode.key(&mut pane.lock_terminal(), event);
        // Escape leaves, whatever the tables of the user lack.
        let escape = event.key == KeyCode::Escape && event.modifiers.is_empty();
        let taken = match taken {
            Taken::No if escape => Taken::Leave,
            taken => taken,
        };
        self.after_pane_mode(shared, id, taken)
    }

    /// Text was committed or pasted; whether the active pane's mode took it.
    pub(crate) fn pane_mode_text(&mut self, shared: &mut Shared, text: &str) -> bool {
        let Some(pane) = self.active_pane(shared) else {
            return false;
        };
        let Some(mode) = self.pane_modes.modes.get_mut(&pane.id()) else {
            return false;
        };
        let taken = mode.text(&mut pane.lock_terminal(), text);
        self.after_pane_mode(shared, pane.id(), taken)
    }

    fn after_pane_mode(&mut self, shared: &mut Shared, pane: PaneId, taken: Taken) -> bool {
        self.request_redraw();
        match taken {
            Taken::No => return false,
            Taken::Yes => {}
            Taken::Leave => self.leave_pane_mode(pane),
            Taken::Chosen(chosen) => {
                let args = match self.pane_modes.modes.get(&pane) {
                    Some(PaneMode::Quick(mode)) => mode.args.clone(),
                    _ => QuickSelectArguments::default(),
                };
                self.leave_pane_mode(pane);
                self.quick_selected(shared, pane, &args, chosen);
            }
        }
        true
    }

    /// Quick select has chosen: the action runs with the text selected, or the
    /// text is copied.
    fn quick_selected(
        &mut self,
        shared: &mut Shared,
        pane: PaneId,
        args: &QuickSelectArguments,
        chosen: Chosen,
    ) {
        match &args.action {
            Some(_) if chosen.paste && args.skip_action_on_paste => {}
            Some(action) => {
                if let Some(pane) = shared.mux.borrow().pane(pane) {
                    let mut terminal = pane.lock_terminal();
                    terminal.start_selection(chosen.start, term::SelectionMode::Cell);
                    terminal.extend_selection(chosen.end, term::SelectionMode::Cell);
                }
                actions::perform(self, shared, pane, action);
            }
            None => actions::copy_text(self, chosen.text.clone()),
        }
        if chosen.paste {
            actions::paste(self, shared, pane, chosen.text);
        }
    }

    /// Work that modes have to do beside their keys; whether there was any.
    pub(crate) fn pane_mode_work(&mut self, shared: &Shared) -> bool {
        let mut any = false;
        for (id, mode) in &mut self.pane_modes.modes {
            if mode.is_busy()
                && let Some(pane) = shared.mux.borrow().pane(*id)
            {
                mode.work(&mut pane.lock_terminal());
                any = true;
            }
        }
        if any {
            self.request_redraw();
        }
        any
    }

    /// Brings the views of modes up to date with the panes' snapshots.
    pub(super) fn update_pane_modes(&mut self, shared: &Shared) {
        if self.pane_modes.modes.is_empty() {
            return;
        }
        let mux = shared.mux.borrow();
        self.pane_modes
            .modes
            .retain(|id, _| mux.pane(*id).is_some());
        let colors = Colors::new(&self.palette);
        let style = Style::of_terminal(&self.palette);
        self.pane_modes.views.clear();
        for positioned in &self.panes {
            let id = positioned.pane.id();
            if let Some(mode) = self.pane_modes.modes.get_mut(&id)
                && let Some(view) = self.views.get_mut(&id)
            {
                mode.follow(&positioned.pane.lock_terminal(), &self.config);
                let shown = mode.view(&view.snapshot, &colors, &style);
                self.pane_modes.views.insert(id, shown);
            }
        }
    }

    /// Appends what the mode of a pane shows.
    pub(super) fn pane_mode_strips(
        &mut self,
        pane: PaneId,
        origin: (f32, f32),
        strips: &mut Vec<Strip>,
    ) {
        let (Some(mode), Some(view)) = (self.pane_modes.views.get(&pane), self.views.get(&pane))
        else {
            return;
        };
        let style = Style::of_terminal(&self.palette);
        // Two numbers a pane: marks and bar.
        let owner = owner::PANE_MODES + 2 * pane as u64;
        pane_mode::strips(
            mode,
            &view.snapshot,
            origin,
            &style,
            owner,
            &mut self.fonts,
            strips,
        );
    }

    /// What the modes of visible panes show, for `wezterm cli stats`.
    pub(crate) fn pane_modes_json(&self) -> Vec<Value> {
        let shown = self.panes.iter().filter_map(|positioned| {
            let id = positioned.pane.id();
            let mode = self.pane_modes.modes.get(&id)?;
            Some(json!({
                "window_id": self.mux_window(),
                "pane_id": id,
                "name": mode.name(),
                "lines": mode.lines(),
            }))
        });
        shown.collect()
    }
}
