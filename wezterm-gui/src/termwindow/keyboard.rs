//! Keys of a window: questions first, then overlays, bindings, the program.

use super::TermWindow;
use super::confirm::{Answer, Confirmation};
use super::key_state::KeyOutcome;
use crate::actions;
use crate::shared::Shared;
use std::time::Instant;
use term::ViewportScroll;
use wezterm_types::{KeyCode, KeyEvent, KeyEventKind};
use window::ImeEvent;

impl TermWindow {
    /// A key went down, repeated or up.
    pub(crate) fn key(&mut self, shared: &mut Shared, event: &KeyEvent) {
        let now = Instant::now();
        let pressed = event.kind != KeyEventKind::Release;
        self.keyboard = (event.modifiers, event.leds);
        if self.config.debug_key_events {
            log::info!("key event: {event:?}");
        }
        if pressed && self.config.hide_mouse_cursor_when_typing && !event.key.is_modifier() {
            self.pointer.hide(&self.window);
        }
        if pressed && self.answer_question(shared, event) {
            return;
        }
        if pressed && self.tab_bar.tooltip.dismiss() {
            self.request_redraw();
        }
        if pressed && event.key == KeyCode::Escape && self.cancel_drag(shared) {
            return;
        }
        if self.tab_bar.rename.is_some() {
            if pressed {
                self.rename_key(shared, event);
            }
            return;
        }
        if pressed && event.key == KeyCode::Escape && self.notices.dismiss() {
            self.request_redraw();
            return;
        }
        if pressed
            && (self.overlay_key(shared, event)
                || (!self.has_overlay() && self.pane_mode_key(shared, event)))
        {
            shared.stats.input.record(now.elapsed());
            return;
        }
        let outcome = if pressed {
            let keys = shared.keys.clone();
            self.keys.press(&keys, event, now)
        } else {
            KeyOutcome::Pass
        };
        match outcome {
            KeyOutcome::Action(action) => {
                if let Some(pane) = self.active_pane_id(shared) {
                    actions::perform(self, shared, pane, &action);
                }
            }
            KeyOutcome::Swallow => {}
            KeyOutcome::Pass if self.has_overlay() || self.has_pane_mode(shared) => {}
            KeyOutcome::Pass => self.send_key(shared, event),
        }
        shared.stats.input.record(now.elapsed());
    }

    /// Encodes a key for the program in the active pane.
    fn send_key(&mut self, shared: &mut Shared, event: &KeyEvent) {
        let Some(pane) = self.active_pane(shared) else {
            return;
        };
        let bytes = {
            let mut terminal = pane.lock_terminal();
            let bytes = terminal.encode_key(event);
            if !bytes.is_empty() && self.config.scroll_to_bottom_on_input {
                terminal.scroll_viewport(ViewportScroll::Bottom);
            }
            bytes
        };
        if !bytes.is_empty() {
            actions::write(&pane, &bytes);
            self.cursor_blink.restart(Instant::now());
        }
    }

    /// Text from an input method.
    pub(crate) fn ime(&mut self, shared: &mut Shared, event: ImeEvent) {
        if self.rename_ime(&event) {
            return;
        }
        match event {
            ImeEvent::Preedit { text, .. } => {
                self.preedit = (!text.is_empty()).then_some(text);
            }
            ImeEvent::Commit(text) => {
                self.preedit = None;
                if self.overlay_text(shared, &text)
                    || self.pane_mode_text(shared, &text)
                    || self.has_pane_mode(shared)
                {
                    return;
                }
                if let Some(pane) = self.active_pane(shared) {
                    pane.lock_terminal().scroll_viewport(ViewportScroll::Bottom);
                    actions::write(&pane, text.as_bytes());
                }
            }
            ImeEvent::Enabled => self.place_ime(),
            ImeEvent::Disabled => self.preedit = None,
        }
        self.request_redraw();
    }

    /// Tells the input method where the cursor is, for its candidate window.
    pub(crate) fn place_ime(&self) {
        if let Some((x, y, width, height)) = self.rename_area() {
            self.window.set_ime_area(x, y, width, height);
            return;
        }
        let Some(active) = self.panes.iter().find(|p| p.is_active) else {
            return;
        };
        let Some(view) = self.views.get(&active.pane.id()) else {
            return;
        };
        let cell = self.layout.input.cell;
        if let Some((x, y)) = self.overlay_cursor() {
            self.window
                .set_ime_area(x as i32, y as i32, cell.width, cell.height);
            return;
        }
        let cursor = self
            .pane_modes
            .cursor(active.pane.id(), &view.snapshot)
            .unwrap_or(view.snapshot.cursor);
        let col = active.left + cursor.col;
        let row = active.top + cursor.row;
        self.window.set_ime_area(
            (self.layout.grid.x + col as u32 * cell.width) as i32,
            (self.layout.grid.y + row as u32 * cell.height) as i32,
            cell.width,
            cell.height,
        );
    }

    /// Asks before something is lost.
    pub(crate) fn ask(&mut self, confirmation: Confirmation) {
        self.notices.dismiss();
        self.notices
            .push(&format!("{}\n[y] yes   [n] no", confirmation.text));
        self.question = Some(confirmation);
        self.request_redraw();
    }

    /// Takes a key as the answer to an open question.
    fn answer_question(&mut self, shared: &mut Shared, event: &KeyEvent) -> bool {
        let Some(confirmation) = self.question.take() else {
            return false;
        };
        match Confirmation::answer(event) {
            Answer::Yes => {
                self.notices.dismiss();
                actions::confirmed(self, shared, confirmation.question);
            }
            Answer::No => {
                self.notices.dismiss();
            }
            Answer::None => self.question = Some(confirmation),
        }
        self.request_redraw();
        true
    }
}
