//! A terminal as the bytes that make another one look and behave like it: for
//! a program that shows what another process keeps.
//!
//! The bytes are ordinary control sequences, to be fed to a terminal of the
//! same size. They begin with a full reset. Not carried over: tab stops that a
//! program set, what DECSC saved beside the place, all but the newest entry of
//! the kitty keyboard stack, the stack of titles, and images beyond [`MAX_IMAGE_BYTES`].

use crate::cell::{Cell, Hyperlink};
use crate::core::Core;
use crate::dispatch::sgr_of;
use crate::events::Progress;
use crate::frame::read_row;
use crate::images::ImagePlacement;
use crate::modes::{MouseEncoding, MouseTracking};
use crate::palette::Slot;
use crate::snapshot::StableRow;
use crate::style;
use crate::terminal::SemanticType;
use crate::vt::GridExt as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rio_vt::crosswords::Mode;
use rio_vt::crosswords::grid::Dimensions;
use rio_vt::crosswords::grid::row::SemanticPrompt;
use std::fmt::Write as _;
use std::sync::Arc;

/// Pixels of images in one dump, four bytes each.
const MAX_IMAGE_BYTES: usize = 16 << 20;
/// Image numbers of the dump: above those that programs use.
const FIRST_IMAGE: u32 = 0x7f00_0000;
/// Payload of one kitty graphics command.
const IMAGE_CHUNK: usize = 4096;

impl Core {
    /// See the module.
    pub(crate) fn dump(&mut self) -> Vec<u8> {
        let mut out = String::from("\x1bc");
        if self.is_alt() {
            // The main screen is behind the alternate one, which is blanked
            // when it is entered again: it is kept aside meanwhile.
            let alternate = self.vt.grid.clone();
            self.vt.swap_alt();
            self.dump_screen(&mut out);
            self.dump_place(&mut out);
            self.vt.swap_alt();
            self.vt.grid = alternate;
            out.push_str("\x1b[?1049h\x1b[0m\x1b]133;C\x1b\\\x1b[H");
        }
        self.dump_screen(&mut out);
        self.dump_state(&mut out);
        out.into_bytes()
    }

    fn dump_screen(&mut self, out: &mut String) {
        let images = self.dump_images();
        let (first, end) = (self.vt.scrollback_top(), self.vt.bottom());
        let mut pen = Pen::default();
        let mut budget = MAX_IMAGE_BYTES;
        let mut number = FIRST_IMAGE;
        for row in first..end {
            for image in images.iter().filter(|image| image.row == row) {
                let bytes = image.image.rgba.len();
                if bytes > budget {
                    log::warn!("an image of {bytes} bytes is left out of a copy of a terminal");
                    continue;
                }
                budget -= bytes;
                push_image(out, image, number, self.size);
                number += 1;
            }
            self.dump_row(row, row + 1 == end, &mut pen, out);
        }
        pen.lift(out);
        self.dump_line_sizes(out);
    }

