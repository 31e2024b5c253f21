//! Text: printing, wrapping, repeating, and the cursor that is saved.

use crate::core::Core;
use crate::vt::GridExt as _;
use rio_vt::ansi::mode::{NamedPrivateMode, PrivateMode};
use rio_vt::crosswords::Mode;
use rio_vt::crosswords::grid::{Dimensions, GridSquare as _};
use rio_vt::crosswords::pos::Column;
use rio_vt::crosswords::square::{CellFlags, Square, Wide};
use rio_vt::performer::handler::Handler;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// Longest text that is printed without the grid's help, in characters.
const SHORT: usize = 8;
/// Characters kept on top of the first one of a cell.
const MAX_CLUSTER: usize = 32;

/// Whether no cluster goes on with this character after another one of which
/// that is true, and none before it that would (UAX #29). Not all of them: the
/// letters and signs that long texts are made of.
const fn stands_alone(codepoint: u32) -> bool {
    matches!(
        codepoint,
        0x20..=0x7e
            | 0xc0..=0x2ff
            | 0x370..=0x482
            | 0x48a..=0x52f
            // Box drawing, blocks, shapes.
            | 0x2500..=0x25a9
            // Kana, without the marks that combine.
            | 0x3001..=0x3029
            | 0x3041..=0x3096
            | 0x309b..=0x30ff
            | 0x3400..=0x4dbf
            | 0x4e00..=0x9fff
            // Whole syllables: only single letters join them.
            | 0xac00..=0xd7a3
            | 0xff01..=0xff60
    )
}

/// A bit for each of the first 65,536 characters: whether it stands alone.
static ALONE: [u64; 1024] = {
    let mut table = [0; 1024];
    let mut codepoint = 0;
    while codepoint < 0x1_0000 {
        table[codepoint as usize / 64] |= (stands_alone(codepoint) as u64) << (codepoint % 64);
        codepoint += 1;
    }
    table
};

/// [`stands_alone`], looked up.
#[inline]
fn is_alone(codepoint: u32) -> bool {
    let word = ALONE.get(codepoint as usize / 64);
    word.is_some_and(|word| word >> (codepoint % 64) & 1 == 1)
}

impl Core {
    #[inline]
    pub(super) fn print_ascii(&mut self, s: &str) {
        if self.strings.is_capturing() {
            self.strings.capture(s);
            return;
        }
        if self.charsets.translates() || self.is_vt52() {
            s.chars().for_each(|c| self.print_char(c));
            return;
        }
        self.strings.last_char = s.chars().next_back();
        if self.prints_by_cell() {
            s.chars().for_each(|c| self.print_in_margins(c));
            return;
        }
        if s.len() > SHORT || !self.print_within_row(s.as_bytes()) {
            self.print_rows(s);
        }
    }

    /// Prints one printable ASCII character, where that is all there is to it;
    /// whether it is like that here.
    #[inline]
    pub(crate) fn print_letter(&mut self, byte: u8) -> bool {
        let is_plain = !self.strings.is_capturing()
            && !self.charsets.translates()
            && !self.is_vt52()
            && !self.prints_by_cell();
        if is_plain {
            self.strings.last_char = Some(byte.into());
        }
        is_plain && self.print_within_row(&[byte])
    }

    /// Prints ASCII that may be longer than a row.
    fn print_rows(&mut self, s: &str) {
        self.style_ids.sync(&mut self.vt.grid);
        let mut rest = s;
        while let Some((row, after)) = rest.split_at_checked(self.cols()) {
            self.fetch_recycled();
            self.vt.input_ascii_str(row);
            rest = after;
        }
        self.vt.input_ascii_str(rest);
    }

