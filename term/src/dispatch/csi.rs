//! CSI sequences (ECMA-48, DEC, xterm's ctlseqs).

use super::args::Args;
use super::erase::Kind;
use crate::config::CursorStyle;
use crate::core::Core;
use crate::vt::GridExt as _;
use rio_vt::ansi::{KeyboardModes, KeyboardModesApplyBehavior, TabulationClearMode};
use rio_vt::performer::handler::Handler;

impl Core {
    /// A control sequence, all of it.
    #[inline]
    pub(crate) fn csi(&mut self, args: &Args, intermediates: &[u8], ignore: bool, action: char) {
        // The most frequent one by far. Attributes beyond the limit are lost,
        // those before are not.
        if action == 'm' && intermediates.is_empty() {
            return self.sgr(args);
        }
        if ignore || args.overflowed() {
            self.unknown(|| format!("CSI with too many parameters, {action:?}"));
            return;
        }
        if self.is_vt52() {
            return self.unknown(|| "CSI in VT52 mode".to_owned());
        }
        if args.has_subs() {
            return self.csi(&args.without_subs(), intermediates, ignore, action);
        }
        let known = match intermediates {
            [] => self.motion(args, action) || self.csi_plain(args, action),
            [b'?'] => self.csi_private(args, action),
            [b'>'] => self.csi_greater(args, action),
            [b'='] => self.csi_equals(args, action),
            [b'<'] => self.csi_less(args, action),
            _ => self.csi_intermediate(args, intermediates, action),
        };
        self.keep_on_line();
        if !known {
            self.unknown(|| format!("CSI {intermediates:?} {:?} {action}", args.rest(0)));
        }
    }

    /// The most frequent of those that only move the cursor; whether it was one.
    #[inline]
    fn motion(&mut self, args: &Args, action: char) -> bool {
        let n = args.n(0);
        match action {
            'H' => self.position(n - 1, args.n(1) - 1),
            'A' => self.up(n),
            'B' => self.down(n),
            'C' => self.right(n),
            'D' if !self.wraps_back() => self.left(n),
            'G' => self.column(n - 1),
            'd' => self.row(n - 1),
            _ => return false,
        }
        true
    }

    fn csi_plain(&mut self, args: &Args, action: char) -> bool {
        let n = args.n(0);
        match action {
            'k' => self.up(n),
            'e' => self.down(n),
            'a' => self.vt.move_to(self.cursor_row(), self.cursor_col() + n),
            'D' | 'j' => self.left(n),
            'E' => {
                self.down(n);
                self.carriage_return();
            }
            'F' => {
                self.up(n);
                self.carriage_return();
            }
            '`' => self.column(n - 1),
            'f' => self.position(n - 1, args.n(1) - 1),
            'I' => self.forward_tabs(n),
            'Z' => self.backward_tabs(n),
            'J' => return self.erase_display(args.at(0), Kind::Any),
            'K' => return self.erase_line(args.at(0), Kind::Any),
            'L' | 'M' => self.shift_lines(n, action == 'L'),
            '@' | 'P' => self.shift_in_line(n, action == '@'),
            'X' => self.erase_chars(n),
            'S' => self.scroll_region_up(n),
            // With more parameters highlight tracking, which is not there.
            'T' if args.count() > 1 => return false,
            'T' | '^' => self.scroll_region_down(n),
            'b' => self.repeat(n),
            'c' => self.primary_attributes(),
            'g' => match args.at(0) {
                0 => self.vt.clear_tabs(TabulationClearMode::Current),
                3 => self.vt.clear_tabs(TabulationClearMode::All),
                _ => return false,
            },
            'W' => match args.at(0) {
                0 => self.vt.set_horizontal_tabstop(),
                2 => self.vt.clear_tabs(TabulationClearMode::Current),
                5 => self.vt.clear_tabs(TabulationClearMode::All),
                _ => return false,
            },
            'h' | 'l' => {
                for &mode in args.rest(0) {
                    self.set_ansi(mode, action == 'h');
                }
            }
            'n' => return self.status_report(args.at(0)),
            'r' => self.set_margins(args.at(0).into(), args.at(1).into()),
            's' if self.modes.left_right => {
                self.set_side_margins(args.at(0).into(), args.at(1).into());
            }
            's' => self.save_cursor(),
            'u' => self.restore_cursor(),
            't' => return self.window_operation(args),
            'x' => self.terminal_parameters(args.at(0)),
            // CVT: there are no line tabs.
            'Y' => {}
            _ => return false,
        }
        true
    }

    fn csi_private(&mut self, args: &Args, action: char) -> bool {
        match action {
            'h' | 'l' => {
                for &mode in args.rest(0) {
                    self.set_private(mode, action == 'h', true);
                }
            }
            'J' => return self.erase_display(args.at(0), Kind::Selective),
            'K' => return self.erase_line(args.at(0), Kind::Selective),
            's' | 'r' => {
                for &mode in args.rest(0) {
                    self.keep_private(mode, action == 's');
                }
            }
            // XTSMGRAPHICS; the grid does not know the window's pixels.
            'S' if (args.at(0), args.at(1)) == (2, 1) => {
                let (width, height) = (self.size.pixel_width, self.size.pixel_height);
                self.reply(format!("\x1b[?2;0;{width};{height}S"));
            }
            'S' => self.vt.graphics_attribute(args.at(0), args.at(1)),
            'W' if args.at(0) == 5 => self.default_tabs(),
            'n' => return self.private_status_report(args.at(0), args.at(1)),
            'u' if self.config.enable_kitty_keyboard => {
                let flags = self.vt.keyboard_mode().bits();
                self.reply(format!("\x1b[?{flags}u"));
            }
            'm' if args.at(0) == 4 => {
                let level = self.vt.modify_other_keys().unwrap_or(0);
                self.reply(format!("\x1b[>4;{level}m"));
            }
            _ => return false,
        }
        true
    }

