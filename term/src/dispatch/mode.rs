//! Setting, resetting and reporting modes (SM, RM, DECRQM), soft reset.

use crate::bidi::LineDirection;
use crate::core::Core;
use crate::modes::{MouseEncoding, MouseTracking};
use crate::vt::GridExt as _;
use rio_vt::ansi::mode::{Mode as AnsiMode, NamedMode, NamedPrivateMode, PrivateMode};
use rio_vt::crosswords::Mode;
use rio_vt::performer::handler::Handler;

/// Accepted and reported, without an effect here: smooth scroll, printing
/// (form feed, extent), scroll bar, shifted fonts, margin bell, highlight
/// tracking, what scrolls to the bottom, fast scroll, meta, num lock, delete
/// and alt keys, what becomes of selections, urgency and raising by the bell,
/// mintty's escape key. National sets (42) are looked up here as well.
const REMEMBERED: [u16; 24] = [
    4, 13, 18, 19, 30, 35, 42, 44, 1001, 1010, 1011, 1014, 1034, 1035, 1036, 1037, 1039, 1040,
    1041, 1042, 1043, 1044, 1046, 7727,
];

/// ANSI modes that are always off: guarded areas, transfers and editing of
/// terminals that work by the page.
const ALWAYS_OFF: [u16; 12] = [1, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19];

/// Private modes of the VT300, VT400 and VT500 that are always off, and the
/// level from which on they are known: those of hardware, of other scripts'
/// keyboards, of terminals that work by the page. As xterm has it, so is
/// auto repeat (8), which is the desktop's.
fn always_off(mode: u16) -> Option<u8> {
    Some(match mode {
        8 => 1,
        11 | 16 | 53 | 59 | 60 | 61 | 64 | 68 | 73 => 3,
        81 => 4,
        34 | 36 | 57 | 58 | 96..=104 | 106 | 108..=117 => 5,
        _ => return None,
    })
}

/// Modes the grid keeps.
const IN_GRID: [(u16, Mode); 10] = [
    (1, Mode::APP_CURSOR),
    (6, Mode::ORIGIN),
    (7, Mode::LINE_WRAP),
    (25, Mode::SHOW_CURSOR),
    (80, Mode::SIXEL_DISPLAY),
    (1070, Mode::SIXEL_PRIV_PALETTE),
    (2004, Mode::BRACKETED_PASTE),
    (2026, Mode::SYNC_UPDATE),
    (2027, Mode::GRAPHEME_CLUSTER),
    (8452, Mode::SIXEL_CURSOR_TO_THE_RIGHT),
];

fn tracking(mode: u16) -> Option<MouseTracking> {
    Some(match mode {
        9 => MouseTracking::X10,
        1000 => MouseTracking::Normal,
        1002 => MouseTracking::Button,
        1003 => MouseTracking::Any,
        _ => return None,
    })
}

fn encoding(mode: u16) -> Option<MouseEncoding> {
    Some(match mode {
        1005 => MouseEncoding::Utf8,
        1006 => MouseEncoding::Sgr,
        1015 => MouseEncoding::Urxvt,
        1016 => MouseEncoding::SgrPixels,
        _ => return None,
    })
}

impl Core {
    pub(super) fn set_ansi(&mut self, mode: u16, on: bool) {
        let named = match mode {
            4 => NamedMode::Insert,
            20 => NamedMode::LineFeedNewLine,
            25 => return self.set_private(25, on, true),
            // BDSM: whether the terminal orders text by its direction.
            8 => {
                self.modes.bidi = Some(on);
                self.touched = true;
                return;
            }
            2 | 12 => {
                if on {
                    self.modes.remembered_ansi.insert(mode);
                } else {
                    self.modes.remembered_ansi.remove(&mode);
                }
                return;
            }
            _ => return self.unknown(|| format!("ANSI mode {mode}")),
        };
        if on {
            self.vt.set_mode(AnsiMode::Named(named));
        } else {
            self.vt.unset_mode(AnsiMode::Named(named));
        }
    }

