//! The tooltip of a tab: its whole title and its directory, in a panel beside
//! the bar.

use super::TermWindow;
use super::frame::owner;
use crate::shared::Shared;
use crate::tabbar::{CellLine, bar_position};
use crate::text_row::{Look, TextRow, moved};
use config::structs::TabBarPosition;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use wezterm_render::{Quad, RectF, Strip, StripId};

/// Lines of a title at most.
const TITLE_LINES: usize = 3;
/// Columns of the panel at most.
const COLUMNS: usize = 60;

impl TermWindow {
    /// Looks up what the tooltip that appears now has to say. From what is
    /// known already: nothing here waits for a process.
    pub(super) fn describe_tooltip(&mut self, shared: &Shared) {
        let Some(tab) = self.tab_bar.tooltip.shown() else {
            return;
        };
        let cols = (self.layout.input.window.0 / self.layout.input.cell.width) as usize;
        let cols = cols.saturating_sub(4).clamp(8, COLUMNS);
        let tabs = self.tab_bar.list.tabs();
        let Some(tab) = tabs.iter().find(|known| known.tab_id == tab) else {
            self.tab_bar.tooltip_lines.clear();
            return;
        };
        let pane = tab.active_pane().map(|pane| pane.pane_id);
        let cwd = pane
            .and_then(|pane| shared.mux.borrow().pane(pane))
            .and_then(|pane| pane.current_working_path());
        let home = std::env::var_os("HOME").map(PathBuf::from);
        let cwd = cwd.map(|cwd| abbreviate(&cwd, home.as_deref()));
        let attrs = (&self.palette.tab_bar.active_tab).into();
        let wrapped = |text: &str, most| -> Vec<String> {
            // Control characters of a title have no width and are left out.
            CellLine::plain(text, attrs)
                .wrap(cols, most)
                .iter()
                .map(CellLine::text)
                .collect()
        };
        let mut lines = wrapped(tab.effective_title(), TITLE_LINES);
        lines.extend(cwd.iter().flat_map(|cwd| wrapped(cwd, TITLE_LINES)));
        self.tab_bar.tooltip_lines = lines;
    }

    /// The tooltip, where one is shown.
    pub(super) fn tooltip_strip(&mut self) -> Option<Strip> {
        let tab = self.tab_bar.tooltip.shown()?;
        let lines = &self.tab_bar.tooltip_lines;
        if lines.is_empty() || !self.tab_bar.shown {
            return None;
        }
        let place = (self.tab_bar.list.tabs().iter()).position(|known| known.tab_id == tab)?;
        let cell = self.layout.input.cell;
        let rects = self.tab_bar.tab_rects(&self.config, cell);
        let (_, over) = rects.into_iter().find(|(index, _)| *index == place)?;

        let look = self.palette.tab_bar.active_tab;
        let border = self.palette.split;
        let (w, h) = (cell.width as f32, cell.height as f32);
        let mut rows = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let mut row = TextRow::default();
            let ink = if index == 0 {
                look.fg_color
            } else {
                look.fg_color.mul_alpha(0.75)
            };
            row.push_str(line, Look::plain(ink, None));
            rows.push(row);
        }
        let cols = rows.iter().map(TextRow::cols).max().unwrap_or(0);
        let width = (cols + 2) as f32 * w;
        let height = (lines.len() as f32 + 0.5) * h;
        let mut quads = vec![
            Quad::Solid {
                rect: RectF::new(0.0, 0.0, width, height),
                color: border,
            },
            Quad::Solid {
                rect: RectF::new(1.0, 1.0, width - 2.0, height - 2.0),
                color: look.bg_color,
            },
        ];
        for (index, row) in rows.iter().enumerate() {
            let y = (index as f32 + 0.25) * h;
            let quad = |quad| moved(quad, w, y.round());
            quads.extend(row.quads(&mut self.fonts).into_iter().map(quad));
        }
        let bar = self.layout.bar;
        let bar = RectF::new(
            bar.x as f32,
            bar.y as f32,
            bar.width as f32,
            bar.height as f32,
        );
        let window = self.layout.input.window;
        let at = beside(
            bar_position(&self.config),
            bar,
            over,
            (width, height),
            (window.0 as f32, window.1 as f32),
        );
        let mut hasher = DefaultHasher::new();
        (lines, at.0 as i64, at.1 as i64, window).hash(&mut hasher);
        Some(Strip {
            id: StripId::other(owner::TOOLTIP, 0),
            revision: hasher.finish(),
            origin: at,
            clip: RectF::new(at.0, at.1, width, height),
            quads: quads.into(),
        })
    }
}

/// Where a panel of `size` goes: beside the bar, at the tab `over` (from the
/// bar's top left), within the window.
fn beside(
    side: TabBarPosition,
    bar: RectF,
    over: RectF,
    (width, height): (f32, f32),
    window: (f32, f32),
) -> (f32, f32) {
    const GAP: f32 = 4.0;
    let along = (bar.x + over.x, bar.y + over.y);
    let (x, y) = match side {
        TabBarPosition::Top => (along.0, bar.y + bar.height + GAP),
        TabBarPosition::Bottom => (along.0, bar.y - height - GAP),
        TabBarPosition::Left => (bar.x + bar.width + GAP, along.1),
        TabBarPosition::Right => (bar.x - width - GAP, along.1),
    };
    let within = |at: f32, size: f32, room: f32| at.min(room - size).max(0.0).round();
    (within(x, width, window.0), within(y, height, window.1))
}

/// A directory with `~` for the user's own.
fn abbreviate(path: &Path, home: Option<&Path>) -> String {
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
        Some(rest) => format!("~/{}", rest.display()),
        None => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_lies_beside_the_bar_and_within_the_window() {
        let tab = RectF::new(700.0, 0.0, 80.0, 20.0);
        let top = RectF::new(0.0, 0.0, 800.0, 20.0);
        let at = |side, bar, over| beside(side, bar, over, (200.0, 50.0), (800.0, 600.0));
        assert_eq!(at(TabBarPosition::Top, top, tab), (600.0, 24.0));
        let bottom = RectF::new(0.0, 580.0, 800.0, 20.0);
        assert_eq!(at(TabBarPosition::Bottom, bottom, tab), (600.0, 526.0));
        let row = RectF::new(0.0, 590.0, 100.0, 20.0);
        let left = RectF::new(0.0, 0.0, 100.0, 600.0);
        assert_eq!(at(TabBarPosition::Left, left, row), (104.0, 550.0));
        let right = RectF::new(700.0, 0.0, 100.0, 600.0);
        assert_eq!(at(TabBarPosition::Right, right, row), (496.0, 550.0));
    }

    #[test]
    fn home_is_a_tilde() {
        let home = Some(Path::new("/home/me"));
        assert_eq!(abbreviate(Path::new("/home/me"), home), "~");
        assert_eq!(abbreviate(Path::new("/home/me/src/x"), home), "~/src/x");
        assert_eq!(abbreviate(Path::new("/home/mean"), home), "/home/mean");
        assert_eq!(abbreviate(Path::new("/tmp"), None), "/tmp");
    }
}
