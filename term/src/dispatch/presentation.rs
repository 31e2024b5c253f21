//! What a program may ask about the state of the presentation, and give back
//! later: cursor information and tab stops (DECRQPSR, DECRSPS), the displayed
//! extent (DECRQDE), and xterm's stack of attributes (XTPUSHSGR).

use super::charset::Charset;
use crate::cell::CellAttrs;
use crate::core::Core;
use crate::style;
use crate::vt::GridExt as _;
use rio_vt::ansi::TabulationClearMode;
use rio_vt::crosswords::Mode;
use rio_vt::performer::handler::Handler;
use std::fmt::Write as _;
use wezterm_types::Underline;

/// Attributes pushed by programs, at most; as many as xterm keeps.
const MAX_LOOKS: usize = 10;

/// Bits of a DECCIR character; they are added to `@`.
const BASE: u8 = 0x40;

impl Core {
    /// XTPUSHSGR. All attributes are kept, whatever was asked for.
    pub(super) fn push_looks(&mut self) {
        if self.modes.looks.len() < MAX_LOOKS {
            let looks = self.vt.grid.template_style();
            self.modes.looks.push(looks);
        }
    }

    /// XTPOPSGR.
    pub(super) fn pop_looks(&mut self) {
        if let Some(looks) = self.modes.looks.pop() {
            self.vt.grid.set_template_style(looks);
            self.set_semantic(self.modes.semantic);
        }
    }

    /// XTREPORTSGR: what all cells of a rectangle have in common.
    pub(super) fn report_looks(&mut self, corners: [u16; 4]) {
        let Some(area) = self.area(corners) else {
            return;
        };
        let mut common: Option<crate::cell::Cell> = None;
        for row in area.rows {
            for col in area.cols.clone() {
                let square = self.cell(row, col);
                let cell = style::cell_of(&self.vt.grid.style_of(&square));
                let Some(common) = &mut common else {
                    common = Some(cell);
                    continue;
                };
                common.attrs &= cell.attrs;
                if common.underline != cell.underline {
                    common.underline = Underline::None;
                }
                for (ours, theirs) in [
                    (&mut common.fg, cell.fg),
                    (&mut common.bg, cell.bg),
                    (&mut common.underline_color, cell.underline_color),
                ] {
                    if *ours != theirs {
                        *ours = crate::cell::Color::Default;
                    }
                }
            }
        }
        let looks = super::sgr_of(&common.unwrap_or_default());
        self.reply(format!("\x1b[{looks}m"));
    }

    /// DECRQDE: all of the only page is shown.
    pub(super) fn displayed_extent(&mut self) {
        let (rows, cols) = (self.rows(), self.cols());
        self.reply(format!("\x1b[{rows};{cols};1;1;1\"w"));
    }

    /// DECRQPSR.
    pub(super) fn presentation_report(&mut self, what: u16) -> bool {
        if self.modes.level < 3 {
            return false;
        }
        match what {
            1 => self.report_cursor(),
            2 => {
                let stops = self.tab_stops();
                let stops: Vec<String> = stops.iter().map(|stop| (stop + 1).to_string()).collect();
                self.reply(format!("\x1bP2$u{}\x1b\\", stops.join("/")));
            }
            _ => return false,
        }
        true
    }

    /// DECCIR.
    fn report_cursor(&mut self) {
        let (row, col) = self.reported_position();
        let looks = style::cell_of(&self.vt.grid.template_style());
        let bit = |on: bool, value: u8| if on { value } else { 0 };
        let rendition = BASE
            + bit(looks.attrs.contains(CellAttrs::BOLD), 1)
            + bit(looks.underline != Underline::None, 2)
            + bit(looks.attrs.contains(CellAttrs::BLINK_SLOW), 4)
            + bit(looks.attrs.contains(CellAttrs::REVERSE), 8)
            + bit(looks.attrs.contains(CellAttrs::HIDDEN), 16);
        let attributes = BASE + bit(self.is_protecting(), 1);
        let (sets, shifted, single) = self.charsets.report();
        let flags = BASE
            + bit(self.vt.mode().contains(Mode::ORIGIN), 1)
            + bit(single == 2, 2)
            + bit(single == 3, 4)
            + bit(self.vt.grid.cursor.should_wrap, 8);
        let sizes = char::from(BASE + self.charsets.sizes());
        let [rendition, attributes, flags] = [rendition, attributes, flags].map(char::from);
        let mut out = format!("\x1bP1$u{row};{col};1;{rendition};{attributes};{flags};");
        let _ = write!(out, "{shifted};2;{sizes};{sets}\x1b\\");
        self.reply(out);
    }

