//! Images: the kitty graphics protocol and iTerm2's inline files. The grid
//! decodes and stores them, within its own limits.

use crate::animation;
use crate::core::Core;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rio_vt::ansi::{iterm2_image_protocol, kitty_graphics_protocol};
use rio_vt::performer::handler::Handler;

/// Ids for images that programs know by their number; the grid's own, for
/// those without either, begin above.
const FIRST_OWN_ID: u32 = 0x4000_0000;

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
        let Ok(control) = std::str::from_utf8(control) else {
            self.unknown(|| "kitty graphics command that cannot be read".to_owned());
            return;
        };
        let keys = Keys(control);
        let of_frames = match keys.action() {
            'a' | 'c' | 'f' => true,
            'd' => matches!(keys.get("d"), Some("f" | "F")),
            _ => self.frame_upload.is_continued_by(keys),
        };
        if of_frames {
            self.animate(keys, payload);
            return;
        }
        let numbered = match self.with_id(keys) {
            Ok(numbered) => numbered,
            Err(answer) => {
                if keys.number("q") < 2 {
                    self.reply(answer);
                }
                return;
            }
        };
        let control = numbered.as_deref().unwrap_or(control).as_bytes();
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
        let number = self.image_number.take();
        let named = |response: &str| {
            let ids = response.split([';', ',', '\x1b']);
            number.filter(|(id, _)| {
                ids.into_iter()
                    .any(|part| part.ends_with(&format!("i={id}")))
            })
        };
        let stored = outcome.graphic_data.as_ref().map(|data| data.id.get());
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
        if let Some((id, number)) = number
            && stored == Some(u64::from(id))
        {
            self.vt.graphics.kitty_image_numbers.insert(number, id);
        }
        if let Some(response) = outcome.response {
            let number = named(&response).map(|(_, number)| number);
            self.reply(safe_response(&response, number));
        }
        self.count_graphics();
        self.touched = true;
    }

    /// The command with an id instead of an image number (`I`): a new one for
    /// an image to be stored, or that of the newest image of this number.
    /// `None` where it has no number.
    ///
    /// # Errors
    /// The answer that there is no such image.
    fn with_id(&mut self, keys: Keys<'_>) -> Result<Option<String>, String> {
        let number = keys.number("I");
        if number == 0 || keys.number("i") != 0 || matches!(keys.action(), 'd' | 'q') {
            return Ok(None);
        }
        let graphics = &self.vt.graphics;
        let id = if keys.action() == 'p' {
            match graphics.kitty_image_numbers.get(&number) {
                Some(id) => *id,
                None => return Err(format!("\x1b_GI={number};ENOENT\x1b\\")),
            }
        } else {
            let other = &graphics.kitty_inactive_screen.kitty_images;
            let free =
                |id: &u32| !graphics.kitty_images.contains_key(id) && !other.contains_key(id);
            (FIRST_OWN_ID..).find(free).unwrap_or(FIRST_OWN_ID)
        };
        self.image_number = Some((id, number));
        let pairs = keys.0.split(',').map(|pair| {
            let is_number = pair.starts_with("I=");
            if is_number {
                format!("i={id}")
            } else {
                pair.to_owned()
            }
        });
        Ok(Some(pairs.collect::<Vec<_>>().join(",")))
    }

    /// OSC 1337;File=..
    pub(super) fn inline_file(&mut self, payload: &[u8]) {
        let mut params: Vec<&[u8]> = vec![b"1337"];
        params.extend(payload.split(|b| *b == b';'));
        let Some((image, movement)) = iterm2_image_protocol::parse(&params) else {
            return;
        };
        let before = self.vt.graphics.last_id;
        self.vt.insert_graphic(image, None, Some(movement));
        self.touched = true;
        let id = self.vt.graphics.last_id;
        if id == before {
            return;
        }
        self.count_graphics();
        let graphics = &self.vt.graphics;
        let used = graphics.total_bytes - self.images.meter.bytes();
        let job = animation::Job {
            ids: self.images.ids.clone(),
            meter: self.images.meter.clone(),
            limit: graphics.total_limit.saturating_sub(used),
        };
        let data = payload.iter().position(|b| *b == b':');
        let data = data.and_then(|at| BASE64.decode(&payload[at + 1..]).ok());
        if let Some((frames, play)) = data.and_then(|data| animation::decode(data, job)) {
            self.images.animate_atlas(id, frames, play);
        }
    }
}

/// The keys of a kitty graphics command: pairs such as `a=T`, with commas.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys<'a>(pub(super) &'a str);

impl<'a> Keys<'a> {
    fn pairs(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.split(',').filter_map(|pair| pair.split_once('='))
    }

    pub(super) fn names(self) -> impl Iterator<Item = &'a str> {
        self.pairs().map(|(name, _)| name)
    }

    pub(super) fn get(self, name: &str) -> Option<&'a str> {
        self.pairs()
            .filter(|(known, _)| *known == name)
            .last()
            .map(|(_, value)| value)
    }

    /// 0 where it is missing or no number.
    pub(super) fn number(self, name: &str) -> u32 {
        self.get(name)
            .and_then(|value| value.parse().ok())
            .unwrap_or(0)
    }

    /// What the command does; `t` where it says nothing.
    pub(super) fn action(self) -> char {
        match self.get("a").map(str::as_bytes) {
            Some([action]) => char::from(*action),
            _ => 't',
        }
    }
}

/// The code in an answer of the grid.
pub(super) fn error_code(response: &str) -> &'static str {
    const CODES: [&str; 6] = ["ENOENT", "EBADF", "EFBIG", "ENODATA", "ENOSPC", "EPERM"];
    let message = response.split_once(';').map_or("", |(_, message)| message);
    CODES
        .into_iter()
        .find(|code| message.starts_with(code))
        .unwrap_or("EINVAL")
}

/// The grid's answer reduced to ids and a code: its error texts may hold what
/// the request said (a file name), and a reply is typed into the program.
/// `number` is added where the program knows the image by it.
fn safe_response(response: &str, number: Option<u32>) -> String {
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
    let number = number.map(|number| format!(",I={number}"));
    format!("\x1b_G{ids}{};{code}\x1b\\", number.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::safe_response;

    #[test]
    fn answers_hold_nothing_of_the_request() {
        let safe = |s| safe_response(s, None);
        assert_eq!(safe("\x1b_Gi=7;OK\x1b\\"), "\x1b_Gi=7;OK\x1b\\");
        assert_eq!(
            safe("\x1b_Gi=7,p=\r1;EBADF:/tmp/\rrm -rf\x1b\\"),
            "\x1b_Gi=7,p=1;EBADF\x1b\\"
        );
    }
}
