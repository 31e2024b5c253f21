//! ESC sequences (ECMA-48, DEC private).

use crate::core::Core;
use crate::line_size::LineSize;
use crate::vt::GridExt as _;
use rio_vt::performer::handler::Handler;

impl Core {
    pub(crate) fn esc(&mut self, intermediates: &[u8], byte: u8) {
        if self.strings.is_capturing() {
            let title = self.strings.end_capture();
            if (intermediates, byte) == (&[][..], b'\\') {
                self.shell.set_title(&title, &mut self.events);
                return;
            }
        }
        if self.is_vt52() {
            return self.vt52_esc(byte);
        }
        match (intermediates, byte) {
            // What leaves VT52 mode, in case a program is not sure.
            ([], b'<') => {}
            ([], b'7') => self.save_cursor(),
            ([], b'8') => self.restore_cursor(),
            ([], b'=') => self.vt.set_keypad_application_mode(),
            ([], b'>') => self.vt.unset_keypad_application_mode(),
            ([], b'6') => self.back_index(),
            ([], b'9') => self.forward_index(),
            ([], b'D') => self.index(),
            ([], b'E') => self.next_line(),
            ([], b'H') => self.vt.set_horizontal_tabstop(),
            ([], b'M') => self.reverse_index(),
            ([], b'V') => self.guard_area(true),
            ([], b'W') => self.guard_area(false),
            ([], b'Z') => self.primary_attributes(),
            ([], b'c') => self.reset(),
            ([], b'k') => self.strings.start_capture(),
            ([], b'N') => self.shift_once(2),
            ([], b'O') => self.shift_once(3),
            ([], b'n') => self.shift_to(2),
            ([], b'o') => self.shift_to(3),
            // The end of a string; UTF-8 is always on (ESC % G), so there is
            // no right half to shift a set into; ANSI levels say nothing new.
            ([], b'\\' | b'|' | b'}' | b'~')
            | ([b'%'], b'G' | b'@')
            | ([b' '], b'L' | b'M' | b'N') => {}
            ([b' '], b'F') => self.modes.eight_bit = false,
            // A VT100 has controls of seven bits alone.
            ([b' '], b'G') => self.modes.eight_bit = self.modes.level > 1,
            ([b'#'], b'3') => self.set_line_size(LineSize::Top),
            ([b'#'], b'4') => self.set_line_size(LineSize::Bottom),
            ([b'#'], b'5') => self.set_line_size(LineSize::Single),
            ([b'#'], b'6') => self.set_line_size(LineSize::Wide),
            ([b'#'], b'8') => self.alignment_test(),
            _ if self.designate_named(intermediates, byte) => {}
            _ => self.unknown(|| format!("ESC {intermediates:?} {:?}", byte as char)),
        }
        self.keep_on_line();
    }

    /// DECALN: a screen of E, no margins, cursor home.
    fn alignment_test(&mut self) {
        self.reset_margins();
        self.end_line_sizes(0..self.rows());
        self.vt.decaln();
        self.vt.move_to(0, 0);
    }
}