    /// Columns of the tab stops. The grid keeps them to itself, so they are
    /// found by going there; the first and the last column, where a tab ends
    /// in any case, are left out.
    pub(crate) fn tab_stops(&mut self) -> Vec<usize> {
        let cursor = self.vt.grid.cursor.clone();
        let last = self.cols() - 1;
        let mut stops = Vec::new();
        self.vt.grid.cursor.pos.col.0 = 0;
        while let before = self.cursor_col()
            && before < last
        {
            self.vt.move_forward_tabs(1);
            if self.cursor_col() == before || self.cursor_col() >= last {
                break;
            }
            stops.push(self.cursor_col());
        }
        self.vt.grid.cursor = cursor;
        stops
    }

    /// DECRSPS: a report given back.
    pub(super) fn restore_presentation(&mut self, kind: u16, report: &[u8]) {
        let known = match kind {
            1 => self.restore_cursor_information(report).is_some(),
            2 => {
                self.restore_tab_stops(report);
                true
            }
            _ => false,
        };
        if !known {
            self.unknown(|| format!("DECRSPS {kind}"));
        }
    }

    fn restore_tab_stops(&mut self, report: &[u8]) {
        let cursor = self.vt.grid.cursor.clone();
        self.vt.clear_tabs(TabulationClearMode::All);
        for stop in report.split(|b| *b == b'/') {
            let stop = std::str::from_utf8(stop).ok().and_then(|n| n.parse().ok());
            if let Some(stop @ 1..) = stop.filter(|stop: &usize| *stop <= self.cols()) {
                self.vt.grid.cursor.pos.col.0 = stop - 1;
                self.vt.set_horizontal_tabstop();
            }
        }
        self.vt.grid.cursor = cursor;
    }

    /// `None` as soon as something is not as DECCIR has it; what came before
    /// stays in effect, as it does in xterm.
    fn restore_cursor_information(&mut self, report: &[u8]) -> Option<()> {
        let mut parts = report.splitn(10, |b| *b == b';');
        let mut number = || -> Option<usize> {
            let part = std::str::from_utf8(parts.next()?).ok()?;
            part.parse().ok()
        };
        let (row, col, page) = (number()?, number()?, number()?);
        if row == 0 || row > self.rows() || col == 0 || col > self.cols() || page != 1 {
            return None;
        }
        let mut bits = || match parts.next()? {
            [byte @ 0x40..=0x5f] => Some(byte - BASE),
            _ => None,
        };
        let (rendition, attributes, flags) = (bits()?, bits()?, bits()?);
        let slot = |part: Option<&[u8]>| match part? {
            [byte @ b'0'..=b'3'] => Some(usize::from(byte - b'0')),
            _ => None,
        };
        let (left, _right) = (slot(parts.next())?, slot(parts.next())?);
        let sizes = match parts.next()? {
            [byte @ 0x40..=0x4f] => byte - BASE,
            _ => return None,
        };
        let sets = parts.next()?;

        self.vt.move_to(row - 1, col - 1);
        let mut looks = self.vt.grid.template_style();
        for (bit, attr) in [
            (1, CellAttrs::BOLD),
            (4, CellAttrs::BLINK_SLOW),
            (8, CellAttrs::REVERSE),
            (16, CellAttrs::HIDDEN),
        ] {
            style::remove(&mut looks, attr);
            if rendition & bit != 0 {
                style::insert(&mut looks, attr);
            }
        }
        let underline = if rendition & 2 == 0 {
            Underline::None
        } else {
            Underline::Single
        };
        style::set_underline(&mut looks, underline);
        self.vt.grid.set_template_style(looks);
        self.protect(attributes & 1 != 0);
        self.set_private(6, flags & 1 != 0, false);
        self.restore_sets(sets, sizes);
        self.shift_to(left);
        match flags & 6 {
            2 => self.shift_once(2),
            4 => self.shift_once(3),
            _ => {}
        }
        self.vt.grid.cursor.should_wrap = flags & 8 != 0 && col == self.cols();
        Some(())
    }

    fn restore_sets(&mut self, names: &[u8], sizes: u8) {
        let mut names = names.iter().map(|b| char::from(*b));
        for slot in 0..4 {
            let Some(first) = names.next() else { return };
            let name: String = if matches!(first, '%' | '&' | '"') {
                [first].into_iter().chain(names.next()).collect()
            } else {
                first.into()
            };
            let charset = if sizes >> slot & 1 == 1 && name == "A" {
                Charset::Latin1
            } else {
                Charset::named(&name).unwrap_or_default()
            };
            self.designate(slot, charset);
        }
    }
}
