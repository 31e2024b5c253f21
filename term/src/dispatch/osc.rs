//! OSC sequences.

use crate::color_spec;
use crate::core::Core;
use crate::events::{Progress, TerminalEvent};
use crate::notification::{self, Kitty, Notification};
use crate::palette::Slot;
use crate::shell::clean;
use crate::terminal::SemanticType;
use base64::Engine as _;
use rio_vt::crosswords::grid::row::SemanticPrompt;
use rio_vt::crosswords::square::Hyperlink;
use rio_vt::performer::handler::Handler;

const MAX_URI: usize = 4096;
const MAX_POINTER_NAME: usize = 64;

/// Padding is optional, as real programs differ.
const BASE64: base64::engine::GeneralPurpose = base64::engine::GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    base64::engine::GeneralPurposeConfig::new()
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
);

fn split_once(bytes: &[u8], at: u8) -> (&[u8], &[u8]) {
    match bytes.iter().position(|b| *b == at) {
        Some(i) => (&bytes[..i], &bytes[i + 1..]),
        None => (bytes, &[]),
    }
}

fn number(bytes: &[u8]) -> Option<u16> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

impl Core {
    /// A whole OSC, without its introducer and terminator.
    pub(crate) fn osc(&mut self, payload: &[u8], bell: bool) {
        let (head, rest) = split_once(payload, b';');
        let Some(code) = number(head) else {
            match payload.split_first() {
                // Sun's forms, without a number.
                Some((b'l', text)) => self.shell.set_title(text, &mut self.events),
                Some((b'L' | b'I', text)) => self.shell.set_icon(text, &mut self.events),
                _ => self.unknown(|| format!("OSC {}", clean(payload, 64))),
            }
            return;
        };
        match code {
            0..=2 => self.titles(code, rest),
            4 => self.indexed_colors(4, rest, bell),
            5 => self.indexed_colors(5, rest, bell),
            7 => self.shell.set_cwd(rest, &mut self.events),
            8 => self.hyperlink(rest),
            9 => self.conemu(rest),
            10..=19 => self.dynamic_colors(code, rest, bell),
            22 => {
                let name = clean(rest, MAX_POINTER_NAME);
                self.events.push(TerminalEvent::MouseCursor(name));
            }
            52 => self.clipboard(rest),
            99 => self.kitty_notification(rest),
            104 => self.reset_indexed_colors(rest),
            105 => self.reset_special_colors(rest),
            110..=119 => {
                if let Some(slot) = dynamic_slot(code - 100)
                    && self.palette.reset(slot)
                {
                    self.palette_changed();
                }
            }
            133 => self.semantic_mark(rest),
            777 => {
                let (kind, text) = split_once(rest, b';');
                if kind == b"notify" {
                    let (title, body) = split_once(text, b';');
                    self.notify(Some(title), body);
                }
            }
            1337 => self.iterm2(rest, bell),
            30001 => self.color_stack(0, 'P'),
            30101 => self.color_stack(0, 'Q'),
            // Known, and without an effect: X property, whether special
            // colours are used, log file, font, Emacs.
            3 | 6 | 46 | 50 | 51 | 106 => {}
            _ => self.unknown(|| format!("OSC {}", clean(payload, 64))),
        }
    }

    fn set_or_report(&mut self, slot: Slot, name: &str, spec: &[u8], bell: bool) {
        if spec == b"?" {
            let c = self.palette.get(slot);
            let st = if bell { "\x07" } else { "\x1b\\" };
            self.reply(format!(
                "\x1b]{name};rgb:{r:02x}{r:02x}/{g:02x}{g:02x}/{b:02x}{b:02x}{st}",
                r = c.r,
                g = c.g,
                b = c.b
            ));
        } else if let Some(color) = color_spec::parse(spec) {
            if self.palette.set(slot, color) {
                self.palette_changed();
            }
        } else {
            self.unknown(|| format!("colour {}", clean(spec, 64)));
        }
    }

    /// Titles, as hexadecimal digits if XTSMTITLE said so.
    fn titles(&mut self, code: u16, text: &[u8]) {
        let decoded;
        let text = if self.modes.titles.set_hex {
            let Some(bytes) = super::dcs::unhex(text) else {
                return self.unknown(|| "title that is not hexadecimal".to_owned());
            };
            decoded = bytes;
            decoded.as_slice()
        } else {
            text
        };
        match code {
            0 => self.shell.set_both(text, &mut self.events),
            1 => self.shell.set_icon(text, &mut self.events),
            _ => self.shell.set_title(text, &mut self.events),
        }
    }

