//! The pointer, as xterm reports it (ctlseqs, "Mouse Tracking").

use crate::modes::{Mouse, MouseEncoding, MouseTracking};
use crate::snapshot::RenderableDimensions;
use wezterm_types::{Modifiers, MouseButton, MouseEventKind};

/// Something the pointer did over the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MouseReport {
    /// Press, release or move. A turn of the wheel is a press.
    pub kind: MouseEventKind,
    /// The button; for a move, the one held or `None`.
    pub button: MouseButton,
    /// Modifiers held.
    pub mods: Modifiers,
    /// Column, 0 at the left.
    pub col: usize,
    /// Row of the viewport, 0 at the top.
    pub row: usize,
    /// Physical pixels from the left edge of the text area.
    pub pixel_x: usize,
    /// Physical pixels from the top edge of the text area.
    pub pixel_y: usize,
}

/// Wheel steps of one event that are reported one by one at most.
const MAX_STEPS: usize = 64;

/// What was reported last, so that a pointer that stays in its cell reports
/// no move twice.
#[derive(Debug, Default)]
pub(crate) struct MouseState {
    last: Option<(MouseButton, usize, usize)>,
}

/// The button's number without modifiers, and how often to report it.
fn button_code(button: MouseButton) -> (u32, usize) {
    match button {
        MouseButton::Left => (0, 1),
        MouseButton::Middle => (1, 1),
        MouseButton::Right => (2, 1),
        MouseButton::None => (3, 1),
        MouseButton::WheelUp(n) => (64, n),
        MouseButton::WheelDown(n) => (65, n),
        MouseButton::WheelLeft(n) => (66, n),
        MouseButton::WheelRight(n) => (67, n),
        MouseButton::Back => (128, 1),
        MouseButton::Forward => (129, 1),
    }
}

impl MouseState {
    pub(super) fn encode(
        &mut self,
        mode: Mouse,
        report: &MouseReport,
        dims: &RenderableDimensions,
    ) -> Option<Vec<u8>> {
        use MouseEventKind as K;
        use MouseTracking as T;
        let (code, steps) = button_code(report.button);
        let is_wheel = (64..=67).contains(&code);
        let wanted = match (mode.tracking, report.kind) {
            (T::None, _) => false,
            (T::X10, kind) => kind == K::Press && code < 3,
            (_, K::Release) => !is_wheel,
            (_, K::Press) => report.button != MouseButton::None,
            (T::Normal, K::Move) => false,
            (T::Button, K::Move) => report.button != MouseButton::None,
            (T::Any, K::Move) => true,
        };
        if !wanted {
            return None;
        }
        let (x, y) = if mode.encoding == MouseEncoding::SgrPixels {
            (
                report.pixel_x.min(dims.pixel_width.saturating_sub(1)),
                report.pixel_y.min(dims.pixel_height.saturating_sub(1)),
            )
        } else {
            (
                report.col.min(dims.cols.saturating_sub(1)),
                report.row.min(dims.viewport_rows.saturating_sub(1)),
            )
        };
        let here = Some((report.button, x, y));
        if report.kind == K::Move && self.last == here {
            return None;
        }
        self.last = (!is_wheel).then_some(here).flatten();
        let mut bits = code;
        if report.kind == K::Move {
            bits += 32;
        }
        if mode.tracking != T::X10 {
            for (flag, bit) in [
                (Modifiers::SHIFT, 4),
                (Modifiers::ALT, 8),
                (Modifiers::CTRL, 16),
            ] {
                bits += if report.mods.contains(flag) { bit } else { 0 };
            }
        }
        let one = write(mode.encoding, bits, code, report.kind == K::Release, x, y)?;
        Some(one.repeat(steps.clamp(1, MAX_STEPS)))
    }
}

