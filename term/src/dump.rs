//! A terminal as the bytes that make another one look and behave like it: for
//! a program that shows what another process keeps.
//!
//! The bytes are ordinary control sequences, to be fed to a terminal of the
//! same size. They begin with a full reset. For what no sequence can say, such
//! as that an empty row goes on in the next one, there are those of
//! [`Detail`], which are understood in a copy only (`Terminal::restore`). Not
//! carried over: what mode 47 keeps of a hidden alternate screen, the stacks of
//! titles and of colours, and images beyond [`MAX_IMAGE_BYTES`].

use crate::animation::State;
use crate::cell::{Cell, Hyperlink};
use crate::core::Core;
use crate::dispatch::{Detail, is_protected, sgr_of};
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
use rio_vt::ansi::KeyboardModes;
use rio_vt::crosswords::Mode;
use rio_vt::crosswords::grid::Dimensions;
use rio_vt::crosswords::grid::row::SemanticPrompt;
use rio_vt::crosswords::square::Square;
use rio_vt::performer::handler::Handler as _;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

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
        let tabs = self.tab_stops();
        if self.is_alt() {
            self.catch_up_behind();
            // The main screen is behind the alternate one, which is blanked
            // when it is entered again: it is kept aside meanwhile.
            let alternate = self.vt.grid.clone();
            let keys = self.keyboard_stack();
            self.vt.swap_alt();
            self.dump_screen(&mut out);
            if let Some(saved) = self.main_saved.clone() {
                self.vt.grid.saved_cursor = saved;
            }
            self.dump_saved(0, &mut out);
            self.dump_place(&mut out);
            self.dump_keyboard(&mut out);
            self.vt.swap_alt();
            self.vt.grid = alternate;
            debug_assert_eq!(keys, self.keyboard_stack());
            // Unlike 1049 this leaves what DECSC saved alone.
            out.push_str("\x1b[?1047h");
            // It was blanked with the background of the main screen's cursor.
            out.push_str("\x1b[0m\x1b[0\"q\x1b]8;;\x1b\\\x1b]133;C\x1b\\\x1b[2J\x1b[H");
        }
        self.dump_screen(&mut out);
        self.dump_state(&tabs, &mut out);
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
                let mut image = image.clone();
                let bytes = image.image.rgba.len();
                if (image.animation.as_ref())
                    .is_some_and(|animation| bytes.saturating_mul(animation.frame_count()) > budget)
                {
                    log::warn!("of an animation only a frame comes along to a copy of a terminal");
                    let shown = image.animation.take().and_then(|a| a.at(Instant::now()));
                    image.image = shown.map_or(image.image, |shown| shown.image);
                }
                let frames = image
                    .animation
                    .as_ref()
                    .map_or(1, |a| a.frame_count().max(1));
                let bytes = bytes.saturating_mul(frames);
                if bytes > budget {
                    log::warn!("an image of {bytes} bytes is left out of a copy of a terminal");
                    continue;
                }
                budget -= bytes;
                push_image(out, &image, number, self.size);
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
        let cols = self.vt.grid.columns();
        let (mut cells, mut extras) = (Vec::with_capacity(cols), Vec::new());
        read_row(&self.vt.grid, source, cols, &mut cells, &mut extras);
        let mut end = cells.len();
        let is_spacer = source.last().is_some_and(|last| last.is_leading_spacer());
        let unwritten = |col: usize| {
            let square = &source.inner[col];
            !square.is_leading_spacer() && (square.is_bg_only() || square.c() == '\0')
        };
        while end > 0 && unwritten(end - 1) && cells[end - 1] == Cell::default() {
            end -= 1;
        }
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
                pen.link(None, out);
                pen.protected(false, out);
                pen.looks(cell, out);
                let _ = write!(out, "\x1b[{0}X\x1b[{0}C", col - at);
                continue;
            }
            pen.protected(is_protected(source.inner[at]), out);
            let kind = style::semantic(&self.vt.grid.style_of(&source.inner[at]));
            pen.kind(kind, ";k=c", out);
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
        let mark = match source.semantic_prompt {
            SemanticPrompt::None => 0,
            SemanticPrompt::Prompt => 1,
            SemanticPrompt::PromptContinuation => 2,
        };
        if mark != 0 || std::mem::take(&mut pen.marked) {
            Detail::Mark(mark).push(out);
        }
        let wrapped = self.vt.is_wrapped(row);
        if wrapped || is_spacer {
            Detail::LastCell { wrapped, is_spacer }.push(out);
        }
        if !is_last {
            pen.looks(&Cell::default(), out);
            out.push_str("\r\n");
        }
    }

    /// What DECSC saved on a screen, which is the present one.
    fn dump_saved(&self, screen: usize, out: &mut String) {
        let saved = &self.vt.grid.saved_cursor;
        let extra = self.modes.saved[screen];
        let (row, col) = (saved.pos.row.0.max(0) + 1, saved.pos.col.0 + 1);
        let looks = style::cell_of(&saved.pending_style);
        let _ = write!(
            out,
            "\x1b[{}m{}\x1b[{row};{col}H",
            sgr_of(&looks),
            extra.charsets.designations()
        );
        if is_protected(saved.template) {
            out.push_str("\x1b[1\"q");
        }
        if saved.should_wrap {
            Detail::PendingWrap.push(out);
        }
        self.dump_open_link(saved.template, out);
        out.push_str("\x1b7");
        if extra.origin {
            Detail::SavedOrigin.push(out);
        }
        out.push_str("\x1b]8;;\x1b\\\x1b[0m\x1b[0\"q\x1b(B\x1b)B\x1b*B\x1b+B\x0f");
    }

    /// Cursor and attributes of the present screen.
    fn dump_place(&self, out: &mut String) {
        let (row, col) = (self.cursor_row() + 1, self.cursor_col() + 1);
        let _ = write!(out, "\x1b[{row};{col}H");
        if self.vt.grid.cursor.should_wrap {
            Detail::PendingWrap.push(out);
        }
        let looks = style::cell_of(&self.vt.grid.template_style());
        let _ = write!(out, "\x1b[{}m", sgr_of(&looks));
        let template = self.vt.grid.cursor.template;
        if is_protected(template) {
            out.push_str("\x1b[1\"q");
        }
        self.dump_open_link(template, out);
    }

    /// The link that text printed with a cursor would have.
    fn dump_open_link(&self, template: Square, out: &mut String) {
        if let Some(link) = template
            .extras_id()
            .and_then(|id| self.vt.grid.extras_table.get(id))
            .and_then(|extras| extras.hyperlink.as_ref())
        {
            let _ = write!(out, "\x1b]8;id={};{}\x1b\\", link.id(), link.uri());
        }
    }

    /// The kitty keyboard flags of the present screen, newest first.
    fn keyboard_stack(&mut self) -> Vec<u8> {
        /// The grid keeps them in a ring of so many.
        const DEPTH: usize = 8;
        let mut stack = Vec::with_capacity(DEPTH);
        for _ in 0..DEPTH {
            stack.push(self.vt.keyboard_mode().bits());
            self.vt.pop_keyboard_modes(1);
        }
        // All the way round: pushed again, each is where it was.
        for flags in stack.iter().rev() {
            self.vt
                .push_keyboard_mode(KeyboardModes::from_bits_truncate(*flags));
        }
        while stack.last() == Some(&0) {
            stack.pop();
        }
        stack
    }

    fn dump_keyboard(&mut self, out: &mut String) {
        for flags in self.keyboard_stack().iter().rev() {
            let _ = write!(out, "\x1b[>{flags}u");
        }
    }

    fn dump_tabs(&self, stops: &[usize], out: &mut String) {
        let last = self.vt.grid.columns() - 1;
        let usual = (1..=last).filter(|col| col % 8 == 0 || *col == last);
        if usual.eq(stops.iter().copied()) {
            return;
        }
        out.push_str("\x1b[3g");
        for col in stops {
            let _ = write!(out, "\x1b[{}G\x1bH", col + 1);
        }
    }

    fn dump_state(&mut self, tabs: &[usize], out: &mut String) {
        self.dump_tabs(tabs, out);
        self.dump_saved(usize::from(self.is_alt()), out);
        let rows = self.vt.grid.screen_lines();
        if self.modes.left_right {
            let side = &self.side_margins;
            let _ = write!(out, "\x1b[?69h\x1b[{};{}s", side.start + 1, side.end);
        }
        if self.margins != (0, rows) {
            let _ = write!(out, "\x1b[{};{}r", self.margins.0 + 1, self.margins.1);
        }
        self.dump_place(out);
        if self.vt.mode().contains(Mode::ORIGIN) {
            Detail::Origin.push(out);
        }
        self.dump_keyboard(out);
        self.dump_modes(out);
        out.push_str(match self.modes.semantic {
            SemanticType::Output => "\x1b]133;C\x1b\\",
            SemanticType::Input => "\x1b]133;B\x1b\\",
            SemanticType::Prompt => "\x1b]133;P;k=c\x1b\\",
        });
        out.push_str(&self.charsets.designations());
        Detail::Protection(self.modes.protection as u16).push(out);
        Detail::Level(u16::from(self.modes.level)).push(out);
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
        // Last, as these change how the rest would be read.
        for (number, on) in [
            (0, self.modes.titles.set_hex),
            (1, self.modes.titles.query_hex),
        ] {
            if on {
                let _ = write!(out, "\x1b[>{number}t");
            }
        }
        if self.modes.eight_bit {
            out.push_str("\x1b G");
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
            (40, modes.allow_132),
            (41, modes.more_fix),
            (45, modes.reverse_wrap),
            (66, mode.contains(Mode::APP_KEYPAD)),
            (67, modes.backspace_sends_bs),
            (80, mode.contains(Mode::SIXEL_DISPLAY)),
            (95, modes.keep_on_132),
            (1004, modes.focus_events),
            (1007, modes.alternate_scroll),
            (1070, mode.contains(Mode::SIXEL_PRIV_PALETTE)),
            (2004, mode.contains(Mode::BRACKETED_PASTE)),
            (2027, mode.contains(Mode::GRAPHEME_CLUSTER)),
            (2031, modes.report_theme),
            (2033, modes.report_visibility),
            (2048, modes.report_resize),
            (8452, mode.contains(Mode::SIXEL_CURSOR_TO_THE_RIGHT)),
        ] {
            private(number, on);
        }
        for number in &modes.remembered {
            private(*number, true);
        }
        for number in [1036, 1039] {
            if !modes.remembered.contains(&number) {
                private(number, false);
            }
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
        for number in [2, 12] {
            let on = modes.remembered_ansi.contains(&number);
            let _ = write!(out, "\x1b[{number}{}", if on { 'h' } else { 'l' });
        }
        if mode.contains(Mode::INSERT) {
            out.push_str("\x1b[4h");
        }
        if mode.contains(Mode::LINE_FEED_NEW_LINE) {
            out.push_str("\x1b[20h");
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
        if let Some(bidi) = modes.bidi {
            let _ = write!(out, "\x1b[8{}", if bidi { 'h' } else { 'l' });
        }
        if let Some(auto) = modes.bidi_auto {
            let _ = write!(out, "\x1b[?2501{}", if auto { 'h' } else { 'l' });
        }
        if let Some(right) = modes.right_to_left {
            let _ = write!(out, "\x1b[{} k", if right { 2 } else { 1 });
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
    protected: bool,
    /// The row was marked by what was pushed.
    marked: bool,
}

impl Default for Pen {
    fn default() -> Self {
        Self {
            looks: Cell::default(),
            link: None,
            kind: SemanticType::Output,
            protected: false,
            marked: false,
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
        self.marked |= kind == SemanticType::Prompt;
        let _ = match kind {
            SemanticType::Prompt => write!(out, "\x1b]133;P{options}\x1b\\"),
            SemanticType::Input => write!(out, "\x1b]133;B\x1b\\"),
            SemanticType::Output => write!(out, "\x1b]133;C\x1b\\"),
        };
    }

    fn protected(&mut self, on: bool, out: &mut String) {
        if on != self.protected {
            let _ = write!(out, "\x1b[{}\"q", u8::from(on));
            self.protected = on;
        }
    }

    fn lift(&mut self, out: &mut String) {
        self.protected(false, out);
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
    let control = format!(
        "a=T,f=32,q=2,C=1,i={number},s={},v={},x={x},y={y},w={w},h={h},c={cols},r={rows},z={},",
        image.width, image.height, placement.z_index
    );
    let frames = placement
        .animation
        .as_ref()
        .map(|animation| animation.frames.to_vec());
    let mut frames = frames.unwrap_or_default().into_iter();
    let first = frames.next();
    let root = first.as_ref().map_or(image, |first| &first.image);
    push_pixels(out, &control, "", &root.rgba);
    if let (Some(animation), Some(first)) = (&placement.animation, &first) {
        let gap = |gap: Duration| match i32::try_from(gap.as_millis()).unwrap_or(i32::MAX) {
            0 => -1,
            gap => gap,
        };
        for frame in frames {
            let control = format!(
                "a=f,f=32,q=2,X=1,i={number},s={},v={},z={},",
                frame.image.width,
                frame.image.height,
                gap(frame.gap)
            );
            push_pixels(out, &control, "a=f,q=2,", &frame.image.rgba);
        }
        let play = animation.now();
        let _ = write!(
            out,
            "\x1b_Ga=a,q=2,i={number},r=1,z={},c={},s={},v={}\x1b\\",
            gap(first.gap),
            play.index + 1,
            match play.state {
                State::Stopped => 1,
                State::Loading => 2,
                State::Running => 3,
            },
            play.max_loops.saturating_add(1)
        );
    }
    out.push('\r');
}

/// Pixels as commands of limited length: the first has `control`, each of the
/// others `more`.
fn push_pixels(out: &mut String, control: &str, more: &str, rgba: &[u8]) {
    let data = BASE64.encode(rgba);
    let mut keys = control;
    let mut chunks = data.as_bytes().chunks(IMAGE_CHUNK).peekable();
    while let Some(chunk) = chunks.next() {
        let is_more = u8::from(chunks.peek().is_some());
        let _ = write!(out, "\x1b_G{keys}m={is_more};");
        // Base64 is ASCII.
        out.push_str(std::str::from_utf8(chunk).unwrap_or_default());
        out.push_str("\x1b\\");
        keys = more;
    }
}
