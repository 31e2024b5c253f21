//! The cursor of a pane as quads: its own strip above the rows, so that a
//! blink or a move repaints one cell.

use crate::colors::{BlinkPhase, ColorRules, mix};
use crate::text_row::{Look, TextRow, stretch_of};
use term::{CursorSnapshot, CursorStyle, LineSize, Snapshot};
use wezterm_font::FontSet;
use wezterm_render::{Quad, RectF};
use wezterm_types::{Rgba, Underline};

/// What decides how the cursor looks, besides the snapshot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct CursorLook {
    /// The window has the focus and the pane is the active one; otherwise the
    /// cursor is an outline.
    pub(crate) focused: bool,
    /// How much of it is to be seen, 0 to 1: it blinks.
    pub(crate) intensity: f32,
    /// What the bell mixes into its colour, and how much of that.
    pub(crate) flash: (Rgba, f32),
    /// `force_reverse_video_cursor`: take the cell's colours, exchanged.
    pub(crate) reverse: bool,
    /// `cursor_thickness` in pixels; `None` is the underline's.
    pub(crate) thickness: Option<f32>,
    /// `detect_password_input`: what is typed is not echoed, and the cursor is
    /// a lock.
    pub(crate) locked: bool,
}

/// The lock: `fa_lock` of the Nerd Fonts, of which one is always there.
const LOCK: &str = "\u{f023}";

/// Appends a cursor of a snapshot relative to the top left corner of its cell, or nothing.
/// `scratch` is memory to use again.
pub(crate) fn quads(
    snapshot: &Snapshot,
    cursor: CursorSnapshot,
    rules: &ColorRules,
    look: CursorLook,
    (fonts, scratch): (&mut FontSet, &mut TextRow),
    out: &mut Vec<Quad>,
) {
    if !cursor.visible || look.intensity <= 0.0 {
        return;
    }
    let Some(row) = snapshot.rows.get(cursor.row) else {
        return;
    };
    let Some(cell) = row.cells.get(cursor.col) else {
        return;
    };
    let metrics = fonts.metrics();
    let columns = if cursor.wide { 2 } else { 1 };
    let width = (metrics.cell_width * columns * columns_of(row.size)) as f32;
    let height = metrics.cell_height as f32;
    let thickness = look
        .thickness
        .unwrap_or(metrics.underline_thickness as f32)
        .clamp(1.0, height);

    let text = rules.look(cell, &snapshot.palette, false, BlinkPhase::VISIBLE);
    let under = text
        .bg
        .unwrap_or_else(|| rules.background(&snapshot.palette));
    let faded = |color: Rgba| {
        let (flash, amount) = look.flash;
        mix(color, flash, amount).mul_alpha(look.intensity)
    };
    let (ground, ink) = if look.reverse {
        (text.fg, under)
    } else {
        (snapshot.palette.cursor_bg, snapshot.palette.cursor_fg)
    };
    let border = if look.reverse {
        text.fg
    } else {
        snapshot.palette.cursor_border
    };

    let (ground, ink, border) = (faded(ground), ink.mul_alpha(look.intensity), faded(border));

    if !look.focused {
        out.extend(outline(width, height, border));
        return;
    }
    match cursor.style {
        style if look.locked || is_block(style) => {
            scratch.clear();
            scratch.size = row.size;
            let mut buf = [0; 4];
            let block = Look {
                fg: ink,
                bg: Some(ground),
                underline_color: ink,
                ..text
            };
            let text = match look.locked {
                true => LOCK,
                false => row.cell_text(cell, &mut buf),
            };
            let rtl =
                !look.locked && (row.order.as_ref()).is_some_and(|order| order.is_rtl(cursor.col));
            scratch.push_directed(text, columns as usize, block, rtl);
            scratch.quads_into(fonts, out);
        }
        CursorStyle::SteadyUnderline | CursorStyle::BlinkingUnderline => {
            let y = (metrics.underline_position as f32).min(height - thickness);
            out.push(solid(0.0, y, width, thickness, border));
        }
        _ => out.push(solid(0.0, 0.0, thickness, height, border)),
    }
}

/// The column on the screen of a cursor, which is in a column of the text.
pub(crate) fn visual_col(snapshot: &Snapshot, cursor: CursorSnapshot) -> usize {
    snapshot
        .rows
        .get(cursor.row)
        .map_or(cursor.col, |row| row.visual_col(cursor.col))
}

/// Columns of the screen that one of such a row takes: two on a line of double
/// size.
fn columns_of(size: LineSize) -> u32 {
    stretch_of(size).factors().0
}

/// The same for a row of the viewport.
pub(crate) fn columns_at(snapshot: &Snapshot, row: usize) -> u32 {
    snapshot.rows.get(row).map_or(1, |row| columns_of(row.size))
}

fn is_block(style: CursorStyle) -> bool {
    matches!(style, CursorStyle::SteadyBlock | CursorStyle::BlinkingBlock)
}

/// The text of an input method that is being composed, drawn in place.
pub(crate) fn preedit(text: &str, fg: Rgba, bg: Rgba, fonts: &mut FontSet) -> (Vec<Quad>, usize) {
    let mut row = TextRow::default();
    let look = Look {
        underline: Underline::Single,
        ..Look::plain(fg, Some(bg))
    };
    row.push_str(text, look);
    (row.quads(fonts), row.cols())
}

fn solid(x: f32, y: f32, width: f32, height: f32, color: Rgba) -> Quad {
    Quad::Solid {
        rect: RectF::new(x, y, width, height),
        color,
    }
}

/// Four lines of one pixel inside the cell.
fn outline(width: f32, height: f32, color: Rgba) -> [Quad; 4] {
    [
        solid(0.0, 0.0, width, 1.0, color),
        solid(0.0, height - 1.0, width, 1.0, color),
        solid(0.0, 1.0, 1.0, height - 2.0, color),
        solid(width - 1.0, 1.0, 1.0, height - 2.0, color),
    ]
}
