//! Control strings other than OSC: DCS, APC and the titles of ESC k.

use crate::cell::{CellAttrs, Color};
use crate::core::Core;
use crate::style;
use rio_vt::performer::handler::Handler;
use rio_vt::performer::parser::Params;
use std::fmt::Write as _;
use wezterm_types::Underline;

const MAX_QUERY: usize = 4096;
const MAX_APC: usize = 8 << 20;
const MAX_CAPTURE: usize = 4096;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum DcsKind {
    #[default]
    Ignored,
    Sixel,
    RequestSetting,
    RequestCapability,
    /// DECRSPS with the kind of the report.
    Presentation(u16),
}

/// Strings on their way in.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    dcs: DcsKind,
    dcs_buffer: Vec<u8>,
    apc: Vec<u8>,
    apc_overflowed: bool,
    /// ESC k: text goes here until ST.
    capture: Option<Vec<u8>>,
    /// What REP repeats.
    pub(crate) last_char: Option<char>,
}

impl Strings {
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    pub(super) fn apc_start(&mut self) {
        self.apc.clear();
        self.apc_overflowed = false;
    }

    pub(super) fn apc_put(&mut self, bytes: &[u8]) {
        if self.apc_overflowed || self.apc.len() + bytes.len() > MAX_APC {
            self.apc_overflowed = true;
            self.apc = Vec::new();
        } else {
            self.apc.extend_from_slice(bytes);
        }
    }

    pub(super) fn take_apc(&mut self) -> Option<Vec<u8>> {
        let overflowed = std::mem::take(&mut self.apc_overflowed);
        if overflowed {
            log::warn!("an APC sequence longer than {MAX_APC} bytes was dropped");
        }
        (!overflowed).then(|| std::mem::take(&mut self.apc))
    }

    #[inline]
    pub(crate) fn is_capturing(&self) -> bool {
        self.capture.is_some()
    }

    pub(super) fn start_capture(&mut self) {
        self.capture = Some(Vec::new());
    }

    pub(super) fn capture(&mut self, text: &str) {
        if let Some(buffer) = &mut self.capture {
            let room = MAX_CAPTURE.saturating_sub(buffer.len());
            buffer.extend(text.bytes().take(room));
        }
    }

    pub(super) fn end_capture(&mut self) -> Vec<u8> {
        self.capture.take().unwrap_or_default()
    }
}

impl Core {
    pub(super) fn dcs_start(
        &mut self,
        params: &Params,
        intermediates: &[u8],
        ignore: bool,
        c: char,
    ) {
        self.strings.dcs_buffer.clear();
        self.strings.dcs = match (intermediates, c) {
            _ if ignore => DcsKind::Ignored,
            ([], 'q') => {
                self.vt.sixel_graphic_start(params);
                DcsKind::Sixel
            }
            ([b'$'], 'q') => DcsKind::RequestSetting,
            ([b'$'], 't') if self.modes.level >= 3 => {
                let first = params.iter().next().and_then(|p| p.first().copied());
                DcsKind::Presentation(first.unwrap_or(0))
            }
            ([b'+'], 'q') => DcsKind::RequestCapability,
            // iTerm2's old synchronized updates.
            ([b'='], 's') => {
                let first = params.iter().next().and_then(|p| p.first().copied());
                match first {
                    Some(1) => self.synchronized_update(true),
                    Some(2) => self.synchronized_update(false),
                    _ => {}
                }
                DcsKind::Ignored
            }
            _ => {
                self.unknown(|| format!("DCS {intermediates:?} {c}"));
                DcsKind::Ignored
            }
        };
    }

    pub(super) fn dcs_put(&mut self, bytes: &[u8]) {
        match self.strings.dcs {
            DcsKind::Sixel => {
                for &byte in bytes {
                    if let Err(error) = self.vt.sixel_graphic_put(byte) {
                        log::warn!("sixel image dropped: {error}");
                        self.vt.sixel_graphic_reset();
                        self.strings.dcs = DcsKind::Ignored;
                        return;
                    }
                }
            }
            DcsKind::RequestSetting | DcsKind::RequestCapability | DcsKind::Presentation(_) => {
                if self.strings.dcs_buffer.len() + bytes.len() > MAX_QUERY {
                    self.strings.dcs = DcsKind::Ignored;
                } else {
                    self.strings.dcs_buffer.extend_from_slice(bytes);
                }
            }
            DcsKind::Ignored => {}
        }
    }

