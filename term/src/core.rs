//! What the parser drives: the grid and the state beside it. Each concern is
//! a struct of its own; this one only brings them together.

use crate::bidi::LineDirection;
use crate::config::{CursorStyle, TerminalConfig};
use crate::dispatch::{Strings, WindowState};
use crate::events::{EventQueue, Replies, TerminalEvent};
use crate::frame::Frame;
use crate::images::Images;
use crate::line_size::LineSizes;
use crate::modes::Modes;
use crate::palette::PaletteState;
use crate::selection::Selection;
use crate::shell::Shell;
use crate::snapshot::{RenderableDimensions, Snapshot};
use crate::style_ids::StyleIds;
use crate::terminal::{EraseMode, SemanticType};
use crate::vt::{self, GridExt, Inbox, Vt};
use rio_vt::crosswords::Mode;
use rio_vt::crosswords::grid::Dimensions;
use rio_vt::crosswords::grid::row::Row;
use rio_vt::crosswords::pos::Line;
use rio_vt::crosswords::square::Square;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use wezterm_types::TerminalSize;

#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) vt: Vt,
    pub(crate) style_ids: StyleIds,
    inbox: Inbox,
    pub(crate) config: TerminalConfig,
    pub(crate) size: TerminalSize,
    pub(crate) palette: PaletteState,
    pub(crate) events: EventQueue,
    pub(crate) replies: Replies,
    pub(crate) modes: Modes,
    pub(crate) shell: Shell,
    pub(crate) strings: Strings,
    pub(crate) charsets: crate::dispatch::Charsets,
    pub(crate) frame: Frame,
    pub(crate) images: Images,
    pub(crate) frame_upload: crate::dispatch::FrameUpload,
    /// Id and number of the image on its way in, where it has a number.
    pub(crate) image_number: Option<(u32, u32)>,
    /// Lines of double size on the screen shown, and on the main one while
    /// that is hidden.
    pub(crate) line_sizes: LineSizes,
    pub(crate) hidden_line_sizes: LineSizes,
    /// Rows of no screen, for the blanks that come into a region.
    pub(crate) spare_rows: Vec<Row<Square>>,
    pub(crate) selection: Option<Selection>,
    /// DECSCUSR; `None` is the configured style.
    cursor_style: Option<CursorStyle>,
    /// Rows of the scroll region, the end exclusive.
    pub(crate) margins: (usize, usize),
    /// Columns between the margins of DECSLRM.
    pub(crate) side_margins: std::ops::Range<usize>,
    /// What the alternate screen showed when mode 47 left it.
    pub(crate) hidden_alt: Option<vt::ScreenCopy>,
    /// The cursor saved on the main screen while the other is shown.
    pub(crate) main_saved: Option<vt::SavedGridCursor>,
    /// The main screen has a size of before: `behind.rs`.
    pub(crate) main_waits: bool,
    /// It is being given its size.
    pub(crate) wrapping: Arc<AtomicBool>,
    pub(crate) window: WindowState,
    /// OSC 99 so far.
    pub(crate) notification: crate::notification::Pending,
    /// The window cannot be seen.
    pub(crate) hidden: bool,
    /// Asked for by a program.
    pub(crate) iconified: bool,
    /// Rows and columns before the program maximised the window.
    pub(crate) unmaximized: Option<(usize, usize)>,
    /// The same for full screen.
    pub(crate) windowed: Option<(usize, usize)>,
    /// The bytes are a copy of another terminal.
    pub(crate) is_restoring: bool,
    /// Something shown has changed that the grid does not know of.
    pub(crate) touched: bool,
    generation: u64,
    /// The scrollback limit is to be applied once the main screen is back.
    scrollback_stale: bool,
}