    fn dump_row(&self, row: StableRow, is_last: bool, pen: &mut Pen, out: &mut String) {
        let Some(source) = self.vt.stable_row(row) else {
            return;
        };
        match source.semantic_prompt {
            SemanticPrompt::None => {}
            SemanticPrompt::Prompt => pen.kind(SemanticType::Prompt, "", out),
            SemanticPrompt::PromptContinuation => pen.kind(SemanticType::Prompt, ";k=c", out),
        }
        let cols = self.vt.grid.columns();
        let (mut cells, mut extras) = (Vec::with_capacity(cols), Vec::new());
        read_row(&self.vt.grid, source, cols, &mut cells, &mut extras);
        let wrapped = self.vt.is_wrapped(row);
        let continues = self.vt.is_wrapped(row - 1);
        let mut end = cells.len();
        if source.last().is_some_and(|last| last.is_leading_spacer()) {
            end -= 1;
        }
        if !wrapped {
            while end > 0 && cells[end - 1] == Cell::default() {
                end -= 1;
            }
        }
        let unwritten = |col: usize| {
            let square = &source.inner[col];
            square.is_bg_only() || square.c() == '\0'
        };
        let mut col = 0;
        while col < end {
            let at = col;
            let cell = &cells[at];
            col += 1;
            if cell.width == 0 {
                continue;
            }
            if unwritten(at) {
                while col < end && unwritten(col) && cells[col] == *cell {
                    col += 1;
                }
                // Nothing but a character makes a row wrap.
                if (at > 0 || !continues) && (!wrapped || col < cols) {
                    pen.link(None, out);
                    pen.looks(cell, out);
                    let _ = write!(out, "\x1b[{0}X\x1b[{0}C", col - at);
                    continue;
                }
                col = at + 1;
                pen.kind(SemanticType::Output, ";k=c", out);
            } else {
                let kind = style::semantic(&self.vt.grid.style_of(&source.inner[at]));
                pen.kind(kind, ";k=c", out);
            }
            let extra = (cell.extra as usize)
                .checked_sub(1)
                .and_then(|at| extras.get(at));
            pen.link(extra.and_then(|extra| extra.hyperlink.as_ref()), out);
            pen.looks(cell, out);
            match extra.and_then(|extra| extra.text.as_deref()) {
                Some(text) => out.push_str(text),
                None => out.push(cell.c),
            }
        }
        if is_last {
            return;
        }
        pen.looks(&Cell::default(), out);
        if !wrapped {
            out.push_str("\r\n");
        } else if self.is_blank(row + 1) {
            // Only a character makes a full row wrap.
            pen.link(None, out);
            pen.kind(SemanticType::Output, ";k=c", out);
            out.push_str(" \r");
        }
    }

    fn is_blank(&self, row: StableRow) -> bool {
        let Some(source) = self.vt.stable_row(row) else {
            return true;
        };
        let (mut cells, mut extras) = (Vec::new(), Vec::new());
        let cols = self.vt.grid.columns();
        read_row(&self.vt.grid, source, cols, &mut cells, &mut extras);
        !self.vt.is_wrapped(row) && cells.iter().all(|cell| *cell == Cell::default())
    }

    /// Cursor, margins, character sets and attributes of the present screen.
    fn dump_place(&self, out: &mut String) {
        let grid = &self.vt.grid;
        let saved = &grid.saved_cursor;
        let (row, col) = (saved.pos.row.0.max(0) + 1, saved.pos.col.0 + 1);
        let _ = write!(out, "\x1b[{row};{col}H\x1b7");
        let row = self.cursor_row();
        if grid.cursor.should_wrap {
            self.dump_pending_wrap(row, out);
        } else {
            let _ = write!(out, "\x1b[{};{}H", row + 1, self.cursor_col() + 1);
        }
        let looks = style::cell_of(&grid.template_style());
        let _ = write!(out, "\x1b[{}m", sgr_of(&looks));
    }

    /// A cursor behind the last column: only printing brings one there.
    fn dump_pending_wrap(&self, row: usize, out: &mut String) {
        let cols = self.vt.grid.columns();
        let stable = self.vt.cursor_point().row;
        let mut pen = Pen::default();
        let Some(source) = self.vt.stable_row(stable) else {
            return;
        };
        let (mut cells, mut extras) = (Vec::new(), Vec::new());
        read_row(&self.vt.grid, source, cols, &mut cells, &mut extras);
        let Some(at) = cells.iter().rposition(|cell| cell.width > 0) else {
            return;
        };
        let _ = write!(out, "\x1b[{};{}H", row + 1, at + 1);
        let cell = &cells[at];
        let extra = (cell.extra as usize)
            .checked_sub(1)
            .and_then(|at| extras.get(at));
        pen.looks(cell, out);
        pen.link(extra.and_then(|extra| extra.hyperlink.as_ref()), out);
        match extra.and_then(|extra| extra.text.as_deref()) {
            Some(text) => out.push_str(text),
            None => out.push(cell.c),
        }
        pen.link(None, out);
    }