    /// DECSET and DECRST. `home` is whether origin mode moves the cursor,
    /// which it does not when it is restored.
    pub(super) fn set_private(&mut self, mode: u16, on: bool, home: bool) {
        if let Some(tracking) = tracking(mode) {
            self.modes.mouse.tracking = if on { tracking } else { MouseTracking::None };
            self.touched = true;
            return;
        }
        if let Some(encoding) = encoding(mode) {
            self.modes.mouse.encoding = if on { encoding } else { MouseEncoding::X10 };
            return;
        }
        if REMEMBERED.contains(&mode) {
            if on {
                self.modes.remembered.insert(mode);
            } else {
                self.modes.remembered.remove(&mode);
            }
            return;
        }
        match mode {
            1 | 7 | 80 | 1070 | 2004 | 2027 | 8452 => self.set_grid_mode(mode, on),
            3 => self.column_mode(on),
            5 => {
                self.touched |= self.modes.reverse_video != on;
                self.modes.reverse_video = on;
            }
            6 => {
                self.set_grid_mode(6, on);
                if home {
                    self.position(0, 0);
                }
            }
            12 => {
                self.modes.cursor_blink = Some(on);
                self.touched = true;
            }
            25 => {
                self.set_grid_mode(25, on);
                self.touched = true;
            }
            2 if !on => self.enter_vt52(),
            mode if mode == 2 || mode == 14 || always_off(mode).is_some() => {}
            40 => self.modes.allow_132 = on,
            41 => self.modes.more_fix = on,
            45 | 1045 => self.modes.reverse_wrap = on,
            67 => self.modes.backspace_sends_bs = on,
            69 if self.modes.level >= 4 => {
                self.modes.left_right = on;
                self.side_margins = 0..self.cols();
            }
            95 if self.modes.level >= 5 => self.modes.keep_on_132 = on,
            66 if on => self.vt.set_keypad_application_mode(),
            66 => self.vt.unset_keypad_application_mode(),
            47 => self.switch_screen(on, true),
            1047 => self.switch_screen(on, false),
            1048 if on => self.save_cursor(),
            1048 => self.restore_cursor(),
            1049 => self.alternate_screen(on),
            1004 => self.modes.focus_events = on,
            1007 => self.modes.alternate_scroll = on,
            2026 => self.synchronized_update(on),
            2501 => {
                self.modes.bidi_auto = Some(on);
                self.touched = true;
            }
            2031 => {
                self.modes.report_theme = on;
                self.modes.last_theme = on.then(|| self.theme_report());
            }
            2033 => {
                self.modes.report_visibility = on;
                if on {
                    self.report_visibility();
                }
            }
            2048 => {
                self.modes.report_resize = on;
                if on {
                    self.report_size_change();
                }
            }
            _ => self.unknown(|| format!("private mode {mode}")),
        }
    }

    fn set_grid_mode(&mut self, mode: u16, on: bool) {
        let mode = PrivateMode::new(mode);
        if on {
            self.vt.set_private_mode(mode);
        } else {
            self.vt.unset_private_mode(mode);
        }
    }

    /// ?1049: the cursor is saved and restored around the alternate screen.
    fn alternate_screen(&mut self, on: bool) {
        if self.is_alt() == on || !self.may_switch(on) {
            return;
        }
        if on {
            self.save_cursor();
        }
        self.swap_screens();
        if on {
            self.hidden_alt = None;
            self.set_semantic(self.modes.semantic);
        } else {
            self.restore_cursor();
        }
    }

    /// ?1046: whether there is an alternate screen; without, one that is
    /// shown can still be left.
    fn may_switch(&self, on: bool) -> bool {
        !on || self.modes.remembered.contains(&1046)
    }

    /// ?47 and ?1047: the cursor stays where it is. What is on the alternate
    /// screen is there again the next time only with ?47.
    fn switch_screen(&mut self, on: bool, keep: bool) {
        if self.is_alt() == on || !self.may_switch(on) {
            return;
        }
        let (row, col) = (self.cursor_row(), self.cursor_col());
        if !on {
            self.hidden_alt = keep.then(|| crate::vt::ScreenCopy::take(&self.vt));
        }
        self.swap_screens();
        if on && let Some(copy) = self.hidden_alt.take() {
            copy.put_back(&mut self.vt, 0);
        }
        self.vt.move_to(row, col);
        self.set_semantic(self.modes.semantic);
    }

    /// The grid drops the position saved on the main screen when it leaves
    /// it; that is kept here.
    fn swap_screens(&mut self) {
        self.selection = None;
        if self.is_alt() {
            self.line_sizes = std::mem::take(&mut self.hidden_line_sizes);
            self.vt.swap_alt();
            self.catch_up();
            if let Some(saved) = self.main_saved.take() {
                self.vt.grid.saved_cursor = saved;
            }
        } else {
            self.hidden_line_sizes = std::mem::take(&mut self.line_sizes);
            self.main_saved = Some(self.vt.grid.saved_cursor.clone());
            self.vt.swap_alt();
        }
        self.touched = true;
    }

    /// DECCOLM. The width changes only if mode 40 and the user allow it.
    fn column_mode(&mut self, on: bool) {
        if !self.modes.keep_on_132 {
            self.set_grid_mode(3, on);
        }
        self.modes.left_right = false;
        self.reset_margins();
        self.vt.move_to(0, 0);
        if self.modes.allow_132 {
            self.modes.columns_132 = on;
            self.ask_for_cells(None, Some(if on { 132 } else { 80 }));
            self.vt.move_to(0, 0);
        }
    }

    /// XTSAVE and XTRESTORE.
    pub(super) fn keep_private(&mut self, mode: u16, save: bool) {
        if save {
            if let Some(state) = self.private_mode_state(mode) {
                self.modes.kept.insert(mode, state);
            }
        } else if let Some(&state) = self.modes.kept.get(&mode) {
            self.set_private(mode, state, true);
        }
    }

