//! Every sequence of the child, from the parser to the state it changes.

mod animation;
mod args;
mod charset;
mod checksum;
mod csi;
mod cursor;
mod dcs;
mod erase;
mod esc;
mod graphics;
mod line_size;
mod mode;
mod osc;
mod presentation;
mod print;
mod rectangle;
mod region;
mod report;
mod restore;
mod sgr;
mod vt52;
mod width;
mod window;

pub(crate) use animation::FrameUpload;
pub(crate) use args::Args;
pub(crate) use charset::Charsets;
pub(crate) use checksum::Counting;
pub(crate) use dcs::{Strings, sgr_of};
pub(crate) use restore::{Detail, is_protected};
pub(crate) use vt52::Vt52;
pub use window::WindowState;

use crate::core::Core;
use crate::events::TerminalEvent;
use rio_vt::performer::handler::Handler;
use rio_vt::performer::parser::{Params, Perform};

impl Perform for Core {
    fn print(&mut self, c: char) {
        match c {
            // The parser reports C1 controls cut by a chunk's end as text.
            '\u{80}'..='\u{9f}' => self.execute(c as u8),
            c => self.print_char(c),
        }
    }

    #[inline]
    fn print_str(&mut self, s: &str) {
        self.print_ascii(s);
    }

    #[inline]
    fn print_codepoints(&mut self, codepoints: &[u32]) {
        self.print_unicode(codepoints);
    }

    fn execute(&mut self, byte: u8) {
        if self.strings.is_capturing() {
            // A control ends a title that was never closed; BEL closes it.
            let title = self.strings.end_capture();
            if byte == 0x07 {
                self.shell.set_title(&title, &mut self.events);
                return;
            }
        }
        match byte {
            0x05 => {
                let answer = self.config.enq_answerback.clone();
                self.reply(answer);
            }
            0x07 => self.events.push(TerminalEvent::Bell),
            0x08 => self.backspace(),
            0x09 => self.forward_tabs(1),
            0x0a..=0x0c => self.newline(),
            0x0d => self.carriage_return(),
            0x0e => self.shift_to(1),
            0x0f => self.shift_to(0),
            0x84 => self.index(),
            0x85 => self.next_line(),
            0x88 => self.vt.set_horizontal_tabstop(),
            0x8d => self.reverse_index(),
            0x8e => self.shift_once(2),
            0x8f => self.shift_once(3),
            0x96 => self.guard_area(true),
            0x97 => self.guard_area(false),
            0x9a => self.primary_attributes(),
            // A stray byte of no encoding, or a C1 control that is not ours.
            0x80..=0x9f if byte != 0x9c => self.print_char(char::REPLACEMENT_CHARACTER),
            _ => {}
        }
        self.keep_on_line();
    }

    fn hook(&mut self, params: &Params, intermediates: &[u8], ignore: bool, action: char) {
        self.dcs_start(params, intermediates, ignore, action);
    }

    fn put(&mut self, byte: u8) {
        self.dcs_put(&[byte]);
    }

    fn put_slice(&mut self, bytes: &[u8]) {
        self.dcs_put(bytes);
    }

    fn unhook(&mut self) {
        self.dcs_end();
    }

    fn osc_dispatch(&mut self, params: &[&[u8]], bell_terminated: bool) {
        // Only a control between ESC and `]` lets one reach the parser.
        self.osc(&params.join(&b';'), bell_terminated);
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignore: bool, action: char) {
        self.csi(&Args::from(params), intermediates, ignore, action);
    }

    fn esc_dispatch(&mut self, intermediates: &[u8], _ignore: bool, byte: u8) {
        self.esc(intermediates, byte);
    }

    fn apc_start(&mut self) {
        self.strings.apc_start();
    }

    fn apc_put(&mut self, byte: u8) {
        self.strings.apc_put(&[byte]);
    }

    fn apc_put_slice(&mut self, bytes: &[u8]) {
        self.strings.apc_put(bytes);
    }

    fn apc_end(&mut self) {
        self.apc();
    }
}

impl Core {
    /// A sequence that means nothing here.
    pub(crate) fn unknown(&self, what: impl FnOnce() -> String) {
        if self.config.log_unknown {
            log::warn!("unknown escape sequence: {}", what());
        }
    }
}