    /// Prints a few characters where nothing else changes than their cells:
    /// programs that move the cursor print one or two at a time. Whether it is
    /// like that here.
    #[inline(always)]
    fn print_within_row(&mut self, s: &[u8]) -> bool {
        let grid = &mut self.vt.grid;
        let start = grid.cursor.pos.col;
        let end = start + s.len();
        let is_plain = self.charsets.is_ascii()
            && !grid.cursor.should_wrap
            && end.0 < grid.columns()
            && self.vt.graphics.atlas_placements.is_empty()
            && !self.vt.mode().contains(Mode::INSERT);
        if !is_plain {
            return false;
        }
        let grid = &mut self.vt.grid;
        self.style_ids.sync(grid);
        let like = grid.cursor.template;
        let mut template = Square::default();
        template.set_style_id(like.style_id());
        template.set_extras_id(like.extras_id());
        template.set_cell_flags(like.cell_flags());
        let line = grid.cursor.pos.row;
        let row = &mut grid[line];
        let (has_extras, has_styles) = (row.has_extras, row.has_styles);
        let cells = &mut row[start..end];
        if cells.iter().any(|cell| cell.needs_wide_cleanup()) {
            return false;
        }
        for (cell, &byte) in cells.iter_mut().zip(s) {
            *cell = Square::from_template(template, byte.into());
        }
        row.has_extras = has_extras | template.extras_id().is_some();
        row.has_styles = has_styles | template.carries_style();
        grid.cursor.pos.col = end;
        self.vt.damage_cursor();
        true
    }

