//! Images: the kitty graphics protocol and iTerm2's inline files. The grid
//! decodes and stores them, within its own limits.

use crate::core::Core;
use rio_vt::ansi::{iterm2_image_protocol, kitty_graphics_protocol};
use rio_vt::performer::handler::Handler;

impl Core {
    /// An APC string has ended.
    pub(super) fn apc(&mut self) {
        let Some(apc) = self.strings.take_apc() else {
            return;
        };
        match apc.split_first() {
            Some((b'G', command)) if self.config.enable_kitty_graphics => {
                self.kitty_graphics(command);
            }
            _ => self.unknown(|| format!("APC of {} bytes", apc.len())),
        }
    }

    fn kitty_graphics(&mut self, command: &[u8]) {
        let (control, payload) = match command.iter().position(|b| *b == b';') {
            Some(at) => (&command[..at], &command[at + 1..]),
            None => (command, &[][..]),
        };
        let Some(chunks) = self.vt.kitty_chunking_state_mut() else {
            return;
        };
        let parts: [&[u8]; 3] = [b"G", control, payload];
        let Some(mut outcome) = kitty_graphics_protocol::parse(&parts, chunks) else {
            self.unknown(|| "kitty graphics command that cannot be read".to_owned());
            return;
        };
        if outcome.incomplete {
            return;
        }
        match (
            outcome.graphic_data.take(),
            outcome.placement_request.take(),
        ) {
            (Some(image), Some(place)) => self.vt.kitty_transmit_and_display(image, place),
            (Some(image), None) => self.vt.store_graphic(image),
            (None, Some(place)) => {
                if !self.vt.place_graphic(place) {
                    outcome.response = outcome.error_response.take();
                }
            }
            (None, None) => {}
        }
        if let Some(delete) = outcome.delete_request.take() {
            self.vt.delete_graphics(delete);
        }
        if let Some(response) = outcome.response {
            self.reply(safe_response(&response));
        }
        self.touched = true;
    }

    /// OSC 1337;File=..
    pub(super) fn inline_file(&mut self, payload: &[u8]) {
        let mut params: Vec<&[u8]> = vec![b"1337"];
        params.extend(payload.split(|b| *b == b';'));
        if let Some((image, movement)) = iterm2_image_protocol::parse(&params) {
            self.vt.insert_graphic(image, None, Some(movement));
            self.touched = true;
        }
    }
}

/// The grid's answer reduced to ids and a code: its error texts may hold what
/// the request said (a file name), and a reply is typed into the program.
fn safe_response(response: &str) -> String {
    let inner = response.trim_start_matches("\x1b_G");
    let (ids, message) = inner.split_once(';').unwrap_or((inner, ""));
    let ids: String = ids
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '=' | ','))
        .collect();
    let code: String = message
        .chars()
        .take_while(char::is_ascii_uppercase)
        .collect();
    format!("\x1b_G{ids};{code}\x1b\\")
}

#[cfg(test)]
mod tests {
    use super::safe_response;

    #[test]
    fn answers_hold_nothing_of_the_request() {
        let safe = |s| safe_response(s);
        assert_eq!(safe("\x1b_Gi=7;OK\x1b\\"), "\x1b_Gi=7;OK\x1b\\");
        assert_eq!(
            safe("\x1b_Gi=7,p=\r1;EBADF:/tmp/\rrm -rf\x1b\\"),
            "\x1b_Gi=7,p=1;EBADF\x1b\\"
        );
    }
}
