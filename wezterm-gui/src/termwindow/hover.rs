//! The link under the pointer: it is underlined, and the pointer becomes a
//! hand.

use super::TermWindow;
use super::cursor::columns_at;
use super::frame::owner;
use crate::links::{Link, LinkRules};
use config::Config;
use mux::PaneId;
use std::sync::Arc;
use wezterm_render::{Quad, RectF, Strip, StripId};

/// The rules in force and what they found last.
#[derive(Debug, Default)]
pub(crate) struct Hover {
    rules: LinkRules,
    /// The configuration that `rules` are of.
    rules_of: Option<Arc<Config>>,
    /// Pane, row, column and the generation of the text there.
    looked_at: Option<(PaneId, usize, usize, u64)>,
    link: Option<(PaneId, Link)>,
    revision: u64,
}

impl TermWindow {
    /// Looks for a link at a cell of a pane's viewport, or forgets the last
    /// one; whether there is one.
    pub(super) fn hover(&mut self, cell: Option<(PaneId, usize, usize)>) -> bool {
        let known = self.hover.rules_of.as_ref();
        if !known.is_some_and(|config| Arc::ptr_eq(config, &self.config)) {
            self.hover.rules = LinkRules::new(&self.config.hyperlink_rules);
            self.hover.rules_of = Some(self.config.clone());
            self.hover.looked_at = None;
        }
        let place = cell.and_then(|(pane, row, col)| {
            let snapshot = &self.views.get(&pane)?.snapshot;
            Some((pane, row, col, snapshot.generation))
        });
        if place != self.hover.looked_at {
            self.hover.looked_at = place;
            let link = place.and_then(|(pane, row, col, _)| {
                let snapshot = &self.views.get(&pane)?.snapshot;
                Some((pane, self.hover.rules.at(snapshot, row, col)?))
            });
            if link != self.hover.link {
                self.hover.link = link;
                self.hover.revision += 1;
                self.request_redraw();
            }
        }
        self.hover.link.is_some()
    }

    /// The address under the pointer.
    pub(crate) fn hovered_uri(&self, pane: PaneId) -> Option<String> {
        let (of, link) = self.hover.link.as_ref()?;
        (*of == pane).then(|| link.uri.clone())
    }

    /// Lines below the text of the link.
    pub(super) fn hover_strips(&self, out: &mut Vec<Strip>) {
        let Some((pane, link)) = &self.hover.link else {
            return;
        };
        let (Some(view), Some(place)) = (
            self.views.get(pane),
            self.panes.iter().find(|p| p.pane.id() == *pane),
        ) else {
            return;
        };
        let snapshot = &view.snapshot;
        let metrics = self.fonts.metrics();
        let (width, height) = (metrics.cell_width as f32, metrics.cell_height as f32);
        let thickness = (metrics.underline_thickness as f32).clamp(1.0, height);
        let top = (metrics.underline_position as f32).min(height - thickness);
        let color = snapshot.palette.fg;
        let spans = link.spans.iter().flat_map(|(stable, cols)| {
            let row = stable - snapshot.dims.viewport_top;
            let shown = usize::try_from(row)
                .ok()
                .and_then(|row| snapshot.rows.get(row));
            let parts = shown.map_or_else(Vec::new, |row| row.visual_ranges(cols.clone()));
            parts.into_iter().map(move |cols| (row, cols))
        });
        for (index, (row, cols)) in spans.enumerate() {
            let width = width * columns_at(snapshot, row as usize) as f32;
            let left = self.layout.grid.x as f32 + place.left as f32 * metrics.cell_width as f32;
            let x = left + cols.start as f32 * width;
            let top_of_pane = self.layout.grid.y as f32 + place.top as f32 * height;
            let y = top_of_pane - self.shift_of(*pane) + row as f32 * height;
            let length = cols.len() as f32 * width;
            let quad = Quad::Solid {
                rect: RectF::new(0.0, top, length, thickness),
                color,
            };
            out.push(Strip {
                id: StripId::other(owner::LINK, index as i64),
                revision: self.hover.revision,
                origin: (x, y),
                clip: RectF::new(x, y, length, height),
                quads: vec![quad].into(),
            });
        }
    }
}