    pub(super) fn dcs_end(&mut self) {
        match std::mem::take(&mut self.strings.dcs) {
            DcsKind::Sixel => {
                self.vt.sixel_graphic_finish();
                self.touched = true;
            }
            DcsKind::RequestSetting => self.report_setting(),
            DcsKind::RequestCapability => self.report_capabilities(),
            DcsKind::Presentation(kind) => {
                let report = std::mem::take(&mut self.strings.dcs_buffer);
                self.restore_presentation(kind, &report);
            }
            DcsKind::Ignored => {}
        }
        self.strings.dcs_buffer.clear();
    }

    /// DECRQSS.
    fn report_setting(&mut self) {
        let (rows, side) = (self.rows(), self.side());
        let value = match self.strings.dcs_buffer.as_slice() {
            b"m" => Some(format!("{}m", self.sgr_parameters())),
            b"r" => Some(format!("{};{}r", self.margins.0 + 1, self.margins.1)),
            b"s" if self.modes.level >= 4 => Some(format!("{};{}s", side.start + 1, side.end)),
            b"t" => Some(format!("{rows}t")),
            b"*|" => Some(format!("{rows}*|")),
            b"$|" => Some(format!("{}$|", self.cols())),
            [b'>', query @ .., b't'] => self.title_modes(query),
            [b'>', query @ .., b'm'] => self.key_modes(query),
            b"*x" => Some(format!(
                "{}*x",
                if self.modes.rectangle_extent { 2 } else { 0 }
            )),
            b"$}" => Some("0$}".to_owned()),
            b"$~" => Some("0$~".to_owned()),
            b"\"p" => {
                let bits = u8::from(!self.modes.eight_bit);
                Some(format!("6{};{bits}\"p", self.modes.level))
            }
            b"\"q" => Some(format!("{}\"q", u8::from(self.is_protecting()))),
            b" q" => Some(format!("{} q", self.cursor_style().decscusr())),
            _ => None,
        };
        match value {
            Some(value) => self.reply(format!("\x1bP1$r{value}\x1b\\")),
            None => self.reply("\x1bP0$r\x1b\\"),
        }
    }

    /// XTSMTITLE: one of the four modes, or all of them.
    fn title_modes(&self, query: &[u8]) -> Option<String> {
        let titles = &self.modes.titles;
        // UTF-8, both ways, is always on, though xterm says so only if told.
        let modes = [
            titles.set_hex,
            titles.query_hex,
            titles.set_utf8,
            titles.query_utf8,
        ];
        let modes = modes.map(u8::from);
        match query {
            [] => {
                let [a, b, c, d] = modes;
                Some(format!(">{a};{b};{c};{d}t"))
            }
            [digit @ b'0'..=b'3'] => Some(format!(">{}t", modes[usize::from(digit - b'0')])),
            _ => None,
        }
    }

    /// XTQMODKEYS for what there is of it here.
    fn key_modes(&self, query: &[u8]) -> Option<String> {
        (query == b"4").then(|| format!(">4;{}m", self.vt.modify_other_keys().unwrap_or(0)))
    }

    fn sgr_parameters(&self) -> String {
        let cell = style::cell_of(&self.vt.grid.template_style());
        sgr_of(&cell)
    }

    /// XTGETTCAP: a few capabilities that terminfo lacks or programs probe.
    fn report_capabilities(&mut self) {
        let request = std::mem::take(&mut self.strings.dcs_buffer);
        for hex in request.split(|b| *b == b';').filter(|hex| !hex.is_empty()) {
            // Only what is in our own table is ever sent back.
            let name = unhex(hex).and_then(|name| String::from_utf8(name).ok());
            let known = name.and_then(|name| capability(&name));
            self.reply(match known {
                Some((name, "")) => format!("\x1bP1+r{}\x1b\\", to_hex(name)),
                Some((name, value)) => {
                    format!("\x1bP1+r{}={}\x1b\\", to_hex(name), to_hex(value))
                }
                None => "\x1bP0+r\x1b\\".to_owned(),
            });
        }
    }
}