impl Core {
    pub(crate) fn new(size: TerminalSize, config: TerminalConfig) -> Self {
        let inbox = Inbox::default();
        let vt = vt::new(size, config.scrollback_lines, inbox.clone());
        let (rows, cols) = (vt.grid.screen_lines(), vt.grid.columns());
        Self {
            vt,
            style_ids: StyleIds::default(),
            inbox,
            size,
            palette: PaletteState::new(config.palette.clone()),
            events: EventQueue::default(),
            replies: Replies::default(),
            modes: Modes::default(),
            shell: Shell::default(),
            strings: Strings::default(),
            charsets: crate::dispatch::Charsets::default(),
            frame: Frame::default(),
            images: Images::default(),
            frame_upload: crate::dispatch::FrameUpload::default(),
            image_number: None,
            line_sizes: LineSizes::default(),
            hidden_line_sizes: LineSizes::default(),
            spare_rows: Vec::new(),
            selection: None,
            cursor_style: None,
            margins: (0, rows),
            side_margins: 0..cols,
            hidden_alt: None,
            main_saved: None,
            main_waits: false,
            wrapping: Arc::default(),
            window: WindowState::default(),
            notification: crate::notification::Pending::default(),
            hidden: false,
            iconified: false,
            unmaximized: None,
            windowed: None,
            is_restoring: false,
            touched: false,
            generation: 1,
            scrollback_stale: false,
            config,
        }
    }

    pub(crate) fn set_config(&mut self, config: TerminalConfig) {
        if self.palette.configure(config.palette.clone()) {
            self.palette_changed();
        }
        self.scrollback_stale |= config.scrollback_lines != self.config.scrollback_lines;
        self.config = config;
        self.touched = true;
        self.settle();
    }