    /// OSC 4;index;spec and OSC 5;index;spec, as many pairs as there are. To
    /// OSC 4 the special colours come after the 256th.
    fn indexed_colors(&mut self, code: u16, rest: &[u8], bell: bool) {
        let mut parts = rest.split(|b| *b == b';');
        while let (Some(index), Some(spec)) = (parts.next(), parts.next()) {
            let Some(index) = number(index) else { continue };
            let slot = match (code, u8::try_from(index)) {
                (4, Ok(index)) => Some(Slot::Indexed(index)),
                (4, Err(_)) => Slot::special(index - 256),
                _ => Slot::special(index),
            };
            if let Some(slot) = slot {
                self.set_or_report(slot, &format!("{code};{index}"), spec, bell);
            }
        }
    }

    fn reset_special_colors(&mut self, rest: &[u8]) {
        let all = rest.is_empty().then_some(0..Slot::SPECIAL);
        let listed = rest.split(|b| *b == b';').filter_map(number);
        for index in all.into_iter().flatten().chain(listed) {
            if let Some(slot) = Slot::special(index) {
                self.palette.reset(slot);
            }
        }
    }

    /// XTPUSHCOLORS, XTPOPCOLORS, XTREPORTCOLORS; kitty's OSC 30001, 30101.
    /// Numbered places are not kept apart from the top of the stack.
    pub(super) fn color_stack(&mut self, _place: u16, action: char) {
        match action {
            'P' => self.palette.push(),
            'Q' => {
                if self.palette.pop() {
                    self.palette_changed();
                }
            }
            _ => {
                let depth = self.palette.depth();
                self.reply(format!("\x1b[?{depth};{depth}#Q"));
            }
        }
    }

    fn reset_indexed_colors(&mut self, rest: &[u8]) {
        let changed = if rest.is_empty() {
            self.palette.reset_indexed()
        } else {
            let mut changed = false;
            for index in rest.split(|b| *b == b';').filter_map(number) {
                if let Ok(index) = u8::try_from(index) {
                    changed |= self.palette.reset(Slot::Indexed(index));
                }
            }
            changed
        };
        if changed {
            self.palette_changed();
        }
    }

    /// OSC 10..19: each further parameter is for the next code.
    fn dynamic_colors(&mut self, first: u16, rest: &[u8], bell: bool) {
        for (code, spec) in (first..=19).zip(rest.split(|b| *b == b';')) {
            if let Some(slot) = dynamic_slot(code) {
                self.set_or_report(slot, &code.to_string(), spec, bell);
            }
        }
    }

    /// OSC 8;params;uri.
    fn hyperlink(&mut self, rest: &[u8]) {
        let (params, uri) = split_once(rest, b';');
        if uri.is_empty() || uri.len() > MAX_URI {
            self.vt.set_hyperlink(None);
            return;
        }
        let id = params
            .split(|b| *b == b':')
            .find_map(|param| param.strip_prefix(b"id="))
            .filter(|id| !id.is_empty() && id.len() <= 256)
            .map(|id| clean(id, 256));
        let uri = clean(uri, MAX_URI);
        self.vt.set_hyperlink(Some(Hyperlink::new(id, uri)));
    }

    fn notify(&mut self, title: Option<&[u8]>, body: &[u8]) {
        let notification = Notification::plain(title, body);
        self.events.push(TerminalEvent::Notification(notification));
    }

    /// OSC 99;key=value:..;text.
    fn kitty_notification(&mut self, rest: &[u8]) {
        let (keys, payload) = split_once(rest, b';');
        let decode = |payload: &[u8]| BASE64.decode(payload).ok();
        match self.notification.kitty(keys, payload, decode) {
            Kitty::Nothing => {}
            Kitty::Broken => self.unknown(|| "OSC 99 that is not base64".to_owned()),
            Kitty::Show(notification) => {
                self.events.push(TerminalEvent::Notification(notification));
            }
            Kitty::Close(id) => self.events.push(TerminalEvent::NotificationClose(id)),
            Kitty::Alive(id) => self.events.push(TerminalEvent::NotificationsAlive(id)),
            Kitty::Query(id) => self.reply(notification::understood(&id)),
        }
    }

    /// OSC 9: ConEmu's progress and directory, else iTerm2's notification.
    fn conemu(&mut self, rest: &[u8]) {
        let (kind, arg) = split_once(rest, b';');
        match kind {
            b"4" => {
                let (state, percent) = split_once(arg, b';');
                let percent = || number(percent).unwrap_or(0).min(100) as u8;
                let progress = match number(state) {
                    Some(0) | None => Progress::None,
                    Some(1) => Progress::Percentage(percent()),
                    Some(2) => Progress::Error(percent()),
                    Some(3) => Progress::Indeterminate,
                    Some(_) => return,
                };
                self.shell.set_progress(progress, &mut self.events);
            }
            b"9" => self.set_path(arg),
            _ => self.notify(None, rest),
        }
    }