    #[inline]
    pub(super) fn print_unicode(&mut self, codepoints: &[u32]) {
        if self.strings.is_capturing()
            || self.charsets.translates()
            || self.is_vt52()
            || self.config.ambiguous_wide
            || self.prints_by_cell()
        {
            for &codepoint in codepoints {
                self.print_char(char::from_u32(codepoint).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            return;
        }
        let mut rest = codepoints;
        while let Some((&first, after)) = rest.split_first() {
            // It may join what is there already.
            let c = char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER);
            let (other_width, alone) = if is_alone(first) {
                (None, after.iter().take_while(|&&c| is_alone(c)).count())
            } else {
                (super::width::other_width(c), 0)
            };
            if !self.overfills_cell(c) {
                match other_width {
                    None => self.vt.input(c),
                    Some(width) => self.print_as_wide_as(c, width),
                }
            }
            let (run, after) = after.split_at(alone);
            self.print_run(run);
            rest = after;
        }
        self.strings.last_char = codepoints.last().copied().and_then(char::from_u32);
    }

    /// Whether a character would join a cell that holds enough of them: each
    /// costs a copy of those before, and nobody reads a hundredth accent.
    fn overfills_cell(&self, c: char) -> bool {
        let cursor = &self.vt.grid.cursor;
        let row = &self.vt.grid[cursor.pos.row];
        let back = usize::from(!cursor.should_wrap);
        let Some(mut col) = cursor.pos.col.0.checked_sub(back) else {
            return false;
        };
        if row[Column(col)].is_spacer() {
            col = col.saturating_sub(1);
        }
        let square = row[Column(col)];
        if !square.has_grapheme() && !square.has_extras() {
            return false;
        }
        let joined = self.vt.marks(square);
        let Some(last) = joined.last().filter(|_| joined.len() >= MAX_CLUSTER) else {
            return false;
        };
        let pair = String::from_iter([*last, c]);
        c.width() == Some(0) || pair.graphemes(true).count() == 1
    }

    /// Prints characters that stand alone, after one that does. The grid writes
    /// them at once where it does not have to look for clusters.
    fn print_run(&mut self, run: &[u32]) {
        if run.is_empty() {
            return;
        }
        let clusters = PrivateMode::Named(NamedPrivateMode::GraphemeCluster);
        let looks = self.vt.mode().contains(Mode::GRAPHEME_CLUSTER);
        if looks {
            self.vt.unset_private_mode(clusters);
        }
        self.vt.input_codepoints(run);
        if looks {
            self.vt.set_private_mode(clusters);
        }
    }

    pub(super) fn print_char(&mut self, c: char) {
        if self.strings.is_capturing() {
            self.strings.capture(c.encode_utf8(&mut [0; 4]));
            return;
        }
        if self.is_vt52() && self.vt52_address(c) {
            return;
        }
        let c = self.in_charset(c);
        if self.config.ambiguous_wide && c.width() == Some(1) && c.width_cjk() == Some(2) {
            self.print_widened(c);
        } else if self.prints_by_cell() {
            self.print_in_margins(c);
        } else if c.is_ascii() {
            self.vt.input(c);
        } else if !self.overfills_cell(c) {
            match super::width::other_width(c) {
                None => self.vt.input(c),
                Some(width) => self.print_as_wide_as(c, width),
            }
        }
        self.strings.last_char = Some(c);
    }

    /// Whether lines end elsewhere than the grid knows.
    #[inline]
    fn prints_by_cell(&self) -> bool {
        self.is_boxed() || !self.line_sizes.is_empty()
    }

    /// Goes on in the next line, at the left margin.
    pub(super) fn wrap(&mut self) {
        if !self.prints_by_cell() {
            return self.vt.wrapline();
        }
        if self.vt.mode().contains(Mode::LINE_WRAP) {
            let pos = self.vt.grid.cursor.pos;
            if !self.is_boxed() && pos.col.0 + 1 == self.cols() {
                self.vt.grid[pos.row][pos.col].insert_cell_flag(CellFlags::WRAPLINE);
            }
            self.index();
            let left = self.side().start;
            self.vt.move_to(self.cursor_row(), left);
        }
        self.vt.grid.cursor.should_wrap = false;
    }

    /// Prints between side margins and on lines of double size, which the
    /// grid does not know.
    fn print_in_margins(&mut self, c: char) {
        if self.overfills_cell(c) {
            return;
        }
        let width = c.width().unwrap_or(0);
        let joins = || {
            let last = self.strings.last_char.map_or(String::new(), String::from);
            format!("{last}{c}").graphemes(true).count() == 1
        };
        if width == 0 || (!c.is_ascii() && self.vt.grid.cursor.should_wrap && joins()) {
            return self.vt.input(c);
        }
        if self.vt.grid.cursor.should_wrap {
            self.wrap();
        }
        let end = |core: &Self| {
            let side = core.side();
            let end = if core.cursor_col() < side.end {
                side.end
            } else {
                core.cols()
            };
            end.min(core.cols_of(core.cursor_row()))
        };
        if self.cursor_col() + width > end(self) {
            self.wrap();
            if self.cursor_col() + width > end(self) {
                return;
            }
        }
        let (start, limit) = (self.cursor_col(), end(self));
        let inserts = self.vt.mode().contains(Mode::INSERT);
        if inserts {
            self.shift_in_line(width, true);
            self.vt
                .unset_mode(rio_vt::ansi::mode::NamedMode::Insert.into());
        }
        self.vt.input(c);
        if inserts {
            self.vt
                .set_mode(rio_vt::ansi::mode::NamedMode::Insert.into());
        }
        if self.cursor_col() >= limit || (start + width >= limit && self.cursor_col() >= start) {
            self.vt.grid.cursor.pos.col = Column(limit - 1);
            self.vt.grid.cursor.should_wrap = true;
        }
    }

    /// Prints a character that is narrow to the grid over two cells.
    pub(super) fn print_widened(&mut self, c: char) {
        if self.vt.grid.cursor.should_wrap {
            self.wrap();
        }
        if self.vt.grid.cursor.pos.col.0 + 1 >= self.cols() {
            if !self.vt.mode().contains(Mode::LINE_WRAP) {
                self.vt.grid.cursor.should_wrap = true;
                return;
            }
            self.vt.input(' ');
            self.mark_printed(Wide::LeadingSpacer);
            self.vt.wrapline();
        }
        self.vt.input(c);
        self.mark_printed(Wide::Wide);
        self.vt.input(' ');
        self.mark_printed(Wide::Spacer);
    }

    /// Sets the width of the cell printed last.
    fn mark_printed(&mut self, wide: Wide) {
        let pos = self.vt.grid.cursor.pos;
        let back = usize::from(!self.vt.grid.cursor.should_wrap);
        let col = Column(pos.col.0.saturating_sub(back));
        self.vt.grid[pos.row][col].set_wide(wide);
    }

    /// DECSC, SCOSC.
    pub(super) fn save_cursor(&mut self) {
        self.vt.grid.sync_template_style();
        self.vt.save_cursor_position();
        let screen = usize::from(self.is_alt());
        self.modes.saved[screen] = crate::modes::SavedCursor {
            is_set: true,
            origin: self.vt.mode().contains(Mode::ORIGIN),
            charsets: self.charsets,
        };
    }

    /// DECRC, SCORC. Without a save: home, no attributes.
    pub(super) fn restore_cursor(&mut self) {
        // The screen may have become smaller since.
        let (rows, cols) = (self.rows(), self.cols());
        let pos = &mut self.vt.grid.saved_cursor.pos;
        let row = usize::try_from(pos.row.0).unwrap_or(0).min(rows - 1);
        pos.row = super::region::line(row);
        pos.col = Column(pos.col.0.min(cols - 1));
        self.vt.restore_cursor_position();
        let saved = self.modes.saved[usize::from(self.is_alt())];
        self.set_private(6, saved.origin, false);
        self.restore_charsets(saved.charsets);
        // The saved style carries the type of the text then; it is not part
        // of the cursor.
        self.set_semantic(self.modes.semantic);
        self.clamp_cursor();
        self.vt.damage_cursor();
    }

    /// CSI b: the last printed character again.
    pub(super) fn repeat(&mut self, count: usize) {
        let Some(c) = self.strings.last_char else {
            return;
        };
        // More than a screen of it looks the same.
        let limit = self.cols() * (self.rows() + 1);
        for _ in 0..count.min(limit) {
            self.print_char(c);
        }
    }

    pub(super) fn next_line(&mut self) {
        self.index();
        self.carriage_return();
    }

    /// LF, VT, FF; with LNM also CR.
    pub(super) fn newline(&mut self) {
        self.index();
        if self.vt.mode().contains(Mode::LINE_FEED_NEW_LINE) {
            self.carriage_return();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Snapshot, Terminal, TerminalConfig};
    use proptest::prelude::*;
    use wezterm_types::TerminalSize;

    #[test]
    fn what_stands_alone_is_a_cluster_of_its_own() {
        let all: Vec<char> = (0..0x11_0000)
            .filter(|&c| stands_alone(c))
            .filter_map(char::from_u32)
            .collect();
        assert!(all.len() > 40_000);
        for &c in &all {
            assert_eq!(crate::dispatch::width::other_width(c), None, "{c:?}");
        }
        assert!((0..0x11_0000).all(|c| is_alone(c) == stands_alone(c)));
        // With each neighbour that it may have here: each class of them once.
        let mut some: Vec<char> = all.iter().copied().step_by(997).collect();
        some.extend(
            "aé漢가각か゛ーｱ─"
                .chars()
                .filter(|&c| stands_alone(c as u32)),
        );
        for &c in &all {
            for &other in &some {
                for pair in [[c, other], [other, c]] {
                    let text = String::from_iter(pair);
                    assert_eq!(text.graphemes(true).count(), 2, "{pair:x?}");
                }
            }
        }
    }

    /// Text of all kinds, and what moves the cursor into it.
    fn texts() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "a",
            "é",
            "漢字",
            "かな",
            "한국어",
            "각",
            "\u{1100}",
            "\u{11a8}",
            "e\u{301}",
            "\u{301}",
            "👍🏽",
            "👩\u{200d}🚀",
            "🇩🇪",
            "\u{fe0f}",
            "☂",
            "─│┌",
            "ا",
            "हिन्दी",
            "\u{600}",
            "ж",
            "\u{ad}",
            " ",
            "\r\n",
            "\x1b[H",
            "\x1b[3;5H",
            "\x1b[4h",
            "\x1b[4l",
            "\x1b[31m",
            "\x1b[?7l",
            "\x1b[?7h",
            "\x1b[?2027l",
            "\x1b[?2027h",
        ]);
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn runs_are_printed_as_single_characters_are(text in texts()) {
            let size = TerminalSize { cols: 17, rows: 5, ..TerminalSize::default() };
            let show = |chunks: Vec<&[u8]>| {
                let mut terminal = Terminal::new(size, TerminalConfig::default());
                chunks.into_iter().for_each(|chunk| terminal.advance(chunk));
                let mut snapshot = Snapshot::default();
                terminal.snapshot(&mut snapshot);
                let rows: Vec<_> = snapshot.rows.iter().map(|row| (row.text(), row.wrapped)).collect();
                (rows, terminal.cursor().col, terminal.cursor().stable)
            };
            let mut single = Vec::new();
            for (at, c) in text.char_indices() {
                single.push(&text.as_bytes()[at..at + c.len_utf8()]);
            }
            prop_assert_eq!(show(vec![text.as_bytes()]), show(single));
        }
    }
}
