//! Marks on tabs that need a look: output nobody has seen, a bell, progress.

use crate::tab_information::{PaneInformation, Progress, TabId, TabInformation};
use config::Config;
use config::color::ResolvedPalette;
use config::structs::TabMarkRule;
use wezterm_types::Rgba;

/// The marks of one tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TabMarks {
    /// Output nobody has seen.
    pub unseen: bool,
    /// A bell since the tab was last shown.
    pub bell: bool,
    /// What its panes work at; a failure wins over progress.
    pub progress: Progress,
}

impl TabMarks {
    /// The marks of `tab`, whose title is the default one or is a callback's.
    #[must_use]
    pub fn of(tab: &TabInformation, config: &Config, bells: &Bells, default_title: bool) -> Self {
        let marked = match config.show_tab_marks {
            TabMarkRule::Always => true,
            TabMarkRule::DefaultTitles => default_title,
            TabMarkRule::Never => false,
        };
        let marked = marked && !tab.is_active;
        Self {
            unseen: marked && tab.panes.iter().any(|pane| pane.has_unseen_output),
            bell: marked && bells.rang(tab.tab_id),
            progress: if config.show_tab_progress {
                progress(&tab.panes)
            } else {
                Progress::None
            },
        }
    }
}

/// A filled shape on a tab.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decoration {
    /// Left, top, width and height in pixels.
    pub rect: (f32, f32, f32, f32),
    /// Its colour.
    pub color: Rgba,
    /// Radius of its corners in pixels.
    pub radius: f32,
}

impl TabMarks {
    /// What the marks look like on a tab in `area` (left, top, width, height in
    /// pixels) of a bar with lines of text `line` pixels high: a dot for a bell
    /// or unseen output, and a line at the lower edge for progress.
    #[must_use]
    pub fn decorations(
        &self,
        area: (f32, f32, f32, f32),
        line: f32,
        palette: &ResolvedPalette,
    ) -> Vec<Decoration> {
        let (left, top, width, height) = area;
        let mut shapes = Vec::new();
        if self.bell || self.unseen {
            let side = (line * 0.3).round().max(3.0).min(width);
            let gap = (line * 0.1).round().max(1.0);
            let color = palette.colors[if self.bell { 11 } else { 12 }];
            shapes.push(Decoration {
                rect: (left + gap, top + gap, side, side),
                color,
                radius: side / 2.0,
            });
        }
        let thickness = (line * 0.12).round().max(2.0);
        let bar = |part: f32, color: Rgba| Decoration {
            rect: (left, top + height - thickness, width * part, thickness),
            color,
            radius: 0.0,
        };
        let (percent, color) = match self.progress {
            Progress::None => return shapes,
            Progress::Indeterminate => (100, palette.colors[12].mul_alpha(0.5)),
            Progress::Percentage(percent) => (percent, palette.colors[10]),
            Progress::Error(percent) => (percent, palette.colors[9]),
        };
        shapes.push(bar(1.0, color.mul_alpha(0.3)));
        shapes.push(bar(f32::from(percent.min(100)) / 100.0, color));
        shapes
    }
}

fn progress(panes: &[PaneInformation]) -> Progress {
    let rank = |progress: &Progress| match progress {
        Progress::None => 0,
        Progress::Indeterminate => 1,
        Progress::Percentage(_) => 2,
        Progress::Error(_) => 3,
    };
    panes
        .iter()
        .map(|pane| pane.progress)
        .max_by_key(rank)
        .unwrap_or_default()
}

/// The tabs of a window in which a bell rang while they were not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bells {
    tabs: Vec<TabId>,
    revision: u64,
}

impl Bells {
    /// A bell rang in a tab; whether that is new.
    pub fn ring(&mut self, tab: TabId) -> bool {
        let new = !self.tabs.contains(&tab);
        if new {
            self.tabs.push(tab);
            self.revision += 1;
        }
        new
    }

    /// Forgets tabs that are shown or gone.
    pub fn observe(&mut self, tabs: &[TabInformation]) {
        if self.tabs.is_empty() {
            return;
        }
        let before = self.tabs.len();
        self.tabs
            .retain(|id| tabs.iter().any(|tab| tab.tab_id == *id && !tab.is_active));
        if self.tabs.len() != before {
            self.revision += 1;
        }
    }

    /// Whether a bell rang in this tab.
    #[must_use]
    pub fn rang(&self, tab: TabId) -> bool {
        self.tabs.contains(&tab)
    }

    /// Moves with every change.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tab(id: TabId, active: bool) -> TabInformation {
        TabInformation {
            tab_id: id,
            is_active: active,
            panes: vec![PaneInformation {
                has_unseen_output: true,
                ..PaneInformation::default()
            }],
            ..TabInformation::default()
        }
    }

    #[test]
    fn a_bell_is_kept_until_its_tab_is_shown() {
        let mut bells = Bells::default();
        assert!(bells.ring(2) && !bells.ring(2));
        bells.observe(&[tab(1, true), tab(2, false)]);
        assert!(bells.rang(2));
        let before = bells.revision();
        bells.observe(&[tab(1, false), tab(2, true)]);
        assert!(!bells.rang(2));
        assert_ne!(bells.revision(), before);
    }

    #[test]
    fn callbacks_keep_their_tabs_to_themselves_unless_asked() {
        let mut config = Config::default();
        let mut bells = Bells::default();
        bells.ring(2);
        let of = |config: &Config, active, default| {
            let marks = TabMarks::of(&tab(2, active), config, &bells, default);
            (marks.unseen, marks.bell)
        };
        assert_eq!(of(&config, false, true), (true, true));
        assert_eq!(of(&config, false, false), (false, false));
        assert_eq!(of(&config, true, true), (false, false));
        config.show_tab_marks = TabMarkRule::Always;
        assert_eq!(of(&config, false, false), (true, true));
        config.show_tab_marks = TabMarkRule::Never;
        assert_eq!(of(&config, false, true), (false, false));
    }

    #[test]
    fn the_worst_progress_wins() {
        let pane = |progress| PaneInformation {
            progress,
            ..PaneInformation::default()
        };
        let panes = [
            pane(Progress::Percentage(90)),
            pane(Progress::Error(10)),
            pane(Progress::None),
        ];
        assert_eq!(progress(&panes), Progress::Error(10));
        assert_eq!(progress(&[]), Progress::None);
    }
}