fn to_hex(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        let _ = write!(out, "{byte:02X}");
    }
    out
}

/// The SGR parameters that give a cell its looks, from a clean state.
pub(crate) fn sgr_of(cell: &crate::cell::Cell) -> String {
    const CODES: [(CellAttrs, u8); 11] = [
        (CellAttrs::BOLD, 1),
        (CellAttrs::DIM, 2),
        (CellAttrs::ITALIC, 3),
        (CellAttrs::BLINK_SLOW, 5),
        (CellAttrs::BLINK_FAST, 6),
        (CellAttrs::REVERSE, 7),
        (CellAttrs::HIDDEN, 8),
        (CellAttrs::STRIKE, 9),
        (CellAttrs::OVERLINE, 53),
        (CellAttrs::SUPERSCRIPT, 73),
        (CellAttrs::SUBSCRIPT, 74),
    ];
    let mut out = String::from("0");
    for (attr, code) in CODES {
        if cell.attrs.contains(attr) {
            let _ = write!(out, ";{code}");
        }
    }
    match cell.underline {
        Underline::None => {}
        Underline::Single => out.push_str(";4"),
        Underline::Double => out.push_str(";4:2"),
        Underline::Curly => out.push_str(";4:3"),
        Underline::Dotted => out.push_str(";4:4"),
        Underline::Dashed => out.push_str(";4:5"),
    }
    for (color, base) in [(cell.fg, 30_u16), (cell.bg, 40)] {
        let _ = match color {
            Color::Default => Ok(()),
            Color::Indexed(i @ 0..=7) => write!(out, ";{}", base + u16::from(i)),
            Color::Indexed(i @ 8..=15) => write!(out, ";{}", base + 52 + u16::from(i)),
            Color::Indexed(i) => write!(out, ";{}:5:{i}", base + 8),
            Color::Rgb(r, g, b) => write!(out, ";{}:2::{r}:{g}:{b}", base + 8),
        };
    }
    let _ = match cell.underline_color {
        Color::Default => Ok(()),
        Color::Indexed(i) => write!(out, ";58:5:{i}"),
        Color::Rgb(r, g, b) => write!(out, ";58:2::{r}:{g}:{b}"),
    };
    out
}

pub(super) fn unhex(hex: &[u8]) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16);
    hex.chunks(2)
        .map(|pair| match *pair {
            [a, b] => u8::try_from(digit(a)? << 4 | digit(b)?).ok(),
            _ => None,
        })
        .collect()
}

/// Terminfo names (and xterm's `TN`, `Co`) with their values; flags are "".
const CAPABILITIES: [(&str, &str); 35] = [
    ("TN", "wezterm"),
    ("name", "wezterm"),
    ("Co", "256"),
    ("colors", "256"),
    ("RGB", "8/8/8"),
    ("Tc", ""),
    ("Su", ""),
    ("AX", ""),
    ("XT", ""),
    ("bce", ""),
    ("am", ""),
    ("km", ""),
    ("mir", ""),
    ("msgr", ""),
    ("xenl", ""),
    ("it", "8"),
    ("Smulx", "\x1b[4:%p1%dm"),
    (
        "Setulc",
        "\x1b[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%dm",
    ),
    ("Smol", "\x1b[53m"),
    ("Rmol", "\x1b[55m"),
    ("Ms", "\x1b]52;%p1%s;%p2%s\x1b\\"),
    ("Ss", "\x1b[%p1%d q"),
    ("Se", "\x1b[2 q"),
    ("Sync", "\x1b[?2026%?%p1%{1}%-%tl%eh%;"),
    ("BE", "\x1b[?2004h"),
    ("BD", "\x1b[?2004l"),
    ("PS", "\x1b[200~"),
    ("PE", "\x1b[201~"),
    ("fe", "\x1b[?1004h"),
    ("fd", "\x1b[?1004l"),
    ("smxx", "\x1b[9m"),
    ("rmxx", "\x1b[29m"),
    ("sitm", "\x1b[3m"),
    ("ritm", "\x1b[23m"),
    ("kbs", "\x7f"),
];

fn capability(name: &str) -> Option<(&'static str, &'static str)> {
    CAPABILITIES
        .iter()
        .find(|(known, _)| *known == name)
        .copied()
}