    /// A plain path as the working directory.
    fn set_path(&mut self, path: &[u8]) {
        let path = path.strip_prefix(b"\"").unwrap_or(path);
        let path = path.strip_suffix(b"\"").unwrap_or(path);
        if !path.starts_with(b"/") {
            return;
        }
        let mut url = b"file://".to_vec();
        for &byte in path {
            if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
                url.push(byte);
            } else {
                url.extend_from_slice(format!("%{byte:02X}").as_bytes());
            }
        }
        self.shell.set_cwd(&url, &mut self.events);
    }

    /// OSC 52;selections;base64. Queries are not answered: a program must not
    /// read what others put on the clipboard.
    fn clipboard(&mut self, rest: &[u8]) {
        let (selections, data) = split_once(rest, b';');
        if data == b"?" {
            return;
        }
        let text = match BASE64.decode(data) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) => {
                log::warn!("OSC 52: clipboard text is not base64: {error}");
                return;
            }
        };
        let primary = selections.iter().any(|s| matches!(s, b'p' | b's'));
        if primary {
            self.events.push(TerminalEvent::ClipboardStore {
                primary: true,
                text: text.clone(),
            });
        }
        if !primary || selections.contains(&b'c') {
            self.events.push(TerminalEvent::ClipboardStore {
                primary: false,
                text,
            });
        }
    }

    /// OSC 133: prompts, inputs and outputs.
    fn semantic_mark(&mut self, rest: &[u8]) {
        let (mark, options) = split_once(rest, b';');
        match mark {
            b"A" | b"N" => {
                self.fresh_line();
                self.set_semantic(SemanticType::Prompt);
                self.vt.set_semantic_prompt(SemanticPrompt::Prompt);
            }
            b"P" => {
                self.set_semantic(SemanticType::Prompt);
                let continues = options
                    .split(|b| *b == b';')
                    .any(|option| matches!(option, b"k=c" | b"k=s"));
                self.vt.set_semantic_prompt(if continues {
                    SemanticPrompt::PromptContinuation
                } else {
                    SemanticPrompt::Prompt
                });
            }
            b"B" | b"I" => self.set_semantic(SemanticType::Input),
            b"C" => {
                self.set_semantic(SemanticType::Output);
                if !self.is_restoring {
                    self.events.push(TerminalEvent::CommandStarted);
                }
            }
            b"D" => {
                self.set_semantic(SemanticType::Output);
                let (status, _) = split_once(options, b';');
                let status = std::str::from_utf8(status)
                    .ok()
                    .and_then(|s| s.parse().ok());
                self.events.push(TerminalEvent::CommandFinished(status));
            }
            b"L" => self.fresh_line(),
            _ => self.unknown(|| format!("OSC 133;{}", clean(rest, 64))),
        }
    }

    fn fresh_line(&mut self) {
        if self.cursor_col() != 0 {
            self.next_line();
        }
    }

    fn iterm2(&mut self, rest: &[u8], bell: bool) {
        let (key, value) = split_once(rest, b'=');
        match key {
            b"SetUserVar" => {
                let (name, encoded) = split_once(value, b'=');
                let Ok(value) = BASE64.decode(encoded) else {
                    log::warn!("OSC 1337: value of SetUserVar is not base64");
                    return;
                };
                let name = clean(name, 256);
                let value = String::from_utf8_lossy(&value).into_owned();
                self.shell.set_user_var(name, value, &mut self.events);
            }
            b"CurrentDir" => self.set_path(value),
            b"ClearScrollback" => self.clear_scrollback(crate::terminal::EraseMode::ScrollbackOnly),
            b"Copy" => {
                if let Some(data) = value.strip_prefix(b":") {
                    self.clipboard(&[b"c;", data].concat());
                }
            }
            b"File" => self.inline_file(rest),
            b"ReportCellSize" => {
                let cols = self.size.cols.max(1);
                let rows = self.size.rows.max(1);
                let height = self.size.pixel_height as f64 / rows as f64;
                let width = self.size.pixel_width as f64 / cols as f64;
                let st = if bell { "\x07" } else { "\x1b\\" };
                self.reply(format!(
                    "\x1b]1337;ReportCellSize={height:.1};{width:.1};1.0{st}"
                ));
            }
            // The others are for iTerm2's window and have no effect.
            _ => {}
        }
    }
}

fn dynamic_slot(code: u16) -> Option<Slot> {
    Some(match code {
        10 => Slot::Foreground,
        11 => Slot::Background,
        12 => Slot::Cursor,
        13..=16 | 18 => Slot::Unused(u8::try_from(code).ok()?),
        17 => Slot::SelectionBg,
        19 => Slot::SelectionFg,
        _ => return None,
    })
}