/// One report; `None` where the encoding has no way to say the position.
fn write(
    encoding: MouseEncoding,
    bits: u32,
    code: u32,
    release: bool,
    x: usize,
    y: usize,
) -> Option<Vec<u8>> {
    // All but SGR know one code for any button's release.
    let plain = if release { bits - code + 3 } else { bits };
    match encoding {
        MouseEncoding::Sgr | MouseEncoding::SgrPixels => {
            let last = if release { 'm' } else { 'M' };
            Some(format!("\x1b[<{bits};{};{}{last}", x + 1, y + 1).into_bytes())
        }
        MouseEncoding::Urxvt => {
            Some(format!("\x1b[{};{};{}M", plain + 32, x + 1, y + 1).into_bytes())
        }
        MouseEncoding::X10 => {
            let mut out = b"\x1b[M".to_vec();
            for value in [plain as usize, x + 1, y + 1] {
                out.push(u8::try_from(value + 32).ok()?);
            }
            Some(out)
        }
        MouseEncoding::Utf8 => {
            let mut out = b"\x1b[M".to_vec();
            for value in [plain as usize, x + 1, y + 1] {
                // Two bytes at most, as xterm has it.
                let c = u32::try_from(value + 32).ok().filter(|v| *v < 0x800)?;
                out.extend_from_slice(char::from_u32(c)?.encode_utf8(&mut [0; 4]).as_bytes());
            }
            Some(out)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use MouseEventKind::{Move, Press, Release};

    fn dims() -> RenderableDimensions {
        RenderableDimensions {
            cols: 3000,
            viewport_rows: 100,
            pixel_width: 30_000,
            pixel_height: 2000,
            ..RenderableDimensions::default()
        }
    }

    fn report(kind: MouseEventKind, button: MouseButton, col: usize, row: usize) -> MouseReport {
        MouseReport {
            kind,
            button,
            mods: Modifiers::empty(),
            col,
            row,
            pixel_x: col * 10 + 5,
            pixel_y: row * 20 + 7,
        }
    }

    fn sent(
        tracking: MouseTracking,
        encoding: MouseEncoding,
        report: MouseReport,
    ) -> Option<Vec<u8>> {
        MouseState::default().encode(Mouse { tracking, encoding }, &report, &dims())
    }

    #[test]
    fn encodings() {
        let press = report(Press, MouseButton::Left, 4, 2);
        let release = report(Release, MouseButton::Right, 4, 2);
        for (encoding, down, up) in [
            (MouseEncoding::X10, &b"\x1b[M %#"[..], &b"\x1b[M#%#"[..]),
            (MouseEncoding::Utf8, b"\x1b[M %#", b"\x1b[M#%#"),
            (MouseEncoding::Sgr, b"\x1b[<0;5;3M", b"\x1b[<2;5;3m"),
            (MouseEncoding::Urxvt, b"\x1b[32;5;3M", b"\x1b[35;5;3M"),
            (
                MouseEncoding::SgrPixels,
                b"\x1b[<0;46;48M",
                b"\x1b[<2;46;48m",
            ),
        ] {
            let tracking = MouseTracking::Normal;
            assert_eq!(sent(tracking, encoding, press).as_deref(), Some(down));
            assert_eq!(sent(tracking, encoding, release).as_deref(), Some(up));
        }
    }

    #[test]
    fn far_columns() {
        let far = report(Press, MouseButton::Left, 300, 2);
        assert_eq!(sent(MouseTracking::Normal, MouseEncoding::X10, far), None);
        assert_eq!(
            sent(MouseTracking::Normal, MouseEncoding::Utf8, far),
            Some("\x1b[M \u{14d}#".as_bytes().to_vec())
        );
        let beyond = report(Press, MouseButton::Left, 2500, 2);
        assert_eq!(
            sent(MouseTracking::Normal, MouseEncoding::Utf8, beyond),
            None
        );
    }

    #[test]
    fn what_each_mode_reports() {
        use MouseTracking as T;
        let cases = [
            (
                report(Press, MouseButton::Left, 1, 1),
                [false, true, true, true, true],
            ),
            (
                report(Release, MouseButton::Left, 1, 1),
                [false, false, true, true, true],
            ),
            (
                report(Move, MouseButton::Left, 1, 1),
                [false, false, false, true, true],
            ),
            (
                report(Move, MouseButton::None, 1, 1),
                [false, false, false, false, true],
            ),
            (
                report(Press, MouseButton::WheelUp(1), 1, 1),
                [false, false, true, true, true],
            ),
        ];
        for (event, wants) in cases {
            let modes = [T::None, T::X10, T::Normal, T::Button, T::Any];
            for (tracking, want) in modes.into_iter().zip(wants) {
                let got = sent(tracking, MouseEncoding::Sgr, event).is_some();
                assert_eq!(got, want, "{tracking:?} {event:?}");
            }
        }
    }

    #[test]
    fn wheel_modifiers_and_side_buttons() {
        let mut event = report(Press, MouseButton::WheelDown(3), 0, 0);
        event.mods = Modifiers::SHIFT | Modifiers::CTRL;
        assert_eq!(
            sent(MouseTracking::Normal, MouseEncoding::Sgr, event).as_deref(),
            Some(&b"\x1b[<85;1;1M".repeat(3)[..])
        );
        let side = report(Press, MouseButton::Forward, 0, 0);
        assert_eq!(
            sent(MouseTracking::Normal, MouseEncoding::Sgr, side).as_deref(),
            Some(&b"\x1b[<129;1;1M"[..])
        );
    }

    #[test]
    fn moves_within_a_cell_are_reported_once() {
        let mut state = MouseState::default();
        let mode = Mouse {
            tracking: MouseTracking::Any,
            encoding: MouseEncoding::Sgr,
        };
        let mut at = |col| state.encode(mode, &report(Move, MouseButton::None, col, 0), &dims());
        assert!(at(1).is_some());
        assert!(at(1).is_none());
        assert!(at(2).is_some());
        assert!(at(1).is_some());
    }
}
