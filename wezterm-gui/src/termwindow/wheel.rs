//! The wheel and touchpads: fractions of lines are kept until they come to
//! something, so that slow fingers scroll slowly and none of the way is lost.

use super::TermWindow;
use super::pointer::PaneCell;
use crate::actions;
use crate::shared::Shared;
use config::keys::{KeyAssignment, MouseEventTrigger as Trigger, MousePress};
use wezterm_types::{
    KeyCode, KeyEvent, KeyEventKind, Leds, Modifiers, MouseButton, MouseEventKind, ScrollDelta,
};

/// Lines that one notch of a wheel scrolls, as toolkits have it. What knows
/// whole steps only, such as a program that reads the mouse, gets one for as
/// many lines.
const STEP: f32 = 3.0;

/// Cells that a touchpad has to scroll over the tab bar for one step: a tab is
/// several cells.
const BAR_CELLS: f32 = 4.0;

/// What was scrolled and has not come to anything yet.
#[derive(Debug, Default)]
pub(super) struct Scrolled {
    /// Columns and lines over panes.
    panes: (Rest, Rest),
    /// Steps over the tab bar.
    bar: (Rest, Rest),
}

/// What is left of a way along one axis.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Rest(f32);

impl Rest {
    /// Goes further. Turning back leaves nothing of the way there.
    fn add(&mut self, by: f32) {
        if by * self.0 < 0.0 {
            self.0 = 0.0;
        }
        if by.is_finite() {
            self.0 += by;
        }
    }

    /// How often `unit` has been gone; what is left stays.
    fn take(&mut self, unit: f32) -> isize {
        let whole = (self.0 / unit).trunc();
        self.0 -= whole * unit;
        whole as isize
    }
}

impl TermWindow {
    /// The wheel turned, or fingers moved on a touchpad.
    pub(crate) fn scroll(&mut self, shared: &mut Shared, delta: ScrollDelta) {
        let Some((x, y)) = self.pointer.position else {
            return;
        };
        let cell = self.layout.input.cell;
        let (width, height) = (cell.width as f32, cell.height as f32);
        if self.layout.bar.contains(x, y) {
            let (dx, dy) = match delta {
                ScrollDelta::Lines { x, y } => (x, y),
                ScrollDelta::Pixels { x, y } => (x / (BAR_CELLS * width), y / (BAR_CELLS * height)),
            };
            let rest = &mut self.pointer.scrolled.bar;
            rest.0.add(dx);
            rest.1.add(dy);
            let (across, up) = (rest.0.take(1.0), rest.1.take(1.0));
            if let Some(button) = vertical(up) {
                self.wheel_over_bar(shared, button);
            }
            if let Some(button) = horizontal(across) {
                self.wheel_over_bar(shared, button);
            }
            return;
        }
        let (dx, dy) = match delta {
            ScrollDelta::Lines { x, y } => (x * STEP, y * STEP),
            ScrollDelta::Pixels { x, y } => (x / width, y / height),
        };
        let rest = &mut self.pointer.scrolled.panes;
        rest.0.add(dx);
        rest.1.add(dy);
        if self.has_overlay() {
            let lines = self.pointer.scrolled.panes.1.take(1.0);
            if lines != 0 {
                self.overlay_wheel(shared, -lines);
            }
            return;
        }
        if let Some(cell) = self.cell_under(x, y) {
            let smooth = matches!(delta, ScrollDelta::Pixels { .. });
            self.wheel_over_pane(shared, cell, smooth);
        }
    }

    /// Gives what was scrolled to the program or to a binding.
    fn wheel_over_pane(&mut self, shared: &mut Shared, cell: PaneCell, smooth: bool) {
        if self.program_reads_mouse(shared, cell.pane) {
            let rest = &mut self.pointer.scrolled.panes;
            let (across, up) = (rest.0.take(STEP), rest.1.take(STEP));
            for button in [vertical(up), horizontal(across)].into_iter().flatten() {
                self.report(shared, cell, MouseEventKind::Press, button);
            }
            return;
        }
        if !self.wheel_as_arrows(shared, cell.pane) {
            let up = self.pointer.scrolled.panes.1;
            self.wheel_binding(shared, cell, (up.0, smooth), vertical);
        }
        let across = self.pointer.scrolled.panes.0;
        self.wheel_binding(shared, cell, (across.0, smooth), horizontal);
    }

