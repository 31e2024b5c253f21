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
        self.keyboard = (event.modifiers, event.leds);
        if self.config.debug_key_events {
            log::info!("key event: {event:?}");
        }
        if event.kind == KeyEventKind::Release {
            self.send_key(shared, event);
            shared.stats.input.record(now.elapsed());
            return;
        }
        if self.config.hide_mouse_cursor_when_typing && !event.key.is_modifier() {
            self.pointer.hide(&self.window);
        }
        if self.answer_question(shared, event) {
            return;
        }
        if self.tab_bar.tooltip.dismiss() {
            self.request_redraw();
        }
        if event.key == KeyCode::Escape && self.cancel_drag(shared) {
            return;
        }
        if self.rename_key(shared, event) {
            return;
        }
        if event.key == KeyCode::Escape && !self.notices.is_empty() {
            self.request_redraw();
            if self.notices.close() {
                return;
            }
        }
        if self.overlay_key(shared, event)
            || (!self.has_overlay() && self.pane_mode_key(shared, event))
        {
            shared.stats.input.record(now.elapsed());
            return;
        }
        let keys = shared.keys.clone();
        let outcome = self.keys.press(&keys, event, now);
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

    /// Encodes a key for the program in the active pane; repeats and releases
    /// for the one that was told of the press.
    fn send_key(&mut self, shared: &mut Shared, event: &KeyEvent) {
        let Some(active) = self.active_pane_id(shared) else {
            return;
        };
        let receiver = self.held_keys.receiver(event, active);
        let Some(pane) = receiver.and_then(|pane| shared.mux.borrow().pane(pane)) else {
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
                    let bytes = {
                        let mut terminal = pane.lock_terminal();
                        if self.config.scroll_to_bottom_on_input {
                            terminal.scroll_viewport(ViewportScroll::Bottom);
                        }
                        terminal.encode_text(&text)
                    };
                    actions::write(&pane, &bytes);
                }
            }
            ImeEvent::Enabled => {
                self.ime_place = None;
                self.place_ime();
            }
            ImeEvent::Disabled => self.preedit = None,
        }
        self.request_redraw();
    }

    /// Tells the input method where the cursor is, for its candidate window:
    /// when a frame has moved it, and when the method comes.
    pub(crate) fn place_ime(&mut self) {
        let Some(area) = self.ime_area() else { return };
        if self.ime_place.replace(area) != Some(area) {
            let (x, y, width, height) = area;
            self.window.set_ime_area(x, y, width, height);
        }
    }

    /// The cell that is typed into, in pixels of the window.
    fn ime_area(&self) -> Option<(i32, i32, u32, u32)> {
        if let Some(area) = self.rename_area() {
            return Some(area);
        }
        let cell = self.layout.input.cell;
        if let Some((x, y)) = self.overlay_cursor() {
            return Some((x as i32, y as i32, cell.width, cell.height));
        }
        let active = self.panes.iter().find(|p| p.is_active)?;
        let view = self.views.get(&active.pane.id())?;
        let cursor = self
            .pane_modes
            .cursor(active.pane.id(), &view.snapshot)
            .unwrap_or(view.snapshot.cursor);
        let col = active.left + super::cursor::visual_col(&view.snapshot, cursor);
        let row = active.top + cursor.row;
        Some((
            (self.layout.grid.x + col as u32 * cell.width) as i32,
            (self.layout.grid.y + row as u32 * cell.height) as i32,
            cell.width,
            cell.height,
        ))
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