    fn dump_state(&self, out: &mut String) {
        let rows = self.vt.grid.screen_lines();
        if self.margins != (0, rows) {
            let _ = write!(out, "\x1b[{};{}r", self.margins.0 + 1, self.margins.1);
        }
        self.dump_place(out);
        let mode = self.vt.mode();
        if mode.contains(Mode::ORIGIN) {
            let row = self.cursor_row().saturating_sub(self.margins.0) + 1;
            let _ = write!(out, "\x1b[?6h\x1b[{row};{}H", self.cursor_col() + 1);
        }
        self.dump_modes(out);
        out.push_str(match self.modes.semantic {
            SemanticType::Output => "\x1b]133;C\x1b\\",
            SemanticType::Input => "\x1b]133;B\x1b\\",
            SemanticType::Prompt => "\x1b]133;P;k=c\x1b\\",
        });
        out.push_str(&self.charsets.designations());
        self.dump_shell(out);
        for (slot, c) in self.palette.overrides() {
            let name = match slot {
                Slot::Indexed(i) => format!("4;{i}"),
                Slot::Unused(i) => i.to_string(),
                Slot::Special(i) => format!("5;{i}"),
                Slot::Foreground => "10".to_owned(),
                Slot::Background => "11".to_owned(),
                Slot::Cursor => "12".to_owned(),
                Slot::SelectionBg => "17".to_owned(),
                Slot::SelectionFg => "19".to_owned(),
            };
            let _ = write!(out, "\x1b]{name};#{:02x}{:02x}{:02x}\x1b\\", c.r, c.g, c.b);
        }
    }

    fn dump_modes(&self, out: &mut String) {
        let mode = self.vt.mode();
        let modes = &self.modes;
        let mut private = |number: u16, on: bool| {
            let _ = write!(out, "\x1b[?{number}{}", if on { 'h' } else { 'l' });
        };
        for (number, on) in [
            (1, mode.contains(Mode::APP_CURSOR)),
            (5, modes.reverse_video),
            (7, mode.contains(Mode::LINE_WRAP)),
            (25, mode.contains(Mode::SHOW_CURSOR)),
            (45, modes.reverse_wrap),
            (66, mode.contains(Mode::APP_KEYPAD)),
            (80, mode.contains(Mode::SIXEL_DISPLAY)),
            (1004, modes.focus_events),
            (1007, modes.alternate_scroll),
            (1070, mode.contains(Mode::SIXEL_PRIV_PALETTE)),
            (2004, mode.contains(Mode::BRACKETED_PASTE)),
            (2027, mode.contains(Mode::GRAPHEME_CLUSTER)),
            (2031, modes.report_theme),
            (2048, modes.report_resize),
            (8452, mode.contains(Mode::SIXEL_CURSOR_TO_THE_RIGHT)),
        ] {
            private(number, on);
        }
        for number in &modes.remembered {
            private(*number, true);
        }
        match modes.mouse.tracking {
            MouseTracking::None => {}
            MouseTracking::X10 => private(9, true),
            MouseTracking::Normal => private(1000, true),
            MouseTracking::Button => private(1002, true),
            MouseTracking::Any => private(1003, true),
        }
        match modes.mouse.encoding {
            MouseEncoding::X10 => {}
            MouseEncoding::Utf8 => private(1005, true),
            MouseEncoding::Sgr => private(1006, true),
            MouseEncoding::Urxvt => private(1015, true),
            MouseEncoding::SgrPixels => private(1016, true),
        }
        if mode.contains(Mode::INSERT) {
            out.push_str("\x1b[4h");
        }
        if mode.contains(Mode::LINE_FEED_NEW_LINE) {
            out.push_str("\x1b[20h");
        }
        let keys = self.vt.keyboard_mode().bits();
        if keys != 0 {
            let _ = write!(out, "\x1b[>{keys}u");
        }
        if let Some(level) = self.vt.modify_other_keys() {
            let _ = write!(out, "\x1b[>4;{level}m");
        }
        if let Some(style) = self.dump_cursor_style() {
            let _ = write!(out, "\x1b[{} q", style.decscusr());
        }
        if let Some(blink) = modes.cursor_blink {
            let _ = write!(out, "\x1b[?12{}", if blink { 'h' } else { 'l' });
        }
    }