    pub(crate) fn dims(&self) -> RenderableDimensions {
        self.vt.dims(self.size)
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    pub(crate) fn is_alt(&self) -> bool {
        self.vt.mode().contains(Mode::ALT_SCREEN)
    }

    pub(crate) fn in_sync(&self) -> bool {
        self.vt.synchronized_output()
    }

    pub(crate) fn cursor_style(&self) -> CursorStyle {
        let style = self
            .cursor_style
            .unwrap_or(self.config.default_cursor_style);
        match self.modes.cursor_blink {
            Some(blink) => style.with_blinking(blink),
            None => style,
        }
    }

    /// The direction of lines, if they are ordered by it at all.
    fn bidi(&self) -> Option<LineDirection> {
        if !self.modes.bidi.unwrap_or(self.config.bidi) {
            return None;
        }
        let (modes, configured) = (&self.modes, self.config.bidi_direction);
        Some(LineDirection::new(
            modes.bidi_auto.unwrap_or(configured.is_auto()),
            modes.right_to_left.unwrap_or(configured.is_right_to_left()),
        ))
    }

    /// The cursor looks like that of another terminal.
    pub(crate) fn copy_cursor_style(&mut self, other: &Self) {
        self.cursor_style = other.cursor_style;
    }

    /// What DECSCUSR has set, if anything.
    pub(crate) fn dump_cursor_style(&self) -> Option<CursorStyle> {
        self.cursor_style
    }

    /// The images of all rows that are kept, lowest first.
    pub(crate) fn dump_images(&mut self) -> Vec<crate::images::ImagePlacement> {
        self.gather_images();
        let mut dims = self.dims();
        dims.viewport_top = dims.scrollback_top;
        dims.viewport_rows = dims.scrollback_rows;
        self.images.placements(&self.vt, &dims)
    }

    /// DECSCUSR also decides about blinking, so mode 12 starts over.
    pub(crate) fn set_cursor_style(&mut self, style: Option<CursorStyle>) {
        self.cursor_style = style;
        self.modes.cursor_blink = None;
        self.touched = true;
    }

    pub(crate) fn reply(&mut self, bytes: impl AsRef<[u8]>) {
        self.gather_replies();
        if self.modes.eight_bit {
            self.replies
                .push(&with_single_byte_controls(bytes.as_ref()));
        } else {
            self.replies.push(bytes.as_ref());
        }
    }

    fn gather_images(&mut self) {
        for queues in self.inbox.take_images() {
            self.images.absorb(queues);
            self.touched = true;
        }
        if let Some(queues) = self.vt.graphics_take_queues() {
            self.images.absorb(queues);
            self.touched = true;
        }
    }

    /// The grid's own answers, before any later one.
    fn gather_replies(&mut self) {
        let from_grid = self.inbox.take_replies();
        if !from_grid.is_empty() {
            self.replies.push(&from_grid);
        }
    }

    pub(crate) fn palette_changed(&mut self) {
        self.touched = true;
        self.events.push(TerminalEvent::PaletteChanged);
        if self.modes.report_theme {
            let scheme = self.theme_report();
            if self.modes.last_theme != Some(scheme) {
                self.modes.last_theme = Some(scheme);
                self.reply(format!("\x1b[?997;{scheme}n"));
            }
        }
    }

    /// 1 for a dark, 2 for a light background (mode 2031).
    pub(crate) fn theme_report(&self) -> u8 {
        let bg = self.palette.effective().bg;
        let luma = 299 * u32::from(bg.r) + 587 * u32::from(bg.g) + 114 * u32::from(bg.b);
        if luma < 128_000 { 1 } else { 2 }
    }

    /// To be called after anything that may have changed what is shown:
    /// moves the generation, gathers replies, looks after the selection.
    pub(crate) fn settle(&mut self) {
        self.gather_replies();
        self.gather_images();
        if self.scrollback_stale && !self.is_alt() {
            self.scrollback_stale = false;
            self.vt.grid.update_history(self.config.scrollback_lines);
            self.vt.mark_fully_damaged();
        }
        let changed = self.touched || self.vt.peek_damage_event().is_some();
        if !changed {
            return;
        }
        if let Some(selection) = &self.selection
            && !selection.text_is_same(&self.vt)
        {
            self.selection = None;
        }
        if !self.in_sync() {
            self.touched = false;
            self.generation += 1;
            self.frame.stale = true;
        }
    }

    /// Freezes what is shown now, just before a synchronized update begins.
    pub(crate) fn freeze_frame(&mut self) {
        if self.touched || self.frame.stale || self.vt.peek_damage_event().is_some() {
            self.touched = false;
            self.generation += 1;
            self.refresh_frame();
        }
    }

    /// Ends a synchronized update; what it brought is shown from now on.
    pub(crate) fn end_sync(&mut self) {
        self.vt.end_sync_update();
        self.touched = true;
    }

    /// Brings a snapshot up to date.
    pub(crate) fn snapshot(&mut self, snap: &mut Snapshot) {
        if self.frame.stale {
            self.refresh_frame();
        }
        let shown = self.frame.shown();
        if snap.generation != shown.generation || snap.rows.len() != shown.rows.len() {
            snap.clone_from(shown);
        }
    }

    pub(crate) fn refresh_frame(&mut self) {
        self.gather_images();
        let dims = self.dims();
        let mut images = self.images.placements(&self.vt, &dims);
        images.extend(self.images.at_placeholders(&self.vt, &dims));
        let context = crate::frame::Context {
            generation: self.generation,
            dims,
            images,
            cursor_style: self.cursor_style(),
            palette: self.palette.effective().clone(),
            reverse_video: self.modes.reverse_video,
            mouse_grabbed: self.modes.mouse.is_grabbing(),
            selection: self.selection.as_ref(),
            line_sizes: &self.line_sizes,
            bidi: self.bidi(),
        };
        self.frame.refresh(&mut self.vt, &context);
    }

    pub(crate) fn resize(&mut self, size: TerminalSize) {
        let before = (self.vt.grid.columns(), self.vt.grid.screen_lines());
        let cells = vt::grid_size(size);
        let size_changed = self.size != size;
        let selected = (!self.is_alt() && cells.columns() != before.0)
            .then(|| self.selection.as_ref()?.places(&self.vt))
            .flatten();
        self.size = size;
        if self.is_alt() && (cells.columns(), cells.screen_lines()) != before {
            self.resize_alternate(size);
        } else {
            self.resize_main(size);
        }
        let after = (self.vt.grid.columns(), self.vt.grid.screen_lines());
        if before != after {
            self.margins = (0, after.1);
            self.side_margins = 0..after.0;
            self.hidden_alt = None;
            self.clamp_cursor();
        }
        if before.0 != after.0 {
            // Lines are wrapped anew.
            self.line_sizes.clear();
            self.hidden_line_sizes.clear();
            self.selection = self
                .selection
                .take()
                .zip(selected)
                .and_then(|(selection, places)| selection.moved(&self.vt, &places));
        }
        if size_changed {
            self.touched = true;
            if self.modes.report_resize {
                self.report_size_change();
            }
        }
        self.settle();
    }

    pub(crate) fn resize_main(&mut self, size: TerminalSize) {
        let cols = self.vt.grid.columns();
        let lines = self.vt.lines_above_cursor();
        self.vt.resize(vt::grid_size(size));
        if self.vt.grid.columns() < cols {
            self.vt.keep_lines_on_screen(lines, size);
        }
    }

    /// Keeps the cursor inside the grid, whatever moved it there.
    pub(crate) fn clamp_cursor(&mut self) {
        let (rows, cols) = (self.vt.grid.screen_lines(), self.vt.grid.columns());
        let pos = self.vt.grid.cursor.pos;
        let row = usize::try_from(pos.row.0).unwrap_or(0);
        if pos.row.0 < 0 || row >= rows || pos.col.0 >= cols {
            self.vt.move_to(row, pos.col.0);
        }
    }

    pub(crate) fn clear_scrollback(&mut self, mode: EraseMode) {
        use rio_vt::ansi::ClearMode;
        use rio_vt::performer::handler::Handler as _;
        let row = self.cursor_row();
        if mode == EraseMode::ScrollbackAndViewport && !self.is_alt() {
            if row > 0 {
                let screen = Line(0)..Line(self.vt.grid.screen_lines() as i32);
                self.vt.grid.scroll_up(&screen, row);
                self.vt.grid.cursor.pos.row = Line(0);
            }
            let below = Line(1)..Line(self.vt.grid.screen_lines() as i32);
            if below.start < below.end {
                self.vt.grid.reset_region(below);
            }
            self.vt.mark_fully_damaged();
        }
        self.vt.clear_screen(ClearMode::Saved);
    }

    /// What newly printed text is (OSC 133).
    pub(crate) fn set_semantic(&mut self, kind: SemanticType) {
        self.modes.semantic = kind;
        self.vt
            .grid
            .update_template_style(|style| crate::style::set_semantic(style, kind));
    }

    /// RIS.
    pub(crate) fn reset(&mut self) {
        use rio_vt::performer::handler::Handler as _;
        if self.modes.columns_132 && self.modes.allow_132 {
            self.ask_for_cells(None, Some(80));
        }
        self.catch_up_behind();
        self.vt.reset_state();
        self.set_protected(false);
        self.line_sizes.clear();
        self.hidden_line_sizes.clear();
        self.hidden_alt = None;
        self.main_saved = None;
        self.vt.blinking_cursor = false;
        self.modes = Modes::default();
        self.charsets = crate::dispatch::Charsets::default();
        self.reset_margins();
        self.cursor_style = None;
        self.selection = None;
        self.strings.reset();
        if self.palette.reset_all() {
            self.palette_changed();
        }
        self.shell.reset(&mut self.events);
        self.touched = true;
    }
}

/// Seven-bit controls (ESC and a letter) as the single bytes of S8C1T.
fn with_single_byte_controls(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        match after.split_first() {
            Some((&c @ 0x40..=0x5f, after)) if byte == 0x1b => {
                out.push(c + 0x40);
                rest = after;
            }
            _ => {
                out.push(byte);
                rest = after;
            }
        }
    }
    out
}
