//! Painting of [`super::notices::Notices`]: a panel over the lower
//! edge of what the tab bar leaves of the window.

use super::geometry::Layout;
use super::notices::Notices;
use crate::text_row::{Look, TextRow, moved};
use wezterm_font::FontSet;
use wezterm_render::{Quad, RectF, Strip, StripId};
use wezterm_types::Rgba;

const PANEL: Rgba = Rgba::rgb(0x5c, 0x1a, 0x1a);
const TEXT: Rgba = Rgba::rgb(0xff, 0xf2, 0xf0);
const HINT: &str = "press Escape or click to close";

/// The panel, or `None` when there is nothing to say. Its revision follows
/// the messages and the window's size.
pub(crate) fn strip(
    notices: &Notices,
    layout: &Layout,
    owner: u64,
    fonts: &mut FontSet,
) -> Option<Strip> {
    if notices.is_empty() {
        return None;
    }
    let cell = layout.input.cell;
    let content = layout.content();
    let cols = (content.width / cell.width).saturating_sub(2) as usize;
    let mut lines = notices.lines(cols);
    let room = (content.height / cell.height).saturating_sub(1).max(1) as usize;
    lines.truncate(room);
    lines.push(HINT.to_owned());

    let height = (lines.len() as u32 * cell.height + cell.height / 2) as f32;
    let (left, width) = (content.x as f32, content.width as f32);
    let top = (content.y + content.height) as f32 - height;
    let panel = RectF::new(0.0, 0.0, width, height);
    let mut quads = vec![Quad::Solid {
        rect: panel,
        color: PANEL,
    }];
    let last = lines.len() - 1;
    for (index, line) in lines.iter().enumerate() {
        let mut row = TextRow::default();
        let color = if index == last {
            TEXT.mul_alpha(0.6)
        } else {
            TEXT
        };
        row.push_str(line, Look::plain(color, None));
        let (dx, dy) = (
            cell.width as f32,
            cell.height as f32 * (index as f32 + 0.25),
        );
        quads.extend(row.quads(fonts).into_iter().map(|quad| moved(quad, dx, dy)));
    }
    let revision =
        notices.generation() << 32 ^ u64::from(content.width) << 16 ^ u64::from(content.height);
    Some(Strip {
        id: StripId::other(owner, i64::MAX),
        revision,
        origin: (left, top),
        clip: RectF::new(left, top, width, height),
        quads: quads.into(),
    })
}
