//! CSI sequences (ECMA-48, DEC, xterm's ctlseqs).

use crate::config::CursorStyle;
use crate::core::Core;
use rio_vt::ansi::{
    ClearMode, KeyboardModes, KeyboardModesApplyBehavior, LineClearMode, TabulationClearMode,
};
use rio_vt::crosswords::grid::Dimensions;
use rio_vt::crosswords::pos::{Column, Line};
use rio_vt::performer::handler::Handler;
use rio_vt::performer::parser::Params;

/// The parameters of one sequence, sub-parameters left out.
struct Args([u16; 8]);

impl Args {
    fn new(params: &Params) -> Self {
        let mut args = [0; 8];
        for (arg, param) in args.iter_mut().zip(params) {
            *arg = param.first().copied().unwrap_or(0);
        }
        Self(args)
    }

    /// A parameter, 0 when missing.
    fn at(&self, i: usize) -> u16 {
        self.0.get(i).copied().unwrap_or(0)
    }

    /// A count or a one-based place: at least 1.
    fn n(&self, i: usize) -> usize {
        usize::from(self.at(i).max(1))
    }
}

impl Core {
    pub(super) fn csi(
        &mut self,
        params: &Params,
        intermediates: &[u8],
        ignore: bool,
        action: char,
    ) {
        // Attributes beyond the parser's limit are lost, those before are not.
        if ignore && !(action == 'm' && intermediates.is_empty()) {
            self.unknown(|| format!("CSI with too many parameters, {action:?}"));
            return;
        }
        let args = Args::new(params);
        let known = match intermediates {
            [] => self.csi_plain(params, &args, action),
            [b'?'] => self.csi_private(params, &args, action),
            [b'>'] => self.csi_greater(&args, action),
            [b'='] => self.csi_equals(&args, action),
            [b'<'] => self.csi_less(&args, action),
            _ => self.csi_intermediate(&args, intermediates, action),
        };
        if !known {
            self.unknown(|| format!("CSI {intermediates:?} {params:?} {action}"));
        }
    }

    fn csi_plain(&mut self, params: &Params, args: &Args, action: char) -> bool {
        let n = args.n(0);
        match action {
            'm' => self.sgr(params),
            'A' | 'k' => self.up(n),
            'B' | 'e' => self.down(n),
            'C' | 'a' => self.vt.move_forward(Column(n)),
            'D' | 'j' => self.left(n),
            'E' => {
                self.down(n);
                self.column(0);
            }
            'F' => {
                self.up(n);
                self.column(0);
            }
            'G' | '`' => self.column(n - 1),
            'H' | 'f' => self.position(n - 1, args.n(1) - 1),
            'd' => self.position(n - 1, self.cursor_col()),
            'I' => self.tabs(n, |vt| vt.move_forward_tabs(1)),
            'Z' => self.tabs(n, |vt| vt.move_backward_tabs(1)),
            'J' => return self.erase_display(args.at(0)),
            'K' => return self.erase_line(args.at(0)),
            'L' => {
                self.vt.insert_blank_lines(n);
                self.vt.carriage_return();
            }
            'M' => {
                self.vt.delete_lines(n);
                self.vt.carriage_return();
            }
            '@' => self.vt.insert_blank(n),
            'P' => self
                .vt
                .delete_chars(n.min(self.vt.grid.columns() - self.cursor_col())),
            'X' => self.vt.erase_chars(Column(n)),
            'S' => self.vt.scroll_up(n),
            'T' => self.vt.scroll_down(n),
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
                for param in params {
                    self.set_ansi(param.first().copied().unwrap_or(0), action == 'h');
                }
            }
            'n' => return self.status_report(args.at(0)),
            'r' => self.set_margins(args.at(0).into(), args.at(1).into()),
            's' => self.save_cursor(),
            'u' => self.restore_cursor(),
            't' => return self.window_operation(args.at(0), args.at(1)),
            'x' => self.terminal_parameters(args.at(0)),
            // CVT: there are no line tabs.
            'Y' => {}
            _ => return false,
        }
        true
    }

    fn csi_private(&mut self, params: &Params, args: &Args, action: char) -> bool {
        match action {
            'h' | 'l' => {
                for param in params {
                    let mode = param.first().copied().unwrap_or(0);
                    self.set_private(mode, action == 'h', true);
                }
            }
            'J' => return self.erase_display(args.at(0)),
            'K' => return self.erase_line(args.at(0)),
            // XTSMGRAPHICS; the grid does not know the window's pixels.
            'S' if (args.at(0), args.at(1)) == (2, 1) => {
                let (width, height) = (self.size.pixel_width, self.size.pixel_height);
                self.reply(format!("\x1b[?2;0;{width};{height}S"));
            }
            'S' => self.vt.graphics_attribute(args.at(0), args.at(1)),
            'W' if args.at(0) == 5 => self.default_tabs(),
            'n' => return self.private_status_report(args.at(0)),
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
            'c' => self.reply("\x1b[>1;277;0c"),
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
            ([b'$'], 'p') => self.report_ansi_mode(args.at(0)),
            ([b'?', b'$'], 'p') => self.report_private_mode(args.at(0)),
            ([b'*'], 'y') if self.config.enable_checksum_report => {
                let area = [args.at(2), args.at(3), args.at(4), args.at(5)];
                self.report_checksum(args.at(0), area.map(usize::from));
            }
            // DECSCL and SCP: one conformance level, left to right.
            ([b'"'], 'p') | ([b' '], 'k') => {}
            _ => return false,
        }
        true
    }

    fn erase_display(&mut self, what: u16) -> bool {
        match what {
            0 => self.vt.clear_screen(ClearMode::Below),
            1 => {
                // The grid leaves row 0 alone when the cursor is on row 1.
                if self.cursor_row() == 1 {
                    self.vt.grid.sync_template_style();
                    self.vt.grid.reset_region(..Line(1));
                }
                self.vt.clear_screen(ClearMode::Above);
            }
            2 => self.vt.clear_screen(ClearMode::All),
            3 => self.vt.clear_screen(ClearMode::Saved),
            _ => return false,
        }
        true
    }

    fn erase_line(&mut self, what: u16) -> bool {
        let mode = match what {
            0 => LineClearMode::Right,
            1 => LineClearMode::Left,
            2 => LineClearMode::All,
            _ => return false,
        };
        self.vt.clear_line(mode);
        true
    }
}

fn keyboard_modes(bits: u16) -> KeyboardModes {
    KeyboardModes::from_bits_truncate(u8::try_from(bits & 0x1f).unwrap_or(0))
}