    /// Runs the binding of the wheel. One that scrolls by what was scrolled
    /// follows by the line, or fingers by the pixel, others run for whole steps.
    fn wheel_binding(
        &mut self,
        shared: &mut Shared,
        cell: PaneCell,
        (rest, smooth): (f32, bool),
        button: fn(isize) -> Option<MouseButton>,
    ) {
        let sign = if rest > 0.0 { 1 } else { -1 };
        let Some(one) = button(sign) else { return };
        let trigger = Trigger::Down(MousePress {
            streak: 1,
            button: one,
        });
        let action = self.binding(shared, cell, trigger);
        let by_line = matches!(action, Some(KeyAssignment::ScrollByCurrentEventWheelDelta));
        let unit = if by_line { 1.0 } else { STEP };
        let rest = &mut self.pointer.scrolled.panes;
        let is_vertical = matches!(one, MouseButton::WheelUp(_) | MouseButton::WheelDown(_));
        let rest = if is_vertical {
            &mut rest.1
        } else {
            &mut rest.0
        };
        let way = if by_line && smooth {
            std::mem::take(rest).0
        } else {
            rest.take(unit) as f32 * unit
        };
        let (Some(action), true) = (action, way != 0.0) else {
            return;
        };
        self.pointer.wheel = -way;
        actions::perform(self, shared, cell.pane, &action);
    }

    /// On the alternate screen without mouse reporting, the wheel becomes
    /// arrow keys (xterm's alternate scroll mode); whether it did.
    fn wheel_as_arrows(&mut self, shared: &Shared, pane: mux::PaneId) -> bool {
        let Some(pane) = shared.mux.borrow().pane(pane) else {
            return false;
        };
        let unit = match self.config.alternate_buffer_wheel_scroll_speed {
            0 => f32::MAX, // switched off
            speed => STEP / f32::from(speed),
        };
        let bytes = {
            let terminal = pane.lock_terminal();
            if !terminal.wheel_as_arrow_keys() {
                return false;
            }
            let up = self.pointer.scrolled.panes.1.take(unit);
            let key = if up > 0 {
                KeyCode::UpArrow
            } else {
                KeyCode::DownArrow
            };
            let arrow = terminal.encode_key(&KeyEvent {
                key,
                unshifted: key,
                phys: None,
                raw: None,
                modifiers: Modifiers::empty(),
                leds: Leds::empty(),
                text: None,
                kind: KeyEventKind::Press,
            });
            arrow.repeat(up.unsigned_abs().min(1000))
        };
        if !bytes.is_empty() {
            actions::write(&pane, &bytes);
        }
        true
    }

    /// Scrolls a pane as far as the wheel event goes that a binding runs for.
    pub(crate) fn scroll_by_wheel(&mut self, shared: &Shared, pane: mux::PaneId) {
        let lines = self.pointer.wheel;
        if let Some(shown) = shared.mux.borrow().pane(pane) {
            let view = self.views.entry(pane).or_default();
            view.scroll(&mut shown.lock_terminal(), lines.into());
        }
        self.request_redraw();
    }

    /// Ends what fingers have left of a row.
    pub(crate) fn show_whole_rows(&mut self, pane: mux::PaneId) {
        if let Some(view) = self.views.get_mut(&pane) {
            view.show_whole_rows();
        }
    }

    /// Pixels by which a pane's rows lie above their places after fingers have
    /// scrolled it; modes that draw over its rows want them in place.
    pub(super) fn shift_of(&self, pane: mux::PaneId) -> f32 {
        let height = self.layout.input.cell.height;
        match self.views.get(&pane) {
            Some(view) if !self.pane_modes.has(pane) => view.shift(height),
            _ => 0.0,
        }
    }
}

fn vertical(up: isize) -> Option<MouseButton> {
    match up {
        0 => None,
        1.. => Some(MouseButton::WheelUp(up.unsigned_abs())),
        _ => Some(MouseButton::WheelDown(up.unsigned_abs())),
    }
}

fn horizontal(right: isize) -> Option<MouseButton> {
    match right {
        0 => None,
        1.. => Some(MouseButton::WheelRight(right.unsigned_abs())),
        _ => Some(MouseButton::WheelLeft(right.unsigned_abs())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_way_is_lost() {
        let mut rest = Rest::default();
        let mut lines = 0;
        for _ in 0..1000 {
            rest.add(0.1);
            lines += rest.take(1.0);
        }
        assert!((99..=100).contains(&lines), "{lines}");
    }

    #[test]
    fn turning_back_begins_anew() {
        let mut rest = Rest::default();
        rest.add(0.9);
        rest.add(-0.5);
        assert_eq!(rest, Rest(-0.5));
        rest.add(-0.6);
        assert_eq!(rest.take(1.0), -1);
        rest.add(f32::NAN);
        assert_eq!(rest.take(1.0), 0);
    }

    #[test]
    fn a_notch_is_one_step_or_three_lines() {
        let mut rest = Rest::default();
        rest.add(STEP);
        assert_eq!(rest.take(STEP), 1);
        rest.add(-STEP);
        assert_eq!(rest.take(1.0), -3);
    }
}