    /// ?2026. A second start changes nothing, so that the time-out of the
    /// first one holds.
    pub(super) fn synchronized_update(&mut self, on: bool) {
        match (self.in_sync(), on) {
            (false, true) => {
                self.freeze_frame();
                self.vt
                    .set_private_mode(NamedPrivateMode::SyncUpdate.into());
            }
            (true, false) => self.end_sync(),
            _ => {}
        }
    }

    fn private_mode_state(&self, mode: u16) -> Option<bool> {
        let modes = &self.modes;
        if let Some(tracking) = tracking(mode) {
            return Some(modes.mouse.tracking == tracking);
        }
        if let Some(encoding) = encoding(mode) {
            return Some(modes.mouse.encoding == encoding);
        }
        if REMEMBERED.contains(&mode) {
            return Some(modes.remembered.contains(&mode));
        }
        if let Some((_, flag)) = IN_GRID.iter().find(|(number, _)| *number == mode) {
            return Some(self.vt.mode().contains(*flag));
        }
        Some(match mode {
            5 => modes.reverse_video,
            12 => self.cursor_style().is_blinking(),
            3 => modes.columns_132,
            40 => modes.allow_132,
            41 => modes.more_fix,
            45 | 1045 => modes.reverse_wrap,
            67 => modes.backspace_sends_bs,
            69 if modes.level >= 4 => modes.left_right,
            95 if modes.level >= 5 => modes.keep_on_132,
            66 => self.vt.mode().contains(Mode::APP_KEYPAD),
            47 | 1047 | 1049 => self.is_alt(),
            1004 => modes.focus_events,
            1007 => modes.alternate_scroll,
            1048 => modes.saved[usize::from(self.is_alt())].is_set,
            2501 => modes.bidi_auto.unwrap_or(matches!(
                self.config.bidi_direction,
                LineDirection::AutoLeftToRight | LineDirection::AutoRightToLeft
            )),
            2031 => modes.report_theme,
            2033 => modes.report_visibility,
            2048 => modes.report_resize,
            _ => return None,
        })
    }

    /// DECRQM for private modes.
    pub(super) fn report_private_mode(&mut self, mode: u16) {
        let level = self.modes.level;
        let state = match self.private_mode_state(mode) {
            // ANSI, which it is as long as this is understood.
            None if mode == 2 => 1,
            // Whether both settings of the blinking cursor count: the last.
            None if mode == 14 => 4,
            None if always_off(mode).is_some_and(|from| level >= from) => 4,
            None => 0,
            Some(true) => 1,
            Some(false) => 2,
        };
        self.reply(format!("\x1b[?{mode};{state}$y"));
    }

    /// DECRQM for ANSI modes.
    pub(super) fn report_ansi_mode(&mut self, mode: u16) {
        let is_on = |flag| if self.vt.mode().contains(flag) { 1 } else { 2 };
        let state = match mode {
            4 => is_on(Mode::INSERT),
            20 => is_on(Mode::LINE_FEED_NEW_LINE),
            25 => is_on(Mode::SHOW_CURSOR),
            8 if self.modes.bidi.unwrap_or(self.config.bidi) => 1,
            8 => 2,
            2 | 12 if self.modes.remembered_ansi.contains(&mode) => 1,
            // CRM: controls are never shown instead of followed.
            2 | 3 | 12 => 2,
            mode if ALWAYS_OFF.contains(&mode) => 4,
            _ => 0,
        };
        self.reply(format!("\x1b[{mode};{state}$y"));
    }

    /// SCP (ECMA-48; what 0 means is of the terminal working group's BiDi
    /// recommendation): the direction of lines.
    pub(super) fn character_path(&mut self, path: u16) {
        self.modes.right_to_left = match path {
            1 => Some(false),
            2 => Some(true),
            0 => None,
            _ => return,
        };
        self.touched = true;
    }

    /// DECSTR.
    pub(super) fn soft_reset(&mut self) {
        self.set_private(25, true, true);
        self.set_ansi(4, false);
        self.set_private(6, false, false);
        self.set_private(7, true, true);
        self.set_private(1, false, true);
        self.set_private(45, false, true);
        self.set_ansi(2, false);
        self.modes.bidi = None;
        self.modes.bidi_auto = None;
        self.character_path(0);
        self.modes.left_right = false;
        self.modes.protection = crate::modes::Protection::Off;
        self.set_protected(false);
        self.set_private(5, false, true);
        self.vt.unset_keypad_application_mode();
        self.reset_margins();
        for slot in 0..4 {
            self.designate(slot, super::charset::Charset::Ascii);
        }
        self.shift_to(0);
        self.vt.grid.update_template_style(crate::style::reset);
        self.set_cursor_style(None);
        // What DECRC restores afterwards: home, no attributes.
        self.vt.grid.saved_cursor = rio_vt::crosswords::pos::Cursor::default();
        self.modes.saved[usize::from(self.is_alt())] = crate::modes::SavedCursor::default();
    }
}