    fn csi_greater(&mut self, args: &Args, action: char) -> bool {
        match action {
            // VT520, in the way of a recent xterm: programs compare numbers.
            'c' => self.reply("\x1b[>64;390;0c"),
            't' | 'T' => {
                for &mode in args.rest(0) {
                    self.set_title_mode(mode, action == 't');
                }
            }
            'q' if args.at(0) == 0 => {
                let version = self.config.version.clone();
                self.reply(format!("\x1bP>|wezterm {version}\x1b\\"));
            }
            'm' => match (args.at(0), args.at(1)) {
                (4, level @ 0..=2) => {
                    self.vt
                        .set_modify_other_keys(u8::try_from(level).unwrap_or(0));
                }
                // XTMODKEYS for other resources, or a reset of all.
                (0, 0) => self.vt.set_modify_other_keys(0),
                _ => return false,
            },
            'n' if args.at(0) == 4 => self.vt.set_modify_other_keys(0),
            'W' => return self.restore_detail(args.at(0), args.at(1)),
            'u' if self.config.enable_kitty_keyboard => {
                self.vt.push_keyboard_mode(keyboard_modes(args.at(0)));
            }
            _ => return false,
        }
        true
    }

    fn csi_equals(&mut self, args: &Args, action: char) -> bool {
        match action {
            'c' => self.reply("\x1bP!|00000000\x1b\\"),
            'u' if self.config.enable_kitty_keyboard => {
                let how = match args.at(1) {
                    2 => KeyboardModesApplyBehavior::Union,
                    3 => KeyboardModesApplyBehavior::Difference,
                    _ => KeyboardModesApplyBehavior::Replace,
                };
                Handler::set_keyboard_mode(&mut self.vt, keyboard_modes(args.at(0)), how);
            }
            _ => return false,
        }
        true
    }

    fn csi_less(&mut self, args: &Args, action: char) -> bool {
        if action != 'u' || !self.config.enable_kitty_keyboard {
            return false;
        }
        self.vt.pop_keyboard_modes(args.at(0).max(1));
        true
    }

    fn csi_intermediate(&mut self, args: &Args, intermediates: &[u8], action: char) -> bool {
        match (intermediates, action) {
            ([b' '], 'q') => match args.at(0) {
                0 => self.set_cursor_style(None),
                n => match CursorStyle::from_decscusr(n) {
                    Some(style) => self.set_cursor_style(Some(style)),
                    None => return false,
                },
            },
            ([b'!'], 'p') => self.soft_reset(),
            ([b'$'], 'p') if self.modes.level >= 3 => self.report_ansi_mode(args.at(0)),
            ([b'?', b'$'], 'p') if self.modes.level >= 3 => self.report_private_mode(args.at(0)),
            ([b'*'], 'y') if self.config.enable_checksum_report => {
                self.report_checksum(args.at(0), args.corners(2));
            }
            ([b'#'], 'y') if self.config.enable_checksum_report => {
                self.choose_counting(args.at(0));
            }
            ([b'$'], 'v') => self.copy_rectangle(args.corners(0), args.at(5), args.at(6)),
            ([b'$'], 'x') => self.fill_rectangle(args.at(0), args.corners(1)),
            ([b'$'], 'z') => self.erase_rectangle(args.corners(0), false),
            ([b'$'], '{') => self.erase_rectangle(args.corners(0), true),
            ([b'$'], 'r' | 't') => {
                let codes = match args.rest(4) {
                    [] => &[0],
                    codes => codes,
                };
                self.change_rectangle(args.corners(0), codes, action == 't');
            }
            ([b'*'], 'x') => self.modes.rectangle_extent = args.at(0) == 2,
            ([b'*'], '|') => self.ask_for_cells(Some(args.at(0).into()), None),
            ([b'$'], '|') => return self.columns_per_page(args.at(0)),
            ([b'$'], 'w') => return self.presentation_report(args.at(0)),
            ([b'"'], 'v') => self.displayed_extent(),
            ([b' '], '@' | 'A') => self.shift_sideways(args.n(0), action == '@'),
            ([b'#'], '{' | 'p') => self.push_looks(),
            ([b'#'], '}' | 'q') => self.pop_looks(),
            ([b'#'], '|') => self.report_looks(args.corners(0)),
            ([b'\''], '}' | '~') => self.shift_columns(args.n(0), action == '}'),
            ([b'"'], 'q') => self.protect(args.at(0) == 1),
            ([b'"'], 'p') => return self.conformance_level(args.at(0), args.at(1)),
            ([b'#'], 'P' | 'Q' | 'R') => self.color_stack(args.at(0), action),
            ([b' '], 'k') => self.character_path(args.at(0)),
            // The status line (DECSASD, DECSSDT): there is none.
            ([b'$'], '}' | '~') => {}
            _ => return false,
        }
        true
    }
}

fn keyboard_modes(bits: u16) -> KeyboardModes {
    KeyboardModes::from_bits_truncate(u8::try_from(bits & 0x1f).unwrap_or(0))
}