    fn dump_shell(&self, out: &mut String) {
        let shell = &self.shell;
        let _ = write!(
            out,
            "\x1b]2;{}\x1b\\\x1b]1;{}\x1b\\",
            shell.title, shell.icon
        );
        if let Some(cwd) = &shell.cwd {
            let _ = write!(out, "\x1b]7;{cwd}\x1b\\");
        }
        for (name, value) in &shell.user_vars {
            let _ = write!(
                out,
                "\x1b]1337;SetUserVar={name}={}\x1b\\",
                BASE64.encode(value)
            );
        }
        let progress = match shell.progress {
            Progress::None => return,
            Progress::Percentage(percent) => format!("1;{percent}"),
            Progress::Error(percent) => format!("2;{percent}"),
            Progress::Indeterminate => "3".to_owned(),
        };
        let _ = write!(out, "\x1b]9;4;{progress}\x1b\\");
    }
}

/// What the bytes so far have set for the next character.
struct Pen {
    looks: Cell,
    link: Option<Arc<Hyperlink>>,
    kind: SemanticType,
}

impl Default for Pen {
    fn default() -> Self {
        Self {
            looks: Cell::default(),
            link: None,
            kind: SemanticType::Output,
        }
    }
}

impl Pen {
    fn looks(&mut self, cell: &Cell, out: &mut String) {
        if !cell.looks_like(&self.looks) {
            let _ = write!(out, "\x1b[{}m", sgr_of(cell));
            self.looks = *cell;
        }
    }

    fn link(&mut self, link: Option<&Arc<Hyperlink>>, out: &mut String) {
        if link == self.link.as_ref() {
            return;
        }
        let _ = match link {
            Some(link) => write!(out, "\x1b]8;id={};{}\x1b\\", link.id, link.uri),
            None => write!(out, "\x1b]8;;\x1b\\"),
        };
        self.link = link.cloned();
    }

    fn kind(&mut self, kind: SemanticType, options: &str, out: &mut String) {
        if kind == self.kind && !options.is_empty() {
            return;
        }
        self.kind = kind;
        let _ = match kind {
            SemanticType::Prompt => write!(out, "\x1b]133;P{options}\x1b\\"),
            SemanticType::Input => write!(out, "\x1b]133;B\x1b\\"),
            SemanticType::Output => write!(out, "\x1b]133;C\x1b\\"),
        };
    }

    fn lift(&mut self, out: &mut String) {
        self.link(None, out);
        self.looks(&Cell::default(), out);
    }
}

/// The image at the present row, where the cursor is at its first column.
fn push_image(
    out: &mut String,
    placement: &ImagePlacement,
    number: u32,
    size: wezterm_types::TerminalSize,
) {
    let image = &placement.image;
    let [x, y, w, h] = placement.source.map(|value| value.round().max(0.0) as u64);
    let cells = |length: f32, total: usize, count: usize| {
        let cell = total as f32 / count.max(1) as f32;
        if cell > 0.0 {
            (length / cell).ceil().max(1.0) as u64
        } else {
            1
        }
    };
    let cols = cells(placement.size.0, size.pixel_width, size.cols);
    let rows = cells(placement.size.1, size.pixel_height, size.rows);
    let _ = write!(out, "\x1b[{}G", placement.col + 1);
    let data = BASE64.encode(&image.rgba);
    let mut first = true;
    let mut chunks = data.as_bytes().chunks(IMAGE_CHUNK).peekable();
    while let Some(chunk) = chunks.next() {
        let more = u8::from(chunks.peek().is_some());
        out.push_str("\x1b_G");
        if first {
            let _ = write!(
                out,
                "a=T,f=32,q=2,C=1,i={number},s={},v={},x={x},y={y},w={w},h={h},c={cols},r={rows},z={},",
                image.width, image.height, placement.z_index
            );
            first = false;
        }
        let _ = write!(out, "m={more};");
        // Base64 is ASCII.
        out.push_str(std::str::from_utf8(chunk).unwrap_or_default());
        out.push_str("\x1b\\");
    }
    out.push('\r');
}
